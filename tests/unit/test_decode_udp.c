// SPDX-License-Identifier: GPL-2.0-or-later
// Which datagrams the sink sees, and which are dropped before anybody looks for their conversation.
#include "tests/unit/packet_kit.h"
#include "tests/unit/unit.h"

#define DTLS_HELLO "16 feff 0000 000000000000 0010 01 000004 0000 000000 000004 feff 0000"
#define DTLS_DATA "17 fefd 0001 000000000001 0004 01020304"
#define RADIUS "01 07 001a 000102030405060708090a0b0c0d0e0f 01 06 53455031"

static const struct {
    const char *name;
    unsigned source, destination;
    const char *payload;
    bool seen;
} rows[] = {
    {"dtls-any-port", 40000, 12345, DTLS_HELLO, true},
    {"dtls-data", 40000, 12345, DTLS_DATA, true},
    {"dtls-cisco-version", 40000, 443, "16 0100 0000 000000000000 0000", true},
    {"dtls-in-capwap", 40000, 5246, "01000000" DTLS_HELLO, true},
    {"dtls-wrong-version", 40000, 12345, "16 0303 0000 000000000000 0000", false},
    {"radius", 40000, 1812, RADIUS, true},
    {"radius-answer", 1812, 40000, RADIUS, true},
    {"radius-accounting", 40000, 1813, RADIUS, true},
    {"radius-old-port", 40000, 1645, RADIUS, true},
    {"radius-other-port", 40000, 21812, RADIUS, true},
    {"radius-other-port-short", 40000, 21812,
     "01 07 001b 000102030405060708090a0b0c0d0e0f 01 06 53455031", false},
    {"radius-other-port-bad-attribute", 40000, 21812,
     "01 07 001a 000102030405060708090a0b0c0d0e0f 01 05 53455031", false},
    {"radius-no-length", 40000, 1812, "01 07 0000 000102030405060708090a0b0c0d0e0f", false},
    {"tftp-request", 40000, 69, "0001 49544c 00 6f63746574 00", true},
    {"tftp-no-request", 40000, 69, "0009 49544c 00 6f63746574 00", false},
    {"tftp-data-unasked", 50000, 40000, "0003 0001 616263", false},
    {"sip", 5060, 5060, "5349502f322e3020343033", true},
    {"sip-other-port", 5070, 5070, "5349502f322e3020343033", false},
    {"rtp", 16384, 16386, "8000 0001 00000002 00000003 0102", false},
    {"rtp-on-radius", 1812, 1812, "8000 0001 00000002 00000003 0102", false},
    {"dns", 40000, 53, "1234 0100 0001 0000 0000 0000 00", false},
    {"empty", 40000, 1812, "", false},
    {"no-vxlan", 40000, 4789, DTLS_HELLO, true},
    {"no-gtp", 40000, 2152, DTLS_HELLO, true},
    {"no-capwap", 40000, 5247, "01000000" DTLS_HELLO, true},
};

static GByteArray *datagram(unsigned direction, unsigned source, unsigned destination,
                            const char *payload)
{
    return kit_ip4(KIT_UDP, direction, kit_udp(source, destination, kit_hex(payload)));
}

static void test_row(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    // Over Ethernet and without it: the quick way for media must not drop anything else.
    for (unsigned way = 0; way < 3; way++) {
        Kit kit;
        kit_init(&kit);
        GByteArray *packet = datagram(0, rows[n].source, rows[n].destination, rows[n].payload);
        if (way == 1) {
            packet = kit_ethernet(0x0800, packet);
        } else if (way == 2) {
            packet = kit_ethernet(0x8100, kit_join(kit_hex("0064 0800"), packet));
        }
        kit_give(&kit, way == 0 ? KIT_RAW : KIT_ETHERNET, packet);
        g_assert_cmpuint(kit.sink.flows->len, ==, rows[n].seen ? 1 : 0);
        if (rows[n].seen) {
            g_autoptr(GByteArray) payload = kit_hex(rows[n].payload);
            const KitFlow *flow = kit_flow_at(&kit, 0);
            g_assert_true(!flow->is_tcp && flow->syn_direction == -1);
            g_assert_cmpuint(flow->peer[1].port, ==, rows[n].destination);
            g_assert_true(pc_bytes_equal(pc_bytes(flow->bytes[0]->data, flow->bytes[0]->len),
                                         pc_bytes(payload->data, payload->len)));
        }
        g_assert_cmpuint(pc_packets_counts(kit.packets)->ip, ==, 1);
        g_assert_cmpuint(pc_packets_counts(kit.packets)->undecoded, ==, 0);
        kit_clear(&kit);
    }
}

