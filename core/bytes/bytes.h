// SPDX-License-Identifier: GPL-2.0-or-later
// PcBytes is the one cursor that hostile bytes are read with: a borrowed pointer and a length.
// Contract of every reader here: it succeeds, or it returns false and has changed neither the
// cursor nor its output. "Not enough yet" and "cut off" are the same false; the caller, who knows
// whether more can come, names it.
#ifndef PHONECERT_CORE_BYTES_H
#define PHONECERT_CORE_BYTES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The readers are a few instructions each, but only once they stand in the caller, where the
// lengths that it has checked already are known: compilers left to themselves make calls of them.
#define PC_BYTES_INLINE static inline __attribute__((always_inline))

// PcBytes lends `len` bytes at `data`; it owns nothing. {NULL, 0} is the empty cursor.
typedef struct {
    const uint8_t *data;
    size_t len;
} PcBytes;

// pc_bytes makes a cursor over memory that the caller keeps alive.
PC_BYTES_INLINE PcBytes pc_bytes(const void *data, size_t len)
{
    return (PcBytes){.data = data, .len = len};
}

// pc_bytes_of lends the content of `bytes` (NULL gives the empty cursor) for as long as it lives.
static inline PcBytes pc_bytes_of(GBytes *bytes)
{
    size_t len = 0;
    const void *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;
    return pc_bytes(data, len);
}

// pc_bytes_take moves the first `n` bytes into `out`.
PC_BYTES_INLINE bool pc_bytes_take(PcBytes *from, size_t n, PcBytes *out)
{
    if (n > from->len) {
        return false;
    }
    *out = pc_bytes(from->data, n);
    if (n > 0) {
        from->data += n;
        from->len -= n;
    }
    return true;
}

// pc_bytes_skip drops the first `n` bytes.
PC_BYTES_INLINE bool pc_bytes_skip(PcBytes *from, size_t n)
{
    PcBytes dropped;
    return pc_bytes_take(from, n, &dropped);
}

// pc_bytes_first gives the leading `n` bytes, or all where there are fewer; the cursor stays.
PC_BYTES_INLINE PcBytes pc_bytes_first(PcBytes from, size_t n)
{
    return pc_bytes(from.data, n < from.len ? n : from.len);
}

// pc_bytes_at looks at the byte at `offset` without moving; false past the end.
PC_BYTES_INLINE bool pc_bytes_at(PcBytes from, size_t offset, uint8_t *out)
{
    if (offset >= from.len) {
        return false;
    }
    *out = from.data[offset];
    return true;
}

// pc_bytes_u16_at reads two bytes in network order at `offset` without moving.
PC_BYTES_INLINE bool pc_bytes_u16_at(PcBytes from, size_t offset, uint16_t *out)
{
    if (from.len < 2 || offset > from.len - 2) {
        return false;
    }
    *out = (uint16_t)((unsigned)from.data[offset] << 8 | from.data[offset + 1]);
    return true;
}

PC_BYTES_INLINE bool pc_bytes_u8(PcBytes *from, uint8_t *out)
{
    if (from->len < 1) {
        return false;
    }
    *out = from->data[0];
    from->data += 1;
    from->len -= 1;
    return true;
}

// pc_bytes_u16 reads two bytes, most significant first (network order), as do _u24, _u32 and _u64.
PC_BYTES_INLINE bool pc_bytes_u16(PcBytes *from, uint16_t *out)
{
    if (from->len < 2) {
        return false;
    }
    *out = (uint16_t)((unsigned)from->data[0] << 8 | from->data[1]);
    from->data += 2;
    from->len -= 2;
    return true;
}

PC_BYTES_INLINE bool pc_bytes_u24(PcBytes *from, uint32_t *out)
{
    if (from->len < 3) {
        return false;
    }
    *out = (uint32_t)from->data[0] << 16 | (uint32_t)from->data[1] << 8 | from->data[2];
    from->data += 3;
    from->len -= 3;
    return true;
}

PC_BYTES_INLINE bool pc_bytes_u32(PcBytes *from, uint32_t *out)
{
    if (from->len < 4) {
        return false;
    }
    *out = (uint32_t)from->data[0] << 24 | (uint32_t)from->data[1] << 16 |
           (uint32_t)from->data[2] << 8 | from->data[3];
    from->data += 4;
    from->len -= 4;
    return true;
}

bool pc_bytes_u64(PcBytes *from, uint64_t *out);

// pc_bytes_le16 reads two bytes, least significant first (pcap, 802.11), as do _le32 and _le64.
PC_BYTES_INLINE bool pc_bytes_le16(PcBytes *from, uint16_t *out)
{
    if (from->len < 2) {
        return false;
    }
    *out = (uint16_t)((unsigned)from->data[1] << 8 | from->data[0]);
    from->data += 2;
    from->len -= 2;
    return true;
}

PC_BYTES_INLINE bool pc_bytes_le32(PcBytes *from, uint32_t *out)
{
    if (from->len < 4) {
        return false;
    }
    *out = (uint32_t)from->data[3] << 24 | (uint32_t)from->data[2] << 16 |
           (uint32_t)from->data[1] << 8 | from->data[0];
    from->data += 4;
    from->len -= 4;
    return true;
}

bool pc_bytes_le64(PcBytes *from, uint64_t *out);

// pc_bytes_vector reads a length of `width` bytes (1, 2 or 3) and then that many bytes into `out`:
// the vectors of TLS (RFC 8446, 3.4).
bool pc_bytes_vector(PcBytes *from, unsigned width, PcBytes *out);

// pc_bytes_equal says whether both hold the same bytes.
bool pc_bytes_equal(PcBytes a, PcBytes b);

// pc_bytes_starts says whether `from` begins with the `len` bytes at `prefix`.
bool pc_bytes_starts(PcBytes from, const void *prefix, size_t len);

// pc_bytes_find gives the offset of the first place where the `len` bytes at `needle` stand; false
// where they stand nowhere. An empty needle is found at 0.
bool pc_bytes_find(PcBytes from, const void *needle, size_t len, size_t *offset);

// pc_bytes_dup gives an owned copy.
GBytes *pc_bytes_dup(PcBytes from);

// pc_bytes_copy_out copies up to `room` leading bytes to `out`, which may overlap them, and gives
// how many.
size_t pc_bytes_copy_out(PcBytes from, uint8_t *out, size_t room);

// pc_bytes_hex gives lower-case hex, without separators; the caller frees it.
char *pc_bytes_hex(PcBytes from);

#endif
