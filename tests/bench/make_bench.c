// SPDX-License-Identifier: GPL-2.0-or-later
// make-bench KIND PATH writes one capture for the benchmark. `crowd` makes real handshakes, about
// 4 ms each, and the trust folders that judge them; every other kind is built within seconds from
// those and from noise.
#include "tests/bench/traffic.h"

#include <glib/gstdio.h>
#include <string.h>

#define FIRST_FRAME_NS (INT64_C(1795403400) * 1000000000) // 2026-11-23T03:10:00Z
#define NS_BETWEEN_FRAMES 20000
#define MAX_CROWD_ROUNDS 100

enum {
    SRTP_PERCENT = 80,
    BULK_PERCENT = 10,
    SMALL_FILE_FRAMES = 50,
    IP_SOURCE_OFFSET = 26,
    IP_DESTINATION_OFFSET = 30,
    SERVER_NETWORK = 255, // 10.44.255.x
};

typedef struct Options {
    char *crowd; // path of the crowd's capture
    char *trust; // folder for the trust stores
    gint64 n_bytes;
    gint count; // phones, files or connections
    gint calls; // of each phone
    gint every; // mix: frames between two handshakes' beginnings
    gboolean is_pcapng;
} Options;

typedef struct Maker {
    const Options *options;
    const char *path;
    Crowd *crowd;
    Traffic *traffic;
    CaptureOut out;
    TrafficFrame frame;
    uint64_t n_handshakes; // begun
    CrowdConversation now; // what is left of the latest
    uint64_t n_handshake_frames;
} Maker;

static void give(Maker *maker)
{
    const int64_t at_ns = FIRST_FRAME_NS + (int64_t)maker->out.n_frames * NS_BETWEEN_FRAMES;
    capture_out_frame(&maker->out, at_ns, maker->frame.bytes, maker->frame.len);
}

static bool is_long_enough(const Maker *maker)
{
    return maker->out.n_bytes >= (uint64_t)maker->options->n_bytes;
}

// When all phones have called, they call again from other addresses: a connection is never
// repeated.
static void move_phone(uint8_t *address, uint64_t round)
{
    if (address[2] != SERVER_NETWORK) {
        address[1] = (uint8_t)(address[1] + round % MAX_CROWD_ROUNDS);
    }
}

static void give_handshake_frame(Maker *maker)
{
    if (maker->now.n_frames == 0) {
        maker->now = crowd_conversation(maker->crowd, maker->n_handshakes++);
    }
    const CrowdFrame *next = maker->now.frames++;
    maker->now.n_frames--;
    memcpy(maker->frame.bytes, next->bytes, next->len);
    maker->frame.len = next->len;
    const uint64_t round = (maker->n_handshakes - 1) / crowd_n_conversations(maker->crowd);
    move_phone(maker->frame.bytes + IP_SOURCE_OFFSET, round);
    move_phone(maker->frame.bytes + IP_DESTINATION_OFFSET, round);
    give(maker);
}

static void give_background_frame(Maker *maker)
{
    const uint32_t percent = traffic_random(maker->traffic, 100);
    if (percent < SRTP_PERCENT) {
        traffic_srtp(maker->traffic, &maker->frame);
    } else if (percent < SRTP_PERCENT + BULK_PERCENT) {
        traffic_bulk(maker->traffic, &maker->frame);
    } else {
        traffic_tls(maker->traffic, &maker->frame);
    }
    give(maker);
}

static void fill_srtp(Maker *maker)
{
    while (!is_long_enough(maker)) {
        traffic_srtp(maker->traffic, &maker->frame);
        give(maker);
    }
}

// Frames of handshakes are spread evenly over the background; without a crowd there are none.
static void fill_mix(Maker *maker)
{
    uint64_t n_background = 0;
    const uint64_t n_frames_each =
        maker->crowd != NULL ? crowd_conversation(maker->crowd, 0).n_frames : 0;
    while (!is_long_enough(maker)) {
        give_background_frame(maker);
        n_background++;
        const uint64_t due = n_background * n_frames_each / (uint64_t)maker->options->every;
        while (maker->n_handshake_frames < due) {
            give_handshake_frame(maker);
            maker->n_handshake_frames++;
        }
    }
}

// All connections open, then all send a record, and so on; in an order that no cache likes.
static void fill_connections(Maker *maker)
{
    const uint32_t count = (uint32_t)maker->options->count;
    const uint32_t stride = count > 1000003 ? 1 : 1000003 % count + 1;
    for (uint32_t step = 0; !is_long_enough(maker); step++) {
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t number = (uint32_t)((uint64_t)i * stride % count);
            traffic_connection(maker->traffic, number, step, &maker->frame);
            give(maker);
        }
    }
}

