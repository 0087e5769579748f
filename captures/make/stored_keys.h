// SPDX-License-Identifier: GPL-2.0-or-later
// RSA keys that were made once and stand in stored_keys.pem become keys at no cost, and the same
// ones on every run. They are public: nothing real may ever trust what they sign.
#ifndef PHONECERT_CAPTURES_MAKE_STORED_KEYS_H
#define PHONECERT_CAPTURES_MAKE_STORED_KEYS_H

#include <openssl/evp.h>

// MK_STORED_KEY_BITS is the size of all stored keys.
#define MK_STORED_KEY_BITS 2048

// mk_stored_key gives the next stored key of this process, each once and always in the same order;
// NULL when all are given out. The caller frees it. Safe to call from several threads.
EVP_PKEY *mk_stored_key(void);

#endif
