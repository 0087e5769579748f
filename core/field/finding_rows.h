// SPDX-License-Identifier: GPL-2.0-or-later
// The table of findings, for finding.c only.
#ifndef PHONECERT_CORE_FINDING_ROWS_H
#define PHONECERT_CORE_FINDING_ROWS_H

#include "core/field/finding.h"

extern const PcFindingRow pc_finding_rows[PC_N_FINDINGS];

#endif
