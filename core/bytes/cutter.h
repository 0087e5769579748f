// SPDX-License-Identifier: GPL-2.0-or-later
// PcCutter cuts an ordered stream of bytes into whole messages: it keeps only the beginning of the
// message that is not yet whole. Where a message ends is the taker's knowledge.
#ifndef PHONECERT_CORE_CUTTER_H
#define PHONECERT_CORE_CUTTER_H

#include "core/bytes/bytes.h"

typedef enum {
    PC_CUTTER_MORE,  // the message at the front is not whole yet
    PC_CUTTER_TAKEN, // one message was taken off the front (at least one byte)
    PC_CUTTER_STOP,  // this is not the protocol, or all is known: hear no more
} PcCutterStep;

// PcCutterTake takes one message off the front of `from`. On anything but TAKEN, `from` stays.
typedef PcCutterStep (*PcCutterTake)(void *user, PcBytes *from);

// PcCutter starts as {.max_len = n}: a message of more than `n` bytes is over the limit. Free with
// pc_cutter_clear.
typedef struct {
    GByteArray *pending; // NULL where nothing waits
    size_t max_len;
    size_t searched; // bytes of the message at the front that need not be searched again
    bool has_line;   // its first line is whole
    bool stopped;
    bool over_limit; // stopped because a message grew past max_len
} PcCutter;

// pc_cutter_feed gives the next bytes of the stream to `take`, message by message.
void pc_cutter_feed(PcCutter *stream, PcBytes bytes, PcCutterTake take, void *user);
// pc_cutter_held gives how many bytes are kept, with the room that arrays grow by.
size_t pc_cutter_held(const PcCutter *stream);

// A message of text may come in a thousand pieces, and its taker is asked after each. These look
// for its end from where they ended before; `from` is what the taker was given.
typedef enum {
    PC_CUTTER_NO_LINE,   // not even its first line is whole
    PC_CUTTER_LINE,      // that is since this call
    PC_CUTTER_LINES,     // and was before
    PC_CUTTER_HEAD_ENDS, // it has an empty line, too
} PcCutterHead;
PcCutterHead pc_cutter_head(PcCutter *stream, PcBytes from);
// pc_cutter_has_line says whether there is a whole line.
bool pc_cutter_has_line(PcCutter *stream, PcBytes from);

// pc_cutter_stop forgets what waits and hears no more (a gap, an end).
void pc_cutter_stop(PcCutter *stream);
void pc_cutter_clear(PcCutter *stream);

#endif
