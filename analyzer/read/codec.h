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
} PcCodecStep;

typedef struct {
    const char *name; // "gzip"
    uint8_t magic[6];
    uint8_t magic_len;
    void *(*open)(void);
    // step moves `input` past what it ate.
    PcCodecStep (*step)(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote);
    void (*close)(void *state);
} PcCodec;

// pc_codec_for gives the codec whose magic the bytes begin with, or NULL.
const PcCodec *pc_codec_for(PcBytes start);

#endif
