// SPDX-License-Identifier: GPL-2.0-or-later
// PcHandshake by its events alone: messages built byte by byte, in orders and forms that no library
// sends, and what they add up to.
#include "core/handshake/handshake.h"
#include "core/handshake/resumption.h"
#include "tests/unit/unit.h"

enum { CLIENT, SERVER };

enum {
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    HELLO_VERIFY_REQUEST = 3,
    CERTIFICATE = 11,
    CERTIFICATE_REQUEST = 13,
    SERVER_HELLO_DONE = 14,
    CERTIFICATE_VERIFY = 15,
    CLIENT_KEY_EXCHANGE = 16,
};

static uint64_t frame;

static PcHandshake *new_handshake(void)
{
    char client[] = "10.0.0.1", server[] = "10.0.0.2";
    PcEndpoint from = {client, 40000}, to = {server, 5061};
    frame = 0;
    return pc_handshake_new(PC_TRANSPORT_TCP, &from, &to);
}

static PcSeen seen_from(unsigned direction)
{
    frame += 1;
    return (PcSeen){.frame = frame, .time = (int64_t)frame * 1000, .direction = direction};
}

static void give(PcHandshake *handshake, unsigned direction, uint8_t type, const void *body,
                 size_t len)
{
    PcSeen seen = seen_from(direction);
    g_autoptr(GByteArray) raw = g_byte_array_new();
    const uint8_t header[] = {type, (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len};
    g_byte_array_append(raw, header, sizeof header);
    g_byte_array_append(raw, body, (guint)len);
    pc_handshake_message(handshake, &seen, type, pc_bytes(body, len),
                         pc_bytes(raw->data, raw->len));
}

// A hello without extensions; `session_id` is repeated 32 times, 0 for none.
static void give_hello(PcHandshake *handshake, unsigned direction, uint16_t version,
                       uint8_t session_id)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    uint8_t random[32] = {(uint8_t)frame}, id[33] = {32};
    const uint8_t wire[] = {(uint8_t)(version >> 8), (uint8_t)version};
    memset(&id[1], session_id, 32);
    g_byte_array_append(body, wire, sizeof wire);
    g_byte_array_append(body, random, sizeof random);
    g_byte_array_append(body, id, session_id != 0 ? sizeof id : 0);
    if (session_id == 0) {
        g_byte_array_append(body, (const uint8_t *)"\0", 1);
    }
    if (direction == CLIENT) {
        g_byte_array_append(body, (const uint8_t *)"\0\2\0\x35\1\0", 6);
    } else {
        g_byte_array_append(body, (const uint8_t *)"\0\x35\0", 3);
    }
    give(handshake, direction, direction == CLIENT ? CLIENT_HELLO : SERVER_HELLO, body->data,
         body->len);
}

static void give_certificate(PcHandshake *handshake, unsigned direction, const char *der)
{
    size_t len = strlen(der);
    g_autoptr(GByteArray) body = g_byte_array_new();
    size_t list = len > 0 ? len + 3 : 0;
    const uint8_t lengths[] = {0, (uint8_t)(list >> 8), (uint8_t)list,
                               0, (uint8_t)(len >> 8),  (uint8_t)len};
    g_byte_array_append(body, lengths, len > 0 ? 6 : 3);
    g_byte_array_append(body, (const uint8_t *)der, (guint)len);
    give(handshake, direction, CERTIFICATE, body->data, body->len);
}

static void give_server_flight(PcHandshake *handshake, bool asks)
{
    give_hello(handshake, SERVER, 0x0303, 0);
    give_certificate(handshake, SERVER, "server");
    if (asks) {
        static const uint8_t request[] = {1, 1, 0, 2, 4, 1, 0, 0};
        give(handshake, SERVER, CERTIFICATE_REQUEST, request, sizeof request);
    }
    give(handshake, SERVER, SERVER_HELLO_DONE, "", 0);
}

static void finish(PcHandshake *handshake, unsigned direction)
{
    PcSeen seen = seen_from(direction);
    pc_handshake_change_cipher_spec(handshake, &seen);
    pc_handshake_encrypted(handshake, &seen, 40);
}

