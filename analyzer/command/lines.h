// SPDX-License-Identifier: GPL-2.0-or-later
// PcLines turns a file, a member of an archive or standard input into its lines, one at a time, so
// that a report of any size takes the memory of its longest line.
#ifndef PHONECERT_ANALYZER_COMMAND_LINES_H
#define PHONECERT_ANALYZER_COMMAND_LINES_H

#include "core/bytes/bytes.h"

enum { PC_LINES_MAX_LEN = 16 * 1024 * 1024 }; // bytes of one line; no session has a tenth of it

typedef struct PcLines PcLines;

// pc_lines_open opens `path` ("-" is standard input, ARCHIVE!MEMBER lies in an archive); gzip,
// zstd, lz4, bzip2 and xz are taken off. NULL with `error` (message starts with the path).
PcLines *pc_lines_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pc_lines_close(PcLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcLines, pc_lines_close)

// pc_lines_next lends the next line, without its newline, until the next call. False at the end,
// and with `error` (message starts with the path) where what follows cannot be read.
bool pc_lines_next(PcLines *lines, PcBytes *line, GError **error);

// pc_lines_begin_with says, before the first line was asked for, whether the first byte is `byte`.
// Nothing is lost by it: what cannot be read twice need not be.
bool pc_lines_begin_with(PcLines *lines, uint8_t byte);

#endif
