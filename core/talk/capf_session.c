// SPDX-License-Identifier: GPL-2.0-or-later
// Follows one CAPF conversation: the messages of both directions become the operation, how the
// phone authenticated, the certificates that were inside, and how it ended. An end that was not
// seen stays "incomplete".
#include "core/certificate/identity.h"
#include "core/talk/capf.h"

struct PcCapfWork {
    PcCutter streams[2];
    bool has_password, password_is_empty;
    bool answered; // the phone answered the operation, and well
};

PC_WORDS(pc_capf_operation_name, PcCapfOperation, PC_CAPF_OPERATIONS)

PC_WORDS(pc_capf_authentication_name, PcCapfAuthentication, PC_CAPF_AUTHENTICATIONS)

PC_WORDS(pc_capf_result_name, PcCapfResult, PC_CAPF_RESULTS)

PC_WORDS(pc_capf_use_name, PcCapfUse, PC_CAPF_USES)

static void certificate_free(void *data)
{
    PcCapfCertificate *certificate = data;
    g_bytes_unref(certificate->der);
    g_free(certificate);
}

PcCapfSession *pc_capf_session_new(void)
{
    PcCapfSession *session = g_new0(PcCapfSession, 1);
    session->reason = -1;
    session->certificates = g_ptr_array_new_with_free_func(certificate_free);
    session->work = g_new0(struct PcCapfWork, 1);
    session->work->streams[0].max_len = PC_CAPF_MAX_MESSAGE;
    session->work->streams[1].max_len = PC_CAPF_MAX_MESSAGE;
    return session;
}

void pc_capf_session_free(PcCapfSession *session)
{
    if (session == NULL) {
        return;
    }
    pc_cutter_clear(&session->work->streams[0]);
    pc_cutter_clear(&session->work->streams[1]);
    g_free(session->work);
    g_free(session->device);
    g_ptr_array_unref(session->certificates);
    g_free(session);
}

const PcCapfCertificate *pc_capf_session_certificate(const PcCapfSession *session, PcCapfUse use)
{
    for (unsigned i = 0; i < session->certificates->len; i++) {
        const PcCapfCertificate *certificate = g_ptr_array_index(session->certificates, i);
        if (certificate->use == use) {
            return certificate;
        }
    }
    return NULL;
}

// ---- elements -------------------------------------------------------------------------------

// The elements of one message, gathered before the command says what they mean.
typedef struct {
    int reason; // -1 none
    uint32_t auth_type, certificate_type, key_size, key_type, curve;
    PcBytes certificate, sudi, device;
    unsigned claimed_type;
    bool has_password, password_is_empty;
} Elements;

static void gather_one(Elements *elements, const PcTlv *element)
{
    uint32_t number;
    bool is_number = pc_capf_read_number(element->value, &number);
    switch (element->tag) {
    case PC_CAPF_TAG_REASON:
        elements->reason = is_number && number <= UINT8_MAX ? (int)number : -1;
        break;
    case PC_CAPF_TAG_AUTH_TYPE:
        elements->auth_type = is_number ? number : 0;
        break;
    case PC_CAPF_TAG_CERTIFICATE_TYPE:
        elements->certificate_type = is_number ? number : 0;
        break;
    case PC_CAPF_TAG_KEY_SIZE:
        elements->key_size = is_number ? number : 0;
        break;
    case PC_CAPF_TAG_KEY_TYPE:
        elements->key_type = is_number ? number : 0;
        break;
    case PC_CAPF_TAG_CURVE:
        elements->curve = is_number ? number : 0;
        break;
    case PC_CAPF_TAG_PASSWORD:
        elements->has_password = true;
        elements->password_is_empty = pc_tlv_until_nul(element->value).len == 0;
        break;
    case PC_CAPF_TAG_DEVICE_NAME:
        elements->device = pc_tlv_until_nul(element->value);
        break;
    case PC_CAPF_TAG_CERTIFICATE:
        pc_capf_read_certificate(element->value, &elements->claimed_type, &elements->certificate);
        break;
    case PC_CAPF_TAG_SUDI_DATA:
        pc_capf_read_sudi(element->value, &elements->sudi);
        break;
    default:
        break;
    }
}

static Elements gather(PcBytes from)
{
    Elements elements = {.reason = -1};
    PcTlv element;
    while (pc_tlv_read(&from, &element)) {
        gather_one(&elements, &element);
    }
    return elements;
}

