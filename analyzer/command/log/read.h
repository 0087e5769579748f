// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a log file, compressed or not, into a PcPhoneLog.
#ifndef PHONECERT_ANALYZER_COMMAND_LOG_READ_H
#define PHONECERT_ANALYZER_COMMAND_LOG_READ_H

#include "core/log/phone_log.h"

// pc_log_read reads `path`. NULL with `error` (starting with the path) if it cannot be read. Where
// it is damaged, what comes before counts, and `*damage` is a sentence (the caller frees it), else
// NULL. A stray file is one of which nobody said that it is a log: NULL without `error` where it is
// no text or no line of it is understood.
//
// Of a file in which no line is understood `*known` says what else it is (pc_known_file_text); NULL
// where that cannot be told. `known` may be NULL.
PcPhoneLog *pc_log_read(const char *path, bool is_stray, const char **known, char **damage,
                        GError **error);

#endif
