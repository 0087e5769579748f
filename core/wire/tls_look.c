// SPDX-License-Identifier: GPL-2.0-or-later
// Does a TLS record begin here? Told by content alone, so that any port will do and a capture may
// begin in the middle.
#include "core/wire/tls_look.h"
#include "core/wire/tls_names.h"
#include "core/wire/tls_wire.h"

// What may stand at the start of a handshake record in clear: type and the shortest body.
static bool is_message_start(uint8_t type, uint32_t body_len, uint16_t record_len)
{
    static const struct {
        uint8_t type;
        uint32_t min_len;
    } starts[] = {
        {PC_HANDSHAKE_CLIENT_HELLO, 38}, // version, random, three lengths, one suite (RFC
                                         // 5246, 7.4.1.2)
        {PC_HANDSHAKE_SERVER_HELLO, 38},
        {PC_HANDSHAKE_HELLO_VERIFY_REQUEST, 3},
        {PC_HANDSHAKE_NEW_SESSION_TICKET, 6},
        {PC_HANDSHAKE_CERTIFICATE, 3},
        {PC_HANDSHAKE_SERVER_KEY_EXCHANGE, 1},
        {PC_HANDSHAKE_CERTIFICATE_REQUEST, 3},
        {PC_HANDSHAKE_CERTIFICATE_VERIFY, 2},
        {PC_HANDSHAKE_CLIENT_KEY_EXCHANGE, 1},
        {PC_HANDSHAKE_FINISHED, 12},
        {PC_HANDSHAKE_CERTIFICATE_STATUS, 1},
    };
    if (type == PC_HANDSHAKE_HELLO_REQUEST) {
        return body_len == 0 && record_len == 4; // not the zeros of a GCM nonce
    }
    if (type == PC_HANDSHAKE_SERVER_HELLO_DONE) {
        return body_len == 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (starts[i].type == type) {
            return body_len >= starts[i].min_len && body_len <= PC_HANDSHAKE_MAX_MESSAGE;
        }
    }
    return false;
}

static PcTlsLook look_at_handshake(PcBytes content, uint16_t record_len)
{
    uint8_t type;
    uint32_t body_len;
    if (record_len < 4 && content.len > 0) {
        // A first message in tiny records: only a ClientHello is believed.
        return pc_bytes_at(content, 0, &type) && type == PC_HANDSHAKE_CLIENT_HELLO ? PC_TLS_LOOK_YES
                                                                                   : PC_TLS_LOOK_NO;
    }
    if (!pc_bytes_u8(&content, &type)) {
        return PC_TLS_LOOK_MORE;
    }
    if (type > PC_HANDSHAKE_CERTIFICATE_STATUS) {
        return PC_TLS_LOOK_NO;
    }
    if (!pc_bytes_u24(&content, &body_len)) {
        return PC_TLS_LOOK_MORE;
    }
    return is_message_start(type, body_len, record_len) ? PC_TLS_LOOK_YES : PC_TLS_LOOK_NO;
}

static PcTlsLook look_at_content(uint8_t type, uint16_t record_len, PcBytes content, bool running)
{
    uint8_t first, second;
    switch (type) {
    case PC_TLS_CHANGE_CIPHER_SPEC:
        if (record_len != 1) {
            return PC_TLS_LOOK_NO;
        }
        if (!pc_bytes_u8(&content, &first)) {
            return PC_TLS_LOOK_MORE;
        }
        return first == 1 ? PC_TLS_LOOK_YES : PC_TLS_LOOK_NO;
    case PC_TLS_ALERT:
        if (record_len != 2) {
            return running ? PC_TLS_LOOK_YES : PC_TLS_LOOK_NO;
        }
        if (!pc_bytes_u8(&content, &first) || !pc_bytes_u8(&content, &second)) {
            return PC_TLS_LOOK_MORE;
        }
        return (first == 1 || first == 2) && pc_alert_name(second) != NULL ? PC_TLS_LOOK_YES
                                                                           : PC_TLS_LOOK_NO;
    case PC_TLS_HANDSHAKE: {
        PcTlsLook look = look_at_handshake(content, record_len);
        return look == PC_TLS_LOOK_NO && running ? PC_TLS_LOOK_YES : look;
    }
    default:
        return running ? PC_TLS_LOOK_YES : PC_TLS_LOOK_NO;
    }
}

// SSLv2 record header with the high bit, then ClientHello (1) and a version 3.x (RFC 5246, E.2).
static PcTlsLook look_at_ssl2(PcBytes bytes)
{
    enum { MIN_HELLO = 9 };
    uint8_t high, low, type, major, minor;
    uint16_t suites_len, session_id_len, challenge_len;
    if (!pc_bytes_u8(&bytes, &high) || !pc_bytes_u8(&bytes, &low)) {
        return PC_TLS_LOOK_MORE;
    }
    size_t len = (size_t)(high & 0x7f) << 8 | low;
    if (!pc_bytes_u8(&bytes, &type)) {
        return PC_TLS_LOOK_MORE;
    }
    if (len < MIN_HELLO || type != PC_HANDSHAKE_CLIENT_HELLO) {
        return PC_TLS_LOOK_NO;
    }
    if (!pc_bytes_u8(&bytes, &major) || !pc_bytes_u8(&bytes, &minor) ||
        !pc_bytes_u16(&bytes, &suites_len) || !pc_bytes_u16(&bytes, &session_id_len) ||
        !pc_bytes_u16(&bytes, &challenge_len)) {
        return PC_TLS_LOOK_MORE;
    }
    bool fits = (size_t)suites_len + session_id_len + challenge_len + MIN_HELLO == len;
    bool known = (major == 3 && minor <= 4) || (major == 0 && minor == 2);
    return fits && known && suites_len % 3 == 0 && suites_len > 0 && challenge_len >= 16 &&
                   challenge_len <= 32
               ? PC_TLS_LOOK_SSL2
               : PC_TLS_LOOK_NO;
}

PcTlsLook pc_tls_look(PcBytes bytes, bool running)
{
    uint8_t type, major, minor;
    uint16_t record_len;
    PcBytes rest = bytes;
    if (!pc_bytes_u8(&rest, &type)) {
        return PC_TLS_LOOK_MORE;
    }
    if ((type & 0x80) != 0) {
        return look_at_ssl2(bytes);
    }
    if (type < PC_TLS_CHANGE_CIPHER_SPEC || type > PC_TLS_HEARTBEAT) {
        return PC_TLS_LOOK_NO;
    }
    if (!pc_bytes_u8(&rest, &major)) {
        return PC_TLS_LOOK_MORE;
    }
    if (major != 3 || (pc_bytes_at(rest, 0, &minor) && minor > 4)) {
        return PC_TLS_LOOK_NO;
    }
    if (!pc_bytes_u8(&rest, &minor) || !pc_bytes_u16(&rest, &record_len)) {
        return PC_TLS_LOOK_MORE;
    }
    if (record_len == 0 || record_len > PC_TLS_MAX_RECORD) {
        return PC_TLS_LOOK_NO;
    }
    return look_at_content(type, record_len, rest, running);
}
