// SPDX-License-Identifier: GPL-2.0-or-later
// DTLS: fragments in every order, repeated and lost, cookies, CAPWAP's preamble, cut datagrams.
#include "tests/unit/observe_kit.h"
#include "tests/unit/unit.h"

static Cast cast;

static MkTalk dtls_talk(int version, unsigned mtu, bool cookie)
{
    MkTalk talk = cast_talk(&cast, version);
    talk.dtls_mtu = mtu;
    talk.dtls_cookie = cookie;
    return talk;
}

static GPtrArray *packets_of(const MkConversation *conversation)
{
    GPtrArray *packets = mk_packets_new();
    MkPath path = watch_path(40000, 443);
    mk_wire_udp(packets, conversation, &path);
    return packets;
}

static void versions(void)
{
    static const struct {
        int version;
        const char *name;
    } rows[] = {{DTLS1_VERSION, "DTLS 1.0"}, {DTLS1_2_VERSION, "DTLS 1.2"}};
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(rows); i++) {
        MkTalk talk = dtls_talk(rows[i / 2].version, 400, i % 2 == 1);
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(GPtrArray) packets = packets_of(conversation);
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        const PcHandshake *told = watch_only(&watcher);
        assert_told(told, "presented", "verified", "accepted", "whole");
        assert_word(pc_tls_version_name(told->version), rows[i / 2].name);
        assert_word(pc_transport_name(told->transport), "udp");
        g_assert_cmpint(pc_handshake_client(told)->port, ==, 40000);
        watch_free(&watcher);
    }
}

static void refused(void)
{
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, 1200, true);
    talk.client.credential = cast.foreign;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) packets = packets_of(conversation);
    Watcher watcher;
    watch_begin(&watcher);
    watch_packets(&watcher, packets);
    const PcHandshake *told = watch_only(&watcher);
    assert_told(told, "presented", "verified", "rejected", "whole");
    assert_word(pc_alert_name(told->alert.description), "unknown_ca");
    watch_free(&watcher);
}

// Any two packets of a flight change places; any packet comes twice.
// The alert was captured first, as in files that were put together in the wrong order.
static void alert_first(void)
{
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, 1200, true);
    talk.client.credential = cast.foreign;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) packets = packets_of(conversation);
    gpointer alert = g_ptr_array_steal_index(packets, packets->len - 1);
    g_ptr_array_insert(packets, 0, alert);
    Watcher watcher;
    watch_begin(&watcher);
    watch_packets(&watcher, packets);
    const PcHandshake *told = watch_only(&watcher);
    assert_told(told, "presented", "verified", "rejected", "whole");
    watch_free(&watcher);
}

static void reordered_and_repeated(void)
{
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, 300, true);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) model = packets_of(conversation);
    for (guint i = 0; i + 1 < model->len; i++) {
        const MkPacket *a = g_ptr_array_index(model, i), *b = g_ptr_array_index(model, i + 1);
        g_autoptr(GPtrArray) packets = packets_of(conversation);
        if (a->flight == b->flight) {
            mk_packets_swap(packets, i, i + 1);
        }
        mk_packets_repeat(packets, i, i + 1);
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        const PcHandshake *told = watch_only(&watcher);
        assert_told(told, "presented", "verified", "accepted", "whole");
        watch_free(&watcher);
    }
}

// Any one packet never reached the capture: less is said, nothing else.
static void lost_at(unsigned mtu, bool *was_truncated)
{
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, mtu, false);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) model = packets_of(conversation);
    for (guint i = 0; i < model->len; i++) {
        g_autoptr(GPtrArray) packets = packets_of(conversation);
        mk_packets_drop(packets, i);
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        const PcHandshake *told = watch_only(&watcher);
        g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
        g_assert_cmpuint(told->outcome, !=, PC_OUTCOME_REJECTED);
        g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_NOT_REQUESTED);
        g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_EMPTY);
        if (told->possession != PC_POSSESSION_VERIFIED) {
            g_assert_cmpuint(told->coverage, !=, PC_COVERAGE_WHOLE);
        }
        *was_truncated |= told->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED;
        watch_free(&watcher);
    }
}

static void lost(void)
{
    static const unsigned mtus[] = {300, 340, 400, 700, 1200};
    bool was_truncated = false;
    for (size_t i = 0; i < G_N_ELEMENTS(mtus); i++) {
        UNIT_ROW(mtus, i);
        lost_at(mtus[i], &was_truncated);
    }
    g_assert_true(was_truncated);
}

// Nothing of what the client answers came; that the server accepts, or refuses, shows that there
// was something.
static void lost_flight(void)
{
    for (unsigned refuses = 0; refuses < 2; refuses++) {
        MkTalk talk = dtls_talk(DTLS1_2_VERSION, 1200, false);
        talk.client.credential = refuses ? cast.foreign : cast.phone;
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(GPtrArray) packets = packets_of(conversation);
        const MkPacket *hello = g_ptr_array_index(packets, 0);
        for (guint i = packets->len - 1; i > 0; i--) {
            const MkPacket *packet = g_ptr_array_index(packets, i);
            if (packet->from == hello->from) {
                mk_packets_drop(packets, i);
            }
        }
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        const PcHandshake *told = watch_only(&watcher);
        assert_told(told, "not-seen", NULL, refuses ? "rejected" : "accepted", "gap");
        watch_free(&watcher);
    }
}

