// SPDX-License-Identifier: GPL-2.0-or-later
// CRLs: whom they revoke, when and by whose signature, said by a store that remembers signatures as
// OpenSSL says it that checks each anew; and that each is checked once for a key.
#include "core/trust/crl_work.h"
#include "core/trust/work.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"
#include <openssl/x509v3.h>

#define STORE "CallManager-trust"
#define NOW "2026-11-23T03:10:00Z"
#define CA_NAME "CN=Example Device CA"

static const MkExtension ca_extensions[] = {{"basicConstraints", "critical,CA:TRUE"},
                                            {"keyUsage", "critical,keyCertSign,cRLSign"},
                                            {NULL, NULL}};
static const MkExtension no_crl_sign[] = {
    {"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "critical,keyCertSign"}, {NULL, NULL}};

static MkCredential *make(const char *name, const MkCredential *issuer,
                          const MkExtension *extensions)
{
    g_autoptr(EVP_PKEY) key = mk_key_new("P-256", 0);
    const MkCertificateSpec spec = {
        .subject = mk_name(name),
        .key = key,
        .issuer = issuer,
        .not_before = mk_time("2020-01-01T00:00:00Z"),
        .not_after = mk_time("2030-01-01T00:00:00Z"),
        .digest = "SHA256",
        .extensions = extensions,
    };
    MkCredential *made = mk_credential(mk_certificate(&spec), key);
    X509_NAME_free(spec.subject);
    return made;
}

// One CA that has two keys in turn, a phone of each, and a stranger of the same name.
typedef struct {
    MkCredential *ca, *next, *stranger, *other_name, *cannot;
    MkCredential *phone, *phone_of_next, *phone_of_cannot;
} Field;

static Field field;

static void field_begin(void)
{
    field.ca = make(CA_NAME, NULL, ca_extensions);
    field.next = make(CA_NAME, NULL, ca_extensions);
    field.stranger = make(CA_NAME, NULL, ca_extensions);
    field.other_name = make("CN=Another CA", NULL, ca_extensions);
    field.cannot = make("CN=Signs No Lists", NULL, no_crl_sign);
    field.phone = make("CN=CP-8861-SEP2C3124C9F8E1", field.ca, NULL);
    field.phone_of_next = make("CN=CP-8861-SEP2C3124C9F8E2", field.next, NULL);
    field.phone_of_cannot = make("CN=CP-8861-SEP2C3124C9F8E3", field.cannot, NULL);
}

static void field_end(void)
{
    MkCredential *const all[] = {
        field.ca,     field.next,  field.stranger,      field.other_name,
        field.cannot, field.phone, field.phone_of_next, field.phone_of_cannot};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        mk_credential_free(all[i]);
    }
}

// What to write into a CRL besides its issuer's name.
typedef struct {
    const char *until;  // NULL: the end of 2026
    const char *forged; // NULL: nothing; "emptied": a phone is revoked after the list was signed;
                        // "bit": a bit of the signature is another; "twice": both algorithms differ
    bool names_key;     // by an authorityKeyIdentifier
    bool is_odd;        // an unknown critical extension
} CrlSpec;

static void revoke(X509_CRL *crl, const MkCredential *phone, ASN1_TIME *when)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(phone->certificate));
    X509_REVOKED_set_revocationDate(entry, when);
    X509_CRL_add0_revoked(crl, entry);
}

static void add_extensions(X509_CRL *crl, const MkCredential *ca, const CrlSpec *spec)
{
    if (spec->names_key) {
        AUTHORITY_KEYID *id = AUTHORITY_KEYID_new();
        id->keyid = ASN1_OCTET_STRING_dup(X509_get0_subject_key_id(ca->certificate));
        X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, id, 0, 0);
        AUTHORITY_KEYID_free(id);
    }
    if (spec->is_odd) {
        ASN1_OBJECT *what = OBJ_txt2obj("1.3.6.1.4.1.55555.1", 1);
        ASN1_OCTET_STRING *content = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(content, (const unsigned char *)"\x05", 2);
        X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, what, 1, content);
        X509_CRL_add_ext(crl, extension, -1);
        X509_EXTENSION_free(extension);
        ASN1_OCTET_STRING_free(content);
        ASN1_OBJECT_free(what);
    }
}

static GBytes *der_of(X509_CRL *crl)
{
    unsigned char *der = NULL;
    const int len = i2d_X509_CRL(crl, &der);
    g_assert_cmpint(len, >, 0);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    return bytes;
}

// The signature stays what it was of the list as it was signed.
static GBytes *forge(X509_CRL *crl, const char *how, const MkCredential *phone)
{
    if (g_str_equal(how, "emptied")) {
        unsigned char *der = NULL;
        ASN1_TIME *when = ASN1_STRING_dup(X509_CRL_get0_lastUpdate(crl));
        revoke(crl, phone, when);
        ASN1_TIME_free(when);
        g_assert_cmpint(i2d_re_X509_CRL_tbs(crl, &der), >, 0);
        OPENSSL_free(der);
        return der_of(crl);
    }
    g_autoptr(GBytes) signed_der = der_of(crl);
    gsize len = 0;
    guint8 *octets = g_memdup2(g_bytes_get_data(signed_der, NULL), g_bytes_get_size(signed_der));
    len = g_bytes_get_size(signed_der);
    octets[len - 1] ^= 1;
    return g_bytes_new_take(octets, len);
}

