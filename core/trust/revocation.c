// SPDX-License-Identifier: GPL-2.0-or-later
// OpenSSL checks the CRL of each certificate of a path anew, and hashes all of it each time. Here
// it is given a short one to check, which has everything but the revoked and a signature; who
// signed the list itself is asked once for a key, and told as OpenSSL would.
#include "core/certificate/openssl_auto.h"
#include "core/trust/crl_work.h"
#include "core/trust/walk_work.h"

static STACK_OF(X509_CRL) * find_named(const X509_STORE_CTX *context, const X509_NAME *issuer)
{
    STACK_OF(X509_CRL) *found = sk_X509_CRL_new_null();
    const GPtrArray *named = pc_store_crls_of(pc_walk_store(context), issuer);
    for (guint i = 0; named != NULL && i < named->len; i++) {
        X509_CRL *crl = pc_crl_x509(g_ptr_array_index(named, i));
        if (X509_CRL_up_ref(crl) == 1) {
            sk_X509_CRL_push(found, crl);
        }
    }
    return found;
}

static PcCrl *find_crl(const PcStore *store, const X509_CRL *x509)
{
    const GPtrArray *named = pc_store_crls_of(store, X509_CRL_get_issuer(x509));
    for (guint i = 0; named != NULL && i < named->len; i++) {
        PcCrl *crl = g_ptr_array_index(named, i);
        if (pc_crl_x509(crl) == x509) {
            return crl;
        }
    }
    return NULL;
}

// Where in the chain the certificate stands by whose key OpenSSL will check: above the one whose
// CRL it is, or the last; -1: it stands elsewhere.
static int signer_depth(const X509_STORE_CTX *context)
{
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);
    const X509 *apart = X509_STORE_CTX_get0_current_issuer(context);
    const int last = sk_X509_num(chain) - 1;
    if (apart == NULL) {
        return MIN(X509_STORE_CTX_get_error_depth(context) + 1, last);
    }
    for (int depth = 0; depth <= last; depth++) {
        if (sk_X509_value(chain, depth) == apart) {
            return depth;
        }
    }
    return -1;
}

// A CA that is not in the store, and that nobody signed who is, makes the path a bad one whatever
// is revoked: its key is not worth the hashing, and there may be another with each phone.
static bool is_vouched_for(const X509_STORE_CTX *context, const PcStore *store, int depth)
{
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);
    for (int at = depth; at < sk_X509_num(chain); at++) {
        X509 *ca = sk_X509_value(chain, at);
        if (pc_store_holds(store, ca)) {
            return true;
        }
        if (at + 1 == sk_X509_num(chain) || !pc_path_signed_by(ca, sk_X509_value(chain, at + 1))) {
            return false;
        }
    }
    return false;
}

static int check(X509_STORE_CTX *context, X509_CRL *x509)
{
    const PcStore *store = pc_walk_store(context);
    PcWalk *walk = pc_walk_of(context);
    PcCrl *crl = find_crl(store, x509);
    X509_CRL *brief = crl != NULL ? pc_crl_short(crl) : NULL;
    const int depth = signer_depth(context);
    if (walk == NULL || brief == NULL || depth < 0) {
        return store->check_crl(context, x509);
    }
    walk->checked = x509;
    const int goes_on = store->check_crl(context, brief);
    walk->checked = NULL;
    EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(X509_STORE_CTX_get0_chain(context), depth));
    if (goes_on != 1 || key == NULL ||
        (is_vouched_for(context, store, depth) && pc_crl_signed_by(crl, key))) {
        return goes_on;
    }
    X509_STORE_CTX_set_error(context, X509_V_ERR_CRL_SIGNATURE_FAILURE);
    return X509_STORE_CTX_get_verify_cb(context)(0, context);
}

// OpenSSL's own check, which a context tells of a store that has no other.
static X509_STORE_CTX_check_crl_fn check_of_openssl(X509_STORE *openssl)
{
    g_autoptr(X509_STORE_CTX) context = X509_STORE_CTX_new();
    return X509_STORE_CTX_init(context, openssl, NULL, NULL) == 1
               ? X509_STORE_CTX_get_check_crl(context)
               : NULL;
}

void pc_revocation_add(X509_STORE *openssl, PcStore *store)
{
    if (store->crls->len == 0) {
        return;
    }
    X509_STORE_set_flags(openssl, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL |
                                      X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS);
    X509_STORE_set_lookup_crls(openssl, find_named);
    store->check_crl = check_of_openssl(openssl);
    if (store->check_crl != NULL) {
        X509_STORE_set_check_crl(openssl, check);
    }
}
