// SPDX-License-Identifier: GPL-2.0-or-later
// A scan, once it is known what to do.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_SCAN_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_SCAN_H

#include "analyzer/command/command.h"
#include "analyzer/command/scan/options.h"

// pc_scan_run judges the handshakes in the captures that the arguments name, and reports.
PcExit pc_scan_run(const PcScanArguments *arguments);

#endif
