// SPDX-License-Identifier: GPL-2.0-or-later
// Every link type and every tunnel, one row each: the same TCP segment must come out of all of
// them, and out of none that is cut anywhere before it.
#include "tests/unit/packet_kit.h"
#include "tests/unit/unit.h"

static const KitTcp segment = {0, 0, 101, 901, KIT_ACK | KIT_PSH, "hello"};
#define SNAP "aaaa03 000000 0800"
#define MACS "020000000002 020000000001"
#define WIFI_ADDRESSES "0000 020000000003 020000000001 020000000002 0000"

static GByteArray *ip4(void)
{
    return kit_ip4(KIT_TCP, 0, kit_tcp(&segment));
}

static GByteArray *ip6(void)
{
    return kit_ip6(KIT_TCP, 0, kit_tcp(&segment));
}

// Behind it the check value of MACsec.
static GByteArray *ip4_with_check(void)
{
    return kit_join(ip4(), kit_hex("aaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa"));
}

// Behind it what ESP needs: padding to words of 4 bytes, IPv4's number, and perhaps a check value.
static GByteArray *ip4_with_padding(void)
{
    GByteArray *packet = ip4();
    unsigned n_padding = (6 - packet->len % 4) % 4;
    for (unsigned i = 1; i <= n_padding; i++) {
        const guint8 octet = (guint8)i;
        g_byte_array_append(packet, &octet, 1);
    }
    return kit_u16(packet, n_padding << 8 | 4);
}

static GByteArray *ip4_with_trailer(void)
{
    return kit_join(ip4_with_padding(), kit_hex("aaaaaaaaaaaaaaaaaaaaaaaa"));
}

static GByteArray *ip4_with_fcs(void)
{
    return kit_join(ip4(), kit_hex("aaaaaaaa"));
}

static GByteArray *ethernet(void)
{
    return kit_ethernet(0x0800, ip4());
}

