// SPDX-License-Identifier: GPL-2.0-or-later
// Files' contents become trust stores by name; a chain, a store and a moment become an answer. The
// validation itself is trust_path.c's, the sentences are trust_words.c's.
#include "core/trust/trust.h"
#include "core/bytes/keyed_hash.h"
#include "core/certificate/issuer.h"
#include "core/certificate/openssl_auto.h"
#include "core/certificate/openssl_library.h"
#include "core/certificate/usage.h"
#include "core/field/services.h"
#include "core/trust/crl_work.h"
#include "core/trust/work.h"
#include <openssl/err.h>
#include <time.h>

#define LIST_STORE "the trust list" // as sentences call it

enum { MAX_OF_FETCHED = 256 }; // stores that are kept of lists that were fetched

static void drop_made(PcStore *store)
{
    g_clear_pointer(&store->openssl, X509_STORE_free);
    g_clear_pointer(&store->by_name, g_hash_table_unref);
    g_clear_pointer(&store->crls_by_name, g_hash_table_unref);
    g_clear_pointer(&store->moments, g_array_unref);
    g_clear_pointer(&store->ways, g_array_unref);
}

static PcStore *store_new(const char *name, bool is_list)
{
    PcStore *store = g_new0(PcStore, 1);
    store->name = g_strdup(name);
    store->certificates = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref);
    store->crls = g_ptr_array_new_with_free_func((GDestroyNotify)pc_crl_unref);
    store->known = g_hash_table_new(pc_hash_text, g_str_equal);
    store->known_crls = g_hash_table_new(pc_hash_bytes, g_bytes_equal);
    store->is_list = is_list;
    return store;
}

static void store_free(gpointer data)
{
    PcStore *store = data;
    drop_made(store);
    g_hash_table_unref(store->known);
    g_hash_table_unref(store->known_crls);
    g_ptr_array_unref(store->certificates);
    g_ptr_array_unref(store->crls);
    g_free(store->name);
    g_free(store);
}

PcTrust *pc_trust_new(void)
{
    PcTrust *trust = g_new0(PcTrust, 1);
    trust->library = pc_openssl()->library;
    trust->stores = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, store_free);
    trust->names = g_ptr_array_new();
    trust->lists = pc_known_lists_new();
    trust->from_lists = store_new(LIST_STORE, true);
    trust->of_fetched = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, store_free);
    return trust;
}

void pc_trust_free(PcTrust *trust)
{
    if (trust == NULL) {
        return;
    }
    g_ptr_array_unref(trust->names);
    g_hash_table_unref(trust->stores);
    pc_known_lists_free(trust->lists);
    store_free(trust->from_lists);
    g_hash_table_unref(trust->of_fetched);
    g_free(trust);
}

static void drop_all_made(PcTrust *trust)
{
    for (guint i = 0; i < trust->names->len; i++) {
        drop_made(g_hash_table_lookup(trust->stores, g_ptr_array_index(trust->names, i)));
    }
    drop_made(trust->from_lists);
    g_hash_table_remove_all(trust->of_fetched);
}

