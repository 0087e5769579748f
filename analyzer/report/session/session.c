// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a judgement into the words of the reports. Strings are lent by the judgement wherever they
// stand there already; only numbers of the wire are put into words here.
#include "analyzer/report/session/session.h"

#include "core/talk/capf.h"
#include "core/talk/tvs.h"
#include <string.h>

// Reports tell moments to the microsecond; a session read back must not come earlier than it did.
enum { NANO_PER_MICRO = 1000 };

static const char *const frame_names[PC_N_FRAMES] = {
    [PC_FRAME_CLIENT_HELLO] = "client_hello",
    [PC_FRAME_SERVER_HELLO] = "server_hello",
    [PC_FRAME_SERVER_CERTIFICATE] = "server_certificate",
    [PC_FRAME_CERTIFICATE_REQUEST] = "certificate_request",
    [PC_FRAME_CLIENT_CERTIFICATE] = "client_certificate",
    [PC_FRAME_CLIENT_KEY_EXCHANGE] = "client_key_exchange",
    [PC_FRAME_CERTIFICATE_VERIFY] = "certificate_verify",
    [PC_FRAME_ALERT] = "alert",
    [PC_FRAME_FIRST] = "first",
    [PC_FRAME_OUTCOME] = "outcome",
};

const char *pc_frame_name(PcFrameOf frame)
{
    return frame_names[frame];
}

PcSessionTvs *pc_session_add_tvs(PcSession *session)
{
    if (session->tvs == NULL) {
        session->tvs = g_array_new(FALSE, TRUE, sizeof(PcSessionTvs));
    }
    g_array_set_size(session->tvs, session->tvs->len + 1);
    return &g_array_index(session->tvs, PcSessionTvs, session->tvs->len - 1);
}

const char *pc_session_device(const PcSession *session)
{
    if (session->device != NULL) {
        return session->device;
    }
    return session->capf.device != NULL ? session->capf.device : session->sip.device;
}

// mac_of_name gives the MAC address in a name such as SEP2C3124C9F8E1 as it is written elsewhere;
// NULL if there is none. Caller frees.
static char *mac_of_name(const char *device)
{
    const char *digits = pc_device_is_sep(device) ? pc_device_sep_mac(device) : NULL;
    if (digits == NULL) {
        return NULL;
    }
    GString *mac = g_string_new(NULL);
    for (size_t i = 0; i < PC_SEP_DIGITS; i++) {
        g_string_append(mac, i > 0 && i % 2 == 0 ? ":" : "");
        g_string_append_c(mac, g_ascii_tolower(digits[i]));
    }
    return g_string_free(mac, FALSE);
}

char *pc_session_phone_key(const PcSession *session)
{
    const char *device = pc_session_device(session);
    g_autofree char *mac = session->mac == NULL ? mac_of_name(device) : NULL;
    const struct {
        const char *kind, *value;
    } keys[] = {
        {"mac", session->mac != NULL ? session->mac : mac},
        {"serial", session->product_serial},
        {"device", device},
        {"address", session->client.address},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (keys[i].value != NULL) {
            return g_strdup_printf("%s %s", keys[i].kind, keys[i].value);
        }
    }
    return g_strdup("unknown");
}

PcStepsFor pc_session_whom(const PcSession *session)
{
    const bool is_phones = session->device_kind != NULL
                               ? g_strcmp0(session->type, pc_type_name(PC_TYPE_LSC)) == 0
                               : session->concerns_phone;
    PcStepsFor whom = {PC_RELEASE_ANY, pc_device_family(session->model),
                       pc_holder(session->device_kind, is_phones)};
    if (session->release != NULL) {
        (void)pc_release_parse(session->release, &whom.release);
    }
    return whom;
}

