// SPDX-License-Identifier: GPL-2.0-or-later
// PcCertificate is one X.509 certificate, parsed once by OpenSSL into plain read-only facts. A
// certificate that OpenSSL refuses still is one, marked malformed, with its fingerprints. It does
// not know what LSC or MIC mean.
#ifndef PHONECERT_CORE_CERTIFICATE_H
#define PHONECERT_CORE_CERTIFICATE_H

#include "core/bytes/text.h"
#include <openssl/types.h>

enum { PC_KEY_ID_MAX = 64 };

// PcKeyIdentifier holds a subject or authority key identifier (RFC 5280 4.2.1.1, 4.2.1.2); len 0:
// absent.
typedef struct {
    uint8_t bytes[PC_KEY_ID_MAX];
    uint8_t len;
} PcKeyIdentifier;

// PcCertificate: read-only; strings are owned, UTF-8, free of control characters, never NULL unless
// said so.
typedef struct {
    GBytes *der;
    X509 *x509;           // NULL if malformed, or dropped
    bool x509_is_keyless; // OpenSSL cannot tell the public key by it
    EVP_PKEY *public_key; // NULL where OpenSSL cannot read it
    bool malformed;
    const char *defect; // why, static; NULL if not malformed
    char sha256[65];    // lower-case hex over the DER
    char sha1[41];
    char *subject;       // RFC 4514-like text in the DER's order: "CN=..., O=..."; "" if malformed
    char *issuer;        // the same of the issuer
    char *subject_cn;    // last CN, or NULL
    char *issuer_cn;     // last CN, or NULL
    GBytes *subject_der; // Name as DER; NULL if malformed
    GBytes *issuer_der;
    char *serial_number;       // subject attribute 2.5.4.5 ("PID:CP-8861 SN:FCH..."), or NULL
    char *organisation;        // O, or NULL
    char *organisational_unit; // first OU, or NULL
    char *locality;            // L, or NULL
    char *state;               // ST, or NULL
    char *serial;              // certificate serial, lower-case hex
    int64_t not_before;        // seconds since 1970 UTC; meaningless if malformed or !has_validity
    int64_t not_after;
    bool has_validity; // false where OpenSSL cannot read the times
    char *key;         // "RSA 2048", "EC P-256", "Ed25519", "unknown"
    int key_bits;
    bool key_is_rsa;
    char *signature;  // "sha256WithRSAEncryption", ...
    bool self_issued; // subject == issuer
    bool self_signed; // and its own key verifies it
    bool is_ca;       // basicConstraints CA:TRUE
    bool has_basic_constraints;
    long path_len; // -1 without limit
    bool has_key_usage;
    uint32_t key_usage; // X509v3_KU_* bits (KU_DIGITAL_SIGNATURE ...)
    PcKeyIdentifier ski, aki;
    char *issuer_organisation; // O of the issuer, or NULL
    int version;               // 1, 2 or 3; 0 if malformed
    bool has_extended_key_usage;
    bool may_be_client;       // the extended key usage names clientAuth or any
    bool names_client;        // it names clientAuth
    char *extended_key_usage; // its purposes: "serverAuth, clientAuth"; NULL: there is none
    bool signs_weakly;        // its signature uses MD2, MD4, MD5 or SHA-1
    bool partial;             // malformed, but names are told as far as they go: its end is
                              // missing, or its key is none that any device has
} PcCertificate;

// Keys beyond these no device has and no CA signs: RSA keys of CUCM and phones have up to 4096 bits
// and the exponents 3, 17 or 65537 (NIST SP 800-89 asks for less than 2^256 and OpenSSL for less
// than 2^64 of large keys). A signature check by one could take seconds.
enum { PC_KEY_MAX_BITS = 8192, PC_KEY_MAX_EXPONENT_BITS = 64, PC_KEY_MAX_DSA_BITS = 4096 };

// pc_rsa_key_is_real says so of a PKCS#1 public key (RFC 8017, A.1.1); true for what is none.
bool pc_rsa_key_is_real(PcBytes key);

