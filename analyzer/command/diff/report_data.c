// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a comparison into JSON lines and into a table for spreadsheets.
#include "analyzer/command/diff/report.h"

#include "analyzer/report/csv_row.h"
#include "analyzer/report/display.h"

static void write_certificate(PcJson *json, const char *key, const PcEstateCertificate *one)
{
    if (one == NULL) {
        pc_json_null(json, key);
        return;
    }
    PcMoment begin = pc_moment_second(one->not_before);
    PcMoment end = pc_moment_second(one->not_after);
    pc_json_open_object(json, key);
    pc_json_string(json, "type", one->type);
    pc_json_string(json, "issuer", one->issuer);
    pc_json_string(json, "subject", one->subject);
    pc_json_string(json, "serial", one->serial);
    pc_json_string(json, "not_before", one->has_validity ? begin.text : NULL);
    pc_json_string(json, "not_after", one->has_validity ? end.text : NULL);
    pc_json_string(json, "sha256", one->sha256);
    pc_json_close_object(json);
}

static void write_state(PcJson *json, const char *key, const PcEstateService *service)
{
    if (service == NULL) {
        pc_json_null(json, key);
        return;
    }
    PcMoment last = pc_moment_micro(service->last);
    pc_json_open_object(json, key);
    pc_json_string(json, "type", service->type);
    pc_json_string(json, "issuer", service->issuer);
    pc_json_string(json, "verdict", service->verdict);
    pc_json_string(json, "reason", service->reason);
    pc_json_string(json, "outcome", service->outcome);
    pc_json_string(json, "alert", service->alert_description);
    pc_json_string(json, "coverage", service->coverage);
    pc_json_open_array(json, "findings");
    for (guint i = 0; i < service->findings->len; i++) {
        pc_json_string(json, NULL, g_array_index(service->findings, PcEstateFinding, i).id);
    }
    pc_json_close_array(json);
    pc_json_string(json, "start", last.text);
    pc_json_string(json, "file", service->file);
    pc_json_known_integer(json, "frame", (int64_t)service->frame, service->frame > 0);
    pc_json_close_object(json);
}

static void write_ids(PcJson *json, const char *key, const GPtrArray *ids)
{
    pc_json_open_array(json, key);
    for (guint i = 0; i < ids->len; i++) {
        pc_json_string(json, NULL, g_ptr_array_index(ids, i));
    }
    pc_json_close_array(json);
}

