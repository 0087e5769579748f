// SPDX-License-Identifier: GPL-2.0-or-later
// PcUnsealer opens the protected records of one direction of a connection whose secrets are known,
// or whose cipher is NULL: SSL 3.0 to TLS 1.3, DTLS 1.0 and 1.2; CBC (also encrypt-then-MAC), GCM,
// CCM, ChaCha20-Poly1305. Old stream ciphers stay closed.
#ifndef PHONECERT_CORE_UNSEAL_H
#define PHONECERT_CORE_UNSEAL_H

#include "core/bytes/bytes.h"

typedef struct PcUnsealer PcUnsealer;

// PcSealing is what the keys of a direction are derived from, up to TLS 1.2 (RFC 5246, 6.3).
typedef struct {
    uint16_t version; // wire value
    uint16_t cipher;
    bool encrypt_then_mac; // RFC 7366
    bool from_server;      // whose records these are
    PcBytes master;        // master secret, 48 bytes; may be empty for a NULL cipher
    PcBytes client_random; // 32 bytes each
    PcBytes server_random;
} PcSealing;

// pc_unsealer_new derives the keys. NULL where the suite is not known here or the secret is
// missing.
PcUnsealer *pc_unsealer_new(const PcSealing *sealing);

// pc_unsealer_new13 is for a TLS 1.3 traffic secret (RFC 8446, 7.3).
PcUnsealer *pc_unsealer_new13(uint16_t cipher, PcBytes secret);

void pc_unsealer_free(PcUnsealer *unsealer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcUnsealer, pc_unsealer_free)

// pc_unsealer_update goes on to the next secret: a KeyUpdate was sent (RFC 8446, 7.2).
bool pc_unsealer_update(PcUnsealer *unsealer);

// PcSealedRecord is a record as it lies on the wire.
typedef struct {
    uint8_t type;
    uint16_t version;
    uint64_t sequence; // DTLS: epoch and sequence number as the record says; TLS counts by itself
    PcBytes content;
} PcSealedRecord;

// pc_unseal opens the next record of the direction: `out` (emptied first) gets the content, `type`
// its true type. False, and nothing counted, where it does not come open.
bool pc_unseal(PcUnsealer *unsealer, const PcSealedRecord *record, GByteArray *out, uint8_t *type);

// pc_unsealer_lost says that some records were missed. In TLS 1.3 and with GCM the place can be
// found again if they were few; false where nothing that follows can be opened.
bool pc_unsealer_lost(PcUnsealer *unsealer);

// pc_unsealer_is_null says that the cipher is NULL: contents are in clear and only have a MAC.
bool pc_unsealer_is_null(const PcUnsealer *unsealer);

#endif
