// SPDX-License-Identifier: GPL-2.0-or-later
// Orders the segments of one direction by their sequence numbers, which are compared as RFC
// 9293, 3.4 says (they wrap). It knows nothing of connections.
#include "core/packet/reassembly.h"

enum {
    MAX_WINDOW = 1 << 30,     // RFC 7323, 2.3
    MAX_FIRST_HOLE = 1 << 20, // a SYN further from the first segment than this was not its SYN
};

struct PcHeldSegment {
    PcHeldSegment *next;
    uint32_t sequence;
    uint32_t len; // captured
    uint32_t missing;
    bool doubtful, damaged;
    PcStamp stamp;
    uint8_t bytes[];
};

// With what the allocator puts around it.
static size_t room_of(const PcHeldSegment *segment)
{
    return pc_account_block(sizeof *segment + segment->len);
}

void pc_stream_pool_change(PcStreamPool *pool, size_t more, size_t less)
{
    pool->n_bytes += more - less;
    if (pool->account != NULL) {
        pc_account_set(pool->account, PC_HOLD_SEGMENTS, pool->n_bytes);
    }
}

bool pc_stream_pool_is_full(const PcStreamPool *pool)
{
    bool is_full = pool->account != NULL && !pc_account_fits(pool->account, PC_HOLD_SEGMENTS, 1);
    if (is_full) {
        pc_account_over(pool->account, PC_HOLD_SEGMENTS);
    }
    return is_full;
}

