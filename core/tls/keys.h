// SPDX-License-Identifier: GPL-2.0-or-later
// Which PcUnsealer a direction of a connection needs next, from the handshake's randoms and the key
// log.
#ifndef PHONECERT_CORE_TLS_KEYS_H
#define PHONECERT_CORE_TLS_KEYS_H

#include "core/handshake/handshake.h"
#include "core/tls/key_log.h"
#include "core/tls/unseal.h"

// pc_tls_keys12 gives what opens the records after a ChangeCipherSpec of a direction; NULL where
// the secret is not known. NULL ciphers need none. `log` may be NULL; `seen` is of that record.
PcUnsealer *pc_tls_keys12(const PcKeyLog *log, PcHandshake *handshake, const PcSeen *seen);

// pc_tls_keys_late says whether a handshake record that is taken to be in clear is one of a NULL
// cipher, whose beginning the capture lacks: behind its messages stands a MAC. Gives what opens the
// records of such a connection; NULL where the record is in clear.
PcUnsealer *pc_tls_keys_late(PcBytes content);

// pc_tls_keys13 does the same for TLS 1.3, before (`handshake_keys`) or after the Finished of the
// direction.
PcUnsealer *pc_tls_keys13(const PcKeyLog *log, PcHandshake *handshake, unsigned direction,
                          bool handshake_keys);

// pc_tls_keys_master lends the master secret up to TLS 1.2; empty if it is not known.
PcBytes pc_tls_keys_master(const PcKeyLog *log, PcHandshake *handshake);

#endif
