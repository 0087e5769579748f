// SPDX-License-Identifier: GPL-2.0-or-later
// Takes real conversations apart into scripts (script.h): what stands in whole records, messages
// and chains becomes steps that build them again, anything else the bytes that it is.
#ifndef PHONECERT_TESTS_FUZZ_SCRIPT_SEEDS_H
#define PHONECERT_TESTS_FUZZ_SCRIPT_SEEDS_H

#include "core/wire/tls_wire.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/script.h"

static inline void pc_seed_step(GByteArray *script, PcScriptKind kind, const uint8_t fields[3],
                                PcBytes payload)
{
    PcScriptStep step = {(uint8_t)kind, fields[0], fields[1], fields[2], payload};
    pc_script_put(script, &step);
}

// A chain of TLS 1.2 (is_13: of 1.3, without extensions); false, and nothing written, if it is
// none.
static inline bool pc_seed_chain(GByteArray *script, PcBytes body, uint8_t is_13)
{
    g_autoptr(GByteArray) steps = g_byte_array_new();
    PcBytes listed, der, extensions;
    uint8_t context_len;
    uint32_t len;
    uint16_t extensions_len;
    if ((is_13 != 0 && (!pc_bytes_u8(&body, &context_len) || context_len != 0)) ||
        !pc_bytes_u24(&body, &len) || len != body.len || !pc_bytes_take(&body, len, &listed)) {
        return false;
    }
    while (listed.len > 0) {
        if (!pc_bytes_u24(&listed, &len) || !pc_bytes_take(&listed, len, &der) ||
            (is_13 != 0 && (!pc_bytes_u16(&listed, &extensions_len) || extensions_len != 0 ||
                            !pc_bytes_take(&listed, extensions_len, &extensions)))) {
            return false;
        }
        pc_seed_step(steps, PC_STEP_CERTIFICATE, (uint8_t[]){0, 0, is_13}, der);
    }
    pc_seed_step(steps, PC_STEP_CHAIN, (uint8_t[]){0, 0, is_13}, listed);
    g_byte_array_append(script, steps->data, steps->len);
    return true;
}

static inline void pc_seed_message(GByteArray *script, uint8_t type, PcBytes body)
{
    if (type == PC_HANDSHAKE_CERTIFICATE &&
        (pc_seed_chain(script, body, 0) || pc_seed_chain(script, body, 1))) {
        body = pc_bytes(NULL, 0);
    }
    pc_seed_step(script, PC_STEP_MESSAGE, (uint8_t[]){type, 0, 0}, body);
}

// The messages of some handshake records; what is no whole message is left in `rest`.
static inline void pc_seed_messages(GByteArray *script, PcBytes *rest)
{
    PcBytes at = *rest, body;
    uint8_t type;
    uint32_t len;
    while (pc_bytes_u8(&at, &type) && type <= PC_HANDSHAKE_MAX_TYPE && pc_bytes_u24(&at, &len) &&
           pc_bytes_take(&at, len, &body)) {
        pc_seed_message(script, type, body);
        *rest = at;
    }
}

static inline void pc_seed_record(GByteArray *script, uint8_t type, uint8_t version,
                                  PcBytes content)
{
    if (type == PC_TLS_HANDSHAKE) {
        pc_seed_messages(script, &content);
    }
    pc_seed_step(script, PC_STEP_RECORD, (uint8_t[]){type, version, 0}, content);
}

// What one side sent until the other spoke.
static inline void pc_seed_run(GByteArray *script, PcBytes run)
{
    static const uint8_t minors[] = {2, 1, 3, 0}; // rows of play.h's versions, by the minor version
    PcBytes at = run, content;
    uint8_t type, major, minor;
    uint16_t len;
    while (pc_bytes_u8(&at, &type) && type >= 20 && type <= 24 && pc_bytes_u8(&at, &major) &&
           major == 3 && pc_bytes_u8(&at, &minor) && minor < 4 && pc_bytes_u16(&at, &len) &&
           pc_bytes_take(&at, len, &content)) {
        pc_seed_record(script, type, minors[minor], content);
        run = at;
    }
    if (run.len > 0) {
        pc_seed_step(script, PC_STEP_RAW, (uint8_t[]){0, 0, 0}, run);
    }
}

