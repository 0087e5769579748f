// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the steps of a remedy with all that is known of each: release, phones, node, what it
// interrupts, before what is to be done, and sources.
#ifndef PHONECERT_ANALYZER_REPORT_STEPS_H
#define PHONECERT_ANALYZER_REPORT_STEPS_H

#include "analyzer/report/json.h"
#include "core/field/steps.h"

// Both leave out the steps that do not hold for `whom`; `steps` ends with PC_STEP_END.
void pc_steps_json(PcJson *json, const PcStepId *steps, const PcStepsFor *whom);
void pc_steps_html(GString *out, const PcStepId *steps, const PcStepsFor *whom);

#endif
