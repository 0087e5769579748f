// SPDX-License-Identifier: GPL-2.0-or-later
// libwiretap's names for link types, and tcpdump.org's.
#include "core/wiretap/record.h"

enum {
    LINKTYPE_UNKNOWN = 147, // reserved for private use: no decoder takes it for anything
    NANOSECONDS = 1000000000,
};

// What libwiretap calls a link type, and what the tcpdump.org list does. Encapsulations whose bytes
// differ from those of the LINKTYPE are not here.
static const struct {
    int encapsulation;
    uint32_t link_type;
} link_types[] = {
    {WTAP_ENCAP_ETHERNET, 1},
    {WTAP_ENCAP_NETTL_ETHERNET, 1},
    {WTAP_ENCAP_IEEE_802_11, 105},
    {WTAP_ENCAP_IEEE_802_11_WITH_RADIO, 105},
    {WTAP_ENCAP_IEEE_802_11_RADIOTAP, 127},
    {WTAP_ENCAP_IEEE_802_11_PRISM, 119},
    {WTAP_ENCAP_IEEE_802_11_AVS, 163},
    {WTAP_ENCAP_PPI, 192},
    {WTAP_ENCAP_RAW_IP, 101},
    {WTAP_ENCAP_NETTL_RAW_IP, 101},
    {WTAP_ENCAP_RAW_IP4, 228},
    {WTAP_ENCAP_RAW_IP6, 229},
    {WTAP_ENCAP_NULL, 0},
    {WTAP_ENCAP_LOOP, 108},
    {WTAP_ENCAP_SLL, 113},
    {WTAP_ENCAP_SLL2, 276},
    {WTAP_ENCAP_PPP, 9},
    {WTAP_ENCAP_PPP_WITH_PHDR, 9},
    {WTAP_ENCAP_PPP_ETHER, 51},
    {WTAP_ENCAP_CHDLC, 104},
    {WTAP_ENCAP_CHDLC_WITH_PHDR, 104},
    {WTAP_ENCAP_TOKEN_RING, 6},
    {WTAP_ENCAP_NETTL_TOKEN_RING, 6},
    {WTAP_ENCAP_FDDI, 10},
    {WTAP_ENCAP_FDDI_BITSWAPPED, 10},
    {WTAP_ENCAP_NETTL_FDDI, 10},
    {WTAP_ENCAP_ATM_RFC1483, 100},
    {WTAP_ENCAP_FRELAY, 107},
    {WTAP_ENCAP_FRELAY_WITH_PHDR, 107},
    {WTAP_ENCAP_TZSP, 128},
    {WTAP_ENCAP_NFLOG, 239},
    {WTAP_ENCAP_ENC, 109},
    {WTAP_ENCAP_PFLOG, 117},
};

// Endace's records name their link type themselves. The library takes their own headers off.
static const struct {
    uint8_t erf_type;
    uint32_t link_type;
} erf_types[] = {
    {2, 1},    // Ethernet
    {11, 1},   // with colour
    {16, 1},   // with DSM colour
    {20, 1},   // with hash and colour
    {1, 50},   // HDLC
    {10, 50},  // with colour
    {15, 50},  // with DSM colour
    {17, 50},  // with hash and colour
    {22, 228}, // IPv4
    {23, 229}, // IPv6
};

static uint32_t erf_link_type(uint8_t erf_type)
{
    enum { TYPE_MASK = 0x7f };
    for (size_t i = 0; i < G_N_ELEMENTS(erf_types); i++) {
        if (erf_types[i].erf_type == (erf_type & TYPE_MASK)) {
            return erf_types[i].link_type;
        }
    }
    return LINKTYPE_UNKNOWN;
}

static uint32_t link_type_of(const wtap_packet_header *packet)
{
    int encapsulation = packet->pkt_encap;
    if (encapsulation == WTAP_ENCAP_ERF) {
        return erf_link_type(packet->pseudo_header.erf.phdr.type);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(link_types); i++) {
        if (link_types[i].encapsulation == encapsulation) {
            return link_types[i].link_type;
        }
    }
    return LINKTYPE_UNKNOWN;
}

int64_t pc_record_time(const nstime_t *time)
{
    const int64_t furthest = G_MAXINT64 / NANOSECONDS - 1;
    return CLAMP((int64_t)time->secs, -furthest, furthest) * NANOSECONDS + time->nsecs;
}

bool pc_record_frame(const wtap_rec *record, PcBytes bytes, PcFrame *frame)
{
    if (record->rec_type != REC_TYPE_PACKET) {
        return false;
    }
    const wtap_packet_header *packet = &record->rec_header.packet_header;
    bool has_time = (record->presence_flags & WTAP_HAS_TS) != 0;
    bool has_interface = (record->presence_flags & WTAP_HAS_INTERFACE_ID) != 0;
    *frame = (PcFrame){
        .time = has_time ? pc_record_time(&record->ts) : 0,
        .interface_id = has_interface ? packet->interface_id : 0,
        .link_type = link_type_of(packet),
        .original_len = (uint32_t)MAX(packet->len, bytes.len),
        .bytes = bytes,
    };
    return true;
}