// A whole handshake in which the client shows `der` (NULL: is not asked).
static void shake(PcHandshake *handshake, const char *der)
{
    give_hello(handshake, CLIENT, 0x0303, 0);
    give_server_flight(handshake, der != NULL);
    if (der != NULL) {
        give_certificate(handshake, CLIENT, der);
    }
    give(handshake, CLIENT, CLIENT_KEY_EXCHANGE, "x", 1);
    finish(handshake, CLIENT);
    finish(handshake, SERVER);
}

static void assert_words(PcHandshake *handshake, const char *client_certificate,
                         const char *outcome, const char *coverage)
{
    pc_handshake_settle(handshake);
    g_assert_cmpstr(pc_client_certificate_name(handshake->client_certificate), ==,
                    client_certificate);
    g_assert_cmpstr(pc_outcome_name(handshake->outcome), ==, outcome);
    g_assert_cmpstr(pc_coverage_name(handshake->coverage), ==, coverage);
}

static void assert_leaf(const PcHandshake *handshake, const char *der)
{
    PcBytes leaf = pc_bytes_of(g_ptr_array_index(handshake->client_chain, 0));
    g_assert_true(pc_bytes_equal(leaf, pc_bytes(der, strlen(der))));
}

static void names(void)
{
    g_assert_cmpstr(pc_alert_name(48), ==, "unknown_ca");
    g_assert_cmpstr(pc_alert_name(116), ==, "certificate_required");
    g_assert_null(pc_alert_name(200));
    g_assert_cmpstr(pc_tls_version_name(0xfefd), ==, "DTLS 1.2");
    g_assert_cmpstr(pc_tls_version_name(0x0300), ==, "SSL 3.0");
    g_assert_null(pc_tls_version_name(0));
    g_assert_cmpstr(pc_cipher_suite_name(0x0035), ==, "TLS_RSA_WITH_AES_256_CBC_SHA");
    g_assert_cmpstr(pc_cipher_suite_name(0xc030), ==, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    g_assert_null(pc_cipher_suite_name(0x0a0a));
    g_assert_null(pc_side_name(PC_SIDE_UNKNOWN));
    g_assert_null(pc_possession_name(PC_POSSESSION_ABSENT));
}

static void sides(void)
{
    // What came first was the server's: nothing but its message tells.
    g_autoptr(PcHandshake) handshake = new_handshake();
    give_hello(handshake, CLIENT, 0x0303, 0);
    g_assert_cmpint(handshake->client_direction, ==, 0);
    g_assert_cmpint(pc_handshake_client(handshake)->port, ==, 40000);

    // The ports say one thing, SYN another, a message a third: the last is right.
    g_autoptr(PcHandshake) late = new_handshake();
    pc_handshake_hint_client(late, 1, true);
    g_assert_true(late->client_is_guess);
    pc_handshake_hint_client(late, 0, false);
    g_assert_false(late->client_is_guess);
    g_assert_cmpint(late->client_direction, ==, 0);
    pc_handshake_hint_client(late, 1, true);
    g_assert_cmpint(late->client_direction, ==, 0);
    give_certificate(late, 1, "phone");
    g_assert_cmpuint(late->server_chain->len, ==, 1);
    give(late, 1, CLIENT_KEY_EXCHANGE, "x", 1);
    g_assert_cmpint(late->client_direction, ==, 1);
    g_assert_cmpuint(late->server_chain->len, ==, 0);
    assert_leaf(late, "phone");
}

static void renegotiations(void)
{
    // The second handshake brings what the first did not.
    g_autoptr(PcHandshake) late = new_handshake();
    shake(late, NULL);
    assert_words(late, "not-requested", "accepted", "whole");
    shake(late, "phone");
    assert_words(late, "presented", "accepted", "whole");
    assert_leaf(late, "phone");
    g_assert_true(late->renegotiated);
    g_assert_cmpuint(late->frames.first, ==, 1);
    g_assert_null(pc_handshake_take_earlier(late));

    // The same certificate again is one record.
    g_autoptr(PcHandshake) same = new_handshake();
    shake(same, "phone");
    shake(same, "phone");
    assert_words(same, "presented", "accepted", "whole");
    g_assert_null(pc_handshake_take_earlier(same));

    // Another one makes two.
    g_autoptr(PcHandshake) other = new_handshake();
    shake(other, "phone");
    shake(other, "other");
    assert_words(other, "presented", "accepted", "whole");
    assert_leaf(other, "other");
    g_autoptr(PcHandshake) earlier = pc_handshake_take_earlier(other);
    g_assert_nonnull(earlier);
    assert_leaf(earlier, "phone");
    g_assert_cmpstr(pc_outcome_name(earlier->outcome), ==, "accepted");
    g_assert_cmpuint(earlier->frames.first, <, other->frames.first);
    g_assert_null(pc_handshake_take_earlier(other));

    // One that brings nothing leaves the record as it was, however often.
    g_autoptr(PcHandshake) nothing = new_handshake();
    shake(nothing, "phone");
    for (int i = 0; i < 100; i++) {
        shake(nothing, NULL);
    }
    assert_words(nothing, "presented", "accepted", "whole");
    assert_leaf(nothing, "phone");
    g_assert_false(nothing->renegotiated);
}

// The ClientHello, and perhaps more, of the second handshake is lost: the certificate is not taken
// for one that the first had accepted, and what is missing is told.
static void renegotiations_with_holes(void)
{
    for (unsigned lost = 1; lost <= 2; lost++) {
        g_autoptr(PcHandshake) handshake = new_handshake();
        shake(handshake, NULL);
        pc_handshake_hole(handshake, CLIENT, PC_COVERAGE_SNAPLEN);
        if (lost < 2) {
            give_server_flight(handshake, true);
        }
        give_certificate(handshake, CLIENT, "phone");
        assert_words(handshake, "presented", "incomplete", "snaplen");
        g_assert_true(handshake->renegotiated);
        g_assert_false(handshake->has_client_random);
        finish(handshake, CLIENT);
        finish(handshake, SERVER);
        assert_words(handshake, "presented", "accepted", "snaplen");
    }

    // Of the first handshake both Finished are lost, and the server asks only in the second.
    g_autoptr(PcHandshake) hidden = new_handshake();
    give_hello(hidden, CLIENT, 0x0303, 0);
    give_server_flight(hidden, false);
    pc_handshake_missing(hidden, PC_COVERAGE_GAP);
    shake(hidden, "phone");
    assert_words(hidden, "presented", "accepted", "gap");
    g_assert_true(hidden->renegotiated);

    // An alert behind a hole may answer a request in it.
    g_autoptr(PcHandshake) refused = new_handshake();
    shake(refused, NULL);
    pc_handshake_hole(refused, SERVER, PC_COVERAGE_GAP);
    PcSeen alert = seen_from(SERVER);
    pc_handshake_alert(refused, &alert, 2, PC_ALERT_UNKNOWN_CA);
    assert_words(refused, "not-seen", "rejected", "gap");

    // The answer to the second request is lost: that nobody asked would be wrong.
    g_autoptr(PcHandshake) unanswered = new_handshake();
    shake(unanswered, NULL);
    give_hello(unanswered, CLIENT, 0x0303, 0);
    give_server_flight(unanswered, true);
    pc_handshake_end_of_capture(unanswered);
    assert_words(unanswered, "not-requested", "accepted", "early-end");
}

// The server's end of the first handshake is read only after the client has begun the second.
static void renegotiation_read_late(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    give_hello(handshake, CLIENT, 0x0303, 0);
    give_server_flight(handshake, false);
    give(handshake, CLIENT, CLIENT_KEY_EXCHANGE, "x", 1);
    finish(handshake, CLIENT);
    PcSeen late = seen_from(SERVER);
    pc_handshake_hole(handshake, SERVER, PC_COVERAGE_GAP);
    give_hello(handshake, CLIENT, 0x0303, 0);
    give_certificate(handshake, CLIENT, "phone");
    pc_handshake_change_cipher_spec(handshake, &late);
    pc_handshake_encrypted(handshake, &late, 40);
    assert_words(handshake, "presented", "incomplete", "gap");
}

static void many_certificates_on_one_connection(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    for (int i = 0; i < 100; i++) {
        g_autofree char *der = g_strdup_printf("phone-%d", i);
        shake(handshake, der);
    }
    pc_handshake_settle(handshake);
    assert_leaf(handshake, "phone-99");
    unsigned n_earlier = 0;
    PcHandshake *earlier;
    while ((earlier = pc_handshake_take_earlier(handshake)) != NULL) {
        n_earlier++;
        pc_handshake_free(earlier);
    }
    g_assert_cmpuint(n_earlier, >, 0);
    g_assert_cmpuint(n_earlier, <, 20);
}

static void alerts(void)
{
    static const struct {
        unsigned direction;
        uint8_t level, description;
        const char *outcome;
    } rows[] = {
        {SERVER, 2, 48, "rejected"},   {CLIENT, 2, 42, "rejected"},
        {SERVER, 1, 90, "incomplete"}, // user_canceled
        {SERVER, 1, 0, "closed"},      // close_notify
        {SERVER, 1, 48, "incomplete"}, // a warning
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcHandshake) handshake = new_handshake();
        give_hello(handshake, CLIENT, 0x0303, 0);
        give_server_flight(handshake, true);
        PcSeen seen = seen_from(rows[i].direction);
        pc_handshake_alert(handshake, &seen, rows[i].level, rows[i].description);
        pc_handshake_end_of_capture(handshake);
        bool incomplete = strcmp(rows[i].outcome, "incomplete") == 0;
        assert_words(handshake, "not-seen", rows[i].outcome, incomplete ? "early-end" : "whole");
        g_assert_cmpint(handshake->alert.seen, ==, strcmp(rows[i].outcome, "rejected") == 0);
    }
}

