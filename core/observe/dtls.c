// SPDX-License-Identifier: GPL-2.0-or-later
// DTLS over UDP, on any port: what begins with a record of DTLS is one talk until it is done.
#include "core/observe/observer.h"
#include "core/tls/dtls_talk.h"
#include "core/wire/dtls_look.h"

typedef struct {
    PcObserve *observe;
    PcDtlsTalk *talk;
    bool done;
} Dtls;

static void *begin(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    (void)direction;
    if (!pc_dtls_looks(first)) {
        return NULL;
    }
    Dtls *dtls = g_new0(Dtls, 1);
    PcEndpoint from = pc_observe_flow_end(flow, 0), to = pc_observe_flow_end(flow, 1);
    dtls->observe = observe;
    dtls->talk = pc_dtls_talk_new(pc_observe_memory(observe), &from, &to);
    pc_observe_hint(pc_dtls_talk_handshake(dtls->talk), flow);
    g_free(from.address);
    g_free(to.address);
    return dtls;
}

static PcInterest on_datagram(void *state, const PcSeen *seen, PcBytes bytes, size_t missing)
{
    Dtls *dtls = state;
    pc_dtls_talk_datagram(dtls->talk, seen, bytes, missing);
    dtls->done = pc_dtls_talk_done(dtls->talk);
    return dtls->done ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static void show(void *state, const PcSeen *seen)
{
    const Dtls *dtls = state;
    if (pc_dtls_talk_worth(dtls->talk)) {
        pc_observe_show(dtls->observe, pc_dtls_talk_handshake(dtls->talk), seen, dtls->done);
    }
}

static void pause(void *state)
{
    Dtls *dtls = state;
    pc_dtls_talk_pause(dtls->talk);
}

static size_t held(const void *state)
{
    const Dtls *dtls = state;
    return pc_dtls_talk_held(dtls->talk);
}

static void on_end(void *state, PcEndCause cause)
{
    Dtls *dtls = state;
    if (cause == PC_END_LIMIT) {
        pc_handshake_missing(pc_dtls_talk_handshake(dtls->talk), PC_COVERAGE_OVER_LIMIT);
    }
    PcHandshake *handshake = pc_dtls_talk_take(dtls->talk, cause != PC_END_DONE);
    if (handshake != NULL) {
        pc_observe_give_handshake(dtls->observe, handshake);
    }
    pc_dtls_talk_free(dtls->talk);
    g_free(dtls);
}

const PcObserver pc_dtls_observer = {
    .begin = begin,
    .datagram = on_datagram,
    .pause = pause,
    .show = show,
    .held = held,
    .end = on_end,
};
