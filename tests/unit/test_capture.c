// SPDX-License-Identifier: GPL-2.0-or-later
// Captures of every kind that is read here, made byte by byte: the same packets must come out, with
// Wireshark's numbers and their times; a cut is told, and everything before it counts.
#include "analyzer/read/capture.h"
#include "tests/unit/unit.h"

#include <glib/gstdio.h>
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#define SECOND INT64_C(1000000000)

typedef struct {
    GByteArray *octets;
    bool big_endian;
} Writer;

static Writer writer_new(bool big_endian)
{
    return (Writer){.octets = g_byte_array_new(), .big_endian = big_endian};
}

static void put(Writer *writer, uint64_t value, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        unsigned shift = 8 * (writer->big_endian ? len - 1 - i : i);
        guint8 octet = (guint8)(value >> shift);
        g_byte_array_append(writer->octets, &octet, 1);
    }
}

static void put_text(Writer *writer, const char *text)
{
    g_byte_array_append(writer->octets, (const guint8 *)text, (guint)strlen(text));
}

static void put_zeros(Writer *writer, size_t n)
{
    g_autofree guint8 *zeros = g_malloc0(n + 1);
    g_byte_array_append(writer->octets, zeros, (guint)n);
}

static GBytes *writer_end(Writer *writer)
{
    return g_byte_array_free_to_bytes(g_steal_pointer(&writer->octets));
}

static void put_pcap_header(Writer *writer, uint32_t magic, unsigned minor, uint32_t network)
{
    put(writer, magic, 4);
    put(writer, 2, 2);
    put(writer, minor, 2);
    put(writer, 0, 8);
    put(writer, 65535, 4);
    put(writer, network, 4);
}

static void put_record(Writer *writer, uint32_t seconds, uint32_t fraction, size_t extra_len,
                       const char *text)
{
    put(writer, seconds, 4);
    put(writer, fraction, 4);
    put(writer, strlen(text), 4);
    put(writer, strlen(text) + 2, 4);
    put_zeros(writer, extra_len);
    put_text(writer, text);
}

// Reads all of it as one line: "number:time:interface/link+missing=bytes ...", then how it ended.
static char *read_all(PcCapture *capture)
{
    GString *out = g_string_new(NULL);
    PcFrame frame;
    PcCaptureResult result;
    while ((result = pc_capture_next(capture, &frame)) == PC_CAPTURE_FRAME) {
        g_string_append_printf(out, "%" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ":%u/%u+%zu=%.*s ",
                               frame.number, frame.time, frame.interface_id, frame.link_type,
                               (size_t)frame.original_len - frame.bytes.len, (int)frame.bytes.len,
                               (const char *)frame.bytes.data);
    }
    g_assert_cmpint(pc_capture_next(capture, &frame), ==, result);
    g_assert_true((pc_capture_warning(capture) != NULL) == (result == PC_CAPTURE_CUT));
    g_string_append(out, result == PC_CAPTURE_END ? "end" : "cut");
    return g_string_free(out, FALSE);
}

static void assert_reads(GBytes *content, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("a.pcap", content, &error);
    g_assert_no_error(error);
    g_autofree char *all = read_all(capture);
    g_assert_cmpstr(all, ==, expected);
}

static void assert_is_refused(GBytes *content, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("a.pcap", content, &error);
    g_assert_null(capture);
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
    g_assert_true(g_str_has_prefix(error->message, "a.pcap: "));
    g_assert_nonnull(strstr(error->message, message));
}

static const struct {
    const char *name;
    uint32_t magic;
    size_t extra_len;
    int64_t to_nanoseconds;
} variants[] = {
    {"microseconds", 0xa1b2c3d4, 0, 1000}, {"nanoseconds", 0xa1b23c4d, 0, 1},
    {"modified", 0xa1b2cd34, 8, 1000},     {"modified-smp", 0xa1b2cd34, 12, 1000},
    {"patched", 0xa1b2c3d4, 8, 1000},      {"nokia", 0xa1b2c3d4, 4, 1000},
};

