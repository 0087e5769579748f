// SPDX-License-Identifier: GPL-2.0-or-later
// Turns what an estate has gathered into sorted phones, causes and totals.
#include "analyzer/report/estate/work.h"
#include "core/bytes/keyed_hash.h"
#include "core/bytes/text.h"

#include "core/field/devices.h"
#include <string.h>

static bool is_named(const PcEstatePhone *phone)
{
    return phone->device != NULL || phone->mac != NULL || phone->product_serial != NULL;
}

// phones_by_address says which named phone has an address: NULL where several had it.
static GHashTable *phones_by_address(GHashTable *by_key)
{
    GHashTable *by_address = g_hash_table_new(pc_hash_text, g_str_equal);
    GHashTableIter iter;
    void *value = NULL;
    g_hash_table_iter_init(&iter, by_key);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        PcEstatePhone *phone = value;
        for (guint i = 0; is_named(phone) && i < phone->addresses->len; i++) {
            char *address = g_ptr_array_index(phone->addresses, i);
            bool is_taken = g_hash_table_contains(by_address, address);
            g_hash_table_insert(by_address, address, is_taken ? NULL : phone);
        }
    }
    return by_address;
}

static bool has_service(const PcEstatePhone *phone, const char *name)
{
    for (guint i = 0; i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        if (g_strcmp0(service->service, name) == 0) {
            return true;
        }
    }
    return false;
}

// fold gives a nameless client's services to the phone that has its address: a CAPF session shows
// no certificate, yet it is that phone's. What the phone told under its name stands.
static void fold(PcEstatePhone *phone, PcEstatePhone *nameless)
{
    for (guint i = nameless->services->len; i > 0; i--) {
        PcEstateService *service = g_ptr_array_index(nameless->services, i - 1);
        if (!has_service(phone, service->service)) {
            g_ptr_array_add(phone->services,
                            g_ptr_array_steal_index_fast(nameless->services, i - 1));
        }
    }
    for (guint i = 0; i < nameless->files->len; i++) {
        char *file = g_ptr_array_index(nameless->files, i);
        if (!g_ptr_array_find(phone->files, file, NULL)) {
            g_ptr_array_add(phone->files, file);
        }
    }
    phone->first = MIN(phone->first, nameless->first);
    phone->last = MAX(phone->last, nameless->last);
}

// owner_of gives the phone that a nameless client must be; NULL if that cannot be said.
static PcEstatePhone *owner_of(GHashTable *by_address, const PcEstatePhone *nameless)
{
    if (is_named(nameless) || nameless->addresses->len != 1) {
        return NULL;
    }
    return g_hash_table_lookup(by_address, g_ptr_array_index(nameless->addresses, 0));
}

static int compare_services(const void *a, const void *b)
{
    const PcEstateService *const *left = a;
    const PcEstateService *const *right = b;
    return g_strcmp0((*left)->service, (*right)->service);
}

static int compare_certificates(const void *a, const void *b)
{
    const PcEstateCertificate *const *left = a;
    const PcEstateCertificate *const *right = b;
    if ((*left)->last != (*right)->last) {
        return (*left)->last > (*right)->last ? -1 : 1;
    }
    return strcmp((*left)->sha256, (*right)->sha256);
}

// compare_phones puts named devices first.
static int compare_phones(const void *a, const void *b)
{
    const PcEstatePhone *const *left = a;
    const PcEstatePhone *const *right = b;
    if (is_named(*left) != is_named(*right)) {
        return is_named(*left) ? -1 : 1;
    }
    int order = g_strcmp0(pc_estate_phone_name(*left), pc_estate_phone_name(*right));
    return order != 0 ? order : strcmp((*left)->key, (*right)->key);
}

// collect_phones goes by name, or the order of arrival would choose between two addresses of one
// phone.
static void collect_phones(PcEstate *estate)
{
    g_autoptr(GHashTable) by_address = phones_by_address(estate->by_key);
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    GHashTableIter iter;
    void *value = NULL;
    g_hash_table_iter_init(&iter, estate->by_key);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        g_ptr_array_add(all, value);
    }
    g_ptr_array_sort(all, compare_phones);
    g_ptr_array_set_size(estate->phones, 0);
    for (guint i = 0; i < all->len; i++) {
        PcEstatePhone *phone = g_ptr_array_index(all, i);
        PcEstatePhone *owner = owner_of(by_address, phone);
        if (owner != NULL) {
            fold(owner, phone);
            g_hash_table_remove(estate->by_key, phone->key);
        } else {
            g_ptr_array_add(estate->phones, phone);
        }
    }
}

