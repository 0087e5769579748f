// SPDX-License-Identifier: GPL-2.0-or-later
// Writes numbers into headers, and counts checksums on by what was changed (RFC 1624).
#include "tests/metamorphic/forge.h"

enum {
    TCP = 6,
    UDP = 17,
    HEADER_LEN = 20,
    MAC_LEN = 6,
    FLAGS_OFFSET = 13,
    SUM_OFFSET = 16,    // of TCP
    UDP_SUM_OFFSET = 6, // of UDP
    IP_SUM_OFFSET = 10, // of IPv4
    IPV6_LEN = 40,
};

static guint get_u16(const GByteArray *bytes, guint at)
{
    return (guint)bytes->data[at] << 8 | bytes->data[at + 1];
}

static guint32 get_u32(const GByteArray *bytes, guint at)
{
    return get_u16(bytes, at) << 16 | get_u16(bytes, at + 2);
}

static void set_u16(GByteArray *bytes, guint at, guint value)
{
    bytes->data[at] = (guint8)(value >> 8);
    bytes->data[at + 1] = (guint8)value;
}

static void set_u32(GByteArray *bytes, guint at, guint32 value)
{
    set_u16(bytes, at, value >> 16);
    set_u16(bytes, at + 2, value & 0xffff);
}

bool meta_is_tcp(const MetaFrame *frame, MetaPlaces *places)
{
    return meta_places(frame, places) && places->protocol == TCP && frame->missing == 0;
}

bool meta_is_client(const MetaFrame *frame)
{
    MetaPlaces places;
    g_assert_true(meta_is_tcp(frame, &places));
    return get_u16(frame->bytes, places.transport) > get_u16(frame->bytes, places.transport + 2);
}

guint meta_flags(const MetaFrame *frame, const MetaPlaces *places)
{
    return frame->bytes->data[places->transport + FLAGS_OFFSET];
}

guint32 meta_sequence(const MetaFrame *frame, const MetaPlaces *places)
{
    return get_u32(frame->bytes, places->transport + 4);
}

guint32 meta_next(const MetaFrame *frame, const MetaPlaces *places)
{
    bool counts = (meta_flags(frame, places) & (META_SYN | META_FIN)) != 0;
    return meta_sequence(frame, places) + (places->end - places->payload) + (counts ? 1 : 0);
}

MetaFrame *meta_clone(const MetaFrame *frame)
{
    MetaFrame *made = meta_frame_like(frame);
    g_byte_array_append(made->bytes, frame->bytes->data, frame->bytes->len);
    return made;
}

// ---- checksums ----------------------------------------------------------------------------------

static guint fold(guint32 sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    return (sum + (sum >> 16)) & 0xffff;
}

// Writes a word that a checksum covers, and counts that on. 0 in UDP: there is none.
static void set_covered(GByteArray *bytes, guint at, guint value, const guint *sums)
{
    guint old = get_u16(bytes, at);
    set_u16(bytes, at, value);
    for (; *sums != 0; sums++) {
        guint sum = get_u16(bytes, *sums);
        guint counted = ~fold((~sum & 0xffffu) + (~old & 0xffffu) + value) & 0xffff;
        set_u16(bytes, *sums, sum != 0 ? counted : 0);
    }
}

// ---- frames -------------------------------------------------------------------------------------

MetaFrame *meta_bare(const MetaFrame *frame, guint flags, guint32 sequence, guint32 acknowledgement)
{
    MetaPlaces places;
    MetaFrame *made = meta_frame_like(frame);
    g_assert_true(meta_is_tcp(frame, &places));
    g_byte_array_append(made->bytes, frame->bytes->data, places.transport + HEADER_LEN);
    guint at = places.transport;
    set_u32(made->bytes, at + 4, sequence);
    set_u32(made->bytes, at + 8, (flags & META_ACK) != 0 ? acknowledgement : 0);
    made->bytes->data[at + 12] = HEADER_LEN / 4 << 4;
    made->bytes->data[at + FLAGS_OFFSET] = (guint8)flags;
    guint len = made->bytes->len - places.ip;
    const guint sums[] = {places.is_v6 ? 0 : places.ip + IP_SUM_OFFSET, 0};
    set_covered(made->bytes, places.ip + (places.is_v6 ? 4 : 2),
                places.is_v6 ? len - IPV6_LEN : len, sums);
    meta_sum_tcp(made);
    return made;
}

