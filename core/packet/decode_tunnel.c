// SPDX-License-Identifier: GPL-2.0-or-later
// Takes tunnel headers off: GRE and ERSPAN, and those that run over UDP. A UDP packet on a tunnel's
// port whose content does not decode is handed on as any other datagram.
#include "core/packet/decode.h"

enum {
    ETHERTYPE_ERSPAN2 = 0x88be,
    ETHERTYPE_PPP = 0x880b,
    MAX_UDP_TUNNELS = 4, // in one another
};

static bool is_media(PcBytes payload)
{
    uint8_t first;
    return !pc_bytes_at(payload, 0, &first) || first >= PC_UDP_MEDIA;
}

PcLayer pc_decode_udp(PcDecode *packet)
{
    enum { HEADER_LEN = 8 };
    uint16_t source, destination, len, checksum;
    PcBytes rest = packet->bytes;
    if (!pc_bytes_u16(&rest, &source) || !pc_bytes_u16(&rest, &destination) ||
        !pc_bytes_u16(&rest, &len) || !pc_bytes_u16(&rest, &checksum)) {
        return PC_LAYER_UNKNOWN;
    }
    packet->bytes = rest;
    // Where its length goes beyond that of IP, somebody on the way cut the packet (a mirror
    // session).
    if (len >= HEADER_LEN) {
        pc_decode_limit(packet, (size_t)len - HEADER_LEN);
    }
    packet->source_port = source;
    packet->destination_port = destination;
    PcLayer tunnel = (PcLayer)pc_tunnels_layer(packet->user_tunnels, destination);
    if (tunnel == PC_LAYER_UNKNOWN) {
        tunnel = (PcLayer)pc_tunnels_layer(packet->user_tunnels, source);
    }
    if (tunnel == PC_LAYER_UNKNOWN && is_media(packet->bytes)) {
        return PC_LAYER_TAKEN;
    }
    if (tunnel != PC_LAYER_UNKNOWN && packet->tunnels < MAX_UDP_TUNNELS) {
        packet->tunnels += 1;
        if (pc_decode_try(packet, tunnel)) {
            return PC_LAYER_TAKEN;
        }
    }
    if (!is_media(packet->bytes)) {
        packet->lowest->udp(packet->lowest_user, packet, source, destination);
    }
    return PC_LAYER_TAKEN;
}

// RFC 2784 and 2890; version 1 is PPTP's (RFC 2637).
PcLayer pc_decode_gre(PcDecode *packet)
{
    enum {
        HAS_CHECKSUM = 0x8000,
        HAS_ROUTING = 0x4000,
        HAS_KEY = 0x2000,
        HAS_SEQUENCE = 0x1000,
        HAS_ACKNOWLEDGEMENT = 0x0080,
        VERSION_MASK = 7,
    };
    uint16_t flags, type;
    if (!pc_bytes_u16(&packet->bytes, &flags) || !pc_bytes_u16(&packet->bytes, &type) ||
        (flags & HAS_ROUTING) != 0 || (flags & VERSION_MASK) > 1) {
        return PC_LAYER_UNKNOWN;
    }
    unsigned present = flags & (HAS_CHECKSUM | HAS_KEY | HAS_SEQUENCE);
    size_t n_words = (present & HAS_CHECKSUM ? 1u : 0) + (present & HAS_KEY ? 1u : 0) +
                     (present & HAS_SEQUENCE ? 1u : 0);
    if ((flags & VERSION_MASK) == 1) {
        n_words += (flags & HAS_ACKNOWLEDGEMENT) != 0 ? 1 : 0;
    }
    if (!pc_bytes_skip(&packet->bytes, n_words * 4)) {
        return PC_LAYER_UNKNOWN;
    }
    if (type == ETHERTYPE_ERSPAN2 && (flags & HAS_SEQUENCE) == 0) {
        return PC_LAYER_ETHERNET; // ERSPAN type I has no header of its own
    }
    return pc_decode_ethertype(type);
}

