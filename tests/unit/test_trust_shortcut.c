// SPDX-License-Identifier: GPL-2.0-or-later
// The shortcut of a CA whose way to the root is known: a store that has learned the way says of
// every leaf, at every time, what a store says that judges it first; plain leaves do take it.
#include "core/trust/work.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"
#include <openssl/x509v3.h>

#define STORE "CallManager-trust"

// A root, a CA below it, and the store that holds both.
typedef struct {
    MkCredential *root, *ca;
    EVP_PKEY *phone_key;
    PcTrust *trust;
} Field;

static const MkExtension ca_extensions[] = {{"basicConstraints", "critical,CA:TRUE"},
                                            {"keyUsage", "critical,keyCertSign,cRLSign"},
                                            {NULL, NULL}};

static const MkExtension constrained[] = {{"basicConstraints", "critical,CA:TRUE"},
                                          {"keyUsage", "critical,keyCertSign"},
                                          {"nameConstraints", "critical,permitted;DNS:example.net"},
                                          {NULL, NULL}};

typedef struct {
    const MkCredential *issuer; // NULL: signs itself
    const char *name;
    EVP_PKEY *key;
    const char *from, *until;
    const MkExtension *extensions;
} Spec;

static MkCredential *make(const Spec *wanted)
{
    const MkCertificateSpec spec = {
        .subject = mk_name(wanted->name),
        .key = wanted->key,
        .issuer = wanted->issuer,
        .not_before = mk_time(wanted->from),
        .not_after = mk_time(wanted->until),
        .digest = "SHA256",
        .extensions = wanted->extensions,
    };
    MkCredential *made = mk_credential(mk_certificate(&spec), wanted->key);
    X509_NAME_free(spec.subject);
    return made;
}

static void field_begin(Field *field, const MkExtension *of_ca)
{
    g_autoptr(EVP_PKEY) root_key = mk_key_new("RSA", 2048);
    g_autoptr(EVP_PKEY) ca_key = mk_key_new("RSA", 2048);
    field->phone_key = mk_key_new("RSA", 2048);
    field->root = make(&(Spec){NULL, "CN=Example Root", root_key, "2010-01-01T00:00:00Z",
                               "2040-01-01T00:00:00Z", ca_extensions});
    field->ca = make(&(Spec){field->root, "CN=Example Device CA", ca_key, "2015-01-01T00:00:00Z",
                             "2030-01-01T00:00:00Z", of_ca});
    field->trust = pc_trust_new();
    made_trust(field->trust, STORE, field->root->certificate);
    made_trust(field->trust, STORE, field->ca->certificate);
}

static void field_end(Field *field)
{
    mk_credential_free(field->root);
    mk_credential_free(field->ca);
    EVP_PKEY_free(field->phone_key);
    pc_trust_free(field->trust);
}

static MkCredential *make_phone(const Field *field, const MkExtension *extensions)
{
    return make(&(Spec){field->ca, "CN=CP-8861-SEP2C3124C9F8E1", field->phone_key,
                        "2020-01-01T00:00:00Z", "2035-01-01T00:00:00Z", extensions});
}

// Whether the store judges this chain without walking to the root.
static bool takes_shortcut(PcTrust *trust, const GPtrArray *chain, int64_t time)
{
    PcPath path;
    const PcStore *store = g_hash_table_lookup(trust->stores, STORE);
    const bool taken = pc_shortcut_take(trust, store, g_ptr_array_index(chain, 0), time, &path);
    if (taken) {
        pc_path_clear(&path);
    }
    return taken;
}

