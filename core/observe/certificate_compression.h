// SPDX-License-Identifier: GPL-2.0-or-later
// The CompressedCertificate message of TLS 1.3 (RFC 8879): zlib, Brotli, Zstandard.
#ifndef PHONECERT_CORE_OBSERVE_CERTIFICATE_COMPRESSION_H
#define PHONECERT_CORE_OBSERVE_CERTIFICATE_COMPRESSION_H

#include "core/tls/stream.h"

// pc_decompress_certificate is the PcDecompressor of both doors.
PcDecompress pc_decompress_certificate(PcBytes body, int64_t *left, GBytes **certificate);

#endif
