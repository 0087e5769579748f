// SPDX-License-Identifier: GPL-2.0-or-later
// What a phone did, held against the configuration that it fetched in the same capture: whether it
// was to have an LSC, and how secure its registration was to be.
#include "core/diagnosis/case.h"
#include "core/talk/capf.h"

#define NANOSECONDS INT64_C(1000000000)

// A configuration may be made anew while the phone restarts; an LSC older than this before it was
// there when it was made.
enum { SECONDS_TO_RESTART = 60 * 60 };

// The hash of the certificate that CUCM knows of the phone; NULL where the file does not speak of
// it.
static const char *known_hash(const PcCase *this)
{
    const PcFetched *configured = this->judgement->configured;
    const bool speaks = configured != NULL && !pc_case_at(this, PC_SERVICE_CAPF) &&
                        this->judgement->leaf != NULL && !this->judgement->leaf->malformed;
    return speaks ? configured->config->cert_hash : NULL;
}

// Whether the hash in the file is that of the certificate shown, an MD5 over its DER; false where
// it is not written as 32 digits, which tells nothing.
static bool is_other_certificate(const char *hash, const PcCertificate *leaf)
{
    enum { MD5_DIGITS = 32 };
    g_autoptr(GString) digits = g_string_new(NULL);
    for (const char *at = hash; *at != '\0'; at++) {
        if (g_ascii_isxdigit(*at)) {
            g_string_append_c(digits, *at);
        } else if (*at != ':' && *at != ' ') {
            return false;
        }
    }
    if (digits->len != MD5_DIGITS) {
        return false;
    }
    g_autofree char *shown = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, leaf->der);
    return g_ascii_strcasecmp(digits->str, shown) != 0;
}

// Jabber, and any phone over Wi-Fi, does not show an LSC to a RADIUS server; what it shows there is
// chosen on it.
static bool chooses_itself(const PcCase *this)
{
    const PcIdentity *identity = this->judgement->identity;
    return (pc_case_at(this, PC_SERVICE_DOT1X) && this->judgement->medium != PC_MEDIUM_WIRED) ||
           (identity != NULL && pc_device_is_softphone(identity->device));
}

static char *say_not_shown(const PcCase *this)
{
    const char *hash = known_hash(this);
    if (hash == NULL || !this->judgement->service.phone || chooses_itself(this) ||
        !is_other_certificate(hash, this->judgement->leaf) ||
        !pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    return g_strdup_printf("%s shows its MIC by %s to %s, but its configuration (%s in frame "
                           "%" G_GUINT64_FORMAT
                           ") has the hash of another certificate: CUCM thinks "
                           "that it has an LSC, or another MIC",
                           this->who, this->ca, this->store, this->judgement->configured->name,
                           this->judgement->configured->frame);
}

static bool was_installed_since(const PcCase *this)
{
    return this->judgement->leaf->not_before >=
           this->judgement->configured->time / NANOSECONDS - SECONDS_TO_RESTART;
}

static char *say_hash_differs(const PcCase *this)
{
    const char *hash = known_hash(this);
    if (hash == NULL || chooses_itself(this) ||
        !is_other_certificate(hash, this->judgement->leaf) || was_installed_since(this) ||
        !pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    return g_strdup_printf("%s shows an LSC by %s to %s, and its configuration (%s in frame "
                           "%" G_GUINT64_FORMAT ") has the hash of another certificate: CUCM does "
                           "not know this one",
                           this->who, this->ca, this->store, this->judgement->configured->name,
                           this->judgement->configured->frame);
}

static char *say_not_recorded(const PcCase *this)
{
    const char *hash = known_hash(this);
    if (hash == NULL || *hash != '\0' || !pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    const PcFetched *configured = this->judgement->configured;
    if (was_installed_since(this)) {
        return NULL;
    }
    return g_strdup_printf("%s shows an LSC by %s to %s, but its configuration (%s in frame "
                           "%" G_GUINT64_FORMAT
                           ") has no hash: CUCM knows of no certificate on this phone",
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
    {PC_FINDING_CERT_HASH_DIFFERS, say_hash_differs},
    {PC_FINDING_LSC_NOT_RECORDED, say_not_recorded},
    {PC_FINDING_SECURE_PROFILE_NOT_USED, say_not_encrypted},
};
const PcRules pc_configured_observations = {observations, G_N_ELEMENTS(observations)};
