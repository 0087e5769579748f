// SPDX-License-Identifier: GPL-2.0-or-later
// Which function decodes a layer, and the walk from one to the next.
#include "core/packet/decode.h"

typedef PcLayer (*LayerFunc)(PcDecode *packet);

static const LayerFunc layer_functions[PC_LAYER_COUNT] = {
    [PC_LAYER_ETHERNET] = pc_decode_ethernet,
    [PC_LAYER_ETHERTYPE] = pc_decode_ethertype_field,
    [PC_LAYER_VLAN] = pc_decode_vlan,
    [PC_LAYER_MPLS] = pc_decode_mpls,
    [PC_LAYER_PPPOE] = pc_decode_pppoe,
    [PC_LAYER_PPP] = pc_decode_ppp,
    [PC_LAYER_PPP_HDLC] = pc_decode_ppp_hdlc,
    [PC_LAYER_CHDLC] = pc_decode_chdlc,
    [PC_LAYER_LLC] = pc_decode_llc,
    [PC_LAYER_NULL] = pc_decode_null,
    [PC_LAYER_SLL] = pc_decode_sll,
    [PC_LAYER_SLL2] = pc_decode_sll2,
    [PC_LAYER_FDDI] = pc_decode_fddi,
    [PC_LAYER_TOKEN_RING] = pc_decode_token_ring,
    [PC_LAYER_ISL] = pc_decode_isl,
    [PC_LAYER_CMD] = pc_decode_cmd,
    [PC_LAYER_VNTAG] = pc_decode_vntag,
    [PC_LAYER_WIFI] = pc_decode_wifi,
    [PC_LAYER_WIFI_IN_CAPWAP] = pc_decode_wifi_in_capwap,
    [PC_LAYER_RADIOTAP] = pc_decode_radiotap,
    [PC_LAYER_PRISM] = pc_decode_prism,
    [PC_LAYER_AVS] = pc_decode_avs,
    [PC_LAYER_PPI] = pc_decode_ppi,
    [PC_LAYER_ERF] = pc_decode_erf,
    [PC_LAYER_NFLOG] = pc_decode_nflog,
    [PC_LAYER_PFLOG] = pc_decode_pflog,
    [PC_LAYER_ENC] = pc_decode_enc,
    [PC_LAYER_FRAME_RELAY] = pc_decode_frame_relay,
    [PC_LAYER_SLIP] = pc_decode_slip,
    [PC_LAYER_EAPOL] = pc_decode_eapol,
    [PC_LAYER_IP] = pc_decode_ip,
    [PC_LAYER_IPV4] = pc_decode_ipv4,
    [PC_LAYER_IPV6] = pc_decode_ipv6,
    [PC_LAYER_IP_OPTIONS] = pc_decode_ip_options,
    [PC_LAYER_IP_FRAGMENT] = pc_decode_ip_fragment,
    [PC_LAYER_IP_AUTHENTICATION] = pc_decode_ip_authentication,
    [PC_LAYER_GRE] = pc_decode_gre,
    [PC_LAYER_ERSPAN2] = pc_decode_erspan2,
    [PC_LAYER_ERSPAN3] = pc_decode_erspan3,
    [PC_LAYER_VXLAN] = pc_decode_vxlan,
    [PC_LAYER_GENEVE] = pc_decode_geneve,
    [PC_LAYER_GTPU] = pc_decode_gtpu,
    [PC_LAYER_CAPWAP] = pc_decode_capwap,
    [PC_LAYER_TZSP] = pc_decode_tzsp,
    [PC_LAYER_TYPE_OR_LENGTH] = pc_decode_type_or_length,
    [PC_LAYER_ETAG] = pc_decode_etag,
    [PC_LAYER_REDUNDANCY] = pc_decode_redundancy,
    [PC_LAYER_FABRICPATH] = pc_decode_fabricpath,
    [PC_LAYER_BACKBONE] = pc_decode_backbone,
    [PC_LAYER_TRILL] = pc_decode_trill,
    [PC_LAYER_MACSEC] = pc_decode_macsec,
    [PC_LAYER_NSH] = pc_decode_nsh,
    [PC_LAYER_ETHERIP] = pc_decode_etherip,
    [PC_LAYER_LISP] = pc_decode_lisp,
    [PC_LAYER_L2TP] = pc_decode_l2tp,
    [PC_LAYER_L2TP3] = pc_decode_l2tp3,
    [PC_LAYER_ESP] = pc_decode_esp,
    [PC_LAYER_TURN] = pc_decode_turn,
    [PC_LAYER_PEEKREMOTE] = pc_decode_peekremote,
    [PC_LAYER_TCP] = pc_decode_tcp,
    [PC_LAYER_UDP] = pc_decode_udp,
};

bool pc_decode(PcDecode *packet, PcLayer layer)
{
    packet->walk = pc_decode;
    while (layer != PC_LAYER_UNKNOWN && layer != PC_LAYER_TAKEN) {
        packet->depth += 1;
        if (packet->depth > PC_DECODE_MAX_DEPTH) {
            return false;
        }
        packet->stopped_at = (uint8_t)layer;
        layer = layer_functions[layer](packet);
    }
    return layer == PC_LAYER_TAKEN;
}
