// SPDX-License-Identifier: GPL-2.0-or-later
// Our library context offers OpenSSL's default provider, but of its decoders and kinds of keys only
// those that a certificate's public key needs. OpenSSL 3.0 tries all there are for every
// certificate it parses, which takes 75 of the 105 microseconds of parsing one.
#include "core/openssl_library.h"

#include <glib.h>
#include <openssl/core_dispatch.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_CHOSEN = 16 };

// Set once, before anybody can ask for it. No answer depends on it; OpenSSL calls back into query()
// without a pointer of ours.
static struct { // lint-allow globals: what OpenSSL offers is the same for the whole process
    PcOpenssl given;
    OSSL_PROVIDER *whole; // OpenSSL's default provider, in a context that only this file knows
    OSSL_ALGORITHM decoders[MAX_CHOSEN + 1];
    OSSL_ALGORITHM key_kinds[MAX_CHOSEN + 1];
} ours;

// The first of an algorithm's names counts: "RSA:rsaEncryption:1.2.840.113549.1.1.1".
static bool is_certificate_key(const OSSL_ALGORITHM *algorithm)
{
    static const char *const keys[] = {"RSA", "RSA-PSS", "EC", "DSA", "ED25519", "ED448"};
    const size_t len = strcspn(algorithm->algorithm_names, ":");
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strlen(keys[i]) == len && strncmp(algorithm->algorithm_names, keys[i], len) == 0) {
            return true;
        }
    }
    return false;
}

// Copies to `chosen` what is for a certificate's key and has `property` (NULL: any).
static void choose(int operation, const char *property, OSSL_ALGORITHM *chosen)
{
    int no_store = 0;
    size_t n = 0;
    const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation(ours.whole, operation, &no_store);
    for (; all != NULL && all->algorithm_names != NULL && n < MAX_CHOSEN; all++) {
        const bool fits = property == NULL || strstr(all->property_definition, property) != NULL;
        if (fits && is_certificate_key(all)) {
            chosen[n++] = *all;
        }
    }
}

// OSSL_FUNC_provider_query_operation of provider-base(7).
static const OSSL_ALGORITHM *query(void *context, int operation, int *no_store)
{
    (void)context;
    *no_store = 0;
    if (operation == OSSL_OP_DECODER) {
        return ours.decoders;
    }
    if (operation == OSSL_OP_KEYMGMT) {
        return ours.key_kinds;
    }
    return OSSL_PROVIDER_query_operation(ours.whole, operation, no_store);
}

static int begin_provider(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                          const OSSL_DISPATCH **out, void **context)
{
    static const OSSL_DISPATCH functions[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
        {0, NULL},
    };
    (void)handle;
    (void)in;
    *out = functions;
    *context = OSSL_PROVIDER_get0_provider_ctx(ours.whole);
    return 1;
}

static OSSL_LIB_CTX *make_library(void)
{
    static const char name[] = "phonecert";
    OSSL_LIB_CTX *hidden = OSSL_LIB_CTX_new();
    ours.whole = hidden != NULL ? OSSL_PROVIDER_load(hidden, "default") : NULL;
    OSSL_LIB_CTX *library = ours.whole != NULL ? OSSL_LIB_CTX_new() : NULL;
    if (library == NULL) {
        return NULL;
    }
    choose(OSSL_OP_DECODER, "input=der,structure=SubjectPublicKeyInfo", ours.decoders);
    choose(OSSL_OP_KEYMGMT, NULL, ours.key_kinds);
    if (OSSL_PROVIDER_add_builtin(library, name, begin_provider) != 1 ||
        OSSL_PROVIDER_load(library, name) == NULL) {
        OSSL_LIB_CTX_free(library);
        return NULL;
    }
    return library;
}

const PcOpenssl *pc_openssl(void)
{
    static gsize is_made = 0;
    if (g_once_init_enter(&is_made)) {
        ours.given.library = make_library();
        ours.given.sha1 = EVP_MD_fetch(ours.given.library, "SHA1", NULL);
        ours.given.sha256 = EVP_MD_fetch(ours.given.library, "SHA256", NULL);
        g_assert(ours.given.sha1 != NULL && ours.given.sha256 != NULL);
        g_once_init_leave(&is_made, 1);
    }
    return &ours.given;
}
