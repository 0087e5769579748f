// SPDX-License-Identifier: GPL-2.0-or-later
// TCP is a stream: however it is cut into segments, in whatever order they come, repeated or
// overlapping, the report is the same.
#include "tests/metamorphic/segment.h"
#include "tests/metamorphic/tell.h"
#include <string.h>

typedef void (*SegmentFunc)(const MetaSample *sample, guint index, guint len);

// A capture that begins in the middle of a connection, or is joined with another, shows no SYN: the
// first segment has to look like TLS by itself, and one of a few bytes cannot.
static bool begins_late(const MetaSample *sample)
{
    return strstr(sample->name, "late-start") != NULL || strstr(sample->name, "ring-2") != NULL;
}

static void expect_stream(const MetaSample *sample, const GPtrArray *frames, const char *how)
{
    if (begins_late(sample)) {
        meta_expect_less(sample, frames, "%s", how);
    } else {
        meta_expect_same(sample, frames, "%s", how);
    }
}

// each_segment calls `func` for every frame with TCP payload of every sample.
static void each_segment(SegmentFunc func)
{
    const GPtrArray *samples = meta_samples();
    guint before = meta_n_checked();
    for (guint s = 0; s < samples->len; s++) {
        const MetaSample *sample = g_ptr_array_index(samples, s);
        for (guint i = 0; i < sample->frames->len; i++) {
            guint len = meta_tcp_payload(meta_frame_at(sample->frames, i), NULL);
            if (len > 0) {
                func(sample, i, len);
            }
        }
    }
    g_test_message("%u reports compared", meta_n_checked() - before);
    g_assert_cmpuint(meta_n_checked(), >, before);
}

// each_place gives the places at which a segment is cut: a stride that no record's length is a
// multiple of, from another beginning in each frame, and the last byte.
static guint next_place(guint at, guint len)
{
    guint next = at + meta_stride(len > 1000 && len % 7 == 0 ? 191 : 127);
    return at < len - 1 ? MIN(next, len - 1) : len;
}

static guint first_place(guint index, guint len)
{
    return len > 1 ? 1 + index * 13 % MIN(len - 1, meta_stride(61)) : len;
}

// Two pieces in place of frame `index`: [0, end) and [begin, len), swapped if `swap`.
static GPtrArray *in_two(const MetaSample *sample, guint index, const guint cut[2], bool swap)
{
    GPtrArray *frames = meta_frames_copy(sample->frames);
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    guint len = meta_tcp_payload(frame, NULL);
    MetaFrame *head = meta_tcp_piece(frame, 0, cut[0]);
    MetaFrame *tail = meta_tcp_piece(frame, cut[1], len);
    g_ptr_array_remove_index(frames, index);
    g_ptr_array_insert(frames, (gint)index, swap ? head : tail);
    g_ptr_array_insert(frames, (gint)index, swap ? tail : head);
    return frames;
}

static void cut_segment(const MetaSample *sample, guint index, guint len)
{
    for (guint at = first_place(index, len); at < len; at = next_place(at, len)) {
        const guint cut[2] = {at, at};
        g_autoptr(GPtrArray) frames = in_two(sample, index, cut, false);
        g_autofree char *how = g_strdup_printf("frame %u cut at byte %u", index + 1, at);
        expect_stream(sample, frames, how);
    }
}

static void test_cut(void)
{
    each_segment(cut_segment);
}

static void swap_halves(const MetaSample *sample, guint index, guint len)
{
    for (guint at = first_place(index, len); at < len; at = next_place(at, len)) {
        const guint cut[2] = {at, at};
        g_autoptr(GPtrArray) frames = in_two(sample, index, cut, true);
        g_autofree char *how = g_strdup_printf("frame %u swapped at byte %u", index + 1, at);
        expect_stream(sample, frames, how);
    }
}

static void test_swap_halves(void)
{
    each_segment(swap_halves);
}

