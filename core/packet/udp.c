// SPDX-License-Identifier: GPL-2.0-or-later
// Gives the datagrams that somebody wants to the sink, each with its conversation.
#include "core/packet/flow.h"
#include "core/wire/dtls_look.h"

// A hello with another random begins another connection; the same one, that comes late or a second
// time, does not, but where long nothing came.
static bool is_over(const PcPackets *packets, const PcDone *done, const PcDecode *packet)
{
    uint32_t random;
    if (!pc_dtls_begins_anew(packet->bytes, &random)) {
        return true;
    }
    return random != 0 && random == done->isn &&
           pc_flow_table_idle_done(packets->table, done) < PC_FLOW_SYN_SECONDS;
}

static void note_hello(PcFlowSlot *slot, const PcDecode *packet)
{
    uint32_t random;
    if (pc_dtls_begins_anew(packet->bytes, &random) && random != 0) {
        slot->isn = random;
    }
}

// NULL: nobody wants more of it.
static PcFlowSlot *find_or_start(PcPackets *packets, const PcFlowKey *key, const PcDecode *packet,
                                 bool from_high)
{
    PcFlowSlot *slot = pc_flow_table_find(packets->table, key);
    if (slot != NULL) {
        pc_flow_table_touch(packets->table, slot);
        note_hello(slot, packet);
        return slot;
    }
    PcDone *done = pc_flow_table_done(packets->table, key);
    if (done != NULL && is_over(packets, done, packet)) {
        pc_flow_table_touch_done(packets->table, done);
        return NULL;
    }
    if (done != NULL) {
        pc_flow_table_renew(packets->table, done);
    }
    slot = pc_flow_table_insert(packets->table, key);
    slot->address_len = packet->address_len;
    slot->from_high = from_high;
    note_hello(slot, packet);
    pc_flow_start(packets, slot, packet->stamp.frame);
    return slot;
}

void pc_packets_udp(void *user, PcDecode *packet, uint16_t source_port, uint16_t destination_port)
{
    PcPackets *packets = user;
    PcFlowKey key;
    packets->counts.udp += 1;
    if (!pc_udp_is_interesting(&packets->transfers, packet, source_port, destination_port)) {
        return;
    }
    bool from_high = pc_flow_key(packet, source_port, destination_port, &key);
    PcFlowSlot *slot = find_or_start(packets, &key, packet, from_high);
    if (slot == NULL) {
        return;
    }
    PcFlow *flow = slot->of.flow;
    flow->told = true;
    unsigned direction = pc_flow_direction(slot, from_high);
    if (packets->vtable->datagram(packets->sink, flow, direction, packet->bytes, packet->missing,
                                  &packet->stamp) == PC_FLOW_DONE) {
        pc_flow_end(packets, slot, PC_END_DONE);
        pc_flow_table_retire(packets->table, slot);
    }
}
