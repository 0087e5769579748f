// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanEvent is something between a phone and a server that is no handshake but tells why there is
// none, or what the phone was told: a connection that came to nothing, a registration in clear, a
// file that the phone fetched.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_EVENT_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_EVENT_H

#include "analyzer/report/session/session.h"

typedef struct {
    const char *kind, *outcome; // static
    const char *line;           // that says what it is; NULL: it stands on no frame of its own
    PcTransport transport;
    const char *device;        // NULL where not said
    const GPtrArray *findings; // of PcFinding; NULL: none
    PcFetched *fetched;        // the file that it is about; NULL
    const PcServices *learnt;  // what the capture's configurations said of servers; NULL
    const char *release;       // of CUCM, as the user said; NULL
    const char *signalling;    // static: "SIP" or "SCCP" in clear; NULL: the port tells the service
    const PcEndpoint *from, *to;
    const PcSeen *seen;
} PcScanEvent;

// pc_scan_event_session words an event as the reports take it. Everything is copied but `services`,
// which must outlive it.
PcSession *pc_scan_event_session(const char *file, const PcServices *services,
                                 const PcScanEvent *event);

#endif
