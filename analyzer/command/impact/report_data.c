// SPDX-License-Identifier: GPL-2.0-or-later
// Turns fates and steps into JSON lines and into a table for spreadsheets.
#include "analyzer/command/impact/report.h"

#include "analyzer/report/csv_row.h"
#include "analyzer/report/display.h"
#include "analyzer/report/steps.h"

static void write_object(const PcFate *fate, GString *out)
{
    PcMoment seen = pc_moment_micro(fate->time);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.impact/1");
    pc_json_string(&json, "device", fate->phone);
    pc_json_string(&json, "service", fate->service);
    pc_json_string(&json, "store", fate->store);
    pc_json_string(&json, "type", fate->type);
    pc_json_string(&json, "issuer", fate->issuer);
    pc_json_string(&json, "last_seen", fate->file != NULL ? seen.text : NULL);
    pc_json_string(&json, "file", fate->file);
    pc_json_string(&json, "fate", pc_fate_name(fate->kind));
    pc_json_string(&json, "before", fate->before);
    pc_json_string(&json, "after", fate->after);
    pc_json_string(&json, "reason", fate->reason);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

static void write_roles(PcJson *json, const PcImpactRoles *roles)
{
    pc_json_open_array(json, "roles");
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        pc_json_open_object(json, NULL);
        pc_json_string(json, "role", roles->role[i].name);
        for (int k = 0; k < PC_N_FATES; k++) {
            pc_json_integer(json, pc_fate_name((PcFateKind)k), roles->role[i].n[k]);
        }
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

static void write_summary(const PcImpactReport *report, GString *out)
{
    g_autofree char *headline = pc_impact_headline(&report->roles);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.impact-summary/1");
    pc_json_string(&json, "remove", report->remove);
    pc_json_string(&json, "from", report->from);
    pc_json_string(&json, "headline", headline);
    pc_json_integer(&json, "phones", report->roles.n_phones);
    pc_json_integer(&json, "unknown", report->roles.n_unknown);
    pc_json_integer(&json, "not_seen", report->roles.n_not_seen);
    pc_json_known_integer(&json, "listed", report->n_listed, report->list != NULL);
    write_roles(&json, &report->roles);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

void pc_impact_ndjson(const PcImpactReport *report, GString *out)
{
    write_summary(report, out);
    for (guint i = 0; i < report->fates->len; i++) {
        write_object(g_ptr_array_index(report->fates, i), out);
    }
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.impact-steps/2");
    pc_json_string(&json, "remove", report->remove);
    pc_json_string(&json, "from", report->from);
    pc_json_string(&json, "release", pc_release_code(report->whom.release));
    pc_steps_json(&json, report->steps, &report->whom);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
    PcJson last = PC_JSON(out);
    pc_conditions_write(&last, NULL, report->conditions, NULL);
    g_string_append_c(out, '\n');
}

// ---- csv ----------------------------------------------------------------------------------------

static const char *const columns[] = {"device",    "service", "store",  "fate",  "type",  "issuer",
                                      "last_seen", "file",    "before", "after", "reason"};

static void write_row(PcCsvRow *row, const PcFate *fate)
{
    PcMoment seen = pc_moment_micro(fate->time);
    const char *const cells[G_N_ELEMENTS(columns)] = {
        fate->phone,
        fate->service,
        fate->store,
        pc_fate_name(fate->kind),
        fate->type,
        fate->issuer,
        fate->file != NULL ? seen.text : NULL,
        fate->file,
        fate->before,
        fate->after,
        fate->reason,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
        pc_csv_add(row, cells[i]);
    }
    pc_csv_end(row);
}

static void write_remark(PcCsvRow *row, const char *fate, const char *reason)
{
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        const bool is_fate = g_str_equal(columns[i], "fate");
        const bool is_reason = g_str_equal(columns[i], "reason");
        pc_csv_add(row, is_fate ? fate : is_reason ? reason : NULL);
    }
    pc_csv_end(row);
}

// The last two rows, of no device, say the headline and what it was made with.
void pc_impact_csv(const PcImpactReport *report, GString *out)
{
    PcCsvRow row = {.out = out, .separator = ','};
    g_autofree char *headline = pc_impact_headline(&report->roles);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        pc_csv_add(&row, columns[i]);
    }
    pc_csv_end(&row);
    for (guint i = 0; i < report->fates->len; i++) {
        write_row(&row, g_ptr_array_index(report->fates, i));
    }
    g_autofree char *made_with = pc_conditions_text(report->conditions);
    write_remark(&row, "summary", headline);
    write_remark(&row, "run", made_with);
}
