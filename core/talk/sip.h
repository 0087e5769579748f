// SPDX-License-Identifier: GPL-2.0-or-later
// PcSipTalk follows one plain (or decrypted) SIP conversation as far as registration goes: which
// device registers, and what the server finally answers (RFC 3261). It reads heads of messages
// only.
#ifndef PHONECERT_CORE_SIP_H
#define PHONECERT_CORE_SIP_H

#include "core/bytes/cutter.h"

enum {
    PC_SIP_MAX_HEAD = 16 * 1024, // a longer head ends the talk
    PC_SIP_MAX_TEXT = 512,       // bytes kept of a Warning
};

// PcSipAnswer is one final answer (200 to 699) to a REGISTER. Lent.
typedef struct {
    const char *device;  // of the latest REGISTER that names one; NULL
    int status;          // 403
    const char *warning; // text of the Warning header, sanitised; NULL
    unsigned direction;  // in which the answer went
} PcSipAnswer;

// PcSipTalk starts all zero but for the callbacks, which may be NULL; free with pc_sip_talk_clear.
typedef struct {
    void (*registers)(void *user, unsigned direction, const char *device);
    void (*answers)(void *user, const PcSipAnswer *answer);
    void *user;
    char *device; // of the latest REGISTER that names one; owned
    PcCutter streams[2];
    size_t body_left[2]; // of the message whose head was read last
    bool is_sip;         // a whole head was read
} PcSipTalk;
void pc_sip_talk_clear(PcSipTalk *talk);

// pc_sip_looks_like says whether bytes begin as a SIP message does (RFC 3261, 7).
bool pc_sip_looks_like(PcBytes bytes);

// pc_sip_talk_bytes takes the next bytes of a stream; pc_sip_talk_datagram a whole datagram.
// pc_sip_talk_done says that neither direction can tell more.
void pc_sip_talk_bytes(PcSipTalk *talk, unsigned direction, PcBytes bytes);
void pc_sip_talk_datagram(PcSipTalk *talk, unsigned direction, PcBytes datagram);
void pc_sip_talk_gap(PcSipTalk *talk, unsigned direction);
bool pc_sip_talk_done(const PcSipTalk *talk);

// pc_sip_talk_held gives how many bytes are kept of messages that are not whole.
size_t pc_sip_talk_held(const PcSipTalk *talk);

#endif
