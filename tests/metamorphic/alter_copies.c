// SPDX-License-Identifier: GPL-2.0-or-later
// Frames that were captured twice, not alike; that were lost, or cut.
#include "tests/metamorphic/forge.h"
#include "tests/metamorphic/situations.h"

// Draws a frame with a TCP payload of at least two bytes; false: there is none.
static bool draw_payload(const MetaSample *sample, MetaDraw *draw, guint *index, guint *len)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < sample->frames->len; i++) {
        if (meta_tcp_payload(meta_frame_at(sample->frames, i), NULL) >= 2) {
            g_array_append_val(found, i);
        }
    }
    if (found->len == 0) {
        return false;
    }
    *index = g_array_index(found, guint, g_rand_int_range(draw->rand, 0, (gint32)found->len));
    *len = meta_tcp_payload(meta_frame_at(sample->frames, *index), NULL);
    g_string_append_printf(draw->how, " frame %u", *index + 1);
    return true;
}

static MetaFrame *cut(const MetaFrame *frame, guint kept)
{
    MetaFrame *made = meta_frame_like(frame);
    kept = MIN(kept, frame->bytes->len);
    g_byte_array_append(made->bytes, frame->bytes->data, kept);
    made->missing += frame->bytes->len - kept;
    return made;
}

// A copy of a frame stands so many places before it, or behind it.
static GPtrArray *put_copy(const MetaSample *sample, guint index, MetaFrame *copy, gint places)
{
    GPtrArray *frames = meta_frames_copy(sample->frames);
    gint at = CLAMP((gint)index + places, 0, (gint)frames->len);
    g_ptr_array_insert(frames, at, copy);
    return frames;
}

static GPtrArray *put_cut(const MetaSample *sample, MetaDraw *draw, gint places)
{
    guint index, len;
    MetaPlaces found;
    if (!draw_payload(sample, draw, &index, &len)) {
        return NULL;
    }
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    g_assert_cmpuint(meta_tcp_payload(frame, &found), ==, len);
    return put_copy(sample, index, cut(frame, found.payload + meta_draw(draw, 0, len)), places);
}

GPtrArray *meta_alter_cut_then_whole(const MetaSample *sample, MetaDraw *draw)
{
    return put_cut(sample, draw, 0);
}

GPtrArray *meta_alter_whole_then_cut(const MetaSample *sample, MetaDraw *draw)
{
    return put_cut(sample, draw, 1 + (gint)meta_draw(draw, 0, 3));
}

static GPtrArray *put_damaged(const MetaSample *sample, MetaDraw *draw, gint places)
{
    guint index, len;
    if (!draw_payload(sample, draw, &index, &len)) {
        return NULL;
    }
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    return put_copy(sample, index, meta_damaged(frame, meta_draw(draw, 0, len)), places);
}

GPtrArray *meta_alter_damaged_then_right(const MetaSample *sample, MetaDraw *draw)
{
    return put_damaged(sample, draw, 0);
}

GPtrArray *meta_alter_right_then_damaged(const MetaSample *sample, MetaDraw *draw)
{
    return put_damaged(sample, draw, 1 + (gint)meta_draw(draw, 0, 3));
}

// A network card that calculates the checksums of what its machine sends.
GPtrArray *meta_alter_offloaded(const MetaSample *sample, MetaDraw *draw)
{
    enum { SUM_OFFSET = 16 };
    MetaPlaces places;
    bool of_clients = meta_draw(draw, 0, 2) != 0;
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        MetaFrame *made = meta_clone(meta_frame_at(sample->frames, i));
        if (meta_is_tcp(made, &places) && meta_is_client(made) == of_clients) {
            made->bytes->data[places.transport + SUM_OFFSET] ^= 0x5a;
        }
        g_ptr_array_add(frames, made);
    }
    return frames;
}

// A mirror of both ports that a packet goes through.
GPtrArray *meta_alter_each_twice(const MetaSample *sample, MetaDraw *draw)
{
    (void)draw;
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        g_ptr_array_add(frames, meta_frame_ref(meta_frame_at(sample->frames, i)));
        g_ptr_array_add(frames, meta_frame_ref(meta_frame_at(sample->frames, i)));
    }
    return frames;
}

// What was sent once comes again, some frames later; in 802.1X before its answer.
GPtrArray *meta_alter_sent_again(const MetaSample *sample, MetaDraw *draw)
{
    bool is_lockstep = g_str_has_prefix(sample->name, "dot1x-");
    guint index = meta_draw(draw, 0, sample->frames->len);
    return put_copy(sample, index, meta_frame_ref(meta_frame_at(sample->frames, index)),
                    1 + (is_lockstep ? 0 : (gint)meta_draw(draw, 0, 8)));
}

GPtrArray *meta_alter_lost(const MetaSample *sample, MetaDraw *draw)
{
    GPtrArray *frames = meta_frames_copy(sample->frames);
    for (guint n = meta_draw(draw, 1, 4); n > 0 && frames->len > 0; n--) {
        g_ptr_array_remove_index(frames, meta_draw(draw, 0, frames->len));
    }
    return frames;
}

GPtrArray *meta_alter_snap_length(const MetaSample *sample, MetaDraw *draw)
{
    guint snap = meta_draw(draw, 34, 1514);
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        g_ptr_array_add(frames, cut(meta_frame_at(sample->frames, i), snap));
    }
    return frames;
}
