// SPDX-License-Identifier: GPL-2.0-or-later
// DER becomes a PcCertificate: OpenSSL parses it once, and every fact that phonecert speaks of is
// read out of it here, in one pass. It judges nothing and knows no CA by name.
#include "core/certificate/certificate.h"
#include "core/certificate/asn1_time.h"
#include "core/certificate/openssl_auto.h"
#include "core/certificate/openssl_library.h"
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <time.h>

// RFC 5280 allows 20 bytes; a longer serial is shown as far as this.
enum { SERIAL_SHOWN = 64 };

static void digest(const EVP_MD *algorithm, PcBytes der, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n_bytes = 0;
    if (EVP_Digest(der.data, der.len, bytes, &n_bytes, algorithm, NULL) != 1) {
        n_bytes = 0;
    }
    for (unsigned i = 0; i < n_bytes; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * n_bytes] = '\0';
}

void pc_certificate_fingerprint(PcBytes der, char hex[65])
{
    digest(pc_openssl()->sha256, der, hex);
}

static GBytes *name_der(const X509_NAME *name)
{
    const unsigned char *der = NULL;
    size_t len = 0;
    if (X509_NAME_get0_der(name, &der, &len) != 1) {
        return g_bytes_new(NULL, 0);
    }
    return g_bytes_new(der, len);
}

static void read_subject_attributes(const X509_NAME *subject, PcCertificate *out)
{
    out->subject_cn = pc_name_attribute(subject, NID_commonName);
    out->serial_number = pc_name_attribute(subject, NID_serialNumber);
    out->organisation = pc_name_attribute(subject, NID_organizationName);
    out->organisational_unit = pc_name_attribute(subject, NID_organizationalUnitName);
    out->locality = pc_name_attribute(subject, NID_localityName);
    out->state = pc_name_attribute(subject, NID_stateOrProvinceName);
}

static void read_names(PcCertificate *out)
{
    const X509_NAME *subject = X509_get_subject_name(out->x509);
    const X509_NAME *issuer = X509_get_issuer_name(out->x509);
    out->subject = pc_name_text_of(subject);
    out->issuer = pc_name_text_of(issuer);
    out->subject_der = name_der(subject);
    out->issuer_der = name_der(issuer);
    read_subject_attributes(subject, out);
    out->issuer_cn = pc_name_attribute(issuer, NID_commonName);
    out->issuer_organisation = pc_name_attribute(issuer, NID_organizationName);
    out->self_issued = X509_NAME_cmp(subject, issuer) == 0;
}

static char *serial_text(const ASN1_INTEGER *serial)
{
    const PcBytes bytes =
        pc_bytes(ASN1_STRING_get0_data(serial), (size_t)MAX(ASN1_STRING_length(serial), 0));
    g_autofree char *hex = pc_bytes_hex(pc_bytes_first(bytes, SERIAL_SHOWN));
    const char *sign = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? "-" : "";
    return g_strconcat(sign, hex, bytes.len > SERIAL_SHOWN ? "..." : NULL, NULL);
}

// OpenSSL's names for what people call otherwise.
static const struct {
    const char *openssl;
    const char *common;
} key_names[] = {
    {"prime256v1", "EC P-256"}, {"secp384r1", "EC P-384"}, {"secp521r1", "EC P-521"},
    {"ED25519", "Ed25519"},     {"ED448", "Ed448"},
};

static char *common_key_name(const char *openssl, const char *otherwise)
{
    for (size_t i = 0; i < G_N_ELEMENTS(key_names); i++) {
        if (g_str_equal(key_names[i].openssl, openssl)) {
            return g_strdup(key_names[i].common);
        }
    }
    return g_strconcat(otherwise, openssl, NULL);
}

static char *key_text(const EVP_PKEY *key)
{
    char group[64] = "";
    size_t group_len = 0;
    if (EVP_PKEY_is_a(key, "EC")) {
        EVP_PKEY_get_group_name(key, group, sizeof group, &group_len);
        return common_key_name(group_len > 0 ? group : "unknown curve", "EC ");
    }
    const char *type = EVP_PKEY_get0_type_name(key);
    if (type == NULL || g_str_has_prefix(type, "ED")) {
        return common_key_name(type != NULL ? type : "unknown", "");
    }
    return g_strdup_printf("%s %d", type, EVP_PKEY_get_bits(key));
}

// An RSA key that was left unread: what the BIT STRING holds is a PKCS#1 key (RFC 3279, 2.3.1).
static EVP_PKEY *rsa_key(const X509 *x509)
{
    const ASN1_BIT_STRING *key = X509_get0_pubkey_bitstr(x509);
    const unsigned char *at = ASN1_STRING_get0_data(key);
    return d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, ASN1_STRING_length(key));
}

