// SPDX-License-Identifier: GPL-2.0-or-later
// PcObserver is one kind of listener to flows: a row of functions. observe.c offers every flow to
// each of them, and a flow is over when none of them wants more. Private to core/observe.
#ifndef PHONECERT_CORE_OBSERVE_OBSERVER_H
#define PHONECERT_CORE_OBSERVE_OBSERVER_H

#include "core/eap/eapol.h"
#include "core/eap/radius.h"
#include "core/observe/observe.h"
#include "core/talk/tftp.h"
#include "core/tls/stream.h"

struct PcObserve {
    PcObserveEvents events;
    void *user;
    PcTlsMemory memory;
    PcTlsMemory eap_memory; // the same, but that nobody else opens what is in EAP
    PcEapol *eapol;
    PcRadius *radius;
    PcTftp *tftp;
    PcAccount account;
};

// PcObserver: `state` is what `begin` gave. Members that a kind does not need are NULL.
typedef struct {
    // looks at the first bytes of a flow and gives a state, or NULL: not for this observer
    void *(*begin)(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first);
    PcInterest (*bytes)(void *state, const PcSeen *seen, PcBytes bytes);
    PcInterest (*gap)(void *state, const PcSeen *seen, PcGapCause cause, size_t len);
    PcInterest (*fin)(void *state, const PcSeen *seen);
    PcInterest (*reset)(void *state, const PcSeen *seen);
    // a FIN or reset of that direction was told, but it goes on
    void (*goes_on)(void *state, unsigned direction);
    PcInterest (*datagram)(void *state, const PcSeen *seen, PcBytes bytes, size_t missing);
    // the capture may end here: what is held is read, as far as it can be
    void (*pause)(void *state);
    // what was read up to a frame is shown to the owner (pc_observe_show)
    void (*show)(void *state, const PcSeen *seen);
    // how many bytes are kept for the flow
    size_t (*held)(const void *state);
    // gives out what was observed and frees the state
    void (*end)(void *state, PcEndCause cause);
} PcObserver;

extern const PcObserver pc_tls_observer;
extern const PcObserver pc_dtls_observer;

// pc_observe_flow_end gives one end of a flow as text and port; the caller frees `address`.
PcEndpoint pc_observe_flow_end(const PcFlow *flow, unsigned direction);

// pc_observe_events lends the owner's events, and what to give them as `user`.
const PcObserveEvents *pc_observe_events(const PcObserve *observe, void **user);

// pc_observe_memory lends what connections share, for as long as the PcObserve lives.
const PcTlsMemory *pc_observe_memory(const PcObserve *observe);

// pc_observe_give_handshake passes a settled handshake to whom the events belong.
void pc_observe_give_handshake(PcObserve *observe, PcHandshake *handshake);

// pc_observe_show shows the owner a handshake (NULL: nothing of one was read yet) of which more was
// read in a frame; `done`: nothing that follows can change it.
void pc_observe_show(PcObserve *observe, PcHandshake *handshake, const PcSeen *seen, bool done);

// pc_observe_hint tells a new handshake what the flow knows of who is the client.
void pc_observe_hint(PcHandshake *handshake, const PcFlow *flow);

#endif