static bool fill(Maker *maker, void (*with)(Maker *), GError **error)
{
    if (!capture_out_open(&maker->out, maker->path, maker->options->is_pcapng, error)) {
        return false;
    }
    with(maker);
    return capture_out_close(&maker->out, maker->path, error);
}

static void fill_small(Maker *maker)
{
    do {
        give_handshake_frame(maker);
    } while (maker->now.n_frames > 0);
    while (maker->out.n_frames < SMALL_FILE_FRAMES) {
        traffic_srtp(maker->traffic, &maker->frame);
        give(maker);
    }
}

static bool make_small_files(Maker *maker, GError **error)
{
    const char *folder = maker->path;
    if (g_mkdir_with_parents(folder, 0755) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot make this folder",
                    folder);
        return false;
    }
    for (gint i = 0; i < maker->options->count; i++) {
        g_autofree char *path = g_strdup_printf("%s/%05d.pcap", folder, i);
        maker->path = path;
        if (!fill(maker, fill_small, error)) {
            return false;
        }
    }
    maker->path = folder;
    return true;
}

static bool make_crowd(Maker *maker, GError **error)
{
    const CrowdSpec spec = {(unsigned)maker->options->count, (unsigned)maker->options->calls};
    return crowd_write(&spec, maker->path, maker->options->trust, error);
}

static bool make_srtp(Maker *maker, GError **error)
{
    return fill(maker, fill_srtp, error);
}

static bool make_mix(Maker *maker, GError **error)
{
    return fill(maker, fill_mix, error);
}

static bool make_connections(Maker *maker, GError **error)
{
    return fill(maker, fill_connections, error);
}

static const struct {
    const char *name;
    bool (*make)(Maker *maker, GError **error);
    bool needs_crowd;
} kinds[] = {
    {"crowd", make_crowd, false},
    {"srtp", make_srtp, false},
    {"mix", make_mix, false},
    {"small-files", make_small_files, true},
    {"connections", make_connections, false},
};

static bool make(const char *kind, const char *path, const Options *options, GError **error)
{
    Maker maker = {.options = options, .path = path};
    g_autoptr(Crowd) crowd = options->crowd != NULL ? crowd_open(options->crowd, error) : NULL;
    if (options->crowd != NULL && crowd == NULL) {
        return false;
    }
    g_autoptr(Traffic) traffic = traffic_new(crowd);
    maker.crowd = crowd;
    maker.traffic = traffic;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_str_equal(kinds[i].name, kind) && !(kinds[i].needs_crowd && crowd == NULL)) {
            return kinds[i].make(&maker, error);
        }
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "%s: is no kind of capture, or needs --crowd", kind);
    return false;
}

static GOptionContext *make_context(Options *options)
{
    const GOptionEntry entries[] = {
        {"crowd", 0, 0, G_OPTION_ARG_FILENAME, &options->crowd, "Handshakes to draw from", "FILE"},
        {"trust", 0, 0, G_OPTION_ARG_FILENAME, &options->trust,
         "crowd: where to write trust folders", "DIR"},
        {"bytes", 0, 0, G_OPTION_ARG_INT64, &options->n_bytes, "How large a capture", "N"},
        {"count", 0, 0, G_OPTION_ARG_INT, &options->count, "Phones, files or connections", "N"},
        {"calls", 0, 0, G_OPTION_ARG_INT, &options->calls, "crowd: calls of each phone", "N"},
        {"every", 0, 0, G_OPTION_ARG_INT, &options->every,
         "mix: a handshake every so many other frames", "N"},
        {"pcapng", 0, 0, G_OPTION_ARG_NONE, &options->is_pcapng, "Write pcapng", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    GOptionContext *context = g_option_context_new("KIND PATH");
    g_option_context_add_main_entries(context, entries, NULL);
    return context;
}

int main(int argc, char **argv)
{
    Options options = {.n_bytes = 1000 * 1000, .count = 1, .calls = 1, .every = 640};
    g_autoptr(GOptionContext) context = make_context(&options);
    g_autoptr(GError) error = NULL;
    bool ok = g_option_context_parse(context, &argc, &argv, &error);
    if (ok && argc != 3) {
        ok = false;
        g_set_error(&error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "give it a kind and a path");
    }
    ok = ok && make(argv[1], argv[2], &options, &error);
    if (!ok) {
        fprintf(stderr, "make-bench: %s\n", error->message);
    }
    g_free(options.crowd);
    g_free(options.trust);
    return ok ? 0 : 2;
}
