// SPDX-License-Identifier: GPL-2.0-or-later
// The order of steps in which a CA can leave a store without cutting phones off: which steps there
// are hangs on the kind of CA and on the stores that it leaves.
#ifndef PHONECERT_ANALYZER_COMMAND_IMPACT_STEPS_H
#define PHONECERT_ANALYZER_COMMAND_IMPACT_STEPS_H

#include "core/certificate/certificate.h"
#include "core/field/steps.h"

// pc_impact_steps gives the steps (GArray of PcStepId, ended by PC_STEP_END, the caller's) for a CA
// that leaves `stores` (of const char *).
GArray *pc_impact_steps(const PcCertificate *ca, const GPtrArray *stores);

#endif