void pc_trust_set_policy(PcTrust *trust, PcTrustPolicy policy)
{
    trust->policy = policy;
    trust->n_changes++;
    drop_all_made(trust);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static PcStore *find_store(const PcTrust *trust, const char *name)
{
    return name != NULL ? g_hash_table_lookup(trust->stores, name) : NULL;
}

static PcStore *need_store(PcTrust *trust, const char *name)
{
    PcStore *store = find_store(trust, name);
    if (store == NULL) {
        store = store_new(name, false);
        g_hash_table_insert(trust->stores, store->name, store);
        g_ptr_array_add(trust->names, store->name);
        g_ptr_array_sort(trust->names, compare_names);
    }
    return store;
}

static bool find_certificate(const PcStore *store, const char *sha256, guint *index)
{
    for (guint i = 0; i < store->certificates->len; i++) {
        const PcCertificate *known = g_ptr_array_index(store->certificates, i);
        if (g_str_equal(known->sha256, sha256)) {
            *index = i;
            return true;
        }
    }
    return false;
}

static void store_add(PcStore *store, PcCertificate *certificate)
{
    // g_hash_table_add would keep the key of another copy, which may go before this one.
    if (!g_hash_table_contains(store->known, certificate->sha256)) {
        g_hash_table_add(store->known, certificate->sha256);
        pc_certificate_need_key_in_x509(certificate);
        g_ptr_array_add(store->certificates, pc_certificate_ref(certificate));
        drop_made(store);
    }
}

// False where there is no room for it.
static bool store_add_crl(PcStore *store, PcCrl *crl)
{
    GBytes *der = pc_crl_der(crl);
    size_t len = g_bytes_get_size(der);
    if (g_hash_table_contains(store->known_crls, der)) {
        return true;
    }
    if (len > PC_TRUST_MAX_CRLS - store->crls_len) {
        return false;
    }
    g_ptr_array_add(store->crls, pc_crl_ref(crl));
    g_hash_table_add(store->known_crls, der);
    store->crls_len += len;
    drop_made(store);
    return true;
}

static void copy_store(const PcStore *from, PcStore *to)
{
    for (guint i = 0; i < from->certificates->len; i++) {
        store_add(to, g_ptr_array_index(from->certificates, i));
    }
    for (guint i = 0; i < from->crls->len; i++) {
        (void)store_add_crl(to, g_ptr_array_index(from->crls, i)); // fitted there
    }
}

// A trust list is a basis of its own, whatever store it was given for: it says what the phone
// believes, not what the server holds.
static unsigned add_list(PcTrust *trust, const char *origin, PcBytes content, GError **error)
{
    g_autoptr(PcTrustList) list = pc_trust_list_new(content);
    unsigned n_certificates = 0;
    for (guint i = 0; list != NULL && i < list->records->len; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(list->records, i);
        n_certificates += record->certificate != NULL && !record->certificate->malformed ? 1 : 0;
    }
    if (n_certificates == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: this trust list holds no certificate%s%s", origin,
                    list != NULL && list->defect != NULL ? ": " : "",
                    list != NULL && list->defect != NULL ? list->defect : "");
        return 0;
    }
    if (list->signature == PC_LIST_SIGNATURE_FAILED) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: the trust list's own signature does not verify, so it counts for nothing: "
                    "%s",
                    origin, list->signature_note);
        return 0;
    }
    pc_trust_add_list(trust, list);
    return n_certificates;
}

unsigned pc_trust_add(PcTrust *trust, const char *store, const char *origin, PcBytes content,
                      GError **error)
{
    if (pc_trust_list_looks_like(content)) {
        return add_list(trust, origin, content, error);
    }
    trust->n_changes++;
    g_autoptr(GPtrArray) crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(content, crls);
    unsigned n_added = crls->len;
    const char *defect = NULL;
    for (guint i = 0; i < found->len; i++) {
        PcCertificate *certificate = g_ptr_array_index(found, i);
        if (certificate->malformed) {
            defect = certificate->defect;
            continue;
        }
        store_add(need_store(trust, store), certificate);
        n_added++;
    }
    bool fits = true;
    for (guint i = 0; i < crls->len; i++) {
        PcCrl *crl = pc_crl_new(g_ptr_array_index(crls, i));
        fits &= store_add_crl(need_store(trust, store), crl);
        pc_crl_unref(crl);
    }
    if (!fits) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: the CRLs of %s come to more than %d MiB, so this one is left out, and "
                    "whom it revokes is not known",
                    origin, store, PC_TRUST_MAX_CRLS / (1024 * 1024));
        return 0;
    }
    if (n_added == 0 && pc_certificate_file_is_locked(content)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: holds no certificate that opens without a password", origin);
    } else if (n_added == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    defect != NULL ? "%s: holds a certificate that cannot be read: %s"
                                   : "%s: holds no certificate%s",
                    origin, defect != NULL ? defect : "");
    }
    return n_added;
}

// Only what the list's own signature vouches for is believed: a list that bears none, or one that
// could not be checked, anybody may have written.
static void add_anchors(PcStore *store, const PcTrustList *list)
{
    for (guint i = 0; i < list->records->len; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(list->records, i);
        if (record->role == PC_ROLE_CAPF && record->certificate != NULL &&
            !record->certificate->malformed && list->signature == PC_LIST_SIGNATURE_VERIFIED) {
            store_add(store, record->certificate);
        }
    }
}

void pc_trust_add_list(PcTrust *trust, PcTrustList *list)
{
    if (pc_known_lists_add(trust->lists, list)) {
        trust->n_changes++;
    }
    add_anchors(trust->from_lists, list);
    g_hash_table_remove_all(trust->of_fetched);
}

void pc_trust_add_fetched(PcTrust *trust, PcTrustList *list, const char *file_name,
                          PcAccount *account)
{
    pc_known_lists_add_fetched(trust->lists, list, file_name, account);
}

