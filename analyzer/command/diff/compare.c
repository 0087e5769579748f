// SPDX-License-Identifier: GPL-2.0-or-later
// Joins the phones of two estates, strongest key first (identity, name, address), and tells what
// became of each.
#include "analyzer/command/diff/compare.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/text.h"
#include <string.h>

static const char *const change_names[PC_N_CHANGES] = {
    [PC_CHANGE_FAILS_NOW] = "fails-now",
    [PC_CHANGE_FAILS_NEW] = "fails-new",
    [PC_CHANGE_FAILS_STILL] = "still-fails",
    [PC_CHANGE_NOT_SEEN] = "not-seen",
    [PC_CHANGE_OPEN] = "not-known",
    [PC_CHANGE_BACK] = "came-back",
    [PC_CHANGE_NEW] = "new",
    [PC_CHANGE_GOES_ON] = "goes-on",
};

const char *pc_change_name(PcChange change)
{
    return change_names[change];
}

const char *pc_diff_phone_name(const PcDiffPhone *phone)
{
    const PcEstatePhone *named =
        phone->after == NULL || (phone->after->device == NULL && phone->before != NULL)
            ? phone->before
            : phone->after;
    return pc_estate_phone_name(named);
}

// ---- services -----------------------------------------------------------------------------------

static PcDiffState state_of(const PcEstateService *service)
{
    bool fails = service != NULL && g_strcmp0(service->outcome, "rejected") == 0;
    for (guint i = 0; service != NULL && i < service->findings->len; i++) {
        fails = fails ||
                g_array_index(service->findings, PcEstateFinding, i).severity == PC_SEVERITY_ERROR;
    }
    if (service == NULL) {
        return PC_STATE_ABSENT;
    }
    bool works = g_strcmp0(service->outcome, "accepted") == 0;
    return fails ? PC_STATE_FAILS : works ? PC_STATE_WORKS : PC_STATE_UNKNOWN;
}

// Of a service: rows are what was, columns what is (ABSENT, UNKNOWN, WORKS, FAILS).
static const PcChange changes[4][4] = {
    [PC_STATE_ABSENT] = {PC_CHANGE_GOES_ON, PC_CHANGE_GOES_ON, PC_CHANGE_GOES_ON,
                         PC_CHANGE_FAILS_NOW},
    [PC_STATE_UNKNOWN] = {PC_CHANGE_GOES_ON, PC_CHANGE_GOES_ON, PC_CHANGE_GOES_ON,
                          PC_CHANGE_FAILS_NOW},
    // A phone that works is not seen again at each service: it stays registered.
    [PC_STATE_WORKS] = {PC_CHANGE_GOES_ON, PC_CHANGE_OPEN, PC_CHANGE_GOES_ON, PC_CHANGE_FAILS_NOW},
    [PC_STATE_FAILS] = {PC_CHANGE_OPEN, PC_CHANGE_OPEN, PC_CHANGE_BACK, PC_CHANGE_FAILS_STILL},
};

static const PcEstateService *service_named(const PcEstatePhone *phone, const char *name)
{
    for (guint i = 0; phone != NULL && i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        if (g_strcmp0(service->service, name) == 0) {
            return service;
        }
    }
    return NULL;
}

static void add_service(PcDiffPhone *phone, const char *name)
{
    PcDiffService service = {
        .service = name,
        .before = service_named(phone->before, name),
        .after = service_named(phone->after, name),
    };
    service.was = state_of(service.before);
    service.is = state_of(service.after);
    service.other_certificate = service.before != NULL && service.after != NULL &&
                                service.before->type != NULL && service.after->type != NULL &&
                                (strcmp(service.before->type, service.after->type) != 0 ||
                                 g_strcmp0(service.before->issuer, service.after->issuer) != 0);
    g_array_append_val(phone->services, service);
}

static void add_services(PcDiffPhone *phone)
{
    for (guint i = 0; phone->before != NULL && i < phone->before->services->len; i++) {
        const PcEstateService *one = g_ptr_array_index(phone->before->services, i);
        add_service(phone, one->service);
    }
    for (guint i = 0; phone->after != NULL && i < phone->after->services->len; i++) {
        const PcEstateService *one = g_ptr_array_index(phone->after->services, i);
        if (service_named(phone->before, one->service) == NULL) {
            add_service(phone, one->service);
        }
    }
}

// ---- findings -----------------------------------------------------------------------------------

static void add_ids(GHashTable *ids, const GArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const char *id = g_array_index(findings, PcEstateFinding, i).id;
        (void)g_hash_table_add(ids, (void *)(uintptr_t)id);
    }
}