// Rows that are a header in hex and what follows it.
static const struct {
    const char *name;
    uint32_t link_type;
    const char *header;
    GByteArray *(*inner)(void);
} links[] = {
    {"ethernet", 1, "", ethernet},
    {"ethernet-ipv6", 1, MACS "86dd", ip6},
    {"vlan", 1, MACS "8100 0064 0800", ip4},
    {"qinq", 1, MACS "88a8 0064 8100 0065 0800", ip4},
    {"old-qinq", 1, MACS "9100 0064 8100 0065 0800", ip4},
    {"three-vlans", 1, MACS "8100 0001 8100 0002 8100 0003 0800", ip4},
    {"mpls", 1, MACS "8847 00010040 00020140", ip4},
    {"mpls-ipv6", 1, MACS "8847 00020140", ip6},
    {"mpls-pseudowire", 1, MACS "8847 00020140", ethernet},
    {"mpls-control-word", 1, MACS "8847 00020140 00000000", ethernet},
    {"cisco-metadata", 1, MACS "8909 01 01 0001 0005 0800", ip4},
    {"macsec-integrity-only", 1, MACS "88e5 20 00 00000007 0200000000010001 0800", ip4_with_check},
    {"fabricpath", 1, MACS "8903 0440" MACS "0800", ip4},
    {"802.1br", 1, MACS "893f 000000000000 0800", ip4},
    {"ip-in-nsh", 1, MACS "894f 0fc2 0201 000001ff", ip4},
    {"vntag", 1, MACS "8926 00000000 0800", ip4},
    {"isl", 1, "01000c0000 00 0200000000 01 0000 aaaa03 000000 0000 0000 0000", ethernet},
    {"sll", 113, "0000 0001 0006 020000000001 0000 0800", ip4},
    {"sll-vlan", 113, "0000 0001 0006 020000000001 0000 8100 0064 0800", ip4},
    {"sll2", 276, "0800 0000 00000001 0001 00 06 020000000001 0000", ip4},
    {"raw", 101, "", ip4},
    {"raw-ipv6", 101, "", ip6},
    {"raw-12", 12, "", ip4},
    {"raw-14", 14, "", ip4},
    {"ipv4", 228, "", ip4},
    {"ipv6", 229, "", ip6},
    {"null-little", 0, "02000000", ip4},
    {"null-big", 0, "00000002", ip4},
    {"null-ipv6-linux", 0, "0a000000", ip6},
    {"null-ipv6-freebsd", 0, "1c000000", ip6},
    {"null-ipv6-macos", 0, "1e000000", ip6},
    {"loop", 108, "00000002", ip4},
    {"slip", 8, "00000000000000000000000000000000", ip4},
    {"ppp", 9, "ff03 0021", ip4},
    {"ppp-compressed", 9, "21", ip4},
    {"ppp-ipv6", 9, "0057", ip6},
    {"ppp-hdlc", 50, "ff03 0021", ip4},
    {"ppp-hdlc-cisco", 50, "0f00 0800", ip4},
    {"cisco-hdlc", 104, "0f00 0800", ip4},
    {"fddi", 10, "50" MACS SNAP, ip4},
    {"fddi-padded", 10, "000000 50" MACS SNAP, ip4},
    {"token-ring", 6, "1040" MACS SNAP, ip4},
    {"token-ring-routed", 6, "1040 020000000002 820000000001 0630 0010 0020" SNAP, ip4},
    {"atm-llc", 100, SNAP, ip4},
    {"frame-relay", 107, "1841 03 cc", ip4},
    {"frame-relay-snap", 107, "1841 03 00 80 000000 0800", ip4},
    {"frame-relay-cisco", 107, "1841 0800", ip4},
    {"enc", 109, "02000000 00000000 00000000", ip4},
    {"mpls-link", 219, "00020140", ip4},
    {"erf", 197, "0000000000000000 02 00 0000 0000 0000 0000", ethernet},
    {"erf-extension", 197, "0000000000000000 82 00 0000 0000 0000 0500000000000000 0000", ethernet},
    {"nflog", 239, "00000000 0800 0100 00000000 4100 0900", ip4},
    {"wifi", 105, "0801" WIFI_ADDRESSES SNAP, ip4},
    {"wifi-qos", 105, "8801" WIFI_ADDRESSES "0000" SNAP, ip4},
    {"wifi-four-addresses", 105, "0803" WIFI_ADDRESSES "020000000004" SNAP, ip4},
    {"wifi-ht-control", 105, "8881" WIFI_ADDRESSES "0000 00000000" SNAP, ip4},
    {"wifi-padded", 105, "8801" WIFI_ADDRESSES "0000 0000" SNAP, ip4},
    {"wifi-decrypted", 105, "0841" WIFI_ADDRESSES "0000002000000000" SNAP, ip4},
    {"radiotap", 127, "0000 0a00 00000000 0000 0801" WIFI_ADDRESSES SNAP, ip4},
    {"ppi", 192, "0000 0800 69000000 0801" WIFI_ADDRESSES SNAP, ip4},
    {"ppi-ethernet", 192, "0000 0800 01000000", ethernet},
    {"avs", 163, "80211001 0000000c 00000000 0801" WIFI_ADDRESSES SNAP, ip4},
    {"prism", 119, "44000000 0c000000 00000000 0801" WIFI_ADDRESSES SNAP, ip4},
    {"prism-avs", 119, "80211001 0000000c 00000000 0801" WIFI_ADDRESSES SNAP, ip4},
};

// What has no port of its own is told by the user.
static void tell_tunnels(PcPackets *packets)
{
    g_assert_true(pc_packets_tunnel(packets, 5000, "peekremote"));
    g_assert_true(pc_packets_tunnel(packets, 5001, "vxlan"));
    g_assert_true(pc_packets_tunnel(packets, 5002, "geneve"));
}

