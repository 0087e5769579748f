// SPDX-License-Identifier: GPL-2.0-or-later
// Frames are built from a header of 54 bytes that each flow keeps, and noise. Checksums of UDP are
// left out, as UDP allows; those of TCP are wrong, as they are where the network card makes them.
#include "tests/bench/traffic.h"

#include <string.h>

enum {
    N_CALLS = 2000,
    N_DOWNLOADS = 60,
    N_TLS = 200,
    NOISE_LEN = 1 << 20,
    HEADER_LEN = 54, // Ethernet, IPv4, and TCP or UDP with RTP
    IP_OFFSET = 14,
    IP_LENGTH_OFFSET = 16,
    IP_PROTOCOL_OFFSET = 23,
    IP_SOURCE_OFFSET = 26,
    IP_DESTINATION_OFFSET = 30,
    PORTS_OFFSET = 34,
    UDP_LENGTH_OFFSET = 38,
    SEQUENCE_OFFSET = 38,
    ACKNOWLEDGEMENT_OFFSET = 42,
    TCP_FLAGS_OFFSET = 47,
    RTP_OFFSET = 42,
    SRTP_FRAME_LEN = 214,
    RTP_STEP = 160,
    SEGMENT_LEN = 1460,
    SMALL_RECORD_LEN = 96,
    RECORD_HEADER_LEN = 5,
};
enum { FLAG_FIN = 0x01, FLAG_SYN = 0x02, FLAG_PSH = 0x08, FLAG_ACK = 0x10 };
enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };
enum { CLIENT, SERVER, N_SIDES };

#define CUCM_IP 0x0a2cff01U
#define FILE_SERVER_IP 0x0a2cfe02U

// Stream is one call, or one connection: what both directions' next frames begin with.
typedef struct Stream {
    uint8_t header[N_SIDES][HEADER_LEN];
    uint32_t next[N_SIDES]; // sequence number, or RTP time stamp
    uint16_t count[N_SIDES];
    uint32_t step;
    CrowdConversation opening; // frames of a real handshake that come first
} Stream;

struct Traffic {
    uint64_t seed;
    uint8_t *noise;
    Stream *calls;
    Stream *downloads;
    Stream *tls;
};

uint32_t traffic_random(Traffic *traffic, uint32_t n)
{
    traffic->seed = traffic->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((traffic->seed >> 33) % n);
}

static void put16(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
}

static void put32(uint8_t *out, uint32_t value)
{
    put16(out, value >> 16);
    put16(out + 2, value & 0xffff);
}

static uint32_t get32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// End is one end of a flow.
typedef struct End {
    uint32_t ip;
    uint16_t port;
} End;

static void put_header(uint8_t *header, uint8_t protocol, End from, End to)
{
    static const uint8_t start[HEADER_LEN] = {0x00, 0x50, 0x56, 0, 1,    1,    0x2c, 0x31,
                                              0x24, 0,    0,    1, 0x08, 0x00, 0x45, 0x60,
                                              0,    0,    0,    0, 0x40, 0,    64};
    memcpy(header, start, HEADER_LEN);
    header[IP_PROTOCOL_OFFSET] = protocol;
    put32(header + IP_SOURCE_OFFSET, from.ip);
    put32(header + IP_DESTINATION_OFFSET, to.ip);
    put16(header + PORTS_OFFSET, from.port);
    put16(header + PORTS_OFFSET + 2, to.port);
    if (protocol == PROTOCOL_UDP) {
        header[RTP_OFFSET] = 0x80; // version 2; payload type 0
        put32(header + RTP_OFFSET + 8, from.ip ^ from.port);
    } else {
        header[TCP_FLAGS_OFFSET - 1] = 5 << 4;
        put16(header + TCP_FLAGS_OFFSET + 1, 29200);
    }
}

static void begin_stream(Stream *stream, uint8_t protocol, End client, End server)
{
    put_header(stream->header[CLIENT], protocol, client, server);
    put_header(stream->header[SERVER], protocol, server, client);
    stream->next[CLIENT] = client.ip * 2654435761U;
    stream->next[SERVER] = ~stream->next[CLIENT];
}

static void fill_noise(uint8_t *noise)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < NOISE_LEN; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1;
        noise[i] = (uint8_t)(seed >> 56);
    }
}

