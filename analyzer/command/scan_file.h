// SPDX-License-Identifier: GPL-2.0-or-later
// Walks one capture down the floors: frames, packets, handshakes, judgements, sessions.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_FILE_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_FILE_H

#include "analyzer/command/setup.h"
#include "analyzer/report/session.h"

// PcScanSink takes a session as it ends; it owns it.
typedef void (*PcScanSink)(void *user, PcSession *session);

// PcScanner: what is the same for every file that one worker scans. Everything is lent.
typedef struct {
    const PcSetup *setup;
    PcJudge *judge;  // not shared between workers
    GBytes *key_log; // --keys; NULL without
    bool all;        // every TLS session, not only those that concern phones
    int *stop;       // atomic: not 0 says that no further frame is to be read
    PcScanSink sink;
    void *user; // of the sink
} PcScanner;

typedef struct {
    uint64_t n_frames, n_sessions, n_hidden;
    char *warning; // the capture ends in the middle of something; owned, NULL if not
    char *unknown; // frames of a link type that is not read; owned, NULL if none
    bool is_lost;  // nothing in it could be read
} PcScanEnd;
void pc_scan_end_clear(PcScanEnd *end);

// pc_scan_file scans one capture ("-" is standard input) and gives its sessions to the sink. False
// with `error` (starting with the path) if it cannot be read at all.
bool pc_scan_file(const PcScanner *scanner, const char *path, PcScanEnd *end, GError **error);

#endif
