// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert scan`: every input through the floors, every session to the writers, and an exit
// status that says whether anything is wrong.
#include "analyzer/command/scan/scan.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/list.h"
#include "analyzer/command/scan/follow.h"
#include "analyzer/command/scan/jobs.h"
#include "analyzer/command/scan/log.h"
#include "analyzer/command/scan/missing.h"
#include "analyzer/command/scan/options.h"
#include "analyzer/command/scan/pieces.h"
#include "analyzer/command/scan/progress.h"
#include "analyzer/command/scan/remarks.h"
#include "analyzer/command/scan/session_frames.h"
#include "analyzer/command/signals.h"
#include "analyzer/report/display.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    const PcScanArguments *arguments;
    PcSink *sink;
    PcSessionFrames *frames;    // --write-pcap; NULL without
    PcSessionFrames *annotated; // --annotate; NULL without
    PcSetup setup;
    PcMoment at;     // --at, as a report tells it
    GTimeZone *zone; // of --tz
    PcScanKeys keys; // of --keys
    PcScanLogs *logs;
    PcPhoneList *phones; // --phones; NULL without
    PcScanRemarks *remarks;
    PcScanMissing *missing; // of a case; NULL: nobody asks
    GPtrArray *inputs;      // of PcInput
    char *order;            // what is to be said of their order; NULL
    PcFollow *follow;       // --follow; NULL without
    PcProgress *progress;
    PcScanCounts counts;
    PcAccount account; // of all captures
    guint n_read;      // inputs that were read to their end, or could not be
    guint n_captures;
    int stop;        // atomic: a signal's number, or UNHEARD
    bool is_live;    // what is read has no end of its own
    bool in_trouble; // something could not be read
} Run;

enum { UNHEARD = -1 };

static void say(Run *run, const char *sentence)
{
    pc_progress_hide(run->progress);
    pc_complain("%s", sentence);
    pc_progress_show(run->progress);
}

static void say_all(Run *run, const GPtrArray *errors)
{
    for (guint i = 0; i < errors->len; i++) {
        say(run, g_ptr_array_index(errors, i));
        run->in_trouble = true;
    }
}

// say_notes says what is to be known of the conditions, from one of the notes on.
static void say_notes(Run *run, guint first)
{
    for (guint i = first; !run->arguments->quiet && i < run->setup.notes->len; i++) {
        say(run, g_ptr_array_index(run->setup.notes, i));
    }
}

static void on_session(void *user, PcSession *session)
{
    Run *run = user;
    pc_progress_hide(run->progress);
    PcSessionFrames *const files[] = {run->frames, run->annotated};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        if (files[i] != NULL) {
            pc_session_frames_add(files[i], session, pc_sink_chooses(run->sink, session));
        }
    }
    pc_scan_logs_session(run->logs, session);
    pc_scan_remarks_session(run->remarks, session);
    if (run->missing != NULL) {
        pc_scan_missing_session(run->missing, session);
    }
    bool is_heard = pc_sink_session(run->sink, session);
    pc_progress_show(run->progress);
    pc_session_free(session);
    if (!is_heard) {
        g_atomic_int_set(&run->stop, UNHEARD);
    }
}

// is_passed_over says that a file in a folder is simply no capture: nothing reads it, or only a
// reader of formats that carry no packets (certificates, texts) does.
static bool is_passed_over(const PcInput *input, const PcScanEnd *end)
{
    bool is_none = g_error_matches(end->error, G_FILE_ERROR, G_FILE_ERROR_INVAL) || end->is_lost;
    return is_none && pc_input_is_stray(input);
}

// say_end tells what of a capture could not be read.
static void say_end(Run *run, const PcInput *input, const PcScanEnd *end)
{
    if (end->warning != NULL && !(run->is_live && run->stop != 0)) {
        say(run, end->warning);
        run->in_trouble = true;
    }
    if (end->notice != NULL && !run->arguments->quiet) {
        say(run, end->notice);
    }
    bool is_lost = end->is_lost && !input->from_folder;
    bool is_partly = end->unknown != NULL && !end->is_lost && !run->arguments->quiet;
    if (end->unknown != NULL && (is_lost || is_partly || run->arguments->verbose)) {
        say(run, end->unknown);
    }
    run->in_trouble = run->in_trouble || is_lost;
}

