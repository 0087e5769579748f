// SPDX-License-Identifier: GPL-2.0-or-later
// make_seeds OUT CAPTURE|TRUSTLIST...: writes the conversations of captures as pieces (pieces.h),
// one file a conversation, into OUT/tls, OUT/tls13, OUT/dtls and OUT/eap, and those and the trust
// lists as scripts (script.h) into OUT/script: what fuzzing begins with.
#include "analyzer/read/capture.h"
#include "core/files/trust_list.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/script_seeds.h"
#include <glib/gstdio.h>
#include <stdio.h>

typedef struct {
    const char *out;
    GByteArray *keys;   // of the capture, as a piece; empty without
    GByteArray *eap;    // all of the capture's 802.1X
    unsigned n_written; // over all captures
} Seeds;

static void put_piece(GByteArray *seed, unsigned shape, PcBytes bytes)
{
    PcBytes part = {NULL, 0};
    do {
        // Cannot fail: it takes no more than there is.
        (void)pc_bytes_take(&bytes, MIN(bytes.len, PIECE_MAX), &part);
        const uint8_t first = (uint8_t)shape;
        g_byte_array_append(seed, &first, 1);
        pc_put_u16(seed, (unsigned)part.len);
        g_byte_array_append(seed, part.data, (guint)part.len);
    } while (bytes.len > 0);
}

static void write_seed(Seeds *seeds, const char *target, const GByteArray *first,
                       const GByteArray *seed)
{
    g_autofree char *folder = g_build_filename(seeds->out, target, NULL);
    g_autofree char *name = g_strdup_printf("%s/seed-%03u", folder, seeds->n_written++);
    g_autoptr(GByteArray) whole = g_byte_array_new();
    g_byte_array_append(whole, first->data, first->len);
    g_byte_array_append(whole, seed->data, seed->len);
    g_mkdir_with_parents(folder, 0755);
    if (!g_file_set_contents(name, (const char *)whole->data, (gssize)whole->len, NULL)) {
        fprintf(stderr, "make_seeds: cannot write %s\n", name);
        exit(2);
    }
}

static GByteArray *seed_of(PcFlow *flow)
{
    if (pc_flow_user(flow) == NULL) {
        pc_flow_set_user(flow, g_byte_array_new());
    }
    return pc_flow_user(flow);
}

static PcInterest on_bytes(void *user, PcFlow *flow, unsigned direction, PcBytes bytes,
                           const PcStamp *stamp)
{
    (void)user, (void)stamp;
    put_piece(seed_of(flow), direction, bytes);
    return PC_FLOW_GO_ON;
}

static PcInterest on_gap(void *user, PcFlow *flow, unsigned direction, PcGapCause cause, size_t len,
                         const PcStamp *stamp)
{
    static const uint8_t nothing[1];
    (void)user, (void)cause, (void)len, (void)stamp;
    put_piece(seed_of(flow), direction | PIECE_LOST, pc_bytes(nothing, 1));
    return PC_FLOW_GO_ON;
}

static PcInterest on_fin(void *user, PcFlow *flow, unsigned direction, const PcStamp *stamp)
{
    (void)user, (void)stamp;
    put_piece(seed_of(flow), direction | PIECE_FIN, pc_bytes("", 0));
    return PC_FLOW_GO_ON;
}

static PcInterest on_reset(void *user, PcFlow *flow, unsigned direction, const PcStamp *stamp)
{
    (void)user, (void)stamp;
    put_piece(seed_of(flow), direction | PIECE_RESET, pc_bytes("", 0));
    return PC_FLOW_GO_ON;
}

static PcInterest on_datagram(void *user, PcFlow *flow, unsigned direction, PcBytes bytes,
                              size_t missing, const PcStamp *stamp)
{
    Seeds *seeds = user;
    (void)stamp;
    unsigned shape = direction | (missing > 0 ? PIECE_CUT : 0U);
    if (pc_flow_peer(flow, 0)->port == 1812 || pc_flow_peer(flow, 1)->port == 1812) {
        put_piece(seeds->eap, shape | PIECE_RADIUS, bytes);
    } else {
        put_piece(seed_of(flow), shape, bytes);
    }
    return PC_FLOW_GO_ON;
}

static void on_eapol(void *user, const PcPeer *source, const PcPeer *destination, PcBytes bytes,
                     size_t missing, const PcStamp *stamp)
{
    Seeds *seeds = user;
    uint8_t maker = source->address[0];
    (void)destination, (void)missing, (void)stamp;
    put_piece(seeds->eap, maker == 0x2c ? 0 : PIECE_BACK, bytes);
}

