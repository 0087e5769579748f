// SPDX-License-Identifier: GPL-2.0-or-later
// Our library contexts offer OpenSSL's default provider, but of its decoders and kinds of keys only
// those that a certificate's public key needs. OpenSSL 3.0 tries all there are for every
// certificate it parses, which takes 75 of the 105 microseconds of parsing one. Nearly every
// certificate of a phone has an RSA key and an RSA signature: for those one context offers nothing
// else.
#include "core/openssl_library.h"

#include <glib.h>
#include <openssl/core_dispatch.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_CHOSEN = 16 };

// Offer is what one of our contexts offers of what it does not offer whole.
typedef struct {
    OSSL_ALGORITHM decoders[MAX_CHOSEN + 1];
    OSSL_ALGORITHM key_kinds[MAX_CHOSEN + 1];
} Offer;

// Set once, before anybody can ask for it. No answer depends on it; OpenSSL calls back into query()
// without a pointer of ours.
static struct { // lint-allow globals: what OpenSSL offers is the same for the whole process
    PcOpenssl given;
    OSSL_PROVIDER *whole; // OpenSSL's default provider, in a context that only this file knows
    Offer any, rsa;
} ours;

static const char *const any_keys[] = {"RSA", "RSA-PSS", "EC", "DSA", "ED25519", "ED448", NULL};
static const char *const rsa_keys[] = {"RSA", NULL};

// The first of an algorithm's names counts: "RSA:rsaEncryption:1.2.840.113549.1.1.1".
static bool is_one_of(const OSSL_ALGORITHM *algorithm, const char *const *keys)
{
    const size_t len = strcspn(algorithm->algorithm_names, ":");
    for (; *keys != NULL; keys++) {
        if (strlen(*keys) == len && strncmp(algorithm->algorithm_names, *keys, len) == 0) {
            return true;
        }
    }
    return false;
}

// Copies to `chosen` what is for one of `keys` and has `property` (NULL: any).
static void choose(int operation, const char *property, const char *const *keys,
                   OSSL_ALGORITHM *chosen)
{
    int no_store = 0;
    size_t n = 0;
    const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation(ours.whole, operation, &no_store);
    for (; all != NULL && all->algorithm_names != NULL && n < MAX_CHOSEN; all++) {
        const bool fits = property == NULL || strstr(all->property_definition, property) != NULL;
        if (fits && is_one_of(all, keys)) {
            chosen[n++] = *all;
        }
    }
}

static void make_offer(const char *const *keys, Offer *offer)
{
    choose(OSSL_OP_DECODER, "input=der,structure=SubjectPublicKeyInfo", keys, offer->decoders);
    choose(OSSL_OP_KEYMGMT, NULL, keys, offer->key_kinds);
}

static const OSSL_ALGORITHM *query(const Offer *offer, int operation, int *no_store)
{
    *no_store = 0;
    if (operation == OSSL_OP_DECODER) {
        return offer->decoders;
    }
    if (operation == OSSL_OP_KEYMGMT) {
        return offer->key_kinds;
    }
    return OSSL_PROVIDER_query_operation(ours.whole, operation, no_store);
}

// OSSL_FUNC_provider_query_operation of provider-base(7).
static const OSSL_ALGORITHM *query_any(void *context, int operation, int *no_store)
{
    (void)context;
    return query(&ours.any, operation, no_store);
}

static const OSSL_ALGORITHM *query_rsa(void *context, int operation, int *no_store)
{
    (void)context;
    return query(&ours.rsa, operation, no_store);
}

static const OSSL_DISPATCH any_functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query_any},
    {0, NULL},
};

static const OSSL_DISPATCH rsa_functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query_rsa},
    {0, NULL},
};

static int begin_any(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                     const OSSL_DISPATCH **out, void **context)
{
    (void)handle;
    (void)in;
    *out = any_functions;
    *context = OSSL_PROVIDER_get0_provider_ctx(ours.whole);
    return 1;
}

static int begin_rsa(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                     const OSSL_DISPATCH **out, void **context)
{
    (void)begin_any(handle, in, out, context);
    *out = rsa_functions;
    return 1;
}

static OSSL_LIB_CTX *make_library(const char *name, OSSL_provider_init_fn *begin)
{
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    if (library != NULL && (OSSL_PROVIDER_add_builtin(library, name, begin) != 1 ||
                            OSSL_PROVIDER_load(library, name) == NULL)) {
        OSSL_LIB_CTX_free(library);
        return NULL;
    }
    return library;
}

static void make_libraries(void)
{
    OSSL_LIB_CTX *hidden = OSSL_LIB_CTX_new();
    ours.whole = hidden != NULL ? OSSL_PROVIDER_load(hidden, "default") : NULL;
    if (ours.whole == NULL) {
        return;
    }
    make_offer(any_keys, &ours.any);
    make_offer(rsa_keys, &ours.rsa);
    ours.given.library = make_library("phonecert", begin_any);
    ours.given.rsa_library = make_library("phonecert-rsa", begin_rsa);
}

const PcOpenssl *pc_openssl(void)
{
    static gsize is_made = 0;
    if (g_once_init_enter(&is_made)) {
        make_libraries();
        ours.given.sha1 = EVP_MD_fetch(ours.given.library, "SHA1", NULL);
        ours.given.sha256 = EVP_MD_fetch(ours.given.library, "SHA256", NULL);
        g_assert(ours.given.sha1 != NULL && ours.given.sha256 != NULL);
        g_once_init_leave(&is_made, 1);
    }
    return &ours.given;
}
