// SPDX-License-Identifier: GPL-2.0-or-later
// Most phones show an LSC, some a MIC; all are accepted and say a line of SIP or SCCP. Keys come
// from a pool, certificates are distinct.
#include "tests/bench/crowd.h"

#include "captures/make/call.h"
#include "captures/make/trust_folder.h"

#include <string.h>

#define N_KEYS 128
#define KEY_BITS 2048
#define FIRST_CALL "2026-11-23T03:10:00Z"
#define NS_BETWEEN_CALLS (40 * INT64_C(1000000))
#define NS_A_SECOND INT64_C(1000000000)
#define PORTS_BETWEEN_CALLS 977

enum {
    PCAP_HEADER_LEN = 24,
    RECORD_LEN = 16,
    RECORD_KEPT_OFFSET = 8,
    TCP_FLAGS_OFFSET = 47, // Ethernet, IPv4 without options
    FLAG_SYN = 0x02,
    FLAG_ACK = 0x10,
};

// One phone's calls go on in one file with everybody else's.
typedef struct Studio {
    MkStudio studio;
    CaptureOut out;
    int64_t start_ns;
    const CrowdSpec *spec;
} Studio;

static MkShown shown_by(unsigned phone)
{
    static const MkShown shown[] = {MK_SHOWN_LSC, MK_SHOWN_LSC,      MK_SHOWN_LSC,
                                    MK_SHOWN_MIC, MK_SHOWN_MIC_SHA2, MK_SHOWN_LSC};
    return shown[phone % G_N_ELEMENTS(shown)];
}

static MkCall call_of(const Studio *studio, unsigned phone, unsigned nth)
{
    const int64_t number = (int64_t)nth * studio->spec->n_phones + phone;
    return (MkCall){
        .phone = phone,
        .shown = shown_by(phone),
        .service = phone % 2 == 0 ? MK_SERVICE_SIP : MK_SERVICE_SCCP,
        .ending = MK_END_CLIENT_CLOSES,
        .at_ns = studio->start_ns + number * NS_BETWEEN_CALLS,
    };
}

static void write_call(Studio *studio, unsigned phone, unsigned nth, const MkCredential *credential)
{
    const MkCall call = call_of(studio, phone, nth);
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, &studio->studio, &call);
    X509_up_ref(credential->certificate);
    mk_scene_show(&scene, mk_credential(credential->certificate, credential->key));
    scene.path.client.port = (uint16_t)(scene.path.client.port + nth * PORTS_BETWEEN_CALLS);
    mk_scene_run(&scene, NULL);
    g_assert(scene.conversation->client_done && scene.conversation->server_done);
    g_autoptr(GPtrArray) packets = mk_scene_packets(&scene);
    for (guint i = 0; i < packets->len; i++) {
        const MkPacket *packet = packets->pdata[i];
        gsize len = 0;
        const uint8_t *bytes = g_bytes_get_data(packet->bytes, &len);
        capture_out_frame(&studio->out, packet->at_ns, bytes, len);
    }
}

static void write_calls(Studio *studio)
{
    const CrowdSpec *spec = studio->spec;
    g_autoptr(GPtrArray) credentials =
        g_ptr_array_new_with_free_func((GDestroyNotify)mk_credential_free);
    for (unsigned nth = 0; nth < spec->n_calls; nth++) {
        for (unsigned phone = 0; phone < spec->n_phones; phone++) {
            if (nth == 0) {
                const MkCall call = call_of(studio, phone, nth);
                MkPhone who;
                mk_phone(phone, NULL, &who);
                g_ptr_array_add(credentials, mk_call_credential(&studio->studio, &call, &who));
            }
            write_call(studio, phone, nth, credentials->pdata[phone]);
        }
    }
}

bool crowd_write(const CrowdSpec *spec, const char *capture, const char *trust, GError **error)
{
    g_autoptr(MkPki) pki = mk_pki_new();
    g_autoptr(MkKeyPool) keys = mk_key_pool_new(N_KEYS, KEY_BITS);
    Studio studio = {.studio = {.pki = pki, .keys = keys},
                     .start_ns = mk_time(FIRST_CALL) * NS_A_SECOND,
                     .spec = spec};
    if ((trust != NULL && !mk_trust_folders_write(pki, trust, error)) ||
        !capture_out_open(&studio.out, capture, false, error)) {
        return false;
    }
    write_calls(&studio);
    return capture_out_close(&studio.out, capture, error);
}

// --- reading it back ---

struct Crowd {
    GMappedFile *file;
    GArray *frames; // CrowdFrame
    GArray *starts; // guint: the first frame of each conversation, and one past the last
};

static bool begins_connection(const CrowdFrame *frame)
{
    return frame->len > TCP_FLAGS_OFFSET &&
           (frame->bytes[TCP_FLAGS_OFFSET] & (FLAG_SYN | FLAG_ACK)) == FLAG_SYN;
}

static void index_frames(Crowd *crowd, const uint8_t *bytes, size_t len)
{
    size_t at = PCAP_HEADER_LEN;
    while (at + RECORD_LEN <= len) {
        uint32_t kept = 0;
        memcpy(&kept, bytes + at + RECORD_KEPT_OFFSET, sizeof kept);
        kept = GUINT32_FROM_LE(kept);
        g_assert(kept <= len - at - RECORD_LEN); // our own file
        const CrowdFrame frame = {bytes + at + RECORD_LEN, kept};
        if (begins_connection(&frame)) {
            g_array_append_val(crowd->starts, crowd->frames->len);
        }
        g_array_append_val(crowd->frames, frame);
        at += RECORD_LEN + kept;
    }
    g_array_append_val(crowd->starts, crowd->frames->len);
}

Crowd *crowd_open(const char *path, GError **error)
{
    GMappedFile *file = g_mapped_file_new(path, FALSE, error);
    if (file == NULL) {
        return NULL;
    }
    Crowd *crowd = g_new0(Crowd, 1);
    crowd->file = file;
    crowd->frames = g_array_new(FALSE, FALSE, sizeof(CrowdFrame));
    crowd->starts = g_array_new(FALSE, FALSE, sizeof(guint));
    index_frames(crowd, (const uint8_t *)g_mapped_file_get_contents(file),
                 g_mapped_file_get_length(file));
    return crowd;
}

void crowd_free(Crowd *crowd)
{
    if (crowd != NULL) {
        g_array_unref(crowd->frames);
        g_array_unref(crowd->starts);
        g_mapped_file_unref(crowd->file);
        g_free(crowd);
    }
}

unsigned crowd_n_conversations(const Crowd *crowd)
{
    return crowd->starts->len - 1;
}

CrowdConversation crowd_conversation(const Crowd *crowd, uint64_t number)
{
    const guint n = (guint)(number % crowd_n_conversations(crowd));
    const guint first = g_array_index(crowd->starts, guint, n);
    const guint last = g_array_index(crowd->starts, guint, n + 1);
    return (CrowdConversation){&g_array_index(crowd->frames, CrowdFrame, first), last - first};
}
