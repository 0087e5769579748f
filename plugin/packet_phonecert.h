// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector `phonecert`: registered with Wireshark, called for every frame.
#ifndef PHONECERT_PLUGIN_PACKET_PHONECERT_H
#define PHONECERT_PLUGIN_PACKET_PHONECERT_H

#include "plugin/ws_compat.h"
#include <stdint.h>

void pc_plugin_register(void);
void pc_plugin_register_handoff(void);

// pc_plugin_session gives the number of the session that the frame belongs to; 0: none.
uint32_t pc_plugin_session(packet_info *pinfo);

// PcPluginFrame is what is known of a frame.
typedef struct {
    char *summary;             // NULL: it bears nothing; caller frees
    const GPtrArray *findings; // of PcFinding, lent until the next frame is dissected; NULL: none
} PcPluginFrame;

// pc_plugin_frame looks a frame of the open file up; pc_plugin_next_finding gives the number of the
// next frame behind `frame` that decides a finding, else the first; 0: there is none.
PcPluginFrame pc_plugin_frame(uint32_t number);
uint64_t pc_plugin_next_finding(uint64_t frame);

#endif
