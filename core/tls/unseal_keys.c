// SPDX-License-Identifier: GPL-2.0-or-later
// From a secret to record keys: the PRF of TLS 1.0 to 1.2 and of SSL 3.0, and HKDF of TLS 1.3. What
// a cipher suite consists of is read from its registered name.
#include "core/certificate/openssl_auto.h"
#include "core/handshake/handshake.h"
#include "core/tls/unseal_work.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>

// ---- suites ---------------------------------------------------------------------------------

typedef struct {
    const char *name;   // as the registry writes it
    const char *cipher; // as OpenSSL does
    PcUnsealKind kind;
    uint8_t key_len, iv_len, tag_len;
} Encryption;

// Longer names before those that they begin with.
static const Encryption encryptions[] = {
    {"AES_128_CBC", "AES-128-CBC", PC_UNSEAL_CBC, 16, 16, 0},
    {"AES_256_CBC", "AES-256-CBC", PC_UNSEAL_CBC, 32, 16, 0},
    {"AES_128_GCM", "AES-128-GCM", PC_UNSEAL_AEAD, 16, 4, 16},
    {"AES_256_GCM", "AES-256-GCM", PC_UNSEAL_AEAD, 32, 4, 16},
    {"AES_128_CCM_8", "AES-128-CCM", PC_UNSEAL_AEAD, 16, 4, 8},
    {"AES_256_CCM_8", "AES-256-CCM", PC_UNSEAL_AEAD, 32, 4, 8},
    {"AES_128_CCM", "AES-128-CCM", PC_UNSEAL_AEAD, 16, 4, 16},
    {"AES_256_CCM", "AES-256-CCM", PC_UNSEAL_AEAD, 32, 4, 16},
    {"CHACHA20_POLY1305", "ChaCha20-Poly1305", PC_UNSEAL_CHACHA20, 32, 12, 16},
    {"ARIA_128_GCM", "ARIA-128-GCM", PC_UNSEAL_AEAD, 16, 4, 16},
    {"ARIA_256_GCM", "ARIA-256-GCM", PC_UNSEAL_AEAD, 32, 4, 16},
    {"ARIA_128_CBC", "ARIA-128-CBC", PC_UNSEAL_CBC, 16, 16, 0},
    {"ARIA_256_CBC", "ARIA-256-CBC", PC_UNSEAL_CBC, 32, 16, 0},
    {"CAMELLIA_128_CBC", "CAMELLIA-128-CBC", PC_UNSEAL_CBC, 16, 16, 0},
    {"CAMELLIA_256_CBC", "CAMELLIA-256-CBC", PC_UNSEAL_CBC, 32, 16, 0},
    {"3DES_EDE_CBC", "DES-EDE3-CBC", PC_UNSEAL_CBC, 24, 8, 0},
    {"NULL", NULL, PC_UNSEAL_NULL, 0, 0, 0},
};

static const struct {
    const char *name;
    const char *digest;
    uint8_t len;
} macs[] = {
    {"_SHA384", "SHA384", 48},
    {"_SHA256", "SHA256", 32},
    {"_SHA", "SHA1", 20},
    {"_MD5", "MD5", 16},
};

static const Encryption *find_encryption(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(encryptions); i++) {
        size_t len = strlen(encryptions[i].name);
        if (strncmp(name, encryptions[i].name, len) == 0 &&
            (name[len] == '_' || name[len] == '\0')) {
            return &encryptions[i];
        }
    }
    return NULL;
}

static bool has_own_mac(PcUnsealKind kind)
{
    return kind == PC_UNSEAL_CBC || kind == PC_UNSEAL_NULL;
}