static void first_of_two_alerts(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    give_hello(handshake, CLIENT, 0x0303, 0);
    give_server_flight(handshake, true);
    PcSeen first = seen_from(SERVER), second = seen_from(SERVER);
    pc_handshake_alert(handshake, &first, 2, 48);
    pc_handshake_alert(handshake, &second, 2, 80);
    assert_words(handshake, "not-seen", "rejected", "whole");
    g_assert_cmpuint(handshake->alert.description, ==, 48);
    g_assert_cmpuint(handshake->frames.outcome, ==, first.frame);
}

// Some servers look at the certificate only after Finished; once data flows no alert speaks of it.
static void alert_after_finished(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    shake(handshake, "phone");
    PcSeen seen = seen_from(SERVER);
    pc_handshake_alert(handshake, &seen, 2, 49);
    assert_words(handshake, "presented", "rejected", "whole");

    g_autoptr(PcHandshake) later = new_handshake();
    shake(later, "phone");
    PcSeen data = seen_from(SERVER), alert = seen_from(SERVER);
    pc_handshake_application_data(later, &data, 100);
    pc_handshake_alert(later, &alert, 2, 80);
    assert_words(later, "presented", "accepted", "whole");
}

// OpenSSL's decode_error when the other end hangs up too early: in the handshake, and after it.
static void complaint_of_an_end(void)
{
    enum { FATAL = 2, DECODE_ERROR = 50, UNKNOWN_CA = 48 };
    g_autoptr(PcHandshake) early = new_handshake();
    give_hello(early, CLIENT, 0x0303, 0);
    PcSeen server = seen_from(SERVER), client = seen_from(CLIENT);
    pc_handshake_fin(early, &server);
    pc_handshake_alert(early, &client, FATAL, DECODE_ERROR);
    assert_words(early, "not-seen", "closed", "whole");
    g_assert_cmpuint(early->alert.description, ==, DECODE_ERROR);

    static const struct {
        uint8_t description;
        bool has_fin;
        const char *outcome;
    } rows[] = {{DECODE_ERROR, true, "accepted"},
                {DECODE_ERROR, false, "accepted"},
                {UNKNOWN_CA, true, "rejected"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcHandshake) late = new_handshake();
        shake(late, "phone");
        PcSeen fin = seen_from(CLIENT), alert = seen_from(SERVER);
        if (rows[i].has_fin) {
            pc_handshake_fin(late, &fin);
        }
        pc_handshake_alert(late, &alert, FATAL, rows[i].description);
        assert_words(late, "presented", rows[i].outcome, "whole");
    }
}

