// SPDX-License-Identifier: GPL-2.0-or-later
// PcScan walks a capture down the floors: frames, packets, handshakes, judgements, sessions. A
// capture is one file, or several that a ring buffer cut it into.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_FILE_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_FILE_H

#include "analyzer/command/setup.h"
#include "analyzer/report/session/session.h"
#include "core/bytes/account.h"
#include "core/tls/key_log.h"

// PcScanCounts is what the scans of a run have come to so far; other threads may look.
typedef struct {
    gsize bytes; // atomic, as are the others: use g_atomic_pointer_get and _add
    gsize n_sessions;
    gsize n_errors; // findings of that severity
} PcScanCounts;

// PcScanSink takes a session as it ends; it owns it. The thread may be another one than that of
// pc_scan_file, but nothing is told after pc_scan_finish.
typedef void (*PcScanSink)(void *user, PcSession *session);

// PcScanner: what is the same for every capture that one worker scans. Everything is lent.
typedef struct {
    const PcSetup *setup;
    PcJudge *judge;       // not shared between workers
    const PcKeyLog *keys; // --keys; NULL without
    char **tunnels;       // --tunnel: "PORT=KIND"; NULL without
    size_t memory;        // bytes that a capture's input may take; 0: PC_ACCOUNT_DEFAULT
    bool in_two;          // a large capture is read in one thread and judged in another
    bool marks;           // the frames that bear something of a session are wanted (marks.h)
    bool all;             // every TLS session, not only those that concern phones
    int *stop;            // atomic: not 0 says that no further frame is to be read
    PcScanCounts *counts;
    PcScanSink sink;
    void *user; // of the sink
} PcScanner;

// PcScanEnd says what came of one file.
typedef struct {
    char *path; // its name, as the user gave it
    uint64_t n_frames, n_sessions, n_hidden;
    int64_t first_time;       // of the first frame, in nanoseconds since 1970 UTC
    char *warning;            // the file ends in the middle of something; NULL if not
    char *unknown;            // frames of a link type that is not read; NULL if none
    char *silence;            // why there may be less in it than there was; NULL
    char *notice;             // what else is to be said of it; NULL
    PcAccount account;        // what was kept of the whole capture, at its last file
    GError *error;            // it could not be opened; NULL if it could
    bool is_lost;             // nothing in it could be read
    const PcServices *learnt; // what the capture's configurations tell of servers; the scan's
} PcScanEnd;

typedef struct PcScan PcScan;
PcScan *pc_scan_new(const PcScanner *scanner);
void pc_scan_free(PcScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcScan, pc_scan_free)

// pc_scan_file reads one file ("-" is standard input) and calls it `name` in what it says. A second
// one goes on where the first ended: its frames are counted on. A stray file has to begin like a
// capture.
void pc_scan_file(PcScan *scan, const char *path, const char *name, bool is_stray);

// pc_scan_finish ends what is still open, now that the capture is over.
void pc_scan_finish(PcScan *scan);

// pc_scan_ends gives what came of each file (GArray of PcScanEnd, lent). Complete after
// pc_scan_finish.
const GArray *pc_scan_ends(const PcScan *scan);

#endif
