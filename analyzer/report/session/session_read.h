// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a session back from the line of JSON that session_json.h writes. What it reads may be
// anybody's: unknown keys are passed over, missing ones are unknown, wrong types are refused.
#ifndef PHONECERT_ANALYZER_REPORT_SESSION_READ_H
#define PHONECERT_ANALYZER_REPORT_SESSION_READ_H

#include "analyzer/report/session/session.h"

typedef enum {
    PC_READ_SESSION, // a session was read
    PC_READ_OTHER,   // JSON of another schema: passed over
    PC_READ_BAD,     // no such line; `error` says why
} PcReadResult;

// pc_session_read_run gives what a line of PC_RUN_SCHEMA says as a sentence, and whether that run's
// report is whole; NULL and true for other lines. Caller frees.
char *pc_session_read_run(const char *line, size_t len, bool *is_whole);

// PcReadSilence is a line of PC_SILENCE_SCHEMA: an input, and why there may be less in it than
// there was. Strings are owned.
typedef struct {
    char *path, *reason;
    uint64_t n_frames, n_sessions;
} PcReadSilence;
void pc_read_silence_clear(PcReadSilence *silence);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PcReadSilence, pc_read_silence_clear)

// pc_session_read_silence reads such a line; false for other lines, and then nothing was written.
bool pc_session_read_silence(const char *line, size_t len, PcReadSilence *silence);

// pc_session_read reads one line (without its newline). The session is the caller's.
PcReadResult pc_session_read(const char *line, size_t len, PcSession **session, GError **error);

#endif
