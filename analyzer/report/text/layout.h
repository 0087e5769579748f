// SPDX-License-Identifier: GPL-2.0-or-later
// PcLayout sets text for people: words wrapped to the width of a terminal under a hanging indent,
// and colour where it is wanted. Texts given here are UTF-8; what came out of a capture is made
// safe on the way (display.h).
#ifndef PHONECERT_ANALYZER_REPORT_LAYOUT_H
#define PHONECERT_ANALYZER_REPORT_LAYOUT_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    PC_STYLE_PLAIN,
    PC_STYLE_BOLD,
    PC_STYLE_DIM,
    PC_STYLE_RED,
    PC_STYLE_GREEN,
    PC_STYLE_YELLOW,
    PC_STYLE_BLUE,
} PcStyle;

typedef struct {
    GString *out;  // lent
    size_t width;  // columns of a line; 0: lines are as long as they need
    size_t column; // where the next character goes
    size_t indent; // where a wrapped line goes on
    bool is_fresh; // nothing stands in this line after the indent
    bool colour;
    bool ascii;
} PcLayout;

// pc_layout_start begins a line at `column` and lets wrapped lines go on at `indent`.
void pc_layout_start(PcLayout *layout, size_t column, size_t indent);
// pc_layout_pad moves on to `column`, at least one space where something stands there already.
void pc_layout_pad(PcLayout *layout, size_t column);
// pc_layout_words adds text, parted at its spaces where the line is full.
void pc_layout_words(PcLayout *layout, PcStyle style, const char *text);
// pc_layout_piece adds text that is kept together if a line can hold it; `separator` goes before it
// unless it begins a line.
void pc_layout_piece(PcLayout *layout, PcStyle style, const char *separator, const char *text);
// pc_layout_try adds a piece where the line holds it; where not, it cuts the line off ("…") and
// gives false.
bool pc_layout_try(PcLayout *layout, PcStyle style, const char *separator, const char *text);
// pc_layout_whole adds text that is never parted: where no line under the indent holds it, it has a
// line of its own from the left on, over the edge if need be.
void pc_layout_whole(PcLayout *layout, PcStyle style, const char *separator, const char *text);
void pc_layout_end(PcLayout *layout);

// pc_layout_steps sets "1. ... 2. ..." as one line a step, from `column` on.
void pc_layout_steps(PcLayout *layout, const char *steps, size_t column);

#endif
