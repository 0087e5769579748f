// SPDX-License-Identifier: GPL-2.0-or-later
// What a validation found becomes a verdict and the sentence that says why, with the names of the
// CA and of the store in it.
#include "core/certificate/asn1_time.h"
#include "core/certificate/openssl_auto.h"
#include "core/trust/work.h"
#include <openssl/x509v3.h>
#include <time.h>

static const struct {
    const char *name;
    PcVerdict verdict;
} reasons[] = {
    [PC_REASON_NONE] = {NULL, PC_VERDICT_ABSENT},
    [PC_REASON_TRUSTED] = {"trusted", PC_VERDICT_TRUSTED},
    [PC_REASON_NO_STORE] = {"no-store", PC_VERDICT_UNCHECKED},
    [PC_REASON_ISSUER_MISSING] = {"issuer-missing", PC_VERDICT_UNTRUSTED},
    [PC_REASON_ROOT_MISSING] = {"root-missing", PC_VERDICT_UNTRUSTED},
    [PC_REASON_SELF_SIGNED] = {"self-signed", PC_VERDICT_UNTRUSTED},
    [PC_REASON_SAME_NAME_OTHER_KEY] = {"same-name-other-key", PC_VERDICT_BAD_SIGNATURE},
    [PC_REASON_LEAF_EXPIRED] = {"leaf-expired", PC_VERDICT_EXPIRED},
    [PC_REASON_CA_EXPIRED] = {"ca-expired", PC_VERDICT_EXPIRED},
    [PC_REASON_LEAF_NOT_YET_VALID] = {"leaf-not-yet-valid", PC_VERDICT_NOT_YET_VALID},
    [PC_REASON_CA_NOT_YET_VALID] = {"ca-not-yet-valid", PC_VERDICT_NOT_YET_VALID},
    [PC_REASON_CA_CONSTRAINTS] = {"ca-constraints", PC_VERDICT_UNTRUSTED},
    [PC_REASON_KEY_USAGE] = {"key-usage", PC_VERDICT_UNTRUSTED},
    [PC_REASON_WEAK] = {"weak", PC_VERDICT_UNTRUSTED},
    [PC_REASON_REVOKED] = {"revoked", PC_VERDICT_REVOKED},
    [PC_REASON_MALFORMED] = {"malformed", PC_VERDICT_MALFORMED},
    [PC_REASON_NOT_ALL_TRIED] = {"not-all-tried", PC_VERDICT_UNCHECKED},
    [PC_REASON_OTHER] = {"other", PC_VERDICT_UNTRUSTED},
};

const char *pc_reason_name(PcReason why)
{
    return reasons[why].name;
}

PC_WORDS(pc_verdict_name, PcVerdict, PC_VERDICTS)

PC_WORDS(pc_basis_name, PcBasis, PC_BASISES)

static char *short_name(const X509_NAME *name)
{
    char *cn = pc_name_attribute(name, NID_commonName);
    return cn != NULL ? cn : pc_name_text_of(name);
}

// PcWords is what the sentences are made of.
typedef struct {
    const PcStore *store;
    const PcCertificate *leaf;
    const PcPath *path;
    X509 *at;           // where the defect is
    const char *name;   // of it
    const char *issuer; // of it
} PcWords;

static char *say_trusted(const PcWords *words)
{
    const int n_certificates = sk_X509_num(words->path->chain);
    X509 *top = sk_X509_value(words->path->chain, n_certificates - 1);
    g_autofree char *root = short_name(X509_get_subject_name(top));
    if (n_certificates == 1) {
        return g_strdup_printf("it is its own root and is in %s", words->store->name);
    }
    if (n_certificates == 2) {
        return g_strdup_printf("signed by %s, which is in %s", root, words->store->name);
    }
    return g_strdup_printf("signed by %s; its root %s is in %s", words->issuer, root,
                           words->store->name);
}

static char *say_issuer_missing(const PcWords *words)
{
    g_autofree char *missing = short_name(words->path->missing);
    if (words->path->worst.depth == 0) {
        return g_strdup_printf("its issuer %s is not in %s", missing, words->store->name);
    }
    return g_strdup_printf("the chain that came along leads to %s, which is not in %s", missing,
                           words->store->name);
}

static char *say_root_missing(const PcWords *words)
{
    g_autofree char *missing = short_name(words->path->missing);
    return g_strdup_printf("root missing: %s is in %s, but its root %s is not", words->name,
                           words->store->name, missing);
}

static char *say_self_signed(const PcWords *words)
{
    return g_strdup_printf("it is self-signed and not in %s", words->store->name);
}

static char *say_other_key(const PcWords *words)
{
    const char *what = words->path->worst.depth == 0 ? "this certificate" : words->name;
    return g_strdup_printf("%s is in %s, but its key did not sign %s", words->issuer,
                           words->store->name, what);
}

static char *moment(const ASN1_TIME *time)
{
    int64_t seconds;
    return pc_asn1_time(time, &seconds) ? pc_time_text(seconds) : g_strdup("?");
}

