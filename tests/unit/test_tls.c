// SPDX-License-Identifier: GPL-2.0-or-later
// TLS up to 1.2 over a byte stream: real handshakes, cut in every way, are told the same or less.
#include "tests/unit/tls_talk.h"
#include "tests/unit/unit.h"

static Cast cast;

static void versions(void)
{
    static const struct {
        int version;
        const char *name;
    } rows[] = {
        {TLS1_VERSION, "TLS 1.0"}, {TLS1_1_VERSION, "TLS 1.1"}, {TLS1_2_VERSION, "TLS 1.2"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        MkTalk talk = cast_talk(&cast, rows[i].version);
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
        assert_told(told, "presented", "verified", "accepted", "whole");
        assert_word(pc_tls_version_name(told->version), rows[i].name);
        g_assert_cmpuint(told->client_chain->len, ==, 1);
        g_assert_cmpuint(told->server_chain->len, ==, 1);
        g_assert_cmpint(told->client_direction, ==, 0);
        g_assert_false(told->resumed);
        g_assert_false(told->closed_after_handshake);
    }
}

static void frames(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
    // One frame a flight: hello, server's flight, client's flight, server's Finished.
    g_assert_cmpuint(told->frames.first, ==, 1);
    g_assert_cmpuint(told->frames.client_hello, ==, 1);
    g_assert_cmpuint(told->frames.server_hello, ==, 2);
    g_assert_cmpuint(told->frames.server_certificate, ==, 2);
    g_assert_cmpuint(told->frames.certificate_request, ==, 2);
    g_assert_cmpuint(told->frames.server_hello_done, ==, 2);
    g_assert_cmpuint(told->frames.client_certificate, ==, 3);
    g_assert_cmpuint(told->frames.client_key_exchange, ==, 3);
    g_assert_cmpuint(told->frames.certificate_verify, ==, 3);
    g_assert_cmpuint(told->frames.client_finished, ==, 3);
    g_assert_cmpuint(told->frames.server_finished, ==, 4);
    g_assert_cmpuint(told->frames.outcome, ==, 4);
    g_assert_cmpint(told->start, ==, talk.at_ns);
}

static void pieces(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.server.max_fragment = 512;
    talk.client.max_fragment = 600;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    for (size_t piece_len = 1; piece_len < 200; piece_len++) {
        g_autoptr(PcHandshake) told = observe_talk(conversation, piece_len);
        assert_told(told, "presented", "verified", "accepted", "whole");
    }
}

static void rejections(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.client.credential = cast.foreign;
    g_autoptr(MkConversation) foreign = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(foreign, 0);
    assert_told(told, "presented", "verified", "rejected", "whole");
    assert_word(pc_alert_name(told->alert.description), "unknown_ca");
    assert_word(pc_side_name(told->alert.from), "server");
    g_assert_cmpuint(told->frames.alert, ==, 4);
    g_assert_cmpuint(told->frames.outcome, ==, 4);

    talk.client.credential = NULL;
    g_autoptr(MkConversation) nothing = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) empty = observe_talk(nothing, 0);
    assert_told(empty, "empty", NULL, "rejected", "whole");
}

static void not_requested(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.server.trusted = NULL;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
    assert_told(told, "not-requested", NULL, "accepted", "whole");
}

static void announced(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.server.announced = cast.trusted;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
    g_assert_true(told->has_authorities);
    g_assert_cmpuint(told->authorities->len, ==, 1);
}

static void server_name(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.server_name = "cucm-pub.example";
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
    assert_word(told->server_name, "cucm-pub.example");
}

// Only the flights that `keep` has a bit for; the rest never reached the capture.
static PcHandshake *observe_some(const MkConversation *conversation, unsigned keep)
{
    g_autoptr(PcTlsStream) stream = talk_stream();
    uint64_t frame = 0;
    for (guint i = 0; i < conversation->flights->len; i++) {
        if ((keep >> i & 1) != 0) {
            feed_flight(stream, g_ptr_array_index(conversation->flights, i), 0, &frame);
        }
    }
    return take_proven(stream);
}

