// SPDX-License-Identifier: GPL-2.0-or-later
// The way from a CA to its root is validated with the first leaf of that CA, not again with each.
// The shortcut only ever says "trusted": of a leaf that is unusual in any way, or where anything is
// wrong, it says nothing, and the whole validation is made.
#include "core/certificate/openssl_auto.h"
#include "core/certificate/openssl_library.h"
#include "core/trust/work.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>

// PcWay leads from a CA of the store to a root of it; nothing in the store begins or ends to be
// valid within the span.
typedef struct {
    STACK_OF(X509) * path; // the CA first
    int64_t span[2];       // [from, until)
    EVP_MD_CTX *ready;     // to check a signature of the CA by `digest`; NULL: not yet
    int digest;
} PcWay;

static void clear_way(gpointer data)
{
    const PcWay *way = data;
    sk_X509_pop_free(way->path, X509_free);
    EVP_MD_CTX_free(way->ready);
}

// What revokes, what a strict policy asks, and where a trust list ends a path early depend on more
// than the CA.
static bool applies(const PcTrust *trust, const PcStore *store)
{
    return !trust->policy.strict && !store->is_list && store->crls->len == 0;
}

static bool has_extension(const X509 *x509, int nid)
{
    return X509_get_ext_by_NID(x509, nid, -1) >= 0;
}

// An end entity of which nothing is held against what stands above it: no proxy, no CA, nothing
// critical that is unknown, nothing malformed, no resources that a CA must own (RFC 3779).
static bool is_plain(const PcCertificate *leaf)
{
    const uint32_t usual = EXFLAG_BCONS | EXFLAG_BCONS_CRITICAL | EXFLAG_KUSAGE | EXFLAG_XKUSAGE |
                           EXFLAG_NSCERT | EXFLAG_FRESHEST | EXFLAG_SET;
    const uint32_t signs = KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT;
    return (X509_get_extension_flags(leaf->x509) & ~usual) == 0 && leaf->version == 3 &&
           !leaf->self_issued && pc_path_may_be_client(leaf) &&
           (!leaf->has_key_usage || (leaf->key_usage & signs) != 0) &&
           !has_extension(leaf->x509, NID_sbgp_ipAddrBlock) &&
           !has_extension(leaf->x509, NID_sbgp_autonomousSysNum);
}

// The one CA in the store that may have issued the leaf; NULL where there is none or a choice.
static X509 *only_issuer(const PcStore *store, const PcCertificate *leaf)
{
    X509 *only = NULL;
    const GPtrArray *named = pc_store_named(store, X509_get_issuer_name(leaf->x509));
    for (guint i = 0; named != NULL && i < named->len; i++) {
        const PcCertificate *ca = g_ptr_array_index(named, i);
        if (pc_path_may_have_issued(ca->x509, leaf->x509)) {
            if (only != NULL) {
                return NULL;
            }
            only = ca->x509;
        }
    }
    return only;
}

static PcWay *find_way(const PcStore *store, const X509 *ca, int64_t time)
{
    for (guint i = 0; store->ways != NULL && i < store->ways->len; i++) {
        PcWay *way = &g_array_index(store->ways, PcWay, i);
        if (sk_X509_value(way->path, 0) == ca && way->span[0] <= time && time < way->span[1]) {
            return way;
        }
    }
    return NULL;
}

static STACK_OF(X509) * path_of(const PcCertificate *leaf, const PcWay *way)
{
    STACK_OF(X509) *path = X509_chain_up_ref(way->path);
    X509_up_ref(leaf->x509);
    sk_X509_unshift(path, leaf->x509);
    return path;
}

static void make_ready(PcWay *way, int digest)
{
    EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(way->path, 0));
    g_autoptr(EVP_MD_CTX) ready = EVP_MD_CTX_new();
    g_clear_pointer(&way->ready, EVP_MD_CTX_free);
    if (key != NULL && EVP_PKEY_is_a(key, "RSA") && ready != NULL &&
        EVP_DigestVerifyInit_ex(ready, NULL, OBJ_nid2sn(digest), pc_openssl()->library, NULL, key,
                                NULL) == 1) {
        way->ready = g_steal_pointer(&ready);
        way->digest = digest;
    }
}

// X509_verify of a PKCS#1 signature, but from where OpenSSL has found all that it needs, which
// takes a third as long as the RSA itself. False says nothing.
static bool is_plainly_signed(PcWay *way, const PcCertificate *leaf)
{
    int digest = NID_undef, key_kind = NID_undef;
    PcBytes content, signature;
    if (X509_get_signature_info(leaf->x509, &digest, &key_kind, NULL, NULL) != 1 ||
        key_kind != EVP_PKEY_RSA ||
        !pc_certificate_signed_part(pc_bytes_of(leaf->der), &content, &signature)) {
        return false;
    }
    if (way->ready == NULL || way->digest != digest) {
        make_ready(way, digest);
    }
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    return way->ready != NULL && context != NULL && EVP_MD_CTX_copy_ex(context, way->ready) == 1 &&
           EVP_DigestVerify(context, signature.data, signature.len, content.data, content.len) == 1;
}

bool pc_shortcut_take(const PcTrust *trust, const PcStore *store, const PcCertificate *leaf,
                      int64_t time, PcPath *out)
{
    if (!applies(trust, store) || store->ways == NULL || !is_plain(leaf) ||
        time < leaf->not_before || time >= leaf->not_after) {
        return false;
    }
    ERR_set_mark();
    X509 *ca = only_issuer(store, leaf);
    PcWay *way = ca != NULL ? find_way(store, ca, time) : NULL;
    const bool is_trusted =
        way != NULL && (is_plainly_signed(way, leaf) || pc_path_signed_by(leaf->x509, ca));
    ERR_pop_to_mark();
    if (is_trusted) {
        *out = (PcPath){.worst = {.why = PC_REASON_TRUSTED}, .chain = path_of(leaf, way)};
    }
    return is_trusted;
}

static bool is_from_store(const PcStore *store, const X509 *x509)
{
    const GPtrArray *named = pc_store_named(store, X509_get_subject_name(x509));
    for (guint i = 0; named != NULL && i < named->len; i++) {
        const PcCertificate *ca = g_ptr_array_index(named, i);
        if (ca->x509 == x509) {
            return true;
        }
    }
    return false;
}

// Name constraints look at the leaf's name (RFC 5280, 4.2.1.10): such a way is walked each time.
static bool is_for_all_leaves(const PcStore *store, const STACK_OF(X509) * chain)
{
    for (int depth = 1; depth < sk_X509_num(chain); depth++) {
        const X509 *ca = sk_X509_value(chain, depth);
        if (!is_from_store(store, ca) || has_extension(ca, NID_name_constraints)) {
            return false;
        }
    }
    return sk_X509_num(chain) > 1;
}

void pc_shortcut_learn(const PcTrust *trust, PcStore *store, int64_t time, const PcPath *path)
{
    if (!applies(trust, store) || path->worst.why != PC_REASON_TRUSTED ||
        !is_for_all_leaves(store, path->chain) ||
        find_way(store, sk_X509_value(path->chain, 1), time) != NULL) {
        return;
    }
    if (store->ways == NULL) {
        store->ways = g_array_new(FALSE, FALSE, sizeof(PcWay));
        g_array_set_clear_func(store->ways, clear_way);
    }
    PcWay way = {.path = X509_chain_up_ref(path->chain), .span = {INT64_MIN, INT64_MAX}};
    X509_free(sk_X509_shift(way.path)); // the leaf
    pc_store_span(store, time, way.span);
    g_array_append_val(store->ways, way);
}
