// SPDX-License-Identifier: GPL-2.0-or-later
// Session identifiers and tickets are kept by their SHA-256; what they point to is the chain of the
// full handshake and the frame in which it was shown.
#include "core/handshake/resumption.h"
#include "core/bytes/keyed_hash.h"
#include "core/certificate/certificate.h"
#include "core/handshake/work.h"

typedef struct {
    char *key;
    GPtrArray *chain; // of GBytes
    uint64_t frame;
    GList *link; // its place in `recent`
    size_t cost; // in bytes
} Session;

struct PcResumption {
    GHashTable *sessions; // key -> Session
    GQueue recent;        // of Session, the latest first
    PcAccount *account, own_account;
};

static void session_free(void *data)
{
    Session *session = data;
    g_free(session->key);
    g_ptr_array_unref(session->chain);
    g_free(session);
}

PcResumption *pc_resumption_new(void)
{
    PcResumption *resumption = g_new0(PcResumption, 1);
    resumption->sessions = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, session_free);
    g_queue_init(&resumption->recent);
    pc_account_init(&resumption->own_account, PC_ACCOUNT_DEFAULT);
    resumption->account = &resumption->own_account;
    return resumption;
}

void pc_resumption_account(PcResumption *resumption, PcAccount *account)
{
    resumption->account = account;
}

void pc_resumption_free(PcResumption *resumption)
{
    if (resumption == NULL) {
        return;
    }
    g_queue_clear(&resumption->recent);
    g_hash_table_unref(resumption->sessions);
    g_free(resumption);
}

static char *key_of(GBytes *name)
{
    char sha256[65];
    pc_certificate_fingerprint(pc_bytes_of(name), sha256);
    return g_strdup(sha256);
}

static void forget_oldest(PcResumption *resumption)
{
    const Session *oldest = g_queue_pop_tail(&resumption->recent);
    pc_account_change(resumption->account, PC_HOLD_RESUMPTION, 0, oldest->cost);
    g_hash_table_remove(resumption->sessions, oldest->key);
}

// The certificates make up most of it, although two names of one session share them.
static size_t cost_of(const GPtrArray *chain)
{
    enum { KEY_LEN = 65 };
    size_t cost = pc_account_block(sizeof(Session)) + pc_account_block(KEY_LEN) +
                  PC_ACCOUNT_TABLE_ROW + PC_ACCOUNT_QUEUE_LINK + PC_ACCOUNT_ARRAY +
                  pc_account_array(chain->len * sizeof(gpointer));
    for (guint i = 0; i < chain->len; i++) {
        cost += PC_ACCOUNT_BYTES + pc_account_block(g_bytes_get_size(g_ptr_array_index(chain, i)));
    }
    return cost;
}

static void make_room(PcResumption *resumption, size_t cost)
{
    while (resumption->recent.length > 0 &&
           (resumption->recent.length >= PC_RESUMPTION_MAX ||
            !pc_account_fits(resumption->account, PC_HOLD_RESUMPTION, cost))) {
        pc_account_over(resumption->account, PC_HOLD_RESUMPTION);
        forget_oldest(resumption);
    }
}

static void remember(PcResumption *resumption, GBytes *name, GPtrArray *chain, uint64_t frame)
{
    g_autofree char *key = key_of(name);
    if (g_hash_table_contains(resumption->sessions, key)) {
        return;
    }
    const size_t cost = cost_of(chain);
    make_room(resumption, cost);
    pc_account_change(resumption->account, PC_HOLD_RESUMPTION, cost, 0);
    Session *session = g_new0(Session, 1);
    session->key = g_steal_pointer(&key);
    session->chain = g_ptr_array_ref(chain);
    session->frame = frame;
    session->cost = cost;
    g_queue_push_head(&resumption->recent, session);
    session->link = resumption->recent.head;
    g_hash_table_insert(resumption->sessions, session->key, session);
}

static bool recall(PcResumption *resumption, PcHandshake *handshake, GBytes *name)
{
    g_autofree char *key = key_of(name);
    Session *session = g_hash_table_lookup(resumption->sessions, key);
    if (session == NULL) {
        return false;
    }
    g_queue_unlink(&resumption->recent, session->link);
    g_queue_push_head_link(&resumption->recent, session->link);
    handshake->original_chain = g_ptr_array_ref(session->chain);
    handshake->original_frame = session->frame;
    return true;
}

// What the client offered that the server can have taken.
static void look_back(PcResumption *resumption, PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const GPtrArray *offered = work->offered;
    if (pc_version_is_tls13(handshake->version)) {
        if (work->identity < offered->len) {
            recall(resumption, handshake, g_ptr_array_index(offered, work->identity));
        }
        return;
    }
    bool found = work->session_id != NULL && recall(resumption, handshake, work->session_id);
    for (guint i = 0; i < offered->len && !found; i++) {
        found = recall(resumption, handshake, g_ptr_array_index(offered, i));
    }
}

void pc_resumption_note(PcResumption *resumption, PcHandshake *handshake)
{
    handshake = pc_handshake_current(handshake);
    struct PcHandshakeWork *work = handshake->work;
    if (handshake->resumed && handshake->original_chain == NULL) {
        look_back(resumption, handshake);
    }
    bool full = !handshake->resumed && handshake->client_chain->len > 0;
    GPtrArray *chain = full ? handshake->client_chain : handshake->original_chain;
    uint64_t frame = full ? handshake->frames.client_certificate : handshake->original_frame;
    for (; chain != NULL && work->n_noted < work->issued->len; work->n_noted++) {
        remember(resumption, g_ptr_array_index(work->issued, work->n_noted), chain, frame);
    }
}
