// SPDX-License-Identifier: GPL-2.0-or-later
// pc_trust: every verdict and reason once, the order among them, several CAs of one name, what
// files may hold, and that answers hold for the span of time that is told.
#include "captures/make/octets.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#define STORE "CallManager-trust"
#define NOW "2026-11-23T03:10:00Z"

typedef struct {
    MkPki *pki;
    MkKeyPool *keys;
    MkPhone phone;
} Field;

static Field field;

static MkCredential *lsc(MkCaId issuer, const char *from, const char *until)
{
    const MkLscSpec spec = {.issuer = issuer,
                            .key = mk_key_pool_get(field.keys, 0),
                            .not_before = from,
                            .not_after = until};
    return mk_phone_lsc(field.pki, &field.phone, &spec);
}

static MkCredential *mic(MkCaId issuer)
{
    const MkMicSpec spec = {
        .issuer = issuer, .key = mk_key_pool_get(field.keys, 0), .made = "2021-08-17T19:17:57Z"};
    return mk_phone_mic(field.pki, &field.phone, &spec);
}

static void trust_ca(PcTrust *trust, MkCaId id)
{
    made_trust(trust, STORE, mk_pki_ca(field.pki, id)->certificate);
}

// A store that has judged others before says what one says that has not.
static void expect(PcTrust *trust, const MkCredential *who, const char *when, const char *expected)
{
    g_autoptr(GPtrArray) chain = made_chain(who);
    g_autoptr(PcTrust) fresh = pc_trust_copy(trust);
    PcTrustAnswer answer, of_fresh;
    pc_trust_judge(trust, STORE, chain, mk_time(when), &answer);
    pc_trust_judge(fresh, STORE, chain, mk_time(when), &of_fresh);
    g_assert_cmpstr(answer.reason, ==, of_fresh.reason);
    pc_trust_answer_clear(&of_fresh);
    g_autofree char *got =
        g_strdup_printf("%s %s", pc_verdict_name(answer.verdict), pc_reason_name(answer.why));
    g_test_message("%s", answer.reason);
    g_assert_cmpstr(got, ==, expected);
    g_assert_nonnull(answer.reason);
    pc_trust_answer_clear(&answer);
}

static void test_direct_root(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(MkCredential) good = lsc(MK_CA_CAPF, NULL, NULL);
    expect(trust, good, NOW, "unchecked no-store");
    trust_ca(trust, MK_CA_CAPF_OLD);
    expect(trust, good, NOW, "untrusted issuer-missing");
    trust_ca(trust, MK_CA_CAPF);
    expect(trust, good, NOW, "trusted trusted");
    expect(trust, good, "2025-08-31T00:00:00Z", "not-yet-valid leaf-not-yet-valid");
    expect(trust, good, "2028-12-31T00:00:00Z", "expired leaf-expired");
    expect(trust, good, "2040-12-31T00:00:00Z", "expired leaf-expired");
    expect(trust, good, "2001-01-01T00:00:00Z", "not-yet-valid leaf-not-yet-valid");
}

static void test_names_in_reasons(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(MkCredential) good = mic(MK_CA_MANUFACTURING_SHA2);
    trust_ca(trust, MK_CA_MANUFACTURING_SHA2);
    g_autoptr(GPtrArray) chain = made_chain(good);
    PcTrustAnswer answer;
    pc_trust_judge(trust, STORE, chain, mk_time(NOW), &answer);
    g_assert_cmpstr(answer.reason, ==,
                    "root missing: Cisco Manufacturing CA SHA2 is in CallManager-trust, but its "
                    "root Cisco Root CA M2 is not");
    g_assert_cmpstr(answer.missing, ==, "O=Cisco, CN=Cisco Root CA M2");
    g_assert_cmpint(answer.basis, ==, PC_BASIS_STORE);
    pc_trust_answer_clear(&answer);
}

static void test_chain(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(MkCredential) alone = mic(MK_CA_MANUFACTURING_SHA2);
    g_autoptr(MkCredential) with_ca = mic(MK_CA_MANUFACTURING_SHA2);
    g_autoptr(MkCredential) with_all = mic(MK_CA_MANUFACTURING_SHA2);
    X509 *ca = mk_pki_ca(field.pki, MK_CA_MANUFACTURING_SHA2)->certificate;
    X509 *root = mk_pki_ca(field.pki, MK_CA_ROOT_M2)->certificate;
    mk_credential_send_along(with_ca, ca);
    mk_credential_send_along(with_all, ca);
    mk_credential_send_along(with_all, root);
    trust_ca(trust, MK_CA_CAPF);
    expect(trust, alone, NOW, "untrusted issuer-missing");
    expect(trust, with_ca, NOW, "untrusted issuer-missing");
    expect(trust, with_all, NOW, "untrusted issuer-missing");
    trust_ca(trust, MK_CA_MANUFACTURING_SHA2);
    expect(trust, alone, NOW, "untrusted root-missing");
    expect(trust, with_ca, NOW, "untrusted root-missing");
    expect(trust, with_all, NOW, "untrusted root-missing");
    trust_ca(trust, MK_CA_ROOT_M2);
    expect(trust, alone, NOW, "trusted trusted");
    expect(trust, with_all, NOW, "trusted trusted");
    g_autoptr(PcTrust) root_only = pc_trust_new();
    trust_ca(root_only, MK_CA_ROOT_M2);
    expect(root_only, alone, NOW, "untrusted issuer-missing");
    expect(root_only, with_ca, NOW, "trusted trusted");
}

