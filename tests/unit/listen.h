// SPDX-License-Identifier: GPL-2.0-or-later
// For tests that listen to what the observing floor tells of a capture: packets go in, events come
// out, and nothing of the floor stays.
#ifndef PHONECERT_TESTS_LISTEN_H
#define PHONECERT_TESTS_LISTEN_H

#include "captures/make/packets.h"
#include "core/observe/observe.h"

// listen_to reads `packets` (of MkPacket, Ethernet) as a whole capture; `user` is given with every
// event.
static inline void listen_to(const GPtrArray *packets, const PcObserveEvents *events, void *user)
{
    enum { ETHERNET = 1 };
    g_autoptr(PcObserve) observer = pc_observe_new(events, user);
    g_autoptr(PcPackets) reader = pc_packets_new(pc_observe_sink(), observer);
    for (guint i = 0; i < packets->len; i++) {
        const MkPacket *packet = g_ptr_array_index(packets, i);
        PcBytes bytes = pc_bytes_of(packet->bytes);
        const PcFrame frame = {.number = i + 1,
                               .time = packet->at_ns,
                               .link_type = ETHERNET,
                               .original_len = (uint32_t)bytes.len,
                               .bytes = bytes};
        pc_packets_frame(reader, &frame);
    }
    pc_packets_finish(reader);
    pc_observe_end_of_capture(observer);
}

#endif
