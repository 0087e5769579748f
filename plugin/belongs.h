// SPDX-License-Identifier: GPL-2.0-or-later
// Of which session a frame is, for those that bear nothing of ours: the rest of its TCP or DTLS
// conversation, as epan keeps it. Costs nothing where nobody asks.
#ifndef PHONECERT_PLUGIN_BELONGS_H
#define PHONECERT_PLUGIN_BELONGS_H

#include "plugin/watched.h"
#include "plugin/ws_compat.h"

// pc_belongs_begin_file and pc_belongs_end_file enclose a capture file; `sessions` is lent.
void pc_belongs_begin_file(const PcSessions *sessions);
void pc_belongs_end_file(void);

// pc_belongs_to gives the session of the present frame among those that are known by now: of
// several on one conversation the one that began last before it. NULL: none.
const PcWatched *pc_belongs_to(packet_info *pinfo);

#endif
