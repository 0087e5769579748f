// SPDX-License-Identifier: GPL-2.0-or-later
// PcDecode is a packet on its way down through link headers, tunnels and IP. Each layer eats its
// own header and names the layer below; what carries payload for the floors above is handed to
// PcLowest.
#ifndef PHONECERT_CORE_PACKET_DECODE_H
#define PHONECERT_CORE_PACKET_DECODE_H

#include "core/packet/fragments.h"
#include "core/packet/packet.h"
#include "core/packet/tunnels.h"

// More headers than this on top of each other are no network's, but somebody's joke.
enum { PC_DECODE_MAX_DEPTH = 32 };

// RTP and RTCP (RFC 3550, version 2), secured or not, and nothing that is looked for, begin with a
// byte from here on.
enum { PC_UDP_MEDIA = 0x80 };

typedef enum {
    PC_LAYER_UNKNOWN, // not decoded: the packet is counted and forgotten
    PC_LAYER_TAKEN,   // handed to PcLowest
    PC_LAYER_ETHERNET,
    PC_LAYER_ETHERTYPE, // two bytes that say what follows
    PC_LAYER_VLAN,
    PC_LAYER_MPLS,
    PC_LAYER_PPPOE,
    PC_LAYER_PPP,
    PC_LAYER_PPP_HDLC,
    PC_LAYER_CHDLC,
    PC_LAYER_LLC,
    PC_LAYER_NULL,
    PC_LAYER_SLL,
    PC_LAYER_SLL2,
    PC_LAYER_FDDI,
    PC_LAYER_TOKEN_RING,
    PC_LAYER_ISL,
    PC_LAYER_CMD,
    PC_LAYER_VNTAG,
    PC_LAYER_WIFI, // 802.11
    PC_LAYER_WIFI_IN_CAPWAP,
    PC_LAYER_RADIOTAP,
    PC_LAYER_PRISM,
    PC_LAYER_AVS,
    PC_LAYER_PPI,
    PC_LAYER_ERF,
    PC_LAYER_NFLOG,
    PC_LAYER_PFLOG,
    PC_LAYER_ENC,
    PC_LAYER_FRAME_RELAY,
    PC_LAYER_SLIP,
    PC_LAYER_EAPOL,
    PC_LAYER_IP, // version 4 or 6, as the first four bits say
    PC_LAYER_IPV4,
    PC_LAYER_IPV6,
    PC_LAYER_IP_OPTIONS, // IPv6 hop-by-hop, routing, destination, mobility header
    PC_LAYER_IP_FRAGMENT,
    PC_LAYER_IP_AUTHENTICATION,
    PC_LAYER_GRE,
    PC_LAYER_ERSPAN2,
    PC_LAYER_ERSPAN3,
    PC_LAYER_VXLAN,
    PC_LAYER_GENEVE,
    PC_LAYER_GTPU,
    PC_LAYER_CAPWAP,
    PC_LAYER_TZSP,
    PC_LAYER_TYPE_OR_LENGTH, // as in Ethernet: an EtherType, or a length and LLC
    PC_LAYER_ETAG,
    PC_LAYER_REDUNDANCY,
    PC_LAYER_FABRICPATH,
    PC_LAYER_BACKBONE,
    PC_LAYER_TRILL,
    PC_LAYER_MACSEC,
    PC_LAYER_NSH,
    PC_LAYER_ETHERIP,
    PC_LAYER_LISP,
    PC_LAYER_L2TP,
    PC_LAYER_L2TP3,
    PC_LAYER_ESP,
    PC_LAYER_TURN,
    PC_LAYER_PEEKREMOTE,
    PC_LAYER_TCP,
    PC_LAYER_UDP,
    PC_LAYER_COUNT,
} PcLayer;

// PcAddress is an IP address in two words in host order; IPv4 stands as ::ffff:a.b.c.d.
typedef struct {
    uint64_t high, low;
} PcAddress;

typedef struct PcLowest PcLowest;
typedef struct PcDecode PcDecode;

struct PcDecode {
    PcBytes bytes;  // what of the packet is not decoded yet, as far as it was captured
    size_t missing; // how many bytes the packet had after those
    PcStamp stamp;
    unsigned depth;
    unsigned tunnels;   // UDP tunnels entered
    PcBytes source_mac; // of the innermost link, empty where it has none
    PcBytes destination_mac;
    bool is_wireless;                       // that link is 802.11
    PcAddress source, destination;          // of the innermost IP
    uint8_t address_len;                    // 4 or 16; 0 outside IP
    uint8_t protocol;                       // of the IP payload
    uint16_t source_port, destination_port; // of the innermost UDP
    const PcTunnels *user_tunnels;          // may be NULL
    uint16_t ethertype;                     // the last that was read, 0 none
    uint8_t stopped_at;                     // PcLayer whose function did not go on
    bool encrypted;                         // what it stopped at is
    PcFragments *fragments;
    const PcLowest *lowest;
    void *lowest_user;
    // pc_decode itself, for a layer that has to try what it holds; set by the walk.
    bool (*walk)(PcDecode *packet, PcLayer layer);
};

// PcLowest takes what decoding ends at. `bytes` and `missing` of `packet` are those of the payload
// of IP (TCP header and on), of UDP (behind its header), or begin at the EAPOL version.
struct PcLowest {
    void (*tcp)(void *user, PcDecode *packet);
    void (*udp)(void *user, PcDecode *packet, uint16_t source_port, uint16_t destination_port);
    void (*eapol)(void *user, PcDecode *packet);
};

