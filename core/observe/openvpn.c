// SPDX-License-Identifier: GPL-2.0-or-later
// The TLS inside OpenVPN's control channel, over UDP and TCP: packets with numbers of their own are
// put in order, and what they carry is a TLS stream. A session is recognised by the reset that
// opens it; a channel that is encrypted itself (tls-crypt) cannot be read.
#include "core/observe/plain.h"

#include "core/bytes/cutter.h"

enum {
    OPCODE_HARD_RESET_CLIENT_V1 = 1,
    OPCODE_HARD_RESET_SERVER_V1 = 2,
    OPCODE_SOFT_RESET = 3,
    OPCODE_CONTROL = 4,
    OPCODE_ACK = 5,
    OPCODE_HARD_RESET_CLIENT_V2 = 7,
    OPCODE_HARD_RESET_SERVER_V2 = 8,
    SESSION_LEN = 8,
    MAX_ACKS = 8,
    N_KEYS = 8,        // a key's number has three bits
    MAX_WAITING = 32,  // packets of one direction that came ahead of a missing one
    MAX_PACKET = 8192, // bytes; a control packet fits an ordinary frame
};

// With tls-auth a digest (MD5, SHA-1, SHA-256, -384, -512) and eight bytes of number and time stand
// behind the session's number.
static const size_t extras[] = {0, 24, 28, 40, 56, 72};

typedef struct {
    uint8_t opcode, key;
    uint64_t session;
    uint32_t number; // not of acknowledgements
    PcBytes payload;
} Packet;

// One direction of one key's channel.
typedef struct {
    uint32_t next;    // number of the packet that comes next
    GPtrArray *ahead; // of Waiting, by number
} Half;

typedef struct {
    uint32_t number;
    GBytes *payload;
} Waiting;

typedef struct {
    PcTlsStream *stream; // NULL: not in use
    Half halves[2];
    bool fed; // since it was last shown
} Channel;

typedef struct {
    PcObserve *observe;
    PcFlow *flow;
    size_t extra;
    int client; // direction of the client; -1 not known
    uint64_t session[2];
    Channel channels[N_KEYS];
    PcCutter cutters[2]; // over TCP
    const PcSeen *seen;  // of what is being fed
} OpenVpn;

// ---- packets --------------------------------------------------------------------------------

static bool read_packet(PcBytes bytes, size_t extra, Packet *out)
{
    Packet packet = {0};
    uint8_t first, n_acks;
    if (!pc_bytes_u8(&bytes, &first) || !pc_bytes_u64(&bytes, &packet.session) ||
        !pc_bytes_skip(&bytes, extra) || !pc_bytes_u8(&bytes, &n_acks) || n_acks > MAX_ACKS ||
        !pc_bytes_skip(&bytes, (size_t)n_acks * 4 + (n_acks > 0 ? SESSION_LEN : 0))) {
        return false;
    }
    packet.opcode = first >> 3;
    packet.key = first & (N_KEYS - 1);
    if (packet.opcode != OPCODE_ACK && !pc_bytes_u32(&bytes, &packet.number)) {
        return false;
    }
    packet.payload = bytes;
    *out = packet;
    return true;
}

static bool is_hard_reset(uint8_t opcode)
{
    return opcode == OPCODE_HARD_RESET_CLIENT_V1 || opcode == OPCODE_HARD_RESET_SERVER_V1 ||
           opcode == OPCODE_HARD_RESET_CLIENT_V2 || opcode == OPCODE_HARD_RESET_SERVER_V2;
}

static bool is_client_reset(uint8_t opcode)
{
    return opcode == OPCODE_HARD_RESET_CLIENT_V1 || opcode == OPCODE_HARD_RESET_CLIENT_V2;
}

// A reset is its own number 0 and nothing after it, so its length tells what tls-auth adds.
static bool is_opening(PcBytes bytes, size_t *extra)
{
    Packet packet;
    for (size_t i = 0; i < G_N_ELEMENTS(extras); i++) {
        if (read_packet(bytes, extras[i], &packet) && is_hard_reset(packet.opcode) &&
            packet.key == 0 && packet.number == 0 && packet.payload.len == 0) {
            *extra = extras[i];
            return true;
        }
    }
    return false;
}

// ---- channels -------------------------------------------------------------------------------

static void waiting_free(void *data)
{
    Waiting *waiting = data;
    g_bytes_unref(waiting->payload);
    g_free(waiting);
}

