// SPDX-License-Identifier: GPL-2.0-or-later
// The trust lists and configurations that phones fetch in a capture by TFTP and HTTP: found on the
// first pass, told to what the sessions are judged by, and kept to be drawn.
#ifndef PHONECERT_PLUGIN_DOWNLOADS_H
#define PHONECERT_PLUGIN_DOWNLOADS_H

#include "core/overheard.h"
#include "plugin/session.h"
#include "plugin/ws_compat.h"

// PcDownloaded is a file that was whole in some frame; it lives as long as the capture file.
typedef struct {
    PcFetched *fetched;
    GBytes *content;
} PcDownloaded;

// pc_downloads_register finds epan's fields and appends their numbers to `wanted` (GArray of int).
void pc_downloads_register(GArray *wanted);

// pc_downloads_begin_file and pc_downloads_end_file enclose a capture file; `sessions` is lent.
void pc_downloads_begin_file(PcSessions *sessions);
void pc_downloads_end_file(void);

// pc_downloads_take reads a frame with TFTP or HTTP on its first pass, and lends the file that
// became whole in it, if it is one that matters; else NULL.
const PcDownloaded *pc_downloads_take(packet_info *pinfo, const proto_tree *tree);

#endif