// RFC 6347, 4.2.1: the answer to the first piece of a hello may come before its last.
static void cookie_before_hello(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    give(handshake, SERVER, HELLO_VERIFY_REQUEST, "\xfe\xff\0", 3);
    give(handshake, SERVER, HELLO_VERIFY_REQUEST, "\xfe\xff\0", 3);
    give_hello(handshake, CLIENT, 0x0303, 0);
    give_server_flight(handshake, false);
    assert_words(handshake, "not-requested", "incomplete", "whole");

    g_autoptr(PcHandshake) late = new_handshake();
    give(late, SERVER, HELLO_VERIFY_REQUEST, "\xfe\xff\0", 3);
    give_server_flight(late, false);
    give(late, CLIENT, CLIENT_KEY_EXCHANGE, "x", 1);
    assert_words(late, "not-requested", "incomplete", "late-start");
}

// What a server of TLS 1.3 says after the client's flight, told by lengths alone. One that pads
// makes its alert as long as anything else.
static void dark_answers(void)
{
    static const struct {
        size_t flight[3], answer;
        const char *outcome;
    } rows[] = {
        {{23, 800, 69}, 19, "closed"},        {{23, 800, 69}, 250, "accepted"},
        {{23, 800, 69}, 23, "accepted"},      {{528, 1040, 528}, 528, "closed"},
        {{528, 1040, 528}, 19, "closed"},     {{528, 1040, 528}, 1040, "accepted"},
        {{2000, 2000, 2000}, 40, "accepted"}, {{65, 890, 85}, 35, "closed"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcHandshake) handshake = new_handshake();
        give_hello(handshake, CLIENT, 0x0303, 0);
        give_hello(handshake, SERVER, 0x0304, 0);
        pc_handshake_dark(handshake);
        for (size_t k = 0; k < G_N_ELEMENTS(rows[i].flight); k++) {
            PcSeen seen = seen_from(SERVER);
            pc_handshake_application_data(handshake, &seen, rows[i].flight[k]);
        }
        PcSeen client = seen_from(CLIENT), server = seen_from(SERVER), fin = seen_from(SERVER);
        pc_handshake_application_data(handshake, &client, 900);
        pc_handshake_application_data(handshake, &server, rows[i].answer);
        pc_handshake_fin(handshake, &fin);
        assert_words(handshake, "encrypted", rows[i].outcome, "encrypted");
    }
}

