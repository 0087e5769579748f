// SPDX-License-Identifier: GPL-2.0-or-later
// PcPackets takes frames apart (link, tunnels, IP, fragments), follows TCP, and gives ordered
// bytes, datagrams and EAPOL frames to a sink. It knows nothing of TLS but one look at the first
// bytes that lets it drop what cannot be interesting.
#ifndef PHONECERT_CORE_PACKET_PACKET_H
#define PHONECERT_CORE_PACKET_PACKET_H

#include "core/bytes/account.h"
#include "core/packet/frame.h"
#include "core/wire/peer.h"

// PcStamp says in which frame something came.
typedef struct {
    uint64_t frame;
    int64_t time; // ns since 1970 UTC
    uint32_t interface_id;
} PcStamp;

typedef struct PcFlow PcFlow; // a TCP connection or a UDP conversation

// pc_flow_peer lends end 0 or 1: end d sends direction d. Direction 0 is that of the first packet
// seen.
const PcPeer *pc_flow_peer(const PcFlow *flow, unsigned direction);
// pc_flow_syn_direction: who sent the SYN (0, 1), or -1 where none was seen.
int pc_flow_syn_direction(const PcFlow *flow);
bool pc_flow_is_tcp(const PcFlow *flow);
// pc_flow_was_heard says whether a TCP direction was captured: false where no segment of it was, or
// where none was of the bytes that its peer acknowledged.
bool pc_flow_was_heard(const PcFlow *flow, unsigned direction);
// pc_flow_waits says whether bytes of a TCP connection are held back until others come or are given
// up, or one end has acknowledged some that did not come yet: in a capture of two taps one
// direction may stand before the other.
bool pc_flow_waits(const PcFlow *flow);
// The sink's own state for the flow; NULL at first.
void *pc_flow_user(const PcFlow *flow);
void pc_flow_set_user(PcFlow *flow, void *user);

typedef enum {
    PC_FLOW_GO_ON, // the sink wants what follows
    PC_FLOW_DONE,  // the sink has heard enough: `end` is called, later packets of the flow are
                   // dropped
} PcInterest;

typedef enum {
    PC_END_CAPTURE, // the capture ended, or the flow was idle too long
    PC_END_DONE,    // the sink said PC_FLOW_DONE, or both sides closed, or one reset the connection
    PC_END_REUSED,  // the same addresses and ports began a new connection
    PC_END_LIMIT,   // it had to make room for others
} PcEndCause;

// PcPacketSink is what the floor above implements. Bytes are lent for the call. Every flow that was
// told to `tcp_bytes`, `tcp_gap` or `datagram` and whose user pointer is set ends in one `end`.
typedef struct {
    PcInterest (*tcp_bytes)(void *sink, PcFlow *flow, unsigned direction, PcBytes bytes,
                            const PcStamp *stamp);
    // `len` bytes are missing before what comes next (0: not known how many)
    PcInterest (*tcp_gap)(void *sink, PcFlow *flow, unsigned direction, PcGapCause cause,
                          size_t len, const PcStamp *stamp);
    PcInterest (*tcp_fin)(void *sink, PcFlow *flow, unsigned direction, const PcStamp *stamp);
    PcInterest (*tcp_reset)(void *sink, PcFlow *flow, unsigned direction, const PcStamp *stamp);
    // A FIN or reset of that direction was told, but it goes on. May be NULL.
    void (*tcp_goes_on)(void *sink, PcFlow *flow, unsigned direction);
    // `missing` is how many bytes at the end of the datagram the capture did not keep (snap length)
    PcInterest (*datagram)(void *sink, PcFlow *flow, unsigned direction, PcBytes bytes,
                           size_t missing, const PcStamp *stamp);
    // an EAPOL frame (EtherType 0x888e) from `source` to `destination` (MAC); bytes start at the
    // EAPOL version
    void (*eapol)(void *sink, const PcPeer *source, const PcPeer *destination, PcBytes bytes,
                  size_t missing, const PcStamp *stamp);
    // The capture may end here (pc_packets_pause): what is held of the flow is told. May be NULL.
    void (*pause)(void *sink, PcFlow *flow);
    void (*end)(void *sink, PcFlow *flow, PcEndCause cause);
    // A connection attempt that came to nothing: its SYN was refused (RST), or nothing ever
    // answered it and it led to nothing. `stamp` is that of the SYN, `flow` is lent for the call.
    // May be NULL.
    void (*tcp_attempt)(void *sink, const PcFlow *flow, bool refused, const PcStamp *stamp);
    // The beginning of a UDP datagram of which other IP fragments never came. May be NULL.
    void (*fragments_lost)(void *sink, const PcPeer *source, const PcPeer *destination,
                           PcBytes beginning, const PcStamp *stamp);
    // The account of the sink, where it says what it keeps for the flows; it is lent for as long as
    // the PcPackets lives, who adds what he keeps himself. Beyond the limit of the connections
    // those make room that were silent for longest. May be NULL.
    PcAccount *(*account)(void *sink);
} PcPacketSink;

