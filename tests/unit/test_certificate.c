// SPDX-License-Identifier: GPL-2.0-or-later
// PcCertificate: facts of ordinary and of hostile certificates, the beginning of a cut one, text
// that may be shown, and the certificates in a file.
#include "tests/unit/made.h"
#include "tests/unit/unit.h"
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static MkPki *pki;
static MkKeyPool *keys;

static void test_facts(void)
{
    g_autoptr(PcCertificate) ca =
        made_certificate(mk_pki_ca(pki, MK_CA_MANUFACTURING)->certificate);
    g_assert_false(ca->malformed);
    g_assert_cmpstr(ca->subject, ==, "O=Cisco Systems, CN=Cisco Manufacturing CA");
    g_assert_cmpstr(ca->issuer, ==, "O=Cisco Systems, CN=Cisco Root CA 2048");
    g_assert_cmpstr(ca->subject_cn, ==, "Cisco Manufacturing CA");
    g_assert_cmpstr(ca->issuer_organisation, ==, "Cisco Systems");
    g_assert_cmpstr(ca->serial, ==, "6a6967b3000000000003");
    g_assert_cmpint(ca->not_after, ==, mk_time("2029-05-14T20:25:42Z"));
    g_assert_cmpint(ca->not_before, ==, mk_time("2005-06-10T22:16:01Z"));
    g_assert_cmpstr(ca->key, ==, "RSA 2048");
    g_assert_cmpint(ca->key_bits, ==, 2048);
    g_assert_cmpstr(ca->signature, ==, "sha1WithRSAEncryption");
    g_assert_true(ca->signs_weakly);
    g_assert_true(ca->is_ca && ca->has_basic_constraints && !ca->self_issued && !ca->self_signed);
    g_assert_cmpint(ca->path_len, ==, 0);
    g_assert_true(ca->has_key_usage && (ca->key_usage & KU_KEY_CERT_SIGN) != 0);
    g_assert_cmpint(ca->version, ==, 3);
    g_autofree char *ski = pc_bytes_hex(pc_bytes(ca->ski.bytes, ca->ski.len));
    g_assert_cmpstr(ski, ==, "d0c52226ab4f4660ecae0591c7dc5ad1b047f76c");
    g_assert_cmpuint(ca->aki.len, ==, 20);
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, ca->der);
    g_autofree char *sha1 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, ca->der);
    g_assert_cmpstr(ca->sha256, ==, sha256);
    g_assert_cmpstr(ca->sha1, ==, sha1);
    g_autoptr(PcCertificate) root = made_certificate(mk_pki_ca(pki, MK_CA_ROOT_2099)->certificate);
    g_assert_true(root->self_issued && root->self_signed);
    g_assert_cmpint(root->not_after, ==, mk_time("2099-08-09T20:58:28Z"));
}

static PcCertificate *with_key(EVP_PKEY *key)
{
    const MkCertificateSpec spec = {
        .subject = mk_name("CN=key"),
        .key = key,
        .not_before = 0,
        .not_after = 1,
    };
    X509 *x509 = mk_certificate(&spec);
    PcCertificate *certificate = made_certificate(x509);
    X509_free(x509);
    X509_NAME_free(spec.subject);
    return certificate;
}

static void test_keys(void)
{
    static const struct {
        const char *kind;
        unsigned bits;
        const char *text;
    } rows[] = {
        {"RSA", 1024, "RSA 1024"}, {"P-256", 0, "EC P-256"},  {"P-384", 0, "EC P-384"},
        {"P-521", 0, "EC P-521"},  {"ED25519", 0, "Ed25519"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(EVP_PKEY) key = mk_key_new(rows[i].kind, rows[i].bits);
        g_autoptr(PcCertificate) certificate = with_key(key);
        g_assert_cmpstr(certificate->key, ==, rows[i].text);
        g_assert_true(certificate->key_is_rsa == (rows[i].bits != 0));
    }
}

static EVP_PKEY *odd_key(const BIGNUM *exponent)
{
    g_autoptr(EVP_PKEY) real = mk_key_new("RSA", 2048);
    BIGNUM *modulus = NULL;
    EVP_PKEY *key = NULL;
    EVP_PKEY_get_bn_param(real, OSSL_PKEY_PARAM_RSA_N, &modulus);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    g_assert_cmpint(EVP_PKEY_fromdata_init(context), ==, 1);
    g_assert_cmpint(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters), ==, 1);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    return key;
}

