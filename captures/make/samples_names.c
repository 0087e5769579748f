// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of unusual certificates: other kinds of keys, names that attack whoever prints them,
// great size.
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

#include <string.h>

#define SPACING_NS INT64_C(400000000)
#define SIZE_LIMIT (64 * 1024)
#define ROOM_FOR_THE_REST 1200
#define OVER_LIMIT (70 * 1024)

// A phone shows an LSC of this specification.
static void show(const MkStudio *studio, const MkCall *call, MkLscSpec *spec, MkShot *shot)
{
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, call);
    spec->issuer = MK_CA_CAPF;
    scene.talk.server.no_tickets = true; // a ticket holds the certificate and has 64 KiB for it
    mk_scene_show(&scene, mk_phone_lsc(studio->pki, &scene.phone, spec));
    mk_shot_add(shot, &scene, NULL);
}

static void show_key(const MkStudio *studio, const MkCall *call, const char *kind, MkShot *shot)
{
    g_autoptr(EVP_PKEY) key = mk_key_new(kind, 0);
    MkLscSpec spec = {.key = key};
    show(studio, call, &spec, shot);
}

static void ecdsa(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    show_key(studio, call, "P-256", shot);
}

static void ed25519(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    show_key(studio, call, "ED25519", shot);
}

static void pss(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    MkLscSpec spec = {.key = mk_key_pool_get(studio->keys, call->phone), .pss = true};
    show(studio, call, &spec, shot);
}

static void weak_key(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    g_autoptr(EVP_PKEY) key = mk_key_new("RSA", 1024);
    MkLscSpec spec = {.key = key};
    show(studio, call, &spec, shot);
}

// --- names ---

typedef struct HostileName {
    int type;
    const char *common_name;
    size_t len; // 0: strlen
} HostileName;

static const HostileName hostile_names[] = {
    {V_ASN1_UTF8STRING, "CP-8861-SEP2C3124C00999\x1b[2J\x07\r\nroot", 0},
    {V_ASN1_UTF8STRING, "SEP2C3124C00999\0.evil.example", 29},
    {V_ASN1_UTF8STRING, "=HYPERLINK(\"http://evil.example\")", 0},
    {V_ASN1_UTF8STRING, "<script>alert(1)</script>", 0},
    {V_ASN1_T61STRING, "B\xfcro \xe9tage", 0}, // Latin-1, not UTF-8
    {V_ASN1_UTF8STRING,
     "SEP2C3124\xe2\x80\xae"
     "99900C",
     0}, // right-to-left override
};

static void hostile(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hostile_names); i++) {
        const HostileName *row = &hostile_names[i];
        const size_t len = row->len > 0 ? row->len : strlen(row->common_name);
        g_autoptr(GBytes) value = g_bytes_new_static(row->common_name, len);
        g_autoptr(X509_NAME) name = mk_name("C=NL|O=Example Telecom|OU=Voice");
        mk_name_add_raw(name, NID_commonName, row->type, value);
        MkLscSpec spec = {.key = mk_key_pool_get(studio->keys, call->phone), .subject = name};
        MkCall one = *call;
        one.phone += (unsigned)i;
        one.at_ns += (int64_t)i * SPACING_NS;
        show(studio, &one, &spec, shot);
    }
}

// --- size ---

static void of_size(const MkStudio *studio, const MkCall *call, size_t len, MkShot *shot)
{
    g_autofree char *filler = g_strnfill(len, 'x');
    g_autofree char *comment = g_strconcat("ASN1:IA5:", filler, NULL);
    const MkExtension extensions[] = {
        {"keyUsage", "critical,digitalSignature,keyEncipherment"},
        {"nsComment", comment},
        {NULL, NULL},
    };
    MkLscSpec spec = {.key = mk_key_pool_get(studio->keys, call->phone), .extensions = extensions};
    show(studio, call, &spec, shot);
}

static void large(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    of_size(studio, call, SIZE_LIMIT - ROOM_FOR_THE_REST, shot);
}

static void too_large(const MkStudio *studio, const MkCall *call, MkShot *shot)
{
    of_size(studio, call, OVER_LIMIT, shot);
}

#define NG .options = {.format = MK_PCAPNG}
#define SIP .service = MK_SERVICE_SIP, .shown = MK_SHOWN_LSC

// The hostile names come last: they take a phone each.
static const MkSample samples[] = {
    {.file = "lsc-ecdsa.pcap", .call = {SIP}, .build = ecdsa},
    {.file = "lsc-ed25519.pcapng", .call = {SIP}, NG, .build = ed25519},
    {.file = "lsc-pss.pcap", .call = {SIP}, .build = pss},
    {.file = "lsc-weak-key.pcapng", .call = {SIP}, NG, .build = weak_key},
    {.file = "certificate-64-kib.pcap", .call = {SIP}, .build = large},
    {.file = "certificate-over-limit.pcapng", .call = {SIP}, NG, .build = too_large},
    {.file = "hostile-names.pcapng", .call = {SIP}, NG, .build = hostile},
};

const MkSampleSet mk_samples_names = {samples, G_N_ELEMENTS(samples), 600};
