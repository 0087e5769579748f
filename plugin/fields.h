// SPDX-License-Identifier: GPL-2.0-or-later
// PcFieldIds are the numbers of other dissectors' fields, found by name. A name may stand for
// several numbers, which epan chains.
#ifndef PHONECERT_PLUGIN_FIELDS_H
#define PHONECERT_PLUGIN_FIELDS_H

#include "core/bytes/bytes.h"
#include "plugin/ws_compat.h"

// pc_field_ids appends to `ids` (GArray of int) every number that bears the name; nothing where no
// field does.
void pc_field_ids(const char *name, GArray *ids);

// pc_field_bytes lends up to `max` captured bytes from the beginning of a field's place in its data
// source, past the field's own end too. They live as long as this dissection.
PcBytes pc_field_bytes(const field_info *field, size_t max);

// pc_tree_next walks a tree in the order in which it is drawn; NULL ends the walk. Start with the
// root.
proto_node *pc_tree_next(const proto_node *root, proto_node *node);

#endif
