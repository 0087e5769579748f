// SPDX-License-Identifier: GPL-2.0-or-later
// PcProgress tells on standard error how far a scan has come, while someone waits for it.
#ifndef PHONECERT_ANALYZER_COMMAND_PROGRESS_H
#define PHONECERT_ANALYZER_COMMAND_PROGRESS_H

#include "analyzer/command/scan/file.h"

typedef struct PcProgress PcProgress;

// pc_progress_start begins to tell; `total` is how many bytes there are to read (0: not known).
PcProgress *pc_progress_start(PcScanCounts *counts, uint64_t total);

// pc_progress_hide takes the line away until pc_progress_show: something else is written to the
// terminal. Both take NULL.
void pc_progress_hide(PcProgress *progress);
void pc_progress_show(PcProgress *progress);

// pc_progress_end takes the line away for good; NULL is fine.
void pc_progress_end(PcProgress *progress);

// pc_progress_line words what the line says after `seconds` (caller frees).
char *pc_progress_line(PcScanCounts *counts, uint64_t total, double seconds);

#endif
