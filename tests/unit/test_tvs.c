// SPDX-License-Identifier: GPL-2.0-or-later
// TVS: a question to an independent server, questions and answers out of step, and hostile bytes.
#include "captures/make/octets.h"
#include "core/certificate/certificate.h"
#include "core/talk/tvs.h"
#include "tests/unit/follow.h"
#include "tests/unit/unit.h"

enum { PHONE = 0, SERVER = 1 };

static void put_element(GByteArray *out, unsigned tag, const void *value, size_t len)
{
    mk_put_u8(out, tag);
    mk_put_u16(out, (unsigned)len);
    mk_put_bytes(out, value, len);
}

static GByteArray *message(unsigned command, unsigned session, GByteArray *elements)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, PC_TVS_PROTOCOL);
    mk_put_u8(out, PC_TVS_VERSION);
    mk_put_u8(out, command);
    mk_put_u8(out, 0xf7); // servers leave junk here
    mk_put_u32(out, session);
    mk_put_u16(out, elements->len);
    mk_put_bytes(out, elements->data, elements->len);
    g_byte_array_unref(elements);
    return out;
}

static void say(PcTvsSession *session, unsigned direction, GByteArray *bytes)
{
    static guint64 frame = 0;
    const PcSeen seen = {.frame = ++frame, .time = 5, .direction = direction};
    pc_tvs_session_bytes(session, &seen, pc_bytes(bytes->data, bytes->len));
    g_byte_array_unref(bytes);
}

static GByteArray *question(unsigned session)
{
    GByteArray *elements = g_byte_array_new();
    put_element(elements, PC_TVS_TAG_DEVICE_NAME, "\1CP-8861-SEP0A1B2C3D4E5F", 24);
    put_element(elements, PC_TVS_TAG_CERTIFICATE, "0\0", 2);
    return message(PC_TVS_VERIFY_REQUEST, session, elements);
}

static GByteArray *answer(unsigned session, unsigned status)
{
    GByteArray *elements = g_byte_array_new();
    const guint8 byte = (guint8)status;
    put_element(elements, PC_TVS_TAG_STATUS, &byte, 1);
    put_element(elements, PC_TVS_TAG_ROLES, "\1\2\25", 3);
    put_element(elements, PC_TVS_TAG_TTL, "\0\1\x51\x80", 4);
    return message(PC_TVS_VERIFY_RESPONSE, session, elements);
}

static void test_questions_and_answers(void)
{
    g_autoptr(PcTvsSession) session = pc_tvs_session_new();
    say(session, PHONE, question(0x3e9));
    say(session, PHONE, question(0x3ea));
    say(session, SERVER, answer(0x3ea, 1));
    say(session, SERVER, answer(0x3e9, 0));
    g_assert_cmpuint(session->queries->len, ==, 2);
    const PcTvsQuery *first = g_ptr_array_index(session->queries, 0);
    const PcTvsQuery *second = g_ptr_array_index(session->queries, 1);
    g_assert_cmpstr(first->device, ==, "CP-8861-SEP0A1B2C3D4E5F");
    g_assert_true(first->answered);
    g_assert_cmpint(first->status, ==, 0);
    g_assert_cmpint(second->status, ==, 1);
    g_assert_cmpuint(first->ttl, ==, 86400);
    g_assert_cmpuint(first->n_roles, ==, 3);
    g_assert_cmpuint(first->roles[2], ==, 21);
}

static void test_answer_alone(void)
{
    g_autoptr(PcTvsSession) session = pc_tvs_session_new();
    say(session, SERVER, answer(9, 1));
    g_assert_cmpuint(session->queries->len, ==, 1);
    const PcTvsQuery *query = g_ptr_array_index(session->queries, 0);
    g_assert_cmpuint(query->command, ==, 0);
    g_assert_cmpint(query->status, ==, 1);
}

static void test_by_name(void)
{
    g_autoptr(PcTvsSession) session = pc_tvs_session_new();
    GByteArray *elements = g_byte_array_new();
    put_element(elements, PC_TVS_TAG_SUBJECT_NAME, "CN=cucm-a;O=Acme", 17);
    say(session, PHONE, message(PC_TVS_QUERY_REQUEST, 1, elements));
    say(session, SERVER, answer(1, 0)); // the answer to another kind of question
    g_assert_cmpuint(session->queries->len, ==, 2);
    const PcTvsQuery *query = g_ptr_array_index(session->queries, 0);
    g_assert_cmpstr(query->subject, ==, "CN=cucm-a;O=Acme");
    g_assert_false(query->answered);
    g_assert_cmpstr(pc_tvs_command_name(query->command), ==, "QueryCertReq");
}

static void test_limits(void)
{
    g_autoptr(PcTvsSession) session = pc_tvs_session_new();
    for (unsigned i = 0; i < 2 * PC_TVS_MAX_QUERIES; i++) {
        say(session, PHONE, question(i));
    }
    g_assert_cmpuint(session->queries->len, ==, PC_TVS_MAX_QUERIES);
    pc_tvs_session_gap(session, PHONE);
    g_assert_true(session->damaged);
    GByteArray *junk = g_byte_array_new();
    mk_put_text(junk, "\x16\3\1");
    say(session, SERVER, junk);
    g_assert_true(session->streams[SERVER].stopped);
}

static void test_peer(void)
{
    g_autoptr(GPtrArray) pieces = follow_tls(
        "../shared/captures/peers/tvs-query-known-tls12-keys.pcapng", "tcp.port==2445,tls");
    if (pieces == NULL) {
        g_test_skip("the capture of the independent TVS server, or tshark, is not here");
        return;
    }
    for (size_t chunk = 1; chunk < 2000; chunk = chunk * 3 + 1) {
        g_autoptr(PcTvsSession) session = pc_tvs_session_new();
        for (unsigned i = 0; i < pieces->len; i++) {
            const FollowPiece *piece = g_ptr_array_index(pieces, i);
            const PcSeen seen = {.frame = i + 1, .direction = piece->direction};
            PcBytes bytes = pc_bytes_of(piece->bytes), part;
            while (bytes.len > 0 && pc_bytes_take(&bytes, MIN(chunk, bytes.len), &part)) {
                pc_tvs_session_bytes(session, &seen, part);
            }
        }
        g_assert_false(session->damaged);
        g_assert_cmpuint(session->queries->len, ==, 1);
        const PcTvsQuery *query = g_ptr_array_index(session->queries, 0);
        g_assert_cmpstr(query->device, ==, "CP-7841-SEP9A6BF5D642AF");
        g_assert_cmpint(query->status, ==, 0);
        g_assert_cmpuint(query->n_roles, ==, 1);
        g_assert_cmpuint(query->roles[0], ==, 2);
        g_assert_cmpuint(query->ttl, ==, 86400);
        g_autoptr(PcCertificate) asked = pc_certificate_new(query->certificate);
        g_assert_cmpstr(asked->subject_cn, ==, "cucm-pub.acme.example");
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/tvs/questions-and-answers", test_questions_and_answers);
    g_test_add_func("/tvs/answer-alone", test_answer_alone);
    g_test_add_func("/tvs/by-name", test_by_name);
    g_test_add_func("/tvs/limits", test_limits);
    g_test_add_func("/tvs/peer", test_peer);
    return g_test_run();
}
