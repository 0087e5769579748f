// SPDX-License-Identifier: GPL-2.0-or-later
// PcFieldIds are the numbers of other dissectors' fields, found by name. A name may stand for
// several numbers, which epan chains.
#ifndef PHONECERT_PLUGIN_FIELDS_H
#define PHONECERT_PLUGIN_FIELDS_H

#include "core/peer.h"
#include "plugin/ws_compat.h"

// pc_field_ids appends to `ids` (GArray of int) every number that bears the name; nothing where no
// field does.
void pc_field_ids(const char *name, GArray *ids);

// pc_field_want gives the numbers of a name in an array of their own, and appends them to `wanted`,
// those that must be in the tree. The caller keeps the array.
GArray *pc_field_want(const char *name, GArray *wanted);

// pc_field_first gives the first field of the frame that bears one of the numbers, all of which
// must be wanted ones; NULL where there is none.
const field_info *pc_field_first(const proto_tree *tree, const GArray *ids);

// pc_field_all gives every field of the frame that bears the first of the numbers that occurs;
// NULL where none does.
const GPtrArray *pc_field_all(const proto_tree *tree, const GArray *ids);

// pc_field_missing says how many bytes behind a field's beginning were not captured.
size_t pc_field_missing(const field_info *field);

// pc_peer_of turns an address of epan's into a peer; false where it is none of IPv4, IPv6 or MAC.
bool pc_peer_of(const address *from, uint32_t port, PcPeer *peer);

// pc_field_bytes lends up to `max` captured bytes from the beginning of a field's place in its data
// source, past the field's own end too. They live as long as this dissection.
PcBytes pc_field_bytes(const field_info *field, size_t max);

// pc_tree_next walks a tree in the order in which it is drawn; NULL ends the walk. Start with the
// root.
proto_node *pc_tree_next(const proto_node *root, proto_node *node);

#endif
