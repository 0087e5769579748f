// SPDX-License-Identifier: GPL-2.0-or-later
// Reads TCP headers, and finds the connection of a segment by addresses, ports and, where that is
// not enough, by sequence numbers.
#include "core/packet/tcp.h"
#include "core/wire/tls_look.h"

enum {
    MIN_HEADER_LEN = 20,
    READ_HEADER_LEN = 14,     // up to and with the flags
    NEAR = 1 << 20,           // more is hardly ever under way, nor lost at a time
    MAX_BEFORE_HELLO = 65536, // bytes; see core/observe/tls.c
    MAX_STRANDS = 4,
    STRAND_SHIFT = 6, // protocol 6 leaves the two highest bits
};

bool pc_tcp_has_payload(const PcTcp *tcp)
{
    return tcp->payload.len + tcp->missing > 0;
}

bool pc_tcp_is_syn_alone(const PcTcp *tcp)
{
    return (tcp->flags & (PC_TCP_SYN | PC_TCP_ACK | PC_TCP_RST)) == PC_TCP_SYN;
}

static bool is_syn_answer(const PcTcp *tcp)
{
    unsigned both = PC_TCP_SYN | PC_TCP_ACK;
    return (tcp->flags & (both | PC_TCP_RST)) == both;
}

bool pc_tcp_is_hello(const PcTcp *tcp)
{
    enum { HANDSHAKE = 22, CLIENT_HELLO = 1, MESSAGE_OFFSET = 5 };
    uint8_t type, message;
    return pc_bytes_at(tcp->payload, 0, &type) && type == HANDSHAKE &&
           pc_bytes_at(tcp->payload, MESSAGE_OFFSET, &message) && message == CLIENT_HELLO &&
           pc_tls_look(tcp->payload, false) == PC_TLS_LOOK_YES;
}

bool pc_tcp_read(const PcDecode *packet, PcTcp *out)
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
    out->stamp = packet->stamp;
    out->address_len = packet->address_len;
    return true;
}

enum { FITS = 0, FAR = NEAR }; // distances

static uint32_t distance(uint32_t a, uint32_t b)
{
    int32_t ahead = (int32_t)(a - b);
    return MIN(ahead < 0 ? b - a : a - b, FAR);
}

bool pc_tcp_is_near(uint32_t a, uint32_t b)
{
    return distance(a, b) < FAR;
}

// A SYN may bring data, which its answer acknowledges, too (RFC 7413).
static bool answers(uint32_t isn, const PcTcp *tcp)
{
    enum { MAX_DATA = 64 * 1024 };
    return tcp->acknowledgement - (isn + 1) < MAX_DATA;
}

// ---- whether a segment may belong to a connection -----------------------------------------------

static uint32_t from_half_open(const PcFlowSlot *slot, const PcTcp *tcp)
{
    if (!slot->has_syn) {
        return FITS;
    }
    bool by_client = slot->syn_from_high == tcp->from_high;
    if (pc_tcp_is_syn_alone(tcp)) { // another takes its place as long as nobody has answered
        return tcp->sequence == slot->isn || !slot->has_answer ? FITS : FAR;
    }
    if (by_client) {
        return distance(tcp->sequence, slot->isn);
    }
    bool tells = (tcp->flags & PC_TCP_ACK) != 0;
    return tells ? distance(tcp->acknowledgement, slot->isn) : FITS;
}

static bool is_closing(const PcFlow *flow)
{
    return flow->reset || flow->stream[0].has_fin || flow->stream[1].has_fin;
}

// A SYN that was captured late stands right before what was handed on or is held. Another one takes
// the place of a connection that is about to end.
static bool fits_syn(const PcFlowSlot *slot, const PcTcp *tcp)
{
    const PcFlow *flow = slot->of.flow;
    const PcStream *own = &flow->stream[pc_flow_direction(slot, tcp->from_high)];
    if (pc_tcp_is_syn_alone(tcp)) {
        bool is_own = slot->has_syn ? slot->isn == tcp->sequence
                                    : pc_stream_may_begin(own, tcp->sequence + 1);
        return is_own || is_closing(flow);
    }
    return slot->has_syn ? answers(slot->isn, tcp) : pc_stream_may_begin(own, tcp->sequence + 1);
}

static uint32_t from_live(const PcFlowSlot *slot, const PcTcp *tcp)
{
    const PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    uint32_t place;
    if ((tcp->flags & PC_TCP_SYN) != 0) {
        return fits_syn(slot, tcp) ? FITS : FAR;
    }
    if (pc_stream_place(&flow->stream[direction], &place)) {
        return distance(tcp->sequence, place);
    }
    bool has_other =
        (tcp->flags & PC_TCP_ACK) != 0 && pc_stream_place(&flow->stream[1 - direction], &place);
    return has_other ? distance(tcp->acknowledgement, place) : FITS;
}

// How far a segment is from what is known of a connection.
static uint32_t distance_from(const PcFlowSlot *slot, const PcTcp *tcp)
{
    return slot->state == PC_SLOT_LIVE ? from_live(slot, tcp) : from_half_open(slot, tcp);
}

// ---- strands ------------------------------------------------------------------------------------

