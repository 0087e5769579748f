// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of TLS 1.3, where the client's certificate is encrypted: with and without its keys.
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

// The server's commitment that ends an EAP-TLS handshake of TLS 1.3 (RFC 9190, 2.1.1).
static const MkLine commitment[] = {{MK_SERVER, "\0", 1}};

static void another_group(MkScene *scene)
{
    scene->talk.client.groups = "X25519:P-256";
    scene->talk.server.groups = "P-256";
}

static void post_handshake(MkScene *scene)
{
    scene->talk.act = MK_ACT_POST_HANDSHAKE_AUTH;
}

static void key_update(MkScene *scene)
{
    scene->talk.act = MK_ACT_KEY_UPDATE;
}

static void commit(MkScene *scene)
{
    scene->talk.lines = commitment;
    scene->talk.n_lines = G_N_ELEMENTS(commitment);
    scene->talk.server.no_tickets = true;
}

static void with_split_records(MkScene *scene)
{
    scene->talk.client.max_fragment = 512;
    scene->talk.server.max_fragment = 512;
    scene->path.client_mss = 400;
}

#define NG .options = {.format = MK_PCAPNG}
#define SIP13 .service = MK_SERVICE_SIP, .version = TLS1_3_VERSION

static const MkSample samples[] = {
    {.file = "tls13-dark.pcap", .call = {.shown = MK_SHOWN_LSC, SIP13}},
    {.file = "tls13-dark-refused.pcapng", .call = {.shown = MK_SHOWN_LSC_FOREIGN, SIP13}, NG},
    {.file = "tls13-keys.pcap",
     .call = {.shown = MK_SHOWN_LSC, SIP13, .announces = true},
     .keys = MK_KEYS_FILE},
    {.file = "tls13-secrets-inside.pcapng",
     .call = {.shown = MK_SHOWN_MIC_SHA2, SIP13},
     NG,
     .keys = MK_KEYS_INSIDE,
     .prepare = with_split_records},
    {.file = "tls13-refused.pcapng",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, SIP13},
     NG,
     .keys = MK_KEYS_INSIDE},
    {.file = "tls13-hello-retry.pcap",
     .call = {.shown = MK_SHOWN_LSC, SIP13},
     .keys = MK_KEYS_FILE,
     .prepare = another_group},
    {.file = "tls13-post-handshake.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP13},
     NG,
     .keys = MK_KEYS_INSIDE,
     .prepare = post_handshake},
    {.file = "tls13-key-update.pcapng",
     .call = {.shown = MK_SHOWN_LSC, SIP13},
     NG,
     .keys = MK_KEYS_INSIDE,
     .prepare = key_update},
    {.file = "tls13-no-certificate.pcapng",
     .call = {.shown = MK_SHOWN_NOTHING, SIP13},
     NG,
     .keys = MK_KEYS_INSIDE},
    {.file = "dot1x-eapol-tls13-dark.pcap",
     .call = {.shown = MK_SHOWN_LSC,
              .service = MK_SERVICE_DOT1X,
              .carrier = MK_CARRIER_EAPOL,
              .version = TLS1_3_VERSION},
     .prepare = commit},
};

const MkSampleSet mk_samples_tls13 = {samples, G_N_ELEMENTS(samples), 300};
