// SPDX-License-Identifier: GPL-2.0-or-later
// Where something is lost, the report says less, and nothing else: frames, parts of segments, the
// end of every packet, the end of the file.
#include "tests/metamorphic/segment.h"
#include "tests/metamorphic/tell.h"

// check_each calls `func` for every sample, and wants it to have compared something.
static void check_each(void (*func)(const MetaSample *sample))
{
    const GPtrArray *samples = meta_samples();
    guint before = meta_n_checked();
    for (guint s = 0; s < samples->len; s++) {
        func(g_ptr_array_index(samples, s));
    }
    g_test_message("%u reports compared", meta_n_checked() - before);
    g_assert_cmpuint(meta_n_checked(), >, before);
}

// Any frame, of any protocol: lost, or in its neighbour's place.
static void lose_frames(const MetaSample *sample)
{
    for (guint i = 0; i < sample->frames->len; i++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        g_ptr_array_remove_index(frames, i);
        meta_expect_less(sample, frames, "frame %u lost", i + 1);
    }
}

static void test_frames_lost(void)
{
    check_each(lose_frames);
}

static void swap_frames(const MetaSample *sample)
{
    for (guint i = 0; i + 1 < sample->frames->len; i++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        gpointer frame = g_ptr_array_steal_index(frames, i);
        g_ptr_array_insert(frames, (gint)i + 1, frame);
        meta_expect_less(sample, frames, "frames %u and %u swapped", i + 1, i + 2);
    }
}

static void test_frames_swapped(void)
{
    check_each(swap_frames);
}

// A fifth of a segment lost, beginning at byte `at`.
static void lose_part(const MetaSample *sample, guint index, guint at)
{
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    guint len = meta_tcp_payload(frame, NULL);
    guint end = MIN(at + 1 + len / 5, len - 1);
    g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
    g_ptr_array_remove_index(frames, index);
    g_ptr_array_insert(frames, (gint)index, meta_tcp_piece(frame, end, len));
    g_ptr_array_insert(frames, (gint)index, meta_tcp_piece(frame, 0, at));
    meta_expect_less(sample, frames, "frame %u: bytes %u to %u lost", index + 1, at, end);
}

static void lose_parts(const MetaSample *sample)
{
    for (guint i = 0; i < sample->frames->len; i++) {
        guint len = meta_tcp_payload(meta_frame_at(sample->frames, i), NULL);
        for (guint at = 1 + i % 5; at + 1 < len; at += meta_stride(67)) {
            lose_part(sample, i, at);
        }
    }
}

static void test_parts_lost(void)
{
    check_each(lose_parts);
}

// Every packet cut at one length, as a capture with that snap length holds it.
static void sweep_snap_length(const MetaSample *sample)
{
    enum { MIN_SNAP = 40, MAX_SNAP = 1514 };
    for (guint snap = MIN_SNAP; snap < MAX_SNAP; snap += meta_stride(23)) {
        g_autoptr(GPtrArray) frames = meta_frames_new();
        for (guint i = 0; i < sample->frames->len; i++) {
            const MetaFrame *frame = meta_frame_at(sample->frames, i);
            MetaFrame *cut = meta_frame_like(frame);
            guint kept = MIN(snap, frame->bytes->len);
            g_byte_array_append(cut->bytes, frame->bytes->data, kept);
            cut->missing += frame->bytes->len - kept;
            g_ptr_array_add(frames, cut);
        }
        meta_expect_less(sample, frames, "snap length %u", snap);
    }
}

static void test_snap_length(void)
{
    check_each(sweep_snap_length);
}

// The capture ended after each packet, or began with it.
static void end_early(const MetaSample *sample)
{
    for (guint n = 0; n < sample->frames->len; n++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        g_ptr_array_set_size(frames, (gint)n);
        meta_expect_less(sample, frames, "only the first %u frames", n);
    }
}

static void test_end_early(void)
{
    check_each(end_early);
}

static void begin_late(const MetaSample *sample)
{
    for (guint n = 1; n < sample->frames->len; n++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        g_ptr_array_remove_range(frames, 0, n);
        meta_expect_less(sample, frames, "without the first %u frames", n);
    }
}

static void test_begin_late(void)
{
    check_each(begin_late);
}

// The file cut at any byte: the report is that of the packets that are whole in it.
static void cut_file(const MetaSample *sample)
{
    gsize len = g_bytes_get_size(sample->content);
    for (gsize at = 0; at < len; at += meta_stride(211)) {
        g_autoptr(GBytes) content = g_bytes_new_from_bytes(sample->content, 0, at);
        g_autofree char *how = g_strdup_printf("file cut at byte %" G_GSIZE_FORMAT, at);
        meta_expect_file_less(sample, content, how);
    }
}

static void test_cut_file(void)
{
    check_each(cut_file);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/frames/lost", test_frames_lost);
    g_test_add_func("/frames/swapped", test_frames_swapped);
    g_test_add_func("/segments/parts-lost", test_parts_lost);
    g_test_add_func("/packets/snap-length", test_snap_length);
    g_test_add_func("/capture/ends-early", test_end_early);
    g_test_add_func("/capture/begins-late", test_begin_late);
    g_test_add_func("/file/cut", test_cut_file);
    return g_test_run();
}