static void check_variant(size_t n, bool big_endian, unsigned n_records)
{
    Writer writer = writer_new(big_endian);
    g_autoptr(GString) expected = g_string_new(NULL);
    put_pcap_header(&writer, variants[n].magic, 4, 0xf0000001);
    for (unsigned i = 1; i <= n_records; i++) {
        put_record(&writer, 1700000000 + i, i, variants[n].extra_len, "abcdefghijklmnop");
        int64_t time = (1700000000 + (int64_t)i) * SECOND + i * variants[n].to_nanoseconds;
        g_string_append_printf(expected, "%u:%" G_GINT64_FORMAT ":0/1+2=abcdefghijklmnop ", i,
                               time);
    }
    g_string_append(expected, "end");
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, expected->str);
}

// Even a single packet tells: with the right header the file ends where it does.
static void test_pcap_variant(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    for (unsigned n_records = 1; n_records <= 4; n_records++) {
        check_variant(n, false, n_records);
        check_variant(n, true, n_records);
    }
}

static GBytes *plain_pcap(void)
{
    Writer writer = writer_new(false);
    put_pcap_header(&writer, 0xa1b2c3d4, 4, 1);
    put_record(&writer, 1, 0, 0, "first");
    put_record(&writer, 2, 0, 0, "second");
    return writer_end(&writer);
}

#define PLAIN_PCAP "1:1000000000:0/1+2=first 2:2000000000:0/1+2=second "

static void test_empty_pcap(void)
{
    Writer writer = writer_new(false);
    put_pcap_header(&writer, 0xa1b2c3d4, 4, 1);
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, "end");
}

// Old programs wrote the two lengths the other way round.
static void test_old_pcap(void)
{
    Writer writer = writer_new(false);
    put_pcap_header(&writer, 0xa1b2c3d4, 3, 1);
    put(&writer, 1, 4);
    put(&writer, 0, 4);
    put(&writer, 9, 4);
    put(&writer, 5, 4);
    put_text(&writer, "first");
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, "1:1000000000:0/1+4=first end");
}

// Wherever the file is cut, what is whole before it counts, and the cut is told.
static void test_pcap_cut_anywhere(void)
{
    enum { HEADER_LEN = 24, FIRST_END = HEADER_LEN + 16 + 5, ALL = FIRST_END + 16 + 6 };
    g_autoptr(GBytes) whole = plain_pcap();
    g_assert_cmpuint(g_bytes_get_size(whole), ==, ALL);
    for (size_t len = 1; len <= ALL; len++) {
        g_autoptr(GBytes) cut = g_bytes_new(g_bytes_get_data(whole, NULL), len);
        if (len < HEADER_LEN) {
            assert_is_refused(cut, len < 4 ? "known format" : "cut short");
        } else if (len < FIRST_END) {
            assert_reads(cut, len == HEADER_LEN ? "end" : "cut");
        } else if (len < ALL) {
            const char *first = "1:1000000000:0/1+2=first ";
            g_autofree char *expected = g_strconcat(first, len == FIRST_END ? "end" : "cut", NULL);
            assert_reads(cut, expected);
        } else {
            assert_reads(cut, PLAIN_PCAP "end");
        }
    }
}

static void test_impossible_length(void)
{
    Writer writer = writer_new(false);
    put_pcap_header(&writer, 0xa1b2c3d4, 4, 1);
    put_record(&writer, 1, 0, 0, "first");
    put(&writer, 2, 8);
    put(&writer, 0x7fffffff, 4);
    put(&writer, 0x7fffffff, 4);
    g_autoptr(GBytes) content = writer_end(&writer);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("dir/a.pcap", content, NULL);
    g_autofree char *all = read_all(capture);
    g_assert_cmpstr(all, ==, "1:1000000000:0/1+2=first cut");
    g_assert_true(g_str_has_prefix(pc_capture_warning(capture), "dir/a.pcap: "));
    g_assert_nonnull(strstr(pc_capture_warning(capture), "after packet 1"));
}

static void test_wrong_version(void)
{
    Writer writer = writer_new(false);
    put_pcap_header(&writer, 0xa1b2c3d4, 4, 1);
    writer.octets->data[4] = 1;
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_is_refused(content, "pcap version 1.4");
}

