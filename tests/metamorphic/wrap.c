// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a wrapping from its last word to its first, and puts each word's bytes before what is there
// already, so that a length counts all that follows it. The words:
//
//   hex digits     these bytes
//   dst src        the MAC addresses of the sample's frame
//   type ppp       what follows, as an EtherType or as a PPP protocol
//   bsd-le bsd-be  the same as BSD's address family, in either byte order
//   len len+N      two bytes: how many follow, and N more
//   ip4:P ip6:P    an IP header with protocol P; without P, that of what follows (an IP packet)
//   udp:PORT       a UDP header to that port
//   tail:N         N bytes that stand behind what follows: a check value
//   esp            what stands behind it in ESP without encryption
#include "tests/metamorphic/wrap.h"

#include "tests/metamorphic/segment.h"
#include <string.h>

#define SNAP "aaaa03 000000"
#define TO_DS "0801 0000 020000000003 src dst 0000"
#define FROM_DS "0802 0000 dst 020000000003 src 0000"
#define IN_GRE "dst src 0800 ip4:47"
#define IN_UDP "dst src 0800 ip4:17 udp:"
#define SNIFFED "00000000 00000000 00000000 00000000 00000000 " FROM_DS SNAP " type tail:4"

static const MetaWrapping wrappings[] = {
    {"vlan", 1, META_CARRIES_PAYLOAD, "dst src 8100 0064 type"},
    {"qinq", 1, META_CARRIES_PAYLOAD, "dst src 9100 0064 8100 0065 type"},
    {"802.1ad", 1, META_CARRIES_PAYLOAD, "dst src 88a8 0064 8100 0065 type"},
    {"mpls", 1, META_CARRIES_IP, "dst src 8847 00064040 00065140"},
    {"mpls-pseudowire", 1, META_CARRIES_FRAME, "dst src 8847 00064140 00000000"},
    {"mpls-pseudowire-bare", 1, META_CARRIES_FRAME, "dst src 8847 00064140"},
    {"pppoe", 1, META_CARRIES_IP, "dst src 8864 1100 0001 len+2 ppp"},
    {"ppp", 9, META_CARRIES_IP, "ff03 ppp"},
    {"ppp-hdlc", 50, META_CARRIES_IP, "ff03 ppp"},
    {"sll", 113, META_CARRIES_PAYLOAD, "0000 0001 0006 src 0000 type"},
    {"sll2", 276, META_CARRIES_PAYLOAD, "type 0000 00000002 0001 00 06 src 0000"},
    {"raw", 101, META_CARRIES_IP, ""},
    {"raw4", 228, META_CARRIES_IP, "ip4"},
    {"raw6", 229, META_CARRIES_IP, "ip6"},
    {"null", 0, META_CARRIES_IP, "bsd-le"},
    {"loop", 108, META_CARRIES_IP, "bsd-be"},
    {"802.11", 105, META_CARRIES_PAYLOAD, TO_DS " 0000" SNAP " type"},
    {"radiotap", 127, META_CARRIES_PAYLOAD, "0000 0800 00000000 " FROM_DS SNAP " type"},
    {"ppi", 192, META_CARRIES_PAYLOAD, "0000 0800 69000000 " FROM_DS SNAP " type"},
    {"a-msdu", 105, META_CARRIES_PAYLOAD,
     "8802 0000 dst 020000000003 020000000003 0000 8000 dst src len " SNAP " type"},
    {"cisco-hdlc", 104, META_CARRIES_IP, "0f00 type"},
    {"fddi", 10, META_CARRIES_PAYLOAD, "50 dst src " SNAP " type"},
    {"token-ring", 6, META_CARRIES_PAYLOAD, "10 40 dst src " SNAP " type"},
    {"isl", 1, META_CARRIES_FRAME, "01000c0000 00 020000000001 len+4 aaaa03 00000c 0002 0000 0000"},
    {"cisco-metadata", 1, META_CARRIES_PAYLOAD, "dst src 8909 01 01 0001 0064 type"},
    {"gre", 1, META_CARRIES_IP, IN_GRE " 0000 type"},
    {"gre-with-key", 1, META_CARRIES_IP, IN_GRE " 3000 type 00000001 00000002"},
    {"gre-ethernet", 1, META_CARRIES_FRAME, IN_GRE " 0000 6558"},
    {"erspan-1", 1, META_CARRIES_FRAME, IN_GRE " 0000 88be"},
    {"erspan-2", 1, META_CARRIES_FRAME, IN_GRE " 1000 88be 00000001 10010001 00000000"},
    {"erspan-3", 1, META_CARRIES_FRAME, IN_GRE " 1000 22eb 00000001 20010001 00000000 00000000"},
    {"ip-in-ip", 1, META_CARRIES_IP, "dst src 0800 ip4"},
    {"ip-in-ip6", 1, META_CARRIES_IP, "dst src 86dd ip6"},
    {"6in4", 1, META_CARRIES_IP, "dst src 0800 ip4:41 ip6"},
    {"vxlan", 1, META_CARRIES_FRAME, IN_UDP "4789 08000000 00006400"},
    {"vxlan6", 1, META_CARRIES_FRAME, "dst src 86dd ip6:17 udp:4789 08000000 00006400"},
    {"geneve", 1, META_CARRIES_FRAME, IN_UDP "6081 0000 6558 00006400"},
    {"geneve-ip", 1, META_CARRIES_IP, IN_UDP "6081 0100 type 00006400 01020300"},
    {"gtp-u", 1, META_CARRIES_IP, IN_UDP "2152 30ff len 00000001"},
    {"gtp-u-sequence", 1, META_CARRIES_IP, IN_UDP "2152 32ff len+4 00000001 00010000"},
    {"capwap", 1, META_CARRIES_FRAME, IN_UDP "5247 00 100200 0000 0000"},
    {"capwap-802.11", 1, META_CARRIES_PAYLOAD,
     IN_UDP "5247 00 100300 0000 0000 0108 0000 020000000003 src dst 0000" SNAP " type"},
    {"tzsp", 1, META_CARRIES_FRAME, IN_UDP "37008 01 00 0001 01"},
    {"mpls-in-udp", 1, META_CARRIES_IP, IN_UDP "6635 00064140"},
    {"802.1br", 1, META_CARRIES_PAYLOAD, "dst src 893f 0000 0000 0000 type"},
    {"fabricpath", 1, META_CARRIES_FRAME, "020000000001 020000000002 8903 0440"},
    {"provider-backbone", 1, META_CARRIES_FRAME, "020000000001 020000000002 88e7 00000064"},
    {"hsr", 1, META_CARRIES_PAYLOAD, "dst src 892f 0034 0001 type"},
    {"trill", 1, META_CARRIES_FRAME, "020000000001 020000000002 22f3 0007 0001 0002"},
    {"nsh", 1, META_CARRIES_FRAME, "020000000001 020000000002 894f 0fc2 0203 000001ff"},
    {"etherip", 1, META_CARRIES_FRAME, "dst src 0800 ip4:97 3000"},
    {"l2tp", 1, META_CARRIES_IP, IN_UDP "1701 0002 0001 0002 ff03 ppp"},
    {"lisp", 1, META_CARRIES_IP, IN_UDP "4341 40000000 00000000"},
    {"macsec", 1, META_CARRIES_PAYLOAD,
     "dst src 88e5 20 00 00000007 0200000000010001 type tail:16"},
    {"l2tp3", 1, META_CARRIES_FRAME, "dst src 0800 ip4:115 00000001"},
    {"l2tp3-cookie", 1, META_CARRIES_FRAME, "dst src 0800 ip4:115 00000001 0badcafe"},
    {"esp-null", 1, META_CARRIES_IP, "dst src 0800 ip4:50 00000101 00000001 esp"},
    {"esp-null-in-udp", 1, META_CARRIES_IP, IN_UDP "4500 00000101 00000001 esp"},
    {"vxlan-elsewhere", 1, META_CARRIES_FRAME, IN_UDP "5001 08000000 00006400"},
    {"geneve-elsewhere", 1, META_CARRIES_FRAME, IN_UDP "5002 0000 6558 00006400"},
    {"peekremote", 1, META_CARRIES_PAYLOAD, IN_UDP "5000 " SNIFFED},
    {"gre-in-udp", 1, META_CARRIES_IP, IN_UDP "4754 0000 type"},
    {"ivxlan", 1, META_CARRIES_FRAME, IN_UDP "48879 c8000000 00006400"},
    {"vxlan-group", 1, META_CARRIES_FRAME, IN_UDP "4789 88000010 00006400"},
    {"vxlan-gpe-nsh", 1, META_CARRIES_FRAME, IN_UDP "4790 0c000004 00006400 0fc2 0203 000001ff"},
    {"deep", 1, META_CARRIES_FRAME,
     "dst src 88a8 0064 8100 0065 8864 1100 0001 len+2 ppp ip4:47 3000 6558 00000001 00000002 "
     "dst src 8847 00064140 00000000 dst src 86dd ip6:17 udp:4789 08000000 00006400 "
     "dst src 8100 0007 0800 ip4:17 udp:2152 30ff len 00000001 ip4:17 udp:6081 0000 6558 00006400"},
};

