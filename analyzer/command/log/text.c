// SPDX-License-Identifier: GPL-2.0-or-later
// Writes what a log says for people: a line a connection, and what is wrong with it under it.
#include "analyzer/command/log/view.h"

#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/text/layout.h"
#include "core/field/finding.h"
#include <string.h>

enum { INDENT = 2, LINE_COLUMN = 12, VALUE_COLUMN = 14 };

static void piece(PcLayout *layout, PcStyle style, const char *text)
{
    if (text != NULL) {
        pc_layout_piece(layout, style, " · ", text);
    }
}

static void under(PcLayout *layout, const char *label, const char *value)
{
    if (value == NULL) {
        return;
    }
    g_autofree char *text = g_strdup_printf("%s %s", label, value);
    pc_layout_start(layout, LINE_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_PLAIN, text);
    pc_layout_end(layout);
}

static void start_line(PcLayout *layout, unsigned line)
{
    char number[32];
    g_snprintf(number, sizeof number, "line %u", line);
    pc_layout_start(layout, INDENT, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, number);
    pc_layout_pad(layout, LINE_COLUMN);
}

// "failed: unknown_ca from the server"
static void outcome_piece(PcLayout *layout, const PcLogConnection *connection)
{
    if (connection->alert != NULL) {
        g_autofree char *text = g_strdup_printf("failed: %s from the %s", connection->alert,
                                                connection->alert_read ? "server" : "phone");
        piece(layout, PC_STYLE_RED, text);
    } else if (connection->outcome == PC_LOG_OUTCOME_FAILED) {
        piece(layout, PC_STYLE_RED, "failed");
    } else if (connection->outcome == PC_LOG_OUTCOME_DONE) {
        piece(layout, PC_STYLE_GREEN, "handshake done");
    }
}

// What a line may mean: one finding, or one of several.
static void under_findings(PcLayout *layout, const PcFindingId *findings, unsigned n_findings)
{
    for (unsigned i = 0; i < n_findings; i++) {
        const PcFindingRow *row = pc_finding_row(findings[i]);
        g_autofree char *text = g_strdup_printf("%s · %s", row->title, row->id);
        under(layout, n_findings == 1 ? "that is:" : i == 0 ? "one of:" : "or:", text);
    }
}

static void show_connection(PcLayout *layout, const PcLogConnection *connection)
{
    g_autofree char *time = pc_log_time_text(&connection->time);
    g_autofree char *port =
        connection->port != 0 ? g_strdup_printf("port %d", connection->port) : NULL;
    start_line(layout, connection->first_line);
    piece(layout, PC_STYLE_PLAIN, time);
    piece(layout, PC_STYLE_PLAIN, connection->service);
    piece(layout, PC_STYLE_PLAIN, connection->address);
    piece(layout, PC_STYLE_PLAIN, port);
    piece(layout, PC_STYLE_BOLD, pc_type_name(connection->certificate));
    outcome_piece(layout, connection);
    pc_layout_end(layout);
    under(layout, "certificate", connection->subject);
    under(layout, "signed by", connection->issuer);
    under(layout, "no LSC:", connection->no_lsc ? "the phone falls back to its MIC" : NULL);
    under(layout, "server's certificate:",
          connection->peer_unknown ? "not in the phone's trust list" : NULL);
    under_findings(layout, connection->findings, connection->n_findings);
}

// "203.0.113.7:49152 to 198.51.100.2:443", as far as it is told.
static char *ends_text(const PcLogEntry *entry)
{
    GString *text = g_string_new(entry->address);
    if (entry->address != NULL && entry->port != 0) {
        g_string_append_printf(text, ":%d", entry->port);
    }
    if (entry->server != NULL) {
        g_string_append_printf(text, "%s%s", text->len > 0 ? " to " : "", entry->server);
    }
    if (entry->server != NULL && entry->server_port != 0) {
        g_string_append_printf(text, ":%d", entry->server_port);
    }
    return g_string_free(text, text->len == 0);
}