static int compare_causes(const void *a, const void *b)
{
    const PcEstateCause *const *left = a;
    const PcEstateCause *const *right = b;
    if ((*left)->severity != (*right)->severity) {
        return (*left)->severity > (*right)->severity ? -1 : 1;
    }
    if ((*left)->phones->len != (*right)->phones->len) {
        return (*left)->phones->len > (*right)->phones->len ? -1 : 1;
    }
    return strcmp((*left)->id, (*right)->id);
}

static PcEstateCause *cause_of(PcEstate *estate, GHashTable *by_id, const PcEstateFinding *finding)
{
    PcEstateCause *cause = g_hash_table_lookup(by_id, finding->id);
    if (cause == NULL) {
        const PcFindingRow *row = pc_finding_by_name(finding->id);
        cause = g_new(PcEstateCause, 1);
        *cause = (PcEstateCause){
            .id = finding->id,
            .title = row != NULL ? row->title : finding->id,
            .remedy = finding->remedy,
            .source = finding->source,
            .severity = finding->severity,
            .phones = g_ptr_array_new(),
            .whom = {estate->release, NULL, PC_HOLDER_PHONE},
        };
        g_ptr_array_add(estate->causes, cause);
        g_hash_table_insert(by_id, (void *)(uintptr_t)finding->id, cause);
    }
    return cause;
}

static void add_cause(PcEstateCause *cause, PcEstatePhone *phone)
{
    guint n = cause->phones->len;
    const char *family = pc_device_family(phone->model);
    cause->whom.family =
        n == 0 || g_strcmp0(family, cause->whom.family) == 0 ? family : NULL; // NULL: all are told
    if (n == 0 || g_ptr_array_index(cause->phones, n - 1) != phone) {
        g_ptr_array_add(cause->phones, phone);
    }
}

static void add_causes(PcEstate *estate, GHashTable *by_id, PcEstatePhone *phone,
                       const GArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const PcEstateFinding *finding = &g_array_index(findings, PcEstateFinding, i);
        phone->worst = MAX(phone->worst, (int)finding->severity);
        add_cause(cause_of(estate, by_id, finding), phone);
    }
}

static void collect_causes(PcEstate *estate)
{
    g_autoptr(GHashTable) by_id = g_hash_table_new(pc_hash_text, g_str_equal);
    g_ptr_array_set_size(estate->causes, 0);
    for (guint i = 0; i < estate->phones->len; i++) {
        PcEstatePhone *phone = g_ptr_array_index(estate->phones, i);
        for (guint j = 0; j < phone->services->len; j++) {
            const PcEstateService *service = g_ptr_array_index(phone->services, j);
            add_causes(estate, by_id, phone, service->findings);
        }
        add_causes(estate, by_id, phone, phone->findings);
    }
    for (guint i = 0; i < estate->causes->len; i++) {
        PcEstateCause *cause = g_ptr_array_index(estate->causes, i);
        const PcFindingRow *row = pc_finding_by_name(cause->id);
        cause->remedy = row != NULL ? pc_finding_remedy(row, &cause->whom) : cause->remedy;
    }
    g_ptr_array_sort(estate->causes, compare_causes);
}

// note_type says which certificate a phone showed last, by its latest session that tells.
static void note_type(PcEstatePhone *phone)
{
    int64_t latest = 0;
    for (guint i = 0; i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        bool is_told = g_strcmp0(service->type, "LSC") == 0 || g_strcmp0(service->type, "MIC") == 0;
        if (is_told && (phone->type == NULL || service->last > latest)) {
            phone->type = service->type;
            latest = service->last;
        }
    }
    if (phone->type == NULL && phone->certificates->len > 0) {
        const PcEstateCertificate *certificate = g_ptr_array_index(phone->certificates, 0);
        phone->type = certificate->type;
    }
}

