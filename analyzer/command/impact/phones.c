// SPDX-License-Identifier: GPL-2.0-or-later
// A phone has one certificate to show, its LSC or else its MIC, wherever it is asked (Cisco
// 200860): so the latest one that it showed anywhere is judged at every service. Not so over Wi-Fi:
// there it shows what was chosen on the phone (8800 Administration Guide, Security).
#include "analyzer/command/impact/phones.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/texts.h"
#include "core/field/services.h"
#include <string.h>

#define NANOSECONDS INT64_C(1000000000)

// Showing is a certificate as it was shown once.
typedef struct {
    GPtrArray *chain; // of PcCertificate; NULL: none was seen
    const char *type; // static
    char *issuer, *file;
    int64_t time; // nanoseconds since 1970 UTC
} Showing;

// Place is a service at which a phone was seen.
typedef struct {
    const char *service;
    const char *store;  // NULL: what judges there is not known
    const char *server; // "10.1.1.1:7000", where that is so
    const char *why;    // static: why a certificate is not known
    Showing own;        // what it chose to show here
} Place;

typedef struct {
    char *name;     // device, or address
    bool is_named;  // by a device
    bool was_heard; // in the captures
    Showing latest;
    GHashTable *places; // key -> Place
} Phone;

struct PcImpactPhones {
    GHashTable *phones;    // name -> Phone
    GHashTable *addresses; // of phones that have a name, so that nameless sessions find them
    PcTexts *texts;
};

static void showing_clear(Showing *showing)
{
    g_clear_pointer(&showing->chain, g_ptr_array_unref);
    g_clear_pointer(&showing->issuer, g_free);
    g_clear_pointer(&showing->file, g_free);
}

static void place_free(void *data)
{
    Place *place = data;
    showing_clear(&place->own);
    g_free(place);
}

static void phone_free(void *data)
{
    Phone *phone = data;
    g_free(phone->name);
    showing_clear(&phone->latest);
    g_hash_table_unref(phone->places);
    g_free(phone);
}

const char *pc_fate_name(PcFateKind fate)
{
    static const char *const names[PC_N_FATES] = {
        [PC_FATE_STOPS] = "stops",
        [PC_FATE_WOULD] = "would-stop",
        [PC_FATE_UNKNOWN] = "unknown",
        [PC_FATE_NOT_SEEN] = "not-seen",
        [PC_FATE_REFUSED] = "refused-already",
        [PC_FATE_SAFE] = "safe",
    };
    return names[fate];
}

PcImpactPhones *pc_impact_phones_new(void)
{
    PcImpactPhones *phones = g_new(PcImpactPhones, 1);
    phones->phones = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, phone_free);
    phones->addresses = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    phones->texts = pc_texts_new();
    return phones;
}

