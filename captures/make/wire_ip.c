// SPDX-License-Identifier: GPL-2.0-or-later
// Ethernet, IPv4, IPv6 and UDP around a payload, with right lengths and checksums.
#include "captures/make/octets.h"
#include "captures/make/wire.h"

#include <arpa/inet.h>
#include <string.h>

#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_SERVICE_VLAN 0x88a8
#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define IPV4_HEADER_LEN 20
#define IPV6_LENGTH_OFFSET 4
#define IPV4_LENGTH_OFFSET 2
#define IPV4_CHECKSUM_OFFSET 10
#define IPV4_ADDRESSES_OFFSET 12
#define IPV6_ADDRESSES_OFFSET 8
#define TIME_TO_LIVE 64
#define DSCP_CS3 0x60
#define PROTOCOL_UDP 17
#define UDP_LENGTH_OFFSET 4
#define UDP_CHECKSUM_OFFSET 6

static void free_packet(gpointer data)
{
    MkPacket *packet = data;
    g_bytes_unref(packet->bytes);
    g_free(packet);
}

GPtrArray *mk_packets_new(void)
{
    return g_ptr_array_new_with_free_func(free_packet);
}

MkPacket *mk_packet_add(GPtrArray *packets, int64_t at_ns, MkSide from, GBytes *bytes)
{
    MkPacket *packet = g_new0(MkPacket, 1);
    packet->at_ns = at_ns;
    packet->from = from;
    packet->bytes = bytes;
    packet->flight = -1;
    g_ptr_array_add(packets, packet);
    return packet;
}

void mk_ethernet_begin(GByteArray *out, const MkPath *path, MkSide from, uint16_t ethertype)
{
    const MkAddress *source = from == MK_CLIENT ? &path->client : &path->server;
    const MkAddress *destination = from == MK_CLIENT ? &path->server : &path->client;
    mk_put_bytes(out, destination->mac, MK_MAC_LEN);
    mk_put_bytes(out, source->mac, MK_MAC_LEN);
    for (size_t i = 0; i < MK_MAX_VLANS && path->vlans[i] != 0; i++) {
        const bool outer = i + 1 < MK_MAX_VLANS && path->vlans[i + 1] != 0;
        mk_put_u16(out, outer ? ETHERTYPE_SERVICE_VLAN : ETHERTYPE_VLAN);
        mk_put_u16(out, path->vlans[i]);
    }
    mk_put_u16(out, ethertype);
}

static void put_address(GByteArray *out, const char *ip, bool ipv6)
{
    uint8_t address[sizeof(struct in6_addr)];
    const int ok = inet_pton(ipv6 ? AF_INET6 : AF_INET, ip, address);
    g_assert(ok == 1);
    mk_put_bytes(out, address, ipv6 ? sizeof(struct in6_addr) : sizeof(struct in_addr));
}

static void put_ipv4(GByteArray *out, uint8_t protocol)
{
    mk_put_u8(out, 0x45);
    mk_put_u8(out, DSCP_CS3);
    mk_put_u16(out, 0); // length
    mk_put_u16(out, 0); // identification
    mk_put_u16(out, 0x4000);
    mk_put_u8(out, TIME_TO_LIVE);
    mk_put_u8(out, protocol);
    mk_put_u16(out, 0); // checksum
}

static void put_ipv6(GByteArray *out, uint8_t protocol)
{
    mk_put_u32(out, 0x60000000U);
    mk_put_u16(out, 0); // length
    mk_put_u8(out, protocol);
    mk_put_u8(out, TIME_TO_LIVE);
}

void mk_frame_begin(MkFrame *frame, const MkPath *path, MkSide from, uint8_t protocol)
{
    const char *source = from == MK_CLIENT ? path->client.ip : path->server.ip;
    const char *destination = from == MK_CLIENT ? path->server.ip : path->client.ip;
    frame->bytes = g_byte_array_new();
    frame->ipv6 = strchr(source, ':') != NULL;
    mk_ethernet_begin(frame->bytes, path, from, frame->ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
    frame->ip_offset = frame->bytes->len;
    if (frame->ipv6) {
        put_ipv6(frame->bytes, protocol);
    } else {
        put_ipv4(frame->bytes, protocol);
    }
    put_address(frame->bytes, source, frame->ipv6);
    put_address(frame->bytes, destination, frame->ipv6);
    frame->transport_offset = frame->bytes->len;
}

static uint32_t sum_words(const uint8_t *bytes, size_t len, uint32_t sum)
{
    for (size_t i = 0; i < len; i++) {
        sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
    }
    return sum;
}

static unsigned folded(uint32_t sum)
{
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
}

GBytes *mk_frame_end(MkFrame *frame, uint8_t protocol, size_t checksum_offset)
{
    GByteArray *bytes = frame->bytes;
    const size_t transport_len = bytes->len - frame->transport_offset;
    const size_t ip = frame->ip_offset;
    const size_t addresses = ip + (frame->ipv6 ? IPV6_ADDRESSES_OFFSET : IPV4_ADDRESSES_OFFSET);
    if (frame->ipv6) {
        mk_patch_u16(bytes, ip + IPV6_LENGTH_OFFSET, (unsigned)transport_len);
    } else {
        mk_patch_u16(bytes, ip + IPV4_LENGTH_OFFSET, (unsigned)transport_len + IPV4_HEADER_LEN);
        mk_patch_u16(bytes, ip + IPV4_CHECKSUM_OFFSET,
                     folded(sum_words(bytes->data + ip, IPV4_HEADER_LEN, 0)));
    }
    uint32_t sum = protocol + (uint32_t)transport_len;
    sum = sum_words(bytes->data + addresses, frame->transport_offset - addresses, sum);
    sum = sum_words(bytes->data + frame->transport_offset, transport_len, sum);
    mk_patch_u16(bytes, frame->transport_offset + checksum_offset, folded(sum));
    return g_byte_array_free_to_bytes(g_steal_pointer(&frame->bytes));
}

void mk_wire_datagram(GPtrArray *packets, const MkPath *path, MkSide from, GBytes *payload,
                      int64_t at_ns)
{
    const bool up = from == MK_CLIENT;
    MkFrame frame;
    mk_frame_begin(&frame, path, from, PROTOCOL_UDP);
    mk_put_u16(frame.bytes, up ? path->client.port : path->server.port);
    mk_put_u16(frame.bytes, up ? path->server.port : path->client.port);
    mk_put_u16(frame.bytes, 0); // length
    mk_put_u16(frame.bytes, 0); // checksum
    mk_put_gbytes(frame.bytes, payload);
    mk_patch_u16(frame.bytes, frame.transport_offset + UDP_LENGTH_OFFSET,
                 (unsigned)(frame.bytes->len - frame.transport_offset));
    MkPacket *packet = mk_packet_add(packets, at_ns, from,
                                     mk_frame_end(&frame, PROTOCOL_UDP, UDP_CHECKSUM_OFFSET));
    packet->payload_len = g_bytes_get_size(payload);
}
