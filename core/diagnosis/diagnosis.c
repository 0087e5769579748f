// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the tables of rules over a judgement and puts the findings in order. At most one cause is
// told; what merely follows from it is not.
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/case.h"
#include "core/talk/capf.h"

enum { NEAR_EXPIRY_DAYS = 90, SECONDS_A_DAY = 24 * 60 * 60 };

static char *name_of_client(const PcJudgement *judgement, const PcHearsay *hearsay)
{
    if (judgement->identity != NULL && judgement->identity->device != NULL) {
        return g_strdup(judgement->identity->device);
    }
    const PcHandshake *handshake = judgement->handshake;
    if (handshake->said.capf != NULL && handshake->said.capf->device != NULL) {
        return g_strdup(handshake->said.capf->device);
    }
    if (handshake->said.sip_device != NULL || handshake->said.sccp_device != NULL) {
        return g_strdup(handshake->said.sip_device != NULL ? handshake->said.sip_device
                                                           : handshake->said.sccp_device);
    }
    const char *address = pc_handshake_client(handshake)->address;
    const bool is_phone =
        judgement->service.phone && pc_judgement_whom(judgement).holder == PC_HOLDER_PHONE;
    const char *what = is_phone ? "the phone" : "the client";
    const char *name = pc_hearsay_name_at(hearsay, address);
    if (name != NULL) {
        return g_strdup_printf("%s at %s (%s)", what, address, name);
    }
    return address != NULL ? g_strdup_printf("%s at %s", what, address) : g_strdup(what);
}

// Adds what a rule says; false if it does not apply.
static bool apply(const PcRules *rules, size_t row, const PcCase *this, GPtrArray *findings)
{
    const PcFindingId id = rules->rows[row].id;
    char *message = rules->rows[row].say(this);
    if (message == NULL) {
        return false;
    }
    PcFinding *finding = pc_finding_take(id, message);
    finding->frame = pc_case_evidence(this, id, rules == &pc_certificate_causes);
    finding->whom = pc_judgement_whom(this->judgement);
    g_ptr_array_add(findings, finding);
    return true;
}

static bool first_of(const PcRules *rules, const PcCase *this, GPtrArray *findings)
{
    for (size_t i = 0; i < rules->n_rows; i++) {
        if (apply(rules, i, this, findings)) {
            return true;
        }
    }
    return false;
}

static bool each_of(const PcRules *rules, const PcCase *this, GPtrArray *findings)
{
    const guint before = findings->len;
    for (size_t i = 0; i < rules->n_rows; i++) {
        apply(rules, i, this, findings);
    }
    return findings->len > before;
}

// Worst first; of the same severity in the order in which they were found (the sort is stable).
static gint by_severity(gconstpointer a, gconstpointer b)
{
    const PcFinding *one = *(const PcFinding *const *)a, *other = *(const PcFinding *const *)b;
    return (gint)other->row->severity - (gint)one->row->severity;
}

PcFindingId pc_diagnose_expiry(PcType type, const PcCertificate *leaf, int64_t at, int near_days)
{
    static const PcFindingId ids[][2] = {
        [PC_TYPE_LSC] = {PC_FINDING_LSC_EXPIRES_SOON, PC_FINDING_LSC_EXPIRED},
        [PC_TYPE_MIC] = {PC_FINDING_MIC_EXPIRES_SOON, PC_FINDING_MIC_EXPIRED},
    };
    const int64_t near = (int64_t)(near_days > 0 ? near_days : NEAR_EXPIRY_DAYS) * SECONDS_A_DAY;
    const bool is_over = leaf->not_after <= at;
    return leaf->malformed || !leaf->has_validity || (type != PC_TYPE_LSC && type != PC_TYPE_MIC) ||
                   leaf->not_after - at > near
               ? PC_N_FINDINGS
               : ids[type][is_over ? 1 : 0];
}

void pc_diagnose(PcJudge *judge, const PcHearsay *hearsay, PcJudgement *judgement)
{
    const int wanted = pc_judge_options(judge)->near_expiry_days;
    const int days = wanted > 0 ? wanted : NEAR_EXPIRY_DAYS;
    const PcCase this = {
        .judge = judge,
        .trust = pc_judge_trust(judge),
        .hearsay = hearsay,
        .judgement = judgement,
        .handshake = judgement->handshake,
        .is_hypothetical = judgement->is_hypothetical,
        .near_expiry = (int64_t)days * SECONDS_A_DAY,
        .who = name_of_client(judgement, hearsay),
        .ca = judgement->identity != NULL && judgement->identity->issuer != NULL
                  ? judgement->identity->issuer
                  : "",
        .store = judgement->service.store != NULL ? judgement->service.store : "the server's store",
    };
    GPtrArray *findings = judgement->findings;
    bool explained = first_of(&pc_certificate_causes, &this, findings) ||
                     first_of(&pc_capf_causes, &this, findings) ||
                     first_of(&pc_handshake_causes, &this, findings) ||
                     first_of(&pc_refusals, &this, findings);
    explained = each_of(&pc_explanations, &this, findings) || explained;
    if (!explained && !first_of(&pc_client_last_resorts, &this, findings)) {
        first_of(&pc_last_resorts, &this, findings);
    }
    each_of(&pc_capf_observations, &this, findings);
    each_of(&pc_talk_observations, &this, findings);
    each_of(&pc_configured_observations, &this, findings);
    each_of(&pc_usage_observations, &this, findings);
    each_of(&pc_observations, &this, findings);
    g_ptr_array_sort(findings, by_severity);
    g_free(this.who);
}

// Verdicts are remembered, so OpenSSL's view of the leaves is seldom asked for again. Those of CAs
// that came along are, with the next phone's.
static void drop_x509s(const PcJudgement *judgement)
{
    if (judgement->leaf != NULL) {
        pc_certificate_drop_x509(judgement->leaf);
    }
    for (guint i = 0; i < judgement->server->len; i++) {
        pc_certificate_drop_x509(g_ptr_array_index(judgement->server, i));
    }
}

PcJudgement *pc_judge_with(PcJudge *judge, PcHandshake *handshake, const PcHearsay *hearsay)
{
    PcJudgement *judgement = pc_judge_weigh(judge, handshake, hearsay);
    pc_diagnose(judge, hearsay, judgement);
    drop_x509s(judgement);
    return judgement;
}

PcJudgement *pc_judge(PcJudge *judge, PcHandshake *handshake)
{
    return pc_judge_with(judge, handshake, NULL);
}
