// SPDX-License-Identifier: GPL-2.0-or-later
// What epan's TLS has opened of a frame's protected records, by keys that only Wireshark may have:
// secrets in a pcapng, private keys, a key log under another name.
#ifndef PHONECERT_PLUGIN_OPENED_H
#define PHONECERT_PLUGIN_OPENED_H

#include "core/tls/stream.h"
#include "plugin/ws_compat.h"

void pc_opened_register(void);

// PcOpenedLists is where epan keeps what it opened of a frame: a list for each of the first few TLS
// layers. The lists live as long as the file.
enum { PC_OPENED_LAYERS = 3 };
typedef struct {
    const void *of_layer[PC_OPENED_LAYERS];
    unsigned n;
} PcOpenedLists;

// pc_opened_lists asks epan for the lists of a frame that it has dissected.
PcOpenedLists pc_opened_lists(packet_info *pinfo);

// pc_opened_begin_frame and pc_opened_end_frame enclose the reading of a frame; pc_opened_record
// answers for its records in their order (a PcOpener, whose owner is not used).
void pc_opened_begin_frame(uint64_t number, const PcOpenedLists *lists);
void pc_opened_end_frame(void);
bool pc_opened_record(void *owner, const PcSeen *seen, size_t len, PcOpened *opened);

#endif
