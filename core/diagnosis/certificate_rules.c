// SPDX-License-Identifier: GPL-2.0-or-later
// Causes that lie in the certificate, the stores and the lists: why this server refuses it, or will
// at the next attempt. Order is precedence; nothing is said of a certificate that the server took,
// but what no store can excuse.
#include "core/certificate/usage.h"
#include "core/diagnosis/case.h"
#include <openssl/x509v3.h>

static bool was_taken(const PcCase *this)
{
    return this->handshake->outcome == PC_OUTCOME_ACCEPTED && !this->is_hypothetical;
}

static bool has_verdict(const PcCase *this, PcVerdict verdict)
{
    return this->judgement->trust.verdict == verdict && !was_taken(this);
}

static bool has_reason(const PcCase *this, PcReason why)
{
    return this->judgement->trust.why == why && !was_taken(this);
}

static bool issuer_missing(const PcCase *this)
{
    return pc_case_issuer_missing(this) && !was_taken(this);
}

// The verdict's own sentence or, without a store, what the server said.
static const char *because(const PcCase *this)
{
    const PcTrustAnswer *answer = &this->judgement->trust;
    return answer->verdict == PC_VERDICT_UNCHECKED ? "the server answered unknown_ca"
                                                   : answer->reason;
}

static const char *type_word(const PcCase *this)
{
    const PcJudgement *judgement = this->judgement;
    const bool known = judgement->type == PC_TYPE_LSC || judgement->type == PC_TYPE_MIC;
    return known ? pc_type_name(judgement->type) : "certificate";
}

static char *say_malformed(const PcCase *this)
{
    if (this->judgement->trust.verdict != PC_VERDICT_MALFORMED) {
        return NULL;
    }
    return g_strdup_printf("%s sent a certificate that cannot be judged by %s: %s", this->who,
                           this->store, this->judgement->trust.reason);
}

static char *say_possession(const PcCase *this)
{
    if (this->handshake->possession != PC_POSSESSION_FAILED) {
        return NULL;
    }
    return g_strdup_printf("%s showed the %s of %s, but its CertificateVerify does not verify with "
                           "that certificate's key",
                           this->who, type_word(this), this->ca);
}

static char *say_forged(const PcCase *this)
{
    const PcJudgement *judgement = this->judgement;
    if (judgement->identity == NULL) {
        return NULL;
    }
    const PcCertificate *sent = pc_issuers_forged_ca(judgement->client);
    if (sent != NULL) {
        return g_strdup_printf("%s sent a CA certificate named %s whose key identifier is not that "
                               "of Cisco's CA of this name; %s: %s",
                               this->who, sent->subject_cn, this->store, judgement->trust.reason);
    }
    if (judgement->identity->genuine != PC_GENUINE_NO) {
        return NULL;
    }
    return g_strdup_printf("the certificate of %s names %s as its issuer, but with another key "
                           "identifier than Cisco's CA of this name; %s: %s",
                           this->who, this->ca, this->store, judgement->trust.reason);
}

static char *say_constraints(const PcCase *this)
{
    if (!has_reason(this, PC_REASON_CA_CONSTRAINTS) ||
        !pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    return g_strdup_printf("the LSC of %s cannot be accepted by %s: %s", this->who, this->store,
                           this->judgement->trust.reason);
}

// CUCM asks for keyEncipherment, too, and for a key usage at all; a server that refuses for that
// says so in the alert.
static const char *what_usage_lacks(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    const bool refused = pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_UNSUPPORTED_CERTIFICATE) ||
                         pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_BAD_CERTIFICATE);
    if (leaf == NULL || !refused || leaf->malformed) {
        return NULL;
    }
    if (!leaf->has_key_usage) {
        return "has no key usage; CUCM asks for digitalSignature and keyEncipherment";
    }
    return leaf->key_is_rsa && (leaf->key_usage & KU_KEY_ENCIPHERMENT) == 0
               ? "has a key usage without keyEncipherment, which CUCM asks for"
               : NULL;
}

// The first CA above the leaf whose extended key usage does not allow a client; NULL.
static const PcCertificate *ca_without_client_auth(const PcCase *this)
{
    const PcJudgement *judgement = this->judgement;
    return judgement->leaf != NULL
               ? pc_trust_ca_without_client(this->trust, judgement->client, judgement->leaf)
               : NULL;
}

