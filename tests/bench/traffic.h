// SPDX-License-Identifier: GPL-2.0-or-later
// The traffic of a voice network that no handshake is in: calls (SRTP), downloads (bulk TCP) and
// long-lived TLS connections, frame by frame from a fixed seed. Every flow counts its sequence
// numbers on; payloads are noise.
#ifndef PHONECERT_TESTS_BENCH_TRAFFIC_H
#define PHONECERT_TESTS_BENCH_TRAFFIC_H

#include "tests/bench/crowd.h"

enum { TRAFFIC_MAX_FRAME = 1514 };

// TrafficFrame is a frame being made.
typedef struct TrafficFrame {
    uint8_t bytes[TRAFFIC_MAX_FRAME];
    size_t len;
} TrafficFrame;

typedef struct Traffic Traffic;

// traffic_new makes the flows. `crowd` (borrowed, may be NULL) lends the long-lived connections
// their handshakes, the last ones of the crowd; without it their handshakes were before the
// capture.
Traffic *traffic_new(const Crowd *crowd);
void traffic_free(Traffic *traffic);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Traffic, traffic_free)

// traffic_random gives a number below `n`, from the fixed seed on.
uint32_t traffic_random(Traffic *traffic, uint32_t n);

// traffic_srtp, traffic_bulk and traffic_tls make the next frame of a flow of their kind.
void traffic_srtp(Traffic *traffic, TrafficFrame *frame);
void traffic_bulk(Traffic *traffic, TrafficFrame *frame);
void traffic_tls(Traffic *traffic, TrafficFrame *frame);

// traffic_connection makes step `step` of connection `number` of any number of connections: SYN,
// its answer, the acknowledgement, then records of TLS application data from alternating ends.
void traffic_connection(Traffic *traffic, uint32_t number, uint32_t step, TrafficFrame *frame);

#endif
