// SPDX-License-Identifier: GPL-2.0-or-later
// Writes each session as one row of a table for spreadsheets.
#include "analyzer/report/report.h"

#include "analyzer/report/csv_row.h"
#include "analyzer/report/roll.h"
#include "analyzer/report/session/session_fields.h"
#include <string.h>

static void add_header(PcCsvRow *row)
{
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        pc_csv_add(row, columns[i].name);
    }
    pc_csv_end(row);
}

static void add_findings(PcCsvRow *row, const PcSession *session)
{
    g_autoptr(GString) ids = g_string_new(NULL);
    for (guint i = 0; i < session->findings->len; i++) {
        const char *id = g_array_index(session->findings, PcSessionFinding, i).id;
        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", id);
    }
    pc_csv_add(row, ids->str);
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
    PcCsvRow row = {.out = pc_output_buffer(output), .separator = csv->separator};
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
    PcCsvRow row = {.out = pc_output_buffer(csv->output), .separator = csv->separator};
    PcMoment room;
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        if (columns[i].kind == PC_FIELD_FINDINGS) {
            add_findings(&row, session);
        } else {
            pc_csv_add(&row, pc_session_value(session, &columns[i], &room));
        }
    }
    pc_csv_end(&row);
}

// add_conditions ends the table with a row of the kind "run", whose reason says them, and the
// numbers.
static void add_conditions(PcCsvRow *row, const PcConditions *conditions, const PcEstate *estate)
{
    size_t n_columns = 0;
    g_autofree char *made_with = pc_conditions_text(conditions);
    g_autofree char *numbers = pc_estate_numbers_text(estate);
    g_autofree char *text = g_strdup_printf("%s; counted %s", made_with, numbers);
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        bool is_reason = strcmp(columns[i].name, "reason") == 0;
        bool is_kind = strcmp(columns[i].name, "kind") == 0;
        pc_csv_add(row, is_reason ? text : is_kind ? "run" : NULL);
    }
    pc_csv_end(row);
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    const Csv *csv = state;
    PcCsvRow row = {.out = pc_output_buffer(csv->output), .separator = csv->separator};
    pc_roll_csv(&row, conditions->phones, estate);
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
