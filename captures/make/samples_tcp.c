// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of TLS over TCP: ordinary calls, calls that fail, and what a wire or a capture does
// to them.
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

#define TLS10 TLS1_VERSION
#define SECOND_PHONE 900
#define SECOND_PHONE_DELAY_NS (2 * INT64_C(1000000))

// Flights of a full handshake up to TLS 1.2.
enum { HELLO, SERVER_FLIGHT, CLIENT_CERTIFICATE, SERVER_FINISHED };

static void split_records_and_segments(MkScene *scene)
{
    scene->talk.client.max_fragment = 512;
    scene->talk.server.max_fragment = 600;
    scene->path.client_mss = 137;
    scene->path.server_mss = 211;
}

static void small_segments(MkScene *scene)
{
    scene->path.client_mss = 400;
    scene->path.server_mss = 500;
}

static void small_server_segments(MkScene *scene)
{
    scene->path.server_mss = 500;
}

static void over_ipv6(MkScene *scene)
{
    scene->path.client.ip = "2001:db8:44::108";
    scene->path.server.ip = "2001:db8:44:ff::1";
}

static void on_voice_vlan(MkScene *scene)
{
    scene->path.vlans[0] = 110;
}

static void reset_after_certificate(MkScene *scene)
{
    mk_conversation_stop(scene->conversation, CLIENT_CERTIFICATE + 1, MK_SERVER);
}

static void reorder(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    (void)studio;
    (void)call;
    mk_packets_swap(packets, mk_packets_find(packets, SERVER_FLIGHT, 0),
                    mk_packets_find(packets, SERVER_FLIGHT, 1));
    const unsigned first = mk_packets_find(packets, CLIENT_CERTIFICATE, 0);
    mk_packets_swap(packets, first, mk_packets_find(packets, CLIENT_CERTIFICATE, 2));
    mk_packets_swap(packets, first, first + 1);
}

static void retransmit(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    (void)studio;
    (void)call;
    const unsigned third = mk_packets_find(packets, CLIENT_CERTIFICATE, 2);
    mk_packets_repeat(packets, mk_packets_find(packets, CLIENT_CERTIFICATE, 1), third);
    const unsigned server = mk_packets_find(packets, SERVER_FLIGHT, 1);
    mk_packets_repeat(packets, server, server);
    const unsigned hello = mk_packets_find(packets, HELLO, 0);
    mk_packets_repeat(packets, hello, hello);
}

static void add_foreign_phone(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    MkCall second = *call;
    second.phone = SECOND_PHONE;
    second.shown = MK_SHOWN_LSC_FOREIGN;
    second.at_ns += SECOND_PHONE_DELAY_NS;
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, &second);
    on_voice_vlan(&scene);
    mk_scene_run(&scene, NULL);
    mk_packets_merge(packets, mk_scene_packets(&scene));
}

static void start_before_certificate(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    (void)studio;
    (void)call;
    const unsigned first = mk_packets_find(packets, CLIENT_CERTIFICATE, 0);
    mk_packets_keep(packets, first, packets->len - first);
}

static void start_after_certificate(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    (void)studio;
    (void)call;
    const unsigned first = mk_packets_find(packets, SERVER_FINISHED, 0);
    mk_packets_keep(packets, first, packets->len - first);
}

static void end_before_certificate(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    (void)studio;
    (void)call;
    mk_packets_keep(packets, 0, mk_packets_find(packets, CLIENT_CERTIFICATE, 0));
}

#define NG .options = {.format = MK_PCAPNG}
#define SNAPLEN 700

