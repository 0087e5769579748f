// SPDX-License-Identifier: GPL-2.0-or-later
// PcAssembler turns the payload of handshake records, in pieces and with holes, into whole
// handshake messages. It knows where a message begins and ends, and nothing of what it says.
#ifndef PHONECERT_CORE_ASSEMBLER_H
#define PHONECERT_CORE_ASSEMBLER_H

#include "core/handshake/handshake.h"

enum { PC_MESSAGE_HEADER = 4 }; // type, length (RFC 8446, 4)

typedef struct {
    uint8_t header[PC_MESSAGE_HEADER];
    uint8_t header_len; // of `header` so far
    bool unwanted;      // the present message is damaged or too large: only counted off
    size_t body_left;   // of the present message
    GByteArray *kept;   // the present message, header and body, if it came in pieces; NULL at first
} PcAssembler;

// PcMessage is one whole handshake message; everything is lent.
typedef struct {
    uint8_t type;
    PcBytes body;
    PcBytes raw; // header and body
} PcMessage;

typedef enum {
    PC_ASSEMBLER_NEED_MORE, // all bytes are eaten
    PC_ASSEMBLER_MESSAGE,   // one message came out; there may be bytes left
    PC_ASSEMBLER_TOO_LARGE, // one began that is over PC_HANDSHAKE_MAX_MESSAGE; go on
} PcAssembled;

// pc_assembler_next eats from `bytes` until a message is whole. The message is lent until the next
// call with this assembler.
PcAssembled pc_assembler_next(PcAssembler *assembler, PcBytes *bytes, PcMessage *message);

// pc_assembler_hole counts off `len` bytes that nobody saw. False if it is no longer known where a
// message begins; the assembler then is as new.
bool pc_assembler_hole(PcAssembler *assembler, size_t len);

// pc_assembler_begun lends what there is of a message that is not whole: its type and the beginning
// of its body. False between messages and where bytes of it are already missing.
bool pc_assembler_begun(const PcAssembler *assembler, uint8_t *type, PcBytes *body);

// pc_assembler_at_start says whether the next byte begins a message.
bool pc_assembler_at_start(const PcAssembler *assembler);

// pc_assembler_reset makes it as new and frees what it holds.
void pc_assembler_reset(PcAssembler *assembler);

#endif
