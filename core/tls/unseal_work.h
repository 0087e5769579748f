// SPDX-License-Identifier: GPL-2.0-or-later
// What unseal_keys.c derives and unseal.c opens with. Private to unseal*.c.
#ifndef PHONECERT_CORE_UNSEAL_WORK_H
#define PHONECERT_CORE_UNSEAL_WORK_H

#include "core/tls/unseal.h"
#include <openssl/evp.h>

enum {
    PC_UNSEAL_MAX_KEY = 32,
    PC_UNSEAL_MAX_MAC = 48,
    PC_UNSEAL_MAX_IV = 16,
    PC_UNSEAL_MAX_SECRET = 48,
    PC_UNSEAL_NONCE = 12, // of every AEAD (RFC 8446, 5.3)
};

typedef enum {
    PC_UNSEAL_NULL,
    PC_UNSEAL_CBC,
    PC_UNSEAL_AEAD,     // with an explicit part of the nonce up to TLS 1.2 (RFC 5288, RFC 6655)
    PC_UNSEAL_CHACHA20, // without (RFC 7905)
} PcUnsealKind;

struct PcUnsealer {
    PcUnsealKind kind;
    uint16_t version;
    uint16_t cipher_suite;
    bool tls13, ssl3, ccm;
    bool encrypt_then_mac;
    bool explicit_iv;        // CBC since TLS 1.1
    const char *cipher_name; // OpenSSL's; NULL for the NULL cipher
    EVP_CIPHER *cipher;      // NULL for the NULL cipher
    const char *mac;         // OpenSSL's digest name of the record MAC; NULL with AEAD
    size_t key_len, mac_len, iv_len, tag_len;
    uint8_t key[PC_UNSEAL_MAX_KEY];
    uint8_t mac_key[PC_UNSEAL_MAX_MAC];
    uint8_t iv[PC_UNSEAL_MAX_IV]; // fixed part of the nonce, or the last block of CBC
    uint64_t sequence;
    unsigned slack;   // so many records may have been missed before the next
    const char *hash; // of TLS 1.3
    uint8_t secret[PC_UNSEAL_MAX_SECRET];
    size_t secret_len;
};

// pc_unseal_describe fills in what the suite's name tells; false if it is not known here.
bool pc_unseal_describe(PcUnsealer *unsealer, uint16_t suite);

// pc_unseal_fetch gets the cipher, which costs as much as all the rest: where there is a key for
// it. False if OpenSSL does not have it.
bool pc_unseal_fetch(PcUnsealer *unsealer);

// pc_unseal_derive12 and _derive13 fill in the keys.
bool pc_unseal_derive12(PcUnsealer *unsealer, const PcSealing *sealing);
bool pc_unseal_derive13(PcUnsealer *unsealer);

// pc_unseal_next_secret puts the following traffic secret in place of the present one.
bool pc_unseal_next_secret(PcUnsealer *unsealer);

#endif
