// SPDX-License-Identifier: GPL-2.0-or-later
// Checksums, where a right one says more than the bytes do.
#ifndef PHONECERT_CORE_PACKET_CHECKSUM_H
#define PHONECERT_CORE_PACKET_CHECKSUM_H

#include "core/packet/decode.h"

// pc_checksum_tcp_fits says whether the checksum of a TCP segment, which `packet` stands at, is
// right; also where not all of it was captured.
bool pc_checksum_tcp_fits(const PcDecode *packet);

#endif
