// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert scan`: every input through the floors, every session to the writers, and an exit
// status that says whether anything is wrong.
#include "analyzer/command/command.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/scan_file.h"
#include "analyzer/command/scan_options.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    const PcScanArguments *arguments;
    PcReport *report;
    PcScanner scanner;
    bool in_trouble;
    int stop;
} Run;

static void on_session(void *user, PcSession *session)
{
    Run *run = user;
    pc_report_session(run->report, session);
    pc_session_free(session);
    if (pc_report_is_unheard(run->report)) {
        g_atomic_int_set(&run->stop, 1);
    }
}

// tell_end reports what could not be read of a capture that was opened.
static void tell_end(Run *run, const PcInput *input, const PcScanEnd *end)
{
    if (end->warning != NULL) {
        pc_complain("%s", end->warning);
        run->in_trouble = true;
    }
    bool is_worth = end->is_lost ? !input->from_folder : !run->arguments->quiet;
    if (end->unknown != NULL && (is_worth || run->arguments->verbose)) {
        pc_complain("%s", end->unknown);
    }
    run->in_trouble = run->in_trouble || (end->is_lost && !input->from_folder);
}

static void scan_input(Run *run, const PcInput *input)
{
    PcScanEnd end;
    g_autoptr(GError) error = NULL;
    pc_report_file_begin(run->report, input->path);
    if (!pc_scan_file(&run->scanner, input->path, &end, &error)) {
        bool is_no_capture = g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_INVAL) &&
                             !pc_input_should_be_capture(input->path);
        bool is_passed_over = input->from_folder && is_no_capture;
        run->in_trouble = run->in_trouble || !is_passed_over;
        if (!is_passed_over || run->arguments->verbose) {
            pc_complain("%s", error->message);
        }
        return;
    }
    const PcFileEnd file_end = {
        .path = input->path,
        .n_frames = end.n_frames,
        .n_hidden = end.n_hidden,
        .n_sessions = end.n_sessions,
    };
    pc_report_file_end(run->report, &file_end);
    tell_end(run, input, &end);
    pc_scan_end_clear(&end);
}

static void tell_all(Run *run, const GPtrArray *errors)
{
    for (guint i = 0; i < errors->len; i++) {
        pc_complain("%s", (const char *)g_ptr_array_index(errors, i));
        run->in_trouble = true;
    }
}

static void scan_inputs(Run *run)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(run->arguments->inputs, errors);
    tell_all(run, errors);
    for (guint i = 0; i < inputs->len && g_atomic_int_get(&run->stop) == 0; i++) {
        scan_input(run, g_ptr_array_index(inputs, i));
    }
}

static void load_keys(Run *run)
{
    g_autoptr(GError) error = NULL;
    if (run->arguments->keys == NULL) {
        return;
    }
    run->scanner.key_log = pc_read_file(run->arguments->keys, &error);
    if (error != NULL) {
        pc_complain("%s", error->message);
        run->in_trouble = true;
    }
}

static void judge_and_scan(Run *run)
{
    PcSetup setup;
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    pc_setup_load(&setup, &run->arguments->setup, errors);
    tell_all(run, errors);
    load_keys(run);
    g_autoptr(PcJudge) judge = pc_setup_judge(&setup);
    run->scanner.setup = &setup;
    run->scanner.judge = judge;
    run->scanner.all = run->arguments->all;
    run->scanner.stop = &run->stop;
    run->scanner.sink = on_session;
    run->scanner.user = run;
    scan_inputs(run);
    g_clear_pointer(&run->scanner.key_log, g_bytes_unref);
    g_clear_pointer(&judge, pc_judge_free);
    pc_setup_clear(&setup);
}

static bool is_watched(const PcScanArguments *arguments)
{
    for (size_t i = 0; arguments->inputs[i] != NULL; i++) {
        if (strcmp(arguments->inputs[i], "-") == 0) {
            return true;
        }
    }
    return false;
}

static PcExit run_scan(const PcScanArguments *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcReport) report = pc_report_new();
    Run run = {.arguments = arguments, .report = report};
    int fail_on = PC_SEVERITY_ERROR;
    if (!pc_parse_fail_on(arguments->fail_on, &fail_on, &error) ||
        !pc_start_writers(report, arguments, is_watched(arguments), &error)) {
        pc_complain("%s", error->message);
        return PC_EXIT_TROUBLE;
    }
    judge_and_scan(&run);
    g_autoptr(GPtrArray) errors = pc_report_finish(report);
    tell_all(&run, errors);
    if (run.in_trouble) {
        return PC_EXIT_TROUBLE;
    }
    return pc_report_worst(report) >= fail_on ? PC_EXIT_FINDINGS : PC_EXIT_CLEAN;
}

PcExit pc_command_scan(int argc, char **argv)
{
    PcScanArguments arguments;
    PcExit status = PC_EXIT_TROUBLE;
    if (pc_scan_arguments_parse(&arguments, argc, argv)) {
        if (arguments.version) {
            (void)printf("phonecert %s\n", PHONECERT_VERSION);
            status = PC_EXIT_CLEAN;
        } else if (arguments.inputs == NULL) {
            pc_complain("scan: give it a capture, a folder of captures, or - for standard input");
        } else {
            status = run_scan(&arguments);
        }
    }
    pc_scan_arguments_clear(&arguments);
    return status;
}
