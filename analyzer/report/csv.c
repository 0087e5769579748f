// SPDX-License-Identifier: GPL-2.0-or-later
// Writes each session as one row of a table (RFC 4180) for spreadsheets. A value that a spreadsheet
// would take for a formula is disarmed by an apostrophe in front.
#include "analyzer/report/report.h"

#include "analyzer/report/display.h"
#include <inttypes.h>
#include <string.h>

// A row as it grows.
typedef struct {
    GString *out;
    bool has_cell;
} Row;

static bool begins_like_formula(const char *text)
{
    // ASCII, and the full-width forms that some spreadsheets take for the same.
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (g_str_has_prefix(text, starts[i])) {
            return true;
        }
    }
    return false;
}

static void begin_cell(Row *row)
{
    if (row->has_cell) {
        g_string_append_c(row->out, ',');
    }
    row->has_cell = true;
}

static void add_text(Row *row, const char *text)
{
    begin_cell(row);
    if (text == NULL || text[0] == '\0') {
        return;
    }
    bool is_formula = begins_like_formula(text);
    g_autofree char *safe = pc_display_text(text);
    if (!is_formula && strpbrk(safe, ",\"") == NULL) {
        g_string_append(row->out, safe);
        return;
    }
    g_string_append(row->out, is_formula ? "\"'" : "\"");
    for (const char *at = safe; *at != '\0'; at++) {
        if (*at == '"') {
            g_string_append_c(row->out, '"');
        }
        g_string_append_c(row->out, *at);
    }
    g_string_append_c(row->out, '"');
}

static void add_number(Row *row, uint64_t number, bool is_known)
{
    begin_cell(row);
    if (is_known) {
        g_string_append_printf(row->out, "%" PRIu64, number);
    }
}

static void end_row(Row *row)
{
    g_string_append(row->out, "\r\n");
    row->has_cell = false;
}

static const char *const opening_columns[] = {
    "file",        "start",       "client", "client_port", "server",
    "server_port", "tls_version", "cipher", "resumed",     "server_name",
};

static const char *const closing_columns[] = {
    "sha256", "subject",   "serial",      "not_before", "not_after",
    "key",    "signature", "alert_level", "alert",      "alert_from",
};

static void add_names(Row *row, const char *const *names, size_t n_names)
{
    for (size_t i = 0; i < n_names; i++) {
        add_text(row, names[i]);
    }
}

static void add_header(Row *row)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    add_names(row, opening_columns, G_N_ELEMENTS(opening_columns));
    for (size_t i = 0; i < n_fields; i++) {
        add_text(row, fields[i].name);
    }
    add_names(row, closing_columns, G_N_ELEMENTS(closing_columns));
    for (int i = 0; i < PC_N_FRAMES; i++) {
        g_autofree char *name = g_strdup_printf("frame_%s", pc_frame_name((PcFrameOf)i));
        add_text(row, name);
    }
    add_text(row, "severity");
    add_text(row, "findings");
    add_text(row, "kind");
    end_row(row);
}

static void add_opening(Row *row, const PcSession *session)
{
    static const char *const answers[] = {"no", "yes"};
    PcMoment start = pc_moment_micro(session->start);
    add_text(row, session->file);
    add_text(row, start.text);
    add_text(row, session->client.address);
    add_number(row, (uint64_t)session->client.port, session->client.port >= 0);
    add_text(row, session->server.address);
    add_number(row, (uint64_t)session->server.port, session->server.port >= 0);
    add_text(row, session->version);
    add_text(row, session->cipher);
    add_text(row, session->resumed == PC_UNKNOWN ? NULL : answers[session->resumed]);
    add_text(row, session->server_name);
}

static void add_fields(Row *row, const PcSession *session)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        add_text(row, pc_session_text(session, &fields[i]));
    }
}

static void add_leaf(Row *row, const PcSession *session)
{
    static const PcSessionCertificate none = {0};
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    leaf = leaf != NULL ? leaf : &none;
    PcMoment from = pc_moment_second(leaf->not_before);
    PcMoment until = pc_moment_second(leaf->not_after);
    add_text(row, leaf->sha256);
    add_text(row, leaf->subject);
    add_text(row, leaf->serial);
    add_text(row, leaf->has_validity ? from.text : NULL);
    add_text(row, leaf->has_validity ? until.text : NULL);
    add_text(row, leaf->key);
    add_text(row, leaf->signature);
}

static void add_closing(Row *row, const PcSession *session)
{
    int worst = pc_session_worst(session);
    g_autoptr(GString) ids = g_string_new(NULL);
    add_text(row, session->alert_level);
    add_text(row, session->alert_description);
    add_text(row, session->alert_from);
    for (int i = 0; i < PC_N_FRAMES; i++) {
        add_number(row, session->frames[i], session->frames[i] != 0);
    }
    for (guint i = 0; i < session->findings->len; i++) {
        const char *id = g_array_index(session->findings, PcSessionFinding, i).id;
        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", id);
    }
    add_text(row, worst < 0 ? NULL : pc_severity_name((PcSeverity)worst));
    add_text(row, ids->str);
    add_text(row, session->kind);
}

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    (void)options;
    Row row = {.out = pc_output_buffer(output)};
    add_header(&row);
    return output;
}

static void session(void *state, const PcSession *session)
{
    Row row = {.out = pc_output_buffer(state)};
    add_opening(&row, session);
    add_fields(&row, session);
    add_leaf(&row, session);
    add_closing(&row, session);
    end_row(&row);
}

static void finish(void *state, const PcEstate *estate)
{
    (void)state;
    (void)estate;
}

const PcWriter pc_writer_csv = {
    .name = "csv",
    .help = "a table, one row a session (RFC 4180)",
    .begin = begin,
    .session = session,
    .finish = finish,
};
