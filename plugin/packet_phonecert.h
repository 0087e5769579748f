// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector `phonecert`: registered with Wireshark, called for every frame.
#ifndef PHONECERT_PLUGIN_PACKET_PHONECERT_H
#define PHONECERT_PLUGIN_PACKET_PHONECERT_H

#include "plugin/ws_compat.h"

void pc_plugin_register(void);
void pc_plugin_register_handoff(void);

// pc_plugin_knows says whether the frame belongs to a session.
bool pc_plugin_knows(packet_info *pinfo);

#endif