static void test_forged(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_MANUFACTURING_SHA2);
    trust_ca(trust, MK_CA_ROOT_M2);
    g_autoptr(MkCredential) alone = mic(MK_CA_FORGED_SHA2);
    g_autoptr(MkCredential) with_ca = mic(MK_CA_FORGED_SHA2);
    mk_credential_send_along(with_ca, mk_pki_ca(field.pki, MK_CA_FORGED_SHA2)->certificate);
    expect(trust, alone, NOW, "bad-signature same-name-other-key");
    expect(trust, with_ca, NOW, "bad-signature same-name-other-key");
    trust_ca(trust, MK_CA_FORGED_SHA2);
    expect(trust, alone, NOW, "trusted trusted");
}

// Of as many CAs with one name not all are tried, and then nothing is said of their keys.
static void test_many_of_one_name(void)
{
    enum { N_CAS = 40 };
    g_autoptr(PcTrust) trust = pc_trust_new();
    const MkCredential *ca = mk_pki_ca(field.pki, MK_CA_CAPF);
    g_autoptr(MkCredential) alone = lsc(MK_CA_CAPF_FOREIGN, NULL, NULL);
    for (unsigned i = 0; i < N_CAS; i++) {
        X509 *other = X509_dup(mk_pki_ca(field.pki, MK_CA_CAPF_FOREIGN)->certificate);
        ASN1_INTEGER_set(X509_get_serialNumber(other), 1000 + (long)i);
        X509_set_pubkey(other, ca->key);
        g_assert_cmpint(X509_sign(other, ca->key, EVP_sha256()), >, 0);
        made_trust(trust, STORE, other);
        X509_free(other);
        const char *told = i < 32 ? "bad-signature same-name-other-key" : "unchecked not-all-tried";
        if (i % 8 == 7 || i == 32) {
            expect(trust, alone, NOW, told);
        }
    }
}

// The forger copies the key identifier as well: only the signature is left to tell.
static void test_forged_identifier(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_CAPF);
    const MkCredential *real = mk_pki_ca(field.pki, MK_CA_CAPF);
    MkCredential forger = *real;
    g_autoptr(EVP_PKEY) other = mk_key_new("RSA", 2048);
    forger.key = other;
    const MkCertificateSpec spec = {
        .subject = mk_name("CN=CP-8861-SEP2C3124C9F8E1"),
        .key = mk_key_pool_get(field.keys, 0),
        .issuer = &forger,
        .not_before = mk_time("2025-01-01T00:00:00Z"),
        .not_after = mk_time("2028-01-01T00:00:00Z"),
        .digest = "SHA256",
    };
    g_autoptr(MkCredential) forged = mk_credential(mk_certificate(&spec), spec.key);
    X509_NAME_free(spec.subject);
    expect(trust, forged, NOW, "bad-signature same-name-other-key");
}

static MkCredential *make_ca(const char *name, EVP_PKEY *key, const MkExtension *extensions)
{
    const MkCertificateSpec spec = {
        .subject = mk_name(name),
        .key = key,
        .not_before = mk_time("2020-01-01T00:00:00Z"),
        .not_after = mk_time("2027-01-01T00:00:00Z"),
        .digest = "SHA256",
        .extensions = extensions,
    };
    MkCredential *ca = mk_credential(mk_certificate(&spec), key);
    X509_NAME_free(spec.subject);
    return ca;
}

static MkCredential *make_leaf(const MkCredential *ca, const MkExtension *extensions,
                               const char *until)
{
    const MkCertificateSpec spec = {
        .subject = mk_name("CN=CP-8861-SEP2C3124C9F8E1"),
        .key = mk_key_pool_get(field.keys, 0),
        .issuer = ca,
        .not_before = mk_time("2025-01-01T00:00:00Z"),
        .not_after = mk_time(until),
        .digest = "SHA256",
        .extensions = extensions,
    };
    MkCredential *leaf = mk_credential(mk_certificate(&spec), spec.key);
    X509_NAME_free(spec.subject);
    return leaf;
}

