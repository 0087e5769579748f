// SPDX-License-Identifier: GPL-2.0-or-later
// CertificateVerify against the transcript: SSL 3.0 and TLS 1.0 to 1.3, RSA (PKCS#1 and PSS), DSA,
// ECDSA and EdDSA. What cannot be checked is said to be so; it is never taken for a failure.
#include "core/possession.h"

#include "core/certificate_memory.h"
#include "core/openssl_auto.h"
#include "core/openssl_library.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>

struct PcTranscript {
    GByteArray *parts[PC_TRANSCRIPT_PARTS]; // empty once folded
    EVP_MD_CTX *mark;                       // the same at the end of the handshake
    EVP_MD_CTX *hash;                       // running hash of a folded transcript
    bool over;                              // more than PC_TRANSCRIPT_MAX came
};

PcTranscript *pc_transcript_new(void)
{
    PcTranscript *transcript = g_new0(PcTranscript, 1);
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        transcript->parts[i] = g_byte_array_new();
    }
    return transcript;
}

void pc_transcript_free(PcTranscript *transcript)
{
    if (transcript == NULL) {
        return;
    }
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        g_byte_array_unref(transcript->parts[i]);
    }
    EVP_MD_CTX_free(transcript->hash);
    EVP_MD_CTX_free(transcript->mark);
    g_free(transcript);
}

size_t pc_transcript_len(const PcTranscript *transcript)
{
    size_t len = 0;
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        len += transcript->parts[i]->len;
    }
    return len;
}

bool pc_transcript_add(PcTranscript *transcript, PcTranscriptPart part, PcBytes raw)
{
    if (transcript->hash != NULL) {
        return EVP_DigestUpdate(transcript->hash, raw.data, raw.len) == 1;
    }
    transcript->over |= raw.len > PC_TRANSCRIPT_MAX - pc_transcript_len(transcript);
    if (transcript->over) {
        return false;
    }
    g_byte_array_append(transcript->parts[part], raw.data, (guint)raw.len);
    return true;
}

void pc_transcript_restart(PcTranscript *transcript)
{
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        g_byte_array_set_size(transcript->parts[i], 0);
    }
    transcript->over = false;
}

static bool hash_parts(EVP_MD_CTX *into, const PcTranscript *transcript)
{
    bool ok = true;
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        const GByteArray *part = transcript->parts[i];
        ok = ok && EVP_DigestUpdate(into, part->data, part->len) == 1;
    }
    return ok;
}

// TLS 1.3 suites name their hash last (RFC 8446, B.4), and there are only two.
static const EVP_MD *suite_hash(uint16_t cipher)
{
    const char *name = pc_cipher_suite_name(cipher);
    if (name != NULL && g_str_has_suffix(name, "_SHA384")) {
        return EVP_sha384();
    }
    return name != NULL && g_str_has_suffix(name, "_SHA256") ? EVP_sha256() : NULL;
}

// message_hash stands for the first ClientHello: type 254, length, hash (RFC 8446, 4.4.1).
static bool add_message_hash(EVP_MD_CTX *into, const EVP_MD *md, const GByteArray *first)
{
    enum { MESSAGE_HASH = 254 };
    uint8_t hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(first->data, first->len, hash, &len, md, NULL) != 1) {
        return false;
    }
    const uint8_t header[] = {MESSAGE_HASH, 0, 0, (uint8_t)len};
    return EVP_DigestUpdate(into, header, sizeof header) == 1 &&
           EVP_DigestUpdate(into, hash, len) == 1;
}

bool pc_transcript_fold(PcTranscript *transcript, uint16_t cipher, bool retry)
{
    const EVP_MD *md = suite_hash(cipher);
    if (transcript->hash != NULL || transcript->over || md == NULL) {
        return transcript->hash != NULL;
    }
    g_autoptr(EVP_MD_CTX) hash = EVP_MD_CTX_new();
    const GByteArray *hello = transcript->parts[PC_TRANSCRIPT_HELLO];
    bool ok = hash != NULL && EVP_DigestInit_ex(hash, md, NULL) == 1 &&
              (retry ? add_message_hash(hash, md, hello) : hash_parts(hash, transcript));
    if (ok) {
        pc_transcript_restart(transcript);
        transcript->hash = g_steal_pointer(&hash);
    }
    return ok;
}

void pc_transcript_mark(PcTranscript *transcript)
{
    g_autoptr(EVP_MD_CTX) copy = EVP_MD_CTX_new();
    if (transcript->hash != NULL && transcript->mark == NULL && copy != NULL &&
        EVP_MD_CTX_copy_ex(copy, transcript->hash) == 1) {
        transcript->mark = g_steal_pointer(&copy);
    }
}