bool pc_unseal_describe(PcUnsealer *unsealer, uint16_t suite)
{
    const char *name = pc_cipher_suite_name(suite);
    if (name == NULL) {
        return false;
    }
    const char *with = strstr(name, "_WITH_");
    const Encryption *encryption =
        find_encryption(with != NULL ? with + strlen("_WITH_") : name + strlen("TLS_"));
    if (encryption == NULL) {
        return false;
    }
    unsealer->cipher_suite = suite;
    unsealer->kind = encryption->kind;
    unsealer->key_len = encryption->key_len;
    unsealer->iv_len = encryption->iv_len;
    unsealer->tag_len = encryption->tag_len;
    unsealer->ccm = strstr(encryption->name, "CCM") != NULL;
    unsealer->hash = g_str_has_suffix(name, "_SHA384") ? "SHA384" : "SHA256";
    for (size_t i = 0; i < G_N_ELEMENTS(macs) && has_own_mac(encryption->kind); i++) {
        if (g_str_has_suffix(name, macs[i].name)) {
            unsealer->mac = macs[i].digest;
            unsealer->mac_len = macs[i].len;
            break;
        }
    }
    unsealer->cipher_name = encryption->cipher;
    return true;
}

bool pc_unseal_fetch(PcUnsealer *unsealer)
{
    if (unsealer->cipher_name != NULL) {
        unsealer->cipher = EVP_CIPHER_fetch(NULL, unsealer->cipher_name, NULL);
    }
    return unsealer->cipher_name == NULL || unsealer->cipher != NULL;
}

// ---- SSL 3.0 to TLS 1.2 ---------------------------------------------------------------------

// Client MAC, server MAC, client key, server key, client IV, server IV (RFC 5246, 6.3).
enum { MAX_KEY_BLOCK = 2 * (PC_UNSEAL_MAX_MAC + PC_UNSEAL_MAX_KEY + PC_UNSEAL_MAX_IV) };

static bool prf(const PcUnsealer *unsealer, const PcSealing *sealing, uint8_t *out, size_t len)
{
    static const char label[] = "key expansion";
    bool tls12 = sealing->version == 0x0303 || sealing->version == 0xfefd;
    char digest[16];
    g_strlcpy(digest, tls12 ? unsealer->hash : "MD5-SHA1", sizeof digest);
    g_autoptr(GByteArray) seed = g_byte_array_new();
    g_byte_array_append(seed, (const uint8_t *)label, sizeof label - 1);
    g_byte_array_append(seed, sealing->server_random.data, (guint)sealing->server_random.len);
    g_byte_array_append(seed, sealing->client_random.data, (guint)sealing->client_random.len);
    g_autofree uint8_t *secret = g_memdup2(sealing->master.data, sealing->master.len);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, secret, sealing->master.len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed->data, seed->len),
        OSSL_PARAM_construct_end(),
    };
    g_autoptr(EVP_KDF) kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    g_autoptr(EVP_KDF_CTX) ctx = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    return ctx != NULL && EVP_KDF_derive(ctx, out, len, params) == 1;
}

