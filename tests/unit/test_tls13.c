// SPDX-License-Identifier: GPL-2.0-or-later
// What keys open, and what stays dark without: TLS 1.3 in all its turns, TLS 1.2 and older with
// every kind of cipher, NULL ciphers, renegotiation.
#include "tests/unit/observe_kit.h"
#include "tests/unit/unit.h"

static Cast cast;

static PcHandshake *observe_with_keys(const MkConversation *conversation, size_t piece_len)
{
    g_autoptr(PcKeyLog) keys = pc_key_log_new();
    g_assert_cmpuint(
        pc_key_log_add(keys, pc_bytes(conversation->key_log->str, conversation->key_log->len)), >,
        0);
    talk_memory.keys = keys;
    PcHandshake *told = observe_talk(conversation, piece_len);
    talk_memory.keys = NULL;
    return told;
}

static void with_keys(void)
{
    static const char *const suites[] = {"P-256", "P-384", "X25519"};
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
        UNIT_ROW(suites, i);
        MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
        talk.server.groups = suites[i];
        talk.server.announced = cast.trusted;
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        for (size_t piece_len = 0; piece_len < 40; piece_len++) {
            g_autoptr(PcHandshake) told = observe_with_keys(conversation, piece_len);
            assert_told(told, "presented", "verified", "accepted", "whole");
            assert_word(pc_tls_version_name(told->version), "TLS 1.3");
            g_assert_cmpuint(told->authorities->len, ==, 1);
            g_assert_cmpuint(told->server_chain->len, ==, 1);
        }
    }
}

static void in_the_dark(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    g_autoptr(MkConversation) good = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) accepted = observe_talk(good, 0);
    assert_told(accepted, "encrypted", NULL, "accepted", "encrypted");
    talk.client.credential = cast.foreign;
    talk.n_lines = 0;
    g_autoptr(MkConversation) bad = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) refused = observe_talk(bad, 0);
    // Nothing of an alert can be read: all that is certain is that the connection was closed.
    assert_told(refused, "encrypted", NULL, "closed", "encrypted");
    g_assert_false(refused->alert.seen);
}

static void refused_with_keys(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    talk.client.credential = cast.foreign;
    g_autoptr(MkConversation) foreign = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_with_keys(foreign, 0);
    assert_told(told, "presented", "verified", "rejected", "whole");
    assert_word(pc_alert_name(told->alert.description), "unknown_ca");
    talk.client.credential = NULL;
    g_autoptr(MkConversation) nothing = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) empty = observe_with_keys(nothing, 0);
    assert_told(empty, "empty", NULL, "rejected", "whole");
    assert_word(pc_alert_name(empty->alert.description), "certificate_required");
}

static void not_requested13(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    talk.server.trusted = NULL;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_with_keys(conversation, 0);
    assert_told(told, "not-requested", NULL, "accepted", "whole");
}

static void hello_retry(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    talk.client.groups = "X25519:P-384";
    talk.server.groups = "P-384";
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_with_keys(conversation, 0);
    g_assert_true(told->hello_retry);
    assert_told(told, "presented", "verified", "accepted", "whole");
}

static void after_the_handshake(void)
{
    static const MkAct acts[] = {MK_ACT_POST_HANDSHAKE_AUTH, MK_ACT_KEY_UPDATE};
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        UNIT_ROW(acts, i);
        MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
        talk.act = acts[i];
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(PcHandshake) told = observe_with_keys(conversation, 0);
        assert_told(told, "presented", "verified", "accepted", "whole");
    }
}

static void resumed13(void)
{
    g_autoptr(MkMemory) memory = mk_memory_new();
    g_autoptr(PcResumption) sessions = pc_resumption_new();
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    g_autoptr(MkConversation) full = mk_talk(&talk, memory);
    g_autoptr(MkConversation) abbreviated = mk_talk(&talk, memory);
    g_assert_true(abbreviated->resumed);
    g_autoptr(PcHandshake) alone = observe_talk(abbreviated, 0);
    assert_word(pc_client_certificate_name(alone->client_certificate), "resumed");
    talk_memory.resumption = sessions;
    g_autoptr(PcHandshake) first = observe_with_keys(full, 0);
    g_autoptr(PcHandshake) second = observe_with_keys(abbreviated, 0);
    talk_memory.resumption = NULL;
    assert_told(first, "presented", "verified", "accepted", "whole");
    assert_told(second, "resumed", NULL, "accepted", "whole");
    g_assert_nonnull(second->original_chain);
}

