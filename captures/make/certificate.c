// SPDX-License-Identifier: GPL-2.0-or-later
// A description of a certificate becomes a signed X.509 certificate, and keys become a pool from
// which many holders can draw. It knows nothing of phones: the names of the field are in pki.h.
#include "captures/make/certificate.h"
#include "captures/make/openssl_auto.h"
#include "captures/make/stored_keys.h"

#include <openssl/rand.h>
#include <openssl/rsa.h>

#define RANDOM_SERIAL_LEN 16

struct MkKeyPool {
    GPtrArray *keys; // of EVP_PKEY or NULL
    unsigned bits;
};

int64_t mk_time(const char *iso8601)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(iso8601, NULL);
    g_assert(time != NULL);
    return g_date_time_to_unix(time);
}

X509_NAME *mk_name(const char *attributes)
{
    X509_NAME *name = X509_NAME_new();
    g_auto(GStrv) parts = g_strsplit(attributes, "|", -1);
    for (char **part = parts; *part != NULL; part++) {
        char *value = strchr(*part, '=');
        g_assert(value != NULL);
        *value++ = '\0';
        const int ok = X509_NAME_add_entry_by_txt(name, *part, MBSTRING_UTF8,
                                                  (const unsigned char *)value, -1, -1, 0);
        g_assert(ok == 1);
    }
    return name;
}

void mk_name_add_raw(X509_NAME *name, int nid, int type, GBytes *value)
{
    gsize len = 0;
    const unsigned char *bytes = g_bytes_get_data(value, &len);
    const int ok = X509_NAME_add_entry_by_NID(name, nid, type, bytes, (int)len, -1, 0);
    g_assert(ok == 1);
}

static void set_serial(X509 *certificate, const char *hex)
{
    g_autoptr(BIGNUM) number = NULL;
    if (hex != NULL) {
        BN_hex2bn(&number, hex);
    } else {
        number = BN_new();
        BN_rand(number, RANDOM_SERIAL_LEN * 8 - 1, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
    }
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
}

static void add_extension(X509 *certificate, X509 *issuer, const char *name, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509V3_set_nconf(&context, NULL);
    g_autoptr(X509_EXTENSION) extension = X509V3_EXT_nconf(NULL, &context, name, value);
    g_assert(extension != NULL);
    X509_add_ext(certificate, extension, -1);
}

static void sign(X509 *certificate, EVP_PKEY *key, const char *digest, bool pss)
{
    const EVP_MD *md = digest == NULL ? NULL : EVP_get_digestbyname(digest);
    if (!pss) {
        const int len = X509_sign(certificate, key, md);
        g_assert(len > 0);
        return;
    }
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding = NULL;
    EVP_DigestSignInit(context, &padding, md, NULL, key);
    EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST);
    const int len = X509_sign_ctx(certificate, context);
    g_assert(len > 0);
}

X509 *mk_certificate(const MkCertificateSpec *spec)
{
    X509 *certificate = X509_new();
    X509 *issuer = spec->issuer == NULL ? certificate : spec->issuer->certificate;
    EVP_PKEY *issuer_key = spec->issuer == NULL ? spec->key : spec->issuer->key;
    const X509_NAME *issuer_name =
        spec->issuer == NULL ? spec->subject : X509_get_subject_name(issuer);

    X509_set_version(certificate, X509_VERSION_3);
    set_serial(certificate, spec->serial);
    X509_set_subject_name(certificate, spec->subject);
    X509_set_issuer_name(certificate, spec->issuer_name == NULL ? issuer_name : spec->issuer_name);
    ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)spec->not_before);
    ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)spec->not_after);
    X509_set_pubkey(certificate, spec->key);

    for (const MkExtension *e = spec->extensions; e != NULL && e->name != NULL; e++) {
        add_extension(certificate, issuer, e->name, e->value);
    }
    add_extension(certificate, issuer, "subjectKeyIdentifier",
                  spec->key_id == NULL ? "hash" : spec->key_id);
    if (spec->issuer != NULL) {
        add_extension(certificate, issuer, "authorityKeyIdentifier", "keyid:always");
    }
    sign(certificate, issuer_key, spec->digest, spec->pss);
    return certificate;
}

static void free_certificate(gpointer certificate)
{
    X509_free(certificate);
}

static void free_key(gpointer key)
{
    EVP_PKEY_free(key);
}

MkCredential *mk_credential(X509 *certificate, EVP_PKEY *key)
{
    MkCredential *credential = g_new0(MkCredential, 1);
    credential->certificate = certificate;
    EVP_PKEY_up_ref(key);
    credential->key = key;
    credential->chain = g_ptr_array_new_with_free_func(free_certificate);
    return credential;
}

void mk_credential_free(MkCredential *credential)
{
    if (credential == NULL) {
        return;
    }
    X509_free(credential->certificate);
    EVP_PKEY_free(credential->key);
    g_ptr_array_unref(credential->chain);
    g_free(credential);
}

void mk_credential_send_along(MkCredential *credential, X509 *ca)
{
    X509_up_ref(ca);
    g_ptr_array_add(credential->chain, ca);
}

MkKeyPool *mk_key_pool_new(unsigned n_keys, unsigned bits)
{
    g_assert(n_keys > 0);
    MkKeyPool *pool = g_new0(MkKeyPool, 1);
    pool->keys = g_ptr_array_new_with_free_func(free_key);
    g_ptr_array_set_size(pool->keys, (int)n_keys);
    pool->bits = bits;
    return pool;
}

void mk_key_pool_free(MkKeyPool *pool)
{
    if (pool != NULL) {
        g_ptr_array_unref(pool->keys);
        g_free(pool);
    }
}

EVP_PKEY *mk_key_pool_get(MkKeyPool *pool, unsigned number)
{
    gpointer *place = &pool->keys->pdata[number % pool->keys->len];
    if (*place == NULL) {
        *place = mk_key_new("RSA", pool->bits);
    }
    return *place;
}

EVP_PKEY *mk_key_new(const char *kind, unsigned bits)
{
    bool is_rsa = g_str_equal(kind, "RSA");
    EVP_PKEY *key = is_rsa && bits == MK_STORED_KEY_BITS ? mk_stored_key() : NULL;
    if (key != NULL) {
        return key;
    }
    if (is_rsa) {
        key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
    } else if (g_str_has_prefix(kind, "P-")) {
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind);
    } else {
        key = EVP_PKEY_Q_keygen(NULL, NULL, kind);
    }
    g_assert(key != NULL);
    return key;
}
