// SPDX-License-Identifier: GPL-2.0-or-later
// What others may listen to: the tap "phonecert", whose rows say which session a frame tells of.
#ifndef PHONECERT_PLUGIN_TAPS_H
#define PHONECERT_PLUGIN_TAPS_H

#include "plugin/watched.h"
#include "plugin/ws_compat.h"

// PcTapRow is what a listener gets with a frame; lent for as long as the frame is dissected.
typedef struct {
    const PcWatched *session;
    bool whole; // the frame tells the whole story of its certificate
    bool end;   // the frame tells how the handshake ended; once a session
} PcTapRow;

// pc_taps_register adds the tap and the exporter of certificates to the protocol.
void pc_taps_register(int proto);

// pc_taps_listened_to says whether somebody listens to it, or to expert infos.
bool pc_taps_listened_to(void);

// pc_taps_queue tells the listeners, if there are any, of a drawn frame.
void pc_taps_queue(packet_info *pinfo, const PcTapRow *row);

// pc_export_certificate is the exporter's listener: it lists each client certificate once.
tap_packet_status pc_export_certificate(void *data, packet_info *pinfo, epan_dissect_t *edt,
                                        const void *row, tap_flags_t flags);
void pc_export_reset(void);

#endif
