// SPDX-License-Identifier: GPL-2.0-or-later
// CertificateVerify in every version and with every algorithm: a right signature is verified, one
// over anything else fails, and what cannot be checked is not called a failure.
#include "captures/make/phone.h"
#include "core/handshake/possession.h"
#include "tests/unit/unit.h"

#include <openssl/rsa.h>

enum { TLS10 = 0x0301, TLS12 = 0x0303, TLS13 = 0x0304, SSL3 = 0x0300 };

static MkPki *pki;

static const char transcript_text[] = "hello|server flight|client flight";

static PcTranscript *transcript_of(const char *hello, const char *server, const char *client)
{
    PcTranscript *transcript = pc_transcript_new();
    // The order in which the parts come does not matter up to TLS 1.2.
    g_assert_true(
        pc_transcript_add(transcript, PC_TRANSCRIPT_CLIENT, pc_bytes(client, strlen(client))));
    g_assert_true(
        pc_transcript_add(transcript, PC_TRANSCRIPT_SERVER, pc_bytes(server, strlen(server))));
    g_assert_true(
        pc_transcript_add(transcript, PC_TRANSCRIPT_HELLO, pc_bytes(hello, strlen(hello))));
    return transcript;
}

static GBytes *der_of(const MkCredential *credential)
{
    uint8_t *der = NULL;
    int len = i2d_X509(credential->certificate, &der);
    g_assert_cmpint(len, >, 0);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    return bytes;
}

static MkCredential *credential_of(const char *kind)
{
    MkPhone phone;
    EVP_PKEY *key = mk_key_new(kind, 2048);
    mk_phone(1, NULL, &phone);
    MkLscSpec spec = {.issuer = MK_CA_CAPF, .key = key};
    MkCredential *credential = mk_phone_lsc(pki, &phone, &spec);
    EVP_PKEY_free(key);
    return credential;
}

static GByteArray *sign(EVP_PKEY *key, const char *digest, bool pss, PcBytes message)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings = NULL;
    size_t len = 0;
    g_assert_cmpint(EVP_DigestSignInit_ex(ctx, &settings, digest, NULL, NULL, key, NULL), ==, 1);
    if (pss) {
        EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST);
    }
    g_assert_cmpint(EVP_DigestSign(ctx, NULL, &len, message.data, message.len), ==, 1);
    GByteArray *signature = g_byte_array_new();
    g_byte_array_set_size(signature, (guint)len);
    g_assert_cmpint(EVP_DigestSign(ctx, signature->data, &len, message.data, message.len), ==, 1);
    g_byte_array_set_size(signature, (guint)len);
    EVP_MD_CTX_free(ctx);
    return signature;
}

// The body of a CertificateVerify; `scheme` 0: none is named.
static GByteArray *verify_of(uint16_t scheme, const GByteArray *signature)
{
    GByteArray *body = g_byte_array_new();
    const uint8_t named[] = {(uint8_t)(scheme >> 8), (uint8_t)scheme};
    const uint8_t len[] = {(uint8_t)(signature->len >> 8), (uint8_t)signature->len};
    g_byte_array_append(body, named, scheme != 0 ? sizeof named : 0);
    g_byte_array_append(body, len, sizeof len);
    g_byte_array_append(body, signature->data, signature->len);
    return body;
}

static PcPossession check_proof(const PcProof *proof, PcBytes body)
{
    g_autoptr(PcClaim) claim = pc_claim_new(proof, body);
    return pc_claim_check(claim, NULL);
}

static PcPossession check(const PcTranscript *transcript, GBytes *leaf, uint16_t version,
                          const GByteArray *body)
{
    const PcProof proof = {.transcript = transcript, .leaf = leaf, .version = version};
    return check_proof(&proof, pc_bytes(body->data, body->len));
}