// A flow's pieces (pieces.h): runs of one side, each sent as segments. `port` is a row of play.h's.
static inline void pc_seed_tcp(GByteArray *script, PcBytes pieces, uint8_t port)
{
    g_autoptr(GByteArray) run = g_byte_array_new();
    PcBytes piece, next;
    uint8_t shape, next_shape;
    while (pc_piece_take(&pieces, &shape, &piece)) {
        g_byte_array_append(run, piece.data, (guint)piece.len);
        PcBytes ahead = pieces;
        if (shape <= PIECE_BACK && pc_piece_take(&ahead, &next_shape, &next) &&
            next_shape == shape) {
            continue;
        }
        pc_seed_step(script, PC_STEP_SIDE, (uint8_t[]){shape & PIECE_BACK, port, 0},
                     pc_bytes(NULL, 0));
        pc_seed_run(script, pc_bytes(run->data, run->len));
        pc_seed_step(script, PC_STEP_TCP,
                     (uint8_t[]){(shape & PIECE_LOST) != 0 ? 64 : 0,
                                 (uint8_t)((shape & PIECE_FIN) >> 2 | (shape & PIECE_RESET) >> 1),
                                 0},
                     pc_bytes(NULL, 0));
        g_byte_array_set_size(run, 0);
    }
}

// Datagrams: whole handshake messages of DTLS in the clear are built again.
static inline bool pc_seed_dtls(GByteArray *script, PcBytes at)
{
    g_autoptr(GByteArray) steps = g_byte_array_new();
    PcBytes head, content, body;
    uint8_t type;
    uint16_t len, number;
    uint32_t whole, offset, part;
    while (at.len > 0) {
        if (!pc_bytes_u8(&at, &type) || type != PC_TLS_HANDSHAKE || !pc_bytes_take(&at, 4, &head) ||
            head.data[2] != 0 || head.data[3] != 0 || !pc_bytes_skip(&at, 6) ||
            !pc_bytes_u16(&at, &len) || !pc_bytes_take(&at, len, &content) ||
            !pc_bytes_u8(&content, &type) || !pc_bytes_u24(&content, &whole) ||
            !pc_bytes_u16(&content, &number) || !pc_bytes_u24(&content, &offset) ||
            !pc_bytes_u24(&content, &part) || offset != 0 || part != whole ||
            !pc_bytes_take(&content, part, &body) || content.len > 0) {
            return false;
        }
        pc_seed_message(steps, type, body);
        pc_seed_step(steps, PC_STEP_DTLS, (uint8_t[]){0, 0, 0}, pc_bytes(NULL, 0));
    }
    g_byte_array_append(script, steps->data, steps->len);
    return true;
}

static inline void pc_seed_udp(GByteArray *script, PcBytes pieces, uint8_t port)
{
    PcBytes piece;
    uint8_t shape;
    while (pc_piece_take(&pieces, &shape, &piece)) {
        pc_seed_step(script, PC_STEP_SIDE, (uint8_t[]){shape & PIECE_BACK, port, 0},
                     pc_bytes(NULL, 0));
        if (!pc_seed_dtls(script, piece)) {
            pc_seed_step(script, PC_STEP_RAW, (uint8_t[]){0, 0, 0}, piece);
        }
        pc_seed_step(script, PC_STEP_DATAGRAM, (uint8_t[]){0, 0, 0}, pc_bytes(NULL, 0));
    }
}

// One EAP packet; fragments wait in `flight` until the last one came, empty answers are left out:
// playing makes them.
static inline void pc_seed_eap(GByteArray *script, GByteArray *flight, PcBytes eap,
                               uint8_t in_radius)
{
    uint8_t code, type, flags;
    uint16_t len;
    uint32_t whole;
    PcBytes rest;
    if (!pc_bytes_u8(&eap, &code) || !pc_bytes_skip(&eap, 1) || !pc_bytes_u16(&eap, &len)) {
        return;
    }
    const uint8_t is_request = code == 1 || code == 3 || code == 4;
    rest = eap;
    bool is_tls = (code == 1 || code == 2) && pc_bytes_u8(&rest, &type) && type == 13 &&
                  pc_bytes_u8(&rest, &flags) && (flags & 0x20) == 0 &&
                  ((flags & 0x80) == 0 || pc_bytes_u32(&rest, &whole));
    if (is_tls && rest.len == 0) {
        return;
    }
    pc_seed_step(script, PC_STEP_SIDE, (uint8_t[]){is_request, 0, 0}, pc_bytes(NULL, 0));
    if (!is_tls) {
        pc_seed_step(script, PC_STEP_EAP_PACKET, (uint8_t[]){code, 0, in_radius}, eap);
        return;
    }
    g_byte_array_append(flight, rest.data, (guint)rest.len);
    if ((flags & 0x40) == 0) {
        pc_seed_run(script, pc_bytes(flight->data, flight->len));
        pc_seed_step(script, PC_STEP_EAP, (uint8_t[]){1, in_radius, 0}, pc_bytes(NULL, 0));
        g_byte_array_set_size(flight, 0);
    }
}