static void count_phone(PcEstateTotals *totals, PcEstatePhone *phone)
{
    totals->n_to_fix += phone->worst >= (int)PC_SEVERITY_ERROR;
    if (!is_named(phone)) {
        totals->n_unnamed++;
        return;
    }
    if (phone->device_kind != NULL && strcmp(phone->device_kind, "phone") != 0) {
        totals->n_other_devices++;
        return;
    }
    totals->n_phones++;
    totals->n_lsc += g_strcmp0(phone->type, "LSC") == 0;
    totals->n_mic += g_strcmp0(phone->type, "MIC") == 0;
}

static PcEstateIssuer *issuer_of(PcEstate *estate, GHashTable *by_name,
                                 const PcEstateCertificate *certificate)
{
    PcEstateIssuer *issuer = g_hash_table_lookup(by_name, certificate->issuer);
    if (issuer == NULL) {
        issuer = g_new0(PcEstateIssuer, 1);
        issuer->issuer = certificate->issuer;
        issuer->issuer_tag = certificate->issuer_tag;
        g_hash_table_insert(by_name, (void *)(uintptr_t)certificate->issuer, issuer);
        g_ptr_array_add(estate->issuers, issuer);
    }
    return issuer;
}

static void count_issuer(PcEstateIssuer *issuer, const PcEstatePhone *phone,
                         const PcEstateCertificate *certificate)
{
    issuer->n_phones++;
    issuer->n_lsc += g_strcmp0(certificate->type, "LSC") == 0;
    issuer->n_mic += g_strcmp0(certificate->type, "MIC") == 0;
    issuer->n_failing += phone->worst >= (int)PC_SEVERITY_ERROR;
    if (certificate->has_validity) {
        int64_t end = certificate->not_after;
        issuer->first_end = issuer->has_end ? MIN(issuer->first_end, end) : end;
        issuer->last_end = issuer->has_end ? MAX(issuer->last_end, end) : end;
        issuer->has_end = true;
    }
}

static int compare_issuers(const void *a, const void *b)
{
    const PcEstateIssuer *const *left = a;
    const PcEstateIssuer *const *right = b;
    if ((*left)->n_phones != (*right)->n_phones) {
        return (*left)->n_phones > (*right)->n_phones ? -1 : 1;
    }
    return g_strcmp0((*left)->issuer, (*right)->issuer);
}

static void collect_issuers(PcEstate *estate)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(pc_hash_text, g_str_equal);
    g_ptr_array_set_size(estate->issuers, 0);
    for (guint i = 0; i < estate->phones->len; i++) {
        const PcEstatePhone *phone = g_ptr_array_index(estate->phones, i);
        const PcEstateCertificate *latest =
            phone->certificates->len > 0 ? g_ptr_array_index(phone->certificates, 0) : NULL;
        if (latest != NULL && latest->issuer != NULL) {
            count_issuer(issuer_of(estate, by_name, latest), phone, latest);
        }
    }
    g_ptr_array_sort(estate->issuers, compare_issuers);
}

// count_certificates counts each once: texts of an estate are one pointer where they are equal.
static uint64_t count_certificates(const PcEstate *estate)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < estate->phones->len; i++) {
        const PcEstatePhone *phone = g_ptr_array_index(estate->phones, i);
        for (guint j = 0; j < phone->certificates->len; j++) {
            const PcEstateCertificate *one = g_ptr_array_index(phone->certificates, j);
            (void)g_hash_table_add(seen, (void *)(uintptr_t)one->sha256);
        }
    }
    return g_hash_table_size(seen);
}

void pc_estate_settle(PcEstate *estate)
{
    collect_phones(estate);
    for (guint i = 0; i < estate->phones->len; i++) {
        PcEstatePhone *phone = g_ptr_array_index(estate->phones, i);
        g_ptr_array_sort(phone->services, compare_services);
        g_ptr_array_sort(phone->certificates, compare_certificates);
        g_ptr_array_sort(phone->files, pc_text_compare);
        g_ptr_array_sort(phone->addresses, pc_text_compare);
        note_type(phone);
    }
    g_ptr_array_sort(estate->phones, compare_phones);
    pc_estate_tell_histories(estate);
    collect_causes(estate);
    collect_issuers(estate);
    for (guint i = 0; i < estate->phones->len; i++) {
        count_phone(&estate->totals, g_ptr_array_index(estate->phones, i));
    }
    estate->totals.n_certificates = count_certificates(estate);
}
