// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of the whole observing floor: packets of real talks go through PcPackets into
// PcObserve, and the handshakes that come out are kept.
#ifndef PHONECERT_TESTS_OBSERVE_KIT_H
#define PHONECERT_TESTS_OBSERVE_KIT_H

#include "captures/make/eap.h"
#include "captures/make/packets.h"
#include "core/observe/observe.h"
#include "tests/unit/tls_talk.h"

enum { LINK_ETHERNET = 1 };

typedef struct {
    GPtrArray *handshakes; // of PcHandshake, in the order in which they were given
    PcObserve *observe;
    PcPackets *packets;
    uint64_t frame;
} Watcher;

static inline void keep_handshake(void *user, PcHandshake *handshake)
{
    pc_handshake_prove(handshake, NULL);
    g_ptr_array_add(user, handshake);
}

static inline void watch_begin(Watcher *watcher)
{
    PcObserveEvents events = {.handshake = keep_handshake};
    watcher->frame = 0;
    watcher->handshakes = g_ptr_array_new_with_free_func((GDestroyNotify)pc_handshake_free);
    watcher->observe = pc_observe_new(&events, watcher->handshakes);
    watcher->packets = pc_packets_new(pc_observe_sink(), watcher->observe);
}

static inline void watch_keys(Watcher *watcher, const MkConversation *conversation)
{
    pc_observe_keys(watcher->observe,
                    pc_bytes(conversation->key_log->str, conversation->key_log->len));
}

// watch_packet gives one packet, of which only `snap_len` bytes were captured (0: all).
static inline void watch_packet(Watcher *watcher, const MkPacket *packet, size_t snap_len)
{
    PcBytes bytes = pc_bytes_of(packet->bytes);
    PcFrame frame = {
        .number = ++watcher->frame,
        .time = packet->at_ns,
        .link_type = LINK_ETHERNET,
        .original_len = (uint32_t)bytes.len,
        .bytes = pc_bytes_first(bytes, snap_len > 0 ? snap_len : bytes.len),
    };
    pc_packets_frame(watcher->packets, &frame);
}

static inline void watch_packets(Watcher *watcher, const GPtrArray *packets)
{
    for (guint i = 0; i < packets->len; i++) {
        watch_packet(watcher, g_ptr_array_index(packets, i), 0);
    }
}

// watch_end ends the capture; the handshakes stay until watch_free.
static inline void watch_end(Watcher *watcher)
{
    pc_packets_finish(watcher->packets);
    pc_observe_end_of_capture(watcher->observe);
}

static inline void watch_free(Watcher *watcher)
{
    pc_packets_free(watcher->packets);
    pc_observe_free(watcher->observe);
    g_ptr_array_unref(watcher->handshakes);
}

// watch_only ends the capture and gives its one handshake.
static inline const PcHandshake *watch_only(Watcher *watcher)
{
    watch_end(watcher);
    g_assert_cmpuint(watcher->handshakes->len, ==, 1);
    return g_ptr_array_index(watcher->handshakes, 0);
}

static inline MkPath watch_path(uint16_t client_port, uint16_t server_port)
{
    return (MkPath){
        .client = {{0x2c, 0x31, 0x24, 0, 0, 1}, "10.44.0.2", client_port},
        .server = {{0x00, 0x1b, 0x54, 0, 0, 1}, "10.44.255.1", server_port},
        .client_isn = 1000,
        .server_isn = 0xfffffff0, // wraps
    };
}

#endif
