// SPDX-License-Identifier: GPL-2.0-or-later
// How many processors this process may use.
#ifndef PHONECERT_ANALYZER_COMMAND_PROCESSORS_H
#define PHONECERT_ANALYZER_COMMAND_PROCESSORS_H

// pc_processors counts them; at least 1. taskset and cpusets are obeyed, as g_get_num_processors of
// GLib 2.74 does not.
unsigned pc_processors(void);

#endif
