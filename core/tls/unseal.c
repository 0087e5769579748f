// SPDX-License-Identifier: GPL-2.0-or-later
// Opening protected records. Only what proves to be whole comes out: the tag of an AEAD, the MAC of
// the others (SSL 3.0 and NULL ciphers without keys excepted, where there is nothing to prove
// with).
#include "core/tls/unseal.h"
#include "core/certificate/openssl_auto.h"
#include "core/tls/unseal_work.h"

enum {
    TLS10 = 0x0301,
    SSL3 = 0x0300,
    TLS12 = 0x0303,
    SLACK = 64,          // records that may be missed and the place still found
    MAX_CONTENT = 18432, // RFC 5246, 6.2.3
    ADDITIONAL_LEN = 13, // sequence, type, version, length
    SEQUENCE_LEN = 8,
};

void pc_unsealer_free(PcUnsealer *unsealer)
{
    if (unsealer != NULL) {
        EVP_CIPHER_free(unsealer->cipher);
        g_free(unsealer);
    }
}

PcUnsealer *pc_unsealer_new(const PcSealing *sealing)
{
    g_autoptr(PcUnsealer) unsealer = g_new0(PcUnsealer, 1);
    unsealer->version = sealing->version;
    unsealer->ssl3 = sealing->version == SSL3;
    unsealer->explicit_iv = sealing->version != SSL3 && sealing->version != TLS10;
    if (!pc_unseal_describe(unsealer, sealing->cipher)) {
        return NULL;
    }
    bool is_null = unsealer->kind == PC_UNSEAL_NULL;
    unsealer->encrypt_then_mac = sealing->encrypt_then_mac && unsealer->kind == PC_UNSEAL_CBC;
    if (!is_null && (sealing->master.len == 0 || !pc_unseal_fetch(unsealer) ||
                     !pc_unseal_derive12(unsealer, sealing))) {
        return NULL;
    }
    return g_steal_pointer(&unsealer);
}

PcUnsealer *pc_unsealer_new13(uint16_t cipher, PcBytes secret)
{
    g_autoptr(PcUnsealer) unsealer = g_new0(PcUnsealer, 1);
    if (secret.len == 0 || secret.len > PC_UNSEAL_MAX_SECRET ||
        !pc_unseal_describe(unsealer, cipher) || unsealer->tag_len == 0 ||
        !pc_unseal_fetch(unsealer)) {
        return NULL;
    }
    unsealer->tls13 = true;
    unsealer->version = TLS12; // as records go on saying (RFC 8446, 5.2)
    unsealer->secret_len = pc_bytes_copy_out(secret, unsealer->secret, sizeof unsealer->secret);
    return pc_unseal_derive13(unsealer) ? g_steal_pointer(&unsealer) : NULL;
}

bool pc_unsealer_update(PcUnsealer *unsealer)
{
    unsealer->slack = 0;
    return pc_unseal_next_secret(unsealer) && pc_unseal_derive13(unsealer);
}

bool pc_unsealer_lost(PcUnsealer *unsealer)
{
    unsealer->slack = SLACK;
    // Without an IV of its own a record needs the one before it.
    return unsealer->kind != PC_UNSEAL_CBC || unsealer->explicit_iv;
}

bool pc_unsealer_is_null(const PcUnsealer *unsealer)
{
    return unsealer->kind == PC_UNSEAL_NULL;
}

// ---- pieces ---------------------------------------------------------------------------------

static void put_sequence(uint8_t *out, uint64_t sequence)
{
    for (size_t i = 0; i < SEQUENCE_LEN; i++) {
        out[i] = (uint8_t)(sequence >> (56 - 8 * i));
    }
}

// What a MAC or tag covers besides the content: RFC 5246, 6.2.3.1 and 6.2.3.3.
static void put_additional(const PcUnsealer *unsealer, const PcSealedRecord *record,
                           uint64_t sequence, size_t len, uint8_t *out)
{
    (void)unsealer;
    put_sequence(out, sequence);
    out[8] = record->type;
    out[9] = (uint8_t)(record->version >> 8);
    out[10] = (uint8_t)record->version;
    out[11] = (uint8_t)(len >> 8);
    out[12] = (uint8_t)len;
}