static void test_constraints(void)
{
    static const MkExtension none[] = {{NULL, NULL}};
    static const MkExtension not_a_ca[] = {{"basicConstraints", "critical,CA:FALSE"}, {NULL, NULL}};
    static const MkExtension no_cert_sign[] = {{"basicConstraints", "critical,CA:TRUE"},
                                               {"keyUsage", "critical,digitalSignature"},
                                               {NULL, NULL}};
    static const MkExtension usage_only[] = {{"keyUsage", "critical,keyCertSign"}, {NULL, NULL}};
    const MkExtension *const bad[] = {none, not_a_ca, no_cert_sign, usage_only};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        UNIT_ROW(bad, i);
        g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
        g_autoptr(MkCredential) ca = make_ca("CN=CAPF-12345678", key, bad[i]);
        g_autoptr(MkCredential) leaf = make_leaf(ca, NULL, "2028-01-01T00:00:00Z");
        g_autoptr(PcTrust) trust = pc_trust_new();
        made_trust(trust, STORE, ca->certificate);
        expect(trust, leaf, NOW, "untrusted ca-constraints");
        expect(trust, leaf, "2030-01-01T00:00:00Z", "untrusted ca-constraints");
    }
}

static const MkExtension good_ca[] = {{"basicConstraints", "critical,CA:TRUE"},
                                      {"keyUsage", "critical,keyCertSign,cRLSign"},
                                      {NULL, NULL}};

static void test_key_usage(void)
{
    static const MkExtension no_signature[] = {{"keyUsage", "critical,keyEncipherment"},
                                               {NULL, NULL}};
    static const MkExtension no_encipherment[] = {{"keyUsage", "critical,digitalSignature"},
                                                  {NULL, NULL}};
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    g_autoptr(MkCredential) ca = make_ca("CN=Example Device CA", key, good_ca);
    g_autoptr(MkCredential) bad = make_leaf(ca, no_signature, "2028-01-01T00:00:00Z");
    g_autoptr(MkCredential) good = make_leaf(ca, no_encipherment, "2028-01-01T00:00:00Z");
    g_autoptr(MkCredential) silent = make_leaf(ca, NULL, "2028-01-01T00:00:00Z");
    g_autoptr(PcTrust) trust = pc_trust_new();
    made_trust(trust, STORE, ca->certificate);
    expect(trust, bad, NOW, "untrusted key-usage");
    expect(trust, good, NOW, "trusted trusted");
    expect(trust, silent, NOW, "trusted trusted");
}

static void test_expired_ca(void)
{
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    g_autoptr(MkCredential) ca = make_ca("CN=CAPF-12345678", key, good_ca);
    g_autoptr(MkCredential) leaf = make_leaf(ca, NULL, "2030-01-01T00:00:00Z");
    g_autoptr(PcTrust) trust = pc_trust_new();
    made_trust(trust, STORE, ca->certificate);
    expect(trust, leaf, "2028-01-01T00:00:00Z", "expired ca-expired");
}

// The old and the new key of one name are both in the store, in either order.
static void test_two_keys_of_one_name(void)
{
    for (int order = 0; order < 2; order++) {
        g_autoptr(EVP_PKEY) one = mk_key_new("P-256", 0);
        g_autoptr(EVP_PKEY) two = mk_key_new("P-256", 0);
        g_autoptr(MkCredential) old = make_ca("CN=CAPF-12345678", one, good_ca);
        g_autoptr(MkCredential) new = make_ca("CN=CAPF-12345678", two, good_ca);
        g_autoptr(MkCredential) leaf = make_leaf(old, NULL, "2028-01-01T00:00:00Z");
        g_autoptr(PcTrust) trust = pc_trust_new();
        made_trust(trust, STORE, (order == 0 ? old : new)->certificate);
        expect(trust, leaf, NOW,
               order == 0 ? "trusted trusted" : "bad-signature same-name-other-key");
        made_trust(trust, STORE, (order == 0 ? new : old)->certificate);
        expect(trust, leaf, NOW, "trusted trusted");
    }
}

static void test_self_signed(void)
{
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    g_autoptr(MkCredential) own =
        make_ca("O=TemporaryDefaultCertificate|CN=SEP1C6A7AE57121", key, NULL);
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_CAPF);
    expect(trust, own, NOW, "untrusted self-signed");
    made_trust(trust, STORE, own->certificate);
    expect(trust, own, NOW, "trusted trusted");
}

static void test_policy(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_MANUFACTURING);
    trust_ca(trust, MK_CA_ROOT_2048);
    trust_ca(trust, MK_CA_CAPF);
    g_autoptr(MkCredential) old = mic(MK_CA_MANUFACTURING);
    g_autoptr(MkCredential) new = lsc(MK_CA_CAPF, NULL, NULL);
    expect(trust, old, NOW, "trusted trusted");
    pc_trust_set_policy(trust, (PcTrustPolicy){.strict = true});
    expect(trust, old, NOW, "untrusted weak");
    expect(trust, new, NOW, "trusted trusted");
    pc_trust_set_policy(trust, (PcTrustPolicy){.strict = true, .min_rsa_bits = 3072});
    expect(trust, new, NOW, "untrusted weak");
}

