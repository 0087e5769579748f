// SPDX-License-Identifier: GPL-2.0-or-later
// PcJobs scans the captures of a run, several at a time where that is wanted, and tells what it
// finds in the order of the captures: the report does not depend on how many worked on it.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_JOBS_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_JOBS_H

#include "analyzer/command/scan/file.h"

// PcJob is a file to read ("-" is standard input) and the name that it has in what is told.
typedef struct {
    const char *path, *name;
    bool is_stray; // found in a folder, under a name that does not say that it is a capture
} PcJob;

typedef struct {
    const PcSetup *setup;
    const PcKeyLog *keys; // of all captures, read only; NULL without
    char **tunnels;       // likewise
    bool all;
    bool marks;         // see PcScanner
    bool continuous;    // the files are one capture
    unsigned n_workers; // at least 1
    size_t memory;      // bytes that the input may take, of all workers; 0: the default for each
    int *stop;          // atomic; see PcScanner
    PcScanCounts *counts;
    // Called by one thread at a time. `session` is the callee's; `end` is lent, `index` is that of
    // the file.
    void (*session)(void *user, PcSession *session);
    void (*file)(void *user, guint index, const PcScanEnd *end);
    // Gives the file with which the capture goes on after the last one; NULL: none ever does.
    bool (*more)(void *user, PcJob *job);
    void *user;
} PcJobs;

// pc_jobs_of gives the jobs (GArray of PcJob) that are to be scanned of the inputs (of PcInput,
// which lend their paths): of a folder what a capture may be, by its name.
GArray *pc_jobs_of(const GPtrArray *inputs);

// pc_jobs_run scans `files` (of PcJob) and returns when all is told.
void pc_jobs_run(const PcJobs *jobs, const GArray *files);

#endif
