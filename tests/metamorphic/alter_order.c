// SPDX-License-Identifier: GPL-2.0-or-later
// Frames in another order than they were sent in, and with other times: two taps whose clocks
// differ, files in the wrong order, a clock that is set.
#include "tests/metamorphic/forge.h"
#include "tests/metamorphic/situations.h"
#include <string.h>

#define MILLISECOND INT64_C(1000000)

// Whether a frame comes from the sender of the first one, by address.
static bool is_from_first(const MetaSample *sample, const MetaFrame *frame)
{
    enum { MAC_LEN = 6, TYPE_LEN = 2 };
    const MetaFrame *first = meta_frame_at(sample->frames, 0);
    guint len = 2 * MAC_LEN + TYPE_LEN;
    return frame->bytes->len < len || first->bytes->len < len ||
           memcmp(frame->bytes->data + MAC_LEN, first->bytes->data + MAC_LEN, MAC_LEN) == 0;
}

static gint by_time(gconstpointer a, gconstpointer b)
{
    const MetaFrame *x = *(const MetaFrame *const *)a;
    const MetaFrame *y = *(const MetaFrame *const *)b;
    if (x->time != y->time) {
        return x->time < y->time ? -1 : 1;
    }
    return x->number < y->number ? -1 : x->number > y->number;
}

// The sample with times of its own.
static GPtrArray *with_times(const MetaSample *sample)
{
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        g_ptr_array_add(frames, meta_clone(meta_frame_at(sample->frames, i)));
    }
    return frames;
}

// One of the two directions is stamped earlier, by up to two seconds, and stands where its stamps
// say. Half of the times are as short as a network card's buffer explains.
GPtrArray *meta_alter_skew(const MetaSample *sample, MetaDraw *draw)
{
    bool of_first = meta_draw(draw, 0, 2) != 0;
    guint skew = meta_draw(draw, 0, 2) != 0 ? meta_draw(draw, 1, 50) : meta_draw(draw, 50, 2001);
    GPtrArray *frames = with_times(sample);
    for (guint i = 0; i < frames->len; i++) {
        MetaFrame *frame = g_ptr_array_index(frames, i);
        frame->time -= is_from_first(sample, frame) == of_first ? skew * MILLISECOND : 0;
    }
    g_ptr_array_sort(frames, by_time);
    return frames;
}

static GPtrArray *one_direction(const MetaSample *sample, bool of_first)
{
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        if (is_from_first(sample, frame) == of_first) {
            g_ptr_array_add(frames, meta_frame_ref(frame));
        }
    }
    return frames;
}

static GPtrArray *behind_one_another(GPtrArray *first, GPtrArray *second)
{
    for (guint i = 0; i < second->len; i++) {
        g_ptr_array_add(first, meta_frame_ref(meta_frame_at(second, i)));
    }
    g_ptr_array_unref(second);
    return first;
}

// mergecap -a of the files of two taps.
GPtrArray *meta_alter_one_direction_first(const MetaSample *sample, MetaDraw *draw)
{
    bool of_first = meta_draw(draw, 0, 2) != 0;
    return behind_one_another(one_direction(sample, of_first), one_direction(sample, !of_first));
}

GPtrArray *meta_alter_one_direction_only(const MetaSample *sample, MetaDraw *draw)
{
    return one_direction(sample, meta_draw(draw, 0, 2) != 0);
}

static GPtrArray *range(const GPtrArray *frames, guint from, guint to)
{
    GPtrArray *part = meta_frames_new();
    for (guint i = from; i < to; i++) {
        g_ptr_array_add(part, meta_frame_ref(meta_frame_at(frames, i)));
    }
    return part;
}

// The files of a ring, the last one first.
GPtrArray *meta_alter_ring_backwards(const MetaSample *sample, MetaDraw *draw)
{
    guint n = sample->frames->len;
    if (n < 2) {
        return NULL;
    }
    guint at = meta_draw(draw, 1, n);
    return behind_one_another(range(sample->frames, at, n), range(sample->frames, 0, at));
}

GPtrArray *meta_alter_clock_set_back(const MetaSample *sample, MetaDraw *draw)
{
    guint seconds = meta_draw(draw, 1, 7200);
    GPtrArray *frames = with_times(sample);
    for (guint i = meta_draw(draw, 0, frames->len); i < frames->len; i++) {
        MetaFrame *frame = g_ptr_array_index(frames, i);
        frame->time -= seconds * 1000 * MILLISECOND;
    }
    return frames;
}

GPtrArray *meta_alter_no_clock(const MetaSample *sample, MetaDraw *draw)
{
    (void)draw;
    GPtrArray *frames = with_times(sample);
    for (guint i = 0; i < frames->len; i++) {
        MetaFrame *frame = g_ptr_array_index(frames, i);
        frame->time = meta_frame_at(sample->frames, 0)->time;
    }
    return frames;
}

// Whether the sample is in lockstep and has no sequence numbers: 802.1X.
static bool is_lockstep(const MetaSample *sample)
{
    return g_str_has_prefix(sample->name, "dot1x-");
}

// Several queues of one network card: each frame up to a few places from where it belongs. What
// waits for its answer changes places with that at most.
GPtrArray *meta_alter_shuffled(const MetaSample *sample, MetaDraw *draw)
{
    GPtrArray *frames = meta_frames_copy(sample->frames);
    guint reach = is_lockstep(sample) ? 1 : meta_draw(draw, 1, 3);
    for (guint i = 0; i < frames->len; i++) {
        guint to = i + (guint)g_rand_int_range(draw->rand, 0, (gint32)reach + 1);
        if (to < frames->len) {
            gpointer frame = g_ptr_array_steal_index(frames, i);
            g_ptr_array_insert(frames, (gint)to, frame);
            i = is_lockstep(sample) ? to : i;
        }
    }
    return frames;
}