static void read_key(PcCertificate *out)
{
    out->public_key = out->x509_is_keyless ? rsa_key(out->x509) : X509_get_pubkey(out->x509);
    const EVP_PKEY *key = out->public_key;
    if (key == NULL) {
        out->key = g_strdup("unknown");
        return;
    }
    out->key = key_text(key);
    out->key_bits = EVP_PKEY_get_bits(key);
    out->key_is_rsa = EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS");
}

static void read_signature(PcCertificate *out)
{
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    X509_get0_signature(NULL, &algorithm, out->x509);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    char text[80] = "unknown";
    OBJ_obj2txt(text, sizeof text, object, 0);
    out->signature = pc_text_clean(pc_bytes(text, strlen(text)), sizeof text);
    int digest_nid = NID_undef;
    X509_get_signature_info(out->x509, &digest_nid, NULL, NULL, NULL);
    out->signs_weakly = digest_nid == NID_md2 || digest_nid == NID_md4 || digest_nid == NID_md5 ||
                        digest_nid == NID_sha1;
}

static void read_key_identifier(const ASN1_OCTET_STRING *from, PcKeyIdentifier *out)
{
    if (from != NULL) {
        const PcBytes id = pc_bytes(ASN1_STRING_get0_data(from), (size_t)ASN1_STRING_length(from));
        out->len = (uint8_t)pc_bytes_copy_out(id, out->bytes, sizeof out->bytes);
    }
}

// The purposes by OpenSSL's short names, or as numbers.
static char *read_purposes(const X509 *x509)
{
    enum { MAX_PURPOSES = 32, MAX_NAME = 80 };
    EXTENDED_KEY_USAGE *purposes = X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
    GString *out = g_string_new(NULL);
    for (int i = 0; i < sk_ASN1_OBJECT_num(purposes) && i < MAX_PURPOSES; i++) {
        const ASN1_OBJECT *purpose = sk_ASN1_OBJECT_value(purposes, i);
        const int nid = OBJ_obj2nid(purpose);
        char number[MAX_NAME] = "?";
        OBJ_obj2txt(number, sizeof number, purpose, 1);
        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
                               nid != NID_undef ? OBJ_nid2sn(nid) : number);
    }
    EXTENDED_KEY_USAGE_free(purposes);
    return g_string_free(out, FALSE);
}

static void read_extensions(PcCertificate *out)
{
    const uint32_t flags = X509_get_extension_flags(out->x509);
    out->has_basic_constraints = (flags & EXFLAG_BCONS) != 0;
    out->is_ca = out->has_basic_constraints && (flags & EXFLAG_CA) != 0;
    out->path_len = X509_get_pathlen(out->x509);
    out->has_key_usage = (flags & EXFLAG_KUSAGE) != 0;
    out->key_usage = out->has_key_usage ? X509_get_key_usage(out->x509) : 0;
    out->has_extended_key_usage = (flags & EXFLAG_XKUSAGE) != 0;
    if (out->has_extended_key_usage) {
        const uint32_t purposes = X509_get_extended_key_usage(out->x509);
        out->may_be_client = (purposes & (XKU_SSL_CLIENT | XKU_ANYEKU)) != 0;
        out->names_client = (purposes & XKU_SSL_CLIENT) != 0;
        out->extended_key_usage = read_purposes(out->x509);
    }
    read_key_identifier(X509_get0_subject_key_id(out->x509), &out->ski);
    read_key_identifier(X509_get0_authority_key_id(out->x509), &out->aki);
}

// Only a certificate that names itself as its issuer costs a signature check here.
static bool verifies_itself(PcCertificate *certificate)
{
    if (!certificate->self_issued || certificate->public_key == NULL) {
        return false;
    }
    pc_certificate_need_key_in_x509(certificate);
    return X509_verify(certificate->x509, X509_get0_pubkey(certificate->x509)) == 1;
}

static void read_facts(PcCertificate *out)
{
    read_names(out);
    out->version = (int)X509_get_version(out->x509) + 1;
    out->serial = serial_text(X509_get0_serialNumber(out->x509));
    out->has_validity = pc_asn1_time(X509_get0_notBefore(out->x509), &out->not_before) &&
                        pc_asn1_time(X509_get0_notAfter(out->x509), &out->not_after);
    read_key(out);
    read_signature(out);
    read_extensions(out);
    out->self_signed = verifies_itself(out);
}