// Keys of another connection, and only a part of the right ones.
static void useless_keys(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(MkConversation) other = mk_talk(&talk, NULL);
    g_autoptr(PcKeyLog) keys = pc_key_log_new();
    pc_key_log_add(keys, pc_bytes(other->key_log->str, other->key_log->len));
    talk_memory.keys = keys;
    g_autoptr(PcHandshake) foreign = observe_talk(conversation, 0);
    assert_told(foreign, "encrypted", NULL, "accepted", "encrypted");

    g_auto(GStrv) lines = g_strsplit(conversation->key_log->str, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        // One hexadecimal digit of a secret is wrong.
        size_t len = strlen(lines[i]);
        if (len > 0) {
            lines[i][len - 1] = lines[i][len - 1] == '0' ? '1' : '0';
        }
    }
    g_autofree char *spoilt = g_strjoinv("\n", lines);
    pc_key_log_add(keys, pc_bytes(spoilt, strlen(spoilt)));
    g_autoptr(PcHandshake) wrong = observe_talk(conversation, 0);
    talk_memory.keys = NULL;
    assert_told(wrong, "encrypted", NULL, "accepted", "encrypted");
}

// Up to TLS 1.2 keys make the alerts after the handshake readable, whatever the cipher.
static void ciphers12(void)
{
    static const struct {
        const char *name;
        int version;
    } rows[] = {
        {"AES128-SHA", TLS1_VERSION},
        {"AES256-SHA", TLS1_1_VERSION},
        {"AES128-SHA", TLS1_2_VERSION},
        {"AES256-SHA256", TLS1_2_VERSION},
        {"ECDHE-RSA-AES256-SHA384", TLS1_2_VERSION},
        {"ECDHE-RSA-AES128-GCM-SHA256", TLS1_2_VERSION},
        {"ECDHE-RSA-AES256-GCM-SHA384", TLS1_2_VERSION},
        {"ECDHE-RSA-CHACHA20-POLY1305", TLS1_2_VERSION},
        {"AES128-CCM", TLS1_2_VERSION},
        {"AES256-CCM8", TLS1_2_VERSION},
        {"CAMELLIA256-SHA", TLS1_2_VERSION},
    };
    static const MkLine lines[] = {
        {MK_CLIENT,
         "REGISTER sip:cucm SIP/2.0\r\nTo: <sip:1@cucm>\r\nContact: "
         "<sip:1@10.0.0.1>;+sip.instance=\"x\"\r\nContent-Length: 0\r\n\r\n",
         0},
        {MK_SERVER,
         "SIP/2.0 403 Forbidden\r\nCSeq: 1 REGISTER\r\nWarning: 399 cucm \"Device "
         "security mismatch\"\r\nContent-Length: 0\r\n\r\n",
         0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_test_message("%s", rows[i].name);
        MkTalk talk = cast_talk(&cast, rows[i].version);
        talk.client.ciphers = rows[i].name;
        talk.lines = lines;
        talk.n_lines = G_N_ELEMENTS(lines);
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(PcHandshake) dark = observe_talk(conversation, 0);
        assert_told(dark, "presented", "verified", "accepted", "whole");
        g_assert_cmpint(dark->said.sip_status, ==, 0);
        g_autoptr(PcHandshake) told = observe_with_keys(conversation, 7);
        assert_told(told, "presented", "verified", "accepted", "whole");
        g_assert_false(told->encrypted_alert);
        g_assert_cmpint(told->said.sip_status, ==, 403);
    }
}

static void null_cipher(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.client.ciphers = "NULL-SHA256:NULL-SHA:@SECLEVEL=0";
    talk.server.ciphers = "NULL-SHA256:NULL-SHA:@SECLEVEL=0";
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
    assert_told(told, "presented", "verified", "accepted", "whole");
    g_assert_nonnull(strstr(pc_cipher_suite_name(told->cipher), "_NULL_"));
    g_assert_false(told->encrypted_alert);
}

static void renegotiation(void)
{
    for (int foreign = 0; foreign < 2; foreign++) {
        MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
        talk.client.credential = foreign ? cast.foreign : cast.phone;
        talk.act = MK_ACT_RENEGOTIATE;
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(PcHandshake) told = observe_with_keys(conversation, 0);
        assert_told(told, "presented", "verified", foreign ? "rejected" : "accepted", "whole");
        g_assert_true(told->renegotiated);
        g_assert_cmpuint(told->frames.first, ==, 1);
        g_assert_cmpuint(told->frames.client_certificate, >, 4);
        g_assert_null(told->earlier);
        g_autoptr(PcHandshake) dark = observe_talk(conversation, 0);
        assert_told(dark, "not-requested", NULL, "accepted", "encrypted");
        g_assert_false(dark->renegotiated);
    }
}

// A hole among application data: the keys find their place again.
static void hole_with_keys(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_3_VERSION);
    talk.act = MK_ACT_POST_HANDSHAKE_AUTH;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcKeyLog) keys = pc_key_log_new();
    pc_key_log_add(keys, pc_bytes(conversation->key_log->str, conversation->key_log->len));
    talk_memory.keys = keys;
    for (guint lost = 3; lost < conversation->flights->len; lost++) {
        g_autoptr(PcTlsStream) stream = talk_stream();
        uint64_t frame = 0;
        for (guint i = 0; i < conversation->flights->len; i++) {
            const MkFlight *flight = g_ptr_array_index(conversation->flights, i);
            if (i == lost && flight->kind == MK_FLIGHT_BYTES) {
                PcSeen seen = {.frame = ++frame, .direction = flight->from == MK_CLIENT ? 0 : 1};
                size_t len = g_bytes_get_size(g_ptr_array_index(flight->datagrams, 0));
                pc_tls_stream_gap(stream, &seen, PC_GAP_LOST, len);
            } else {
                feed_flight(stream, flight, 0, &frame);
            }
        }
        g_autoptr(PcHandshake) told = take_proven(stream);
        g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
        g_assert_cmpuint(told->outcome, !=, PC_OUTCOME_REJECTED);
    }
    talk_memory.keys = NULL;
}

