// SPDX-License-Identifier: GPL-2.0-or-later
// For unit tests: what the capture generator makes (credentials, CAs) as what core reads.
#ifndef PHONECERT_TESTS_UNIT_MADE_H
#define PHONECERT_TESTS_UNIT_MADE_H

#include "captures/make/phone.h"
#include "core/certificate/openssl_auto.h"
#include "core/trust/trust.h"

// made_der gives the DER of an X509; the caller unrefs it.
static inline GBytes *made_der(X509 *x509)
{
    unsigned char *der = NULL;
    const int len = i2d_X509(x509, &der);
    g_assert_cmpint(len, >, 0);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    return bytes;
}

static inline PcCertificate *made_certificate(X509 *x509)
{
    g_autoptr(GBytes) der = made_der(x509);
    return pc_certificate_new(der);
}

// made_chain gives the leaf and what its holder sends along, as PcCertificate.
static inline GPtrArray *made_chain(const MkCredential *credential)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref);
    g_ptr_array_add(chain, made_certificate(credential->certificate));
    for (guint i = 0; i < credential->chain->len; i++) {
        g_ptr_array_add(chain, made_certificate(g_ptr_array_index(credential->chain, i)));
    }
    return chain;
}

static inline void made_trust(PcTrust *trust, const char *store, X509 *x509)
{
    g_autoptr(GBytes) der = made_der(x509);
    GError *error = NULL;
    g_assert_cmpuint(pc_trust_add(trust, store, "made", pc_bytes_of(der), &error), ==, 1);
    g_assert_no_error(error);
}

#endif
