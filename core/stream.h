// SPDX-License-Identifier: GPL-2.0-or-later
// PcStream cuts an ordered stream of bytes into whole messages: it keeps only the beginning of the
// message that is not yet whole. Where a message ends is the taker's knowledge.
#ifndef PHONECERT_CORE_STREAM_H
#define PHONECERT_CORE_STREAM_H

#include "core/bytes.h"

typedef enum {
    PC_STREAM_MORE,  // the message at the front is not whole yet
    PC_STREAM_TAKEN, // one message was taken off the front (at least one byte)
    PC_STREAM_STOP,  // this is not the protocol, or all is known: hear no more
} PcStreamStep;

// PcStreamTake takes one message off the front of `from`. On anything but TAKEN, `from` stays.
typedef PcStreamStep (*PcStreamTake)(void *user, PcBytes *from);

// PcStream starts as {.max_len = n}: a message of more than `n` bytes is over the limit. Free with
// pc_stream_clear.
typedef struct {
    GByteArray *pending; // NULL where nothing waits
    size_t max_len;
    bool stopped;
    bool over_limit; // stopped because a message grew past max_len
} PcStream;

// pc_stream_feed gives the next bytes of the stream to `take`, message by message.
void pc_stream_feed(PcStream *stream, PcBytes bytes, PcStreamTake take, void *user);
// pc_stream_stop forgets what waits and hears no more (a gap, an end).
void pc_stream_stop(PcStream *stream);
void pc_stream_clear(PcStream *stream);

#endif