static void on_file(void *user, guint index, const PcScanEnd *end)
{
    Run *run = user;
    // A file that is followed may be several, one after the other.
    const PcInput *input = g_ptr_array_index(run->inputs, MIN(index, run->inputs->len - 1));
    run->n_read += g_atomic_int_get(&run->stop) == 0;
    bool is_fine = is_passed_over(input, end);
    if (end->error != NULL || is_fine) {
        run->in_trouble = run->in_trouble || !is_fine;
        if (is_fine) {
            pc_scan_remarks_passed(run->remarks, input->path);
        }
        if (!is_fine || run->arguments->verbose) {
            say(run, end->error != NULL ? end->error->message : end->unknown);
        }
        return;
    }
    run->n_captures++;
    pc_account_add(&run->account, &end->account);
    const PcFileEnd file_end = {
        .path = end->path,
        .n_frames = end->n_frames,
        .n_hidden = end->n_hidden,
        .n_sessions = end->n_sessions,
        .silence = end->silence,
        .first_time = end->first_time,
    };
    pc_progress_hide(run->progress);
    pc_sink_file(run->sink, &file_end);
    pc_progress_show(run->progress);
    say_end(run, input, end);
}

// files_of gives the jobs; a file that is followed comes in by standard input.
static GArray *files_of(const Run *run)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(PcJob));
    for (guint i = 0; i < run->inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(run->inputs, i);
        PcJob job = {input->path, input->path, pc_input_is_stray(input)};
        if (run->follow != NULL) {
            job = (PcJob){"-", pc_follow_file(run->follow), false};
        }
        g_array_append_val(files, job);
    }
    return files;
}

static uint64_t bytes_to_read(const Run *run)
{
    uint64_t total = 0;
    struct stat file;
    for (guint i = 0; i < run->inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(run->inputs, i);
        if (stat(input->path, &file) == 0 && S_ISREG(file.st_mode)) {
            total += (uint64_t)file.st_size;
        }
    }
    return run->is_live ? 0 : total;
}

static void start_progress(Run *run)
{
    if (run->arguments->progress || (isatty(STDERR_FILENO) != 0 && !run->arguments->quiet)) {
        run->progress = pc_progress_start(&run->counts, bytes_to_read(run));
    }
}

// say_stopped tells what was covered when a signal ended the scan. For what has no end of its own
// that is the ordinary way.
static void say_stopped(Run *run)
{
    if (g_atomic_int_get(&run->stop) <= 0 || run->is_live) {
        return;
    }
    g_autofree char *sentence = g_strdup_printf(
        "stopped by a signal: %u of %u captures were read whole; what was found is reported",
        run->n_read, run->inputs->len);
    say(run, sentence);
    run->in_trouble = true;
}

// more goes on with what comes after the file that is followed.
static bool more(void *user, PcJob *job)
{
    Run *run = user;
    g_autofree char *sentence = NULL;
    if (run->follow == NULL || !pc_follow_next(run->follow, &sentence)) {
        return false;
    }
    if (!run->arguments->quiet) {
        say(run, sentence);
    }
    *job = (PcJob){"-", pc_follow_file(run->follow), false};
    return true;
}

static void scan_with(Run *run, PcJobs *jobs)
{
    g_autoptr(GError) error = NULL;
    if (run->arguments->follow) {
        run->follow = pc_follow_start(run->arguments->inputs[0], &run->stop, &error);
        if (run->follow == NULL) {
            say(run, error->message);
            run->in_trouble = true;
            return;
        }
    }
    g_autoptr(GArray) files = files_of(run);
    start_progress(run);
    pc_jobs_run(jobs, files);
    pc_progress_end(run->progress);
    run->progress = NULL;
    g_clear_pointer(&run->follow, pc_follow_end);
    say_stopped(run);
}

