// SPDX-License-Identifier: GPL-2.0-or-later
// The words of docs/session.schema.json, which a test holds against these.
#include "analyzer/report/session/where_words.h"

#include "core/field/finding.h"
#include "core/handshake/handshake.h"
#include <string.h>

static const struct {
    const char *field, *words;
} rows[] = {
    {"transport", "tcp udp eapol radius"},
    {"resumed", "yes no"},
    {"client_certificate", "presented empty not-requested resumed encrypted truncated not-seen"},
    {"type", "LSC MIC other none"},
    {"issuer_tag", "CAPF Manufacturing External Unknown"},
    {"device_kind", "phone access-point switch-or-router token other"},
    {"verdict",
     "trusted untrusted expired not-yet-valid bad-signature revoked malformed unchecked"},
    {"basis", "store trust-list"},
    {"announced", "yes no no-list"},
    {"genuine", "yes no"},
    {"possession", "verified failed not-seen not-checkable"},
    {"outcome", "accepted rejected reset closed incomplete"},
    {"coverage", "whole snaplen gap late-start early-end encrypted over-limit"},
    {"eap_method", "TLS PEAP TTLS FAST TEAP"},
    {"service_basis", "user configuration trust-list spoken certificate port"},
    {"basis_signature", "verified"},
    {"medium", "wired wireless"},
    {"release", "11 12 14 14SU1 15 15SU2"},
    {"alert_level", "warning fatal"},
    {"alert_from", "client server"},
    {"severity", "error warning note"},
};

static GPtrArray *all_findings(void)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (int id = 0; id < PC_N_FINDINGS; id++) {
        g_ptr_array_add(words, g_strdup(pc_finding_row((PcFindingId)id)->id));
    }
    return words;
}

static GPtrArray *all_alerts(void)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (unsigned number = 0; number <= UINT8_MAX; number++) {
        const char *name = pc_alert_name((uint8_t)number);
        g_ptr_array_add(words, name != NULL ? g_strdup(name) : g_strdup_printf("alert_%u", number));
    }
    return words;
}

GPtrArray *pc_where_words(const char *field)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strcmp(rows[i].field, field) == 0) {
            GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
            g_auto(GStrv) all = g_strsplit(rows[i].words, " ", -1);
            for (size_t k = 0; all[k] != NULL; k++) {
                g_ptr_array_add(words, g_strdup(all[k]));
            }
            return words;
        }
    }
    if (strcmp(field, "findings") == 0) {
        return all_findings();
    }
    return strcmp(field, "alert") == 0 ? all_alerts() : NULL;
}
