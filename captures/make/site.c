// SPDX-License-Identifier: GPL-2.0-or-later
// The table of groups of phones that the made-up site consists of becomes four captures.
#include "captures/make/site.h"

#include "captures/make/capture_file.h"

#define FIRST_PHONE 2000
#define FIRST_CALL "2026-11-23T07:00:00Z"
#define NS_A_SECOND INT64_C(1000000000)
#define NS_BETWEEN_CALLS (21 * NS_A_SECOND + 371 * INT64_C(1000000))
#define PORTS_BETWEEN_CALLS 3001
#define SYN_REPEATS 3

// Where a group was captured.
typedef enum SiteCapture {
    SITE_NORTH,
    SITE_SOUTH,
    SITE_SWITCH,
    SITE_SERVER,
    N_CAPTURES
} SiteCapture;

static const char *const capture_names[N_CAPTURES] = {
    [SITE_NORTH] = "north.pcapng",
    [SITE_SOUTH] = "south.pcap",
    [SITE_SWITCH] = "switch.pcapng",
    [SITE_SERVER] = "server.pcapng",
};

// SiteGroup is a number of phones that fare alike.
typedef struct SiteGroup {
    unsigned n_phones;
    unsigned first; // the number of the first of them at the site
    SiteCapture capture;
    MkCall call;
    unsigned n_calls; // of each; 0: one
    int days;         // after the first day
    bool seen_twice;  // the server's side of it was captured, too
    bool is_unheard;  // nobody answers
} SiteGroup;

#define SIP(shows)                                                                                 \
    {                                                                                              \
        .shown = (shows), .service = MK_SERVICE_SIP, .ending = MK_END_CLIENT_CLOSES                \
    }
#define REFUSED(shows)                                                                             \
    {                                                                                              \
        .shown = (shows), .service = MK_SERVICE_SIP, .announces = true                             \
    }
#define DOT1X(shows)                                                                               \
    {                                                                                              \
        .shown = (shows), .service = MK_SERVICE_DOT1X, .carrier = MK_CARRIER_EAPOL                 \
    }
#define PHONES(n, from, where) .n_phones = (n), .first = (from), .capture = (where)

static const SiteGroup groups[] = {
    // What is well.
    {PHONES(160, 0, SITE_NORTH), .call = SIP(MK_SHOWN_LSC)},
    {PHONES(20, 160, SITE_NORTH), .call = SIP(MK_SHOWN_LSC), .seen_twice = true},
    {PHONES(60, 180, SITE_SOUTH), .call = {.shown = MK_SHOWN_LSC}, .n_calls = 2}, // over SCCP
    {PHONES(24, 240, SITE_SOUTH), .call = SIP(MK_SHOWN_MIC_SHA2)},
    {PHONES(4, 264, SITE_SOUTH), .call = {.shown = MK_SHOWN_MIC, .service = MK_SERVICE_VPN}},
    // Phones of the first group enrol: CAPF asks for no certificate.
    {PHONES(8, 0, SITE_NORTH), .call = {.service = MK_SERVICE_CAPF}, .days = -1},
    {PHONES(3, 180, SITE_SWITCH), .call = DOT1X(MK_SHOWN_LSC)},
    // These had an LSC of the previous CAPF the day before.
    {PHONES(6, 20, SITE_NORTH), .call = REFUSED(MK_SHOWN_LSC_OLD), .days = -1},
    // What is not well.
    {PHONES(12, 268, SITE_SOUTH), .call = REFUSED(MK_SHOWN_LSC_FOREIGN), .n_calls = 2},
    {PHONES(9, 280, SITE_NORTH), .call = REFUSED(MK_SHOWN_LSC_OLD), .seen_twice = true},
    {PHONES(5, 289, SITE_NORTH), .call = REFUSED(MK_SHOWN_LSC_EXPIRED)},
    {PHONES(3, 294, SITE_SOUTH), .call = REFUSED(MK_SHOWN_MIC_EXPIRED)},
    {PHONES(4, 297, SITE_SWITCH), .call = DOT1X(MK_SHOWN_LSC_OLD)},
    // Without a name.
    {PHONES(9, MK_SITE_PHONES, SITE_SOUTH), .call = REFUSED(MK_SHOWN_NOTHING)},
    {PHONES(3, MK_SITE_PHONES + 9, SITE_NORTH), .call = SIP(MK_SHOWN_NOTHING), .is_unheard = true},
};

