// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector `phonecert`: registered with Wireshark, called for every frame.
#ifndef PHONECERT_PLUGIN_PACKET_PHONECERT_H
#define PHONECERT_PLUGIN_PACKET_PHONECERT_H

void pc_plugin_register(void);
void pc_plugin_register_handoff(void);

#endif
