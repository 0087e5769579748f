// SPDX-License-Identifier: GPL-2.0-or-later
// Trust lists: those of an independent implementation read as that tool reads them, lists built
// here with every digest and key kind, and every cut and every changed byte.
#include "captures/make/certificate.h"
#include "captures/make/octets.h"
#include "core/files/trust_list.h"
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

static const char peers[] = "../shared/captures/peers/trust-lists";

// ---- the independent implementation's own words ---------------------------------------------

static void describe_record(GString *out, const PcTrustListRecord *record)
{
    g_string_append_printf(out, "\nRecord Length:    %zu bytes\n", record->len);
    g_string_append_printf(out, "Subject Name:     %s\n", record->subject);
    g_string_append_printf(out, "Issuer Name:      %s\n", record->issuer);
    g_string_append_printf(out, "Serial Numer:     %s\n", record->serial);
    g_string_append_printf(out, "Role:             %s\n", pc_role_name(record->role));
    g_string_append_printf(out, "Public Key:       %zu bytes\n",
                           g_bytes_get_size(record->public_key));
    g_string_append_printf(out, "Signature:        256 bytes\n");
    g_string_append_printf(out, "Certificate:      %zu bytes\n",
                           g_bytes_get_size(record->certificate_der));
    g_string_append_printf(out, "Key Algorithm:    %s\n",
                           record->certificate->key_is_rsa ? "RSA" : "EllipticCurve");
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, record->certificate_der);
    g_string_append_printf(out, "Certificate Hash: %s\n", hash);
}

static char *describe(const PcTrustList *list)
{
    static const char *const digests[] = {"", "SHA1", "SHA256", "SHA512"};
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "Version:          %u.%u\n", list->version_major,
                           list->version_minor);
    g_string_append_printf(out, "Header Length:    %zu bytes\n", list->header_len);
    g_string_append_printf(out, "Signer Version:   %u.%u\n", list->signer_major,
                           list->signer_minor);
    g_string_append_printf(out, "Signer Name:      %s\n", list->signer_name);
    g_string_append_printf(out, "Issuer Name:      %s\n", list->signer_issuer);
    g_string_append_printf(out, "Serial Number:    %s\n", list->signer_serial);
    g_string_append_printf(out, "Digest Algorithm: %s\n", digests[list->digest]);
    g_string_append_printf(out, "Signature:        %u bytes\n", list->modulus_bytes);
    g_string_append_printf(out, "Filename:         %s\n", list->file_name);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(list->timestamp);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
    g_string_append_printf(out, "Timestamp:        %s\n", text);
    for (unsigned i = 0; i < list->records->len; i++) {
        describe_record(out, g_ptr_array_index(list->records, i));
    }
    bool valid = list->signature == PC_LIST_SIGNATURE_VERIFIED;
    g_string_append_printf(out, "\n%s signature\n", valid ? "Valid" : "Invalid");
    return g_string_free(out, FALSE);
}

static GBytes *load(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *content;
    size_t len;
    if (!g_file_get_contents(path, &content, &len, NULL)) {
        return NULL;
    }
    return g_bytes_new_take(content, len);
}

static void test_peer(gconstpointer data)
{
    const char *name = data;
    g_autofree char *reading = g_strconcat(name, ".txt", NULL);
    g_autoptr(GBytes) file = load(peers, name);
    g_autoptr(GBytes) expected = load(peers, reading);
    if (file == NULL || expected == NULL) {
        g_test_skip("the trust lists of the independent implementation are not here");
        return;
    }
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(file));
    g_assert_nonnull(list);
    g_assert_null(list->defect);
    g_assert_cmpuint(list->signature_record, ==, 1);
    g_autofree char *ours = describe(list);
    g_autofree char *theirs =
        g_strndup(g_bytes_get_data(expected, NULL), g_bytes_get_size(expected));
    g_assert_cmpstr(ours, ==, theirs);
}

// ---- lists built here -------------------------------------------------------------------------

typedef struct {
    EVP_PKEY *key;
    X509 *certificate;
    const char *serial_hex;
} Signer;

