// SPDX-License-Identifier: GPL-2.0-or-later
// PcCodec takes one kind of compression off a stream, piece by piece. The table of codecs is all
// that the reader knows of compression libraries.
#ifndef PHONECERT_ANALYZER_READ_CODEC_H
#define PHONECERT_ANALYZER_READ_CODEC_H

#include "core/bytes/bytes.h"

// PcCodecStep is what one step did. `wrote` bytes were put out. A step eats input, puts out bytes,
// or says why it can do neither.
typedef enum {
    PC_CODEC_GOES_ON, // more input may be wanted, more output may follow
    PC_CODEC_BETWEEN, // a member or frame is complete: the input may end here
    PC_CODEC_DAMAGED, // what follows cannot be decompressed
    PC_CODEC_LARGE,   // it asks for more memory than it may have
} PcCodecStep;

typedef struct {
    const char *name; // "gzip"
    uint8_t magic[6];
    uint8_t magic_len;
    void *(*open)(size_t limit); // of what it may keep of what it put out, in bytes
    // step moves `input` past what it ate.
    PcCodecStep (*step)(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote);
    void (*close)(void *state);
    size_t (*held)(const void *state); // what it takes now; NULL: little, whatever the input
} PcCodec;

// PC_CODEC_LIMIT is what every compressor's own default keeps to.
enum { PC_CODEC_LIMIT = 128 * 1024 * 1024 };

// pc_codec_for gives the codec whose magic the bytes begin with, or NULL.
const PcCodec *pc_codec_for(PcBytes start);

#endif
