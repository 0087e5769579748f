// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of the TLS record layer (RFC 8446, 5.1; RFC 6520) that the observers share.
#ifndef PHONECERT_CORE_TLS_WIRE_H
#define PHONECERT_CORE_TLS_WIRE_H

enum {
    PC_TLS_CHANGE_CIPHER_SPEC = 20,
    PC_TLS_ALERT = 21,
    PC_TLS_HANDSHAKE = 22,
    PC_TLS_APPLICATION_DATA = 23,
    PC_TLS_HEARTBEAT = 24,

    PC_TLS_RECORD_HEADER = 5,
    PC_TLS_MAX_RECORD = 16384 + 2048, // of a ciphertext (RFC 5246, 6.2.3)
    // Longer messages are read where they come in a stream that is known to be TLS, but do not tell
    // that one is.
    PC_TLS_MAX_PLAUSIBLE_MESSAGE = 256 * 1024,

    PC_HANDSHAKE_SERVER_HELLO = 2,
    PC_HANDSHAKE_NEW_SESSION_TICKET = 4,
    PC_HANDSHAKE_CERTIFICATE = 11,
    PC_HANDSHAKE_FINISHED = 20,
    PC_HANDSHAKE_KEY_UPDATE = 24,
    PC_HANDSHAKE_COMPRESSED_CERTIFICATE = 25,
    PC_HANDSHAKE_MAX_TYPE = 25, // but for message_hash (254), which is never sent
};

#endif