// RFC 6101, 5.4.2: SSL 3.0 has no empty list, it warns.
static void ssl3_without_certificate(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    give_hello(handshake, CLIENT, 0x0300, 0);
    give_hello(handshake, SERVER, 0x0300, 0);
    give(handshake, SERVER, CERTIFICATE_REQUEST, "\1\1\0\0", 4);
    give(handshake, SERVER, SERVER_HELLO_DONE, "", 0);
    PcSeen seen = seen_from(CLIENT);
    pc_handshake_alert(handshake, &seen, 1, 41);
    assert_words(handshake, "empty", "incomplete", "whole");
    g_assert_true(handshake->has_authorities);
    g_assert_cmpuint(handshake->authorities->len, ==, 0);
}

static void ssl2_hello(void)
{
    static const uint8_t hello[] = {1,    3,    1,    0,    6,    0,    0,    0,
                                    16,   0,    0,    4,    1,    0,    0x80, 0xa0,
                                    0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8,
                                    0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf};
    g_autoptr(PcHandshake) handshake = new_handshake();
    PcSeen seen = seen_from(CLIENT);
    pc_handshake_sslv2_hello(handshake, &seen, pc_bytes(hello, sizeof hello));
    g_assert_cmpuint(handshake->client_version, ==, 0x0301);
    g_assert_true(handshake->has_client_random);
    g_assert_cmpuint(handshake->client_random[0], ==, 0);
    g_assert_cmpuint(handshake->client_random[16], ==, 0xa0);
    g_assert_cmpuint(handshake->client_random[31], ==, 0xaf);
    give_server_flight(handshake, false);
    assert_words(handshake, "not-requested", "incomplete", "whole");
}

