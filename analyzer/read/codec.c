// SPDX-License-Identifier: GPL-2.0-or-later
// Takes gzip (zlib), zstd, lz4, bzip2 and xz off a stream, several members or frames after another.
// It reads and writes memory only.
#include "analyzer/read/codec.h"

#define ZLIB_CONST
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    GZIP_WINDOW_BITS = 15 + 16, // the largest window, gzip header and trailer (zlib.h)
    BZIP2_BLOCK = 4096,
};

// How much of a size_t one call to zlib can take.
static unsigned clamp_to_uint(size_t n)
{
    return n > 1u << 30 ? 1u << 30 : (unsigned)n;
}

static void *gzip_open(size_t limit)
{
    (void)limit;
    z_stream *stream = g_new0(z_stream, 1);
    if (inflateInit2(stream, GZIP_WINDOW_BITS) != Z_OK) {
        g_error("zlib cannot start"); // only without memory
    }
    return stream;
}

static PcCodecStep gzip_step(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote)
{
    z_stream *stream = state;
    stream->next_in = input->data;
    stream->avail_in = clamp_to_uint(input->len);
    stream->next_out = out;
    stream->avail_out = clamp_to_uint(room);
    unsigned offered = stream->avail_in;
    unsigned wanted = stream->avail_out;
    int result = inflate(stream, Z_NO_FLUSH);
    *wrote = wanted - stream->avail_out;
    bool moved = pc_bytes_skip(input, offered - stream->avail_in);
    g_assert(moved);
    if (result == Z_STREAM_END) {
        return inflateReset(stream) == Z_OK ? PC_CODEC_BETWEEN : PC_CODEC_DAMAGED;
    }
    return result == Z_OK || result == Z_BUF_ERROR ? PC_CODEC_GOES_ON : PC_CODEC_DAMAGED;
}

static void gzip_close(void *state)
{
    inflateEnd(state);
    g_free(state);
}

// A window is refused beyond the power of two that fits.
static void *zstd_open(size_t limit)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    g_assert(stream != NULL);
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, (int)g_bit_storage(limit) - 1);
    return stream;
}

static size_t zstd_held(const void *state)
{
    return ZSTD_sizeof_DStream(state);
}

static PcCodecStep zstd_step(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote)
{
    ZSTD_inBuffer in = {.src = input->data, .size = input->len, .pos = 0};
    ZSTD_outBuffer to = {.dst = out, .size = room, .pos = 0};
    size_t result = ZSTD_decompressStream(state, &to, &in);
    *wrote = to.pos;
    bool moved = pc_bytes_skip(input, in.pos);
    g_assert(moved);
    if (ZSTD_isError(result)) {
        return ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge
                   ? PC_CODEC_LARGE
                   : PC_CODEC_DAMAGED;
    }
    return result == 0 ? PC_CODEC_BETWEEN : PC_CODEC_GOES_ON;
}

static void zstd_close(void *state)
{
    ZSTD_freeDStream(state);
}

static void *lz4_open(size_t limit)
{
    (void)limit; // a block of 4 MiB is the largest
    LZ4F_dctx *context = NULL;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION))) {
        g_error("lz4 cannot start"); // only without memory
    }
    return context;
}

static PcCodecStep lz4_step(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote)
{
    size_t ate = input->len;
    *wrote = room;
    size_t result = LZ4F_decompress(state, out, wrote, input->data, &ate, NULL);
    if (LZ4F_isError(result)) {
        *wrote = 0;
        return PC_CODEC_DAMAGED;
    }
    bool moved = pc_bytes_skip(input, ate);
    g_assert(moved);
    return result == 0 ? PC_CODEC_BETWEEN : PC_CODEC_GOES_ON;
}

static void lz4_close(void *state)
{
    LZ4F_freeDecompressionContext(state);
}

static void *xz_open(size_t limit)
{
    lzma_stream *stream = g_new(lzma_stream, 1);
    *stream = (lzma_stream)LZMA_STREAM_INIT;
    if (lzma_stream_decoder(stream, limit, 0) != LZMA_OK) {
        g_error("xz cannot start"); // only without memory
    }
    return stream;
}

