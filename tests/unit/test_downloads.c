// SPDX-License-Identifier: GPL-2.0-or-later
// Files that phones fetch in clear: HTTP in every framing and every cut, TFTP with everything that
// can happen to a block. What is not whole must not be given.
#include "captures/make/octets.h"
#include "core/files/download.h"
#include "core/observe/http_talk.h"
#include "core/observe/inflate.h"
#include "core/talk/tftp.h"
#include "tests/unit/unit.h"

#include <zlib.h>

enum { CLIENT = 0, SERVER = 1 };

// Got is what a follower gave: names and contents, one after the other.
typedef struct {
    GString *text; // "NAME=CONTENT;"
    uint64_t frame;
} Got;

static void got_file(void *user, const char *name, GBytes *content, const PcSeen *seen)
{
    Got *got = user;
    g_string_append_printf(got->text, "%s=", name);
    g_string_append_len(got->text, g_bytes_get_data(content, NULL),
                        (gssize)g_bytes_get_size(content));
    g_string_append_c(got->text, ';');
    got->frame = seen->frame;
}

// ---- names ----------------------------------------------------------------------------------

static void test_names(void)
{
    static const struct {
        const char *path, *name;
        bool is_wanted;
    } rows[] = {
        {"/CTLSEP0A1B2C3D4E5F.tlv", "CTLSEP0A1B2C3D4E5F.tlv", true},
        {"ITLFile.tlv", "ITLFile.tlv", true},
        {"/a/b/SEP0A1B2C3D4E5F.cnf.xml.sgn?x=/y", "SEP0A1B2C3D4E5F.cnf.xml.sgn", true},
        {"\\tftp\\SEP0A1B2C3D4E5F.cnf.xml", "SEP0A1B2C3D4E5F.cnf.xml", true},
        {"/SEP0A1B2C3D4E5F.cnf.xml.enc.sgn", "SEP0A1B2C3D4E5F.cnf.xml.enc.sgn", true},
        {"/Ringlist.xml", "Ringlist.xml", false},
        {"/music.tlv", "music.tlv", false},
        {"/", "", false},
        {"", "", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *name = pc_download_name(pc_bytes(rows[i].path, strlen(rows[i].path)));
        g_assert_cmpstr(name, ==, rows[i].name);
        g_assert_true(pc_download_is_wanted(name) == rows[i].is_wanted);
    }
}

// ---- HTTP -----------------------------------------------------------------------------------

static void feed(PcHttpTalk *talk, unsigned direction, const char *text, size_t chunk)
{
    const PcSeen seen = {.frame = 7, .direction = direction};
    PcBytes rest = pc_bytes(text, strlen(text)), part;
    while (rest.len > 0 && pc_bytes_take(&rest, MIN(chunk, rest.len), &part)) {
        pc_http_talk_bytes(talk, &seen, part);
    }
}

#define GET(name) "GET /" name " HTTP/1.1\r\nHost: 10.44.9.1:6970\r\n\r\n"

static const struct {
    const char *requests, *responses;
    const char *got;
    bool fin; // the server closes
} talks[] = {
    {GET("ITLFile.tlv"), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "ITLFile.tlv=hello;",
     false},
    {GET("ITLFile.tlv"), "HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhell", "", true},
    {GET("ITLFile.tlv"), "HTTP/1.0 200 OK\r\n\r\nhello", "ITLFile.tlv=hello;", true},
    {GET("ITLFile.tlv"), "HTTP/1.0 200 OK\r\n\r\nhello", "", false},
    {GET("ITLFile.tlv"),
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
     "ITLFile.tlv=hello;", false},
    {GET("ITLFile.tlv"),
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n0\r\nA: b\r\n\r\n"
     "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
     "ITLFile.tlv=hel;", false},
    {GET("ITLFile.tlv"),
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n", "", true},
    {GET("ITLFile.tlv"), "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", "", false},
    {GET("ITLFile.tlv"), "HTTP/1.1 206 Partial\r\nContent-Length: 5\r\n\r\nhello", "", false},
    {GET("Ringlist.xml"), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "", false},
    {"HEAD /ITLFile.tlv HTTP/1.1\r\n\r\n" GET("CTLFile.tlv"),
     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     "CTLFile.tlv=hi;", false},
    // several requests ahead, an informational answer, an answer without a body between
    {GET("ITLFile.tlv") GET("a.txt") GET("CTLFile.tlv") GET("SEP0A1B2C3D4E5F.cnf.xml"),
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 304 Same\r\n\r\n"
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"
     "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n<d>",
     "ITLFile.tlv=1;CTLFile.tlv=2;SEP0A1B2C3D4E5F.cnf.xml=<d>;", false},
    {"POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nGET " GET("CTLFile.tlv"),
     "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2",
     "CTLFile.tlv=2;", false},
    {"CONNECT x:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nhello", "", true},
    // a response nobody was seen to ask for, and whose content names nothing
    {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "", false},
};

static void test_http(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        UNIT_ROW(talks, i);
        for (size_t chunk = 1; chunk < 120; chunk = chunk < 12 ? chunk + 1 : chunk * 3) {
            Got got = {.text = g_string_new(NULL)};
            g_autoptr(PcHttpTalk) talk = pc_http_talk_new(got_file, &got);
            feed(talk, CLIENT, talks[i].requests, chunk);
            feed(talk, SERVER, talks[i].responses, chunk);
            if (talks[i].fin) {
                const PcSeen seen = {.frame = 8, .direction = SERVER};
                pc_http_talk_fin(talk, &seen);
            }
            g_test_message("talk %zu in pieces of %zu", i, chunk);
            g_assert_cmpstr(got.text->str, ==, talks[i].got);
            g_string_free(got.text, TRUE);
        }
    }
}

static GBytes *gzipped(const char *text)
{
    uint8_t out[512], in[256];
    size_t len = pc_bytes_copy_out(pc_bytes(text, strlen(text)), in, sizeof in);
    z_stream stream = {.next_in = in, .avail_in = (uInt)len};
    stream.next_out = out;
    stream.avail_out = sizeof out;
    g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    deflateEnd(&stream);
    return g_bytes_new(out, sizeof out - stream.avail_out);
}

static void test_http_gzip(void)
{
    g_autoptr(GBytes) body = gzipped("hello hello hello hello");
    size_t len = g_bytes_get_size(body);
    for (size_t cut = 0; cut <= 1; cut++) {
        Got got = {.text = g_string_new(NULL)};
        g_autoptr(PcHttpTalk) talk = pc_http_talk_new(got_file, &got);
        g_autofree char *head = g_strdup_printf(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", len - cut);
        const PcSeen seen = {.frame = 9, .direction = SERVER};
        feed(talk, CLIENT, GET("ITLFile.tlv"), 100);
        feed(talk, SERVER, head, 100);
        pc_http_talk_bytes(talk, &seen, pc_bytes(g_bytes_get_data(body, NULL), len - cut));
        g_assert_cmpstr(got.text->str, ==, cut == 0 ? "ITLFile.tlv=hello hello hello hello;" : "");
        g_string_free(got.text, TRUE);
    }
}

static void test_inflate_limits(void)
{
    g_autoptr(GBytes) body = gzipped("hello hello hello hello");
    g_autoptr(GBytes) good = pc_inflate(pc_bytes_of(body), 1000);
    g_assert_cmpuint(g_bytes_get_size(good), ==, 23);
    g_assert_null(pc_inflate(pc_bytes_of(body), 22));
    g_assert_null(pc_inflate(pc_bytes("not gzip", 8), 1000));
    g_assert_null(pc_inflate(pc_bytes(NULL, 0), 1000));
}

// A hole in one file loses that file, not the next; a hole in the requests loses the names.
static void test_http_gaps(void)
{
    Got got = {.text = g_string_new(NULL)};
    g_autoptr(PcHttpTalk) talk = pc_http_talk_new(got_file, &got);
    feed(talk, CLIENT, GET("ITLFile.tlv") GET("CTLFile.tlv"), 100);
    feed(talk, SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 100);
    pc_http_talk_gap(talk, SERVER, 3);
    feed(talk, SERVER, "ghiHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 100);
    g_assert_cmpstr(got.text->str, ==, "CTLFile.tlv=hi;");
    g_string_truncate(got.text, 0);
    feed(talk, CLIENT, GET("ITLFile.tlv"), 100);
    pc_http_talk_gap(talk, CLIENT, 0);
    feed(talk, SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 100);
    g_assert_cmpstr(got.text->str, ==, "");
    pc_http_talk_gap(talk, SERVER, 0);
    g_assert_true(pc_http_talk_done(talk));
    g_string_free(got.text, TRUE);
}

// A trust list says its own name, so it is known without its request.
static void test_http_unasked_list(void)
{
    static const char list[] = "\1\0\2\1\2\2\0\2\0\30\16\0\14ITLFile.tlv\0";
    Got got = {.text = g_string_new(NULL)};
    g_autoptr(PcHttpTalk) talk = pc_http_talk_new(got_file, &got);
    g_autoptr(GByteArray) body = g_byte_array_new();
    mk_put_bytes(body, list, sizeof list - 1);
    mk_patch_u16(body, 8, body->len);
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %u\r\n\r\n", body->len);
    const PcSeen seen = {.frame = 9, .direction = SERVER};
    feed(talk, SERVER, head, 100);
    pc_http_talk_bytes(talk, &seen, pc_bytes(body->data, body->len));
    g_assert_true(g_str_has_prefix(got.text->str, "ITLFile.tlv="));
    g_string_free(got.text, TRUE);
}

// Whose answer it was would not be known: one took the other's place and was lost to the allocator.
static void test_http_both_answer(void)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    Got got = {g_string_new(NULL), 0};
    g_autoptr(PcHttpTalk) talk = pc_http_talk_new(got_file, &got);
    feed(talk, SERVER, answer, 100);
    feed(talk, CLIENT, answer, 100);
    feed(talk, SERVER, "hello", 100);
    feed(talk, SERVER, answer, 100);
    g_assert_true(pc_http_talk_done(talk));
    g_assert_cmpstr(got.text->str, ==, "");
    g_string_free(got.text, TRUE);
}

static void test_http_gives_up(void)
{
    Got got = {.text = g_string_new(NULL)};
    g_autoptr(PcHttpTalk) talk = pc_http_talk_new(got_file, &got);
    for (unsigned i = 0; i < PC_HTTP_MAX_IN_VAIN; i++) {
        g_assert_false(pc_http_talk_done(talk));
        feed(talk, CLIENT, GET("a.html"), 100);
        feed(talk, SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 100);
    }
    g_assert_true(pc_http_talk_done(talk));
    g_autoptr(PcHttpTalk) large = pc_http_talk_new(got_file, &got);
    feed(large, CLIENT, GET("firmware.bin"), 100);
    feed(large, SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx", 100);
    g_assert_true(pc_http_talk_done(large));
    g_autoptr(PcHttpTalk) ahead = pc_http_talk_new(got_file, &got);
    for (unsigned i = 0; i <= PC_HTTP_MAX_WAITING; i++) {
        feed(ahead, CLIENT, GET("ITLFile.tlv"), 100);
    }
    g_assert_true(pc_http_talk_done(ahead));
    g_string_free(got.text, TRUE);
}

// ---- TFTP -----------------------------------------------------------------------------------

static const PcPeer phone = {.address = {10, 44, 0, 1}, .address_len = 4, .port = 50001};
static const PcPeer tftp_port = {.address = {10, 44, 9, 1}, .address_len = 4, .port = 69};
static const PcPeer server = {.address = {10, 44, 9, 1}, .address_len = 4, .port = 32001};
static const PcPeer stranger = {.address = {10, 44, 9, 9}, .address_len = 4, .port = 32001};

static void got_tftp(void *user, const PcTftpFile *file)
{
    g_assert_cmpuint(file->client->port, ==, 50001);
    got_file(user, file->name, file->content, file->seen);
}

static bool send(PcTftp *tftp, const PcPeer *from, const PcPeer *to, GByteArray *bytes)
{
    static uint64_t frame = 0;
    const PcSeen seen = {.frame = ++frame};
    const PcTftpDatagram datagram = {from, to, pc_bytes(bytes->data, bytes->len), 0};
    bool taken = pc_tftp_datagram(tftp, &datagram, &seen);
    g_byte_array_unref(bytes);
    return taken;
}

static void put_text(GByteArray *out, const char *text)
{
    mk_put_bytes(out, text, strlen(text) + 1);
}

static GByteArray *read_request(const char *name, const char *block_size)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u16(out, 1);
    put_text(out, name);
    put_text(out, "octet");
    if (block_size != NULL) {
        put_text(out, "tsize");
        put_text(out, "0");
        put_text(out, "BlkSize");
        put_text(out, block_size);
    }
    return out;
}

static GByteArray *oack(const char *block_size)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u16(out, 6);
    put_text(out, "tsize");
    put_text(out, "700");
    if (block_size != NULL) {
        put_text(out, "blksize");
        put_text(out, block_size);
    }
    return out;
}

static GByteArray *block(unsigned number, char fill, size_t len)
{
    GByteArray *out = g_byte_array_new();
    g_autofree char *content = g_strnfill(len, fill);
    mk_put_u16(out, 3);
    mk_put_u16(out, number);
    mk_put_bytes(out, content, len);
    return out;
}

// One transfer: `script` names what is sent, a letter each.
//   a b c  blocks 1 2 3 of 512 bytes   z  block 3 of 10 bytes   y  block 3 of none
//   O      OACK blksize 512            P  OACK without blksize  E  an error
static void play(PcTftp *tftp, const char *block_size, const char *script)
{
    send(tftp, &phone, &tftp_port, read_request("ITLFile.tlv", block_size));
    for (; *script != '\0'; script++) {
        GByteArray *error;
        switch (*script) {
        case 'O':
            send(tftp, &server, &phone, oack("512"));
            break;
        case 'P':
            send(tftp, &server, &phone, oack(NULL));
            break;
        case 'E':
            error = g_byte_array_new();
            mk_put_u32(error, 5U << 16 | 1);
            send(tftp, &server, &phone, error);
            break;
        case 'z':
            send(tftp, &server, &phone, block(3, 'z', 10));
            break;
        case 'y':
            send(tftp, &server, &phone, block(3, 'y', 0));
            break;
        default:
            send(tftp, &server, &phone, block((unsigned)(*script - 'a') + 1, *script, 512));
        }
    }
}

static void test_tftp(void)
{
    static const struct {
        const char *block_size, *script;
        size_t len; // of the file; 0: none is given
    } rows[] = {
        {NULL, "abz", 1034},    {NULL, "aby", 1024},    {NULL, "aabbz", 1034},
        {NULL, "baz", 1034},    {NULL, "zba", 1034},    {NULL, "az", 0},
        {NULL, "bz", 0},        {NULL, "ab", 0},        {NULL, "abc", 0},
        {NULL, "", 0},          {NULL, "abEz", 0},      {"512", "Oabz", 1034},
        {"512", "abz", 1034},   {"1428", "Oabz", 1034}, // the server chose less
        {"1428", "Pabz", 1034},                         // it did not take the option
        {"1428", "abz", 0},                             // nobody can tell
        {NULL, "abzabz", 1034},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        Got got = {.text = g_string_new(NULL)};
        g_autoptr(PcTftp) tftp = pc_tftp_new(got_tftp, &got);
        play(tftp, rows[i].block_size, rows[i].script);
        g_test_message("%s", rows[i].script);
        size_t len = rows[i].len == 0 ? 0 : rows[i].len + strlen("ITLFile.tlv=;");
        g_assert_cmpuint(got.text->len, ==, len);
        if (rows[i].len > 0) {
            g_assert_cmpint(got.text->str[strlen("ITLFile.tlv=")], ==, 'a');
            g_assert_cmpint(got.text->str[strlen("ITLFile.tlv=") + 512], ==, 'b');
        }
        g_string_free(got.text, TRUE);
    }
}

static void test_tftp_odd(void)
{
    Got got = {.text = g_string_new(NULL)};
    g_autoptr(PcTftp) tftp = pc_tftp_new(got_tftp, &got);
    // nobody asked; another asks; what is asked is not wanted; a stranger answers
    g_assert_false(send(tftp, &server, &phone, block(1, 'a', 10)));
    g_assert_true(send(tftp, &phone, &tftp_port, read_request("Ringlist.xml", NULL)));
    g_assert_false(send(tftp, &server, &phone, block(1, 'a', 10)));
    g_assert_true(send(tftp, &phone, &tftp_port, read_request("ITLFile.tlv", NULL)));
    g_assert_false(send(tftp, &stranger, &phone, block(1, 'a', 10)));
    g_assert_cmpstr(got.text->str, ==, "");
    // a block of which the capture lacks the end, then the same block again, whole
    g_autoptr(GByteArray) cut = block(1, 'a', 4);
    const PcSeen seen = {.frame = 1};
    const PcTftpDatagram datagram = {&server, &phone, pc_bytes(cut->data, cut->len), 6};
    g_assert_true(pc_tftp_datagram(tftp, &datagram, &seen));
    g_assert_cmpstr(got.text->str, ==, "");
    send(tftp, &server, &phone, block(1, 'a', 3));
    g_assert_cmpstr(got.text->str, ==, "ITLFile.tlv=aaa;");
    // the same ports again
    g_assert_true(send(tftp, &phone, &tftp_port, read_request("CTLFile.tlv", NULL)));
    send(tftp, &server, &phone, block(1, 'c', 2));
    g_assert_cmpstr(got.text->str, ==, "ITLFile.tlv=aaa;CTLFile.tlv=cc;");
    pc_tftp_end(tftp);
    g_assert_false(send(tftp, &server, &phone, block(1, 'a', 10)));
    g_string_free(got.text, TRUE);
}

// Many transfers that never end, and one that is too long, keep no more than they may.
static void test_tftp_limits(void)
{
    Got got = {.text = g_string_new(NULL)};
    g_autoptr(PcTftp) tftp = pc_tftp_new(got_tftp, &got);
    for (unsigned port = 0; port < 3 * PC_TFTP_MAX_TRANSFERS; port++) {
        PcPeer client = phone;
        client.port = (uint16_t)(40000 + port);
        send(tftp, &client, &tftp_port, read_request("ITLFile.tlv", "65464"));
        for (unsigned number = 1; number < 40; number++) {
            send(tftp, &server, &client, block(number, 'x', 65464));
        }
        send(tftp, &server, &client, block(65535, 'x', 1));
    }
    g_assert_cmpstr(got.text->str, ==, "");
    send(tftp, &phone, &tftp_port, read_request("ITLFile.tlv", NULL));
    send(tftp, &server, &phone, block(1, 'a', 1));
    g_assert_cmpstr(got.text->str, ==, "ITLFile.tlv=a;");
    g_string_free(got.text, TRUE);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/downloads/names", test_names);
    g_test_add_func("/downloads/http", test_http);
    g_test_add_func("/downloads/http/gzip", test_http_gzip);
    g_test_add_func("/downloads/http/inflate-limits", test_inflate_limits);
    g_test_add_func("/downloads/http/gaps", test_http_gaps);
    g_test_add_func("/downloads/http/unasked-list", test_http_unasked_list);
    g_test_add_func("/downloads/http/gives-up", test_http_gives_up);
    g_test_add_func("/downloads/http/both-answer", test_http_both_answer);
    g_test_add_func("/downloads/tftp", test_tftp);
    g_test_add_func("/downloads/tftp/odd", test_tftp_odd);
    g_test_add_func("/downloads/tftp/limits", test_tftp_limits);
    return g_test_run();
}
