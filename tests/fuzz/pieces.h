// SPDX-License-Identifier: GPL-2.0-or-later
// The input of the targets that hear conversations: pieces, each a shape (one byte), a length (two
// bytes) and that many bytes. This turns pieces into IPv4 packets; make_seeds writes them.
#ifndef PHONECERT_TESTS_FUZZ_PIECES_H
#define PHONECERT_TESTS_FUZZ_PIECES_H

#include "tests/fuzz/judged.h"

// Bits of a shape.
enum {
    PIECE_BACK = 1,    // from the server
    PIECE_LOST = 2,    // on the wire, not in the capture
    PIECE_FIN = 4,     // TCP: the sender ends after it
    PIECE_RESET = 8,   // TCP: the sender resets
    PIECE_RADIUS = 16, // 802.1X: in UDP to a RADIUS server; otherwise an EAPOL frame
    PIECE_OTHER = 32,  // of another phone
    PIECE_CUT = 64,    // the last bytes were not captured
};

enum { PIECE_MAX = 1400, LINKTYPE_ETHERNET = 1, LINKTYPE_IPV4 = 228 };

// pc_piece_take reads one piece; a length past the end means the rest.
static inline bool pc_piece_take(PcBytes *rest, uint8_t *shape, PcBytes *piece)
{
    uint16_t len;
    return pc_bytes_u8(rest, shape) && pc_bytes_u16(rest, &len) &&
           pc_bytes_take(rest, MIN(MIN(len, rest->len), PIECE_MAX), piece);
}

static inline void pc_put_u16(GByteArray *out, unsigned value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
    g_byte_array_append(out, bytes, sizeof bytes);
}

static inline void pc_put_u32(GByteArray *out, uint32_t value)
{
    pc_put_u16(out, value >> 16);
    pc_put_u16(out, value & 0xffff);
}

// pc_put_ip appends an IPv4 header between phone (one of two) and server for `payload_len` bytes.
static inline void pc_put_ip(GByteArray *out, uint8_t shape, uint8_t protocol, size_t payload_len)
{
    uint32_t phone = (shape & PIECE_OTHER) != 0 ? 0x0a2c0002 : 0x0a2c0001, server = 0x0a2cff01;
    bool back = (shape & PIECE_BACK) != 0;
    pc_put_u16(out, 0x4500);
    pc_put_u16(out, (unsigned)(20 + payload_len));
    pc_put_u32(out, 0);
    pc_put_u16(out, 0x4000U | protocol);
    pc_put_u16(out, 0);
    pc_put_u32(out, back ? server : phone);
    pc_put_u32(out, back ? phone : server);
}

// pc_put_ports appends source and destination port.
static inline void pc_put_ports(GByteArray *out, uint8_t shape, unsigned server_port)
{
    bool back = (shape & PIECE_BACK) != 0;
    pc_put_u16(out, back ? server_port : 40000);
    pc_put_u16(out, back ? 40000 : server_port);
}

static inline void pc_fuzz_send(PcFuzzRun *run, const GByteArray *packet, uint8_t shape)
{
    size_t cut = (shape & PIECE_CUT) != 0 ? MIN(packet->len, 20U) : 0;
    pc_fuzz_packet(run, pc_bytes(packet->data, packet->len - cut), cut);
}

// PcFuzzTcp counts what each direction of the two connections has sent.
typedef struct {
    uint32_t sent[2][2];
} PcFuzzTcp;

static inline void pc_fuzz_tcp(PcFuzzRun *run, PcFuzzTcp *tcp, uint8_t shape, PcBytes piece)
{
    uint32_t *sent = tcp->sent[(shape & PIECE_OTHER) != 0];
    unsigned direction = shape & PIECE_BACK;
    unsigned flags =
        0x10U | ((shape & PIECE_FIN) != 0 ? 1U : 0U) | ((shape & PIECE_RESET) != 0 ? 4U : 0U);
    g_autoptr(GByteArray) packet = g_byte_array_new();
    pc_put_ip(packet, shape, 6, 20 + piece.len);
    pc_put_ports(packet, shape, 5061);
    pc_put_u32(packet, 1000 + sent[direction]);
    pc_put_u32(packet, 1000 + sent[1 - direction]);
    pc_put_u16(packet, 0x5000U | flags);
    pc_put_u16(packet, 0xffff);
    pc_put_u32(packet, 0);
    g_byte_array_append(packet, piece.data, (guint)piece.len);
    sent[direction] += (uint32_t)piece.len;
    if ((shape & PIECE_LOST) == 0) {
        pc_fuzz_send(run, packet, shape);
    }
}

static inline void pc_fuzz_udp(PcFuzzRun *run, uint8_t shape, unsigned server_port, PcBytes piece)
{
    g_autoptr(GByteArray) packet = g_byte_array_new();
    pc_put_ip(packet, shape, 17, 8 + piece.len);
    pc_put_ports(packet, shape, server_port);
    pc_put_u16(packet, (unsigned)(8 + piece.len));
    pc_put_u16(packet, 0);
    g_byte_array_append(packet, piece.data, (guint)piece.len);
    if ((shape & PIECE_LOST) == 0) {
        pc_fuzz_send(run, packet, shape);
    }
}

#endif