Traffic *traffic_new(const Crowd *crowd)
{
    Traffic *traffic = g_new0(Traffic, 1);
    traffic->seed = 1;
    traffic->noise = g_malloc(NOISE_LEN);
    fill_noise(traffic->noise);
    traffic->calls = g_new0(Stream, N_CALLS);
    traffic->downloads = g_new0(Stream, N_DOWNLOADS);
    traffic->tls = g_new0(Stream, N_TLS);
    for (uint32_t i = 0; i < N_CALLS; i++) {
        const End a = {0x0a300000U + 2 * i, (uint16_t)(16384 + 2 * (i * 37 % 8000))};
        const End b = {0x0a300001U + 2 * i, (uint16_t)(16384 + 2 * (i * 53 % 8000))};
        begin_stream(&traffic->calls[i], PROTOCOL_UDP, a, b);
    }
    for (uint32_t i = 0; i < N_DOWNLOADS; i++) {
        const End phone = {0x0a310000U + i, (uint16_t)(50000 + i)};
        begin_stream(&traffic->downloads[i], PROTOCOL_TCP, phone, (End){FILE_SERVER_IP, 6970});
    }
    for (uint32_t i = 0; i < N_TLS; i++) {
        const End phone = {0x0a320000U + i, (uint16_t)(51000 + i)};
        begin_stream(&traffic->tls[i], PROTOCOL_TCP, phone, (End){CUCM_IP, 5061});
        if (crowd != NULL && i < crowd_n_conversations(crowd)) {
            traffic->tls[i].opening =
                crowd_conversation(crowd, crowd_n_conversations(crowd) - 1 - i);
        }
    }
    return traffic;
}

void traffic_free(Traffic *traffic)
{
    if (traffic != NULL) {
        g_free(traffic->noise);
        g_free(traffic->calls);
        g_free(traffic->downloads);
        g_free(traffic->tls);
        g_free(traffic);
    }
}

static void put_noise(Traffic *traffic, TrafficFrame *frame, size_t len)
{
    const uint32_t at = traffic_random(traffic, NOISE_LEN - TRAFFIC_MAX_FRAME);
    memcpy(frame->bytes + frame->len, traffic->noise + at, len);
    frame->len += len;
}

void traffic_srtp(Traffic *traffic, TrafficFrame *frame)
{
    Stream *call = &traffic->calls[traffic_random(traffic, N_CALLS)];
    const unsigned side = traffic_random(traffic, N_SIDES);
    memcpy(frame->bytes, call->header[side], HEADER_LEN);
    put16(frame->bytes + IP_LENGTH_OFFSET, SRTP_FRAME_LEN - IP_OFFSET);
    put16(frame->bytes + UDP_LENGTH_OFFSET, SRTP_FRAME_LEN - PORTS_OFFSET);
    put16(frame->bytes + RTP_OFFSET + 2, call->count[side]++);
    put32(frame->bytes + RTP_OFFSET + 4, call->next[side]);
    call->next[side] += RTP_STEP;
    frame->len = HEADER_LEN;
    put_noise(traffic, frame, SRTP_FRAME_LEN - HEADER_LEN);
}

// A segment whose payload is in the frame already, from HEADER_LEN on.
static void finish_segment(Stream *stream, unsigned side, unsigned flags, TrafficFrame *frame)
{
    memcpy(frame->bytes, stream->header[side], HEADER_LEN);
    put16(frame->bytes + IP_LENGTH_OFFSET, (unsigned)(frame->len - IP_OFFSET));
    put32(frame->bytes + SEQUENCE_OFFSET, stream->next[side]);
    put32(frame->bytes + ACKNOWLEDGEMENT_OFFSET,
          (flags & FLAG_ACK) != 0 ? stream->next[SERVER - side] : 0);
    frame->bytes[TCP_FLAGS_OFFSET] = (uint8_t)flags;
    stream->next[side] += (uint32_t)(frame->len - HEADER_LEN) + ((flags & FLAG_SYN) != 0 ? 1 : 0);
}

static void put_text(TrafficFrame *frame, const char *text)
{
    const size_t len = strlen(text);
    memcpy(frame->bytes + frame->len, text, len);
    frame->len += len;
}

// The three segments that open a connection. False: it is open.
static bool open_connection(Stream *stream, uint32_t step, TrafficFrame *frame)
{
    static const uint8_t flags[] = {FLAG_SYN, FLAG_SYN | FLAG_ACK, FLAG_ACK};
    frame->len = HEADER_LEN;
    if (step >= G_N_ELEMENTS(flags)) {
        return false;
    }
    finish_segment(stream, step % 2 == 0 ? CLIENT : SERVER, flags[step], frame);
    return true;
}