static void late_and_early(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    // Flights: 0 ClientHello, 1 ServerHello.., 2 Certificate.., 3 Finished, 4.. data.
    g_autoptr(PcHandshake) hello_only = observe_some(conversation, 0x1);
    assert_told(hello_only, "not-seen", NULL, "incomplete", "early-end");
    g_autoptr(PcHandshake) before = observe_some(conversation, 0x3);
    assert_told(before, "not-seen", NULL, "incomplete", "early-end");
    g_autoptr(PcHandshake) after = observe_some(conversation, 0x7);
    assert_told(after, "presented", "verified", "incomplete", "early-end");
    g_autoptr(PcHandshake) enough = observe_some(conversation, 0xf);
    assert_told(enough, "presented", "verified", "accepted", "whole");
    g_autoptr(PcHandshake) late = observe_some(conversation, 0xc);
    assert_told(late, "presented", "not-checkable", "accepted", "late-start");
    g_assert_cmpint(late->client_direction, ==, 0);
    g_autoptr(PcHandshake) later = observe_some(conversation, 0x18);
    assert_told(later, "not-seen", NULL, "incomplete", "late-start");
}

static void one_direction(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) client = observe_some(conversation, 0x5);
    assert_told(client, "presented", "not-checkable", "incomplete", "gap");
    g_autoptr(PcHandshake) server = observe_some(conversation, 0xa);
    assert_told(server, "not-seen", NULL, "accepted", "gap");
    g_assert_cmpint(server->client_direction, ==, 0);
}

// The capture stops after every byte: what is said may only be less, and never wrong.
static void cut_anywhere(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    const MkFlight *second = g_ptr_array_index(conversation->flights, 2);
    PcBytes flight = pc_bytes_of(g_ptr_array_index(second->datagrams, 0));
    bool was_truncated = false, had_partial = false;
    for (size_t len = 0; len < flight.len; len++) {
        g_autoptr(PcTlsStream) stream = talk_stream();
        uint64_t frame = 0;
        feed_flight(stream, g_ptr_array_index(conversation->flights, 0), 0, &frame);
        feed_flight(stream, g_ptr_array_index(conversation->flights, 1), 0, &frame);
        PcSeen seen = {.frame = ++frame, .direction = 0};
        pc_tls_stream_bytes(stream, &seen, pc_bytes_first(flight, len));
        g_autoptr(PcHandshake) told = take_proven(stream);
        assert_word(pc_outcome_name(told->outcome), "incomplete");
        assert_word(pc_coverage_name(told->coverage), "early-end");
        was_truncated |= told->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED;
        had_partial |= told->client_partial != NULL;
        g_assert_true(told->client_certificate == PC_CLIENT_CERTIFICATE_NOT_SEEN ||
                      told->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED ||
                      told->client_certificate == PC_CLIENT_CERTIFICATE_PRESENTED);
        g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
    }
    g_assert_true(was_truncated && had_partial);
}

// A hole of any place and length in the client's flight.
static void holes(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    const MkFlight *second = g_ptr_array_index(conversation->flights, 2);
    PcBytes flight = pc_bytes_of(g_ptr_array_index(second->datagrams, 0));
    for (size_t at = 0; at < flight.len; at += 7) {
        for (size_t len = 1; at + len < flight.len; len += 61) {
            g_autoptr(PcTlsStream) stream = talk_stream();
            uint64_t frame = 0;
            feed_flight(stream, g_ptr_array_index(conversation->flights, 0), 0, &frame);
            feed_flight(stream, g_ptr_array_index(conversation->flights, 1), 0, &frame);
            PcSeen seen = {.frame = ++frame, .direction = 0};
            PcBytes rest = flight;
            pc_tls_stream_bytes(stream, &seen, pc_bytes_first(flight, at));
            pc_bytes_skip(&rest, at + len);
            pc_tls_stream_gap(stream, &seen, PC_GAP_LOST, len);
            pc_tls_stream_bytes(stream, &seen, rest);
            feed_flight(stream, g_ptr_array_index(conversation->flights, 3), 0, &frame);
            g_autoptr(PcHandshake) told = take_proven(stream);
            assert_word(pc_outcome_name(told->outcome), "accepted");
            assert_word(pc_coverage_name(told->coverage), "gap");
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_NOT_REQUESTED);
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_EMPTY);
            g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
        }
    }
}