void pc_session_add_finding(PcSession *session, PcFindingId id, const char *message)
{
    const PcFindingRow *row = pc_finding_row(id);
    const PcStepsFor whom = pc_session_whom(session);
    PcSessionFinding finding = {
        .id = row->id,
        .message = message,
        .remedy = pc_finding_remedy(row, &whom),
        .source = pc_finding_source(row),
        .severity = row->severity,
        .frame = session->frames[PC_FRAME_FIRST],
    };
    g_array_append_val(session->findings, finding);
}

// What a judged session owns besides its arrays.
typedef struct {
    PcHandshake *handshake;
    PcJudgement *judgement;
    GPtrArray *texts; // of char *: the few strings that had to be made
} Judged;

static void judged_free(void *data)
{
    Judged *judged = data;
    g_ptr_array_unref(judged->texts);
    pc_judgement_free(judged->judgement);
    pc_handshake_free(judged->handshake);
    g_free(judged);
}

// keep hands a made string to the session and lends it back.
static const char *keep(Judged *judged, char *text)
{
    g_ptr_array_add(judged->texts, text);
    return text;
}

PcSession *pc_session_blank(const char *file, void *source, GDestroyNotify free_source)
{
    PcSession *session = g_new0(PcSession, 1);
    session->file = g_strdup(file);
    session->client.port = -1;
    session->server.port = -1;
    session->resumed = PC_UNKNOWN;
    for (int i = 0; i < PC_N_FRAMES; i++) {
        session->offsets[i] = PC_OFFSET_UNKNOWN;
    }
    session->client_certificates = g_array_new(FALSE, TRUE, sizeof(PcSessionCertificate));
    session->server_certificates = g_array_new(FALSE, TRUE, sizeof(PcSessionCertificate));
    session->findings = g_array_new(FALSE, TRUE, sizeof(PcSessionFinding));
    session->source = source;
    session->free_source = free_source;
    return session;
}

void pc_session_free(PcSession *session)
{
    if (session == NULL) {
        return;
    }
    g_clear_pointer(&session->announced_cas, g_ptr_array_unref);
    g_array_unref(session->client_certificates);
    g_array_unref(session->server_certificates);
    g_array_unref(session->findings);
    g_clear_pointer(&session->tvs, g_array_unref);
    session->free_source(session->source);
    g_free(session->file);
    g_free(session);
}

static void word_certificates(GArray *words, const GPtrArray *certificates)
{
    for (guint i = 0; i < certificates->len; i++) {
        const PcCertificate *certificate = g_ptr_array_index(certificates, i);
        PcSessionCertificate word = {
            .sha256 = certificate->sha256,
            .sha1 = certificate->sha1,
            .subject = certificate->subject,
            .issuer = certificate->issuer,
            .serial = certificate->serial != NULL ? certificate->serial : "",
            .key = certificate->key != NULL ? certificate->key : "",
            .signature = certificate->signature != NULL ? certificate->signature : "",
            .has_validity = certificate->has_validity && !certificate->malformed,
            .not_before = certificate->not_before,
            .not_after = certificate->not_after,
            .der = certificate->der,
        };
        g_array_append_val(words, word);
    }
}

static void word_findings(PcSession *session, const GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(findings, i);
        pc_session_add_finding(session, pc_finding_id(finding), finding->message);
        g_array_index(session->findings, PcSessionFinding, session->findings->len - 1).frame =
            finding->frame;
    }
}

// Up to TLS 1.2 a ServerHello alone leaves open whether the server goes on to its certificate or to
// Finished; in TLS 1.3 it says so itself.
static PcTriState was_resumed(const PcHandshake *handshake)
{
    if (handshake->resumed) {
        return PC_TRUE;
    }
    const PcHandshakeFrames *frames = &handshake->frames;
    bool says = handshake->version == PC_VERSION_TLS13 && frames->server_hello != 0;
    bool is_full = frames->server_certificate != 0 || frames->server_hello_done != 0 ||
                   frames->certificate_request != 0 || frames->client_certificate != 0 ||
                   frames->client_key_exchange != 0;
    return says || is_full ? PC_FALSE : PC_UNKNOWN;
}

