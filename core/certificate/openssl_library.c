// SPDX-License-Identifier: GPL-2.0-or-later
// Our library contexts offer OpenSSL's default provider, but of its decoders and kinds of keys only
// those that a certificate's public key needs. OpenSSL 3.0 tries all there are for every
// certificate it parses, which takes 75 of the 105 microseconds of parsing one. Even where there is
// one to try it takes as long to find it, among all methods in use, as to parse the rest. So one
// context offers next to nothing: there a certificate is parsed without its key, which can be read
// by itself.
#include "core/certificate/openssl_library.h"

#include <glib.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
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
    // These for the two contexts that are for RSA, where there is little to look through.
    OSSL_ALGORITHM rsa_decoders[MAX_CHOSEN + 1];
    OSSL_ALGORITHM rsa_key_kinds[MAX_CHOSEN + 1];
    OSSL_ALGORITHM digests[MAX_CHOSEN + 1];
    OSSL_ALGORITHM signatures[MAX_CHOSEN + 1];
} ours;

// ---- memory -----------------------------------------------------------------------------------

static void *allocate(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return g_malloc(size);
}

static void *reallocate(void *block, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return g_realloc(block, size);
}

static void release(void *block, const char *file, int line)
{
    (void)file;
    (void)line;
    g_free(block);
}

bool pc_openssl_insist(void)
{
    return CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;
}

// ---- contexts ---------------------------------------------------------------------------------

static const char *const keys[] = {"RSA", "RSA-PSS", "EC", "DSA", "ED25519", "ED448", NULL};
static const char *const rsa[] = {"RSA", NULL};
static const char *const usual_digests[] = {"SHA1", "SHA2-256", "SHA2-384", "SHA2-512", NULL};

// The first of an algorithm's names counts: "RSA:rsaEncryption:1.2.840.113549.1.1.1".
static bool is_one_of(const OSSL_ALGORITHM *algorithm, const char *const *names)
{
    const size_t len = strcspn(algorithm->algorithm_names, ":");
    for (; *names != NULL; names++) {
        if (strlen(*names) == len && strncmp(algorithm->algorithm_names, *names, len) == 0) {
            return true;
        }
    }
    return false;
}

// Copies to `chosen` what has one of `names` and has `property` (NULL: any).
static void choose(int operation, const char *property, const char *const *names,
                   OSSL_ALGORITHM *chosen)
{
    int no_store = 0;
    size_t n = 0;
    const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation(ours.whole, operation, &no_store);
    for (; all != NULL && all->algorithm_names != NULL && n < MAX_CHOSEN; all++) {
        const bool fits = property == NULL || strstr(all->property_definition, property) != NULL;
        if (fits && is_one_of(all, names)) {
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

static const OSSL_ALGORITHM *query_keyless(void *context, int operation, int *no_store)
{
    (void)context;
    *no_store = 0;
    if (operation == OSSL_OP_DIGEST) {
        return ours.digests;
    }
    return operation == OSSL_OP_SIGNATURE ? ours.signatures : NULL;
}

static const OSSL_ALGORITHM *query_rsa(void *context, int operation, int *no_store)
{
    *no_store = 0;
    if (operation == OSSL_OP_DECODER) {
        return ours.rsa_decoders;
    }
    if (operation == OSSL_OP_KEYMGMT) {
        return ours.rsa_key_kinds;
    }
    return query_keyless(context, operation, no_store);
}

static const OSSL_DISPATCH functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
    {0, NULL},
};

static const OSSL_DISPATCH keyless_functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query_keyless},
    {0, NULL},
};

static const OSSL_DISPATCH rsa_functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query_rsa},
    {0, NULL},
};

static int begin(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out,
                 void **context)
{
    (void)handle;
    (void)in;
    *out = functions;
    *context = OSSL_PROVIDER_get0_provider_ctx(ours.whole);
    return 1;
}

static int begin_keyless(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                         const OSSL_DISPATCH **out, void **context)
{
    (void)begin(handle, in, out, context);
    *out = keyless_functions;
    return 1;
}

static int begin_rsa(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
                     const OSSL_DISPATCH **out, void **context)
{
    (void)begin(handle, in, out, context);
    *out = rsa_functions;
    return 1;
}

static OSSL_LIB_CTX *make_library(const char *name, OSSL_provider_init_fn *init)
{
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    if (library != NULL && (OSSL_PROVIDER_add_builtin(library, name, init) != 1 ||
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
    static const char public_key[] = "input=der,structure=SubjectPublicKeyInfo";
    choose(OSSL_OP_DECODER, public_key, keys, ours.decoders);
    choose(OSSL_OP_KEYMGMT, NULL, keys, ours.key_kinds);
    choose(OSSL_OP_DECODER, public_key, rsa, ours.rsa_decoders);
    choose(OSSL_OP_KEYMGMT, NULL, rsa, ours.rsa_key_kinds);
    choose(OSSL_OP_DIGEST, NULL, usual_digests, ours.digests);
    choose(OSSL_OP_SIGNATURE, NULL, rsa, ours.signatures);
    ours.given.library = make_library("phonecert", begin);
    ours.given.rsa_library = make_library("phonecert-rsa", begin_rsa);
    ours.given.keyless_library = make_library("phonecert-keyless", begin_keyless);
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