// ids_of gives the ids of all findings that a phone has now. Caller unrefs.
static GHashTable *ids_of(const PcEstatePhone *phone)
{
    GHashTable *ids = g_hash_table_new(pc_hash_text, g_str_equal);
    for (guint i = 0; phone != NULL && i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        add_ids(ids, service->findings);
    }
    if (phone != NULL) {
        add_ids(ids, phone->findings);
    }
    return ids;
}

// add_missing adds to `list`, sorted, what is in `ids` and not in `others`.
static void add_missing(GPtrArray *list, GHashTable *ids, GHashTable *others)
{
    GHashTableIter iter;
    gpointer id = NULL;
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        if (!g_hash_table_contains(others, id)) {
            g_ptr_array_add(list, id);
        }
    }
    g_ptr_array_sort(list, pc_text_compare);
}

static void add_findings(PcDiffPhone *phone)
{
    if (phone->before == NULL || phone->after == NULL) {
        return;
    }
    g_autoptr(GHashTable) before = ids_of(phone->before);
    g_autoptr(GHashTable) after = ids_of(phone->after);
    add_missing(phone->came, after, before);
    add_missing(phone->went, before, after);
}

// ---- certificates -------------------------------------------------------------------------------

static bool showed(const PcEstatePhone *phone, const char *sha256)
{
    for (guint i = 0; i < phone->certificates->len; i++) {
        const PcEstateCertificate *one = g_ptr_array_index(phone->certificates, i);
        if (strcmp(one->sha256, sha256) == 0) {
            return true;
        }
    }
    return false;
}

// latest_of gives the latest certificate of a type (and issuer, unless NULL); NULL for none.
static const PcEstateCertificate *latest_of(const PcEstatePhone *phone, const char *type,
                                            const char *issuer)
{
    for (guint i = 0; i < phone->certificates->len; i++) {
        const PcEstateCertificate *one = g_ptr_array_index(phone->certificates, i);
        if (g_strcmp0(one->type, type) == 0 &&
            (issuer == NULL || g_strcmp0(one->issuer, issuer) == 0)) {
            return one;
        }
    }
    return NULL;
}

// note_at_services finds a service to which another certificate is shown than before, though both
// sides show both: an LSC there was, a MIC there is.
static void note_at_services(PcDiffPhone *phone)
{
    for (guint i = 0; i < phone->services->len && phone->has == NULL; i++) {
        const PcDiffService *service = &g_array_index(phone->services, PcDiffService, i);
        if (service->other_certificate) {
            phone->had = latest_of(phone->before, service->before->type, service->before->issuer);
            phone->has = latest_of(phone->after, service->after->type, service->after->issuer);
        }
        if (phone->had == NULL || phone->has == NULL) {
            phone->had = phone->has = NULL;
        }
    }
}

// note_certificate tells whether the latest certificate is one that was never shown before. What it
// took the place of is the latest one of its type, or of another where there was none.
static void note_certificate(PcDiffPhone *phone)
{
    if (phone->before == NULL || phone->after == NULL || phone->before->certificates->len == 0 ||
        phone->after->certificates->len == 0) {
        return;
    }
    const PcEstateCertificate *latest = g_ptr_array_index(phone->after->certificates, 0);
    if (showed(phone->before, latest->sha256)) {
        note_at_services(phone);
        return;
    }
    const PcEstateCertificate *of_its_type = latest_of(phone->before, latest->type, NULL);
    phone->has = latest;
    phone->had =
        of_its_type != NULL ? of_its_type : g_ptr_array_index(phone->before->certificates, 0);
}

// ---- phones -------------------------------------------------------------------------------------

static bool fails_somewhere(const PcDiffPhone *phone)
{
    for (guint i = 0; i < phone->services->len; i++) {
        if (g_array_index(phone->services, PcDiffService, i).is == PC_STATE_FAILS) {
            return true;
        }
    }
    return false;
}

static PcChange change_of(const PcDiffPhone *phone)
{
    if (phone->after == NULL) {
        return PC_CHANGE_NOT_SEEN;
    }
    if (phone->before == NULL) {
        return fails_somewhere(phone) ? PC_CHANGE_FAILS_NEW : PC_CHANGE_NEW;
    }
    PcChange worst = PC_CHANGE_GOES_ON;
    for (guint i = 0; i < phone->services->len; i++) {
        const PcDiffService *service = &g_array_index(phone->services, PcDiffService, i);
        worst = MIN(worst, changes[service->was][service->is]);
    }
    return worst;
}

