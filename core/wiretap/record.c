// SPDX-License-Identifier: GPL-2.0-or-later
// libwiretap's names for link types, and tcpdump.org's.
#include "core/wiretap/record.h"
#include "core/packet/links.h"

enum {
    LINKTYPE_UNKNOWN = 147, // reserved for private use: no decoder takes it for anything
    NANOSECONDS = 1000000000,
};

// What libwiretap calls a link type, and what the tcpdump.org list does. Encapsulations whose bytes
// differ from those of the LINKTYPE are not there.
#define LINK(number, layer, encapsulation) {WTAP_ENCAP_##encapsulation, number},
static const struct {
    int encapsulation;
    uint32_t link_type;
} link_types[] = {PC_LINKS(LINK)};
#undef LINK

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

static uint32_t link_type_called(int encapsulation)
{
    for (size_t i = 0; i < G_N_ELEMENTS(link_types); i++) {
        if (encapsulation != WTAP_ENCAP_UNKNOWN && link_types[i].encapsulation == encapsulation) {
            return link_types[i].link_type;
        }
    }
    return LINKTYPE_UNKNOWN;
}

static uint32_t link_type_of(const wtap_packet_header *packet)
{
    return packet->pkt_encap == WTAP_ENCAP_ERF ? erf_link_type(packet->pseudo_header.erf.phdr.type)
                                               : link_type_called(packet->pkt_encap);
}

bool pc_record_is_decoded(int encapsulation)
{
    return encapsulation == WTAP_ENCAP_ERF || link_type_called(encapsulation) != LINKTYPE_UNKNOWN;
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
