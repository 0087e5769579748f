// SPDX-License-Identifier: GPL-2.0-or-later
// Follows TCP connections: which segments begin one, which end it, and whose bytes they are. A
// connection costs a slot of the flow table until its first payload, and again after the sink has
// heard enough.
#include "core/packet/tcp.h"
#include "core/packet/checksum.h"
#include "core/packet/early.h"
#include "core/wire/tls_look.h"

// Few zeros without PSH: what fills an Ethernet frame of 60 bytes up behind headers of 40.
static bool is_padding_like(const PcTcp *tcp)
{
    enum { MAX_PADDING = 6 };
    static const uint8_t zeros[MAX_PADDING] = {0};
    return tcp->payload.len <= MAX_PADDING && tcp->missing == 0 && (tcp->flags & PC_TCP_PSH) == 0 &&
           pc_bytes_starts(pc_bytes(zeros, sizeof zeros), tcp->payload.data, tcp->payload.len);
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

static bool release_early(PcPackets *packets, PcFlow *flow, bool all);

bool pc_tcp_flush(PcPackets *packets, PcFlow *flow)
{
    if (!release_early(packets, flow, true)) {
        return false;
    }
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

// An old SYN in the middle of another connection gets no answer, and needs none.
static bool was_answer_due(const PcPackets *packets, const PcFlowSlot *slot)
{
    if (slot->shares) {
        return slot->repeated;
    }
    return slot->repeated || is_later_by(packets->latest, slot->of.syn.time, ANSWERED_WITHIN);
}

void pc_tcp_attempt_over(PcPackets *packets, const PcFlowSlot *slot)
{
    bool is_due = slot->refused || was_answer_due(packets, slot);
    if (packets->vtable->tcp_attempt == NULL || !slot->has_syn || slot->answered || !is_due) {
        return;
    }
    PcFlow flow = {.is_tcp = true,
                   .first_frame = slot->of.syn.frame,
                   .syn_direction = (int)pc_flow_direction(slot, slot->syn_from_high)};
    PcStamp stamp = {.frame = slot->of.syn.frame, .time = slot->of.syn.time};
    pc_flow_peers(slot, flow.peer);
    packets->vtable->tcp_attempt(packets->sink, &flow, slot->refused, &stamp);
}

static void note_syn(PcFlowSlot *slot, const PcTcp *tcp)
{
    if ((tcp->flags & PC_TCP_ACK) == 0) {
        slot->has_syn = true;
        slot->syn_from_high = tcp->from_high;
        slot->isn = tcp->sequence;
        slot->of.syn.frame = tcp->stamp.frame;
        slot->of.syn.time = tcp->stamp.time;
        return;
    }
    slot->answered = true;
    slot->has_answer = true;
    slot->refused = false;
    slot->of.answer.isn = tcp->sequence;
    if (!slot->has_syn) {
        slot->has_syn = true;
        slot->of.answer.frame = tcp->stamp.frame;
        slot->syn_from_high = !tcp->from_high;
        slot->isn = tcp->acknowledgement - 1;
    }
}

static void follow(PcPackets *packets, PcFlowSlot *slot, const PcTcp *tcp)
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
        pc_stream_acknowledge(&flow->stream[flow->syn_direction], slot->isn + 1, tcp->stamp.time);
    }
}

// A SYN, or its answer, that comes when the connection is followed already.
static void note_late_syn(PcFlowSlot *slot, const PcTcp *tcp)
{
    PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    pc_stream_anchor(&flow->stream[direction], tcp->sequence + 1);
    if ((tcp->flags & PC_TCP_ACK) == 0 && !slot->has_syn) {
        slot->has_syn = true;
        slot->syn_from_high = tcp->from_high;
        slot->isn = tcp->sequence;
        flow->syn_direction = (int)direction;
    }
}

// ---- ends that may be none ----------------------------------------------------------------------

// Closing is a connection that was reset, or an attempt that was refused, as a segment seems to
// say: whether one was sent in its turn, and came, only silence tells (RFC 5961, 3; RFC 9293,
// 3.10.7).
typedef struct {
    PcFlowKey key;
    int64_t due;
} Closing;

