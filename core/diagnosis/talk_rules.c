// SPDX-License-Identifier: GPL-2.0-or-later
// What was said inside a handshake that succeeded, where it could be read: a registration that SIP
// refused, a certificate that TVS does not vouch for.
#include "core/diagnosis/case.h"
#include "core/talk/sip.h"
#include "core/talk/tvs.h"

// CUCM's words for a phone whose profile wants another security (the Warning header, RFC
// 3261, 20.43).
static bool is_mismatch(const PcHandshake *handshake)
{
    return handshake->said.sip_warning != NULL &&
           (strstr(handshake->said.sip_warning, "ecurity mismatch") != NULL ||
            strstr(handshake->said.sip_warning, "OAuth Registration port") != NULL);
}

// Challenges are no refusal, nor is the wish for a longer interval (RFC 3261, 22 and 21.4.17).
static bool is_refusal(int status)
{
    enum { FIRST_FAILURE = 400, UNAUTHORIZED = 401, PROXY_AUTHENTICATION = 407, TOO_BRIEF = 423 };
    return status >= FIRST_FAILURE && status != UNAUTHORIZED && status != PROXY_AUTHENTICATION &&
           status != TOO_BRIEF;
}

static char *say_registration_refused(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (!is_refusal(handshake->said.sip_status) || is_mismatch(handshake)) {
        return NULL;
    }
    const char *device =
        handshake->said.sip_device != NULL ? handshake->said.sip_device : this->who;
    const char *warning = handshake->said.sip_warning;
    return g_strdup_printf(
        "TLS is not at fault: the server accepted the handshake%s%s and answered "
        "the REGISTER of %s with %d%s%s",
        *this->ca != '\0' ? " with the certificate by " : "", this->ca, device,
        handshake->said.sip_status, warning != NULL ? ": " : "", warning != NULL ? warning : "");
}

// The first question that was answered with anything but "good".
static const PcTvsQuery *refused_query(const PcTvsSession *tvs)
{
    for (guint i = 0; tvs != NULL && i < tvs->queries->len; i++) {
        const PcTvsQuery *query = g_ptr_array_index(tvs->queries, i);
        if (query->answered && query->status > 0) {
            return query;
        }
    }
    return NULL;
}

static char *say_tvs_refused(const PcCase *this)
{
    const PcTvsQuery *query = refused_query(this->handshake->said.tvs);
    if (query == NULL) {
        return NULL;
    }
    g_autofree char *subject = pc_tvs_query_subject(query);
    return g_strdup_printf(
        "TVS answered %s with status %d about the certificate of %s: it does not "
        "vouch for it",
        query->device != NULL ? query->device : this->who, query->status,
        subject != NULL ? subject : "a server");
}

static const PcRule observations[] = {
    {PC_FINDING_REGISTRATION_REFUSED, say_registration_refused},
    {PC_FINDING_TVS_REFUSED, say_tvs_refused},
};
const PcRules pc_talk_observations = {observations, G_N_ELEMENTS(observations)};