static bool mac_is_right(const PcUnsealer *unsealer, const PcSealedRecord *record,
                         uint64_t sequence, PcBytes content, PcBytes mac)
{
    uint8_t additional[ADDITIONAL_LEN], made[EVP_MAX_MD_SIZE];
    size_t made_len = 0;
    if (unsealer->ssl3) {
        return true;
    }
    put_additional(unsealer, record, sequence, content.len, additional);
    g_autoptr(GByteArray) covered = g_byte_array_new();
    g_byte_array_append(covered, additional, sizeof additional);
    g_byte_array_append(covered, content.data, (guint)content.len);
    return EVP_Q_mac(NULL, "HMAC", NULL, unsealer->mac, NULL, unsealer->mac_key, unsealer->mac_len,
                     covered->data, covered->len, made, sizeof made, &made_len) != NULL &&
           pc_bytes_equal(pc_bytes(made, made_len), mac);
}

// ---- CBC ------------------------------------------------------------------------------------

static bool decrypt_cbc(const PcUnsealer *unsealer, PcBytes iv, PcBytes sealed, GByteArray *out)
{
    g_autoptr(EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new();
    int len = 0;
    g_byte_array_set_size(out, (guint)sealed.len);
    return ctx != NULL &&
           EVP_DecryptInit_ex(ctx, unsealer->cipher, NULL, unsealer->key, iv.data) == 1 &&
           EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
           EVP_DecryptUpdate(ctx, out->data, &len, sealed.data, (int)sealed.len) == 1 &&
           (size_t)len == sealed.len;
}

// The last byte says how many more there are of padding (RFC 5246, 6.2.3.2).
static bool drop_padding(const PcUnsealer *unsealer, GByteArray *content)
{
    if (content->len == 0) {
        return false;
    }
    uint8_t padding = content->data[content->len - 1];
    if ((guint)padding + 1 > content->len) {
        return false;
    }
    for (guint i = 0; i < padding && !unsealer->ssl3; i++) {
        if (content->data[content->len - 2 - i] != padding) {
            return false;
        }
    }
    g_byte_array_set_size(content, content->len - padding - 1);
    return true;
}

static bool take_trailing_mac(const PcUnsealer *unsealer, PcBytes *content, PcBytes *mac)
{
    if (content->len < unsealer->mac_len) {
        return false;
    }
    PcBytes whole = *content;
    return pc_bytes_take(&whole, whole.len - unsealer->mac_len, content) &&
           pc_bytes_take(&whole, unsealer->mac_len, mac);
}

static bool open_cbc(PcUnsealer *unsealer, const PcSealedRecord *record, uint64_t sequence,
                     GByteArray *out)
{
    PcBytes sealed = record->content, mac, iv = pc_bytes(unsealer->iv, unsealer->iv_len);
    PcBytes covered;
    if (unsealer->encrypt_then_mac) {
        if (!take_trailing_mac(unsealer, &sealed, &mac) ||
            !mac_is_right(unsealer, record, sequence, sealed, mac)) {
            return false;
        }
    }
    if (unsealer->explicit_iv && !pc_bytes_take(&sealed, unsealer->iv_len, &iv)) {
        return false;
    }
    if (sealed.len == 0 || sealed.len % unsealer->iv_len != 0 ||
        !decrypt_cbc(unsealer, iv, sealed, out) || !drop_padding(unsealer, out)) {
        return false;
    }
    if (!unsealer->encrypt_then_mac) {
        covered = pc_bytes(out->data, out->len);
        if (!take_trailing_mac(unsealer, &covered, &mac) ||
            !mac_is_right(unsealer, record, sequence, covered, mac)) {
            return false;
        }
        g_byte_array_set_size(out, (guint)covered.len);
    }
    pc_bytes_skip(&sealed, sealed.len - unsealer->iv_len);
    if (!unsealer->explicit_iv) {
        pc_bytes_copy_out(sealed, unsealer->iv, sizeof unsealer->iv);
    }
    return true;
}

// ---- AEAD -----------------------------------------------------------------------------------

static bool make_nonce(const PcUnsealer *unsealer, uint64_t sequence, PcBytes *sealed, uint8_t *out)
{
    if (unsealer->kind == PC_UNSEAL_AEAD && !unsealer->tls13) {
        PcBytes given;
        if (!pc_bytes_take(sealed, SEQUENCE_LEN, &given)) {
            return false;
        }
        pc_bytes_copy_out(pc_bytes(unsealer->iv, unsealer->iv_len), out, PC_UNSEAL_NONCE);
        pc_bytes_copy_out(given, &out[unsealer->iv_len], SEQUENCE_LEN);
        return true;
    }
    uint8_t number[SEQUENCE_LEN];
    put_sequence(number, sequence);
    for (size_t i = 0; i < PC_UNSEAL_NONCE; i++) {
        size_t offset = PC_UNSEAL_NONCE - SEQUENCE_LEN;
        out[i] = i < offset ? unsealer->iv[i] : unsealer->iv[i] ^ number[i - offset];
    }
    return true;
}

static bool decrypt_aead(const PcUnsealer *unsealer, const uint8_t *nonce, PcBytes additional,
                         PcBytes sealed, GByteArray *out)
{
    g_autoptr(EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new();
    uint8_t tag[EVP_MAX_MD_SIZE];
    int len = 0, tag_len = (int)unsealer->tag_len;
    PcBytes content;
    if (ctx == NULL || sealed.len < unsealer->tag_len ||
        !pc_bytes_take(&sealed, sealed.len - unsealer->tag_len, &content)) {
        return false;
    }
    pc_bytes_copy_out(sealed, tag, sizeof tag);
    g_byte_array_set_size(out, (guint)content.len + 1); // never NULL
    bool ok = EVP_DecryptInit_ex(ctx, unsealer->cipher, NULL, NULL, NULL) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, PC_UNSEAL_NONCE, NULL) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, tag_len, tag) == 1 &&
              EVP_DecryptInit_ex(ctx, NULL, NULL, unsealer->key, nonce) == 1;
    if (unsealer->ccm) { // wants to know the length first, and checks the tag at once
        ok = ok && EVP_DecryptUpdate(ctx, NULL, &len, NULL, (int)content.len) == 1;
    }
    ok = ok && EVP_DecryptUpdate(ctx, NULL, &len, additional.data, (int)additional.len) == 1 &&
         EVP_DecryptUpdate(ctx, out->data, &len, content.data, (int)content.len) == 1 &&
         (unsealer->ccm || EVP_DecryptFinal_ex(ctx, &out->data[content.len], &len) == 1);
    g_byte_array_set_size(out, (guint)content.len);
    return ok;
}

