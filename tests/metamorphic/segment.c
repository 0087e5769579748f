// SPDX-License-Identifier: GPL-2.0-or-later
// Reads and writes the few fields of Ethernet, IP and TCP that make a segment of another.
#include "tests/metamorphic/segment.h"

enum {
    ETHERTYPE_OFFSET = 12,
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_IPV6 = 0x86dd,
    VLAN_LEN = 4,
    IPV6_LEN = 40,
    TCP = 6,
    UDP = 17,
    UDP_LEN = 8,
    FLAGS_OFFSET = 13,
    FIN_AND_PSH = 0x09,
    SYN = 0x02,
};

static guint get_u16(const GByteArray *bytes, guint at)
{
    return at + 2 <= bytes->len ? (guint)bytes->data[at] << 8 | bytes->data[at + 1] : 0;
}

static uint8_t get_u8(const GByteArray *bytes, guint at)
{
    return at < bytes->len ? bytes->data[at] : 0;
}

static void put_u16(GByteArray *bytes, guint at, guint value)
{
    bytes->data[at] = (uint8_t)(value >> 8);
    bytes->data[at + 1] = (uint8_t)value;
}

static bool find_ip(const GByteArray *bytes, MetaPlaces *places)
{
    guint at = ETHERTYPE_OFFSET;
    while (get_u16(bytes, at) == ETHERTYPE_VLAN) {
        at += VLAN_LEN;
    }
    guint type = get_u16(bytes, at);
    places->ip = at + 2;
    places->is_v6 = type == ETHERTYPE_IPV6;
    return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
}

bool meta_places(const MetaFrame *frame, MetaPlaces *places)
{
    const GByteArray *bytes = frame->bytes;
    if (!find_ip(bytes, places)) {
        return false;
    }
    guint ip = places->ip;
    if (places->is_v6) {
        places->protocol = get_u8(bytes, ip + 6);
        places->transport = ip + IPV6_LEN;
        places->end = places->transport + get_u16(bytes, ip + 4);
    } else {
        places->protocol = get_u8(bytes, ip + 9);
        places->transport = ip + (get_u8(bytes, ip) & 15u) * 4;
        places->end = ip + get_u16(bytes, ip + 2);
    }
    places->payload = places->end;
    if (places->protocol == TCP) {
        places->payload =
            places->transport + (guint)(get_u8(bytes, places->transport + 12) >> 4) * 4;
    } else if (places->protocol == UDP) {
        places->payload = places->transport + UDP_LEN;
    }
    return true;
}

guint meta_tcp_payload(const MetaFrame *frame, MetaPlaces *places)
{
    MetaPlaces found;
    if (!meta_places(frame, &found) || found.protocol != TCP || found.end > frame->bytes->len ||
        found.payload > found.end) {
        return 0;
    }
    if (places != NULL) {
        *places = found;
    }
    return found.end - found.payload;
}

static void count_sequence_on(GByteArray *bytes, guint at, guint by)
{
    uint32_t sequence = (uint32_t)get_u16(bytes, at) << 16 | get_u16(bytes, at + 2);
    sequence += by;
    put_u16(bytes, at, sequence >> 16);
    put_u16(bytes, at + 2, sequence & 0xffff);
}

static guint32 sum_words(const GByteArray *bytes, guint from, guint to)
{
    guint32 sum = 0;
    for (guint i = from; i < to; i++) {
        sum += (i - from) % 2 == 0 ? (guint)bytes->data[i] << 8 : bytes->data[i];
    }
    return sum;
}

void meta_sum_tcp(MetaFrame *frame)
{
    enum { SUM_OFFSET = 16 };
    MetaPlaces places;
    GByteArray *bytes = frame->bytes;
    g_assert_true(meta_places(frame, &places) && places.protocol == TCP);
    guint addresses = places.ip + (places.is_v6 ? 8 : 12);
    guint len = places.is_v6 ? 2 * 16 : 2 * 4;
    put_u16(bytes, places.transport + SUM_OFFSET, 0);
    guint32 sum = sum_words(bytes, addresses, addresses + len) + TCP +
                  (bytes->len - places.transport) + sum_words(bytes, places.transport, bytes->len);
    sum = (sum & 0xffff) + (sum >> 16);
    put_u16(bytes, places.transport + SUM_OFFSET, ~(sum + (sum >> 16)) & 0xffff);
}

MetaFrame *meta_tcp_piece(const MetaFrame *frame, guint from, guint to)
{
    MetaPlaces places = {0};
    guint len = meta_tcp_payload(frame, &places);
    g_assert(from < to && to <= len);
    MetaFrame *piece = meta_frame_like(frame);
    g_byte_array_append(piece->bytes, frame->bytes->data, places.payload);
    g_byte_array_append(piece->bytes, frame->bytes->data + places.payload + from, to - from);
    guint ip_len = piece->bytes->len - (places.is_v6 ? places.transport : places.ip);
    put_u16(piece->bytes, places.ip + (places.is_v6 ? 4 : 2), ip_len);
    count_sequence_on(piece->bytes, places.transport + 4, from);
    uint8_t *flags = piece->bytes->data + places.transport + FLAGS_OFFSET;
    *flags = (uint8_t)(*flags & (to < len ? ~FIN_AND_PSH : ~0));
    *flags = (uint8_t)(*flags & (from > 0 ? ~SYN : ~0));
    meta_sum_tcp(piece);
    return piece;
}
