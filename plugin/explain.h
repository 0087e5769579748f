// SPDX-License-Identifier: GPL-2.0-or-later
// What the chosen frame's findings mean, in a window of Wireshark's own, and the way from one
// finding to the next.
#ifndef PHONECERT_PLUGIN_EXPLAIN_H
#define PHONECERT_PLUGIN_EXPLAIN_H

// pc_explain_frame opens a window with the story of the frame that is chosen.
void pc_explain_frame(void);

// pc_explain_next goes to the next frame that decides a finding, behind the last to the first.
void pc_explain_next(void);

#endif