static void end_channel(OpenVpn *vpn, Channel *channel, bool end_of_capture)
{
    if (channel->stream == NULL) {
        return;
    }
    PcHandshake *handshake = pc_tls_stream_take(channel->stream, end_of_capture);
    if (handshake != NULL) {
        pc_observe_give_handshake(vpn->observe, handshake);
    }
    pc_tls_stream_free(channel->stream);
    g_ptr_array_unref(channel->halves[0].ahead);
    g_ptr_array_unref(channel->halves[1].ahead);
    *channel = (Channel){0};
}

static void end_channels(OpenVpn *vpn, bool end_of_capture)
{
    for (unsigned key = 0; key < N_KEYS; key++) {
        end_channel(vpn, &vpn->channels[key], end_of_capture);
    }
}

static void begin_channel(OpenVpn *vpn, Channel *channel)
{
    PcTransport transport = pc_flow_is_tcp(vpn->flow) ? PC_TRANSPORT_TCP : PC_TRANSPORT_UDP;
    PcEndpoint from = pc_observe_flow_end(vpn->flow, 0);
    PcEndpoint to = pc_observe_flow_end(vpn->flow, 1);
    channel->stream = pc_tls_stream_new(pc_observe_memory(vpn->observe), transport, &from, &to);
    if (vpn->client >= 0) {
        pc_handshake_hint_client(pc_tls_stream_handshake(channel->stream), (unsigned)vpn->client,
                                 false);
    }
    channel->halves[0].ahead = g_ptr_array_new_with_free_func(waiting_free);
    channel->halves[1].ahead = g_ptr_array_new_with_free_func(waiting_free);
    g_free(from.address);
    g_free(to.address);
}

static void feed(const OpenVpn *vpn, Channel *channel, PcBytes payload)
{
    if (payload.len > 0) {
        pc_tls_stream_bytes(channel->stream, vpn->seen, payload);
        channel->fed = true;
    }
}

// What waited and is next by now.
static void feed_ahead(const OpenVpn *vpn, Channel *channel, Half *half)
{
    while (half->ahead->len > 0) {
        const Waiting *first = g_ptr_array_index(half->ahead, 0);
        if (first->number > half->next) {
            return;
        }
        if (first->number == half->next) {
            half->next++;
            feed(vpn, channel, pc_bytes_of(first->payload));
        }
        g_ptr_array_remove_index(half->ahead, 0);
    }
}

static void keep_ahead(Half *half, const Packet *packet)
{
    unsigned at = half->ahead->len;
    while (at > 0 &&
           ((const Waiting *)g_ptr_array_index(half->ahead, at - 1))->number > packet->number) {
        at--;
    }
    Waiting *waiting = g_new0(Waiting, 1);
    waiting->number = packet->number;
    waiting->payload = pc_bytes_dup(packet->payload);
    g_ptr_array_insert(half->ahead, (int)at, waiting);
}

static void on_numbered(const OpenVpn *vpn, Channel *channel, const Packet *packet)
{
    Half *half = &channel->halves[vpn->seen->direction & 1];
    if (packet->number < half->next) {
        return; // a retransmission
    }
    if (packet->number > half->next) {
        keep_ahead(half, packet);
        if (half->ahead->len <= MAX_WAITING) {
            return;
        }
        // The missing one will not come any more.
        pc_tls_stream_gap(channel->stream, vpn->seen, PC_GAP_LOST, 0);
        half->next = ((const Waiting *)g_ptr_array_index(half->ahead, 0))->number;
    } else {
        half->next++;
        feed(vpn, channel, packet->payload);
    }
    feed_ahead(vpn, channel, half);
}

static void on_packet(OpenVpn *vpn, PcBytes bytes)
{
    Packet packet;
    unsigned direction = vpn->seen->direction & 1;
    if (!read_packet(bytes, vpn->extra, &packet) || packet.opcode == OPCODE_ACK) {
        return;
    }
    bool is_reset = is_hard_reset(packet.opcode);
    if (!is_reset && packet.opcode != OPCODE_CONTROL && packet.opcode != OPCODE_SOFT_RESET) {
        return; // data, or what we do not know
    }
    if (is_reset && vpn->session[direction] != packet.session) {
        if (vpn->session[direction] != 0) {
            end_channels(vpn, false); // the same ports, another session
        }
        vpn->session[direction] = packet.session;
        vpn->client = (int)(is_client_reset(packet.opcode) ? direction : 1 - direction);
    }
    Channel *channel = &vpn->channels[packet.key];
    if (channel->stream == NULL) {
        begin_channel(vpn, channel);
    }
    on_numbered(vpn, channel, &packet);
}

// ---- the observer ---------------------------------------------------------------------------

