// SPDX-License-Identifier: GPL-2.0-or-later
// CAPF: conversations of an independent server and client, conversations built here in every cut,
// and what must not be believed.
#include "captures/make/octets.h"
#include "core/certificate/certificate.h"
#include "core/talk/capf.h"
#include "tests/unit/follow.h"
#include "tests/unit/unit.h"

enum { PHONE = 0, SERVER = 1 };

static const char peers[] = "../shared/captures/peers";

// ---- building -------------------------------------------------------------------------------

static void put_element(GByteArray *out, unsigned tag, const void *value, size_t len)
{
    mk_put_u8(out, tag);
    mk_put_u16(out, (unsigned)len);
    mk_put_bytes(out, value, len);
}

static void put_number(GByteArray *out, unsigned tag, unsigned value)
{
    const guint8 byte = (guint8)value;
    put_element(out, tag, &byte, 1);
}

static GByteArray *message(unsigned command, GByteArray *elements)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, PC_CAPF_PROTOCOL);
    mk_put_u8(out, command);
    mk_put_u32(out, 7);
    mk_put_u16(out, elements != NULL ? elements->len : 0);
    if (elements != NULL) {
        mk_put_bytes(out, elements->data, elements->len);
        g_byte_array_unref(elements);
    }
    return out;
}

static GByteArray *with_number(unsigned tag, unsigned value)
{
    GByteArray *out = g_byte_array_new();
    put_number(out, tag, value);
    return out;
}

static GByteArray *auth_response(const char *password)
{
    GByteArray *out = g_byte_array_new();
    put_element(out, PC_CAPF_TAG_PASSWORD, password, strlen(password) + 1);
    put_element(out, PC_CAPF_TAG_DEVICE_NAME, "SEP0A1B2C3D4E5F", 16);
    return out;
}

static void say(PcCapfSession *session, unsigned direction, GByteArray *bytes)
{
    static guint64 frame = 0;
    const PcSeen seen = {.frame = ++frame, .time = 5, .direction = direction};
    pc_capf_session_bytes(session, &seen, pc_bytes(bytes->data, bytes->len));
    g_byte_array_unref(bytes);
}

static PcCapfSession *authenticated(unsigned auth_type, const char *password)
{
    PcCapfSession *session = pc_capf_session_new();
    say(session, SERVER,
        message(PC_CAPF_AUTH_REQUEST, with_number(PC_CAPF_TAG_AUTH_TYPE, auth_type)));
    say(session, PHONE, message(PC_CAPF_AUTH_RESPONSE, auth_response(password)));
    return session;
}

// ---- conversations --------------------------------------------------------------------------

static void test_operations(void)
{
    static const struct {
        unsigned request, response;
        PcCapfOperation operation;
        const char *name;
    } rows[] = {
        {PC_CAPF_STORE_CERT_REQUEST, PC_CAPF_STORE_CERT_RESPONSE, PC_CAPF_OPERATION_INSTALL,
         "install"},
        {PC_CAPF_DELETE_CERT_REQUEST, PC_CAPF_DELETE_CERT_RESPONSE, PC_CAPF_OPERATION_DELETE,
         "delete"},
        {PC_CAPF_FETCH_CERT_REQUEST, PC_CAPF_FETCH_CERT_RESPONSE, PC_CAPF_OPERATION_TROUBLESHOOT,
         "troubleshoot"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcCapfSession) session = authenticated(0, "12345");
        g_assert_cmpstr(session->device, ==, "SEP0A1B2C3D4E5F");
        g_assert_cmpuint(session->authentication, ==, PC_CAPF_AUTHENTICATION_PASSWORD);
        say(session, SERVER,
            message(rows[i].request, with_number(PC_CAPF_TAG_CERTIFICATE_TYPE, 1)));
        g_assert_cmpuint(session->result, ==, PC_CAPF_RESULT_INCOMPLETE);
        say(session, PHONE, message(rows[i].response, with_number(PC_CAPF_TAG_REASON, 1)));
        say(session, SERVER, message(PC_CAPF_END_SESSION, with_number(PC_CAPF_TAG_REASON, 1)));
        g_assert_cmpuint(session->operation, ==, rows[i].operation);
        g_assert_cmpstr(pc_capf_operation_name(session->operation), ==, rows[i].name);
        g_assert_cmpuint(session->result, ==, PC_CAPF_RESULT_DONE);
        g_assert_cmpuint(session->certificate_type, ==, 1);
        g_assert_cmpuint(session->end_frame, !=, 0);
    }
}