static void free_phone(void *data)
{
    PcDiffPhone *phone = data;
    g_array_unref(phone->services);
    g_ptr_array_unref(phone->came);
    g_ptr_array_unref(phone->went);
    g_free(phone);
}

static void add_phone(PcDiff *diff, const PcEstatePhone *before, const PcEstatePhone *after,
                      bool by_address)
{
    PcDiffPhone *phone = g_new0(PcDiffPhone, 1);
    phone->before = before;
    phone->after = after;
    phone->by_address = by_address;
    phone->services = g_array_new(FALSE, TRUE, sizeof(PcDiffService));
    phone->came = g_ptr_array_new();
    phone->went = g_ptr_array_new();
    add_services(phone);
    add_findings(phone);
    note_certificate(phone);
    phone->change = change_of(phone);
    diff->n[phone->change]++;
    diff->n_other_certificates += phone->has != NULL;
    g_ptr_array_add(diff->phones, phone);
}

// Who of `after` has a key; NULL where several have, so that none of them is taken for another.
typedef struct {
    GHashTable *by_key, *by_name, *by_address;
    GHashTable *taken; // PcEstatePhone of `after` that have found their `before`
} Index;

static void add_key(GHashTable *table, const char *key, const PcEstatePhone *phone)
{
    if (key != NULL) {
        bool is_known = g_hash_table_contains(table, key);
        (void)g_hash_table_insert(table, (void *)(uintptr_t)key,
                                  is_known ? NULL : (void *)(uintptr_t)phone);
    }
}

static void add_keys(Index *index, const PcEstatePhone *phone)
{
    add_key(index->by_key, phone->key, phone);
    add_key(index->by_name, phone->device, phone);
    for (guint i = 0; i < phone->addresses->len; i++) {
        add_key(index->by_address, g_ptr_array_index(phone->addresses, i), phone);
    }
}

static GHashTable *new_table(void)
{
    return g_hash_table_new(pc_hash_text, g_str_equal);
}

static void free_index(Index *index)
{
    g_hash_table_unref(index->by_key);
    g_hash_table_unref(index->by_name);
    g_hash_table_unref(index->by_address);
    g_hash_table_unref(index->taken);
}

// is_nameless says that a phone is known by its address alone.
static bool is_nameless(const PcEstatePhone *phone)
{
    return phone->device == NULL && phone->mac == NULL && phone->product_serial == NULL;
}

// partner_of gives the same phone of the other side. By its address only where one of the two has
// no name, and that address is one phone's alone.
static const PcEstatePhone *partner_of(const Index *index, const PcEstatePhone *phone,
                                       bool *by_address)
{
    *by_address = false;
    const PcEstatePhone *found = g_hash_table_lookup(index->by_key, phone->key);
    if (found == NULL && phone->device != NULL) {
        found = g_hash_table_lookup(index->by_name, phone->device);
    }
    for (guint i = 0; found == NULL && i < phone->addresses->len; i++) {
        const PcEstatePhone *one =
            g_hash_table_lookup(index->by_address, g_ptr_array_index(phone->addresses, i));
        if (one != NULL && (is_nameless(one) || is_nameless(phone))) {
            found = one;
            *by_address = true;
        }
    }
    return found != NULL && !g_hash_table_contains(index->taken, found) ? found : NULL;
}

static void pair(PcDiff *diff, Index *index, const PcEstatePhone *phone, bool weakly)
{
    bool by_address = false;
    const PcEstatePhone *partner = partner_of(index, phone, &by_address);
    if (partner != NULL && by_address == weakly) {
        (void)g_hash_table_add(index->taken, (void *)(uintptr_t)partner);
        (void)g_hash_table_add(index->taken, (void *)(uintptr_t)phone);
        add_phone(diff, phone, partner, by_address);
    }
}

static void join(PcDiff *diff, const GPtrArray *before, const GPtrArray *after)
{
    Index index = {new_table(), new_table(), new_table(), g_hash_table_new(NULL, NULL)};
    for (guint i = 0; i < after->len; i++) {
        add_keys(&index, g_ptr_array_index(after, i));
    }
    // Who is sure of a partner takes it before who only has its address.
    for (int weakly = 0; weakly <= 1; weakly++) {
        for (guint i = 0; i < before->len; i++) {
            if (!g_hash_table_contains(index.taken, g_ptr_array_index(before, i))) {
                pair(diff, &index, g_ptr_array_index(before, i), weakly != 0);
            }
        }
    }
    for (guint i = 0; i < before->len; i++) {
        if (!g_hash_table_contains(index.taken, g_ptr_array_index(before, i))) {
            add_phone(diff, g_ptr_array_index(before, i), NULL, false);
        }
    }
    for (guint i = 0; i < after->len; i++) {
        if (!g_hash_table_contains(index.taken, g_ptr_array_index(after, i))) {
            add_phone(diff, NULL, g_ptr_array_index(after, i), false);
        }
    }
    free_index(&index);
}