// Over TCP two bytes of length stand before every packet.
static bool first_packet(const PcFlow *flow, PcBytes first, PcBytes *packet)
{
    if (!pc_flow_is_tcp(flow)) {
        *packet = first;
        return true;
    }
    return pc_bytes_vector(&first, 2, packet);
}

static void *begin(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    PcBytes packet;
    size_t extra;
    (void)direction;
    if (!first_packet(flow, first, &packet) || !is_opening(packet, &extra)) {
        return NULL;
    }
    OpenVpn *vpn = g_new0(OpenVpn, 1);
    vpn->observe = observe;
    vpn->flow = flow;
    vpn->extra = extra;
    vpn->client = -1;
    vpn->cutters[0].max_len = MAX_PACKET + 2;
    vpn->cutters[1].max_len = MAX_PACKET + 2;
    return vpn;
}

// Data goes on for as long as the tunnel stands: once the handshake is decided, nobody listens to
// what might be a change of keys hours later.
static PcInterest interest(const OpenVpn *vpn)
{
    bool is_any = false;
    for (unsigned key = 0; key < N_KEYS; key++) {
        PcTlsStream *stream = vpn->channels[key].stream;
        is_any = is_any || stream != NULL;
        if (stream != NULL && !pc_tls_stream_done(stream)) {
            return PC_FLOW_GO_ON;
        }
    }
    return is_any ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static PcCutterStep take_packet(void *user, PcBytes *from)
{
    PcBytes packet, look = *from;
    uint16_t len;
    if (pc_bytes_u16(&look, &len) && len > MAX_PACKET) {
        return PC_CUTTER_STOP;
    }
    if (!pc_bytes_vector(from, 2, &packet)) {
        return PC_CUTTER_MORE;
    }
    on_packet(user, packet);
    return PC_CUTTER_TAKEN;
}

static PcInterest on_bytes(void *state, const PcSeen *seen, PcBytes bytes)
{
    OpenVpn *vpn = state;
    vpn->seen = seen;
    pc_cutter_feed(&vpn->cutters[seen->direction & 1], bytes, take_packet, vpn);
    return interest(vpn);
}

static PcInterest on_datagram(void *state, const PcSeen *seen, PcBytes bytes, size_t missing)
{
    OpenVpn *vpn = state;
    vpn->seen = seen;
    if (missing == 0 && bytes.len <= MAX_PACKET) {
        on_packet(vpn, bytes);
    }
    return interest(vpn);
}

static PcInterest on_gap(void *state, const PcSeen *seen, PcGapCause cause, size_t len)
{
    OpenVpn *vpn = state;
    (void)len; // of the packets around what they carry
    pc_cutter_stop(&vpn->cutters[seen->direction & 1]);
    for (unsigned key = 0; key < N_KEYS; key++) {
        if (vpn->channels[key].stream != NULL) {
            pc_tls_stream_gap(vpn->channels[key].stream, seen, cause, 0);
        }
    }
    return interest(vpn);
}

static PcInterest on_reset(void *state, const PcSeen *seen)
{
    const OpenVpn *vpn = state;
    for (unsigned key = 0; key < N_KEYS; key++) {
        if (vpn->channels[key].stream != NULL) {
            pc_handshake_reset(pc_tls_stream_handshake(vpn->channels[key].stream), seen);
        }
    }
    return interest(vpn);
}

static PcInterest on_fin(void *state, const PcSeen *seen)
{
    const OpenVpn *vpn = state;
    for (unsigned key = 0; key < N_KEYS; key++) {
        if (vpn->channels[key].stream != NULL) {
            pc_handshake_fin(pc_tls_stream_handshake(vpn->channels[key].stream), seen);
        }
    }
    return interest(vpn);
}

static void show(void *state, const PcSeen *seen)
{
    OpenVpn *vpn = state;
    for (unsigned key = 0; key < N_KEYS; key++) {
        PcTlsStream *stream = vpn->channels[key].stream;
        bool fed = vpn->channels[key].fed;
        vpn->channels[key].fed = false;
        if (stream != NULL && fed) {
            pc_observe_show(vpn->observe, pc_tls_stream_show(stream), seen,
                            pc_tls_stream_done(stream));
        }
    }
}

static void on_end(void *state, PcEndCause cause)
{
    OpenVpn *vpn = state;
    end_channels(vpn, cause != PC_END_DONE);
    pc_cutter_clear(&vpn->cutters[0]);
    pc_cutter_clear(&vpn->cutters[1]);
    g_free(vpn);
}

const PcObserver pc_openvpn_observer = {
    .begin = begin,
    .bytes = on_bytes,
    .gap = on_gap,
    .fin = on_fin,
    .reset = on_reset,
    .datagram = on_datagram,
    .show = show,
    .end = on_end,
};
