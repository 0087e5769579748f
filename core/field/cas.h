// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of Cisco's public CAs that sign devices, with their roots (names, key identifiers,
// end of validity), and the one rule for the name of a CAPF.
#ifndef PHONECERT_CORE_FIELD_CAS_H
#define PHONECERT_CORE_FIELD_CAS_H

#include <stdbool.h>
#include <stdint.h>

// Those that whole findings are about.
#define PC_CA_SHA2 "Cisco Manufacturing CA SHA2"
#define PC_CA_III "Cisco Manufacturing CA III"
#define PC_CA_HIGH_ASSURANCE "High Assurance SUDI CA"

// PcManufacturingCa is one row (Cisco 200860; FN72302; public PEMs). Strings are static.
typedef struct {
    const char *common_name;
    const char *organisation;   // NULL: whichever
    const char *root;           // CN of its root; its own for a root
    const char *key_identifier; // SKI as upper-case hex; NULL where it was never verified
    bool signs_devices;         // false for roots
    int64_t not_after;          // seconds since 1970 UTC; 0 unknown
} PcManufacturingCa;

// pc_manufacturing_ca finds the row that a Name (as certificate facts) bears; NULL if none.
const PcManufacturingCa *pc_manufacturing_ca(const char *common_name, const char *organisation);

// pc_is_cisco says whether an organisation is Cisco's own as its device certificates write it. NULL
// is none.
bool pc_is_cisco(const char *organisation);

// pc_issuer_is_capf_name says whether a common name is CAPF's: "CAPF-" and eight hexadecimal
// digits. NULL is none.
bool pc_issuer_is_capf_name(const char *common_name);

#endif