static GBytes *make_crl(const MkCredential *ca, const MkCredential *phone, const CrlSpec *spec)
{
    g_autoptr(X509_CRL) crl = X509_CRL_new();
    const char *until = spec->until != NULL ? spec->until : "2026-12-31T00:00:00Z";
    ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)mk_time("2026-03-01T00:00:00Z"));
    ASN1_TIME *next = ASN1_TIME_set(NULL, (time_t)mk_time(until));
    const bool is_emptied = g_strcmp0(spec->forged, "emptied") == 0;
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->certificate));
    X509_CRL_set1_lastUpdate(crl, from);
    X509_CRL_set1_nextUpdate(crl, next);
    if (!is_emptied) {
        revoke(crl, phone, from);
    }
    add_extensions(crl, ca, spec);
    g_assert_cmpint(X509_CRL_sign(crl, ca->key, EVP_sha256()), >, 0);
    ASN1_TIME_free(from);
    ASN1_TIME_free(next);
    return spec->forged != NULL ? forge(crl, spec->forged, phone) : der_of(crl);
}

static PcTrust *make_trust(const MkCredential *const *cas, GBytes *crl)
{
    PcTrust *trust = pc_trust_new();
    for (size_t i = 0; cas[i] != NULL; i++) {
        made_trust(trust, STORE, cas[i]->certificate);
    }
    g_assert_cmpuint(pc_trust_add(trust, STORE, "a.crl", pc_bytes_of(crl), NULL), ==, 1);
    return trust;
}

static PcStore *the_store(PcTrust *trust)
{
    return g_hash_table_lookup(trust->stores, STORE);
}

static unsigned n_verified(PcTrust *trust)
{
    return pc_crl_n_verified(g_ptr_array_index(the_store(trust)->crls, 0));
}

// Has OpenSSL check each list anew with each verdict.
static void remember_nothing(PcTrust *trust)
{
    PcStore *store = the_store(trust);
    store->openssl = pc_path_openssl_store(trust, store);
    X509_STORE_set_check_crl(store->openssl, store->check_crl);
}

static char *judge(PcTrust *trust, const GPtrArray *chain, const char *when)
{
    PcTrustAnswer answer;
    pc_trust_judge(trust, STORE, chain, mk_time(when), &answer);
    char *said = g_strdup_printf("%s: %s", pc_verdict_name(answer.verdict), answer.reason);
    pc_trust_answer_clear(&answer);
    return said;
}

// Three times by a store that remembers, at each moment, and once as OpenSSL would.
static void expect(GBytes *crl, const MkCredential *const *cas, const GPtrArray *chain,
                   const char *verdict)
{
    static const char *const moments[] = {NOW, "2026-02-01T00:00:00Z", "2027-06-01T00:00:00Z", NOW};
    g_autoptr(PcTrust) trust = make_trust(cas, crl);
    g_autoptr(PcTrust) plain = make_trust(cas, crl);
    remember_nothing(plain);
    for (size_t i = 0; i < G_N_ELEMENTS(moments); i++) {
        UNIT_ROW(moments, i);
        g_autofree char *said = judge(trust, chain, moments[i]);
        g_autofree char *again = judge(trust, chain, moments[i]);
        g_autofree char *by_openssl = judge(plain, chain, moments[i]);
        g_assert_cmpstr(said, ==, by_openssl);
        g_assert_cmpstr(again, ==, by_openssl);
        g_assert_true(strcmp(moments[i], NOW) != 0 || g_str_has_prefix(said, verdict));
    }
    g_assert_cmpuint(n_verified(trust), <=, 1);
    g_assert_cmpuint(n_verified(plain), ==, 0);
}

typedef struct {
    const char *name;
    MkCredential *const *issuer, *const *phone;
    CrlSpec spec;
    const char *verdict;
} Row;

static const Row rows[] = {
    {"good", &field.ca, &field.phone, {0}, "revoked:"},
    {"of another phone", &field.ca, &field.phone_of_next, {0}, "trusted:"},
    {"by its key's name", &field.ca, &field.phone, {.names_key = true}, "revoked:"},
    {"bad signature", &field.ca, &field.phone, {.forged = "bit"}, "trusted:"},
    {"filled later", &field.ca, &field.phone, {.forged = "emptied"}, "trusted:"},
    {"expired", &field.ca, &field.phone, {.until = "2026-04-01T00:00:00Z"}, "revoked:"},
    {"stranger of the same name", &field.stranger, &field.phone, {0}, "trusted:"},
    {"its key is named", &field.stranger, &field.phone, {.names_key = true}, "trusted:"},
    {"other name", &field.other_name, &field.phone, {0}, "trusted:"},
    {"odd", &field.ca, &field.phone, {.is_odd = true}, "revoked:"},
    {"may sign no lists", &field.cannot, &field.phone_of_cannot, {0}, "trusted:"},
};