enum {
    PC_PACKETS_MAX_CLOSING = 64 * 1024, // connections that were reset, as long as they may go on
    PC_PACKETS_CLOSING_SECONDS = 3,     // so long, of capture time
    PC_PACKETS_MAX_AWAITED = 256,       // segments that one direction may be behind the other
};

// What the sink sees of UDP: DTLS by its content on any port (also behind the CAPWAP preamble),
// RADIUS, TFTP requests and the transfers that answer them (a conversation of their own, as the
// server answers from another port), SIP on 5060. A DTLS ClientHello in epoch 0 begins a new flow
// where the old one of these ports is done. Everything else in UDP is dropped unseen.

// PcPacketCounts is for the summary and the tests.
typedef struct {
    uint64_t frames, ip, tcp, udp, eapol, undecoded, fragments_dropped;
    uint64_t unknown_link_frames; // frames of a link type that is not decoded
    uint32_t unknown_link_type;   // the first such type
} PcPacketCounts;

typedef struct PcPackets PcPackets;

PcPackets *pc_packets_new(const PcPacketSink *vtable, void *sink);
void pc_packets_free(
    PcPackets *packets); // ends every flow first (PC_END_CAPTURE), in order of their first frame
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcPackets, pc_packets_free)

// pc_packets_tunnel says that a UDP port carries packets in packets of a kind (tunnels.h), before
// the first frame; false: there is no such kind, or there are too many.
bool pc_packets_tunnel(PcPackets *packets, uint16_t port, const char *kind);

// pc_packets_hurry is for an owner that shows each frame before the next comes: a TCP stream whose
// beginning was not captured is taken up at the first TLS record that is seen, and waits for
// nothing that may have been overtaken by it. Call before the first frame.
void pc_packets_hurry(PcPackets *packets);

// pc_packets_is_media says that a frame is a packet of a call, as most of a voice network are, by a
// few fields at fixed places. There is nothing to read in it; false says nothing.
bool pc_packets_is_media(const PcPackets *packets, const PcFrame *frame);

// pc_packets_frame takes one frame. Never fails: what cannot be decoded is counted.
void pc_packets_frame(PcPackets *packets, const PcFrame *frame);

// pc_packets_reach says that the capture went on until `time` at least (ns since 1970 UTC), where
// the owner keeps frames of media to itself.
void pc_packets_reach(PcPackets *packets, int64_t time);

// pc_packets_pause says that there is no more, as far as is known, of the flows that were silent
// for at least `idle` seconds of the capture: what is held back is given up, as at its end, but no
// flow ends, and more frames may follow. Attempts that were not answered so far are told, and told
// again at the next pause and at the end, unless an answer comes.
void pc_packets_pause(PcPackets *packets, uint32_t idle);

// pc_packets_finish ends every flow (the capture is over); more frames may follow as a new capture.
void pc_packets_finish(PcPackets *packets);

const PcPacketCounts *pc_packets_counts(const PcPackets *packets);

// pc_packets_silence says why a capture in which `n_handshakes` were found may hold more; NULL:
// there is nothing to say. pc_packets_backwards says that time runs backwards in it; NULL where it
// does not. The caller frees what they give.
char *pc_packets_silence(PcPackets *packets, uint64_t n_handshakes);
char *pc_packets_backwards(const PcPackets *packets);

#endif