static void assert_taken(const Kit *kit, const char *name)
{
    if (kit->sink.flows->len != 1) {
        g_error("%s: %u flows", name, kit->sink.flows->len);
    }
    kit_assert_text(kit_flow_at(kit, 0)->bytes[0], "hello");
    g_assert_cmpuint(kit_flow_at(kit, 0)->peer[1].port, ==, 5061);
}

// Gives the packet whole, and then cut at every length: never more than the whole one said.
static void check_packet(const char *name, uint32_t link_type, GByteArray *packet)
{
    Kit kit;
    kit_init(&kit);
    tell_tunnels(kit.packets);
    g_autoptr(GByteArray) copy = g_byte_array_ref(packet);
    kit_give(&kit, link_type, packet);
    pc_packets_finish(kit.packets);
    assert_taken(&kit, name);
    kit_clear(&kit);
    for (size_t kept = 0; kept < copy->len; kept++) {
        kit_init(&kit);
        tell_tunnels(kit.packets);
        kit_give_cut(&kit, link_type, g_byte_array_ref(copy), kept);
        pc_packets_finish(kit.packets);
        if (kit.sink.flows->len > 0) {
            const KitFlow *flow = kit_flow_at(&kit, 0);
            g_assert_cmpuint(flow->bytes[0]->len, <=, strlen("hello"));
            g_assert_true(
                pc_bytes_starts(pc_bytes("hello", 5), flow->bytes[0]->data, flow->bytes[0]->len));
        }
        kit_clear(&kit);
    }
}

static void test_link(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    check_packet(links[n].name, links[n].link_type,
                 kit_join(kit_hex(links[n].header), links[n].inner()));
}

// Tunnels over IP: a protocol number, a header in hex, and what is inside.
static const struct {
    const char *name;
    unsigned protocol;
    const char *header;
    GByteArray *(*inner)(void);
} tunnels[] = {
    {"ip-in-ip", 4, "", ip4},
    {"6in4", 41, "", ip6},
    {"gre", 47, "0000 0800", ip4},
    {"l2tpv3", 115, "00000007", ethernet},
    {"l2tpv3-cookie", 115, "00000007 1122334455667788", ethernet},
    {"l2tpv3-sublayer", 115, "00000007 00000000", ethernet},
    {"esp-null", 50, "00000101 00000001", ip4_with_trailer},
    {"esp-null-unchecked", 50, "00000101 00000001", ip4_with_padding},
    {"gre-ipv6", 47, "0000 86dd", ip6},
    {"gre-checksum", 47, "8000 0800 00000000", ip4},
    {"gre-key-sequence", 47, "3000 0800 00000001 00000002", ip4},
    {"gre-bridged", 47, "0000 6558", ethernet},
    {"pptp", 47, "3081 880b 00400001 00000001 00000001 ff03 0021", ip4},
    {"erspan-1", 47, "0000 88be", ethernet},
    {"erspan-2", 47, "1000 88be 00000001 1000000000000000", ethernet},
    {"erspan-3", 47, "1000 22eb 00000001 20000000 00000000 00000000", ethernet},
    {"erspan-3-subheader", 47, "1000 22eb 00000001 20000000 00000000 00000001 0000000000000000",
     ethernet},
    {"erspan-3-ip", 47, "1000 22eb 00000001 20000000 00000000 00000800", ip4},
    {"authentication", 51, "04 01 0000 00000001 00000001", ip4},
    {"mpls-in-ip", 137, "00020140", ip4},
    {"ethernet-in-ip", 143, "", ethernet},
};

static void test_tunnel(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    GByteArray *inside = kit_join(kit_hex(tunnels[n].header), tunnels[n].inner());
    check_packet(tunnels[n].name, KIT_ETHERNET,
                 kit_ethernet(0x0800, kit_ip4(tunnels[n].protocol, 0, inside)));
}