static void key_log_lines(void)
{
    static const char text[] =
        "# a comment\r\n"
        "CLIENT_RANDOM 00 11\n"
        "CLIENT_RANDOM "
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f aabb\r\n"
        "SERVER_TRAFFIC_SECRET_0   "
        "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\tccdd\n"
        "CLIENT_RANDOM zz11\n"
        "EXPORTER_SECRET 00 00";
    uint8_t random[32];
    for (size_t i = 0; i < sizeof random; i++) {
        random[i] = (uint8_t)i;
    }
    g_autoptr(PcKeyLog) log = pc_key_log_new();
    g_assert_true(pc_key_log_is_empty(log));
    g_assert_cmpuint(pc_key_log_add(log, pc_bytes(text, sizeof text - 1)), ==, 2);
    PcBytes master = pc_key_log_find(log, PC_SECRET_MASTER, pc_bytes(random, sizeof random));
    g_assert_true(pc_bytes_equal(master, pc_bytes("\xaa\xbb", 2)));
    PcBytes traffic =
        pc_key_log_find(log, PC_SECRET_SERVER_TRAFFIC, pc_bytes(random, sizeof random));
    g_assert_true(pc_bytes_equal(traffic, pc_bytes("\xcc\xdd", 2)));
    random[0] = 1;
    g_assert_cmpuint(pc_key_log_find(log, PC_SECRET_MASTER, pc_bytes(random, sizeof random)).len,
                     ==, 0);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/tls13/with-keys", with_keys);
    g_test_add_func("/tls13/in-the-dark", in_the_dark);
    g_test_add_func("/tls13/refused", refused_with_keys);
    g_test_add_func("/tls13/not-requested", not_requested13);
    g_test_add_func("/tls13/hello-retry", hello_retry);
    g_test_add_func("/tls13/after-the-handshake", after_the_handshake);
    g_test_add_func("/tls13/resumed", resumed13);
    g_test_add_func("/tls13/useless-keys", useless_keys);
    g_test_add_func("/tls13/hole-with-keys", hole_with_keys);
    g_test_add_func("/keys/ciphers", ciphers12);
    g_test_add_func("/keys/null-cipher", null_cipher);
    g_test_add_func("/keys/renegotiation", renegotiation);
    g_test_add_func("/keys/log", key_log_lines);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
