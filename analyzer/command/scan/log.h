// SPDX-License-Identifier: GPL-2.0-or-later
// PcScanLogs joins phone and server logs to the sessions of a scan or of a merge (--log): where
// both tell of one connection and cannot both be right, that is a finding, an event of its own.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_LOG_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_LOG_H

#include "analyzer/command/sink.h"

typedef struct PcScanLogs PcScanLogs;

// pc_scan_logs_new reads the logs at `paths` and those at `found` (both NULL-terminated; NULL:
// none). Errors go to `errors` (of char *). Nobody named those that were found, nor those in a
// folder or an archive: that one of them says nothing of these captures is not worth a word.
PcScanLogs *pc_scan_logs_new(char *const *paths, char *const *found, GPtrArray *errors);
void pc_scan_logs_free(PcScanLogs *logs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcScanLogs, pc_scan_logs_free)

// pc_scan_logs_have says whether some line is of one of these forms (bits of 1 << PcLogForm), in a
// log of that device (NULL: of any).
bool pc_scan_logs_have(const PcScanLogs *logs, unsigned forms, const char *device);
// pc_scan_logs_tell adds what the logs come to.
void pc_scan_logs_tell(const PcScanLogs *logs, PcLogCauses *causes);

// pc_scan_logs_session remembers a session, if there are logs to join it to.
void pc_scan_logs_session(PcScanLogs *logs, const PcSession *session);

// pc_scan_logs_join gives the sink an event for each contradiction. Gives a sentence for each log
// that says how much of it was found in the captures, if it was named or anything was (GPtrArray of
// char *).
GPtrArray *pc_scan_logs_join(PcScanLogs *logs, PcSink *sink);

#endif