static void note_closing(PcPackets *packets, const PcFlowKey *key, const PcTcp *tcp)
{
    const int64_t patience = INT64_C(1000000000) * PC_PACKETS_CLOSING_SECONDS;
    Closing *closing = g_new(Closing, 1);
    int64_t now = MAX(tcp->stamp.time, packets->latest);
    *closing = (Closing){*key, now > INT64_MAX - patience ? now : now + patience};
    g_queue_push_tail(&packets->closing, closing);
}

static void close_one(PcPackets *packets, const PcFlowKey *key)
{
    PcFlowSlot *slot = pc_flow_table_find(packets->table, key);
    if (slot == NULL) {
        return;
    }
    if (slot->state == PC_SLOT_HALF_OPEN && slot->refused) {
        pc_tcp_attempt_over(packets, slot);
        slot->refused = false;
        slot->answered = true;
    } else if (slot->state == PC_SLOT_LIVE && slot->of.flow->reset) {
        pc_tcp_flush(packets, slot->of.flow);
        pc_flow_end(packets, slot, PC_END_DONE);
        pc_flow_table_retire(packets->table, slot);
    }
}

void pc_tcp_expire(PcPackets *packets)
{
    Closing *first;
    while ((first = g_queue_peek_head(&packets->closing)) != NULL &&
           (first->due <= packets->latest || packets->closing.length > PC_PACKETS_MAX_CLOSING)) {
        g_queue_pop_head(&packets->closing);
        close_one(packets, &first->key);
        g_free(first);
    }
}

void pc_tcp_forget_closing(PcPackets *packets)
{
    g_queue_clear_full(&packets->closing, g_free);
}

// A reset ends a connection only where its number fits; far from it, or before what its sender has
// sent already, it is old or forged.
static bool is_reset(const PcStream *stream, const PcTcp *tcp)
{
    uint32_t place;
    return pc_stream_expects(stream, tcp->sequence) &&
           (!pc_stream_place(stream, &place) || pc_tcp_is_near(tcp->sequence, place));
}

static void handle_reset(PcPackets *packets, PcFlowSlot *slot, const PcFlowKey *key,
                         const PcTcp *tcp)
{
    PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    if (!flow->reset && !release_early(packets, flow, true)) {
        pc_flow_end(packets, slot, PC_END_DONE);
        return;
    }
    if (flow->reset || !is_reset(&flow->stream[direction], tcp)) {
        return;
    }
    flow->reset = flow->told = true;
    flow->reset_by = direction;
    flow->reset_sequence = tcp->sequence;
    flow->reset_acknowledged = flow->stream[1 - direction].acknowledged;
    if (packets->vtable->tcp_reset(packets->sink, flow, direction, &tcp->stamp) == PC_FLOW_DONE) {
        pc_tcp_flush(packets, flow);
        pc_flow_end(packets, slot, PC_END_DONE);
        return;
    }
    note_closing(packets, key, tcp);
}

static void tell_goes_on(PcPackets *packets, PcFlow *flow, unsigned direction)
{
    if (packets->vtable->tcp_goes_on != NULL) {
        packets->vtable->tcp_goes_on(packets->sink, flow, direction);
    }
}

// Who has reset a connection sends nothing more on it, and acknowledges nothing more.
static void take_reset_back(PcPackets *packets, PcFlow *flow, unsigned direction, const PcTcp *tcp)
{
    if (!flow->reset || direction != flow->reset_by) {
        return;
    }
    bool has_fin = (tcp->flags & PC_TCP_FIN) != 0;
    size_t len = tcp->payload.len + tcp->missing + (has_fin ? 1 : 0);
    bool sends = len > 0 && (int32_t)(tcp->sequence + (uint32_t)len - flow->reset_sequence) > 0;
    sends = sends || (has_fin && tcp->sequence + (uint32_t)len != flow->reset_sequence);
    bool hears = (tcp->flags & PC_TCP_ACK) != 0 && flow->stream[1 - direction].has_acknowledged &&
                 (int32_t)(tcp->acknowledgement - flow->reset_acknowledged) > 0;
    if (sends || hears) {
        flow->reset = false;
        tell_goes_on(packets, flow, direction);
    }
}