typedef struct {
    unsigned digest;    // of tag 8
    bool cisco_order;   // 4, 5, 6 in the header; the other tool writes 4, 6, 5
    bool signature_end; // the signature's TLV stands last in the header
    bool key_only;      // the record has a public key and no certificate
    bool no_serial;     // the record leaves its serial number to its certificate
    bool zero_serial;   // the record's serial number has a zero in front
    unsigned first_role;
} Recipe;

static Signer *signer_new(const char *kind)
{
    Signer *signer = g_new0(Signer, 1);
    signer->key = mk_key_new(kind, 2048);
    signer->serial_hex = "5a01020304";
    X509_NAME *name = mk_name("C=BE|O=Acme|CN=cucm-a.acme.example");
    MkCertificateSpec spec = {.subject = name,
                              .key = signer->key,
                              .serial = signer->serial_hex,
                              .not_before = 1700000000,
                              .not_after = 1900000000,
                              .digest = "SHA256"};
    signer->certificate = mk_certificate(&spec);
    X509_NAME_free(name);
    return signer;
}

static void signer_free(Signer *signer)
{
    EVP_PKEY_free(signer->key);
    X509_free(signer->certificate);
    g_free(signer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Signer, signer_free)

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

static const uint8_t serial_bytes[] = {0x5a, 1, 2, 3, 4};

static void put_signer_id(GByteArray *out, bool cisco_order)
{
    g_autoptr(GByteArray) inner = g_byte_array_new();
    put_string(inner, 4, "CN=cucm-a.acme.example;O=Acme;C=BE");
    if (cisco_order) {
        put_tlv(inner, 5, serial_bytes, sizeof serial_bytes);
    }
    put_string(inner, 6, "CN=cucm-a.acme.example;O=Acme;C=BE");
    if (!cisco_order) {
        put_tlv(inner, 5, serial_bytes, sizeof serial_bytes);
    }
    put_tlv(out, 3, inner->data, inner->len);
}

static void put_record(GByteArray *out, const Signer *signer, const Recipe *recipe, unsigned role)
{
    g_autoptr(GByteArray) inner = g_byte_array_new();
    const uint8_t role_bytes[] = {0, (uint8_t)role};
    const uint8_t address[] = {10, 44, 0, 7};
    put_string(inner, 2, "cucm-a");
    put_tlv(inner, 4, role_bytes, 2);
    if (recipe->zero_serial) {
        static const uint8_t longer[] = {0, 0x5a, 1, 2, 3, 4};
        put_tlv(inner, 6, longer, sizeof longer);
    } else if (!recipe->no_serial) {
        put_tlv(inner, 6, serial_bytes, sizeof serial_bytes);
    }
    put_tlv(inner, 10, address, sizeof address);
    unsigned char *der = NULL;
    int len = i2d_PublicKey(signer->key, &der);
    g_assert_cmpint(len, >, 0);
    put_tlv(inner, 7, der, (size_t)len);
    OPENSSL_free(der);
    if (!recipe->key_only) {
        der = NULL;
        len = i2d_X509(signer->certificate, &der);
        g_assert_cmpint(len, >, 0);
        put_tlv(inner, 9, der, (size_t)len);
        OPENSSL_free(der);
    }
    mk_put_u8(out, 1);
    mk_put_u16(out, 2);
    mk_put_u16(out, inner->len + 5);
    mk_put_bytes(out, inner->data, inner->len);
}

static GBytes *sign(const Signer *signer, unsigned digest, const GByteArray *content)
{
    const EVP_MD *md = digest == 1 ? EVP_sha1() : digest == 2 ? EVP_sha256() : EVP_sha512();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t len = 0;
    g_assert_cmpint(EVP_DigestSignInit(context, NULL, md, NULL, signer->key), ==, 1);
    g_assert_cmpint(EVP_DigestSign(context, NULL, &len, content->data, content->len), ==, 1);
    g_autofree uint8_t *signature = g_malloc(len);
    g_assert_cmpint(EVP_DigestSign(context, signature, &len, content->data, content->len), ==, 1);
    EVP_MD_CTX_free(context);
    return g_bytes_new(signature, len);
}

// A signature's length is in the header's length, and an ECDSA signature varies: so the header is
// padded to a fixed room after it.
static GBytes *build(const Signer *signer, const Recipe *recipe)
{
    enum { SIGNATURE_ROOM = 3 + 256 };
    g_autoptr(GByteArray) head = g_byte_array_new();
    const uint8_t version[] = {1, 2}, signer_version[] = {1, 1}, digest = (uint8_t)recipe->digest;
    put_tlv(head, 1, version, 2);
    put_tlv(head, 2, version, 2); // patched below
    put_tlv(head, 28, signer_version, 2);
    put_signer_id(head, recipe->cisco_order);
    mk_put_u8(head, 7);
    mk_put_u16(head, 4);
    put_tlv(head, 8, &digest, 1);
    size_t cut = head->len;
    put_string(head, 14, "ITLFile.tlv");
    const uint8_t timestamp[] = {0x6b, 0x03, 0xc5, 0xb5};
    put_tlv(head, 15, timestamp, 4);
    cut = recipe->signature_end ? head->len : cut;
    g_autoptr(GByteArray) tail = g_byte_array_new();
    put_record(tail, signer, recipe, recipe->first_role);
    put_record(tail, signer, recipe, PC_ROLE_CAPF);
    bool is_rsa = EVP_PKEY_get_base_id(signer->key) == EVP_PKEY_RSA;
    // P-256 signatures are 70 to 72 bytes: try again until it is 71, padded to a multiple of four.
    for (unsigned attempt = 0;; attempt++) {
        g_assert_cmpuint(attempt, <, 200);
        size_t signature_len = is_rsa ? 256 : 71;
        g_autoptr(GByteArray) content = g_byte_array_new();
        mk_put_bytes(content, head->data, head->len);
        size_t n_pad = (4 - (head->len + 3 + signature_len) % 4) % 4;
        for (size_t i = 0; i < n_pad; i++) {
            mk_put_u8(content, 13);
        }
        mk_patch_u16(content, 8, (unsigned)(content->len + 3 + signature_len));
        mk_put_bytes(content, tail->data, tail->len);
        g_autoptr(GBytes) signature = sign(signer, recipe->digest, content);
        if (g_bytes_get_size(signature) != signature_len) {
            continue;
        }
        GByteArray *file = g_byte_array_new();
        mk_put_bytes(file, content->data, cut);
        put_tlv(file, 12, g_bytes_get_data(signature, NULL), signature_len);
        mk_put_bytes(file, content->data + cut, content->len - cut);
        return g_byte_array_free_to_bytes(file);
    }
}

static void test_recipes(void)
{
    static const struct {
        const char *kind;
        Recipe recipe;
    } rows[] = {
        {"RSA", {.digest = 1, .cisco_order = true}},
        {"RSA", {.digest = 2}},
        {"RSA", {.digest = 3, .signature_end = true}},
        {"RSA", {.digest = 1, .key_only = true, .cisco_order = true}},
        {"RSA", {.digest = 3, .first_role = PC_ROLE_CCM_TFTP}},
        {"P-256", {.digest = 3, .cisco_order = true}},
        {"P-256", {.digest = 2, .signature_end = true}},
        {"P-256", {.digest = 2, .key_only = true}},
        {"RSA", {.digest = 2, .no_serial = true}},
        {"P-256", {.digest = 3, .zero_serial = true}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(Signer) signer = signer_new(rows[i].kind);
        g_autoptr(GBytes) file = build(signer, &rows[i].recipe);
        g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(file));
        g_assert_nonnull(list);
        g_assert_null(list->defect);
        g_assert_cmpuint(list->signature, ==, PC_LIST_SIGNATURE_VERIFIED);
        g_assert_cmpuint(list->signature_record, ==, 1);
        g_assert_cmpuint(list->digest, ==, rows[i].recipe.digest);
        g_assert_cmpuint(list->records->len, ==, 2);
        g_assert_cmpstr(list->signer_name, ==, "CN=cucm-a.acme.example;O=Acme;C=BE");
        g_assert_cmpstr(list->signer_serial, ==, "5a01020304");
        g_assert_cmpstr(list->file_name, ==, "ITLFile.tlv");
        const PcTrustListRecord *record = g_ptr_array_index(list->records, 1);
        g_assert_cmpuint(record->role, ==, PC_ROLE_CAPF);
        g_assert_cmpstr(record->dns_name, ==, "cucm-a");
        g_assert_cmpstr(record->address, ==, "10.44.0.7");
        g_assert_true((record->certificate == NULL) == rows[i].recipe.key_only);
    }
}

// The signer is looked for by its serial number; a file signed by somebody else has failed, and one
// whose signer is not in it cannot be checked.
static void test_wrong_signer(void)
{
    g_autoptr(Signer) signer = signer_new("RSA");
    g_autoptr(Signer) other = signer_new("RSA");
    Recipe recipe = {.digest = 1};
    g_autoptr(GBytes) file = build(signer, &recipe);
    EVP_PKEY *key = signer->key;
    signer->key = other->key; // records show one key, another one signed
    g_autoptr(GBytes) forged = build(signer, &(Recipe){.digest = 1});
    signer->key = key;
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(forged));
    g_assert_cmpuint(list->signature, ==, PC_LIST_SIGNATURE_FAILED);
    g_assert_cmpuint(list->signature_record, ==, 1);
    g_assert_nonnull(list->signature_note);

    g_autoptr(PcTrustList) good = pc_trust_list_new(pc_bytes_of(file));
    unsigned record;
    g_assert_cmpuint(pc_trust_list_check(good, pc_bytes_of(file), &record), ==,
                     PC_LIST_SIGNATURE_VERIFIED);
    g_assert_cmpuint(record, ==, 1);
    g_assert_cmpuint(pc_trust_list_check(good, pc_bytes_of(forged), &record), ==,
                     PC_LIST_SIGNATURE_FAILED);
}

