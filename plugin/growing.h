// SPDX-License-Identifier: GPL-2.0-or-later
// Whether frames may still follow those that were read: while they may, what is missing may still
// come, and nobody is to be told that it does.
#ifndef PHONECERT_PLUGIN_GROWING_H
#define PHONECERT_PLUGIN_GROWING_H

#include "plugin/ws_compat.h"

// pc_in_window: the program is Wireshark's window, not tshark, sharkd or another.
bool pc_in_window(void);

// pc_growing: Wireshark's window is in the middle of a load or dissects all packets anew, in which
// it draws rows, too, or packets are being captured. What has no window (tshark, sharkd) dissects a
// frame again only when it has read all.
bool pc_growing(void);

#endif
