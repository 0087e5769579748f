// SPDX-License-Identifier: GPL-2.0-or-later
// What an estate consists of: for estate.c, which gathers, and estate_settle.c, which sums up.
#ifndef PHONECERT_ANALYZER_REPORT_ESTATE_WORK_H
#define PHONECERT_ANALYZER_REPORT_ESTATE_WORK_H

#include "analyzer/report/estate.h"

struct PcEstate {
    GStringChunk *texts; // every string that phones hold, once each
    GHashTable *by_key;  // char * (of texts) -> PcEstatePhone
    GPtrArray *phones;   // made by settle
    GPtrArray *causes;   // made by settle
    PcEstateTotals totals;
};

#endif
