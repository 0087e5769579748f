// SPDX-License-Identifier: GPL-2.0-or-later
// Integers and strings become bytes of a packet or of a capture file. It only appends, so a builder
// reads like the layout that it writes.
#include "captures/make/octets.h"

#include <string.h>

void mk_put_u8(GByteArray *out, unsigned value)
{
    const uint8_t octet = (uint8_t)(value & 0xff);
    g_byte_array_append(out, &octet, 1);
}

void mk_put_u16(GByteArray *out, unsigned value)
{
    mk_put_u8(out, value >> 8);
    mk_put_u8(out, value);
}

void mk_put_u24(GByteArray *out, uint32_t value)
{
    mk_put_u8(out, value >> 16);
    mk_put_u16(out, value & 0xffff);
}

void mk_put_u32(GByteArray *out, uint32_t value)
{
    mk_put_u16(out, value >> 16);
    mk_put_u16(out, value & 0xffff);
}

void mk_put_bytes(GByteArray *out, const void *bytes, size_t len)
{
    if (len > 0) {
        g_byte_array_append(out, bytes, (guint)len);
    }
}

void mk_put_text(GByteArray *out, const char *text)
{
    mk_put_bytes(out, text, strlen(text));
}

void mk_put_gbytes(GByteArray *out, GBytes *bytes)
{
    gsize len = 0;
    const void *data = g_bytes_get_data(bytes, &len);
    mk_put_bytes(out, data, len);
}

void mk_put_zeros(GByteArray *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        mk_put_u8(out, 0);
    }
}

void mk_patch_u16(GByteArray *out, size_t offset, unsigned value)
{
    g_assert(offset + 2 <= out->len);
    out->data[offset] = (uint8_t)(value >> 8);
    out->data[offset + 1] = (uint8_t)(value & 0xff);
}