// OpenSSL's servers apply the purpose of a TLS client to every certificate of the path, and answer
// unsupported_certificate (measured; docs/field.md).
static char *say_client_auth(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    const bool refused = pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_UNSUPPORTED_CERTIFICATE);
    if (leaf == NULL || leaf->malformed) {
        return NULL;
    }
    if (!pc_usage_allows_client(leaf) && (refused || has_reason(this, PC_REASON_KEY_USAGE))) {
        return g_strdup_printf("the certificate of %s by %s may not be a TLS client's for %s: its "
                               "extended key usage is %s, without clientAuth%s",
                               this->who, this->ca, this->store, leaf->extended_key_usage,
                               refused ? "; the server answered unsupported_certificate" : "");
    }
    const PcCertificate *ca = refused ? ca_without_client_auth(this) : NULL;
    if (ca == NULL) {
        return NULL;
    }
    return g_strdup_printf(
        "the server answered unsupported_certificate to %s, and %s above its "
        "certificate by %s has the extended key usage %s, without clientAuth: a "
        "server that checks with OpenSSL refuses all that it signed, whatever %s "
        "holds",
        this->who, ca->subject_cn != NULL ? ca->subject_cn : ca->subject, this->ca,
        ca->extended_key_usage, this->store);
}

static char *say_key_usage(const PcCase *this)
{
    if (!pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    if (has_reason(this, PC_REASON_KEY_USAGE)) {
        return g_strdup_printf("the LSC of %s by %s cannot be accepted by %s: %s", this->who,
                               this->ca, this->store, this->judgement->trust.reason);
    }
    const bool good = this->judgement->trust.verdict == PC_VERDICT_TRUSTED ||
                      this->judgement->trust.verdict == PC_VERDICT_UNCHECKED;
    const char *lacks = good ? what_usage_lacks(this) : NULL;
    if (lacks == NULL) {
        return NULL;
    }
    return g_strdup_printf("the server refused the LSC of %s by %s, which %s beside what %s holds",
                           this->who, this->ca, lacks, this->store);
}

// The policy was asked for: that a lenient server took the certificate does not answer the
// question.
static char *say_weak_policy(const PcCase *this)
{
    if (this->judgement->trust.why != PC_REASON_WEAK) {
        return NULL;
    }
    return g_strdup_printf("the %s of %s by %s would be refused by a strict server with %s: %s",
                           type_word(this), this->who, this->ca, this->store,
                           this->judgement->trust.reason);
}

static char *say_revoked(const PcCase *this)
{
    if (!has_verdict(this, PC_VERDICT_REVOKED)) {
        return NULL;
    }
    return g_strdup_printf("the %s of %s by %s is revoked: %s", type_word(this), this->who,
                           this->ca, this->judgement->trust.reason);
}

static char *say_not_yet_valid(const PcCase *this)
{
    if (!has_verdict(this, PC_VERDICT_NOT_YET_VALID)) {
        return NULL;
    }
    return g_strdup_printf("the %s of %s by %s is not valid yet for %s: %s", type_word(this),
                           this->who, this->ca, this->store, this->judgement->trust.reason);
}

// An expired certificate is expired whatever the store, so none is needed to say it.
static char *say_expired(const PcCase *this, PcType type)
{
    const PcJudgement *judgement = this->judgement;
    if (!pc_case_is(this, type, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    const char *word = pc_type_name(type);
    if (has_verdict(this, PC_VERDICT_EXPIRED)) {
        return g_strdup_printf("the %s of %s by %s has expired for %s: %s", word, this->who,
                               this->ca, this->store, judgement->trust.reason);
    }
    const bool over = judgement->leaf != NULL && judgement->trust.verdict == PC_VERDICT_UNCHECKED &&
                      judgement->leaf->not_after <= judgement->judged_at && !was_taken(this);
    if (!over) {
        return NULL;
    }
    g_autofree char *end = pc_time_text(judgement->leaf->not_after);
    return g_strdup_printf("the %s of %s by %s expired on %s; %s was not given, but no store "
                           "excuses that",
                           word, this->who, this->ca, end, this->store);
}

static char *say_lsc_expired(const PcCase *this)
{
    return say_expired(this, PC_TYPE_LSC);
}

static char *say_mic_expired(const PcCase *this)
{
    return say_expired(this, PC_TYPE_MIC);
}

static bool refuses_issuer(const PcCase *this)
{
    return issuer_missing(this) || has_verdict(this, PC_VERDICT_BAD_SIGNATURE);
}

static char *say_invalid_lsc(const PcCase *this)
{
    if (!pc_case_has_store(this, PC_STORE_CAPF) || !refuses_issuer(this) ||
        !pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    return g_strdup_printf("CAPF will call the LSC of %s by %s an 'Invalid LSC': %s", this->who,
                           this->ca, because(this));
}

// The store trusts MICs and no CAPF at all.
static bool trusts_mics_only(const PcCase *this)
{
    const char *store = this->judgement->service.store;
    const GPtrArray *cas = store != NULL ? pc_trust_certificates(this->trust, store) : NULL;
    bool mics = false;
    for (guint i = 0; cas != NULL && i < cas->len; i++) {
        const PcCertificate *ca = g_ptr_array_index(cas, i);
        if (pc_issuer_is_capf_name(ca->subject_cn)) {
            return false;
        }
        mics = mics || pc_manufacturing_ca(ca->subject_cn, ca->organisation) != NULL;
    }
    return mics;
}

static char *say_at(const PcCase *this, PcServiceId service, const char *judge)
{
    if (!pc_case_at(this, service) || this->judgement->leaf == NULL || !refuses_issuer(this)) {
        return NULL;
    }
    return g_strdup_printf("%s cannot trust the %s of %s by %s with %s: %s", judge, type_word(this),
                           this->who, this->ca, this->store, because(this));
}

static char *say_srst(const PcCase *this)
{
    return say_at(this, PC_SERVICE_SRST, "the SRST router, which goes by its own trustpoints,");
}

static char *say_provisioning(const PcCase *this)
{
    return say_at(this, PC_SERVICE_PROVISIONING, "the provisioning server");
}

static char *say_mra(const PcCase *this)
{
    return say_at(this, PC_SERVICE_SIP_MRA, "CUCM, which asks Expressway-C here,");
}

// A voice gateway shows one certificate that it made itself for all of its analog ports.
static char *say_gateway(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    const bool is_gateway =
        leaf != NULL && !leaf->malformed && pc_device_is_analog_gateway(leaf->subject_cn);
    if (!is_gateway || !pc_case_has_store(this, PC_STORE_CALLMANAGER) ||
        (!issuer_missing(this) && !has_reason(this, PC_REASON_SELF_SIGNED))) {
        return NULL;
    }
    return g_strdup_printf(
        "the analog gateway %s shows a certificate of its own, which %s must hold "
        "itself: %s",
        leaf->subject_cn, this->store, because(this));
}

static char *say_unknown_mic(const PcCase *this)
{
    if (!pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_UNKNOWN) || !issuer_missing(this)) {
        return NULL;
    }
    return g_strdup_printf("%s shows what is a MIC by its names, but of %s, a CA of Cisco's that "
                           "phonecert does not know; %s: %s",
                           this->who, this->ca, this->store, because(this));
}

static char *say_only_mics(const PcCase *this)
{
    if (!pc_case_at(this, PC_SERVICE_DOT1X) || !issuer_missing(this) || !trusts_mics_only(this) ||
        !pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT)) {
        return NULL;
    }
    return g_strdup_printf("%s shows its LSC by %s, and %s holds Cisco's manufacturing CAs but no "
                           "CAPF certificate",
                           this->who, this->ca, this->store);
}

static bool is_mic_of(const PcCase *this, const char *const *cas)
{
    return pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_ABSENT) && g_strv_contains(cas, this->ca);
}

static bool capf_takes_it(const PcCase *this)
{
    return pc_case_has_store(this, PC_STORE_CALLMANAGER) &&
           pc_trust_has_store(this->trust, PC_STORE_CAPF) &&
           pc_judge_verdict(this->judge, PC_STORE_CAPF, this->judgement) == PC_VERDICT_TRUSTED;
}

static char *say_not_in_callmanager(const PcCase *this)
{
    if (!pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_ABSENT) || !issuer_missing(this) ||
        !capf_takes_it(this)) {
        return NULL;
    }
    return g_strdup_printf("%s shows its MIC by %s, which " PC_STORE_CAPF
                           " holds and %s does not: it "
                           "needs an LSC (%s)",
                           this->who, this->ca, this->store, because(this));
}

