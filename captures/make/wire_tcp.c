// SPDX-License-Identifier: GPL-2.0-or-later
// The flights of a TLS conversation become one TCP connection: opening, segments, acknowledgements,
// end.
#include "captures/make/octets.h"
#include "captures/make/wire.h"

#define N_SIDES 2
#define PROTOCOL_TCP 6
#define TCP_CHECKSUM_OFFSET 16
#define TCP_WINDOW 29200
#define DEFAULT_MSS 1460
#define OPENING_NS (3 * INT64_C(700000))
#define OPENING_STEP_NS (700 * INT64_C(1000))
#define SEGMENT_GAP_NS (12 * INT64_C(1000))
#define ACK_DELAY_NS (300 * INT64_C(1000))

enum { FLAG_FIN = 0x01, FLAG_SYN = 0x02, FLAG_RST = 0x04, FLAG_PSH = 0x08, FLAG_ACK = 0x10 };

// Connection is what both TCPs know while packets are written.
typedef struct Connection {
    GPtrArray *packets;
    const MkPath *path;
    uint32_t next[N_SIDES]; // sequence number of the next byte
    bool fin_sent[N_SIDES];
} Connection;

typedef struct Segment {
    MkSide from;
    unsigned flags;
    const uint8_t *data;
    size_t len;
    int64_t at_ns;
} Segment;

static MkSide other(MkSide side)
{
    return side == MK_CLIENT ? MK_SERVER : MK_CLIENT;
}

static void put_mss_option(GByteArray *out)
{
    mk_put_u8(out, 2);
    mk_put_u8(out, 4);
    mk_put_u16(out, DEFAULT_MSS);
}

static MkPacket *send_segment(Connection *connection, const Segment *segment)
{
    const MkPath *path = connection->path;
    const MkAddress *source = segment->from == MK_CLIENT ? &path->client : &path->server;
    const MkAddress *destination = segment->from == MK_CLIENT ? &path->server : &path->client;
    const bool syn = (segment->flags & FLAG_SYN) != 0;
    const bool ack = (segment->flags & FLAG_ACK) != 0;
    const unsigned header_words = syn ? 6 : 5;

    MkFrame frame;
    mk_frame_begin(&frame, path, segment->from, PROTOCOL_TCP);
    mk_put_u16(frame.bytes, source->port);
    mk_put_u16(frame.bytes, destination->port);
    mk_put_u32(frame.bytes, connection->next[segment->from]);
    mk_put_u32(frame.bytes, ack ? connection->next[other(segment->from)] : 0);
    mk_put_u8(frame.bytes, header_words << 4);
    mk_put_u8(frame.bytes, segment->flags);
    mk_put_u16(frame.bytes, TCP_WINDOW);
    mk_put_u16(frame.bytes, 0); // checksum
    mk_put_u16(frame.bytes, 0); // urgent pointer
    if (syn) {
        put_mss_option(frame.bytes);
    }
    mk_put_bytes(frame.bytes, segment->data, segment->len);
    const bool takes_number = (segment->flags & (FLAG_SYN | FLAG_FIN)) != 0;
    connection->next[segment->from] += (uint32_t)segment->len + (takes_number ? 1 : 0);
    MkPacket *packet = mk_packet_add(connection->packets, segment->at_ns, segment->from,
                                     mk_frame_end(&frame, PROTOCOL_TCP, TCP_CHECKSUM_OFFSET));
    packet->payload_len = segment->len;
    return packet;
}

static void send_flags(Connection *connection, MkSide from, unsigned flags, int64_t at_ns)
{
    const Segment segment = {.from = from, .flags = flags, .at_ns = at_ns};
    send_segment(connection, &segment);
}

static void open_connection(Connection *connection, int64_t first_flight_ns)
{
    const int64_t start = first_flight_ns - OPENING_NS;
    send_flags(connection, MK_CLIENT, FLAG_SYN, start);
    send_flags(connection, MK_SERVER, FLAG_SYN | FLAG_ACK, start + OPENING_STEP_NS);
    send_flags(connection, MK_CLIENT, FLAG_ACK, start + 2 * OPENING_STEP_NS);
}

static void send_bytes(Connection *connection, const MkFlight *flight, int number)
{
    const MkPath *path = connection->path;
    const size_t wanted = flight->from == MK_CLIENT ? path->client_mss : path->server_mss;
    const size_t mss = wanted > 0 ? wanted : DEFAULT_MSS;
    int64_t at_ns = flight->at_ns;
    gsize len = 0;
    const uint8_t *data = g_bytes_get_data(flight->datagrams->pdata[0], &len);
    for (size_t sent = 0; sent < len; at_ns += SEGMENT_GAP_NS) {
        const size_t piece = MIN(mss, len - sent);
        const bool last = sent + piece == len;
        const Segment segment = {.from = flight->from,
                                 .flags = FLAG_ACK | (last ? FLAG_PSH : 0),
                                 .data = data + sent,
                                 .len = piece,
                                 .at_ns = at_ns};
        send_segment(connection, &segment)->flight = number;
        sent += piece;
    }
    send_flags(connection, other(flight->from), FLAG_ACK, at_ns + ACK_DELAY_NS);
}

static void send_flight(Connection *connection, const MkFlight *flight, int number)
{
    switch (flight->kind) {
    case MK_FLIGHT_BYTES:
        send_bytes(connection, flight, number);
        return;
    case MK_FLIGHT_FIN:
        send_flags(connection, flight->from, FLAG_FIN | FLAG_ACK, flight->at_ns);
        connection->fin_sent[flight->from] = true;
        if (connection->fin_sent[other(flight->from)]) {
            send_flags(connection, other(flight->from), FLAG_ACK, flight->at_ns + ACK_DELAY_NS);
        }
        return;
    case MK_FLIGHT_RST:
        send_flags(connection, flight->from, FLAG_RST | FLAG_ACK, flight->at_ns);
        return;
    }
}

void mk_wire_tcp(GPtrArray *packets, const MkConversation *conversation, const MkPath *path)
{
    Connection connection = {
        .packets = packets,
        .path = path,
        .next = {[MK_CLIENT] = path->client_isn, [MK_SERVER] = path->server_isn},
    };
    const MkFlight *first = conversation->flights->pdata[0];
    open_connection(&connection, first->at_ns);
    for (guint i = 0; i < conversation->flights->len; i++) {
        send_flight(&connection, conversation->flights->pdata[i], (int)i);
    }
}
