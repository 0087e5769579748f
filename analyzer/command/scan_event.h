// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanEvent is something between a phone and a server that is no handshake but tells why there is
// none: a connection that came to nothing, a registration that was refused in clear.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_EVENT_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_EVENT_H

#include "analyzer/report/session.h"

typedef struct {
    const char *kind, *outcome; // static
    PcFindingId finding;
    const char *device, *warning; // NULL where not said
    const char *message;          // the finding's sentence; NULL: made from the rest
    const PcEndpoint *from, *to;
    const PcSeen *seen;
} PcScanEvent;

// pc_scan_event_session words an event as the reports take it. Everything is copied but `services`,
// which must outlive it.
PcSession *pc_scan_event_session(const char *file, const PcServices *services,
                                 const PcScanEvent *event);

#endif