static void verdict_piece(PcLayout *layout, const PcLogEntry *entry)
{
    const char *side = pc_side_name(entry->by);
    if (entry->alert != NULL && side != NULL) {
        g_autofree char *text = g_strdup_printf("%s from the %s", entry->alert, side);
        piece(layout, PC_STYLE_RED, text);
    } else if (entry->alert != NULL) {
        piece(layout, PC_STYLE_RED, entry->alert);
    } else if (entry->verdict == PC_LOG_BAD && side != NULL) {
        g_autofree char *text = g_strdup_printf("failed at the %s", side);
        piece(layout, PC_STYLE_RED, text);
    }
    piece(layout, PC_STYLE_GREEN, entry->verdict == PC_LOG_GOOD ? "good" : NULL);
}

static void show_entry(PcLayout *layout, const PcLogEntry *entry)
{
    g_autofree char *time = pc_log_time_text(&entry->time);
    g_autofree char *number = entry->number >= 0 ? g_strdup_printf("%d", entry->number) : NULL;
    g_autofree char *ends = ends_text(entry);
    start_line(layout, entry->line);
    piece(layout, PC_STYLE_PLAIN, time);
    piece(layout, PC_STYLE_BOLD, pc_log_event_name(entry->event));
    piece(layout, PC_STYLE_PLAIN, entry->service);
    piece(layout, PC_STYLE_PLAIN, pc_type_name(entry->certificate));
    piece(layout, PC_STYLE_PLAIN, entry->device != NULL ? entry->device : entry->mac);
    piece(layout, PC_STYLE_PLAIN, entry->role);
    piece(layout, PC_STYLE_PLAIN, number);
    verdict_piece(layout, entry);
    piece(layout, PC_STYLE_PLAIN, ends);
    piece(layout, PC_STYLE_PLAIN, entry->store);
    piece(layout, PC_STYLE_PLAIN, entry->subject);
    piece(layout, PC_STYLE_PLAIN, entry->issuer);
    pc_layout_end(layout);
    under(layout, "serial number", entry->serial);
    under(layout, "by way of", entry->nas);
    under(layout, "the log says:", entry->detail);
    under_findings(layout, entry->findings, entry->n_findings);
}

static unsigned count_failed(const PcPhoneLog *log)
{
    unsigned n_failed = 0;
    for (unsigned i = 0; i < log->connections->len; i++) {
        const PcLogConnection *connection = g_ptr_array_index(log->connections, i);
        n_failed += connection->outcome == PC_LOG_OUTCOME_FAILED;
    }
    return n_failed;
}

static void show_headline(PcLayout *layout, const PcLogView *view)
{
    unsigned n_failed = count_failed(view->log);
    g_autofree char *lines = pc_count(view->log->n_lines, "line", "lines");
    g_autofree char *understood = pc_log_understood_text(view->log);
    g_autofree char *connections =
        pc_count(view->log->connections->len, "connection", "connections");
    g_autofree char *failed = g_strdup_printf("%u failed", n_failed);
    pc_layout_start(layout, 0, INDENT);
    piece(layout, PC_STYLE_BOLD, view->path);
    piece(layout, PC_STYLE_PLAIN, view->log->device);
    piece(layout, PC_STYLE_PLAIN, lines);
    piece(layout, PC_STYLE_PLAIN, understood);
    piece(layout, PC_STYLE_PLAIN, connections);
    piece(layout, PC_STYLE_RED, n_failed > 0 ? failed : NULL);
    pc_layout_end(layout);
}

void pc_log_text(GString *out, const PcLogView *view)
{
    PcReportOptions style = pc_terminal_style();
    PcLayout layout = {
        .out = out, .width = style.columns, .colour = style.colour, .ascii = style.ascii};
    show_headline(&layout, view);
    for (unsigned i = 0; i < view->log->connections->len; i++) {
        show_connection(&layout, g_ptr_array_index(view->log->connections, i));
    }
    for (unsigned i = 0; i < view->log->entries->len; i++) {
        const PcLogEntry *entry = g_ptr_array_index(view->log->entries, i);
        if (pc_log_view_shows(view, entry)) {
            show_entry(&layout, entry);
        }
    }
    pc_layout_end(&layout);
}
