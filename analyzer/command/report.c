// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert report`: merges the ndjson of earlier scans, of one machine or many, into one report.
// What it says is what one scan of all those captures would have said.
#include "analyzer/command/command.h"

#include "analyzer/command/config.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/lines.h"
#include "analyzer/command/scan/log.h"
#include "analyzer/command/signals.h"
#include "analyzer/report/session/session_read.h"
#include "core/bytes/text.h"

enum { MAX_BAD_LINES = 3 }; // of one file that are told one by one

typedef struct {
    PcSinkOptions options;
    PcSink *sink;
    char **inputs;
    char **log_paths; // --log
    PcScanLogs *logs;
    int stop; // atomic: a signal's number
    bool in_trouble, is_unheard;
    bool has_part; // one of the reports says that it is not whole
} Merge;

static bool is_over(Merge *merge)
{
    return merge->is_unheard || g_atomic_int_get(&merge->stop) != 0;
}

static void complain(Merge *merge, const char *sentence)
{
    pc_complain("%s", sentence);
    merge->in_trouble = true;
}

static void complain_of_all(Merge *merge, const GPtrArray *errors)
{
    for (guint i = 0; i < errors->len; i++) {
        complain(merge, g_ptr_array_index(errors, i));
    }
}

// merge_conditions remembers what a report was made with that is merged.
static void merge_conditions(Merge *merge, PcBytes line)
{
    GPtrArray *merged = pc_sink_conditions(merge->sink)->merged;
    bool is_whole = true;
    g_autofree char *text = pc_session_read_run((const char *)line.data, line.len, &is_whole);
    merge->has_part = merge->has_part || !is_whole;
    if (text != NULL && !g_ptr_array_find_with_equal_func(merged, text, g_str_equal, NULL)) {
        g_ptr_array_add(merged, g_steal_pointer(&text));
    }
}

// merge_silence tells again why little was found in an input.
static void merge_silence(Merge *merge, PcBytes line)
{
    g_auto(PcReadSilence) read = {0};
    if (pc_session_read_silence((const char *)line.data, line.len, &read)) {
        const PcFileEnd end = {
            .path = read.path,
            .n_frames = read.n_frames,
            .n_sessions = read.n_sessions,
            .silence = read.reason,
            .is_retold = true,
        };
        pc_sink_file(merge->sink, &end);
    }
}

// merge_line gives false, with `error`, for what is no line of a report.
static bool merge_line(Merge *merge, PcBytes line, GError **error)
{
    g_autoptr(PcSession) session = NULL;
    if (line.len == 0) {
        return true;
    }
    PcReadResult result = pc_session_read((const char *)line.data, line.len, &session, error);
    if (result == PC_READ_SESSION) {
        pc_scan_logs_session(merge->logs, session);
        merge->is_unheard = !pc_sink_session(merge->sink, session);
    } else if (result == PC_READ_OTHER) {
        merge_conditions(merge, line);
        merge_silence(merge, line);
    }
    return result != PC_READ_BAD;
}

// complain_of_lines tells the first lines of a file that are none of a report, and counts the rest:
// a file may be no report at all.
static void complain_of_lines(Merge *merge, const char *path, unsigned n_bad)
{
    if (n_bad > MAX_BAD_LINES) {
        g_autofree char *sentence = g_strdup_printf("%s: %u more of its lines are none of a report",
                                                    path, n_bad - MAX_BAD_LINES);
        complain(merge, sentence);
    }
}

static void merge_file(Merge *merge, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcLines) lines = pc_lines_open(path, &error);
    PcBytes line;
    unsigned n_bad = 0;
    for (unsigned number = 1;
         lines != NULL && !is_over(merge) && pc_lines_next(lines, &line, &error); number++) {
        g_autoptr(GError) cause = NULL;
        if (!merge_line(merge, line, &cause) && ++n_bad <= MAX_BAD_LINES) {
            g_autofree char *sentence =
                g_strdup_printf("%s: line %u %s", path, number, cause->message);
            complain(merge, sentence);
        }
    }
    complain_of_lines(merge, path, n_bad);
    if (error != NULL) {
        complain(merge, error->message);
    }
}

