// SPDX-License-Identifier: GPL-2.0-or-later
// g_autoptr for OpenSSL's types: one place says how each of them is freed.
#ifndef PHONECERT_CORE_OPENSSL_AUTO_H
#define PHONECERT_CORE_OPENSSL_AUTO_H

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)

#endif