// No changed byte leaves the signature standing, and no cut file has its signature blamed; a cut
// between two records cannot be told from a file that was signed like that.
static void test_every_byte(void)
{
    g_autoptr(Signer) signer = signer_new("RSA");
    g_autoptr(GBytes) file = build(signer, &(Recipe){.digest = 1, .cisco_order = true});
    size_t len;
    const uint8_t *bytes = g_bytes_get_data(file, &len);
    g_autoptr(PcTrustList) whole = pc_trust_list_new(pc_bytes_of(file));
    const PcTrustListRecord *second = g_ptr_array_index(whole->records, 1);
    for (size_t at = 0; at < len; at++) {
        g_autofree uint8_t *changed = g_memdup2(bytes, len);
        changed[at] ^= 0x41;
        g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes(changed, len));
        g_assert_true(list == NULL || list->signature != PC_LIST_SIGNATURE_VERIFIED);
        g_autofree uint8_t *cut = g_memdup2(bytes, at + 1); // exactly as long, for the sanitizer
        g_autoptr(PcTrustList) head = pc_trust_list_new(pc_bytes(cut, at));
        if (head != NULL) {
            g_assert_cmpuint(head->signature, !=, PC_LIST_SIGNATURE_VERIFIED);
            g_assert_true(head->signature != PC_LIST_SIGNATURE_FAILED || at == second->offset);
            g_assert_cmpuint(head->records->len, <=, 2);
        }
    }
}