// nobody_answers leaves the SYN, and lets the phone send it again.
static void nobody_answers(GPtrArray *packets)
{
    mk_packets_keep(packets, 0, 1);
    for (unsigned i = 0; i < SYN_REPEATS; i++) {
        mk_packets_repeat(packets, i, i);
        MkPacket *again = packets->pdata[i + 1];
        again->at_ns += NS_A_SECOND << i;
    }
}

static void copy_to(GPtrArray *packets, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++) {
        const MkPacket *one = from->pdata[i];
        MkPacket *copy = mk_packet_add(packets, one->at_ns, one->from, g_bytes_ref(one->bytes));
        copy->flight = one->flight;
        copy->payload_len = one->payload_len;
    }
}

// Site is the captures as they grow.
typedef struct Site {
    const MkStudio *studio;
    GPtrArray *captures[N_CAPTURES]; // of MkPacket
    GHashTable *credentials;         // phone and what it shows -> MkCredential
} Site;

// show_again lets a phone show the certificate that it has shown before.
static void show_again(Site *site, MkScene *scene, const MkCall *call)
{
    gpointer key = GUINT_TO_POINTER(call->phone * MK_N_SHOWN + call->shown);
    const MkCredential *known = g_hash_table_lookup(site->credentials, key);
    if (scene->credential == NULL) {
        return;
    }
    const MkCredential *shown = known != NULL ? known : scene->credential;
    X509_up_ref(shown->certificate);
    MkCredential *copy = mk_credential(shown->certificate, shown->key);
    if (known != NULL) {
        mk_scene_show(scene, copy);
    } else {
        g_hash_table_insert(site->credentials, key, copy);
    }
}

static void add_call(Site *site, const SiteGroup *group, unsigned phone, unsigned nth)
{
    const int64_t number = (int64_t)nth * MK_SITE_PHONES + phone;
    MkCall call = group->call;
    call.phone = FIRST_PHONE + phone;
    call.at_ns = (mk_time(FIRST_CALL) + group->days * INT64_C(86400)) * NS_A_SECOND +
                 number * NS_BETWEEN_CALLS;
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, site->studio, &call);
    show_again(site, &scene, &call);
    // No two connections of a phone have the same port.
    const unsigned step = nth + 2 * (unsigned)call.service + (group->days != 0 ? 1 : 0);
    scene.path.client.port = (uint16_t)(scene.path.client.port + step * PORTS_BETWEEN_CALLS);
    mk_scene_run(&scene, NULL);
    GPtrArray *packets = mk_scene_packets(&scene);
    if (group->is_unheard) {
        nobody_answers(packets);
    }
    if (group->seen_twice) {
        copy_to(site->captures[SITE_SERVER], packets);
    }
    g_ptr_array_extend_and_steal(site->captures[group->capture], packets);
}

static int compare_times(const void *a, const void *b)
{
    const MkPacket *const *left = a;
    const MkPacket *const *right = b;
    return ((*left)->at_ns > (*right)->at_ns) - ((*left)->at_ns < (*right)->at_ns);
}

static bool write_capture(SiteCapture capture, GPtrArray *packets, const char *dir, GError **error)
{
    const char *name = capture_names[capture];
    const MkFileOptions options = {.format = g_str_has_suffix(name, "ng") ? MK_PCAPNG : MK_PCAP};
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_ptr_array_sort(packets, compare_times);
    return mk_capture_write(path, packets, &options, error);
}

static void credential_free(gpointer credential)
{
    mk_credential_free(credential);
}

bool mk_site_write(const MkStudio *studio, const char *dir, GError **error)
{
    Site site = {.studio = studio,
                 .credentials = g_hash_table_new_full(NULL, NULL, NULL, credential_free)};
    bool is_fine = true;
    for (int i = 0; i < N_CAPTURES; i++) {
        site.captures[i] = mk_packets_new();
    }
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        const SiteGroup *group = &groups[i];
        for (unsigned j = 0; j < group->n_phones * MAX(group->n_calls, 1); j++) {
            add_call(&site, group, group->first + j % group->n_phones, j / group->n_phones);
        }
    }
    for (int i = 0; i < N_CAPTURES; i++) {
        is_fine = is_fine && write_capture((SiteCapture)i, site.captures[i], dir, error);
        g_ptr_array_unref(site.captures[i]);
    }
    g_hash_table_unref(site.credentials);
    return is_fine;
}
