// SPDX-License-Identifier: GPL-2.0-or-later
// Writes what a log says as JSON lines: one object a connection ("phonecert.log-connection/1"), one
// an entry ("phonecert.log-entry/1").
#include "analyzer/command/log/view.h"

#include "analyzer/report/json.h"
#include "core/field/finding.h"

static void write_findings(PcJson *json, const PcFindingId *findings, unsigned n_findings)
{
    pc_json_open_array(json, "findings");
    for (unsigned i = 0; i < n_findings; i++) {
        pc_json_string(json, NULL, pc_finding_row(findings[i])->id);
    }
    pc_json_close_array(json);
}

static void write_connection(GString *out, const PcLogView *view, const PcLogConnection *connection)
{
    g_autofree char *time = pc_log_time_text(&connection->time);
    const char *device = connection->device != NULL ? connection->device : view->log->device;
    const char *side = connection->alert_read ? "server" : "client";
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.log-connection/1");
    pc_json_string(&json, "file", view->path);
    pc_json_integer(&json, "line", connection->first_line);
    pc_json_integer(&json, "last_line", connection->last_line);
    pc_json_string(&json, "time", time);
    pc_json_string(&json, "form", pc_log_form_name(connection->form));
    pc_json_string(&json, "device", device);
    pc_json_string(&json, "service", connection->service);
    pc_json_string(&json, "address", connection->address);
    pc_json_known_integer(&json, "port", connection->port, connection->port != 0);
    pc_json_string(&json, "type", pc_type_name(connection->certificate));
    pc_json_string(&json, "subject", connection->subject);
    pc_json_string(&json, "issuer", connection->issuer);
    pc_json_string(&json, "tls_version", connection->version);
    pc_json_string(&json, "outcome", pc_log_outcome_name(connection->outcome));
    pc_json_string(&json, "alert", connection->alert);
    pc_json_string(&json, "alert_from", connection->alert != NULL ? side : NULL);
    pc_json_bool(&json, "no_lsc", connection->no_lsc);
    pc_json_bool(&json, "server_not_in_trust_list", connection->peer_unknown);
    write_findings(&json, connection->findings, connection->n_findings);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

static void write_entry(GString *out, const PcLogView *view, const PcLogEntry *entry)
{
    g_autofree char *time = pc_log_time_text(&entry->time);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.log-entry/1");
    pc_json_string(&json, "file", view->path);
    pc_json_integer(&json, "line", entry->line);
    pc_json_string(&json, "time", time);
    pc_json_string(&json, "form", pc_log_form_name(entry->form));
    pc_json_string(&json, "severity", entry->severity[0] != '\0' ? entry->severity : NULL);
    pc_json_string(&json, "process", entry->process);
    pc_json_string(&json, "event", pc_log_event_name(entry->event));
    pc_json_string(&json, "device", entry->device);
    pc_json_string(&json, "service", entry->service);
    pc_json_string(&json, "type", pc_type_name(entry->certificate));
    pc_json_string(&json, "subject", entry->subject);
    pc_json_string(&json, "issuer", entry->issuer);
    pc_json_string(&json, "role", entry->role);
    pc_json_string(&json, "alert", entry->alert);
    pc_json_string(&json, "address", entry->address);
    pc_json_known_integer(&json, "port", entry->port, entry->port != 0);
    pc_json_known_integer(&json, "number", entry->number, entry->number >= 0);
    pc_json_string(&json, "mac", entry->mac);
    pc_json_string(&json, "serial", entry->serial);
    pc_json_string(&json, "sha256", entry->sha256);
    pc_json_string(&json, "store", entry->store);
    pc_json_string(&json, "nas", entry->nas);
    pc_json_string(&json, "server", entry->server);
    pc_json_known_integer(&json, "server_port", entry->server_port, entry->server_port != 0);
    pc_json_string(&json, "by", pc_side_name(entry->by));
    pc_json_string(&json, "verdict", pc_log_verdict_name(entry->verdict));
    pc_json_string(&json, "detail", entry->detail);
    write_findings(&json, entry->findings, entry->n_findings);
    pc_json_string(&json, "text", entry->text);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

void pc_log_json(GString *out, const PcLogView *view)
{
    for (unsigned i = 0; i < view->log->connections->len; i++) {
        write_connection(out, view, g_ptr_array_index(view->log->connections, i));
    }
    for (unsigned i = 0; i < view->log->entries->len; i++) {
        const PcLogEntry *entry = g_ptr_array_index(view->log->entries, i);
        if (pc_log_view_shows(view, entry)) {
            write_entry(out, view, entry);
        }
    }
}
