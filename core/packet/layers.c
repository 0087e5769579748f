// SPDX-License-Identifier: GPL-2.0-or-later
// Which layer a link type, an EtherType or an IP protocol stands for, and what the layers have in
// common.
#include "core/packet/decode.h"
#include "core/packet/links.h"

typedef struct {
    uint16_t number;
    uint8_t layer;
} LayerRow;

#define LINK(number, layer, encapsulation) {number, PC_LAYER_##layer},
static const LayerRow link_types[] = {PC_LINKS(LINK)};
#undef LINK

// IEEE's list of EtherTypes, and the numbers in use without being on it.
static const LayerRow ethertypes[] = {
    {0x0800, PC_LAYER_IPV4},       {0x86dd, PC_LAYER_IPV6},     {0x8100, PC_LAYER_VLAN}, // 802.1Q
    {0x88a8, PC_LAYER_VLAN},                                                             // 802.1ad
    {0x9100, PC_LAYER_VLAN}, // QinQ before 802.1ad
    {0x9200, PC_LAYER_VLAN},       {0x9300, PC_LAYER_VLAN},     {0x888e, PC_LAYER_EAPOL},
    {0x88c7, PC_LAYER_EAPOL}, // 802.11i pre-authentication
    {0x8847, PC_LAYER_MPLS},       {0x8848, PC_LAYER_MPLS},     {0x8864, PC_LAYER_PPPOE},
    {0x880b, PC_LAYER_PPP},        {0x6558, PC_LAYER_ETHERNET}, // transparent Ethernet bridging
    {0x88be, PC_LAYER_ERSPAN2},    {0x22eb, PC_LAYER_ERSPAN3},  {0x8909, PC_LAYER_CMD},
    {0x8926, PC_LAYER_VNTAG},      {0x893f, PC_LAYER_ETAG}, // 802.1BR
    {0x8903, PC_LAYER_FABRICPATH},                          // Cisco
    {0x88e5, PC_LAYER_MACSEC},                              // 802.1AE
    {0x894f, PC_LAYER_NSH},                                 // RFC 8300
    {0x88e7, PC_LAYER_BACKBONE},                            // 802.1ah
    {0x22f3, PC_LAYER_TRILL},                               // RFC 6325
    {0x892f, PC_LAYER_REDUNDANCY},                          // HSR
    {0xf1c1, PC_LAYER_REDUNDANCY},                          // 802.1CB
};

// IANA's list of IP protocols.
static const LayerRow ip_protocols[] = {
    {6, PC_LAYER_TCP},
    {17, PC_LAYER_UDP},
    {44, PC_LAYER_IP_FRAGMENT},
    {4, PC_LAYER_IPV4},
    {41, PC_LAYER_IPV6},
    {47, PC_LAYER_GRE},
    {0, PC_LAYER_IP_OPTIONS},   // hop-by-hop
    {43, PC_LAYER_IP_OPTIONS},  // routing
    {60, PC_LAYER_IP_OPTIONS},  // destination
    {135, PC_LAYER_IP_OPTIONS}, // mobility
    {51, PC_LAYER_IP_AUTHENTICATION},
    {137, PC_LAYER_MPLS}, // RFC 4023
    {143, PC_LAYER_ETHERNET},
    {50, PC_LAYER_ESP},         // where it does not encrypt
    {94, PC_LAYER_IP},          // IP within IP
    {97, PC_LAYER_ETHERIP},     // RFC 3378
    {115, PC_LAYER_L2TP3},      // RFC 3931
    {139, PC_LAYER_IP_OPTIONS}, // host identity
    {140, PC_LAYER_IP_OPTIONS}, // shim6
};

static PcLayer find_row(const LayerRow *rows, size_t n_rows, uint32_t number)
{
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].number == number) {
            return (PcLayer)rows[i].layer;
        }
    }
    return PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_link_layer(uint32_t link_type)
{
    return find_row(link_types, G_N_ELEMENTS(link_types), link_type);
}

PcLayer pc_decode_ethertype(uint16_t type)
{
    return find_row(ethertypes, G_N_ELEMENTS(ethertypes), type);
}

PcLayer pc_decode_ip_protocol(uint8_t protocol)
{
    return find_row(ip_protocols, G_N_ELEMENTS(ip_protocols), protocol);
}

bool pc_decode_try(PcDecode *packet, PcLayer layer)
{
    PcDecode trial = *packet;
    bool taken = trial.walk(&trial, layer);
    packet->depth = trial.depth;
    return taken;
}

void pc_decode_limit(PcDecode *packet, size_t len)
{
    size_t captured = packet->bytes.len;
    packet->missing = len > captured ? len - captured : 0;
    packet->bytes = pc_bytes_first(packet->bytes, len);
}
