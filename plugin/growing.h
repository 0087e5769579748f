// SPDX-License-Identifier: GPL-2.0-or-later
// Whether frames may still follow those that were read, which epan does not tell a plugin: while
// they may, what is missing may still come, and nobody is to be told that it does.
#ifndef PHONECERT_PLUGIN_GROWING_H
#define PHONECERT_PLUGIN_GROWING_H

#include "plugin/ws_compat.h"

typedef enum {
    PC_GROWING_NOT,     // all was read
    PC_GROWING_PERHAPS, // Wireshark may be in the middle of a load, showing what it has
    PC_GROWING_LIVE,    // packets are being captured
} PcGrowing;

// pc_growing_begin_file says that a capture file is read from its beginning; pc_growing_note takes
// the time of a frame that is dissected for the first time.
void pc_growing_begin_file(void);
void pc_growing_note(const nstime_t *time);

PcGrowing pc_growing(void);

#endif
