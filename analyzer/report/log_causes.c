// SPDX-License-Identifier: GPL-2.0-or-later
// Gathers the findings of entries and connections of many logs, one cause for each set of findings.
#include "analyzer/report/log_causes.h"

#include "analyzer/report/html/html.h"
#include "analyzer/report/steps.h"
#include "core/bytes/keyed_hash.h"
#include "core/field/finding.h"
#include <string.h>

static void cause_free(void *data)
{
    PcLogCause *cause = data;
    g_ptr_array_unref(cause->clients);
    g_hash_table_unref(cause->known);
    g_free(cause->first);
    g_free(cause->detail);
    g_free(cause);
}

PcLogCauses *pc_log_causes_new(void)
{
    PcLogCauses *causes = g_new0(PcLogCauses, 1);
    causes->causes = g_ptr_array_new_with_free_func(cause_free);
    return causes;
}

void pc_log_causes_free(PcLogCauses *causes)
{
    if (causes != NULL) {
        g_ptr_array_unref(causes->causes);
        g_free(causes);
    }
}

// What one line says: its findings, and of whom.
typedef struct {
    const PcFindingId *findings;
    unsigned n_findings, line;
    const char *client, *detail, *place;
} Told;

static bool is_same(const PcLogCause *cause, const Told *told)
{
    return cause->n_findings == told->n_findings &&
           memcmp(cause->findings, told->findings, told->n_findings * sizeof *told->findings) == 0;
}

static PcLogCause *cause_of(PcLogCauses *causes, const Told *told, const char *path)
{
    for (guint i = 0; i < causes->causes->len; i++) {
        PcLogCause *cause = g_ptr_array_index(causes->causes, i);
        if (is_same(cause, told)) {
            return cause;
        }
    }
    PcLogCause *cause = g_new0(PcLogCause, 1);
    for (unsigned i = 0; i < told->n_findings; i++) {
        cause->findings[i] = told->findings[i];
    }
    cause->n_findings = told->n_findings;
    cause->clients = g_ptr_array_new_with_free_func(g_free);
    cause->known = g_hash_table_new(pc_hash_text, g_str_equal);
    cause->detail = g_strdup(told->detail);
    cause->first = told->place != NULL
                       ? g_strdup_printf("%s line %u (%s)", path, told->line, told->place)
                       : g_strdup_printf("%s line %u", path, told->line);
    g_ptr_array_add(causes->causes, cause);
    return cause;
}

static void add(PcLogCauses *causes, const Told *told, const char *path)
{
    if (told->n_findings == 0 || g_strcmp0(told->place, "") == 0) {
        return;
    }
    PcLogCause *cause = cause_of(causes, told, path);
    cause->n_lines++;
    if (told->client != NULL && !g_hash_table_contains(cause->known, told->client)) {
        char *client = g_strdup(told->client);
        g_ptr_array_add(cause->clients, client);
        g_hash_table_add(cause->known, client);
    }
}

static const char *first_of(const char *a, const char *b, const char *c, const char *d)
{
    if (a != NULL) {
        return a;
    }
    return b != NULL ? b : c != NULL ? c : d;
}

static const char *place_of(GHashTable *places, const void *item)
{
    return places != NULL ? g_hash_table_lookup(places, item) : NULL;
}

void pc_log_causes_add(PcLogCauses *causes, const PcPhoneLog *log, const char *path,
                       GHashTable *places)
{
    for (guint i = 0; i < log->connections->len; i++) {
        const PcLogConnection *connection = g_ptr_array_index(log->connections, i);
        const Told told = {connection->findings,
                           connection->n_findings,
                           connection->first_line,
                           first_of(connection->device, log->device, NULL, NULL),
                           NULL,
                           place_of(places, connection)};
        add(causes, &told, path);
        causes->n_good += connection->outcome == PC_LOG_OUTCOME_DONE;
    }
    for (guint i = 0; i < log->entries->len; i++) {
        const PcLogEntry *entry = g_ptr_array_index(log->entries, i);
        const Told told = {
            entry->findings, entry->n_findings,
            entry->line,     first_of(entry->device, log->device, entry->mac, entry->address),
            entry->detail,   place_of(places, entry)};
        add(causes, &told, path);
        causes->n_good += entry->verdict == PC_LOG_GOOD;
    }
}

static int compare(const void *a, const void *b)
{
    const PcLogCause *first = *(PcLogCause *const *)a, *second = *(PcLogCause *const *)b;
    if (first->clients->len != second->clients->len) {
        return first->clients->len < second->clients->len ? 1 : -1;
    }
    return (first->n_lines < second->n_lines) - (first->n_lines > second->n_lines);
}

void pc_log_causes_sort(PcLogCauses *causes)
{
    g_ptr_array_sort(causes->causes, compare);
}

// ---- told
// ----------------------------------------------------------------------------------------

static void cause_html(GString *out, const PcLogCause *cause)
{
    const PcStepsFor whom = {0};
    for (unsigned i = 0; i < cause->n_findings; i++) {
        const PcFindingRow *row = pc_finding_row(cause->findings[i]);
        g_string_append(out, i > 0 ? "<h3>or: " : "<h3>");
        pc_html_text(out, row->title);
        g_string_append(out, " <code>");
        pc_html_text(out, row->id);
        g_string_append(out, "</code></h3>\n");
        pc_steps_html(out, row->steps, &whom);
    }
    g_string_append(out, "<p>");
    for (guint i = 0; i < cause->clients->len; i++) {
        g_string_append(out, i > 0 ? ", " : "");
        pc_html_text(out, g_ptr_array_index(cause->clients, i));
    }
    g_string_append(out, "</p>\n<p>");
    pc_html_text(out, cause->first);
    if (cause->detail != NULL) {
        g_string_append(out, ": ");
        pc_html_text(out, cause->detail);
    }
    g_string_append(out, "</p>\n");
}

void pc_log_causes_html(GString *out, const PcLogCauses *causes)
{
    if (causes->causes->len == 0) {
        return;
    }
    g_string_append(out, "<h2 id=\"logs\">What the logs come to</h2>\n");
    for (guint i = 0; i < causes->causes->len; i++) {
        cause_html(out, g_ptr_array_index(causes->causes, i));
    }
}

static void cause_json(PcJson *json, const PcLogCause *cause)
{
    const PcStepsFor whom = {0};
    pc_json_open_object(json, NULL);
    pc_json_open_array(json, "findings");
    for (unsigned i = 0; i < cause->n_findings; i++) {
        const PcFindingRow *row = pc_finding_row(cause->findings[i]);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "id", row->id);
        pc_json_string(json, "title", row->title);
        pc_json_string(json, "remedy", pc_finding_remedy(row, &whom));
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
    pc_json_open_array(json, "clients");
    for (guint i = 0; i < cause->clients->len; i++) {
        pc_json_string(json, NULL, g_ptr_array_index(cause->clients, i));
    }
    pc_json_close_array(json);
    pc_json_integer(json, "lines", cause->n_lines);
    pc_json_string(json, "first", cause->first);
    pc_json_string(json, "detail", cause->detail);
    pc_json_close_object(json);
}

void pc_log_causes_json(PcJson *json, const char *key, const PcLogCauses *causes)
{
    pc_json_open_array(json, key);
    for (guint i = 0; i < causes->causes->len; i++) {
        cause_json(json, g_ptr_array_index(causes->causes, i));
    }
    pc_json_close_array(json);
}
