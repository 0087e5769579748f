// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the command line of a scan into writers, severities and inputs.
#include "analyzer/command/scan_options.h"

#include "analyzer/command/command.h"
#include "analyzer/command/terminal.h"
#include <string.h>

static void add_entries(GOptionContext *context, PcScanArguments *arguments)
{
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &arguments->all,
         "Report every TLS session, not only those of phones", NULL},
        {"keys", 0, 0, G_OPTION_ARG_FILENAME, &arguments->keys,
         "Decrypt with this key log (NSS format)", "KEYLOG"},
        {"format", 'f', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->formats,
         "How to report (repeatable): text, ndjson", "FORMAT[=FILE]"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->output,
         "Where to report, instead of standard output", "FILE"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &arguments->fail_on,
         "Exit with 1 from this severity on: error (the default), warning or never", "SEVERITY"},
        {"group", 0, 0, G_OPTION_ARG_STRING, &arguments->group,
         "Text: tell by session (the default), phone or issuer", "BY"},
        {"wide", 0, 0, G_OPTION_ARG_NONE, &arguments->wide,
         "Text: one line a session, with more in it", NULL},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &arguments->n_workers,
         "Scan so many captures at a time (1); the report stays the same", "N"},
        {"continuous", 0, 0, G_OPTION_ARG_NONE, &arguments->continuous,
         "The files are one capture that a ring buffer cut; frame numbers count on", NULL},
        {"follow", 0, 0, G_OPTION_ARG_NONE, &arguments->follow,
         "Go on reading a capture that still grows, until interrupted", NULL},
        {"progress", 0, 0, G_OPTION_ARG_NONE, &arguments->progress,
         "Tell how far it has come (by default where only standard error is a terminal)", NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet,
         "Say nothing on standard error but errors", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &arguments->verbose, "Say what is passed over",
         NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &arguments->version, "Print the version", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_option_context_add_main_entries(context, entries, NULL);
}

// make_sense refuses options that cannot be meant together.
static bool make_sense(const PcScanArguments *arguments)
{
    enum { MAX_WORKERS = 256 };
    const char *complaint = NULL;
    if (arguments->version) {
        return true;
    }
    if (arguments->inputs == NULL) {
        complaint = "scan: give it a capture, a folder of captures, or - for standard input";
    } else if (arguments->n_workers < 0 || arguments->n_workers > MAX_WORKERS) {
        complaint = "--jobs: is a number from 1 to 256";
    } else if (arguments->follow &&
               (arguments->inputs[1] != NULL || strcmp(arguments->inputs[0], "-") == 0 ||
                g_file_test(arguments->inputs[0], G_FILE_TEST_IS_DIR))) {
        complaint = "--follow: follows one file";
    }
    if (complaint != NULL) {
        pc_complain("%s", complaint);
    }
    return complaint == NULL;
}

bool pc_scan_arguments_parse(PcScanArguments *arguments, int argc, char **argv)
{
    *arguments = (PcScanArguments){0};
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|- ...");
    g_option_context_set_summary(
        context, "Says which certificate each phone showed, who signed it, whether the server's "
                 "store\ntrusts it, what happened, and what to do.");
    g_option_context_set_description(
        context, "Exit status: 0 nothing found, 1 findings (see --fail-on), 2 something could not "
                 "be read.\n");
    add_entries(context, arguments);
    pc_setup_options_add(context, &arguments->setup);
    return pc_parse_options(context, &argc, &argv) && make_sense(arguments);
}

void pc_scan_arguments_clear(PcScanArguments *arguments)
{
    pc_setup_options_clear(&arguments->setup);
    g_strfreev(arguments->formats);
    g_strfreev(arguments->inputs);
    g_free(arguments->output);
    g_free(arguments->keys);
    g_free(arguments->fail_on);
    g_free(arguments->group);
    g_free(arguments->where);
    g_free(arguments->extract);
    *arguments = (PcScanArguments){0};
}

bool pc_parse_fail_on(const char *word, int *severity, GError **error)
{
    static const struct {
        const char *word;
        int severity;
    } words[] = {
        {"error", PC_SEVERITY_ERROR},
        {"warning", PC_SEVERITY_WARNING},
        {"never", PC_SEVERITY_ERROR + 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (word == NULL || strcmp(words[i].word, word) == 0) {
            *severity = words[i].severity;
            return true;
        }
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--fail-on %s: is none of error, warning and never", word);
    return false;
}

// parse_group reads the word of --group; false with `error` if it is none.
static bool parse_group(const char *word, PcGroup *group, GError **error)
{
    static const char *const words[] = {
        [PC_GROUP_SESSION] = "session",
        [PC_GROUP_PHONE] = "phone",
        [PC_GROUP_ISSUER] = "issuer",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (word == NULL || strcmp(words[i], word) == 0) {
            *group = (PcGroup)i;
            return true;
        }
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--group %s: is none of session, phone and issuer", word);
    return false;
}

static PcReportOptions options_for(const PcScanArguments *arguments, const char *path, bool settle)
{
    const PcReportOptions to_file = {.columns = 0};
    bool is_stdout = path == NULL || strcmp(path, "-") == 0;
    PcReportOptions options = is_stdout ? pc_terminal_style() : to_file;
    options.wide = arguments->wide;
    options.settle = options.settle || settle;
    return options;
}

// start_writer starts "FORMAT" or "FORMAT=FILE".
static bool start_writer(PcReport *report, const PcScanArguments *arguments, const char *format,
                         bool settle, GError **error)
{
    const char *equals = strchr(format, '=');
    g_autofree char *name =
        equals != NULL ? g_strndup(format, (size_t)(equals - format)) : g_strdup(format);
    const char *path = equals != NULL ? equals + 1 : arguments->output;
    const PcWriter *writer = pc_report_writer(name);
    PcGroup group = PC_GROUP_SESSION;
    if (!parse_group(arguments->group, &group, error)) {
        return false;
    }
    if (writer == NULL) {
        g_autofree char *names = pc_report_writer_names();
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--format %s: there is no such format; there are %s", name, names);
        return false;
    }
    PcOutput *output = pc_output_open(path, error);
    if (output == NULL) {
        return false;
    }
    PcReportOptions options = options_for(arguments, path, settle);
    options.group = group;
    pc_report_add(report, writer, output, &options);
    return true;
}

bool pc_start_writers(PcReport *report, const PcScanArguments *arguments, bool settle,
                      GError **error)
{
    static char text[] = "text";
    char *by_default[] = {text, NULL};
    char **formats = arguments->formats != NULL ? arguments->formats : by_default;
    for (size_t i = 0; formats[i] != NULL; i++) {
        if (!start_writer(report, arguments, formats[i], settle, error)) {
            return false;
        }
    }
    return true;
}