static const MetaTold told[] = {
    {"vxlan-elsewhere", 5001, "vxlan"},
    {"geneve-elsewhere", 5002, "geneve"},
    {"peekremote", 5000, "peekremote"},
};

const MetaTold *meta_told(const MetaWrapping *wrapping)
{
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
        if (strcmp(told[i].name, wrapping->name) == 0) {
            return &told[i];
        }
    }
    return NULL;
}

const MetaWrapping *meta_wrappings(size_t *n_wrappings)
{
    *n_wrappings = G_N_ELEMENTS(wrappings);
    return wrappings;
}

// Wrap is a packet while headers are put before it.
typedef struct {
    const MetaFrame *from;
    GByteArray *bytes;
    guint type; // EtherType of what stands at the beginning
    guint missing;
    bool cannot;
} Wrap;

static void put(Wrap *wrap, const uint8_t *bytes, size_t len)
{
    g_byte_array_prepend(wrap->bytes, bytes, (guint)len);
}

static void put_u16(Wrap *wrap, guint value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
    put(wrap, bytes, sizeof bytes);
}

static guint len_of(const Wrap *wrap)
{
    return wrap->bytes->len + wrap->missing;
}

// ---- words ----------------------------------------------------------------------------------

enum { MAC_LEN = 6, IPV4 = 0x0800, IPV6 = 0x86dd };

