// SPDX-License-Identifier: GPL-2.0-or-later
// CertificateVerify against the transcript: SSL 3.0 and TLS 1.0 to 1.3, RSA (PKCS#1 and PSS), DSA,
// ECDSA and EdDSA. What cannot be checked is said to be so; it is never taken for a failure.
#include "core/handshake/possession.h"

#include "core/certificate/memory.h"
#include "core/certificate/openssl_auto.h"
#include "core/certificate/openssl_library.h"
#include <openssl/core_names.h>
#include <openssl/err.h>
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

size_t pc_transcript_held(const PcTranscript *transcript)
{
    enum { OF_A_HASH = 512 }; // OpenSSL's context and what it computes with
    size_t held = pc_account_block(sizeof *transcript);
    for (size_t i = 0; i < PC_TRANSCRIPT_PARTS; i++) {
        held += PC_ACCOUNT_ARRAY + pc_account_array(transcript->parts[i]->len);
    }
    held += transcript->hash != NULL ? OF_A_HASH : 0;
    return held + (transcript->mark != NULL ? OF_A_HASH : 0);
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

// ---- what is signed ------------------------------------------------------------------------

enum { MD5_LEN = 16, SHA1_LEN = 20, OLD_LEN = MD5_LEN + SHA1_LEN };

struct PcClaim {
    GBytes *leaf;
    GBytes *signature;
    const Scheme *scheme; // NULL: unknown, or `is_old`
    bool is_old;          // the key tells the algorithm
    bool is_ssl3;
    bool is_hash;           // `content` is the hash of what is signed, else it is that itself
    size_t content_len;     // 0: nothing is known that could be checked
    PcPossession otherwise; // what is said then
    uint8_t content[];
};

static size_t held_in(GBytes *bytes)
{
    return bytes != NULL ? PC_ACCOUNT_BYTES + pc_account_block(g_bytes_get_size(bytes)) : 0;
}

size_t pc_claim_held(const PcClaim *claim)
{
    return pc_account_block(sizeof *claim + claim->content_len) + held_in(claim->signature);
}

// with_content gives the claim as much room as what is signed needs.
static PcClaim *with_content(const PcClaim *head, const uint8_t *content, size_t len)
{
    PcClaim *claim = g_malloc(sizeof *claim + len);
    *claim = *head;
    claim->content_len = len;
    (void)pc_bytes_copy_out(pc_bytes(content, len), claim->content, len);
    return claim;
}

static size_t hash_of(const EVP_MD *md, const GByteArray *const *parts, size_t n_parts,
                      uint8_t *out)
{
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    unsigned len = 0;
    bool ok = ctx != NULL && md != NULL && EVP_DigestInit_ex(ctx, md, NULL) == 1;
    for (size_t i = 0; i < n_parts; i++) {
        ok = ok && EVP_DigestUpdate(ctx, parts[i]->data, parts[i]->len) == 1;
    }
    return ok && EVP_DigestFinal_ex(ctx, out, &len) == 1 ? len : 0;
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

static PcClaim *claim_ssl3(const PcProof *proof, const PcClaim *head)
{
    enum { MD5_PAD = 48, SHA1_PAD = 40 };
    uint8_t hash[OLD_LEN];
    bool ok = proof->master_secret.len > 0 && ssl3_half(proof, EVP_md5(), MD5_PAD, hash) &&
              ssl3_half(proof, EVP_sha1(), SHA1_PAD, &hash[MD5_LEN]);
    return with_content(head, hash, ok ? sizeof hash : 0);
}

// Before TLS 1.2 an RSA key signs both hashes, any other the second (RFC 4346, 4.7).
static PcClaim *claim_old(const PcProof *proof, const PcClaim *head)
{
    uint8_t hash[OLD_LEN];
    const GByteArray *const *parts = (const GByteArray *const *)proof->transcript->parts;
    bool ok = hash_of(EVP_md5(), parts, PC_TRANSCRIPT_PARTS, hash) == MD5_LEN &&
              hash_of(pc_openssl()->sha1, parts, PC_TRANSCRIPT_PARTS, &hash[MD5_LEN]) == SHA1_LEN;
    return with_content(head, hash, ok ? sizeof hash : 0);
}

static const EVP_MD *scheme_hash(const Scheme *scheme)
{
    return strcmp(scheme->hash, "SHA256") == 0 ? pc_openssl()->sha256
                                               : EVP_get_digestbyname(scheme->hash);
}

// Algorithms that hash by themselves get all that is signed.
static PcClaim *claim_scheme(PcClaim *head, const GByteArray *const *parts, size_t n_parts)
{
    if (head->scheme->hash != NULL) {
        uint8_t hash[EVP_MAX_MD_SIZE];
        return with_content(head, hash, hash_of(scheme_hash(head->scheme), parts, n_parts, hash));
    }
    g_autoptr(GByteArray) whole = g_byte_array_new();
    for (size_t i = 0; i < n_parts; i++) {
        g_byte_array_append(whole, parts[i]->data, parts[i]->len);
    }
    head->is_hash = false;
    return with_content(head, whole->data, whole->len);
}

// What TLS 1.3 signs: 64 spaces, a context string, a zero byte, the transcript's hash (4.4.3).
static PcClaim *claim_tls13(const PcProof *proof, PcClaim *head)
{
    static const char context[2][34] = {"TLS 1.3, client CertificateVerify",
                                        "TLS 1.3, server CertificateVerify"};
    uint8_t hash[EVP_MAX_MD_SIZE];
    size_t hash_len = pc_transcript_hash(proof->transcript, hash);
    if (hash_len == 0) {
        return with_content(head, hash, 0);
    }
    g_autoptr(GByteArray) message = g_byte_array_new();
    uint8_t spaces[64];
    memset(spaces, ' ', sizeof spaces);
    g_byte_array_append(message, spaces, sizeof spaces);
    g_byte_array_append(message, (const uint8_t *)context[proof->by_server], sizeof context[0]);
    g_byte_array_append(message, hash, (guint)hash_len);
    const GByteArray *parts[] = {message};
    return claim_scheme(head, parts, G_N_ELEMENTS(parts));
}

// digitally-signed: since TLS 1.2 the algorithm stands before the signature (RFC 5246, 4.7).
static bool read_verify(PcBytes body, bool names_scheme, uint16_t *number, PcBytes *signature)
{
    return (!names_scheme || pc_bytes_u16(&body, number)) && pc_bytes_vector(&body, 2, signature) &&
           body.len == 0;
}

PcClaim *pc_claim_new(const PcProof *proof, PcBytes verify)
{
    enum { SSL3 = 0x0300, TLS12 = 0x0303, TLS13 = 0x0304, DTLS12 = 0xfefd };
    uint16_t version = proof->version;
    bool names_scheme = version == TLS12 || version == TLS13 || version == DTLS12;
    uint16_t number = 0;
    PcBytes signature = {0};
    bool is_readable = read_verify(verify, names_scheme, &number, &signature);
    PcClaim head = {
        .leaf = g_bytes_ref(proof->leaf),
        .signature = pc_bytes_dup(signature),
        .scheme = names_scheme ? find_scheme(number) : NULL,
        .is_old = !names_scheme,
        .is_ssl3 = version == SSL3,
        .is_hash = true,
        .otherwise =
            version == 0 || is_readable ? PC_POSSESSION_NOT_CHECKABLE : PC_POSSESSION_FAILED,
    };
    if (version == 0 || !is_readable || (names_scheme && head.scheme == NULL)) {
        return with_content(&head, NULL, 0);
    }
    if (head.is_old) {
        return head.is_ssl3 ? claim_ssl3(proof, &head) : claim_old(proof, &head);
    }
    return version == TLS13
               ? claim_tls13(proof, &head)
               : claim_scheme(&head, (const GByteArray *const *)proof->transcript->parts,
                              PC_TRANSCRIPT_PARTS);
}

void pc_claim_free(PcClaim *claim)
{
    if (claim != NULL) {
        g_bytes_unref(claim->leaf);
        g_bytes_unref(claim->signature);
        g_free(claim);
    }
}

// ---- the signature ---------------------------------------------------------------------------

// All that OpenSSL has to know of a signature is told at once: each setting by itself costs more
// than the check of its value.
static bool begin_verifying(EVP_PKEY_CTX *ctx, const Scheme *scheme)
{
    char digest[16];
    int padding = scheme->pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    int salt_len = RSA_PSS_SALTLEN_DIGEST;
    OSSL_PARAM params[4] = {OSSL_PARAM_construct_end()};
    size_t n = 0;
    g_strlcpy(digest, scheme->hash, sizeof digest);
    params[n++] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, digest, 0);
    if (g_str_has_prefix(scheme->key, "RSA")) {
        params[n++] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &padding);
    }
    if (scheme->pss) {
        params[n++] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt_len);
    }
    params[n] = OSSL_PARAM_construct_end();
    return EVP_PKEY_verify_init_ex(ctx, params) == 1;
}

