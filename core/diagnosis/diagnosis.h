// SPDX-License-Identifier: GPL-2.0-or-later
// Diagnosis: a judgement becomes findings. Rules are rows of tables: a finding and the function
// that says its sentence where it applies. Causes exclude each other (the first row that applies is
// the cause), observations do not.
#ifndef PHONECERT_CORE_DIAGNOSIS_H
#define PHONECERT_CORE_DIAGNOSIS_H

#include "core/judge/judge.h"

// pc_diagnose adds the findings of a judgement to its list, worst first.
void pc_diagnose(PcJudge *judge, const PcHearsay *hearsay, PcJudgement *judgement);

// pc_judge judges a settled handshake, and has it prove possession first. Never NULL. What the
// capture said in clear of its phones counts only in pc_judge_with (NULL: nothing was).
PcJudgement *pc_judge(PcJudge *judge, PcHandshake *handshake);
PcJudgement *pc_judge_with(PcJudge *judge, PcHandshake *handshake, const PcHearsay *hearsay);

// pc_diagnose_expiry gives the finding that a phone's certificate is over, or will be within so
// many days (0: 90), at a moment (seconds since 1970 UTC); PC_N_FINDINGS: neither, or it is none of
// a phone.
PcFindingId pc_diagnose_expiry(PcType type, const PcCertificate *leaf, int64_t at, int near_days);

#endif
