// SPDX-License-Identifier: GPL-2.0-or-later
// Follows TCP connections: which segments begin one, which end it, and whose bytes they are. A
// connection costs a slot of the flow table until its first payload, and again after the sink has
// heard enough.
#include "core/packet/flow.h"
#include "core/tls/stream.h"

enum {
    FLAG_FIN = 0x01,
    FLAG_SYN = 0x02,
    FLAG_RST = 0x04,
    FLAG_PSH = 0x08,
    FLAG_ACK = 0x10,
    MIN_HEADER_LEN = 20,
    READ_HEADER_LEN = 14, // up to and with the flags
};

typedef struct {
    uint16_t source_port, destination_port;
    uint32_t sequence, acknowledgement;
    uint8_t flags;
    bool from_high;
    PcBytes payload;
    size_t missing;
    PcStamp stamp;
} Header;

static bool has_payload(const Header *tcp)
{
    return tcp->payload.len + tcp->missing > 0;
}

// Few zeros without PSH: what fills an Ethernet frame of 60 bytes up behind headers of 40.
static bool is_padding_like(const Header *tcp)
{
    enum { MAX_PADDING = 6 };
    static const uint8_t zeros[MAX_PADDING] = {0};
    return tcp->payload.len <= MAX_PADDING && tcp->missing == 0 && (tcp->flags & FLAG_PSH) == 0 &&
           pc_bytes_starts(pc_bytes(zeros, sizeof zeros), tcp->payload.data, tcp->payload.len);
}

// RFC 9293, 3.1
static bool read_header(const PcDecode *packet, Header *out)
{
    uint8_t offset;
    PcBytes rest = packet->bytes;
    PcBytes header;
    if (!pc_bytes_take(&rest, READ_HEADER_LEN, &header) ||
        !pc_bytes_u16(&header, &out->source_port) ||
        !pc_bytes_u16(&header, &out->destination_port) || !pc_bytes_u32(&header, &out->sequence) ||
        !pc_bytes_u32(&header, &out->acknowledgement) || !pc_bytes_u8(&header, &offset) ||
        !pc_bytes_u8(&header, &out->flags)) {
        return false;
    }
    size_t header_len = (size_t)(offset >> 4) * 4;
    if (header_len < MIN_HEADER_LEN || header_len - READ_HEADER_LEN > rest.len + packet->missing) {
        return false;
    }
    size_t options_len = header_len - READ_HEADER_LEN;
    size_t captured = MIN(options_len, rest.len);
    pc_bytes_skip(&rest, captured);
    out->payload = rest;
    out->missing = packet->missing - (options_len - captured);
    return true;
}

static PcInterest tell(PcPackets *packets, PcFlow *flow, unsigned direction,
                       const PcStreamEvent *event)
{
    const PcPacketSink *vtable = packets->vtable;
    flow->told = true;
    switch (event->kind) {
    case PC_STREAM_BYTES:
        return vtable->tcp_bytes(packets->sink, flow, direction, event->bytes, &event->stamp);
    case PC_STREAM_GAP:
        return vtable->tcp_gap(packets->sink, flow, direction, event->cause, event->len,
                               &event->stamp);
    case PC_STREAM_FIN:
        return vtable->tcp_fin(packets->sink, flow, direction, &event->stamp);
    }
    g_assert_not_reached();
}

// Gives the sink all that a stream has ready. False if it had enough.
static bool drain(PcPackets *packets, PcFlow *flow, unsigned direction)
{
    PcStreamEvent event;
    while (pc_stream_next(&flow->stream[direction], &event)) {
        if (tell(packets, flow, direction, &event) == PC_FLOW_DONE) {
            return false;
        }
    }
    return true;
}

bool pc_tcp_flush(PcPackets *packets, PcFlow *flow)
{
    for (unsigned direction = 0; direction < 2; direction++) {
        pc_stream_flush(&flow->stream[direction]);
        if (!drain(packets, flow, direction)) {
            return false;
        }
    }
    return true;
}

// Who gets no answer sends the SYN again after a second (RFC 6298, 2.1). Sooner it is the same one,
// captured in two places.
#define REPEATED_AFTER (UINT64_C(500) * 1000 * 1000) // ns
#define ANSWERED_WITHIN (UINT64_C(3) * 1000 * 1000 * 1000)

// Times are hostile: the difference of two need not fit one.
static bool is_later_by(int64_t later, int64_t time, uint64_t by)
{
    return later > time && (uint64_t)later - (uint64_t)time >= by;
}

static bool was_answer_due(const PcPackets *packets, const PcFlowSlot *slot)
{
    return slot->repeated || is_later_by(packets->latest, slot->of.syn.time, ANSWERED_WITHIN);
}

