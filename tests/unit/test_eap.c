// SPDX-License-Identifier: GPL-2.0-or-later
// 802.1X: EAP's fragments and lockstep over EAPOL and RADIUS, with several phones on one wire,
// packets lost and repeated, and the results that are told outside TLS.
#include "tests/unit/observe_kit.h"
#include "tests/unit/unit.h"

static Cast cast;

// Carrier says how the packets of a phone travel.
typedef enum { UNICAST, GROUP, RADIUS } Carrier;

typedef struct {
    Carrier carrier;
    uint8_t number; // of the phone: its MAC address, its identifiers
    bool same_port; // the switch uses one address for all phones
    bool without_calling;
    MkEapOptions eap;
} Way;

static MkConversation *conversation_of(MkCredential *credential)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.client.credential = credential;
    talk.server.credential = mk_pki_server(cast.pki, MK_SERVER_RADIUS);
    talk.n_lines = 0;
    talk.ending = MK_END_OPEN;
    return mk_talk(&talk, NULL);
}

static GPtrArray *packets_of(const MkConversation *conversation, const Way *way)
{
    GPtrArray *packets = mk_packets_new();
    MkEapOptions options = way->eap;
    options.identity = "CP-8861-SEP2C3124000001";
    g_autoptr(GPtrArray) eap = mk_eap_packets(conversation, &options);
    MkPath path = watch_path(49152, 1812);
    if (way->carrier == RADIUS) {
        MkRadius radius = {
            .phone_mac = {0x2c, 0x31, 0x24, 0, 0, way->number},
            .user_name = options.identity,
            .nas_port_id = "GigabitEthernet1/0/7",
            .nas_port = 50000 + way->number,
            .first_id = way->number,
            .id_step = 3,
            .without_calling = way->without_calling,
        };
        mk_wire_radius(packets, eap, &path, &radius);
        return packets;
    }
    path.client.mac[5] = way->number;
    path.server.mac[5] = way->same_port ? 0x7f : way->number;
    mk_wire_eapol(packets, eap, &path, way->carrier == GROUP);
    return packets;
}

static const PcHandshake *watch_all(Watcher *watcher, const GPtrArray *packets)
{
    watch_begin(watcher);
    watch_packets(watcher, packets);
    return watch_only(watcher);
}

static void carriers(void)
{
    static const Way ways[] = {
        {.carrier = UNICAST, .number = 1},
        {.carrier = GROUP, .number = 1},
        {.carrier = RADIUS, .number = 1},
        {.carrier = RADIUS, .number = 1, .without_calling = true},
        {.carrier = UNICAST, .number = 1, .eap = {.fragment_len = 100}},
        {.carrier = UNICAST, .number = 1, .eap = {.length = MK_EAP_LENGTH_ALWAYS}},
        {.carrier = RADIUS, .number = 1, .eap = {.length = MK_EAP_LENGTH_NEVER}},
        {.carrier = GROUP, .number = 1, .eap = {.first_id = 250, .fragment_len = 60}},
    };
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        UNIT_ROW(ways, i);
        g_autoptr(GPtrArray) packets = packets_of(conversation, &ways[i]);
        Watcher watcher;
        const PcHandshake *told = watch_all(&watcher, packets);
        assert_told(told, "presented", "verified", "accepted", "whole");
        assert_word(told->eap_method, "TLS");
        g_assert_true(told->eap_success);
        g_assert_cmpuint(told->frames.outcome, ==, packets->len);
        assert_word(pc_transport_name(told->transport),
                    ways[i].carrier == RADIUS ? "radius" : "eapol");
        assert_word(pc_handshake_client(told)->address,
                    ways[i].without_calling ? "CP-8861-SEP2C3124000001" : "2c:31:24:00:00:01");
        watch_free(&watcher);
    }
}

static void refused(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.foreign);
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        Way way = {.carrier = carrier, .number = 1};
        g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
        Watcher watcher;
        const PcHandshake *told = watch_all(&watcher, packets);
        assert_told(told, "presented", "verified", "rejected", "whole");
        assert_word(pc_alert_name(told->alert.description), "unknown_ca");
        g_assert_true(told->eap_failure);
        watch_free(&watcher);
    }
}

static void tunnel_methods(void)
{
    static const struct {
        uint8_t type, version;
        const char *name;
    } rows[] = {{MK_EAP_PEAP, 0, "PEAP"},
                {MK_EAP_TTLS, 0, "TTLS"},
                {MK_EAP_FAST, 1, "FAST"},
                {MK_EAP_TEAP, 1, "TEAP"}};
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        Way way = {.carrier = UNICAST,
                   .number = 1,
                   .eap = {.type = rows[i].type, .version = rows[i].version}};
        g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
        Watcher watcher;
        const PcHandshake *told = watch_all(&watcher, packets);
        assert_told(told, "presented", "verified", "accepted", "whole");
        assert_word(told->eap_method, rows[i].name);
        watch_free(&watcher);
    }
}