static char *say_mic_unknown(const PcCase *this, const char *const *cas)
{
    if (pc_case_at(this, PC_SERVICE_VPN) || !issuer_missing(this) || !is_mic_of(this, cas)) {
        return NULL;
    }
    return g_strdup_printf("%s shows its MIC by %s, which %s does not hold: %s", this->who,
                           this->ca, this->store, because(this));
}

static char *say_ca3(const PcCase *this)
{
    static const char *const cas[] = {PC_CA_III, PC_CA_HIGH_ASSURANCE, NULL};
    return say_mic_unknown(this, cas);
}

static char *say_sha2(const PcCase *this)
{
    static const char *const cas[] = {PC_CA_SHA2, NULL};
    return say_mic_unknown(this, cas);
}

static char *say_mic_in_callmanager(const PcCase *this)
{
    if (!pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_ABSENT) || !issuer_missing(this) ||
        !pc_case_has_store(this, PC_STORE_CALLMANAGER)) {
        return NULL;
    }
    return g_strdup_printf("%s shows its MIC by %s, which %s does not hold: %s", this->who,
                           this->ca, this->store, because(this));
}

static char *say_dot1x(const PcCase *this)
{
    const bool lsc = pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT);
    if (!pc_case_at(this, PC_SERVICE_DOT1X) ||
        !(lsc ? refuses_issuer(this) : issuer_missing(this))) {
        return NULL;
    }
    return g_strdup_printf("the 802.1X server cannot trust the %s of %s by %s with %s: %s",
                           type_word(this), this->who, this->ca, this->store, because(this));
}