static char *say_expired(const PcWords *words)
{
    g_autofree char *end = moment(X509_get0_notAfter(words->at));
    if (words->path->worst.depth == 0) {
        return g_strdup_printf("it expired on %s", end);
    }
    return g_strdup_printf("%s above it expired on %s", words->name, end);
}

static char *say_not_yet_valid(const PcWords *words)
{
    g_autofree char *start = moment(X509_get0_notBefore(words->at));
    if (words->path->worst.depth == 0) {
        return g_strdup_printf("it is valid only from %s", start);
    }
    return g_strdup_printf("%s above it is valid only from %s", words->name, start);
}

static char *say_constraints(const PcWords *words)
{
    const uint32_t flags = X509_get_extension_flags(words->at);
    const char *why = "its key usage lacks keyCertSign";
    if (words->path->worst.code == X509_V_ERR_PATH_LENGTH_EXCEEDED) {
        why = "its path length allows no CA below it";
    } else if ((flags & EXFLAG_CA) == 0) {
        why = (flags & EXFLAG_BCONS) != 0 ? "its basicConstraints say CA:FALSE"
                                          : "it has no basicConstraints";
    }
    return g_strdup_printf("%s may not sign certificates: %s", words->name, why);
}

static char *say_key_usage(const PcWords *words)
{
    return g_strdup(words->path->worst.code == X509_V_ERR_INVALID_PURPOSE
                        ? "its extended key usage lacks clientAuth, which a TLS client needs"
                        : "its key usage lacks digitalSignature, which a TLS client needs");
}

static char *say_weak(const PcWords *words)
{
    const EVP_PKEY *key = X509_get0_pubkey(words->at);
    if (words->path->worst.code == X509_V_ERR_CA_MD_TOO_WEAK) {
        const char *algorithm = OBJ_nid2ln(X509_get_signature_nid(words->at));
        return g_strdup_printf("a strict policy refuses the signature %s of %s",
                               algorithm != NULL ? algorithm : "algorithm", words->name);
    }
    return g_strdup_printf("a strict policy refuses the %d-bit key of %s",
                           key != NULL ? EVP_PKEY_get_bits(key) : 0, words->name);
}

static char *say_revoked(const PcWords *words)
{
    g_autofree char *when = pc_time_text(words->path->revoked_at);
    const char *what = words->path->worst.depth == 0 ? "it" : words->name;
    return g_strdup_printf("%s was revoked on %s by %s, says a CRL in %s", what, when,
                           words->issuer, words->store->name);
}

static char *say_other(const PcWords *words)
{
    const char *what = words->path->worst.depth == 0 ? "the certificate" : words->name;
    return g_strdup_printf("OpenSSL says of %s: %s", what,
                           X509_verify_cert_error_string(words->path->worst.code));
}

static char *say_not_all_tried(const PcWords *words)
{
    return g_strdup_printf("%s has more than %d certificates of the name %s: the key of none that "
                           "was tried signed it, and not all were",
                           words->store->name, PC_PATH_MAX_CANDIDATES, words->issuer);
}

static char *say_malformed(const PcWords *words)
{
    return g_strdup_printf("it cannot be read: %s",
                           X509_verify_cert_error_string(words->path->worst.code));
}

static char *(*const sayings[])(const PcWords *words) = {
    [PC_REASON_TRUSTED] = say_trusted,
    [PC_REASON_ISSUER_MISSING] = say_issuer_missing,
    [PC_REASON_ROOT_MISSING] = say_root_missing,
    [PC_REASON_SELF_SIGNED] = say_self_signed,
    [PC_REASON_SAME_NAME_OTHER_KEY] = say_other_key,
    [PC_REASON_LEAF_EXPIRED] = say_expired,
    [PC_REASON_CA_EXPIRED] = say_expired,
    [PC_REASON_LEAF_NOT_YET_VALID] = say_not_yet_valid,
    [PC_REASON_CA_NOT_YET_VALID] = say_not_yet_valid,
    [PC_REASON_CA_CONSTRAINTS] = say_constraints,
    [PC_REASON_KEY_USAGE] = say_key_usage,
    [PC_REASON_WEAK] = say_weak,
    [PC_REASON_REVOKED] = say_revoked,
    [PC_REASON_MALFORMED] = say_malformed,
    [PC_REASON_NOT_ALL_TRIED] = say_not_all_tried,
    [PC_REASON_OTHER] = say_other,
};

void pc_trust_words(const PcStore *store, const PcCertificate *leaf, const PcPath *path,
                    PcTrustAnswer *answer)
{
    X509 *at = path->worst.at != NULL ? path->worst.at : leaf->x509;
    g_autofree char *name = short_name(X509_get_subject_name(at));
    g_autofree char *issuer = short_name(X509_get_issuer_name(at));
    const PcWords words = {store, leaf, path, at, name, issuer};
    const PcReason why = path->worst.why;
    answer->why = why;
    answer->verdict = reasons[why].verdict;
    answer->basis = store->is_list ? PC_BASIS_TRUST_LIST : PC_BASIS_STORE;
    answer->reason = sayings[why](&words);
    answer->missing = path->missing != NULL ? pc_name_text_of(path->missing) : NULL;
}
