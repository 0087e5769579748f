// SPDX-License-Identifier: GPL-2.0-or-later
// What observers need of the one who observes: to whom the events belong, what connections share,
// and how a handshake is given out.
#include "core/observe/observer.h"

PcEndpoint pc_observe_flow_end(const PcFlow *flow, unsigned direction)
{
    return pc_peer_endpoint(pc_flow_peer(flow, direction));
}

const PcObserveEvents *pc_observe_events(const PcObserve *observe, void **user)
{
    *user = observe->user;
    return &observe->events;
}

const PcTlsMemory *pc_observe_memory(const PcObserve *observe)
{
    return &observe->memory;
}

static void give_one(PcObserve *observe, PcHandshake *handshake)
{
    if (observe->events.handshake != NULL) {
        observe->events.handshake(observe->user, handshake);
    } else {
        pc_handshake_free(handshake);
    }
}

void pc_observe_give_handshake(PcObserve *observe, PcHandshake *handshake)
{
    PcHandshake *earlier;
    while ((earlier = pc_handshake_take_earlier(handshake)) != NULL) {
        give_one(observe, earlier);
    }
    give_one(observe, handshake);
}

void pc_observe_show(PcObserve *observe, PcHandshake *handshake, const PcSeen *seen, bool done)
{
    if (handshake != NULL && observe->events.shown != NULL) {
        observe->events.shown(observe->user, handshake, seen, done);
    }
}

void pc_observe_hint(PcHandshake *handshake, const PcFlow *flow)
{
    int opener = pc_flow_syn_direction(flow);
    if (opener >= 0) {
        pc_handshake_hint_client(handshake, (unsigned)opener, false);
    } else {
        pc_handshake_hint_ports(handshake);
    }
}
