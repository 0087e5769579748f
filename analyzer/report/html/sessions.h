// SPDX-License-Identifier: GPL-2.0-or-later
// PcHtmlSessions keeps what the HTML report tells of single sessions, by phone: where they stand in
// the capture, a filter to copy, and of those that went wrong the messages of their ladder. It
// keeps so many of each phone and of all; of what it leaves out the number is told.
#ifndef PHONECERT_ANALYZER_REPORT_HTML_SESSIONS_H
#define PHONECERT_ANALYZER_REPORT_HTML_SESSIONS_H

#include "analyzer/report/estate/estate.h"
#include "analyzer/report/json.h"

typedef struct PcHtmlSessions PcHtmlSessions;

// `zone` is lent; NULL: UTC.
PcHtmlSessions *pc_html_sessions_new(GTimeZone *zone);
void pc_html_sessions_free(PcHtmlSessions *sessions);

void pc_html_sessions_add(PcHtmlSessions *sessions, const PcSession *session);

// pc_html_sessions_write writes a phone's sessions, those of its addresses too where they are
// nobody else's, as the array `sessions`, and in `left_out` how many there were besides.
void pc_html_sessions_write(PcHtmlSessions *sessions, PcJson *json, const PcEstatePhone *phone);

#endif
