// SPDX-License-Identifier: GPL-2.0-or-later
// What CAPF and TVS have in common: messages that begin with the protocol's own letter and hold
// elements of a tag, a length of two bytes and a value.
#ifndef PHONECERT_CORE_TALK_TLV_H
#define PHONECERT_CORE_TALK_TLV_H

#include "core/bytes/cutter.h"

enum { PC_TLV_HEADER_LEN = 3 }; // of an element

// PcTlv is one element; it lends from the bytes it was read from.
typedef struct {
    uint8_t tag;
    PcBytes value;
} PcTlv;

// pc_tlv_read takes an element off the front of a message's elements.
bool pc_tlv_read(PcBytes *elements, PcTlv *element);

// pc_tlv_until_nul gives the part of a value before its first NUL.
PcBytes pc_tlv_until_nul(PcBytes value);

// pc_tlv_begins says what to do with a stream at a message's front: STOP where another letter
// stands there (`damaged` becomes true), else TAKEN: a message may be read.
PcCutterStep pc_tlv_begins(PcBytes from, uint8_t letter, bool *damaged);

#endif
