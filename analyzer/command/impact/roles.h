// SPDX-License-Identifier: GPL-2.0-or-later
// PcImpactRoles counts phones by what they do at a service, registering, renewing at CAPF, getting
// on the network, and says the largest harm first.
#ifndef PHONECERT_ANALYZER_COMMAND_IMPACT_ROLES_H
#define PHONECERT_ANALYZER_COMMAND_IMPACT_ROLES_H

#include "analyzer/command/impact/phones.h"

enum { PC_IMPACT_N_ROLES = 8 };

typedef struct {
    const char *name;    // static: "registration", "CAPF", "802.1X", ...
    guint n[PC_N_FATES]; // phones, each once, by its worst fate there
} PcImpactRole;

typedef struct {
    PcImpactRole role[PC_IMPACT_N_ROLES];
    guint n_phones;   // all, seen or listed
    guint n_not_seen; // of them listed only
    guint n_unknown;  // of which something is not known
} PcImpactRoles;

PcImpactRoles pc_impact_roles(const GPtrArray *fates);
// pc_impact_headline gives "40 phones can no longer renew at CAPF (12 of them were seen there), 0
// stop registering"; caller frees.
char *pc_impact_headline(const PcImpactRoles *roles);
// pc_impact_open gives what is not known, as a sentence; NULL where nothing is open. Caller frees.
char *pc_impact_open(const PcImpactRoles *roles);
// pc_impact_does_harm says whether a phone stops, or would, somewhere.
bool pc_impact_does_harm(const PcImpactRoles *roles);

#endif
