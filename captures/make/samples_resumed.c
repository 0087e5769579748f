// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of sessions that are taken up again: by session id, by ticket, by TLS 1.3's
// pre-shared key; with the full handshake in the same capture and without.
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

#define NS_A_SECOND INT64_C(1000000000)
#define PAUSE_NS (3 * NS_A_SECOND)

static void take(const MkStudio *studio, const MkCall *call, bool tickets, MkShot *shot)
{
    g_autoptr(MkMemory) memory = mk_memory_new();
    for (unsigned i = 0; i < 2; i++) {
        MkCall one = *call;
        one.at_ns += i * PAUSE_NS;
        g_auto(MkScene) scene;
        mk_scene_begin(&scene, studio, &one);
        scene.talk.server.no_tickets = !tickets;
        scene.path.client.port = (uint16_t)(scene.path.client.port + i);
        mk_shot_add(shot, &scene, memory);
    }
}

static void by_session_id(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    take(studio, call, false, shot);
}

static void by_ticket(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    take(studio, call, true, shot);
}

// Only the second connection: the capture began after the first.
static void alone(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    take(studio, call, false, shot);
    unsigned first = 0;
    while (((const MkPacket *)shot->packets->pdata[first])->at_ns < call->at_ns + PAUSE_NS / 2) {
        first++;
    }
    mk_packets_keep(shot->packets, first, shot->packets->len - first);
}

#define NG .options = {.format = MK_PCAPNG}
#define SIP .service = MK_SERVICE_SIP, .ending = MK_END_CLIENT_CLOSES

static const MkSample samples[] = {
    {.file = "resumed-by-session-id.pcap",
     .call = {.shown = MK_SHOWN_LSC, SIP},
     .build = by_session_id},
    {.file = "resumed-by-ticket.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP},
     NG,
     .build = by_ticket},
    {.file = "resumed-alone.pcap", .call = {.shown = MK_SHOWN_LSC, SIP}, .build = alone},
    {.file = "resumed-tls13.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP, .version = TLS1_3_VERSION},
     NG,
     .keys = MK_KEYS_INSIDE,
     .build = by_ticket},
};

const MkSampleSet mk_samples_resumed = {samples, G_N_ELEMENTS(samples), 400};
