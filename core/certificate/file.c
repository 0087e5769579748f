// SPDX-License-Identifier: GPL-2.0-or-later
// The content of a file becomes the certificates and CRLs in it: PEM blocks between any other text,
// in UTF-16 too, base64 without the markers of PEM, DER, PKCS#7, PKCS#12 without a password. It
// opens no file and asks for no password.
#include "core/certificate/certificate.h"

#include "core/bytes/text.h"
#include "core/certificate/bare.h"
#include "core/certificate/openssl_auto.h"
#include "core/certificate/openssl_library.h"
#include "core/certificate/pem.h"
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

// PcGathered is where the finds of one file go.
typedef struct {
    GPtrArray *certificates; // of PcCertificate
    GPtrArray *crls;         // of GBytes; NULL: not wanted
} PcGathered;

static bool has_room(const PcGathered *out)
{
    const guint n_crls = out->crls != NULL ? out->crls->len : 0;
    return out->certificates->len + n_crls < PC_LIST_MAX_CERTIFICATES;
}

static void add_certificate(PcGathered *out, PcBytes der)
{
    if (has_room(out)) {
        g_autoptr(GBytes) bytes = pc_bytes_dup(der);
        g_ptr_array_add(out->certificates, pc_certificate_new_with_key(bytes));
    }
}

static void add_crl(PcGathered *out, PcBytes der)
{
    if (out->crls != NULL && has_room(out)) {
        g_ptr_array_add(out->crls, pc_bytes_dup(der));
    }
}

static void add_x509(PcGathered *out, const X509 *x509)
{
    unsigned char *der = NULL;
    const int len = i2d_X509(x509, &der);
    if (len > 0) {
        add_certificate(out, pc_bytes(der, (size_t)len));
        OPENSSL_free(der);
    }
}

static void add_x509_crl(PcGathered *out, const X509_CRL *crl)
{
    unsigned char *der = NULL;
    const int len = i2d_X509_CRL(crl, &der);
    if (len > 0) {
        add_crl(out, pc_bytes(der, (size_t)len));
        OPENSSL_free(der);
    }
}

// "TRUSTED CERTIFICATE" has OpenSSL's own trust settings behind the certificate, which do not count
// here.
static bool read_trusted(PcGathered *out, PcBytes content)
{
    const unsigned char *at = content.data;
    g_autoptr(X509) x509 = d2i_X509_AUX(NULL, &at, (long)content.len);
    if (x509 != NULL) {
        add_x509(out, x509);
    }
    return x509 != NULL;
}

static bool read_crl(PcGathered *out, PcBytes content)
{
    const unsigned char *at = content.data;
    g_autoptr(X509_CRL) crl = d2i_X509_CRL(NULL, &at, (long)content.len);
    if (crl != NULL) {
        add_x509_crl(out, crl);
    }
    return crl != NULL;
}

static bool read_pkcs7(PcGathered *out, PcBytes content)
{
    const unsigned char *at = content.data;
    g_autoptr(PKCS7) bag = d2i_PKCS7(NULL, &at, (long)content.len);
    if (bag == NULL || !PKCS7_type_is_signed(bag) || bag->d.sign == NULL) {
        return false;
    }
    for (int i = 0; i < sk_X509_num(bag->d.sign->cert); i++) {
        add_x509(out, sk_X509_value(bag->d.sign->cert, i));
    }
    for (int i = 0; i < sk_X509_CRL_num(bag->d.sign->crl); i++) {
        add_x509_crl(out, sk_X509_CRL_value(bag->d.sign->crl, i));
    }
    return true;
}

static long iterations_of_pbkdf2(const ASN1_TYPE *parameter)
{
    PBKDF2PARAM *kdf = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), parameter);
    const long n = kdf != NULL ? ASN1_INTEGER_get(kdf->iter) : -1;
    PBKDF2PARAM_free(kdf);
    return n;
}

// How often the key derivation of an encrypted PKCS#12 part runs; -1: not one that we open. A file
// could ask for hours.
static long iterations(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *scheme = NULL;
    int type = 0;
    const void *sequence = NULL;
    X509_ALGOR_get0(&scheme, &type, &sequence, algorithm);
    if (OBJ_obj2nid(scheme) != NID_pbes2) {
        PBEPARAM *old = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), algorithm->parameter);
        const long n = old != NULL ? ASN1_INTEGER_get(old->iter) : -1;
        PBEPARAM_free(old);
        return n;
    }
    PBE2PARAM *param = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
    long n = -1;
    if (param != NULL && OBJ_obj2nid(param->keyfunc->algorithm) == NID_id_pbkdf2) {
        n = iterations_of_pbkdf2(param->keyfunc->parameter);
    }
    PBE2PARAM_free(param);
    return n;
}

// `left` is how many iterations the rest of the file may take. NULL is no password.
static STACK_OF(PKCS12_SAFEBAG) * open_part(PKCS7 *part, const char *password, long *left)
{
    if (PKCS7_type_is_data(part)) {
        return PKCS12_unpack_p7data(part);
    }
    if (!PKCS7_type_is_encrypted(part) || part->d.encrypted == NULL) {
        return NULL;
    }
    const long n = iterations(part->d.encrypted->enc_data->algorithm);
    if (n < 0 || n > *left) {
        return NULL;
    }
    *left -= n;
    if (password != NULL) {
        return PKCS12_unpack_p7encdata(part, password, (int)strlen(password));
    }
    // "Without a password" is written in two ways: no password at all, and an empty one.
    STACK_OF(PKCS12_SAFEBAG) *bags = PKCS12_unpack_p7encdata(part, "", 0);
    return bags != NULL ? bags : PKCS12_unpack_p7encdata(part, NULL, 0);
}

