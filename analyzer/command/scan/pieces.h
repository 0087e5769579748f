// SPDX-License-Identifier: GPL-2.0-or-later
// Files that are pieces of one capture: which comes first, and whether they look like it.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_PIECES_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_PIECES_H

#include "analyzer/command/inputs.h"

// pc_pieces_sort puts inputs (of PcInput) in the order of their first packets; one that has none,
// and standard input, stays behind those before it. Gives a sentence where that changed their
// order, else NULL; the caller frees it.
char *pc_pieces_sort(GPtrArray *inputs);

// pc_pieces_hint gives a sentence where two files have names as dumpcap gives them to the pieces of
// one capture ("name_00001_20261123034400.pcapng"); else NULL.
char *pc_pieces_hint(const GPtrArray *inputs);

#endif
