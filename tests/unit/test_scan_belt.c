// SPDX-License-Identifier: GPL-2.0-or-later
// What goes on the belt comes off it in the same order and unchanged, in another thread, however
// slow that is.
#include "analyzer/command/scan/belt.h"
#include "tests/unit/unit.h"

#include <string.h>

enum { N_EVENTS = 1000, KINDS = 5, PORT = 5061 };

typedef struct {
    GString *text;
    const GThread *reader;
    bool is_slow;
} Told;

static void note(Told *told, const char *kind, const PcEndpoint *from, uint64_t frame)
{
    g_assert_true(g_thread_self() != told->reader);
    g_string_append_printf(told->text, "%s %s:%d %" G_GUINT64_FORMAT "\n", kind, from->address,
                           from->port, frame);
    if (told->is_slow) {
        g_usleep(200);
    }
}

static void on_handshake(void *user, PcHandshake *handshake)
{
    note(user, "handshake", &handshake->end[0], 0);
    pc_handshake_free(handshake);
}

static void on_download(void *user, const PcDownload *download)
{
    g_assert_cmpstr(download->name, ==, "ITLFile.tlv");
    g_assert_cmpuint(g_bytes_get_size(download->content), ==, 3);
    g_assert_cmpstr(download->server.address, ==, "10.0.0.1");
    note(user, "download", &download->phone, download->frame);
}

static void on_attempt(void *user, const PcEndpoint *from, const PcEndpoint *to, bool refused,
                       const PcSeen *seen)
{
    g_assert_cmpint(to->port, ==, PORT);
    note(user, refused ? "refused" : "unanswered", from, seen->frame);
}

static void on_sip_answer(void *user, const PcSipHeard *heard, const PcSeen *seen)
{
    g_assert_cmpint(heard->status, ==, 403);
    g_assert_cmpstr(heard->warning, ==, "security mismatch");
    g_assert_null(heard->device);
    note(user, "answer", &heard->phone, seen->frame);
}

static void on_named(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                     const char *device, const PcSeen *seen)
{
    g_assert_cmpstr(server->address, ==, "10.0.0.1");
    note(user, device, phone, seen->frame);
}

static const PcObserveEvents events = {.handshake = on_handshake,
                                       .download = on_download,
                                       .connection_failed = on_attempt,
                                       .sip_answer = on_sip_answer,
                                       .device_named = on_named};

// put puts the nth event on the belt, as an observer that lends all it tells of.
static void put(PcScanBelt *belt, unsigned n, GString *expected)
{
    static const char *const kinds[KINDS] = {"handshake", "download", "refused", "answer",
                                             "SEP001122334455"};
    const PcObserveEvents *to_belt = pc_scan_belt_events(belt);
    g_autofree char *phone = g_strdup_printf("10.1.0.%u", n % 250);
    g_autofree char *server = g_strdup("10.0.0.1");
    const PcEndpoint from = {phone, (int)n}, to = {server, PORT};
    const PcSeen seen = {.frame = n};
    g_string_append_printf(expected, "%s %s:%u %u\n", kinds[n % KINDS], phone, n,
                           n % KINDS == 0 ? 0 : n);
    if (n % KINDS == 0) {
        PcHandshake *handshake = pc_handshake_new(PC_TRANSPORT_TCP, &from, &to);
        pc_handshake_settle(handshake);
        to_belt->handshake(belt, handshake);
    } else if (n % KINDS == 1) {
        g_autofree char *name = g_strdup("ITLFile.tlv");
        g_autoptr(GBytes) content = g_bytes_new("abc", 3);
        const PcDownload download = {name, content, from, to, PC_TRANSPORT_UDP, n, 0};
        to_belt->download(belt, &download);
    } else if (n % KINDS == 2) {
        to_belt->connection_failed(belt, &from, &to, true, &seen);
    } else if (n % KINDS == 3) {
        const PcSipHeard heard = {from, to, NULL, 403, "security mismatch"};
        to_belt->sip_answer(belt, &heard, &seen);
    } else {
        g_autofree char *device = g_strdup("SEP001122334455");
        to_belt->device_named(belt, &from, &to, device, &seen);
    }
}

static void check(bool is_slow)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(PcJudge) judge = pc_judge_new(trust, NULL, NULL, NULL);
    g_autoptr(GString) got = g_string_new(NULL), expected = g_string_new(NULL);
    Told told = {got, g_thread_self(), is_slow};
    PcScanBelt *belt = pc_scan_belt_start(&events, &told, judge);
    g_assert_nonnull(belt);
    for (unsigned n = 0; n < N_EVENTS; n++) {
        put(belt, n, expected);
        if (n == N_EVENTS / 2) {
            pc_scan_belt_wait(belt);
            g_assert_cmpstr(got->str, ==, expected->str);
        }
    }
    pc_scan_belt_end(belt);
    g_assert_cmpstr(got->str, ==, expected->str);
}

static void order(void)
{
    check(false);
}

static void slow_judge(void)
{
    check(true);
}

static void nothing(void)
{
    Told told = {NULL, NULL, false};
    PcScanBelt *belt = pc_scan_belt_start(&events, &told, NULL);
    pc_scan_belt_wait(belt);
    pc_scan_belt_end(belt);
    pc_scan_belt_wait(NULL);
    pc_scan_belt_end(NULL);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/scan-belt/order", order);
    g_test_add_func("/scan-belt/slow-judge", slow_judge);
    g_test_add_func("/scan-belt/nothing", nothing);
    return g_test_run();
}
