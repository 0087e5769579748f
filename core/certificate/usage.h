// SPDX-License-Identifier: GPL-2.0-or-later
// What a certificate may be used for by its key usage and extended key usage (RFC 5280, 4.2.1.3 and
// 4.2.1.12), in words, and who will refuse it for that as a TLS client's.
#ifndef PHONECERT_CORE_CERTIFICATE_USAGE_H
#define PHONECERT_CORE_CERTIFICATE_USAGE_H

#include "core/certificate/certificate.h"

// pc_key_usage_text gives "digitalSignature, keyEncipherment"; NULL where the certificate has no
// such extension. Caller frees; so it does what pc_extended_key_usage_text gives: "serverAuth,
// clientAuth", what has no name here as numbers.
char *pc_key_usage_text(const PcCertificate *certificate);
char *pc_extended_key_usage_text(const PcCertificate *certificate);

// pc_usage_allows_client says whether an extended key usage, where there is one, names clientAuth.
// OpenSSL's servers ask it of every certificate of a client's path, the anchor too; "any" is not
// enough for them (X509_check_purpose(3), sslclient), though RFC 5280, 4.2.1.12 allows it.
bool pc_usage_allows_client(const PcCertificate *certificate);

// pc_usage_refusal tells who will refuse this certificate, or what it signed where it is a CA, in
// the hand of a TLS client, and with which alert: a static sentence; NULL: nobody for its usages.
const char *pc_usage_refusal(const PcCertificate *certificate);

#endif