void pc_transcript_rewind(PcTranscript *transcript)
{
    if (transcript->mark != NULL) {
        EVP_MD_CTX_copy_ex(transcript->hash, transcript->mark);
    }
}

size_t pc_transcript_hash(const PcTranscript *transcript, uint8_t *out)
{
    if (transcript->hash == NULL) {
        return 0;
    }
    g_autoptr(EVP_MD_CTX) copy = EVP_MD_CTX_new();
    unsigned len = 0;
    bool ok = copy != NULL && EVP_MD_CTX_copy_ex(copy, transcript->hash) == 1 &&
              EVP_DigestFinal_ex(copy, out, &len) == 1;
    return ok ? len : 0;
}

// How one algorithm is checked. `hash` NULL: the algorithm hashes by itself (EdDSA).
typedef struct {
    uint16_t number;
    const char *key; // OpenSSL's name of the key type
    const char *hash;
    bool pss;
} Scheme;

// RFC 5246 7.4.1.4.1 (hash, signature), RFC 8446 4.2.3, RFC 8734 (brainpool). Numbers below 256 are
// our own names for what the older versions have without negotiation.
enum { OLD_RSA = 1, OLD_DSA = 2, OLD_ECDSA = 3 };

static const Scheme schemes[] = {
    {OLD_RSA, "RSA", "MD5-SHA1", false}, {OLD_DSA, "DSA", "SHA1", false},
    {OLD_ECDSA, "EC", "SHA1", false},    {0x0101, "RSA", "MD5", false},
    {0x0201, "RSA", "SHA1", false},      {0x0202, "DSA", "SHA1", false},
    {0x0203, "EC", "SHA1", false},       {0x0301, "RSA", "SHA224", false},
    {0x0302, "DSA", "SHA224", false},    {0x0303, "EC", "SHA224", false},
    {0x0401, "RSA", "SHA256", false},    {0x0402, "DSA", "SHA256", false},
    {0x0403, "EC", "SHA256", false},     {0x0501, "RSA", "SHA384", false},
    {0x0502, "DSA", "SHA384", false},    {0x0503, "EC", "SHA384", false},
    {0x0601, "RSA", "SHA512", false},    {0x0602, "DSA", "SHA512", false},
    {0x0603, "EC", "SHA512", false},     {0x0804, "RSA", "SHA256", true},
    {0x0805, "RSA", "SHA384", true},     {0x0806, "RSA", "SHA512", true},
    {0x0807, "ED25519", NULL, false},    {0x0808, "ED448", NULL, false},
    {0x0809, "RSA-PSS", "SHA256", true}, {0x080a, "RSA-PSS", "SHA384", true},
    {0x080b, "RSA-PSS", "SHA512", true}, {0x081a, "EC", "SHA256", false},
    {0x081b, "EC", "SHA384", false},     {0x081c, "EC", "SHA512", false},
};

static const Scheme *find_scheme(uint16_t number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
        if (schemes[i].number == number) {
            return &schemes[i];
        }
    }
    return NULL;
}

static const Scheme *old_scheme(const EVP_PKEY *key)
{
    for (unsigned number = OLD_RSA; number <= OLD_ECDSA; number++) {
        const Scheme *scheme = find_scheme((uint16_t)number);
        if (EVP_PKEY_is_a(key, scheme->key)) {
            return scheme;
        }
    }
    return NULL;
}

