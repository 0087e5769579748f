// SPDX-License-Identifier: GPL-2.0-or-later
// Writes what `phonecert impact` found: the largest harm, phones by their fate, the order of steps.
#ifndef PHONECERT_ANALYZER_COMMAND_IMPACT_REPORT_H
#define PHONECERT_ANALYZER_COMMAND_IMPACT_REPORT_H

#include "analyzer/command/impact/roles.h"
#include "analyzer/report/conditions.h"

typedef struct {
    const char *remove, *from; // as the user named them; `from` NULL: every store
    const char *list;          // the file of --phones; NULL without
    guint n_listed;            // names in it
    const GPtrArray *fates;    // of PcFate
    PcImpactRoles roles;
    const PcStepId *steps; // ended by PC_STEP_END
    PcStepsFor whom;
    const PcConditions *conditions; // what all this was made with
} PcImpactReport;

// All append to `out`.
void pc_impact_text(const PcImpactReport *report, GString *out);
void pc_impact_ndjson(const PcImpactReport *report, GString *out);
void pc_impact_csv(const PcImpactReport *report, GString *out);
void pc_impact_html(const PcImpactReport *report, GString *out);

#endif
