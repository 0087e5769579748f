// SPDX-License-Identifier: GPL-2.0-or-later
// PcTlsStream reads the record layer of one TLS connection (RFC 5246, 6; RFC 8446, 5) out of
// ordered bytes and holes of both directions, and fills a PcHandshake. TCP connections and the TLS
// inside EAP both come through here.
#ifndef PHONECERT_CORE_TLS_STREAM_H
#define PHONECERT_CORE_TLS_STREAM_H

#include "core/certificate/memory.h"
#include "core/handshake/resumption.h"
#include "core/tls/key_log.h"
#include "core/wire/peer.h"
#include "core/wire/tls_look.h"

typedef struct PcTlsStream PcTlsStream;

// PcDecompress is the answer of a PcDecompressor.
typedef enum {
    PC_DECOMPRESSED,
    PC_DECOMPRESS_BAD,       // unknown algorithm, damaged, or not of the length that was announced
    PC_DECOMPRESS_TOO_LARGE, // announces more than PC_HANDSHAKE_MAX_MESSAGE, or than is left
} PcDecompress;

// PcDecompressor reads the body of a CompressedCertificate message (RFC 8879) and gives the body of
// the Certificate message that it stands for. The caller owns `*certificate`, set only on success.
// `*left` is what the connection may still unpack, in bytes: each message adds to it by its length
// and takes what it announces. Negative behind a damaged message, which ends a connection (RFC
// 8879, 4): none is unpacked any more.
typedef PcDecompress (*PcDecompressor)(PcBytes body, int64_t *left, GBytes **certificate);

// PcOpened is what a protected record held; all is lent.
typedef struct {
    uint8_t type; // of record, the true one
    PcBytes content;
} PcOpened;

// PcOpener is asked for a protected record that we cannot open ourselves: `len` bytes behind its
// header, whole in the frame of `seen`. Says whether `owner` has opened it; `opened` is lent for as
// long as the frame is read.
typedef bool (*PcOpener)(void *owner, const PcSeen *seen, size_t len, PcOpened *opened);

// PcTlsMemory is what connections share. Members may be NULL; they are borrowed and outlive every
// stream. Without a decompressor a compressed certificate is one that could not be read. `opened`
// is for an owner that may have keys of its own.
typedef struct {
    PcAccount *account;
    PcResumption *resumption;
    PcKeyLog *keys;
    PcDecompressor decompress;
    PcOpener opened;
    void *owner; // what `opened` is given
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

// pc_tls_stream_show lends the handshake if something of one was read, else NULL. What was shown
// pc_tls_stream_take gives, whatever follows.
PcHandshake *pc_tls_stream_show(PcTlsStream *stream);

// pc_tls_stream_keep says that the handshake is worth telling even where nothing of it was read:
// what failed is that it did not begin. `seen`: where that is seen, if nothing else was.
void pc_tls_stream_keep(PcTlsStream *stream, const PcSeen *seen);

// pc_tls_stream_pause tells what is held of a message and settles the handshake: no more is
// expected, though it may come.
void pc_tls_stream_pause(PcTlsStream *stream);

// pc_tls_stream_take says that no more bytes are expected (`end_of_capture`: because the capture is
// over): what is held of a message is told, and the settled handshake passes to the caller, or NULL
// where nothing of one was seen. The stream can only be freed then.
PcHandshake *pc_tls_stream_take(PcTlsStream *stream, bool end_of_capture);

// pc_tls_stream_held gives how many bytes are kept for it.
size_t pc_tls_stream_held(const PcTlsStream *stream);

// pc_tls_stream_done says that nothing that may follow can change the record.
bool pc_tls_stream_done(const PcTlsStream *stream);

// pc_tls_stream_begun says whether a record was recognised at all.
bool pc_tls_stream_begun(const PcTlsStream *stream);

#endif
