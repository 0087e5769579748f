// SPDX-License-Identifier: GPL-2.0-or-later
// The table of steps, for steps.c only.
#ifndef PHONECERT_CORE_FIELD_STEP_ROWS_H
#define PHONECERT_CORE_FIELD_STEP_ROWS_H

#include "core/field/steps.h"

extern const PcStep pc_step_rows[PC_N_STEPS];

#endif
