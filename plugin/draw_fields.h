// SPDX-License-Identifier: GPL-2.0-or-later
// The plugin's fields: one table of their titles and types, their registration, and small functions
// that put one into a tree, generated and beside the bytes it speaks of.
#ifndef PHONECERT_PLUGIN_DRAW_FIELDS_H
#define PHONECERT_PLUGIN_DRAW_FIELDS_H

#include "core/judge/shown.h"
#include "plugin/draw_text.h"

// pc_fields_register adds every field of the table to the protocol.
void pc_fields_register(int proto);

// pc_field_put_* draw one field and give its item. NULL texts, malformed addresses and frame 0 draw
// nothing and give NULL.
proto_item *pc_field_put_text(const PcPlace *place, PcField field, const char *text);
// pc_field_put_labelled draws a text whose label the caller sets.
proto_item *pc_field_put_labelled(const PcPlace *place, PcField field, const char *text);
proto_item *pc_field_put_number(const PcPlace *place, PcField field, int32_t number);
proto_item *pc_field_put_frame(const PcPlace *place, PcField field, uint64_t frame);
proto_item *pc_field_put_time(const PcPlace *place, PcField field, int64_t seconds);
proto_item *pc_field_put_mac(const PcPlace *place, PcField field, const char *mac);

// pc_field_put_pieces draws a text as several items of a field, each short enough for Wireshark to
// show it whole.
void pc_field_put_pieces(const PcPlace *place, PcField field, const char *text);

// pc_field_put_heading draws a field that has no value but `text`, and gives it.
proto_item *pc_field_put_heading(const PcPlace *place, PcField field, const char *text);

// pc_field_is_wanted says whether a filter or a column asks for a field in this tree.
bool pc_field_is_wanted(proto_tree *tree, PcField field);
// pc_field_put_bytes puts hexadecimal digits as bytes where filters find them in each spelling and
// nobody sees them; nothing where `hex` is NULL or something else.
void pc_field_put_bytes(const PcPlace *at, PcField field, const char *hex);
// pc_field_put_hidden puts a number where filters find it and nobody sees it.
void pc_field_put_hidden(const PcPlace *at, PcField field, uint32_t number);

#endif
