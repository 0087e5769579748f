// SPDX-License-Identifier: GPL-2.0-or-later
// Makes CAs and leaves as the table words them. Keys are few and shared: names and dates differ.
#include "tests/scenarios/field.h"
#include "core/certificate/openssl_auto.h"

#define PHONE "serialNumber=PID:CP-8861 SN:FCH2133E8B9"
#define LSC_NAME PHONE "|C=NL|O=Example Telecom|OU=Voice|CN=CP-8861-SEP2C3124C9F8E1"
#define MIC_NAME PHONE "|O=Cisco Systems Inc.|OU=CTG|CN=CP-8861-SEP2C3124C9F8E1"

struct Field {
    const Table *table;
    MkPki *pki;
    GHashTable *made; // name -> MkCredential, of the table's CAs
    GHashTable *keys; // "RSA 2048" -> EVP_PKEY, of leaves
};

static const struct {
    const char *name;
    MkCaId id;
} built_in[] = {
    {"root-2048", MK_CA_ROOT_2048},
    {"manufacturing", MK_CA_MANUFACTURING},
    {"act2-sudi", MK_CA_ACT2_SUDI},
    {"root-m2", MK_CA_ROOT_M2},
    {"manufacturing-sha2", MK_CA_MANUFACTURING_SHA2},
    {"root-2099", MK_CA_ROOT_2099},
    {"high-assurance", MK_CA_HIGH_ASSURANCE},
    {"basic-assurance", MK_CA_BASIC_ASSURANCE},
    {"manufacturing-iii", MK_CA_MANUFACTURING_III},
    {"forged-sha2", MK_CA_FORGED_SHA2},
    {"capf", MK_CA_CAPF},
    {"capf-old", MK_CA_CAPF_OLD},
    {"capf-foreign", MK_CA_CAPF_FOREIGN},
    {"enterprise-root", MK_CA_ENTERPRISE_ROOT},
    {"enterprise-issuing", MK_CA_ENTERPRISE_ISSUING},
};

static const struct {
    const char *name;
    MkServerId id;
} servers[] = {
    {"callmanager", MK_SERVER_CALLMANAGER},
    {"tomcat", MK_SERVER_TOMCAT},
    {"vpn", MK_SERVER_VPN},
    {"radius", MK_SERVER_RADIUS},
};

static void free_credential(gpointer credential)
{
    mk_credential_free(credential);
}

static void free_key(gpointer key)
{
    EVP_PKEY_free(key);
}

Field *field_new(const Table *table)
{
    Field *field = g_new0(Field, 1);
    field->table = table;
    field->pki = mk_pki_new();
    field->made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_credential);
    field->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_key);
    return field;
}

void field_free(Field *field)
{
    g_hash_table_unref(field->made);
    g_hash_table_unref(field->keys);
    mk_pki_free(field->pki);
    g_free(field);
}

// "RSA 2048" or "P-256"; `fresh` for a CA, which has a key of its own.
static EVP_PKEY *new_key(const char *words)
{
    if (g_str_has_prefix(words, "RSA ")) {
        return mk_key_new("RSA", (unsigned)g_ascii_strtoull(words + 4, NULL, 10));
    }
    return mk_key_new(words, 0);
}

static EVP_PKEY *shared_key(Field *field, const char *words)
{
    EVP_PKEY *key = g_hash_table_lookup(field->keys, words);
    if (key == NULL) {
        key = new_key(words);
        g_hash_table_insert(field->keys, g_strdup(words), key);
    }
    return key;
}

static char *text_or(const Field *field, const char *group, const char *key, const char *otherwise)
{
    char *text = table_text(field->table, group, key);
    return text != NULL ? text : g_strdup(otherwise);
}

// A day, or a moment with its time.
static int64_t moment(const char *text)
{
    g_autofree char *whole =
        strchr(text, 'T') == NULL ? g_strconcat(text, "T00:00:00Z", NULL) : NULL;
    return mk_time(whole != NULL ? whole : text);
}

static MkCredential *make_ca(Field *field, const char *group)
{
    g_autofree char *name_text = text_or(field, group, "name", "CN=nameless");
    g_autofree char *signer = text_or(field, group, "signed by", "itself");
    g_autofree char *from = text_or(field, group, "from", "2020-01-01");
    g_autofree char *until = text_or(field, group, "until", "2035-01-01");
    g_autofree char *constraints = text_or(field, group, "constraints", "CA:TRUE");
    g_autofree char *usage = text_or(field, group, "usage", "digitalSignature,keyCertSign,cRLSign");
    g_autofree char *key_words = text_or(field, group, "key", "P-256");
    g_autofree char *twin = table_text(field->table, group, "same key as");
    g_autofree char *hash = text_or(field, group, "hash", "SHA256");
    g_autofree char *key_id = table_text(field->table, group, "key id");
    g_autoptr(X509_NAME) name = mk_name(name_text);
    g_autoptr(EVP_PKEY) key = twin == NULL ? new_key(key_words) : NULL;
    MkExtension extensions[3] = {{NULL, NULL}};
    size_t n = 0;
    if (!g_str_equal(constraints, "none")) {
        extensions[n++] = (MkExtension){"basicConstraints", constraints};
    }
    if (!g_str_equal(usage, "none")) {
        extensions[n++] = (MkExtension){"keyUsage", usage};
    }
    const MkCertificateSpec spec = {
        .subject = name,
        .key = twin != NULL ? field_ca(field, twin)->key : key,
        .issuer = g_str_equal(signer, "itself") ? NULL : field_ca(field, signer),
        .not_before = moment(from),
        .not_after = moment(until),
        .digest = hash,
        .key_id = key_id,
        .extensions = extensions,
    };
    return mk_credential(mk_certificate(&spec), spec.key);
}