// Packets that two blocks share, and one that is larger than a block.
static void test_packets_across_blocks(void)
{
    enum { N = 3000, BIG = 3 * 1024 * 1024 };
    Writer writer = writer_new(false);
    put_pcap_header(&writer, 0xa1b2c3d4, 4, 1);
    for (uint32_t i = 0; i < N; i++) {
        size_t len = i == N / 2 ? BIG : i * 37 % 1500;
        put(&writer, i, 4);
        put(&writer, 0, 4);
        put(&writer, len, 4);
        put(&writer, len, 4);
        put_zeros(&writer, len);
        if (len >= 4) {
            g_byte_array_set_size(writer.octets, writer.octets->len - 4);
            put(&writer, i, 4);
        }
    }
    g_autoptr(GBytes) content = writer_end(&writer);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("big", content, NULL);
    PcFrame frame;
    for (uint32_t i = 0; i < N; i++) {
        size_t len = i == N / 2 ? BIG : i * 37 % 1500;
        uint32_t last;
        g_assert_cmpint(pc_capture_next(capture, &frame), ==, PC_CAPTURE_FRAME);
        g_assert_cmpuint(frame.bytes.len, ==, len);
        if (len >= 4) {
            g_assert_true(pc_bytes_skip(&frame.bytes, len - 4) &&
                          pc_bytes_le32(&frame.bytes, &last) && last == i);
        }
    }
    g_assert_cmpint(pc_capture_next(capture, &frame), ==, PC_CAPTURE_END);
    g_assert_cmpuint(pc_capture_offset(capture), ==, pc_capture_size(capture));
}

// ---- pcapng ----

static void put_block(Writer *writer, uint32_t type, Writer *body)
{
    while (body->octets->len % 4 != 0) {
        put_zeros(body, 1);
    }
    put(writer, type, 4);
    put(writer, body->octets->len + 12, 4);
    g_byte_array_append(writer->octets, body->octets->data, body->octets->len);
    put(writer, body->octets->len + 12, 4);
    g_byte_array_unref(body->octets);
}

static void put_section(Writer *writer)
{
    Writer body = writer_new(writer->big_endian);
    put(&body, 0x1a2b3c4d, 4);
    put(&body, 1, 2);
    put(&body, 0, 2);
    put(&body, UINT64_MAX, 8);
    put_block(writer, 0x0a0d0d0a, &body);
}

static void put_interface(Writer *writer, unsigned link_type, unsigned snap_len, int resolution,
                          int64_t offset)
{
    Writer body = writer_new(writer->big_endian);
    put(&body, link_type, 2);
    put(&body, 0, 2);
    put(&body, snap_len, 4);
    put(&body, 2, 2); // if_name, to be stepped over, padded
    put(&body, 5, 2);
    put_text(&body, "eth00");
    put_zeros(&body, 3);
    if (resolution >= 0) {
        put(&body, 9, 2);
        put(&body, 1, 2);
        put(&body, (uint64_t)resolution, 1);
        put_zeros(&body, 3);
    }
    put(&body, 14, 2);
    put(&body, 8, 2);
    put(&body, (uint64_t)offset, 8);
    put(&body, 0, 4);
    put_block(writer, 1, &body);
}

static void put_packet(Writer *writer, unsigned interface, uint64_t stamp, const char *text)
{
    Writer body = writer_new(writer->big_endian);
    put(&body, interface, 4);
    put(&body, stamp >> 32, 4);
    put(&body, stamp & 0xffffffff, 4);
    put(&body, strlen(text), 4);
    put(&body, strlen(text) + 1, 4);
    put_text(&body, text);
    put_block(writer, 6, &body);
}

static void put_simple_packet(Writer *writer, size_t original_len, const char *text)
{
    Writer body = writer_new(writer->big_endian);
    put(&body, original_len, 4);
    put_text(&body, text);
    put_block(writer, 3, &body);
}

static void put_other(Writer *writer, uint32_t type)
{
    Writer body = writer_new(writer->big_endian);
    put_text(&body, "0123456");
    put_block(writer, type, &body);
}

static void test_pcapng_interfaces(gconstpointer data)
{
    Writer writer = writer_new(GPOINTER_TO_INT(data) == 1);
    put_section(&writer);
    put_interface(&writer, 1, 0, -1, 0);
    put_interface(&writer, 113, 0, 9, 100);
    put_interface(&writer, 101, 0, 0x80 | 10, 0);
    put_packet(&writer, 0, 5000001, "micro");
    put_packet(&writer, 1, 5000000001, "nano");
    put_packet(&writer, 2, 5 * 1024 + 512, "binary");
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, "1:5000001000:0/1+1=micro 2:105000000001:1/113+1=nano "
                          "3:5500000000:2/101+1=binary end");
}