static void put_destination(Wrap *wrap, const char *argument)
{
    (void)argument;
    put(wrap, wrap->from->bytes->data, MAC_LEN);
}

static void put_source(Wrap *wrap, const char *argument)
{
    (void)argument;
    put(wrap, wrap->from->bytes->data + MAC_LEN, MAC_LEN);
}

static void put_type(Wrap *wrap, const char *argument)
{
    (void)argument;
    put_u16(wrap, wrap->type);
}

static void put_ppp(Wrap *wrap, const char *argument)
{
    (void)argument;
    put_u16(wrap, wrap->type == IPV6 ? 0x0057 : 0x0021);
}

static void put_bsd_le(Wrap *wrap, const char *argument)
{
    const uint8_t family[] = {wrap->type == IPV6 ? 30 : 2, 0, 0, 0};
    (void)argument;
    put(wrap, family, sizeof family);
}

static void put_bsd_be(Wrap *wrap, const char *argument)
{
    const uint8_t family[] = {0, 0, 0, wrap->type == IPV6 ? 24 : 2};
    (void)argument;
    put(wrap, family, sizeof family);
}

static void put_len(Wrap *wrap, const char *argument)
{
    put_u16(wrap, len_of(wrap) + (guint)g_ascii_strtoull(argument, NULL, 10));
}