// say_nothing_read tells that folders and archives held no capture at all: that is no clean result.
static void say_nothing_read(Run *run)
{
    if (run->n_captures > 0 || run->in_trouble || g_atomic_int_get(&run->stop) != 0) {
        return;
    }
    g_autofree char *sentence =
        g_strdup_printf("%s: there is no capture in it", run->arguments->inputs[0]);
    say(run, sentence);
    run->in_trouble = true;
}

// write_frames reads the captures again for --write-pcap or --annotate.
static void write_frames(Run *run, PcSessionFrames *frames)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    for (guint i = 0; frames != NULL && i < run->inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(run->inputs, i);
        g_ptr_array_add(paths, input->path);
    }
    if (frames != NULL && !pc_session_frames_write(frames, paths, &error)) {
        say(run, error->message);
        run->in_trouble = true;
    }
}

static void join_logs(Run *run)
{
    g_autoptr(GPtrArray) sentences = pc_scan_logs_join(run->logs, run->sink);
    for (guint i = 0; !run->arguments->quiet && i < sentences->len; i++) {
        say(run, g_ptr_array_index(sentences, i));
    }
}

// read_keys reads --keys, where it is given, for all captures: each looks into the same secrets,
// and counts them as its own.
static bool read_keys(Run *run, GError **error)
{
    const PcScanArguments *arguments = run->arguments;
    pc_account_init(&run->keys.account, arguments->memory / (unsigned)arguments->n_workers);
    if (arguments->keys == NULL) {
        return true;
    }
    g_autoptr(GBytes) text = pc_read_file(arguments->keys, error);
    if (text == NULL) {
        return false;
    }
    run->keys.path = arguments->keys;
    run->keys.log = pc_key_log_new();
    pc_key_log_account(run->keys.log, &run->keys.account);
    run->keys.n_secrets = pc_key_log_add(run->keys.log, pc_bytes_of(text));
    return true;
}

// load reads everything that the run goes by. False with `error` if an option says what cannot be.
static bool load(Run *run, GError **error)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    const PcScanArguments *arguments = run->arguments;
    PcSetupOptions options = arguments->setup;
    options.zone = run->zone;
    if (!pc_setup_load(&run->setup, &options, errors, error)) {
        return false;
    }
    if (!read_keys(run, error)) {
        g_prefix_error(error, "--keys ");
        return false;
    }
    if (arguments->phones != NULL &&
        (run->phones = pc_list_read(arguments->phones, error)) == NULL) {
        g_prefix_error(error, "--phones ");
        return false;
    }
    run->inputs = pc_inputs_new(arguments->inputs, errors);
    run->order = arguments->continuous ? pc_pieces_sort(run->inputs) : pc_pieces_hint(run->inputs);
    run->logs = pc_scan_logs_new(arguments->logs, arguments->found_logs, errors);
    run->remarks = pc_scan_remarks_new(&run->keys);
    run->missing = arguments->case_inputs != NULL ? pc_scan_missing_new() : NULL;
    say_all(run, errors);
    say_notes(run, 0);
    return true;
}

static void unload(Run *run)
{
    pc_scan_remarks_free(run->remarks);
    pc_scan_missing_free(run->missing);
    pc_scan_logs_free(run->logs);
    pc_phone_list_free(run->phones);
    g_free(run->order);
    g_clear_pointer(&run->keys.log, pc_key_log_free);
    g_clear_pointer(&run->zone, g_time_zone_unref);
    g_clear_pointer(&run->inputs, g_ptr_array_unref);
    pc_setup_clear(&run->setup);
}

