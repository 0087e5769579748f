// SPDX-License-Identifier: GPL-2.0-or-later
// A chain, a store and a moment become a path and the worst thing that is wrong with it. Building
// and validating the path is OpenSSL's; all its complaints are collected in one run and put into
// the order of our verdicts.
//
// The path is built without a purpose (X509_PURPOSE_ANY); the leaf's own usages are checked here.
// For "TLS client" OpenSSL would hold the extended key usage of every CA against the leaf, as its
// servers do; whether CUCM's do is not documented, so that is a finding and no verdict.
// Security level 0, since the field's servers accept SHA-1 and RSA with exponent 3 in Cisco's old
// CAs; a strict policy uses level 2.
#include "core/certificate/asn1_time.h"
#include "core/certificate/openssl_auto.h"
#include "core/trust/walk_work.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <time.h>

enum { STRICT_LEVEL = 2, STRICT_RSA_BITS = 2048, MAX_HEIGHT = 8 };

// What OpenSSL's complaints mean to us, about the leaf and about a CA. Complaints about CRLs that
// are missing, old or not yet valid mean nothing: a CRL counts only for what it lists.
static const struct {
    int code;
    PcReason leaf, ca;
} meanings[] = {
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, PC_REASON_ISSUER_MISSING, PC_REASON_ISSUER_MISSING},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, PC_REASON_ISSUER_MISSING,
     PC_REASON_ISSUER_MISSING},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, PC_REASON_ISSUER_MISSING,
     PC_REASON_ISSUER_MISSING},
    {X509_V_ERR_CERT_UNTRUSTED, PC_REASON_ISSUER_MISSING, PC_REASON_ISSUER_MISSING},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, PC_REASON_SELF_SIGNED, PC_REASON_SELF_SIGNED},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, PC_REASON_ISSUER_MISSING, PC_REASON_ISSUER_MISSING},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, PC_REASON_SAME_NAME_OTHER_KEY,
     PC_REASON_SAME_NAME_OTHER_KEY},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, PC_REASON_SAME_NAME_OTHER_KEY,
     PC_REASON_SAME_NAME_OTHER_KEY},
    {X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, PC_REASON_OTHER, PC_REASON_OTHER},
    {X509_V_ERR_CERT_NOT_YET_VALID, PC_REASON_LEAF_NOT_YET_VALID, PC_REASON_CA_NOT_YET_VALID},
    {X509_V_ERR_CERT_HAS_EXPIRED, PC_REASON_LEAF_EXPIRED, PC_REASON_CA_EXPIRED},
    {X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, PC_REASON_MALFORMED, PC_REASON_OTHER},
    {X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, PC_REASON_MALFORMED, PC_REASON_OTHER},
    {X509_V_ERR_INVALID_EXTENSION, PC_REASON_MALFORMED, PC_REASON_OTHER},
    {X509_V_ERR_INVALID_CA, PC_REASON_CA_CONSTRAINTS, PC_REASON_CA_CONSTRAINTS},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, PC_REASON_CA_CONSTRAINTS, PC_REASON_CA_CONSTRAINTS},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, PC_REASON_CA_CONSTRAINTS, PC_REASON_CA_CONSTRAINTS},
    {X509_V_ERR_EE_KEY_TOO_SMALL, PC_REASON_WEAK, PC_REASON_WEAK},
    {X509_V_ERR_CA_KEY_TOO_SMALL, PC_REASON_WEAK, PC_REASON_WEAK},
    {X509_V_ERR_CA_MD_TOO_WEAK, PC_REASON_WEAK, PC_REASON_WEAK},
    {X509_V_ERR_CERT_REVOKED, PC_REASON_REVOKED, PC_REASON_REVOKED},
    {X509_V_ERR_UNABLE_TO_GET_CRL, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_CRL_SIGNATURE_FAILURE, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_CRL_NOT_YET_VALID, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_CRL_HAS_EXPIRED, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_DIFFERENT_CRL_SCOPE, PC_REASON_NONE, PC_REASON_NONE},
    {X509_V_ERR_CRL_PATH_VALIDATION_ERROR, PC_REASON_NONE, PC_REASON_NONE},
};

