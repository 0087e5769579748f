// SPDX-License-Identifier: GPL-2.0-or-later
// PcBacklog holds frames that nobody looks at yet, until somebody does or it is full. Read one
// after the other they cost much less than each between two frames that epan dissects: both are
// programs that a processor's caches have no room for together.
#ifndef PHONECERT_PLUGIN_BACKLOG_H
#define PHONECERT_PLUGIN_BACKLOG_H

#include "core/packet/frame.h"
#include "plugin/opened.h"

// What it may hold; a frame that is larger than all is read without waiting.
enum { PC_BACKLOG_FRAMES = 4096, PC_BACKLOG_BYTES = 2 * 1024 * 1024 };

typedef struct PcBacklog PcBacklog;

PcBacklog *pc_backlog_new(void);
void pc_backlog_free(PcBacklog *backlog);

// pc_backlog_add copies a frame to the end, with the lists of what was opened of it. False, and
// nothing is done, where there is no room.
bool pc_backlog_add(PcBacklog *backlog, const PcFrame *frame, const PcOpenedLists *lists);

// pc_backlog_take gives the first frame that still waits, lent until the next is added; false when
// none is left.
bool pc_backlog_take(PcBacklog *backlog, PcFrame *frame, PcOpenedLists *lists);

#endif
