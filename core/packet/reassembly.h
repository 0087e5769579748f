// SPDX-License-Identifier: GPL-2.0-or-later
// PcStream puts one direction of a TCP connection in order. What comes in order is handed on
// without a copy; what comes early is kept, within limits; what never comes is named.
//
// The rules:
// - Where segments overlap, the bytes that came first win; bytes that were handed on never change.
// - The SYN says where a stream begins. Without it, the peer's first acknowledgement does, if it
// comes
//   before any segment; failing that too, the first segments are held back until the peer
//   acknowledges them, PC_STREAM_SETTLE_SEGMENTS are there, one of them is said to begin something,
//   or the stream ends, and the lowest begins.
// - A hole is given up when the peer has acknowledged its bytes (so they came, and were not
// captured)
//   and PC_STREAM_PATIENCE segments of either direction or PC_STREAM_PATIENCE_SECONDS have passed
//   since; when more is held behind it than the limits allow; or when the stream ends.
// - A segment with a wrong checksum waits until its bytes are acknowledged: before that a right
// copy
//   takes its place. It counts where none comes, as cards and kernels that join segments leave
//   wrong checksums beside right ones.
// - What the capture cut off a segment is such a hole, too, where another copy may have it: two
//   taps, or a retransmission.
#ifndef PHONECERT_CORE_PACKET_REASSEMBLY_H
#define PHONECERT_CORE_PACKET_REASSEMBLY_H

#include "core/packet/packet.h"

enum {
    PC_STREAM_MAX_HELD_SEGMENTS = 256, // early segments of one direction
    PC_STREAM_MAX_HELD_BYTES = 512 * 1024,
    PC_STREAM_SETTLE_SEGMENTS = 4,
    PC_STREAM_PATIENCE = 128,
    PC_STREAM_PATIENCE_SECONDS = 3, // of capture time: longer than taps' clocks differ
};

// PcSum is what a segment's checksum says of it.
typedef enum {
    PC_SUM_UNKNOWN,
    PC_SUM_RIGHT,
    PC_SUM_WRONG,     // a copy with a right one is better, if there is one
    PC_SUM_OFFLOADED, // all of this direction are wrong, and mean nothing
} PcSum;

// PcSegment is the payload of one TCP segment. `bytes` are lent for the call.
typedef struct {
    uint32_t sequence;
    PcBytes bytes;
    size_t missing; // bytes behind them that the capture did not keep
    bool fin;
    bool doubtful; // perhaps padding
    PcSum sum;
    bool begins; // it is no use to wait for what may come before it
    PcStamp stamp;
} PcSegment;

typedef struct PcHeldSegment PcHeldSegment;

// PcStreamPool is what all streams share: the count of what they hold, and the segment that is
// being handed on, as there is only one at a time.
typedef struct {
    size_t n_bytes;
    PcAccount *account; // NULL: nobody asks
    bool cuts_all;      // no copy will have what is missing: the capture cuts all long packets
    PcSegment current;  // the rest of it
    void *current_of;   // its stream; NULL: none
} PcStreamPool;

// PcStream is all zero at first; pc_stream_clear frees what it holds.
typedef struct {
    uint32_t next;         // sequence number of the next byte to hand on, where `begun`
    uint32_t acknowledged; // by the peer, where `has_acknowledged`
    uint32_t fin;          // sequence number behind the last byte, where `has_fin`
    uint32_t cut_end;      // see is_cut
    int64_t hole_time;     // when the hole was first seen to be acknowledged, where `patience` > 0
    bool anchored; // `next` is known from a SYN or an acknowledgement, nothing was handed on
    bool by_syn;   // which of them
    bool begun;    // `next` holds
    bool settled;  // it may begin with what is held
    bool has_acknowledged;
    bool has_fin;
    bool ended;   // the end was handed on
    bool flushed; // no more comes: holes are given up
    bool over_limit;
    bool is_cut;      // what is missing at `next` was there, but not captured, up to `cut_end`
    uint8_t patience; // segments of either direction since the hole was acknowledged
    uint16_t n_held;
    uint32_t held_bytes;
    PcHeldSegment *held; // by sequence number
    PcHeldSegment *lent; // whose bytes were handed out last
    PcStamp stamp;       // of the last segment that could be handed on
    PcStamp fin_stamp;
    PcStreamPool *pool;
} PcStream;

typedef enum { PC_STREAM_BYTES, PC_STREAM_GAP, PC_STREAM_FIN } PcStreamEventKind;

typedef struct {
    PcStreamEventKind kind;
    PcBytes bytes;    // BYTES; lent until the next call
    PcGapCause cause; // GAP
    size_t len;       // GAP
    PcStamp stamp;
} PcStreamEvent;

// pc_stream_pool_change says that more is held, or less; pc_stream_pool_is_full that no more may
// be.
void pc_stream_pool_change(PcStreamPool *pool, size_t more, size_t less);
bool pc_stream_pool_is_full(const PcStreamPool *pool);

void pc_stream_init(PcStream *stream, PcStreamPool *pool);
void pc_stream_clear(PcStream *stream);

// pc_stream_anchor tells where the stream begins: the number behind that of the SYN. The latest
// counts; once bytes were handed on, none does.
void pc_stream_anchor(PcStream *stream, uint32_t sequence);

// pc_stream_acknowledge tells what the peer expects next, as its segment of `time` (ns) says.
void pc_stream_acknowledge(PcStream *stream, uint32_t sequence, int64_t time);

// pc_stream_put takes a segment, and pc_stream_flush says that no more comes. After each, and after
// pc_stream_acknowledge, call pc_stream_next until it gives false: each call gives one event.
// Should more come all the same, pc_stream_resume takes the flush back.
void pc_stream_put(PcStream *stream, const PcSegment *segment);
void pc_stream_flush(PcStream *stream);
void pc_stream_resume(PcStream *stream);
bool pc_stream_next(PcStream *stream, PcStreamEvent *event);

// pc_stream_is_missing says that bytes were acknowledged, and not one has come. No event tells
// that: a direction that was not captured has no place in the other's order.
bool pc_stream_is_missing(const PcStream *stream);

// pc_stream_awaits says that bytes were acknowledged that were not handed on: they are held, lost,
// or still to come.
bool pc_stream_awaits(const PcStream *stream);

// pc_stream_expects says whether `sequence` may be that of the end of this direction: not before
// what was handed on, and not further ahead than a window can be.
bool pc_stream_expects(const PcStream *stream, uint32_t sequence);

// pc_stream_is_far says that a number is further from what was handed on than bytes can be lost, so
// it is old, or forged.
bool pc_stream_is_far(const PcStream *stream, uint32_t sequence);

// pc_stream_place gives a sequence number near which the direction stands; false: not known.
bool pc_stream_place(const PcStream *stream, uint32_t *sequence);

// pc_stream_goes_on takes a FIN back that bytes follow, as `segment` shows. True: it was one that
// was handed on.
bool pc_stream_goes_on(PcStream *stream, const PcSegment *segment);

// pc_stream_may_begin says whether a SYN with the number before `sequence` may be that of this
// stream, which was taken up without one.
bool pc_stream_may_begin(const PcStream *stream, uint32_t sequence);

#endif