// One DER element's tag and length (X.690 8.1), definite lengths of up to four bytes. The content
// may be longer than what is left.
static bool read_header(PcBytes *from, uint8_t tag, size_t *len)
{
    PcBytes rest = *from;
    uint8_t found, first, next;
    if (!pc_bytes_u8(&rest, &found) || found != tag || !pc_bytes_u8(&rest, &first)) {
        return false;
    }
    size_t value = first;
    if (first >= 0x80) {
        const unsigned n_bytes = first & 0x7f;
        value = 0;
        for (unsigned i = 0; i < n_bytes; i++) {
            if (i == 4 || !pc_bytes_u8(&rest, &next)) {
                return false;
            }
            value = value << 8 | next;
        }
        if (n_bytes == 0) {
            return false;
        }
    }
    *from = rest;
    *len = value;
    return true;
}

// One whole element, header included, into `out`.
static bool read_element(PcBytes *from, uint8_t tag, PcBytes *out)
{
    PcBytes rest = *from;
    size_t len;
    return read_header(&rest, tag, &len) && len <= rest.len &&
           pc_bytes_take(from, from->len - rest.len + len, out);
}

enum { SEQUENCE = 0x30, INTEGER = 0x02, BIT_STRING = 0x03, VERSION = 0xa0 };

// RFC 5280, 4.1: version, serial and signature algorithm stand before the issuer.
static bool skip_to_issuer(PcBytes *der, PcBytes *algorithm)
{
    PcBytes rest = *der, element;
    size_t len;
    if (!read_header(&rest, SEQUENCE, &len) || !read_header(&rest, SEQUENCE, &len)) {
        return false;
    }
    (void)read_element(&rest, VERSION, &element);
    if (!read_element(&rest, INTEGER, &element) || !read_element(&rest, SEQUENCE, algorithm)) {
        return false;
    }
    *der = rest;
    return true;
}

// RFC 5280, 4.1: the certificate without its end, the algorithm again, the signature.
bool pc_certificate_signed_part(PcBytes der, PcBytes *content, PcBytes *signature)
{
    PcBytes to_issuer = der, rest = der, inner, outer;
    size_t len;
    uint8_t unused_bits;
    if (!skip_to_issuer(&to_issuer, &inner) || !read_header(&rest, SEQUENCE, &len) ||
        !read_element(&rest, SEQUENCE, content) || !read_element(&rest, SEQUENCE, &outer) ||
        !pc_bytes_equal(inner, outer) || !read_header(&rest, BIT_STRING, &len) || len != rest.len ||
        !pc_bytes_u8(&rest, &unused_bits) || unused_bits != 0) {
        return false;
    }
    *signature = rest;
    return true;
}

// Whether a certificate has an RSA key and claims an RSA signature other than PSS (RFC 3279, RFC
// 4055): then the smaller of OpenSSL's libraries will do, and its key can be read by itself, unless
// it names itself as its issuer: then it is to be verified by its own key.
static bool is_all_rsa(PcBytes der)
{
    static const uint8_t pkcs1[] = {SEQUENCE, 0x0d, 0x06, 0x09, 0x2a, 0x86,
                                    0x48,     0x86, 0xf7, 0x0d, 0x01, 0x01};
    enum { RSA_ENCRYPTION = 1, RSASSA_PSS = 10 };
    PcBytes rest = der, algorithm, issuer, validity, subject;
    size_t len;
    uint8_t signature, key;
    return skip_to_issuer(&rest, &algorithm) && pc_bytes_starts(algorithm, pkcs1, sizeof pkcs1) &&
           pc_bytes_at(algorithm, sizeof pkcs1, &signature) && signature != RSASSA_PSS &&
           read_element(&rest, SEQUENCE, &issuer) && read_element(&rest, SEQUENCE, &validity) &&
           read_element(&rest, SEQUENCE, &subject) && read_header(&rest, SEQUENCE, &len) &&
           pc_bytes_starts(rest, pkcs1, sizeof pkcs1) && pc_bytes_at(rest, sizeof pkcs1, &key) &&
           key == RSA_ENCRYPTION;
}

static bool is_self_issued(PcBytes der)
{
    PcBytes rest = der, algorithm, issuer, validity, subject;
    return skip_to_issuer(&rest, &algorithm) && read_element(&rest, SEQUENCE, &issuer) &&
           read_element(&rest, SEQUENCE, &validity) && read_element(&rest, SEQUENCE, &subject) &&
           pc_bytes_equal(issuer, subject);
}

