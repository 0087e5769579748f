// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert log`: what phone consoles and server traces say of certificates, connection by
// connection.
#include "analyzer/command/command.h"

#include "analyzer/command/inputs.h"
#include "analyzer/command/log/read.h"
#include "analyzer/command/log/view.h"
#include "analyzer/command/terminal.h"
#include "analyzer/report/log_causes.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    char *format;
    char **inputs;
    gboolean every_entry;
    bool is_json;
    unsigned n_shown;
    PcLogCauses *causes; // of all of them
    PcExit status;
} LogRun;

// A log that cannot be read is told; what came before the damage counts.
static PcPhoneLog *read_log(LogRun *run, const PcInput *input, const char **known)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *damage = NULL;
    PcPhoneLog *log = pc_log_read(input->path, input->from_folder, known, &damage, &error);
    if (error != NULL || damage != NULL) {
        pc_complain("%s", error != NULL ? error->message : damage);
        run->status = PC_EXIT_TROUBLE;
    }
    return log;
}

static void show_log(LogRun *run, const PcInput *input)
{
    const char *path = input->path;
    const char *known = NULL; // what it is where it is no log
    g_autoptr(PcPhoneLog) log = read_log(run, input, &known);
    if (log == NULL) {
        return;
    }
    run->n_shown++;
    pc_log_causes_add(run->causes, log, path, NULL);
    if (log->n_understood == 0) {
        pc_complain("%s: %s", path,
                    known != NULL ? known
                                  : "no line has one of the forms that are known "
                                    "(docs/collecting.md lists them)");
        run->status = PC_EXIT_TROUBLE;
    }
    if (log->over_limit) {
        pc_complain("%s: only the first %u entries are kept", path, log->entries->len);
    }
    const PcLogView view = {path, log, run->every_entry};
    GString *out = g_string_new(NULL);
    (run->is_json ? pc_log_json : pc_log_text)(out, &view);
    (void)fwrite(out->str, 1, out->len, stdout);
    g_string_free(out, TRUE);
}

// show_all shows the logs that the arguments name; files in folders and archives that are none are
// passed over.
static void show_all(LogRun *run)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(run->inputs, errors);
    for (guint i = 0; i < errors->len; i++) {
        pc_complain("%s", (const char *)g_ptr_array_index(errors, i));
        run->status = PC_EXIT_TROUBLE;
    }
    for (guint i = 0; i < inputs->len; i++) {
        show_log(run, g_ptr_array_index(inputs, i));
    }
    if (run->n_shown == 0 && run->status == PC_EXIT_CLEAN) {
        pc_complain("%s: no file in it has lines of a form that is known", run->inputs[0]);
        run->status = PC_EXIT_TROUBLE;
    }
    if (!run->is_json) {
        g_autoptr(GString) out = g_string_new(NULL);
        pc_log_causes_sort(run->causes);
        PcReportOptions style = pc_terminal_style();
        PcLayout layout = {
            .out = out, .width = style.columns, .colour = style.colour, .ascii = style.ascii};
        pc_log_causes_text(&layout, run->causes);
        (void)fwrite(out->str, 1, out->len, stdout);
    }
}

static bool take_options(LogRun *run)
{
    if (run->inputs == NULL) {
        pc_complain("log: give it log files");
        return false;
    }
    if (run->format != NULL && strcmp(run->format, "text") != 0 &&
        strcmp(run->format, "ndjson") != 0) {
        pc_complain("--format: is neither text nor ndjson");
        return false;
    }
    run->is_json = g_strcmp0(run->format, "ndjson") == 0;
    return true;
}

PcExit pc_command_log(int argc, char **argv)
{
    LogRun run = {0};
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &run.format, "text (the default) or ndjson",
         "FORMAT"},
        {"entries", 'e', 0, G_OPTION_ARG_NONE, &run.every_entry,
         "show every entry that tells something, not only connections", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|ARCHIVE ...");
    g_option_context_set_summary(
        context,
        "Shows what logs say of certificates, and what to do: consoles and status messages "
        "of phones, CUCM's\ntraces, alarms and commands, ISE, FreeRADIUS, NPS, ClearPass, "
        "ASA, Expressway, IOS, wpa_supplicant,\nopenssl s_client. Files may be compressed, "
        "and lie in folders and archives; - is standard input.");
    g_option_context_add_main_entries(context, entries, NULL);
    bool is_understood = pc_parse_options(context, &argc, &argv) && take_options(&run);
    if (!is_understood) {
        run.status = PC_EXIT_TROUBLE;
    }
    if (is_understood) {
        run.causes = pc_log_causes_new();
        show_all(&run);
    }
    pc_log_causes_free(run.causes);
    g_strfreev(run.inputs);
    g_free(run.format);
    return run.status;
}
