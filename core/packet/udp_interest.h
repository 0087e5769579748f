// SPDX-License-Identifier: GPL-2.0-or-later
// Which UDP datagrams the floors above want to see. Everything else is dropped before any look-up.
#ifndef PHONECERT_CORE_PACKET_UDP_INTEREST_H
#define PHONECERT_CORE_PACKET_UDP_INTEREST_H

#include "core/packet/decode.h"

enum { PC_TRANSFERS_MAX = 64 };

// PcTransfers remembers the latest TFTP requests: the answers come from a port that no request
// names (RFC 1350, 4). All zero at first.
typedef struct {
    struct {
        PcAddress client, server;
        uint16_t client_port;
        bool used;
    } request[PC_TRANSFERS_MAX];
    unsigned next; // which one is overwritten next
    bool any;
} PcTransfers;

// pc_udp_is_interesting looks at ports and first bytes; it remembers TFTP requests in `transfers`.
bool pc_udp_is_interesting(PcTransfers *transfers, const PcDecode *packet, uint16_t source_port,
                           uint16_t destination_port);

#endif
