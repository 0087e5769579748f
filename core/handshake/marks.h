// SPDX-License-Identifier: GPL-2.0-or-later
// Which frames of a handshake bear what Wireshark shows of it, and its number among those of its
// capture. Only an owner that is shown handshakes as they grow can know.
#ifndef PHONECERT_CORE_HANDSHAKE_MARKS_H
#define PHONECERT_CORE_HANDSHAKE_MARKS_H

#include "core/handshake/handshake.h"

// What a frame is to a handshake.
enum {
    PC_ROLE_OF_CERTIFICATE = 1 << 0,  // it completes the client's Certificate message
    PC_ROLE_OF_KEY_EXCHANGE = 1 << 1, // it completes ClientKeyExchange
    PC_ROLE_OF_STAND_IN = 1 << 2,     // neither was seen, so the whole story stands here
    PC_ROLE_OF_ALERT = 1 << 3,
    PC_ROLE_OF_OUTCOME = 1 << 4,
    PC_ROLE_OF_WORDS = 1 << 5, // of what was said, or left unsaid, behind the handshake
    PC_ROLES_OF_WHOLE = PC_ROLE_OF_CERTIFICATE | PC_ROLE_OF_KEY_EXCHANGE | PC_ROLE_OF_STAND_IN,
    PC_ROLES_LASTING = PC_ROLE_OF_CERTIFICATE | PC_ROLE_OF_KEY_EXCHANGE,
};

// pc_handshake_roles says what `frame` is to a settled handshake, but for a stand-in.
unsigned pc_handshake_roles(const PcHandshake *handshake, uint64_t frame);

// pc_handshake_has_place says that the Certificate message or ClientKeyExchange was seen, so that
// no other frame stands in for them.
bool pc_handshake_has_place(const PcHandshake *handshake);

// pc_handshake_mark settles the handshake and remembers what `frame` brought; the first time it
// gives the handshake the number after `*n_begun`.
void pc_handshake_mark(PcHandshake *handshake, uint64_t frame, uint32_t *n_begun);

// PcMarkedFrame is a frame that bears something of a handshake.
typedef struct {
    uint64_t frame;
    unsigned roles; // 0: it only belongs to it
} PcMarkedFrame;

// pc_handshake_marked gives the frames of a handshake that is over (GArray of PcMarkedFrame, each
// once), those too that a later handshake on the connection has taken the place of. Without a role
// are the others of an EAP conversation, of which no addresses and ports tell.
GArray *pc_handshake_marked(const PcHandshake *handshake);

#endif
