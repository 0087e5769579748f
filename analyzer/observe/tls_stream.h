// SPDX-License-Identifier: GPL-2.0-or-later
// PcTlsStream reads the record layer of one TLS connection (RFC 5246, 6; RFC 8446, 5) out of
// ordered bytes and holes of both directions, and fills a PcHandshake. TCP connections and the TLS
// inside EAP both come through here.
#ifndef PHONECERT_ANALYZER_OBSERVE_TLS_STREAM_H
#define PHONECERT_ANALYZER_OBSERVE_TLS_STREAM_H

#include "analyzer/packet/packet.h"
#include "core/certificate_memory.h"
#include "core/key_log.h"
#include "core/resumption.h"

typedef struct PcTlsStream PcTlsStream;

// PcTlsMemory is what connections share. Members may be NULL; they are borrowed and outlive every
// stream.
typedef struct {
    PcResumption *resumption;
    PcKeyLog *keys;
    PcCertificateMemory *certificates;
} PcTlsMemory;

// pc_tls_stream_new reads into a new handshake between `from` (direction 0) and `to`.
PcTlsStream *pc_tls_stream_new(const PcTlsMemory *memory, PcTransport transport,
                               const PcEndpoint *from, const PcEndpoint *to);
void pc_tls_stream_free(PcTlsStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTlsStream, pc_tls_stream_free)

// pc_tls_stream_handshake lends what was read so far.
PcHandshake *pc_tls_stream_handshake(PcTlsStream *stream);

// pc_tls_stream_bytes takes the next bytes of seen->direction; pc_tls_stream_gap a hole of `len`
// bytes (0: nobody knows how many) before what comes next.
void pc_tls_stream_bytes(PcTlsStream *stream, const PcSeen *seen, PcBytes bytes);
void pc_tls_stream_gap(PcTlsStream *stream, const PcSeen *seen, PcGapCause cause, size_t len);

// pc_tls_stream_take ends the reading: no more bytes come. Gives the settled handshake to the
// caller, or NULL where nothing of a handshake was seen; the stream can only be freed then.
PcHandshake *pc_tls_stream_take(PcTlsStream *stream, bool end_of_capture);

// pc_tls_stream_done says that nothing that may follow can change the record.
bool pc_tls_stream_done(const PcTlsStream *stream);

// pc_tls_stream_begun says whether a record was recognised at all.
bool pc_tls_stream_begun(const PcTlsStream *stream);

// PcTlsLook is what the beginning of some bytes looks like.
typedef enum {
    PC_TLS_LOOK_NO,
    PC_TLS_LOOK_MORE, // too few to say
    PC_TLS_LOOK_YES,  // a record that tells of a handshake begins here
    PC_TLS_LOOK_SSL2, // an SSLv2-compatible ClientHello begins here
} PcTlsLook;

// pc_tls_look says whether a handshake's record may begin at `bytes`. `running` admits records that
// only make sense inside a connection that is already known to be TLS.
PcTlsLook pc_tls_look(PcBytes bytes, bool running);

enum { PC_TLS_LOOK_LEN = 11 }; // so many bytes are enough for pc_tls_look not to ask for more

#endif