static guint checksum(const uint8_t *bytes, size_t len)
{
    guint sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += i % 2 == 0 ? (guint)bytes[i] << 8 : bytes[i];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16)) & 0xffff;
}

static uint8_t protocol_of(const Wrap *wrap, const char *argument)
{
    uint8_t inner = wrap->type == IPV6 ? 41 : 4;
    return argument[0] != '\0' ? (uint8_t)g_ascii_strtoull(argument, NULL, 10) : inner;
}

static void put_ip4(Wrap *wrap, const char *argument)
{
    enum { HEADER_LEN = 20 };
    guint len = len_of(wrap) + HEADER_LEN;
    uint8_t header[HEADER_LEN] = {0x45,
                                  0,
                                  (uint8_t)(len >> 8),
                                  (uint8_t)len,
                                  0,
                                  0,
                                  0x40,
                                  0,
                                  64,
                                  0,
                                  0,
                                  0,
                                  192,
                                  0,
                                  2,
                                  1,
                                  192,
                                  0,
                                  2,
                                  2};
    header[9] = protocol_of(wrap, argument);
    guint sum = checksum(header, sizeof header);
    header[10] = (uint8_t)(sum >> 8);
    header[11] = (uint8_t)sum;
    put(wrap, header, sizeof header);
    wrap->type = IPV4;
}

static void put_ip6(Wrap *wrap, const char *argument)
{
    enum { HEADER_LEN = 40 };
    guint len = len_of(wrap);
    uint8_t header[HEADER_LEN] = {0x60,         0,    0,        0,    (uint8_t)(len >> 8),
                                  (uint8_t)len, 0,    64,       0x20, 0x01,
                                  0x0d,         0xb8, [23] = 1, 0x20, 0x01,
                                  0x0d,         0xb8, [39] = 2};
    header[6] = protocol_of(wrap, argument);
    put(wrap, header, sizeof header);
    wrap->type = IPV6;
}

static void put_udp(Wrap *wrap, const char *argument)
{
    enum { HEADER_LEN = 8, SOURCE = 49152 };
    put_u16(wrap, 0);
    put_u16(wrap, len_of(wrap) + HEADER_LEN - 2);
    put_u16(wrap, (guint)g_ascii_strtoull(argument, NULL, 10));
    put_u16(wrap, SOURCE);
}

// Behind a packet that was cut nothing was captured.
static void put_behind(Wrap *wrap, const uint8_t *bytes, size_t len)
{
    if (wrap->missing > 0) {
        wrap->missing += (guint)len;
    } else {
        g_byte_array_append(wrap->bytes, bytes, (guint)len);
    }
}

static void put_tail(Wrap *wrap, const char *argument)
{
    const uint8_t zeros[16] = {0};
    size_t len = (size_t)g_ascii_strtoull(argument, NULL, 10);
    g_assert_cmpuint(len, <=, sizeof zeros);
    put_behind(wrap, zeros, len);
}

// RFC 4303, 2.4: padding to words, that counts; its length, what follows, and a check value.
// Whoever looks from behind needs all of it.
static void put_esp(Wrap *wrap, const char *argument)
{
    enum { WORD = 4, OWN_LEN = 2, CHECK_LEN = 12 };
    const uint8_t padding[WORD] = {1, 2, 3, 4};
    uint8_t n_padding = (uint8_t)((WORD - (wrap->bytes->len + OWN_LEN) % WORD) % WORD);
    const uint8_t own[OWN_LEN + CHECK_LEN] = {n_padding, wrap->type == IPV6 ? 41 : 4};
    (void)argument;
    wrap->cannot = wrap->missing > 0;
    put_behind(wrap, padding, n_padding);
    put_behind(wrap, own, sizeof own);
}