static int compare_phones(const void *a, const void *b)
{
    const PcDiffPhone *const *left = a;
    const PcDiffPhone *const *right = b;
    if ((*left)->change != (*right)->change) {
        return (*left)->change < (*right)->change ? -1 : 1;
    }
    return strcmp(pc_diff_phone_name(*left), pc_diff_phone_name(*right));
}

// ---- causes -------------------------------------------------------------------------------------

static const PcEstateCause *cause_of(const GPtrArray *causes, const char *id)
{
    for (guint i = 0; i < causes->len; i++) {
        const PcEstateCause *cause = g_ptr_array_index(causes, i);
        if (strcmp(cause->id, id) == 0) {
            return cause;
        }
    }
    return NULL;
}

static void add_causes(PcDiff *diff, const GPtrArray *before, const GPtrArray *after)
{
    for (guint i = 0; i < after->len; i++) {
        const PcEstateCause *cause = g_ptr_array_index(after, i);
        const PcDiffCause pair = {cause_of(before, cause->id), cause};
        g_array_append_val(diff->causes, pair);
    }
    for (guint i = 0; i < before->len; i++) {
        const PcEstateCause *cause = g_ptr_array_index(before, i);
        if (cause_of(after, cause->id) == NULL) {
            const PcDiffCause pair = {cause, NULL};
            g_array_append_val(diff->causes, pair);
        }
    }
}

bool pc_diff_cause_grew(const PcDiffCause *cause)
{
    return cause->after != NULL &&
           (cause->before == NULL || cause->before->phones->len < cause->after->phones->len);
}

// ---- the whole ----------------------------------------------------------------------------------

PcDiff *pc_diff_new(const PcEstate *before, const PcEstate *after)
{
    PcDiff *diff = g_new0(PcDiff, 1);
    diff->phones = g_ptr_array_new_with_free_func(free_phone);
    diff->causes = g_array_new(FALSE, FALSE, sizeof(PcDiffCause));
    join(diff, pc_estate_phones(before), pc_estate_phones(after));
    g_ptr_array_sort(diff->phones, compare_phones);
    add_causes(diff, pc_estate_causes(before), pc_estate_causes(after));
    return diff;
}

void pc_diff_free(PcDiff *diff)
{
    if (diff != NULL) {
        g_ptr_array_unref(diff->phones);
        g_array_unref(diff->causes);
        g_free(diff);
    }
}

bool pc_diff_does_harm(const PcDiff *diff)
{
    for (guint i = 0; i < diff->phones->len; i++) {
        const PcDiffPhone *phone = g_ptr_array_index(diff->phones, i);
        if (phone->change == PC_CHANGE_FAILS_NOW || phone->change == PC_CHANGE_FAILS_NEW ||
            (phone->change == PC_CHANGE_NOT_SEEN &&
             phone->before->worst < (int)PC_SEVERITY_ERROR)) {
            return true;
        }
    }
    return false;
}

char *pc_diff_headline(const PcDiff *diff)
{
    static const char *const words[PC_N_CHANGES][2] = {
        [PC_CHANGE_FAILS_NOW] = {"phone fails that did not before",
                                 "phones fail that did not before"},
        [PC_CHANGE_FAILS_NEW] = {"fails and was not seen before", "fail and were not seen before"},
        [PC_CHANGE_FAILS_STILL] = {"still fails", "still fail"},
        [PC_CHANGE_NOT_SEEN] = {"is not seen any more", "are not seen any more"},
        [PC_CHANGE_OPEN] = {"is not known", "are not known"},
        [PC_CHANGE_BACK] = {"came back", "came back"},
        [PC_CHANGE_NEW] = {"is new", "are new"},
        [PC_CHANGE_GOES_ON] = {"goes on", "go on"},
    };
    GString *line = g_string_new(NULL);
    for (int i = 0; i < PC_N_CHANGES; i++) {
        if (diff->n[i] > 0 || i == PC_CHANGE_FAILS_NOW) {
            g_string_append_printf(line, "%s%u %s", line->len > 0 ? "; " : "", diff->n[i],
                                   words[i][diff->n[i] == 1 ? 0 : 1]);
        }
    }
    return g_string_free(line, FALSE);
}
