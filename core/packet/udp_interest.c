// SPDX-License-Identifier: GPL-2.0-or-later
// The table of what is looked for in UDP, one row a protocol: by port, by content, or by both.
#include "core/packet/udp_interest.h"

#include "core/field/services.h"

enum {
    ANY_PORT = 0,
    PORT_TFTP = 69,
};

// A DTLS record (RFC 6347, 4.1), also behind the CAPWAP preamble of four bytes (RFC 5415, 4.2).
static bool is_dtls(PcBytes bytes)
{
    static const uint8_t capwap[] = {1, 0, 0, 0};
    enum { TYPE_FIRST = 20, TYPE_LAST = 25 };
    uint8_t type;
    uint16_t version;
    if (pc_bytes_starts(bytes, capwap, sizeof capwap)) {
        pc_bytes_skip(&bytes, sizeof capwap);
    }
    return pc_bytes_u8(&bytes, &type) && type >= TYPE_FIRST && type <= TYPE_LAST &&
           pc_bytes_u16(&bytes, &version) &&
           (version == 0xfeff || version == 0xfefd || version == 0x0100);
}

// RADIUS (RFC 2865, 3): the codes that carry EAP, and a length that fits.
static bool is_radius(PcBytes bytes)
{
    enum { MIN_LEN = 20, MAX_LEN = 4096 };
    uint8_t code, id;
    uint16_t len;
    return pc_bytes_u8(&bytes, &code) && (code == 1 || code == 2 || code == 3 || code == 11) &&
           pc_bytes_u8(&bytes, &id) && pc_bytes_u16(&bytes, &len) && len >= MIN_LEN &&
           len <= MAX_LEN;
}

// RADIUS on a port that is not its own: the attributes must fill the length exactly.
static bool is_strictly_radius(PcBytes bytes)
{
    enum { HEADER_LEN = 20, LEN_OFFSET = 2, MIN_ATTRIBUTE_LEN = 2 };
    PcBytes attributes;
    PcBytes field = bytes;
    uint16_t len;
    uint8_t type, attribute_len;
    if (!is_radius(bytes) || !pc_bytes_skip(&field, LEN_OFFSET) || !pc_bytes_u16(&field, &len) ||
        !pc_bytes_take(&bytes, len, &attributes) || bytes.len > 0 ||
        !pc_bytes_skip(&attributes, HEADER_LEN) || attributes.len == 0) {
        return false;
    }
    while (pc_bytes_u8(&attributes, &type)) {
        if (!pc_bytes_u8(&attributes, &attribute_len) || attribute_len < MIN_ATTRIBUTE_LEN ||
            !pc_bytes_skip(&attributes, attribute_len - MIN_ATTRIBUTE_LEN)) {
            return false;
        }
    }
    return true;
}

// TFTP opcodes 1 to 6 (RFC 1350, 5; RFC 2347).
static bool is_tftp(PcBytes bytes)
{
    uint16_t opcode;
    return pc_bytes_u16(&bytes, &opcode) && opcode >= 1 && opcode <= 6;
}

// SIP begins with a method or a version, in letters.
static bool is_text(PcBytes bytes)
{
    uint8_t first;
    return pc_bytes_u8(&bytes, &first) && first >= 'A' && first <= 'Z';
}

// OpenVPN's control channel (resets, control, acknowledgements); its data are of no interest.
static bool is_openvpn(PcBytes bytes)
{
    enum { MIN_LEN = 14, FIRST = 1, DATA_V1 = 6, LAST = 8 };
    uint8_t first;
    if (bytes.len < MIN_LEN || !pc_bytes_u8(&bytes, &first)) {
        return false;
    }
    uint8_t opcode = first >> 3;
    return opcode >= FIRST && opcode <= LAST && opcode != DATA_V1;
}

static const struct {
    uint16_t port;
    bool (*looks_right)(PcBytes bytes);
} interests[] = {
    {ANY_PORT, is_dtls},  {1812, is_radius},      {1813, is_radius},
    {1645, is_radius},    {1646, is_radius},      {ANY_PORT, is_strictly_radius},
    {PORT_TFTP, is_tftp}, {PC_PORT_SIP, is_text}, {1194, is_openvpn},
};

static bool is_same(PcAddress a, PcAddress b)
{
    return a.high == b.high && a.low == b.low;
}

static void remember_request(PcTransfers *transfers, const PcDecode *packet, uint16_t client_port)
{
    transfers->request[transfers->next].client = packet->source;
    transfers->request[transfers->next].server = packet->destination;
    transfers->request[transfers->next].client_port = client_port;
    transfers->request[transfers->next].used = true;
    transfers->next = (transfers->next + 1) % PC_TRANSFERS_MAX;
    transfers->any = true;
}

static bool is_transfer(const PcTransfers *transfers, const PcDecode *packet, uint16_t source_port,
                        uint16_t destination_port)
{
    if (!transfers->any || !is_tftp(packet->bytes)) {
        return false;
    }
    for (unsigned i = 0; i < PC_TRANSFERS_MAX && transfers->request[i].used; i++) {
        bool is_answer = transfers->request[i].client_port == destination_port &&
                         is_same(transfers->request[i].client, packet->destination) &&
                         is_same(transfers->request[i].server, packet->source);
        bool is_reply = transfers->request[i].client_port == source_port &&
                        is_same(transfers->request[i].client, packet->source) &&
                        is_same(transfers->request[i].server, packet->destination);
        if (is_answer || is_reply) {
            return true;
        }
    }
    return false;
}

bool pc_udp_is_interesting(PcTransfers *transfers, const PcDecode *packet, uint16_t source_port,
                           uint16_t destination_port)
{
    for (size_t i = 0; i < G_N_ELEMENTS(interests); i++) {
        uint16_t port = interests[i].port;
        if ((port == ANY_PORT || port == source_port || port == destination_port) &&
            interests[i].looks_right(packet->bytes)) {
            if (destination_port == PORT_TFTP) {
                remember_request(transfers, packet, source_port);
            }
            return true;
        }
    }
    return is_transfer(transfers, packet, source_port, destination_port);
}
