// SPDX-License-Identifier: GPL-2.0-or-later
// The datagrams of a DTLS conversation become UDP packets, some microseconds apart.
#include "captures/make/wire.h"

#define DATAGRAM_GAP_NS (40 * INT64_C(1000))

void mk_wire_udp(GPtrArray *packets, const MkConversation *conversation, const MkPath *path)
{
    for (guint i = 0; i < conversation->flights->len; i++) {
        const MkFlight *flight = conversation->flights->pdata[i];
        for (guint d = 0; flight->datagrams != NULL && d < flight->datagrams->len; d++) {
            mk_wire_datagram(packets, path, flight->from, flight->datagrams->pdata[d],
                             flight->at_ns + d * DATAGRAM_GAP_NS);
            MkPacket *packet = packets->pdata[packets->len - 1];
            packet->flight = (int)i;
        }
    }
}
