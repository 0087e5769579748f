// SPDX-License-Identifier: GPL-2.0-or-later
// PcPlaces knows every file that a run reads and writes, by device and inode, before one of them is
// opened: no output may replace an input, and no two outputs may share a file.
#ifndef PHONECERT_ANALYZER_COMMAND_PLACES_H
#define PHONECERT_ANALYZER_COMMAND_PLACES_H

#include <glib.h>
#include <stdbool.h>

typedef struct PcPlaces PcPlaces;
PcPlaces *pc_places_new(void);
void pc_places_free(PcPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcPlaces, pc_places_free)

// pc_places_read notes a file that is read ("-" is standard input); NULL and what is not there are
// fine. pc_places_read_all notes those of a NULL-terminated list, which may be NULL itself.
void pc_places_read(PcPlaces *places, const char *path);
void pc_places_read_all(PcPlaces *places, char *const *paths);
// pc_places_read_inputs notes what the arguments of a verb name; of what a folder holds, the
// captures (`wanted` NULL) or the files whose names end in `wanted`.
void pc_places_read_inputs(PcPlaces *places, char *const *arguments, const char *wanted);

// pc_places_write notes a file that is written, after all that are read; NULL or "-" is standard
// output. False with `error`, which says that `option` names it, if something else has that place.
bool pc_places_write(PcPlaces *places, const char *option, const char *path, GError **error);

#endif
