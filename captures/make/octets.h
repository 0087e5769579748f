// SPDX-License-Identifier: GPL-2.0-or-later
// Integers and strings become bytes of a packet or of a capture file. It only appends, so a builder
// reads like the layout that it writes.
#ifndef PHONECERT_CAPTURES_MAKE_OCTETS_H
#define PHONECERT_CAPTURES_MAKE_OCTETS_H

#include <glib.h>
#include <stdint.h>

// mk_put_u8 and its kin append one unsigned integer, big-endian (network order).
void mk_put_u8(GByteArray *out, unsigned value);
void mk_put_u16(GByteArray *out, unsigned value);
void mk_put_u24(GByteArray *out, uint32_t value);
void mk_put_u32(GByteArray *out, uint32_t value);

// mk_put_bytes appends `len` bytes; mk_put_text a string without its NUL; mk_put_gbytes a GBytes;
// mk_put_zeros `len` zero bytes.
void mk_put_bytes(GByteArray *out, const void *bytes, size_t len);
void mk_put_text(GByteArray *out, const char *text);
void mk_put_gbytes(GByteArray *out, GBytes *bytes);
void mk_put_zeros(GByteArray *out, size_t len);

// mk_patch_u16 overwrites two bytes at `offset` with a big-endian value: lengths and checksums that
// are known only at the end.
void mk_patch_u16(GByteArray *out, size_t offset, unsigned value);

#endif