unsigned pc_trust_changes(const PcTrust *trust)
{
    return trust->n_changes;
}

bool pc_trust_has_store(const PcTrust *trust, const char *store)
{
    return find_store(trust, store) != NULL;
}

const GPtrArray *pc_trust_stores(const PcTrust *trust)
{
    return trust->names;
}

const GPtrArray *pc_trust_certificates(const PcTrust *trust, const char *store)
{
    const PcStore *found = find_store(trust, store);
    return found != NULL ? found->certificates : NULL;
}

static const PcCertificate *find_named(const GPtrArray *certificates, GBytes *subject)
{
    for (guint i = 0; certificates != NULL && i < certificates->len; i++) {
        const PcCertificate *ca = g_ptr_array_index(certificates, i);
        if (!ca->malformed && g_bytes_equal(ca->subject_der, subject)) {
            return ca;
        }
    }
    return NULL;
}

const PcCertificate *pc_trust_ca_above(const PcTrust *trust, const GPtrArray *chain,
                                       const PcCertificate *certificate)
{
    if (certificate->malformed || certificate->self_issued) {
        return NULL;
    }
    const PcCertificate *ca = find_named(chain, certificate->issuer_der);
    const GPtrArray *stores = pc_trust_stores(trust);
    for (guint i = 0; ca == NULL && i < stores->len; i++) {
        ca = find_named(pc_trust_certificates(trust, g_ptr_array_index(stores, i)),
                        certificate->issuer_der);
    }
    return ca;
}

const PcCertificate *pc_trust_ca_without_client(const PcTrust *trust, const GPtrArray *chain,
                                                const PcCertificate *certificate)
{
    enum { MAX_ABOVE = 8 };
    const PcCertificate *at = certificate;
    for (int height = 0; height < MAX_ABOVE && at != NULL; height++) {
        at = pc_trust_ca_above(trust, chain, at);
        if (at != NULL && !pc_usage_allows_client(at)) {
            return at;
        }
    }
    return NULL;
}

bool pc_trust_remove(PcTrust *trust, const char *store, const char *sha256)
{
    PcStore *found = find_store(trust, store);
    guint index;
    if (found == NULL || !find_certificate(found, sha256, &index)) {
        return false;
    }
    const PcCertificate *removed = g_ptr_array_index(found->certificates, index);
    g_hash_table_remove(found->known, removed->sha256);
    g_ptr_array_remove_index(found->certificates, index);
    trust->n_changes++;
    drop_made(found);
    return true;
}

PcTrust *pc_trust_copy(const PcTrust *trust)
{
    PcTrust *copy = pc_trust_new();
    copy->policy = trust->policy;
    for (guint i = 0; i < trust->names->len; i++) {
        const char *name = g_ptr_array_index(trust->names, i);
        copy_store(find_store(trust, name), need_store(copy, name));
    }
    pc_known_lists_copy(trust->lists, copy->lists);
    copy_store(trust->from_lists, copy->from_lists);
    return copy;
}

void pc_trust_answer_clear(PcTrustAnswer *answer)
{
    g_free(answer->reason);
    g_free(answer->missing);
    *answer = (PcTrustAnswer){0};
}

char *pc_trust_lists_key(const PcTrust *trust, const char *device)
{
    if (pc_known_lists_none_fetched(trust->lists)) {
        return NULL;
    }
    g_autoptr(GPtrArray) lists = g_ptr_array_new();
    pc_known_lists_fetched(trust->lists, device, lists);
    if (lists->len == 0) {
        return NULL;
    }
    GString *key = g_string_new(NULL);
    for (guint i = 0; i < lists->len; i++) {
        g_string_append_printf(key, "%p ", g_ptr_array_index(lists, i));
    }
    return g_string_free(key, FALSE);
}

// The CAPF entries of trust lists: of those that were given, and of those that the device fetched.
static PcStore *store_of_lists(PcTrust *trust, const char *device)
{
    g_autofree char *key = pc_trust_lists_key(trust, device);
    if (key == NULL) {
        return trust->from_lists;
    }
    PcStore *store = g_hash_table_lookup(trust->of_fetched, key);
    if (store != NULL) {
        return store;
    }
    if (g_hash_table_size(trust->of_fetched) >= MAX_OF_FETCHED) {
        g_hash_table_remove_all(trust->of_fetched);
    }
    g_autoptr(GPtrArray) lists = g_ptr_array_new();
    pc_known_lists_fetched(trust->lists, device, lists);
    store = store_new(LIST_STORE, true);
    copy_store(trust->from_lists, store);
    for (guint i = 0; i < lists->len; i++) {
        add_anchors(store, g_ptr_array_index(lists, i));
    }
    g_hash_table_insert(trust->of_fetched, g_steal_pointer(&key), store);
    return store;
}

