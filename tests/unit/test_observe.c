// SPDX-License-Identifier: GPL-2.0-or-later
// The observing floor over real packets: connections that begin otherwise, capture lengths, losses
// and ports used twice; and certificates that come compressed.
#include "core/observe/certificate_compression.h"
#include "tests/unit/observe_kit.h"
#include "tests/unit/unit.h"

#include <zlib.h>
#include <zstd.h>

static Cast cast;

static GPtrArray *packets_of(const MkTalk *talk, const MkPath *path)
{
    g_autoptr(MkConversation) conversation = mk_talk(talk, NULL);
    GPtrArray *packets = mk_packets_new();
    mk_wire_tcp(packets, conversation, path);
    return packets;
}

static void preludes(void)
{
    static const MkLine connect[] = {
        {MK_CLIENT, "CONNECT cucm:5061 HTTP/1.1\r\nHost: cucm:5061\r\n\r\n", 0},
        {MK_SERVER, "HTTP/1.1 200 Connection established\r\n\r\n", 0},
    };
    static const MkLine rdp[] = {
        {MK_CLIENT, "\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0", 19},
        {MK_SERVER, "\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\2\0\0\0", 19},
    };
    static const MkLine proxy_line[] = {
        {MK_CLIENT, "PROXY TCP4 10.0.0.1 10.0.0.2 40000 5061\r\n", 0},
    };
    static const struct {
        const MkLine *lines;
        size_t n_lines;
    } rows[] = {{connect, 2}, {rdp, 2}, {proxy_line, 1}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
        talk.prelude = rows[i].lines;
        talk.n_prelude = rows[i].n_lines;
        MkPath path = watch_path(40000, 8080);
        g_autoptr(GPtrArray) packets = packets_of(&talk, &path);
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        assert_told(watch_only(&watcher), "presented", "verified", "accepted", "whole");
        watch_free(&watcher);
    }
}

// A hello in the same segment as what a load balancer says before it.
static void proxy_header(void)
{
    static const char line[] = "PROXY TCP4 10.0.0.1 10.0.0.2 40000 5061\r\n";
    static const char binary[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"
                                 "ABCDEFGHIJKL";
    const PcBytes headers[] = {pc_bytes(line, sizeof line - 1),
                               pc_bytes(binary, sizeof binary - 1)};
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        UNIT_ROW(headers, i);
        MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
        g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
        const MkFlight *hello = g_ptr_array_index(conversation->flights, 0);
        PcBytes first = pc_bytes_of(g_ptr_array_index(hello->datagrams, 0));
        GByteArray *both = g_byte_array_new();
        g_byte_array_append(both, headers[i].data, (guint)headers[i].len);
        g_byte_array_append(both, first.data, (guint)first.len);
        g_bytes_unref(hello->datagrams->pdata[0]);
        hello->datagrams->pdata[0] = g_byte_array_free_to_bytes(both);
        MkPath path = watch_path(40000, 5061);
        g_autoptr(GPtrArray) packets = mk_packets_new();
        mk_wire_tcp(packets, conversation, &path);
        Watcher watcher;
        watch_begin(&watcher);
        watch_packets(&watcher, packets);
        assert_told(watch_only(&watcher), "presented", "verified", "accepted", "whole");
        watch_free(&watcher);
    }
}

static void snap_lengths(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    MkPath path = watch_path(40000, 5061);
    g_autoptr(GPtrArray) packets = packets_of(&talk, &path);
    bool was_truncated = false;
    for (size_t snap_len = 54; snap_len <= 1514; snap_len += 4) {
        Watcher watcher;
        watch_begin(&watcher);
        for (guint i = 0; i < packets->len; i++) {
            watch_packet(&watcher, g_ptr_array_index(packets, i), snap_len);
        }
        watch_end(&watcher);
        for (guint i = 0; i < watcher.handshakes->len; i++) {
            const PcHandshake *told = g_ptr_array_index(watcher.handshakes, i);
            bool all = told->coverage == PC_COVERAGE_WHOLE;
            g_assert_true(all || told->coverage == PC_COVERAGE_SNAPLEN);
            g_assert_cmpint(all, ==, told->possession == PC_POSSESSION_VERIFIED);
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_EMPTY);
            g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_NOT_REQUESTED);
            g_assert_true(told->outcome == PC_OUTCOME_ACCEPTED ||
                          told->outcome == PC_OUTCOME_INCOMPLETE);
            was_truncated |= told->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED;
        }
        watch_free(&watcher);
    }
    g_assert_true(was_truncated);
}

static void resume(void *user, PcHandshake *handshake, const PcSeen *seen, bool done)
{
    (void)user, (void)seen, (void)done;
    pc_handshake_end_of_capture(handshake);
    pc_handshake_settle(handshake);
    pc_handshake_resume(handshake);
}