// draft-foschiano-erspan: eight bytes, of which nothing is needed.
PcLayer pc_decode_erspan2(PcDecode *packet)
{
    enum { HEADER_LEN = 8 };
    return pc_bytes_skip(&packet->bytes, HEADER_LEN) ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

// Type III: twelve bytes, and eight more where the last bit says so; it may carry IP without a
// link.
PcLayer pc_decode_erspan3(PcDecode *packet)
{
    enum { TYPE_SHIFT = 10, TYPE_MASK = 0x1f, TYPE_ETHERNET = 0, TYPE_IP = 2, HAS_SUBHEADER = 1 };
    uint16_t flags;
    if (!pc_bytes_skip(&packet->bytes, 10) || !pc_bytes_u16(&packet->bytes, &flags) ||
        !pc_bytes_skip(&packet->bytes, (flags & HAS_SUBHEADER) != 0 ? 8 : 0)) {
        return PC_LAYER_UNKNOWN;
    }
    unsigned type = (unsigned)flags >> TYPE_SHIFT & TYPE_MASK;
    if (type == TYPE_IP) {
        return PC_LAYER_IP;
    }
    return type == TYPE_ETHERNET ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_vxlan(PcDecode *packet)
{
    enum { HAS_NETWORK_ID = 0x08, HAS_NEXT_PROTOCOL = 0x04, PORT_GPE = 4790 };
    uint8_t flags, next;
    if (!pc_bytes_u8(&packet->bytes, &flags) || (flags & HAS_NETWORK_ID) == 0 ||
        !pc_bytes_skip(&packet->bytes, 2) || !pc_bytes_u8(&packet->bytes, &next) ||
        !pc_bytes_skip(&packet->bytes, 4)) {
        return PC_LAYER_UNKNOWN;
    }
    // Elsewhere than on its own port the flag of VXLAN-GPE may mean anything.
    PcLayer layer = pc_decode_next_protocol(next);
    bool is_told = (flags & HAS_NEXT_PROTOCOL) != 0 &&
                   (packet->destination_port == PORT_GPE || layer == PC_LAYER_IPV4 ||
                    layer == PC_LAYER_IPV6 || layer == PC_LAYER_NSH);
    return is_told && layer != PC_LAYER_UNKNOWN ? layer : PC_LAYER_ETHERNET;
}

PcLayer pc_decode_geneve(PcDecode *packet)
{
    enum { VERSION_MASK = 0xc0, OPTIONS_MASK = 0x3f };
    uint8_t first, flags;
    uint16_t type;
    bool whole = pc_bytes_u8(&packet->bytes, &first) && (first & VERSION_MASK) == 0 &&
                 pc_bytes_u8(&packet->bytes, &flags) && pc_bytes_u16(&packet->bytes, &type) &&
                 pc_bytes_skip(&packet->bytes, 4 + (first & OPTIONS_MASK) * (size_t)4);
    return whole ? pc_decode_ethertype(type) : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_gtpu(PcDecode *packet)
{
    enum {
        VERSION_MASK = 0xf0,
        VERSION_1_GTP = 0x30,
        OPTIONAL = 7,
        HAS_EXTENSION = 4,
        USER_DATA = 255
    };
    uint8_t flags, type, next = 0, n_words;
    uint16_t len;
    uint32_t tunnel;
    if (!pc_bytes_u8(&packet->bytes, &flags) || (flags & VERSION_MASK) != VERSION_1_GTP ||
        !pc_bytes_u8(&packet->bytes, &type) || type != USER_DATA ||
        !pc_bytes_u16(&packet->bytes, &len) || !pc_bytes_u32(&packet->bytes, &tunnel)) {
        return PC_LAYER_UNKNOWN;
    }
    if ((flags & OPTIONAL) != 0 &&
        (!pc_bytes_skip(&packet->bytes, 3) || !pc_bytes_u8(&packet->bytes, &next))) {
        return PC_LAYER_UNKNOWN;
    }
    while ((flags & HAS_EXTENSION) != 0 && next != 0) {
        if (!pc_bytes_u8(&packet->bytes, &n_words) || n_words == 0 ||
            !pc_bytes_skip(&packet->bytes, n_words * (size_t)4 - 2) ||
            !pc_bytes_u8(&packet->bytes, &next)) {
            return PC_LAYER_UNKNOWN;
        }
    }
    return PC_LAYER_IP;
}

// RFC 5415, 4.3: a word of lengths and flags, the fragment's place, optional headers, then 802.3 or
// 802.11. Fragments are put together like those of IP.
PcLayer pc_decode_capwap(PcDecode *packet)
{
    enum {
        WORDS_SHIFT = 19,
        WORDS_MASK = 0x1f,
        IS_NATIVE = 0x100, // 802.11 and not 802.3
        IS_FRAGMENT = 0x80,
        IS_LAST = 0x40,
        IS_KEEP_ALIVE = 0x08,
        HEADER_LEN = 8,
    };
    uint8_t preamble;
    uint32_t flags;
    uint16_t id, offset;
    if (!pc_bytes_u8(&packet->bytes, &preamble) || preamble != 0 ||
        !pc_bytes_u24(&packet->bytes, &flags) || !pc_bytes_u16(&packet->bytes, &id) ||
        !pc_bytes_u16(&packet->bytes, &offset) || (flags & IS_KEEP_ALIVE) != 0) {
        return PC_LAYER_UNKNOWN;
    }
    size_t header_len = (flags >> WORDS_SHIFT & WORDS_MASK) * 4;
    if (header_len < HEADER_LEN || !pc_bytes_skip(&packet->bytes, header_len - HEADER_LEN)) {
        return PC_LAYER_UNKNOWN;
    }
    if ((flags & IS_FRAGMENT) != 0) {
        PcFragmentKey key = {.address = {packet->source.high, packet->source.low,
                                         packet->destination.high, packet->destination.low},
                             .id = id,
                             .kind = PC_FRAGMENT_CAPWAP};
        PcFragment fragment = {.bytes = packet->bytes,
                               .missing = packet->missing,
                               .offset = offset & 0xfff8u,
                               .more = (flags & IS_LAST) == 0,
                               .time = packet->stamp.time};
        if (!pc_fragments_add(packet->fragments, &key, &fragment, &packet->bytes,
                              &packet->missing)) {
            return PC_LAYER_TAKEN;
        }
    }
    return (flags & IS_NATIVE) != 0 ? PC_LAYER_WIFI_IN_CAPWAP : PC_LAYER_ETHERNET;
}

// TaZmen Sniffer Protocol: version, type, the link type by its own numbers, and tags up to an end.
PcLayer pc_decode_tzsp(PcDecode *packet)
{
    enum { VERSION = 1, TYPE_MAX_PACKET = 1, TAG_PADDING = 0, TAG_END = 1 };
    uint8_t version, type, tag, len;
    uint16_t link;
    if (!pc_bytes_u8(&packet->bytes, &version) || version != VERSION ||
        !pc_bytes_u8(&packet->bytes, &type) || type > TYPE_MAX_PACKET ||
        !pc_bytes_u16(&packet->bytes, &link)) {
        return PC_LAYER_UNKNOWN;
    }
    do {
        if (!pc_bytes_u8(&packet->bytes, &tag)) {
            return PC_LAYER_UNKNOWN;
        }
        if (tag != TAG_PADDING && tag != TAG_END &&
            (!pc_bytes_u8(&packet->bytes, &len) || !pc_bytes_skip(&packet->bytes, len))) {
            return PC_LAYER_UNKNOWN;
        }
    } while (tag != TAG_END);
    switch (link) {
    case 1:
        return PC_LAYER_ETHERNET;
    case 18:
        return PC_LAYER_WIFI;
    case 119:
        return PC_LAYER_PRISM;
    case 127:
        return PC_LAYER_AVS;
    default:
        return PC_LAYER_UNKNOWN;
    }
}
