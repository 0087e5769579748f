// SPDX-License-Identifier: GPL-2.0-or-later
// The checksum of TCP, over addresses and segment (RFC 9293, 3.1; RFC 1071).
#include "core/packet/checksum.h"

static uint64_t sum_address(PcAddress address)
{
    return (address.high >> 32) + (uint32_t)address.high + (address.low >> 32) +
           (uint32_t)address.low;
}

enum { BLOCK_WORDS = 8, BLOCK_LEN = BLOCK_WORDS * 4 };

// Blocks of a fixed length cost a third of what their words do one by one.
static uint64_t sum_blocks(PcBytes *bytes)
{
    uint64_t sum = 0;
    PcBytes block;
    while (pc_bytes_take(bytes, BLOCK_LEN, &block)) {
        const uint8_t *at = block.data;
        for (size_t i = 0; i < BLOCK_WORDS; i++, at += 4) {
            sum += (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
        }
    }
    return sum;
}

// The sum of RFC 1071, of 32 bits at a time. The prefix of an IPv4 address is 0xffff, which is
// nothing in this sum.
bool pc_checksum_tcp_fits(const PcDecode *packet)
{
    enum { PROTOCOL_TCP = 6, RIGHT = 0xffff };
    PcBytes rest = packet->bytes;
    uint64_t sum = sum_address(packet->source) + sum_address(packet->destination);
    uint32_t word;
    uint16_t half;
    uint8_t last;
    sum += PROTOCOL_TCP + rest.len;
    sum += sum_blocks(&rest);
    while (pc_bytes_u32(&rest, &word)) {
        sum += word;
    }
    if (pc_bytes_u16(&rest, &half)) {
        sum += (uint64_t)half << 16;
    }
    if (pc_bytes_u8(&rest, &last)) {
        sum += (uint64_t)last << (packet->bytes.len % 4 == 3 ? 8 : 24);
    }
    while (sum >> 16 != 0) {
        sum = (sum & UINT16_MAX) + (sum >> 16);
    }
    return packet->missing > 0 || sum == RIGHT;
}