static PcPossession verify_hash(EVP_PKEY *key, const Scheme *scheme, PcBytes signature,
                                PcBytes hash)
{
    g_autoptr(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_pkey(pc_openssl()->library, key, NULL);
    if (ctx == NULL || !begin_verifying(ctx, scheme)) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    int good = EVP_PKEY_verify(ctx, signature.data, signature.len, hash.data, hash.len);
    return good == 1 ? PC_POSSESSION_VERIFIED : PC_POSSESSION_FAILED;
}

static PcPossession verify_whole(EVP_PKEY *key, PcBytes signature, PcBytes message)
{
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    if (ctx == NULL ||
        EVP_DigestVerifyInit_ex(ctx, NULL, NULL, pc_openssl()->library, NULL, key, NULL) != 1) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    int good = EVP_DigestVerify(ctx, signature.data, signature.len, message.data, message.len);
    return good == 1 ? PC_POSSESSION_VERIFIED : PC_POSSESSION_FAILED;
}

static PcPossession check(const PcClaim *claim, EVP_PKEY *key)
{
    const Scheme *scheme = claim->is_old ? old_scheme(key) : claim->scheme;
    PcBytes content = pc_bytes(claim->content, claim->content_len);
    if (scheme == NULL || (claim->is_ssl3 && scheme->number != OLD_RSA)) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    if (!EVP_PKEY_is_a(key, scheme->key)) {
        return PC_POSSESSION_FAILED; // a signature that this key cannot have made
    }
    if (!claim->is_hash) {
        return verify_whole(key, pc_bytes_of(claim->signature), content);
    }
    if (claim->is_old && scheme->number != OLD_RSA) {
        pc_bytes_skip(&content, MD5_LEN);
    }
    return verify_hash(key, scheme, pc_bytes_of(claim->signature), content);
}

PcPossession pc_claim_check(const PcClaim *claim, PcCertificateMemory *certificates)
{
    if (claim->content_len == 0) {
        return claim->otherwise;
    }
    g_autoptr(PcCertificate) leaf = pc_certificate_memory_get(certificates, claim->leaf);
    if (leaf->public_key == NULL) {
        return PC_POSSESSION_NOT_CHECKABLE;
    }
    ERR_set_mark();
    PcPossession possession = check(claim, leaf->public_key);
    ERR_pop_to_mark();
    return possession;
}
