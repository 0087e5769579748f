// SPDX-License-Identifier: GPL-2.0-or-later
// Lets SIGINT and SIGTERM end a scan between two frames, so that what was found is still told.
#ifndef PHONECERT_ANALYZER_COMMAND_SIGNALS_H
#define PHONECERT_ANALYZER_COMMAND_SIGNALS_H

#include <stdbool.h>

// pc_signals_watch makes the first SIGINT or SIGTERM set `stop` to the signal's number. A read of
// standard input that waits for more is ended, too. A second signal ends the program as ever.
void pc_signals_watch(int *stop, bool reads_stdin);

#endif
