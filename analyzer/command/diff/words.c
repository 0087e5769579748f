// SPDX-License-Identifier: GPL-2.0-or-later
// Puts what was compared into words that every format for people uses.
#include "analyzer/command/diff/report.h"

#include "analyzer/report/display.h"
#include <string.h>

const char *pc_diff_title(PcChange change)
{
    static const char *const titles[PC_N_CHANGES] = {
        [PC_CHANGE_FAILS_NOW] = "Fail now, and did not before",
        [PC_CHANGE_FAILS_NEW] = "Fail now, and were not seen before",
        [PC_CHANGE_FAILS_STILL] = "Still fail",
        [PC_CHANGE_NOT_SEEN] = "Not seen any more: lost, or only not captured",
        [PC_CHANGE_OPEN] = "Not known: seen, and not at what was seen before",
        [PC_CHANGE_BACK] = "Came back",
        [PC_CHANGE_NEW] = "New",
        [PC_CHANGE_GOES_ON] = "Go on",
    };
    return titles[change];
}

char *pc_diff_part_text(const PcDiffPart *part)
{
    const PcEstateTotals *totals = pc_estate_totals(part->estate);
    PcMoment first = pc_moment_plain(totals->first, NULL);
    PcMoment last = pc_moment_plain(totals->last, NULL);
    if (totals->n_sessions + totals->n_events == 0) {
        return g_strdup("nothing of phones");
    }
    g_autofree char *phones = pc_count(pc_estate_phones(part->estate)->len, "device", "devices");
    g_autofree char *handshakes = pc_count(totals->n_sessions, "handshake", "handshakes");
    return g_strdup_printf("%s, %s, %s to %s", phones, handshakes, first.text, last.text);
}

static void add(GString *out, const char *piece)
{
    if (piece != NULL) {
        g_string_append_printf(out, "%s%s", out->len > 0 ? " · " : "", piece);
    }
}

// add_errors names what fails where the outcome alone reads as if nothing did: a handshake that was
// accepted, and a registration in it that was not.
static void add_errors(GString *out, const PcEstateService *service)
{
    if (g_strcmp0(service->outcome, "rejected") == 0) {
        return;
    }
    for (guint i = 0; i < service->findings->len; i++) {
        const PcEstateFinding *finding = &g_array_index(service->findings, PcEstateFinding, i);
        if (finding->severity == PC_SEVERITY_ERROR) {
            add(out, finding->id);
        }
    }
}

char *pc_diff_state_text(const PcEstateService *service)
{
    if (service == NULL) {
        return g_strdup("not seen");
    }
    GString *out = g_string_new(NULL);
    add(out, service->type);
    add(out, service->issuer);
    add(out, service->verdict);
    add(out, service->outcome);
    if (service->alert_description != NULL) {
        g_string_append_printf(out, " %s", service->alert_description);
    }
    add_errors(out, service);
    if (out->len == 0) {
        add(out, "seen, and nothing else known");
    }
    return g_string_free(out, FALSE);
}

char *pc_diff_certificate_text(const PcEstateCertificate *certificate)
{
    PcMoment end = pc_moment_date(certificate->not_after);
    GString *out = g_string_new(certificate->type != NULL ? certificate->type : "other");
    add(out, certificate->issuer);
    if (certificate->has_validity) {
        g_string_append_printf(out, " · until %s", end.text);
    }
    return g_string_free(out, FALSE);
}

char *pc_diff_ids_text(const GPtrArray *ids)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "", id);
    }
    return g_string_free(out, FALSE);
}

GPtrArray *pc_diff_cells(const PcDiffPhone *phone, const PcDiffService *service)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(cells, pc_diff_state_text(service->before));
    g_ptr_array_add(cells, pc_diff_state_text(service->after));
    g_ptr_array_add(cells, phone->had != NULL ? pc_diff_certificate_text(phone->had) : NULL);
    g_ptr_array_add(cells, phone->has != NULL ? pc_diff_certificate_text(phone->has) : NULL);
    g_ptr_array_add(cells, pc_diff_ids_text(phone->came));
    g_ptr_array_add(cells, pc_diff_ids_text(phone->went));
    return cells;
}

char *pc_diff_cause_text(const PcDiffCause *cause)
{
    guint before = cause->before != NULL ? cause->before->phones->len : 0;
    guint after = cause->after != NULL ? cause->after->phones->len : 0;
    g_autofree char *phones = pc_count(after, "phone", "phones");
    return g_strdup_printf("%s, %u before", phones, before);
}