// One phone is accepted, another refused, at the same moment on one wire.
static void two_phones(void)
{
    g_autoptr(MkConversation) good = conversation_of(cast.phone);
    g_autoptr(MkConversation) bad = conversation_of(cast.foreign);
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        for (unsigned same_port = 0; same_port < 2; same_port++) {
            Way first = {.carrier = carrier, .number = 1, .same_port = same_port};
            Way second = {.carrier = carrier, .number = 2, .same_port = same_port};
            first.eap.first_id = 10;
            second.eap.first_id = 90;
            g_autoptr(GPtrArray) packets = packets_of(good, &first);
            GPtrArray *others = packets_of(bad, &second); // merging takes it over
            mk_packets_merge(packets, others);
            Watcher watcher;
            watch_begin(&watcher);
            watch_packets(&watcher, packets);
            watch_end(&watcher);
            g_assert_cmpuint(watcher.handshakes->len, ==, 2);
            for (guint i = 0; i < 2; i++) {
                const PcHandshake *told = g_ptr_array_index(watcher.handshakes, i);
                bool is_first = g_str_has_suffix(pc_handshake_client(told)->address, ":01");
                assert_told(told, "presented", "verified", is_first ? "accepted" : "rejected",
                            "whole");
            }
            watch_free(&watcher);
        }
    }
}

static void repeated(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        Way way = {.carrier = carrier, .number = 1, .eap = {.fragment_len = 300}};
        g_autoptr(GPtrArray) model = packets_of(conversation, &way);
        for (guint i = 0; i + 1 < model->len; i++) {
            g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
            mk_packets_repeat(packets, i, i);
            Watcher watcher;
            const PcHandshake *told = watch_all(&watcher, packets);
            assert_told(told, "presented", "verified", "accepted", "whole");
            watch_free(&watcher);
        }
    }
}

// Any one packet never reached the capture: less is said, nothing else.
static void lost(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    bool was_truncated = false;
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        Way way = {.carrier = carrier, .number = 1, .eap = {.fragment_len = 300}};
        g_autoptr(GPtrArray) model = packets_of(conversation, &way);
        for (guint i = 0; i < model->len; i++) {
            g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
            mk_packets_drop(packets, i);
            Watcher watcher;
            const PcHandshake *told = watch_all(&watcher, packets);
            g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
            g_assert_cmpuint(told->outcome, !=, PC_OUTCOME_REJECTED);
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_NOT_REQUESTED);
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_EMPTY);
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_RESUMED);
            if (told->possession != PC_POSSESSION_VERIFIED) {
                g_assert_cmpuint(told->coverage, !=, PC_COVERAGE_WHOLE);
            }
            was_truncated |= told->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED;
            watch_free(&watcher);
        }
    }
    g_assert_true(was_truncated);
}

// What is told of the phone's certificate is the beginning of it, or it is whole.
static void assert_no_other(const PcHandshake *told, const PcHandshake *whole)
{
    GBytes *leaf = g_ptr_array_index(whole->client_chain, 0);
    if (told->client_chain->len > 0) {
        g_assert_true(g_bytes_equal(g_ptr_array_index(told->client_chain, 0), leaf));
    }
    if (told->client_partial != NULL) {
        PcBytes begun = pc_bytes_of(told->client_partial);
        g_assert_true(pc_bytes_starts(pc_bytes_of(leaf), begun.data, begun.len));
    }
}

static void check_several_lost(const Way *way, MkCredential *credential, unsigned n_lost)
{
    g_autoptr(MkConversation) conversation = conversation_of(credential);
    g_autoptr(GPtrArray) model = packets_of(conversation, way);
    Watcher all;
    const PcHandshake *whole = watch_all(&all, model);
    for (guint i = 0; i + n_lost < model->len; i++) {
        g_autoptr(GPtrArray) packets = packets_of(conversation, way);
        for (unsigned n = 0; n < n_lost; n++) {
            mk_packets_drop(packets, i);
        }
        Watcher watcher;
        const PcHandshake *told = watch_all(&watcher, packets);
        assert_no_other(told, whole);
        g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
        if (told->possession != PC_POSSESSION_VERIFIED) {
            g_assert_cmpuint(told->coverage, !=, PC_COVERAGE_WHOLE);
        }
        watch_free(&watcher);
    }
    watch_free(&all);
}

