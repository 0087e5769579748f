// SPDX-License-Identifier: GPL-2.0-or-later
// PcDtlsTalk reads the datagrams of one DTLS 1.0 or 1.2 connection (RFC 6347), also behind CAPWAP's
// preamble (RFC 5415, 4.2), in the order in which they were captured, and fills a PcHandshake. Both
// doors read DTLS through here.
#ifndef PHONECERT_CORE_DTLS_TALK_H
#define PHONECERT_CORE_DTLS_TALK_H

#include "core/tls/stream.h"

typedef struct PcDtlsTalk PcDtlsTalk;

// pc_dtls_talk_new reads into a new handshake between `from` (direction 0) and `to`. `memory`
// outlives the talk.
PcDtlsTalk *pc_dtls_talk_new(const PcTlsMemory *memory, const PcEndpoint *from,
                             const PcEndpoint *to);
void pc_dtls_talk_free(PcDtlsTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcDtlsTalk, pc_dtls_talk_free)

// pc_dtls_talk_handshake lends what was read so far.
PcHandshake *pc_dtls_talk_handshake(PcDtlsTalk *talk);

// pc_dtls_talk_datagram takes the next datagram of seen->direction; the capture lacks `missing`
// bytes at its end.
void pc_dtls_talk_datagram(PcDtlsTalk *talk, const PcSeen *seen, PcBytes bytes, size_t missing);

// pc_dtls_talk_done says that nothing that may follow can change the record. Ask once a datagram:
// those that come after the outcome are counted.
bool pc_dtls_talk_done(PcDtlsTalk *talk);

// pc_dtls_talk_worth says whether something of a handshake was read.
bool pc_dtls_talk_worth(const PcDtlsTalk *talk);

// pc_dtls_talk_held gives how many bytes are kept for it.
size_t pc_dtls_talk_held(const PcDtlsTalk *talk);

// pc_dtls_talk_pause reads what still waits for something before it, says what never came, and
// settles the handshake: no more is expected, though it may come.
void pc_dtls_talk_pause(PcDtlsTalk *talk);

// pc_dtls_talk_take says that no more is expected (`end_of_capture`: because the capture is over):
// what still waits for something before it is read, what never came is told, and the settled
// handshake passes to the caller, or NULL where nothing of one was seen. The talk can only be freed
// then.
PcHandshake *pc_dtls_talk_take(PcDtlsTalk *talk, bool end_of_capture);

#endif
