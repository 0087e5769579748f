// SPDX-License-Identifier: GPL-2.0-or-later
// Lets SIGINT, SIGTERM and SIGHUP end a scan between two frames, so that what was found is still
// told.
#ifndef PHONECERT_ANALYZER_COMMAND_SIGNALS_H
#define PHONECERT_ANALYZER_COMMAND_SIGNALS_H

#include <stdbool.h>

// pc_signals_watch makes the first of these signals set `stop` to its number. A read of standard
// input that waits for more is ended, too. A second signal ends the program as ever, unless it
// comes within a second: timeout(1) sends each twice. Under nohup SIGHUP stays ignored.
void pc_signals_watch(int *stop, bool reads_stdin);

#endif
