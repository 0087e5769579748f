// SPDX-License-Identifier: GPL-2.0-or-later
// A connection's secrets are found by the random of its latest ClientHello: a renegotiation has
// secrets of its own.
#include "core/tls/keys.h"

#include "core/wire/tls_wire.h"

static PcBytes random_of(const uint8_t *random)
{
    enum { RANDOM_LEN = 32 };
    return pc_bytes(random, RANDOM_LEN);
}

static PcBytes find(const PcKeyLog *log, PcSecret which, const PcHandshake *handshake)
{
    if (log == NULL || !handshake->has_client_random) {
        return (PcBytes){0};
    }
    return pc_key_log_find(log, which, random_of(handshake->client_random));
}

PcBytes pc_tls_keys_master(const PcKeyLog *log, PcHandshake *handshake)
{
    return find(log, PC_SECRET_MASTER, pc_handshake_current(handshake));
}

static bool is_server(const PcHandshake *handshake, unsigned direction)
{
    return handshake->client_direction != (int)direction;
}

PcUnsealer *pc_tls_keys12(const PcKeyLog *log, PcHandshake *handshake, const PcSeen *seen)
{
    const PcHandshake *current = pc_handshake_at(handshake, seen);
    if (current == NULL || current->version == 0) {
        return NULL;
    }
    PcSealing sealing = {
        .version = current->version,
        .cipher = current->cipher,
        .encrypt_then_mac = current->encrypt_then_mac,
        .from_server = is_server(current, seen->direction),
        .master = find(log, PC_SECRET_MASTER, current),
        .client_random = random_of(current->client_random),
        .server_random = random_of(current->server_random),
    };
    return pc_unsealer_new(&sealing);
}

// Moves past the messages that lie whole in a record. False if what follows may be one, too.
static bool skip_messages(PcBytes *content)
{
    uint8_t type;
    uint32_t len;
    PcBytes rest = *content, body;
    while (pc_bytes_u8(&rest, &type) && type <= PC_HANDSHAKE_MAX_TYPE &&
           pc_bytes_vector(&rest, 3, &body)) {
        *content = rest;
    }
    rest = *content;
    return !pc_bytes_u8(&rest, &type) || type > PC_HANDSHAKE_MAX_TYPE ||
           !pc_bytes_u24(&rest, &len) || len > PC_HANDSHAKE_MAX_MESSAGE;
}

PcUnsealer *pc_tls_keys_late(PcBytes content)
{
    static const struct {
        size_t mac_len;
        uint16_t cipher; // one that has such a MAC
    } macs[] = {{16, 0x0001}, {20, 0x0002}, {32, 0x003b}};
    size_t len = content.len;
    if (!skip_messages(&content) || content.len == len) {
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(macs); i++) {
        if (macs[i].mac_len == content.len) {
            const PcSealing sealing = {.version = 0x0303, .cipher = macs[i].cipher};
            return pc_unsealer_new(&sealing);
        }
    }
    return NULL;
}

PcUnsealer *pc_tls_keys13(const PcKeyLog *log, PcHandshake *handshake, unsigned direction,
                          bool handshake_keys)
{
    static const PcSecret secrets[2][2] = {
        {PC_SECRET_CLIENT_TRAFFIC, PC_SECRET_SERVER_TRAFFIC},
        {PC_SECRET_CLIENT_HANDSHAKE, PC_SECRET_SERVER_HANDSHAKE},
    };
    PcSecret which = secrets[handshake_keys][is_server(handshake, direction)];
    return pc_unsealer_new13(handshake->cipher, find(log, which, handshake));
}