// Judges by the store that has learned and by a new one, and gives whether the former needed no
// walk. Both must say the same words.
static bool judge_twice(PcTrust *trust, const GPtrArray *chain, int64_t time)
{
    g_autoptr(PcTrust) fresh = pc_trust_copy(trust);
    PcTrustAnswer first, again;
    pc_trust_judge(fresh, STORE, chain, time, &first);
    const bool taken = takes_shortcut(trust, chain, time);
    pc_trust_judge(trust, STORE, chain, time, &again);
    g_assert_cmpstr(again.reason, ==, first.reason);
    g_assert_cmpint(again.verdict, ==, first.verdict);
    g_assert_cmpint(again.why, ==, first.why);
    g_assert_cmpint(again.basis, ==, first.basis);
    g_assert_cmpstr(again.missing, ==, first.missing);
    g_assert_true(!taken || first.verdict == PC_VERDICT_TRUSTED);
    pc_trust_answer_clear(&first);
    pc_trust_answer_clear(&again);
    return taken;
}

static const struct {
    const char *name;
    MkExtension extensions[3];
    bool is_plain;
} leaves[] = {
    {"nothing", {{NULL, NULL}}, true},
    {"signs", {{"keyUsage", "critical,digitalSignature"}, {NULL, NULL}}, true},
    {"client", {{"extendedKeyUsage", "clientAuth"}, {NULL, NULL}}, true},
    {"both", {{"extendedKeyUsage", "serverAuth,clientAuth"}, {NULL, NULL}}, true},
    {"server", {{"extendedKeyUsage", "serverAuth"}, {NULL, NULL}}, false},
    {"no CA", {{"basicConstraints", "critical,CA:FALSE"}, {NULL, NULL}}, true},
    {"alternative name", {{"subjectAltName", "DNS:phone.example.org"}, {NULL, NULL}}, true},
    {"enciphers", {{"keyUsage", "critical,keyEncipherment"}, {NULL, NULL}}, false},
    {"CA", {{"basicConstraints", "critical,CA:TRUE"}, {NULL, NULL}}, false},
    {"unknown", {{"1.3.6.1.4.1.55555.1", "critical,ASN1:UTF8:what"}, {NULL, NULL}}, false},
    {"unknown, harmless", {{"1.3.6.1.4.1.55555.1", "ASN1:UTF8:what"}, {NULL, NULL}}, true},
    {"broken usage", {{"keyUsage", "DER:0500"}, {NULL, NULL}}, false},
    {"broken constraints", {{"basicConstraints", "DER:0500"}, {NULL, NULL}}, false},
    {"addresses", {{"sbgp-ipAddrBlock", "critical,IPv4:10.0.0.0/8"}, {NULL, NULL}}, false},
    {"proxy",
     {{"1.3.6.1.5.5.7.1.14", "critical,DER:300c300a06082b06010505071500"}, {NULL, NULL}},
     false},
};

static const char *const times[] = {
    "2012-01-01T00:00:00Z", // before the CA
    "2015-01-01T00:00:00Z", // its first second
    "2019-12-31T23:59:59Z", // the last one before the leaf
    "2020-01-01T00:00:00Z", "2026-11-23T03:10:00Z",
    "2029-12-31T23:59:59Z", // the CA's last one
    "2030-01-01T00:00:00Z", "2036-01-01T00:00:00Z",
    "2041-01-01T00:00:00Z", // after the root
};

static void test_leaves(void)
{
    Field field;
    field_begin(&field, ca_extensions);
    const int64_t now = mk_time("2026-11-23T03:10:00Z");
    g_autoptr(MkCredential) first = make_phone(&field, NULL);
    g_autoptr(GPtrArray) first_chain = made_chain(first);
    g_assert_false(judge_twice(field.trust, first_chain, now));
    g_assert_true(judge_twice(field.trust, first_chain, now));
    for (size_t i = 0; i < G_N_ELEMENTS(leaves); i++) {
        UNIT_ROW(leaves, i);
        g_autoptr(MkCredential) leaf = make_phone(&field, leaves[i].extensions);
        g_autoptr(GPtrArray) chain = made_chain(leaf);
        g_test_message("%s", leaves[i].name);
        g_assert_true(judge_twice(field.trust, chain, now) == leaves[i].is_plain);
        for (size_t t = 0; t < G_N_ELEMENTS(times); t++) {
            judge_twice(field.trust, chain, mk_time(times[t]));
        }
    }
    field_end(&field);
}