static void test_both_directions_are_one_flow(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 443, DTLS_HELLO));
    kit_give(&kit, KIT_RAW, datagram(1, 443, 40000, DTLS_DATA));
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 443, DTLS_DATA));
    pc_packets_finish(kit.packets);
    g_assert_cmpuint(kit.sink.flows->len, ==, 1);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "d0:29+0 d1:17+0 d0:17+0 e:capture");
    kit_clear(&kit);
}

// RFC 8656, 12.4: what a relay carries in a channel is read like what came without it.
static void test_turn_channel(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 3478, "4001 001d" DTLS_HELLO "000000"));
    kit_give(&kit, KIT_RAW, datagram(1, 3478, 40000, "4001 0011" DTLS_DATA "000000"));
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 3478, "4001 00ff" DTLS_DATA)); // longer than it is
    pc_packets_finish(kit.packets);
    g_assert_cmpuint(kit.sink.flows->len, ==, 1);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "d0:29+0 d1:17+0 e:capture");
    kit_clear(&kit);
}

// After PC_FLOW_DONE only a new ClientHello makes the flow heard again.
static void check_done_until(const char *hello)
{
    Kit kit;
    kit_init(&kit);
    kit.sink.done_after = 1;
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 443, hello));
    kit_give(&kit, KIT_RAW, datagram(1, 443, 40000, DTLS_DATA));
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 443, DTLS_DATA));
    g_assert_cmpuint(kit.sink.n_calls, ==, 1);
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 443, hello));
    g_assert_cmpuint(kit.sink.n_calls, ==, 2);
    g_assert_cmpuint(kit.sink.flows->len, ==, 2);
    kit_clear(&kit);
}

static void test_done_until_a_new_hello(void)
{
    check_done_until(DTLS_HELLO);
    check_done_until("01000000" DTLS_HELLO);
}

// The answer to a TFTP request comes from a port that the request does not name; others' do not
// count.
static void test_tftp_transfer(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 69, "0001 49544c 00 6f63746574 00"));
    kit_give(&kit, KIT_RAW, datagram(1, 50123, 40000, "0003 0001 616263"));
    kit_give(&kit, KIT_RAW, datagram(0, 40000, 50123, "0004 0001"));
    kit_give(&kit, KIT_RAW, datagram(1, 50123, 40001, "0003 0001 616263"));
    kit_give(&kit, KIT_RAW, datagram(0, 50123, 40000, "0003 0001 616263"));
    pc_packets_finish(kit.packets);
    g_assert_cmpuint(kit.sink.flows->len, ==, 2);
    g_assert_cmpstr(kit_flow_at(&kit, 1)->events->str, ==, "d0:7+0 d1:4+0 e:capture");
    kit_clear(&kit);
}

static void test_snap_length(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give_cut(&kit, KIT_RAW, datagram(0, 40000, 443, DTLS_HELLO), 20 + 8 + 15);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "d0:15+14");
    kit_clear(&kit);
}

// A mirror session cut the packet inside its tunnel: UDP's own length tells.
static void test_cut_by_a_mirror(void)
{
    Kit kit;
    kit_init(&kit);
    GByteArray *inner = kit_ethernet(0x0800, datagram(0, 40000, 443, DTLS_HELLO));
    g_byte_array_set_size(inner, inner->len - 10);
    kit_give(&kit, KIT_RAW, kit_ip4(47, 0, kit_join(kit_hex("0000 88be"), inner)));
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "d0:19+10");
    kit_clear(&kit);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *name = g_strdup_printf("/udp/%s", rows[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_row);
    }
    g_test_add_func("/udp/one-flow", test_both_directions_are_one_flow);
    g_test_add_func("/udp/turn-channel", test_turn_channel);
    g_test_add_func("/udp/done", test_done_until_a_new_hello);
    g_test_add_func("/udp/tftp-transfer", test_tftp_transfer);
    g_test_add_func("/udp/snap-length", test_snap_length);
    g_test_add_func("/udp/cut-by-a-mirror", test_cut_by_a_mirror);
    return g_test_run();
}
