// SPDX-License-Identifier: GPL-2.0-or-later
// Flights become packets: Ethernet frames with VLAN tags, IPv4 or IPv6, TCP with its own opening,
// segments, acknowledgements and end, or UDP. Checksums are right. What happens to packets
// afterwards (loss, order) is in packets.h.
#ifndef PHONECERT_CAPTURES_MAKE_WIRE_H
#define PHONECERT_CAPTURES_MAKE_WIRE_H

#include "captures/make/endpoint.h"
#include "captures/make/phone.h"

#define MK_MAX_VLANS 2

// MkPacket is one captured frame.
typedef struct MkPacket {
    int64_t at_ns; // since the epoch
    GBytes *bytes; // from the link header on, whole
    MkSide from;
    int flight;         // number in the conversation; -1: none (TCP's opening, acknowledgements)
    size_t payload_len; // bytes of the flight that it carries
    unsigned interface; // of a pcapng
} MkPacket;

// mk_packets_new makes an empty list of MkPacket, which owns them.
GPtrArray *mk_packets_new(void);

// MkAddress is one end of a path.
typedef struct MkAddress {
    uint8_t mac[MK_MAC_LEN];
    const char *ip; // text; IPv6 when it has a colon
    uint16_t port;
} MkAddress;

// MkPath says how a conversation crosses the wire. Zero and NULL have the meanings given here.
typedef struct MkPath {
    MkAddress client;
    MkAddress server;
    uint16_t vlans[MK_MAX_VLANS]; // outermost first; 0: no tag
    size_t client_mss;            // bytes of payload in a segment from the client; 0: 1460
    size_t server_mss;
    uint32_t client_isn; // initial sequence numbers
    uint32_t server_isn;
} MkPath;

// mk_wire_tcp appends a conversation's packets as one TCP connection: SYN, SYN-ACK, ACK, the
// flights cut into segments and acknowledged, FIN or RST.
void mk_wire_tcp(GPtrArray *packets, const MkConversation *conversation, const MkPath *path);

// mk_wire_udp appends a conversation's datagrams as UDP.
void mk_wire_udp(GPtrArray *packets, const MkConversation *conversation, const MkPath *path);

// mk_wire_datagram appends one UDP datagram.
void mk_wire_datagram(GPtrArray *packets, const MkPath *path, MkSide from, GBytes *payload,
                      int64_t at_ns);

// MkFrame collects one frame while it is built: used by the wire_*.c files.
typedef struct MkFrame {
    GByteArray *bytes;
    size_t ip_offset;
    size_t transport_offset;
    bool ipv6;
} MkFrame;

// mk_frame_begin writes Ethernet and IP headers from `from` on, with room for the lengths.
// `protocol` is TCP (6) or UDP (17).
void mk_frame_begin(MkFrame *frame, const MkPath *path, MkSide from, uint8_t protocol);

// mk_frame_end fills in lengths and checksums (`checksum_offset` counts from the transport header)
// and gives the frame's bytes to the caller.
GBytes *mk_frame_end(MkFrame *frame, uint8_t protocol, size_t checksum_offset);

// mk_ethernet_begin writes an Ethernet header and the path's VLAN tags into `out`.
void mk_ethernet_begin(GByteArray *out, const MkPath *path, MkSide from, uint16_t ethertype);

// mk_packet_add appends a packet and takes over `bytes`.
MkPacket *mk_packet_add(GPtrArray *packets, int64_t at_ns, MkSide from, GBytes *bytes);

#endif
