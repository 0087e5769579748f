// SPDX-License-Identifier: GPL-2.0-or-later
// What a scenario's phone fetched, and under which name it registered in clear, before the
// handshake.
#ifndef PHONECERT_TESTS_SCENARIOS_HEARSAY_H
#define PHONECERT_TESTS_SCENARIOS_HEARSAY_H

#include "core/diagnosis/overheard.h"
#include "tests/scenarios/field.h"

// Hearsay says whose capture it is: the scenario's phone and its address. All is lent.
typedef struct {
    const Table *table;
    const char *group;
    Field *field;
    const char *device, *address;
    int64_t time; // of the handshake, seconds
} Hearsay;

// hearsay_tell tells `overheard` what the scenario's keys say.
void hearsay_tell(const Hearsay *hearsay, PcOverheard *overheard);

#endif
