// SPDX-License-Identifier: GPL-2.0-or-later
// EAP packets become EAPOL frames (IEEE 802.1X) between a phone and its switch.
#include "captures/make/eap.h"
#include "captures/make/octets.h"

#include <string.h>

#define ETHERTYPE_EAPOL 0x888e
#define EAPOL_VERSION 2
#define EAPOL_PACKET 0
#define EAPOL_START 1
#define SHORTEST_FRAME_LEN 60
#define START_LEAD_NS (900 * INT64_C(1000))

static const uint8_t pae_group[MK_MAC_LEN] = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x03};

static MkPath addressed(const MkPath *path, MkSide from, bool group)
{
    MkPath copy = *path;
    if (from == MK_CLIENT) {
        memcpy(copy.server.mac, pae_group, MK_MAC_LEN);
    } else if (group) {
        memcpy(copy.client.mac, pae_group, MK_MAC_LEN);
    }
    return copy;
}

static MkPacket *send_frame(GPtrArray *packets, const MkPath *path, MkSide from, GBytes *body,
                            int64_t at_ns)
{
    GByteArray *out = g_byte_array_new();
    mk_ethernet_begin(out, path, from, ETHERTYPE_EAPOL);
    mk_put_u8(out, EAPOL_VERSION);
    mk_put_u8(out, body == NULL ? EAPOL_START : EAPOL_PACKET);
    mk_put_u16(out, body == NULL ? 0 : (unsigned)g_bytes_get_size(body));
    if (body != NULL) {
        mk_put_gbytes(out, body);
    }
    // Ethernet pads short frames; only the EAPOL length tells where the packet ends.
    if (out->len < SHORTEST_FRAME_LEN) {
        mk_put_zeros(out, SHORTEST_FRAME_LEN - out->len);
    }
    return mk_packet_add(packets, at_ns, from, g_byte_array_free_to_bytes(out));
}

void mk_wire_eapol(GPtrArray *packets, const GPtrArray *eap, const MkPath *path, bool group)
{
    const MkEapPacket *first = eap->pdata[0];
    const MkPath up = addressed(path, MK_CLIENT, group);
    const MkPath down = addressed(path, MK_SERVER, group);
    send_frame(packets, &up, MK_CLIENT, NULL, first->at_ns - START_LEAD_NS);
    for (guint i = 0; i < eap->len; i++) {
        const MkEapPacket *packet = eap->pdata[i];
        MkPacket *sent = send_frame(packets, packet->from == MK_CLIENT ? &up : &down, packet->from,
                                    packet->bytes, packet->at_ns);
        sent->flight = packet->flight;
    }
}
