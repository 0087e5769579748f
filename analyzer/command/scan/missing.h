// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanMissing watches the sessions of a case for what would make their verdicts sure and is not
// there: stores that were not given, logs of the side that decided, keys, the other direction.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_MISSING_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_MISSING_H

#include "analyzer/command/scan/log.h"
#include "analyzer/report/session/session.h"

typedef struct PcScanMissing PcScanMissing;

PcScanMissing *pc_scan_missing_new(void);
void pc_scan_missing_free(PcScanMissing *missing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcScanMissing, pc_scan_missing_free)

void pc_scan_missing_session(PcScanMissing *missing, const PcSession *session);

// pc_scan_missing_tell adds a sentence for each thing to `sentences` (of char *): none where
// nothing is missing. What the logs hold is not missing.
void pc_scan_missing_tell(const PcScanMissing *missing, const PcScanLogs *logs,
                          GPtrArray *sentences);

#endif
