// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: TCP segments of few connections with hostile numbers. Each segment of the input is
// eight bytes (flags, connection and direction, sequence number and acknowledgement near 0 or near
// the wrap, length, what the capture left away) and takes its payload from a fixed text.
#include "tests/fuzz/count_sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADERS_LEN = 40, MAX_PAYLOAD = 255 };

static void put_u16(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
}

static void put_u32(uint8_t *out, uint32_t value)
{
    put_u16(out, value >> 16);
    put_u16(out + 2, value & 0xffff);
}

// IPv4 and TCP headers for one segment; gives the length of the packet.
static size_t build(uint8_t *out, const uint8_t *op, uint16_t sequence, uint16_t acknowledgement)
{
    bool back = (op[1] & 1) != 0;
    unsigned port = 1000 + (op[1] >> 1 & 3U);
    // Numbers begin right before the wrap, so that streams cross it.
    uint32_t base = UINT32_MAX - 2000;
    size_t len = op[6];
    out[0] = 0x45;
    put_u16(out + 2, (unsigned)(HEADERS_LEN + len));
    out[9] = 6;
    put_u32(out + 12, back ? 2 : 1);
    put_u32(out + 16, back ? 1 : 2);
    put_u16(out + 20, back ? 443 : port);
    put_u16(out + 22, back ? port : 443);
    put_u32(out + 24, base + sequence);
    put_u32(out + 28, base + acknowledgement);
    out[32] = 0x50;
    out[33] = op[0];
    for (size_t i = 0; i < len; i++) {
        out[HEADERS_LEN + i] = (uint8_t)(sequence + i);
    }
    return HEADERS_LEN + len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { OP_LEN = 8, LINKTYPE_IPV4 = 228 };
    PcCountSink sink = {.n_flows = 0};
    g_autoptr(PcPackets) packets = pc_packets_new(&pc_count_sink, &sink);
    PcBytes rest = pc_bytes(data, size), op;
    PcFrame frame = {.link_type = LINKTYPE_IPV4};
    uint16_t sequence, acknowledgement;
    while (pc_bytes_take(&rest, OP_LEN, &op)) {
        uint8_t packet[HEADERS_LEN + MAX_PAYLOAD] = {0};
        bool read = pc_bytes_u16_at(op, 2, &sequence) && pc_bytes_u16_at(op, 4, &acknowledgement);
        g_assert(read);
        size_t len = build(packet, op.data, sequence, acknowledgement);
        frame.number += 1;
        frame.time += (int64_t)op.data[7] * 10000000;
        frame.original_len = (uint32_t)len;
        frame.bytes = pc_bytes(packet, len - MIN(op.data[7] & 31U, len));
        pc_packets_frame(packets, &frame);
    }
    pc_packets_finish(packets);
    g_assert_cmpuint(sink.n_flows, ==, sink.n_ended);
    return 0;
}
