// SPDX-License-Identifier: GPL-2.0-or-later
// The samples that need a look inside: NULL ciphers, TLS 1.2 with keys, renegotiation, CAPF's own
// protocol; and what comes before TLS or lies around it: STARTTLS, a proxy, the tunnel methods of
// EAP, a ring buffer.
#include "captures/make/capf_talk.h"
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

static void renegotiate(MkScene *scene)
{
    scene->talk.act = MK_ACT_RENEGOTIATE;
}

// --- before TLS ---

static const MkLine starttls[] = {
    {MK_SERVER, "220 ready\r\n", 0},    {MK_CLIENT, "EHLO phone\r\n", 0},
    {MK_SERVER, "250 STARTTLS\r\n", 0}, {MK_CLIENT, "STARTTLS\r\n", 0},
    {MK_SERVER, "220 go ahead\r\n", 0},
};
static const MkLine connect[] = {
    {MK_CLIENT,
     "CONNECT cucm-pub.voice.example:5061 HTTP/1.1\r\nHost: cucm-pub.voice.example\r\n\r\n", 0},
    {MK_SERVER, "HTTP/1.1 200 Connection established\r\n\r\n", 0},
};

static void after_starttls(MkScene *scene)
{
    scene->path.server.port = 2525;
    scene->talk.prelude = starttls;
    scene->talk.n_prelude = G_N_ELEMENTS(starttls);
}

static void through_proxy(MkScene *scene)
{
    scene->path.server.port = 3128;
    scene->talk.prelude = connect;
    scene->talk.n_prelude = G_N_ELEMENTS(connect);
}

static void small_segments(MkScene *scene)
{
    scene->path.client_mss = 400;
}

// --- tunnel methods ---

static const MkLine tunnelled[] = {{MK_SERVER, "\1\7\0\5\1", 5},
                                   {MK_CLIENT, "\2\7\0\12\1phone", 10},
                                   {MK_SERVER, "\1\10\0\13\41\200\3\0\2\0\1", 11},
                                   {MK_CLIENT, "\2\10\0\13\41\200\3\0\2\0\1", 11}};

static void tunnel(MkScene *scene, uint8_t type, uint8_t version)
{
    scene->eap.type = type;
    scene->eap.version = version;
    scene->talk.lines = tunnelled;
    scene->talk.n_lines = G_N_ELEMENTS(tunnelled);
}

static void peap(MkScene *scene)
{
    scene->talk.server.trusted = NULL;
    tunnel(scene, MK_EAP_PEAP, 0);
}

static void ttls(MkScene *scene)
{
    scene->talk.server.trusted = NULL;
    tunnel(scene, MK_EAP_TTLS, 0);
}

static void fast(MkScene *scene)
{
    tunnel(scene, MK_EAP_FAST, 1);
}

static void teap(MkScene *scene)
{
    tunnel(scene, MK_EAP_TEAP, 1);
}

// --- CAPF ---

static void enrol(const MkStudio *studio, const MkCall *call, const MkCapfSpec *wanted,
                  MkShot *shot)
{
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, call);
    MkCapfSpec spec = *wanted;
    spec.phone = &scene.phone;
    spec.shown = scene.credential;
    MkCall renewed = *call;
    renewed.shown = MK_SHOWN_LSC;
    g_autoptr(MkCredential) lsc = mk_call_credential(studio, &renewed, &scene.phone);
    spec.lsc = lsc;
    g_autoptr(MkCapfTalk) talk = mk_capf_talk(&spec);
    scene.talk.lines = (const MkLine *)(gconstpointer)talk->lines->data;
    scene.talk.n_lines = talk->lines->len;
    mk_shot_add(shot, &scene, NULL);
}

static void install_by_string(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    enrol(studio, call, &(MkCapfSpec){.mode = MK_CAPF_STRING}, shot);
}

static void install_by_mic(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    enrol(studio, call, &(MkCapfSpec){.mode = MK_CAPF_MIC}, shot);
}

static void refuse_lsc(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    enrol(studio, call, &(MkCapfSpec){.mode = MK_CAPF_LSC, .end = MK_CAPF_REFUSED, .reason = 7},
          shot);
}

#define NG .options = {.format = MK_PCAPNG}
#define SIP .service = MK_SERVICE_SIP
#define CAPF .service = MK_SERVICE_CAPF, .ending = MK_END_SERVER_CLOSES
#define RADIUS .service = MK_SERVICE_DOT1X, .carrier = MK_CARRIER_RADIUS
#define MISMATCH                                                                                   \
    "403 Forbidden\r\nWarning: 399 CUCM-PUB \"Device security mismatch: expected Encrypted, "      \
    "received Authenticated\""

static const MkSample samples[] = {
    {.file = "null-cipher-accepted.pcap",
     .call = {.shown = MK_SHOWN_LSC, SIP, .ciphers = "NULL-SHA"}},
    {.file = "null-cipher-403.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP, .ciphers = "NULL-SHA", .sip_status = MISMATCH},
     NG},
    {.file = "renegotiated-null-cipher.pcap",
     .call = {.shown = MK_SHOWN_LSC, SIP, .ciphers = "NULL-SHA"},
     .prepare = renegotiate},
    {.file = "renegotiated-refused.pcapng",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, SIP},
     NG,
     .keys = MK_KEYS_INSIDE,
     .prepare = renegotiate},
    {.file = "renegotiated-dark.pcap",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, SIP},
     .prepare = renegotiate},
    {.file = "name-mismatch-close-notify.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP, .silent = true, .ending = MK_END_SERVER_CLOSES},
     NG,
     .keys = MK_KEYS_INSIDE},
    {.file = "starttls.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP},
     NG,
     .prepare = after_starttls},
    {.file = "http-connect.pcap", .call = {.shown = MK_SHOWN_LSC, SIP}, .prepare = through_proxy},
    {.file = "dot1x-radius-peap.pcap", .call = {.shown = MK_SHOWN_LSC, RADIUS}, .prepare = peap},
    {.file = "dot1x-radius-ttls.pcapng",
     .call = {.shown = MK_SHOWN_LSC, RADIUS},
     NG,
     .prepare = ttls},
    {.file = "dot1x-radius-fast.pcap",
     .call = {.shown = MK_SHOWN_MIC_SHA2, RADIUS},
     .prepare = fast},
    {.file = "dot1x-radius-teap.pcapng",
     .call = {.shown = MK_SHOWN_LSC, RADIUS},
     NG,
     .prepare = teap},
    {.file = "capf-install-by-string.pcapng",
     .call = {.shown = MK_SHOWN_NOTHING, CAPF},
     NG,
     .keys = MK_KEYS_INSIDE,
     .build = install_by_string},
    {.file = "capf-install-by-mic.pcapng",
     .call = {.shown = MK_SHOWN_MIC_SHA2, CAPF},
     NG,
     .keys = MK_KEYS_INSIDE,
     .build = install_by_mic},
    {.file = "capf-invalid-lsc.pcapng",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, CAPF},
     NG,
     .keys = MK_KEYS_INSIDE,
     .build = refuse_lsc},
    {.file = "ring-1.pcap",
     .second_file = "ring-2.pcap",
     .call = {.shown = MK_SHOWN_LSC, SIP},
     .prepare = small_segments},
};

const MkSampleSet mk_samples_inside = {samples, G_N_ELEMENTS(samples), 500};