static const struct {
    const char *name;
    unsigned port;
    const char *header;
    GByteArray *(*inner)(void);
} udp_tunnels[] = {
    {"vxlan", 4789, "08000000 00000100", ethernet},
    {"vxlan-linux", 8472, "08000000 00000100", ethernet},
    {"vxlan-gpe-ipv4", 4790, "0c000001 00000100", ip4},
    {"geneve", 6081, "0000 6558 00000100", ethernet},
    {"geneve-options", 6081, "0100 0800 00000100 00000000", ip4},
    {"gtp-u", 2152, "30ff 002d 00000001", ip4},
    {"gtp-u-extension", 2152, "34ff 0035 00000001 0001 00 85 01 0000 00", ip4},
    {"capwap-802.3", 5247, "00 100000 0000 0000", ethernet},
    {"capwap-802.11", 5247, "00 100300 0000 0000 0801" WIFI_ADDRESSES SNAP, ip4},
    {"capwap-cisco", 5247, "00 100300 0000 0000 0108" WIFI_ADDRESSES SNAP, ip4},
    {"tzsp", 37008, "01 00 0001 0a 01 55 01", ethernet},
    {"tzsp-wifi", 37008, "01 00 0012 01 0801" WIFI_ADDRESSES SNAP, ip4},
    {"mpls-in-udp", 6635, "00020140", ip4},
    {"ivxlan", 48879, "c8000000 00006400", ethernet},
    {"l2tpv3-in-udp", 1701, "0003 0000 00000007", ethernet},
    {"esp-null-in-udp", 4500, "00000101 00000001", ip4_with_trailer},
    {"lisp", 4341, "40000000 00000000", ip4},
    {"gre-in-udp", 4754, "0000 0800", ip4},
    {"peekremote", 5000, "00000000 00000000 00000000 00000000 00000000 0801" WIFI_ADDRESSES SNAP,
     ip4_with_fcs},
    {"peekremote-2", 5000, "00ffabcd 02 00000014 00000000 00000000000000 0801" WIFI_ADDRESSES SNAP,
     ip4_with_fcs},
    {"told-vxlan", 5001, "08000000 00000100", ethernet},
    {"told-geneve", 5002, "0000 6558 00000100", ethernet},
};

static void test_udp_tunnel(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    GByteArray *inside = kit_join(kit_hex(udp_tunnels[n].header), udp_tunnels[n].inner());
    check_packet(
        udp_tunnels[n].name, KIT_ETHERNET,
        kit_ethernet(0x0800, kit_ip4(KIT_UDP, 0, kit_udp(50000, udp_tunnels[n].port, inside))));
}

static void test_pppoe(void)
{
    GByteArray *packet = kit_hex(MACS "8864 1100 0001");
    GByteArray *inside = kit_join(kit_hex("0021"), ip4());
    kit_u16(packet, inside->len);
    check_packet("pppoe", KIT_ETHERNET, kit_join(packet, inside));
}

static void test_llc_in_802_3(void)
{
    GByteArray *inside = kit_join(kit_hex(SNAP), ip4());
    GByteArray *packet = kit_u16(kit_hex(MACS), inside->len);
    check_packet("802.3", KIT_ETHERNET, kit_join(packet, inside));
}

static void test_extension_headers(void)
{
    GByteArray *inside = kit_join(kit_hex("2b 00 000000000000"),  // hop-by-hop, routing follows
                                  kit_hex("3c 00 000000000000")); // destination follows
    kit_join(inside, kit_hex("2c 00 000000000000"));              // fragment follows
    kit_join(inside, kit_hex("06 00 0000 00000007"));             // which is the only one
    check_packet("extensions", 229, kit_ip6(0, 0, kit_join(inside, kit_tcp(&segment))));
}

// A host that leaves segmentation to its card captures a length of 0.
static void test_length_zero(void)
{
    GByteArray *packet = ip4();
    packet->data[2] = packet->data[3] = 0;
    check_packet("ipv4", KIT_RAW, packet);
    packet = ip6();
    packet->data[4] = packet->data[5] = 0;
    check_packet("ipv6", KIT_RAW, packet);
}