void pc_impact_phones_free(PcImpactPhones *phones)
{
    if (phones != NULL) {
        g_hash_table_unref(phones->phones);
        g_hash_table_unref(phones->addresses);
        pc_texts_free(phones->texts);
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
        phone->places = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, place_free);
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
static bool is_later(const PcSession *session, const Showing *showing)
{
    if (showing->chain == NULL || session->start != showing->time) {
        return showing->chain == NULL || session->start > showing->time;
    }
    return strcmp(session->file, showing->file) > 0;
}

static void take_certificate(Showing *showing, const PcSession *session, const GPtrArray *ders)
{
    if (is_later(session, showing)) {
        showing_clear(showing);
        *showing = (Showing){
            .chain = chain_of(ders),
            .type = session->type,
            .issuer = g_strdup(session->issuer),
            .file = g_strdup(session->file),
            .time = session->start,
        };
    }
}

static const struct {
    const char *client_certificate, *why;
} hidden[] = {
    {"not-seen", "the capture does not hold its certificate"},
    {"truncated", "the capture holds only a part of its certificate"},
    {"encrypted", "TLS 1.3 hides its certificate"},
    {"resumed", "it resumed a session whose beginning was not captured"},
    {"not-requested",
     "it was asked for no certificate there; what it shows elsewhere is not known"},
    {"empty", "it showed no certificate there"},
    {NULL, "it was heard, and showed no certificate"},
};

static const char *why_hidden(const PcSession *session)
{
    size_t i = 0;
    while (hidden[i].client_certificate != NULL &&
           g_strcmp0(hidden[i].client_certificate, session->client_certificate) != 0) {
        i++;
    }
    return hidden[i].why;
}

static Place *need_place(PcImpactPhones *phones, Phone *phone, const PcSession *session)
{
    g_autofree char *server =
        g_strdup_printf("%s:%d", session->server.address, session->server.port);
    const bool is_known = session->store != NULL;
    const char *key = pc_texts_keep(phones->texts, is_known ? session->service : server);
    Place *place = g_hash_table_lookup(phone->places, key);
    if (place == NULL) {
        place = g_new0(Place, 1);
        place->service = pc_texts_keep(phones->texts, session->service);
        place->server = is_known ? NULL : key;
        g_hash_table_insert(phone->places, (gpointer)(uintptr_t)key, place);
    }
    if (is_known) {
        place->store = pc_texts_keep(phones->texts, session->store);
    }
    return place;
}

// A phone shows what was chosen on it, and nothing follows from that for other places.
static bool chooses_itself(const PcSession *session)
{
    return g_strcmp0(session->medium, "wireless") == 0;
}

static void shows(PcImpactPhones *phones, Phone *phone, const PcSession *session,
                  const GPtrArray *ders)
{
    Place *place = need_place(phones, phone, session);
    take_certificate(chooses_itself(session) ? &place->own : &phone->latest, session, ders);
    g_hash_table_add(phones->addresses, g_strdup(session->client.address));
}

// tells_something says whether a session without a certificate tells that a phone was there: at a
// service that phones use, or by its name.
static bool tells_something(const PcSession *session, bool is_named)
{
    const bool is_handshake = session->kind == NULL;
    return is_handshake ? session->concerns_phone &&
                              (session->store != NULL || pc_service_is_signalling(session->service))
                        : is_named;
}

void pc_impact_phones_session(PcImpactPhones *phones, const PcSession *session)
{
    const GPtrArray *ders = ders_of(session);
    const char *device = pc_session_device(session);
    device = device != NULL ? device : session->configuration.device;
    const char *name = device != NULL ? device : session->client.address;
    if (ders != NULL && ders->len > 0) {
        if (session->store != NULL || session->concerns_phone) {
            shows(phones, need_phone(phones, name, device != NULL), session, ders);
        }
    } else if (tells_something(session, device != NULL)) {
        Phone *phone = need_phone(phones, name, device != NULL);
        phone->was_heard = true;
        if (device != NULL) {
            g_hash_table_add(phones->addresses, g_strdup(session->client.address));
        }
        if (session->kind == NULL) {
            need_place(phones, phone, session)->why = why_hidden(session);
        }
    }
}

void pc_impact_phones_listed(PcImpactPhones *phones, const char *name)
{
    (void)need_phone(phones, name, true);
}

// ---- fates --------------------------------------------------------------------------------------

// Where a phone shows its certificate, seen there or not (Cisco 200860).
static const PcServiceId places[] = {PC_SERVICE_SIP, PC_SERVICE_CAPF, PC_SERVICE_DOT1X,
                                     PC_SERVICE_VPN, PC_SERVICE_SRST};

static void fate_free(void *data)
{
    PcFate *fate = data;
    g_free(fate->reason);
    g_free(fate);
}

static PcFate *fate_new(const Phone *phone, const Showing *shown, const char *service,
                        const char *store)
{
    PcFate *fate = g_new0(PcFate, 1);
    fate->phone = phone->name;
    fate->service = service;
    fate->store = store;
    fate->type = shown->type;
    fate->issuer = shown->issuer;
    fate->file = shown->file;
    fate->time = shown->time;
    return fate;
}

static PcFateKind kind_of(const PcTrustAnswer *before, const PcTrustAnswer *after)
{
    if (before->verdict != PC_VERDICT_TRUSTED) {
        return PC_FATE_REFUSED;
    }
    return after->verdict == PC_VERDICT_TRUSTED ? PC_FATE_SAFE : PC_FATE_STOPS;
}

// judge_at fills in the fate of what was shown at a store.
static void judge_at(PcFate *fate, const PcImpactStores *stores, const Showing *shown)
{
    PcTrustAnswer before = {0}, after = {0};
    const int64_t time = stores->judge->has_time ? stores->judge->time : shown->time / NANOSECONDS;
    pc_trust_judge(stores->with, fate->store, shown->chain, time, &before);
    pc_trust_judge(stores->without, fate->store, shown->chain, time, &after);
    fate->kind = kind_of(&before, &after);
    fate->before = pc_verdict_name(before.verdict);
    fate->after = pc_verdict_name(after.verdict);
    fate->reason = g_strdup(after.reason);
    pc_trust_answer_clear(&before);
    pc_trust_answer_clear(&after);
}

static void leave_unknown(PcFate *fate, char *reason)
{
    fate->kind = PC_FATE_UNKNOWN;
    fate->reason = reason;
}

static PcFate *at_place(const Phone *phone, const Place *place, const PcImpactStores *stores)
{
    const Showing *shown = place->own.chain != NULL ? &place->own : &phone->latest;
    PcFate *fate = fate_new(phone, shown, place->service, place->store);
    if (place->server != NULL && shown->chain != NULL) {
        leave_unknown(fate, g_strdup_printf("what judges it at %s is not known: say --service "
                                            "%s=SERVICE",
                                            place->server, place->server));
    } else if (shown->chain == NULL) {
        leave_unknown(fate, g_strdup(place->why));
    } else if (!pc_trust_has_store(stores->with, place->store)) {
        leave_unknown(fate, g_strdup_printf("the store %s was not given", place->store));
    } else {
        judge_at(fate, stores, shown);
    }
    return fate;
}

static void add_seen(const Phone *phone, const PcImpactStores *stores, GPtrArray *fates)
{
    GHashTableIter iter;
    gpointer place;
    g_hash_table_iter_init(&iter, phone->places);
    while (g_hash_table_iter_next(&iter, NULL, &place)) {
        g_ptr_array_add(fates, at_place(phone, place, stores));
    }
}

static bool was_seen_by(const Phone *phone, const char *store)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, phone->places);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Place *place = value;
        if (g_strcmp0(place->store, store) == 0) {
            return true;
        }
    }
    return false;
}

