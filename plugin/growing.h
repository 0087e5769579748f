// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the capture may still be growing: while it is, what is missing may still come, and nobody
// is to be told that it does.
#ifndef PHONECERT_PLUGIN_GROWING_H
#define PHONECERT_PLUGIN_GROWING_H

#include <stdbool.h>
#include <stdint.h>

// pc_growing_note takes the time (ns since 1970 UTC) of a frame that is dissected for the first
// time.
void pc_growing_note(int64_t time);

// pc_growing says whether the latest of them is a few seconds old.
bool pc_growing(void);

#endif