// A request and its answer together leave no break between the two; only the numbers jump.
static void several_lost(void)
{
    static const MkEapLength lengths[] = {MK_EAP_LENGTH_FIRST, MK_EAP_LENGTH_ALWAYS,
                                          MK_EAP_LENGTH_NEVER};
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
            UNIT_ROW(lengths, i);
            Way way = {.carrier = carrier,
                       .number = 1,
                       .eap = {.fragment_len = 300, .length = lengths[i]}};
            for (unsigned n_lost = 2; n_lost <= 4; n_lost++) {
                check_several_lost(&way, cast.phone, n_lost);
                check_several_lost(&way, cast.foreign, n_lost);
            }
        }
    }
}

// The request with the ClientHello is lost; whose the challenge after it was shows by its State.
static void lost_before_challenge(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    Way way = {.carrier = RADIUS, .number = 1, .eap = {.fragment_len = 4000}};
    g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
    enum { CLIENT_HELLO = 2 };
    mk_packets_drop(packets, CLIENT_HELLO);
    Watcher watcher;
    const PcHandshake *told = watch_all(&watcher, packets);
    assert_told(told, "presented", "not-checkable", "accepted", "gap");
    g_assert_cmpuint(told->server_chain->len, >, 0);
    watch_free(&watcher);
}

// An access server that drops what the server answers, as with another shared secret, asks again
// and again; the server says the same again.
static void answer_ignored(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    Way way = {.carrier = RADIUS, .number = 1, .eap = {.fragment_len = 300}};
    for (unsigned answer = 1; answer <= 5; answer += 2) {
        g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
        mk_packets_keep(packets, 0, answer + 1);
        for (unsigned n = 0; n < 4; n++) {
            mk_packets_repeat(packets, answer - 1 + n % 2, answer + n);
            MkPacket *last = g_ptr_array_index(packets, packets->len - 1);
            last->at_ns += (1 + (int64_t)n) * 2 * 1000000000;
        }
        Watcher watcher;
        const PcHandshake *told = watch_all(&watcher, packets);
        g_assert_cmpuint(told->eap_silence.n_ignored, ==, 2);
        g_assert_cmpuint(told->eap_silence.frame, ==, answer);
        g_assert_cmpuint(told->eap_silence.n_unanswered, ==, 0);
        g_assert_cmpuint(told->frames.first, >, 0); // also where no TLS came
        g_assert_cmpint(told->start, >, 0);
        watch_free(&watcher);
    }
}

static void cut_off(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        Way way = {.carrier = carrier, .number = 1, .eap = {.fragment_len = 300}};
        g_autoptr(GPtrArray) model = packets_of(conversation, &way);
        for (guint n = 1; n < model->len; n++) {
            g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
            mk_packets_keep(packets, 0, n);
            Watcher watcher;
            watch_begin(&watcher);
            watch_packets(&watcher, packets);
            watch_end(&watcher);
            g_assert_cmpuint(watcher.handshakes->len, <=, 1);
            for (guint i = 0; i < watcher.handshakes->len; i++) {
                const PcHandshake *told = g_ptr_array_index(watcher.handshakes, i);
                bool early = told->outcome == PC_OUTCOME_INCOMPLETE;
                assert_word(pc_coverage_name(told->coverage), early ? "early-end" : "whole");
            }
            watch_free(&watcher);
        }
    }
}

// A phone authenticates again: two records.
static void again(void)
{
    g_autoptr(MkConversation) conversation = conversation_of(cast.phone);
    for (Carrier carrier = UNICAST; carrier <= RADIUS; carrier++) {
        Way way = {.carrier = carrier, .number = 1};
        g_autoptr(GPtrArray) packets = packets_of(conversation, &way);
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        watch_packets(&watcher, packets);
        watch_end(&watcher);
        g_assert_cmpuint(watcher.handshakes->len, ==, 2);
        assert_told(g_ptr_array_index(watcher.handshakes, 1), "presented", "verified", "accepted",
                    "whole");
        watch_free(&watcher);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/eap/carriers", carriers);
    g_test_add_func("/eap/refused", refused);
    g_test_add_func("/eap/tunnel-methods", tunnel_methods);
    g_test_add_func("/eap/two-phones", two_phones);
    g_test_add_func("/eap/repeated", repeated);
    g_test_add_func("/eap/lost", lost);
    g_test_add_func("/eap/several-lost", several_lost);
    g_test_add_func("/eap/lost-before-challenge", lost_before_challenge);
    g_test_add_func("/eap/answer-ignored", answer_ignored);
    g_test_add_func("/eap/cut-off", cut_off);
    g_test_add_func("/eap/again", again);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
