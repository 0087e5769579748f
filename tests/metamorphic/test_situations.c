// SPDX-License-Identifier: GPL-2.0-or-later
// What TCP, clocks and taps do to a capture: resets that end nothing, old SYNs, half-open
// connections, clocks that differ, copies that were cut or damaged. The report stays the same, or
// says less and what is missing; never something else.
#include "tests/metamorphic/segment.h"
#include "tests/metamorphic/tell.h"
#include <string.h>

enum { FIN = 0x01, SYN = 0x02, RST = 0x04, ACK = 0x10, TCP = 6, HEADER_LEN = 20 };
#define MILLISECOND INT64_C(1000000)

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

static bool is_tcp(const MetaFrame *frame, MetaPlaces *places)
{
    return meta_places(frame, places) && places->protocol == TCP && frame->missing == 0;
}

// The number behind what the frame sends.
static guint32 next_of(const MetaFrame *frame, const MetaPlaces *places)
{
    guint flags = frame->bytes->data[places->transport + 13];
    guint32 len = places->end - places->payload;
    return get_u32(frame->bytes, places->transport + 4) + len +
           ((flags & (SYN | FIN)) != 0 ? 1 : 0);
}

// A segment without payload from the sender of `frame`, as if it had been sent then.
static MetaFrame *bare(const MetaFrame *frame, guint flags, guint32 sequence,
                       guint32 acknowledgement)
{
    MetaPlaces places;
    MetaFrame *made = meta_frame_like(frame);
    g_assert_true(is_tcp(frame, &places));
    g_byte_array_append(made->bytes, frame->bytes->data, places.transport + HEADER_LEN);
    guint at = places.transport;
    set_u32(made->bytes, at + 4, sequence);
    set_u32(made->bytes, at + 8, (flags & ACK) != 0 ? acknowledgement : 0);
    made->bytes->data[at + 12] = HEADER_LEN / 4 << 4;
    made->bytes->data[at + 13] = (guint8)flags;
    guint len = made->bytes->len - places.ip;
    set_u16(made->bytes, places.ip + (places.is_v6 ? 4 : 2), places.is_v6 ? len - 40 : len);
    return made;
}

typedef MetaFrame *(*Forge)(const MetaFrame *frame, const MetaPlaces *places);

static MetaFrame *reset_far(const MetaFrame *frame, const MetaPlaces *places)
{
    return bare(frame, RST, next_of(frame, places) + 100000000, 0);
}

static MetaFrame *reset_in_window(const MetaFrame *frame, const MetaPlaces *places)
{
    return bare(frame, RST, next_of(frame, places) + 5000, 0);
}

static MetaFrame *reset_old(const MetaFrame *frame, const MetaPlaces *places)
{
    return bare(frame, RST, next_of(frame, places) - 200000, 0);
}

static MetaFrame *old_syn(const MetaFrame *frame, const MetaPlaces *places)
{
    return bare(frame, SYN, next_of(frame, places) + 1500000000, 0);
}

// `forge` makes a segment that is put behind each frame that is not the last of its sender.
static void forge_behind(const MetaSample *sample, Forge forge, const char *how)
{
    MetaPlaces places;
    for (guint i = 0; i + 4 < sample->frames->len; i += meta_stride(3)) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        if (is_tcp(frame, &places)) {
            g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
            g_ptr_array_insert(frames, (gint)i + 1, forge(frame, &places));
            meta_expect_less(sample, frames, "%s behind frame %u", how, i + 1);
        }
    }
}

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

static void forge_all(const MetaSample *sample)
{
    forge_behind(sample, reset_far, "reset far away");
    forge_behind(sample, reset_in_window, "reset in the window");
    forge_behind(sample, reset_old, "old reset");
    forge_behind(sample, old_syn, "old SYN");
}

static void test_forged(void)
{
    check_each(forge_all);
}

// ---- before the connection ----------------------------------------------------------------------

// RFC 9293, 3.5.1: the server still knows an earlier connection, and is told that it is none.
static void half_open(const MetaSample *sample)
{
    MetaPlaces places;
    const MetaFrame *first = meta_frame_at(sample->frames, 0);
    const MetaFrame *second = sample->frames->len > 1 ? meta_frame_at(sample->frames, 1) : first;
    bool begins = is_tcp(first, &places) && first->bytes->data[places.transport + 13] == SYN &&
                  is_tcp(second, &places);
    if (!begins) {
        return;
    }
    guint32 isn = get_u32(first->bytes, places.transport + 4);
    g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
    g_ptr_array_insert(frames, 1, bare(first, RST, isn + 860000000, 0));
    g_ptr_array_insert(frames, 1, bare(second, ACK, isn - 70000000, isn + 860000000));
    g_ptr_array_insert(frames, 3, meta_frame_ref(first));
    meta_expect_same(sample, frames, "half-open connection discovered");
    g_autoptr(GPtrArray) refused = meta_frames_copy(sample->frames);
    g_ptr_array_insert(refused, 1, bare(second, RST | ACK, 0, isn + 1));
    g_ptr_array_insert(refused, 2, meta_frame_ref(first));
    meta_expect_same(sample, refused, "refused, and then not");
}

static void test_half_open(void)
{
    check_each(half_open);
}

// ---- two taps -----------------------------------------------------------------------------------

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

// One of the two directions is stamped earlier by `skew`, and stands where its stamps say.
static GPtrArray *skewed(const MetaSample *sample, int64_t skew, bool of_first)
{
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        MetaFrame *made = meta_frame_like(frame);
        g_byte_array_append(made->bytes, frame->bytes->data, frame->bytes->len);
        made->time -= is_from_first(sample, frame) == of_first ? skew : 0;
        g_ptr_array_add(frames, made);
    }
    g_ptr_array_sort(frames, by_time);
    for (guint i = 0; i < frames->len; i++) {
        MetaFrame *frame = g_ptr_array_index(frames, i);
        frame->number = i + 1;
    }
    return frames;
}

static void skew(const MetaSample *sample)
{
    static const int64_t skews[] = {1, 5, 20, 50, 500, 2000};
    for (guint i = 0; i < G_N_ELEMENTS(skews); i++) {
        for (guint of_first = 0; of_first < 2; of_first++) {
            g_autoptr(GPtrArray) frames = skewed(sample, skews[i] * MILLISECOND, of_first != 0);
            meta_expect_less(sample, frames, "%s direction %d ms early",
                             of_first != 0 ? "first" : "second", (int)skews[i]);
        }
    }
}

static void test_skew(void)
{
    check_each(skew);
}

// ---- copies -------------------------------------------------------------------------------------

static void copy_cut(const MetaSample *sample)
{
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        MetaPlaces places;
        guint len = meta_tcp_payload(frame, &places);
        if (len < 2) {
            continue;
        }
        MetaFrame *cut = meta_frame_like(frame);
        g_byte_array_append(cut->bytes, frame->bytes->data, places.payload + len / 2);
        cut->missing = frame->bytes->len - cut->bytes->len;
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        g_ptr_array_insert(frames, (gint)i, cut);
        meta_expect_less(sample, frames, "frame %u cut, and then whole", i + 1);
    }
}

static void test_copy_cut(void)
{
    check_each(copy_cut);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/situations/forged", test_forged);
    g_test_add_func("/situations/half-open", test_half_open);
    g_test_add_func("/situations/skew", test_skew);
    g_test_add_func("/situations/copy-cut", test_copy_cut);
    return g_test_run();
}
