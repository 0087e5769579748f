// SPDX-License-Identifier: GPL-2.0-or-later
// Segments that TCP lets come and that end, begin or mean nothing (RFC 9293, 3.5 and 3.10; RFC
// 5961, 3), and beginnings that were not captured.
#include "tests/metamorphic/forge.h"
#include "tests/metamorphic/situations.h"
#include <string.h>

// The places of all TCP segments but the last `spare`; NULL: there is none.
static GArray *segments_of(const MetaSample *sample, guint spare)
{
    MetaPlaces places;
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i + spare < sample->frames->len; i++) {
        if (meta_is_tcp(meta_frame_at(sample->frames, i), &places)) {
            g_array_append_val(found, i);
        }
    }
    if (found->len == 0) {
        g_clear_pointer(&found, g_array_unref);
    }
    return found;
}

// Which of them; false: the sample has none.
static bool draw_segment(const MetaSample *sample, MetaDraw *draw, guint spare, guint *index)
{
    g_autoptr(GArray) found = segments_of(sample, spare);
    if (found == NULL) {
        return false;
    }
    *index = g_array_index(found, guint, g_rand_int_range(draw->rand, 0, (gint32)found->len));
    g_string_append_printf(draw->how, " frame %u", *index + 1);
    return true;
}

typedef MetaFrame *(*Forge)(const MetaFrame *frame, guint32 next, MetaDraw *draw);

// Whether the sender of a frame sends more payload later.
static bool goes_on(const MetaSample *sample, guint index)
{
    MetaPlaces a, b;
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    g_assert_true(meta_is_tcp(frame, &a));
    for (guint i = index + 1; i < sample->frames->len; i++) {
        const MetaFrame *later = meta_frame_at(sample->frames, i);
        if (meta_tcp_payload(later, &b) > 0 &&
            memcmp(frame->bytes->data + a.transport, later->bytes->data + b.transport, 4) == 0) {
            return true;
        }
    }
    return false;
}

// What `forge` makes of a segment stands behind it.
static GPtrArray *put_behind(const MetaSample *sample, MetaDraw *draw, Forge forge)
{
    enum { SPARE = 4 };
    guint index;
    MetaPlaces places;
    if (!draw_segment(sample, draw, SPARE, &index) || !goes_on(sample, index)) {
        return NULL;
    }
    const MetaFrame *frame = meta_frame_at(sample->frames, index);
    g_assert_true(meta_is_tcp(frame, &places));
    GPtrArray *frames = meta_frames_copy(sample->frames);
    g_ptr_array_insert(frames, (gint)index + 1, forge(frame, meta_next(frame, &places), draw));
    return frames;
}

static guint draw_reset(MetaDraw *draw)
{
    return meta_draw(draw, 0, 2) != 0 ? META_RST | META_ACK : META_RST;
}

static MetaFrame *reset_far(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    return meta_bare(frame, META_RST, next + meta_draw(draw, 1 << 21, 1 << 30), 0);
}

GPtrArray *meta_alter_reset_far(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, reset_far);
}

static MetaFrame *reset_near(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    return meta_bare(frame, draw_reset(draw), next + meta_draw(draw, 0, 65536), 1);
}

GPtrArray *meta_alter_reset_near(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, reset_near);
}

static MetaFrame *reset_old(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    return meta_bare(frame, META_RST, next - meta_draw(draw, 1 << 17, 1 << 30), 0);
}

GPtrArray *meta_alter_reset_old(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, reset_old);
}

static MetaFrame *fin_far(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    return meta_bare(frame, META_FIN | META_ACK, next + meta_draw(draw, 1 << 21, 1 << 30), 1);
}

GPtrArray *meta_alter_fin_far(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, fin_far);
}

static MetaFrame *fin_early(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    (void)draw;
    return meta_bare(frame, META_FIN | META_ACK, next, 1);
}

