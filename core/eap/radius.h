// SPDX-License-Identifier: GPL-2.0-or-later
// PcRadius follows the 802.1X conversations that switches and access points carry to a RADIUS
// server (RFC 2865, EAP in RFC 3579). A conversation goes over several exchanges, which State ties
// together; many phones share one pair of ports.
#ifndef PHONECERT_CORE_RADIUS_H
#define PHONECERT_CORE_RADIUS_H

#include "core/eap/eap_talk.h"

typedef struct PcRadius PcRadius;

// pc_radius_new: handshakes are given to `owner`, which is copied.
PcRadius *pc_radius_new(const PcEapOwner *owner);
void pc_radius_free(PcRadius *radius);

// pc_radius_looks says whether a datagram may be RADIUS of an authentication.
bool pc_radius_looks(PcBytes bytes);

// pc_radius_datagram takes a datagram as far as it was captured.
void pc_radius_datagram(PcRadius *radius, const PcPeer *source, const PcPeer *destination,
                        PcBytes bytes, const PcSeen *seen);

// pc_radius_fragment takes the first IP fragment of a datagram whose others never came.
void pc_radius_fragment(PcRadius *radius, const PcPeer *source, const PcPeer *destination,
                        PcBytes bytes, const PcSeen *seen);

// pc_radius_end ends every conversation: the capture is over.
void pc_radius_end(PcRadius *radius);

#endif
