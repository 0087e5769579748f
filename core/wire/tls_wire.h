// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of TLS as they stand on the wire (RFC 8446, 4, 5.1 and 6; RFC 6520), for all who read it.
#ifndef PHONECERT_CORE_WIRE_TLS_WIRE_H
#define PHONECERT_CORE_WIRE_TLS_WIRE_H

// Types of records, and their lengths.
enum {
    PC_TLS_CHANGE_CIPHER_SPEC = 20,
    PC_TLS_ALERT = 21,
    PC_TLS_HANDSHAKE = 22,
    PC_TLS_APPLICATION_DATA = 23,
    PC_TLS_HEARTBEAT = 24,

    PC_TLS_RECORD_HEADER = 5,
    PC_TLS_MAX_RECORD = 16384 + 2048, // of a ciphertext (RFC 5246, 6.2.3)
};

// Types of handshake messages (IANA "TLS HandshakeType").
enum {
    PC_HANDSHAKE_HELLO_REQUEST = 0,
    PC_HANDSHAKE_CLIENT_HELLO = 1,
    PC_HANDSHAKE_SERVER_HELLO = 2,
    PC_HANDSHAKE_HELLO_VERIFY_REQUEST = 3,
    PC_HANDSHAKE_NEW_SESSION_TICKET = 4,
    PC_HANDSHAKE_END_OF_EARLY_DATA = 5,
    PC_HANDSHAKE_ENCRYPTED_EXTENSIONS = 8,
    PC_HANDSHAKE_CERTIFICATE = 11,
    PC_HANDSHAKE_SERVER_KEY_EXCHANGE = 12,
    PC_HANDSHAKE_CERTIFICATE_REQUEST = 13,
    PC_HANDSHAKE_SERVER_HELLO_DONE = 14,
    PC_HANDSHAKE_CERTIFICATE_VERIFY = 15,
    PC_HANDSHAKE_CLIENT_KEY_EXCHANGE = 16,
    PC_HANDSHAKE_FINISHED = 20,
    PC_HANDSHAKE_CERTIFICATE_URL = 21,
    PC_HANDSHAKE_CERTIFICATE_STATUS = 22,
    PC_HANDSHAKE_SUPPLEMENTAL_DATA = 23,
    PC_HANDSHAKE_KEY_UPDATE = 24,
    PC_HANDSHAKE_COMPRESSED_CERTIFICATE = 25,
    PC_HANDSHAKE_MAX_TYPE = 25, // but for message_hash (254), which is never sent

    // A longer message is not read, and does not tell that a stream is TLS.
    PC_HANDSHAKE_MAX_MESSAGE = 256 * 1024,
    // What the compressed certificates of a connection may come to: so much, a certificate of 64
    // KiB from each side, and so often what they take on the wire; certificates do not come to
    // that.
    PC_HANDSHAKE_UNPACKED = 2 * 64 * 1024,
    PC_HANDSHAKE_UNPACKED_PER_BYTE = 64,
};

// Alerts that something rests on (IANA "TLS Alerts"; pc_alert_name knows the rest), and their
// levels.
enum {
    PC_ALERT_CLOSE_NOTIFY = 0,
    PC_ALERT_HANDSHAKE_FAILURE = 40,
    PC_ALERT_NO_CERTIFICATE = 41,
    PC_ALERT_BAD_CERTIFICATE = 42,
    PC_ALERT_UNSUPPORTED_CERTIFICATE = 43,
    PC_ALERT_CERTIFICATE_REVOKED = 44,
    PC_ALERT_CERTIFICATE_EXPIRED = 45,
    PC_ALERT_CERTIFICATE_UNKNOWN = 46,
    PC_ALERT_UNKNOWN_CA = 48,
    PC_ALERT_DECODE_ERROR = 50,
    PC_ALERT_PROTOCOL_VERSION = 70,
    PC_ALERT_INSUFFICIENT_SECURITY = 71,
    PC_ALERT_USER_CANCELED = 90,

    PC_ALERT_WARNING = 1,
    PC_ALERT_FATAL = 2,
};

// Versions (RFC 8446, 4.1.2; RFC 6347, 4.1).
enum {
    PC_VERSION_SSL3 = 0x0300,
    PC_VERSION_TLS12 = 0x0303,
    PC_VERSION_TLS13 = 0x0304,
    PC_VERSION_DTLS12 = 0xfefd,
};

#endif
