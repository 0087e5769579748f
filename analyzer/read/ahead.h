// SPDX-License-Identifier: GPL-2.0-or-later
// PcAhead reads a PcSource in a thread of its own, a few blocks ahead of whoever takes them: a file
// is read, and its compression taken off, while what came before is looked into.
#ifndef PHONECERT_ANALYZER_READ_AHEAD_H
#define PHONECERT_ANALYZER_READ_AHEAD_H

#include "analyzer/read/source.h"

enum { PC_AHEAD_HEADROOM = 128 * 1024 }; // bytes before a block, for what is left of the last one

// PcAheadBlock is a piece of the stream: `len` bytes from bytes[PC_AHEAD_HEADROOM] on; 0: the end.
typedef struct {
    size_t len;
    const char *broken; // pc_source_broken as of this block, lent by the source
    uint8_t bytes[PC_AHEAD_HEADROOM + PC_SOURCE_BLOCK];
} PcAheadBlock;

typedef struct PcAhead PcAhead;

// pc_ahead_start begins to read `source`, which is the thread's alone (but for pc_source_offset and
// pc_source_size) until pc_ahead_stop. NULL where no thread can be had.
PcAhead *pc_ahead_start(PcSource *source);
void pc_ahead_stop(PcAhead *ahead); // ends the thread; NULL is fine

// pc_ahead_take waits for the next block; the last one is empty, and after it comes NULL.
// pc_ahead_return gives a block back to be filled again; NULL is fine.
PcAheadBlock *pc_ahead_take(PcAhead *ahead);
void pc_ahead_return(PcAhead *ahead, PcAheadBlock *block);

#endif
