// SPDX-License-Identifier: GPL-2.0-or-later
// PcPacked takes xz off what an archive is read from, within bounds of memory and of bytes, and
// leaves every other content as it is. libarchive takes xz off, too, but lets it have whatever
// memory it asks for.
#ifndef PHONECERT_ANALYZER_READ_PACKED_H
#define PHONECERT_ANALYZER_READ_PACKED_H

#include "core/bytes/bytes.h"

typedef struct PcPacked PcPacked;

// Why reading ends where far more comes out than went in.
#define PC_PACKED_SWELLS "unpacks to far more than it has bytes; the rest is not read"

// pc_packed_takes says whether this is done for content that begins so.
bool pc_packed_takes(PcBytes start);

// PcPackedRead writes up to `room` bytes to `out` and gives how many; 0 at the end.
typedef size_t (*PcPackedRead)(void *from, uint8_t *out, size_t room);

// pc_packed_new reads from `read`; `from` is lent. Decompressing may take `memory` bytes and come
// to `most` bytes.
PcPacked *pc_packed_new(PcPackedRead read, void *from, size_t memory, uint64_t most);
void pc_packed_free(PcPacked *packed);

// pc_packed_read lends the next bytes, until the next call; none at the end, which pc_packed_broken
// tells apart from damage then: it gives the cause (static), or NULL.
PcBytes pc_packed_read(PcPacked *packed);
const char *pc_packed_broken(const PcPacked *packed);

// pc_packed_held tells what decompressing takes now, in bytes.
size_t pc_packed_held(const PcPacked *packed);

#endif