// The order of the verdicts where several defects hold: malformed, bad-signature, untrusted,
// not-yet-valid, expired, revoked. A smaller number is worse.
static const int ranks[] = {
    [PC_REASON_MALFORMED] = 1,
    [PC_REASON_SAME_NAME_OTHER_KEY] = 2,
    [PC_REASON_ISSUER_MISSING] = 3,
    [PC_REASON_ROOT_MISSING] = 3,
    [PC_REASON_SELF_SIGNED] = 3,
    [PC_REASON_CA_CONSTRAINTS] = 4,
    [PC_REASON_KEY_USAGE] = 5,
    [PC_REASON_WEAK] = 6,
    [PC_REASON_OTHER] = 7,
    [PC_REASON_LEAF_NOT_YET_VALID] = 8,
    [PC_REASON_CA_NOT_YET_VALID] = 9,
    [PC_REASON_LEAF_EXPIRED] = 10,
    [PC_REASON_CA_EXPIRED] = 11,
    [PC_REASON_REVOKED] = 12,
    [PC_REASON_NOT_ALL_TRIED] = 99,
    [PC_REASON_TRUSTED] = 99,
    [PC_REASON_NONE] = 99,
    [PC_REASON_NO_STORE] = 99,
};

PcWalk *pc_walk_of(const X509_STORE_CTX *context)
{
    return X509_STORE_CTX_get_app_data(context);
}

const PcStore *pc_walk_store(const X509_STORE_CTX *context)
{
    return X509_STORE_get_ex_data(X509_STORE_CTX_get0_store(context), 0);
}

static void note(PcPath *path, PcReason why, X509 *at, int depth, int code)
{
    const bool nearer = ranks[why] == ranks[path->worst.why] && depth < path->worst.depth;
    if (ranks[why] < ranks[path->worst.why] || nearer) {
        path->worst = (PcDefect){.why = why, .at = at, .depth = depth, .code = code};
    }
}

static PcReason meaning(int code, int depth)
{
    for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
        if (meanings[i].code == code) {
            return depth == 0 ? meanings[i].leaf : meanings[i].ca;
        }
    }
    return PC_REASON_OTHER;
}

// A revocation that came later than the moment of judgement had not happened yet.
static bool is_revoked_by_then(X509 *at, PcWalk *walk)
{
    X509_CRL *crl = walk->crl;
    X509_REVOKED *entry = NULL;
    int64_t when = walk->time;
    if (crl != NULL && X509_CRL_get0_by_cert(crl, &entry, at) != 0 && entry != NULL) {
        pc_asn1_time(X509_REVOKED_get0_revocationDate(entry), &when);
    }
    if (when <= walk->time) {
        walk->path->revoked_at = when;
    }
    return when <= walk->time;
}

static bool spoils_crl(int code)
{
    return code == X509_V_ERR_CRL_SIGNATURE_FAILURE || code == X509_V_ERR_KEYUSAGE_NO_CRL_SIGN ||
           code == X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER ||
           code == X509_V_ERR_CRL_PATH_VALIDATION_ERROR;
}

// Told of every complaint; always goes on, so that one run finds them all. Who signed a CRL has to
// have a path without any but those about CRLs.
static int collect(int ok, X509_STORE_CTX *context)
{
    PcWalk *walk = pc_walk_of(context);
    const int code = X509_STORE_CTX_get_error(context);
    const int depth = X509_STORE_CTX_get_error_depth(context);
    if (ok == 1 || walk == NULL) {
        return ok == 1 || meaning(code, depth) == PC_REASON_NONE ? 1 : 0;
    }
    X509 *at = X509_STORE_CTX_get_current_cert(context);
    // After a complaint about the CRL's time OpenSSL no longer says which CRL it looks into.
    X509_CRL *crl = X509_STORE_CTX_get0_current_crl(context);
    if (crl != NULL) {
        walk->crl = walk->checked != NULL ? walk->checked : crl;
    }
    if (code == X509_V_ERR_CRL_SIGNATURE_FAILURE && walk->checked != NULL) {
        return 1; // the short one's
    }
    if (spoils_crl(code)) {
        walk->broken_crl_depth = depth;
    }
    const bool is_false_alarm = code == X509_V_ERR_CERT_REVOKED &&
                                (walk->broken_crl_depth == depth || !is_revoked_by_then(at, walk));
    if (!is_false_alarm) {
        note(walk->path, meaning(code, depth), at, depth, code);
    }
    return 1;
}

