// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanRemarks watches the sessions of a run for what the user may have got wrong: keys that open
// nothing, and handshakes that two of the files share. Each is said once, at the end.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_REMARKS_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_REMARKS_H

#include "analyzer/report/session/session.h"
#include "core/tls/key_log.h"

typedef struct PcScanRemarks PcScanRemarks;

// PcScanKeys is what --keys gives.
typedef struct {
    const char *path; // NULL: it is not given
    PcKeyLog *log;    // read once, for all captures; NULL likewise
    size_t n_secrets; // that were taken
    PcAccount account;
} PcScanKeys;

// pc_scan_remarks_new is lent the keys.
PcScanRemarks *pc_scan_remarks_new(const PcScanKeys *keys);
void pc_scan_remarks_free(PcScanRemarks *remarks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcScanRemarks, pc_scan_remarks_free)

void pc_scan_remarks_session(PcScanRemarks *remarks, const PcSession *session);

// pc_scan_remarks_passed takes a file of a folder that is no capture: what is named as an archive
// and could not be opened as one may hold some.
void pc_scan_remarks_passed(PcScanRemarks *remarks, const char *path);

// pc_scan_remarks_tell adds the sentences to `notes` (of char *); `is_continuous` files share what
// they share.
void pc_scan_remarks_tell(const PcScanRemarks *remarks, bool is_continuous, GPtrArray *notes);

#endif
