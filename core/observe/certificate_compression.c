// SPDX-License-Identifier: GPL-2.0-or-later
// Each algorithm gets a buffer of exactly the announced length and must fill it: a message that
// swells further is refused before it costs anything.
#include "core/observe/certificate_compression.h"
#include "core/wire/tls_wire.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

typedef bool (*Decompress)(PcBytes packed, uint8_t *out, size_t out_len);

static bool from_zlib(PcBytes packed, uint8_t *out, size_t out_len)
{
    uLongf len = (uLongf)out_len;
    return uncompress(out, &len, packed.data, (uLong)packed.len) == Z_OK && len == out_len;
}

// Brotli fills a window of its own before it looks whether there is room outside: 14 bytes unpack
// to 16 MiB of which one was wanted. So it gets no window for more than was announced; its tables
// of codes, of which a certificate has few, are smaller than the least.
static void *allocate_within(void *largest, size_t size)
{
    return size <= *(size_t *)largest ? g_try_malloc(size) : NULL;
}

static void release(void *largest, void *block)
{
    (void)largest;
    g_free(block);
}

static bool from_brotli(PcBytes packed, uint8_t *out, size_t out_len)
{
    const size_t least = (size_t)128 * 1024;
    size_t largest = MAX(2 * out_len + 1024, least), left = out_len;
    BrotliDecoderState *state = BrotliDecoderCreateInstance(allocate_within, release, &largest);
    bool whole = state != NULL &&
                 BrotliDecoderDecompressStream(state, &packed.len, &packed.data, &left, &out,
                                               NULL) == BROTLI_DECODER_RESULT_SUCCESS &&
                 left == 0;
    BrotliDecoderDestroyInstance(state);
    return whole;
}

static bool from_zstd(PcBytes packed, uint8_t *out, size_t out_len)
{
    return ZSTD_decompress(out, out_len, packed.data, packed.len) == out_len;
}

// RFC 8879, 7.3.
static const struct {
    uint16_t number;
    Decompress decompress;
} algorithms[] = {{1, from_zlib}, {2, from_brotli}, {3, from_zstd}};

static bool unpack(uint16_t number, PcBytes packed, uint8_t *out, size_t out_len)
{
    for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        if (algorithms[i].number == number) {
            return algorithms[i].decompress(packed, out, out_len);
        }
    }
    return false;
}

PcDecompress pc_decompress_certificate(PcBytes body, int64_t *left, GBytes **certificate)
{
    uint16_t number;
    uint32_t len;
    PcBytes packed;
    if (!pc_bytes_u16(&body, &number) || !pc_bytes_u24(&body, &len) || len == 0 ||
        !pc_bytes_vector(&body, 3, &packed) || body.len > 0) {
        return PC_DECOMPRESS_BAD;
    }
    *left += *left >= 0 ? (int64_t)packed.len * PC_HANDSHAKE_UNPACKED_PER_BYTE : 0;
    if (len > PC_HANDSHAKE_MAX_MESSAGE || len > *left) {
        return PC_DECOMPRESS_TOO_LARGE;
    }
    g_autofree uint8_t *out = g_malloc(len);
    if (!unpack(number, packed, out, len)) {
        *left = -1;
        return PC_DECOMPRESS_BAD;
    }
    *left -= len;
    *certificate = g_bytes_new_take(g_steal_pointer(&out), len);
    return PC_DECOMPRESSED;
}
