// SPDX-License-Identifier: GPL-2.0-or-later
// PcPackets from the inside: the flows that are followed, and what TCP and UDP share.
#ifndef PHONECERT_CORE_PACKET_FLOW_H
#define PHONECERT_CORE_PACKET_FLOW_H

#include "core/packet/decode.h"
#include "core/packet/flow_table.h"
#include "core/packet/reassembly.h"
#include "core/packet/silence.h"
#include "core/packet/udp_interest.h"

struct PcFlow {
    PcPeer peer[2]; // end d sends direction d
    void *user;
    uint64_t first_frame;
    int syn_direction;
    bool is_tcp;
    bool told;          // the sink has heard of it
    bool sum_fits[2];   // a checksum of that direction was right: none is left to a network card
    bool sum_known[2];  // one was looked at
    bool has_hello;     // a ClientHello was seen
    bool has_handshake; // a segment that may be of a handshake was seen
    uint16_t n_awaited; // segments since the last that one direction has acknowledged was seen
    bool reset;         // by one end, and nothing has come since that shows that it was not
    unsigned reset_by;
    uint32_t reset_sequence, reset_acknowledged;
    PcStream stream[2];
    struct PcEarly *early; // segments captured before what they acknowledge; see early.h
    unsigned n_early;
};

struct PcPackets {
    const PcPacketSink *vtable;
    void *sink;
    PcPacketCounts counts;
    PcFlowTable *table;
    PcFragments *fragments;
    PcStreamPool pool;
    PcAccount *account; // the sink's, or `own_account`
    PcAccount own_account;
    PcTransfers transfers;
    PcSilence silence;
    PcTunnels tunnels;   // that the user named
    GQueue closing;      // of what may be over; see tcp.c
    size_t max_captured; // bytes, of all frames
    unsigned n_cut;      // frames of that length that were longer on the wire
    bool has_strands;    // some ports have had two connections at a time
    bool hurries;
    int64_t latest; // of all frames' times
};

// pc_packets_tcp and pc_packets_udp are what decoding ends at.
void pc_packets_tcp(void *packets, PcDecode *packet);
void pc_packets_udp(void *packets, PcDecode *packet, uint16_t source_port,
                    uint16_t destination_port);

// pc_tcp_expire ends the connections that were reset a while before the latest frame, and of which
// nothing came since. pc_tcp_forget_closing forgets them.
void pc_tcp_expire(PcPackets *packets);
void pc_tcp_forget_closing(PcPackets *packets);

// pc_flow_start makes the slot's flow (LIVE) and says which direction the packet has.
PcFlow *pc_flow_start(PcPackets *packets, PcFlowSlot *slot, uint64_t frame);

// pc_flow_end tells the sink that the flow is over and frees it. The slot becomes DONE.
void pc_flow_end(PcPackets *packets, PcFlowSlot *slot, PcEndCause cause);

// pc_flow_count counts the flow among those to its port, for PcSilence.
void pc_flow_count(PcPackets *packets, const PcFlow *flow);

// pc_flow_direction: which direction a packet has that comes from the high end or not.
unsigned pc_flow_direction(const PcFlowSlot *slot, bool from_high);

// pc_flow_peer_of gives an end by its address, whose length is 4 or 16, and port.
PcPeer pc_flow_peer_of(PcAddress address, uint8_t address_len, uint16_t port);

// pc_flow_peers writes both ends of the slot's connection in the order of its directions.
void pc_flow_peers(const PcFlowSlot *slot, PcPeer peer[2]);

// pc_tcp_attempt_over tells the sink of a connection attempt that came to nothing, if it is one:
// what was not refused is none where the capture ends before an answer was due.
void pc_tcp_attempt_over(PcPackets *packets, const PcFlowSlot *slot);

// pc_tcp_flush hands on what both streams of a flow hold, gaps and all. False if the sink had
// enough.
bool pc_tcp_flush(PcPackets *packets, PcFlow *flow);

#endif
