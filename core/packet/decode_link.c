// SPDX-License-Identifier: GPL-2.0-or-later
// Takes link headers off: Ethernet and its tags, MPLS, PPP, HDLC, LLC/SNAP, Linux' and BSD's own
// headers. What a header says of the length of the rest is believed, so that padding ends here.
#include "core/packet/decode.h"

enum {
    MAC_LEN = 6,
    MAX_802_3_LEN = 1500, // larger numbers in its place are EtherTypes
    MIN_ETHERTYPE = 0x600,
};

PcLayer pc_decode_ethertype_field(PcDecode *packet)
{
    uint16_t type;
    if (!pc_bytes_u16(&packet->bytes, &type)) {
        return PC_LAYER_UNKNOWN;
    }
    packet->ethertype = type;
    return pc_decode_ethertype(type);
}

// Where Ethernet has its type: an EtherType, or (802.3) a length and then LLC.
PcLayer pc_decode_type_or_length(PcDecode *packet)
{
    PcBytes rest = packet->bytes;
    uint16_t type;
    if (!pc_bytes_u16(&rest, &type)) {
        return PC_LAYER_UNKNOWN;
    }
    packet->bytes = rest;
    packet->ethertype = type;
    if (type >= MIN_ETHERTYPE) {
        return pc_decode_ethertype(type);
    }
    if (type <= MAX_802_3_LEN && type <= rest.len + packet->missing) {
        pc_decode_limit(packet, type);
    }
    return PC_LAYER_LLC;
}

// Cisco ISL frames begin like Ethernet, with one of two multicast addresses of 40 bits.
static bool is_isl(PcBytes destination)
{
    uint32_t high;
    uint8_t low;
    bool read = pc_bytes_u32(&destination, &high) && pc_bytes_u8(&destination, &low);
    return read && (high == 0x01000c00 || high == 0x0c000c00) && low == 0;
}

PcLayer pc_decode_ethernet(PcDecode *packet)
{
    PcBytes rest = packet->bytes;
    if (!pc_bytes_take(&rest, MAC_LEN, &packet->destination_mac) ||
        !pc_bytes_take(&rest, MAC_LEN, &packet->source_mac)) {
        return PC_LAYER_UNKNOWN;
    }
    packet->is_wireless = false;
    if (G_UNLIKELY(is_isl(packet->destination_mac))) {
        return PC_LAYER_ISL;
    }
    packet->bytes = rest;
    return pc_decode_type_or_length(packet);
}