// MD5(master + SHA1("A" + master + randoms)), then "BB", "CCC" and so on (RFC 6101, 6.2.2).
static bool ssl3_round(const PcSealing *sealing, unsigned round, uint8_t *out)
{
    g_autoptr(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    uint8_t inner[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    char letter = (char)('A' + round);
    bool ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) == 1;
    for (unsigned i = 0; i <= round && ok; i++) {
        ok = EVP_DigestUpdate(ctx, &letter, 1) == 1;
    }
    return ok && EVP_DigestUpdate(ctx, sealing->master.data, sealing->master.len) == 1 &&
           EVP_DigestUpdate(ctx, sealing->server_random.data, sealing->server_random.len) == 1 &&
           EVP_DigestUpdate(ctx, sealing->client_random.data, sealing->client_random.len) == 1 &&
           EVP_DigestFinal_ex(ctx, inner, &len) == 1 &&
           EVP_DigestInit_ex(ctx, EVP_md5(), NULL) == 1 &&
           EVP_DigestUpdate(ctx, sealing->master.data, sealing->master.len) == 1 &&
           EVP_DigestUpdate(ctx, inner, len) == 1 && EVP_DigestFinal_ex(ctx, out, &len) == 1;
}

static bool ssl3_block(const PcSealing *sealing, uint8_t *out, size_t len)
{
    enum { MD5_LEN = 16 };
    for (unsigned round = 0; round * MD5_LEN < len; round++) {
        uint8_t digest[EVP_MAX_MD_SIZE];
        if (!ssl3_round(sealing, round, digest)) {
            return false;
        }
        PcBytes piece = pc_bytes(digest, MD5_LEN);
        pc_bytes_copy_out(piece, &out[round * MD5_LEN], len - (size_t)round * MD5_LEN);
    }
    return true;
}

static bool take_pair(PcBytes *block, bool second, size_t len, uint8_t *out)
{
    PcBytes mine, other;
    if (!pc_bytes_take(block, len, second ? &other : &mine) ||
        !pc_bytes_take(block, len, second ? &mine : &other)) {
        return false;
    }
    pc_bytes_copy_out(mine, out, len);
    return true;
}

bool pc_unseal_derive12(PcUnsealer *unsealer, const PcSealing *sealing)
{
    uint8_t block[MAX_KEY_BLOCK];
    size_t len = 2 * (unsealer->mac_len + unsealer->key_len + unsealer->iv_len);
    bool server = sealing->from_server;
    if (!(unsealer->ssl3 ? ssl3_block(sealing, block, len) : prf(unsealer, sealing, block, len))) {
        return false;
    }
    PcBytes rest = pc_bytes(block, len);
    return take_pair(&rest, server, unsealer->mac_len, unsealer->mac_key) &&
           take_pair(&rest, server, unsealer->key_len, unsealer->key) &&
           take_pair(&rest, server, unsealer->iv_len, unsealer->iv);
}

// ---- TLS 1.3 --------------------------------------------------------------------------------

// HKDF-Expand-Label with an empty context (RFC 8446, 7.1).
static bool expand_label(const PcUnsealer *unsealer, const char *label, uint8_t *out, size_t len)
{
    char full[32], digest[16];
    uint8_t secret[PC_UNSEAL_MAX_SECRET];
    g_snprintf(full, sizeof full, "tls13 %s", label);
    g_strlcpy(digest, unsealer->hash, sizeof digest);
    pc_bytes_copy_out(pc_bytes(unsealer->secret, unsealer->secret_len), secret, sizeof secret);
    g_autoptr(GByteArray) info = g_byte_array_new();
    const uint8_t head[] = {(uint8_t)(len >> 8), (uint8_t)len, (uint8_t)strlen(full)};
    const uint8_t no_context = 0;
    g_byte_array_append(info, head, sizeof head);
    g_byte_array_append(info, (const uint8_t *)full, (guint)strlen(full));
    g_byte_array_append(info, &no_context, 1);
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, unsealer->secret_len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info->data, info->len),
        OSSL_PARAM_construct_end(),
    };
    g_autoptr(EVP_KDF) kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    g_autoptr(EVP_KDF_CTX) ctx = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    return ctx != NULL && EVP_KDF_derive(ctx, out, len, params) == 1;
}

bool pc_unseal_derive13(PcUnsealer *unsealer)
{
    unsealer->sequence = 0;
    return expand_label(unsealer, "key", unsealer->key, unsealer->key_len) &&
           expand_label(unsealer, "iv", unsealer->iv, PC_UNSEAL_NONCE);
}

bool pc_unseal_next_secret(PcUnsealer *unsealer)
{
    uint8_t next[PC_UNSEAL_MAX_SECRET];
    if (!expand_label(unsealer, "traffic upd", next, unsealer->secret_len)) {
        return false;
    }
    pc_bytes_copy_out(pc_bytes(next, unsealer->secret_len), unsealer->secret,
                      sizeof unsealer->secret);
    return true;
}
