// SPDX-License-Identifier: GPL-2.0-or-later
// What the text report's two halves share: text.c tells sessions, text_summary.c the estate.
#ifndef PHONECERT_ANALYZER_REPORT_TEXT_H
#define PHONECERT_ANALYZER_REPORT_TEXT_H

#include "analyzer/report/report.h"
#include "analyzer/report/text/phrase.h"

enum { PC_TEXT_DAY_LEN = 16 };

// PcText is one page of text as it grows.
typedef struct {
    PcReportOptions options;
    bool is_brief;    // a line a session, because the causes are told for themselves
    bool told_causes; // with phones and remedies: the summary only names them
    PcLayout layout;
    GHashTable *told;          // ids of the findings whose remedy was told
    char *path;                // of the capture that the last session was in
    char day[PC_TEXT_DAY_LEN]; // the last day that was told
    uint64_t n_silent;         // captures with nothing to tell, not told yet
    uint64_t n_hidden;         // sessions in them that are not a phone's
    char *silent_path;         // the last of them
    bool has_written;
    size_t file_at; // where in the page the lines of `path` begin
} PcText;

// pc_text_silent_files tells of the captures that had nothing to tell.
void pc_text_silent_files(PcText *text);
// pc_text_groups tells the estate by phone or issuer, as the options say.
void pc_text_groups(PcText *text, const PcEstate *estate);
// pc_text_causes tells each cause once: whom it concerns, what to do, where to look.
void pc_text_causes(PcText *text, const PcEstate *estate);
// pc_text_summary tells what the whole run showed.
void pc_text_summary(PcText *text, const PcEstate *estate, const PcConditions *conditions);

#endif
