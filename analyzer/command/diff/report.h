// SPDX-License-Identifier: GPL-2.0-or-later
// Writes what `phonecert diff` found: who was lost and who came back first, then certificates that
// changed and the causes that are new, with what to do.
#ifndef PHONECERT_ANALYZER_COMMAND_DIFF_REPORT_H
#define PHONECERT_ANALYZER_COMMAND_DIFF_REPORT_H

#include "analyzer/command/diff/compare.h"
#include "analyzer/report/conditions.h"

typedef struct {
    const char *path; // as the user gave it
    const PcEstate *estate;
} PcDiffPart;

typedef struct {
    PcDiffPart before, after;
    const PcDiff *diff;
    const PcConditions *conditions; // what all this was made with
} PcDiffReport;

// All append to `out`.
void pc_diff_text(const PcDiffReport *report, GString *out);
void pc_diff_ndjson(const PcDiffReport *report, GString *out);
void pc_diff_csv(const PcDiffReport *report, GString *out);
void pc_diff_html(const PcDiffReport *report, GString *out);

// What the formats share. Callers free.
// pc_diff_part_text gives "12 phones in 30 handshakes, 2026-11-28 09:00:00 UTC to ...".
char *pc_diff_part_text(const PcDiffPart *part);
// pc_diff_state_text gives "LSC · CAPF-1 · trusted · rejected unknown_ca"; "not seen" for NULL.
char *pc_diff_state_text(const PcEstateService *service);
// pc_diff_certificate_text gives "LSC · CAPF-1 · until 2027-03-01".
char *pc_diff_certificate_text(const PcEstateCertificate *certificate);
// pc_diff_ids_text gives ids parted by commas.
char *pc_diff_ids_text(const GPtrArray *ids);
// pc_diff_cells gives what a row of a phone and service tells behind these: how it was and is, the
// certificates, the findings that came and went (of char *, six; NULL: nothing to tell).
GPtrArray *pc_diff_cells(const PcDiffPhone *phone, const PcDiffService *service);
// pc_diff_cause_text gives "2 phones, 1 before".
char *pc_diff_cause_text(const PcDiffCause *cause);
// pc_diff_title gives a heading for what became of phones; static.
const char *pc_diff_title(PcChange change);

#endif