static char *say_vpn(const PcCase *this)
{
    if (!pc_case_at(this, PC_SERVICE_VPN) || !refuses_issuer(this)) {
        return NULL;
    }
    return g_strdup_printf("the VPN gateway cannot trust the %s of %s by %s with %s: %s",
                           type_word(this), this->who, this->ca, this->store, because(this));
}

// Where this cluster still knows the CAPF that signed: a store's name, "a trust list", or NULL.
static const char *known_elsewhere(const PcCase *this)
{
    const GPtrArray *names = pc_trust_stores(this->trust);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        const GPtrArray *cas = pc_trust_certificates(this->trust, name);
        for (guint k = 0; k < cas->len; k++) {
            const PcCertificate *ca = g_ptr_array_index(cas, k);
            if (g_bytes_equal(ca->subject_der, this->judgement->leaf->issuer_der)) {
                return name;
            }
        }
    }
    return pc_trust_lists_name(this->trust, this->judgement->leaf->issuer_der) ? "a trust list"
                                                                               : NULL;
}

static char *say_previous(const PcCase *this)
{
    if (!pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_CAPF) || !refuses_issuer(this)) {
        return NULL;
    }
    if (has_verdict(this, PC_VERDICT_BAD_SIGNATURE)) {
        return g_strdup_printf("%s shows an LSC by %s, and %s holds a CA of that name with another "
                               "key: the CAPF certificate was made anew",
                               this->who, this->ca, this->store);
    }
    const char *where = known_elsewhere(this);
    if (where == NULL) {
        return NULL;
    }
    return g_strdup_printf(
        "%s shows an LSC by %s, this cluster's previous CAPF (it is still in %s), "
        "which %s no longer holds: %s",
        this->who, this->ca, where, this->store, because(this));
}

static char *say_foreign(const PcCase *this)
{
    if (!pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_CAPF) || !issuer_missing(this)) {
        return NULL;
    }
    return g_strdup_printf("%s shows an LSC by %s, another cluster's CAPF: %s", this->who, this->ca,
                           because(this));
}

static char *say_external(const PcCase *this)
{
    const bool missing = issuer_missing(this) || has_reason(this, PC_REASON_ROOT_MISSING);
    if (!pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_EXTERNAL) || !missing) {
        return NULL;
    }
    return g_strdup_printf("%s shows an LSC by the enterprise CA %s: %s", this->who, this->ca,
                           because(this));
}

static char *say_root_missing(const PcCase *this)
{
    if (!has_reason(this, PC_REASON_ROOT_MISSING)) {
        return NULL;
    }
    return g_strdup_printf("the %s of %s by %s cannot be accepted: %s", type_word(this), this->who,
                           this->ca, this->judgement->trust.reason);
}

