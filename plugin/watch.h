// SPDX-License-Identifier: GPL-2.0-or-later
// Watches a capture file as the analyzer does: every frame, as it was captured, goes through the
// core's packets and observers, on its first pass or when somebody looks. What they find becomes
// sessions and what was said in clear, each with the frame that it belongs to. No field of
// Wireshark's tree is needed for it.
#ifndef PHONECERT_PLUGIN_WATCH_H
#define PHONECERT_PLUGIN_WATCH_H

#include "core/packet/frame.h"
#include "plugin/clear.h"
#include "plugin/watched.h"
#include "plugin/ws_compat.h"

// PcTold says that a frame brought something: of a session, or in clear.
typedef struct {
    uint64_t frame; // the present one or, where it was not known before whose it is, an earlier one
    PcWatched *session;   // NULL: in clear
    const PcClear *clear; // NULL: of the session
    bool unrelated;       // an earlier frame that the present one has nothing to do with
    bool for_now;         // likewise, as long as no frame follows: then it may prove wrong
} PcTold;

// pc_watch_begin_file and pc_watch_end_file enclose a capture file; `sessions` is lent.
void pc_watch_begin_file(PcSessions *sessions);
void pc_watch_end_file(void);

// pc_watch_wants says what the core has to know of a frame on its first pass, whose bytes `tvb`
// holds, lent. False: there is nothing to read in it.
bool pc_watch_wants(packet_info *pinfo, tvbuff_t *tvb, PcFrame *frame);

// pc_watch_frame reads a frame that it wants, after epan has dissected it. Gives what it brought
// (of PcTold), each session once a frame; lent until the next call.
const GArray *pc_watch_frame(packet_info *pinfo, const PcFrame *frame);

// pc_watch_later copies a frame that it wants, to be read when pc_watch_next comes to it, which
// must be before a later frame is read. False: too many wait.
bool pc_watch_later(packet_info *pinfo, const PcFrame *frame);

// pc_watch_next reads the first frame that waits, and gives what pc_watch_frame does; NULL when
// none is left.
const GArray *pc_watch_next(void);

// pc_watch_end_of_capture says that there are no more frames, as far as is known, and gives what
// was held back until then as pc_watch_frame does. More may follow, and what was told for now is
// then told again. `of_silent`: this holds only for connections that have been silent for a while,
// as others may go on. Costs nothing where no frame came since the last call.
const GArray *pc_watch_end_of_capture(bool of_silent);

#endif