static void test_malformed(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_CAPF);
    g_autoptr(GBytes) junk = g_bytes_new_static("junk", 4);
    g_autoptr(GPtrArray) chain =
        g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref);
    g_ptr_array_add(chain, pc_certificate_new(junk));
    PcTrustAnswer answer;
    pc_trust_judge(trust, STORE, chain, 0, &answer);
    g_assert_cmpint(answer.verdict, ==, PC_VERDICT_MALFORMED);
    g_assert_cmpint(answer.basis, ==, PC_BASIS_ABSENT);
    pc_trust_answer_clear(&answer);
}

static GBytes *make_crl(const MkCredential *ca, X509 *revoked, const char *when)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *moment = ASN1_TIME_set(NULL, (time_t)mk_time(when));
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->certificate));
    X509_CRL_set1_lastUpdate(crl, moment);
    ASN1_TIME *next = ASN1_TIME_set(NULL, (time_t)mk_time("2026-12-31T00:00:00Z"));
    X509_CRL_set1_nextUpdate(crl, next);
    X509_REVOKED *entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked));
    X509_REVOKED_set_revocationDate(entry, moment);
    X509_CRL_add0_revoked(crl, entry);
    X509_CRL_sign(crl, ca->key, EVP_sha256());
    unsigned char *der = NULL;
    const int len = i2d_X509_CRL(crl, &der);
    g_assert_cmpint(len, >, 0);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    ASN1_TIME_free(moment);
    ASN1_TIME_free(next);
    X509_CRL_free(crl);
    return bytes;
}

static void test_revoked(void)
{
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    g_autoptr(EVP_PKEY) other = mk_key_new("P-256", 0);
    g_autoptr(MkCredential) ca = make_ca("CN=Example Device CA", key, good_ca);
    g_autoptr(MkCredential) impostor = make_ca("CN=Example Device CA", other, good_ca);
    g_autoptr(MkCredential) leaf = make_leaf(ca, NULL, "2030-01-01T00:00:00Z");
    g_autoptr(GBytes) crl = make_crl(ca, leaf->certificate, "2026-03-01T00:00:00Z");
    g_autoptr(GBytes) forged = make_crl(impostor, leaf->certificate, "2026-02-01T00:00:00Z");
    g_autoptr(PcTrust) trust = pc_trust_new();
    made_trust(trust, STORE, ca->certificate);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "forged.crl", pc_bytes_of(forged), NULL), ==, 1);
    expect(trust, leaf, NOW, "trusted trusted");
    g_assert_cmpuint(pc_trust_add(trust, STORE, "some.crl", pc_bytes_of(crl), NULL), ==, 1);
    expect(trust, leaf, NOW, "revoked revoked");
    expect(trust, leaf, "2026-02-01T00:00:00Z", "trusted trusted");
    expect(trust, leaf, "2026-02-27T00:00:00Z", "trusted trusted");
    // An old list still names what it names; validity comes first.
    expect(trust, leaf, "2026-12-31T12:00:00Z", "revoked revoked");
    expect(trust, leaf, "2031-01-01T00:00:00Z", "expired leaf-expired");
}

static GBytes *make_large_crl(const MkCredential *ca, char filling)
{
    enum { LARGE = 9 * 1024 * 1024 };
    g_autofree char *text = g_strnfill(LARGE, filling);
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *moment = ASN1_TIME_set(NULL, (time_t)mk_time("2026-03-01T00:00:00Z"));
    ASN1_IA5STRING *comment = ASN1_IA5STRING_new();
    ASN1_STRING_set(comment, text, LARGE);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->certificate));
    X509_CRL_set1_lastUpdate(crl, moment);
    X509_CRL_add1_ext_i2d(crl, NID_netscape_comment, comment, 0, 0);
    X509_CRL_sign(crl, ca->key, EVP_sha256());
    unsigned char *der = NULL;
    const int len = i2d_X509_CRL(crl, &der);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    ASN1_STRING_free(comment);
    ASN1_TIME_free(moment);
    X509_CRL_free(crl);
    return bytes;
}

// There may be so much of CRLs in a store, and what is left out is told. What is known already
// takes no room.
static void test_crls_are_bounded(void)
{
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    g_autoptr(MkCredential) ca = make_ca("CN=Example Device CA", key, good_ca);
    g_autoptr(GBytes) first = make_large_crl(ca, 'x'), second = make_large_crl(ca, 'y');
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(GError) error = NULL;
    made_trust(trust, STORE, ca->certificate);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "1.crl", pc_bytes_of(first), &error), ==, 1);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "1.crl", pc_bytes_of(first), &error), ==, 1);
    g_assert_no_error(error);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "2.crl", pc_bytes_of(second), &error), ==, 0);
    g_assert_cmpstr(error->message, ==,
                    "2.crl: the CRLs of " STORE " come to more than 16 MiB, so this one is left "
                    "out, and whom it revokes is not known");
    g_assert_cmpuint(pc_trust_add(trust, "other", "2.crl", pc_bytes_of(second), NULL), ==, 1);
}

