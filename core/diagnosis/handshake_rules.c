// SPDX-License-Identifier: GPL-2.0-or-later
// Causes and explanations that lie in the course of the handshake: no certificate, no version or
// cipher in common, a server that disagrees with the store, one that hangs up, a clock that is off.
#include "core/diagnosis/case.h"

// Alerts (RFC 8446, 6) that speak of a certificate or of what was offered.
enum { TLS_1_0 = 0x0301, DTLS_1_0 = 0xfeff };

// A moment before which no phone had a certificate: 2000-01-01.
#define FIRST_PLAUSIBLE INT64_C(946684800)

static bool ended(const PcCase *this)
{
    return this->handshake->outcome == PC_OUTCOME_RESET ||
           this->handshake->outcome == PC_OUTCOME_CLOSED;
}

static bool is_whole(const PcCase *this)
{
    return this->handshake->coverage == PC_COVERAGE_WHOLE;
}

static bool is_over(const PcCertificate *certificate, int64_t at)
{
    return certificate != NULL && pc_certificate_has_ended(certificate, at);
}

static bool is_early(const PcCertificate *certificate, int64_t at)
{
    return certificate != NULL && certificate->has_validity && certificate->not_before > at;
}

static bool is_in_time(const PcCertificate *certificate, int64_t at)
{
    return certificate != NULL && certificate->has_validity && !is_over(certificate, at) &&
           !is_early(certificate, at);
}

static char *say_no_certificate(const PcCase *this)
{
    const bool failed = pc_case_refused_by_server(this) || (ended(this) && is_whole(this));
    if (this->handshake->client_certificate != PC_CLIENT_CERTIFICATE_EMPTY || !failed) {
        return NULL;
    }
    const char *alert =
        this->handshake->alert.seen ? pc_alert_name(this->handshake->alert.description) : NULL;
    return g_strdup_printf(
        "%s was asked for a certificate that %s accepts and sent none; the server "
        "ended the handshake%s%s",
        this->who, this->store, alert != NULL ? " with " : "", alert != NULL ? alert : "");
}

static bool offers_only_tls10(const PcHandshake *handshake)
{
    const uint16_t version = handshake->client_version;
    return version == DTLS_1_0 || (version != 0 && version <= TLS_1_0);
}

static bool before_server_hello(const PcHandshake *handshake)
{
    return handshake->frames.client_hello != 0 && handshake->frames.server_hello == 0;
}

static char *say_version(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    const char *offered = pc_tls_version_name(handshake->client_version);
    if (pc_case_alert(this, PC_SIDE_UNKNOWN, PC_ALERT_PROTOCOL_VERSION)) {
        return g_strdup_printf("%s offers at most %s, and the %s answered protocol_version",
                               this->who, offered != NULL ? offered : "an unknown version",
                               handshake->alert.from == PC_SIDE_CLIENT ? "phone" : "server");
    }
    const bool refused = pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_HANDSHAKE_FAILURE) ||
                         (ended(this) && is_whole(this));
    if (!refused || !before_server_hello(handshake) || !offers_only_tls10(handshake)) {
        return NULL;
    }
    return g_strdup_printf("%s offers at most %s, and the server ended the connection without a "
                           "ServerHello",
                           this->who, offered != NULL ? offered : "TLS 1.0");
}

static char *say_cipher(const PcCase *this)
{
    const bool failure = pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_HANDSHAKE_FAILURE) ||
                         pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_INSUFFICIENT_SECURITY);
    // Where something is missing, a ServerHello may be among it.
    if (!failure || !before_server_hello(this->handshake) || !is_whole(this)) {
        return NULL;
    }
    return g_strdup_printf("the server answered the first message of %s with %s: it takes none of "
                           "the cipher suites offered",
                           this->who, pc_alert_name(this->handshake->alert.description));
}

static bool refuses_certificate(const PcCase *this, PcSide side)
{
    return pc_case_alert(this, side, PC_ALERT_UNKNOWN_CA) ||
           pc_case_alert(this, side, PC_ALERT_BAD_CERTIFICATE) ||
           pc_case_alert(this, side, PC_ALERT_CERTIFICATE_UNKNOWN) ||
           pc_case_alert(this, side, PC_ALERT_CERTIFICATE_REVOKED);
}