static void up_to_tls12(void)
{
    static const struct {
        uint16_t version, scheme;
        const char *kind, *digest;
        bool pss;
    } rows[] = {
        {TLS10, 0, "RSA", "MD5-SHA1", false},      {0x0302, 0, "RSA", "MD5-SHA1", false},
        {0xfeff, 0, "RSA", "MD5-SHA1", false},     {TLS10, 0, "P-256", "SHA1", false},
        {TLS12, 0x0201, "RSA", "SHA1", false},     {TLS12, 0x0401, "RSA", "SHA256", false},
        {0xfefd, 0x0401, "RSA", "SHA256", false},  {TLS12, 0x0601, "RSA", "SHA512", false},
        {TLS12, 0x0804, "RSA", "SHA256", true},    {TLS12, 0x0806, "RSA", "SHA512", true},
        {TLS12, 0x0403, "P-256", "SHA256", false}, {TLS12, 0x0503, "P-384", "SHA384", false},
        {TLS12, 0x0807, "ED25519", NULL, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        MkCredential *credential = credential_of(rows[i].kind);
        g_autoptr(GBytes) leaf = der_of(credential);
        g_autoptr(GByteArray) signature =
            sign(credential->key, rows[i].digest, rows[i].pss,
                 pc_bytes(transcript_text, sizeof transcript_text - 1));
        g_autoptr(GByteArray) body = verify_of(rows[i].scheme, signature);
        g_autoptr(PcTranscript) right = transcript_of("hello|", "server flight|", "client flight");
        g_autoptr(PcTranscript) wrong = transcript_of("hello|", "server flighT|", "client flight");
        g_assert_cmpint(check(right, leaf, rows[i].version, body), ==, PC_POSSESSION_VERIFIED);
        g_assert_cmpint(check(wrong, leaf, rows[i].version, body), ==, PC_POSSESSION_FAILED);
        mk_credential_free(credential);
    }
}

static void tls13(void)
{
    static const char contexts[2][34] = {"TLS 1.3, client CertificateVerify",
                                         "TLS 1.3, server CertificateVerify"};
    MkCredential *credential = credential_of("RSA");
    g_autoptr(GBytes) leaf = der_of(credential);
    for (unsigned by_server = 0; by_server < 2; by_server++) {
        g_autoptr(GByteArray) message = g_byte_array_new();
        uint8_t spaces[64], hash[EVP_MAX_MD_SIZE];
        unsigned hash_len = 0;
        memset(spaces, ' ', sizeof spaces);
        EVP_Digest(transcript_text, sizeof transcript_text - 1, hash, &hash_len, EVP_sha384(),
                   NULL);
        g_byte_array_append(message, spaces, sizeof spaces);
        g_byte_array_append(message, (const uint8_t *)contexts[by_server], sizeof contexts[0]);
        g_byte_array_append(message, hash, hash_len);
        g_autoptr(GByteArray) signature =
            sign(credential->key, "SHA256", true, pc_bytes(message->data, message->len));
        g_autoptr(GByteArray) body = verify_of(0x0804, signature);
        g_autoptr(PcTranscript) transcript =
            transcript_of("hello|", "server flight|", "client flight");
        g_assert_true(pc_transcript_fold(transcript, 0x1302, false));
        PcProof proof = {.transcript = transcript, .leaf = leaf, .version = TLS13};
        for (unsigned asked = 0; asked < 2; asked++) {
            proof.by_server = asked == 1;
            g_assert_cmpint(check_proof(&proof, pc_bytes(body->data, body->len)), ==,
                            asked == by_server ? PC_POSSESSION_VERIFIED : PC_POSSESSION_FAILED);
        }
    }
    mk_credential_free(credential);
}

// MD5 or SHA-1 of master secret, pad and the hash of messages, master secret and pad.
static void ssl3_hash(const EVP_MD *md, size_t pad_len, const uint8_t *master, uint8_t *out)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    uint8_t inner[EVP_MAX_MD_SIZE], pad[48];
    unsigned len = 0;
    g_byte_array_append(bytes, (const uint8_t *)transcript_text, sizeof transcript_text - 1);
    g_byte_array_append(bytes, master, 48);
    memset(pad, 0x36, sizeof pad);
    g_byte_array_append(bytes, pad, (guint)pad_len);
    EVP_Digest(bytes->data, bytes->len, inner, &len, md, NULL);
    g_byte_array_set_size(bytes, 0);
    g_byte_array_append(bytes, master, 48);
    memset(pad, 0x5c, sizeof pad);
    g_byte_array_append(bytes, pad, (guint)pad_len);
    g_byte_array_append(bytes, inner, len);
    EVP_Digest(bytes->data, bytes->len, out, &len, md, NULL);
}