static void add_number(X509_CRL *crl, int nid, long number)
{
    ASN1_INTEGER *value = ASN1_INTEGER_new();
    ASN1_INTEGER_set(value, number);
    X509_CRL_add1_ext_i2d(crl, nid, value, nid == NID_delta_crl ? 1 : 0, 0);
    ASN1_INTEGER_free(value);
}

// A CRL of this number; `base` > 0: a delta to that base. `revoked` NULL: an empty list.
static void add_numbered_crl(PcTrust *trust, const MkCredential *ca, X509 *revoked, long number,
                             long base)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *start = ASN1_TIME_set(NULL, (time_t)mk_time("2026-11-01T00:00:00Z"));
    ASN1_TIME *end = ASN1_TIME_set(NULL, (time_t)mk_time("2026-12-31T00:00:00Z"));
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->certificate));
    X509_CRL_set1_lastUpdate(crl, start);
    X509_CRL_set1_nextUpdate(crl, end);
    if (revoked != NULL) {
        X509_REVOKED *entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked));
        X509_REVOKED_set_revocationDate(entry, start);
        X509_CRL_add0_revoked(crl, entry);
    }
    add_number(crl, NID_crl_number, number);
    if (base > 0) {
        add_number(crl, NID_delta_crl, base);
    }
    X509_CRL_sign(crl, ca->key, EVP_sha256());
    unsigned char *der = NULL;
    const int len = i2d_X509_CRL(crl, &der);
    g_assert_cmpint(len, >, 0);
    const PcBytes bytes = pc_bytes(der, (size_t)len);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "numbered.crl", bytes, NULL), ==, 1);
    OPENSSL_free(der);
    ASN1_TIME_free(start);
    ASN1_TIME_free(end);
    X509_CRL_free(crl);
}

// The full list knows nothing of it, the delta does.
static void test_delta(void)
{
    static const MkExtension freshest[] = {
        {"crlDistributionPoints", "URI:http://ca.example/full.crl"},
        {"freshestCRL", "URI:http://ca.example/delta.crl"},
        {NULL, NULL}};
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    g_autoptr(MkCredential) ca = make_ca("CN=Example Device CA", key, good_ca);
    g_autoptr(MkCredential) leaf = make_leaf(ca, freshest, "2030-01-01T00:00:00Z");
    g_autoptr(PcTrust) trust = pc_trust_new();
    made_trust(trust, STORE, ca->certificate);
    add_numbered_crl(trust, ca, NULL, 1, 0);
    expect(trust, leaf, NOW, "trusted trusted");
    add_numbered_crl(trust, ca, leaf->certificate, 2, 1);
    expect(trust, leaf, NOW, "revoked revoked");
}

// Real factory certificates by Cisco's real CAs, where they are at hand: RSA with exponent 3 and
// SHA-1 all the way up.
static bool add_real(PcTrust *trust, const char *name)
{
    g_autofree char *path = g_strdup_printf("../shared/ca-certs/%s.pem", name);
    g_autofree char *content = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &content, &len, NULL)) {
        return false;
    }
    GError *error = NULL;
    g_assert_cmpuint(pc_trust_add(trust, STORE, path, pc_bytes(content, len), &error), ==, 1);
    g_assert_no_error(error);
    return true;
}

static void expect_real(PcTrust *trust, const char *name, const char *when, const char *expected)
{
    g_autofree char *path = g_strdup_printf("../shared/ca-certs/nonphone-mic/%s.pem", name);
    g_autofree char *content = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    g_autoptr(GPtrArray) chain = pc_certificate_list_from_bytes(pc_bytes(content, len), NULL);
    PcTrustAnswer answer;
    pc_trust_judge(trust, STORE, chain, mk_time(when), &answer);
    g_autofree char *got =
        g_strdup_printf("%s %s", pc_verdict_name(answer.verdict), pc_reason_name(answer.why));
    g_assert_cmpstr(got, ==, expected);
    pc_trust_answer_clear(&answer);
}

static void test_real(void)
{
    static const char *const devices[] = {"AIR-CT2504-K9-24e9b347ae20", "AP3G2-b83861f305ac"};
    g_autoptr(PcTrust) trust = pc_trust_new();
    if (!add_real(trust, "cisco-manufacturing-ca")) {
        g_test_skip("../shared/ca-certs is not here");
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
        UNIT_ROW(devices, i);
        expect_real(trust, devices[i], "2020-01-01T00:00:00Z", "untrusted root-missing");
    }
    add_real(trust, "cisco-root-ca-2048");
    for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
        UNIT_ROW(devices, i);
        expect_real(trust, devices[i], "2020-01-01T00:00:00Z", "trusted trusted");
        expect_real(trust, devices[i], "2026-01-01T00:00:00Z", "expired leaf-expired");
    }
    expect_real(trust, "ISR4321-FDO184619XU.act2-sudi", "2020-01-01T00:00:00Z",
                "untrusted issuer-missing");
    add_real(trust, "act2-sudi-ca");
    expect_real(trust, "ISR4321-FDO184619XU.act2-sudi", "2020-01-01T00:00:00Z", "trusted trusted");
    pc_trust_set_policy(trust, (PcTrustPolicy){.strict = true});
    expect_real(trust, devices[0], "2020-01-01T00:00:00Z", "untrusted weak");
}