// A length beyond what was on the wire is wrong, and claims no missing bytes.
static void test_length_too_long(void)
{
    Kit kit;
    kit_init(&kit);
    GByteArray *packet = ip4();
    packet->data[2] = 0x40;
    kit_give(&kit, KIT_RAW, packet);
    pc_packets_finish(kit.packets);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b0:5 e:capture");
    kit_clear(&kit);
}

// Many frames in one: all are given, however many headers they have together.
static void test_aggregate(void)
{
    enum { N_FRAMES = 40 };
    Kit kit;
    kit_init(&kit);
    g_autoptr(GString) expected = g_string_new(NULL);
    GByteArray *packet = kit_hex("8802" WIFI_ADDRESSES "8000");
    for (uint32_t i = 0; i < N_FRAMES; i++) {
        KitTcp tcp = {0, 0, 101 + 5 * i, 901, KIT_ACK, i % 2 == 0 ? "hello" : "world"};
        g_string_append(expected, tcp.payload);
        GByteArray *inside = kit_join(kit_hex(SNAP), kit_ip4(KIT_TCP, 0, kit_tcp(&tcp)));
        size_t padding = (4 - (14 + inside->len) % 4) % 4;
        kit_u16(kit_join(packet, kit_hex(MACS)), inside->len);
        kit_join(packet, inside);
        g_byte_array_append(packet, (const guint8 *)"\0\0\0", (guint)padding);
    }
    kit_give(&kit, 105, packet);
    pc_packets_finish(kit.packets);
    kit_assert_text(kit_flow_at(&kit, 0)->bytes[0], expected->str);
    kit_clear(&kit);
}

static void test_encrypted_wifi_is_left_alone(void)
{
    Kit kit;
    kit_init(&kit);
    GByteArray *packet = kit_hex("0841" WIFI_ADDRESSES "0000002000000000 5f3c9a7711223344");
    kit_give(&kit, 105, kit_join(packet, kit_hex("99887766554433221100ffeeddccbbaa")));
    g_assert_cmpuint(pc_packets_counts(kit.packets)->undecoded, ==, 1);
    kit_clear(&kit);
}

static void test_fragments_of_ip(void)
{
    Kit kit;
    kit_init(&kit);
    g_autoptr(GByteArray) tcp = kit_tcp(&segment);
    GByteArray *first = g_byte_array_append(g_byte_array_new(), tcp->data, 16);
    GByteArray *second = g_byte_array_append(g_byte_array_new(), tcp->data + 16, tcp->len - 16);
    kit_give(&kit, KIT_RAW, kit_fragment4(KIT_TCP, 0, 9, 2, second));
    g_assert_cmpuint(kit.sink.flows->len, ==, 0);
    kit_give(&kit, KIT_RAW, kit_fragment4(KIT_TCP, 0, 9, 0x2000, first));
    pc_packets_finish(kit.packets);
    assert_taken(&kit, "fragments");
    g_assert_cmpuint(kit.sink.last_frame, ==, 2); // the frame that completes it
    kit_clear(&kit);
}

// A fragmented tunnel whose content is fragmented again.
static void test_fragments_in_fragments(void)
{
    Kit kit;
    kit_init(&kit);
    g_autoptr(GByteArray) tcp = kit_tcp(&segment);
    for (unsigned half = 0; half < 2; half++) {
        unsigned at = half * 16;
        GByteArray *part =
            g_byte_array_append(g_byte_array_new(), tcp->data + at, half == 0 ? 16 : tcp->len - 16);
        g_autoptr(GByteArray) inner = kit_fragment4(KIT_TCP, 0, 9, half == 0 ? 0x2000 : 2, part);
        GByteArray *first = g_byte_array_append(g_byte_array_new(), inner->data, 8);
        GByteArray *rest = g_byte_array_append(g_byte_array_new(), inner->data + 8, inner->len - 8);
        kit_give(&kit, KIT_RAW, kit_fragment4(4, 0, 20 + half, 1, rest));
        kit_give(&kit, KIT_RAW, kit_fragment4(4, 0, 20 + half, 0x2000, first));
    }
    pc_packets_finish(kit.packets);
    assert_taken(&kit, "fragments in fragments");
    kit_clear(&kit);
}

