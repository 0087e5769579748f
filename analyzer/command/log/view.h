// SPDX-License-Identifier: GPL-2.0-or-later
// The writers of `phonecert log`: connections and entries of a log, for people and as JSON lines.
#ifndef PHONECERT_ANALYZER_COMMAND_LOG_VIEW_H
#define PHONECERT_ANALYZER_COMMAND_LOG_VIEW_H

#include "core/log/phone_log.h"

// PcLogView is one log and how much of it is shown.
typedef struct {
    const char *path;
    const PcPhoneLog *log;
    bool every_entry; // else only connections, and entries that belong to none
} PcLogView;

void pc_log_text(GString *out, const PcLogView *view);
void pc_log_json(GString *out, const PcLogView *view);

// pc_log_view_shows says whether an entry is shown by itself.
bool pc_log_view_shows(const PcLogView *view, const PcLogEntry *entry);

// pc_log_understood_text gives how many lines were of which form: "12 understood: ISE syslog and
// reports". Caller frees.
char *pc_log_understood_text(const PcPhoneLog *log);

// pc_log_time_text gives "2026 Nov 23 06:33:59.396231" or "00:01:31.935298", as far as the
// log tells it; NULL where the log has no
// time. Caller frees.
char *pc_log_time_text(const PcLogTime *time);

#endif