static void test_ends(void)
{
    static const struct {
        unsigned command;
        int reason;
        PcCapfResult result;
        const char *name;
    } rows[] = {
        {PC_CAPF_END_SESSION, 0, PC_CAPF_RESULT_NO_ACTION, "no-action"},
        {PC_CAPF_END_SESSION, 7, PC_CAPF_RESULT_REFUSED, "refused"},
        {PC_CAPF_END_SESSION, 9, PC_CAPF_RESULT_REFUSED, "refused"},
        {PC_CAPF_RETRY_LATER, 0, PC_CAPF_RESULT_RETRY_LATER, "retry-later"},
        {PC_CAPF_ABORT_REQUEST, 0, PC_CAPF_RESULT_ABORTED, "aborted"},
        {PC_CAPF_KEY_GEN_REQUEST, 0, PC_CAPF_RESULT_INCOMPLETE, "incomplete"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcCapfSession) session = authenticated(2, "");
        g_assert_cmpuint(session->authentication, ==, PC_CAPF_AUTHENTICATION_NULL_STRING);
        say(session, SERVER,
            message(rows[i].command, with_number(PC_CAPF_TAG_REASON, (unsigned)rows[i].reason)));
        g_assert_cmpuint(session->result, ==, rows[i].result);
        g_assert_cmpstr(pc_capf_result_name(session->result), ==, rows[i].name);
    }
    g_assert_cmpstr(pc_capf_reason_name(9), ==, "unknown device");
    g_assert_null(pc_capf_reason_name(5));
    g_assert_null(pc_capf_reason_name(4000000000U));
}

static void test_refused_by_phone(void)
{
    g_autoptr(PcCapfSession) session = authenticated(1, "12345");
    say(session, SERVER, message(PC_CAPF_STORE_CERT_REQUEST, NULL));
    say(session, PHONE, message(PC_CAPF_STORE_CERT_RESPONSE, with_number(PC_CAPF_TAG_REASON, 7)));
    g_assert_cmpuint(session->result, ==, PC_CAPF_RESULT_REFUSED);
    say(session, SERVER, message(PC_CAPF_END_SESSION, NULL));
    g_assert_cmpuint(session->result, ==, PC_CAPF_RESULT_REFUSED);
    g_assert_cmpint(session->reason, ==, 7);
}

// A server may leave the type to the certificate's own prefix.
static void test_certificate_type(void)
{
    g_autoptr(PcCapfSession) session = authenticated(1, "12345");
    GByteArray *elements = g_byte_array_new();
    put_element(elements, PC_CAPF_TAG_CERTIFICATE, "\1\0\3\0\1x", 6);
    say(session, SERVER, message(PC_CAPF_STORE_CERT_REQUEST, elements));
    g_assert_cmpuint(session->certificate_type, ==, 1);
    g_assert_cmpstr(pc_capf_certificate_type_name(session->certificate_type), ==, "LSC");
}

static void test_gap_is_no_end(void)
{
    g_autoptr(PcCapfSession) session = authenticated(1, "12345");
    say(session, SERVER, message(PC_CAPF_KEY_GEN_REQUEST, NULL));
    pc_capf_session_gap(session, SERVER);
    say(session, SERVER, message(PC_CAPF_END_SESSION, with_number(PC_CAPF_TAG_REASON, 0)));
    g_assert_true(session->damaged);
    g_assert_cmpuint(session->result, ==, PC_CAPF_RESULT_INCOMPLETE);
}

static void test_not_capf(void)
{
    g_autoptr(PcCapfSession) session = pc_capf_session_new();
    GByteArray *bytes = g_byte_array_new();
    mk_put_text(bytes, "GET / HTTP/1.1\r\n");
    say(session, PHONE, bytes);
    g_assert_true(session->damaged);
    g_assert_cmpuint(session->n_messages, ==, 0);
    g_assert_cmpuint(session->operation, ==, PC_CAPF_OPERATION_UNKNOWN);
}

// More certificates than are kept do not grow the record.
static void test_limit(void)
{
    g_autoptr(PcCapfSession) session = pc_capf_session_new();
    for (unsigned i = 0; i < 3 * PC_CAPF_MAX_CERTIFICATES; i++) {
        GByteArray *elements = g_byte_array_new();
        put_element(elements, PC_CAPF_TAG_CERTIFICATE, "\1\0\3\0\2x", 6);
        say(session, PHONE, message(PC_CAPF_FETCH_CERT_RESPONSE, elements));
    }
    g_assert_cmpuint(session->certificates->len, ==, PC_CAPF_MAX_CERTIFICATES);
    const PcCapfCertificate *first = g_ptr_array_index(session->certificates, 0);
    g_assert_cmpuint(first->claimed_type, ==, 2);
    g_assert_cmpuint(g_bytes_get_size(first->der), ==, 1);
}

