// SPDX-License-Identifier: GPL-2.0-or-later
// A description of a certificate becomes a signed X.509 certificate, and keys become a pool from
// which many holders can draw. It knows nothing of phones: the names of the field are in pki.h.
#ifndef PHONECERT_CAPTURES_MAKE_CERTIFICATE_H
#define PHONECERT_CAPTURES_MAKE_CERTIFICATE_H

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

// MkCredential is a certificate with its private key and the CA certificates that its holder sends
// along.
typedef struct MkCredential {
    X509 *certificate;
    EVP_PKEY *key;
    GPtrArray *chain; // of X509, owned; empty when only the leaf is sent
} MkCredential;

// MkExtension is one X.509 extension in the words of OpenSSL's configuration files, such as
// {"keyUsage", "critical,digitalSignature"} or {"1.3.6.1.4.1.311.20.2", "ASN1:BMP:Template"}.
typedef struct MkExtension {
    const char *name;
    const char *value;
} MkExtension;

// MkCertificateSpec says everything of a certificate. Pointers are borrowed. NULL and zero have the
// meanings given here.
typedef struct MkCertificateSpec {
    X509_NAME *subject;
    X509_NAME *issuer_name;        // NULL: the subject of `issuer`
    EVP_PKEY *key;                 // the holder's; its public half goes into the certificate
    const MkCredential *issuer;    // NULL: signs itself
    const char *serial;            // hexadecimal; NULL: 16 random bytes
    int64_t not_before;            // seconds since the epoch
    int64_t not_after;             // seconds since the epoch
    const char *digest;            // "SHA1", "SHA256"; NULL: the key type's own (Ed25519)
    bool pss;                      // an RSA signature with PSS padding instead of PKCS#1 1.5
    const char *key_id;            // subject key identifier, hexadecimal; NULL: SHA-1 of the key
    const MkExtension *extensions; // ended by a NULL name; NULL: none
} MkCertificateSpec;

// mk_time gives the seconds since the epoch of an ISO 8601 time such as "2026-11-23T03:10:00Z". A
// time that cannot be read is a mistake in our own tables and ends the program.
int64_t mk_time(const char *iso8601);

// mk_name makes a distinguished name from "O=Cisco|CN=Cisco Root CA M2": attributes in DER order,
// parted by
// `|`, each in the short or long name that OpenSSL knows. The caller frees it.
X509_NAME *mk_name(const char *attributes);

// mk_name_add_raw appends one attribute whose bytes are taken as they are, whatever the ASN.1
// string type `type` (V_ASN1_UTF8STRING and its kin) would allow: for hostile names.
void mk_name_add_raw(X509_NAME *name, int nid, int type, GBytes *value);

// mk_certificate makes and signs the certificate. The caller frees it.
X509 *mk_certificate(const MkCertificateSpec *spec);

// mk_credential pairs a certificate with its key. It takes over `certificate` and takes a reference
// of `key`.
MkCredential *mk_credential(X509 *certificate, EVP_PKEY *key);

// mk_credential_free frees a credential; NULL is fine.
void mk_credential_free(MkCredential *credential);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkCredential, mk_credential_free)

// mk_credential_send_along adds a CA certificate to what the holder sends after its own. It takes a
// reference.
void mk_credential_send_along(MkCredential *credential, X509 *ca);

// MkKeyPool hands out keys by number and takes each at its first use. There are not so many stored
// ones, and to make one takes about 0.1 s, so a crowd of phones shares a pool of few: distinct
// certificates, shared keys.
typedef struct MkKeyPool MkKeyPool;

// mk_key_pool_new makes a pool of `n_keys` RSA keys of `bits` bits; number n and number n + n_keys
// are one key.
MkKeyPool *mk_key_pool_new(unsigned n_keys, unsigned bits);

// mk_key_pool_free frees the pool and its keys; NULL is fine.
void mk_key_pool_free(MkKeyPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkKeyPool, mk_key_pool_free)

// mk_key_pool_get lends the key of this number until the pool is freed.
EVP_PKEY *mk_key_pool_get(MkKeyPool *pool, unsigned number);

// mk_key_new gives a key: "RSA" with `bits`, "P-256", "P-384" or "ED25519". RSA keys of 2048 bits
// are taken from those that are stored, each once a process, and made only when these are used up.
// The caller frees it.
EVP_PKEY *mk_key_new(const char *kind, unsigned bits);

#endif