static void resumed_forms(void)
{
    // The session identifier comes back.
    g_autoptr(PcHandshake) by_id = new_handshake();
    give_hello(by_id, CLIENT, 0x0303, 7);
    give_hello(by_id, SERVER, 0x0303, 7);
    finish(by_id, SERVER);
    assert_words(by_id, "resumed", "incomplete", "whole");
    finish(by_id, CLIENT);
    assert_words(by_id, "resumed", "accepted", "whole");

    // It does not, but the server goes straight to Finished: a ticket.
    g_autoptr(PcHandshake) by_ticket = new_handshake();
    give_hello(by_ticket, CLIENT, 0x0303, 0);
    give_hello(by_ticket, SERVER, 0x0303, 0);
    finish(by_ticket, SERVER);
    finish(by_ticket, CLIENT);
    assert_words(by_ticket, "resumed", "accepted", "whole");

    // With a hole in between that is not certain.
    g_autoptr(PcHandshake) with_hole = new_handshake();
    give_hello(with_hole, CLIENT, 0x0303, 0);
    give_hello(with_hole, SERVER, 0x0303, 0);
    pc_handshake_hole(with_hole, SERVER, PC_COVERAGE_GAP);
    finish(with_hole, SERVER);
    finish(with_hole, CLIENT);
    assert_words(with_hole, "not-seen", "accepted", "gap");

    // A server may echo an identifier and shake hands in full all the same.
    g_autoptr(PcHandshake) echoed = new_handshake();
    give_hello(echoed, CLIENT, 0x0303, 7);
    give_hello(echoed, SERVER, 0x0303, 7);
    give_certificate(echoed, SERVER, "server");
    give(echoed, SERVER, SERVER_HELLO_DONE, "", 0);
    assert_words(echoed, "not-requested", "incomplete", "whole");
    g_assert_false(echoed->resumed);
}

static void resumption_memory(void)
{
    g_autoptr(PcResumption) sessions = pc_resumption_new();
    for (int i = 0; i < 2 * PC_RESUMPTION_MAX; i++) {
        g_autoptr(PcHandshake) full = new_handshake();
        give_hello(full, CLIENT, 0x0303, 0);
        give_hello(full, SERVER, 0x0303, 0);
        give_certificate(full, CLIENT, "phone");
        uint8_t body[14] = {0, 0, 0, 1, 0, 8};
        g_autofree char *text = g_strdup_printf("%08d", i);
        for (size_t j = 0; j < 8; j++) {
            body[6 + j] = (uint8_t)text[j];
        }
        give(full, SERVER, 4, body, sizeof body);
        pc_handshake_hint_client(full, CLIENT, false);
        pc_resumption_note(sessions, full);
    }
}

static PcHandshake *make_resumed(PcResumption *sessions, uint8_t session_id)
{
    PcHandshake *resumed = new_handshake();
    give_hello(resumed, CLIENT, 0x0303, session_id);
    give_hello(resumed, SERVER, 0x0303, session_id);
    pc_resumption_note(sessions, resumed);
    return resumed;
}

// Large certificates make fewer sessions fit: the oldest is forgotten, the latest is not.
static void resumption_bytes(void)
{
    enum { CERTIFICATE_LEN = 60000, N_SESSIONS = 200 };
    PcAccount account;
    pc_account_init(&account, PC_ACCOUNT_DEFAULT);
    g_autofree char *large = g_strnfill(CERTIFICATE_LEN, 'c');
    g_autoptr(PcResumption) sessions = pc_resumption_new();
    pc_resumption_account(sessions, &account);
    for (unsigned i = 1; i <= N_SESSIONS; i++) {
        g_autoptr(PcHandshake) full = new_handshake();
        give_hello(full, CLIENT, 0x0303, 0);
        give_hello(full, SERVER, 0x0303, (uint8_t)i);
        give_certificate(full, CLIENT, large);
        pc_handshake_hint_client(full, CLIENT, false);
        pc_resumption_note(sessions, full);
    }
    g_autoptr(PcHandshake) oldest = make_resumed(sessions, 1);
    g_autoptr(PcHandshake) latest = make_resumed(sessions, N_SESSIONS);
    g_assert_null(oldest->original_chain);
    g_assert_nonnull(latest->original_chain);
    g_assert_cmpuint(account.n_over[PC_HOLD_RESUMPTION], >, 0);
}