MetaFrame *meta_damaged(const MetaFrame *frame, guint at)
{
    MetaPlaces places;
    MetaFrame *made = meta_clone(frame);
    g_assert_cmpuint(at, <, meta_tcp_payload(frame, &places));
    made->bytes->data[places.payload + at] ^= 0x55;
    return made;
}

MetaFrame *meta_icmp(const MetaFrame *frame)
{
    enum { UNREACHABLE_V4 = 3, UNREACHABLE_V6 = 1, BY_HOST = 1, ICMP_V4 = 1, ICMP_V6 = 58 };
    MetaPlaces places;
    if (!meta_places(frame, &places) || frame->bytes->len < places.transport + 8) {
        return NULL;
    }
    MetaFrame *made = meta_frame_like(frame);
    guint header_len = places.is_v6 ? IPV6_LEN : HEADER_LEN;
    g_byte_array_append(made->bytes, frame->bytes->data, places.ip + header_len);
    const guint8 icmp[] = {
        places.is_v6 ? UNREACHABLE_V6 : UNREACHABLE_V4, BY_HOST, 0, 0, 0, 0, 0, 0};
    g_byte_array_append(made->bytes, icmp, sizeof icmp);
    g_byte_array_append(made->bytes, frame->bytes->data + places.ip,
                        places.transport + 8 - places.ip);
    guint8 *ip = made->bytes->data + places.ip;
    guint len = made->bytes->len - places.ip;
    ip[places.is_v6 ? 6 : 9] = places.is_v6 ? ICMP_V6 : ICMP_V4;
    set_u16(made->bytes, places.ip + (places.is_v6 ? 4 : 2), places.is_v6 ? len - IPV6_LEN : len);
    return made;
}

MetaFrame *meta_count_on(const MetaFrame *frame, guint32 sequence, guint32 acknowledgement)
{
    MetaPlaces places;
    MetaFrame *made = meta_clone(frame);
    g_assert_true(meta_is_tcp(frame, &places));
    const guint sums[] = {places.transport + SUM_OFFSET, 0};
    const guint32 numbers[] = {
        meta_sequence(frame, &places) + sequence,
        get_u32(frame->bytes, places.transport + 8) +
            ((meta_flags(frame, &places) & META_ACK) != 0 ? acknowledgement : 0),
    };
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        guint at = places.transport + 4 + i * 4;
        set_covered(made->bytes, at, numbers[i] >> 16, sums);
        set_covered(made->bytes, at + 2, numbers[i] & 0xffff, sums);
    }
    return made;
}

// The lower half of each MAC address but for its last byte, unless it is a group's.
static void move_macs(GByteArray *bytes, guint n)
{
    for (guint at = 0; at < 2 * MAC_LEN && bytes->len >= 2 * MAC_LEN; at += MAC_LEN) {
        if ((bytes->data[at] & 1) == 0) {
            set_u16(bytes, at + 3, get_u16(bytes, at + 3) ^ n);
        }
    }
}

MetaFrame *meta_elsewhere(const MetaFrame *frame, guint n)
{
    MetaPlaces places;
    MetaFrame *made = meta_clone(frame);
    move_macs(made->bytes, n);
    if (!meta_places(frame, &places) || made->bytes->len < places.payload) {
        return made;
    }
    guint transport_sum = places.protocol == TCP   ? places.transport + SUM_OFFSET
                          : places.protocol == UDP ? places.transport + UDP_SUM_OFFSET
                                                   : 0;
    guint address_len = places.is_v6 ? 16 : 4;
    guint addresses = places.ip + (places.is_v6 ? 8 : 12);
    guint ip_sum = places.is_v6 ? transport_sum : places.ip + IP_SUM_OFFSET;
    const guint sums[] = {ip_sum, places.is_v6 ? 0 : transport_sum, 0};
    for (guint i = 0; i < 2; i++) {
        guint at = addresses + i * address_len; // 10.44.x.y and 2001:db8:44::x: the second word
        guint word = at + (places.is_v6 ? 4 : 0);
        set_covered(made->bytes, word, get_u16(made->bytes, word) ^ n, sums);
    }
    return made;
}