GPtrArray *meta_alter_fin_early(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, fin_early);
}

static MetaFrame *old_syn(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    return meta_bare(frame, META_SYN, next + meta_draw(draw, 1 << 24, 1 << 30), 0);
}

GPtrArray *meta_alter_old_syn(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, old_syn);
}

static MetaFrame *icmp(const MetaFrame *frame, guint32 next, MetaDraw *draw)
{
    (void)next;
    (void)draw;
    return meta_icmp(frame);
}

GPtrArray *meta_alter_icmp(const MetaSample *sample, MetaDraw *draw)
{
    return put_behind(sample, draw, icmp);
}

// Whether all connections came to an end: else a reset is news.
static bool is_ended(const MetaSample *sample)
{
    for (guint i = 0; i < sample->whole->sessions->len; i++) {
        const PcSession *session = g_ptr_array_index(sample->whole->sessions, i);
        if (g_strcmp0(session->outcome, "incomplete") == 0) {
            return false;
        }
    }
    return true;
}

// The reset that follows a segment with bytes, an alert for instance, was captured before it.
GPtrArray *meta_alter_reset_early(const MetaSample *sample, MetaDraw *draw)
{
    MetaPlaces places;
    guint last = sample->frames->len;
    for (guint i = 0; i < sample->frames->len; i++) {
        last = meta_tcp_payload(meta_frame_at(sample->frames, i), NULL) > 0 ? i : last;
    }
    if (last == sample->frames->len || !is_ended(sample)) {
        return NULL;
    }
    const MetaFrame *frame = meta_frame_at(sample->frames, last);
    g_assert_true(meta_is_tcp(frame, &places));
    GPtrArray *frames = meta_frames_copy(sample->frames);
    g_ptr_array_insert(frames, (gint)last,
                       meta_bare(frame, draw_reset(draw), meta_next(frame, &places), 1));
    return frames;
}

// ---- before the connection ----------------------------------------------------------------------

// The SYN at the beginning of the sample; NULL: it does not begin with one.
static const MetaFrame *first_syn(const MetaSample *sample, guint32 *isn)
{
    MetaPlaces places;
    const MetaFrame *first = meta_frame_at(sample->frames, 0);
    if (sample->frames->len < 4 || !meta_is_tcp(first, &places) ||
        meta_flags(first, &places) != META_SYN ||
        !meta_is_tcp(meta_frame_at(sample->frames, 1), &places)) {
        return NULL;
    }
    g_assert_true(meta_is_tcp(first, &places));
    *isn = meta_sequence(first, &places);
    return first;
}

// RFC 9293, 3.5.1: the server still knows an earlier connection, and is told that it is none.
GPtrArray *meta_alter_half_open(const MetaSample *sample, MetaDraw *draw)
{
    guint32 isn;
    const MetaFrame *syn = first_syn(sample, &isn);
    if (syn == NULL) {
        return NULL;
    }
    guint32 old = isn + meta_draw(draw, 1 << 24, 1 << 30);
    GPtrArray *frames = meta_frames_copy(sample->frames);
    g_ptr_array_insert(frames, 1, meta_bare(syn, META_RST, old, 0));
    g_ptr_array_insert(
        frames, 1,
        meta_bare(meta_frame_at(sample->frames, 1), META_ACK, meta_draw(draw, 1, 1 << 30), old));
    g_ptr_array_insert(frames, 3, meta_frame_ref(syn));
    return frames;
}

// Windows sends the same SYN again where it was refused.
GPtrArray *meta_alter_refused_first(const MetaSample *sample, MetaDraw *draw)
{
    guint32 isn;
    const MetaFrame *syn = first_syn(sample, &isn);
    if (syn == NULL) {
        return NULL;
    }
    GPtrArray *frames = meta_frames_copy(sample->frames);
    for (guint n = meta_draw(draw, 1, 4); n > 0; n--) {
        g_ptr_array_insert(
            frames, 0,
            meta_bare(meta_frame_at(sample->frames, 1), META_RST | META_ACK, 0, isn + 1));
        g_ptr_array_insert(frames, 0, meta_frame_ref(syn));
    }
    return frames;
}

