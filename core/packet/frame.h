// SPDX-License-Identifier: GPL-2.0-or-later
// PcFrame is what the readers of files, and Wireshark, have in common: a packet as it was captured.
#ifndef PHONECERT_CORE_PACKET_FRAME_H
#define PHONECERT_CORE_PACKET_FRAME_H

#include "core/bytes/bytes.h"

// PcFrame is one packet as captured. `bytes` is lent by whoever gives it.
typedef struct {
    uint64_t number;       // as Wireshark shows it, from 1
    int64_t time;          // nanoseconds since 1970 UTC; 0 where the format has none
    uint32_t interface_id; // pcapng: its number, anew in each section, as Wireshark has it; else 0
    uint32_t link_type;    // LINKTYPE_ value (tcpdump.org/linktypes.html)
    uint32_t original_len; // bytes on the wire; bytes.len is what was kept of them
    PcBytes bytes;
} PcFrame;

#endif
