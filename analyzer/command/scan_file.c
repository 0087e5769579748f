// SPDX-License-Identifier: GPL-2.0-or-later
// Turns one capture into judged sessions: the floors below, glued together.
#include "analyzer/command/scan_file.h"

#include "analyzer/observe/observe.h"
#include <inttypes.h>

typedef struct {
    const PcScanner *scanner;
    const char *path;
    PcScanEnd *end;
    PcObserve *observe;
    PcJudge *judge;     // lent, or the one below
    PcTrust *own_trust; // the stores and the trust lists seen in this capture; NULL without
    PcJudge *own_judge; // judges by them; NULL without
    GHashTable *lists;  // sha256 of the lists that it knows
} Scan;

static void on_handshake(void *user, PcHandshake *handshake)
{
    Scan *scan = user;
    PcJudgement *judgement = pc_judge(scan->judge, handshake);
    if (!scan->scanner->all && !judgement->concerns_phone) {
        pc_judgement_free(judgement);
        pc_handshake_free(handshake);
        scan->end->n_hidden++;
        return;
    }
    scan->end->n_sessions++;
    scan->scanner->sink(scan->scanner->user, pc_session_new(scan->path, handshake, judgement));
}

// keep_own_trust parts this capture's judge from that of the run: a trust list that a phone fetched
// here says nothing about the next capture.
static void keep_own_trust(Scan *scan)
{
    if (scan->own_trust == NULL) {
        const PcSetup *setup = scan->scanner->setup;
        scan->own_trust = pc_trust_copy(setup->trust);
        scan->own_judge =
            pc_judge_new(scan->own_trust, setup->issuers, setup->services, &setup->judge);
        scan->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        scan->judge = scan->own_judge;
    }
}

static void on_download(void *user, const PcDownload *download)
{
    Scan *scan = user;
    if (!pc_trust_list_looks_like(pc_bytes_of(download->content))) {
        return;
    }
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(download->content));
    if (list == NULL) {
        return;
    }
    keep_own_trust(scan);
    if (g_hash_table_add(scan->lists,
                         g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, download->content))) {
        pc_trust_add_list(scan->own_trust, list);
        pc_judge_forget(scan->own_judge);
    }
}

static void on_secrets(PcBytes key_log, void *user)
{
    Scan *scan = user;
    pc_observe_keys(scan->observe, key_log);
}

static PcCaptureResult read_frames(Scan *scan, PcCapture *capture, PcPackets *packets)
{
    PcFrame frame;
    PcCaptureResult result = PC_CAPTURE_FRAME;
    while (g_atomic_int_get(scan->scanner->stop) == 0 &&
           (result = pc_capture_next(capture, &frame)) == PC_CAPTURE_FRAME) {
        scan->end->n_frames++;
        pc_packets_frame(packets, &frame);
    }
    return result;
}

// Link types of the tcpdump.org list that no phone's traffic can be in: nothing is lost by not
// reading them.
static const uint32_t foreign_link_types[] = {
    186, 187, 189, 190, 195, 201, 215, 220, 227, 230, 249, 251, 254, 255, 256, 272, 273, 283,
};

static bool is_foreign(uint32_t link_type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(foreign_link_types); i++) {
        if (foreign_link_types[i] == link_type) {
            return true;
        }
    }
    return false;
}

static void tell_unknown(Scan *scan, const PcPacketCounts *counts)
{
    if (counts->unknown_link_frames == 0) {
        return;
    }
    scan->end->unknown = g_strdup_printf(
        "%s: %" PRIu64 " of %" PRIu64 " frames are of link type %u, which is not read", scan->path,
        counts->unknown_link_frames, counts->frames, counts->unknown_link_type);
    scan->end->is_lost =
        counts->unknown_link_frames == counts->frames && !is_foreign(counts->unknown_link_type);
}

static void scan_clear(Scan *scan)
{
    g_clear_pointer(&scan->observe, pc_observe_free);
    g_clear_pointer(&scan->own_judge, pc_judge_free);
    g_clear_pointer(&scan->own_trust, pc_trust_free);
    g_clear_pointer(&scan->lists, g_hash_table_unref);
}

static void scan_capture(Scan *scan, PcCapture *capture)
{
    const PcObserveEvents events = {.handshake = on_handshake, .download = on_download};
    scan->observe = pc_observe_new(&events, scan);
    if (scan->scanner->key_log != NULL) {
        pc_observe_keys(scan->observe, pc_bytes_of(scan->scanner->key_log));
    }
    pc_capture_on_secrets(capture, on_secrets, scan);
    g_autoptr(PcPackets) packets = pc_packets_new(pc_observe_sink(), scan->observe);
    if (read_frames(scan, capture, packets) == PC_CAPTURE_CUT) {
        scan->end->warning = g_strdup(pc_capture_warning(capture));
    }
    pc_packets_finish(packets);
    pc_observe_end_of_capture(scan->observe);
    tell_unknown(scan, pc_packets_counts(packets));
}

void pc_scan_end_clear(PcScanEnd *end)
{
    g_clear_pointer(&end->warning, g_free);
    g_clear_pointer(&end->unknown, g_free);
}

bool pc_scan_file(const PcScanner *scanner, const char *path, PcScanEnd *end, GError **error)
{
    *end = (PcScanEnd){0};
    g_autoptr(PcCapture) capture = pc_capture_open(path, error);
    if (capture == NULL) {
        return false;
    }
    Scan scan = {.scanner = scanner, .path = path, .end = end, .judge = scanner->judge};
    scan_capture(&scan, capture);
    scan_clear(&scan);
    return true;
}