// Whatever the bytes: no crash, no claim without ground.
static void hostile_messages(void)
{
    static const uint8_t filler[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    for (unsigned type = 0; type < 256; type++) {
        for (size_t f = 0; f < G_N_ELEMENTS(filler); f++) {
            for (size_t len = 0; len < 64; len++) {
                uint8_t body[64];
                memset(body, filler[f], sizeof body);
                g_autoptr(PcHandshake) handshake = new_handshake();
                give_hello(handshake, CLIENT, 0x0303, 0);
                give_hello(handshake, SERVER, (len & 1) != 0 ? 0x0303 : 0x0301, 0);
                give(handshake, (unsigned)len & 1, (uint8_t)type, body, len);
                PcSeen seen = seen_from(CLIENT);
                pc_handshake_partial_certificate(handshake, &seen, pc_bytes(body, len));
                pc_handshake_settle(handshake);
                pc_handshake_prove(handshake, NULL);
                g_assert_cmpuint(handshake->possession, !=, PC_POSSESSION_VERIFIED);
                g_assert_cmpuint(handshake->outcome, !=, PC_OUTCOME_ACCEPTED);
            }
        }
    }
}

static void too_many_certificates(void)
{
    g_autoptr(PcHandshake) handshake = new_handshake();
    g_autoptr(GByteArray) body = g_byte_array_new();
    const unsigned n_certificates = 3 * PC_HANDSHAKE_MAX_CERTIFICATES;
    const uint8_t list_len[] = {0, (uint8_t)(n_certificates * 4 >> 8),
                                (uint8_t)(n_certificates * 4)};
    g_byte_array_append(body, list_len, sizeof list_len);
    for (unsigned i = 0; i < n_certificates; i++) {
        g_byte_array_append(body, (const uint8_t *)"\0\0\1x", 4);
    }
    give_hello(handshake, CLIENT, 0x0303, 0);
    give_server_flight(handshake, true);
    give(handshake, CLIENT, CERTIFICATE, body->data, body->len);
    assert_words(handshake, "presented", "incomplete", "over-limit");
    g_assert_cmpuint(handshake->client_chain->len, ==, PC_HANDSHAKE_MAX_CERTIFICATES);
}

static void hostile_server_name(void)
{
    static const uint8_t tail[] = {0,  0, 2, 0, 0x35, 1, 0,  0,   14,   0,    0,  0,
                                   10, 0, 8, 0, 0,    5, 27, '[', '\n', 0xff, 'a'};
    g_autoptr(PcHandshake) handshake = new_handshake();
    uint8_t body[34 + sizeof tail] = {3, 3};
    for (size_t i = 0; i < sizeof tail; i++) {
        body[34 + i] = tail[i];
    }
    give(handshake, CLIENT, CLIENT_HELLO, body, sizeof body);
    g_assert_cmpstr(handshake->server_name, ==, "?[??a");
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/handshake/names", names);
    g_test_add_func("/handshake/sides", sides);
    g_test_add_func("/handshake/renegotiations", renegotiations);
    g_test_add_func("/handshake/renegotiations-with-holes", renegotiations_with_holes);
    g_test_add_func("/handshake/renegotiation-read-late", renegotiation_read_late);
    g_test_add_func("/handshake/many-certificates", many_certificates_on_one_connection);
    g_test_add_func("/handshake/alerts", alerts);
    g_test_add_func("/handshake/first-of-two-alerts", first_of_two_alerts);
    g_test_add_func("/handshake/alert-after-finished", alert_after_finished);
    g_test_add_func("/handshake/complaint-of-an-end", complaint_of_an_end);
    g_test_add_func("/handshake/cookie-before-hello", cookie_before_hello);
    g_test_add_func("/handshake/dark-answers", dark_answers);
    g_test_add_func("/handshake/ssl3-without-certificate", ssl3_without_certificate);
    g_test_add_func("/handshake/ssl2-hello", ssl2_hello);
    g_test_add_func("/handshake/resumed", resumed_forms);
    g_test_add_func("/handshake/resumption-memory", resumption_memory);
    g_test_add_func("/handshake/resumption-bytes", resumption_bytes);
    g_test_add_func("/handshake/hostile-messages", hostile_messages);
    g_test_add_func("/handshake/too-many-certificates", too_many_certificates);
    g_test_add_func("/handshake/hostile-server-name", hostile_server_name);
    return g_test_run();
}