// The row of play.h's ports that is the server's, if it is one of them.
static uint8_t row_of_port(const PcFlow *flow)
{
    static const uint16_t ports[] = {5061, 443, 2443, 3804, 6970, 5060,
                                     2000, 69,  1194, 80,   2445, 8443};
    for (uint8_t i = 0; i < G_N_ELEMENTS(ports); i++) {
        if (pc_flow_peer(flow, 0)->port == ports[i] || pc_flow_peer(flow, 1)->port == ports[i]) {
            return i;
        }
    }
    return 0;
}

static void write_script(Seeds *seeds, const PcFlow *flow, const GByteArray *pieces)
{
    g_autoptr(GByteArray) keys = g_byte_array_new(), script = g_byte_array_new();
    PcBytes text = pc_bytes(seeds->keys->data, seeds->keys->len);
    if (pc_bytes_skip(&text, 3)) {
        pc_seed_step(keys, PC_STEP_KEYS, (uint8_t[]){0, 0, 0}, text);
    }
    if (pc_flow_is_tcp(flow)) {
        pc_seed_tcp(script, pc_bytes(pieces->data, pieces->len), row_of_port(flow));
    } else {
        pc_seed_udp(script, pc_bytes(pieces->data, pieces->len), row_of_port(flow));
    }
    write_seed(seeds, "script", keys, script);
}

static void on_end(void *user, PcFlow *flow, PcEndCause cause)
{
    Seeds *seeds = user;
    const GByteArray empty = {0};
    g_autoptr(GByteArray) seed = pc_flow_user(flow);
    (void)cause;
    write_script(seeds, flow, seed);
    if (pc_flow_is_tcp(flow)) {
        write_seed(seeds, "lent", &empty, seed);
    }
    if (!pc_flow_is_tcp(flow)) {
        write_seed(seeds, "dtls", &empty, seed);
    } else if (seeds->keys->len > 0) {
        write_seed(seeds, "tls13", seeds->keys, seed);
    } else {
        write_seed(seeds, "tls", &empty, seed);
    }
}

static void on_secrets(PcBytes key_log, void *user)
{
    Seeds *seeds = user;
    if (seeds->keys->len == 0) {
        put_piece(seeds->keys, 0, pc_bytes_first(key_log, PIECE_MAX));
    }
}

static void read_capture(Seeds *seeds, const char *path)
{
    static const PcPacketSink sink = {
        .tcp_bytes = on_bytes,
        .tcp_gap = on_gap,
        .tcp_fin = on_fin,
        .tcp_reset = on_reset,
        .datagram = on_datagram,
        .eapol = on_eapol,
        .end = on_end,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(PcCapture) capture = pc_capture_open(path, &error);
    const GByteArray empty = {0};
    PcFrame frame;
    if (capture == NULL) {
        fprintf(stderr, "make_seeds: %s\n", error->message);
        return;
    }
    g_byte_array_set_size(seeds->keys, 0);
    g_byte_array_set_size(seeds->eap, 0);
    pc_capture_on_secrets(capture, on_secrets, seeds);
    g_autoptr(PcPackets) packets = pc_packets_new(&sink, seeds);
    while (pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME) {
        pc_packets_frame(packets, &frame);
    }
    pc_packets_finish(packets);
    if (seeds->eap->len > 0) {
        g_autoptr(GByteArray) script = g_byte_array_new();
        pc_seed_8021x(script, pc_bytes(seeds->eap->data, seeds->eap->len));
        write_seed(seeds, "eap", &empty, seeds->eap);
        write_seed(seeds, "script", &empty, script);
    }
}

// False where it is no trust list.
static bool read_list(Seeds *seeds, const char *path)
{
    const GByteArray empty = {0};
    g_autoptr(GByteArray) script = g_byte_array_new();
    g_autofree char *content = NULL;
    size_t len = 0;
    if (!g_file_get_contents(path, &content, &len, NULL) ||
        !pc_trust_list_looks_like(pc_bytes(content, len))) {
        return false;
    }
    pc_seed_list(script, pc_bytes(content, len));
    write_seed(seeds, "script", &empty, script);
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: make_seeds OUT CAPTURE|TRUSTLIST...\n");
        return 2;
    }
    g_autoptr(GByteArray) keys = g_byte_array_new(), eap = g_byte_array_new();
    Seeds seeds = {.out = argv[1], .keys = keys, .eap = eap};
    for (int i = 2; i < argc; i++) {
        if (!read_list(&seeds, argv[i])) {
            read_capture(&seeds, argv[i]);
        }
    }
    printf("%u seeds\n", seeds.n_written);
    return seeds.n_written > 0 ? 0 : 1;
}