static bool is_valid_at(const X509 *x509, int64_t time)
{
    int64_t from, until;
    return pc_asn1_time(X509_get0_notBefore(x509), &from) &&
           pc_asn1_time(X509_get0_notAfter(x509), &until) && from <= time && time < until;
}

bool pc_path_signed_by(X509 *child, X509 *ca)
{
    EVP_PKEY *key = X509_get0_pubkey(ca);
    return key != NULL && X509_verify(child, key) == 1;
}

static guint length(const GPtrArray *named)
{
    return named != NULL ? named->len : 0;
}

// By names and key identifiers `ca` may have issued `child`. A key usage without keyCertSign is no
// obstacle here, as it is none to OpenSSL's own look-up: it is complained of later.
bool pc_path_may_have_issued(X509 *ca, X509 *child)
{
    const int code = X509_check_issued(ca, child);
    return code == X509_V_OK || code == X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
}

// Whether CAs in the store lead from this one to a self-signed root.
static bool leads_to_root(const PcStore *store, X509 *ca)
{
    X509 *at = ca;
    for (int height = 0; at != NULL && height < MAX_HEIGHT; height++) {
        if (X509_NAME_cmp(X509_get_subject_name(at), X509_get_issuer_name(at)) == 0) {
            return true;
        }
        X509 *above = NULL;
        const GPtrArray *named = pc_store_named(store, X509_get_issuer_name(at));
        for (guint i = 0; above == NULL && i < MIN(length(named), PC_PATH_MAX_CANDIDATES); i++) {
            const PcCertificate *known = g_ptr_array_index(named, i);
            above = pc_path_may_have_issued(known->x509, at) ? known->x509 : NULL;
        }
        at = above;
    }
    return false;
}

// How well a CA of the right name suits as issuer: the certificate itself (a root), then one whose
// key did sign, then one with a root above it, then one that is valid at the moment.
static int suitability(X509_STORE_CTX *context, X509 *ca, X509 *child)
{
    if (X509_cmp(ca, child) == 0) {
        return 8;
    }
    const int64_t time = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context));
    return (pc_path_signed_by(child, ca) ? 4 : 0) +
           (leads_to_root(pc_walk_store(context), ca) ? 2 : 0) + (is_valid_at(ca, time) ? 1 : 0);
}

// OpenSSL's own look-up takes one CA of the name and stays with it; where a store holds several (a
// regenerated key, a cross-signature) the one that signed must be found.
static int find_issuer(X509 **issuer, X509_STORE_CTX *context, X509 *child)
{
    const GPtrArray *named = pc_store_named(pc_walk_store(context), X509_get_issuer_name(child));
    X509 *best = NULL;
    int best_score = -1;
    unsigned n_candidates = 0;
    for (guint i = 0; i < length(named) && n_candidates < PC_PATH_MAX_CANDIDATES; i++) {
        const PcCertificate *ca = g_ptr_array_index(named, i);
        if (!pc_path_may_have_issued(ca->x509, child)) {
            continue;
        }
        n_candidates += 1;
        if (best != NULL && best_score < 0) {
            best_score = suitability(context, best, child);
        }
        const int score = best != NULL ? suitability(context, ca->x509, child) : -1;
        if (best == NULL || score > best_score) {
            best = ca->x509;
            best_score = score;
        }
    }
    if (best == NULL) {
        return 0;
    }
    X509_up_ref(best);
    *issuer = best;
    return 1;
}

static STACK_OF(X509) * find_named(X509_STORE_CTX *context, const X509_NAME *name)
{
    STACK_OF(X509) *found = sk_X509_new_null();
    const GPtrArray *named = pc_store_named(pc_walk_store(context), name);
    for (guint i = 0; i < length(named); i++) {
        const PcCertificate *ca = g_ptr_array_index(named, i);
        if (X509_up_ref(ca->x509) == 1) {
            sk_X509_push(found, ca->x509);
        }
    }
    return found;
}

X509_STORE *pc_path_openssl_store(const PcTrust *trust, PcStore *store)
{
    X509_STORE *openssl = X509_STORE_new();
    pc_store_make_names(store);
    pc_revocation_add(openssl, store);
    if (store->is_list) {
        X509_STORE_set_flags(openssl, X509_V_FLAG_PARTIAL_CHAIN);
    }
    X509_STORE_set_purpose(openssl, X509_PURPOSE_ANY);
    X509_VERIFY_PARAM *param = X509_STORE_get0_param(openssl);
    X509_VERIFY_PARAM_set_auth_level(param, trust->policy.strict ? STRICT_LEVEL : 0);
    X509_STORE_set_ex_data(openssl, 0, store);
    X509_STORE_set_get_issuer(openssl, find_issuer);
    X509_STORE_set_lookup_certs(openssl, find_named);
    X509_STORE_set_verify_cb(openssl, collect);
    return openssl;
}

