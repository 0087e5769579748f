// SPDX-License-Identifier: GPL-2.0-or-later
// One queue under one lock. Whoever reads is faster than whoever judges where there are many
// handshakes: then it proves possession, the dearest step, before it puts one on the belt.
#include "analyzer/command/scan/belt.h"

enum {
    MAX_WAITING = 128,                   // events
    MAX_WAITING_BYTES = 4 * 1024 * 1024, // what they carry, as far as it can be large
    PROVE_FROM = MAX_WAITING / 2,        // so many wait: the reader proves
};

typedef enum { ITEM_HANDSHAKE, ITEM_DOWNLOAD, ITEM_ATTEMPT, ITEM_SIP_ANSWER, ITEM_NAMED } ItemKind;

// Item is an event with all that it needs; what the observers lend is copied.
typedef struct {
    ItemKind kind;
    size_t weight;
    PcSeen seen;
    PcEndpoint from, to; // in the order of the event's parameters
    PcHandshake *handshake;
    PcDownload download; // its ends are `from` and `to`
    char *device, *warning;
    int status;
    bool refused;
} Item;

struct PcScanBelt {
    const PcObserveEvents events, putting; // what is called, and what puts its calls on the belt
    void *user;
    PcJudge *judge;
    GThread *thread;
    GMutex lock;
    GCond changed;
    GQueue waiting; // of Item
    size_t weight;  // of those
    bool is_judging;
    bool is_over;
};

// ---- the thread that judges -------------------------------------------------------------------

static void item_free(Item *item)
{
    g_free(item->from.address);
    g_free(item->to.address);
    g_free(item->download.name);
    g_bytes_unref(item->download.content);
    g_free(item->device);
    g_free(item->warning);
    g_free(item);
}

static void tell(const PcScanBelt *belt, Item *item)
{
    const PcObserveEvents *events = &belt->events;
    switch (item->kind) {
    case ITEM_HANDSHAKE:
        events->handshake(belt->user, item->handshake);
        break;
    case ITEM_DOWNLOAD:
        item->download.phone = item->from;
        item->download.server = item->to;
        events->download(belt->user, &item->download);
        break;
    case ITEM_ATTEMPT:
        events->connection_failed(belt->user, &item->from, &item->to, item->refused, &item->seen);
        break;
    case ITEM_SIP_ANSWER: {
        const PcSipHeard heard = {item->from, item->to, item->device, item->status, item->warning};
        events->sip_answer(belt->user, &heard, &item->seen);
        break;
    }
    case ITEM_NAMED:
        events->device_named(belt->user, &item->from, &item->to, item->device, &item->seen);
        break;
    }
}

// take waits for the next item; NULL when no more comes.
static Item *take(PcScanBelt *belt)
{
    g_mutex_lock(&belt->lock);
    belt->is_judging = false;
    while (g_queue_is_empty(&belt->waiting) && !belt->is_over) {
        g_cond_broadcast(&belt->changed); // somebody may wait for the last one to be judged
        g_cond_wait(&belt->changed, &belt->lock);
    }
    Item *item = g_queue_pop_head(&belt->waiting);
    if (item != NULL) {
        belt->is_judging = true;
        belt->weight -= item->weight;
        g_cond_broadcast(&belt->changed);
    }
    g_mutex_unlock(&belt->lock);
    return item;
}

static void *work(void *data)
{
    PcScanBelt *belt = data;
    Item *item = NULL;
    while ((item = take(belt)) != NULL) {
        tell(belt, item);
        item_free(item);
    }
    return NULL;
}

// ---- the thread that reads --------------------------------------------------------------------

static void put(PcScanBelt *belt, Item *item)
{
    g_mutex_lock(&belt->lock);
    while (belt->waiting.length >= MAX_WAITING || belt->weight > MAX_WAITING_BYTES) {
        g_cond_wait(&belt->changed, &belt->lock);
    }
    g_queue_push_tail(&belt->waiting, item);
    belt->weight += item->weight;
    g_cond_broadcast(&belt->changed);
    g_mutex_unlock(&belt->lock);
}