const MkCredential *field_ca(Field *field, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(built_in); i++) {
        if (g_str_equal(built_in[i].name, name)) {
            return mk_pki_ca(field->pki, built_in[i].id);
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(servers); i++) {
        if (g_str_equal(servers[i].name, name)) {
            return mk_pki_server(field->pki, servers[i].id);
        }
    }
    MkCredential *ca = g_hash_table_lookup(field->made, name);
    if (ca == NULL) {
        g_autofree char *group = g_strconcat("CA ", name, NULL);
        if (!g_key_file_has_group(field->table->file, group)) {
            g_error("there is no CA \"%s\"", name);
        }
        ca = make_ca(field, group);
        g_hash_table_insert(field->made, g_strdup(name), ca);
    }
    return ca;
}

// What the first word of "shows" means where the scenario says no more.
typedef struct {
    const char *word;
    const char *subject;
    const char *extended; // extended key usage; NULL: none
    const char *from, *until;
} Kind;

static const Kind kinds[] = {
    {"LSC", LSC_NAME, "serverAuth,clientAuth,ipsecEndSystem", "2025-09-01", "2028-08-31"},
    {"MIC", MIC_NAME, NULL, "2021-08-17T19:17:57Z", "2029-05-14T20:25:42Z"},
    {"certificate", "O=Example Telecom|CN=gateway.example", NULL, "2025-09-01", "2028-08-31"},
};

static const Kind *kind_of(const char *group, const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_strcmp0(kinds[i].word, word) == 0) {
            return &kinds[i];
        }
    }
    g_error("[%s]: nobody shows \"%s\"", group, word);
}

static MkCredential *sign_leaf(Field *field, const char *group, const Kind *kind,
                               const MkCredential *issuer)
{
    g_autofree char *subject = text_or(field, group, "subject", kind->subject);
    g_autofree char *from = text_or(field, group, "from", kind->from);
    g_autofree char *until = text_or(field, group, "until", kind->until);
    g_autofree char *usage = text_or(field, group, "usage", "digitalSignature,keyEncipherment");
    g_autofree char *key = text_or(field, group, "key", "RSA 2048");
    g_autofree char *hash = text_or(field, group, "hash", "SHA256");
    g_autofree char *serial = table_text(field->table, group, "serial");
    g_autoptr(X509_NAME) name = mk_name(subject);
    MkExtension extensions[3] = {{NULL, NULL}};
    size_t n = 0;
    if (!g_str_equal(usage, "none")) {
        extensions[n++] = (MkExtension){"keyUsage", usage};
    }
    g_autofree char *extended = text_or(field, group, "extended usage", kind->extended);
    if (extended != NULL) {
        extensions[n++] = (MkExtension){"extendedKeyUsage", extended};
    }
    const MkCertificateSpec spec = {
        .subject = name,
        .key = shared_key(field, key),
        .issuer = issuer,
        .serial = serial,
        .not_before = moment(from),
        .not_after = moment(until),
        .digest = hash,
        .extensions = extensions,
    };
    return mk_credential(mk_certificate(&spec), spec.key);
}

MkCredential *field_leaf(Field *field, const char *group)
{
    g_auto(GStrv) words = table_words(field->table, group, "shows");
    if (words[0] == NULL || g_str_has_prefix(words[0], "nothing")) {
        return NULL;
    }
    const Kind *kind = kind_of(group, words[0]);
    if (g_strcmp0(words[1], "by") != 0 || words[2] == NULL) {
        g_error("[%s]: shows = %s by WHOM", group, words[0]);
    }
    const bool own = g_str_equal(words[2], "itself");
    MkCredential *leaf = sign_leaf(field, group, kind, own ? NULL : field_ca(field, words[2]));
    g_auto(GStrv) sends = table_words(field->table, group, "sends");
    for (char **name = sends; *name != NULL; name++) {
        mk_credential_send_along(leaf, field_ca(field, *name)->certificate);
    }
    return leaf;
}

GBytes *field_crl(const MkCredential *ca, X509 *revoked, const char *when)
{
    g_autoptr(X509_CRL) crl = X509_CRL_new();
    ASN1_TIME *start = ASN1_TIME_set(NULL, (time_t)moment(when));
    ASN1_TIME *end = ASN1_TIME_set(NULL, (time_t)moment(when) + 30 * 86400);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->certificate));
    X509_CRL_set1_lastUpdate(crl, start);
    X509_CRL_set1_nextUpdate(crl, end);
    X509_REVOKED *entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked));
    X509_REVOKED_set_revocationDate(entry, start);
    X509_CRL_add0_revoked(crl, entry);
    X509_CRL_sign(crl, ca->key, EVP_sha256());
    unsigned char *der = NULL;
    const int len = i2d_X509_CRL(crl, &der);
    g_assert_cmpint(len, >, 0);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    ASN1_TIME_free(start);
    ASN1_TIME_free(end);
    return bytes;
}
