// SPDX-License-Identifier: GPL-2.0-or-later
// The record layer of DTLS 1.0 and 1.2 (RFC 6347, 4.1), told by content alone: does a datagram
// begin with a record, and where does the next one begin?
#ifndef PHONECERT_CORE_WIRE_DTLS_LOOK_H
#define PHONECERT_CORE_WIRE_DTLS_LOOK_H

#include "core/bytes/bytes.h"

typedef struct {
    uint8_t type;
    uint16_t version, epoch;
    uint64_t number;
    size_t len;      // as the header says
    PcBytes content; // as far as captured
} PcDtlsRecord;

// pc_dtls_looks says whether a datagram begins with a DTLS record, and pc_dtls_begins_anew whether
// that is the first of a connection: a ClientHello in epoch 0. `random` gets the first bytes of
// what tells it from another one, 0 where they are not there.
bool pc_dtls_looks(PcBytes datagram);
bool pc_dtls_begins_anew(PcBytes datagram, uint32_t *random);

// pc_dtls_next_record takes a record off the bytes, which it shortens; false: none begins there.
bool pc_dtls_next_record(PcBytes *from, PcDtlsRecord *record);

// pc_dtls_without_preamble takes off the four bytes that CAPWAP's control channel puts before each
// datagram (RFC 5415, 4.2), where they are.
PcBytes pc_dtls_without_preamble(PcBytes bytes);

#endif