// A phone's certificate by a CA, but with another key in it.
static PcCertificate *with_exponent(unsigned bits)
{
    const MkCredential *ca = mk_pki_ca(pki, MK_CA_MANUFACTURING);
    BIGNUM *exponent = BN_new();
    BN_set_bit(exponent, (int)bits - 1);
    BN_set_bit(exponent, 0);
    EVP_PKEY *key = odd_key(exponent);
    X509 *x509 = X509_dup(ca->certificate);
    X509_set_pubkey(x509, key);
    g_assert_cmpint(X509_sign(x509, ca->key, EVP_sha256()), >, 0);
    PcCertificate *certificate = made_certificate(x509);
    X509_free(x509);
    EVP_PKEY_free(key);
    BN_free(exponent);
    return certificate;
}

// What no device has is told, and nothing is checked by it.
static void test_unreal_keys(void)
{
    g_autoptr(PcCertificate) real = with_exponent(64);
    g_assert_false(real->malformed);
    g_assert_nonnull(real->public_key);
    g_autoptr(PcCertificate) unreal = with_exponent(73);
    g_assert_true(unreal->malformed && unreal->partial);
    g_assert_nonnull(strstr(unreal->defect, "exponent"));
    g_assert_null(unreal->public_key);
    g_assert_null(unreal->x509);
    g_assert_cmpstr(unreal->subject, ==, real->subject);
    g_assert_cmpstr(unreal->issuer, ==, real->issuer);
}

