// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector `phonecert`: registered with Wireshark, called for every frame.
#ifndef PHONECERT_PLUGIN_PACKET_PHONECERT_H
#define PHONECERT_PLUGIN_PACKET_PHONECERT_H

#include "plugin/ws_compat.h"

void pc_plugin_register(void);
void pc_plugin_register_handoff(void);

// pc_plugin_session gives the number of the session that the frame belongs to; 0: none.
uint32_t pc_plugin_session(packet_info *pinfo);

#endif