// ---- odd and hostile files --------------------------------------------------------------------

static GByteArray *bare_header(unsigned len)
{
    GByteArray *out = g_byte_array_new();
    const uint8_t version[] = {1, 2};
    put_tlv(out, 1, version, 2);
    mk_put_u8(out, 2);
    mk_put_u16(out, 2);
    mk_put_u16(out, len);
    return out;
}

static void test_not_a_list(void)
{
    g_assert_null(pc_trust_list_new(pc_bytes(NULL, 0)));
    g_assert_null(pc_trust_list_new(pc_bytes("<device>", 8)));
    g_assert_false(pc_trust_list_looks_like(pc_bytes("0\202\3\112", 4)));
    g_autoptr(GByteArray) short_header = bare_header(9); // shorter than what it is made of
    g_assert_false(pc_trust_list_looks_like(pc_bytes(short_header->data, short_header->len)));
    g_autoptr(GByteArray) empty = bare_header(10);
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes(empty->data, empty->len));
    g_assert_nonnull(list);
    g_assert_cmpuint(list->signature, ==, PC_LIST_SIGNATURE_ABSENT);
    g_assert_cmpuint(list->records->len, ==, 0);
}

static void test_signed_file(void)
{
    g_autoptr(GByteArray) file = bare_header(14);
    const uint8_t digest = 1;
    put_tlv(file, 8, &digest, 1);
    mk_put_text(file, "<device><x/></device>");
    PcBytes content = pc_bytes(file->data, file->len);
    PcBytes payload = {0};
    g_assert_null(pc_trust_list_new(content));
    g_assert_true(pc_signed_file_payload(content, &payload));
    g_assert_true(pc_bytes_equal(payload, pc_bytes("<device><x/></device>", 21)));
    // encrypted to the phone's key: there is nothing to read
    g_autoptr(GByteArray) sealed = bare_header(16);
    const uint8_t iv[3] = {0};
    put_tlv(sealed, 19, iv, 3);
    mk_put_text(sealed, "0123456789");
    g_assert_false(pc_signed_file_payload(pc_bytes(sealed->data, sealed->len), &payload));
}

