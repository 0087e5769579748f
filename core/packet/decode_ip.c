// SPDX-License-Identifier: GPL-2.0-or-later
// Takes IPv4 and IPv6 headers off, extension headers included, and puts fragments together. The
// lengths of IP are believed against those of the link, so that padding never reaches TCP.
#include "core/packet/decode.h"

enum {
    IPV4_MIN_HEADER_LEN = 20,
    MORE_FRAGMENTS_V4 = 0x2000,
    OFFSET_MASK_V4 = 0x1fff,
    MORE_FRAGMENTS_V6 = 1,
    OFFSET_MASK_V6 = 0xfff8,
    PROTOCOL_FRAGMENT_V6 = 44,
};

static const uint64_t v4_mapped = 0xffff00000000; // RFC 4291, 2.5.5.2

PcLayer pc_decode_ip(PcDecode *packet)
{
    uint8_t first;
    if (!pc_bytes_at(packet->bytes, 0, &first)) {
        return PC_LAYER_UNKNOWN;
    }
    if (first >> 4 == 4) {
        return PC_LAYER_IPV4;
    }
    return first >> 4 == 6 ? PC_LAYER_IPV6 : PC_LAYER_UNKNOWN;
}

// Adds the fragment that `packet` stands at; goes on with the whole datagram once it is complete.
static PcLayer decode_fragment(PcDecode *packet, uint32_t id, uint32_t offset, bool more)
{
    PcFragmentKey key = {
        .address = {packet->source.high, packet->source.low, packet->destination.high,
                    packet->destination.low},
        .id = id,
        .protocol = packet->protocol,
        .kind = packet->address_len,
    };
    PcFragment fragment = {.bytes = packet->bytes,
                           .missing = packet->missing,
                           .offset = offset,
                           .more = more,
                           .time = packet->stamp.time,
                           .frame = packet->stamp.frame};
    if (!pc_fragments_add(packet->fragments, &key, &fragment, &packet->bytes, &packet->missing)) {
        return PC_LAYER_TAKEN;
    }
    return pc_decode_ip_protocol(packet->protocol);
}

// How long a packet is that says `said`. A host that leaves segmentation to its card captures a
// length of 0. Where more is said than was on the wire, a mirror has cut the packet, inside its
// tunnel above all; but what no network carries is wrong.
static size_t length_of(const PcDecode *packet, size_t said)
{
    enum { MAX_PACKET = 9216 }; // jumbo frames
    size_t on_wire = packet->bytes.len + packet->missing;
    bool is_told = said != 0 && (said < on_wire || said <= MAX_PACKET || packet->address_len != 0);
    return is_told ? said : on_wire;
}

PcLayer pc_decode_ipv4(PcDecode *packet)
{
    PcBytes header;
    PcBytes rest = packet->bytes;
    uint8_t version, service, ttl;
    uint16_t total_len, id, offset, checksum;
    uint32_t source, destination;
    if (!pc_bytes_take(&rest, IPV4_MIN_HEADER_LEN, &header) || !pc_bytes_u8(&header, &version) ||
        !pc_bytes_u8(&header, &service) || !pc_bytes_u16(&header, &total_len) ||
        !pc_bytes_u16(&header, &id) || !pc_bytes_u16(&header, &offset) ||
        !pc_bytes_u8(&header, &ttl) || !pc_bytes_u8(&header, &packet->protocol) ||
        !pc_bytes_u16(&header, &checksum) || !pc_bytes_u32(&header, &source) ||
        !pc_bytes_u32(&header, &destination)) {
        return PC_LAYER_UNKNOWN;
    }
    size_t header_len = (version & 15u) * 4;
    size_t len = length_of(packet, total_len);
    if (version >> 4 != 4 || header_len < IPV4_MIN_HEADER_LEN || len < header_len ||
        !pc_bytes_skip(&rest, header_len - IPV4_MIN_HEADER_LEN)) {
        return PC_LAYER_UNKNOWN;
    }
    packet->bytes = rest;
    pc_decode_limit(packet, len - header_len);
    packet->source = (PcAddress){.low = v4_mapped | source};
    packet->destination = (PcAddress){.low = v4_mapped | destination};
    packet->address_len = 4;
    if (G_UNLIKELY((offset & (MORE_FRAGMENTS_V4 | OFFSET_MASK_V4)) != 0)) {
        return decode_fragment(packet, id, (offset & OFFSET_MASK_V4) * 8u,
                               (offset & MORE_FRAGMENTS_V4) != 0);
    }
    return pc_decode_ip_protocol(packet->protocol);
}

PcLayer pc_decode_ipv6(PcDecode *packet)
{
    uint32_t version;
    uint16_t payload_len;
    uint8_t hop_limit;
    if (!pc_bytes_u32(&packet->bytes, &version) || version >> 28 != 6 ||
        !pc_bytes_u16(&packet->bytes, &payload_len) ||
        !pc_bytes_u8(&packet->bytes, &packet->protocol) ||
        !pc_bytes_u8(&packet->bytes, &hop_limit) ||
        !pc_bytes_u64(&packet->bytes, &packet->source.high) ||
        !pc_bytes_u64(&packet->bytes, &packet->source.low) ||
        !pc_bytes_u64(&packet->bytes, &packet->destination.high) ||
        !pc_bytes_u64(&packet->bytes, &packet->destination.low)) {
        return PC_LAYER_UNKNOWN;
    }
    pc_decode_limit(packet, length_of(packet, payload_len)); // 0 is also a jumbogram (RFC 2675)
    packet->address_len = 16;
    return pc_decode_ip_protocol(packet->protocol);
}

PcLayer pc_decode_ip_options(PcDecode *packet)
{
    uint8_t len;
    bool whole = pc_bytes_u8(&packet->bytes, &packet->protocol) &&
                 pc_bytes_u8(&packet->bytes, &len) &&
                 pc_bytes_skip(&packet->bytes, (size_t)len * 8 + 6);
    return whole ? pc_decode_ip_protocol(packet->protocol) : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_ip_fragment(PcDecode *packet)
{
    uint8_t reserved;
    uint16_t offset;
    uint32_t id;
    if (!pc_bytes_u8(&packet->bytes, &packet->protocol) ||
        !pc_bytes_u8(&packet->bytes, &reserved) || !pc_bytes_u16(&packet->bytes, &offset) ||
        !pc_bytes_u32(&packet->bytes, &id)) {
        return PC_LAYER_UNKNOWN;
    }
    bool more = (offset & MORE_FRAGMENTS_V6) != 0;
    if ((offset & OFFSET_MASK_V6) == 0 && !more) {
        return pc_decode_ip_protocol(packet->protocol); // RFC 6946
    }
    return decode_fragment(packet, id, offset & OFFSET_MASK_V6, more);
}

// RFC 4302: its length counts in words of four bytes, less two.
PcLayer pc_decode_ip_authentication(PcDecode *packet)
{
    uint8_t len;
    bool whole = pc_bytes_u8(&packet->bytes, &packet->protocol) &&
                 pc_bytes_u8(&packet->bytes, &len) &&
                 pc_bytes_skip(&packet->bytes, ((size_t)len + 2) * 4 - 2);
    return whole ? pc_decode_ip_protocol(packet->protocol) : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_tcp(PcDecode *packet)
{
    packet->lowest->tcp(packet->lowest_user, packet);
    return PC_LAYER_TAKEN;
}
