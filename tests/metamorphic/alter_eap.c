// SPDX-License-Identifier: GPL-2.0-or-later
// How 802.1X fails by itself: requests without answer, answers that are not taken, a path that
// loses fragments, a phone that falls silent.
#include "tests/metamorphic/forge.h"
#include "tests/metamorphic/fragment.h"
#include "tests/metamorphic/situations.h"

#define SECOND INT64_C(1000000000)

enum { UDP = 17, RADIUS_PORT = 1812, ETHERTYPE_EAPOL = 0x888e, TYPE_OFFSET = 12 };

static guint u16_at(const MetaFrame *frame, guint at)
{
    const GByteArray *bytes = frame->bytes;
    return at + 2 <= bytes->len ? (guint)bytes->data[at] << 8 | bytes->data[at + 1] : 0;
}

static bool is_radius(const MetaFrame *frame, bool request)
{
    MetaPlaces places;
    return meta_places(frame, &places) && places.protocol == UDP &&
           u16_at(frame, places.transport + (request ? 2 : 0)) == RADIUS_PORT;
}

// EAP requests are the authenticator's, and have code 1 behind four bytes of EAPOL.
static bool is_eap_request(const MetaFrame *frame)
{
    enum { EAP_PACKET = 0, REQUEST = 1, EAPOL_OFFSET = 14, MIN_LEN = 20 };
    const GByteArray *bytes = frame->bytes;
    return bytes->len >= MIN_LEN && u16_at(frame, TYPE_OFFSET) == ETHERTYPE_EAPOL &&
           bytes->data[EAPOL_OFFSET + 1] == EAP_PACKET && bytes->data[EAPOL_OFFSET + 4] == REQUEST;
}

static bool is_radius_request(const MetaFrame *frame)
{
    return is_radius(frame, true);
}

// Draws a frame of a kind; false: the sample has none.
static bool draw_frame(const MetaSample *sample, MetaDraw *draw,
                       bool (*is_one)(const MetaFrame *frame), guint *index)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < sample->frames->len; i++) {
        if (is_one(meta_frame_at(sample->frames, i))) {
            g_array_append_val(found, i);
        }
    }
    if (found->len == 0) {
        return false;
    }
    *index = g_array_index(found, guint, g_rand_int_range(draw->rand, 0, (gint32)found->len));
    g_string_append_printf(draw->how, " frame %u", *index + 1);
    return true;
}

// The sample's first frames, and the last `n_again` of them so many times more.
static GPtrArray *again_and_again(const MetaSample *sample, guint len, guint n_again,
                                  MetaDraw *draw)
{
    GPtrArray *frames = meta_frames_copy(sample->frames);
    g_ptr_array_set_size(frames, (gint)len);
    for (guint times = meta_draw(draw, 2, 5), n = 1; n <= times; n++) {
        for (guint i = len - n_again; i < len; i++) {
            MetaFrame *again = meta_clone(meta_frame_at(sample->frames, i));
            again->time += n * 3 * SECOND;
            again->number = frames->len + 1;
            g_ptr_array_add(frames, again);
        }
    }
    return frames;
}

// The server is down, or nothing leads to it.
GPtrArray *meta_alter_never_answered(const MetaSample *sample, MetaDraw *draw)
{
    guint index;
    bool found = draw_frame(sample, draw, is_radius_request, &index);
    return found ? again_and_again(sample, index + 1, 1, draw) : NULL;
}

static guint radius_identifier(const MetaFrame *frame)
{
    enum { UDP_HEADER = 8, MASK = 0xff };
    MetaPlaces places;
    return meta_places(frame, &places) ? u16_at(frame, places.transport + UDP_HEADER) & MASK : 0;
}

// Whether a frame is the answer to another one; where two phones talk at a time, the next answer
// may be the other's, and what the drawn one asked has then none.
static bool is_answer_to(const MetaFrame *answer, const MetaFrame *request)
{
    return is_radius(answer, false) && radius_identifier(answer) == radius_identifier(request);
}

// A wrong shared secret: the answer comes, and the request again, as nobody took it.
GPtrArray *meta_alter_wrong_secret(const MetaSample *sample, MetaDraw *draw)
{
    guint index;
    bool found = draw_frame(sample, draw, is_radius_request, &index) &&
                 index + 1 < sample->frames->len &&
                 is_answer_to(meta_frame_at(sample->frames, index + 1),
                              meta_frame_at(sample->frames, index));
    return found ? again_and_again(sample, index + 2, 2, draw) : NULL;
}

GPtrArray *meta_alter_supplicant_silent(const MetaSample *sample, MetaDraw *draw)
{
    guint index;
    bool found = draw_frame(sample, draw, is_eap_request, &index);
    return found ? again_and_again(sample, index + 1, 1, draw) : NULL;
}

static bool is_later_fragment(const MetaFrame *frame)
{
    enum { OFFSET_MASK = 0x1fff };
    MetaPlaces places;
    return meta_places(frame, &places) && !places.is_v6 && places.protocol == UDP &&
           (u16_at(frame, places.ip + 6) & OFFSET_MASK) != 0;
}

// Of each large datagram only the first fragment comes: an MTU on the path.
GPtrArray *meta_alter_fragments_lost(const MetaSample *sample, MetaDraw *draw)
{
    guint index;
    if (!draw_frame(sample, draw, is_radius_request, &index)) {
        return NULL;
    }
    g_autoptr(GPtrArray) whole = again_and_again(sample, index + 1, 1, draw);
    g_autoptr(GPtrArray) pieces =
        meta_fragments(whole, 8 * meta_draw(draw, 20, 160), META_IN_ORDER);
    GPtrArray *frames = meta_frames_new();
    for (guint i = 0; i < pieces->len; i++) {
        const MetaFrame *frame = meta_frame_at(pieces, i);
        if (!is_later_fragment(frame)) {
            g_ptr_array_add(frames, meta_frame_ref(frame));
        }
    }
    return frames;
}
