// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the options that say how to report into opened outputs, and sessions into calls on them.
#include "analyzer/command/sink.h"

#include "analyzer/command/chosen.h"
#include "analyzer/command/terminal.h"
#include "analyzer/report/extract.h"
#include "analyzer/report/session/where.h"
#include "analyzer/report/text/layout.h"
#include "analyzer/report/when.h"
#include <string.h>

struct PcSink {
    PcReport *report;
    PcChosen *chosen;
    GTimeZone *zone;
    PcExtract *extract; // NULL without
    GPtrArray *errors;  // of char *
    int fail_on;        // severity
    bool settle;
};

void pc_sink_options_add(GOptionContext *context, PcSinkOptions *options, bool has_certificates)
{
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->formats,
         "How to report (repeatable): text, ndjson, csv, eve, sqlite, html, frames",
         "FORMAT[=FILE]"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
         "Where to report, instead of standard output", "FILE"},
        {"group", 0, 0, G_OPTION_ARG_STRING, &options->group,
         "Text: tell by session (the default), phone or issuer", "BY"},
        {"wide", 0, 0, G_OPTION_ARG_NONE, &options->wide,
         "Text: one line a session, with more in it", NULL},
        {"summary", 0, 0, G_OPTION_ARG_NONE, &options->summary,
         "Text: the summary alone, with each cause once", NULL},
        {"color", 0, 0, G_OPTION_ARG_STRING, &options->colour,
         "Text: colour always, never or auto (on a terminal, the default)", "WHEN"},
        {"csv-separator", 0, 0, G_OPTION_ARG_STRING, &options->separator,
         "CSV: what parts the columns: , (the default), ; or tab", "CHARACTER"},
        {"where", 0, 0, G_OPTION_ARG_STRING, &options->where,
         "Report only sessions for which this holds: \"type=LSC verdict!=trusted\" (fields: below)",
         "EXPR"},
        {"since", 0, 0, G_OPTION_ARG_STRING, &options->since,
         "Report only sessions from then on: 2026-12-05, \"2026-12-05 10:00\"", "TIME"},
        {"until", 0, 0, G_OPTION_ARG_STRING, &options->until,
         "Report only sessions up to then, that day or minute included", "TIME"},
        {"device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->devices,
         "Report only this phone: its name, MAC address, serial or address (repeatable)", "PHONE"},
        {"tz", 0, 0, G_OPTION_ARG_STRING, &options->tz,
         "Times are in this zone, in text and html and where an option names none (UTC)",
         "ZONE|local"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on,
         "Exit with 1 from this severity on: error (the default), warning or never", "SEVERITY"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    const GOptionEntry extract[] = {
        {"extract", 0, 0, G_OPTION_ARG_FILENAME, &options->extract,
         "Write the client certificates as PEM into this folder", "FOLDER"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_option_context_add_main_entries(context, entries, NULL);
    options->has_captures = has_certificates;
    if (has_certificates) {
        g_option_context_add_main_entries(context, extract, NULL);
    }
}

void pc_sink_options_describe(GOptionContext *context, const char *rest)
{
    enum { WIDTH = 78, INDENT = 2 };
    g_autofree char *names = pc_where_field_names();
    g_autoptr(GString) text = g_string_new(
        "Conditions of --where: FIELD=VALUE, FIELD!=VALUE (several values: a,b), FIELD~TEXT,\n"
        "FIELD!~TEXT (contains), FIELD<VALUE, <=, >, >= (times, numbers); an address may be a\n"
        "network (10.1.0.0/16) or have a port (10.1.1.5:5061); an empty value: not known. All\n"
        "conditions beside each other must hold; or parts alternatives. Fields of --where:\n");
    PcLayout layout = {.out = text, .width = WIDTH};
    pc_layout_start(&layout, INDENT, INDENT);
    pc_layout_words(&layout, PC_STYLE_PLAIN, names);
    pc_layout_end(&layout);
    g_string_append_printf(text, "\n%s", rest);
    g_option_context_set_description(context, text->str);
}

void pc_sink_options_clear(PcSinkOptions *options)
{
    g_strfreev(options->formats);
    g_free(options->output);
    g_free(options->fail_on);
    g_free(options->group);
    g_free(options->where);
    g_free(options->extract);
    g_free(options->since);
    g_free(options->until);
    g_strfreev(options->devices);
    g_free(options->tz);
    g_free(options->colour);
    g_free(options->separator);
    *options = (PcSinkOptions){0};
}

enum { AUTO, ALWAYS, NEVER };

// Words that an option takes, and what they stand for.
typedef struct {
    const char *word;
    int value;
} Choice;

static const Choice severities[] = {
    {"error", PC_SEVERITY_ERROR},
    {"warning", PC_SEVERITY_WARNING},
    {"never", PC_SEVERITY_ERROR + 1},
    {NULL, 0},
};

static const Choice groups[] = {
    {"session", PC_GROUP_SESSION},
    {"phone", PC_GROUP_PHONE},
    {"issuer", PC_GROUP_ISSUER},
    {NULL, 0},
};

// choose gives the value of a word, the first one's for NULL.
static bool choose(const Choice *choices, const char *option, const char *word, int *value,
                   GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (size_t i = 0; choices[i].word != NULL; i++) {
        if (word == NULL || strcmp(choices[i].word, word) == 0) {
            *value = choices[i].value;
            return true;
        }
        g_string_append_printf(known, "%s%s", i > 0 ? ", " : "", choices[i].word);
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s %s: is none of %s", option,
                word, known->str);
    return false;
}

static const Choice colours[] = {
    {"auto", AUTO},
    {"always", ALWAYS},
    {"never", NEVER},
    {NULL, 0},
};

static const Choice separators[] = {
    {",", ','}, {";", ';'}, {"tab", '\t'}, {"\t", '\t'}, {"\\t", '\t'}, {NULL, 0},
};

static bool look_of(const PcSink *sink, const PcSinkOptions *options, const char *path,
                    PcReportOptions *look, GError **error)
{
    int group = PC_GROUP_SESSION, colour = AUTO, separator = ',';
    bool is_stdout = pc_output_path_is_stdout(path);
    *look = is_stdout ? pc_terminal_style() : (PcReportOptions){.columns = 0};
    if (!choose(groups, "group", options->group, &group, error) ||
        !choose(colours, "color", options->colour, &colour, error) ||
        !choose(separators, "csv-separator", options->separator, &separator, error)) {
        return false;
    }
    look->group = (PcGroup)group;
    look->wide = options->wide;
    look->summary = options->summary;
    look->colour = colour == ALWAYS || (colour == AUTO && look->colour);
    look->separator = (char)separator;
    look->zone = sink->zone;
    look->at = options->at;
    look->settle = look->settle || sink->settle;
    look->is_live = sink->settle;
    return true;
}

// start_writer starts "FORMAT" or "FORMAT=FILE".
static bool start_writer(PcSink *sink, const PcSinkOptions *options, const char *format,
                         GError **error)
{
    const char *equals = strchr(format, '=');
    g_autofree char *name =
        equals != NULL ? g_strndup(format, (size_t)(equals - format)) : g_strdup(format);
    const char *path = equals != NULL ? equals + 1 : options->output;
    const PcWriter *writer = pc_report_writer(name);
    PcReportOptions look;
    if (writer == NULL) {
        g_autofree char *names = pc_report_writer_names();
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--format %s: there is no such format; there are %s", name, names);
        return false;
    }
    if (writer->needs_captures && !options->has_captures) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--format %s: needs the captures themselves: phonecert scan -f %s=FILE", format,
                    name);
        return false;
    }
    if (!look_of(sink, options, path, &look, error)) {
        return false;
    }
    if (writer->needs_file && pc_output_path_is_stdout(path)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--format %s: needs a file to write to: --format %s=FILE", format, name);
        return false;
    }
    PcOutput *output = (writer->needs_file ? pc_output_open_kept : pc_output_open)(path, error);
    return output != NULL && pc_report_add(sink->report, writer, output, &look, error);
}