void pc_tcp_attempt_over(PcPackets *packets, const PcFlowSlot *slot, bool refused)
{
    if (packets->vtable->tcp_attempt == NULL || !slot->has_syn || slot->answered ||
        !(refused || was_answer_due(packets, slot))) {
        return;
    }
    PcFlow flow = {.is_tcp = true,
                   .first_frame = slot->of.syn.frame,
                   .syn_direction = (int)pc_flow_direction(slot, slot->syn_from_high)};
    PcStamp stamp = {.frame = slot->of.syn.frame, .time = slot->of.syn.time};
    pc_flow_peers(slot, flow.peer);
    packets->vtable->tcp_attempt(packets->sink, &flow, refused, &stamp);
}

static void note_syn(PcFlowSlot *slot, const Header *tcp)
{
    if ((tcp->flags & FLAG_ACK) == 0) {
        slot->has_syn = true;
        slot->syn_from_high = tcp->from_high;
        slot->isn = tcp->sequence;
        slot->of.syn.frame = tcp->stamp.frame;
        slot->of.syn.time = tcp->stamp.time;
        return;
    }
    slot->answered = true;
    slot->has_answer = true;
    slot->of.answer.isn = tcp->sequence;
    if (!slot->has_syn) {
        slot->has_syn = true;
        slot->of.answer.frame = tcp->stamp.frame;
        slot->syn_from_high = !tcp->from_high;
        slot->isn = tcp->acknowledgement - 1;
    }
}

static void follow(PcPackets *packets, PcFlowSlot *slot, const Header *tcp)
{
    uint64_t frame = slot->has_syn ? slot->of.syn.frame : tcp->stamp.frame;
    uint32_t answer_isn = slot->of.answer.isn;
    PcFlow *flow = pc_flow_start(packets, slot, frame);
    flow->is_tcp = true;
    if (slot->has_syn) {
        flow->syn_direction = (int)pc_flow_direction(slot, slot->syn_from_high);
        pc_stream_anchor(&flow->stream[flow->syn_direction], slot->isn + 1);
    }
    if (slot->has_answer) {
        pc_stream_anchor(&flow->stream[1 - flow->syn_direction], answer_isn + 1);
    }
}

// A SYN, or its answer, that comes when the connection is followed already.
static void note_late_syn(PcFlowSlot *slot, const Header *tcp)
{
    PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    pc_stream_anchor(&flow->stream[direction], tcp->sequence + 1);
    if ((tcp->flags & FLAG_ACK) == 0 && !slot->has_syn) {
        slot->has_syn = true;
        slot->syn_from_high = tcp->from_high;
        slot->isn = tcp->sequence;
        flow->syn_direction = (int)direction;
    }
}

static void handle_reset(PcPackets *packets, PcFlowSlot *slot, const Header *tcp)
{
    PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    if (!pc_stream_expects(&flow->stream[direction], tcp->sequence)) {
        return;
    }
    if (pc_tcp_flush(packets, flow)) {
        flow->told = true;
        packets->vtable->tcp_reset(packets->sink, flow, direction, &tcp->stamp);
    }
    pc_flow_end(packets, slot, PC_END_DONE);
}

static bool begins_record(const Header *tcp)
{
    return pc_tls_look(tcp->payload, false) == PC_TLS_LOOK_YES;
}

// A segment of a connection that is followed.
static void handle_live(PcPackets *packets, PcFlowSlot *slot, Header *tcp)
{
    PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    PcStream *stream = &flow->stream[direction];
    if ((tcp->flags & FLAG_RST) != 0) {
        handle_reset(packets, slot, tcp);
        return;
    }
    if ((tcp->flags & FLAG_SYN) != 0) {
        note_late_syn(slot, tcp);
    }
    if ((tcp->flags & FLAG_ACK) != 0) {
        PcStream *other = &flow->stream[1 - direction];
        pc_stream_acknowledge(other, tcp->acknowledgement, tcp->stamp.time);
        if (!drain(packets, flow, 1 - direction)) {
            pc_flow_end(packets, slot, PC_END_DONE);
            return;
        }
    }
    bool may_be_padding = is_padding_like(tcp);
    if (may_be_padding && (tcp->flags & (FLAG_SYN | FLAG_FIN)) != 0) {
        tcp->payload = pc_bytes(NULL, 0); // where the stream begins and ends must be right
    }
    PcSegment segment = {.doubtful = may_be_padding,
                         .sequence = tcp->sequence + ((tcp->flags & FLAG_SYN) != 0 ? 1 : 0),
                         .bytes = tcp->payload,
                         .missing = tcp->missing,
                         .fin = (tcp->flags & FLAG_FIN) != 0,
                         .begins = packets->hurries && !stream->begun && begins_record(tcp),
                         .stamp = tcp->stamp};
    pc_stream_put(stream, &segment);
    if (!drain(packets, flow, direction) || (flow->stream[0].ended && flow->stream[1].ended)) {
        pc_flow_end(packets, slot, PC_END_DONE);
    }
}

