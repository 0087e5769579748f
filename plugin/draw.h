// SPDX-License-Identifier: GPL-2.0-or-later
// draw puts what is known of a session into the tree of one of its frames: the fields of the
// plugin, its expert infos, the note in the Info column. It decides nothing.
#ifndef PHONECERT_PLUGIN_DRAW_H
#define PHONECERT_PLUGIN_DRAW_H

#include "plugin/draw_fields.h"
#include "plugin/watched.h"
#include "plugin/ws_compat.h"

// pc_draw_register adds the fields and expert infos to the protocol.
void pc_draw_register(int proto);

// pc_draw_register_handoff finds the fields of others beside which ours are put.
void pc_draw_register_handoff(void);

// pc_draw draws a frame's part of the session, by the frame's roles in it; `tree` may be NULL.
void pc_draw(const PcWatched *session, unsigned roles, tvbuff_t *tvb, packet_info *pinfo,
             proto_tree *tree);

// pc_draw_top puts the item on top of the tree that says `line`, and gives its subtree.
proto_tree *pc_draw_top(const PcPlace *at, proto_tree *tree, const char *line);

// pc_draw_findings puts findings (GPtrArray of PcFinding) with their expert infos and remedies.
void pc_draw_findings(const PcPlace *place, const GPtrArray *findings, packet_info *pinfo);

#endif
