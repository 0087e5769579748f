// SPDX-License-Identifier: GPL-2.0-or-later
// A CRL's DER becomes OpenSSL's form of it, once, and a key becomes the answer whether it signed
// the list. Who may sign it, when it holds and whom it revokes is known to path.c and OpenSSL.
#include "core/certificate/openssl_auto.h"
#include "core/trust/crl_work.h"
#include <openssl/err.h>

typedef struct {
    EVP_PKEY *key; // a reference
    bool did_sign;
} PcSigner;

struct PcCrl {
    gatomicrefcount refs;
    GBytes *der;
    GMutex lock; // of all that follows
    bool is_parsed;
    X509_CRL *whole, *brief;
    GArray *signers; // of PcSigner
    unsigned n_verified;
};

static void clear_signer(gpointer data)
{
    const PcSigner *signer = data;
    EVP_PKEY_free(signer->key);
}

PcCrl *pc_crl_new(GBytes *der)
{
    PcCrl *crl = g_new0(PcCrl, 1);
    g_atomic_ref_count_init(&crl->refs);
    g_mutex_init(&crl->lock);
    crl->der = g_bytes_ref(der);
    crl->signers = g_array_new(FALSE, FALSE, sizeof(PcSigner));
    g_array_set_clear_func(crl->signers, clear_signer);
    return crl;
}

PcCrl *pc_crl_ref(PcCrl *crl)
{
    g_atomic_ref_count_inc(&crl->refs);
    return crl;
}

void pc_crl_unref(PcCrl *crl)
{
    if (g_atomic_ref_count_dec(&crl->refs)) {
        X509_CRL_free(crl->whole);
        X509_CRL_free(crl->brief);
        g_array_unref(crl->signers);
        g_bytes_unref(crl->der);
        g_mutex_clear(&crl->lock);
        g_free(crl);
    }
}

GBytes *pc_crl_der(const PcCrl *crl)
{
    return crl->der;
}

static X509_CRL *parse(GBytes *bytes)
{
    gsize len = 0;
    const unsigned char *at = g_bytes_get_data(bytes, &len);
    return d2i_X509_CRL(NULL, &at, (long)len);
}

// A bit of the signature's last octet is said to be unused: OpenSSL refuses that before it hashes.
static GBytes *unsign(GBytes *der, size_t signature_len)
{
    gsize len = 0;
    guint8 *octets = g_bytes_unref_to_data(der, &len);
    if (signature_len > 0 && signature_len < len) {
        octets[len - signature_len - 1] = 1;
    }
    return g_bytes_new_take(octets, len);
}

static X509_CRL *make_brief(GBytes *whole)
{
    g_autoptr(X509_CRL) emptied = parse(whole);
    if (emptied == NULL) {
        return NULL;
    }
    STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(emptied);
    while (sk_X509_REVOKED_num(revoked) > 0) {
        X509_REVOKED_free(sk_X509_REVOKED_pop(revoked));
    }
    unsigned char *der = NULL;
    (void)i2d_re_X509_CRL_tbs(emptied, &der); // or OpenSSL writes what it read
    OPENSSL_free(der);
    der = NULL;
    const int len = i2d_X509_CRL(emptied, &der);
    if (len <= 0) {
        return NULL;
    }
    const ASN1_BIT_STRING *signature = NULL;
    X509_CRL_get0_signature(emptied, &signature, NULL);
    g_autoptr(GBytes) bytes = unsign(g_bytes_new(der, (gsize)len), (size_t)signature->length);
    OPENSSL_free(der);
    return parse(bytes);
}

static void need_parsed(PcCrl *crl)
{
    if (!crl->is_parsed) {
        ERR_set_mark();
        crl->brief = make_brief(crl->der);
        crl->whole = parse(crl->der);
        crl->is_parsed = true;
        ERR_pop_to_mark();
    }
}

X509_CRL *pc_crl_x509(PcCrl *crl)
{
    g_mutex_lock(&crl->lock);
    need_parsed(crl);
    g_mutex_unlock(&crl->lock);
    return crl->whole; // written once
}

X509_CRL *pc_crl_short(PcCrl *crl)
{
    return pc_crl_x509(crl) != NULL ? crl->brief : NULL;
}

static const PcSigner *find_signer(const PcCrl *crl, const EVP_PKEY *key)
{
    for (guint i = 0; i < crl->signers->len; i++) {
        const PcSigner *signer = &g_array_index(crl->signers, PcSigner, i);
        if (signer->key == key || EVP_PKEY_eq(signer->key, key) == 1) {
            return signer;
        }
    }
    return NULL;
}

static bool did_sign(PcCrl *crl, EVP_PKEY *key)
{
    need_parsed(crl);
    const PcSigner *known = find_signer(crl, key);
    if (known != NULL) {
        return known->did_sign;
    }
    const PcSigner signer = {
        .key = key,
        .did_sign = crl->whole != NULL && X509_CRL_verify(crl->whole, key) == 1,
    };
    crl->n_verified += 1;
    if (crl->signers->len == PC_CRL_KEYS) {
        g_array_remove_index(crl->signers, 0);
    }
    if (EVP_PKEY_up_ref(key) == 1) {
        g_array_append_val(crl->signers, signer);
    }
    return signer.did_sign;
}

bool pc_crl_signed_by(PcCrl *crl, EVP_PKEY *key)
{
    g_mutex_lock(&crl->lock);
    const bool signs = did_sign(crl, key);
    g_mutex_unlock(&crl->lock);
    return signs;
}

unsigned pc_crl_n_verified(PcCrl *crl)
{
    g_mutex_lock(&crl->lock);
    const unsigned n = crl->n_verified;
    g_mutex_unlock(&crl->lock);
    return n;
}
