// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the protocols that matter here a frame carries: the cheapest question that can be asked
// of a dissected frame, and most frames are done with by its answer.
#ifndef PHONECERT_PLUGIN_LAYERS_H
#define PHONECERT_PLUGIN_LAYERS_H

#include "plugin/ws_compat.h"

// PcLayer are bits.
typedef enum {
    PC_LAYER_TLS = 1 << 0,
    PC_LAYER_DTLS = 1 << 1,
    PC_LAYER_EAPOL = 1 << 2,
    PC_LAYER_RADIUS = 1 << 3,
    PC_LAYER_ICMP = 1 << 4, // version 4 or 6
    PC_LAYER_TFTP = 1 << 5,
    PC_LAYER_HTTP = 1 << 6,
    PC_LAYER_OPENVPN = 1 << 7,
    PC_LAYER_SIP = 1 << 8,
    PC_LAYER_SCCP = 1 << 9,
} PcLayer;

// pc_layers_register finds the protocols' numbers. Called once, when every dissector is registered.
void pc_layers_register(void);

// pc_layers gives the bits of the protocols that epan has found in the frame.
unsigned pc_layers(const packet_info *pinfo);

#endif
