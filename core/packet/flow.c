// SPDX-License-Identifier: GPL-2.0-or-later
// A flow: its life, its two ends, and what the sink may ask of it.
#include "core/packet/early.h"

const PcPeer *pc_flow_peer(const PcFlow *flow, unsigned direction)
{
    return &flow->peer[direction];
}

int pc_flow_syn_direction(const PcFlow *flow)
{
    return flow->syn_direction;
}

bool pc_flow_was_heard(const PcFlow *flow, unsigned direction)
{
    const PcStream *stream = &flow->stream[direction];
    bool any = stream->by_syn || stream->begun || stream->held != NULL ||
               flow->stream[1 - direction].has_acknowledged;
    return any && !pc_stream_is_missing(stream);
}

bool pc_flow_waits(const PcFlow *flow)
{
    const PcStream *stream = flow->stream;
    bool awaits = flow->n_awaited < PC_PACKETS_MAX_AWAITED &&
                  (pc_stream_awaits(&stream[0]) || pc_stream_awaits(&stream[1]));
    return stream[0].held != NULL || stream[1].held != NULL || flow->early != NULL || awaits;
}

bool pc_flow_is_tcp(const PcFlow *flow)
{
    return flow->is_tcp;
}

void *pc_flow_user(const PcFlow *flow)
{
    return flow->user;
}

void pc_flow_set_user(PcFlow *flow, void *user)
{
    flow->user = user;
}

unsigned pc_flow_direction(const PcFlowSlot *slot, bool from_high)
{
    return slot->from_high == from_high ? 0 : 1;
}

static void put_u64(uint8_t *out, uint64_t value, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        out[i] = (uint8_t)(value >> 8 * (len - 1 - i));
    }
}

PcPeer pc_flow_peer_of(PcAddress address, uint8_t address_len, uint16_t port)
{
    PcPeer peer = {.address_len = address_len, .port = port};
    if (address_len == 4) {
        put_u64(peer.address, address.low, 4);
    } else {
        put_u64(peer.address, address.high, 8);
        put_u64(peer.address + 8, address.low, 8);
    }
    return peer;
}

void pc_flow_peers(const PcFlowSlot *slot, PcPeer peer[2])
{
    PcPeer low = pc_flow_peer_of(slot->low, slot->address_len, (uint16_t)(slot->ports >> 16));
    PcPeer high = pc_flow_peer_of(slot->high, slot->address_len, (uint16_t)slot->ports);
    peer[0] = slot->from_high ? high : low;
    peer[1] = slot->from_high ? low : high;
}

PcFlow *pc_flow_start(PcPackets *packets, PcFlowSlot *slot, uint64_t frame)
{
    PcFlow *flow = g_new0(PcFlow, 1);
    pc_flow_peers(slot, flow->peer);
    flow->first_frame = frame;
    flow->syn_direction = -1;
    pc_stream_init(&flow->stream[0], &packets->pool);
    pc_stream_init(&flow->stream[1], &packets->pool);
    slot->of.flow = flow;
    pc_account_change(packets->account, PC_HOLD_CONNECTIONS, pc_account_block(sizeof *flow), 0);
    pc_flow_table_set_state(packets->table, slot, PC_SLOT_LIVE);
    return flow;
}

// The other end has acknowledged what it sent, and nothing of that was captured.
static bool is_unheard(const PcFlow *flow, unsigned direction)
{
    return pc_stream_is_missing(&flow->stream[direction]);
}

void pc_flow_count(PcPackets *packets, const PcFlow *flow)
{
    PcSilencePort *port =
        flow->is_tcp ? pc_silence_port(&packets->silence, flow->peer[0].port, flow->peer[1].port)
                     : NULL;
    if (port != NULL) {
        bool both = pc_flow_was_heard(flow, 0) && pc_flow_was_heard(flow, 1);
        port->n_connections += 1;
        port->n_late += flow->syn_direction < 0 ? 1 : 0;
        port->n_one_way += both ? 0 : 1;
        port->n_unheard += is_unheard(flow, 0) || is_unheard(flow, 1) ? 1 : 0;
    }
}

void pc_flow_end(PcPackets *packets, PcFlowSlot *slot, PcEndCause cause)
{
    PcFlow *flow = slot->of.flow;
    pc_flow_count(packets, flow);
    if (flow->user != NULL) {
        packets->vtable->end(packets->sink, flow, cause);
    }
    for (PcEarly *early; (early = pc_early_take(flow, true)) != NULL;) {
        pc_early_free(flow, early);
    }
    pc_stream_clear(&flow->stream[0]);
    pc_stream_clear(&flow->stream[1]);
    pc_account_change(packets->account, PC_HOLD_CONNECTIONS, 0, pc_account_block(sizeof *flow));
    g_free(flow);
    slot->of.flow = NULL;
    pc_flow_table_set_state(packets->table, slot, PC_SLOT_DONE);
}