// The two directions come from different taps: the client's flight is captured before the server's.
static void crossed_directions(void)
{
    static const unsigned order[] = {0, 2, 1, 3};
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcTlsStream) stream = talk_stream();
    uint64_t frame = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        UNIT_ROW(order, i);
        feed_flight(stream, g_ptr_array_index(conversation->flights, order[i]), 0, &frame);
    }
    g_autoptr(PcHandshake) told = take_proven(stream);
    assert_told(told, "presented", "verified", "accepted", "whole");
}

static void ends(void)
{
    static const struct {
        MkEnding ending;
        bool closed_after;
    } rows[] = {{MK_END_SERVER_CLOSES, true},
                {MK_END_SERVER_FIN, true},
                {MK_END_SERVER_RST, true},
                {MK_END_CLIENT_CLOSES, false},
                {MK_END_OPEN, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
        talk.n_lines = 1; // the server does not answer
        talk.ending = rows[i].ending;
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
        assert_told(told, "presented", "verified", "accepted", "whole");
        g_assert_cmpint(told->closed_after_handshake, ==, rows[i].closed_after);
    }
}

static void reset_and_closed(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    for (int fin = 0; fin < 2; fin++) {
        g_autoptr(PcTlsStream) stream = talk_stream();
        uint64_t frame = 0;
        for (guint i = 0; i < 3; i++) {
            feed_flight(stream, g_ptr_array_index(conversation->flights, i), 0, &frame);
        }
        MkFlight end = {.from = MK_SERVER, .kind = fin ? MK_FLIGHT_FIN : MK_FLIGHT_RST};
        feed_flight(stream, &end, 0, &frame);
        g_autoptr(PcHandshake) told = take_proven(stream);
        assert_told(told, "presented", "verified", fin ? "closed" : "reset", "whole");
        g_assert_cmpuint(told->frames.outcome, ==, 4);
    }
}

// A lost server flight may hide its Finished: the end of the connection then decides nothing.
static void end_behind_a_hole(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcTlsStream) stream = talk_stream();
    uint64_t frame = 0;
    for (guint i = 0; i < 3; i++) {
        feed_flight(stream, g_ptr_array_index(conversation->flights, i), 0, &frame);
    }
    PcSeen seen = {.frame = ++frame, .direction = 1};
    pc_tls_stream_gap(stream, &seen, PC_GAP_LOST, 51);
    pc_handshake_fin(pc_tls_stream_handshake(stream), &seen);
    g_autoptr(PcHandshake) told = take_proven(stream);
    assert_told(told, "presented", "verified", "incomplete", "gap");
}

static void bad_signature(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcTlsStream) stream = talk_stream();
    uint64_t frame = 0;
    feed_flight(stream, g_ptr_array_index(conversation->flights, 0), 0, &frame);
    feed_flight(stream, g_ptr_array_index(conversation->flights, 1), 0, &frame);
    const MkFlight *second = g_ptr_array_index(conversation->flights, 2);
    PcBytes flight = pc_bytes_of(g_ptr_array_index(second->datagrams, 0));
    // The signature ends 6 + 5 + 40 bytes before the flight does: ChangeCipherSpec and Finished.
    g_autofree uint8_t *spoilt = g_memdup2(flight.data, flight.len);
    spoilt[flight.len - 60] ^= 1;
    PcSeen seen = {.frame = ++frame, .direction = 0};
    pc_tls_stream_bytes(stream, &seen, pc_bytes(spoilt, flight.len));
    g_autoptr(PcHandshake) told = take_proven(stream);
    assert_told(told, "presented", "failed", "incomplete", "early-end");
}

static void keys_of_all_kinds(void)
{
    static const char *const kinds[] = {"P-256", "P-384", "ED25519"};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        UNIT_ROW(kinds, i);
        EVP_PKEY *key = mk_key_new(kinds[i], 0);
        MkCredential *phone = cast_lsc(&cast, MK_CA_CAPF, key);
        MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
        talk.client.credential = phone;
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
        assert_told(told, "presented", "verified", "accepted", "whole");
        mk_credential_free(phone);
        EVP_PKEY_free(key);
    }
}

static void plain_start(void)
{
    static const MkLine prelude[] = {
        {MK_SERVER, "220 mail.example ESMTP\r\n", 0},
        {MK_CLIENT, "STARTTLS\r\n", 0},
        {MK_SERVER, "220 go ahead\r\n", 0},
    };
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.prelude = prelude;
    talk.n_prelude = G_N_ELEMENTS(prelude);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(PcHandshake) told = observe_talk(conversation, 0);
    assert_told(told, "presented", "verified", "accepted", "whole");
}