// A network card that calculates the checksums of a direction leaves all of them wrong; where one
// was right, others may be of segments that were damaged, or joined on arrival. Of the first one
// nobody knows yet.
static void look_at_sum(PcFlow *flow, unsigned direction, const PcDecode *packet,
                        PcSegment *segment)
{
    if (packet->missing > 0) {
        return;
    }
    bool is_first = !flow->sum_known[direction];
    bool fits = pc_checksum_tcp_fits(packet);
    flow->sum_known[direction] = true;
    flow->sum_fits[direction] = flow->sum_fits[direction] || fits;
    if (fits) {
        segment->sum = PC_SUM_RIGHT;
    } else {
        bool is_wrong = flow->sum_fits[direction] || is_first;
        segment->sum = is_wrong ? PC_SUM_WRONG : PC_SUM_OFFLOADED;
    }
}

// ---- segments -----------------------------------------------------------------------------------

static bool begins_record(const PcTcp *tcp)
{
    return pc_tls_look(tcp->payload, false) == PC_TLS_LOOK_YES;
}

static bool is_right_behind_syn(const PcStream *stream, const PcTcp *tcp)
{
    return stream->anchored && !stream->begun && stream->next == tcp->sequence;
}

// Only what a handshake may be in is worth a checksum, and the first payload of a connection where
// it has the major version of TLS: its type may have been damaged.
static bool is_worth_a_sum(PcFlow *flow, unsigned direction, const PcTcp *tcp)
{
    enum { HANDSHAKE = 22, TLS_MAJOR = 3 };
    uint8_t type, major;
    if (flow->has_handshake) {
        return pc_tcp_has_payload(tcp);
    }
    if (!pc_bytes_at(tcp->payload, 0, &type)) {
        return false;
    }
    flow->has_handshake = type == HANDSHAKE;
    return flow->has_handshake ||
           (pc_bytes_at(tcp->payload, 1, &major) && major == TLS_MAJOR &&
            !flow->sum_known[direction] && is_right_behind_syn(&flow->stream[direction], tcp));
}

static void note_hello(PcFlowSlot *slot, const PcTcp *tcp)
{
    PcFlow *flow = slot->of.flow;
    if (flow->has_hello || !pc_tcp_is_hello(tcp)) {
        return;
    }
    flow->has_hello = true;
    if (!slot->has_syn && slot->isn == 0) {
        slot->isn = tcp->sequence - 1;
    }
}

static PcSegment segment_of(const PcPackets *packets, const PcStream *stream, PcTcp *tcp)
{
    bool may_be_padding = is_padding_like(tcp);
    if (may_be_padding && (tcp->flags & (PC_TCP_SYN | PC_TCP_FIN)) != 0) {
        tcp->payload = pc_bytes(NULL, 0); // where the stream begins and ends must be right
    }
    return (PcSegment){.doubtful = may_be_padding,
                       .sequence = tcp->sequence + ((tcp->flags & PC_TCP_SYN) != 0 ? 1 : 0),
                       .bytes = tcp->payload,
                       .missing = tcp->missing,
                       .fin = (tcp->flags & PC_TCP_FIN) != 0,
                       .begins = packets->hurries && !stream->begun && begins_record(tcp),
                       .stamp = tcp->stamp};
}

// What the segment acknowledges; false if the sink had enough. Nobody acknowledges what was not
// sent yet, and a segment that does not fit itself says nothing (RFC 5961, 5; RFC 9293, 3.10.7.4).
static bool take_acknowledgement(PcPackets *packets, PcFlow *flow, unsigned direction,
                                 const PcTcp *tcp)
{
    PcStream *other = &flow->stream[1 - direction];
    if ((tcp->flags & PC_TCP_ACK) == 0 || pc_stream_is_far(other, tcp->acknowledgement) ||
        pc_stream_is_far(&flow->stream[direction], tcp->sequence)) {
        return true;
    }
    pc_stream_acknowledge(other, tcp->acknowledgement, tcp->stamp.time);
    return drain(packets, flow, 1 - direction);
}

static void note_awaited(PcFlow *flow, const PcTcp *tcp)
{
    if (!pc_tcp_has_payload(tcp)) {
        return;
    }
    bool awaits = pc_stream_awaits(&flow->stream[0]) || pc_stream_awaits(&flow->stream[1]);
    if (!awaits) {
        flow->n_awaited = 0;
    } else if (flow->n_awaited < PC_PACKETS_MAX_AWAITED) {
        flow->n_awaited += 1;
    }
}