// count_what_is_kept has one account for what is kept of all captures together.
static void count_what_is_kept(Run *run, size_t limit)
{
    PcSessionFrames *const files[] = {run->frames, run->annotated};
    pc_account_init(&run->account, limit);
    pc_estate_account(pc_sink_estate(run->sink), &run->account);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        if (files[i] != NULL) {
            pc_session_frames_account(files[i], &run->account);
        }
    }
}

static void judge_and_scan(Run *run)
{
    PcJobs jobs = {
        .setup = &run->setup,
        .keys = run->keys.log,
        .all = run->arguments->all,
        .marks = pc_sink_has_format(&run->arguments->sink, pc_writer_frames.name),
        .tunnels = run->arguments->tunnels,
        .continuous = run->arguments->continuous,
        .n_workers = (unsigned)run->arguments->n_workers,
        .memory = run->arguments->memory,
        .stop = &run->stop,
        .counts = &run->counts,
        .session = on_session,
        .file = on_file,
        .more = more,
        .user = run,
    };
    if (run->order != NULL && !run->arguments->quiet) {
        say(run, run->order);
    }
    count_what_is_kept(run, jobs.memory / jobs.n_workers);
    scan_with(run, &jobs);
    say_nothing_read(run);
    guint n_said = run->setup.notes->len;
    pc_scan_remarks_tell(run->remarks, run->arguments->continuous != FALSE, run->setup.notes);
    pc_account_add(&run->account, &run->keys.account);
    char *bounds = pc_account_say(&run->account, "--max-memory");
    if (bounds != NULL) {
        g_ptr_array_add(run->setup.notes, bounds);
    }
    say_notes(run, n_said);
    write_frames(run, run->frames);
    write_frames(run, run->annotated);
    join_logs(run);
}

static bool is_live(const PcScanArguments *arguments)
{
    for (size_t i = 0; arguments->inputs[i] != NULL; i++) {
        if (strcmp(arguments->inputs[i], "-") == 0) {
            return true;
        }
    }
    return arguments->follow;
}

// check_places refuses outputs that would destroy something, before anything is opened.
static bool check_places(const PcScanArguments *arguments, GError **error)
{
    g_autoptr(PcPlaces) places = pc_places_new();
    g_autofree char *option = g_strdup_printf("--write-pcap %s", arguments->write_pcap);
    g_autofree char *annotate = g_strdup_printf("--annotate %s", arguments->annotate);
    pc_places_read_inputs(places, arguments->inputs, NULL);
    pc_places_read(places, arguments->keys);
    pc_places_read_all(places, arguments->phones);
    pc_places_read_all(places, arguments->logs);
    pc_setup_places(&arguments->setup, places);
    return (arguments->write_pcap == NULL ||
            pc_places_write(places, option, arguments->write_pcap, error)) &&
           (arguments->annotate == NULL ||
            pc_places_write(places, annotate, arguments->annotate, error)) &&
           pc_sink_places(&arguments->sink, places, error);
}

// is_filtered says whether the user asked for some sessions only.
static bool is_filtered(const PcSinkOptions *sink)
{
    return sink->where != NULL || sink->since != NULL || sink->until != NULL ||
           sink->devices != NULL;
}

// open_frames opens the captures that are written.
static bool open_frames(Run *run, GError **error)
{
    const PcScanArguments *arguments = run->arguments;
    bool is_one = arguments->continuous != FALSE;
    if (arguments->write_pcap != NULL &&
        (run->frames = pc_session_frames_new(arguments->write_pcap, is_one, error)) == NULL) {
        return false;
    }
    if (arguments->annotate != NULL &&
        (run->annotated = pc_session_frames_new(arguments->annotate, is_one, error)) == NULL) {
        return false;
    }
    if (run->annotated != NULL && !is_filtered(&arguments->sink)) {
        pc_session_frames_all(run->annotated);
    }
    return true;
}

