// SPDX-License-Identifier: GPL-2.0-or-later
// held CAPTURE [KEYLOG], held --estate REPORT: reads a capture as a scan does and holds the account
// of what is kept against the allocator's own figure, where the account is highest. Prints both in
// bytes and, row by row, what the account says. Built without sanitizers.
#include "analyzer/read/capture.h"
#include "analyzer/report/estate/estate.h"
#include "analyzer/report/session/session_read.h"
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/overheard.h"
#include "core/observe/heard.h"
#include "core/observe/observe.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    PcOverheard *overheard;
    PcObserve *observe;
    PcPackets *packets;
    size_t base;            // of the allocator, before the first frame
    size_t held, allocated; // where `held` was highest
    PcAccount account;      // then
} Held;

static void on_handshake(void *user, PcHandshake *handshake)
{
    (void)user;
    pc_handshake_free(handshake);
}

static void on_download(void *user, const PcDownload *download)
{
    Held *held = user;
    const PcOverheardFile file = pc_heard_file(download);
    PcFetched *fetched = pc_overheard_file(held->overheard, &file);
    if (fetched != NULL) {
        pc_fetched_unref(fetched);
    }
}

static const PcObserveEvents events = {.handshake = on_handshake, .download = on_download};

static size_t allocated(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void look(Held *held)
{
    const PcAccount *account = pc_observe_account(held->observe);
    size_t now = pc_account_held(account);
    if (now > held->held) {
        held->held = now;
        held->allocated = allocated() - held->base;
        held->account = *account;
    }
}

static bool read_keys(Held *held, const char *path)
{
    g_autofree char *text = NULL;
    size_t len = 0;
    if (!g_file_get_contents(path, &text, &len, NULL)) {
        return false;
    }
    pc_observe_keys(held->observe, pc_bytes(text, len));
    return true;
}

static void print(const Held *held)
{
    printf("%zu %zu\n", held->held, held->allocated);
    for (PcHold what = 0; what < PC_HOLDS; what++) {
        if (held->account.held[what] > 0) {
            printf("%s: %zu\n", pc_account_name(what), held->account.held[what]);
        }
    }
}

// The summary of a report's devices.
static int hold_estate(const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        return EXIT_FAILURE;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Held held = {.base = allocated()};
    pc_account_init(&held.account, PC_ACCOUNT_DEFAULT);
    g_autoptr(PcEstate) estate = pc_estate_new();
    pc_estate_account(estate, &held.account);
    for (size_t i = 0; lines[i] != NULL; i++) {
        PcSession *session = NULL;
        if (pc_session_read(lines[i], strlen(lines[i]), &session, NULL) == PC_READ_SESSION) {
            (void)pc_estate_session(estate, session);
            pc_session_free(session);
        }
    }
    held.held = pc_account_held(&held.account);
    held.allocated = allocated() - held.base;
    print(&held);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    enum { FRAMES_PER_LOOK = 256 };
    PcFrame frame;
    if (argc < 2) {
        (void)fputs("usage: held CAPTURE [KEYLOG], held --estate REPORT\n", stderr);
        return EXIT_FAILURE;
    }
    if (argc > 2 && strcmp(argv[1], "--estate") == 0) {
        return hold_estate(argv[2]);
    }
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(PcIssuers) issuers = pc_issuers_new();
    g_autoptr(PcServices) services = pc_services_new();
    const PcJudgeOptions options = {0};
    g_autoptr(PcJudge) judge = pc_judge_new(trust, issuers, services, &options);
    g_autoptr(PcCapture) capture = pc_capture_open(argv[1], NULL);
    Held held = {.overheard = pc_overheard_new(judge)};
    held.observe = pc_observe_new(&events, &held);
    pc_overheard_account(held.overheard, pc_observe_account(held.observe));
    held.base = allocated();
    held.packets = pc_packets_new(pc_observe_sink(), held.observe);
    if (capture == NULL || (argc > 2 && !read_keys(&held, argv[2]))) {
        return EXIT_FAILURE;
    }
    look(&held);
    for (uint64_t n = 0; pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME; n++) {
        pc_packets_frame(held.packets, &frame);
        if (n % FRAMES_PER_LOOK == 0) {
            look(&held);
        }
    }
    look(&held);
    print(&held);
    pc_packets_free(held.packets);
    pc_observe_free(held.observe);
    pc_overheard_free(held.overheard);
    return EXIT_SUCCESS;
}
