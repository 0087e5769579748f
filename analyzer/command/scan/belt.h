// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanBelt carries what was observed in a large capture to a thread that judges it, in order and
// with a bound on what is under way. Reading and judging share nothing else, so the report is the
// same with and without it.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_BELT_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_BELT_H

#include "core/judge/judge.h"
#include "core/observe/observe.h"

typedef struct PcScanBelt PcScanBelt;

// pc_scan_belt_start begins a thread in which `events` are called with `user`, all of them set
// (but `shown`, which may be NULL).
// `judge` is used by nobody else until pc_scan_belt_end. NULL where no thread can be had.
PcScanBelt *pc_scan_belt_start(const PcObserveEvents *events, void *user, PcJudge *judge);

// pc_scan_belt_events lends what puts events on a belt; their `user` is the belt. What is `shown`
// is told at once, in the thread that reads.
const PcObserveEvents *pc_scan_belt_events(const PcScanBelt *belt);

// pc_scan_belt_wait returns when everything that was put on the belt is judged.
void pc_scan_belt_wait(PcScanBelt *belt); // NULL is fine

// pc_scan_belt_end waits, ends the thread and frees the belt.
void pc_scan_belt_end(PcScanBelt *belt); // NULL is fine

#endif