// CUCM's answer to a REGISTER, where it can be read.
static char *say_mismatch_403(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (handshake->said.sip_status != 403 || handshake->said.sip_warning == NULL ||
        strstr(handshake->said.sip_warning, "ecurity mismatch") == NULL) {
        return NULL;
    }
    return g_strdup_printf("CUCM answered the REGISTER of %s (certificate by %s) with 403: %s",
                           handshake->said.sip_device != NULL ? handshake->said.sip_device
                                                              : this->who,
                           *this->ca != '\0' ? this->ca : "nobody", handshake->said.sip_warning);
}

static char *say_oauth_mismatch(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (handshake->said.sip_status != 403 || handshake->said.sip_warning == NULL ||
        strstr(handshake->said.sip_warning, "OAuth Registration port") == NULL) {
        return NULL;
    }
    return g_strdup_printf("CUCM answered the REGISTER of %s on port %d with 403: %s",
                           handshake->said.sip_device != NULL ? handshake->said.sip_device
                                                              : this->who,
                           pc_handshake_server(handshake)->port, handshake->said.sip_warning);
}

static const PcRule causes[] = {
    {PC_FINDING_SECURITY_MISMATCH_403, say_mismatch_403},
    {PC_FINDING_OAUTH_PORT_MISMATCH, say_oauth_mismatch},
    {PC_FINDING_NO_CERTIFICATE, say_no_certificate},
    {PC_FINDING_TLS_VERSION_REFUSED, say_version},
    {PC_FINDING_CIPHER_REFUSED, say_cipher},
};
const PcRules pc_handshake_causes = {causes, G_N_ELEMENTS(causes)};

static char *say_disagrees_refused(const PcCase *this)
{
    if (this->is_hypothetical || this->judgement->trust.verdict != PC_VERDICT_TRUSTED ||
        this->judgement->trust.basis != PC_BASIS_STORE || this->judgement->leaf == NULL ||
        !refuses_certificate(this, PC_SIDE_SERVER)) {
        return NULL;
    }
    // SRST routers and CUBEs listen at the same ports and go by trustpoints of their own.
    const bool may_be_router = this->judgement->service.basis == PC_SERVICE_BY_PORT &&
                               pc_service_is_signalling(this->judgement->service.name);
    const PcEndpoint *server = pc_handshake_server(this->handshake);
    g_autofree char *router =
        may_be_router
            ? g_strdup_printf(
                  "; if %s is an SRST router or a CUBE, its own trustpoints judge, not %s "
                  "(then say --service %s:%d=SRST)",
                  server->address, this->store, server->address, server->port)
            : g_strdup("");
    return g_strdup_printf("%s as it was given trusts the certificate of %s (%s), but the server "
                           "answered %s%s",
                           this->store, this->who, this->judgement->trust.reason,
                           pc_alert_name(this->handshake->alert.description), router);
}

static bool is_held_against(PcVerdict verdict)
{
    return verdict == PC_VERDICT_UNTRUSTED || verdict == PC_VERDICT_BAD_SIGNATURE ||
           verdict == PC_VERDICT_EXPIRED || verdict == PC_VERDICT_REVOKED;
}

static char *say_disagrees_accepted(const PcCase *this)
{
    const PcTrustAnswer *answer = &this->judgement->trust;
    if (this->is_hypothetical || this->handshake->outcome != PC_OUTCOME_ACCEPTED ||
        answer->basis != PC_BASIS_STORE || answer->why == PC_REASON_WEAK ||
        !is_held_against(answer->verdict)) {
        return NULL;
    }
    return g_strdup_printf(
        "the server took the certificate of %s by %s although %s as it was given "
        "does not: %s",
        this->who, this->ca, this->store, answer->reason);
}

// Both ends' certificates out of their time in the same direction: then it is the clock.
static bool both_out_of_time(const PcCase *this, int64_t at)
{
    const PcCertificate *server = pc_case_server_leaf(this), *client = this->judgement->leaf;
    return (is_over(server, at) && is_over(client, at)) ||
           (is_early(server, at) && is_early(client, at));
}