static void ssl3(void)
{
    uint8_t master[48], hash[36];
    memset(master, 0x42, sizeof master);
    ssl3_hash(EVP_md5(), 48, master, hash);
    ssl3_hash(EVP_sha1(), 40, master, &hash[16]);
    MkCredential *credential = credential_of("RSA");
    g_autoptr(GBytes) leaf = der_of(credential);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(credential->key, NULL);
    g_autoptr(GByteArray) signature = g_byte_array_new();
    size_t len = 256;
    g_byte_array_set_size(signature, (guint)len);
    g_assert_cmpint(EVP_PKEY_sign_init(ctx), ==, 1);
    g_assert_cmpint(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING), ==, 1);
    g_assert_cmpint(EVP_PKEY_CTX_set_signature_md(ctx, EVP_md5_sha1()), ==, 1);
    g_assert_cmpint(EVP_PKEY_sign(ctx, signature->data, &len, hash, sizeof hash), ==, 1);
    EVP_PKEY_CTX_free(ctx);
    g_autoptr(GByteArray) body = verify_of(0, signature);
    g_autoptr(PcTranscript) transcript = transcript_of("hello|", "server flight|", "client flight");
    PcProof proof = {.transcript = transcript, .leaf = leaf, .version = SSL3};
    PcBytes verify = pc_bytes(body->data, body->len);
    g_assert_cmpint(check_proof(&proof, verify), ==, PC_POSSESSION_NOT_CHECKABLE);
    proof.master_secret = pc_bytes(master, sizeof master);
    g_assert_cmpint(check_proof(&proof, verify), ==, PC_POSSESSION_VERIFIED);
    master[0] ^= 1;
    g_assert_cmpint(check_proof(&proof, verify), ==, PC_POSSESSION_FAILED);
    mk_credential_free(credential);
}

static void not_checkable(void)
{
    static const uint8_t unknown_scheme[] = {0xfe, 0xfe, 0, 1, 0};
    static const uint8_t cut[] = {4, 1, 0, 9, 0};
    MkCredential *credential = credential_of("RSA");
    g_autoptr(GBytes) leaf = der_of(credential);
    g_autoptr(GBytes) no_certificate = g_bytes_new_static("x", 1);
    g_autoptr(PcTranscript) transcript = transcript_of("", "", "");
    PcProof proof = {.transcript = transcript, .leaf = leaf, .version = TLS12};
    g_assert_cmpint(check_proof(&proof, pc_bytes(unknown_scheme, sizeof unknown_scheme)), ==,
                    PC_POSSESSION_NOT_CHECKABLE);
    g_assert_cmpint(check_proof(&proof, pc_bytes(cut, sizeof cut)), ==, PC_POSSESSION_FAILED);
    proof.leaf = no_certificate;
    g_assert_cmpint(check_proof(&proof, pc_bytes(unknown_scheme, sizeof unknown_scheme)), ==,
                    PC_POSSESSION_NOT_CHECKABLE);
    proof.version = 0;
    g_assert_cmpint(check_proof(&proof, pc_bytes(cut, sizeof cut)), ==,
                    PC_POSSESSION_NOT_CHECKABLE);
    mk_credential_free(credential);
}

static void limit(void)
{
    g_autoptr(PcTranscript) transcript = pc_transcript_new();
    g_autofree uint8_t *half = g_malloc0(PC_TRANSCRIPT_MAX / 2);
    PcBytes bytes = pc_bytes(half, PC_TRANSCRIPT_MAX / 2);
    g_assert_true(pc_transcript_add(transcript, PC_TRANSCRIPT_SERVER, bytes));
    g_assert_true(pc_transcript_add(transcript, PC_TRANSCRIPT_CLIENT, bytes));
    g_assert_false(pc_transcript_add(transcript, PC_TRANSCRIPT_CLIENT, pc_bytes(half, 1)));
    g_assert_false(pc_transcript_fold(transcript, 0x1301, false));
    pc_transcript_restart(transcript);
    g_assert_true(pc_transcript_add(transcript, PC_TRANSCRIPT_CLIENT, bytes));
    g_assert_false(pc_transcript_fold(transcript, 0x0035, false)); // no suite of TLS 1.3
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    pki = mk_pki_new();
    g_test_add_func("/possession/up-to-tls12", up_to_tls12);
    g_test_add_func("/possession/tls13", tls13);
    g_test_add_func("/possession/ssl3", ssl3);
    g_test_add_func("/possession/not-checkable", not_checkable);
    g_test_add_func("/possession/limit", limit);
    int status = g_test_run();
    mk_pki_free(pki);
    return status;
}
