// SPDX-License-Identifier: GPL-2.0-or-later
// Which layer a link type, an EtherType or an IP protocol stands for, and what the layers have in
// common.
#include "core/packet/decode.h"

typedef struct {
    uint16_t number;
    uint8_t layer;
} LayerRow;

// tcpdump.org/linktypes.html; the most frequent first.
static const LayerRow link_types[] = {
    {1, PC_LAYER_ETHERNET},
    {113, PC_LAYER_SLL},
    {276, PC_LAYER_SLL2},
    {101, PC_LAYER_IP},
    {12, PC_LAYER_IP}, // what RAW is called in files of OpenBSD's and
                       // others' libpcap
    {14, PC_LAYER_IP},
    {228, PC_LAYER_IPV4},
    {229, PC_LAYER_IPV6},
    {0, PC_LAYER_NULL},
    {108, PC_LAYER_NULL}, // LOOP: the same in network order
    {105, PC_LAYER_WIFI},
    {127, PC_LAYER_RADIOTAP},
    {119, PC_LAYER_PRISM},
    {163, PC_LAYER_AVS},
    {192, PC_LAYER_PPI},
    {8, PC_LAYER_SLIP},
    {9, PC_LAYER_PPP},
    {50, PC_LAYER_PPP_HDLC},
    {51, PC_LAYER_PPPOE},
    {104, PC_LAYER_CHDLC},
    {6, PC_LAYER_TOKEN_RING},
    {10, PC_LAYER_FDDI},
    {11, PC_LAYER_LLC}, // ATM with LLC (RFC 2684), by its number in old files
    {100, PC_LAYER_LLC},
    {107, PC_LAYER_FRAME_RELAY},
    {109, PC_LAYER_ENC},
    {117, PC_LAYER_PFLOG},
    {128, PC_LAYER_TZSP},
    {197, PC_LAYER_ERF},
    {219, PC_LAYER_MPLS},
    {239, PC_LAYER_NFLOG},
};

// IEEE's list of EtherTypes, and the numbers in use without being on it.
static const LayerRow ethertypes[] = {
    {0x0800, PC_LAYER_IPV4},    {0x86dd, PC_LAYER_IPV6},     {0x8100, PC_LAYER_VLAN}, // 802.1Q
    {0x88a8, PC_LAYER_VLAN},                                                          // 802.1ad
    {0x9100, PC_LAYER_VLAN}, // QinQ before 802.1ad
    {0x9200, PC_LAYER_VLAN},    {0x9300, PC_LAYER_VLAN},     {0x888e, PC_LAYER_EAPOL},
    {0x88c7, PC_LAYER_EAPOL}, // 802.11i pre-authentication
    {0x8847, PC_LAYER_MPLS},    {0x8848, PC_LAYER_MPLS},     {0x8864, PC_LAYER_PPPOE},
    {0x880b, PC_LAYER_PPP},     {0x6558, PC_LAYER_ETHERNET}, // transparent Ethernet bridging
    {0x88be, PC_LAYER_ERSPAN2}, {0x22eb, PC_LAYER_ERSPAN3},  {0x8909, PC_LAYER_CMD},
    {0x8926, PC_LAYER_VNTAG},
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