static char *say_clock(const PcCase *this)
{
    const PcJudgement *judgement = this->judgement;
    const int64_t at = judgement->judged_at;
    g_autofree char *when = pc_time_text(at);
    if (this->is_hypothetical) {
        return NULL;
    }
    if (judgement->trust.verdict == PC_VERDICT_NOT_YET_VALID &&
        this->handshake->outcome == PC_OUTCOME_ACCEPTED) {
        return g_strdup_printf("the server took the certificate of %s by %s, which by the time %s "
                               "is not valid yet",
                               this->who, this->ca, when);
    }
    if (pc_case_alert(this, PC_SIDE_SERVER, PC_ALERT_CERTIFICATE_EXPIRED) &&
        is_in_time(judgement->leaf, at) && judgement->trust.verdict != PC_VERDICT_EXPIRED &&
        judgement->trust.verdict != PC_VERDICT_NOT_YET_VALID) {
        return g_strdup_printf(
            "the server answered certificate_expired to %s, whose certificate by "
            "%s is valid at %s",
            this->who, this->ca, when);
    }
    if (both_out_of_time(this, at)) {
        return g_strdup_printf("at %s both the certificate of %s and the server's are out of their "
                               "time",
                               when, this->who);
    }
    if (at < FIRST_PLAUSIBLE && is_early(judgement->leaf, at)) {
        return g_strdup_printf("the capture says %s, long before the certificate of %s", when,
                               this->who);
    }
    return NULL;
}

static bool verdict_is_fine(const PcCase *this)
{
    return this->judgement->trust.verdict == PC_VERDICT_TRUSTED ||
           this->judgement->trust.verdict == PC_VERDICT_UNCHECKED;
}

static char *say_name_mismatch(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (!handshake->closed_after_handshake || !is_whole(this) ||
        handshake->client_certificate != PC_CLIENT_CERTIFICATE_PRESENTED ||
        !pc_case_has_store(this, PC_STORE_CALLMANAGER) || !verdict_is_fine(this)) {
        return NULL;
    }
    return g_strdup_printf("the server finished the handshake with %s (certificate by %s, good for "
                           "%s) and hung up without a word: the name may not be the one it expects",
                           this->who, this->ca, this->store);
}

static char *say_capf_ended(const PcCase *this)
{
    if (!this->handshake->closed_after_handshake || !is_whole(this) ||
        !pc_case_at(this, PC_SERVICE_CAPF)) {
        return NULL;
    }
    g_autofree char *mode = pc_case_capf_mode(this);
    return g_strdup_printf("CAPF set up TLS with %s and hung up before any data%s", this->who,
                           mode);
}

static char *say_timeout(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (!handshake->certificate_requested || handshake->frames.server_hello_done == 0 ||
        handshake->client_certificate != PC_CLIENT_CERTIFICATE_NOT_SEEN || !ended(this) ||
        !is_whole(this)) {
        return NULL;
    }
    return g_strdup_printf("%s was asked for its certificate and said nothing until the connection "
                           "ended",
                           this->who);
}

static char *say_server_expired(const PcCase *this)
{
    const PcCertificate *leaf = pc_case_server_leaf(this);
    if (!is_over(leaf, this->judgement->judged_at)) {
        return NULL;
    }
    g_autofree char *end = pc_time_text(leaf->not_after);
    return g_strdup_printf("the certificate of the server %s that %s was shown expired on %s",
                           leaf->subject_cn != NULL ? leaf->subject_cn : leaf->subject, this->who,
                           end);
}

static char *say_server_not_listed(const PcCase *this)
{
    if (!pc_case_of_cluster(this) || pc_case_listed(this) != PC_LISTED_NO) {
        return NULL;
    }
    const PcCertificate *leaf = pc_case_server_leaf(this);
    return g_strdup_printf("the certificate of the server %s is not in the trust list of %s",
                           leaf->subject_cn != NULL ? leaf->subject_cn : leaf->subject, this->who);
}

// ---- silence in 802.1X --------------------------------------------------------------------------

