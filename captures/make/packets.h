// SPDX-License-Identifier: GPL-2.0-or-later
// What a network and a capture do to packets: loss, another order, repetition, several
// conversations on one wire, a late start, an early end. Each function changes a list of MkPacket
// in place.
#ifndef PHONECERT_CAPTURES_MAKE_PACKETS_H
#define PHONECERT_CAPTURES_MAKE_PACKETS_H

#include "captures/make/wire.h"

// mk_packets_find gives the index of the packet that carries piece `nth` (from 0) of this flight.
// That it does not exist is a mistake of the caller and ends the program.
unsigned mk_packets_find(const GPtrArray *packets, int flight, unsigned nth);

// mk_packets_keep keeps `n` packets from index `first` on.
void mk_packets_keep(GPtrArray *packets, unsigned first, unsigned n);

// mk_packets_drop removes one packet.
void mk_packets_drop(GPtrArray *packets, unsigned index);

// mk_packets_swap lets two packets change places; the times stay in order.
void mk_packets_swap(GPtrArray *packets, unsigned a, unsigned b);

// mk_packets_repeat puts a copy of the packet at `index` behind the packet at `after`, 1 ms later
// than that.
void mk_packets_repeat(GPtrArray *packets, unsigned index, unsigned after);

// mk_packets_merge moves all packets of `other` into `packets` and sorts by time: two conversations
// on one wire.
void mk_packets_merge(GPtrArray *packets, GPtrArray *other);

#endif