static void add_unseen(const Phone *phone, const PcImpactStores *stores, GPtrArray *fates)
{
    for (size_t i = 0; phone->latest.chain != NULL && i < G_N_ELEMENTS(places); i++) {
        const PcServiceRow *place = pc_service_row(places[i]);
        if (was_seen_by(phone, place->store) || !pc_trust_has_store(stores->with, place->store)) {
            continue;
        }
        PcFate *fate = fate_new(phone, &phone->latest, place->name, place->store);
        judge_at(fate, stores, &phone->latest);
        if (fate->kind == PC_FATE_STOPS) {
            fate->kind = PC_FATE_WOULD;
            g_ptr_array_add(fates, fate);
        } else {
            fate_free(fate);
        }
    }
}

// add_silent tells of a phone of which no place is known: only listed, or only heard.
static void add_silent(const Phone *phone, GPtrArray *fates)
{
    PcFate *fate = fate_new(phone, &phone->latest, NULL, NULL);
    fate->kind = phone->was_heard ? PC_FATE_UNKNOWN : PC_FATE_NOT_SEEN;
    fate->reason =
        g_strdup(phone->was_heard ? hidden[G_N_ELEMENTS(hidden) - 1].why : "no capture shows it");
    g_ptr_array_add(fates, fate);
}

static int compare_fates(gconstpointer a, gconstpointer b)
{
    const PcFate *x = *(PcFate *const *)a, *y = *(PcFate *const *)b;
    if (x->kind != y->kind) {
        return x->kind > y->kind ? 1 : -1;
    }
    int order = strcmp(x->phone, y->phone);
    order = order != 0 ? order : g_strcmp0(x->service, y->service);
    return order != 0 ? order : g_strcmp0(x->reason, y->reason);
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
        const bool is_known = phone->latest.chain == NULL && !phone->is_named &&
                              g_hash_table_contains(phones->addresses, phone->name);
        if (!is_known && g_hash_table_size(phone->places) == 0) {
            add_silent(phone, fates);
        } else if (!is_known) {
            add_seen(phone, stores, fates);
            add_unseen(phone, stores, fates);
        }
    }
    g_ptr_array_sort(fates, compare_fates);
    return fates;
}