static void merge_inputs(Merge *merge)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(merge->inputs, errors);
    complain_of_all(merge, errors);
    guint n_whole = 0;
    for (guint i = 0; i < inputs->len && !is_over(merge); i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        if (!input->from_folder || g_str_has_suffix(input->path, "json")) {
            merge_file(merge, input->path);
        }
        n_whole += is_over(merge) ? 0 : 1;
    }
    if (g_atomic_int_get(&merge->stop) != 0) {
        g_autofree char *sentence = g_strdup_printf(
            "stopped by a signal: %u of %u reports were merged whole; what was found is reported",
            n_whole, inputs->len);
        complain(merge, sentence);
    }
}

static bool reads_stdin(const Merge *merge)
{
    return g_strv_contains((const char *const *)merge->inputs, "-");
}

// merge_with_logs joins logs to what is merged, as scan --log does.
static void merge_with_logs(Merge *merge)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    merge->logs = pc_scan_logs_new(merge->log_paths, NULL, errors);
    complain_of_all(merge, errors);
    merge_inputs(merge);
    g_autoptr(GPtrArray) sentences = pc_scan_logs_join(merge->logs, merge->sink);
    for (guint i = 0; i < sentences->len; i++) {
        pc_complain("%s", (const char *)g_ptr_array_index(sentences, i));
    }
    g_clear_pointer(&merge->logs, pc_scan_logs_free);
}

// check_places refuses outputs that would destroy something, before anything is opened.
static bool check_places(const Merge *merge, GError **error)
{
    g_autoptr(PcPlaces) places = pc_places_new();
    pc_places_read_inputs(places, merge->inputs, "json");
    pc_places_read_all(places, merge->log_paths);
    return pc_sink_places(&merge->options, places, error);
}

static PcExit run_merge(Merge *merge)
{
    g_autoptr(GError) error = NULL;
    if (merge->inputs == NULL) {
        pc_complain("report: give it ndjson files that phonecert scan wrote, or - for standard "
                    "input");
        return PC_EXIT_TROUBLE;
    }
    g_autofree char *config = NULL;
    if (!pc_config_apply(NULL, &merge->options, &config, &error) || !check_places(merge, &error)) {
        pc_complain("%s", error->message);
        return PC_EXIT_TROUBLE;
    }
    pc_signals_watch(&merge->stop, reads_stdin(merge));
    g_autoptr(PcSink) sink = pc_sink_new(&merge->options, false, &error);
    if (sink == NULL) {
        pc_complain("%s", error->message);
        return PC_EXIT_TROUBLE;
    }
    merge->sink = sink;
    pc_sink_conditions(sink)->verb = "report";
    pc_sink_conditions(sink)->config = g_steal_pointer(&config);
    for (size_t i = 0; merge->inputs[i] != NULL; i++) {
        g_ptr_array_add(pc_sink_conditions(sink)->inputs, g_strdup(merge->inputs[i]));
    }
    merge_with_logs(merge);
    if (merge->in_trouble) {
        pc_sink_conditions(sink)->ending =
            g_strdup("some input could not be read whole; standard error told which");
    }
    if (merge->has_part && pc_sink_conditions(sink)->ending == NULL) {
        pc_sink_conditions(sink)->ending = g_strdup("a report that was merged is not whole");
    }
    g_ptr_array_sort(pc_sink_conditions(sink)->merged, pc_text_compare);
    g_autoptr(GPtrArray) errors = pc_sink_finish(sink);
    complain_of_all(merge, errors);
    if (merge->in_trouble) {
        return PC_EXIT_TROUBLE;
    }
    return pc_sink_has_findings(sink) ? PC_EXIT_FINDINGS : PC_EXIT_CLEAN;
}

PcExit pc_command_report(int argc, char **argv)
{
    Merge merge = {0};
    PcExit status = PC_EXIT_TROUBLE;
    const GOptionEntry entries[] = {
        {"log", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &merge.log_paths,
         "Compare with this phone or server log (repeatable)", "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &merge.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|ARCHIVE|- ...");
    g_option_context_set_summary(context,
                                 "Merges what phonecert scan --format ndjson wrote, by one "
                                 "run or many, in any order.");
    g_option_context_add_main_entries(context, entries, NULL);
    pc_sink_options_add(context, &merge.options, false);
    pc_sink_options_describe(context, "");
    if (pc_parse_options(context, &argc, &argv)) {
        status = run_merge(&merge);
    }
    pc_sink_options_clear(&merge.options);
    g_strfreev(merge.inputs);
    g_strfreev(merge.log_paths);
    return status;
}
