// SPDX-License-Identifier: GPL-2.0-or-later
// What a phone did, held against the configuration that it fetched in the same capture: whether it
// was to have an LSC, and how secure its registration was to be.
#include "core/diagnosis/case.h"
#include "core/talk/capf.h"

#define NANOSECONDS INT64_C(1000000000)

// A configuration may be made anew while the phone restarts; an LSC older than this before it was
// there when it was made.
enum { SECONDS_TO_RESTART = 60 * 60 };

// The hash of the LSC that the configuration names; NULL where it does not speak of it.
static const char *hash_of_lsc(const PcCase *this)
{
    const PcFetched *configured = this->judgement->configured;
    const bool speaks =
        configured != NULL && !pc_case_at(this, PC_SERVICE_CAPF) && this->judgement->leaf != NULL;
    return speaks ? configured->config->cert_hash : NULL;
}

static char *say_not_shown(const PcCase *this)
{
    const char *hash = hash_of_lsc(this);
    if (hash == NULL || *hash == '\0' || !this->judgement->service.phone ||
        !pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    return g_strdup_printf("%s shows its MIC by %s to %s, but its configuration (%s in frame "
                           "%" G_GUINT64_FORMAT ") says that it has an LSC",
                           this->who, this->ca, this->store, this->judgement->configured->name,
                           this->judgement->configured->frame);
}

static char *say_not_recorded(const PcCase *this)
{
    const char *hash = hash_of_lsc(this);
    if (hash == NULL || *hash != '\0' || !pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    const PcFetched *configured = this->judgement->configured;
    if (this->judgement->leaf->not_before >= configured->time / NANOSECONDS - SECONDS_TO_RESTART) {
        return NULL; // it may have been installed since
    }
    return g_strdup_printf("%s shows an LSC by %s to %s, but its configuration (%s in frame "
                           "%" G_GUINT64_FORMAT ") says that it has none: CUCM did not install it",
                           this->who, this->ca, this->store, configured->name, configured->frame);
}

static char *say_not_encrypted(const PcCase *this)
{
    enum { ENCRYPTED = 3 };
    const PcFetched *configured = this->judgement->configured;
    const char *cipher = pc_cipher_suite_name(this->handshake->cipher);
    if (configured == NULL || configured->config->device_security_mode != ENCRYPTED ||
        !pc_service_is_signalling(this->judgement->service.name) ||
        this->handshake->outcome != PC_OUTCOME_ACCEPTED || this->handshake->cipher == 0 ||
        cipher == NULL || strstr(cipher, "_NULL_") == NULL) {
        return NULL;
    }
    return g_strdup_printf("%s (certificate by %s, judged by %s) is configured to be encrypted (%s "
                           "in frame %" G_GUINT64_FORMAT "), but %s encrypts nothing",
                           this->who, this->ca, this->store, configured->name, configured->frame,
                           cipher);
}

static const PcRule observations[] = {
    {PC_FINDING_LSC_NOT_SHOWN, say_not_shown},
    {PC_FINDING_LSC_NOT_RECORDED, say_not_recorded},
    {PC_FINDING_SECURE_PROFILE_NOT_USED, say_not_encrypted},
};
const PcRules pc_configured_observations = {observations, G_N_ELEMENTS(observations)};
