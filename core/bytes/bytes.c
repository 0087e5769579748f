// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of the byte cursor that need no inlining. Nothing else in phonecert does pointer
// arithmetic on bytes of a capture.
#include "core/bytes/bytes.h"

bool pc_bytes_u64(PcBytes *from, uint64_t *out)
{
    PcBytes rest = *from;
    uint32_t high, low;
    if (!pc_bytes_u32(&rest, &high) || !pc_bytes_u32(&rest, &low)) {
        return false;
    }
    *from = rest;
    *out = (uint64_t)high << 32 | low;
    return true;
}

bool pc_bytes_le64(PcBytes *from, uint64_t *out)
{
    if (!pc_bytes_u64(from, out)) {
        return false;
    }
    *out = GUINT64_SWAP_LE_BE(*out);
    return true;
}

static bool read_length(PcBytes *from, unsigned width, size_t *out)
{
    uint8_t narrow;
    uint16_t middle;
    uint32_t wide;
    switch (width) {
    case 1:
        return pc_bytes_u8(from, &narrow) && (*out = narrow, true);
    case 2:
        return pc_bytes_u16(from, &middle) && (*out = middle, true);
    case 3:
        return pc_bytes_u24(from, &wide) && (*out = wide, true);
    default:
        g_assert_not_reached();
    }
}

bool pc_bytes_vector(PcBytes *from, unsigned width, PcBytes *out)
{
    PcBytes rest = *from;
    size_t len;
    if (!read_length(&rest, width, &len) || !pc_bytes_take(&rest, len, out)) {
        return false;
    }
    *from = rest;
    return true;
}

bool pc_bytes_equal(PcBytes a, PcBytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

// Most of what is asked differs in its first byte.
bool pc_bytes_starts(PcBytes from, const void *prefix, size_t len)
{
    const uint8_t *wanted = prefix;
    return from.len >= len &&
           (len == 0 || (from.data[0] == wanted[0] && memcmp(from.data, prefix, len) == 0));
}

bool pc_bytes_find(PcBytes from, const void *needle, size_t len, size_t *offset)
{
    const uint8_t *wanted = needle;
    PcBytes rest = from;
    while (!pc_bytes_starts(rest, needle, len)) {
        const uint8_t *next = rest.len > 1 ? memchr(rest.data + 1, wanted[0], rest.len - 1) : NULL;
        if (next == NULL) {
            return false;
        }
        pc_bytes_skip(&rest, (size_t)(next - rest.data));
    }
    *offset = from.len - rest.len;
    return true;
}

GBytes *pc_bytes_dup(PcBytes from)
{
    return g_bytes_new(from.data, from.len);
}

size_t pc_bytes_copy_out(PcBytes from, uint8_t *out, size_t room)
{
    size_t n = from.len < room ? from.len : room;
    if (n > 0) {
        memmove(out, from.data, n);
    }
    return n;
}

char *pc_bytes_hex(PcBytes from)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = g_malloc(from.len * 2 + 1);
    for (size_t i = 0; i < from.len; i++) {
        hex[2 * i] = digits[from.data[i] >> 4];
        hex[2 * i + 1] = digits[from.data[i] & 15];
    }
    hex[from.len * 2] = '\0';
    return hex;
}