static inline void pc_seed_radius(GByteArray *script, GByteArray *flight, PcBytes packet)
{
    g_autoptr(GByteArray) eap = g_byte_array_new();
    PcBytes value;
    uint8_t type, len;
    if (!pc_bytes_skip(&packet, 20)) {
        return;
    }
    while (pc_bytes_u8(&packet, &type) && pc_bytes_u8(&packet, &len) && len >= 2 &&
           pc_bytes_take(&packet, len - 2U, &value)) {
        if (type == 79) {
            g_byte_array_append(eap, value.data, (guint)value.len);
        }
    }
    pc_seed_eap(script, flight, pc_bytes(eap->data, eap->len), 1);
}

static inline void pc_seed_8021x(GByteArray *script, PcBytes pieces)
{
    g_autoptr(GByteArray) flight = g_byte_array_new();
    PcBytes piece;
    uint8_t shape;
    while (pc_piece_take(&pieces, &shape, &piece)) {
        if ((shape & PIECE_RADIUS) != 0) {
            pc_seed_radius(script, flight, piece);
        } else if (pc_bytes_skip(&piece, 4)) {
            pc_seed_eap(script, flight, piece, 0);
        }
    }
}

// A trust list, fetched over HTTP by the phone that it names.
static inline void pc_seed_list(GByteArray *script, PcBytes list)
{
    static const char get[] = "GET /ITLSEP0A1B2C3D4E5F.tlv HTTP/1.1\r\n",
                      ok[] = "HTTP/1.1 200 OK\r\n";
    PcBytes header, record, value, at = list;
    uint8_t tag;
    uint16_t len;
    if (!pc_bytes_skip(&at, 8) || !pc_bytes_u16(&at, &len) || len < 10 ||
        !pc_bytes_take(&at, len - 10U, &header)) {
        return;
    }
    while (pc_bytes_u16_at(at, 3, &len) && len > 5 && pc_bytes_take(&at, len, &record) &&
           pc_bytes_skip(&record, 5)) {
        while (pc_bytes_u8(&record, &tag) && pc_bytes_u16(&record, &len) &&
               pc_bytes_take(&record, len, &value)) {
            pc_seed_step(script, PC_STEP_ELEMENT, (uint8_t[]){tag, 0, 0}, value);
        }
        pc_seed_step(script, PC_STEP_LIST_RECORD, (uint8_t[]){0, 0, 0}, pc_bytes(NULL, 0));
    }
    pc_seed_step(script, PC_STEP_SIDE, (uint8_t[]){0, 4, 0}, pc_bytes(NULL, 0));
    pc_seed_step(script, PC_STEP_HEAD, (uint8_t[]){0, 0, 0}, pc_bytes(get, sizeof get - 1));
    pc_seed_step(script, PC_STEP_TCP, (uint8_t[]){0, 0, 0}, pc_bytes(NULL, 0));
    pc_seed_step(script, PC_STEP_SIDE, (uint8_t[]){1, 4, 0}, pc_bytes(NULL, 0));
    pc_seed_step(script, PC_STEP_LIST, (uint8_t[]){0, 0, 0}, header);
    pc_seed_step(script, PC_STEP_HEAD, (uint8_t[]){1, 0, 0}, pc_bytes(ok, sizeof ok - 1));
    pc_seed_step(script, PC_STEP_TCP, (uint8_t[]){0, 0, 0}, pc_bytes(NULL, 0));
}

#endif