// Trust lists speak only of LSCs that some CAPF of this cluster signed, and only for the cluster's
// own stores.
static bool is_for_lists(const PcStore *lists, const char *name, const PcCertificate *leaf)
{
    const bool of_cluster =
        g_strcmp0(name, PC_STORE_CALLMANAGER) == 0 || g_strcmp0(name, PC_STORE_CAPF) == 0;
    if (!of_cluster || lists->certificates->len == 0) {
        return false;
    }
    bool is_capf = pc_issuer_is_capf_name(leaf->issuer_cn);
    for (guint i = 0; i < lists->certificates->len && !is_capf; i++) {
        const PcCertificate *capf = g_ptr_array_index(lists->certificates, i);
        is_capf = g_bytes_equal(capf->subject_der, leaf->issuer_der);
    }
    return is_capf;
}

// The store that judges: the one that was given, or else what trust lists hold.
static PcStore *judging_store(PcTrust *trust, const PcTrustQuestion *question)
{
    PcStore *store = find_store(trust, question->store);
    if (store != NULL) {
        return store;
    }
    PcStore *lists = store_of_lists(trust, question->device);
    const bool fits = is_for_lists(lists, question->store, g_ptr_array_index(question->chain, 0));
    return fits ? lists : NULL;
}

static void answer_malformed(const char *defect, PcTrustAnswer *answer)
{
    answer->verdict = PC_VERDICT_MALFORMED;
    answer->why = PC_REASON_MALFORMED;
    answer->reason = g_strdup_printf("it cannot be read: %s", defect);
}

static void answer_unchecked(const char *store, PcTrustAnswer *answer)
{
    answer->verdict = PC_VERDICT_UNCHECKED;
    answer->why = PC_REASON_NO_STORE;
    answer->reason = store != NULL ? g_strdup_printf("no certificates were given for %s", store)
                                   : g_strdup("no trust store judges this service");
}

void pc_trust_ask(PcTrust *trust, const PcTrustQuestion *question, PcTrustAnswer *answer)
{
    *answer = (PcTrustAnswer){0};
    if (question->chain->len == 0) {
        return;
    }
    const PcCertificate *leaf = g_ptr_array_index(question->chain, 0);
    if (leaf->malformed || !leaf->has_validity) {
        answer_malformed(leaf->malformed ? leaf->defect : "its validity is no time", answer);
        return;
    }
    PcStore *judge = judging_store(trust, question);
    if (judge == NULL) {
        answer_unchecked(question->store, answer);
        return;
    }
    if (judge->openssl == NULL) {
        judge->openssl = pc_path_openssl_store(trust, judge);
    }
    pc_certificate_need_x509(g_ptr_array_index(question->chain, 0));
    PcPath path;
    if (!pc_shortcut_take(trust, judge, leaf, question->time, &path)) {
        for (guint i = 0; i < question->chain->len; i++) {
            pc_certificate_need_key_in_x509(g_ptr_array_index(question->chain, i));
        }
        pc_path_validate(trust, judge, question->chain, question->time, &path);
        pc_shortcut_learn(trust, judge, question->time, &path);
    }
    pc_trust_words(judge, leaf, &path, answer);
    pc_path_clear(&path);
}

void pc_trust_judge(PcTrust *trust, const char *store, const GPtrArray *chain, int64_t time,
                    PcTrustAnswer *answer)
{
    const PcTrustQuestion question = {.store = store, .chain = chain, .time = time};
    pc_trust_ask(trust, &question, answer);
}

void pc_trust_horizon(PcTrust *trust, const PcTrustQuestion *question, int64_t span[2])
{
    span[0] = INT64_MIN;
    span[1] = INT64_MAX;
    for (guint i = 0; i < question->chain->len; i++) {
        const PcCertificate *certificate = g_ptr_array_index(question->chain, i);
        if (certificate->has_validity) {
            pc_span_narrow(certificate->not_before, question->time, span);
            pc_span_narrow(certificate->not_after, question->time, span);
        }
    }
    PcStore *found = find_store(trust, question->store);
    found = found != NULL ? found : store_of_lists(trust, question->device);
    pc_store_span(found, question->time, span);
}
