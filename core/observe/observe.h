// SPDX-License-Identifier: GPL-2.0-or-later
// PcObserve decides which observer (TLS, DTLS, EAP, trust-list downloads, plain SIP) gets a flow,
// and gives every handshake that ends to its owner, who is one of the two doors. It turns bytes
// into PcHandshake events and judges nothing.
#ifndef PHONECERT_CORE_OBSERVE_OBSERVE_H
#define PHONECERT_CORE_OBSERVE_OBSERVE_H

#include "core/packet/packet.h"
#include "core/tls/stream.h"

typedef struct PcObserve PcObserve;

// PcDownload is a file that a phone fetched in clear: a trust list or its configuration.
typedef struct {
    char *name;       // as requested, sanitised: "ITLSEP0A1B2C3D4E5F.tlv"
    GBytes *content;  // whole file
    PcEndpoint phone; // who fetched it
    PcEndpoint server;
    PcTransport transport; // TCP (HTTP) or UDP (TFTP)
    uint64_t frame;        // in which it was complete
    int64_t time;
} PcDownload;

// PcSipHeard is a final answer to a REGISTER in clear; all is lent.
typedef struct {
    PcEndpoint phone, server;
    const char *device;  // as its REGISTER names it; NULL
    int status;          // 403
    const char *warning; // text of the Warning header, sanitised; NULL
} PcSipHeard;

// PcObserveEvents is told what was observed. `handshake` is settled and passes to the callee
// (pc_handshake_free); `download` is lent. `connection_failed` tells a TCP connection attempt, to
// whatever port, that was refused (RST to SYN) or never answered. Any member may be NULL.
typedef struct {
    void (*handshake)(void *user, PcHandshake *handshake);
    // For an owner that cannot wait for the end: more was read of a handshake, in the frame of
    // `seen` (of 802.1X it may be an earlier frame, of which it was not known whose it is). It is
    // lent until it comes to `handshake`, which it will. `done`: nothing that follows can change
    // it.
    void (*shown)(void *user, PcHandshake *handshake, const PcSeen *seen, bool done);
    void (*download)(void *user, const PcDownload *download);
    void (*connection_failed)(void *user, const PcEndpoint *from, const PcEndpoint *to,
                              bool refused, const PcSeen *seen);
    // a plain SIP final answer to a REGISTER, e.g. 403 with Warning 399 (UDP or TCP 5060)
    void (*sip_answer)(void *user, const PcSipHeard *heard, const PcSeen *seen);
    // a phone said its name in clear: SIP REGISTER, SCCP station register
    void (*device_named)(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                         const char *device, const PcSeen *seen);
} PcObserveEvents;

PcObserve *pc_observe_new(const PcObserveEvents *events, void *user);

// pc_observe_tell says who is told from now on.
void pc_observe_tell(PcObserve *observe, const PcObserveEvents *events, void *user);

void pc_observe_free(PcObserve *observe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcObserve, pc_observe_free)

// pc_observe_limit says how many bytes may be kept of the input, before pc_packets_new.
// pc_observe_account lends what is; PcOverheard may write in it, too.
void pc_observe_limit(PcObserve *observe, size_t limit);
PcAccount *pc_observe_account(PcObserve *observe);

// pc_observe_sink gives what pc_packets_new wants; the sink's pointer is the PcObserve.
const PcPacketSink *pc_observe_sink(void);

// pc_observe_keys adds key log text (NSS format: CLIENT_RANDOM, CLIENT_HANDSHAKE_TRAFFIC_SECRET,
// ...).
void pc_observe_keys(PcObserve *observe, PcBytes key_log);

// pc_observe_share_keys lends a key log that was read already, before pc_observe_keys; others may
// have it, too.
void pc_observe_share_keys(PcObserve *observe, const PcKeyLog *keys);

// pc_observe_opened says who else may have opened protected records (of TLS in TCP and OpenVPN, not
// in EAP), before the first frame.
void pc_observe_opened(PcObserve *observe, PcOpener opened, void *owner);

// pc_observe_end_of_capture ends the conversations that are no flows (EAP). Call after
// pc_packets_finish.
void pc_observe_end_of_capture(PcObserve *observe);

#endif
