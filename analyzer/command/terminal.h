// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of the terminal that a report goes to.
#ifndef PHONECERT_ANALYZER_COMMAND_TERMINAL_H
#define PHONECERT_ANALYZER_COMMAND_TERMINAL_H

#include "analyzer/report/report.h"

// pc_terminal_style gives how text looks on standard output: colour, width and UTF-8 of a terminal
// (NO_COLOR, no-color.org, takes the colour away; COLUMNS overrules the width), plain text of 100
// columns otherwise.
PcReportOptions pc_terminal_style(void);

// pc_terminal_columns gives the width of the terminal that a descriptor is, 100 where it is none.
size_t pc_terminal_columns(int descriptor);

#endif