bool pc_rsa_key_is_real(PcBytes key)
{
    size_t len, n_len, e_len;
    PcBytes skipped;
    if (!read_header(&key, SEQUENCE, &len) || !read_header(&key, INTEGER, &n_len) ||
        !pc_bytes_take(&key, n_len, &skipped) || !read_header(&key, INTEGER, &e_len)) {
        return true; // OpenSSL cannot read it either
    }
    // A byte of zeros may stand before either, as numbers have signs.
    return n_len <= PC_KEY_MAX_BITS / 8 + 1 && e_len <= PC_KEY_MAX_EXPONENT_BITS / 8 + 1;
}

// Why a key is none that any device has, and would take long to check signatures by; NULL: it may
// be one.
static const char *unreal_key(const X509 *x509)
{
    enum { MAX_DSA_LEN = PC_KEY_MAX_DSA_BITS / 8 + 16 };
    ASN1_OBJECT *kind = NULL;
    const unsigned char *key = NULL;
    int len = 0;
    if (X509_PUBKEY_get0_param(&kind, &key, &len, NULL, X509_get_X509_PUBKEY(x509)) != 1 ||
        len < 0) {
        return NULL;
    }
    const int nid = OBJ_obj2nid(kind);
    if (nid == NID_dsa) {
        return len > MAX_DSA_LEN ? "its DSA key has more than 4096 bits, as no real one has" : NULL;
    }
    bool is_rsa = nid == NID_rsaEncryption || nid == NID_rsassaPss || nid == NID_rsa;
    return !is_rsa || pc_rsa_key_is_real(pc_bytes(key, (size_t)len))
               ? NULL
               : "its RSA key has more than 8192 bits or an exponent of more than 64, as no real "
                 "one has";
}

static const char *parse(PcBytes der, OSSL_LIB_CTX *library, X509 **out)
{
    const unsigned char *at = der.data;
    if (der.len == 0) {
        return "it is empty";
    }
    g_autoptr(X509) x509 = X509_new_ex(library, NULL);
    if (d2i_X509(&x509, &at, (long)der.len) == NULL) {
        return "it is not the DER of an X.509 certificate";
    }
    if ((size_t)(at - der.data) != der.len) {
        return "more bytes follow the end of its DER";
    }
    *out = g_steal_pointer(&x509);
    return NULL;
}

// OpenSSL's default, which stands for a library that could not be made, reads all keys.
static bool is_keyless(const OSSL_LIB_CTX *library)
{
    return library != NULL && library == pc_openssl()->keyless_library;
}

static const char *make_x509(PcCertificate *certificate, OSSL_LIB_CTX *library)
{
    g_clear_pointer(&certificate->x509, X509_free);
    certificate->x509_is_keyless = is_keyless(library);
    ERR_set_mark();
    const char *defect = parse(pc_bytes_of(certificate->der), library, &certificate->x509);
    ERR_pop_to_mark();
    return defect;
}

static OSSL_LIB_CTX *library_with_key(PcBytes der)
{
    return is_all_rsa(der) ? pc_openssl()->rsa_library : pc_openssl()->library;
}

static OSSL_LIB_CTX *fastest_library(PcBytes der)
{
    return is_all_rsa(der) && !is_self_issued(der) ? pc_openssl()->keyless_library
                                                   : library_with_key(der);
}

static void leave_empty(PcCertificate *certificate)
{
    certificate->malformed = true;
    certificate->path_len = -1;
    certificate->subject = g_strdup("");
    certificate->issuer = g_strdup("");
    certificate->serial = g_strdup("");
    certificate->key = g_strdup("unknown");
    certificate->signature = g_strdup("unknown");
}

static PcCertificate *with_fingerprints(GBytes *der)
{
    PcCertificate *certificate = g_atomic_rc_box_new0(PcCertificate);
    certificate->der = g_bytes_ref(der);
    digest(pc_openssl()->sha256, pc_bytes_of(der), certificate->sha256);
    digest(pc_openssl()->sha1, pc_bytes_of(der), certificate->sha1);
    return certificate;
}

// What it says is told, and nothing is ever checked by it.
static void refuse(PcCertificate *certificate, const char *defect)
{
    leave_empty(certificate);
    g_free(certificate->subject);
    g_free(certificate->issuer);
    read_names(certificate);
    certificate->partial = true;
    certificate->defect = defect;
    g_clear_pointer(&certificate->x509, X509_free);
}

static PcCertificate *new_by(GBytes *der, OSSL_LIB_CTX *library)
{
    ERR_set_mark();
    PcCertificate *certificate = with_fingerprints(der);
    certificate->defect = make_x509(certificate, library);
    const char *unreal = certificate->x509 != NULL ? unreal_key(certificate->x509) : NULL;
    if (unreal != NULL) {
        refuse(certificate, unreal);
    } else if (certificate->x509 != NULL) {
        read_facts(certificate);
    } else {
        leave_empty(certificate);
    }
    ERR_pop_to_mark();
    return certificate;
}

