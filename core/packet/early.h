// SPDX-License-Identifier: GPL-2.0-or-later
// A segment that was captured before what it acknowledges waits here a little, so that the two
// directions of a connection are handed on in the order in which they were said: TCP's own numbers
// tell it, not the order of frames in a file. Private to core/packet.
//
// It waits until the other direction has come as far as it acknowledges (RFC 9293, 3.4), or until
// PC_EARLY_PATIENCE segments or PC_STREAM_PATIENCE_SECONDS have passed: then what it acknowledges
// was not captured, or is far away, and the streams go on without it.
#ifndef PHONECERT_CORE_PACKET_EARLY_H
#define PHONECERT_CORE_PACKET_EARLY_H

#include "core/packet/tcp.h"

enum {
    PC_EARLY_MAX = 16,     // of one connection; their bytes count in PcStreamPool
    PC_EARLY_PATIENCE = 8, // segments of either direction
};

typedef struct PcEarly PcEarly;
struct PcEarly {
    PcEarly *next;
    unsigned direction, age;
    PcTcp tcp;
    PcSegment segment;
    size_t len;
    uint8_t bytes[];
};

// pc_early_is says whether a segment acknowledges bytes that its peer has sent and that have not
// come yet. What lies further ahead than bytes are under way is no such thing; one more than there
// are bytes is a FIN.
static inline bool pc_early_is(const PcFlow *flow, unsigned direction, const PcTcp *tcp)
{
    enum { FIN_LEN = 1, MAX_UNDER_WAY = 1 << 20 };
    const PcStream *peer = &flow->stream[1 - direction];
    int32_t ahead = (int32_t)(tcp->acknowledgement - peer->next);
    return ahead > FIN_LEN && ahead < MAX_UNDER_WAY && (tcp->flags & PC_TCP_ACK) != 0 &&
           !peer->ended && !peer->flushed && (peer->begun || peer->anchored);
}

// pc_early_keep takes a copy of such a segment, if it says anything. False: it says nothing, or
// there is no room; it is to be handed on.
bool pc_early_keep(PcFlow *flow, unsigned direction, const PcTcp *tcp, const PcSegment *segment);

// pc_early_grow notes that a segment of `time` (ns) has passed.
void pc_early_grow(PcFlow *flow, int64_t time);

// pc_early_take gives the first segment whose time has come (with `all`, any), or NULL. The caller
// gives it to pc_early_free.
PcEarly *pc_early_take(PcFlow *flow, bool all);
void pc_early_free(PcFlow *flow, PcEarly *early);

#endif
