// SPDX-License-Identifier: GPL-2.0-or-later
// The registries' names for numbers of TLS (IANA "TLS Parameters"). Static strings; what no
// registry names is NULL.
#ifndef PHONECERT_CORE_WIRE_TLS_NAMES_H
#define PHONECERT_CORE_WIRE_TLS_NAMES_H

#include <stdint.h>

// pc_tls_version_name gives "TLS 1.2", "DTLS 1.0", "SSL 3.0", ... ; NULL for 0 and unknown values.
const char *pc_tls_version_name(uint16_t version);
// pc_alert_name gives the RFC's name ("unknown_ca"), or NULL for a number that no RFC names.
const char *pc_alert_name(uint8_t description);
// pc_alert_level_name gives "warning", "fatal", or NULL (RFC 8446, 6).
const char *pc_alert_level_name(uint8_t level);
// pc_cipher_suite_name gives IANA's name ("TLS_RSA_WITH_AES_128_CBC_SHA"), or NULL.
const char *pc_cipher_suite_name(uint16_t suite);

#endif
