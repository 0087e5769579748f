// SPDX-License-Identifier: GPL-2.0-or-later
// RSA keys that were made once and stand in stored_keys.pem become keys at no cost, and the same
// ones on every run. They are public: nothing real may ever trust what they sign.
#include "captures/make/stored_keys.h"
#include "captures/make/openssl_auto.h"

#include <openssl/pem.h>

extern const char mk_stored_keys_pem[];

#define END_LINE "-----END PRIVATE KEY-----\n"

static gint next_key;

// The text after the key of this number's end line; NULL where there are not so many.
static const char *key_text(gint number)
{
    const char *text = mk_stored_keys_pem;
    for (gint i = 0; i < number && text != NULL; i++) {
        text = strstr(text, END_LINE);
        text = text != NULL ? text + strlen(END_LINE) : NULL;
    }
    return text;
}

EVP_PKEY *mk_stored_key(void)
{
    const char *text = key_text(g_atomic_int_add(&next_key, 1));
    if (text == NULL || *text == '\0') {
        return NULL;
    }
    g_autoptr(BIO) source = BIO_new_mem_buf(text, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(source, NULL, NULL, NULL);
    g_assert(key != NULL && EVP_PKEY_get_bits(key) == MK_STORED_KEY_BITS);
    return key;
}
