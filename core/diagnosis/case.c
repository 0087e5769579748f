// SPDX-License-Identifier: GPL-2.0-or-later
// What several rules ask of a case.
#include "core/diagnosis/case.h"
#include "core/talk/capf.h"

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
    return alert->seen && alert->level != PC_ALERT_WARNING && alert->description == description &&
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
    const PcTrustAnswer *answer = &this->judgement->trust;
    if (answer->verdict == PC_VERDICT_UNCHECKED) {
        return pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_UNKNOWN_CA);
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

char *pc_case_capf_mode(const PcCase *this)
{
    const PcFetched *configured = this->judgement->configured;
    const int mode = configured != NULL ? configured->config->capf_auth_mode : -1;
    const char *name = mode >= 0 ? pc_capf_auth_type_name((unsigned)mode) : NULL;
    if (mode < 0) {
        return g_strdup("");
    }
    const char *hash = configured->config->cert_hash;
    return g_strdup_printf(
        "; its configuration (frame %" G_GUINT64_FORMAT ") asks for capfAuthMode %d%s%s%s%s",
        configured->frame, mode, name != NULL ? " (" : "", name != NULL ? name : "",
        name != NULL ? ")" : "",
        hash != NULL && *hash == '\0' ? " and says that CUCM knows no certificate of it" : "");
}
