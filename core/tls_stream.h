// SPDX-License-Identifier: GPL-2.0-or-later
// PcTlsStream reads the record layer of one TLS connection (RFC 5246, 6; RFC 8446, 5) out of
// ordered bytes and holes of both directions, and fills a PcHandshake. TCP connections and the TLS
// inside EAP both come through here.
#ifndef PHONECERT_CORE_TLS_STREAM_H
#define PHONECERT_CORE_TLS_STREAM_H

#include "core/certificate_memory.h"
#include "core/key_log.h"
#include "core/peer.h"
#include "core/resumption.h"

typedef struct PcTlsStream PcTlsStream;

// PcDecompress is the answer of a PcDecompressor.
typedef enum {
    PC_DECOMPRESSED,
    PC_DECOMPRESS_BAD,       // unknown algorithm, damaged, or not of the length that was announced
    PC_DECOMPRESS_TOO_LARGE, // announces more than PC_HANDSHAKE_MAX_MESSAGE
} PcDecompress;

// PcDecompressor reads the body of a CompressedCertificate message (RFC 8879) and gives the body of
// the Certificate message that it stands for. The caller owns `*certificate`, set only on success.
typedef PcDecompress (*PcDecompressor)(PcBytes body, GBytes **certificate);

// PcTlsMemory is what connections share. Members may be NULL; they are borrowed and outlive every
// stream. Without a decompressor a compressed certificate is one that could not be read. `lends`:
// the owner may have keys of its own, and lends what it opens (pc_tls_stream_lend).
typedef struct {
    PcResumption *resumption;
    PcKeyLog *keys;
    PcDecompressor decompress;
    bool lends;
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

// PcOpened is something that a protected record held: whole handshake messages, an alert, or
// application data (of which the bytes may be left out).
typedef struct {
    uint8_t type; // of record, the true one
    PcBytes content;
} PcOpened;

// pc_tls_stream_lend says that the owner has opened the next protected record of a direction, and
// what it held; `opened` may be empty where the record holds a part of a message. Lent until the
// next pc_tls_stream_bytes of that direction returns. What the stream can open itself it does.
void pc_tls_stream_lend(PcTlsStream *stream, unsigned direction, const PcOpened *opened, size_t n);

// pc_tls_stream_opens says whether the stream itself can open what a direction protects.
bool pc_tls_stream_opens(const PcTlsStream *stream, unsigned direction);

// pc_tls_stream_end says that no more bytes are expected: what is held of a message is told, and
// the handshake settled. `end_of_capture`: because the capture is over.
void pc_tls_stream_end(PcTlsStream *stream, bool end_of_capture);

// pc_tls_stream_take does the same, and gives the settled handshake to the caller, or NULL where
// nothing of a handshake was seen; the stream can only be freed then.
PcHandshake *pc_tls_stream_take(PcTlsStream *stream, bool end_of_capture);

// pc_tls_stream_worth says whether something of a handshake was read, so that pc_tls_stream_take
// will give it.
bool pc_tls_stream_worth(const PcTlsStream *stream);

// pc_tls_stream_held gives how many bytes are kept for it.
size_t pc_tls_stream_held(const PcTlsStream *stream);

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
