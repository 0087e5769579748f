// SPDX-License-Identifier: GPL-2.0-or-later
// Names a peer as reports do.
#include "core/wire/peer.h"
#include "core/bytes/address.h"

PcEndpoint pc_peer_endpoint(const PcPeer *peer)
{
    enum { MAC_LEN = 6 };
    char *text = pc_address_text(pc_bytes(peer->address, peer->address_len));
    return (PcEndpoint){text != NULL ? text : g_strdup(""),
                        peer->address_len == MAC_LEN ? -1 : peer->port};
}