PcLayer pc_decode_isl(PcDecode *packet)
{
    enum { ISL_HEADER_LEN = 26 };
    return pc_bytes_skip(&packet->bytes, ISL_HEADER_LEN) ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_vlan(PcDecode *packet)
{
    return pc_bytes_skip(&packet->bytes, 2) ? pc_decode_type_or_length(packet) : PC_LAYER_UNKNOWN;
}

// Cisco metadata (TrustSec): version, number of options, and the options of four bytes each.
PcLayer pc_decode_cmd(PcDecode *packet)
{
    uint8_t version, n_options;
    bool whole = pc_bytes_u8(&packet->bytes, &version) && pc_bytes_u8(&packet->bytes, &n_options) &&
                 pc_bytes_skip(&packet->bytes, (size_t)n_options * 4);
    return whole ? pc_decode_type_or_length(packet) : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_vntag(PcDecode *packet)
{
    return pc_bytes_skip(&packet->bytes, 4) ? pc_decode_type_or_length(packet) : PC_LAYER_UNKNOWN;
}

// A label stack does not say what it carries. IP tells itself by its version; a pseudowire's
// control word begins with four zero bits (RFC 4385), a pseudowire without one with a MAC address.
PcLayer pc_decode_mpls(PcDecode *packet)
{
    enum { BOTTOM_OF_STACK = 0x100, CONTROL_WORD_LEN = 4 };
    uint32_t label = 0;
    uint8_t first;
    while ((label & BOTTOM_OF_STACK) == 0) {
        if (!pc_bytes_u32(&packet->bytes, &label)) {
            return PC_LAYER_UNKNOWN;
        }
    }
    if (!pc_bytes_at(packet->bytes, 0, &first)) {
        return PC_LAYER_UNKNOWN;
    }
    if ((first >> 4 == 4 || first >> 4 == 6) && pc_decode_try(packet, PC_LAYER_IP)) {
        return PC_LAYER_TAKEN;
    }
    if (pc_decode_try(packet, PC_LAYER_ETHERNET)) {
        return PC_LAYER_TAKEN;
    }
    bool has_word = first >> 4 == 0 && pc_bytes_skip(&packet->bytes, CONTROL_WORD_LEN);
    return has_word ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_pppoe(PcDecode *packet)
{
    enum { VERSION_AND_TYPE = 0x11, SESSION_DATA = 0 };
    uint8_t version, code;
    uint16_t session, len;
    if (!pc_bytes_u8(&packet->bytes, &version) || version != VERSION_AND_TYPE ||
        !pc_bytes_u8(&packet->bytes, &code) || code != SESSION_DATA ||
        !pc_bytes_u16(&packet->bytes, &session) || !pc_bytes_u16(&packet->bytes, &len)) {
        return PC_LAYER_UNKNOWN;
    }
    pc_decode_limit(packet, len);
    return PC_LAYER_PPP;
}

// RFC 1661, 2: the protocol may be shortened to its last byte, which is odd.
PcLayer pc_decode_ppp(PcDecode *packet)
{
    static const uint8_t hdlc[] = {0xff, 0x03};
    uint8_t first;
    uint16_t protocol;
    if (pc_bytes_starts(packet->bytes, hdlc, sizeof hdlc)) {
        pc_bytes_skip(&packet->bytes, sizeof hdlc);
    }
    if (!pc_bytes_at(packet->bytes, 0, &first)) {
        return PC_LAYER_UNKNOWN;
    }
    if ((first & 1) != 0) {
        pc_bytes_skip(&packet->bytes, 1);
        protocol = first;
    } else if (!pc_bytes_u16(&packet->bytes, &protocol)) {
        return PC_LAYER_UNKNOWN;
    }
    switch (protocol) {
    case 0x0021:
        return PC_LAYER_IPV4;
    case 0x0057:
        return PC_LAYER_IPV6;
    case 0x0281:
    case 0x0283:
        return PC_LAYER_MPLS;
    default:
        return PC_LAYER_UNKNOWN;
    }
}

// Address 0xff or, on Cisco serial lines, 0x0f and 0x8f with an EtherType behind.
PcLayer pc_decode_ppp_hdlc(PcDecode *packet)
{
    uint8_t address;
    if (!pc_bytes_at(packet->bytes, 0, &address)) {
        return PC_LAYER_UNKNOWN;
    }
    return address == 0x0f || address == 0x8f ? PC_LAYER_CHDLC : PC_LAYER_PPP;
}

PcLayer pc_decode_chdlc(PcDecode *packet)
{
    return pc_bytes_skip(&packet->bytes, 2) ? PC_LAYER_ETHERTYPE : PC_LAYER_UNKNOWN;
}

// IEEE 802.2, with the SNAP of RFC 1042 and Cisco's organisation codes behind it.
PcLayer pc_decode_llc(PcDecode *packet)
{
    enum { SAP_IP = 0x06, SAP_SNAP = 0xaa, ORGANISATION_CISCO_CDP = 0x00000c };
    uint8_t destination, source, control;
    uint32_t organisation;
    if (!pc_bytes_u8(&packet->bytes, &destination) || !pc_bytes_u8(&packet->bytes, &source) ||
        !pc_bytes_u8(&packet->bytes, &control)) {
        return PC_LAYER_UNKNOWN;
    }
    if (destination == SAP_IP && source == SAP_IP) {
        return PC_LAYER_IPV4;
    }
    if (destination != SAP_SNAP || !pc_bytes_u24(&packet->bytes, &organisation) ||
        organisation == ORGANISATION_CISCO_CDP) {
        return PC_LAYER_UNKNOWN;
    }
    return PC_LAYER_ETHERTYPE;
}

// The address family of the machine that captured, in its byte order: IPv4 is 2 everywhere, IPv6 is
// whatever that system calls it.
PcLayer pc_decode_null(PcDecode *packet)
{
    static const uint32_t ipv6_families[] = {10, 23, 24, 28, 30};
    uint32_t family;
    if (!pc_bytes_u32(&packet->bytes, &family)) {
        return PC_LAYER_UNKNOWN;
    }
    if (family > 0xffff) {
        family = GUINT32_SWAP_LE_BE(family);
    }
    if (family == 2) {
        return PC_LAYER_IPV4;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ipv6_families); i++) {
        if (family == ipv6_families[i]) {
            return PC_LAYER_IPV6;
        }
    }
    return family >= MIN_ETHERTYPE ? pc_decode_ethertype((uint16_t)family) : PC_LAYER_UNKNOWN;
}

static PcLayer cooked_protocol(uint16_t protocol)
{
    enum { PROTOCOL_802_2 = 4 }; // Linux: 802.2 LLC follows
    return protocol == PROTOCOL_802_2 ? PC_LAYER_LLC : pc_decode_ethertype(protocol);
}

// The sender's address stands in a field of eight bytes, of which its length says how many count.
static bool cooked_address(PcDecode *packet, size_t address_len)
{
    PcBytes field;
    if (!pc_bytes_take(&packet->bytes, 8, &field)) {
        return false;
    }
    packet->source_mac =
        address_len == MAC_LEN ? pc_bytes_first(field, MAC_LEN) : pc_bytes(NULL, 0);
    packet->destination_mac = pc_bytes(NULL, 0);
    return true;
}

PcLayer pc_decode_sll(PcDecode *packet)
{
    uint16_t packet_type, hardware, address_len, protocol;
    bool whole = pc_bytes_u16(&packet->bytes, &packet_type) &&
                 pc_bytes_u16(&packet->bytes, &hardware) &&
                 pc_bytes_u16(&packet->bytes, &address_len) &&
                 cooked_address(packet, address_len) && pc_bytes_u16(&packet->bytes, &protocol);
    return whole ? cooked_protocol(protocol) : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_sll2(PcDecode *packet)
{
    uint16_t protocol, reserved, hardware;
    uint32_t interface;
    uint8_t packet_type, address_len;
    bool whole =
        pc_bytes_u16(&packet->bytes, &protocol) && pc_bytes_u16(&packet->bytes, &reserved) &&
        pc_bytes_u32(&packet->bytes, &interface) && pc_bytes_u16(&packet->bytes, &hardware) &&
        pc_bytes_u8(&packet->bytes, &packet_type) && pc_bytes_u8(&packet->bytes, &address_len) &&
        cooked_address(packet, address_len);
    return whole ? cooked_protocol(protocol) : PC_LAYER_UNKNOWN;
}

// Some systems put padding before the frame control byte of FDDI; its value finds it.
PcLayer pc_decode_fddi(PcDecode *packet)
{
    enum { LLC_FRAME = 0x50, CLASS_AND_FORMAT = 0x70, PADDING_LEN = 3 };
    uint8_t control;
    bool found = pc_bytes_u8(&packet->bytes, &control);
    if (found && (control & CLASS_AND_FORMAT) != LLC_FRAME) {
        found = pc_bytes_skip(&packet->bytes, PADDING_LEN - 1) &&
                pc_bytes_u8(&packet->bytes, &control) && (control & CLASS_AND_FORMAT) == LLC_FRAME;
    }
    found = found && pc_bytes_take(&packet->bytes, MAC_LEN, &packet->destination_mac) &&
            pc_bytes_take(&packet->bytes, MAC_LEN, &packet->source_mac);
    return found ? PC_LAYER_LLC : PC_LAYER_UNKNOWN;
}

// IEEE 802.5: a source route may stand between the addresses and LLC; the first bit of the source
// address says so.
PcLayer pc_decode_token_ring(PcDecode *packet)
{
    enum { LLC_FRAME = 0x40, TYPE_MASK = 0xc0, HAS_ROUTE = 0x80, ROUTE_LEN_MASK = 0x1f };
    uint8_t access, control, first, route;
    if (!pc_bytes_u8(&packet->bytes, &access) || !pc_bytes_u8(&packet->bytes, &control) ||
        (control & TYPE_MASK) != LLC_FRAME ||
        !pc_bytes_take(&packet->bytes, MAC_LEN, &packet->destination_mac) ||
        !pc_bytes_take(&packet->bytes, MAC_LEN, &packet->source_mac)) {
        return PC_LAYER_UNKNOWN;
    }
    bool routed = pc_bytes_at(packet->source_mac, 0, &first) && (first & HAS_ROUTE) != 0;
    if (routed && (!pc_bytes_at(packet->bytes, 0, &route) ||
                   !pc_bytes_skip(&packet->bytes, route & ROUTE_LEN_MASK))) {
        return PC_LAYER_UNKNOWN;
    }
    return PC_LAYER_LLC;
}

// Endace's record: 16 bytes, extension headers of 8 while the first bit of each says so, then by
// type.
PcLayer pc_decode_erf(PcDecode *packet)
{
    enum { TYPE_MASK = 0x7f, MORE = 0x80, TYPE_OFFSET = 8, HEADER_LEN = 16, EXTENSION_LEN = 8 };
    uint8_t type, extension;
    if (!pc_bytes_at(packet->bytes, TYPE_OFFSET, &type) ||
        !pc_bytes_skip(&packet->bytes, HEADER_LEN)) {
        return PC_LAYER_UNKNOWN;
    }
    bool more = (type & MORE) != 0;
    while (more) {
        if (!pc_bytes_at(packet->bytes, 0, &extension) ||
            !pc_bytes_skip(&packet->bytes, EXTENSION_LEN)) {
            return PC_LAYER_UNKNOWN;
        }
        more = (extension & MORE) != 0;
    }
    switch (type & TYPE_MASK) {
    case 2:  // Ethernet
    case 11: // Ethernet with colour
    case 16: // Ethernet with DSM colour
    case 20: // Ethernet with hash and colour
        return pc_bytes_skip(&packet->bytes, 2) ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
    case 22:
        return PC_LAYER_IPV4;
    case 23:
        return PC_LAYER_IPV6;
    default:
        return PC_LAYER_UNKNOWN;
    }
}

// Linux netfilter: attributes in the capturing machine's byte order, the packet in one of them.
PcLayer pc_decode_nflog(PcDecode *packet)
{
    enum { HEADER_LEN = 4, ATTRIBUTE_LEN = 4, ATTRIBUTE_PACKET = 9, TYPE_MASK = 0x7fff };
    uint16_t len, type;
    if (!pc_bytes_skip(&packet->bytes, HEADER_LEN)) {
        return PC_LAYER_UNKNOWN;
    }
    while (pc_bytes_le16(&packet->bytes, &len) && pc_bytes_le16(&packet->bytes, &type)) {
        if ((type & TYPE_MASK) == ATTRIBUTE_PACKET) {
            return PC_LAYER_IP;
        }
        size_t padded_len = ((size_t)len + 3) / 4 * 4;
        if (len < ATTRIBUTE_LEN || !pc_bytes_skip(&packet->bytes, padded_len - ATTRIBUTE_LEN)) {
            return PC_LAYER_UNKNOWN;
        }
    }
    return PC_LAYER_UNKNOWN;
}

// BSD's packet filter log: a header that says its own length, padded to four bytes.
PcLayer pc_decode_pflog(PcDecode *packet)
{
    uint8_t len;
    bool skipped = pc_bytes_at(packet->bytes, 0, &len) && len > 0 &&
                   pc_bytes_skip(&packet->bytes, ((size_t)len + 3) / 4 * 4);
    return skipped ? PC_LAYER_IP : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_enc(PcDecode *packet)
{
    enum { HEADER_LEN = 12 };
    return pc_bytes_skip(&packet->bytes, HEADER_LEN) ? PC_LAYER_IP : PC_LAYER_UNKNOWN;
}

// RFC 2427: an address of two to four bytes, UI, and a network layer protocol id; or, on Cisco's
// lines, an EtherType right behind the address.
PcLayer pc_decode_frame_relay(PcDecode *packet)
{
    enum {
        LAST_ADDRESS_BYTE = 1,
        UI = 0x03,
        NLPID_IPV4 = 0xcc,
        NLPID_IPV6 = 0x8e,
        NLPID_SNAP = 0x80
    };
    uint8_t address = 0, control, nlpid;
    for (unsigned i = 0; i < 4 && (address & LAST_ADDRESS_BYTE) == 0; i++) {
        if (!pc_bytes_u8(&packet->bytes, &address)) {
            return PC_LAYER_UNKNOWN;
        }
    }
    if (!pc_bytes_at(packet->bytes, 0, &control)) {
        return PC_LAYER_UNKNOWN;
    }
    if (control != UI) {
        return PC_LAYER_ETHERTYPE;
    }
    do {
        if (!pc_bytes_skip(&packet->bytes, 1) || !pc_bytes_at(packet->bytes, 0, &nlpid)) {
            return PC_LAYER_UNKNOWN;
        }
    } while (nlpid == 0); // padding
    pc_bytes_skip(&packet->bytes, 1);
    if (nlpid == NLPID_SNAP) {
        return pc_bytes_skip(&packet->bytes, 3) ? PC_LAYER_ETHERTYPE : PC_LAYER_UNKNOWN;
    }
    if (nlpid == NLPID_IPV4) {
        return PC_LAYER_IPV4;
    }
    return nlpid == NLPID_IPV6 ? PC_LAYER_IPV6 : PC_LAYER_UNKNOWN;
}

// A direction and the header as it was compressed (RFC 1144), 16 bytes; IP follows where it was
// not.
PcLayer pc_decode_slip(PcDecode *packet)
{
    enum { HEADER_LEN = 16 };
    return pc_bytes_skip(&packet->bytes, HEADER_LEN) ? PC_LAYER_IP : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_eapol(PcDecode *packet)
{
    packet->lowest->eapol(packet->lowest_user, packet);
    return PC_LAYER_TAKEN;
}
