// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanClear takes what a capture says in clear beside its handshakes: files that phones fetch,
// names under which they register, what they are answered, connections that come to nothing. It
// tells core and makes events of it, each once for a pair of ends: a phone tries again and again.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_CLEAR_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_CLEAR_H

#include "analyzer/command/scan/event.h"
#include "core/observe/observe.h"

typedef struct PcScanClear PcScanClear;

// PcScanTell takes an event; everything in it is lent.
typedef void (*PcScanTell)(void *user, const PcScanEvent *event);

// pc_scan_clear_new begins a capture; `judge` is lent.
PcScanClear *pc_scan_clear_new(PcJudge *judge, PcScanTell tell, void *user);
void pc_scan_clear_free(PcScanClear *clear);

// pc_scan_clear_overheard lends what core knows of this capture: it judges its handshakes.
PcOverheard *pc_scan_clear_overheard(PcScanClear *clear);

// The events of PcObserveEvents of the same names.
void pc_scan_clear_download(PcScanClear *clear, const PcDownload *download);
void pc_scan_clear_attempt(PcScanClear *clear, const PcEndpoint *from, const PcEndpoint *to,
                           bool refused, const PcSeen *seen);
void pc_scan_clear_sip_answer(PcScanClear *clear, const PcSipHeard *heard, const PcSeen *seen);
void pc_scan_clear_named(PcScanClear *clear, const PcEndpoint *phone, const PcEndpoint *server,
                         const char *device, const PcSeen *seen);
// pc_scan_clear_end is told that the capture is over.
void pc_scan_clear_end(PcScanClear *clear);

#endif