static bool open_aead(PcUnsealer *unsealer, const PcSealedRecord *record, uint64_t sequence,
                      GByteArray *out)
{
    enum { RECORD_HEADER = 5 };
    uint8_t nonce[PC_UNSEAL_NONCE], additional[ADDITIONAL_LEN];
    PcBytes sealed = record->content;
    size_t len = record->content.len;
    if (!make_nonce(unsealer, sequence, &sealed, nonce) || sealed.len < unsealer->tag_len) {
        return false;
    }
    PcBytes covered = pc_bytes(additional, sizeof additional);
    put_additional(unsealer, record, sequence,
                   unsealer->tls13 ? len : sealed.len - unsealer->tag_len, additional);
    if (unsealer->tls13) { // only the record's header (RFC 8446, 5.2)
        pc_bytes_skip(&covered, ADDITIONAL_LEN - RECORD_HEADER);
    }
    return decrypt_aead(unsealer, nonce, covered, sealed, out);
}

// ---- records --------------------------------------------------------------------------------

static bool open_null(const PcUnsealer *unsealer, const PcSealedRecord *record, GByteArray *out)
{
    PcBytes content = record->content, mac;
    if (!take_trailing_mac(unsealer, &content, &mac)) {
        return false;
    }
    g_byte_array_append(out, content.data, (guint)content.len);
    return true;
}

// TLSInnerPlaintext: content, its type, zeros (RFC 8446, 5.2).
static bool take_inner_type(GByteArray *content, uint8_t *type)
{
    guint len = content->len;
    while (len > 0 && content->data[len - 1] == 0) {
        len--;
    }
    if (len == 0) {
        return false;
    }
    *type = content->data[len - 1];
    g_byte_array_set_size(content, len - 1);
    return true;
}

static bool open_at(PcUnsealer *unsealer, const PcSealedRecord *record, uint64_t sequence,
                    GByteArray *out)
{
    g_byte_array_set_size(out, 0);
    switch (unsealer->kind) {
    case PC_UNSEAL_NULL:
        return open_null(unsealer, record, out);
    case PC_UNSEAL_CBC:
        return open_cbc(unsealer, record, sequence, out);
    case PC_UNSEAL_AEAD:
    case PC_UNSEAL_CHACHA20:
        return open_aead(unsealer, record, sequence, out);
    }
    g_assert_not_reached();
}

bool pc_unseal(PcUnsealer *unsealer, const PcSealedRecord *record, GByteArray *out, uint8_t *type)
{
    bool datagram = record->version >> 8 != 3;
    uint64_t first = datagram ? record->sequence : unsealer->sequence;
    if (record->content.len > MAX_CONTENT) {
        return false;
    }
    for (unsigned ahead = 0; ahead <= (datagram ? 0 : unsealer->slack); ahead++) {
        if (open_at(unsealer, record, first + ahead, out)) {
            unsealer->sequence = first + ahead + 1;
            unsealer->slack = 0;
            *type = record->type;
            return !unsealer->tls13 || take_inner_type(out, type);
        }
    }
    return false;
}
