// SPDX-License-Identifier: GPL-2.0-or-later
// PcSource turns a file, a member of an archive or standard input into a stream of bytes, taking
// gzip, zstd, lz4, bzip2 and xz off on the way. It knows nothing of what the bytes mean.
#ifndef PHONECERT_ANALYZER_READ_SOURCE_H
#define PHONECERT_ANALYZER_READ_SOURCE_H

#include "core/bytes/bytes.h"

typedef struct PcSource PcSource;

enum { PC_SOURCE_BLOCK = 256 * 1024 }; // bytes asked of the system at once

// pc_source_open opens `path` ("-" is standard input, ARCHIVE!MEMBER lies in an archive) and looks
// at its first bytes. NULL with `error` (message starts with the path) if it cannot be read, is a
// folder or is empty.
PcSource *pc_source_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_source_open_within does the same, but what takes off compression may have so many bytes only;
// what asks for more is refused in words that name `option`, which gives more (static).
PcSource *pc_source_open_within(const char *path, size_t limit, const char *option,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_source_of_bytes reads `content` (kept alive) as if it were the file `name`.
PcSource *pc_source_of_bytes(const char *name, GBytes *content,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pc_source_close(PcSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcSource, pc_source_close)

// pc_source_read writes up to `room` (at least 1) bytes to `out` and gives how many: 0 only at the
// end, which pc_source_broken tells apart from damage.
size_t pc_source_read(PcSource *source, uint8_t *out, size_t room);

// pc_source_fill reads on until `room` bytes are there or the end is.
size_t pc_source_fill(PcSource *source, uint8_t *out, size_t room);

// pc_source_broken gives the cause ("damaged gzip data") if the stream ended before its time, lent;
// NULL otherwise.
const char *pc_source_broken(const PcSource *source);

// pc_source_refused says whether that was for memory; pc_source_held what decompressing takes now.
bool pc_source_refused(const PcSource *source);
size_t pc_source_held(const PcSource *source);

// pc_source_offset tells how many bytes of the file itself have been read; pc_source_size how many
// it has (0 unknown).
uint64_t pc_source_offset(const PcSource *source);
uint64_t pc_source_size(const PcSource *source);

#endif
