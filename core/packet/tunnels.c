// SPDX-License-Identifier: GPL-2.0-or-later
// Two tables: ports that tunnels have, and names that users know them by.
#include "core/packet/tunnels.h"
#include "core/packet/decode.h"
#include <string.h>

static const PcTunnel known[] = {
    {4789, PC_LAYER_VXLAN},  // RFC 7348
    {8472, PC_LAYER_VXLAN},  // Linux before that
    {4790, PC_LAYER_VXLAN},  // draft-ietf-nvo3-vxlan-gpe
    {48879, PC_LAYER_VXLAN}, // Cisco ACI's iVXLAN
    {6081, PC_LAYER_GENEVE}, // RFC 8926
    {2152, PC_LAYER_GTPU},   // 3GPP TS 29.281
    {5247, PC_LAYER_CAPWAP}, // RFC 5415
    {37008, PC_LAYER_TZSP},  //
    {6635, PC_LAYER_MPLS},   // RFC 7510
    {4341, PC_LAYER_LISP},   // RFC 9300
    {4754, PC_LAYER_GRE},    // RFC 8086
    {1701, PC_LAYER_L2TP},   // RFC 2661, RFC 3931
    {4500, PC_LAYER_ESP},    // RFC 3948
    {3478, PC_LAYER_TURN},   // RFC 8656
    {3544, PC_LAYER_IPV6},   // Teredo, RFC 4380, without its own headers
};

// One row a kind: kinds[i] is of layers[i].
static const char *const kinds[] = {
    "vxlan", "geneve", "gtp",      "capwap.data", "tzsp",       "mpls", "lisp-data",
    "gre",   "l2tp",   "udpencap", "turnchannel", "peekremote", "ip",   NULL,
};

static const uint8_t layers[] = {
    PC_LAYER_VXLAN, PC_LAYER_GENEVE,     PC_LAYER_GTPU, PC_LAYER_CAPWAP, PC_LAYER_TZSP,
    PC_LAYER_MPLS,  PC_LAYER_LISP,       PC_LAYER_GRE,  PC_LAYER_L2TP,   PC_LAYER_ESP,
    PC_LAYER_TURN,  PC_LAYER_PEEKREMOTE, PC_LAYER_IP,
};

G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == G_N_ELEMENTS(layers) + 1);

const char *const *pc_tunnel_kinds(void)
{
    return kinds;
}

bool pc_tunnels_add(PcTunnels *tunnels, uint16_t port, const char *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(layers) && tunnels->n_rows < PC_TUNNELS_MAX; i++) {
        if (strcmp(kinds[i], kind) == 0) {
            tunnels->row[tunnels->n_rows++] = (PcTunnel){port, layers[i]};
            return true;
        }
    }
    return false;
}

static unsigned find(const PcTunnel *rows, size_t n_rows, uint16_t port)
{
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].port == port) {
            return rows[i].layer;
        }
    }
    return PC_LAYER_UNKNOWN;
}

unsigned pc_tunnels_layer(const PcTunnels *tunnels, uint16_t port)
{
    unsigned layer = tunnels != NULL ? find(tunnels->row, tunnels->n_rows, port) : PC_LAYER_UNKNOWN;
    return layer != PC_LAYER_UNKNOWN ? layer : find(known, G_N_ELEMENTS(known), port);
}
