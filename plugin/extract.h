// SPDX-License-Identifier: GPL-2.0-or-later
// extract finds the records of TLS and the datagrams of DTLS in epan's own dissection, and gives
// them to the core's readers, with what epan has opened of them and what it knows to be lost. It
// looks at the fields that it has asked to be kept on the first pass, and copies nothing.
#ifndef PHONECERT_PLUGIN_EXTRACT_H
#define PHONECERT_PLUGIN_EXTRACT_H

#include "plugin/session.h"
#include "plugin/ws_compat.h"

// pc_extract_register finds the fields and appends their numbers to `all` (GArray of int), the ones
// that must be in the tree on a frame's first pass. Called once, when every dissector is
// registered.
void pc_extract_register(int proto, GArray *all);

// pc_extract_begin_file and _end_file frame the life of what is remembered about a file; `sessions`
// is lent until the end, and freed after it.
void pc_extract_begin_file(PcSessions *sessions);
void pc_extract_end_file(void);

// pc_extract_wanted says, at the price of a few look-ups in the tree's index, whether the frame can
// bring anything: every other frame is done with here.
bool pc_extract_wanted(const PcSessions *sessions, const packet_info *pinfo,
                       const proto_tree *tree);

// pc_extract feeds what the frame brings and gives the session that it belongs to, or NULL. First
// pass only.
PcSession *pc_extract(packet_info *pinfo, proto_tree *tree);

#endif
