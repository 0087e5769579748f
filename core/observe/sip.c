// SPDX-License-Identifier: GPL-2.0-or-later
// SIP in clear, over TCP and UDP: which phone registers, and what it is told.
#include "core/talk/sip.h"

#include "core/observe/plain.h"

typedef struct {
    PcObserve *observe;
    PcFlow *flow;
    PcSipTalk talk;
    const PcSeen *seen; // of what is being fed
} Sip;

static void on_register(void *user, unsigned direction, const char *device)
{
    const Sip *sip = user;
    (void)direction;
    pc_plain_device(sip->observe, sip->flow, device, sip->seen);
}

static void on_answer(void *user, const PcSipAnswer *answer)
{
    const Sip *sip = user;
    void *owner;
    const PcObserveEvents *events = pc_observe_events(sip->observe, &owner);
    if (events->sip_answer == NULL) {
        return;
    }
    PcSipHeard heard = {
        .phone = pc_observe_flow_end(sip->flow, 1 - answer->direction),
        .server = pc_observe_flow_end(sip->flow, answer->direction),
        .device = answer->device,
        .status = answer->status,
        .warning = answer->warning,
    };
    events->sip_answer(owner, &heard, sip->seen);
    g_free(heard.phone.address);
    g_free(heard.server.address);
}

static void *begin(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    (void)direction;
    if (!pc_sip_looks_like(first)) {
        return NULL;
    }
    Sip *sip = g_new0(Sip, 1);
    sip->observe = observe;
    sip->flow = flow;
    sip->talk = (PcSipTalk){.registers = on_register, .answers = on_answer, .user = sip};
    return sip;
}

static PcInterest interest(const Sip *sip)
{
    return pc_sip_talk_done(&sip->talk) ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static PcInterest on_bytes(void *state, const PcSeen *seen, PcBytes bytes)
{
    Sip *sip = state;
    sip->seen = seen;
    pc_sip_talk_bytes(&sip->talk, seen->direction, bytes);
    return interest(sip);
}

static PcInterest on_datagram(void *state, const PcSeen *seen, PcBytes bytes, size_t missing)
{
    Sip *sip = state;
    (void)missing; // a head that is not whole is not read
    sip->seen = seen;
    pc_sip_talk_datagram(&sip->talk, seen->direction, bytes);
    return PC_FLOW_GO_ON;
}

static PcInterest on_gap(void *state, const PcSeen *seen, PcGapCause cause, size_t len)
{
    Sip *sip = state;
    (void)cause, (void)len;
    pc_sip_talk_gap(&sip->talk, seen->direction);
    return interest(sip);
}

static PcInterest on_reset(void *state, const PcSeen *seen)
{
    (void)state, (void)seen;
    return PC_FLOW_DONE;
}

static size_t held(const void *state)
{
    const Sip *sip = state;
    return sizeof *sip + pc_sip_talk_held(&sip->talk);
}

static void on_end(void *state, PcEndCause cause)
{
    Sip *sip = state;
    (void)cause;
    pc_sip_talk_clear(&sip->talk);
    g_free(sip);
}

const PcObserver pc_sip_observer = {
    .begin = begin,
    .bytes = on_bytes,
    .gap = on_gap,
    .reset = on_reset,
    .datagram = on_datagram,
    .held = held,
    .end = on_end,
};