// A second connection resumes the first; the phone that was shown then is named again.
static void resumption(void)
{
    for (int by_ticket = 0; by_ticket < 2; by_ticket++) {
        g_autoptr(MkMemory) memory = mk_memory_new();
        g_autoptr(PcResumption) sessions = pc_resumption_new();
        talk_memory.resumption = sessions;
        MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
        talk.server.no_tickets = !by_ticket;
        g_autoptr(MkConversation) full = mk_talk(&talk, memory);
        g_autoptr(MkConversation) abbreviated = mk_talk(&talk, memory);
        g_assert_true(abbreviated->resumed);

        g_autoptr(PcHandshake) alone = observe_talk(abbreviated, 0);
        assert_told(alone, "resumed", NULL, "accepted", "whole");
        g_assert_true(alone->resumed);
        g_assert_null(alone->original_chain);

        g_autoptr(PcHandshake) first = observe_talk(full, 0);
        g_autoptr(PcHandshake) second = observe_talk(abbreviated, 0);
        assert_told(first, "presented", "verified", "accepted", "whole");
        assert_told(second, "resumed", NULL, "accepted", "whole");
        g_assert_nonnull(second->original_chain);
        g_assert_true(g_bytes_equal(g_ptr_array_index(second->original_chain, 0),
                                    g_ptr_array_index(first->client_chain, 0)));
        g_assert_cmpuint(second->original_frame, ==, 3);
        talk_memory.resumption = NULL;
    }
}

static void not_tls(void)
{
    static const char *const talks[] = {"GET / HTTP/1.1\r\n\r\n", "\x16\x03",
                                        "\x17\x03\x03\x00\x20", "\x80\x2e\x01\x03\x01"};
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        UNIT_ROW(talks, i);
        g_autoptr(PcTlsStream) stream = talk_stream();
        PcSeen seen = {.frame = 1, .direction = 0};
        pc_tls_stream_bytes(stream, &seen, pc_bytes(talks[i], strlen(talks[i])));
        g_assert_null(take_proven(stream));
    }
}

// A server's alert alone ends a handshake that was missed, unless its peer was heard from the SYN
// on: whoever only knocks, or speaks another protocol, shakes no hands.
static void alert_alone(void)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 50};
    static const struct {
        bool syn, hole, told;
    } rows[] = {{false, false, true}, {true, false, false}, {true, true, true}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcTlsStream) stream = talk_stream();
        PcSeen client = {.frame = 4, .direction = 0}, server = {.frame = 5, .direction = 1};
        pc_handshake_hint_client(pc_tls_stream_handshake(stream), 0, !rows[i].syn);
        if (rows[i].hole) {
            pc_tls_stream_gap(stream, &client, PC_GAP_LOST, 300);
        }
        pc_tls_stream_bytes(stream, &server, pc_bytes(alert, sizeof alert));
        g_autoptr(PcHandshake) told = take_proven(stream);
        g_assert_cmpint(told != NULL, ==, rows[i].told);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/tls/versions", versions);
    g_test_add_func("/tls/frames", frames);
    g_test_add_func("/tls/pieces", pieces);
    g_test_add_func("/tls/rejections", rejections);
    g_test_add_func("/tls/not-requested", not_requested);
    g_test_add_func("/tls/announced", announced);
    g_test_add_func("/tls/server-name", server_name);
    g_test_add_func("/tls/late-and-early", late_and_early);
    g_test_add_func("/tls/one-direction", one_direction);
    g_test_add_func("/tls/cut-anywhere", cut_anywhere);
    g_test_add_func("/tls/holes", holes);
    g_test_add_func("/tls/crossed-directions", crossed_directions);
    g_test_add_func("/tls/ends", ends);
    g_test_add_func("/tls/reset-and-closed", reset_and_closed);
    g_test_add_func("/tls/end-behind-a-hole", end_behind_a_hole);
    g_test_add_func("/tls/bad-signature", bad_signature);
    g_test_add_func("/tls/keys-of-all-kinds", keys_of_all_kinds);
    g_test_add_func("/tls/plain-start", plain_start);
    g_test_add_func("/tls/resumption", resumption);
    g_test_add_func("/tls/not-tls", not_tls);
    g_test_add_func("/tls/alert-alone", alert_alone);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
