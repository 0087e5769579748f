// SPDX-License-Identifier: GPL-2.0-or-later
// PcSession is what the plugin knows of one handshake of the open file: the core's record, the
// latest judgement of it, and the texts drawn from that. Sessions live as long as the file; nothing
// here calls epan, so nothing here is jumped over by its exceptions.
#ifndef PHONECERT_PLUGIN_SESSION_H
#define PHONECERT_PLUGIN_SESSION_H

#include "core/overheard.h"
#include "core/tls_stream.h"

// PcReading is what still reads into a session's handshake.
typedef struct {
    void *reader;               // lent
    void (*end)(void *reader);  // the capture holds no more, as far as it was read
    bool (*over)(void *reader); // nothing that follows can change the record
} PcReading;

// PcSession: for reading; session.c writes it, but for `unjudged` and `end_told`.
typedef struct {
    uint32_t number; // from 1, in the order in which they begin
    PcHandshake *handshake;
    PcJudgement *judgement; // NULL until pc_session_judge
    char *label;            // for a column; NULL until judged
    char *summary;          // for the line on top; NULL until judged
    uint32_t ports[2];
    uint64_t told_frame; // where it became known that no certificate will be seen; 0
    uint64_t last_frame; // that brought anything
    bool waits;          // something that may still come can change the record
    bool unjudged;       // what was said inside has come since the last judgement
    bool end_told;       // some frame has told the outcome
    bool ended;          // the capture held no more when it was last asked
    bool borrowed;       // somebody else still reads into the handshake, and frees it
    PcReading reading;   // who; all NULL where that needs not be told of the end
} PcSession;

// pc_session_frame_roles answers with these bits what a frame is to a session.
enum {
    PC_ROLE_OF_CERTIFICATE = 1 << 0,  // it completes the client's Certificate message
    PC_ROLE_OF_KEY_EXCHANGE = 1 << 1, // it completes ClientKeyExchange
    PC_ROLE_OF_STAND_IN = 1 << 2,     // neither was seen, so the whole story stands here
    PC_ROLE_OF_ALERT = 1 << 3,
    PC_ROLE_OF_OUTCOME = 1 << 4,
    PC_ROLES_OF_WHOLE = PC_ROLE_OF_CERTIFICATE | PC_ROLE_OF_KEY_EXCHANGE | PC_ROLE_OF_STAND_IN,
};

// pc_session_frame_roles says what `frame` is to the session. `revisited`: the frame is dissected
// again, so what came after it is known too.
unsigned pc_session_frame_roles(const PcSession *session, uint64_t frame, bool revisited);

// PcSessions holds the sessions of one file.
typedef struct PcSessions PcSessions;

// PcJudgeSource lends the judge of this file's sessions; asked when something is to be judged for
// the first time.
typedef PcJudge *(*PcJudgeSource)(void);

// PcKeyLogSource gives the key log that the user has named; asked when something is to be read for
// the first time. The set frees it.
typedef PcKeyLog *(*PcKeyLogSource)(void);

// pc_sessions_new makes an empty set. The judge must outlive it.
PcSessions *pc_sessions_new(PcJudgeSource source, PcKeyLogSource keys);
void pc_sessions_free(PcSessions *sessions);

// pc_sessions_borrow adds a session for a handshake that somebody else reads into, until
// pc_session_own passes it to the session or the set is about to be freed; lent. `reading` is
// copied; NULL where the reader needs not be told of the end.
PcSession *pc_sessions_borrow(PcSessions *sessions, PcHandshake *handshake,
                              const PcReading *reading);
void pc_session_own(PcSession *session);

// pc_sessions_adopt_earlier makes more of a session whose connection has shown another certificate
// since (a renegotiation): the earlier handshakes get sessions of their own. Gives the session of
// what goes on.
PcSession *pc_sessions_adopt_earlier(PcSessions *sessions, PcSession *session);

// pc_sessions_overheard lends what the capture says in clear: the sessions are judged by it.
PcOverheard *pc_sessions_overheard(PcSessions *sessions);

// pc_sessions_memory lends what the connections of the file share: who reads lends what it opens.
const PcTlsMemory *pc_sessions_memory(PcSessions *sessions);

// pc_sessions_wait_for says whether some session between these ports may still change: a cheap
// answer that may err on the side of yes.
bool pc_sessions_wait_for(const PcSessions *sessions, uint32_t port, uint32_t other_port);

// pc_session_judge settles and judges what is known after the events of `frame`; a resumed session
// learns from the others whose it is.
void pc_session_judge(PcSessions *sessions, PcSession *session, uint64_t frame);

// pc_session_end says that the capture holds no more of it, as far as it was read.
void pc_session_end(PcSessions *sessions, PcSession *session);

#endif
