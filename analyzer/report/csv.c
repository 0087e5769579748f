// SPDX-License-Identifier: GPL-2.0-or-later
// Writes each session as one row of a table (RFC 4180) for spreadsheets. A value that a spreadsheet
// would take for a formula is disarmed by an apostrophe in front.
#include "analyzer/report/report.h"

#include "analyzer/report/session/session_fields.h"
#include <string.h>

// A row as it grows.
typedef struct {
    GString *out;
    char separator;
    bool has_cell;
} Row;

// What parts cells in some locale: a reader that takes another one than was written sees a cell
// begin after it.
static const char separators[] = ",;\t|";

// is_formula_sign tells what begins a formula: ASCII, and the full-width forms that some
// spreadsheets take for the same.
static bool is_formula_sign(const char *at)
{
    static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_prefix(at, signs[i])) {
            return true;
        }
    }
    return false;
}

// disarmed puts an apostrophe before whatever would begin a formula, at the beginning of the text
// and behind anything that parts cells. Caller frees.
static char *disarmed(const char *text)
{
    GString *out = g_string_new(NULL);
    bool begins = true; // a cell, for some reader
    for (const char *at = text; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
        if (begins && is_formula_sign(at)) {
            g_string_append_c(out, '\'');
        }
        g_string_append_len(out, at, g_utf8_find_next_char(at, NULL) - at);
        begins = strchr(separators, *at) != NULL || (begins && (*at == ' ' || *at == '"'));
    }
    return g_string_free(out, FALSE);
}

static void begin_cell(Row *row)
{
    if (row->has_cell) {
        g_string_append_c(row->out, row->separator);
    }
    row->has_cell = true;
}

static void add_text(Row *row, const char *text)
{
    begin_cell(row);
    if (text == NULL || text[0] == '\0') {
        return;
    }
    // A tab at the beginning would be gone once the text is made safe.
    bool is_sign = is_formula_sign(text);
    g_autofree char *shown = pc_display_text(text);
    g_autofree char *safe = disarmed(shown);
    bool is_disarmed = is_sign || strcmp(safe, shown) != 0;
    if (!is_disarmed && strpbrk(safe, "\"") == NULL && strpbrk(safe, separators) == NULL) {
        g_string_append(row->out, safe);
        return;
    }
    g_string_append(row->out, is_sign && safe[0] != '\'' ? "\"'" : "\"");
    for (const char *at = safe; *at != '\0'; at++) {
        if (*at == '"') {
            g_string_append_c(row->out, '"');
        }
        g_string_append_c(row->out, *at);
    }
    g_string_append_c(row->out, '"');
}

static void end_row(Row *row)
{
    g_string_append(row->out, "\r\n");
    row->has_cell = false;
}

static void add_header(Row *row)
{
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        add_text(row, columns[i].name);
    }
    end_row(row);
}

static void add_findings(Row *row, const PcSession *session)
{
    g_autoptr(GString) ids = g_string_new(NULL);
    for (guint i = 0; i < session->findings->len; i++) {
        const char *id = g_array_index(session->findings, PcSessionFinding, i).id;
        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", id);
    }
    add_text(row, ids->str);
}

typedef struct {
    PcOutput *output;
    char separator;
} Csv;

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    Csv *csv = g_new(Csv, 1);
    *csv = (Csv){output, options->separator != 0 ? options->separator : ','};
    Row row = {.out = pc_output_buffer(output), .separator = csv->separator};
    // Spreadsheets take a file without it for an older encoding; programs read standard output.
    if (!pc_output_is_stdout(output)) {
        g_string_append(row.out, byte_order_mark);
    }
    add_header(&row);
    return csv;
}

static void session(void *state, const PcSession *session)
{
    const Csv *csv = state;
    Row row = {.out = pc_output_buffer(csv->output), .separator = csv->separator};
    PcMoment room;
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        if (columns[i].kind == PC_FIELD_FINDINGS) {
            add_findings(&row, session);
        } else {
            add_text(&row, pc_session_value(session, &columns[i], &room));
        }
    }
    end_row(&row);
}

// add_conditions ends the table with a row of the kind "run", whose reason says them, and the
// numbers.
static void add_conditions(Row *row, const PcConditions *conditions, const PcEstate *estate)
{
    size_t n_columns = 0;
    g_autofree char *made_with = pc_conditions_text(conditions);
    g_autofree char *numbers = pc_estate_numbers_text(estate);
    g_autofree char *text = g_strdup_printf("%s; counted %s", made_with, numbers);
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        bool is_reason = strcmp(columns[i].name, "reason") == 0;
        bool is_kind = strcmp(columns[i].name, "kind") == 0;
        add_text(row, is_reason ? text : is_kind ? "run" : NULL);
    }
    end_row(row);
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    const Csv *csv = state;
    Row row = {.out = pc_output_buffer(csv->output), .separator = csv->separator};
    if (conditions->verb != NULL) {
        add_conditions(&row, conditions, estate);
    }
    g_free(state);
}

const PcWriter pc_writer_csv = {
    .name = "csv",
    .help = "a table, one row a session (RFC 4180)",
    .begin = begin,
    .session = session,
    .finish = finish,
};
