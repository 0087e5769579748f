// SPDX-License-Identifier: GPL-2.0-or-later
// The room's front: frames go in here, and flows go out to the sink.
#include "core/packet/flow.h"

// The table needs the slot for another, or the flow is over.
static void evict(void *user, PcFlowSlot *slot, bool for_room)
{
    PcPackets *packets = user;
    if (slot->state == PC_SLOT_HALF_OPEN) {
        pc_tcp_attempt_over(packets, slot);
    } else if (slot->state == PC_SLOT_LIVE) {
        bool was_reset = slot->of.flow->reset;
        bool wants_more = !slot->of.flow->is_tcp || pc_tcp_flush(packets, slot->of.flow);
        wants_more = wants_more && !was_reset;
        PcEndCause cause = for_room ? PC_END_LIMIT : PC_END_CAPTURE;
        pc_flow_end(packets, slot, wants_more ? cause : PC_END_DONE);
    }
}

static PcPeer mac_peer(PcBytes mac)
{
    PcPeer peer = {.address_len = 0};
    peer.address_len = (uint8_t)pc_bytes_copy_out(mac, peer.address, sizeof peer.address);
    return peer;
}

static void take_eapol(void *user, PcDecode *packet)
{
    PcPackets *packets = user;
    PcPeer source = mac_peer(packet->source_mac), destination = mac_peer(packet->destination_mac);
    source.is_wireless = packet->is_wireless;
    packets->counts.eapol += 1;
    packets->vtable->eapol(packets->sink, &source, &destination, packet->bytes, packet->missing,
                           &packet->stamp);
}

static const PcLowest lowest = {pc_packets_tcp, pc_packets_udp, take_eapol};

static void on_fragments_lost(void *user, const PcLostDatagram *lost)
{
    enum { UDP = 17, HEADER_LEN = 8, MAX_TOLD = 64 };
    PcPackets *packets = user;
    const PcFragmentKey *key = lost->key;
    uint16_t source_port, destination_port;
    PcBytes payload = lost->beginning;
    bool is_udp = key->protocol == UDP && key->kind != PC_FRAGMENT_CAPWAP &&
                  pc_bytes_u16_at(payload, 0, &source_port) &&
                  pc_bytes_u16_at(payload, 2, &destination_port) &&
                  pc_bytes_skip(&payload, HEADER_LEN);
    if (!is_udp || packets->vtable->fragments_lost == NULL) {
        return;
    }
    const PcAddress from = {key->address[0], key->address[1]};
    const PcAddress to = {key->address[2], key->address[3]};
    const PcPeer source = pc_flow_peer_of(from, key->kind, source_port);
    const PcPeer destination = pc_flow_peer_of(to, key->kind, destination_port);
    const PcStamp stamp = {.frame = lost->frame, .time = lost->time};
    for (unsigned i = 0; i < MIN(lost->n_times, MAX_TOLD); i++) {
        packets->vtable->fragments_lost(packets->sink, &source, &destination, payload, &stamp);
    }
}

PcPackets *pc_packets_new(const PcPacketSink *vtable, void *sink)
{
    PcPackets *packets = g_new0(PcPackets, 1);
    packets->vtable = vtable;
    packets->latest = G_MININT64;
    packets->sink = sink;
    pc_account_init(&packets->own_account, PC_ACCOUNT_DEFAULT);
    packets->account = vtable->account != NULL ? vtable->account(sink) : &packets->own_account;
    packets->pool.account = packets->account;
    packets->table = pc_flow_table_new(evict, packets);
    pc_flow_table_account(packets->table, packets->account);
    packets->fragments = pc_fragments_new();
    pc_fragments_account(packets->fragments, packets->account);
    pc_fragments_on_lost(packets->fragments, on_fragments_lost, packets);
    return packets;
}

void pc_packets_free(PcPackets *packets)
{
    if (packets == NULL) {
        return;
    }
    pc_packets_finish(packets);
    pc_flow_table_free(packets->table);
    pc_fragments_free(packets->fragments);
    pc_tcp_forget_closing(packets);
    g_free(packets);
}

bool pc_packets_tunnel(PcPackets *packets, uint16_t port, const char *kind)
{
    return pc_tunnels_add(&packets->tunnels, port, kind);
}

void pc_packets_hurry(PcPackets *packets)
{
    packets->hurries = true;
}

