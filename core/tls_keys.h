// SPDX-License-Identifier: GPL-2.0-or-later
// Which PcUnsealer a direction of a connection needs next, from the handshake's randoms and the key
// log.
#ifndef PHONECERT_CORE_TLS_KEYS_H
#define PHONECERT_CORE_TLS_KEYS_H

#include "core/handshake.h"
#include "core/key_log.h"
#include "core/unseal.h"

// pc_tls_keys12 gives what opens the records after a ChangeCipherSpec of `direction`; NULL where
// the secret is not known. NULL ciphers need none. `log` may be NULL.
PcUnsealer *pc_tls_keys12(const PcKeyLog *log, PcHandshake *handshake, unsigned direction);

// pc_tls_keys13 does the same for TLS 1.3, before (`handshake_keys`) or after the Finished of the
// direction.
PcUnsealer *pc_tls_keys13(const PcKeyLog *log, PcHandshake *handshake, unsigned direction,
                          bool handshake_keys);

// pc_tls_keys_master lends the master secret up to TLS 1.2; empty if it is not known.
PcBytes pc_tls_keys_master(const PcKeyLog *log, PcHandshake *handshake);

#endif
