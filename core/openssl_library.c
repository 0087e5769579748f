// SPDX-License-Identifier: GPL-2.0-or-later
// Our library context offers OpenSSL's default provider, but of its decoders only those that read
// the public key of a certificate. OpenSSL 3.0 builds a chain of all decoders there are for every
// certificate it parses, which takes 70 of the 105 microseconds of parsing one.
#include "core/openssl_library.h"

#include <glib.h>
#include <openssl/core_dispatch.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_DECODERS = 16 };

// Set once, before anybody can ask for it.
static struct {
    PcOpenssl given;
    OSSL_PROVIDER *whole; // OpenSSL's default provider, in a context that only this file knows
    OSSL_ALGORITHM decoders[MAX_DECODERS + 1];
} ours;

static bool reads_certificate_key(const OSSL_ALGORITHM *decoder)
{
    static const char *const keys[] = {"RSA", "RSA-PSS", "EC", "DSA", "ED25519", "ED448"};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(decoder->algorithm_names, keys[i]) == 0) {
            return strstr(decoder->property_definition,
                          "input=der,structure=SubjectPublicKeyInfo") != NULL;
        }
    }
    return false;
}

static void choose_decoders(void)
{
    int no_store = 0;
    size_t n = 0;
    const OSSL_ALGORITHM *all =
        OSSL_PROVIDER_query_operation(ours.whole, OSSL_OP_DECODER, &no_store);
    for (; all != NULL && all->algorithm_names != NULL && n < MAX_DECODERS; all++) {
        if (reads_certificate_key(all)) {
            ours.decoders[n++] = *all;
        }
    }
}

// OSSL_FUNC_provider_query_operation of provider-base(7).
static const OSSL_ALGORITHM *query(void *context, int operation, int *no_store)
{
    (void)context;
    if (operation == OSSL_OP_DECODER) {
        *no_store = 0;
        return ours.decoders;
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
    choose_decoders();
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