static char *say_radius_silent(const PcCase *this)
{
    enum { LARGE = 1400 };
    const PcEapSilence *silence = &this->handshake->eap_silence;
    if (silence->n_unanswered == 0 || silence->silent != PC_SIDE_SERVER ||
        silence->n_fragments > 0) {
        return NULL;
    }
    const char *before =
        !silence->was_answered  ? "it has answered nothing before either: down, unreachable, a "
                                  "client that it does not know, or another shared secret"
        : silence->len >= LARGE ? "smaller requests were answered before, this one does not fit "
                                  "into a frame: the path may lose large packets (MTU)"
                                : "it had answered before";
    return g_strdup_printf("the RADIUS server did not answer an Access-Request of %zu bytes that "
                           "was sent %u times from frame %" G_GUINT64_FORMAT " on; %s",
                           silence->len, silence->n_unanswered, silence->frame, before);
}

static char *say_radius_ignored(const PcCase *this)
{
    const PcEapSilence *silence = &this->handshake->eap_silence;
    return silence->n_ignored == 0 || silence->n_unanswered > 0 || silence->n_fragments > 0
               ? NULL
               : g_strdup_printf("the RADIUS server answered the Access-Request of frame "
                                 "%" G_GUINT64_FORMAT ", but it was sent again %u times after "
                                 "that, and the conversation ends: the answer did not come to "
                                 "who asked, or was dropped there",
                                 silence->frame, silence->n_ignored);
}

static char *say_fragments_lost(const PcCase *this)
{
    const PcEapSilence *silence = &this->handshake->eap_silence;
    return silence->n_fragments == 0
               ? NULL
               : g_strdup_printf("of a RADIUS packet of %zu bytes only the first IP fragment is "
                                 "there, %u times from frame %" G_GUINT64_FORMAT " on, and the "
                                 "conversation ends: fragments are lost on the path, or were not "
                                 "captured",
                                 silence->len, silence->n_fragments, silence->frame);
}

static char *say_phone_silent(const PcCase *this)
{
    const PcEapSilence *silence = &this->handshake->eap_silence;
    if (silence->n_unanswered == 0 || silence->silent != PC_SIDE_CLIENT) {
        return NULL;
    }
    const char *when = silence->in_tls         ? "in the middle of the TLS handshake"
                       : silence->was_answered ? "before TLS began"
                                               : "from the first one on";
    return g_strdup_printf("%s does not answer the EAP Request of frame %" G_GUINT64_FORMAT
                           ", which was sent %u times, %s",
                           this->who, silence->frame, silence->n_unanswered, when);
}

static char *say_limited(const PcCase *this)
{
    if (this->judgement->trust.why == PC_REASON_NOT_ALL_TRIED) {
        return g_strdup_printf("the certificate of %s was not judged: %s", this->who,
                               this->judgement->trust.reason);
    }
    return this->handshake->coverage != PC_COVERAGE_OVER_LIMIT
               ? NULL
               : g_strdup_printf(
                     "not all that %s said was read: more was to be kept of it than may "
                     "be, or it had to make room for others",
                     this->who);
}

static const PcRule explanations[] = {
    {PC_FINDING_EVIDENCE_LIMITED, say_limited},
    {PC_FINDING_RADIUS_FRAGMENTS_LOST, say_fragments_lost},
    {PC_FINDING_RADIUS_NO_ANSWER, say_radius_silent},
    {PC_FINDING_RADIUS_ANSWER_IGNORED, say_radius_ignored},
    {PC_FINDING_EAP_PEER_SILENT, say_phone_silent},
    {PC_FINDING_STORE_DISAGREES_REFUSED, say_disagrees_refused},
    {PC_FINDING_STORE_DISAGREES_ACCEPTED, say_disagrees_accepted},
    {PC_FINDING_CLOCK_SUSPECT, say_clock},
    {PC_FINDING_NAME_MISMATCH, say_name_mismatch},
    {PC_FINDING_CAPF_ENDED_EARLY, say_capf_ended},
    {PC_FINDING_TIMEOUT_AT_CERTIFICATE_REQUEST, say_timeout},
};
const PcRules pc_explanations = {explanations, G_N_ELEMENTS(explanations)};