// Each section counts its interfaces anew and has a byte order of its own.
static void test_pcapng_sections(void)
{
    Writer writer = writer_new(false);
    put_section(&writer);
    put_interface(&writer, 1, 0, -1, 0);
    put_packet(&writer, 0, 1000000, "little");
    writer.big_endian = true;
    put_section(&writer);
    put_interface(&writer, 113, 0, -1, 0);
    put_packet(&writer, 0, 2000000, "big");
    put_packet(&writer, 1, 3000000, "no such interface");
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, "1:1000000000:0/1+1=little 2:2000000000:0/113+1=big cut");
}

static void test_pcapng_simple_packets(void)
{
    Writer writer = writer_new(false);
    put_section(&writer);
    put_interface(&writer, 1, 4, -1, 0);
    put_simple_packet(&writer, 9, "abcd");
    put_simple_packet(&writer, 3, "abc");
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, "1:0:0/1+5=abcd 2:0:0/1+0=abc end");
}

// Blocks that Wireshark shows as frames take a number, others do not.
static void test_pcapng_other_blocks(void)
{
    static const uint32_t silent[] = {4, 5, 0x7fff0001};
    static const uint32_t numbered[] = {0xbad, 0x40000bad, 9};
    Writer writer = writer_new(false);
    put_section(&writer);
    put_interface(&writer, 1, 0, -1, 0);
    for (size_t i = 0; i < 3; i++) {
        put_other(&writer, silent[i]);
    }
    put_packet(&writer, 0, 0, "one");
    for (size_t i = 0; i < 3; i++) {
        put_other(&writer, numbered[i]);
    }
    put_packet(&writer, 0, 0, "five");
    g_autoptr(GBytes) content = writer_end(&writer);
    assert_reads(content, "1:0:0/1+1=one 5:0:0/1+1=five end");
}

static void note_secrets(PcBytes key_log, void *user)
{
    g_string_append_len(user, (const char *)key_log.data, (gssize)key_log.len);
}

static void test_pcapng_secrets(void)
{
    Writer writer = writer_new(false);
    static const struct {
        uint32_t type;
        const char *text;
    } blocks[] = {{0x544c534b, "CLIENT_RANDOM a b\n"}, {0x57474b4c, "not for TLS"}};
    put_section(&writer);
    put_interface(&writer, 1, 0, -1, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++) {
        UNIT_ROW(blocks, i);
        Writer body = writer_new(false);
        put(&body, blocks[i].type, 4);
        put(&body, strlen(blocks[i].text), 4);
        put_text(&body, blocks[i].text);
        put_block(&writer, 10, &body);
    }
    put_packet(&writer, 0, 0, "one");
    g_autoptr(GBytes) content = writer_end(&writer);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("a", content, NULL);
    g_autoptr(GString) secrets = g_string_new(NULL);
    pc_capture_on_secrets(capture, note_secrets, secrets);
    g_autofree char *all = read_all(capture);
    g_assert_cmpstr(secrets->str, ==, "CLIENT_RANDOM a b\n");
    g_assert_cmpstr(all, ==, "1:0:0/1+1=one end");
}

// Lengths that lie: too short, beyond the file, of a packet beyond its block.
static void test_pcapng_hostile_lengths(void)
{
    static const uint32_t lengths[] = {0, 8, 11, 0xfffffffc, 0xffffffff, 0x10000000};
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        UNIT_ROW(lengths, i);
        for (uint32_t type = 5; type <= 6; type++) {
            Writer writer = writer_new(false);
            put_section(&writer);
            put_interface(&writer, 1, 0, -1, 0);
            put_packet(&writer, 0, 0, "one");
            put(&writer, type, 4);
            put(&writer, lengths[i], 4);
            put_zeros(&writer, 64);
            g_autoptr(GBytes) content = writer_end(&writer);
            assert_reads(content, "1:0:0/1+1=one cut");
        }
    }
}

// ---- compression ----

