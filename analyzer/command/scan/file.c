// SPDX-License-Identifier: GPL-2.0-or-later
// Turns captures into judged sessions: the floors below, glued together.
#include "analyzer/command/scan/file.h"

#include "analyzer/command/scan/belt.h"
#include "analyzer/command/scan/clear.h"
#include "analyzer/command/scan/options.h"
#include "analyzer/read/capture.h"
#include "core/handshake/marks.h"
#include <inttypes.h>
#include <string.h>

struct PcScan {
    const PcScanner *scanner; // until pc_scan_finish
    PcObserveEvents events;   // that the observers tell
    PcObserve *observe;
    PcPackets *packets;
    PcScanClear *clear; // what this capture says in clear
    PcScanBelt *belt;   // to the thread that judges; NULL while this one does
    GArray *ends;       // of PcScanEnd. It and the next one grow only while nothing is on the belt
    GArray *beginnings; // of uint64_t: the frames that had been read when each file began
    uint64_t n_frames;
    uint32_t n_begun;    // handshakes that were marked
    PcPacketCounts told; // of frames of unknown link types, up to the last file
};

static PcScanEnd *end_at(const PcScan *scan, guint i)
{
    return &g_array_index(scan->ends, PcScanEnd, i);
}

// end_of gives the file that a frame stood in.
static PcScanEnd *end_of(const PcScan *scan, uint64_t frame)
{
    guint i = scan->ends->len - 1;
    while (i > 0 && frame <= g_array_index(scan->beginnings, uint64_t, i)) {
        i--;
    }
    return end_at(scan, i);
}

// give passes a session or an event on.
static void give(PcScan *scan, PcScanEnd *end, PcSession *session)
{
    const PcScanner *scanner = scan->scanner;
    end->n_sessions++;
    (void)g_atomic_pointer_add(&scanner->counts->n_sessions, 1);
    if (pc_session_worst(session) == (int)PC_SEVERITY_ERROR) {
        (void)g_atomic_pointer_add(&scanner->counts->n_errors, 1);
    }
    scanner->sink(scanner->user, session);
}

static void report(PcScan *scan, PcHandshake *handshake, PcJudgement *judgement)
{
    PcScanEnd *end = end_of(scan, handshake->frames.first);
    if (!scan->scanner->all && !judgement->concerns_phone) {
        pc_judgement_free(judgement);
        pc_handshake_free(handshake);
        end->n_hidden++;
        return;
    }
    give(scan, end, pc_session_new(end->path, handshake, judgement));
}

static void on_event(void *user, const PcScanEvent *event)
{
    PcScan *scan = user;
    PcScanEnd *end = end_of(scan, event->seen->frame);
    give(scan, end, pc_scan_event_session(end->path, scan->scanner->setup->services, event));
}

static void on_attempt(void *user, const PcEndpoint *from, const PcEndpoint *to, bool refused,
                       const PcSeen *seen)
{
    const PcScan *scan = user;
    pc_scan_clear_attempt(scan->clear, from, to, refused, seen);
}

static void on_sip_answer(void *user, const PcSipHeard *heard, const PcSeen *seen)
{
    const PcScan *scan = user;
    pc_scan_clear_sip_answer(scan->clear, heard, seen);
}

static void on_named(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                     const char *device, const PcSeen *seen)
{
    const PcScan *scan = user;
    pc_scan_clear_named(scan->clear, phone, server, device, seen);
}

static void on_download(void *user, const PcDownload *download)
{
    const PcScan *scan = user;
    pc_scan_clear_download(scan->clear, download);
}

static void on_handshake(void *user, PcHandshake *handshake)
{
    PcScan *scan = user;
    report(scan, handshake, pc_overheard_judge(pc_scan_clear_overheard(scan->clear), handshake));
}

// In the thread that reads: the handshake is the observers' yet.
static void on_shown(void *user, PcHandshake *handshake, const PcSeen *seen, bool done)
{
    PcScan *scan = user;
    (void)done;
    pc_handshake_mark(handshake, seen->frame, &scan->n_begun);
}

