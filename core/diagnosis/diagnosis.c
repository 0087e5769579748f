// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the tables of rules over a judgement and puts the findings in order. At most one cause is
// told; what merely follows from it is not.
#include "core/diagnosis/diagnosis.h"
#include "core/talk/capf.h"

enum { NEAR_EXPIRY_DAYS = 90, SECONDS_A_DAY = 24 * 60 * 60 };

bool pc_case_is(const PcCase *this, PcType type, PcIssuerTag tag)
{
    const PcJudgement *judgement = this->judgement;
    return judgement->identity != NULL && judgement->identity->type == type &&
           (tag == PC_ISSUER_TAG_ABSENT || judgement->identity->issuer_tag == tag);
}

bool pc_case_has_store(const PcCase *this, const char *store)
{
    return g_strcmp0(this->judgement->service.store, store) == 0;
}

bool pc_case_alert(const PcCase *this, PcSide from, int description)
{
    const PcAlert *alert = &this->handshake->alert;
    return alert->seen && alert->level != 1 && alert->description == description &&
           (from == PC_SIDE_UNKNOWN || alert->from == from);
}

bool pc_case_refused_by_server(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (handshake->outcome != PC_OUTCOME_REJECTED) {
        return false;
    }
    return !handshake->alert.seen || handshake->alert.from != PC_SIDE_CLIENT;
}

bool pc_case_issuer_missing(const PcCase *this)
{
    enum { UNKNOWN_CA = 48 };
    const PcTrustAnswer *answer = &this->judgement->trust;
    if (answer->verdict == PC_VERDICT_UNCHECKED) {
        return pc_case_alert(this, PC_SIDE_SERVER, UNKNOWN_CA);
    }
    return answer->verdict == PC_VERDICT_UNTRUSTED && answer->why == PC_REASON_ISSUER_MISSING;
}

bool pc_case_at(const PcCase *this, PcServiceId service)
{
    return pc_service_by_name(this->judgement->service.name) == service;
}

bool pc_case_of_cluster(const PcCase *this)
{
    return pc_service_is_of_cluster(this->judgement->service.name);
}

static char *name_of_client(const PcJudgement *judgement, const PcOverheard *overheard)
{
    if (judgement->identity != NULL && judgement->identity->device != NULL) {
        return g_strdup(judgement->identity->device);
    }
    const PcHandshake *handshake = judgement->handshake;
    if (handshake->capf != NULL && handshake->capf->device != NULL) {
        return g_strdup(handshake->capf->device);
    }
    if (handshake->sip_device != NULL || handshake->sccp_device != NULL) {
        return g_strdup(handshake->sip_device != NULL ? handshake->sip_device
                                                      : handshake->sccp_device);
    }
    const char *address = pc_handshake_client(handshake)->address;
    const char *what = judgement->service.phone ? "the phone" : "the client";
    const char *name = pc_overheard_name_at(overheard, address);
    if (name != NULL) {
        return g_strdup_printf("%s at %s (%s)", what, address, name);
    }
    return address != NULL ? g_strdup_printf("%s at %s", what, address) : g_strdup(what);
}

static bool first_of(const PcRules *rules, const PcCase *this, GPtrArray *findings)
{
    for (size_t i = 0; i < rules->n_rows; i++) {
        char *message = rules->rows[i].say(this);
        if (message != NULL) {
            g_ptr_array_add(findings, pc_finding_take(rules->rows[i].id, message));
            return true;
        }
    }
    return false;
}

static bool each_of(const PcRules *rules, const PcCase *this, GPtrArray *findings)
{
    const guint before = findings->len;
    for (size_t i = 0; i < rules->n_rows; i++) {
        char *message = rules->rows[i].say(this);
        if (message != NULL) {
            g_ptr_array_add(findings, pc_finding_take(rules->rows[i].id, message));
        }
    }
    return findings->len > before;
}

// Worst first; of the same severity in the order in which they were found.
static void sort(GPtrArray *findings)
{
    for (guint i = 1; i < findings->len; i++) {
        PcFinding *moving = g_ptr_array_index(findings, i);
        guint place = i;
        while (place > 0) {
            PcFinding *above = g_ptr_array_index(findings, place - 1);
            if (above->row->severity >= moving->row->severity) {
                break;
            }
            findings->pdata[place--] = above;
        }
        findings->pdata[place] = moving;
    }
}

void pc_diagnose(const PcDesk *desk, PcJudgement *judgement)
{
    const int wanted = desk->options->near_expiry_days;
    const int days = wanted > 0 ? wanted : NEAR_EXPIRY_DAYS;
    const PcCase this = {
        .judge = desk->judge,
        .trust = desk->trust,
        .overheard = desk->overheard,
        .judgement = judgement,
        .handshake = judgement->handshake,
        .near_expiry = (int64_t)days * SECONDS_A_DAY,
        .who = name_of_client(judgement, desk->overheard),
        .ca = judgement->identity != NULL && judgement->identity->issuer != NULL
                  ? judgement->identity->issuer
                  : "",
        .store = judgement->service.store != NULL ? judgement->service.store : "the server's store",
    };
    GPtrArray *findings = judgement->findings;
    bool explained = first_of(&pc_certificate_causes, &this, findings) ||
                     first_of(&pc_capf_causes, &this, findings) ||
                     first_of(&pc_handshake_causes, &this, findings);
    explained = each_of(&pc_explanations, &this, findings) || explained;
    if (!explained) {
        first_of(&pc_last_resorts, &this, findings);
    }
    each_of(&pc_capf_observations, &this, findings);
    each_of(&pc_talk_observations, &this, findings);
    each_of(&pc_configured_observations, &this, findings);
    each_of(&pc_observations, &this, findings);
    sort(findings);
    g_free(this.who);
}