static void test_certificate_prefix(void)
{
    static const struct {
        const char *value;
        size_t len;
    } bad[] = {{"", 0},
               {"\1\0\3\0\1", 5},
               {"\2\0\3\0\1x", 6},
               {"\1\0\4\0\1x", 6},
               {"\1\0\2\0\1x", 6},
               {"\1\0\2\0\1", 5}};
    unsigned type = 99;
    PcBytes der = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        UNIT_ROW(bad, i);
        g_assert_false(pc_capf_read_certificate(pc_bytes(bad[i].value, bad[i].len), &type, &der));
        g_assert_cmpuint(type, ==, 99);
    }
    g_assert_true(pc_capf_read_certificate(pc_bytes("\1\0\3\0\1x", 6), &type, &der));
    g_assert_cmpuint(type, ==, 1);
    g_assert_true(pc_bytes_equal(der, pc_bytes("x", 1)));
}

// ---- an independent server and client ---------------------------------------------------------

static GPtrArray *conversation(const char *name)
{
    g_autofree char *path = g_build_filename(peers, name, NULL);
    return follow_tls(path, "tcp.port==3804,tls");
}

static PcCapfSession *replay(const GPtrArray *pieces, size_t chunk)
{
    PcCapfSession *session = pc_capf_session_new();
    for (unsigned i = 0; i < pieces->len; i++) {
        const FollowPiece *piece = g_ptr_array_index(pieces, i);
        const PcSeen seen = {.frame = i + 1, .time = 1, .direction = piece->direction};
        PcBytes bytes = pc_bytes_of(piece->bytes), part;
        while (bytes.len > 0 && pc_bytes_take(&bytes, MIN(chunk, bytes.len), &part)) {
            pc_capf_session_bytes(session, &seen, part);
        }
    }
    return session;
}

static void check_peer(const PcCapfSession *session, const char *device,
                       PcCapfAuthentication authentication)
{
    g_assert_false(session->damaged);
    g_assert_cmpstr(session->device, ==, device);
    g_assert_cmpuint(session->authentication, ==, authentication);
    g_assert_cmpuint(session->operation, ==, PC_CAPF_OPERATION_INSTALL);
    g_assert_cmpuint(session->result, ==, PC_CAPF_RESULT_DONE);
    g_assert_cmpuint(session->key_bits, ==, 2048);
    g_assert_cmpuint(session->n_messages, ==, 8);
    const PcCapfCertificate *issued =
        pc_capf_session_certificate(session, PC_CAPF_CERTIFICATE_ISSUED);
    g_assert_nonnull(issued);
    g_autoptr(PcCertificate) lsc = pc_certificate_new(issued->der);
    g_assert_false(lsc->malformed);
    g_assert_cmpstr(lsc->issuer_cn, ==, "CAPF-5c81ae02");
    g_assert_cmpstr(lsc->subject_cn, ==, device);
}

static void test_peer(gconstpointer data)
{
    bool by_mic = GPOINTER_TO_INT(data);
    g_autoptr(GPtrArray) pieces = conversation(by_mic ? "capf-enrol-by-mic-tls12-keys.pcapng"
                                                      : "capf-enrol-password-tls12-keys.pcapng");
    if (pieces == NULL) {
        g_test_skip("the captures of the independent CAPF server, or tshark, are not here");
        return;
    }
    static const size_t chunks[] = {1, 7, 100, 65536};
    for (size_t i = 0; i < G_N_ELEMENTS(chunks); i++) {
        UNIT_ROW(chunks, i);
        g_autoptr(PcCapfSession) session = replay(pieces, chunks[i]);
        check_peer(session, by_mic ? "SEPC1BEF8610196" : "SEPAAB14983D47D",
                   by_mic ? PC_CAPF_AUTHENTICATION_MIC : PC_CAPF_AUTHENTICATION_PASSWORD);
        const PcCapfCertificate *sudi =
            pc_capf_session_certificate(session, PC_CAPF_CERTIFICATE_SUDI);
        const PcCapfCertificate *offered =
            pc_capf_session_certificate(session, PC_CAPF_CERTIFICATE_OFFERED);
        g_assert_true((sudi != NULL) == by_mic);
        g_assert_true(!by_mic || g_bytes_equal(sudi->der, offered->der));
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/capf/operations", test_operations);
    g_test_add_func("/capf/ends", test_ends);
    g_test_add_func("/capf/refused-by-phone", test_refused_by_phone);
    g_test_add_func("/capf/certificate-type", test_certificate_type);
    g_test_add_func("/capf/gap-is-no-end", test_gap_is_no_end);
    g_test_add_func("/capf/not-capf", test_not_capf);
    g_test_add_func("/capf/limit", test_limit);
    g_test_add_func("/capf/certificate-prefix", test_certificate_prefix);
    g_test_add_data_func("/capf/peer/password", GINT_TO_POINTER(0), test_peer);
    g_test_add_data_func("/capf/peer/mic", GINT_TO_POINTER(1), test_peer);
    return g_test_run();
}
