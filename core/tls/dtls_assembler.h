// SPDX-License-Identifier: GPL-2.0-or-later
// PcDtlsAssembler turns the fragments of one direction's DTLS handshake messages (RFC 6347, 4.2.2
// and 4.2.3), which may come in any order, several times or never, into whole messages in order.
#ifndef PHONECERT_CORE_DTLS_ASSEMBLER_H
#define PHONECERT_CORE_DTLS_ASSEMBLER_H

#include "core/handshake/handshake.h"

enum {
    PC_DTLS_MAX_WAITING = 32,              // messages of a direction that wait for an earlier one
    PC_DTLS_MAX_WAITING_BYTES = 512 * 1024 // of all their bodies
};

// PcDtlsFragment is one fragment; `data` may be shorter than `data_len` where the capture was cut.
typedef struct {
    uint8_t type;
    uint16_t sequence;
    uint32_t body_len, offset, data_len;
    PcBytes data;
    PcBytes raw; // header and data
} PcDtlsFragment;

// pc_dtls_fragment takes the next fragment off a record's content. False at the end or where the
// fragment contradicts itself.
bool pc_dtls_fragment(PcBytes *content, PcDtlsFragment *fragment);

// PcDtlsTake is given whole messages, in order: `raw` has a header as if the message were a single
// fragment, as the transcript wants it.
typedef void (*PcDtlsTake)(void *user, const PcSeen *seen, uint8_t type, PcBytes raw);

typedef struct {
    PcDtlsTake take;
    void *user;
    bool started;     // `next` is known
    uint16_t next;    // sequence number of the next message to give
    GPtrArray *parts; // of messages that are not whole or not yet due; NULL if none
    size_t parts_len; // of their bodies
} PcDtlsAssembler;

typedef enum {
    PC_DTLS_ASSEMBLED,  // taken, repeated or waiting
    PC_DTLS_OVER_LIMIT, // dropped: too large, or too many wait
} PcDtlsAssembled;

// pc_dtls_assembler_add takes a fragment and gives what has become due. `first` says that this
// message may be the first of its direction, whatever its number is.
PcDtlsAssembled pc_dtls_assembler_add(PcDtlsAssembler *assembler, const PcSeen *seen,
                                      const PcDtlsFragment *fragment, bool first);

// pc_dtls_assembler_restart makes the message of number `next` the next one: after a
// HelloVerifyRequest numbers may begin again.
void pc_dtls_assembler_restart(PcDtlsAssembler *assembler, uint16_t next);

// PcDtlsLeft is what is left when no more can come: a whole message (raw) whose forerunners are
// missing, or the beginning of one that never became whole.
typedef struct {
    bool whole;
    bool after_hole; // something before it is missing
    uint8_t type;
    PcSeen seen;
    PcBytes raw; // header and body, or header and the beginning of the body
} PcDtlsLeft;

// pc_dtls_assembler_left takes the first of what is left, in order; false when there is nothing.
// `raw` is lent until the next call.
bool pc_dtls_assembler_left(PcDtlsAssembler *assembler, PcDtlsLeft *left);

// pc_dtls_assembler_held gives the bytes that it keeps, with what lies around them.
size_t pc_dtls_assembler_held(const PcDtlsAssembler *assembler);

// pc_dtls_assembler_clear frees what it holds.
void pc_dtls_assembler_clear(PcDtlsAssembler *assembler);

#endif