PcCertificate *pc_certificate_new(GBytes *der)
{
    return new_by(der, fastest_library(pc_bytes_of(der)));
}

PcCertificate *pc_certificate_new_with_key(GBytes *der)
{
    return new_by(der, library_with_key(pc_bytes_of(der)));
}

static X509_NAME *read_name(PcBytes *from)
{
    PcBytes der;
    if (!read_element(from, SEQUENCE, &der)) {
        return NULL;
    }
    const unsigned char *at = der.data;
    return d2i_X509_NAME(NULL, &at, (long)der.len);
}

static void read_partial_subject(PcBytes rest, PcCertificate *out)
{
    g_autoptr(X509_NAME) subject = read_name(&rest);
    if (subject != NULL) {
        g_free(out->subject);
        out->subject = pc_name_text_of(subject);
        out->subject_der = name_der(subject);
        read_subject_attributes(subject, out);
        out->self_issued = g_bytes_equal(out->subject_der, out->issuer_der);
    }
}

// RFC 5280, 4.1: issuer, validity and subject, as far as they go.
static void read_partial(PcBytes rest, PcCertificate *out)
{
    PcBytes element;
    if (!skip_to_issuer(&rest, &element)) {
        return;
    }
    g_autoptr(X509_NAME) issuer = read_name(&rest);
    if (issuer == NULL) {
        return;
    }
    out->partial = true;
    g_free(out->issuer);
    out->issuer = pc_name_text_of(issuer);
    out->issuer_der = name_der(issuer);
    out->issuer_cn = pc_name_attribute(issuer, NID_commonName);
    out->issuer_organisation = pc_name_attribute(issuer, NID_organizationName);
    if (read_element(&rest, SEQUENCE, &element)) {
        read_partial_subject(rest, out);
    }
}

PcCertificate *pc_certificate_new_partial(GBytes *start)
{
    ERR_set_mark();
    PcCertificate *certificate = with_fingerprints(start);
    leave_empty(certificate);
    certificate->defect = "its end is missing";
    read_partial(pc_bytes_of(start), certificate);
    ERR_pop_to_mark();
    return certificate;
}

void pc_certificate_drop_x509(PcCertificate *certificate)
{
    g_clear_pointer(&certificate->x509, X509_free);
}

// The same bytes were no trouble before.
static void make_x509_again(PcCertificate *certificate, OSSL_LIB_CTX *library)
{
    const char *defect = make_x509(certificate, library);
    g_assert(defect == NULL);
}

void pc_certificate_need_x509(PcCertificate *certificate)
{
    if (certificate->x509 == NULL && !certificate->malformed) {
        make_x509_again(certificate, fastest_library(pc_bytes_of(certificate->der)));
    }
}

void pc_certificate_need_key_in_x509(PcCertificate *certificate)
{
    if (!certificate->malformed && (certificate->x509 == NULL || certificate->x509_is_keyless)) {
        make_x509_again(certificate, library_with_key(pc_bytes_of(certificate->der)));
    }
}

PcCertificate *pc_certificate_ref(PcCertificate *certificate)
{
    return g_atomic_rc_box_acquire(certificate);
}

static void clear(gpointer data)
{
    PcCertificate *certificate = data;
    g_bytes_unref(certificate->der);
    X509_free(certificate->x509);
    EVP_PKEY_free(certificate->public_key);
    g_clear_pointer(&certificate->subject_der, g_bytes_unref);
    g_clear_pointer(&certificate->issuer_der, g_bytes_unref);
    char **texts[] = {
        &certificate->subject,
        &certificate->issuer,
        &certificate->subject_cn,
        &certificate->issuer_cn,
        &certificate->organisation,
        &certificate->organisational_unit,
        &certificate->locality,
        &certificate->state,
        &certificate->serial_number,
        &certificate->serial,
        &certificate->key,
        &certificate->signature,
        &certificate->issuer_organisation,
        &certificate->extended_key_usage,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i]);
    }
}

void pc_certificate_unref(PcCertificate *certificate)
{
    if (certificate != NULL) {
        g_atomic_rc_box_release_full(certificate, clear);
    }
}

bool pc_certificate_has_ended(const PcCertificate *certificate, int64_t at)
{
    return certificate->has_validity && certificate->not_after <= at;
}

bool pc_certificate_has_begun(const PcCertificate *certificate, int64_t at)
{
    return !certificate->has_validity || certificate->not_before <= at;
}
