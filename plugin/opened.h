// SPDX-License-Identifier: GPL-2.0-or-later
// What epan's TLS has opened of a frame's protected records, by keys that only Wireshark may have:
// secrets in a pcapng, private keys, a key log under another name.
#ifndef PHONECERT_PLUGIN_OPENED_H
#define PHONECERT_PLUGIN_OPENED_H

#include "core/tls_stream.h"
#include "plugin/ws_compat.h"

void pc_opened_register(void);

// pc_opened_begin_frame and pc_opened_end_frame enclose the reading of a frame that epan has
// dissected; pc_opened_record answers for its records in their order (a PcOpener, whose owner is
// not used).
void pc_opened_begin_frame(packet_info *pinfo);
void pc_opened_end_frame(void);
bool pc_opened_record(void *owner, const PcSeen *seen, size_t len, PcOpened *opened);

#endif
