// SPDX-License-Identifier: GPL-2.0-or-later
// Reads one side of a comparison: each file by what it is.
#include "analyzer/command/diff/side.h"

#include "analyzer/command/inputs.h"
#include "analyzer/command/lines.h"
#include "analyzer/command/scan/jobs.h"
#include "analyzer/report/session/session_read.h"
#include "analyzer/report/sqlite_read.h"
#include <string.h>

typedef struct {
    PcDiffSide *side;
    const PcSetup *setup;
    int *stop;
    PcScanCounts counts;
} Reading;

static void add_error(Reading *reading, const char *sentence)
{
    g_ptr_array_add(reading->side->errors, g_strdup(sentence));
}

static void on_session(void *user, PcSession *taken)
{
    const Reading *reading = user;
    g_autoptr(PcSession) session = taken;
    (void)pc_estate_session(reading->side->estate, session);
}

static void on_file(void *user, guint index, const PcScanEnd *end)
{
    Reading *reading = user;
    (void)index;
    if (end->error != NULL || end->warning != NULL) {
        add_error(reading, end->error != NULL ? end->error->message : end->warning);
    }
    if (end->error == NULL) {
        pc_estate_file(reading->side->estate, end->n_frames);
    }
}

static void on_run(void *user, const char *conditions)
{
    const Reading *reading = user;
    GPtrArray *merged = reading->side->merged;
    if (!g_ptr_array_find_with_equal_func(merged, conditions, g_str_equal, NULL)) {
        g_ptr_array_add(merged, g_strdup(conditions));
    }
}

// read_line gives false, with `error`, for what is no line of a report.
static bool read_line(Reading *reading, PcBytes line, GError **error)
{
    PcSession *session = NULL;
    PcReadResult result = pc_session_read((const char *)line.data, line.len, &session, error);
    if (result == PC_READ_SESSION) {
        on_session(reading, session);
    } else if (result == PC_READ_OTHER) {
        bool is_whole = true;
        g_autofree char *run = pc_session_read_run((const char *)line.data, line.len, &is_whole);
        if (run != NULL) {
            on_run(reading, run);
        }
        if (!is_whole) {
            g_autofree char *sentence = g_strdup_printf("%s: says that it is not whole", run);
            add_error(reading, sentence);
        }
    }
    return result != PC_READ_BAD;
}

// read_report reads ndjson; it ends at the first line that is none of a report.
static void read_report(Reading *reading, const char *path, PcLines *lines)
{
    g_autoptr(GError) error = NULL;
    PcBytes line;
    unsigned number = 0;
    while (g_atomic_int_get(reading->stop) == 0 && pc_lines_next(lines, &line, &error)) {
        g_autoptr(GError) cause = NULL;
        number++;
        if (line.len > 0 && !read_line(reading, line, &cause)) {
            g_autofree char *sentence =
                g_strdup_printf("%s: line %u %s", path, number, cause->message);
            add_error(reading, sentence);
            return;
        }
    }
    if (error != NULL) {
        add_error(reading, error->message);
    }
}

// read_saved reads what earlier scans wrote; false where the file is nothing of that kind. What can
// be read only once, a pipe, is a report or told: a capture would be gone by then.
static bool read_saved(Reading *reading, const PcInput *input)
{
    g_autoptr(GError) error = NULL;
    if (pc_sqlite_is(input->path)) {
        const PcSqliteReader reader = {on_session, on_run, reading};
        if (!pc_sqlite_read(input->path, &reader, &error)) {
            add_error(reading, error->message);
        }
        return true;
    }
    bool is_named_so =
        g_str_has_suffix(input->path, "json") || strstr(input->path, "json.") != NULL;
    if (input->from_folder && !is_named_so) {
        return false;
    }
    g_autoptr(PcLines) lines = pc_lines_open(input->path, &error);
    if (lines != NULL && pc_lines_begin_with(lines, '{')) {
        read_report(reading, input->path, lines);
        return true;
    }
    bool is_once =
        strcmp(input->path, "-") == 0 || (g_file_test(input->path, G_FILE_TEST_EXISTS) &&
                                          !g_file_test(input->path, G_FILE_TEST_IS_REGULAR));
    if (is_once) {
        g_autofree char *sentence = g_strdup_printf(
            "%s: is no ndjson report; a capture is wanted as a file here", input->path);
        add_error(reading, error != NULL ? error->message : sentence);
    }
    return is_once;
}

static void read_captures(Reading *reading, const GPtrArray *inputs)
{
    g_autoptr(GArray) files = pc_jobs_of(inputs);
    const PcJobs jobs = {
        .setup = reading->setup,
        .all = true,
        .n_workers = 1,
        .stop = reading->stop,
        .counts = &reading->counts,
        .session = on_session,
        .file = on_file,
        .user = reading,
    };
    pc_jobs_run(&jobs, files);
}

static void free_text(void *text)
{
    g_free(text);
}

PcDiffSide *pc_diff_side_read(const char *path, const PcSetup *setup, int *stop)
{
    PcDiffSide *side = g_new0(PcDiffSide, 1);
    side->path = path;
    side->estate = pc_estate_new();
    side->merged = g_ptr_array_new_with_free_func(free_text);
    side->errors = g_ptr_array_new_with_free_func(free_text);
    Reading reading = {.side = side, .setup = setup, .stop = stop};
    char *const arguments[] = {(char *)(uintptr_t)path, NULL};
    g_autoptr(GPtrArray) inputs = pc_inputs_new(arguments, side->errors);
    g_autoptr(GPtrArray) captures = g_ptr_array_new();
    for (guint i = 0; i < inputs->len; i++) {
        if (!read_saved(&reading, g_ptr_array_index(inputs, i))) {
            g_ptr_array_add(captures, g_ptr_array_index(inputs, i));
        }
    }
    read_captures(&reading, captures);
    pc_estate_settle(side->estate);
    return side;
}

void pc_diff_side_free(PcDiffSide *side)
{
    if (side != NULL) {
        pc_estate_free(side->estate);
        g_ptr_array_unref(side->merged);
        g_ptr_array_unref(side->errors);
        g_free(side);
    }
}
