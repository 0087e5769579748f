// SPDX-License-Identifier: GPL-2.0-or-later
// What phonecert asks of OpenSSL, set up once for the process: a library context of its own, so
// that a host's settings and ours do not meet, and the digests that are used for every certificate.
#ifndef PHONECERT_CORE_OPENSSL_LIBRARY_H
#define PHONECERT_CORE_OPENSSL_LIBRARY_H

#include <openssl/types.h>
#include <stdbool.h>

// PcOpenssl lives as long as the process and never changes. A library is NULL (OpenSSL's default)
// where a context of our own cannot be made. `rsa_library` knows RSA keys and signatures (PKCS#1)
// alone, which is faster; `keyless_library` is faster still, but leaves a public key unread.
typedef struct {
    OSSL_LIB_CTX *library;
    OSSL_LIB_CTX *rsa_library;
    OSSL_LIB_CTX *keyless_library;
    const EVP_MD *sha1;
    const EVP_MD *sha256;
} PcOpenssl;

// pc_openssl gives it; any thread may ask.
const PcOpenssl *pc_openssl(void);

// pc_openssl_insist ends the program where memory is refused to OpenSSL, as GLib does: else a
// certificate would be told as malformed, or untrusted, that is not. Call before anything else, and
// not in a process of somebody else; false where OpenSSL has memory already.
bool pc_openssl_insist(void);

#endif
