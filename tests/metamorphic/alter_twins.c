// SPDX-License-Identifier: GPL-2.0-or-later
// Two connections with the same addresses and ports, after one another or in two networks at a
// time; and packets in others.
#include "tests/metamorphic/forge.h"
#include "tests/metamorphic/fragment.h"
#include "tests/metamorphic/situations.h"
#include "tests/metamorphic/wrap.h"

#define SECOND INT64_C(1000000000)

// Whether the sample is TCP and nothing else.
static bool is_all_tcp(const MetaSample *sample)
{
    MetaPlaces places;
    for (guint i = 0; i < sample->frames->len; i++) {
        if (!meta_is_tcp(meta_frame_at(sample->frames, i), &places)) {
            return false;
        }
    }
    return sample->frames->len > 0;
}

// The connection once more: by other sequence numbers, and later.
static GPtrArray *another(const MetaSample *sample, MetaDraw *draw, int64_t later)
{
    guint32 by_client = meta_draw(draw, 1 << 24, 1 << 30);
    guint32 by_server = meta_draw(draw, 1 << 24, 1 << 30);
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        bool from_client = meta_is_client(frame);
        MetaFrame *made = meta_count_on(frame, from_client ? by_client : by_server,
                                        from_client ? by_server : by_client);
        made->time += later;
        g_ptr_array_add(frames, made);
    }
    return frames;
}

static GPtrArray *behind(const MetaSample *sample, GPtrArray *others)
{
    GPtrArray *frames = meta_frames_copy(sample->frames);
    for (guint i = 0; i < others->len; i++) {
        g_ptr_array_add(frames, meta_frame_ref(meta_frame_at(others, i)));
    }
    g_ptr_array_unref(others);
    return frames;
}

static int64_t length_of(const MetaSample *sample)
{
    const GPtrArray *frames = sample->frames;
    return meta_frame_at(frames, frames->len - 1)->time - meta_frame_at(frames, 0)->time;
}

GPtrArray *meta_alter_again_later(const MetaSample *sample, MetaDraw *draw)
{
    if (!is_all_tcp(sample)) {
        return NULL;
    }
    int64_t later = length_of(sample) + meta_draw(draw, 1, 240) * SECOND;
    return behind(sample, another(sample, draw, later));
}

// The very packets, a day later: whoever counts from the same number again and again.
GPtrArray *meta_alter_again_next_day(const MetaSample *sample, MetaDraw *draw)
{
    const int64_t day = 24 * 3600 * SECOND;
    GPtrArray *frames = meta_frames_copy(sample->frames);
    int64_t later = length_of(sample) + day + meta_draw(draw, 0, 3600) * SECOND;
    for (guint i = 0; i < sample->frames->len; i++) {
        MetaFrame *made = meta_clone(meta_frame_at(sample->frames, i));
        made->time += later;
        g_ptr_array_add(frames, made);
    }
    return frames;
}

// Of the second one the SYN was not captured, or neither SYN nor answer.
GPtrArray *meta_alter_again_no_syn(const MetaSample *sample, MetaDraw *draw)
{
    MetaPlaces places;
    if (!is_all_tcp(sample)) {
        return NULL;
    }
    guint wanted = meta_draw(draw, 0, 2) != 0 ? META_SYN | META_ACK : META_SYN;
    int64_t later = length_of(sample) + meta_draw(draw, 1, 240) * SECOND;
    GPtrArray *others = another(sample, draw, later);
    for (guint i = others->len; i > 0; i--) {
        const MetaFrame *frame = meta_frame_at(others, i - 1);
        g_assert_true(meta_is_tcp(frame, &places));
        guint flags = meta_flags(frame, &places);
        if ((flags & META_SYN) != 0 && (flags & wanted) == flags) {
            g_ptr_array_remove_index(others, i - 1);
        }
    }
    return behind(sample, others);
}

// ---- networks -----------------------------------------------------------------------------------

static GPtrArray *in_network(const GPtrArray *frames, const char *headers, MetaCarries carries)
{
    const MetaWrapping wrapping = {"network", 1, carries, headers};
    return meta_wrap(&wrapping, frames);
}

