// SPDX-License-Identifier: GPL-2.0-or-later
// PcSpool holds text until it is its turn, in memory while there is little of it and in a file
// without a name when there is much.
#ifndef PHONECERT_ANALYZER_REPORT_TEXT_SPOOL_H
#define PHONECERT_ANALYZER_REPORT_TEXT_SPOOL_H

#include "analyzer/report/output.h"
#include <stdio.h>

// All zero but `text` is an empty one.
typedef struct {
    GString *text; // owned: what is not in the file yet
    FILE *file;    // NULL while there is none
    size_t n_filed;
    bool is_broken; // the file takes nothing more: the rest stays in memory
} PcSpool;

// pc_spool_settle moves text that has grown large to the file.
void pc_spool_settle(PcSpool *spool);
// pc_spool_give appends everything to an output.
void pc_spool_give(PcSpool *spool, PcOutput *output);
void pc_spool_clear(PcSpool *spool);

#endif
