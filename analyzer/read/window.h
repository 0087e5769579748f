// SPDX-License-Identifier: GPL-2.0-or-later
// PcWindow is a piece of a PcSource in memory that slides forward: whoever reads a format asks for
// the next bytes in one piece, and gets them lent out of the block that was read.
#ifndef PHONECERT_ANALYZER_READ_WINDOW_H
#define PHONECERT_ANALYZER_READ_WINDOW_H

#include "analyzer/read/ahead.h"

enum { PC_WINDOW_MAX = 64 * 1024 * 1024 }; // bytes in one piece; asking for more is our own bug

typedef struct {
    PcSource *source; // owned
    PcBytes unread;   // what of the buffer was not taken yet
    uint8_t *buffer;
    size_t size;
    uint64_t taken;      // bytes taken or skipped so far (after decompression)
    PcAhead *ahead;      // reads a large file in a thread; NULL: not, or not yet
    PcAheadBlock *block; // where `unread` is, unless it is in `buffer`; NULL
    const char *broken;  // lent by the source
} PcWindow;

// pc_window_init takes over `source`; pc_window_clear closes it.
void pc_window_init(PcWindow *window, PcSource *source);
void pc_window_clear(PcWindow *window);

// pc_window_fill makes `unread` at least `n` long. False if the source ends before; `unread` then
// holds all that is left. Moves what was lent before.
bool pc_window_fill(PcWindow *window, size_t n);

// pc_window_broken gives the cause if the source ended before its time, as far as it was read into
// the window; NULL otherwise.
const char *pc_window_broken(const PcWindow *window);

// pc_window_peek lends the next `n` bytes without taking them; false if there are fewer. They stay
// where they are until the next call that asks for bytes not in memory yet.
static inline bool pc_window_peek(PcWindow *window, size_t n, PcBytes *out)
{
    if (window->unread.len < n && !pc_window_fill(window, n)) {
        return false;
    }
    *out = pc_bytes_first(window->unread, n);
    return true;
}

// pc_window_take lends the next `n` bytes and moves past them.
static inline bool pc_window_take(PcWindow *window, size_t n, PcBytes *out)
{
    if (window->unread.len < n && !pc_window_fill(window, n)) {
        return false;
    }
    window->taken += n;
    return pc_bytes_take(&window->unread, n, out);
}

// pc_window_skip moves past `n` bytes, however many, without keeping them; false if there are
// fewer.
bool pc_window_skip(PcWindow *window, uint64_t n);

#endif