// Gives a segment to its stream; false if the sink had enough.
static inline bool take(PcPackets *packets, PcFlow *flow, unsigned direction, const PcTcp *tcp,
                        const PcSegment *segment)
{
    PcStream *stream = &flow->stream[direction];
    if (pc_stream_goes_on(stream, segment)) {
        tell_goes_on(packets, flow, direction);
    }
    pc_stream_put(stream, segment);
    note_awaited(flow, tcp);
    return drain(packets, flow, direction);
}

// Takes the segments that were early and are no longer, or all; false if the sink had enough.
static bool release_early(PcPackets *packets, PcFlow *flow, bool all)
{
    bool wants_more = true;
    while (wants_more && flow->early != NULL) {
        PcEarly *early = pc_early_take(flow, false);
        if (early == NULL && (!all || (early = pc_early_take(flow, true)) == NULL)) {
            break;
        }
        wants_more = take(packets, flow, early->direction, &early->tcp, &early->segment);
        pc_early_free(flow, early);
    }
    return wants_more;
}

// A segment of a connection that is followed.
static void handle_live(PcPackets *packets, PcFlowSlot *slot, const PcDecode *packet, PcTcp *tcp)
{
    PcFlow *flow = slot->of.flow;
    unsigned direction = pc_flow_direction(slot, tcp->from_high);
    if ((tcp->flags & PC_TCP_SYN) != 0) {
        note_late_syn(slot, tcp);
    }
    note_hello(slot, tcp);
    take_reset_back(packets, flow, direction, tcp);
    PcSegment segment = segment_of(packets, &flow->stream[direction], tcp);
    if (is_worth_a_sum(flow, direction, tcp)) {
        look_at_sum(flow, direction, packet, &segment);
    }
    bool wants_more = true;
    if (G_UNLIKELY(flow->early != NULL)) {
        pc_early_grow(flow, tcp->stamp.time);
        wants_more = release_early(packets, flow, false);
    }
    wants_more = wants_more && take_acknowledgement(packets, flow, direction, tcp);
    bool is_kept = wants_more && G_UNLIKELY(pc_early_is(flow, direction, tcp)) &&
                   pc_early_keep(flow, direction, tcp, &segment);
    wants_more = wants_more && (is_kept || take(packets, flow, direction, tcp, &segment));
    if (G_UNLIKELY(wants_more && flow->early != NULL)) {
        wants_more = release_early(packets, flow, false);
    }
    if (!wants_more || (flow->stream[0].ended && flow->stream[1].ended)) {
        pc_flow_end(packets, slot, PC_END_DONE);
    }
}

// Whether a reset answers the SYN of an attempt (RFC 9293, 3.10.7.3), or is of the client itself.
// Others are old, or of a connection that the server still knows (3.5.1).
static bool is_refusal(const PcFlowSlot *slot, const PcTcp *tcp)
{
    if (slot->syn_from_high == tcp->from_high) {
        return tcp->sequence == slot->isn + 1 || tcp->sequence == slot->isn;
    }
    bool acknowledges = (tcp->flags & PC_TCP_ACK) != 0 && tcp->acknowledgement == slot->isn + 1;
    bool follows = slot->has_answer && tcp->sequence == slot->of.answer.isn + 1;
    return acknowledges || follows;
}

static void handle_early_reset(PcPackets *packets, PcFlowSlot *slot, const PcFlowKey *key,
                               const PcTcp *tcp)
{
    if (slot->has_syn && !is_refusal(slot, tcp)) {
        return;
    }
    slot->refused = slot->syn_from_high != tcp->from_high && !slot->answered;
    if (slot->refused && !packets->hurries) {
        note_closing(packets, key, tcp);
        return;
    }
    pc_tcp_attempt_over(packets, slot);
    slot->refused = false;
    slot->answered = true;
}

// The SYN of the attempt, once more: whatever was taken for its end was none.
static void handle_repeated_syn(PcFlowSlot *slot, const PcTcp *tcp)
{
    if (slot->has_answer) {
        return;
    }
    bool again = is_later_by(tcp->stamp.time, slot->of.syn.time, REPEATED_AFTER);
    slot->repeated = slot->repeated || (again && !slot->refused && !slot->answered);
    slot->refused = false;
}