// Frames of both, by turns.
static GPtrArray *by_turns(GPtrArray *a, GPtrArray *b)
{
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < MAX(a->len, b->len); i++) {
        if (i < a->len) {
            g_ptr_array_add(frames, meta_frame_ref(meta_frame_at(a, i)));
        }
        if (i < b->len) {
            g_ptr_array_add(frames, meta_frame_ref(meta_frame_at(b, i)));
        }
    }
    g_ptr_array_unref(a);
    g_ptr_array_unref(b);
    return frames;
}

static GPtrArray *twins(const MetaSample *sample, MetaDraw *draw, const char *const headers[2],
                        MetaCarries carries)
{
    if (!is_all_tcp(sample)) {
        return NULL;
    }
    int64_t later = meta_draw(draw, 0, 3) * SECOND / 1000;
    g_autoptr(GPtrArray) other = another(sample, draw, later);
    GPtrArray *a = in_network(sample->frames, headers[0], carries);
    return by_turns(a, in_network(other, headers[1], carries));
}

GPtrArray *meta_alter_vlan_twins(const MetaSample *sample, MetaDraw *draw)
{
    static const char *const vlans[2] = {"dst src 8100 0064 type", "dst src 8100 0065 type"};
    return twins(sample, draw, vlans, META_CARRIES_PAYLOAD);
}

GPtrArray *meta_alter_vni_twins(const MetaSample *sample, MetaDraw *draw)
{
    static const char *const overlays[2] = {
        "dst src 0800 ip4:17 udp:4789 08000000 00006400",
        "dst src 0800 ip4:17 udp:4789 08000000 00006500",
    };
    return twins(sample, draw, overlays, META_CARRIES_FRAME);
}

// A router between two VLANs, both of which are mirrored: the same packets twice.
GPtrArray *meta_alter_mirrored_vlan(const MetaSample *sample, MetaDraw *draw)
{
    (void)draw;
    GPtrArray *a = in_network(sample->frames, "dst src 8100 0064 type", META_CARRIES_PAYLOAD);
    return by_turns(a, in_network(sample->frames, "dst src 8100 0065 type", META_CARRIES_PAYLOAD));
}

// ---- tunnels ------------------------------------------------------------------------------------

// Any wrapping; test_tunnels tries each.
GPtrArray *meta_alter_wrapped(const MetaSample *sample, MetaDraw *draw)
{
    size_t n_wrappings;
    const MetaWrapping *wrappings = meta_wrappings(&n_wrappings);
    guint first = meta_draw(draw, 0, (guint)n_wrappings);
    for (size_t i = 0; i < n_wrappings; i++) {
        const MetaWrapping *wrapping = &wrappings[(first + i) % n_wrappings];
        bool can = wrapping->link_type == 1 && meta_told(wrapping) == NULL;
        GPtrArray *frames = can ? meta_wrap(wrapping, sample->frames) : NULL;
        if (frames != NULL) {
            g_string_append_printf(draw->how, " %s", wrapping->name);
            return frames;
        }
    }
    return NULL;
}

// A mirror that cuts what it carries: the outer packet is whole.
GPtrArray *meta_alter_inner_cut(const MetaSample *sample, MetaDraw *draw)
{
    static const char *const mirrors[] = {
        "dst src 0800 ip4:47 1000 88be 00000001 10010001 00000000",
        "dst src 0800 ip4:17 udp:4789 08000000 00006400",
        "dst src 0800 ip4:17 udp:37008 01 00 0001 01",
    };
    guint kept = meta_draw(draw, 60, 1500);
    const char *headers = mirrors[meta_draw(draw, 0, G_N_ELEMENTS(mirrors))];
    g_autoptr(GPtrArray) shortened = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        MetaFrame *made = meta_frame_like(frame);
        g_byte_array_append(made->bytes, frame->bytes->data, MIN(kept, frame->bytes->len));
        g_ptr_array_add(shortened, made);
    }
    return in_network(shortened, headers, META_CARRIES_FRAME);
}

GPtrArray *meta_alter_fragmented(const MetaSample *sample, MetaDraw *draw)
{
    guint size = 8 * meta_draw(draw, 1, 180);
    return meta_fragments(sample->frames, size, (MetaOrder)meta_draw(draw, 0, META_ORDERS));
}
