// SPDX-License-Identifier: GPL-2.0-or-later
// PcDiffSide turns one side of a comparison, captures, a folder or an archive of them, or what
// earlier scans wrote (ndjson, sqlite), into an estate.
#ifndef PHONECERT_ANALYZER_COMMAND_DIFF_SIDE_H
#define PHONECERT_ANALYZER_COMMAND_DIFF_SIDE_H

#include "analyzer/command/setup.h"
#include "analyzer/report/estate/estate.h"

typedef struct {
    const char *path;  // as the user gave it, lent
    PcEstate *estate;  // settled
    GPtrArray *merged; // of char *: what the reports in it were made with
    GPtrArray *errors; // of char *: sentences, of what could not be read
} PcDiffSide;

// pc_diff_side_read reads `path`; captures are judged by `setup`. The side is the caller's, with
// whatever could be read; `stop` (atomic) ends the reading.
PcDiffSide *pc_diff_side_read(const char *path, const PcSetup *setup, int *stop);
void pc_diff_side_free(PcDiffSide *side);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcDiffSide, pc_diff_side_free)

#endif
