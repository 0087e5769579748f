// SPDX-License-Identifier: GPL-2.0-or-later
// A time as ASN.1 writes it (RFC 5280, 4.1.2.5) becomes seconds since 1970 UTC.
#ifndef PHONECERT_CORE_CERTIFICATE_ASN1_TIME_H
#define PHONECERT_CORE_CERTIFICATE_ASN1_TIME_H

#include <openssl/asn1.h>
#include <stdbool.h>
#include <stdint.h>

// pc_asn1_time is false for NULL and what is no time between the years 1 and 9999; then nothing was
// written.
bool pc_asn1_time(const ASN1_TIME *time, int64_t *seconds);

#endif
