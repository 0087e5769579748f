// SPDX-License-Identifier: GPL-2.0-or-later
// Causes that lie in a CAPF conversation that could be read: an LSC that CAPF does not know, an
// authentication that failed; and what was done: an LSC installed or deleted.
#include "core/diagnosis/case.h"
#include "core/talk/capf.h"

// The certificate with which the phone proved itself; NULL where there is none.
static GBytes *offered(const PcCapfSession *capf)
{
    const PcCapfCertificate *found = pc_capf_session_certificate(capf, PC_CAPF_CERTIFICATE_OFFERED);
    return found != NULL ? found->der : NULL;
}

static bool was_refused(const PcCapfSession *capf)
{
    return capf->result == PC_CAPF_RESULT_REFUSED || capf->result == PC_CAPF_RESULT_ABORTED;
}

// CAPF says no more than that it has nothing to do, or hangs up; what its store holds tells why.
static bool ended_without(const PcCapfSession *capf)
{
    return !capf->damaged && capf->end_frame != 0 &&
           (capf->result == PC_CAPF_RESULT_NO_ACTION || capf->result == PC_CAPF_RESULT_INCOMPLETE);
}

static bool is_held_against(PcVerdict verdict)
{
    return verdict != PC_VERDICT_TRUSTED && verdict != PC_VERDICT_UNCHECKED &&
           verdict != PC_VERDICT_ABSENT;
}

static char *say_invalid_lsc(const PcCase *this)
{
    const PcCapfSession *capf = this->handshake->said.capf;
    GBytes *der = capf != NULL ? offered(capf) : NULL;
    if (der == NULL) {
        return NULL;
    }
    g_auto(PcOpinion) opinion = {0};
    pc_judge_opinion(this->judge, der, PC_STORE_CAPF, this->judgement->judged_at, &opinion);
    const bool refused =
        was_refused(capf) || (ended_without(capf) && is_held_against(opinion.answer.verdict));
    if (opinion.identity->type != PC_TYPE_LSC || !refused) {
        return NULL;
    }
    g_autofree char *mode = pc_case_capf_mode(this);
    return g_strdup_printf("CAPF refused %s, which proved itself with its LSC by %s (an 'Invalid "
                           "LSC' for %s): %s%s",
                           this->who, opinion.identity->issuer, PC_STORE_CAPF,
                           opinion.answer.reason, mode);
}

static char *say_auth_failed(const PcCase *this)
{
    const PcCapfSession *capf = this->handshake->said.capf;
    if (capf == NULL || !was_refused(capf)) {
        return NULL;
    }
    const char *way = pc_capf_authentication_name(capf->authentication);
    const char *reason = capf->reason >= 0 ? pc_capf_reason_name((unsigned)capf->reason) : NULL;
    g_autofree char *mode = pc_case_capf_mode(this);
    return g_strdup_printf("CAPF refused %s, which proved itself by %s%s%s%s", this->who,
                           way != NULL ? way : "nothing that could be read",
                           reason != NULL ? "; its reason: " : "", reason != NULL ? reason : "",
                           mode);
}

static const PcRule causes[] = {
    {PC_FINDING_CAPF_INVALID_LSC, say_invalid_lsc},
    {PC_FINDING_CAPF_AUTH_FAILED, say_auth_failed},
};
const PcRules pc_capf_causes = {causes, G_N_ELEMENTS(causes)};

static char *say_installed(const PcCase *this)
{
    const PcCapfSession *capf = this->handshake->said.capf;
    const PcCapfCertificate *issued =
        capf != NULL ? pc_capf_session_certificate(capf, PC_CAPF_CERTIFICATE_ISSUED) : NULL;
    if (issued == NULL || capf->result != PC_CAPF_RESULT_DONE) {
        return NULL;
    }
    g_auto(PcOpinion) opinion = {0};
    pc_judge_opinion(this->judge, issued->der, NULL, this->judgement->judged_at, &opinion);
    const char *issuer = opinion.identity->issuer;
    return g_strdup_printf("%s got its LSC by %s from CAPF in frame %" G_GUINT64_FORMAT, this->who,
                           issuer != NULL ? issuer : "an unreadable CA", issued->frame);
}

static char *say_deleted(const PcCase *this)
{
    const PcCapfSession *capf = this->handshake->said.capf;
    if (capf == NULL || capf->operation != PC_CAPF_OPERATION_DELETE ||
        capf->result != PC_CAPF_RESULT_DONE) {
        return NULL;
    }
    return g_strdup_printf("CAPF deleted the LSC of %s", this->who);
}

static const PcRule observations[] = {
    {PC_FINDING_LSC_INSTALLED, say_installed},
    {PC_FINDING_LSC_DELETED, say_deleted},
};
const PcRules pc_capf_observations = {observations, G_N_ELEMENTS(observations)};