static void word_tls(PcSession *session, const PcHandshake *handshake, Judged *judged)
{
    session->version = pc_tls_version_name(handshake->version);
    session->server_name = handshake->server_name;
    session->resumed = was_resumed(handshake);
    if (handshake->cipher != 0) {
        session->cipher = pc_cipher_suite_name(handshake->cipher);
        if (session->cipher == NULL) {
            session->cipher = keep(judged, g_strdup_printf("0x%04x", handshake->cipher));
        }
    }
    if (handshake->has_client_random) {
        PcBytes random = pc_bytes(handshake->client_random, sizeof handshake->client_random);
        session->client_random = keep(judged, pc_bytes_hex(random));
    }
    if (!handshake->certificate_requested) {
        return;
    }
    session->announced_cas = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < handshake->authorities->len; i++) {
        GBytes *name = g_ptr_array_index(handshake->authorities, i);
        g_ptr_array_add(session->announced_cas, pc_name_text(pc_bytes_of(name)));
    }
}

static void word_alert(PcSession *session, const PcAlert *alert, Judged *judged)
{
    if (!alert->seen) {
        return;
    }
    session->alert_level = pc_alert_level_name(alert->level);
    session->alert_from = pc_side_name(alert->from);
    session->alert_description = pc_alert_name(alert->description);
    if (session->alert_description == NULL) {
        session->alert_description = keep(judged, g_strdup_printf("alert_%u", alert->description));
    }
}

static void word_frames(PcSession *session, const PcHandshakeFrames *frames)
{
    session->frames[PC_FRAME_CLIENT_HELLO] = frames->client_hello;
    session->frames[PC_FRAME_SERVER_HELLO] = frames->server_hello;
    session->frames[PC_FRAME_SERVER_CERTIFICATE] = frames->server_certificate;
    session->frames[PC_FRAME_CERTIFICATE_REQUEST] = frames->certificate_request;
    session->frames[PC_FRAME_CLIENT_CERTIFICATE] = frames->client_certificate;
    session->frames[PC_FRAME_CLIENT_KEY_EXCHANGE] = frames->client_key_exchange;
    session->frames[PC_FRAME_CERTIFICATE_VERIFY] = frames->certificate_verify;
    session->frames[PC_FRAME_ALERT] = frames->alert;
    session->frames[PC_FRAME_FIRST] = frames->first;
    session->frames[PC_FRAME_OUTCOME] = frames->outcome;
}

static void word_offsets(PcSession *session, const PcHandshake *handshake)
{
    int64_t time = 0;
    for (int i = 0; i < PC_N_FRAMES; i++) {
        if (session->frames[i] != 0 && pc_handshake_time_of(handshake, session->frames[i], &time)) {
            session->offsets[i] = (time - session->start) / NANO_PER_MICRO;
        }
    }
}

static void word_capf(PcSession *session, const PcCapfSession *capf)
{
    if (capf == NULL || capf->n_messages == 0) {
        return;
    }
    session->capf = (PcSessionCapf){
        .operation = pc_capf_operation_name(capf->operation),
        .authentication = pc_capf_authentication_name(capf->authentication),
        .device = capf->device,
        .certificate_type = pc_capf_certificate_type_name(capf->certificate_type),
        .result = pc_capf_result_name(capf->result),
    };
}

static void word_sip(PcSession *session, const PcHandshake *handshake)
{
    session->sip = (PcSessionSip){
        .device = handshake->said.sip_device,
        .warning = handshake->said.sip_warning,
        .status = handshake->said.sip_status,
    };
}