static PcPossession verify(EVP_PKEY *key, const Scheme *scheme, PcBytes signature, PcBytes message)
{
    if (!EVP_PKEY_is_a(key, scheme->key)) {
        return PC_POSSESSION_FAILED; // a signature that this key cannot have made
    }
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings = NULL; // belongs to ctx
    bool ready =
        ctx != NULL && EVP_DigestVerifyInit_ex(ctx, &settings, scheme->hash, pc_openssl()->library,
                                               NULL, key, NULL) == 1;
    if (ready && scheme->pss) {
        ready = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    if (!ready) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    int good = EVP_DigestVerify(ctx, signature.data, signature.len, message.data, message.len);
    return good == 1 ? PC_POSSESSION_VERIFIED : PC_POSSESSION_FAILED;
}

// What TLS 1.3 signs: 64 spaces, a context string, a zero byte, the transcript's hash (4.4.3).
static PcPossession verify_tls13(const PcProof *proof, EVP_PKEY *key, const Scheme *scheme,
                                 PcBytes signature)
{
    static const char context[2][34] = {"TLS 1.3, client CertificateVerify",
                                        "TLS 1.3, server CertificateVerify"};
    uint8_t hash[EVP_MAX_MD_SIZE];
    size_t hash_len = pc_transcript_hash(proof->transcript, hash);
    if (hash_len == 0) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    g_autoptr(GByteArray) message = g_byte_array_new();
    uint8_t spaces[64];
    memset(spaces, ' ', sizeof spaces);
    g_byte_array_append(message, spaces, sizeof spaces);
    g_byte_array_append(message, (const uint8_t *)context[proof->by_server], sizeof context[0]);
    g_byte_array_append(message, hash, (guint)hash_len);
    return verify(key, scheme, signature, pc_bytes(message->data, message->len));
}

// SSL 3.0 signs MD5 and SHA-1 of the messages nested with the master secret (RFC 6101, 5.6.8).
static bool ssl3_half(const PcProof *proof, const EVP_MD *md, size_t pad_len, uint8_t *out)
{
    uint8_t pad[2][48];
    memset(pad[0], 0x36, sizeof pad[0]);
    memset(pad[1], 0x5c, sizeof pad[1]);
    PcBytes secret = proof->master_secret;
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    unsigned len = 0;
    return ctx != NULL && EVP_DigestInit_ex(ctx, md, NULL) == 1 &&
           hash_parts(ctx, proof->transcript) &&
           EVP_DigestUpdate(ctx, secret.data, secret.len) == 1 &&
           EVP_DigestUpdate(ctx, pad[0], pad_len) == 1 && EVP_DigestFinal_ex(ctx, out, &len) == 1 &&
           EVP_DigestInit_ex(ctx, md, NULL) == 1 &&
           EVP_DigestUpdate(ctx, secret.data, secret.len) == 1 &&
           EVP_DigestUpdate(ctx, pad[1], pad_len) == 1 && EVP_DigestUpdate(ctx, out, len) == 1 &&
           EVP_DigestFinal_ex(ctx, out, &len) == 1;
}

static PcPossession verify_ssl3(const PcProof *proof, EVP_PKEY *key, PcBytes signature)
{
    enum { MD5_LEN = 16, SHA1_LEN = 20, MD5_PAD = 48, SHA1_PAD = 40 };
    uint8_t hash[MD5_LEN + SHA1_LEN];
    g_autoptr(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new(key, NULL);
    if (proof->master_secret.len == 0 || ctx == NULL || !EVP_PKEY_is_a(key, "RSA") ||
        !ssl3_half(proof, EVP_md5(), MD5_PAD, hash) ||
        !ssl3_half(proof, EVP_sha1(), SHA1_PAD, &hash[MD5_LEN]) || EVP_PKEY_verify_init(ctx) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) != 1 ||
        EVP_PKEY_CTX_set_signature_md(ctx, EVP_md5_sha1()) != 1) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    int good = EVP_PKEY_verify(ctx, signature.data, signature.len, hash, sizeof hash);
    return good == 1 ? PC_POSSESSION_VERIFIED : PC_POSSESSION_FAILED;
}

static EVP_PKEY *leaf_key(const PcProof *proof)
{
    g_autoptr(PcCertificate) leaf = pc_certificate_memory_get(proof->certificates, proof->leaf);
    if (leaf->public_key != NULL) {
        EVP_PKEY_up_ref(leaf->public_key);
    }
    return leaf->public_key;
}

// digitally-signed: since TLS 1.2 the algorithm stands before the signature (RFC 5246, 4.7).
static bool read_verify(PcBytes body, bool names_scheme, uint16_t *number, PcBytes *signature)
{
    return (!names_scheme || pc_bytes_u16(&body, number)) && pc_bytes_vector(&body, 2, signature) &&
           body.len == 0;
}

PcPossession pc_possession_check(const PcProof *proof, PcBytes body)
{
    enum { SSL3 = 0x0300, TLS12 = 0x0303, TLS13 = 0x0304, DTLS12 = 0xfefd };
    uint16_t version = proof->version;
    bool names_scheme = version == TLS12 || version == TLS13 || version == DTLS12;
    uint16_t number = 0;
    PcBytes signature;
    if (version == 0 || !read_verify(body, names_scheme, &number, &signature)) {
        return version == 0 ? PC_POSSESSION_NOT_CHECKABLE : PC_POSSESSION_FAILED;
    }
    g_autoptr(EVP_PKEY) key = leaf_key(proof);
    const Scheme *scheme = NULL;
    if (key != NULL) {
        scheme = names_scheme ? find_scheme(number) : old_scheme(key);
    }
    if (scheme == NULL) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    if (version == SSL3) {
        return verify_ssl3(proof, key, signature);
    }
    if (version == TLS13) {
        return verify_tls13(proof, key, scheme, signature);
    }
    g_autoptr(GByteArray) messages = g_byte_array_new();
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        const GByteArray *part = proof->transcript->parts[i];
        g_byte_array_append(messages, part->data, part->len);
    }
    return verify(key, scheme, signature, pc_bytes(messages->data, messages->len));
}