// The look-alikes of our own do not pass for the real ones.
static void test_lookalikes(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    if (!add_real(trust, "cisco-manufacturing-ca-sha2") || !add_real(trust, "cisco-root-ca-m2")) {
        g_test_skip("../shared/ca-certs is not here");
        return;
    }
    g_autoptr(MkCredential) ours = mic(MK_CA_MANUFACTURING_SHA2);
    expect(trust, ours, NOW, "bad-signature same-name-other-key");
}

static void test_files(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    BIO *text = BIO_new(BIO_s_mem());
    BIO_puts(text, "bag attributes\n some words\n");
    PEM_write_bio_X509(text, mk_pki_ca(field.pki, MK_CA_CAPF)->certificate);
    BIO_puts(text, "-----BEGIN CERTIFICATE-----\nMIIB!!!broken\n-----END CERTIFICATE-----\n");
    PEM_write_bio_X509(text, mk_pki_ca(field.pki, MK_CA_ROOT_M2)->certificate);
    char *content = NULL;
    const long len = BIO_get_mem_data(text, &content);
    GError *error = NULL;
    const PcBytes bytes = pc_bytes(content, (size_t)len);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "two.pem", bytes, &error), ==, 2);
    g_assert_no_error(error);
    g_assert_cmpuint(pc_trust_certificates(trust, STORE)->len, ==, 2);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "again.pem", bytes, NULL), ==, 2);
    g_assert_cmpuint(pc_trust_certificates(trust, STORE)->len, ==, 2);
    BIO_free(text);

    g_assert_cmpuint(pc_trust_add(trust, STORE, "a.txt", pc_bytes("hello", 5), &error), ==, 0);
    g_assert_cmpstr(error->message, ==, "a.txt: holds no certificate");
    g_clear_error(&error);
    g_assert_null(pc_trust_certificates(trust, "CAPF-trust"));
    g_assert_false(pc_trust_has_store(trust, "CAPF-trust"));
}

static void add_stack(PcTrust *trust, const unsigned char *der, int len, guint n_expected)
{
    GError *error = NULL;
    const PcBytes bytes = pc_bytes(der, (size_t)len);
    g_assert_cmpuint(pc_trust_add(trust, STORE, "box", bytes, &error), ==, n_expected);
    g_assert_no_error(error);
    g_assert_cmpuint(pc_trust_certificates(trust, STORE)->len, ==, n_expected);
}

static void test_pkcs7_and_12(void)
{
    STACK_OF(X509) *stack = sk_X509_new_null();
    sk_X509_push(stack, mk_pki_ca(field.pki, MK_CA_CAPF)->certificate);
    sk_X509_push(stack, mk_pki_ca(field.pki, MK_CA_ROOT_M2)->certificate);
    unsigned char *der = NULL;

    PKCS7 *bag = PKCS7_new();
    PKCS7_set_type(bag, NID_pkcs7_signed);
    PKCS7_content_new(bag, NID_pkcs7_data);
    for (int i = 0; i < sk_X509_num(stack); i++) {
        PKCS7_add_certificate(bag, sk_X509_value(stack, i));
    }
    int len = i2d_PKCS7(bag, &der);
    g_autoptr(PcTrust) first = pc_trust_new();
    add_stack(first, der, len, 2);
    OPENSSL_free(der);
    PKCS7_free(bag);

    // With the usual encryption, and without any.
    const int none[] = {0, -1};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        UNIT_ROW(none, i);
        PKCS12 *box = PKCS12_create("", NULL, NULL, NULL, stack, 0, none[i], 2048, 2048, 0);
        der = NULL;
        len = i2d_PKCS12(box, &der);
        g_autoptr(PcTrust) second = pc_trust_new();
        add_stack(second, der, len, 2);
        OPENSSL_free(der);
        PKCS12_free(box);
    }
    // A file that asks for too many rounds of key derivation is left alone.
    PKCS12 *slow =
        PKCS12_create("", NULL, NULL, NULL, stack, 0, 0, PC_LIST_MAX_ITERATIONS + 1, 1, 0);
    der = NULL;
    len = i2d_PKCS12(slow, &der);
    g_autoptr(PcTrust) third = pc_trust_new();
    GError *error = NULL;
    const PcBytes bytes = pc_bytes(der, (size_t)len);
    g_assert_cmpuint(pc_trust_add(third, STORE, "slow.p12", bytes, &error), ==, 0);
    g_assert_cmpstr(error->message, ==,
                    "slow.p12: holds no certificate that opens without a password");
    g_clear_error(&error);
    OPENSSL_free(der);
    PKCS12_free(slow);
    sk_X509_free(stack);
}