// Most media have higher ports than tunnels.
static bool is_tunnel(const PcPackets *packets, uint16_t port)
{
    enum { FIRST_DYNAMIC = 16384, PORT_IVXLAN = 48879 };
    if (G_LIKELY(port >= FIRST_DYNAMIC && port != PORT_IVXLAN && packets->tunnels.n_rows == 0)) {
        return false;
    }
    return pc_tunnels_layer(&packets->tunnels, port) != PC_LAYER_UNKNOWN;
}

// Media over Ethernet and IPv4, perhaps in a VLAN: these packets are never taken apart; decoding
// would drop them later.
static inline bool is_media(const PcPackets *packets, const PcFrame *frame)
{
    enum {
        LINKTYPE_ETHERNET = 1,
        TYPE_OFFSET = 12,
        TYPE_VLAN = 0x8100,
        TYPE_IPV4 = 0x0800,
        HEADERS_LEN = 2 + 20 + 8, // type, IPv4 without options, UDP
        DESTINATION_OFFSET = 2 + 20 + 2,
        MIN_TOTAL_LEN = 20 + 8 + 1,
        IS_FRAGMENT = 0x3fff,
        UDP = 17,
    };
    PcBytes rest = frame->bytes;
    PcBytes headers;
    uint16_t type, version, total_len, fragment, port;
    uint8_t protocol, payload;
    if (frame->link_type != LINKTYPE_ETHERNET || !pc_bytes_skip(&rest, TYPE_OFFSET) ||
        !pc_bytes_u16_at(rest, 0, &type) || (type == TYPE_VLAN && !pc_bytes_skip(&rest, 4)) ||
        !pc_bytes_take(&rest, HEADERS_LEN, &headers)) {
        return false;
    }
    return pc_bytes_u16_at(headers, 0, &type) && type == TYPE_IPV4 &&
           pc_bytes_u16_at(headers, 2, &version) && version >> 8 == 0x45 &&
           pc_bytes_u16_at(headers, 4, &total_len) && total_len >= MIN_TOTAL_LEN &&
           pc_bytes_u16_at(headers, 8, &fragment) && (fragment & IS_FRAGMENT) == 0 &&
           pc_bytes_at(headers, 11, &protocol) && protocol == UDP &&
           pc_bytes_at(rest, 0, &payload) && payload >= PC_UDP_MEDIA &&
           pc_bytes_u16_at(headers, DESTINATION_OFFSET, &port) && !is_tunnel(packets, port);
}

bool pc_packets_is_media(const PcPackets *packets, const PcFrame *frame)
{
    return is_media(packets, frame);
}

static void make_room(PcPackets *packets)
{
    while (G_UNLIKELY(!pc_account_fits(packets->account, PC_HOLD_CONNECTIONS, 0)) &&
           pc_flow_table_evict_live(packets->table)) {
        pc_account_over(packets->account, PC_HOLD_CONNECTIONS);
    }
}

// Where two frames were cut and none is longer, all are cut there; a single one may have a copy.
static void note_cut(PcPackets *packets, const PcFrame *frame)
{
    enum { SURE = 2 };
    size_t len = frame->bytes.len;
    if (G_UNLIKELY(len > packets->max_captured)) {
        packets->max_captured = len;
        packets->n_cut = 0;
        packets->pool.cuts_all = false;
    }
    if (G_LIKELY(frame->original_len <= len)) {
        return;
    }
    packets->silence.n_cut += 1;
    packets->silence.cut_to = MAX(packets->silence.cut_to, len);
    packets->n_cut += len == packets->max_captured && packets->n_cut < SURE ? 1 : 0;
    packets->pool.cuts_all = packets->n_cut >= SURE;
}