// pc_certificate_new parses DER (exactly one certificate, nothing after it). Never NULL: what
// cannot be parsed comes back malformed. Takes a reference on `der`. Reference counted.
PcCertificate *pc_certificate_new(GBytes *der);
// pc_certificate_new_with_key is the same for one that is likely to be a CA in a store: see
// pc_certificate_need_key_in_x509.
PcCertificate *pc_certificate_new_with_key(GBytes *der);
// pc_certificate_new_partial reads the beginning of a certificate whose end is missing: serial,
// issuer, validity and subject, as far as they are whole. It comes back malformed and partial.
PcCertificate *pc_certificate_new_partial(GBytes *start);
PcCertificate *pc_certificate_ref(PcCertificate *certificate);

// pc_certificate_drop_x509 frees OpenSSL's view of a certificate, which takes as much memory as
// all its facts; pc_certificate_need_x509 makes it again where it was dropped, and
// pc_certificate_need_key_in_x509 where it lacks the key by which OpenSSL validates a path. All are
// for the one thread that validates paths with this certificate.
void pc_certificate_drop_x509(PcCertificate *certificate);
void pc_certificate_need_x509(PcCertificate *certificate);
void pc_certificate_need_key_in_x509(PcCertificate *certificate);

// pc_certificate_signed_part gives what of a certificate's DER is signed, and the signature. False
// where the DER is not as usual, or its two places do not name the same algorithm.
bool pc_certificate_signed_part(PcBytes der, PcBytes *content, PcBytes *signature);

void pc_certificate_unref(PcCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcCertificate, pc_certificate_unref)

// pc_certificate_fingerprint puts the SHA-256 of DER bytes into `hex`, as PcCertificate.sha256 is
// written.
void pc_certificate_fingerprint(PcBytes der, char hex[65]);

// PC_LIST_MAX_CERTIFICATES bounds what is taken from one file; the rest is left unread.
// PC_LIST_MAX_ITERATIONS bounds the key derivations of a PKCS#12, of all its parts together; what
// would take longer is not opened.
enum { PC_LIST_MAX_CERTIFICATES = 16384, PC_LIST_MAX_ITERATIONS = 1000000 };

// pc_certificate_list_from_bytes finds certificates in a file's content: PEM (any number, other
// text between), base64 without its markers, either in UTF-16 too, DER, PKCS#7 (PEM or DER),
// PKCS#12 without password. Gives a GPtrArray of PcCertificate (may be empty). CRLs found go to
// `crls` (GPtrArray of GBytes DER) if not NULL.
GPtrArray *pc_certificate_list_from_bytes(PcBytes content, GPtrArray *crls);
// pc_certificate_list_unlock gives the certificates of a PKCS#12 file that a password opens; none
// where it does not. Each call costs up to PC_LIST_MAX_ITERATIONS.
GPtrArray *pc_certificate_list_unlock(PcBytes content, const char *password);
// pc_certificate_file_is_locked says whether content is a PKCS#12 file: where no certificate was
// found in it, a password protects it, or an algorithm that OpenSSL no longer has.
bool pc_certificate_file_is_locked(PcBytes content);

// pc_certificate_has_ended and _has_begun say so of its validity at a moment (seconds since 1970
// UTC): the second that notAfter names is the first in which it is not valid any more, as OpenSSL
// has it. False, and true, where it has no readable validity.
bool pc_certificate_has_ended(const PcCertificate *certificate, int64_t at);
bool pc_certificate_has_begun(const PcCertificate *certificate, int64_t at);

// pc_name_text gives a DER Name as PcCertificate.subject is written; caller frees. "" if
// unreadable.
char *pc_name_text(PcBytes der_name);

// PC_NAME_TEXT_MAX bounds the text of a name, PC_NAME_VALUE_MAX that of one attribute, in bytes;
// what is longer is cut and ends in "...".
enum { PC_NAME_TEXT_MAX = 8192, PC_NAME_VALUE_MAX = 1024 };

// pc_name_text_of is pc_name_text for a Name that is parsed already.
char *pc_name_text_of(const X509_NAME *name);

// pc_name_attribute gives one attribute of a Name as clean text: the last CN, the first of any
// other type (`nid` is OpenSSL's number of it); NULL where there is none. Caller frees.
char *pc_name_attribute(const X509_NAME *name, int nid);

#endif
