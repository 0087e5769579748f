// SPDX-License-Identifier: GPL-2.0-or-later
// PcTalk is two ends that talk TLS or DTLS: who counts as direction 0, what reads their bytes, and
// which session that has become. It hangs on epan's conversation, and calls no epan while the core
// reads.
#ifndef PHONECERT_PLUGIN_TALK_H
#define PHONECERT_PLUGIN_TALK_H

#include "core/dtls_talk.h"
#include "plugin/session.h"
#include "plugin/ws_compat.h"

// PcTalk lives in file scope. For reading, but for `lost`, `unseen` and the last two.
typedef struct {
    PcSessions *sessions; // lent
    PcSession *session;   // lent; NULL until something of a handshake was read
    address first;        // the sender of direction 0
    uint32_t first_port;
    PcTlsStream
        *tls; // one of the two reads, from the first record until nothing can change any more
    PcDtlsTalk *dtls;
    PcSeen newest;          // the latest frame
    bool over;              // nothing that follows can change the record
    bool lost[2];           // by direction: a TCP segment was lost and has not come yet
    bool unseen[2];         // by direction: bytes were acknowledged that have not come yet
    bool heard[2];          // by direction: something was captured of it
    bool syn, answered_syn; // TCP's own handshake was captured
} PcTalk;

void pc_talk_register(int proto);

// pc_talk_begin_file and pc_talk_end_file enclose a capture file. `sessions` is lent until the end,
// and freed after it.
void pc_talk_begin_file(PcSessions *sessions);
void pc_talk_end_file(void);

// pc_talk_of gives the talk that a frame belongs to. Where there is none yet it is made if `make`,
// else NULL comes back.
PcTalk *pc_talk_of(packet_info *pinfo, bool make);

// pc_talk_begin_tls and pc_talk_begin_dtls give the talk something that reads, if it has nothing.
// They speak of the frame's ends, so they are called before anything is read.
void pc_talk_begin_tls(PcTalk *talk, packet_info *pinfo);
void pc_talk_begin_dtls(PcTalk *talk, packet_info *pinfo);

// pc_talk_seen says which frame this is, and in which direction it goes.
PcSeen pc_talk_seen(PcTalk *talk, const packet_info *pinfo);

// pc_talk_gap says that bytes of a direction are missing before what comes next.
void pc_talk_gap(PcTalk *talk, const PcSeen *seen, PcGapCause cause, size_t len);

// pc_talk_flush tells what is still missing: nothing more comes.
void pc_talk_flush(PcTalk *talk);

// pc_talk_settle is called when a frame was read: the session begins with the first that told
// something, and the reading ends with the last that can.
void pc_talk_settle(PcTalk *talk);

// pc_talk_data gives application data that epan has opened to the session of the frame's talk,
// unless the talk opens it itself. First pass only; does nothing later.
void pc_talk_data(packet_info *pinfo, PcBytes content);

#endif
