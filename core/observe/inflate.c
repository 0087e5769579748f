// SPDX-License-Identifier: GPL-2.0-or-later
// Inflates in one go, into a buffer that grows no further than it may.
#include "core/observe/inflate.h"

#include <zlib.h>

enum { BLOCK_LEN = 16 * 1024 };

// Z_OK while there is more, Z_STREAM_END at the end, anything else on damage.
static int inflate_block(z_stream *stream, GByteArray *out)
{
    uint8_t block[BLOCK_LEN];
    stream->next_out = block;
    stream->avail_out = sizeof block;
    int result = inflate(stream, Z_NO_FLUSH);
    guint n_made = (guint)(sizeof block - stream->avail_out);
    g_byte_array_append(out, block, n_made);
    return result == Z_OK && n_made == 0 && stream->avail_in == 0 ? Z_BUF_ERROR : result;
}

GBytes *pc_inflate(PcBytes compressed, size_t max_len)
{
    enum { ANY_HEADER = 15 + 32 }; // zlib: largest window, gzip and zlib headers told apart
    if (compressed.len == 0 || compressed.len > max_len) {
        return NULL;
    }
    g_autofree uint8_t *input = g_malloc(compressed.len); // zlib's pointer is not to const
    pc_bytes_copy_out(compressed, input, compressed.len);
    z_stream stream = {.next_in = input, .avail_in = (uInt)compressed.len};
    g_autoptr(GByteArray) out = g_byte_array_new();
    if (inflateInit2(&stream, ANY_HEADER) != Z_OK) {
        return NULL;
    }
    int result;
    do {
        result = inflate_block(&stream, out);
    } while (result == Z_OK && out->len <= max_len);
    (void)inflateEnd(&stream);
    if (result != Z_STREAM_END || out->len > max_len) {
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