static void test_verdicts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_test_message("%s", rows[i].name);
        const MkCredential *const cas[] = {field.ca, field.other_name, field.cannot, NULL};
        g_autoptr(GBytes) crl = make_crl(*rows[i].issuer, *rows[i].phone, &rows[i].spec);
        const bool is_of_cannot = rows[i].issuer == &field.cannot;
        g_autoptr(GPtrArray) chain = made_chain(is_of_cannot ? field.phone_of_cannot : field.phone);
        expect(crl, cas, chain, rows[i].verdict);
    }
}

// The list names a key that only stands among what the phone sent: OpenSSL looks for a path from
// there in a context of its own.
static void test_sent_issuer(void)
{
    g_autoptr(GBytes) crl = make_crl(field.next, field.phone, &(CrlSpec){.names_key = true});
    const MkCredential *const without[] = {field.ca, NULL}, *const with[] = {field.ca, field.next,
                                                                             NULL};
    g_autoptr(MkCredential) sender = make("CN=CP-8861-SEP2C3124C9F8E1", field.ca, NULL);
    mk_credential_send_along(sender, field.next->certificate);
    g_autoptr(GPtrArray) chain = made_chain(sender);
    expect(crl, without, chain, "trusted:");
    expect(crl, with, chain, "trusted:");
}

// Two keys of one name: each is tried once, however many phones come and in however many copies.
static void test_once_for_a_key(void)
{
    enum { N_PHONES = 50 };
    const MkCredential *const cas[] = {field.ca, field.next, NULL};
    g_autoptr(GBytes) crl = make_crl(field.ca, field.phone, &(CrlSpec){0});
    g_autoptr(PcTrust) trust = make_trust(cas, crl);
    g_autoptr(GPtrArray) chain = made_chain(field.phone);
    g_autoptr(GPtrArray) other = made_chain(field.phone_of_next);
    for (int i = 0; i < N_PHONES; i++) {
        g_autofree char *said = judge(trust, chain, NOW);
        g_autofree char *of_other = judge(trust, other, NOW);
        g_assert_true(g_str_has_prefix(said, "revoked:"));
        g_assert_true(g_str_has_prefix(of_other, "trusted:"));
    }
    g_autoptr(PcTrust) copy = pc_trust_copy(trust);
    g_autofree char *of_copy = judge(copy, chain, NOW);
    g_assert_true(g_str_has_prefix(of_copy, "revoked:"));
    g_assert_cmpuint(n_verified(trust), ==, 2);
}

// Phones that send CAs of that name which nobody vouches for have no list hashed.
static void test_sent_keys(void)
{
    enum { N_PHONES = 5 };
    g_autoptr(MkCredential) root = make("CN=Example Root", NULL, ca_extensions);
    g_autoptr(MkCredential) forged_root = make("CN=Example Root", NULL, ca_extensions);
    g_autoptr(MkCredential) ca = make(CA_NAME, root, ca_extensions);
    const MkCredential *const cas[] = {root, NULL};
    g_autoptr(GBytes) crl = make_crl(ca, field.phone, &(CrlSpec){0});
    g_autoptr(PcTrust) trust = make_trust(cas, crl);
    for (int i = 0; i < N_PHONES; i++) {
        g_autoptr(MkCredential) forged = make(CA_NAME, forged_root, ca_extensions);
        g_autoptr(MkCredential) phone = make("CN=CP-8861-SEP2C3124C9F8E1", forged, NULL);
        mk_credential_send_along(phone, forged->certificate);
        g_autoptr(GPtrArray) chain = made_chain(phone);
        g_autofree char *said = judge(trust, chain, NOW);
        g_test_message("%s", said);
        g_assert_true(g_str_has_prefix(said, "bad-signature:"));
    }
    g_assert_cmpuint(n_verified(trust), ==, 0);
    g_autoptr(MkCredential) phone = make("CN=CP-8861-SEP2C3124C9F8E1", ca, NULL);
    mk_credential_send_along(phone, ca->certificate);
    g_autoptr(GPtrArray) chain = made_chain(phone);
    g_autofree char *said = judge(trust, chain, NOW);
    g_assert_true(g_str_has_prefix(said, "trusted:"));
    g_assert_cmpuint(n_verified(trust), ==, 1);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    field_begin();
    g_test_add_func("/crl/verdicts", test_verdicts);
    g_test_add_func("/crl/sent-issuer", test_sent_issuer);
    g_test_add_func("/crl/once-for-a-key", test_once_for_a_key);
    g_test_add_func("/crl/sent-keys", test_sent_keys);
    const int status = g_test_run();
    field_end();
    return status;
}