static void test_remove_and_copy(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_CAPF);
    g_autoptr(MkCredential) good = lsc(MK_CA_CAPF, NULL, NULL);
    expect(trust, good, NOW, "trusted trusted");
    g_autoptr(PcTrust) copy = pc_trust_copy(trust);
    const unsigned before = pc_trust_changes(trust);
    g_autoptr(PcCertificate) capf = made_certificate(mk_pki_ca(field.pki, MK_CA_CAPF)->certificate);
    g_assert_true(pc_trust_remove(trust, STORE, capf->sha256));
    g_assert_false(pc_trust_remove(trust, STORE, capf->sha256));
    g_assert_cmpuint(pc_trust_changes(trust), >, before);
    expect(trust, good, NOW, "untrusted issuer-missing");
    expect(copy, good, NOW, "trusted trusted");
}

// A list with these certificates: role and CA by turns, MK_N_CAS ends it.
static PcTrustList *make_list(const char *file_name, const MkCaId *cas)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, 1);
    mk_put_u16(out, 2);
    mk_put_u16(out, 0x0102);
    mk_put_u8(out, 2);
    mk_put_u16(out, 2);
    mk_put_u16(out, (unsigned)(10 + 3 + strlen(file_name) + 1));
    mk_put_u8(out, 14);
    mk_put_u16(out, (unsigned)strlen(file_name) + 1);
    mk_put_bytes(out, file_name, strlen(file_name) + 1);
    for (; *cas != MK_N_CAS; cas++) {
        g_autoptr(GBytes) der = made_der(mk_pki_ca(field.pki, *cas)->certificate);
        const unsigned len = (unsigned)g_bytes_get_size(der);
        mk_put_u8(out, 1);
        mk_put_u16(out, 2);
        mk_put_u16(out, len + 13);
        mk_put_u8(out, 4);
        mk_put_u16(out, 2);
        mk_put_u16(out, PC_ROLE_CAPF);
        mk_put_u8(out, 9);
        mk_put_u16(out, len);
        mk_put_gbytes(out, der);
    }
    g_autoptr(GBytes) content = g_byte_array_free_to_bytes(out);
    PcTrustList *list = pc_trust_list_new(pc_bytes_of(content));
    g_assert_nonnull(list);
    g_assert_null(list->defect);
    list->signature = PC_LIST_SIGNATURE_VERIFIED; // as if it bore one: no other is a basis
    return list;
}

static void test_lists(void)
{
    static const MkCaId ours[] = {MK_CA_CAPF, MK_N_CAS};
    static const MkCaId theirs[] = {MK_CA_CAPF_FOREIGN, MK_N_CAS};
    g_autoptr(PcCertificate) capf = made_certificate(mk_pki_ca(field.pki, MK_CA_CAPF)->certificate);
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_assert_cmpint(pc_trust_listed(trust, "SEP000000000001", capf), ==, PC_LISTED_UNKNOWN);

    // A list with a phone's name speaks of that phone only.
    g_autoptr(PcTrustList) first = make_list("ITLSEP000000000001.tlv", ours);
    pc_trust_add_list(trust, first);
    g_assert_cmpint(pc_trust_listed(trust, "SEP000000000001", capf), ==, PC_LISTED_YES);
    g_assert_cmpint(pc_trust_listed(trust, "SEP000000000002", capf), ==, PC_LISTED_UNKNOWN);
    g_assert_cmpint(pc_trust_listed(trust, NULL, capf), ==, PC_LISTED_UNKNOWN);
    g_assert_true(pc_trust_lists_name(trust, capf->subject_der));

    // The same content for a thousand phones changes nothing but who has it.
    const unsigned before = pc_trust_changes(trust);
    for (unsigned i = 2; i < 1000; i++) {
        g_autofree char *name = g_strdup_printf("ITLSEP%012u.tlv", i);
        g_autoptr(PcTrustList) again = make_list(name, ours);
        pc_trust_add_list(trust, again);
    }
    g_assert_cmpuint(pc_trust_changes(trust), ==, before);
    g_assert_cmpint(pc_trust_listed(trust, "SEP000000000999", capf), ==, PC_LISTED_YES);

    // A newer list of a phone takes the older one's place.
    g_autoptr(PcTrustList) moved = make_list("ITLSEP000000000001.tlv", theirs);
    pc_trust_add_list(trust, moved);
    g_assert_cmpuint(pc_trust_changes(trust), >, before);
    g_assert_cmpint(pc_trust_listed(trust, "SEP000000000001", capf), ==, PC_LISTED_NO);
    g_autoptr(PcTrust) copy = pc_trust_copy(trust);
    g_assert_cmpint(pc_trust_listed(copy, "SEP000000000001", capf), ==, PC_LISTED_NO);
    g_assert_cmpint(pc_trust_listed(copy, "SEP000000000999", capf), ==, PC_LISTED_YES);

    // A list that is not as it was signed holds nothing.
    g_autoptr(PcTrustList) altered = make_list("CTLFile.tlv", ours);
    altered->signature = PC_LIST_SIGNATURE_FAILED;
    pc_trust_add_list(copy, altered);
    g_assert_cmpint(pc_trust_listed(copy, "SEP000000000001", capf), ==, PC_LISTED_NO);

    // Their CAPF entries are anchors where no store was given, if their signature verifies.
    g_autoptr(MkCredential) good = lsc(MK_CA_CAPF, NULL, NULL);
    static const PcListSignature no_bases[] = {
        PC_LIST_SIGNATURE_ABSENT, PC_LIST_SIGNATURE_NOT_CHECKED, PC_LIST_SIGNATURE_FAILED};
    for (size_t i = 0; i < G_N_ELEMENTS(no_bases); i++) {
        g_autoptr(PcTrust) empty = pc_trust_new();
        g_autoptr(PcTrustList) none = make_list("CTLFile.tlv", ours);
        none->signature = no_bases[i];
        pc_trust_add_list(empty, none);
        expect(empty, good, NOW, "unchecked no-store");
        g_assert_cmpuint(pc_trust_role(empty, capf), ==, 0);
    }
    g_assert_cmpuint(pc_trust_role(trust, capf), ==, PC_ROLE_CAPF);
    expect(trust, good, NOW, "trusted trusted");
    expect(copy, good, NOW, "trusted trusted");
}