// Before any payload: the handshake of TCP itself.
static void handle_half_open(PcPackets *packets, PcFlowSlot *slot, const PcDecode *packet,
                             PcTcp *tcp)
{
    if ((tcp->flags & PC_TCP_SYN) != 0) {
        bool is_repeated = slot->has_syn && pc_tcp_is_syn_alone(tcp) && slot->isn == tcp->sequence;
        if (is_repeated) {
            handle_repeated_syn(slot, tcp);
        } else {
            note_syn(slot, tcp);
        }
    } else {
        slot->answered = true;
    }
    if (pc_tcp_has_payload(tcp)) {
        follow(packets, slot, tcp);
        handle_live(packets, slot, packet, tcp);
    }
}

// Whether the SYN of a connection is that of another one, with the same number. Who got no answer
// repeats it for about two minutes; one that was answered is not repeated.
static bool is_of_another(const PcPackets *packets, const PcFlowSlot *slot, const PcTcp *tcp)
{
    const uint64_t repeated_for = UINT64_C(240) * 1000 * 1000 * 1000; // ns
    if (slot->state == PC_SLOT_HALF_OPEN && !slot->has_answer) {
        return is_later_by(tcp->stamp.time, slot->of.syn.time, repeated_for);
    }
    return pc_flow_table_idle(packets->table, slot) >= PC_FLOW_SYN_SECONDS;
}

// pc_tcp_find has let only those through that may take the place of what is there.
static bool is_new_connection(const PcPackets *packets, const PcFlowSlot *slot, const PcTcp *tcp)
{
    if (!pc_tcp_is_syn_alone(tcp)) {
        return false;
    }
    if (slot->has_syn) {
        return slot->isn != tcp->sequence || is_of_another(packets, slot, tcp);
    }
    if (slot->state != PC_SLOT_LIVE) {
        return slot->state == PC_SLOT_DONE;
    }
    // A SYN that was captured late stands right before what was handed on or is held.
    const PcFlow *flow = slot->of.flow;
    return !pc_stream_may_begin(&flow->stream[pc_flow_direction(slot, tcp->from_high)],
                                tcp->sequence + 1);
}

static void begin_anew(PcPackets *packets, PcFlowSlot *slot, const PcTcp *tcp)
{
    if (slot->state == PC_SLOT_LIVE) {
        bool was_reset = slot->of.flow->reset;
        pc_tcp_flush(packets, slot->of.flow);
        pc_flow_end(packets, slot, was_reset ? PC_END_DONE : PC_END_REUSED);
    } else if (slot->state == PC_SLOT_HALF_OPEN) {
        pc_tcp_attempt_over(packets, slot);
    }
    pc_flow_table_set_state(packets->table, slot, PC_SLOT_HALF_OPEN);
    slot->has_syn = false;
    slot->answered = false;
    slot->has_answer = false;
    slot->repeated = false;
    slot->refused = false;
    slot->isn = 0;
    slot->of.syn.frame = 0;
    slot->from_high = tcp->from_high;
}

static void handle(PcPackets *packets, PcFlowSlot *slot, const PcFlowKey *key,
                   const PcDecode *packet, PcTcp *tcp)
{
    bool is_live = slot->state == PC_SLOT_LIVE;
    if ((tcp->flags & PC_TCP_RST) == 0) {
        if (is_live) {
            handle_live(packets, slot, packet, tcp);
        } else if (slot->state == PC_SLOT_HALF_OPEN) {
            handle_half_open(packets, slot, packet, tcp);
        }
    } else if (is_live) {
        handle_reset(packets, slot, key, tcp);
    } else if (slot->state == PC_SLOT_HALF_OPEN) {
        handle_early_reset(packets, slot, key, tcp);
    }
}

void pc_packets_tcp(void *user, PcDecode *packet)
{
    PcPackets *packets = user;
    PcTcp tcp;
    PcFlowKey key;
    packets->counts.tcp += 1;
    if (!pc_tcp_read(packet, &tcp)) {
        return;
    }
    tcp.from_high = pc_flow_key(packet, tcp.source_port, tcp.destination_port, &key);
    PcFlowSlot *slot = pc_tcp_find(packets, &key, &tcp);
    if (slot == NULL) {
        return;
    }
    if ((tcp.flags & PC_TCP_SYN) != 0 && is_new_connection(packets, slot, &tcp)) {
        begin_anew(packets, slot, &tcp);
    }
    pc_flow_table_touch(packets->table, slot);
    handle(packets, slot, &key, packet, &tcp);
    if (slot->state == PC_SLOT_DONE) {
        pc_flow_table_retire(packets->table, slot);
    }
    pc_flow_table_bound_live(packets->table); // a half-open one may have become live
}
