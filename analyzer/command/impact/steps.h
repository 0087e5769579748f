// SPDX-License-Identifier: GPL-2.0-or-later
// The order of steps in which a CA can leave a store without cutting phones off, as Cisco 200860
// has it: which steps there are hangs on the kind of CA and on the stores that it leaves.
#ifndef PHONECERT_ANALYZER_COMMAND_IMPACT_STEPS_H
#define PHONECERT_ANALYZER_COMMAND_IMPACT_STEPS_H

#include "core/certificate/certificate.h"

// pc_impact_steps gives the sentences (GPtrArray of const char *, static, the array is the
// caller's) for a CA that leaves `stores` (of const char *).
GPtrArray *pc_impact_steps(const PcCertificate *ca, const GPtrArray *stores);
#define PC_IMPACT_STEPS_SOURCE                                                                     \
    "Cisco 200860 (IP Phone Certificates), LSC operations after the CAPF certificate was "         \
    "regenerated"

#endif