static GBytes *gzip(GBytes *content)
{
    z_stream stream = {.next_in = NULL};
    gsize len;
    g_autofree guint8 *copy = g_memdup2(g_bytes_get_data(content, &len), g_bytes_get_size(content));
    guint8 *out = g_malloc(len + 1024);
    g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    stream.next_in = copy;
    stream.avail_in = (unsigned)len;
    stream.next_out = out;
    stream.avail_out = (unsigned)len + 1024;
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    gsize wrote = stream.total_out;
    deflateEnd(&stream);
    return g_bytes_new_take(out, wrote);
}

static GBytes *zstd(GBytes *content)
{
    size_t room = ZSTD_compressBound(g_bytes_get_size(content));
    guint8 *out = g_malloc(room);
    size_t wrote =
        ZSTD_compress(out, room, g_bytes_get_data(content, NULL), g_bytes_get_size(content), 3);
    g_assert_false(ZSTD_isError(wrote));
    return g_bytes_new_take(out, wrote);
}

static GBytes *lz4(GBytes *content)
{
    size_t room = LZ4F_compressFrameBound(g_bytes_get_size(content), NULL);
    guint8 *out = g_malloc(room);
    size_t wrote = LZ4F_compressFrame(out, room, g_bytes_get_data(content, NULL),
                                      g_bytes_get_size(content), NULL);
    g_assert_false(LZ4F_isError(wrote));
    return g_bytes_new_take(out, wrote);
}

static const struct {
    const char *name;
    GBytes *(*compress)(GBytes *content);
} codecs[] = {{"gzip", gzip}, {"zstd", zstd}, {"lz4", lz4}};

static GBytes *part_of(GBytes *bytes, gsize at, gsize len)
{
    return g_bytes_new_from_bytes(bytes, at, len);
}

static GBytes *concatenate(GBytes *a, GBytes *b)
{
    GByteArray *both = g_byte_array_new();
    g_byte_array_append(both, g_bytes_get_data(a, NULL), (guint)g_bytes_get_size(a));
    g_byte_array_append(both, g_bytes_get_data(b, NULL), (guint)g_bytes_get_size(b));
    return g_byte_array_free_to_bytes(both);
}

static void test_compressed(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    g_autoptr(GBytes) plain = plain_pcap();
    g_autoptr(GBytes) whole = codecs[n].compress(plain);
    assert_reads(whole, PLAIN_PCAP "end");

    // Two members, cut in the middle of a packet.
    g_autoptr(GBytes) first = part_of(plain, 0, 50);
    g_autoptr(GBytes) rest = part_of(plain, 50, g_bytes_get_size(plain) - 50);
    g_autoptr(GBytes) first_member = codecs[n].compress(first);
    g_autoptr(GBytes) second_member = codecs[n].compress(rest);
    g_autoptr(GBytes) members = concatenate(first_member, second_member);
    assert_reads(members, PLAIN_PCAP "end");

    // Cut in the second member: the first packet still counts.
    g_autoptr(GBytes) cut = part_of(members, 0, g_bytes_get_size(first_member) + 3);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("a", cut, NULL);
    g_autofree char *all = read_all(capture);
    g_assert_cmpstr(all, ==, "1:1000000000:0/1+2=first cut");
    g_assert_nonnull(strstr(pc_capture_warning(capture), codecs[n].name));
}

// Zeros behind the last member, as tapes and some loggers leave them, are no damage.
static void test_padding_behind_gzip(void)
{
    g_autoptr(GBytes) plain = plain_pcap();
    g_autoptr(GBytes) member = gzip(plain);
    g_autoptr(GBytes) zeros = g_bytes_new_static("\0\0\0\0\0\0\0\0", 8);
    g_autoptr(GBytes) padded = concatenate(member, zeros);
    assert_reads(padded, PLAIN_PCAP "end");
}

// ---- the file system ----

static void assert_cannot_open(const char *path, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcCapture) capture = pc_capture_open(path, &error);
    g_assert_null(capture);
    g_assert_nonnull(error);
    g_autofree char *prefix = g_strconcat(path, ": ", NULL);
    g_assert_true(g_str_has_prefix(error->message, prefix));
    g_assert_nonnull(strstr(error->message, message));
}

