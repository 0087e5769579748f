// SPDX-License-Identifier: GPL-2.0-or-later
// PcFollow reads a capture that is still being written: it puts what is there, and what is
// appended, into the place of standard input, until somebody stops it.
#ifndef PHONECERT_ANALYZER_COMMAND_FOLLOW_H
#define PHONECERT_ANALYZER_COMMAND_FOLLOW_H

#include <glib.h>

typedef struct PcFollow PcFollow;

// pc_follow_start begins to follow `path` until `stop` (atomic) is not 0: read "-" for it from then
// on. NULL with `error` if the file cannot be read.
PcFollow *pc_follow_start(const char *path, int *stop, GError **error);
// pc_follow_end waits for the last of it; NULL is fine. Standard input is at its end then.
void pc_follow_end(PcFollow *follow);

#endif