// Over the whole span that the horizon tells, and just outside, the answers are as promised.
static void test_horizon(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    trust_ca(trust, MK_CA_CAPF);
    g_autoptr(MkCredential) good = lsc(MK_CA_CAPF, NULL, NULL);
    g_autoptr(GPtrArray) chain = made_chain(good);
    const PcCertificate *leaf = g_ptr_array_index(chain, 0);
    int64_t span[2];
    const PcTrustQuestion question = {.store = STORE, .chain = chain, .time = mk_time(NOW)};
    pc_trust_horizon(trust, &question, span);
    g_assert_cmpint(span[0], ==, leaf->not_before);
    g_assert_cmpint(span[1], ==, leaf->not_after);
    const int64_t moments[] = {span[0] - 1, span[0], span[1] - 1, span[1]};
    const PcVerdict verdicts[] = {PC_VERDICT_NOT_YET_VALID, PC_VERDICT_TRUSTED, PC_VERDICT_TRUSTED,
                                  PC_VERDICT_EXPIRED};
    for (size_t i = 0; i < G_N_ELEMENTS(moments); i++) {
        UNIT_ROW(moments, i);
        PcTrustAnswer answer;
        pc_trust_judge(trust, STORE, chain, moments[i], &answer);
        g_assert_cmpint(answer.verdict, ==, verdicts[i]);
        pc_trust_answer_clear(&answer);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    field = (Field){.pki = mk_pki_new(), .keys = mk_key_pool_new(1, 2048)};
    mk_phone(1, NULL, &field.phone);
    g_test_add_func("/trust/direct-root", test_direct_root);
    g_test_add_func("/trust/names-in-reasons", test_names_in_reasons);
    g_test_add_func("/trust/chain", test_chain);
    g_test_add_func("/trust/forged", test_forged);
    g_test_add_func("/trust/many-of-one-name", test_many_of_one_name);
    g_test_add_func("/trust/forged-identifier", test_forged_identifier);
    g_test_add_func("/trust/constraints", test_constraints);
    g_test_add_func("/trust/key-usage", test_key_usage);
    g_test_add_func("/trust/expired-ca", test_expired_ca);
    g_test_add_func("/trust/two-keys-of-one-name", test_two_keys_of_one_name);
    g_test_add_func("/trust/self-signed", test_self_signed);
    g_test_add_func("/trust/policy", test_policy);
    g_test_add_func("/trust/malformed", test_malformed);
    g_test_add_func("/trust/revoked", test_revoked);
    g_test_add_func("/trust/crls-are-bounded", test_crls_are_bounded);
    g_test_add_func("/trust/delta", test_delta);
    g_test_add_func("/trust/real", test_real);
    g_test_add_func("/trust/lookalikes", test_lookalikes);
    g_test_add_func("/trust/files", test_files);
    g_test_add_func("/trust/pkcs7-and-12", test_pkcs7_and_12);
    g_test_add_func("/trust/remove-and-copy", test_remove_and_copy);
    g_test_add_func("/trust/lists", test_lists);
    g_test_add_func("/trust/horizon", test_horizon);
    const int status = g_test_run();
    mk_key_pool_free(field.keys);
    mk_pki_free(field.pki);
    return status;
}