static char *say_bad_signature(const PcCase *this)
{
    if (!has_verdict(this, PC_VERDICT_BAD_SIGNATURE)) {
        return NULL;
    }
    return g_strdup_printf("the %s of %s cannot be accepted: %s", type_word(this), this->who,
                           this->judgement->trust.reason);
}

static char *say_untrusted(const PcCase *this)
{
    if (!has_verdict(this, PC_VERDICT_UNTRUSTED) && !issuer_missing(this)) {
        return NULL;
    }
    return g_strdup_printf("the %s of %s by %s cannot be accepted by %s: %s", type_word(this),
                           this->who, this->ca, this->store, because(this));
}

static const PcRule rules[] = {
    {PC_FINDING_CERTIFICATE_MALFORMED, say_malformed},
    {PC_FINDING_POSSESSION_FAILED, say_possession},
    {PC_FINDING_FORGED_CA, say_forged},
    {PC_FINDING_CAPF_CA_CONSTRAINTS, say_constraints},
    {PC_FINDING_CLIENT_AUTH_MISSING, say_client_auth},
    {PC_FINDING_LSC_KEY_USAGE, say_key_usage},
    {PC_FINDING_WEAK_SIGNATURE_POLICY, say_weak_policy},
    {PC_FINDING_NOT_YET_VALID, say_not_yet_valid},
    {PC_FINDING_LSC_EXPIRED, say_lsc_expired},
    {PC_FINDING_MIC_EXPIRED, say_mic_expired},
    {PC_FINDING_CERTIFICATE_REVOKED, say_revoked},
    {PC_FINDING_CAPF_INVALID_LSC, say_invalid_lsc},
    {PC_FINDING_SRST_UNTRUSTED, say_srst},
    {PC_FINDING_PROVISIONING_UNTRUSTED, say_provisioning},
    {PC_FINDING_TOMCAT_TRUST_MISSING, say_mra},
    {PC_FINDING_GATEWAY_CERTIFICATE_UNKNOWN, say_gateway},
    {PC_FINDING_MIC_UNKNOWN_CA, say_unknown_mic},
    {PC_FINDING_DOT1X_LSC_ONLY_MIC_TRUSTED, say_only_mics},
    {PC_FINDING_MIC_NOT_IN_CALLMANAGER, say_not_in_callmanager},
    {PC_FINDING_MIC_CA3_UNTRUSTED, say_ca3},
    {PC_FINDING_MIC_SHA2_UNTRUSTED, say_sha2},
    {PC_FINDING_DOT1X_UNTRUSTED, say_dot1x},
    {PC_FINDING_VPN_UNTRUSTED, say_vpn},
    {PC_FINDING_LSC_PREVIOUS_CAPF, say_previous},
    {PC_FINDING_LSC_FOREIGN_CLUSTER, say_foreign},
    {PC_FINDING_LSC_EXTERNAL_ROOT_MISSING, say_external},
    {PC_FINDING_MIC_NOT_IN_CALLMANAGER, say_mic_in_callmanager},
    {PC_FINDING_ROOT_MISSING, say_root_missing},
    {PC_FINDING_BAD_SIGNATURE, say_bad_signature},
    {PC_FINDING_UNTRUSTED_ISSUER, say_untrusted},
};
// Nobody refused yet: what an OpenSSL server would say of the CA is worth knowing before it does.
static char *say_ca_client_auth(const PcCase *this)
{
    const bool is_taken = this->handshake->outcome == PC_OUTCOME_ACCEPTED;
    const bool is_asked = is_taken && pc_case_is(this, PC_TYPE_LSC, PC_ISSUER_TAG_ABSENT);
    const PcCertificate *ca = is_asked ? ca_without_client_auth(this) : NULL;
    if (ca == NULL) {
        return NULL;
    }
    return g_strdup_printf(
        "%s above the LSC of %s has the extended key usage %s, without clientAuth; "
        "this server took it with %s, one that checks with OpenSSL will not",
        ca->subject_cn != NULL ? ca->subject_cn : ca->subject, this->who, ca->extended_key_usage,
        this->store);
}

static const PcRule usages[] = {{PC_FINDING_CA_CLIENT_AUTH_MISSING, say_ca_client_auth}};
const PcRules pc_usage_observations = {usages, G_N_ELEMENTS(usages)};

const PcRules pc_certificate_causes = {rules, G_N_ELEMENTS(rules)};