static bool start_writers(PcSink *sink, const PcSinkOptions *options, GError **error)
{
    static char text[] = "text";
    char *by_default[] = {text, NULL};
    char **formats = options->formats != NULL ? options->formats : by_default;
    unsigned n_shared = 0; // formats that go where -o or standard output is
    for (size_t i = 0; formats[i] != NULL; i++) {
        n_shared += strchr(formats[i], '=') == NULL;
        if (n_shared > 1) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "--format %s: another format goes to the same place; name a file for each "
                        "but one: --format %s=FILE",
                        formats[i], formats[i]);
            return false;
        }
        if (!start_writer(sink, options, formats[i], error)) {
            return false;
        }
    }
    return true;
}

bool pc_sink_places(const PcSinkOptions *options, PcPlaces *places, GError **error)
{
    bool shares_output = options->formats == NULL; // some format goes where -o or stdout is
    bool is_free = true;
    for (size_t i = 0; is_free && options->formats != NULL && options->formats[i] != NULL; i++) {
        const char *equals = strchr(options->formats[i], '=');
        g_autofree char *option = g_strdup_printf("--format %s", options->formats[i]);
        shares_output = shares_output || equals == NULL;
        is_free = equals == NULL || pc_places_write(places, option, equals + 1, error);
    }
    g_autofree char *option =
        options->output != NULL ? g_strdup_printf("--output %s", options->output) : NULL;
    return is_free &&
           (!shares_output || pc_places_write(places, option != NULL ? option : "standard output",
                                              options->output, error));
}

