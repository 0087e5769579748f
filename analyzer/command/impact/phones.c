// SPDX-License-Identifier: GPL-2.0-or-later
// A phone has one certificate to show, its LSC or else its MIC, wherever it is asked (Cisco
// 200860): so the latest one that it showed anywhere is judged at every service.
#include "analyzer/command/impact/phones.h"

#include "core/bytes/keyed_hash.h"
#include "core/field/services.h"
#include <string.h>

#define NANOSECONDS INT64_C(1000000000)

typedef struct {
    char *name;       // device, or address
    bool is_named;    // by a device
    const char *type; // static
    char *issuer, *file;
    int64_t time;        // of the certificate, nanoseconds since 1970 UTC
    GPtrArray *chain;    // of PcCertificate; NULL: none was seen
    GHashTable *seen_at; // service -> store, owned by the texts
    const char *hidden;  // static: why a session shows no certificate; NULL
} Phone;

struct PcImpactPhones {
    GHashTable *phones;    // name -> Phone
    GHashTable *addresses; // of phones that have a name, so that nameless sessions find them
    GStringChunk *texts;
};

static void phone_free(void *data)
{
    Phone *phone = data;
    g_free(phone->name);
    g_free(phone->issuer);
    g_free(phone->file);
    g_clear_pointer(&phone->chain, g_ptr_array_unref);
    g_hash_table_unref(phone->seen_at);
    g_free(phone);
}

const char *pc_fate_name(PcFateKind fate)
{
    static const char *const names[PC_N_FATES] = {
        [PC_FATE_STOPS] = "stops",     [PC_FATE_WOULD] = "would-stop",
        [PC_FATE_UNKNOWN] = "unknown", [PC_FATE_REFUSED] = "refused-already",
        [PC_FATE_SAFE] = "safe",
    };
    return names[fate];
}

PcImpactPhones *pc_impact_phones_new(void)
{
    enum { CHUNK_LEN = 4096 };
    PcImpactPhones *phones = g_new(PcImpactPhones, 1);
    phones->phones = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, phone_free);
    phones->addresses = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    phones->texts = g_string_chunk_new(CHUNK_LEN);
    return phones;
}

void pc_impact_phones_free(PcImpactPhones *phones)
{
    if (phones != NULL) {
        g_hash_table_unref(phones->phones);
        g_hash_table_unref(phones->addresses);
        g_string_chunk_free(phones->texts);
        g_free(phones);
    }
}

static Phone *need_phone(PcImpactPhones *phones, const char *name, bool is_named)
{
    Phone *phone = g_hash_table_lookup(phones->phones, name);
    if (phone == NULL) {
        phone = g_new0(Phone, 1);
        phone->name = g_strdup(name);
        phone->is_named = is_named;
        phone->seen_at = g_hash_table_new(pc_hash_text, g_str_equal);
        g_hash_table_insert(phones->phones, phone->name, phone);
    }
    return phone;
}

// The certificates of a session, or of the one that it resumes.
static const GPtrArray *ders_of(const PcSession *session)
{
    const PcHandshake *handshake = session->handshake;
    if (handshake == NULL || handshake->client_chain->len > 0) {
        return handshake != NULL ? handshake->client_chain : NULL;
    }
    return handshake->original_chain;
}

static GPtrArray *chain_of(const GPtrArray *ders)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref);
    for (guint i = 0; i < ders->len; i++) {
        g_ptr_array_add(chain, pc_certificate_new(g_ptr_array_index(ders, i)));
    }
    return chain;
}

// Of two at one time the choice may not depend on the order of the captures.
static bool is_later(const PcSession *session, const Phone *phone)
{
    if (phone->chain == NULL || session->start != phone->time) {
        return phone->chain == NULL || session->start > phone->time;
    }
    return strcmp(session->file, phone->file) > 0;
}

static void take_certificate(Phone *phone, const PcSession *session, const GPtrArray *ders)
{
    if (is_later(session, phone)) {
        g_clear_pointer(&phone->chain, g_ptr_array_unref);
        g_free(phone->issuer);
        g_free(phone->file);
        phone->chain = chain_of(ders);
        phone->type = session->type;
        phone->issuer = g_strdup(session->issuer);
        phone->file = g_strdup(session->file);
        phone->time = session->start;
    }
}

static const struct {
    const char *client_certificate, *why;
} hidden[] = {
    {"not-seen", "the capture does not hold its certificate"},
    {"truncated", "the capture holds only a part of its certificate"},
    {"encrypted", "TLS 1.3 hides its certificate"},
    {"resumed", "it resumed a session whose beginning was not captured"},
};

static const char *why_hidden(const PcSession *session)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
        if (g_strcmp0(hidden[i].client_certificate, session->client_certificate) == 0) {
            return hidden[i].why;
        }
    }
    return NULL;
}

