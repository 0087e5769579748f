// SPDX-License-Identifier: GPL-2.0-or-later
// Takes one TCP segment out of an Ethernet frame and makes others of it that carry any part of its
// payload, with right checksums.
#ifndef PHONECERT_TESTS_METAMORPHIC_SEGMENT_H
#define PHONECERT_TESTS_METAMORPHIC_SEGMENT_H

#include "tests/metamorphic/sample.h"

// MetaPlaces says where the headers of a frame begin, counted from its first byte.
typedef struct {
    guint ip;
    bool is_v6;
    uint8_t protocol;
    guint transport; // behind IP
    guint payload;   // of TCP or UDP; the end of the frame for anything else
    guint end;       // behind what IP counts: padding of the link is beyond it
} MetaPlaces;

// meta_places finds the headers of Ethernet, VLAN tags, IP and TCP or UDP. False for other frames.
bool meta_places(const MetaFrame *frame, MetaPlaces *places);

// meta_tcp_payload gives how many bytes of TCP payload a frame has that was captured whole; 0 for
// any other frame. `places` may be NULL.
guint meta_tcp_payload(const MetaFrame *frame, MetaPlaces *places);

// meta_sum_tcp writes the right checksum into a TCP segment that reaches to the end of its frame.
void meta_sum_tcp(MetaFrame *frame);

// meta_tcp_piece makes a frame with bytes [from, to) of the payload. SYN stays with the first byte,
// FIN and PSH with the last.
MetaFrame *meta_tcp_piece(const MetaFrame *frame, guint from, guint to);

#endif