static void read_bags(PcGathered *out, const STACK_OF(PKCS12_SAFEBAG) * bags)
{
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, i);
        if (PKCS12_SAFEBAG_get_nid(bag) != NID_certBag) {
            continue;
        }
        g_autoptr(X509) x509 = PKCS12_SAFEBAG_get1_cert(bag);
        if (x509 != NULL) {
            add_x509(out, x509);
        }
    }
}

static bool open_pkcs12(PcGathered *out, PcBytes content, const char *password)
{
    const unsigned char *at = content.data;
    g_autoptr(PKCS12) box = d2i_PKCS12(NULL, &at, (long)content.len);
    STACK_OF(PKCS7) *parts = box != NULL ? PKCS12_unpack_authsafes(box) : NULL;
    long left = PC_LIST_MAX_ITERATIONS;
    for (int i = 0; i < sk_PKCS7_num(parts); i++) {
        STACK_OF(PKCS12_SAFEBAG) *bags = open_part(sk_PKCS7_value(parts, i), password, &left);
        read_bags(out, bags);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    sk_PKCS7_pop_free(parts, PKCS7_free);
    return box != NULL;
}

static bool read_pkcs12(PcGathered *out, PcBytes content)
{
    return open_pkcs12(out, content, NULL);
}

// DER certificates, one or several back to back.
static bool read_certificates(PcGathered *out, PcBytes content)
{
    bool any = false;
    while (content.len > 0) {
        const unsigned char *at = content.data;
        g_autoptr(X509) x509 = X509_new_ex(pc_openssl()->library, NULL);
        PcBytes der;
        if (d2i_X509(&x509, &at, (long)content.len) == NULL ||
            !pc_bytes_take(&content, (size_t)(at - content.data), &der)) {
            break;
        }
        add_certificate(out, der);
        any = true;
    }
    return any;
}

static bool read_certificate(PcGathered *out, PcBytes content)
{
    add_certificate(out, content);
    return true;
}

// What a PEM block may be called and how its content is read.
static const struct {
    const char *label;
    bool (*read)(PcGathered *out, PcBytes content);
} pem_kinds[] = {
    {PEM_STRING_X509, read_certificate},
    {PEM_STRING_X509_OLD, read_certificate},
    {PEM_STRING_X509_TRUSTED, read_trusted},
    {PEM_STRING_X509_CRL, read_crl},
    {PEM_STRING_PKCS7, read_pkcs7},
    {PEM_STRING_PKCS7_SIGNED, read_pkcs7},
    {PEM_STRING_CMS, read_pkcs7},
};

static void read_pem_block(PcGathered *out, const char *label, PcBytes content)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pem_kinds); i++) {
        if (g_str_equal(pem_kinds[i].label, label)) {
            pem_kinds[i].read(out, content);
            return;
        }
    }
}

// A block that cannot be read is passed over. False: there is no block.
static bool read_pem(PcGathered *out, PcBytes content)
{
    char *label = NULL;
    GBytes *block = NULL;
    bool any = false;
    while (has_room(out) && pc_pem_next(&content, &label, &block)) {
        read_pem_block(out, label, pc_bytes_of(block));
        g_bytes_unref(block);
        g_free(label);
        any = true;
    }
    return any;
}

// Nothing says what base64 without markers is, so it counts only where it can be read.
static void read_bare(PcGathered *out, PcBytes content)
{
    static bool (*const kinds[])(PcGathered * out, PcBytes content) = {read_certificates,
                                                                       read_pkcs7, read_crl};
    GBytes *der = NULL;
    while (has_room(out) && pc_bare_next(&content, &der)) {
        bool found = false;
        for (size_t i = 0; i < G_N_ELEMENTS(kinds) && !found; i++) {
            found = kinds[i](out, pc_bytes_of(der));
        }
        g_bytes_unref(der);
    }
}

static void read_text(PcGathered *out, PcBytes content)
{
    g_autoptr(GBytes) narrow = pc_text_from_utf16(content);
    const PcBytes text = narrow != NULL ? pc_bytes_of(narrow) : content;
    if (!read_pem(out, text)) {
        read_bare(out, text);
    }
}

static bool (*const der_kinds[])(PcGathered *out, PcBytes content) = {
    read_certificates,
    read_pkcs7,
    read_pkcs12,
    read_crl,
};

bool pc_certificate_file_is_locked(PcBytes content)
{
    const unsigned char *at = content.data;
    ERR_set_mark();
    g_autoptr(PKCS12) box = d2i_PKCS12(NULL, &at, (long)content.len);
    ERR_pop_to_mark();
    return box != NULL;
}

GPtrArray *pc_certificate_list_unlock(PcBytes content, const char *password)
{
    PcGathered out = {
        .certificates = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref),
    };
    ERR_set_mark();
    (void)open_pkcs12(&out, content, password);
    ERR_pop_to_mark();
    return out.certificates;
}

GPtrArray *pc_certificate_list_from_bytes(PcBytes content, GPtrArray *crls)
{
    PcGathered out = {
        .certificates = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref),
        .crls = crls,
    };
    ERR_set_mark();
    uint8_t first = 0;
    bool found = false;
    if (pc_bytes_at(content, 0, &first) && first == 0x30) { // a DER SEQUENCE
        for (size_t i = 0; i < G_N_ELEMENTS(der_kinds) && !found; i++) {
            found = der_kinds[i](&out, content);
        }
    }
    if (!found) {
        read_text(&out, content);
    }
    ERR_pop_to_mark();
    return out.certificates;
}