static const struct {
    const char *word;
    void (*put)(Wrap *wrap, const char *argument);
} words[] = {
    {"dst", put_destination}, {"src", put_source},    {"type", put_type}, {"ppp", put_ppp},
    {"bsd-le", put_bsd_le},   {"bsd-be", put_bsd_be}, {"len", put_len},   {"ip4", put_ip4},
    {"ip6", put_ip6},         {"udp", put_udp},       {"tail", put_tail}, {"esp", put_esp},
};

static void put_hex(Wrap *wrap, const char *digits)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_assert_cmpuint(strlen(digits) % 2, ==, 0);
    for (; *digits != '\0'; digits += 2) {
        int high = g_ascii_xdigit_value(digits[0]), low = g_ascii_xdigit_value(digits[1]);
        g_assert_true(high >= 0 && low >= 0);
        const uint8_t byte = (uint8_t)(high << 4 | low);
        g_byte_array_append(bytes, &byte, 1);
    }
    put(wrap, bytes->data, bytes->len);
}

static void put_word(Wrap *wrap, const char *word)
{
    size_t len = strcspn(word, ":+");
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strlen(words[i].word) == len && strncmp(words[i].word, word, len) == 0) {
            words[i].put(wrap, word[len] != '\0' ? word + len + 1 : "");
            return;
        }
    }
    put_hex(wrap, word);
}

// ---- frames ---------------------------------------------------------------------------------

static guint type_of(const MetaFrame *frame)
{
    return (guint)frame->bytes->data[2 * MAC_LEN] << 8 | frame->bytes->data[2 * MAC_LEN + 1];
}

// Which bytes of the frame are carried; false if it has none of the kind.
static bool find_carried(const MetaFrame *frame, MetaCarries carries, guint *from, guint *to)
{
    MetaPlaces places;
    *from = carries == META_CARRIES_FRAME ? 0 : 2 * MAC_LEN + 2;
    *to = frame->bytes->len;
    if (carries != META_CARRIES_IP) {
        return true;
    }
    if (!meta_places(frame, &places)) {
        return false;
    }
    *from = places.ip;
    *to = MIN(places.end, frame->bytes->len);
    return true;
}

static MetaFrame *wrap_frame(const MetaWrapping *wrapping, const MetaFrame *frame)
{
    guint from, to;
    g_assert_cmpuint(frame->link_type, ==, 1);
    if (!find_carried(frame, wrapping->carries, &from, &to)) {
        return NULL;
    }
    MetaFrame *made = meta_frame_like(frame);
    Wrap wrap = {
        .from = frame, .bytes = made->bytes, .type = type_of(frame), .missing = frame->missing};
    if (wrapping->carries == META_CARRIES_IP) {
        wrap.type = frame->bytes->data[from] >> 4 == 6 ? IPV6 : IPV4;
    }
    put(&wrap, frame->bytes->data + from, to - from);
    g_auto(GStrv) headers = g_strsplit(wrapping->headers, " ", -1);
    for (guint i = g_strv_length(headers); i > 0; i--) {
        put_word(&wrap, headers[i - 1]);
    }
    made->link_type = wrapping->link_type;
    made->missing = wrap.missing;
    if (wrap.cannot) {
        meta_frame_unref(made);
        return NULL;
    }
    return made;
}

GPtrArray *meta_wrap(const MetaWrapping *wrapping, const GPtrArray *frames)
{
    g_autoptr(GPtrArray) wrapped = meta_frames_new();
    for (guint i = 0; i < frames->len; i++) {
        MetaFrame *frame = wrap_frame(wrapping, meta_frame_at(frames, i));
        if (frame == NULL) {
            return NULL;
        }
        g_ptr_array_add(wrapped, frame);
    }
    return g_steal_pointer(&wrapped);
}