// How far `a` is ahead of `b`; negative where it is behind.
static int32_t ahead(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

void pc_stream_init(PcStream *stream, PcStreamPool *pool)
{
    *stream = (PcStream){.pool = pool};
}

static void free_held(PcStream *stream, PcHeldSegment *segment)
{
    pc_stream_pool_change(stream->pool, 0, room_of(segment));
    g_free(segment);
}

static PcHeldSegment *pop_held(PcStream *stream)
{
    PcHeldSegment *first = stream->held;
    stream->held = first->next;
    stream->n_held -= 1;
    stream->held_bytes -= first->len;
    return first;
}

static void release_lent(PcStream *stream)
{
    if (stream->lent != NULL) {
        free_held(stream, stream->lent);
        stream->lent = NULL;
    }
}

void pc_stream_clear(PcStream *stream)
{
    release_lent(stream);
    while (stream->held != NULL) {
        free_held(stream, pop_held(stream));
    }
    if (stream->pool->current_of == stream) {
        stream->pool->current_of = NULL;
    }
}

static void set_current(PcStream *stream, const PcSegment *segment)
{
    stream->pool->current = *segment;
    stream->pool->current_of = stream;
    stream->stamp = segment->stamp;
}

void pc_stream_anchor(PcStream *stream, uint32_t sequence)
{
    if (!stream->begun) {
        stream->anchored = true;
        stream->by_syn = true;
        stream->next = sequence;
    }
}

// Keeps a copy of a segment, sorted; of two with the same number the first stays in front.
static void hold(PcStream *stream, const PcSegment *segment)
{
    PcHeldSegment *held = g_malloc(sizeof *held + segment->bytes.len);
    held->sequence = segment->sequence;
    held->len = (uint32_t)pc_bytes_copy_out(segment->bytes, held->bytes, segment->bytes.len);
    held->missing = (uint32_t)segment->missing;
    held->doubtful = segment->doubtful;
    held->damaged = segment->sum == PC_SUM_WRONG;
    held->stamp = segment->stamp;
    PcHeldSegment **place = &stream->held;
    while (*place != NULL && ahead((*place)->sequence, held->sequence) <= 0) {
        place = &(*place)->next;
    }
    held->next = *place;
    *place = held;
    stream->n_held += 1;
    stream->held_bytes += held->len;
    pc_stream_pool_change(stream->pool, room_of(held), 0);
    stream->over_limit = stream->n_held >= PC_STREAM_MAX_HELD_SEGMENTS ||
                         stream->held_bytes >= PC_STREAM_MAX_HELD_BYTES ||
                         pc_stream_pool_is_full(stream->pool);
}

static void begin_at(PcStream *stream, uint32_t sequence)
{
    stream->begun = true;
    stream->next = sequence;
}

// Decides whether the stream can begin, now that `segment` has come.
static void try_to_begin(PcStream *stream, const PcSegment *segment)
{
    if (!stream->anchored) {
        return;
    }
    int32_t distance = ahead(segment->sequence, stream->next);
    bool is_asked = stream->has_acknowledged && segment->sequence == stream->acknowledged;
    bool is_far = distance < 0 || distance >= MAX_FIRST_HOLE;
    // Either another SYN was answered than the one we know, or the acknowledgement was captured
    // before what it acknowledges.
    bool is_better = is_far && (is_asked || !stream->by_syn);
    begin_at(stream, is_better ? segment->sequence : stream->next);
}

// Without SYN and acknowledgement: begins with the lowest of what is held once that is settled.
static void try_to_settle(PcStream *stream)
{
    if (stream->begun || stream->held == NULL) {
        return;
    }
    bool acknowledged =
        stream->has_acknowledged && ahead(stream->acknowledged, stream->held->sequence) > 0;
    if (acknowledged || stream->settled || stream->flushed ||
        stream->n_held >= PC_STREAM_SETTLE_SEGMENTS) {
        begin_at(stream, stream->held->sequence);
    }
}

// Whether the next bytes were there, but cut off.
static bool is_cut(const PcStream *stream)
{
    return stream->begun && stream->is_cut && ahead(stream->cut_end, stream->next) > 0;
}

// Where the hole ends at which the stream stands, if it stands at one.
static uint32_t hole_end(const PcStream *stream)
{
    const PcHeldSegment *held = stream->held;
    // One that is in doubt may be held that begins before the hole.
    bool is_in_it = held != NULL && ahead(held->sequence, stream->next) > 0 &&
                    ahead(held->sequence, stream->cut_end) <= 0;
    bool by_cut = is_cut(stream) && !is_in_it;
    return by_cut ? stream->cut_end : held->sequence;
}

static bool hole_is_acknowledged(const PcStream *stream)
{
    return stream->begun && (stream->held != NULL || is_cut(stream)) && stream->has_acknowledged &&
           ahead(stream->acknowledged, hole_end(stream)) >= 0;
}

// A segment of either direction has passed: an acknowledged hole becomes older by it.
static void grow_impatient(PcStream *stream, int64_t time)
{
    if (!hole_is_acknowledged(stream)) {
        return;
    }
    if (stream->patience == 0) {
        stream->hole_time = time;
    }
    const uint64_t patience = UINT64_C(1000000000) * PC_STREAM_PATIENCE_SECONDS;
    bool is_late =
        time > stream->hole_time && (uint64_t)time - (uint64_t)stream->hole_time >= patience;
    stream->patience =
        is_late ? PC_STREAM_PATIENCE : (uint8_t)MIN(stream->patience + 1, PC_STREAM_PATIENCE);
}

bool pc_stream_is_far(const PcStream *stream, uint32_t sequence)
{
    enum { MAX_LOST = 1 << 24 };
    int32_t distance = ahead(sequence, stream->next);
    return stream->begun && (distance >= MAX_LOST || distance <= -MAX_LOST);
}

void pc_stream_acknowledge(PcStream *stream, uint32_t sequence, int64_t time)
{
    if (!stream->has_acknowledged || ahead(sequence, stream->acknowledged) > 0) {
        stream->acknowledged = sequence;
        stream->has_acknowledged = true;
    }
    if (!stream->begun && !stream->anchored && stream->held == NULL) {
        stream->anchored = true;
        stream->next = sequence;
    }
    grow_impatient(stream, time);
}

// A right copy takes the place of a damaged one only where it has all of it.
static bool replaces(const PcSegment *segment, const PcHeldSegment *held)
{
    uint32_t end = segment->sequence + (uint32_t)segment->bytes.len;
    return held->damaged && segment->sum == PC_SUM_RIGHT &&
           ahead(held->sequence, segment->sequence) >= 0 &&
           ahead(end, held->sequence + held->len) >= 0;
}

// Bytes that are no padding take the place of doubtful ones that overlap them, and confirm those
// before them.
static void settle_doubts(PcStream *stream, const PcSegment *sure)
{
    size_t len = sure->bytes.len + sure->missing;
    PcHeldSegment **place = &stream->held;
    while (*place != NULL) {
        PcHeldSegment *held = *place;
        bool is_before = ahead(held->sequence + held->len, sure->sequence) <= 0;
        bool is_behind = ahead(held->sequence, sure->sequence + (uint32_t)len) >= 0;
        held->damaged = held->damaged && sure->sum != PC_SUM_OFFLOADED;
        if (held->doubtful && is_before) {
            held->doubtful = false;
        } else if ((held->doubtful && !is_behind) || replaces(sure, held)) {
            *place = held->next;
            stream->n_held -= 1;
            stream->held_bytes -= held->len;
            free_held(stream, held);
            continue;
        }
        place = &held->next;
    }
}

// Whether the first held segment is still in doubt: neither the peer's acknowledgement nor the end
// of the stream lies behind it, and it is not behind the stream itself.
static bool is_doubtful(const PcStream *stream)
{
    const PcHeldSegment *first = stream->held;
    uint32_t end = first->sequence + first->len;
    bool acknowledged = stream->has_acknowledged && ahead(stream->acknowledged, end) >= 0;
    bool before_fin = stream->has_fin && ahead(stream->fin, end) >= 0;
    bool is_past = stream->begun && ahead(stream->next, end) >= 0;
    bool may_be_better = first->damaged && stream->has_acknowledged && !stream->flushed &&
                         !stream->over_limit && stream->patience < PC_STREAM_PATIENCE;
    if (may_be_better && !acknowledged && !is_past) {
        return true;
    }
    return first->doubtful && !acknowledged && !before_fin && !is_past;
}

// More is hardly ever under way, nor lost at a time.
static bool is_near(uint32_t a, uint32_t b)
{
    enum { NEAR = 1 << 20 };
    return ahead(a, b) < NEAR && ahead(b, a) < NEAR;
}

// Whether a stream may end there: near what came last, or what the peer has acknowledged.
static bool may_end(const PcStream *stream, uint32_t fin)
{
    bool knows_next = stream->begun || stream->anchored;
    return !knows_next || is_near(fin, stream->next) ||
           (stream->has_acknowledged && is_near(fin, stream->acknowledged));
}

// Notes the end of the stream, unless it lies where none can be.
static void note_fin(PcStream *stream, const PcSegment *segment, size_t len)
{
    uint32_t fin = segment->sequence + (uint32_t)len;
    if (!segment->fin || stream->has_fin || !pc_stream_expects(stream, fin) ||
        !may_end(stream, fin)) {
        return;
    }
    stream->has_fin = true;
    stream->fin = fin;
    stream->fin_stamp = segment->stamp;
}

// A byte before anything else that is sent again to hear whether the other end is there (RFC 1122,
// 4.2.3.6), unless a record may begin with it.
static bool is_keep_alive(const PcStream *stream, const PcSegment *segment)
{
    enum { RECORD_FIRST = 20, RECORD_LAST = 24 };
    uint8_t byte = 0;
    pc_bytes_at(segment->bytes, 0, &byte);
    return segment->bytes.len + segment->missing == 1 && !stream->begun && !stream->by_syn &&
           (byte < RECORD_FIRST || byte > RECORD_LAST);
}

// Whether the first held segment is what comes next.
static bool is_next_held(const PcStream *stream)
{
    return stream->begun && stream->held != NULL &&
           ahead(stream->held->sequence, stream->next) <= 0 && !is_doubtful(stream);
}

void pc_stream_put(PcStream *stream, const PcSegment *segment)
{
    size_t len = segment->bytes.len + segment->missing;
    if (stream->ended) {
        return;
    }
    note_fin(stream, segment, len);
    if (len == 0 || is_keep_alive(stream, segment)) {
        return;
    }
    if (!stream->begun) {
        try_to_begin(stream, segment);
    }
    bool is_sure = !segment->doubtful && segment->sum != PC_SUM_WRONG;
    if (!segment->doubtful) {
        settle_doubts(stream, segment);
    }
    if (stream->begun && is_sure && ahead(segment->sequence, stream->next) <= 0 &&
        !is_next_held(stream)) {
        set_current(stream, segment);
        return;
    }
    stream->settled = stream->settled || segment->begins;
    hold(stream, segment);
    grow_impatient(stream, segment->stamp.time);
}

void pc_stream_flush(PcStream *stream)
{
    stream->flushed = true;
}

void pc_stream_resume(PcStream *stream)
{
    stream->flushed = false;
}

// Takes away what was handed on already. False if nothing is left of it.
static bool trim(PcStream *stream, PcSegment *segment)
{
    int32_t behind = ahead(stream->next, segment->sequence);
    size_t len = segment->bytes.len + segment->missing;
    if (behind < 0 || (size_t)behind >= len) {
        return false;
    }
    size_t from_bytes = MIN((size_t)behind, segment->bytes.len);
    pc_bytes_skip(&segment->bytes, from_bytes);
    segment->missing -= (size_t)behind - from_bytes;
    segment->sequence = stream->next;
    return true;
}

// Hands the current segment on: its bytes, and in a second step what the capture did not keep of
// it.
static bool hand_on_current(PcStream *stream, PcStreamEvent *event)
{
    PcSegment *current = &stream->pool->current;
    if (stream->pool->current_of != stream) {
        return false;
    }
    if (!trim(stream, current)) {
        stream->pool->current_of = NULL;
        return false;
    }
    if (current->bytes.len == 0 && !stream->pool->cuts_all && !stream->flushed) {
        stream->is_cut = true;
        stream->cut_end = current->sequence + (uint32_t)current->missing;
        stream->pool->current_of = NULL;
        return false;
    }
    *event = (PcStreamEvent){.stamp = current->stamp};
    if (current->bytes.len > 0) {
        event->kind = PC_STREAM_BYTES;
        event->bytes = current->bytes;
        event->len = current->bytes.len;
    } else {
        event->kind = PC_STREAM_GAP;
        event->cause = PC_GAP_SNAPLEN;
        event->len = current->missing;
    }
    stream->next += (uint32_t)event->len;
    stream->patience = 0;
    return true;
}

// Makes the first held segment the current one if it does not lie behind a hole.
static bool next_held(PcStream *stream)
{
    if (!is_next_held(stream)) {
        return false;
    }
    release_lent(stream);
    stream->lent = pop_held(stream);
    const PcSegment segment = {
        .sequence = stream->lent->sequence,
        .bytes = pc_bytes(stream->lent->bytes, stream->lent->len),
        .missing = stream->lent->missing,
        .stamp = stream->lent->stamp,
    };
    set_current(stream, &segment);
    return true;
}

// What nobody confirmed until the end, or until the limit, was padding.
static void drop_doubtful(PcStream *stream)
{
    bool is_due = stream->flushed || stream->over_limit;
    while (is_due && stream->begun && stream->held != NULL && is_doubtful(stream)) {
        free_held(stream, pop_held(stream));
    }
}

static bool give_up_hole(PcStream *stream, PcStreamEvent *event)
{
    bool cut = is_cut(stream);
    if (!cut && (!stream->begun || stream->held == NULL || is_doubtful(stream))) {
        return false;
    }
    bool is_old = stream->patience >= PC_STREAM_PATIENCE && hole_is_acknowledged(stream);
    bool is_vain = cut && stream->pool->cuts_all;
    if (!stream->flushed && !stream->over_limit && !is_old && !is_vain) {
        return false;
    }
    bool by_limit = stream->over_limit && !stream->flushed;
    uint32_t end = hole_end(stream);
    *event =
        (PcStreamEvent){.kind = PC_STREAM_GAP,
                        .cause = cut ? PC_GAP_SNAPLEN : (by_limit ? PC_GAP_LIMIT : PC_GAP_LOST),
                        .len = end - stream->next,
                        .stamp = cut ? stream->stamp : stream->held->stamp};
    stream->next = end;
    stream->over_limit = false;
    stream->patience = 0;
    return true;
}

// Ends the stream where everything before its end was handed on, or no more comes.
static bool hand_on_fin(PcStream *stream, PcStreamEvent *event)
{
    bool knows_next = stream->begun || stream->anchored;
    int32_t hole = knows_next ? ahead(stream->fin, stream->next) : 0;
    bool waits = hole > 0 || (!knows_next && stream->held != NULL);
    if (!stream->has_fin || (waits && !stream->flushed)) {
        return false;
    }
    if (hole > 0) {
        *event = (PcStreamEvent){.kind = PC_STREAM_GAP,
                                 .cause = PC_GAP_LOST,
                                 .len = (size_t)hole,
                                 .stamp = stream->fin_stamp};
        begin_at(stream, stream->fin);
        return true;
    }
    *event = (PcStreamEvent){.kind = PC_STREAM_FIN, .stamp = stream->fin_stamp};
    stream->ended = true;
    pc_stream_clear(stream);
    return true;
}

// Whether the end is the next thing there is: what is held lies behind it, or nothing is.
static bool is_at_fin(const PcStream *stream)
{
    return stream->has_fin &&
           (stream->held == NULL || (stream->begun && stream->next == stream->fin));
}

// Nothing was, too, where all that came was taken for padding.
static bool was_handed_on(const PcStream *stream)
{
    return stream->begun && stream->stamp.frame != 0;
}

// At the end: bytes that the peer has acknowledged and that never came, with nothing behind them.
// One may only be a FIN. A direction of which nothing came is not told here: pc_stream_is_missing.
static bool tell_rest(PcStream *stream, PcStreamEvent *event)
{
    if (!stream->flushed || !was_handed_on(stream) || stream->held != NULL ||
        !stream->has_acknowledged) {
        return false;
    }
    int32_t rest = ahead(stream->acknowledged, stream->next);
    if (rest <= 1) {
        return false;
    }
    *event = (PcStreamEvent){
        .kind = PC_STREAM_GAP, .cause = PC_GAP_LOST, .len = (size_t)rest, .stamp = stream->stamp};
    begin_at(stream, stream->acknowledged);
    return true;
}

bool pc_stream_next(PcStream *stream, PcStreamEvent *event)
{
    if (stream->ended) {
        return false;
    }
    try_to_settle(stream);
    drop_doubtful(stream);
    do {
        if (hand_on_current(stream, event)) {
            return true;
        }
    } while (next_held(stream));
    release_lent(stream);
    if (is_cut(stream)) {
        return give_up_hole(stream, event);
    }
    if (is_at_fin(stream)) {
        return hand_on_fin(stream, event);
    }
    bool holds = stream->held != NULL || stream->is_cut;
    return (G_UNLIKELY(holds) && give_up_hole(stream, event)) || tell_rest(stream, event);
}

bool pc_stream_is_missing(const PcStream *stream)
{
    bool knows_next = stream->begun || stream->anchored;
    // One that is acknowledged may only be a FIN.
    return !was_handed_on(stream) && stream->held == NULL && knows_next &&
           stream->has_acknowledged && ahead(stream->acknowledged, stream->next) > 1;
}

bool pc_stream_awaits(const PcStream *stream)
{
    enum { FIN_LEN = 1 };
    uint32_t from = stream->next;
    if (stream->ended || !stream->has_acknowledged || (!stream->begun && !stream->anchored)) {
        return false;
    }
    return ahead(stream->acknowledged, from) > FIN_LEN;
}

bool pc_stream_place(const PcStream *stream, uint32_t *sequence)
{
    bool knows_next = stream->begun || stream->anchored;
    if (!knows_next && stream->held == NULL && !stream->has_acknowledged) {
        return false;
    }
    uint32_t held = stream->held != NULL ? stream->held->sequence : stream->acknowledged;
    *sequence = knows_next ? stream->next : held;
    return true;
}

bool pc_stream_goes_on(PcStream *stream, const PcSegment *segment)
{
    uint32_t end = segment->sequence + (uint32_t)(segment->bytes.len + segment->missing);
    if (!stream->has_fin || segment->fin || segment->doubtful || ahead(end, stream->fin) <= 0) {
        return false;
    }
    bool was_told = stream->ended;
    stream->has_fin = false;
    stream->ended = false;
    return was_told;
}

bool pc_stream_expects(const PcStream *stream, uint32_t sequence)
{
    if (!stream->begun && !stream->anchored) {
        return true;
    }
    int32_t distance = ahead(sequence, stream->next);
    return distance >= -1 && distance < MAX_WINDOW;
}

bool pc_stream_may_begin(const PcStream *stream, uint32_t sequence)
{
    enum { MAX_DISTANCE = 64 * 1024 };
    uint32_t first = stream->next;
    if (!stream->begun && stream->held != NULL) {
        first = stream->held->sequence;
    } else if (!stream->begun && !stream->anchored) {
        return true;
    }
    int32_t distance = ahead(first, sequence);
    return distance >= 0 && distance <= MAX_DISTANCE;
}