static void decode_frame(PcPackets *packets, const PcFrame *frame)
{
    PcDecode packet = {
        .bytes = frame->bytes,
        .missing = frame->original_len - MIN(frame->original_len, frame->bytes.len),
        .stamp = {.frame = frame->number, .time = frame->time, .interface_id = frame->interface_id},
        .fragments = packets->fragments,
        .user_tunnels = &packets->tunnels,
        .lowest = &lowest,
        .lowest_user = packets,
    };
    note_cut(packets, frame);
    make_room(packets);
    if (G_UNLIKELY(packets->closing.length > 0)) {
        pc_tcp_expire(packets);
    }
    pc_flow_table_tick(packets->table, frame->time);
    PcLayer layer = pc_decode_link_layer(frame->link_type);
    if (layer == PC_LAYER_UNKNOWN) {
        if (packets->counts.unknown_link_frames == 0) {
            packets->counts.unknown_link_type = frame->link_type;
        }
        packets->counts.unknown_link_frames += 1;
        pc_silence_unread(&packets->silence, &packet, frame->link_type);
    } else if (!pc_decode(&packet, layer)) {
        packets->counts.undecoded += 1;
        pc_silence_unread(&packets->silence, &packet, frame->link_type);
    }
    packets->counts.ip += packet.address_len != 0 ? 1 : 0;
    pc_fragments_release(packets->fragments);
}

void pc_packets_reach(PcPackets *packets, int64_t time)
{
    packets->latest = MAX(packets->latest, time);
}

G_GNUC_NO_INLINE
static void note_backwards(PcPackets *packets, const PcFrame *frame)
{
    const int64_t most = INT64_C(1) << 62;
    if (packets->latest > most || frame->time < -most) {
        return;
    }
    int64_t by = packets->latest - frame->time;
    if (by > packets->silence.backwards) {
        packets->silence.backwards = by;
        packets->silence.backwards_frame = frame->number;
    }
}

void pc_packets_frame(PcPackets *packets, const PcFrame *frame)
{
    packets->counts.frames += 1;
    if (G_LIKELY(frame->time >= packets->latest)) {
        packets->latest = frame->time;
    } else {
        note_backwards(packets, frame);
    }
    if (is_media(packets, frame)) {
        packets->counts.ip += 1;
    } else {
        decode_frame(packets, frame);
    }
}

static uint64_t first_frame(const PcFlowSlot *slot)
{
    return slot->state == PC_SLOT_LIVE ? slot->of.flow->first_frame : slot->of.syn.frame;
}

static gint by_first_frame(gconstpointer a, gconstpointer b)
{
    uint64_t x = first_frame(*(const PcFlowSlot *const *)a);
    uint64_t y = first_frame(*(const PcFlowSlot *const *)b);
    return x < y ? -1 : x > y ? 1 : 0;
}

static void pause_flow(void *user, PcFlowSlot *slot)
{
    PcPackets *packets = user;
    if (slot->state == PC_SLOT_HALF_OPEN) {
        pc_tcp_attempt_over(packets, slot);
        return;
    }
    PcFlow *flow = slot->of.flow;
    if (flow->is_tcp && !pc_tcp_flush(packets, flow)) {
        pc_flow_end(packets, slot, PC_END_DONE);
        return;
    }
    pc_stream_resume(&flow->stream[0]);
    pc_stream_resume(&flow->stream[1]);
    if (packets->vtable->pause != NULL && flow->user != NULL) {
        packets->vtable->pause(packets->sink, flow);
    }
}

void pc_packets_pause(PcPackets *packets, uint32_t idle)
{
    pc_flow_table_each_open(packets->table, idle, by_first_frame, pause_flow);
    if (idle == 0) {
        pc_fragments_clear(packets->fragments);
    }
}

void pc_packets_finish(PcPackets *packets)
{
    pc_flow_table_clear(packets->table, by_first_frame);
    pc_fragments_clear(packets->fragments);
    pc_tcp_forget_closing(packets);
    packets->transfers = (PcTransfers){.next = 0};
    packets->counts.fragments_dropped = pc_fragments_dropped(packets->fragments);
}

const PcPacketCounts *pc_packets_counts(const PcPackets *packets)
{
    return &packets->counts;
}

static void count_open(void *user, PcFlowSlot *slot)
{
    if (slot->state == PC_SLOT_LIVE) {
        pc_flow_count(user, slot->of.flow);
    }
}

char *pc_packets_silence(PcPackets *packets, uint64_t n_handshakes)
{
    const PcSilence counted = packets->silence;
    pc_flow_table_each_open(packets->table, 0, by_first_frame, count_open);
    packets->silence.n_frames = packets->counts.frames;
    char *words = pc_silence_words(&packets->silence, n_handshakes);
    packets->silence = counted; // those that are open may go on
    return words;
}

char *pc_packets_backwards(const PcPackets *packets)
{
    return pc_silence_backwards(&packets->silence);
}
