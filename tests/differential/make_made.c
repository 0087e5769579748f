// SPDX-License-Identifier: GPL-2.0-or-later
// make-made DIR writes captures, and key logs beside them, of what no sample shows and both doors
// have to read alike: CAPF messages that the records of a NULL cipher cut, DTLS and 802.1X with
// keys.
#include "captures/make/call.h"
#include "captures/make/capf_talk.h"
#include "captures/make/capture_file.h"

#include <openssl/ssl.h>
#include <stdio.h>

#define AT_NS (INT64_C(1795403400) * 1000000000)

enum { SMALL_RECORD = 512, DTLS_MTU = 1200, PHONE = 1 };

typedef struct {
    const char *file; // without its extension
    MkCall call;
    bool capf; // the phone gets an LSC inside
    bool keys; // a key log lies beside it
} Case;

#define NULL_CIPHER "NULL-SHA256:@SECLEVEL=0"
#define CALL .phone = PHONE, .at_ns = AT_NS
#define DOT1X13 .service = MK_SERVICE_DOT1X, .version = TLS1_3_VERSION

// The server's commitment that ends an EAP-TLS handshake of TLS 1.3 (RFC 9190, 2.1.1).
static const MkLine commitment[] = {{MK_SERVER, "\0", 1}};

static const Case cases[] = {
    {"capf-null-cipher-cut",
     {CALL, .service = MK_SERVICE_CAPF, .shown = MK_SHOWN_MIC_SHA2, .ciphers = NULL_CIPHER},
     .capf = true},
    {"capf-keys-cut",
     {CALL, .service = MK_SERVICE_CAPF, .shown = MK_SHOWN_MIC_SHA2},
     .capf = true,
     .keys = true},
    {"dtls12-keys",
     {CALL, .service = MK_SERVICE_VPN, .shown = MK_SHOWN_LSC, .carrier = MK_CARRIER_UDP},
     .keys = true},
    {"dtls12-closed-keys",
     {CALL, .service = MK_SERVICE_VPN, .shown = MK_SHOWN_LSC, .carrier = MK_CARRIER_UDP,
      .ending = MK_END_SERVER_CLOSES},
     .keys = true},
    {"dtls12-refused-keys",
     {CALL, .service = MK_SERVICE_VPN, .shown = MK_SHOWN_LSC_OLD, .carrier = MK_CARRIER_UDP},
     .keys = true},
    {"sip-closed-keys",
     {CALL, .service = MK_SERVICE_SIP, .shown = MK_SHOWN_LSC, .ending = MK_END_CLIENT_CLOSES},
     .keys = true},
    {"dot1x-eapol-tls13-keys",
     {CALL, DOT1X13, .shown = MK_SHOWN_LSC, .carrier = MK_CARRIER_EAPOL},
     .keys = true},
    {"dot1x-radius-tls13-keys",
     {CALL, DOT1X13, .shown = MK_SHOWN_LSC, .carrier = MK_CARRIER_RADIUS},
     .keys = true},
    {"dot1x-radius-tls13-refused-keys",
     {CALL, DOT1X13, .shown = MK_SHOWN_LSC_OLD, .carrier = MK_CARRIER_RADIUS},
     .keys = true},
};

static MkCapfTalk *enrolment(const MkStudio *studio, const Case *row, const MkScene *scene,
                             MkCredential **lsc)
{
    MkCall renewed = row->call;
    renewed.shown = MK_SHOWN_LSC;
    *lsc = mk_call_credential(studio, &renewed, &scene->phone);
    const MkCapfSpec spec = {
        .phone = &scene->phone, .mode = MK_CAPF_MIC, .shown = scene->credential, .lsc = *lsc};
    return mk_capf_talk(&spec);
}

static void prepare_talk(MkTalk *talk, const MkCall *call)
{
    talk->dtls_mtu = call->carrier == MK_CARRIER_UDP ? DTLS_MTU : 0;
    if (call->service == MK_SERVICE_DOT1X) {
        talk->lines = commitment;
        talk->n_lines = G_N_ELEMENTS(commitment);
        talk->server.no_tickets = true;
    }
}

static bool write_case(const MkStudio *studio, const Case *row, const char *folder, GError **error)
{
    g_auto(MkScene) scene;
    g_autoptr(MkCapfTalk) capf = NULL;
    g_autoptr(MkCredential) lsc = NULL;
    mk_scene_begin(&scene, studio, &row->call);
    prepare_talk(&scene.talk, &row->call);
    if (row->capf) {
        capf = enrolment(studio, row, &scene, &lsc);
        scene.talk.lines = (const MkLine *)(gconstpointer)capf->lines->data;
        scene.talk.n_lines = capf->lines->len;
        scene.talk.client.max_fragment = scene.talk.server.max_fragment = SMALL_RECORD;
    }
    mk_scene_run(&scene, NULL);
    g_autofree char *base = g_build_filename(folder, row->file, NULL);
    g_autofree char *keys = g_strconcat(base, ".keys", NULL);
    if (row->keys && !g_file_set_contents(keys, scene.conversation->key_log->str, -1, error)) {
        return false;
    }
    g_autofree char *path = g_strconcat(base, ".pcap", NULL);
    g_autoptr(GPtrArray) packets = mk_scene_packets(&scene);
    const MkFileOptions options = {.format = MK_PCAP};
    return mk_capture_write(path, packets, &options, error);
}

int main(int argc, char **argv)
{
    enum { N_KEYS = PHONE + 1, KEY_BITS = 2048 };
    if (argc != 2) {
        fprintf(stderr, "usage: make-made DIR\n");
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(MkPki) pki = mk_pki_new();
    g_autoptr(MkKeyPool) keys = mk_key_pool_new(N_KEYS, KEY_BITS);
    const MkStudio studio = {.pki = pki, .keys = keys};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (!write_case(&studio, &cases[i], argv[1], &error)) {
            fprintf(stderr, "make-made: %s\n", error->message);
            return 1;
        }
    }
    return 0;
}