bool pc_store_holds(const PcStore *store, const X509 *x509)
{
    const GPtrArray *named = pc_store_named(store, X509_get_subject_name(x509));
    for (guint i = 0; i < length(named); i++) {
        const PcCertificate *ca = g_ptr_array_index(named, i);
        if (X509_cmp(ca->x509, x509) == 0) {
            return true;
        }
    }
    return false;
}

// PcCandidates is what a store has under the name of a certificate's issuer.
typedef struct {
    X509 *signer; // one whose key signed it
    X509 *other;  // one whose key did not
} PcCandidates;

static PcCandidates find_candidates(const PcStore *store, X509 *child)
{
    PcCandidates found = {NULL, NULL};
    const GPtrArray *named = pc_store_named(store, X509_get_issuer_name(child));
    for (guint i = 0; i < MIN(length(named), PC_PATH_MAX_CANDIDATES); i++) {
        const PcCertificate *ca = g_ptr_array_index(named, i);
        if (pc_path_signed_by(child, ca->x509)) {
            found.signer = ca->x509;
        } else {
            found.other = ca->x509;
        }
    }
    return found;
}

// Why no path led to a root in the store: looks, from the leaf up, for a CA of the right name that
// is in the store and did not do.
static void explain_missing(const PcStore *store, PcPath *path)
{
    const int n_certificates = sk_X509_num(path->chain);
    bool in_store = false;
    for (int depth = 0; depth < n_certificates; depth++) {
        X509 *child = sk_X509_value(path->chain, depth);
        const PcCandidates found = find_candidates(store, child);
        if (found.signer == NULL && found.other != NULL) {
            note(path, PC_REASON_SAME_NAME_OTHER_KEY, child, depth, 0);
            return;
        }
        if (found.signer != NULL && !pc_path_may_have_issued(found.signer, child)) {
            path->worst = (PcDefect){.why = PC_REASON_OTHER,
                                     .at = found.signer,
                                     .depth = depth + 1,
                                     .code = X509_check_issued(found.signer, child)};
            return;
        }
        in_store = in_store || (depth > 0 && pc_store_holds(store, child));
    }
    X509 *top = sk_X509_value(path->chain, n_certificates - 1);
    path->missing = X509_get_issuer_name(top);
    if (in_store) {
        path->worst.why = PC_REASON_ROOT_MISSING;
    }
    path->worst.at = top;
    path->worst.depth = n_certificates - 1;
}

// RFC 5280, 4.2.1.9 and 4.2.1.3, and what CUCM asks of a CAPF certificate: basicConstraints CA:TRUE
// and, where there is a key usage, keyCertSign. Roots of version 1 have no extensions to say so.
static bool may_sign(X509 *ca)
{
    const uint32_t flags = X509_get_extension_flags(ca);
    if (X509_get_version(ca) < X509_VERSION_3) {
        return (flags & EXFLAG_SI) != 0;
    }
    const bool is_ca = (flags & EXFLAG_BCONS) != 0 && (flags & EXFLAG_CA) != 0;
    const bool signs =
        (flags & EXFLAG_KUSAGE) == 0 || (X509_get_key_usage(ca) & KU_KEY_CERT_SIGN) != 0;
    return is_ca && signs;
}

static void check_size(const PcTrustPolicy *policy, PcPath *path, X509 *x509, int depth)
{
    const EVP_PKEY *key = X509_get0_pubkey(x509);
    const int min_bits = policy->min_rsa_bits > 0 ? policy->min_rsa_bits : STRICT_RSA_BITS;
    if (key != NULL && EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) < min_bits) {
        note(path, PC_REASON_WEAK, x509, depth,
             depth == 0 ? X509_V_ERR_EE_KEY_TOO_SMALL : X509_V_ERR_CA_KEY_TOO_SMALL);
    }
}