static PcFlowKey strand_of(const PcFlowKey *key, unsigned n)
{
    PcFlowKey strand = *key;
    strand.protocol = (uint8_t)(key->protocol | n << STRAND_SHIFT);
    return strand;
}

// Gives the connection that a segment is nearest to; NULL where it is far from all.
static PcFlowSlot *find_nearest(PcPackets *packets, PcFlowKey *key, const PcTcp *tcp,
                                PcFlowSlot *first)
{
    uint32_t least = first != NULL ? distance_from(first, tcp) : FAR;
    PcFlowSlot *nearest = least < FAR ? first : NULL;
    if (G_LIKELY(!packets->has_strands)) {
        return nearest;
    }
    PcFlowKey found = *key;
    for (unsigned n = 1; n < MAX_STRANDS; n++) {
        PcFlowKey strand = strand_of(key, n);
        PcFlowSlot *slot = pc_flow_table_find(packets->table, &strand);
        uint32_t away = slot != NULL ? distance_from(slot, tcp) : FAR;
        if (away < least) {
            least = away;
            nearest = slot;
            found = strand;
        }
    }
    *key = found;
    return nearest;
}

static bool begins(const PcTcp *tcp)
{
    return pc_tcp_is_syn_alone(tcp) || is_syn_answer(tcp) || pc_tcp_is_hello(tcp);
}

// Whether a segment begins another connection than the one that is done. Whoever counts its
// connections from the same number again and again has the same SYN for the next one.
static bool begins_another(const PcPackets *packets, const PcDone *done, const PcTcp *tcp)
{
    bool after_silence = pc_flow_table_idle_done(packets->table, done) >= PC_FLOW_SYN_SECONDS;
    if (pc_tcp_is_syn_alone(tcp)) {
        return after_silence || !done->has_syn || done->isn != tcp->sequence;
    }
    if (is_syn_answer(tcp)) {
        return after_silence || (done->has_syn && !answers(done->isn, tcp));
    }
    return pc_tcp_is_hello(tcp) &&
           (after_silence || tcp->sequence - (done->isn + 1) >= MAX_BEFORE_HELLO);
}

// Gives what is remembered of a connection that is done and that the segment may be of; NULL: none.
static PcDone *find_done(const PcPackets *packets, const PcFlowKey *key, const PcTcp *tcp)
{
    PcDone *first = pc_flow_table_done(packets->table, key);
    for (unsigned n = 1; packets->has_strands && n < MAX_STRANDS; n++) {
        PcFlowKey strand = strand_of(key, n);
        PcDone *done = pc_flow_table_done(packets->table, &strand);
        if (done != NULL && !begins_another(packets, done, tcp)) {
            return done;
        }
    }
    return first;
}

static PcFlowSlot *begin(PcPackets *packets, const PcFlowKey *key, const PcTcp *tcp, bool shares)
{
    PcFlowSlot *slot = pc_flow_table_insert(packets->table, key);
    slot->address_len = tcp->address_len;
    slot->from_high = tcp->from_high;
    slot->shares = shares;
    return slot;
}

// The first place that is free, or else the one that was silent for longest.
static PcFlowSlot *begin_strand(PcPackets *packets, PcFlowKey *key, const PcTcp *tcp)
{
    PcFlowKey chosen = strand_of(key, 1);
    PcFlowSlot *oldest = NULL;
    for (unsigned n = 1; n < MAX_STRANDS; n++) {
        PcFlowKey strand = strand_of(key, n);
        PcFlowSlot *slot = pc_flow_table_find(packets->table, &strand);
        if (slot == NULL || oldest == NULL || slot->last_seen < oldest->last_seen) {
            chosen = strand;
            oldest = slot;
        }
        if (slot == NULL) {
            break;
        }
    }
    if (oldest != NULL) {
        pc_flow_table_evict(packets->table, oldest);
    }
    PcDone *done = pc_flow_table_done(packets->table, &chosen);
    if (done != NULL) {
        pc_flow_table_renew(packets->table, done);
    }
    packets->has_strands = true;
    *key = chosen;
    return begin(packets, key, tcp, true);
}

// Nothing is open on these ports, so far as this segment fits.
static PcFlowSlot *begin_first(PcPackets *packets, const PcFlowKey *key, const PcTcp *tcp)
{
    PcDone *done = find_done(packets, key, tcp);
    if (done == NULL) {
        bool tells_nothing = (tcp->flags & PC_TCP_SYN) == 0 && !pc_tcp_has_payload(tcp);
        return tells_nothing ? NULL : begin(packets, key, tcp, false);
    }
    if (!begins_another(packets, done, tcp)) {
        pc_flow_table_touch_done(packets->table, done);
        return NULL;
    }
    pc_flow_table_renew(packets->table, done);
    return begin(packets, key, tcp, true);
}

PcFlowSlot *pc_tcp_find(PcPackets *packets, PcFlowKey *key, const PcTcp *tcp)
{
    PcFlowSlot *first = pc_flow_table_find(packets->table, key);
    PcFlowSlot *nearest = find_nearest(packets, key, tcp, first);
    if (nearest != NULL) {
        return nearest;
    }
    if (first == NULL) {
        return begin_first(packets, key, tcp);
    }
    if (begins(tcp)) {
        first->shares = true;
        return begin_strand(packets, key, tcp);
    }
    return first->shares ? NULL : first;
}
