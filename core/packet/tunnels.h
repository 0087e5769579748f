// SPDX-License-Identifier: GPL-2.0-or-later
// PcTunnels says which UDP ports carry packets in packets: those that are known for it, and what
// the user says of others.
#ifndef PHONECERT_CORE_PACKET_TUNNELS_H
#define PHONECERT_CORE_PACKET_TUNNELS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum { PC_TUNNELS_MAX = 64 }; // ports that the user names

typedef struct {
    uint16_t port;
    uint8_t layer; // PcLayer
} PcTunnel;

// PcTunnels is what the user says; all zero at first.
typedef struct {
    PcTunnel row[PC_TUNNELS_MAX];
    unsigned n_rows;
} PcTunnels;

// pc_tunnels_add takes a port and a kind by its name ("vxlan", as Wireshark calls its dissector);
// false where there is no such kind, or no room.
bool pc_tunnels_add(PcTunnels *tunnels, uint16_t port, const char *kind);

// pc_tunnel_kinds lends the names, ending in NULL.
const char *const *pc_tunnel_kinds(void);

// pc_tunnels_layer gives the PcLayer behind a UDP port, PC_LAYER_UNKNOWN where it is no tunnel's.
// `tunnels` may be NULL.
unsigned pc_tunnels_layer(const PcTunnels *tunnels, uint16_t port);

#endif