static GByteArray *capwap_fragment(const char *header, const GByteArray *from, guint at, guint len)
{
    GByteArray *payload = kit_hex(header);
    g_byte_array_append(payload, from->data + at, len);
    return kit_ip4(KIT_UDP, 0, kit_udp(50000, 5247, payload));
}

static void test_fragments_of_capwap(void)
{
    Kit kit;
    kit_init(&kit);
    g_autoptr(GByteArray) inside = ethernet();
    kit_give(&kit, KIT_RAW, capwap_fragment("00 1000c0 0007 0018", inside, 24, inside->len - 24));
    kit_give(&kit, KIT_RAW, capwap_fragment("00 100080 0007 0000", inside, 0, 24));
    pc_packets_finish(kit.packets);
    assert_taken(&kit, "capwap fragments");
    kit_clear(&kit);
}

// Headers without end, of the kinds that could be tried in several ways, stop at the limit.
static void test_depth_is_limited(void)
{
    static const char *const layers[] = {"8100 0001", "8847 00020140 00000000 " MACS};
    for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
        UNIT_ROW(layers, i);
        Kit kit;
        kit_init(&kit);
        GByteArray *packet = kit_hex(MACS);
        for (unsigned n = 0; n < 2000; n++) {
            kit_join(packet, kit_hex(layers[i]));
        }
        kit_give(&kit, KIT_ETHERNET, packet);
        g_assert_cmpuint(pc_packets_counts(kit.packets)->undecoded, ==, 1);
        kit_clear(&kit);
    }
}

static void test_unknown_link(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give(&kit, 147, ip4());
    kit_give(&kit, 250, ip4());
    const PcPacketCounts *counts = pc_packets_counts(kit.packets);
    g_assert_cmpuint(counts->unknown_link_frames, ==, 2);
    g_assert_cmpuint(counts->unknown_link_type, ==, 147);
    g_assert_cmpuint(kit.sink.flows->len, ==, 0);
    kit_clear(&kit);
}

static void test_eapol(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give_cut(&kit, KIT_ETHERNET, kit_hex(MACS "888e 0100 0005 02010005 01"), 20);
    g_assert_cmpstr(kit.sink.eapol->str, ==, "020000000001>020000000002:6+3");
    kit_clear(&kit);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        UNIT_ROW(links, i);
        g_autofree char *name = g_strdup_printf("/decode/link/%s", links[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_link);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(tunnels); i++) {
        UNIT_ROW(tunnels, i);
        g_autofree char *name = g_strdup_printf("/decode/tunnel/%s", tunnels[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_tunnel);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(udp_tunnels); i++) {
        UNIT_ROW(udp_tunnels, i);
        g_autofree char *name = g_strdup_printf("/decode/udp-tunnel/%s", udp_tunnels[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_udp_tunnel);
    }
    g_test_add_func("/decode/pppoe", test_pppoe);
    g_test_add_func("/decode/802.3", test_llc_in_802_3);
    g_test_add_func("/decode/extension-headers", test_extension_headers);
    g_test_add_func("/decode/length-zero", test_length_zero);
    g_test_add_func("/decode/length-too-long", test_length_too_long);
    g_test_add_func("/decode/aggregate", test_aggregate);
    g_test_add_func("/decode/encrypted-wifi", test_encrypted_wifi_is_left_alone);
    g_test_add_func("/decode/fragments", test_fragments_of_ip);
    g_test_add_func("/decode/fragments-in-fragments", test_fragments_in_fragments);
    g_test_add_func("/decode/fragments-capwap", test_fragments_of_capwap);
    g_test_add_func("/decode/depth", test_depth_is_limited);
    g_test_add_func("/decode/unknown-link", test_unknown_link);
    g_test_add_func("/decode/eapol", test_eapol);
    return g_test_run();
}