static const MkSample samples[] = {
    {.file = "lsc-sccp-tls10.pcap",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SCCP, .version = TLS10}},
    {.file = "lsc-sip-tls12.pcapng",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP, .announces = true},
     NG},
    {.file = "lsc-foreign-cluster.pcap",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, .service = MK_SERVICE_SIP, .announces = true}},
    {.file = "lsc-previous-capf.pcapng",
     .call = {.shown = MK_SHOWN_LSC_OLD, .service = MK_SERVICE_SCCP, .version = TLS10},
     NG},
    {.file = "lsc-expired.pcap",
     .call = {.shown = MK_SHOWN_LSC_EXPIRED, .service = MK_SERVICE_SIP},
     .options = {.big_endian = true}},
    {.file = "lsc-not-yet-valid.pcapng",
     .call = {.shown = MK_SHOWN_LSC_FUTURE, .service = MK_SERVICE_SIP},
     .options = {.format = MK_PCAPNG, .nanoseconds = true}},
    {.file = "lsc-external-root-missing.pcapng",
     .call = {.shown = MK_SHOWN_LSC_EXTERNAL, .service = MK_SERVICE_SIP},
     NG},
    {.file = "lsc-headset-foreign.pcap",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, .service = MK_SERVICE_HEADSET}},
    {.file = "mic-accepted.pcap",
     .call = {.shown = MK_SHOWN_MIC, .service = MK_SERVICE_SCCP, .version = TLS10}},
    {.file = "mic-sha2-accepted.pcapng",
     .call = {.shown = MK_SHOWN_MIC_SHA2, .service = MK_SERVICE_SIP},
     NG,
     .prepare = over_ipv6},
    {.file = "mic-expired.pcap",
     .call = {.shown = MK_SHOWN_MIC_EXPIRED, .service = MK_SERVICE_SIP}},
    {.file = "mic-root-missing.pcap",
     .call = {.shown = MK_SHOWN_MIC_SHA2,
              .service = MK_SERVICE_SIP,
              .trust = "trust-root-missing"}},
    {.file = "mic-forged-ca.pcapng",
     .call = {.shown = MK_SHOWN_MIC_FORGED, .service = MK_SERVICE_SIP},
     NG},
    {.file = "mic-sha2-untrusted.pcap",
     .call = {.shown = MK_SHOWN_MIC_SHA2, .service = MK_SERVICE_SIP, .trust = "trust-before-sha2"}},
    {.file = "mic-roots-removed.pcapng",
     .call = {.shown = MK_SHOWN_MIC_SHA2, .service = MK_SERVICE_SIP, .trust = "trust-mic-removed"},
     NG},
    {.file = "no-certificate.pcap", .call = {.shown = MK_SHOWN_NOTHING, .service = MK_SERVICE_SIP}},
    {.file = "https-not-requested.pcapng",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_HTTPS, .ending = MK_END_CLIENT_CLOSES},
     NG},
    {.file = "capf-enrolment.pcap",
     .call = {.shown = MK_SHOWN_LSC,
              .service = MK_SERVICE_CAPF,
              .version = TLS10,
              .ending = MK_END_SERVER_CLOSES}},
    {.file = "certificate-split.pcap",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     .options = {.nanoseconds = true},
     .prepare = split_records_and_segments},
    {.file = "segments-out-of-order.pcapng",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     NG,
     .prepare = small_segments,
     .twist = reorder},
    {.file = "segments-retransmitted.pcap",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     .prepare = small_segments,
     .twist = retransmit},
    {.file = "two-phones.pcapng",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     NG,
     .prepare = on_voice_vlan,
     .twist = add_foreign_phone},
    {.file = "late-start-before-certificate.pcap",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     .twist = start_before_certificate},
    {.file = "late-start-after-certificate.pcapng",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     NG,
     .twist = start_after_certificate},
    {.file = "cut-by-snaplen.pcap",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     .options = {.snaplen = SNAPLEN},
     .prepare = small_server_segments},
    {.file = "early-end.pcapng",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     NG,
     .twist = end_before_certificate},
    {.file = "reset-after-certificate.pcap",
     .call = {.shown = MK_SHOWN_LSC, .service = MK_SERVICE_SIP},
     .interrupt = reset_after_certificate},
    {.file = "tls-version-refused.pcapng",
     .call = {.shown = MK_SHOWN_LSC,
              .service = MK_SERVICE_SCCP,
              .version = TLS10,
              .server_min_version = TLS1_2_VERSION},
     NG},
    {.file = "name-mismatch.pcap",
     .call = {.shown = MK_SHOWN_LSC,
              .service = MK_SERVICE_SIP,
              .silent = true,
              .ending = MK_END_SERVER_FIN}},
    {.file = "vpn-accepted.pcap",
     .call = {.shown = MK_SHOWN_MIC, .service = MK_SERVICE_VPN, .ending = MK_END_CLIENT_CLOSES}},
    {.file = "vpn-untrusted.pcapng",
     .call = {.shown = MK_SHOWN_LSC_OLD, .service = MK_SERVICE_VPN},
     NG},
};

const MkSampleSet mk_samples_tcp = {samples, G_N_ELEMENTS(samples), 1};