void traffic_bulk(Traffic *traffic, TrafficFrame *frame)
{
    Stream *stream = &traffic->downloads[traffic_random(traffic, N_DOWNLOADS)];
    const uint32_t step = stream->step++;
    if (open_connection(stream, step, frame)) {
        return;
    }
    if (step == 3) {
        put_text(frame, "GET /sip88xx.14-2-1.loads HTTP/1.1\r\nHost: cucm-pub\r\n\r\n");
        finish_segment(stream, CLIENT, FLAG_ACK | FLAG_PSH, frame);
    } else if (step == 4) {
        put_text(frame, "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n");
        finish_segment(stream, SERVER, FLAG_ACK | FLAG_PSH, frame);
    } else if (step % 3 == 0) {
        finish_segment(stream, CLIENT, FLAG_ACK, frame);
    } else {
        put_noise(traffic, frame, SEGMENT_LEN);
        finish_segment(stream, SERVER, FLAG_ACK, frame);
    }
}

static void put_record(Traffic *traffic, TrafficFrame *frame, size_t len)
{
    const size_t payload_len = len - RECORD_HEADER_LEN;
    const uint8_t header[RECORD_HEADER_LEN] = {23, 3, 3, (uint8_t)(payload_len >> 8),
                                               (uint8_t)payload_len};
    memcpy(frame->bytes + frame->len, header, sizeof header);
    frame->len += sizeof header;
    put_noise(traffic, frame, payload_len);
}

// The connection goes on where its handshake stopped: same ends, next sequence numbers.
static void follow_opening(Stream *stream, const CrowdFrame *last)
{
    const uint32_t payload_len =
        (uint32_t)(last->len - HEADER_LEN); // from the client, by CrowdConversation
    const uint8_t *ends = last->bytes + IP_SOURCE_OFFSET;
    const End client = {get32(ends), (uint16_t)(get32(last->bytes + PORTS_OFFSET) >> 16)};
    const End server = {get32(ends + 4), (uint16_t)get32(last->bytes + PORTS_OFFSET)};
    begin_stream(stream, PROTOCOL_TCP, client, server);
    stream->next[CLIENT] = get32(last->bytes + SEQUENCE_OFFSET) + payload_len;
    stream->next[SERVER] = get32(last->bytes + ACKNOWLEDGEMENT_OFFSET);
}

// Gives the next frame of the real handshake. False: it has been given.
static bool give_opening(Stream *stream, TrafficFrame *frame)
{
    const uint32_t step = stream->step;
    if (step >= stream->opening.n_frames) {
        return false;
    }
    const CrowdFrame *next = &stream->opening.frames[step];
    if ((next->bytes[TCP_FLAGS_OFFSET] & FLAG_FIN) != 0) {
        follow_opening(stream, next); // the client closes, and here it does not
        stream->opening.n_frames = 0;
        return false;
    }
    memcpy(frame->bytes, next->bytes, next->len);
    frame->len = next->len;
    return true;
}

void traffic_tls(Traffic *traffic, TrafficFrame *frame)
{
    Stream *stream = &traffic->tls[traffic_random(traffic, N_TLS)];
    const bool is_opening = give_opening(stream, frame);
    const uint32_t step = stream->step++;
    if (is_opening) {
        return;
    }
    frame->len = HEADER_LEN;
    if (step % 3 == 0) {
        finish_segment(stream, CLIENT, FLAG_ACK, frame);
        return;
    }
    put_record(traffic, frame, SEGMENT_LEN);
    finish_segment(stream, SERVER, FLAG_ACK | FLAG_PSH, frame);
}

void traffic_connection(Traffic *traffic, uint32_t number, uint32_t step, TrafficFrame *frame)
{
    Stream stream = {.step = step};
    const End client = {0x0a400000U + number / 8, (uint16_t)(40000 + number % 8)};
    begin_stream(&stream, PROTOCOL_TCP, client, (End){CUCM_IP, 5061});
    const uint32_t n_records = step > 3 ? step - 3 : 0;
    for (unsigned side = 0; side < N_SIDES; side++) {
        const uint32_t n_sent = (n_records + (side == CLIENT ? 1 : 0)) / 2;
        stream.next[side] += n_sent * SMALL_RECORD_LEN + (step > side ? 1 : 0);
    }
    if (open_connection(&stream, step, frame)) {
        return;
    }
    put_record(traffic, frame, SMALL_RECORD_LEN);
    finish_segment(&stream, n_records % 2 == 0 ? CLIENT : SERVER, FLAG_ACK | FLAG_PSH, frame);
}
