// SPDX-License-Identifier: GPL-2.0-or-later
// Builds a trust list: a header whose length counts the signature that is put into it last, and a
// record a certificate.
#include "captures/make/trust_list.h"

#include "captures/make/octets.h"
#include <string.h>

static void put_tlv(GByteArray *out, unsigned tag, const void *value, size_t len)
{
    mk_put_u8(out, tag);
    mk_put_u16(out, (unsigned)len);
    mk_put_bytes(out, value, len);
}

static void put_string(GByteArray *out, unsigned tag, const char *text)
{
    put_tlv(out, tag, text, strlen(text) + 1);
}

static void put_u16_tlv(GByteArray *out, unsigned tag, unsigned value)
{
    mk_put_u8(out, tag);
    mk_put_u16(out, 2);
    mk_put_u16(out, value);
}

static void put_u8_tlv(GByteArray *out, unsigned tag, unsigned value)
{
    mk_put_u8(out, tag);
    mk_put_u16(out, 1);
    mk_put_u8(out, value);
}

// CUCM writes names in an order of its own: "CN=...;OU=...;O=...;L=...;ST=...;C=...".
static void put_name(GByteArray *out, unsigned tag, X509_NAME *name)
{
    static const int attributes[] = {NID_commonName,          NID_organizationalUnitName,
                                     NID_organizationName,    NID_localityName,
                                     NID_stateOrProvinceName, NID_countryName};
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        char value[128];
        if (X509_NAME_get_text_by_NID(name, attributes[i], value, sizeof value) > 0) {
            g_string_append_printf(text, "%s%s=%s", text->len > 0 ? ";" : "",
                                   OBJ_nid2sn(attributes[i]), value);
        }
    }
    put_string(out, tag, text->str);
}

static void put_serial(GByteArray *out, unsigned tag, X509 *certificate)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    put_tlv(out, tag, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
}

static void put_record(GByteArray *out, const MkListRecord *record)
{
    g_autoptr(GByteArray) inner = g_byte_array_new();
    unsigned char *der = NULL;
    if (record->dns_name != NULL) {
        put_string(inner, 2, record->dns_name);
    }
    put_name(inner, 3, X509_get_subject_name(record->certificate));
    put_u16_tlv(inner, 4, record->role);
    put_name(inner, 5, X509_get_issuer_name(record->certificate));
    put_serial(inner, 6, record->certificate);
    int len = i2d_PublicKey(X509_get0_pubkey(record->certificate), &der);
    put_tlv(inner, 7, der, (size_t)len);
    OPENSSL_free(der);
    const ASN1_BIT_STRING *signature;
    X509_get0_signature(&signature, NULL, record->certificate);
    put_tlv(inner, 8, ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature));
    der = NULL;
    len = i2d_X509(record->certificate, &der);
    put_tlv(inner, 9, der, (size_t)len);
    OPENSSL_free(der);
    put_u16_tlv(out, 1, inner->len + 5);
    mk_put_bytes(out, inner->data, inner->len);
}

static void put_signer(GByteArray *out, X509 *certificate)
{
    g_autoptr(GByteArray) inner = g_byte_array_new();
    put_name(inner, 4, X509_get_subject_name(certificate));
    put_serial(inner, 5, certificate);
    put_name(inner, 6, X509_get_issuer_name(certificate));
    put_tlv(out, 3, inner->data, inner->len);
}

// The containers 7 and 9 count what stands in them.
static void put_algorithms(GByteArray *out, unsigned digest, size_t signature_len)
{
    unsigned modulus = 0;
    while (((size_t)64 << modulus) < signature_len) {
        modulus++;
    }
    mk_put_u8(out, 7);
    mk_put_u16(out, 15);
    put_u8_tlv(out, 8, digest);
    mk_put_u8(out, 9);
    mk_put_u16(out, 8);
    put_u8_tlv(out, 10, 0);
    put_u8_tlv(out, 11, modulus);
}

static GBytes *sign(EVP_PKEY *key, unsigned digest, const GByteArray *content)
{
    const EVP_MD *md = digest == 1 ? EVP_sha1() : digest == 2 ? EVP_sha256() : EVP_sha512();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t len = (size_t)EVP_PKEY_get_size(key);
    uint8_t *signature = g_malloc(len);
    g_assert(EVP_DigestSignInit(context, NULL, md, NULL, key) == 1);
    g_assert(EVP_DigestSign(context, signature, &len, content->data, content->len) == 1);
    EVP_MD_CTX_free(context);
    return g_bytes_new_take(signature, len);
}

// Everything but the signature's own element; `cut` is where that goes.
static GByteArray *unsigned_file(const MkTrustList *list, const GByteArray *body, size_t *cut)
{
    enum { HEADER_LENGTH_OFFSET = 8 };
    size_t signature_len = (size_t)EVP_PKEY_get_size(list->signer->key);
    GByteArray *content = g_byte_array_new();
    put_u16_tlv(content, 1, 0x0102);
    put_u16_tlv(content, 2, 0); // known below
    put_u16_tlv(content, 28, 0x0100);
    put_signer(content, list->signer->certificate);
    put_algorithms(content, list->digest, signature_len);
    *cut = content->len;
    put_string(content, 14, list->file_name);
    mk_put_u8(content, 15);
    mk_put_u16(content, 4);
    mk_put_u32(content, (uint32_t)list->made_at);
    while ((content->len + 3 + signature_len) % 4 != 0) {
        mk_put_u8(content, 13);
    }
    mk_patch_u16(content, HEADER_LENGTH_OFFSET, (unsigned)(content->len + 3 + signature_len));
    mk_put_bytes(content, body->data, body->len);
    return content;
}

static GBytes *signed_file(const MkTrustList *list, const GByteArray *body)
{
    size_t cut;
    g_autoptr(GByteArray) content = unsigned_file(list, body, &cut);
    g_autoptr(GBytes) signature = sign(list->signer->key, list->digest, content);
    GByteArray *file = g_byte_array_new();
    mk_put_bytes(file, content->data, cut);
    put_tlv(file, 12, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
    mk_put_bytes(file, content->data + cut, content->len - cut);
    return g_byte_array_free_to_bytes(file);
}

GBytes *mk_trust_list(const MkTrustList *list)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    const MkListRecord signer = {MK_ROLE_SAST, list->signer->certificate, NULL};
    put_record(body, &signer);
    for (size_t i = 0; i < list->n_records; i++) {
        put_record(body, &list->records[i]);
    }
    return signed_file(list, body);
}

GBytes *mk_signed_file(const MkTrustList *list, const char *content)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    mk_put_text(body, content);
    return signed_file(list, body);
}