bool pc_path_may_be_client(const PcCertificate *leaf)
{
    const uint32_t usage = X509_get_extended_key_usage(leaf->x509);
    return usage == UINT32_MAX || (usage & (XKU_SSL_CLIENT | XKU_ANYEKU)) != 0;
}

// What OpenSSL leaves unsaid without a purpose. A client that may not sign cannot send a
// CertificateVerify; OpenSSL's servers refuse such a leaf, as RFC 8446 4.4.2.2 asks.
static void check_ours(const PcTrust *trust, const PcCertificate *leaf, PcPath *path)
{
    const uint32_t signing = KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT;
    if (leaf->has_key_usage && (leaf->key_usage & signing) == 0) {
        note(path, PC_REASON_KEY_USAGE, NULL, 0, 0);
    } else if (!pc_path_may_be_client(leaf)) {
        note(path, PC_REASON_KEY_USAGE, NULL, 0, X509_V_ERR_INVALID_PURPOSE);
    }
    for (int depth = 0; depth < sk_X509_num(path->chain); depth++) {
        X509 *x509 = sk_X509_value(path->chain, depth);
        if (depth > 0 && !may_sign(x509)) {
            note(path, PC_REASON_CA_CONSTRAINTS, x509, depth, X509_V_ERR_INVALID_CA);
        }
        if (trust->policy.strict) {
            check_size(&trust->policy, path, x509, depth);
        }
    }
}

// That no key signed it cannot be said where there are more than were tried.
static void doubt_other_key(const PcStore *store, const PcCertificate *leaf, PcPath *path)
{
    const X509 *child = path->worst.at != NULL ? path->worst.at : leaf->x509;
    if (length(pc_store_named(store, X509_get_issuer_name(child))) > PC_PATH_MAX_CANDIDATES) {
        path->worst.why = PC_REASON_NOT_ALL_TRIED;
    }
}

static STACK_OF(X509) * sent_along(const GPtrArray *chain)
{
    STACK_OF(X509) *sent = sk_X509_new_null();
    for (guint i = 1; i < chain->len; i++) {
        const PcCertificate *certificate = g_ptr_array_index(chain, i);
        if (!certificate->malformed) {
            sk_X509_push(sent, certificate->x509);
        }
    }
    return sent;
}

static bool ends_nowhere(PcReason why)
{
    return why == PC_REASON_ISSUER_MISSING || why == PC_REASON_SELF_SIGNED;
}

static void run(const PcTrust *trust, const PcStore *store, const GPtrArray *chain, PcWalk *walk)
{
    const PcCertificate *leaf = g_ptr_array_index(chain, 0);
    PcPath *path = walk->path;
    STACK_OF(X509) *sent = sent_along(chain);
    g_autoptr(X509_STORE_CTX) context = X509_STORE_CTX_new_ex(trust->library, NULL);
    if (X509_STORE_CTX_init(context, store->openssl, leaf->x509, sent) != 1) {
        note(path, PC_REASON_OTHER, NULL, 0, X509_V_ERR_UNSPECIFIED);
        sk_X509_free(sent);
        return;
    }
    X509_STORE_CTX_set_app_data(context, walk);
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), (time_t)walk->time);
    if (X509_verify_cert(context) < 0) {
        note(path, PC_REASON_OTHER, NULL, 0, X509_STORE_CTX_get_error(context));
    }
    path->chain = X509_STORE_CTX_get1_chain(context);
    if (ends_nowhere(path->worst.why) && sk_X509_num(path->chain) > 0) {
        explain_missing(store, path);
    }
    if (path->worst.why == PC_REASON_SAME_NAME_OTHER_KEY) {
        doubt_other_key(store, leaf, path);
    }
    if (path->worst.why != PC_REASON_NOT_ALL_TRIED) {
        check_ours(trust, leaf, path);
    }
    sk_X509_free(sent);
}

void pc_path_validate(const PcTrust *trust, const PcStore *store, const GPtrArray *chain,
                      int64_t time, PcPath *out)
{
    *out = (PcPath){.worst = {.why = PC_REASON_TRUSTED}};
    PcWalk walk = {.path = out, .time = time, .broken_crl_depth = -1};
    ERR_set_mark();
    run(trust, store, chain, &walk);
    ERR_pop_to_mark();
}

void pc_path_clear(PcPath *path)
{
    sk_X509_pop_free(path->chain, X509_free);
    path->chain = NULL;
}