// After any one packet the capture was taken to end, and it went on.
static void paused(void)
{
    const PcObserveEvents events = {.handshake = keep_handshake, .shown = resume};
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    MkPath path = watch_path(40000, 5061);
    g_autoptr(GPtrArray) packets = packets_of(&talk, &path);
    for (guint pause = 0; pause < packets->len; pause++) {
        Watcher watcher;
        watch_begin(&watcher);
        pc_observe_tell(watcher.observe, &events, watcher.handshakes);
        for (guint i = 0; i < packets->len; i++) {
            watch_packet(&watcher, g_ptr_array_index(packets, i), 0);
            if (i == pause) {
                pc_packets_pause(watcher.packets, 0);
            }
        }
        const PcHandshake *told = watch_only(&watcher);
        g_assert_cmpuint(told->outcome, ==, PC_OUTCOME_ACCEPTED);
        g_assert_cmpuint(told->client_certificate, ==, PC_CLIENT_CERTIFICATE_PRESENTED);
        g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
        watch_free(&watcher);
    }
}

// Any one packet never reached the capture. Where it was none of the client's second flight, that
// flight's certificate did.
static void lost(void)
{
    enum { CERTIFICATE_FLIGHT = 2 };
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    MkPath path = watch_path(40000, 5061);
    path.client_mss = path.server_mss = 500;
    g_autoptr(GPtrArray) packets = packets_of(&talk, &path);
    for (guint lost_one = 0; lost_one < packets->len; lost_one++) {
        Watcher watcher;
        watch_begin(&watcher);
        for (guint i = 0; i < packets->len; i++) {
            if (i != lost_one) {
                watch_packet(&watcher, g_ptr_array_index(packets, i), 0);
            }
        }
        const PcHandshake *told = watch_only(&watcher);
        g_assert_cmpuint(told->possession, !=, PC_POSSESSION_FAILED);
        g_assert_cmpuint(told->outcome, ==, PC_OUTCOME_ACCEPTED);
        g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_EMPTY);
        g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_NOT_REQUESTED);
        g_assert_cmpuint(told->client_certificate, !=, PC_CLIENT_CERTIFICATE_RESUMED);
        if (told->possession != PC_POSSESSION_VERIFIED) {
            g_assert_cmpuint(told->coverage, !=, PC_COVERAGE_WHOLE);
        }
        if (((const MkPacket *)g_ptr_array_index(packets, lost_one))->flight !=
            CERTIFICATE_FLIGHT) {
            g_assert_cmpuint(told->client_certificate, ==, PC_CLIENT_CERTIFICATE_PRESENTED);
        }
        watch_free(&watcher);
    }
}

static void ports_used_twice(void)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    MkPath path = watch_path(40000, 5061);
    g_autoptr(GPtrArray) first = packets_of(&talk, &path);
    talk.client.credential = cast.foreign;
    talk.at_ns += INT64_C(60) * 1000000000;
    path.client_isn += 1000000;
    g_autoptr(GPtrArray) second = packets_of(&talk, &path);
    Watcher watcher;
    watch_begin(&watcher);
    watch_packets(&watcher, first);
    watch_packets(&watcher, second);
    watch_end(&watcher);
    g_assert_cmpuint(watcher.handshakes->len, ==, 2);
    assert_told(g_ptr_array_index(watcher.handshakes, 0), "presented", "verified", "accepted",
                "whole");
    assert_told(g_ptr_array_index(watcher.handshakes, 1), "presented", "verified", "rejected",
                "whole");
    watch_free(&watcher);
}

// ---- RFC 8879 -------------------------------------------------------------------------------

static GBytes *compressed_message(uint16_t algorithm, size_t announced, PcBytes packed)
{
    GByteArray *body = g_byte_array_new();
    const uint8_t head[] = {(uint8_t)(algorithm >> 8),  (uint8_t)algorithm,
                            (uint8_t)(announced >> 16), (uint8_t)(announced >> 8),
                            (uint8_t)announced,         (uint8_t)(packed.len >> 16),
                            (uint8_t)(packed.len >> 8), (uint8_t)packed.len};
    g_byte_array_append(body, head, sizeof head);
    g_byte_array_append(body, packed.data, (guint)packed.len);
    return g_byte_array_free_to_bytes(body);
}

static PcDecompress unpack(PcBytes body, GBytes **certificate)
{
    int64_t left = PC_HANDSHAKE_UNPACKED;
    return pc_decompress_certificate(body, &left, certificate);
}

