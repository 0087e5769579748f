// SPDX-License-Identifier: GPL-2.0-or-later
// For fuzz targets: everything between a packet and a report. Handshakes that come out are judged,
// and what is said in clear is heard; both are written as JSON, which must be UTF-8 and have no
// control character in it.
#ifndef PHONECERT_TESTS_FUZZ_JUDGED_H
#define PHONECERT_TESTS_FUZZ_JUDGED_H

#include "analyzer/command/scan/clear.h"
#include "analyzer/report/session/session_json.h"

typedef struct {
    PcJudge *judge; // one for all inputs: it costs more to make than an input to judge
    PcScanClear *clear;
    PcObserve *observe;
    PcPackets *packets;
    PcFrame frame; // of the last packet
} PcFuzzRun;

static inline void pc_fuzz_write(const PcSession *session)
{
    g_autoptr(GString) line = g_string_new(NULL);
    PcJson json = PC_JSON(line);
    pc_session_write(&json, session);
    g_assert(g_utf8_validate(line->str, (gssize)line->len, NULL));
    for (const char *at = line->str; *at != '\0'; at++) {
        g_assert((unsigned char)*at >= 0x20 && *at != 0x7f);
    }
}

static inline void pc_fuzz_handshake(void *user, PcHandshake *handshake)
{
    PcFuzzRun *run = user;
    PcJudgement *judgement = pc_overheard_judge(pc_scan_clear_overheard(run->clear), handshake);
    g_autofree char *label = pc_judgement_label(judgement, false);
    g_autofree char *summary = pc_judgement_summary(judgement, false);
    g_autoptr(PcSession) session = pc_session_new("input", handshake, judgement);
    pc_fuzz_write(session);
    g_assert(label != NULL && summary != NULL);
}

static inline const PcServices *pc_fuzz_services(void)
{
    static PcServices *services;
    services = services != NULL ? services : pc_services_new();
    return services;
}

static inline void pc_fuzz_event(void *user, const PcScanEvent *event)
{
    g_autoptr(PcSession) session = pc_scan_event_session("input", pc_fuzz_services(), event);
    (void)user;
    pc_fuzz_write(session);
}

static inline void pc_fuzz_download(void *user, const PcDownload *download)
{
    const PcFuzzRun *run = user;
    pc_scan_clear_download(run->clear, download);
}

static inline void pc_fuzz_named(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                                 const char *device, const PcSeen *seen)
{
    const PcFuzzRun *run = user;
    pc_scan_clear_named(run->clear, phone, server, device, seen);
}

// pc_fuzz_judge gives the judge, which remembers nothing of earlier inputs.
static inline PcJudge *pc_fuzz_judge(void)
{
    static PcJudge *judge;
    const PcJudgeOptions options = {.near_expiry_days = 90};
    if (judge == NULL) {
        judge = pc_judge_new(pc_trust_new(), pc_issuers_new(), pc_services_new(), &options);
    }
    pc_judge_forget(judge);
    return judge;
}

static inline void pc_fuzz_run_begin(PcFuzzRun *run, uint32_t link_type)
{
    const PcObserveEvents events = {.handshake = pc_fuzz_handshake,
                                    .download = pc_fuzz_download,
                                    .device_named = pc_fuzz_named};
    run->judge = pc_fuzz_judge();
    run->clear = pc_scan_clear_new(run->judge, pc_fuzz_event, run);
    run->observe = pc_observe_new(&events, run);
    run->packets = pc_packets_new(pc_observe_sink(), run->observe);
    run->frame = (PcFrame){.link_type = link_type, .time = 1795403400000000000};
}

static inline void pc_fuzz_run_end(PcFuzzRun *run)
{
    pc_packets_finish(run->packets);
    pc_observe_end_of_capture(run->observe);
    pc_packets_free(run->packets);
    pc_observe_free(run->observe);
    pc_scan_clear_end(run->clear);
    pc_scan_clear_free(run->clear);
}

// pc_fuzz_packet gives one packet, of which `missing` bytes at the end were not captured.
static inline void pc_fuzz_packet(PcFuzzRun *run, PcBytes packet, size_t missing)
{
    run->frame.number += 1;
    run->frame.time += 1000000;
    run->frame.original_len = (uint32_t)(packet.len + missing);
    run->frame.bytes = packet;
    pc_packets_frame(run->packets, &run->frame);
}

#endif