// start opens the outputs, once everything is loaded.
static bool start(Run *run, GError **error)
{
    const PcScanArguments *arguments = run->arguments;
    if (!check_places(arguments, error) ||
        (run->zone = pc_sink_zone(&arguments->sink, error)) == NULL || !load(run, error)) {
        return false;
    }
    // Before an output is open: nothing half done is left behind then, however early it comes.
    pc_signals_watch(&run->stop, run->is_live);
    PcSinkOptions look = arguments->sink;
    look.needs_phones = run->phones != NULL;
    run->at = pc_moment_second(run->setup.judge.time);
    look.at = run->setup.judge.has_time ? run->at.text : NULL;
    run->sink = pc_sink_new(&look, run->is_live, error);
    return run->sink != NULL && open_frames(run, error);
}

// tell_conditions says what the run went by, and how it ended.
static void tell_conditions(Run *run)
{
    const PcScanArguments *arguments = run->arguments;
    PcConditions *conditions = pc_sink_conditions(run->sink);
    int stop = g_atomic_int_get(&run->stop);
    conditions->verb = arguments->verb;
    conditions->config = g_strdup(arguments->config);
    char **inputs = arguments->case_inputs != NULL ? arguments->case_inputs : arguments->inputs;
    conditions->n_inputs = arguments->n_case_files;
    for (size_t i = 0; inputs[i] != NULL; i++) {
        g_ptr_array_add(conditions->inputs, g_strdup(inputs[i]));
    }
    pc_setup_tell(&run->setup, &arguments->setup, conditions);
    pc_conditions_give(conditions, "keys", arguments->keys);
    for (size_t i = 0; arguments->phones != NULL && arguments->phones[i] != NULL; i++) {
        pc_conditions_give(conditions, "phones", arguments->phones[i]);
    }
    conditions->phones = g_steal_pointer(&run->phones);
    pc_estate_list(pc_sink_estate(run->sink), conditions->phones);
    for (size_t i = 0; arguments->logs != NULL && arguments->logs[i] != NULL; i++) {
        pc_conditions_give(conditions, "log", arguments->logs[i]);
    }
    pc_scan_logs_tell(run->logs, conditions->causes);
    if (run->missing != NULL) {
        pc_scan_missing_tell(run->missing, run->logs, conditions->missing);
    }
    if (stop > 0 && !run->is_live) {
        conditions->ending = g_strdup_printf("interrupted: %u of %u captures were read whole",
                                             run->n_read, run->inputs->len);
    } else if (run->in_trouble) {
        conditions->ending =
            g_strdup("some input could not be read whole; standard error told which");
    } else if (stop > 0) {
        conditions->ending = g_strdup("until it was stopped");
    }
}

static PcExit finish(Run *run)
{
    tell_conditions(run);
    pc_session_frames_free(run->frames);
    pc_session_frames_free(run->annotated);
    g_autoptr(GPtrArray) errors = pc_sink_finish(run->sink);
    say_all(run, errors);
    if (run->in_trouble) {
        return PC_EXIT_TROUBLE;
    }
    return pc_sink_has_findings(run->sink) ? PC_EXIT_FINDINGS : PC_EXIT_CLEAN;
}

PcExit pc_scan_run(const PcScanArguments *arguments)
{
    g_autoptr(GError) error = NULL;
    PcExit status = PC_EXIT_TROUBLE;
    Run run = {.arguments = arguments, .is_live = is_live(arguments)};
    if (start(&run, &error)) {
        judge_and_scan(&run);
        status = finish(&run);
    } else {
        pc_complain("%s", error->message);
    }
    pc_sink_free(run.sink);
    unload(&run);
    return status;
}

PcExit pc_command_scan(int argc, char **argv)
{
    PcScanArguments arguments;
    PcExit status = PC_EXIT_TROUBLE;
    if (pc_scan_arguments_parse(&arguments, "scan", argc, argv)) {
        if (arguments.version) {
            (void)printf("phonecert %s\n", PHONECERT_VERSION);
            status = PC_EXIT_CLEAN;
        } else {
            status = pc_scan_run(&arguments);
        }
    }
    pc_scan_arguments_clear(&arguments);
    return status;
}
