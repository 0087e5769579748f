// SPDX-License-Identifier: GPL-2.0-or-later
// PcDiff compares two estates, before and after a change, phone by phone and cause by cause. It
// tells only what both show: a phone or a service that the captures of one side do not hold is "not
// seen", never lost.
#ifndef PHONECERT_ANALYZER_COMMAND_DIFF_COMPARE_H
#define PHONECERT_ANALYZER_COMMAND_DIFF_COMPARE_H

#include "analyzer/report/estate/estate.h"

// What became of a phone, or of a service of it; the worst first.
typedef enum {
    PC_CHANGE_FAILS_NOW,   // fails after, and did not before
    PC_CHANGE_FAILS_NEW,   // fails after, and was not seen before
    PC_CHANGE_FAILS_STILL, // fails on both sides
    PC_CHANGE_NOT_SEEN,    // only before
    PC_CHANGE_OPEN,        // failed before or worked, and after neither can be seen
    PC_CHANGE_BACK,        // failed before, and was accepted after
    PC_CHANGE_NEW,         // only after, and does not fail
    PC_CHANGE_GOES_ON,     // did not fail before and does not after
    PC_N_CHANGES,
} PcChange;

const char *pc_change_name(PcChange change); // "fails-now", "still-fails", "not-seen", ...

// How the latest session with a service went: a finding of severity error or a refusal fails, an
// accepted handshake without one works, everything else is not known.
typedef enum { PC_STATE_ABSENT, PC_STATE_UNKNOWN, PC_STATE_WORKS, PC_STATE_FAILS } PcDiffState;

typedef struct {
    const char *service;                   // NULL unknown
    const PcEstateService *before, *after; // lent by the estates; NULL: not seen there
    PcDiffState was, is;
    bool other_certificate; // another type or issuer than before
} PcDiffService;

typedef struct {
    const PcEstatePhone *before, *after; // lent; at most one is NULL
    bool by_address;                     // known on one side by its address alone
    PcChange change;
    const PcEstateCertificate *had, *has; // lent; NULL: it showed no other certificate than before
    GArray *services;                     // of PcDiffService, by name
    GPtrArray *came, *went; // of const char *: ids of findings, after only, before only
} PcDiffPhone;

typedef struct {
    const PcEstateCause *before, *after; // lent; at most one is NULL
} PcDiffCause;

typedef struct {
    GPtrArray *phones; // of PcDiffPhone, by change, then name
    GArray *causes;    // of PcDiffCause: those of `after` in its order, then what went
    guint n[PC_N_CHANGES];
    guint n_other_certificates; // phones whose certificate is another
} PcDiff;

// pc_diff_new compares two settled estates, which the answer must not outlive.
PcDiff *pc_diff_new(const PcEstate *before, const PcEstate *after);
void pc_diff_free(PcDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcDiff, pc_diff_free)

// pc_diff_phone_name gives the name by which a phone is told.
const char *pc_diff_phone_name(const PcDiffPhone *phone);
// pc_diff_cause_grew says whether a cause fails more phones after than before.
bool pc_diff_cause_grew(const PcDiffCause *cause);
// pc_diff_does_harm says whether a phone fails that did not fail before, or is not seen any more
// and did not fail.
bool pc_diff_does_harm(const PcDiff *diff);
// pc_diff_headline gives "2 phones fail that did not before; 1 came back; ...". Caller frees.
char *pc_diff_headline(const PcDiff *diff);

#endif
