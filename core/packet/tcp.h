// SPDX-License-Identifier: GPL-2.0-or-later
// A TCP header, and which connection a segment belongs to. Private to core/packet.
#ifndef PHONECERT_CORE_PACKET_TCP_H
#define PHONECERT_CORE_PACKET_TCP_H

#include "core/packet/flow.h"

enum {
    PC_TCP_FIN = 0x01,
    PC_TCP_SYN = 0x02,
    PC_TCP_RST = 0x04,
    PC_TCP_PSH = 0x08,
    PC_TCP_ACK = 0x10,
};

// PcTcp is a segment.
typedef struct {
    uint16_t source_port, destination_port;
    uint32_t sequence, acknowledgement;
    uint8_t flags;
    uint8_t address_len;
    bool from_high;
    PcBytes payload;
    size_t missing;
    PcStamp stamp;
} PcTcp;

// pc_tcp_read reads the header (RFC 9293, 3.1) but for `from_high`; false where it is none.
bool pc_tcp_read(const PcDecode *packet, PcTcp *tcp);

bool pc_tcp_has_payload(const PcTcp *tcp);
bool pc_tcp_is_syn_alone(const PcTcp *tcp);

// pc_tcp_is_hello says that the payload begins with a ClientHello.
bool pc_tcp_is_hello(const PcTcp *tcp);

// pc_tcp_find gives the slot of the connection that a segment belongs to, a new one where it begins
// one. NULL: the connection is done, or unknown and this segment tells nothing. `key` becomes that
// of the slot.
//
// Two connections may have the same addresses and ports at a time: in two VLANs or tunnels, or
// because the end of the first was not captured. Their sequence numbers tell them apart (RFC 9293,
// 3.4.1), so a segment that begins something far away from what is known has a connection of its
// own, a strand. An old SYN that comes late makes one, too, and nothing ever comes of it.
PcFlowSlot *pc_tcp_find(PcPackets *packets, PcFlowKey *key, const PcTcp *tcp);

// pc_tcp_is_near says that two sequence numbers may be of one connection at one time.
bool pc_tcp_is_near(uint32_t a, uint32_t b);

#endif
