// SPDX-License-Identifier: GPL-2.0-or-later
// PcPeer is one end of a conversation as packets name it: address bytes and a port.
#ifndef PHONECERT_CORE_PEER_H
#define PHONECERT_CORE_PEER_H

#include "core/wire/seen.h"

// PcPeer is one end of a flow: an IPv4 (len 4), IPv6 (len 16) or MAC address (len 6) and a port.
typedef struct {
    uint8_t address[16];
    uint8_t address_len;
    uint16_t port;    // host order; 0 for MAC
    bool is_wireless; // a MAC address that was heard over 802.11
} PcPeer;

// PcGapCause says why bytes of a conversation are missing.
typedef enum {
    PC_GAP_SNAPLEN, // bytes were on the wire, the capture did not keep them
    PC_GAP_LOST,    // a segment or fragment never came
    PC_GAP_LIMIT,   // it came, but further ahead than is kept
} PcGapCause;

// pc_peer_endpoint gives a peer as text and port; the caller frees `address`. A MAC has no port.
PcEndpoint pc_peer_endpoint(const PcPeer *peer);

#endif