void pc_impact_phones_session(PcImpactPhones *phones, const PcSession *session)
{
    const GPtrArray *ders = ders_of(session);
    const bool shows = ders != NULL && ders->len > 0;
    const char *why = shows ? NULL : why_hidden(session);
    if (session->store == NULL || (!shows && (why == NULL || !session->concerns_phone))) {
        return;
    }
    const char *device = pc_session_device(session);
    const char *name = device != NULL ? device : session->client.address;
    Phone *phone = need_phone(phones, name, device != NULL);
    g_hash_table_insert(phone->seen_at,
                        g_string_chunk_insert_const(phones->texts, session->service),
                        g_string_chunk_insert_const(phones->texts, session->store));
    if (shows) {
        take_certificate(phone, session, ders);
        g_hash_table_add(phones->addresses, g_strdup(session->client.address));
    } else {
        phone->hidden = why;
    }
}

// ---- fates --------------------------------------------------------------------------------------

// Where a phone shows its certificate, seen there or not (Cisco 200860).
static const PcServiceId places[] = {PC_SERVICE_SIP, PC_SERVICE_CAPF, PC_SERVICE_DOT1X,
                                     PC_SERVICE_VPN};

static void fate_free(void *data)
{
    PcFate *fate = data;
    g_free(fate->reason);
    g_free(fate);
}

static PcFate *fate_new(const Phone *phone, const char *service, const char *store)
{
    PcFate *fate = g_new0(PcFate, 1);
    fate->phone = phone->name;
    fate->service = service;
    fate->store = store;
    fate->type = phone->type;
    fate->issuer = phone->issuer;
    fate->file = phone->file;
    fate->time = phone->time;
    return fate;
}

static PcFateKind kind_of(const PcTrustAnswer *before, const PcTrustAnswer *after)
{
    if (before->verdict != PC_VERDICT_TRUSTED) {
        return PC_FATE_REFUSED;
    }
    return after->verdict == PC_VERDICT_TRUSTED ? PC_FATE_SAFE : PC_FATE_STOPS;
}

static PcFate *judge(const Phone *phone, const PcImpactStores *stores, const char *service,
                     const char *store)
{
    PcTrustAnswer before = {0}, after = {0};
    const int64_t time = stores->judge->has_time ? stores->judge->time : phone->time / NANOSECONDS;
    pc_trust_judge(stores->with, store, phone->chain, time, &before);
    pc_trust_judge(stores->without, store, phone->chain, time, &after);
    PcFate *fate = fate_new(phone, service, store);
    fate->kind = kind_of(&before, &after);
    fate->before = pc_verdict_name(before.verdict);
    fate->after = pc_verdict_name(after.verdict);
    fate->reason = g_strdup(after.reason);
    pc_trust_answer_clear(&before);
    pc_trust_answer_clear(&after);
    return fate;
}

static bool was_seen_by(const Phone *phone, const char *store)
{
    GHashTableIter iter;
    gpointer service, seen;
    g_hash_table_iter_init(&iter, phone->seen_at);
    while (g_hash_table_iter_next(&iter, &service, &seen)) {
        if (strcmp(seen, store) == 0) {
            return true;
        }
    }
    return false;
}

static void add_seen(const Phone *phone, const PcImpactStores *stores, GPtrArray *fates)
{
    GHashTableIter iter;
    gpointer service, store;
    g_hash_table_iter_init(&iter, phone->seen_at);
    while (g_hash_table_iter_next(&iter, &service, &store)) {
        if (phone->chain != NULL) {
            g_ptr_array_add(fates, judge(phone, stores, service, store));
        } else {
            PcFate *fate = fate_new(phone, service, store);
            fate->kind = PC_FATE_UNKNOWN;
            fate->reason = g_strdup(phone->hidden);
            g_ptr_array_add(fates, fate);
        }
    }
}

static void add_unseen(const Phone *phone, const PcImpactStores *stores, GPtrArray *fates)
{
    for (size_t i = 0; phone->chain != NULL && i < G_N_ELEMENTS(places); i++) {
        const PcServiceRow *place = pc_service_row(places[i]);
        const char *store = place->store;
        if (was_seen_by(phone, store) || !pc_trust_has_store(stores->with, store)) {
            continue;
        }
        PcFate *fate = judge(phone, stores, place->name, store);
        if (fate->kind == PC_FATE_STOPS) {
            fate->kind = PC_FATE_WOULD;
            g_ptr_array_add(fates, fate);
        } else {
            fate_free(fate);
        }
    }
}

static int compare_fates(gconstpointer a, gconstpointer b)
{
    const PcFate *x = *(PcFate *const *)a, *y = *(PcFate *const *)b;
    if (x->kind != y->kind) {
        return x->kind > y->kind ? 1 : -1;
    }
    const int order = strcmp(x->phone, y->phone);
    return order != 0 ? order : strcmp(x->service, y->service);
}

GPtrArray *pc_impact_phones_fates(PcImpactPhones *phones, const PcImpactStores *stores)
{
    GPtrArray *fates = g_ptr_array_new_with_free_func(fate_free);
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, phones->phones);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Phone *phone = value;
        // A nameless session from an address whose phone is known says nothing more.
        const bool is_known = phone->chain == NULL && !phone->is_named &&
                              g_hash_table_contains(phones->addresses, phone->name);
        if (!is_known) {
            add_seen(phone, stores, fates);
            add_unseen(phone, stores, fates);
        }
    }
    g_ptr_array_sort(fates, compare_fates);
    return fates;
}
