// SPDX-License-Identifier: GPL-2.0-or-later
// Bits and object identifiers of usages become words.
#include "core/certificate/usage.h"

#include <openssl/x509v3.h>

static const struct {
    uint32_t bit;
    const char *name;
} usages[] = {
    {KU_DIGITAL_SIGNATURE, "digitalSignature"},
    {KU_NON_REPUDIATION, "nonRepudiation"},
    {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
    {KU_DATA_ENCIPHERMENT, "dataEncipherment"},
    {KU_KEY_AGREEMENT, "keyAgreement"},
    {KU_KEY_CERT_SIGN, "keyCertSign"},
    {KU_CRL_SIGN, "cRLSign"},
    {KU_ENCIPHER_ONLY, "encipherOnly"},
    {KU_DECIPHER_ONLY, "decipherOnly"},
};

char *pc_key_usage_text(const PcCertificate *certificate)
{
    if (!certificate->has_key_usage) {
        return NULL;
    }
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(usages); i++) {
        if ((certificate->key_usage & usages[i].bit) != 0) {
            g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", usages[i].name);
        }
    }
    return g_string_free(g_string_append(out, out->len == 0 ? "nothing" : ""), FALSE);
}

char *pc_extended_key_usage_text(const PcCertificate *certificate)
{
    return g_strdup(certificate->extended_key_usage);
}

bool pc_usage_allows_client(const PcCertificate *certificate)
{
    return !certificate->has_extended_key_usage || certificate->names_client;
}

const char *pc_usage_refusal(const PcCertificate *certificate)
{
    const bool may_sign = !certificate->has_key_usage ||
                          (certificate->key_usage & (KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT)) != 0;
    if (certificate->malformed) {
        return NULL;
    }
    if (!pc_usage_allows_client(certificate) && certificate->may_be_client) {
        return "its extended key usage is any, without clientAuth by name: servers that check with "
               "OpenSSL (FreeRADIUS, Linux) refuse it, and what it signed, with "
               "unsupported_certificate (43)";
    }
    if (!pc_usage_allows_client(certificate)) {
        return certificate->is_ca
                   ? "its extended key usage lacks clientAuth: servers that check with OpenSSL "
                     "(FreeRADIUS, Linux) refuse every client certificate under it with "
                     "unsupported_certificate (43), also where it is the trusted root; what CUCM's "
                     "own listeners do is not documented"
                   : "its extended key usage lacks clientAuth: as a TLS client's certificate it is "
                     "refused with unsupported_certificate (43) by servers that check with "
                     "OpenSSL, "
                     "and by CUCM's mutual TLS";
    }
    if (certificate->is_ca) {
        return certificate->has_key_usage && (certificate->key_usage & KU_KEY_CERT_SIGN) == 0
                   ? "its key usage lacks keyCertSign: servers that check with OpenSSL do not take "
                     "it for a CA, and answer unknown_ca (48)"
                   : NULL;
    }
    return may_sign
               ? NULL
               : "its key usage lacks digitalSignature: servers that check with OpenSSL refuse "
                 "it from a TLS client with unsupported_certificate (43)";
}