// unexplained says that nothing explains a refusal, or that it is not asked what would. Caller
// frees.
static char *unexplained(const PcCase *this)
{
    if (this->is_hypothetical) {
        return g_strdup(
            "that was at another moment than the one that is judged here, so the two are "
            "not compared");
    }
    return g_strdup_printf("neither the certificate%s%s nor %s explains it",
                           *this->ca != '\0' ? " by " : "", this->ca, this->store);
}

// A server may refuse without a word: ocserv resets, Node sends a FIN.
static char *say_hung_up(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (!ended(this) || !is_whole(this) || handshake->ended_by != PC_SIDE_SERVER ||
        handshake->client_certificate != PC_CLIENT_CERTIFICATE_PRESENTED) {
        return NULL;
    }
    g_autofree char *why = unexplained(this);
    return g_strdup_printf("the server %s the connection after %s had shown its certificate by %s, "
                           "and before the handshake was over; %s",
                           handshake->outcome == PC_OUTCOME_RESET ? "reset" : "closed", this->who,
                           this->ca, why);
}

static char *say_refused(const PcCase *this)
{
    const PcHandshake *handshake = this->handshake;
    if (!pc_case_refused_by_server(this)) {
        return say_hung_up(this);
    }
    const bool unseen = handshake->client_certificate == PC_CLIENT_CERTIFICATE_NOT_SEEN ||
                        handshake->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED;
    if (unseen && !is_whole(this)) {
        return NULL;
    }
    const char *alert = handshake->alert.seen ? pc_alert_name(handshake->alert.description) : NULL;
    const char *with = handshake->eap_failure ? "with EAP-Failure" : "without a readable reason";
    g_autofree char *why = unexplained(this);
    return g_strdup_printf("the server refused %s %s%s; %s", this->who,
                           alert != NULL ? "with " : with, alert != NULL ? alert : "", why);
}

static const PcRule last_resorts[] = {{PC_FINDING_SERVER_REFUSED, say_refused}};
const PcRules pc_last_resorts = {last_resorts, G_N_ELEMENTS(last_resorts)};

// ---- what else is worth knowing ------------------------------------------------------------

enum { WEAK_RSA_BITS = 2048, WEAK_CURVE_BITS = 224 };

// 2029-05-14T20:25:42Z: Cisco Root CA 2048 and all under it end (Cisco FN72593).
#define END_OF_2048 INT64_C(1873484742)

static char *say_soon(const PcCase *this, PcType type)
{
    const PcJudgement *judgement = this->judgement;
    if (!pc_case_is(this, type, PC_ISSUER_TAG_ABSENT) || !verdict_is_fine(this) ||
        !is_in_time(judgement->leaf, judgement->judged_at)) {
        return NULL;
    }
    const int64_t left = judgement->leaf->not_after - judgement->judged_at;
    if (left > this->near_expiry) {
        return NULL;
    }
    g_autofree char *end = pc_time_text(judgement->leaf->not_after);
    return g_strdup_printf("the %s of %s by %s ends on %s, in %d days; then %s takes it no more",
                           pc_type_name(type), this->who, this->ca, end, (int)(left / 86400),
                           this->store);
}

static char *say_lsc_soon(const PcCase *this)
{
    return say_soon(this, PC_TYPE_LSC);
}

static char *say_mic_soon(const PcCase *this)
{
    return say_soon(this, PC_TYPE_MIC);
}

static char *say_2029(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    if (leaf == NULL || !pc_case_is(this, PC_TYPE_MIC, PC_ISSUER_TAG_ABSENT) ||
        is_over(leaf, this->judgement->judged_at) || this->judgement->judged_at >= END_OF_2048) {
        return NULL;
    }
    const PcManufacturingCa *ca = pc_manufacturing_ca(leaf->issuer_cn, leaf->issuer_organisation);
    if (ca == NULL || ca->not_after != END_OF_2048 || leaf->not_after < END_OF_2048) {
        return NULL;
    }
    return g_strdup_printf("the MIC of %s ends with %s on 2029-05-14T20:25:42Z", this->who,
                           this->ca);
}

static char *say_weak_key(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    if (leaf == NULL || leaf->malformed || leaf->key_bits == 0 ||
        leaf->key_bits >= (leaf->key_is_rsa ? WEAK_RSA_BITS : WEAK_CURVE_BITS)) {
        return NULL;
    }
    return g_strdup_printf("the certificate of %s by %s has a %s key", this->who, this->ca,
                           leaf->key);
}

