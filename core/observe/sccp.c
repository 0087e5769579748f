// SPDX-License-Identifier: GPL-2.0-or-later
// SCCP in clear: the name under which a phone registers.
#include "core/talk/sccp.h"

#include "core/field/services.h"
#include "core/observe/plain.h"

enum {
    MAX_MESSAGES = 64, // a phone registers before it does anything else
};

typedef struct {
    PcObserve *observe;
    PcFlow *flow;
    PcCutter streams[2];
    unsigned n_messages;
    bool is_named;
    const PcSeen *seen; // of what is being fed
} Sccp;

static void *begin(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    PcSccpMessage message;
    const int port = pc_port_default(PC_SERVICE_SCCP, PC_PORT_CLEAR);
    bool is_port = pc_flow_peer(flow, 0)->port == port || pc_flow_peer(flow, 1)->port == port;
    (void)direction;
    if (!is_port || pc_sccp_read(&first, &message) == PC_SCCP_NO) {
        return NULL;
    }
    Sccp *sccp = g_new0(Sccp, 1);
    sccp->observe = observe;
    sccp->flow = flow;
    sccp->streams[0].max_len = PC_SCCP_MAX_MESSAGE + 8;
    sccp->streams[1].max_len = PC_SCCP_MAX_MESSAGE + 8;
    return sccp;
}

static PcCutterStep take_message(void *user, PcBytes *from)
{
    Sccp *sccp = user;
    PcSccpMessage message;
    PcSccpStep step = pc_sccp_read(from, &message);
    if (step != PC_SCCP_TAKEN) {
        return step == PC_SCCP_MORE ? PC_CUTTER_MORE : PC_CUTTER_STOP;
    }
    g_autofree char *device = pc_sccp_register_device(&message);
    if (device != NULL) {
        sccp->is_named = true;
        pc_plain_device(sccp->observe, sccp->flow, device, sccp->seen);
    }
    sccp->n_messages++;
    return PC_CUTTER_TAKEN;
}

static PcInterest interest(const Sccp *sccp)
{
    bool is_over = sccp->streams[0].stopped && sccp->streams[1].stopped;
    return is_over || sccp->is_named || sccp->n_messages > MAX_MESSAGES ? PC_FLOW_DONE
                                                                        : PC_FLOW_GO_ON;
}

static PcInterest on_bytes(void *state, const PcSeen *seen, PcBytes bytes)
{
    Sccp *sccp = state;
    sccp->seen = seen;
    pc_cutter_feed(&sccp->streams[seen->direction & 1], bytes, take_message, sccp);
    return interest(sccp);
}

static PcInterest on_gap(void *state, const PcSeen *seen, PcGapCause cause, size_t len)
{
    Sccp *sccp = state;
    (void)cause, (void)len;
    pc_cutter_stop(&sccp->streams[seen->direction & 1]);
    return interest(sccp);
}

static PcInterest on_reset(void *state, const PcSeen *seen)
{
    (void)state, (void)seen;
    return PC_FLOW_DONE;
}

static size_t held(const void *state)
{
    const Sccp *sccp = state;
    return sizeof *sccp + pc_cutter_held(&sccp->streams[0]) + pc_cutter_held(&sccp->streams[1]);
}

static void on_end(void *state, PcEndCause cause)
{
    Sccp *sccp = state;
    (void)cause;
    pc_cutter_clear(&sccp->streams[0]);
    pc_cutter_clear(&sccp->streams[1]);
    g_free(sccp);
}

const PcObserver pc_sccp_observer = {
    .begin = begin,
    .bytes = on_bytes,
    .gap = on_gap,
    .reset = on_reset,
    .held = held,
    .end = on_end,
};