static void assert_unpacks(uint16_t algorithm, PcBytes packed, PcBytes content)
{
    g_autoptr(GBytes) body = compressed_message(algorithm, content.len, packed);
    g_autoptr(GBytes) certificate = NULL;
    g_assert_cmpint(unpack(pc_bytes_of(body), &certificate), ==, PC_DECOMPRESSED);
    g_assert_true(pc_bytes_equal(pc_bytes_of(certificate), content));
    // Announced too short or too long, it is refused.
    for (int off = -1; off <= 1; off += 2) {
        g_autoptr(GBytes) wrong =
            compressed_message(algorithm, (size_t)((long)content.len + off), packed);
        g_autoptr(GBytes) nothing = NULL;
        g_assert_cmpint(unpack(pc_bytes_of(wrong), &nothing), ==, PC_DECOMPRESS_BAD);
        g_assert_null(nothing);
    }
}

static void compression(void)
{
    static const uint8_t content[4000] = {1, 2, 3};
    // A Brotli stream of one uncompressed block (RFC 7932, 9.2): window, length 3, "abc", end.
    static const uint8_t brotli[] = {0x0b, 0x01, 0x80, 'a', 'b', 'c', 0x03};
    uint8_t packed[4200];
    uLongf zlib_len = sizeof packed;
    g_assert_cmpint(compress(packed, &zlib_len, content, sizeof content), ==, Z_OK);
    assert_unpacks(1, pc_bytes(packed, zlib_len), pc_bytes(content, sizeof content));
    size_t zstd_len = ZSTD_compress(packed, sizeof packed, content, sizeof content, 3);
    g_assert_false(ZSTD_isError(zstd_len));
    assert_unpacks(3, pc_bytes(packed, zstd_len), pc_bytes(content, sizeof content));
    assert_unpacks(2, pc_bytes(brotli, sizeof brotli), pc_bytes("abc", 3));

    g_autoptr(GBytes) nothing = NULL;
    g_autoptr(GBytes) unknown = compressed_message(9, 3, pc_bytes("abc", 3));
    g_assert_cmpint(unpack(pc_bytes_of(unknown), &nothing), ==, PC_DECOMPRESS_BAD);
    g_autoptr(GBytes) huge = compressed_message(1, 0xffffff, pc_bytes(packed, 100));
    g_assert_cmpint(unpack(pc_bytes_of(huge), &nothing), ==, PC_DECOMPRESS_TOO_LARGE);
    for (size_t len = 0; len < 8; len++) {
        g_assert_cmpint(unpack(pc_bytes(packed, len), &nothing), !=, PC_DECOMPRESSED);
    }
}

// 14 bytes of Brotli that come to 16 MiB of zeros, a thousand times; and 64 KiB of zeros, which are
// unpacked for as long as the connection has something left. Nothing is behind a damaged one.
static void compression_bombs(void)
{
    static const uint8_t swelling[] = {0x9f, 0xfe, 0xff, 0xff, 0xf8, 0x27, 0x00,
                                       0xe2, 0xb1, 0x40, 0x00, 0xf7, 0xfe, 0x1f};
    static const uint8_t content[64 * 1024] = {0};
    uint8_t packed[1024];
    size_t len = ZSTD_compress(packed, sizeof packed, content, sizeof content, 3);
    g_assert_cmpuint(len, <, 100);
    g_autoptr(GBytes) bomb = compressed_message(2, 1, pc_bytes(swelling, sizeof swelling));
    g_autoptr(GBytes) zeros = compressed_message(3, sizeof content, pc_bytes(packed, len));
    int64_t left = PC_HANDSHAKE_UNPACKED;
    for (unsigned n = 1; n <= 3; n++) {
        g_autoptr(GBytes) certificate = NULL;
        g_assert_cmpint(pc_decompress_certificate(pc_bytes_of(zeros), &left, &certificate), ==,
                        n <= 2 ? PC_DECOMPRESSED : PC_DECOMPRESS_TOO_LARGE);
    }
    int64_t begun = clock();
    for (unsigned n = 0; n < 1000; n++) {
        g_autoptr(GBytes) nothing = NULL;
        left = PC_HANDSHAKE_UNPACKED;
        g_assert_cmpint(pc_decompress_certificate(pc_bytes_of(bomb), &left, &nothing), ==,
                        PC_DECOMPRESS_BAD);
        g_assert_cmpint(pc_decompress_certificate(pc_bytes_of(zeros), &left, &nothing), ==,
                        PC_DECOMPRESS_TOO_LARGE);
    }
    g_assert_cmpint(clock() - begun, <, 5 * (int64_t)CLOCKS_PER_SEC); // 35 s where it is unpacked
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/observe/preludes", preludes);
    g_test_add_func("/observe/proxy-header", proxy_header);
    g_test_add_func("/observe/snap-lengths", snap_lengths);
    g_test_add_func("/observe/lost", lost);
    g_test_add_func("/observe/paused", paused);
    g_test_add_func("/observe/ports-used-twice", ports_used_twice);
    g_test_add_func("/observe/compression", compression);
    g_test_add_func("/observe/compression-bombs", compression_bombs);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
