// SPDX-License-Identifier: GPL-2.0-or-later
// PcTalk is what is remembered of two ends that talk TLS: which session is theirs, who counts as
// direction 0, and what has passed. It hangs on epan's conversation.
#ifndef PHONECERT_PLUGIN_TALK_H
#define PHONECERT_PLUGIN_TALK_H

#include "core/unseal.h"
#include "plugin/dtls_messages.h"
#include "plugin/session.h"
#include "plugin/ws_compat.h"

// PcTalk lives in file scope.
typedef struct {
    PcSession *session; // lent; NULL until one begins
    address first;      // the sender of direction 0
    uint32_t first_port;
    bool change_cipher[2];      // a ChangeCipherSpec came in this direction
    bool sealed[2];             // and an encrypted handshake record after it
    PcUnsealer *null_cipher[2]; // reads what follows it, where the cipher is NULL; else NULL
    PcDtlsMessages *dtls;       // NULL until a DTLS message came in parts
} PcTalk;

void pc_talk_register(int proto);
void pc_talk_begin_file(void);
void pc_talk_end_file(void);

// pc_talk_of gives the talk that a frame belongs to. Where there is none yet it is made if `make`,
// else NULL comes back.
PcTalk *pc_talk_of(packet_info *pinfo, bool make);

// pc_talk_direction says in which direction the frame goes.
unsigned pc_talk_direction(const PcTalk *talk, const packet_info *pinfo);

// pc_talk_begin starts a new session on the talk.
void pc_talk_begin(PcTalk *talk, PcSessions *sessions, packet_info *pinfo, unsigned direction);

// pc_talk_data gives application data that could be read to the session of the frame's talk. First
// pass only; does nothing later.
void pc_talk_data(packet_info *pinfo, PcBytes content);

// pc_talk_change_cipher notes a ChangeCipherSpec.
void pc_talk_change_cipher(PcTalk *talk, unsigned direction);

// pc_talk_dtls lends the talk's store of DTLS messages, made when first asked for.
PcDtlsMessages *pc_talk_dtls(PcTalk *talk);

#endif