// Before any payload: the handshake of TCP itself.
static void handle_half_open(PcPackets *packets, PcFlowSlot *slot, Header *tcp)
{
    if ((tcp->flags & FLAG_RST) != 0) {
        pc_tcp_attempt_over(packets, slot, slot->syn_from_high != tcp->from_high);
        slot->answered = true;
        pc_flow_table_set_state(packets->table, slot, PC_SLOT_DONE);
        return;
    }
    if ((tcp->flags & FLAG_SYN) != 0) {
        bool is_repeated =
            slot->has_syn && (tcp->flags & FLAG_ACK) == 0 && slot->isn == tcp->sequence;
        if (!is_repeated) {
            note_syn(slot, tcp);
        } else if (!slot->has_answer) {
            bool again = is_later_by(tcp->stamp.time, slot->of.syn.time, REPEATED_AFTER);
            slot->repeated = slot->repeated || again;
        }
    } else {
        slot->answered = true;
    }
    if (has_payload(tcp)) {
        follow(packets, slot, tcp);
        handle_live(packets, slot, tcp);
    }
}

static bool is_syn_alone(const Header *tcp)
{
    return (tcp->flags & (FLAG_SYN | FLAG_ACK | FLAG_RST)) == FLAG_SYN;
}

static bool is_new_connection(const PcFlowSlot *slot, const Header *tcp)
{
    if (!is_syn_alone(tcp)) {
        return false;
    }
    if (slot->has_syn) {
        return slot->isn != tcp->sequence;
    }
    if (slot->state != PC_SLOT_LIVE) {
        return slot->state == PC_SLOT_DONE;
    }
    // A SYN that was captured late stands right before what was handed on or is held.
    const PcFlow *flow = slot->of.flow;
    return !pc_stream_may_begin(&flow->stream[pc_flow_direction(slot, tcp->from_high)],
                                tcp->sequence + 1);
}

static void begin_anew(PcPackets *packets, PcFlowSlot *slot, const Header *tcp)
{
    if (slot->state == PC_SLOT_LIVE) {
        pc_tcp_flush(packets, slot->of.flow);
        pc_flow_end(packets, slot, PC_END_REUSED);
    } else if (slot->state == PC_SLOT_HALF_OPEN) {
        pc_tcp_attempt_over(packets, slot, false);
    }
    pc_flow_table_set_state(packets->table, slot, PC_SLOT_HALF_OPEN);
    slot->has_syn = false;
    slot->answered = false;
    slot->has_answer = false;
    slot->repeated = false;
    slot->of.syn.frame = 0;
    slot->from_high = tcp->from_high;
}

// find_or_begin gives the slot of a connection that is worth one; NULL: it is done, or unknown and
// this segment tells nothing.
static PcFlowSlot *find_or_begin(PcPackets *packets, const PcFlowKey *key, const Header *tcp,
                                 uint8_t address_len)
{
    PcFlowSlot *slot = pc_flow_table_find(packets->table, key);
    if (slot != NULL) {
        return slot;
    }
    PcDone *done = pc_flow_table_done(packets->table, key);
    if (done != NULL) {
        if (!is_syn_alone(tcp) || (done->has_syn && done->isn == tcp->sequence)) {
            pc_flow_table_touch_done(packets->table, done);
            return NULL;
        }
        pc_flow_table_renew(packets->table, done);
    } else if ((tcp->flags & FLAG_SYN) == 0 && !has_payload(tcp)) {
        return NULL; // an acknowledgement or the end of a connection that nobody knows
    }
    slot = pc_flow_table_insert(packets->table, key);
    slot->address_len = address_len;
    slot->from_high = tcp->from_high;
    return slot;
}

void pc_packets_tcp(void *user, PcDecode *packet)
{
    PcPackets *packets = user;
    Header tcp;
    PcFlowKey key;
    packets->counts.tcp += 1;
    if (!read_header(packet, &tcp)) {
        return;
    }
    tcp.from_high = pc_flow_key(packet, tcp.source_port, tcp.destination_port, &key);
    PcFlowSlot *slot = find_or_begin(packets, &key, &tcp, packet->address_len);
    if (slot == NULL) {
        return;
    }
    pc_flow_table_touch(packets->table, slot);
    tcp.stamp = packet->stamp;
    if ((tcp.flags & FLAG_SYN) != 0 && is_new_connection(slot, &tcp)) {
        begin_anew(packets, slot, &tcp);
    }
    if (slot->state == PC_SLOT_LIVE) {
        handle_live(packets, slot, &tcp);
    } else if (slot->state == PC_SLOT_HALF_OPEN) {
        handle_half_open(packets, slot, &tcp);
    }
    if (slot->state == PC_SLOT_DONE) {
        pc_flow_table_retire(packets->table, slot);
    }
    pc_flow_table_bound_live(packets->table); // a half-open one may have become live
}
