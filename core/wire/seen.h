// SPDX-License-Identifier: GPL-2.0-or-later
// What a thing seen on the wire bears, whoever reads it: the transport, the two ends, the frame and
// its time.
#ifndef PHONECERT_CORE_WIRE_SEEN_H
#define PHONECERT_CORE_WIRE_SEEN_H

#include "core/bytes/bytes.h"
#include "core/field/words.h"

// Every enum's 0 means "nothing can be said" where the design allows a value to be absent.
#define PC_TRANSPORTS(row)                                                                         \
    row(PC_TRANSPORT_TCP, "tcp"), row(PC_TRANSPORT_UDP, "udp"), /* DTLS */                         \
        row(PC_TRANSPORT_EAPOL, "eapol"), row(PC_TRANSPORT_RADIUS, "radius")
typedef enum { PC_TRANSPORTS(PC_WORD_MEMBER) } PcTransport;

#define PC_SIDES(row)                                                                              \
    row(PC_SIDE_UNKNOWN, NULL), row(PC_SIDE_CLIENT, "client"), row(PC_SIDE_SERVER, "server")
typedef enum { PC_SIDES(PC_WORD_MEMBER) } PcSide;

// PcEndpoint is one end of the conversation: an address as text (IPv4, IPv6, a MAC for EAPOL, a
// name for a RADIUS supplicant) and a port, -1 where there is none. `address` is owned.
typedef struct {
    char *address;
    int port;
} PcEndpoint;

// PcSeen says where a thing was seen: Wireshark's frame number (1-based), nanoseconds since
// 1970 UTC, and the direction, 0 or 1, in which the observer counts the two ends.
typedef struct {
    uint64_t frame;
    int64_t time;
    unsigned direction;
    uint32_t interface_id; // as the capture numbers it; 0 where it does not
} PcSeen;

// The words of the design for each value; NULL where the value means "absent". Static strings.
const char *pc_transport_name(PcTransport transport);
const char *pc_side_name(PcSide side); // "client", "server", NULL

#endif