static void on_secrets(PcBytes key_log, void *user)
{
    PcScan *scan = user;
    pc_observe_keys(scan->observe, key_log);
}

static const PcObserveEvents events = {
    .handshake = on_handshake,
    .download = on_download,
    .connection_failed = on_attempt,
    .sip_answer = on_sip_answer,
    .device_named = on_named,
};

static PcObserveEvents events_of(const PcScanner *scanner)
{
    PcObserveEvents wanted = events;
    wanted.shown = scanner->marks ? on_shown : NULL;
    return wanted;
}

PcScan *pc_scan_new(const PcScanner *scanner)
{
    PcScan *scan = g_new0(PcScan, 1);
    scan->scanner = scanner;
    scan->clear = pc_scan_clear_new(scanner->judge, on_event, scan);
    scan->ends = g_array_new(FALSE, TRUE, sizeof(PcScanEnd));
    scan->beginnings = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    scan->events = events_of(scanner);
    scan->observe = pc_observe_new(&scan->events, scan);
    pc_observe_limit(scan->observe, scanner->memory > 0 ? scanner->memory : PC_ACCOUNT_DEFAULT);
    pc_overheard_account(pc_scan_clear_overheard(scan->clear), pc_observe_account(scan->observe));
    scan->packets = pc_packets_new(pc_observe_sink(), scan->observe);
    for (size_t i = 0; scanner->tunnels != NULL && scanner->tunnels[i] != NULL; i++) {
        uint16_t port = 0;
        const char *kind = pc_scan_tunnel(scanner->tunnels[i], &port);
        (void)pc_packets_tunnel(scan->packets, port, kind); // checked with the arguments
    }
    if (scanner->keys != NULL) {
        pc_observe_share_keys(scan->observe, scanner->keys);
    }
    return scan;
}

// share_work has another thread judge from here on, work_alone waits for it and needs it no more.
static void share_work(PcScan *scan)
{
    scan->belt = pc_scan_belt_start(&scan->events, scan, scan->scanner->judge);
    if (scan->belt != NULL) {
        pc_observe_tell(scan->observe, pc_scan_belt_events(scan->belt), scan->belt);
    }
}

static void work_alone(PcScan *scan)
{
    g_clear_pointer(&scan->belt, pc_scan_belt_end);
    if (scan->observe != NULL) {
        pc_observe_tell(scan->observe, &scan->events, scan);
    }
}

void pc_scan_free(PcScan *scan)
{
    if (scan == NULL) {
        return;
    }
    work_alone(scan);
    pc_packets_free(scan->packets);
    pc_observe_free(scan->observe);
    pc_scan_clear_free(scan->clear);
    for (guint i = 0; i < scan->ends->len; i++) {
        PcScanEnd *end = end_at(scan, i);
        g_free(end->path);
        g_free(end->warning);
        g_free(end->unknown);
        g_free(end->silence);
        g_free(end->notice);
        g_clear_error(&end->error);
    }
    g_array_unref(scan->ends);
    g_array_unref(scan->beginnings);
    g_free(scan);
}

