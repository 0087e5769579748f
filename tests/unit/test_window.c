// SPDX-License-Identifier: GPL-2.0-or-later
// A capture large enough to be read ahead by a thread: packets that lie in one block, across two,
// and across many come out as they went in, and what breaks off is told as it is for a small file.
#include "analyzer/read/capture.h"
#include "tests/unit/unit.h"

#include <glib/gstdio.h>
#include <zlib.h>

enum { N_FRAMES = 3000 };

static void put32(GByteArray *out, uint32_t value)
{
    const uint32_t little = GUINT32_TO_LE(value);
    g_byte_array_append(out, (const guint8 *)&little, sizeof little);
}

// Mostly small, now and then larger than the room before a block, than a block, than several.
static uint32_t len_of(uint32_t number)
{
    static const uint32_t large[] = {70000, 200000, 300000, 1500000};
    return number % 500 == 499 ? large[number / 500 % 4] : 60 + number * 7 % 1400;
}

static uint8_t byte_of(uint32_t number, uint32_t at)
{
    return (uint8_t)(number * 31 + at * 7 + at / 256);
}

static GByteArray *make_capture(void)
{
    static const uint32_t start[] = {0xa1b2c3d4, 0x00040002, 0, 0, 0x1000000, 1};
    GByteArray *out = g_byte_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(start); i++) {
        UNIT_ROW(start, i);
        put32(out, start[i]);
    }
    for (uint32_t number = 0; number < N_FRAMES; number++) {
        const uint32_t len = len_of(number);
        put32(out, 1795403400 + number);
        put32(out, number);
        put32(out, len);
        put32(out, len);
        const guint at = out->len;
        g_byte_array_set_size(out, at + len);
        for (uint32_t i = 0; i < len; i++) {
            out->data[at + i] = byte_of(number, i);
        }
    }
    return out;
}

static bool is_frame(const PcFrame *frame, uint32_t number)
{
    bool same = frame->number == number + 1 && frame->bytes.len == len_of(number);
    for (uint32_t i = 0; same && i < frame->bytes.len; i++) {
        same = frame->bytes.data[i] == byte_of(number, i);
    }
    return same;
}

// Reads the file; every frame must be the one that was written. Gives how many there were.
static uint32_t read_all(const char *path, PcCaptureResult *end, char **warning)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcCapture) capture = pc_capture_open(path, &error);
    g_assert_no_error(error);
    PcFrame frame;
    uint32_t n = 0;
    while ((*end = pc_capture_next(capture, &frame)) == PC_CAPTURE_FRAME) {
        g_assert_true(is_frame(&frame, n));
        n++;
    }
    *warning = g_strdup(pc_capture_warning(capture));
    return n;
}

typedef struct {
    char *path;
    GByteArray *bytes;
} Large;

static void set_up(Large *large, gconstpointer data)
{
    (void)data;
    int fd = g_file_open_tmp("phonecert-XXXXXX.pcap", &large->path, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    large->bytes = make_capture();
}

static void tear_down(Large *large, gconstpointer data)
{
    (void)data;
    g_remove(large->path);
    g_free(large->path);
    g_byte_array_unref(large->bytes);
}

static void write_file(const Large *large, const void *bytes, size_t len)
{
    g_autoptr(GError) error = NULL;
    g_file_set_contents(large->path, bytes, (gssize)len, &error);
    g_assert_no_error(error);
}

static void test_whole(Large *large, gconstpointer data)
{
    (void)data;
    g_autofree char *warning = NULL;
    PcCaptureResult end;
    write_file(large, large->bytes->data, large->bytes->len);
    g_assert_cmpuint(read_all(large->path, &end, &warning), ==, N_FRAMES);
    g_assert_cmpint(end, ==, PC_CAPTURE_END);
    g_assert_null(warning);
}

static void test_cut(Large *large, gconstpointer data)
{
    (void)data;
    g_autofree char *warning = NULL;
    PcCaptureResult end;
    write_file(large, large->bytes->data, large->bytes->len - 10);
    g_assert_cmpuint(read_all(large->path, &end, &warning), ==, N_FRAMES - 1);
    g_assert_cmpint(end, ==, PC_CAPTURE_CUT);
    g_assert_nonnull(strstr(warning, "cut short after packet 2999"));
}

static GByteArray *compressed(const GByteArray *bytes)
{
    z_stream stream = {0};
    GByteArray *out = g_byte_array_new();
    g_byte_array_set_size(out, bytes->len + 65536);
    int result = deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    g_assert_cmpint(result, ==, Z_OK);
    stream.next_in = bytes->data;
    stream.avail_in = bytes->len;
    stream.next_out = out->data;
    stream.avail_out = out->len;
    result = deflate(&stream, Z_FINISH);
    g_assert_cmpint(result, ==, Z_STREAM_END);
    g_byte_array_set_size(out, (guint)stream.total_out);
    deflateEnd(&stream);
    return out;
}

static void test_gzip(Large *large, gconstpointer data)
{
    (void)data;
    g_autofree char *warning = NULL, *warning_cut = NULL;
    PcCaptureResult end;
    g_autoptr(GByteArray) gzip = compressed(large->bytes);
    write_file(large, gzip->data, gzip->len);
    g_assert_cmpuint(read_all(large->path, &end, &warning), ==, N_FRAMES);
    g_assert_cmpint(end, ==, PC_CAPTURE_END);
    write_file(large, gzip->data, gzip->len / 2);
    g_assert_cmpuint(read_all(large->path, &end, &warning_cut), <, N_FRAMES);
    g_assert_cmpint(end, ==, PC_CAPTURE_CUT);
    g_assert_nonnull(strstr(warning_cut, "cut short: gzip data"));
}

// Who does not read to the end must not wait for it, nor leak.
static void test_left_early(Large *large, gconstpointer data)
{
    (void)data;
    write_file(large, large->bytes->data, large->bytes->len);
    for (unsigned n = 0; n < N_FRAMES; n += 97) {
        g_autoptr(PcCapture) capture = pc_capture_open(large->path, NULL);
        PcFrame frame;
        for (unsigned i = 0; i < n; i++) {
            g_assert_cmpint(pc_capture_next(capture, &frame), ==, PC_CAPTURE_FRAME);
        }
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add("/window/whole", Large, NULL, set_up, test_whole, tear_down);
    g_test_add("/window/cut", Large, NULL, set_up, test_cut, tear_down);
    g_test_add("/window/gzip", Large, NULL, set_up, test_gzip, tear_down);
    g_test_add("/window/left-early", Large, NULL, set_up, test_left_early, tear_down);
    return g_test_run();
}