static void word_tvs(PcSession *session, const PcTvsSession *tvs, Judged *judged)
{
    for (guint i = 0; tvs != NULL && i < tvs->queries->len; i++) {
        const PcTvsQuery *query = g_ptr_array_index(tvs->queries, i);
        PcSessionTvs *told = pc_session_add_tvs(session);
        told->device = query->device;
        told->question = pc_tvs_command_name(query->command);
        told->subject = keep(judged, pc_tvs_query_subject(query));
        if (query->answered && query->status == 0) {
            told->answer = "good";
        } else if (query->answered && query->status > 0) {
            told->answer = keep(judged, g_strdup_printf("status %d", query->status));
        }
    }
}

static void word_handshake(PcSession *session, const PcHandshake *handshake)
{
    const PcEndpoint *client = pc_handshake_client(handshake);
    const PcEndpoint *server = pc_handshake_server(handshake);
    session->handshake = handshake;
    session->interface_id = handshake->interface_id;
    session->transport = pc_transport_name(handshake->transport);
    session->start = handshake->start - handshake->start % NANO_PER_MICRO;
    session->client = (PcSessionEnd){client->address, client->port};
    session->server = (PcSessionEnd){server->address, server->port};
    session->client_certificate = pc_client_certificate_name(handshake->client_certificate);
    session->possession = pc_possession_name(handshake->possession);
    session->outcome = pc_outcome_name(handshake->outcome);
    session->coverage = pc_coverage_name(handshake->coverage);
    session->eap_method = handshake->eap_method;
    word_capf(session, handshake->said.capf);
    word_frames(session, &handshake->frames);
    word_offsets(session, handshake);
}

static void word_identity(PcSession *session, const PcIdentity *identity)
{
    if (identity == NULL) {
        return;
    }
    session->issuer_tag = pc_issuer_tag_name(identity->issuer_tag);
    session->issuer = identity->issuer;
    session->device = identity->device;
    session->device_kind = pc_device_kind_name(identity->device_kind);
    session->model = identity->model;
    session->mac = identity->mac;
    session->product_serial = identity->product_serial;
    session->genuine = pc_genuine_name(identity->genuine);
}

PcSession *pc_session_new(const char *file, PcHandshake *handshake, PcJudgement *judgement)
{
    Judged *judged = g_new(Judged, 1);
    *judged = (Judged){handshake, judgement, g_ptr_array_new_with_free_func(g_free)};
    PcSession *session = pc_session_blank(file, judged, judged_free);
    session->judgement = judgement;
    word_handshake(session, handshake);
    word_sip(session, handshake);
    word_tvs(session, handshake->said.tvs, judged);
    word_tls(session, handshake, judged);
    word_alert(session, &handshake->alert, judged);
    word_identity(session, judgement->identity);
    session->service = judgement->service.name;
    session->store = judgement->service.store;
    session->type = pc_type_name(judgement->type);
    session->verdict = pc_verdict_name(judgement->trust.verdict);
    session->reason = judgement->trust.reason;
    session->basis = pc_basis_name(judgement->trust.basis);
    session->basis_signature = pc_judgement_basis_signature(judgement);
    session->service_basis = pc_service_basis_name(judgement->service.basis);
    session->medium = pc_medium_name(judgement->medium);
    session->announced = pc_announced_name(judgement->announced);
    session->concerns_phone = judgement->concerns_phone;
    session->has_judged_at = true;
    session->judged_at = judgement->judged_at;
    word_certificates(session->client_certificates, judgement->client);
    word_certificates(session->server_certificates, judgement->server);
    session->release = pc_release_code(judgement->release);
    word_findings(session, judgement->findings);
    if (judgement->configured != NULL) {
        pc_session_word_fetched(session, judgement->configured, judged->texts);
    }
    return session;
}

const PcSessionCertificate *pc_session_leaf(const PcSession *session)
{
    if (session->client_certificates->len == 0) {
        return NULL;
    }
    return &g_array_index(session->client_certificates, PcSessionCertificate, 0);
}

int pc_session_worst(const PcSession *session)
{
    int worst = -1;
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *finding = &g_array_index(session->findings, PcSessionFinding, i);
        worst = MAX(worst, (int)finding->severity);
    }
    return worst;
}