// The signature of each leaf is checked, whatever the name and the key identifiers say.
static void test_forged(void)
{
    Field field;
    field_begin(&field, ca_extensions);
    const int64_t now = mk_time("2026-11-23T03:10:00Z");
    g_autoptr(MkCredential) good = make_phone(&field, NULL);
    g_autoptr(GPtrArray) good_chain = made_chain(good);
    judge_twice(field.trust, good_chain, now);
    MkCredential forger = *field.ca;
    g_autoptr(EVP_PKEY) other = mk_key_new("RSA", 2048);
    forger.key = other;
    g_autoptr(MkCredential) bad =
        make(&(Spec){&forger, "CN=CP-8861-SEP2C3124C9F8E2", field.phone_key, "2020-01-01T00:00:00Z",
                     "2035-01-01T00:00:00Z", NULL});
    g_autoptr(GPtrArray) bad_chain = made_chain(bad);
    g_assert_false(judge_twice(field.trust, bad_chain, now));
    PcTrustAnswer answer;
    pc_trust_judge(field.trust, STORE, bad_chain, now, &answer);
    g_assert_cmpint(answer.verdict, ==, PC_VERDICT_BAD_SIGNATURE);
    pc_trust_answer_clear(&answer);
    field_end(&field);
}

// What is learned is forgotten when the store or the policy changes, and is not used where more
// than the CA counts.
static void test_limits(void)
{
    Field field;
    field_begin(&field, ca_extensions);
    const int64_t now = mk_time("2026-11-23T03:10:00Z");
    g_autoptr(MkCredential) leaf = make_phone(&field, NULL);
    g_autoptr(GPtrArray) chain = made_chain(leaf);
    judge_twice(field.trust, chain, now);
    g_assert_true(takes_shortcut(field.trust, chain, now));
    pc_trust_set_policy(field.trust, (PcTrustPolicy){.strict = true, .min_rsa_bits = 4096});
    g_assert_false(judge_twice(field.trust, chain, now));
    g_assert_false(judge_twice(field.trust, chain, now));
    pc_trust_set_policy(field.trust, (PcTrustPolicy){0});
    g_assert_false(judge_twice(field.trust, chain, now));
    g_assert_true(judge_twice(field.trust, chain, now));
    g_autoptr(PcCertificate) root = made_certificate(field.root->certificate);
    g_assert_true(pc_trust_remove(field.trust, STORE, root->sha256));
    g_assert_false(judge_twice(field.trust, chain, now));
    field_end(&field);
}

// A CA of which the leaf's name must be looked at is walked to each time.
static void test_name_constraints(void)
{
    Field field;
    field_begin(&field, constrained);
    const int64_t now = mk_time("2026-11-23T03:10:00Z");
    const MkExtension outside[] = {{"subjectAltName", "DNS:phone.example.org"}, {NULL, NULL}};
    const MkExtension inside[] = {{"subjectAltName", "DNS:phone.example.net"}, {NULL, NULL}};
    g_autoptr(MkCredential) good = make_phone(&field, inside);
    g_autoptr(MkCredential) bad = make_phone(&field, outside);
    g_autoptr(GPtrArray) good_chain = made_chain(good);
    g_autoptr(GPtrArray) bad_chain = made_chain(bad);
    for (int round = 0; round < 2; round++) {
        g_assert_false(judge_twice(field.trust, good_chain, now));
        g_assert_false(judge_twice(field.trust, bad_chain, now));
    }
    field_end(&field);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/trust-shortcut/leaves", test_leaves);
    g_test_add_func("/trust-shortcut/forged", test_forged);
    g_test_add_func("/trust-shortcut/limits", test_limits);
    g_test_add_func("/trust-shortcut/name-constraints", test_name_constraints);
    return g_test_run();
}
