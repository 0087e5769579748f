// SPDX-License-Identifier: GPL-2.0-or-later
// PcExtract writes the client certificates of sessions into a folder as PEM, once each.
#ifndef PHONECERT_ANALYZER_REPORT_EXTRACT_H
#define PHONECERT_ANALYZER_REPORT_EXTRACT_H

#include "analyzer/report/session/session.h"

typedef struct PcExtract PcExtract;

// pc_extract_new makes the folder where it is missing. NULL with `error`, starting with the path.
PcExtract *pc_extract_new(const char *folder, GError **error);
void pc_extract_free(PcExtract *extract);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcExtract, pc_extract_free)

// pc_extract_session writes the session's client certificate as DEVICE-TYPE-SHA256.pem, unless that
// was done. True where there is nothing to write.
bool pc_extract_session(PcExtract *extract, const PcSession *session, GError **error);

#endif
