// SPDX-License-Identifier: GPL-2.0-or-later
// A judgement becomes one line: the label for a column, and the summary on top of a tree or report.
#include "core/judge/judge.h"

#include "core/files/trust_list.h"

#define SEPARATOR " \302\267 " // a middle dot

// The reason in a few words; %s is the store.
static const char *const short_reasons[] = {
    [PC_REASON_NONE] = NULL,
    [PC_REASON_TRUSTED] = "by %s",
    [PC_REASON_NO_STORE] = NULL,
    [PC_REASON_ISSUER_MISSING] = "not in %s",
    [PC_REASON_ROOT_MISSING] = "root missing in %s",
    [PC_REASON_SELF_SIGNED] = "self-signed and not in %s",
    [PC_REASON_SAME_NAME_OTHER_KEY] = "%s has this name with another key",
    [PC_REASON_LEAF_EXPIRED] = NULL,
    [PC_REASON_CA_EXPIRED] = "a CA above it in %s",
    [PC_REASON_LEAF_NOT_YET_VALID] = NULL,
    [PC_REASON_CA_NOT_YET_VALID] = "a CA above it in %s",
    [PC_REASON_CA_CONSTRAINTS] = "the CA may not sign certificates",
    [PC_REASON_KEY_USAGE] = "key usage without digitalSignature",
    [PC_REASON_WEAK] = "too weak for the policy",
    [PC_REASON_REVOKED] = "by a CRL in %s",
    [PC_REASON_MALFORMED] = NULL,
    [PC_REASON_NOT_ALL_TRIED] = "%s has too many CAs of this name",
    [PC_REASON_OTHER] = NULL,
};

static void add(GString *out, const char *separator, const char *text)
{
    if (text != NULL && *text != '\0') {
        g_string_append_printf(out, "%s%s", out->len > 0 ? separator : "", text);
    }
}

// What stands where the type would, if there is none.
static const char *type_or_why_not(const PcJudgement *judgement)
{
    const char *type = pc_type_name(judgement->type);
    if (type != NULL && judgement->type != PC_TYPE_NONE) {
        return type;
    }
    switch (judgement->handshake->client_certificate) {
    case PC_CLIENT_CERTIFICATE_EMPTY:
        return "no certificate";
    case PC_CLIENT_CERTIFICATE_NOT_REQUESTED:
        return "no certificate requested";
    case PC_CLIENT_CERTIFICATE_RESUMED:
        return "resumed session";
    case PC_CLIENT_CERTIFICATE_ENCRYPTED:
        return "encrypted certificate";
    case PC_CLIENT_CERTIFICATE_TRUNCATED:
        return "truncated certificate";
    case PC_CLIENT_CERTIFICATE_PRESENTED:
        return "malformed certificate";
    case PC_CLIENT_CERTIFICATE_NOT_SEEN:
        break;
    }
    return "certificate not seen";
}

static const char *alert_name(const PcHandshake *handshake)
{
    const char *name = pc_alert_name(handshake->alert.description);
    return name != NULL ? name : "an unknown alert";
}

static char *outcome_text(const PcHandshake *handshake)
{
    if (handshake->outcome == PC_OUTCOME_REJECTED && handshake->alert.seen) {
        const char *side = pc_side_name(handshake->alert.from);
        return g_strdup_printf("%s answered %s", side != NULL ? side : "peer",
                               alert_name(handshake));
    }
    if (handshake->outcome == PC_OUTCOME_REJECTED) {
        return g_strdup(handshake->eap_failure ? "EAP-Failure" : "rejected");
    }
    if (handshake->outcome == PC_OUTCOME_INCOMPLETE && handshake->coverage != PC_COVERAGE_WHOLE) {
        return g_strdup_printf("incomplete (%s)", pc_coverage_name(handshake->coverage));
    }
    return g_strdup(pc_outcome_name(handshake->outcome));
}

static char *verdict_text(const PcJudgement *judgement)
{
    const char *verdict = pc_verdict_name(judgement->trust.verdict);
    const char *pattern = short_reasons[judgement->trust.why];
    if (verdict == NULL || pattern == NULL) {
        return g_strdup(verdict);
    }
    const char *store = judgement->service.store != NULL ? judgement->service.store : "the store";
    const bool by_list = judgement->trust.basis == PC_BASIS_TRUST_LIST;
    g_auto(GStrv) halves = g_strsplit(pattern, "%s", 2);
    g_autofree char *why = g_strjoinv(by_list ? "the trust list" : store, halves);
    return g_strdup_printf("%s: %s", verdict, why);
}

const char *pc_judgement_basis_signature(const PcJudgement *judgement)
{
    return judgement->trust.basis == PC_BASIS_TRUST_LIST
               ? pc_list_signature_name(PC_LIST_SIGNATURE_VERIFIED)
               : NULL;
}

// "Incomplete" is told when no more can come.
static bool is_open(const PcJudgement *judgement, bool goes_on)
{
    return goes_on && judgement->handshake->outcome == PC_OUTCOME_INCOMPLETE;
}

char *pc_judgement_summary(const PcJudgement *judgement, bool goes_on)
{
    g_autofree char *verdict = verdict_text(judgement);
    g_autofree char *outcome =
        is_open(judgement, goes_on) ? NULL : outcome_text(judgement->handshake);
    GString *out = g_string_new(type_or_why_not(judgement));
    if (judgement->identity != NULL) {
        add(out, SEPARATOR, judgement->identity->issuer);
    }
    add(out, SEPARATOR, verdict);
    add(out, SEPARATOR, outcome);
    return g_string_free(out, FALSE);
}

char *pc_judgement_label(const PcJudgement *judgement, bool goes_on)
{
    const PcHandshake *handshake = judgement->handshake;
    const char *type = pc_type_name(judgement->type);
    const bool rejected = handshake->outcome == PC_OUTCOME_REJECTED && handshake->alert.seen;
    GString *out = g_string_new(
        type != NULL ? type : pc_client_certificate_name(handshake->client_certificate));
    if (judgement->identity != NULL) {
        add(out, " ", judgement->identity->issuer);
    }
    add(out, " ", pc_verdict_name(judgement->trust.verdict));
    if (!is_open(judgement, goes_on)) {
        add(out, " ", rejected ? alert_name(handshake) : pc_outcome_name(handshake->outcome));
    }
    return g_string_free(out, FALSE);
}
