// SPDX-License-Identifier: GPL-2.0-or-later
// A name becomes the certificates and CRLs of a store that bear it: a store may hold many
// thousands, and OpenSSL's own would sort all of them anew with each that is added.
#include "core/bytes/keyed_hash.h"
#include "core/certificate/asn1_time.h"
#include "core/certificate/openssl_auto.h"
#include "core/certificate/openssl_library.h"
#include "core/trust/crl_work.h"
#include "core/trust/work.h"

// As OpenSSL compares names (RFC 5280, 7.1): without regard to case and spaces.
static guint hash_name(gconstpointer name)
{
    int is_hashed = 0;
    const unsigned long hash = X509_NAME_hash_ex(name, pc_openssl()->library, NULL, &is_hashed);
    return pc_hash_of(pc_bytes(&hash, sizeof hash));
}

static gboolean equal_names(gconstpointer a, gconstpointer b)
{
    return X509_NAME_cmp(a, b) == 0;
}

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(hash_name, equal_names, NULL, (GDestroyNotify)g_ptr_array_unref);
}

static void add_named(GHashTable *table, X509_NAME *name, void *bearer)
{
    GPtrArray *bearers = g_hash_table_lookup(table, name);
    if (bearers == NULL) {
        bearers = g_ptr_array_new();
        g_hash_table_insert(table, name, bearers);
    }
    g_ptr_array_add(bearers, bearer);
}

const GPtrArray *pc_store_named(const PcStore *store, const X509_NAME *name)
{
    return g_hash_table_lookup(store->by_name, name);
}

const GPtrArray *pc_store_crls_of(const PcStore *store, const X509_NAME *name)
{
    return g_hash_table_lookup(store->crls_by_name, name);
}

static int64_t made_at(PcCrl *crl)
{
    int64_t time = INT64_MIN;
    return pc_asn1_time(X509_CRL_get0_lastUpdate(pc_crl_x509(crl)), &time) ? time : INT64_MIN;
}

static int newest_first(gconstpointer a, gconstpointer b)
{
    const int64_t x = made_at(*(PcCrl *const *)a), y = made_at(*(PcCrl *const *)b);
    return (x < y) - (x > y);
}

void pc_store_make_names(PcStore *store)
{
    GHashTableIter at;
    gpointer name, bearers;
    store->by_name = new_table();
    store->crls_by_name = new_table();
    for (guint i = 0; i < store->certificates->len; i++) {
        PcCertificate *ca = g_ptr_array_index(store->certificates, i);
        add_named(store->by_name, X509_get_subject_name(ca->x509), ca);
    }
    for (guint i = 0; i < store->crls->len; i++) {
        X509_CRL *crl = pc_crl_x509(g_ptr_array_index(store->crls, i));
        if (crl != NULL) {
            add_named(store->crls_by_name, X509_CRL_get_issuer(crl),
                      g_ptr_array_index(store->crls, i));
        }
    }
    g_hash_table_iter_init(&at, store->crls_by_name);
    while (g_hash_table_iter_next(&at, &name, &bearers)) {
        GPtrArray *crls = bearers;
        if (crls->len > PC_PATH_MAX_CRLS) {
            g_ptr_array_sort(crls, newest_first);
            g_ptr_array_set_size(crls, PC_PATH_MAX_CRLS);
        }
    }
}