// The shortest record of a non-secure cluster, an unknown element, an unknown role, two addresses.
static void test_small_records(void)
{
    g_autoptr(GByteArray) file = bare_header(10);
    const uint8_t role[] = {0, 42}, ipv6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};
    g_autoptr(GByteArray) inner = g_byte_array_new();
    put_string(inner, 2, "cucm\033[2J");
    put_tlv(inner, 4, role, 2);
    put_tlv(inner, 10, ipv6, 16);
    put_tlv(inner, 99, "x", 1);
    put_tlv(inner, 10, ipv6, 4);
    mk_put_u8(file, 1);
    mk_put_u16(file, 2);
    mk_put_u16(file, inner->len + 5);
    mk_put_bytes(file, inner->data, inner->len);
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes(file->data, file->len));
    g_assert_cmpuint(list->records->len, ==, 1);
    const PcTrustListRecord *record = g_ptr_array_index(list->records, 0);
    g_assert_cmpuint(record->role, ==, 42);
    g_assert_null(pc_role_name(record->role));
    g_assert_cmpstr(record->address, ==, "2001:db8::1");
    g_assert_null(strchr(record->dns_name, '\033'));
    g_assert_cmpuint(record->n_unknown_tags, ==, 2);
    g_assert_cmpuint(record->offset, ==, 10);
    g_assert_null(list->defect);
}

static void test_damage_has_names(void)
{
    static const struct {
        const char *after_header; // 8 bytes of it
        const char *defect;
    } rows[] = {
        {"\1\0\2\0\4\0\0\0", "a record is shorter than its own length"},
        {"\1\0\2\0\11\2\0\0", "the file ends inside a record"},
        {"\1\0\2\0\10\2\0\1", "an element of a record runs past its end"},
        {"\1\0\2\0\5\7\7\7", "what follows is no record"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(GByteArray) file = bare_header(10);
        mk_put_bytes(file, rows[i].after_header, 8);
        g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes(file->data, file->len));
        g_assert_cmpstr(list->defect, ==, rows[i].defect);
    }
}

static void test_limit(void)
{
    g_autoptr(GByteArray) file = bare_header(10);
    for (unsigned i = 0; i < PC_TRUST_LIST_MAX_RECORDS + 3; i++) {
        mk_put_bytes(file, "\1\0\2\0\5", 5);
    }
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes(file->data, file->len));
    g_assert_cmpuint(list->records->len, ==, PC_TRUST_LIST_MAX_RECORDS);
    g_assert_cmpstr(list->defect, ==, "there are more records than are read");
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_data_func("/trust-list/peer/ctl-sha1", "CTLFile.tlv", test_peer);
    g_test_add_data_func("/trust-list/peer/itl-sha1", "ITLSEP0A1B2C3D4E5F.tlv", test_peer);
    g_test_add_data_func("/trust-list/peer/itl-sha512", "ITLFile-sha512-v11.tlv", test_peer);
    g_test_add_func("/trust-list/recipes", test_recipes);
    g_test_add_func("/trust-list/wrong-signer", test_wrong_signer);
    g_test_add_func("/trust-list/every-byte", test_every_byte);
    g_test_add_func("/trust-list/not-a-list", test_not_a_list);
    g_test_add_func("/trust-list/signed-file", test_signed_file);
    g_test_add_func("/trust-list/small-records", test_small_records);
    g_test_add_func("/trust-list/damage-has-names", test_damage_has_names);
    g_test_add_func("/trust-list/limit", test_limit);
    return g_test_run();
}