static char *say_weak_signature(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    if (leaf == NULL || leaf->malformed || !leaf->signs_weakly ||
        this->judgement->trust.why == PC_REASON_WEAK) {
        return NULL;
    }
    return g_strdup_printf("the certificate of %s is signed by %s with %s", this->who, this->ca,
                           leaf->signature);
}

static char *say_name_differs(const PcCase *this)
{
    const PcIdentity *identity = this->judgement->identity;
    const char *sip = this->handshake->said.sip_device;
    const char *inside = sip != NULL ? sip : this->handshake->said.sccp_device;
    const char *address = pc_handshake_client(this->handshake)->address;
    const char *registers =
        inside != NULL ? inside : pc_hearsay_registered_at(this->hearsay, address);
    if (identity == NULL || identity->device == NULL || registers == NULL ||
        g_ascii_strcasecmp(identity->device, registers) == 0) {
        return NULL;
    }
    return g_strdup_printf("the certificate by %s names %s, but the device%s%s registers as %s%s",
                           this->ca, identity->device, inside == NULL ? " at " : "",
                           inside == NULL ? address : "", registers,
                           inside == NULL ? ", in clear" : "");
}

static char *say_not_announced(const PcCase *this)
{
    if (this->judgement->announced != PC_ANNOUNCED_NO) {
        return NULL;
    }
    return g_strdup_printf(
        "the server asked %s for a certificate by one of %u CAs; neither %s nor a "
        "CA above it is among them",
        this->who, this->handshake->authorities->len, this->ca);
}

static char *say_resumed(const PcCase *this)
{
    if (this->handshake->client_certificate != PC_CLIENT_CERTIFICATE_RESUMED ||
        this->judgement->leaf != NULL) {
        return NULL;
    }
    return g_strdup_printf("%s resumed an earlier session, so it sent no certificate here",
                           this->who);
}

static char *say_dark(const PcCase *this)
{
    if (this->handshake->client_certificate != PC_CLIENT_CERTIFICATE_ENCRYPTED) {
        return NULL;
    }
    return g_strdup_printf("TLS 1.3 hides whether and with which certificate %s answered",
                           this->who);
}

static char *say_renegotiated(const PcCase *this)
{
    if (!this->handshake->renegotiated) {
        return NULL;
    }
    return g_strdup_printf("%s shook hands again on an open connection", this->who);
}

static char *say_temporary(const PcCase *this)
{
    const PcCertificate *leaf = this->judgement->leaf;
    if (leaf == NULL || leaf->malformed || !leaf->self_issued ||
        (this->judgement->identity->device_kind != PC_DEVICE_KIND_PHONE &&
         g_strcmp0(leaf->organisation, "TemporaryDefaultCertificate") != 0)) {
        return NULL;
    }
    return g_strdup_printf("%s shows a certificate that it signed itself: neither MIC nor LSC",
                           this->who);
}

static const PcRule observations[] = {
    {PC_FINDING_SERVER_CERTIFICATE_EXPIRED, say_server_expired},
    {PC_FINDING_SERVER_CERTIFICATE_NOT_IN_TRUST_LIST, say_server_not_listed},
    {PC_FINDING_NAME_DIFFERS, say_name_differs},
    {PC_FINDING_LSC_EXPIRES_SOON, say_lsc_soon},
    {PC_FINDING_MIC_EXPIRES_SOON, say_mic_soon},
    {PC_FINDING_WEAK_KEY, say_weak_key},
    {PC_FINDING_WEAK_SIGNATURE, say_weak_signature},
    {PC_FINDING_ISSUER_NOT_ANNOUNCED, say_not_announced},
    {PC_FINDING_MIC_ENDS_2029, say_2029},
    {PC_FINDING_RESUMED_UNKNOWN, say_resumed},
    {PC_FINDING_TLS13_DARK, say_dark},
    {PC_FINDING_RENEGOTIATED, say_renegotiated},
    {PC_FINDING_SELF_SIGNED_TEMPORARY, say_temporary},
};
const PcRules pc_observations = {observations, G_N_ELEMENTS(observations)};
