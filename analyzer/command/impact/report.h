// SPDX-License-Identifier: GPL-2.0-or-later
// Writes what `phonecert impact` found: phones by their fate, and the order of steps.
#ifndef PHONECERT_ANALYZER_COMMAND_IMPACT_REPORT_H
#define PHONECERT_ANALYZER_COMMAND_IMPACT_REPORT_H

#include "analyzer/command/impact/phones.h"

typedef struct {
    const char *remove, *from; // as the user named them; `from` NULL: every store
    const GPtrArray *fates;    // of PcFate
    const GPtrArray *steps;    // of const char *; empty: the CA's kind is not known
} PcImpactReport;

// Both append to `out`.
void pc_impact_text(const PcImpactReport *report, GString *out);
void pc_impact_ndjson(const PcImpactReport *report, GString *out);

#endif
