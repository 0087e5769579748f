// SPDX-License-Identifier: GPL-2.0-or-later
// A sink for fuzzing that reads every byte it is lent and checks what PcPacketSink promises: calls
// about a flow come before its end, and a direction is silent after its own end.
#ifndef PHONECERT_TESTS_FUZZ_COUNT_SINK_H
#define PHONECERT_TESTS_FUZZ_COUNT_SINK_H

#include "core/packet/packet.h"

typedef struct {
    uint64_t n_flows;
    uint64_t n_ended;
    uint64_t n_calls;
    uint64_t sum;
} PcCountSink;

typedef struct {
    bool ended[2];
} PcCountFlow;

static inline PcCountFlow *pc_count_flow(PcCountSink *sink, PcFlow *flow)
{
    if (pc_flow_user(flow) == NULL) {
        pc_flow_set_user(flow, g_new0(PcCountFlow, 1));
        sink->n_flows += 1;
    }
    sink->n_calls += 1;
    return pc_flow_user(flow);
}

static inline void pc_count_read(PcCountSink *sink, PcBytes bytes)
{
    uint8_t byte;
    while (pc_bytes_u8(&bytes, &byte)) {
        sink->sum += byte;
    }
}

static inline PcInterest pc_count_answer(const PcCountSink *sink)
{
    return sink->sum % 251 == 250 ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static inline PcInterest pc_count_bytes(void *user, PcFlow *flow, unsigned direction, PcBytes bytes,
                                        const PcStamp *stamp)
{
    PcCountSink *sink = user;
    g_assert_cmpuint(bytes.len, >, 0);
    g_assert_cmpuint(stamp->frame, >, 0);
    g_assert(!pc_count_flow(sink, flow)->ended[direction]);
    pc_count_read(sink, bytes);
    return pc_count_answer(sink);
}

static inline PcInterest pc_count_gap(void *user, PcFlow *flow, unsigned direction,
                                      PcGapCause cause, size_t len, const PcStamp *stamp)
{
    PcCountSink *sink = user;
    g_assert(cause <= PC_GAP_LIMIT && stamp->frame > 0);
    g_assert(!pc_count_flow(sink, flow)->ended[direction]);
    sink->sum += len;
    return pc_count_answer(sink);
}

static inline PcInterest pc_count_fin(void *user, PcFlow *flow, unsigned direction,
                                      const PcStamp *stamp)
{
    PcCountSink *sink = user;
    PcCountFlow *counted = pc_count_flow(sink, flow);
    g_assert(!counted->ended[direction] && stamp->frame > 0);
    counted->ended[direction] = true;
    return pc_count_answer(sink);
}

// An end that was told is taken back.
static inline void pc_count_goes_on(void *user, PcFlow *flow, unsigned direction)
{
    pc_count_flow(user, flow)->ended[direction] = false;
}

static inline PcInterest pc_count_reset(void *user, PcFlow *flow, unsigned direction,
                                        const PcStamp *stamp)
{
    g_assert(direction < 2 && stamp->frame > 0);
    pc_count_flow(user, flow);
    return PC_FLOW_GO_ON;
}

static inline PcInterest pc_count_datagram(void *user, PcFlow *flow, unsigned direction,
                                           PcBytes bytes, size_t missing, const PcStamp *stamp)
{
    PcCountSink *sink = user;
    g_assert(direction < 2 && stamp->frame > 0 && !pc_flow_is_tcp(flow));
    pc_count_flow(sink, flow);
    pc_count_read(sink, bytes);
    sink->sum += missing;
    return pc_count_answer(sink);
}

static inline void pc_count_eapol(void *user, const PcPeer *source, const PcPeer *destination,
                                  PcBytes bytes, size_t missing, const PcStamp *stamp)
{
    PcCountSink *sink = user;
    g_assert(source->address_len <= 6 && destination->address_len <= 6 && stamp->frame > 0);
    pc_count_read(sink, bytes);
    sink->sum += missing;
}

static inline void pc_count_end(void *user, PcFlow *flow, PcEndCause cause)
{
    PcCountSink *sink = user;
    g_assert(cause <= PC_END_LIMIT);
    sink->n_ended += 1;
    g_free(pc_flow_user(flow));
}

static inline void pc_count_attempt(void *user, const PcFlow *flow, bool refused,
                                    const PcStamp *stamp)
{
    PcCountSink *sink = user;
    sink->sum += refused ? 1 : 0;
    g_assert(pc_flow_is_tcp(flow) && pc_flow_user(flow) == NULL);
    g_assert_cmpuint(stamp->frame, >, 0);
}

static const PcPacketSink pc_count_sink = {
    .tcp_bytes = pc_count_bytes,
    .tcp_gap = pc_count_gap,
    .tcp_fin = pc_count_fin,
    .tcp_reset = pc_count_reset,
    .tcp_goes_on = pc_count_goes_on,
    .datagram = pc_count_datagram,
    .eapol = pc_count_eapol,
    .end = pc_count_end,
    .tcp_attempt = pc_count_attempt,
};

#endif