static void keep_certificate(PcCapfSession *session, const PcSeen *seen, PcCapfUse use,
                             unsigned claimed_type, PcBytes der)
{
    if (der.len == 0 || session->certificates->len == PC_CAPF_MAX_CERTIFICATES) {
        return;
    }
    PcCapfCertificate *certificate = g_new0(PcCapfCertificate, 1);
    certificate->use = use;
    certificate->claimed_type = claimed_type;
    certificate->der = pc_bytes_dup(der);
    certificate->frame = seen->frame;
    certificate->time = seen->time;
    g_ptr_array_add(session->certificates, certificate);
}

// ---- how the phone authenticated ------------------------------------------------------------

// A phone may call its MIC an LSC here, so the certificate's issuer decides.
static PcCapfAuthentication by_certificate(GBytes *der)
{
    g_autoptr(PcCertificate) certificate = pc_certificate_new(der);
    g_autoptr(PcIdentity) identity = pc_identity_new(certificate, NULL);
    switch (identity->type) {
    case PC_TYPE_LSC:
        return PC_CAPF_AUTHENTICATION_LSC;
    case PC_TYPE_MIC:
        return PC_CAPF_AUTHENTICATION_MIC;
    case PC_TYPE_ABSENT:
    case PC_TYPE_OTHER:
    case PC_TYPE_NONE:
        return PC_CAPF_AUTHENTICATION_CERTIFICATE;
    }
    return PC_CAPF_AUTHENTICATION_CERTIFICATE;
}

static PcCapfAuthentication authentication_of(const PcCapfSession *session)
{
    // By number of the server's request; 3 falls back to the MIC, so what was offered decides.
    static const PcCapfAuthentication asked[] = {
        PC_CAPF_AUTHENTICATION_UNKNOWN, PC_CAPF_AUTHENTICATION_PASSWORD,
        PC_CAPF_AUTHENTICATION_NULL_STRING, PC_CAPF_AUTHENTICATION_UNKNOWN,
        PC_CAPF_AUTHENTICATION_UNKNOWN};
    if (session->auth_type < G_N_ELEMENTS(asked) &&
        asked[session->auth_type] != PC_CAPF_AUTHENTICATION_UNKNOWN) {
        return asked[session->auth_type];
    }
    if (session->work->has_password && !session->work->password_is_empty) {
        return PC_CAPF_AUTHENTICATION_PASSWORD;
    }
    const PcCapfCertificate *offered =
        pc_capf_session_certificate(session, PC_CAPF_CERTIFICATE_OFFERED);
    if (offered != NULL) {
        return by_certificate(offered->der);
    }
    if (session->work->has_password) {
        return PC_CAPF_AUTHENTICATION_NULL_STRING;
    }
    return PC_CAPF_AUTHENTICATION_UNKNOWN;
}

// ---- messages -------------------------------------------------------------------------------

static void on_auth_response(PcCapfSession *session, const PcSeen *seen, const Elements *elements)
{
    if (session->device == NULL && elements->device.len > 0) {
        session->device = pc_text_clean(elements->device, PC_CAPF_MAX_NAME);
    }
    session->work->has_password |= elements->has_password;
    session->work->password_is_empty = elements->password_is_empty;
    keep_certificate(session, seen, PC_CAPF_CERTIFICATE_OFFERED, elements->claimed_type,
                     elements->certificate);
    keep_certificate(session, seen, PC_CAPF_CERTIFICATE_SUDI, 0, elements->sudi);
    session->authentication = authentication_of(session);
}

static void begin_operation(PcCapfSession *session, PcCapfOperation operation,
                            const Elements *elements)
{
    session->operation = operation;
    if (elements->certificate_type != 0) {
        session->certificate_type = elements->certificate_type;
    } else if (session->certificate_type == 0) {
        session->certificate_type = elements->claimed_type; // the certificate says it, too
    }
}

static void on_key_gen_request(PcCapfSession *session, const Elements *elements)
{
    begin_operation(session, PC_CAPF_OPERATION_INSTALL, elements);
    session->has_key_request = true;
    session->key_bits = elements->key_size;
    session->key_type = elements->key_type;
    session->curve = elements->curve;
}

// Reasons 0 and 1 are the good ones; an answer without a reason is no refusal.
static bool is_refusal(int reason)
{
    return reason > 1;
}

