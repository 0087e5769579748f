// SPDX-License-Identifier: GPL-2.0-or-later
// What overheard.c (judging) and overheard_file.c (files) share.
#ifndef PHONECERT_CORE_DIAGNOSIS_OVERHEARD_WORK_H
#define PHONECERT_CORE_DIAGNOSIS_OVERHEARD_WORK_H

#include "core/diagnosis/overheard.h"

struct PcOverheard {
    PcJudge *judge;     // the run's
    PcTrust *own_trust; // its stores and the trust lists seen here; NULL: none was seen
    PcJudge *own_judge; // judges by them; NULL without
    PcHearsay hearsay;
    PcAccount *account, own_account;
};

// pc_overheard_learn takes the servers, ports and roles that a configuration names.
void pc_overheard_learn(PcOverheard *overheard, const PcConfigFile *config);

#endif