// pc_decode_link_layer gives the first layer for a LINKTYPE; PC_LAYER_UNKNOWN where it is not
// decoded.
PcLayer pc_decode_link_layer(uint32_t link_type);

// pc_decode_ethertype gives the layer for an EtherType, pc_decode_ip_protocol for an IP protocol.
PcLayer pc_decode_ethertype(uint16_t type);
PcLayer pc_decode_ip_protocol(uint8_t protocol);

// pc_decode walks down from `layer`. True if the packet was taken (also a fragment that waits for
// its others); false if it ends in something that is not decoded.
bool pc_decode(PcDecode *packet, PcLayer layer);

// pc_decode_try does the same on a copy: where it gives false, `packet` stands where it stood,
// except that the layers tried count towards the limit (so that trying cannot be made to take for
// ever).
bool pc_decode_try(PcDecode *packet, PcLayer layer);

// pc_decode_limit drops everything behind the first `len` bytes (padding); where fewer were
// captured, the rest is missing.
void pc_decode_limit(PcDecode *packet, size_t len);

// One function a layer: it eats its header and names what follows.
PcLayer pc_decode_ethernet(PcDecode *packet);
PcLayer pc_decode_ethertype_field(PcDecode *packet);
PcLayer pc_decode_vlan(PcDecode *packet);
PcLayer pc_decode_mpls(PcDecode *packet);
PcLayer pc_decode_pppoe(PcDecode *packet);
PcLayer pc_decode_ppp(PcDecode *packet);
PcLayer pc_decode_ppp_hdlc(PcDecode *packet);
PcLayer pc_decode_chdlc(PcDecode *packet);
PcLayer pc_decode_llc(PcDecode *packet);
PcLayer pc_decode_null(PcDecode *packet);
PcLayer pc_decode_sll(PcDecode *packet);
PcLayer pc_decode_sll2(PcDecode *packet);
PcLayer pc_decode_fddi(PcDecode *packet);
PcLayer pc_decode_token_ring(PcDecode *packet);
PcLayer pc_decode_isl(PcDecode *packet);
PcLayer pc_decode_cmd(PcDecode *packet);
PcLayer pc_decode_vntag(PcDecode *packet);
PcLayer pc_decode_erf(PcDecode *packet);
PcLayer pc_decode_nflog(PcDecode *packet);
PcLayer pc_decode_pflog(PcDecode *packet);
PcLayer pc_decode_enc(PcDecode *packet);
PcLayer pc_decode_frame_relay(PcDecode *packet);
PcLayer pc_decode_slip(PcDecode *packet);
PcLayer pc_decode_eapol(PcDecode *packet);
PcLayer pc_decode_wifi(PcDecode *packet);
PcLayer pc_decode_wifi_in_capwap(PcDecode *packet);
PcLayer pc_decode_radiotap(PcDecode *packet);
PcLayer pc_decode_prism(PcDecode *packet);
PcLayer pc_decode_avs(PcDecode *packet);
PcLayer pc_decode_ppi(PcDecode *packet);
PcLayer pc_decode_ip(PcDecode *packet);
PcLayer pc_decode_ipv4(PcDecode *packet);
PcLayer pc_decode_ipv6(PcDecode *packet);
PcLayer pc_decode_ip_options(PcDecode *packet);
PcLayer pc_decode_ip_fragment(PcDecode *packet);
PcLayer pc_decode_ip_authentication(PcDecode *packet);
PcLayer pc_decode_tcp(PcDecode *packet);
PcLayer pc_decode_udp(PcDecode *packet);
PcLayer pc_decode_gre(PcDecode *packet);
PcLayer pc_decode_erspan2(PcDecode *packet);
PcLayer pc_decode_erspan3(PcDecode *packet);
PcLayer pc_decode_vxlan(PcDecode *packet);
PcLayer pc_decode_geneve(PcDecode *packet);
PcLayer pc_decode_gtpu(PcDecode *packet);
PcLayer pc_decode_capwap(PcDecode *packet);
PcLayer pc_decode_tzsp(PcDecode *packet);
PcLayer pc_decode_type_or_length(PcDecode *packet);
PcLayer pc_decode_etag(PcDecode *packet);
PcLayer pc_decode_redundancy(PcDecode *packet);
PcLayer pc_decode_fabricpath(PcDecode *packet);
PcLayer pc_decode_backbone(PcDecode *packet);
PcLayer pc_decode_trill(PcDecode *packet);
PcLayer pc_decode_macsec(PcDecode *packet);
PcLayer pc_decode_nsh(PcDecode *packet);
PcLayer pc_decode_etherip(PcDecode *packet);
PcLayer pc_decode_lisp(PcDecode *packet);
PcLayer pc_decode_l2tp(PcDecode *packet);
PcLayer pc_decode_l2tp3(PcDecode *packet);
PcLayer pc_decode_esp(PcDecode *packet);
PcLayer pc_decode_turn(PcDecode *packet);
PcLayer pc_decode_peekremote(PcDecode *packet);

// pc_decode_next_protocol gives the layer for a next protocol of NSH and VXLAN-GPE.
PcLayer pc_decode_next_protocol(uint8_t next);

#endif