static PcCaptureResult read_frames(PcScan *scan, PcCapture *capture, PcScanEnd *end)
{
    enum { FRAMES_PER_LOOK = 1024, LARGE = 4 * FRAMES_PER_LOOK };
    const PcScanner *scanner = scan->scanner;
    uint64_t told = 0;
    uint64_t before = scan->n_frames;
    PcFrame frame;
    PcCaptureResult result = PC_CAPTURE_FRAME;
    while (g_atomic_int_get(scanner->stop) == 0 &&
           (result = pc_capture_next(capture, &frame)) == PC_CAPTURE_FRAME) {
        frame.number += before;
        end->first_time = scan->n_frames == before ? frame.time : end->first_time;
        scan->n_frames++;
        pc_packets_frame(scan->packets, &frame);
        if (scan->n_frames % FRAMES_PER_LOOK == 0) {
            uint64_t offset = pc_capture_offset(capture);
            (void)g_atomic_pointer_add(&scanner->counts->bytes, (gssize)(offset - told));
            told = offset;
            pc_account_window(pc_observe_account(scan->observe), pc_capture_held(capture));
            if (scanner->in_two && scan->belt == NULL && scan->n_frames >= LARGE) {
                share_work(scan);
            }
        }
    }
    (void)g_atomic_pointer_add(&scanner->counts->bytes,
                               (gssize)(pc_capture_offset(capture) - told));
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

// tell_unknown says what of the file just read was of a link type that is not read.
static void tell_unknown(PcScan *scan, PcScanEnd *end)
{
    const PcPacketCounts *counts = pc_packets_counts(scan->packets);
    uint64_t n_unknown = counts->unknown_link_frames - scan->told.unknown_link_frames;
    scan->told = *counts;
    if (n_unknown == 0) {
        return;
    }
    end->unknown = g_strdup_printf("%s: %" PRIu64 " of %" PRIu64
                                   " frames are of link type %u, which is not read",
                                   end->path, n_unknown, end->n_frames, counts->unknown_link_type);
    end->is_lost = n_unknown == end->n_frames && !is_foreign(counts->unknown_link_type);
}

// open_capture opens a file; an error speaks of it by its name.
static PcCapture *open_capture(const char *path, const char *name, const PcCaptureTerms *terms,
                               GError **error)
{
    PcCapture *capture = pc_capture_open_within(path, terms, error);
    if (capture == NULL && error != NULL && strcmp(path, name) != 0 &&
        g_str_has_prefix((*error)->message, path)) {
        char *message = g_strconcat(name, (*error)->message + strlen(path), NULL);
        g_free((*error)->message);
        (*error)->message = message;
    }
    return capture;
}

void pc_scan_file(PcScan *scan, const char *path, const char *name, bool is_stray)
{
    PcScanEnd begun = {.path = g_strdup(name)};
    pc_scan_belt_wait(scan->belt);
    g_array_append_val(scan->beginnings, scan->n_frames);
    g_array_append_val(scan->ends, begun);
    PcScanEnd *end = end_at(scan, scan->ends->len - 1);
    PcAccount *account = pc_observe_account(scan->observe);
    const PcCaptureTerms terms = {is_stray, pc_account_limit(account, PC_HOLD_WINDOWS),
                                  "--max-memory"};
    g_autoptr(PcCapture) capture = open_capture(path, name, &terms, &end->error);
    if (capture == NULL) {
        return;
    }
    pc_account_window(account, pc_capture_held(capture));
    uint64_t before = scan->n_frames;
    pc_capture_on_secrets(capture, on_secrets, scan);
    if (read_frames(scan, capture, end) == PC_CAPTURE_CUT) {
        end->warning = g_strdup(pc_capture_warning(capture));
    }
    pc_account_window(account, 0);
    end->n_frames = scan->n_frames - before;
    tell_unknown(scan, end);
}

// explain says of the whole capture, at its last file, why it may have told little.
static void explain(PcScan *scan)
{
    uint64_t n_handshakes = 0;
    for (guint i = 0; i < scan->ends->len; i++) {
        n_handshakes += end_at(scan, i)->n_sessions + end_at(scan, i)->n_hidden;
    }
    if (scan->ends->len == 0) {
        return;
    }
    PcScanEnd *last = end_at(scan, scan->ends->len - 1);
    g_autofree char *backwards = pc_packets_backwards(scan->packets);
    last->account = *pc_observe_account(scan->observe);
    last->silence = pc_packets_silence(scan->packets, n_handshakes);
    last->notice = backwards != NULL ? g_strdup_printf("%s: %s", last->path, backwards) : NULL;
}

void pc_scan_finish(PcScan *scan)
{
    pc_packets_finish(scan->packets);
    pc_observe_end_of_capture(scan->observe);
    work_alone(scan);
    pc_scan_clear_end(scan->clear);
    for (guint i = 0; i < scan->ends->len; i++) {
        end_at(scan, i)->learnt = pc_overheard_learnt(pc_scan_clear_overheard(scan->clear));
    }
    explain(scan);
    g_clear_pointer(&scan->packets, pc_packets_free);
    g_clear_pointer(&scan->observe, pc_observe_free);
}

const GArray *pc_scan_ends(const PcScan *scan)
{
    return scan->ends;
}
