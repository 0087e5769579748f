// SPDX-License-Identifier: GPL-2.0-or-later
// Draws a trust list (or another signed file with a finding) that a phone fetched, into the tree of
// the frame in which it was whole: header, records, roles, certificates.
#ifndef PHONECERT_PLUGIN_DRAW_DOWNLOAD_H
#define PHONECERT_PLUGIN_DRAW_DOWNLOAD_H

#include "plugin/clear.h"
#include "plugin/ws_compat.h"

// pc_draw_download_register adds the fields phonecert.tlv.* to the protocol.
void pc_draw_download_register(int proto);

// pc_draw_download_register_handoff finds Wireshark's dissector of certificates.
void pc_draw_download_register_handoff(void);

// pc_draw_download draws it; false where there is nothing to say of it.
bool pc_draw_download(const PcClear *clear, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

#endif
