// SPDX-License-Identifier: GPL-2.0-or-later
// PcFollow reads a capture that is still being written: it puts what is there, and what is
// appended, into the place of standard input, until somebody stops it. Where the file is replaced,
// cut back, or followed by the next one of a ring, it goes on with that, as tail -F does.
#ifndef PHONECERT_ANALYZER_COMMAND_FOLLOW_H
#define PHONECERT_ANALYZER_COMMAND_FOLLOW_H

#include <glib.h>
#include <stdbool.h>

typedef struct PcFollow PcFollow;

// pc_follow_start begins to follow `path` until `stop` (atomic) is not 0: read "-" for it from then
// on. NULL with `error` if the file cannot be read.
PcFollow *pc_follow_start(const char *path, int *stop, GError **error);
// pc_follow_file lends the name of the file that is being read.
const char *pc_follow_file(const PcFollow *follow);
// pc_follow_next goes on, once "-" is at its end, with the file that came in the stead of the one
// before: read "-" again. `sentence` says what happened; caller frees. False where nothing comes.
bool pc_follow_next(PcFollow *follow, char **sentence);
// pc_follow_end waits for the last of it; NULL is fine. Standard input is at its end then.
void pc_follow_end(PcFollow *follow);

#endif