bool pc_sink_has_format(const PcSinkOptions *options, const char *name)
{
    const size_t len = strlen(name);
    for (size_t i = 0; options->formats != NULL && options->formats[i] != NULL; i++) {
        const char *format = options->formats[i];
        if (strncmp(format, name, len) == 0 && (format[len] == '\0' || format[len] == '=')) {
            return true;
        }
    }
    return false;
}

GTimeZone *pc_sink_zone(const PcSinkOptions *options, GError **error)
{
    GTimeZone *zone = pc_zone_new(options->tz, error);
    if (zone == NULL) {
        g_prefix_error(error, "--tz ");
    }
    return zone;
}

static void tell_filter(const PcSinkOptions *options, GPtrArray *filter)
{
    const struct {
        const char *option, *value;
    } rows[] = {
        {"--where", options->where}, {"--since", options->since}, {"--until", options->until}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].value != NULL) {
            g_ptr_array_add(filter, g_strdup_printf("%s %s", rows[i].option, rows[i].value));
        }
    }
    for (size_t i = 0; options->devices != NULL && options->devices[i] != NULL; i++) {
        g_ptr_array_add(filter, g_strdup_printf("--device %s", options->devices[i]));
    }
}

PcSink *pc_sink_new(const PcSinkOptions *options, bool settle, GError **error)
{
    g_autoptr(PcSink) sink = g_new0(PcSink, 1);
    sink->report = pc_report_new();
    sink->errors = g_ptr_array_new_with_free_func(g_free);
    sink->settle = settle;
    if ((sink->zone = pc_sink_zone(options, error)) == NULL) {
        return NULL;
    }
    if (!choose(severities, "fail-on", options->fail_on, &sink->fail_on, error)) {
        return NULL;
    }
    const PcChoice choice = {options->where, options->since, options->until, options->devices,
                             sink->zone};
    if ((sink->chosen = pc_chosen_new(&choice, error)) == NULL) {
        return NULL;
    }
    tell_filter(options, pc_report_conditions(sink->report)->filter);
    if (options->extract != NULL &&
        (sink->extract = pc_extract_new(options->extract, error)) == NULL) {
        return NULL;
    }
    if (!start_writers(sink, options, error)) {
        return NULL;
    }
    if (sink->fail_on > (int)PC_SEVERITY_ERROR && !options->needs_phones) {
        pc_report_forgo_worst(sink->report);
    }
    return g_steal_pointer(&sink);
}

void pc_sink_free(PcSink *sink)
{
    if (sink != NULL) {
        pc_report_free(sink->report);
        pc_chosen_free(sink->chosen);
        g_clear_pointer(&sink->zone, g_time_zone_unref);
        pc_extract_free(sink->extract);
        g_ptr_array_unref(sink->errors);
        g_free(sink);
    }
}

bool pc_sink_chooses(const PcSink *sink, const PcSession *session)
{
    return pc_chosen_has(sink->chosen, session);
}

bool pc_sink_session(PcSink *sink, PcSession *session)
{
    g_autoptr(GError) error = NULL;
    if (!pc_sink_chooses(sink, session)) {
        return true;
    }
    pc_report_session(sink->report, session);
    if (sink->extract != NULL && !pc_extract_session(sink->extract, session, &error)) {
        g_ptr_array_add(sink->errors, g_strdup(error->message));
    }
    return !pc_report_is_unheard(sink->report);
}

void pc_sink_file(PcSink *sink, const PcFileEnd *end)
{
    pc_report_file_end(sink->report, end);
}

PcEstate *pc_sink_estate(PcSink *sink)
{
    return pc_report_estate(sink->report);
}

PcConditions *pc_sink_conditions(PcSink *sink)
{
    return pc_report_conditions(sink->report);
}

GPtrArray *pc_sink_finish(PcSink *sink)
{
    g_autoptr(GPtrArray) errors = pc_report_finish(sink->report);
    g_ptr_array_extend_and_steal(sink->errors, g_steal_pointer(&errors));
    return g_ptr_array_ref(sink->errors);
}

bool pc_sink_has_findings(const PcSink *sink)
{
    return pc_report_worst(sink->report) >= sink->fail_on;
}
