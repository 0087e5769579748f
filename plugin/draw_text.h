// SPDX-License-Identifier: GPL-2.0-or-later
// Draws text fields so that nothing of them is cut: Wireshark shows 240 bytes of an item. A field
// holds its text whole, and what does not fit its line stands on lines below it.
#ifndef PHONECERT_PLUGIN_DRAW_TEXT_H
#define PHONECERT_PLUGIN_DRAW_TEXT_H

#include "plugin/ws_compat.h"

// PcPlace is where items go: under `tree`, and beside `len` bytes at `start` of `tvb`.
typedef struct {
    proto_tree *tree; // NULL draws nothing
    tvbuff_t *tvb;
    int start;
    int len;
} PcPlace;

// pc_draw_text_register comes before everything else here.
void pc_draw_text_register(void);

// pc_draw_text draws a string field as generated and gives its item; NULL draws nothing.
proto_item *pc_draw_text(const PcPlace *place, int field, const char *text);

// pc_text_piece gives how many bytes of a text one line shows, up to a space where it can be.
size_t pc_text_piece(const char *text);

// pc_text_brief gives a text that one line shows whole: its beginning and "..." where there is more
// of it. It is of the pool.
const char *pc_text_brief(wmem_allocator_t *pool, const char *text);

#endif
