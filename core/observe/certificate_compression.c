// SPDX-License-Identifier: GPL-2.0-or-later
// Each algorithm gets a buffer of exactly the announced length and must fill it: a message that
// swells further is refused before it costs anything.
#include "core/observe/certificate_compression.h"
#include "core/handshake/handshake.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

typedef bool (*Decompress)(PcBytes packed, uint8_t *out, size_t out_len);

static bool from_zlib(PcBytes packed, uint8_t *out, size_t out_len)
{
    uLongf len = (uLongf)out_len;
    return uncompress(out, &len, packed.data, (uLong)packed.len) == Z_OK && len == out_len;
}

static bool from_brotli(PcBytes packed, uint8_t *out, size_t out_len)
{
    size_t len = out_len;
    return BrotliDecoderDecompress(packed.len, packed.data, &len, out) ==
               BROTLI_DECODER_RESULT_SUCCESS &&
           len == out_len;
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

PcDecompress pc_decompress_certificate(PcBytes body, GBytes **certificate)
{
    uint16_t number;
    uint32_t len;
    PcBytes packed;
    if (!pc_bytes_u16(&body, &number) || !pc_bytes_u24(&body, &len) || len == 0 ||
        !pc_bytes_vector(&body, 3, &packed) || body.len > 0) {
        return PC_DECOMPRESS_BAD;
    }
    if (len > PC_HANDSHAKE_MAX_MESSAGE) {
        return PC_DECOMPRESS_TOO_LARGE;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        if (algorithms[i].number == number) {
            g_autofree uint8_t *out = g_malloc(len);
            if (!algorithms[i].decompress(packed, out, len)) {
                return PC_DECOMPRESS_BAD;
            }
            *certificate = g_bytes_new_take(g_steal_pointer(&out), len);
            return PC_DECOMPRESSED;
        }
    }
    return PC_DECOMPRESS_BAD;
}