static Item *item_new(ItemKind kind, const PcEndpoint *from, const PcEndpoint *to,
                      const PcSeen *seen)
{
    Item *item = g_new0(Item, 1);
    item->kind = kind;
    item->from = (PcEndpoint){g_strdup(from->address), from->port};
    item->to = (PcEndpoint){g_strdup(to->address), to->port};
    item->seen = seen != NULL ? *seen : (PcSeen){0};
    return item;
}

static bool is_behind(PcScanBelt *belt)
{
    g_mutex_lock(&belt->lock);
    bool is_behind = belt->waiting.length >= PROVE_FROM;
    g_mutex_unlock(&belt->lock);
    return is_behind;
}

static void put_handshake(void *user, PcHandshake *handshake)
{
    PcScanBelt *belt = user;
    if (is_behind(belt)) {
        pc_judge_prove(belt->judge, handshake);
    }
    Item *item = g_new0(Item, 1);
    item->kind = ITEM_HANDSHAKE;
    item->handshake = handshake;
    item->weight = pc_handshake_held(handshake);
    put(belt, item);
}

static void put_download(void *user, const PcDownload *download)
{
    Item *item = item_new(ITEM_DOWNLOAD, &download->phone, &download->server, NULL);
    item->download = *download;
    item->download.name = g_strdup(download->name);
    item->download.content = g_bytes_ref(download->content);
    item->weight = g_bytes_get_size(download->content);
    put(user, item);
}

static void put_attempt(void *user, const PcEndpoint *from, const PcEndpoint *to, bool refused,
                        const PcSeen *seen)
{
    Item *item = item_new(ITEM_ATTEMPT, from, to, seen);
    item->refused = refused;
    put(user, item);
}

static void put_sip_answer(void *user, const PcSipHeard *heard, const PcSeen *seen)
{
    Item *item = item_new(ITEM_SIP_ANSWER, &heard->phone, &heard->server, seen);
    item->device = g_strdup(heard->device);
    item->warning = g_strdup(heard->warning);
    item->status = heard->status;
    put(user, item);
}

static void put_named(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                      const char *device, const PcSeen *seen)
{
    Item *item = item_new(ITEM_NAMED, phone, server, seen);
    item->device = g_strdup(device);
    put(user, item);
}

static void show(void *user, PcHandshake *handshake, const PcSeen *seen, bool done)
{
    const PcScanBelt *belt = user;
    belt->events.shown(belt->user, handshake, seen, done);
}

const PcObserveEvents *pc_scan_belt_events(const PcScanBelt *belt)
{
    return &belt->putting;
}

// ---- its life ---------------------------------------------------------------------------------

PcScanBelt *pc_scan_belt_start(const PcObserveEvents *events, void *user, PcJudge *judge)
{
    const PcScanBelt begun = {
        .events = *events,
        .putting = {.handshake = put_handshake,
                    .shown = events->shown != NULL ? show : NULL,
                    .download = put_download,
                    .connection_failed = put_attempt,
                    .sip_answer = put_sip_answer,
                    .device_named = put_named},
        .user = user,
        .judge = judge,
    };
    PcScanBelt *belt = g_memdup2(&begun, sizeof begun);
    g_mutex_init(&belt->lock);
    g_cond_init(&belt->changed);
    g_queue_init(&belt->waiting);
    belt->thread = g_thread_try_new("judge", work, belt, NULL);
    if (belt->thread == NULL) {
        g_mutex_clear(&belt->lock);
        g_cond_clear(&belt->changed);
        g_clear_pointer(&belt, g_free);
    }
    return belt;
}

void pc_scan_belt_wait(PcScanBelt *belt)
{
    if (belt == NULL) {
        return;
    }
    g_mutex_lock(&belt->lock);
    while (!g_queue_is_empty(&belt->waiting) || belt->is_judging) {
        g_cond_wait(&belt->changed, &belt->lock);
    }
    g_mutex_unlock(&belt->lock);
}

void pc_scan_belt_end(PcScanBelt *belt)
{
    if (belt == NULL) {
        return;
    }
    g_mutex_lock(&belt->lock);
    belt->is_over = true;
    g_cond_broadcast(&belt->changed);
    g_mutex_unlock(&belt->lock);
    (void)g_thread_join(belt->thread);
    g_mutex_clear(&belt->lock);
    g_cond_clear(&belt->changed);
    g_free(belt);
}
