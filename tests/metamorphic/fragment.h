// SPDX-License-Identifier: GPL-2.0-or-later
// Makes fragments of the IP packets in Ethernet frames, as a path with a small MTU would (RFC 791,
// 3.2; RFC 8200, 4.5), and puts them into an order that a network may.
#ifndef PHONECERT_TESTS_METAMORPHIC_FRAGMENT_H
#define PHONECERT_TESTS_METAMORPHIC_FRAGMENT_H

#include "tests/metamorphic/sample.h"

typedef enum {
    META_IN_ORDER,
    META_BACKWARDS,
    META_ODD_FIRST, // every second one, then the others
    META_TWICE,     // each of them again before the last one
    META_OVERLAPPING,
    META_ORDERS,
} MetaOrder;

// meta_order_name lends the words for it.
const char *meta_order_name(MetaOrder order);

// meta_fragments gives the frames with every IP packet of more than `size` bytes behind its header
// cut into pieces of `size` (a multiple of 8). What is not IP, was not captured whole or would make
// too many pieces stays as it is.
GPtrArray *meta_fragments(const GPtrArray *frames, guint size, MetaOrder order);

#endif