static size_t xz_held(const void *state)
{
    return lzma_memusage(state);
}

static void xz_close(void *state)
{
    lzma_end(state);
    g_free(state);
}

static PcCodecStep xz_step(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote)
{
    lzma_stream *stream = state;
    stream->next_in = input->data;
    stream->avail_in = input->len;
    stream->next_out = out;
    stream->avail_out = room;
    lzma_ret result = lzma_code(stream, LZMA_RUN);
    *wrote = room - stream->avail_out;
    bool moved = pc_bytes_skip(input, input->len - stream->avail_in);
    g_assert(moved);
    if (result == LZMA_STREAM_END) {
        uint64_t limit = lzma_memlimit_get(stream);
        return lzma_stream_decoder(stream, limit, 0) == LZMA_OK ? PC_CODEC_BETWEEN
                                                                : PC_CODEC_DAMAGED;
    }
    if (result == LZMA_MEMLIMIT_ERROR) {
        return PC_CODEC_LARGE;
    }
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? PC_CODEC_GOES_ON : PC_CODEC_DAMAGED;
}

static void *bzip2_open(size_t limit)
{
    (void)limit; // 4 MiB at most
    bz_stream *stream = g_new0(bz_stream, 1);
    if (BZ2_bzDecompressInit(stream, 0, 0) != BZ_OK) {
        g_error("bzip2 cannot start"); // only without memory
    }
    return stream;
}

static void bzip2_close(void *state)
{
    BZ2_bzDecompressEnd(state);
    g_free(state);
}

// bzlib wants its input as char that may be written to, but does not: it is given a copy.
static PcCodecStep bzip2_step(void *state, PcBytes *input, uint8_t *out, size_t room, size_t *wrote)
{
    char block[BZIP2_BLOCK];
    bz_stream *stream = state;
    unsigned offered = (unsigned)pc_bytes_copy_out(*input, (uint8_t *)block, sizeof block);
    stream->next_in = block;
    stream->avail_in = offered;
    stream->next_out = (char *)out;
    stream->avail_out = clamp_to_uint(room);
    unsigned wanted = stream->avail_out;
    int result = BZ2_bzDecompress(stream);
    *wrote = wanted - stream->avail_out;
    bool moved = pc_bytes_skip(input, offered - stream->avail_in);
    g_assert(moved);
    if (result == BZ_STREAM_END) {
        BZ2_bzDecompressEnd(stream);
        *stream = (bz_stream){0};
        return BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK ? PC_CODEC_BETWEEN : PC_CODEC_DAMAGED;
    }
    return result == BZ_OK ? PC_CODEC_GOES_ON : PC_CODEC_DAMAGED;
}

static const PcCodec codecs[] = {
    // RFC 1952, 2.3.1
    {"gzip", {0x1f, 0x8b}, 2, gzip_open, gzip_step, gzip_close, NULL},
    // RFC 8878, 3.1.1; and 3.1.2: the skippable frame that parallel compressors begin with
    {"zstd", {0x28, 0xb5, 0x2f, 0xfd}, 4, zstd_open, zstd_step, zstd_close, zstd_held},
    {"zstd", {0x50, 0x2a, 0x4d, 0x18}, 4, zstd_open, zstd_step, zstd_close, zstd_held},
    // lz4_Frame_format.md
    {"lz4", {0x04, 0x22, 0x4d, 0x18}, 4, lz4_open, lz4_step, lz4_close, NULL},
    // xz-file-format.txt, 2.1.1.1
    {"xz", {0xfd, '7', 'z', 'X', 'Z', 0}, 6, xz_open, xz_step, xz_close, xz_held},
    // bzlib.h: a stream begins so
    {"bzip2", {'B', 'Z', 'h'}, 3, bzip2_open, bzip2_step, bzip2_close, NULL},
};

const PcCodec *pc_codec_for(PcBytes start)
{
    for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++) {
        if (pc_bytes_starts(start, codecs[i].magic, codecs[i].magic_len)) {
            return &codecs[i];
        }
    }
    return NULL;
}