// The same hello once more, when all is over, begins nothing.
static void hello_again(void)
{
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, 1200, false);
    talk.client.credential = cast.foreign;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) packets = packets_of(conversation);
    mk_packets_repeat(packets, 0, packets->len - 1);
    Watcher watcher;
    watch_begin(&watcher);
    watch_packets(&watcher, packets);
    assert_told(watch_only(&watcher), "presented", "verified", "rejected", "whole");
    watch_free(&watcher);
}

static void snap_length(void)
{
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, 1200, false);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) packets = packets_of(conversation);
    for (size_t snap_len = 60; snap_len < 1300; snap_len += 20) {
        Watcher watcher;
        watch_begin(&watcher);
        for (guint i = 0; i < packets->len; i++) {
            watch_packet(&watcher, g_ptr_array_index(packets, i), snap_len);
        }
        watch_end(&watcher);
        for (guint i = 0; i < watcher.handshakes->len; i++) {
            const PcHandshake *told = g_ptr_array_index(watcher.handshakes, i);
            g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
            g_assert_cmpuint(told->outcome, !=, PC_OUTCOME_REJECTED);
            if (told->possession != PC_POSSESSION_VERIFIED) {
                assert_word(pc_coverage_name(told->coverage), "snaplen");
            }
        }
        watch_free(&watcher);
    }
}

static void resumption(void)
{
    g_autoptr(MkMemory) memory = mk_memory_new();
    MkTalk talk = dtls_talk(DTLS1_2_VERSION, 1200, false);
    g_autoptr(MkConversation) full = mk_talk(&talk, memory);
    talk.at_ns += INT64_C(60) * 1000000000;
    g_autoptr(MkConversation) abbreviated = mk_talk(&talk, memory);
    g_autoptr(GPtrArray) packets = packets_of(full), again = packets_of(abbreviated);
    Watcher watcher;
    watch_begin(&watcher);
    watch_packets(&watcher, packets);
    watch_packets(&watcher, again); // the same ports once more
    watch_end(&watcher);
    g_assert_cmpuint(watcher.handshakes->len, ==, 2);
    const PcHandshake *first = g_ptr_array_index(watcher.handshakes, 0);
    const PcHandshake *second = g_ptr_array_index(watcher.handshakes, 1);
    assert_told(first, "presented", "verified", "accepted", "whole");
    assert_told(second, "resumed", NULL, "accepted", "whole");
    g_assert_nonnull(second->original_chain);
    watch_free(&watcher);
}

static void with_keys(void)
{
    static const char *const ciphers[] = {"AES128-SHA", "ECDHE-RSA-AES256-GCM-SHA384",
                                          "ECDHE-RSA-CHACHA20-POLY1305"};
    for (size_t i = 0; i < G_N_ELEMENTS(ciphers); i++) {
        UNIT_ROW(ciphers, i);
        MkTalk talk = dtls_talk(DTLS1_2_VERSION, 600, true);
        talk.client.ciphers = ciphers[i];
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        g_autoptr(GPtrArray) packets = packets_of(conversation);
        Watcher watcher;
        watch_begin(&watcher);
        watch_keys(&watcher, conversation);
        watch_packets(&watcher, packets);
        const PcHandshake *told = watch_only(&watcher);
        assert_told(told, "presented", "verified", "accepted", "whole");
        g_assert_false(told->encrypted_alert);
        watch_free(&watcher);
    }
}

// An access point talks DTLS behind four bytes of preamble (RFC 5415, 4.2).
static void capwap(void)
{
    static const uint8_t preamble[] = {1, 0, 0, 0};
    MkTalk talk = dtls_talk(DTLS1_VERSION, 1200, true);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    g_autoptr(GPtrArray) packets = mk_packets_new();
    MkPath path = watch_path(5264, 5246);
    for (guint i = 0; i < conversation->flights->len; i++) {
        const MkFlight *flight = g_ptr_array_index(conversation->flights, i);
        for (guint j = 0; flight->kind == MK_FLIGHT_BYTES && j < flight->datagrams->len; j++) {
            PcBytes datagram = pc_bytes_of(g_ptr_array_index(flight->datagrams, j));
            GByteArray *whole = g_byte_array_new();
            g_byte_array_append(whole, preamble, sizeof preamble);
            g_byte_array_append(whole, datagram.data, (guint)datagram.len);
            g_autoptr(GBytes) payload = g_byte_array_free_to_bytes(whole);
            mk_wire_datagram(packets, &path, flight->from, payload, flight->at_ns);
        }
    }
    Watcher watcher;
    watch_begin(&watcher);
    watch_packets(&watcher, packets);
    assert_told(watch_only(&watcher), "presented", "verified", "accepted", "whole");
    watch_free(&watcher);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/dtls/versions", versions);
    g_test_add_func("/dtls/refused", refused);
    g_test_add_func("/dtls/alert-first", alert_first);
    g_test_add_func("/dtls/reordered-and-repeated", reordered_and_repeated);
    g_test_add_func("/dtls/lost", lost);
    g_test_add_func("/dtls/lost-flight", lost_flight);
    g_test_add_func("/dtls/hello-again", hello_again);
    g_test_add_func("/dtls/snap-length", snap_length);
    g_test_add_func("/dtls/resumption", resumption);
    g_test_add_func("/dtls/with-keys", with_keys);
    g_test_add_func("/dtls/capwap", capwap);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