static void test_rsa_sizes(void)
{
    static const struct {
        size_t n_len, e_len;
        bool is_real;
    } rows[] = {
        {257, 3, true}, {1025, 3, true}, {1026, 3, false}, {257, 9, true}, {257, 10, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(GByteArray) der = g_byte_array_new();
        const size_t len = rows[i].n_len + rows[i].e_len + 8;
        const guint8 head[] = {0x30, 0x82, (guint8)(len >> 8),           (guint8)len,
                               0x02, 0x82, (guint8)(rows[i].n_len >> 8), (guint8)rows[i].n_len};
        const guint8 exponent[] = {0x02, 0x82, 0, (guint8)rows[i].e_len};
        g_byte_array_append(der, head, sizeof head);
        g_byte_array_set_size(der, der->len + (guint)rows[i].n_len);
        g_byte_array_append(der, exponent, sizeof exponent);
        g_byte_array_set_size(der, der->len + (guint)rows[i].e_len);
        g_assert_true(pc_rsa_key_is_real(pc_bytes(der->data, der->len)) == rows[i].is_real);
    }
    g_assert_true(pc_rsa_key_is_real(pc_bytes("no key", 6)));
}

static void test_clean(void)
{
    static const struct {
        const char *text;
        size_t len, max;
        const char *clean;
    } rows[] = {
        {"plain", 5, 100, "plain"},
        {"", 0, 100, ""},
        {"cut here", 8, 3, "cut"},
        {"a\0b", 3, 100,
         "a\xef\xbf\xbd"
         "b"},
        {"\x1b[2J", 4, 100, "\xef\xbf\xbd[2J"},
        {"B\xc3\xbcro", 5, 100, "B\xc3\xbcro"},
        {"B\xc3\xbcro", 5, 2, "B"},
        {"\xff\xc3", 2, 100, "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xe2\x80\xae"
         "evil",
         7, 100,
         "\xef\xbf\xbd"
         "evil"}, // right-to-left override
        {"\xc2\x9b"
         "31m",
         5, 100,
         "\xef\xbf\xbd"
         "31m"}, // C1 control
        {"a\xe2\x80\xa8"
         "b",
         5, 100,
         "a\xef\xbf\xbd"
         "b"}, // line separator
        {"\x7f", 1, 100, "\xef\xbf\xbd"},
        {"\xed\xa0\x80", 3, 100, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, // a lone surrogate
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *clean = pc_text_clean(pc_bytes(rows[i].text, rows[i].len), rows[i].max);
        g_assert_cmpstr(clean, ==, rows[i].clean);
    }
}

static char *name_text(X509_NAME *name)
{
    const unsigned char *der = NULL;
    size_t len = 0;
    X509_NAME_get0_der(name, &der, &len);
    char *text = pc_name_text(pc_bytes(der, len));
    X509_NAME_free(name);
    return text;
}

static void test_names(void)
{
    g_autofree char *order = name_text(mk_name("CN=High Assurance SUDI CA|O=Cisco"));
    g_assert_cmpstr(order, ==, "CN=High Assurance SUDI CA, O=Cisco");
    g_autofree char *comma = name_text(mk_name("O=A, B + C|CN= padded "));
    g_assert_cmpstr(comma, ==, "O=A\\, B \\+ C, CN=\\ padded\\ ");
    g_autofree char *junk = pc_name_text(pc_bytes("junk", 4));
    g_assert_cmpstr(junk, ==, "");
    g_autofree char *nothing = pc_name_text(pc_bytes(NULL, 0));
    g_assert_cmpstr(nothing, ==, "");

    X509_NAME *both = mk_name("serialNumber=PID:CP-8861 SN:FCH2133E8B9|C=NL|CN=first");
    X509_NAME_add_entry_by_txt(both, "CN", MBSTRING_UTF8, (const unsigned char *)"last", -1, -1, 0);
    X509_NAME_add_entry_by_txt(both, "OU", MBSTRING_UTF8, (const unsigned char *)"beside", -1, -1,
                               -1);
    g_autofree char *cn = pc_name_attribute(both, NID_commonName);
    g_assert_cmpstr(cn, ==, "last");
    g_autofree char *text = name_text(both);
    g_assert_cmpstr(text, ==,
                    "serialNumber=PID:CP-8861 SN:FCH2133E8B9, C=NL, CN=first, CN=last + OU=beside");

    X509_NAME *wide = X509_NAME_new();
    g_autoptr(GBytes) bmp = g_bytes_new_static("\0B\0\xfc\0r\0o", 8);
    mk_name_add_raw(wide, NID_commonName, V_ASN1_BMPSTRING, bmp);
    g_autofree char *german = name_text(wide);
    g_assert_cmpstr(german, ==, "CN=B\xc3\xbcro");
}

// A megabyte of name stays within its bounds.
static void test_huge_name(void)
{
    X509_NAME *name = X509_NAME_new();
    g_autofree char *filling = g_strnfill(60000, 'x');
    g_autoptr(GBytes) value = g_bytes_new(filling, 60000);
    for (int i = 0; i < 16; i++) {
        mk_name_add_raw(name, NID_organizationName, V_ASN1_UTF8STRING, value);
    }
    g_autofree char *text = name_text(name);
    g_assert_cmpuint(strlen(text), <=, PC_NAME_TEXT_MAX + PC_NAME_VALUE_MAX + 16);
    g_assert_true(g_str_has_suffix(text, "..."));
}

static void test_malformed(void)
{
    g_autoptr(PcCertificate) good = made_certificate(mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    const PcBytes der = pc_bytes_of(good->der);
    g_autoptr(GByteArray) longer = g_byte_array_new();
    g_byte_array_append(longer, der.data, (guint)der.len);
    g_byte_array_append(longer, (const guint8 *)"x", 1);
    const struct {
        PcBytes bytes;
        const char *defect;
    } rows[] = {
        {pc_bytes(NULL, 0), "it is empty"},
        {pc_bytes("hello", 5), "it is not the DER of an X.509 certificate"},
        {pc_bytes_first(der, der.len - 1), "it is not the DER of an X.509 certificate"},
        {pc_bytes(longer->data, longer->len), "more bytes follow the end of its DER"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(GBytes) bytes = pc_bytes_dup(rows[i].bytes);
        g_autoptr(PcCertificate) bad = pc_certificate_new(bytes);
        g_assert_true(bad->malformed);
        g_assert_cmpstr(bad->defect, ==, rows[i].defect);
        g_assert_cmpstr(bad->subject, ==, "");
        g_assert_cmpuint(strlen(bad->sha256), ==, 64);
        g_autoptr(PcCertificate) again = pc_certificate_ref(bad);
        g_assert_true(again == bad);
    }
}

// However short the beginning, it says less than the whole and nothing else.
static void test_partial(void)
{
    MkPhone phone;
    mk_phone(7, NULL, &phone);
    const MkLscSpec spec = {.issuer = MK_CA_CAPF, .key = mk_key_pool_get(keys, 0)};
    g_autoptr(MkCredential) lsc = mk_phone_lsc(pki, &phone, &spec);
    g_autoptr(PcCertificate) whole = made_certificate(lsc->certificate);
    const PcBytes der = pc_bytes_of(whole->der);
    unsigned n_issuers = 0, n_subjects = 0;
    for (size_t len = 0; len <= der.len; len++) {
        g_autoptr(GBytes) start = pc_bytes_dup(pc_bytes_first(der, len));
        g_autoptr(PcCertificate) partial = pc_certificate_new_partial(start);
        g_assert_true(partial->malformed && partial->x509 == NULL);
        if (partial->partial) {
            g_assert_cmpstr(partial->issuer, ==, whole->issuer);
            n_issuers++;
        }
        if (partial->subject_der != NULL) {
            g_assert_cmpstr(partial->subject, ==, whole->subject);
            g_assert_cmpstr(partial->subject_cn, ==, whole->subject_cn);
            n_subjects++;
        }
    }
    g_assert_cmpuint(n_issuers, >, n_subjects);
    g_assert_cmpuint(n_subjects, >, der.len / 2);
}

// Certificate Operation "Troubleshoot" puts the phone's certificates into the CAPF trace.
static void test_trace(void)
{
    MkPhone phone;
    mk_phone(7, NULL, &phone);
    const MkLscSpec lsc_spec = {.issuer = MK_CA_CAPF, .key = mk_key_pool_get(keys, 0)};
    const MkMicSpec mic_spec = {.issuer = MK_CA_MANUFACTURING_SHA2,
                                .key = mk_key_pool_get(keys, 0),
                                .made = "2021-08-17T19:17:57Z"};
    g_autoptr(MkCredential) lsc = mk_phone_lsc(pki, &phone, &lsc_spec);
    g_autoptr(MkCredential) mic = mk_phone_mic(pki, &phone, &mic_spec);
    BIO *trace = BIO_new(BIO_s_mem());
    BIO_puts(trace, "10:15:02.113 |   debug 2:UNKNOWN:Got a new SEP connection\r\n");
    PEM_write_bio_X509(trace, lsc->certificate);
    BIO_puts(trace, "10:15:02.140 |   debug the other one\r\n\r\n");
    PEM_write_bio_X509(trace, mic->certificate);
    BIO_puts(trace, "10:15:02.140 |   debug end\r\n");
    char *content = NULL;
    const long len = BIO_get_mem_data(trace, &content);
    g_autoptr(GPtrArray) found =
        pc_certificate_list_from_bytes(pc_bytes(content, (size_t)len), NULL);
    g_assert_cmpuint(found->len, ==, 2);
    const PcCertificate *first = g_ptr_array_index(found, 0);
    const PcCertificate *second = g_ptr_array_index(found, 1);
    g_assert_cmpstr(first->issuer_cn, ==, "CAPF-0992727f");
    g_assert_cmpstr(second->issuer_cn, ==, "Cisco Manufacturing CA SHA2");
    g_assert_cmpstr(first->subject_cn, ==, second->subject_cn);
    BIO_free(trace);
}

static void test_der_back_to_back(void)
{
    g_autoptr(GByteArray) both = g_byte_array_new();
    const MkCaId ids[] = {MK_CA_CAPF, MK_CA_ROOT_M2};
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        UNIT_ROW(ids, i);
        g_autoptr(GBytes) der = made_der(mk_pki_ca(pki, ids[i])->certificate);
        g_byte_array_append(both, g_bytes_get_data(der, NULL), (guint)g_bytes_get_size(der));
    }
    g_autoptr(GPtrArray) found =
        pc_certificate_list_from_bytes(pc_bytes(both->data, both->len), NULL);
    g_assert_cmpuint(found->len, ==, 2);
}

// Text as UTF-16, as Windows writes it.
static GBytes *as_utf16(const char *text, bool is_big, bool has_mark)
{
    GByteArray *out = g_byte_array_new();
    static const uint8_t big[] = {0xfe, 0xff}, little[] = {0xff, 0xfe};
    if (has_mark) {
        g_byte_array_append(out, is_big ? big : little, 2);
    }
    for (const char *at = text; *at != '\0'; at++) {
        const uint8_t unit[] = {is_big ? 0 : (uint8_t)*at, is_big ? (uint8_t)*at : 0};
        g_byte_array_append(out, unit, sizeof unit);
    }
    return g_byte_array_free_to_bytes(out);
}

static void check_found(PcBytes content, const char *form, guint wanted)
{
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(content, NULL);
    g_test_message("%s: %u", form, found->len);
    g_assert_cmpuint(found->len, ==, wanted);
    for (guint i = 0; i < found->len; i++) {
        const PcCertificate *certificate = g_ptr_array_index(found, i);
        g_assert_cmpstr(certificate->subject_cn, ==, "CAPF-0992727f");
    }
}

// base64 with `start` before and `end` after each line of 64.
static char *as_lines(const char *base64, const char *start, const char *end)
{
    GString *out = g_string_new(NULL);
    enum { LINE = 64 };
    for (gsize at = 0; at < strlen(base64); at += LINE) {
        g_string_append_printf(out, "%s%.*s%s", start, LINE, base64 + at, end);
    }
    return g_string_free(out, FALSE);
}

// Certificates as people have them: base64 without markers, PEM in UTF-16, between other text.
static void test_as_they_come(void)
{
    static const struct {
        const char *form, *before, *start, *end, *after;
        guint n; // certificates found
    } rows[] = {
        {"base64", "", "", "\n", "", 1},
        {"base64, CRLF", "", "", "\r\n", "", 1},
        {"base64 in one line", "", "", "", "", 1},
        {"base64, a text around", "Dear all,\nMIIA is no certificate\nhere it is:\n\n", "", "\n",
         "\nRegards\n", 1},
        {"base64, indented", "", "   ", "\n", "", 1},
        {"base64, quoted", "", "> ", "\r\n", "", 1},
        {"base64 in JSON", "{\"x5c\": [\"", "", "\\n", "\"]}", 1},
        {"base64 in XML", "<certificate>", "", "\n", "</certificate>", 1},
        {"PEM", "-----BEGIN CERTIFICATE-----\n", "", "\n", "-----END CERTIFICATE-----\n", 1},
        {"PEM, CRLF, a text around", "admin:show cert own\r\n-----BEGIN CERTIFICATE-----\r\n", "",
         "\r\n", "-----END CERTIFICATE-----\r\nadmin:", 1},
        {"a blank line between its lines", "", "", "\n\n", "", 0},
        {"words between its lines", "", "", " and\n", "", 0},
        {"within a longer word", "A", "", "\n", "", 0},
    };
    g_autoptr(GBytes) der = made_der(mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autofree char *base64 = g_base64_encode(g_bytes_get_data(der, NULL), g_bytes_get_size(der));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *lines = as_lines(base64, rows[i].start, rows[i].end);
        g_autofree char *text = g_strconcat(rows[i].before, lines, rows[i].after, NULL);
        check_found(pc_bytes(text, strlen(text)), rows[i].form, rows[i].n);
        g_autofree char *twice = g_strconcat(text, "\n\n", text, NULL);
        check_found(pc_bytes(twice, strlen(twice)), rows[i].form, 2 * rows[i].n);
        for (unsigned kind = 0; kind < 4; kind++) {
            g_autoptr(GBytes) wide = as_utf16(text, (kind & 1) != 0, (kind & 2) != 0);
            check_found(pc_bytes_of(wide), rows[i].form, rows[i].n);
        }
        text[strlen(rows[i].before) + strlen(lines) / 2] = '\0';
        check_found(pc_bytes(text, strlen(text)), "cut", 0);
    }
}

// Beginnings without an end cost no more than their bytes.
static void test_many_beginnings(void)
{
    enum { N = 200000 };
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < N; i++) {
        g_string_append(text, "MIIP//AA\n");
    }
    g_autoptr(GPtrArray) found =
        pc_certificate_list_from_bytes(pc_bytes(text->str, text->len), NULL);
    g_assert_cmpuint(found->len, ==, 0);
}

static void test_time_text(void)
{
    g_autofree char *end = pc_time_text(1873484742);
    g_assert_cmpstr(end, ==, "2029-05-14T20:25:42Z");
    g_autofree char *far = pc_time_text(INT64_MAX);
    g_assert_cmpstr(far, ==, "9223372036854775807 s");
}

// The real public certificates of Cisco, where they are at hand.
static void test_real(void)
{
    static const struct {
        const char *file, *sha256, *serial, *signature;
        const char *not_after;
    } rows[] = {
        {"cisco-root-ca-2048.pem",
         "8327bc8c9d69947b3de3c27511537267f59c21b9fa7b613fafbccd53b7024000",
         "5ff87b282b54dc8d42a315b568c9adff", "sha1WithRSAEncryption", "2029-05-14T20:25:42Z"},
        {"high-assurance-sudi-ca.pem",
         "addb9f882c9931eb35aad51f08ebfc5030652c19a10129c0d6173ed8be704c2a", "0a6475524cd8617c62",
         "sha256WithRSAEncryption", "2099-08-09T20:58:27Z"},
        // Its end is written with a fraction of a second: no time of RFC 5280, but it can be told.
        {"cisco-ecc-root-ca.pem",
         "8db49f4b13eead89c5cca29ec03372591445865b7afde82c33760f1c947f3bfe", "01",
         "ecdsa-with-SHA384", "2053-04-04T08:15:44Z"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *path = g_build_filename("../shared/ca-certs", rows[i].file, NULL);
        g_autofree char *content = NULL;
        gsize len = 0;
        if (!g_file_get_contents(path, &content, &len, NULL)) {
            g_test_skip("../shared/ca-certs is not here");
            return;
        }
        g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(pc_bytes(content, len), NULL);
        g_assert_cmpuint(found->len, ==, 1);
        const PcCertificate *ca = g_ptr_array_index(found, 0);
        g_assert_cmpstr(ca->sha256, ==, rows[i].sha256);
        g_assert_cmpstr(ca->serial, ==, rows[i].serial);
        g_assert_cmpstr(ca->signature, ==, rows[i].signature);
        g_assert_true(ca->has_validity);
        g_assert_cmpint(ca->not_after, ==, mk_time(rows[i].not_after));
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    pki = mk_pki_new();
    keys = mk_key_pool_new(1, 2048);
    g_test_add_func("/certificate/facts", test_facts);
    g_test_add_func("/certificate/keys", test_keys);
    g_test_add_func("/certificate/unreal-keys", test_unreal_keys);
    g_test_add_func("/certificate/rsa-sizes", test_rsa_sizes);
    g_test_add_func("/certificate/clean", test_clean);
    g_test_add_func("/certificate/names", test_names);
    g_test_add_func("/certificate/huge-name", test_huge_name);
    g_test_add_func("/certificate/malformed", test_malformed);
    g_test_add_func("/certificate/partial", test_partial);
    g_test_add_func("/certificate/der-back-to-back", test_der_back_to_back);
    g_test_add_func("/certificate/as-they-come", test_as_they_come);
    g_test_add_func("/certificate/many-beginnings", test_many_beginnings);
    g_test_add_func("/certificate/time-text", test_time_text);
    g_test_add_func("/certificate/real", test_real);
    g_test_add_func("/questions/how-to-get-the-certificates-of-a-phone", test_trace);
    const int status = g_test_run();
    mk_key_pool_free(keys);
    mk_pki_free(pki);
    return status;
}