static void on_answer(PcCapfSession *session, const Elements *elements)
{
    session->reason = elements->reason;
    if (is_refusal(elements->reason)) {
        session->result = PC_CAPF_RESULT_REFUSED;
        return;
    }
    session->work->answered = true;
    session->result = PC_CAPF_RESULT_DONE;
}

static void on_end_session(PcCapfSession *session, const PcSeen *seen, const Elements *elements)
{
    session->end_frame = seen->frame;
    if (elements->reason >= 0) {
        session->reason = elements->reason;
    }
    if (is_refusal(session->reason)) {
        session->result = PC_CAPF_RESULT_REFUSED;
    } else if (session->work->answered) {
        session->result = PC_CAPF_RESULT_DONE;
    } else if (session->operation == PC_CAPF_OPERATION_UNKNOWN) {
        session->operation = PC_CAPF_OPERATION_NONE;
        session->result = PC_CAPF_RESULT_NO_ACTION;
    }
}

static void on_fetch_response(PcCapfSession *session, const PcSeen *seen, const Elements *elements)
{
    keep_certificate(session, seen, PC_CAPF_CERTIFICATE_FETCHED, elements->claimed_type,
                     elements->certificate);
    begin_operation(session, PC_CAPF_OPERATION_TROUBLESHOOT, elements);
    on_answer(session, elements);
}

static void on_message(PcCapfSession *session, const PcSeen *seen, const PcCapfMessage *message)
{
    Elements elements = gather(message->elements);
    session->first_frame = session->first_frame == 0 ? seen->frame : session->first_frame;
    session->n_messages++;
    switch (message->command) {
    case PC_CAPF_AUTH_REQUEST:
        session->auth_type = elements.auth_type;
        break;
    case PC_CAPF_AUTH_RESPONSE:
        on_auth_response(session, seen, &elements);
        break;
    case PC_CAPF_KEY_GEN_REQUEST:
        on_key_gen_request(session, &elements);
        break;
    case PC_CAPF_STORE_CERT_REQUEST:
        begin_operation(session, PC_CAPF_OPERATION_INSTALL, &elements);
        keep_certificate(session, seen, PC_CAPF_CERTIFICATE_ISSUED, elements.claimed_type,
                         elements.certificate);
        break;
    case PC_CAPF_FETCH_CERT_REQUEST:
        begin_operation(session, PC_CAPF_OPERATION_TROUBLESHOOT, &elements);
        break;
    case PC_CAPF_FETCH_CERT_RESPONSE:
        on_fetch_response(session, seen, &elements);
        break;
    case PC_CAPF_DELETE_CERT_REQUEST:
        begin_operation(session, PC_CAPF_OPERATION_DELETE, &elements);
        break;
    case PC_CAPF_STORE_CERT_RESPONSE:
    case PC_CAPF_DELETE_CERT_RESPONSE:
        on_answer(session, &elements);
        break;
    case PC_CAPF_RETRY_LATER:
        session->result = PC_CAPF_RESULT_RETRY_LATER;
        break;
    case PC_CAPF_ABORT_REQUEST:
    case PC_CAPF_ABORT_RESPONSE:
        session->result = PC_CAPF_RESULT_ABORTED;
        break;
    case PC_CAPF_END_SESSION:
        on_end_session(session, seen, &elements);
        break;
    default:
        break;
    }
}

typedef struct {
    PcCapfSession *session;
    const PcSeen *seen;
} Feed;

static PcCutterStep take_message(void *user, PcBytes *from)
{
    const Feed *feed = user;
    PcCapfMessage message;
    if (pc_tlv_begins(*from, PC_CAPF_PROTOCOL, &feed->session->damaged) == PC_CUTTER_STOP) {
        return PC_CUTTER_STOP;
    }
    if (!pc_capf_read_message(from, &message)) {
        return PC_CUTTER_MORE;
    }
    on_message(feed->session, feed->seen, &message);
    return PC_CUTTER_TAKEN;
}

void pc_capf_session_bytes(PcCapfSession *session, const PcSeen *seen, PcBytes bytes)
{
    Feed feed = {session, seen};
    pc_cutter_feed(&session->work->streams[seen->direction & 1], bytes, take_message, &feed);
}

void pc_capf_session_gap(PcCapfSession *session, unsigned direction)
{
    session->damaged = true;
    pc_cutter_stop(&session->work->streams[direction & 1]);
}
