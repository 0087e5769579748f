// SPDX-License-Identifier: GPL-2.0-or-later
// The phrases in which the text report tells a session: what was shown, by whom it was signed, what
// the store says, how it ended, and how to find it in Wireshark.
#ifndef PHONECERT_ANALYZER_REPORT_TEXT_PHRASE_H
#define PHONECERT_ANALYZER_REPORT_TEXT_PHRASE_H

#include "analyzer/report/session/session.h"
#include "analyzer/report/text/layout.h"

typedef struct {
    PcStyle style;
    char *text; // owned
} PcPhrase;

// pc_phrases_of gives the phrases of a session in order (GArray of PcPhrase; g_array_unref frees
// them). `wide` adds model, TLS version and both ends.
GArray *pc_phrases_of(const PcSession *session, bool wide);

// pc_phrases_in_brief gives what fits a line where the causes are told elsewhere.
GArray *pc_phrases_in_brief(const PcSession *session);

// pc_phrase_mark gives the sign in front of a session, and its colour.
const char *pc_phrase_mark(const PcSession *session, PcStyle *style);

// pc_phrase_frames gives "frame 7 certificate, 8 alert"; NULL where no frame is known. Caller
// frees.
char *pc_phrase_frames(const PcSession *session);

// pc_phrase_filter gives a Wireshark display filter for the conversation. Caller frees.
char *pc_phrase_filter(const PcSession *session);

// pc_phrase_severity_style gives the colour of a severity.
PcStyle pc_phrase_severity_style(PcSeverity severity);

#endif
