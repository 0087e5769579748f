// SPDX-License-Identifier: GPL-2.0-or-later
// PcNewFile is a file that gets its name when it is whole. Until then it has none where the file
// system allows that (O_TMPFILE), so that a run that is killed leaves nothing; elsewhere it has a
// name of its own beside its place, and what killed runs left there is cleared away.
#ifndef PHONECERT_ANALYZER_REPORT_NEW_FILE_H
#define PHONECERT_ANALYZER_REPORT_NEW_FILE_H

#include <stdbool.h>

typedef struct PcNewFile PcNewFile;

// pc_new_file_open begins the file that is to stand at `target`, with the mode of what stands
// there. NULL where it cannot be; errno says why.
PcNewFile *pc_new_file_open(const char *target);
int pc_new_file_descriptor(const PcNewFile *file);

// pc_new_file_put puts it in its place, in one step, in the stead of what stands there (a link
// itself, not what it points to); frees it. Gives 0, or the errno of what went wrong: then the old
// one stands.
int pc_new_file_put(PcNewFile *file);
// pc_new_file_drop gives it up; NULL is fine.
void pc_new_file_drop(PcNewFile *file);

#endif