static void overlap_segment(const MetaSample *sample, guint index, guint len)
{
    for (guint at = first_place(index, len); at < len; at = next_place(at, len)) {
        const guint cut[2] = {at, at - MIN(at, at / 3 + 1)};
        g_autoptr(GPtrArray) in_order = in_two(sample, index, cut, false);
        g_autoptr(GPtrArray) swapped = in_two(sample, index, cut, true);
        g_autofree char *how =
            g_strdup_printf("frame %u: bytes %u to %u twice", index + 1, cut[1], at);
        g_autofree char *how_swapped = g_strdup_printf("%s, halves swapped", how);
        expect_stream(sample, in_order, how);
        expect_stream(sample, swapped, how_swapped);
    }
}

static void test_overlap(void)
{
    each_segment(overlap_segment);
}

// All six orders of three pieces.
static void permute_segment(const MetaSample *sample, guint index, guint len)
{
    static const guint orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    const guint ends[4] = {0, len / 3, len / 2 + 1, len};
    for (guint o = 0; len >= 6 && o < G_N_ELEMENTS(orders); o++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        g_ptr_array_remove_index(frames, index);
        for (guint i = 0; i < 3; i++) {
            guint piece = orders[o][i];
            g_ptr_array_insert(frames, (gint)(index + i),
                               meta_tcp_piece(frame, ends[piece], ends[piece + 1]));
        }
        meta_expect_same(sample, frames, "frame %u in three, order %u", index + 1, o);
    }
}

static void test_permute(void)
{
    each_segment(permute_segment);
}

// Again right behind itself, and again some frames later.
static void duplicate_segment(const MetaSample *sample, guint index, guint len)
{
    static const guint distances[] = {1, 2, 3, 5, 8};
    (void)len;
    for (guint d = 0; d < G_N_ELEMENTS(distances); d++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        guint to = MIN(index + distances[d], frames->len);
        g_ptr_array_insert(frames, (gint)to, meta_frame_ref(meta_frame_at(sample->frames, index)));
        meta_expect_same(sample, frames, "frame %u again before frame %u", index + 1, to + 1);
    }
}

static void test_duplicate(void)
{
    each_segment(duplicate_segment);
}

static GPtrArray *in_pieces(const MetaSample *sample, guint size)
{
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        guint len = meta_tcp_payload(frame, NULL);
        for (guint at = 0; at < len; at += size) {
            g_ptr_array_add(frames, meta_tcp_piece(frame, at, MIN(at + size, len)));
        }
        if (len == 0) {
            g_ptr_array_add(frames, meta_frame_ref(frame));
        }
    }
    return frames;
}

// Every segment in pieces of one size. Of very small ones more come out of order in one of the
// samples than are kept: there the report may say less.
static void check_size(const MetaSample *sample, guint size)
{
    enum { MIN_SIZE = 8 };
    g_autoptr(GPtrArray) frames = in_pieces(sample, size);
    g_autofree char *how = g_strdup_printf("segments of %u bytes", size);
    if (size < MIN_SIZE && strstr(sample->name, "out-of-order") != NULL) {
        meta_expect_less(sample, frames, "%s", how);
    } else {
        expect_stream(sample, frames, how);
    }
}

static void test_sizes(void)
{
    enum { MAX_SIZE = 1460 };
    const GPtrArray *samples = meta_samples();
    for (guint s = 0; s < samples->len; s++) {
        const MetaSample *sample = g_ptr_array_index(samples, s);
        for (guint size = 1; size <= MAX_SIZE; size += meta_stride(size < 8 ? 1 : size / 3)) {
            check_size(sample, size);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/segments/cut", test_cut);
    g_test_add_func("/segments/swap-halves", test_swap_halves);
    g_test_add_func("/segments/overlap", test_overlap);
    g_test_add_func("/segments/permute", test_permute);
    g_test_add_func("/segments/duplicate", test_duplicate);
    g_test_add_func("/segments/sizes", test_sizes);
    return g_test_run();
}
