// SPDX-License-Identifier: GPL-2.0-or-later
// The dissectors `capf` and `tvs`: what phones say to CAPF and TVS inside TLS, where it can be
// read.
#ifndef PHONECERT_PLUGIN_PACKET_CAPF_H
#define PHONECERT_PLUGIN_PACKET_CAPF_H

void pc_capf_register(void);
void pc_capf_register_handoff(void);
void pc_tvs_register(void);
void pc_tvs_register_handoff(void);

#endif
