// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers of an estate by the names that every format gives them. What each of them counts is
// told in docs/json.md; a number is told nowhere but from here.
#ifndef PHONECERT_ANALYZER_REPORT_ESTATE_NUMBERS_H
#define PHONECERT_ANALYZER_REPORT_ESTATE_NUMBERS_H

#include "analyzer/report/estate/estate.h"
#include "analyzer/report/json.h"

// PcEstateNumber is one of them.
typedef struct {
    const char *name;
    size_t offset;    // in PcEstateTotals
    bool of_captures; // unknown where reports were merged
    bool of_phones;   // unknown where phones were not remembered
} PcEstateNumber;

const PcEstateNumber *pc_estate_numbers(size_t *n_numbers);
// pc_estate_number finds one; false where it is unknown.
bool pc_estate_number(const PcEstate *estate, const PcEstateNumber *number, uint64_t *value);

// pc_estate_write_numbers writes them as an object, and the CAs with their devices.
void pc_estate_write_numbers(PcJson *json, const char *key, const PcEstate *estate);
// pc_estate_numbers_text gives "handshakes 399, phones 301, ..." of what is known. Caller frees.
char *pc_estate_numbers_text(const PcEstate *estate);

#endif