static void test_what_is_no_capture(void)
{
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_autofree char *missing = g_build_filename(folder, "missing.pcap", NULL);
    g_autofree char *empty = g_build_filename(folder, "empty.pcap", NULL);
    g_autofree char *text = g_build_filename(folder, "text.pcap", NULL);
    g_assert_true(g_file_set_contents(empty, "", 0, NULL));
    g_assert_true(g_file_set_contents(text, "no capture at all, but a letter\n", -1, NULL));
    assert_cannot_open(missing, "No such file");
    assert_cannot_open(folder, "is a folder");
    assert_cannot_open(empty, "is empty");
    assert_cannot_open(text, "not a capture");
    g_unlink(empty);
    g_unlink(text);
    g_rmdir(folder);
}

static void test_file(void)
{
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.pcap", NULL);
    g_autoptr(GBytes) plain = plain_pcap();
    gsize len;
    const char *content = g_bytes_get_data(plain, &len);
    g_assert_true(g_file_set_contents(path, content, (gssize)len, NULL));
    g_autoptr(PcCapture) capture = pc_capture_open(path, NULL);
    g_assert_nonnull(capture);
    g_autofree char *all = read_all(capture);
    g_assert_cmpstr(all, ==, PLAIN_PCAP "end");
    g_assert_cmpuint(pc_capture_size(capture), ==, len);
    g_assert_cmpuint(pc_capture_offset(capture), ==, len);
    g_unlink(path);
    g_rmdir(folder);
}

// More interfaces than are read are named as what they are.
static void test_many_interfaces(void)
{
    enum { TOO_MANY = 65537 };
    static const uint8_t section[] = {0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0,    0,    0x4d, 0x3c,
                                      0x2b, 0x1a, 1,    0,    0,  0, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 28, 0, 0,    0};
    static const uint8_t interface[] = {1, 0, 0, 0, 20, 0, 0,  0, 1, 0,
                                        0, 0, 0, 0, 0,  0, 20, 0, 0, 0};
    PcFrame frame;
    GByteArray *file = g_byte_array_new();
    g_byte_array_append(file, section, sizeof section);
    for (unsigned n = 0; n < TOO_MANY; n++) {
        g_byte_array_append(file, interface, sizeof interface);
    }
    g_autoptr(GBytes) content = g_byte_array_free_to_bytes(file);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("many", content, NULL);
    g_assert_cmpint(pc_capture_next(capture, &frame), ==, PC_CAPTURE_CUT);
    g_assert_cmpstr(pc_capture_warning(capture), ==,
                    "many: not read on: more than 65536 interfaces in a section after packet 0");
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    for (size_t i = 0; i < G_N_ELEMENTS(variants); i++) {
        UNIT_ROW(variants, i);
        g_autofree char *name = g_strdup_printf("/capture/pcap/%s", variants[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_pcap_variant);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++) {
        UNIT_ROW(codecs, i);
        g_autofree char *name = g_strdup_printf("/capture/compressed/%s", codecs[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_compressed);
    }
    g_test_add_func("/capture/pcap/empty", test_empty_pcap);
    g_test_add_func("/capture/pcap/old", test_old_pcap);
    g_test_add_func("/capture/pcap/cut-anywhere", test_pcap_cut_anywhere);
    g_test_add_func("/capture/pcap/impossible-length", test_impossible_length);
    g_test_add_func("/capture/pcap/wrong-version", test_wrong_version);
    g_test_add_func("/capture/across-blocks", test_packets_across_blocks);
    g_test_add_data_func("/capture/pcapng/little", GINT_TO_POINTER(0), test_pcapng_interfaces);
    g_test_add_data_func("/capture/pcapng/big", GINT_TO_POINTER(1), test_pcapng_interfaces);
    g_test_add_func("/capture/pcapng/sections", test_pcapng_sections);
    g_test_add_func("/capture/pcapng/simple-packets", test_pcapng_simple_packets);
    g_test_add_func("/capture/pcapng/other-blocks", test_pcapng_other_blocks);
    g_test_add_func("/capture/pcapng/secrets", test_pcapng_secrets);
    g_test_add_func("/capture/pcapng/hostile-lengths", test_pcapng_hostile_lengths);
    g_test_add_func("/capture/padding-behind-gzip", test_padding_behind_gzip);
    g_test_add_func("/capture/no-capture", test_what_is_no_capture);
    g_test_add_func("/capture/file", test_file);
    g_test_add_func("/capture/many-interfaces", test_many_interfaces);
    return g_test_run();
}
