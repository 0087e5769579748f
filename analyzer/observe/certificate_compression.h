// SPDX-License-Identifier: GPL-2.0-or-later
// The CompressedCertificate message of TLS 1.3 (RFC 8879): zlib, Brotli, Zstandard.
#ifndef PHONECERT_ANALYZER_OBSERVE_CERTIFICATE_COMPRESSION_H
#define PHONECERT_ANALYZER_OBSERVE_CERTIFICATE_COMPRESSION_H

#include "core/bytes.h"

typedef enum {
    PC_DECOMPRESSED,
    PC_DECOMPRESS_BAD,       // unknown algorithm, damaged, or not of the length that was announced
    PC_DECOMPRESS_TOO_LARGE, // announces more than PC_HANDSHAKE_MAX_MESSAGE
} PcDecompress;

// pc_decompress_certificate reads the body of a CompressedCertificate message and gives the body of
// the Certificate message that it stands for. The caller owns `*certificate`, set only on success.
PcDecompress pc_decompress_certificate(PcBytes body, GBytes **certificate);

#endif
