// SPDX-License-Identifier: GPL-2.0-or-later
// PcWatched is what the plugin knows of one handshake of the open file: the core's record, the
// latest judgement of it, and the texts drawn from that. Sessions live as long as the file; nothing
// here calls epan, so nothing here is jumped over by its exceptions.
#ifndef PHONECERT_PLUGIN_WATCHED_H
#define PHONECERT_PLUGIN_WATCHED_H

#include "core/diagnosis/overheard.h"
#include "core/handshake/marks.h"
#include "core/tls/stream.h"

// PcWatched: for reading; session.c writes it, but for `waits` and `end_told`.
typedef struct {
    uint32_t number; // from 1, in the order in which they begin
    PcHandshake *handshake;
    PcJudgement *judgement; // the latest; NULL until pc_watched_judge
    char *label;            // for a column; NULL until judged
    char *summary;          // for the line on top; NULL until judged
    uint64_t told_frame;    // where it became known that no certificate will be seen; 0
    uint64_t last_frame;    // that brought anything
    bool waits;             // something that may still come can change the record
    bool goes_on;           // and when it was judged the end of the capture had not been said
    bool end_told;          // some frame has told the outcome
    bool borrowed;          // somebody else still reads into the handshake, and frees it
} PcWatched;

// PcLook says what is known when a frame is dissected. Again is not at the end: Wireshark's window
// draws rows while it still reads, and so it does between the packets of a live capture.
typedef enum {
    PC_LOOK_FIRST,
    PC_LOOK_AGAIN,  // some of what came after it is known
    PC_LOOK_AT_END, // all of it is
} PcLook;

// pc_watched_frame_roles says what `frame` is to the session (PC_ROLE_OF_...).
unsigned pc_watched_frame_roles(const PcWatched *session, uint64_t frame, PcLook look);

// PcSessions holds the sessions of one file.
typedef struct PcSessions PcSessions;

// pc_sessions_reach_end says whether the end of the capture is known, as it is before the first
// frame; sessions that are judged from then on are final.
void pc_sessions_reach_end(PcSessions *sessions, bool at_end);
bool pc_sessions_at_end(const PcSessions *sessions);

// PcJudgeSource lends the judge of this file's sessions; asked when something is to be judged for
// the first time.
typedef PcJudge *(*PcJudgeSource)(void);

// pc_sessions_new makes an empty set. The judge must outlive it.
PcSessions *pc_sessions_new(PcJudgeSource source);
void pc_sessions_free(PcSessions *sessions);

// pc_sessions_at gives a session by its place, from 0; NULL beyond the last one.
const PcWatched *pc_sessions_at(const PcSessions *sessions, unsigned place);

// pc_sessions_borrow adds a session for a handshake that somebody else reads into, lent, until
// pc_watched_own passes it to the session, settled, or the set is about to be freed.
PcWatched *pc_sessions_borrow(PcSessions *sessions, PcHandshake *handshake);
void pc_watched_own(PcSessions *sessions, PcWatched *session);

// pc_sessions_adopt_earlier makes more of a session whose connection has shown another certificate
// since (a renegotiation): the earlier handshakes get sessions of their own. Gives the session of
// what goes on.
PcWatched *pc_sessions_adopt_earlier(PcSessions *sessions, PcWatched *session);

// pc_sessions_hear lends what the capture says in clear, to be told more of it. The sessions are
// judged by it, each by what was said until then.
PcOverheard *pc_sessions_hear(PcSessions *sessions);

// pc_watched_touch settles what is known, since more is; pc_watched_note does so after the events
// of `frame`.
void pc_watched_touch(PcSessions *sessions, PcWatched *session);
void pc_watched_note(PcSessions *sessions, PcWatched *session, uint64_t frame);

// pc_watched_judge judges what is known, if it is more than at the last time.
void pc_watched_judge(PcSessions *sessions, PcWatched *session);

#endif
