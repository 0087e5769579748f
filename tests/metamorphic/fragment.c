// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the headers of fragments, and the orders they come in.
#include "tests/metamorphic/fragment.h"

#include "tests/metamorphic/segment.h"

enum {
    MAX_PIECES = 128,
    MORE_V4 = 0x2000,
    MORE_V6 = 1,
    FRAGMENT_HEADER = 44,
};

const char *meta_order_name(MetaOrder order)
{
    static const char *const names[META_ORDERS] = {
        "in order", "backwards", "odd ones first", "each twice", "overlapping",
    };
    return names[order];
}

static void put_u16(uint8_t *at, guint value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

// Bytes [from, to) of what follows the IP header.
static MetaFrame *fragment_of(const MetaFrame *frame, const MetaPlaces *places, guint from,
                              guint to)
{
    MetaFrame *made = meta_frame_like(frame);
    const uint8_t *bytes = frame->bytes->data;
    guint id = (guint)frame->number & 0xffff;
    bool more = places->transport + to < places->end;
    g_byte_array_append(made->bytes, bytes, places->transport);
    uint8_t *ip = made->bytes->data + places->ip;
    if (places->is_v6) {
        uint8_t header[8] = {ip[6]};
        put_u16(&header[2], from | (more ? MORE_V6 : 0));
        put_u16(&header[6], id);
        ip[6] = FRAGMENT_HEADER;
        put_u16(&ip[4], to - from + (guint)sizeof header);
        g_byte_array_append(made->bytes, header, sizeof header);
    } else {
        put_u16(&ip[2], places->transport - places->ip + to - from);
        put_u16(&ip[4], id);
        put_u16(&ip[6], from / 8 | (more ? MORE_V4 : 0));
    }
    g_byte_array_append(made->bytes, bytes + places->transport + from, to - from);
    return made;
}

static GPtrArray *pieces_of(const MetaFrame *frame, const MetaPlaces *places, guint size,
                            guint overlap)
{
    GPtrArray *pieces = meta_frames_new();
    guint len = places->end - places->transport;
    for (guint at = 0; at < len; at += size) {
        guint from = at - MIN(at, overlap);
        g_ptr_array_add(pieces, fragment_of(frame, places, from, MIN(at + size, len)));
    }
    return pieces;
}

static void add(GPtrArray *to, const GPtrArray *pieces, guint i)
{
    g_ptr_array_add(to, meta_frame_ref(meta_frame_at(pieces, i)));
}

static void add_in_order(GPtrArray *to, const GPtrArray *pieces, MetaOrder order)
{
    guint n = pieces->len;
    for (guint i = 0; order == META_TWICE && i + 1 < n; i++) {
        add(to, pieces, i);
    }
    for (guint i = 1; order == META_ODD_FIRST && i < n; i += 2) {
        add(to, pieces, i);
    }
    for (guint i = 0; i < n; i++) {
        if (order != META_ODD_FIRST || i % 2 == 0) {
            add(to, pieces, order == META_BACKWARDS ? n - 1 - i : i);
        }
    }
}

static bool can_be_cut(const MetaFrame *frame, MetaPlaces *places, guint size)
{
    return meta_places(frame, places) && frame->missing == 0 && places->end <= frame->bytes->len &&
           places->end > places->transport + size &&
           (places->end - places->transport) / size < MAX_PIECES;
}

GPtrArray *meta_fragments(const GPtrArray *frames, guint size, MetaOrder order)
{
    GPtrArray *made = meta_frames_new();
    g_assert_cmpuint(size % 8, ==, 0);
    for (guint i = 0; i < frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(frames, i);
        MetaPlaces places;
        if (!can_be_cut(frame, &places, size)) {
            g_ptr_array_add(made, meta_frame_ref(frame));
            continue;
        }
        g_autoptr(GPtrArray) pieces =
            pieces_of(frame, &places, size, order == META_OVERLAPPING ? size : 0);
        add_in_order(made, pieces, order);
    }
    return made;
}