GPtrArray *meta_alter_unanswered_first(const MetaSample *sample, MetaDraw *draw)
{
    guint32 isn;
    const MetaFrame *syn = first_syn(sample, &isn);
    if (syn == NULL) {
        return NULL;
    }
    GPtrArray *frames = meta_frames_copy(sample->frames);
    int64_t before = 0;
    for (guint n = meta_draw(draw, 1, 6), i = 0; i < n; i++) {
        MetaFrame *earlier = meta_clone(syn);
        before = 2 * before + INT64_C(1000000000);
        earlier->time -= before;
        g_ptr_array_insert(frames, 0, earlier);
    }
    return frames;
}

// A reset that acknowledges nothing of this connection refuses none (RFC 9293, 3.10.7.3).
GPtrArray *meta_alter_reset_of_syn(const MetaSample *sample, MetaDraw *draw)
{
    guint32 isn;
    if (first_syn(sample, &isn) == NULL) {
        return NULL;
    }
    const MetaFrame *answer = meta_frame_at(sample->frames, 1);
    GPtrArray *frames = meta_frames_copy(sample->frames);
    bool has_ack = meta_draw(draw, 0, 2) != 0;
    g_ptr_array_insert(frames, (gint)meta_draw(draw, 1, 3),
                       meta_bare(answer, has_ack ? META_RST | META_ACK : META_RST,
                                 meta_draw(draw, 1, 1 << 20),
                                 isn - meta_draw(draw, 1 << 24, 1 << 30)));
    return frames;
}

// ---- beginnings that were not captured ----------------------------------------------------------

static GPtrArray *without(const MetaSample *sample, guint flags, guint mask)
{
    MetaPlaces places;
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < sample->frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(sample->frames, i);
        bool is_one = meta_is_tcp(frame, &places) && (meta_flags(frame, &places) & mask) == flags;
        if (!is_one) {
            g_ptr_array_add(frames, meta_frame_ref(frame));
        }
    }
    if (frames->len == sample->frames->len) {
        g_clear_pointer(&frames, g_ptr_array_unref);
    }
    return frames;
}

GPtrArray *meta_alter_no_syn(const MetaSample *sample, MetaDraw *draw)
{
    (void)draw;
    return without(sample, META_SYN, META_SYN);
}

GPtrArray *meta_alter_syn_answer_only(const MetaSample *sample, MetaDraw *draw)
{
    (void)draw;
    return without(sample, META_SYN, META_SYN | META_ACK);
}

// The first bytes of each direction come in a segment of their own.
static GPtrArray *first_byte(GPtrArray *from, MetaDraw *draw)
{
    guint which = meta_draw(draw, 0, 4), seen = 0;
    g_autoptr(GPtrArray) all = from;
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const MetaFrame *frame = meta_frame_at(all, i);
        guint len = meta_tcp_payload(frame, NULL);
        if (len < 2 || seen++ < which) {
            continue;
        }
        GPtrArray *frames = meta_frames_copy(all);
        g_ptr_array_remove_index(frames, i);
        g_ptr_array_insert(frames, (gint)i, meta_tcp_piece(frame, 1, len));
        g_ptr_array_insert(frames, (gint)i, meta_tcp_piece(frame, 0, 1));
        return frames;
    }
    return NULL;
}

GPtrArray *meta_alter_first_byte(const MetaSample *sample, MetaDraw *draw)
{
    return first_byte(meta_frames_copy(sample->frames), draw);
}

GPtrArray *meta_alter_first_byte_no_syn(const MetaSample *sample, MetaDraw *draw)
{
    return first_byte(meta_alter_no_syn(sample, draw), draw);
}