static void write_phone(const PcDiffPhone *phone, GString *out)
{
    const PcEstatePhone *told = phone->after != NULL ? phone->after : phone->before;
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.diff/1");
    pc_json_string(&json, "device", pc_diff_phone_name(phone));
    pc_json_string(&json, "model", told->model);
    pc_json_string(&json, "mac", told->mac);
    pc_json_string(&json, "change", pc_change_name(phone->change));
    pc_json_bool(&json, "before", phone->before != NULL);
    pc_json_bool(&json, "after", phone->after != NULL);
    pc_json_bool(&json, "by_address", phone->by_address);
    pc_json_bool(&json, "other_certificate", phone->has != NULL);
    write_certificate(&json, "certificate_before", phone->had);
    write_certificate(&json, "certificate_after", phone->has);
    write_ids(&json, "findings_new", phone->came);
    write_ids(&json, "findings_gone", phone->went);
    pc_json_open_array(&json, "services");
    for (guint i = 0; i < phone->services->len; i++) {
        const PcDiffService *service = &g_array_index(phone->services, PcDiffService, i);
        pc_json_open_object(&json, NULL);
        pc_json_string(&json, "service", service->service);
        write_state(&json, "before", service->before);
        write_state(&json, "after", service->after);
        pc_json_close_object(&json);
    }
    pc_json_close_array(&json);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

static void write_part(PcJson *json, const char *key, const PcDiffPart *part)
{
    const PcEstateTotals *totals = pc_estate_totals(part->estate);
    bool is_known = totals->n_sessions + totals->n_events > 0;
    PcMoment first = pc_moment_micro(totals->first);
    PcMoment last = pc_moment_micro(totals->last);
    pc_json_open_object(json, key);
    pc_json_string(json, "input", part->path);
    pc_json_integer(json, "phones", pc_estate_phones(part->estate)->len);
    pc_json_integer(json, "handshakes", (int64_t)totals->n_sessions);
    pc_json_string(json, "first", is_known ? first.text : NULL);
    pc_json_string(json, "last", is_known ? last.text : NULL);
    pc_json_close_object(json);
}

static void write_summary(const PcDiffReport *report, GString *out)
{
    g_autofree char *headline = pc_diff_headline(report->diff);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.diff-summary/1");
    pc_json_string(&json, "headline", headline);
    write_part(&json, "before", &report->before);
    write_part(&json, "after", &report->after);
    pc_json_open_object(&json, "phones");
    for (int i = 0; i < PC_N_CHANGES; i++) {
        pc_json_integer(&json, pc_change_name((PcChange)i), report->diff->n[i]);
    }
    pc_json_close_object(&json);
    pc_json_integer(&json, "other_certificates", report->diff->n_other_certificates);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

static void write_cause(const PcDiffCause *cause, GString *out)
{
    const PcEstateCause *row = cause->after != NULL ? cause->after : cause->before;
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.diff-cause/1");
    pc_json_string(&json, "id", row->id);
    pc_json_string(&json, "title", row->title);
    pc_json_string(&json, "severity", pc_severity_name(row->severity));
    pc_json_integer(&json, "phones_before", cause->before != NULL ? cause->before->phones->len : 0);
    pc_json_integer(&json, "phones_after", cause->after != NULL ? cause->after->phones->len : 0);
    pc_json_string(&json, "remedy", row->remedy);
    pc_json_string(&json, "source", row->source);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

void pc_diff_ndjson(const PcDiffReport *report, GString *out)
{
    write_summary(report, out);
    for (guint i = 0; i < report->diff->phones->len; i++) {
        write_phone(g_ptr_array_index(report->diff->phones, i), out);
    }
    for (guint i = 0; i < report->diff->causes->len; i++) {
        write_cause(&g_array_index(report->diff->causes, PcDiffCause, i), out);
    }
    PcJson last = PC_JSON(out);
    pc_conditions_write(&last, NULL, report->conditions, NULL);
    g_string_append_c(out, '\n');
}

// ---- csv ----------------------------------------------------------------------------------------

static const char *const columns[] = {"device",
                                      "change",
                                      "service",
                                      "before",
                                      "after",
                                      "certificate_before",
                                      "certificate_after",
                                      "findings_new",
                                      "findings_gone"};

static void write_row(PcCsvRow *row, const PcDiffPhone *phone, const PcDiffService *service)
{
    g_autoptr(GPtrArray) cells = pc_diff_cells(phone, service);
    pc_csv_add(row, pc_diff_phone_name(phone));
    pc_csv_add(row, pc_change_name(phone->change));
    pc_csv_add(row, service->service);
    for (guint i = 0; i < cells->len; i++) {
        pc_csv_add(row, g_ptr_array_index(cells, i));
    }
    pc_csv_end(row);
}

static void write_note(PcCsvRow *row, const char *change, const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        pc_csv_add(row, i == 1 ? change : i == 3 ? text : NULL);
    }
    pc_csv_end(row);
}

// One row a phone and service. The last two rows, of no device, say the headline and what it was
// made with.
void pc_diff_csv(const PcDiffReport *report, GString *out)
{
    PcCsvRow row = {.out = out, .separator = ','};
    g_autofree char *headline = pc_diff_headline(report->diff);
    g_autofree char *made_with = pc_conditions_text(report->conditions);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        pc_csv_add(&row, columns[i]);
    }
    pc_csv_end(&row);
    for (guint i = 0; i < report->diff->phones->len; i++) {
        const PcDiffPhone *phone = g_ptr_array_index(report->diff->phones, i);
        for (guint k = 0; k < phone->services->len; k++) {
            write_row(&row, phone, &g_array_index(phone->services, PcDiffService, k));
        }
    }
    write_note(&row, "summary", headline);
    write_note(&row, "run", made_with);
}
