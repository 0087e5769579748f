// SPDX-License-Identifier: GPL-2.0-or-later
// PcEapTalk is one EAP conversation (RFC 3748) of a phone with its authenticator, in which a method
// carries TLS. It puts the fragments together (RFC 5216, 3; the same in PEAP, EAP-TTLS, EAP-FAST
// and TEAP) and gives them to a PcTlsStream. Who carries the packets, EAPOL or RADIUS, it need not
// know.
#ifndef PHONECERT_CORE_EAP_TALK_H
#define PHONECERT_CORE_EAP_TALK_H

#include "core/tls/stream.h"

// In a PcEapTalk direction 0 is the phone's.
enum { PC_EAP_PEER = 0, PC_EAP_AUTHENTICATOR = 1 };

typedef enum {
    PC_EAP_REQUEST = 1,
    PC_EAP_RESPONSE = 2,
    PC_EAP_SUCCESS = 3,
    PC_EAP_FAILURE = 4,
} PcEapCode;

// PcEapPacket is an EAP packet's header; `content` is what follows it as far as captured.
typedef struct {
    uint8_t code;
    uint8_t id;
    size_t missing; // bytes of the content that the capture lacks
    PcBytes content;
} PcEapPacket;

// pc_eap_packet reads the header of `bytes`; what follows the packet's own length is padding.
bool pc_eap_packet(PcBytes bytes, PcEapPacket *packet);

// PcEapOwner is told of the handshakes inside EAP conversations.
typedef struct {
    const PcTlsMemory *memory; // outlives the conversations
    void *user;
    // A conversation is over; the settled handshake passes to the callee.
    void (*ended)(void *user, PcHandshake *handshake);
    // A packet of a conversation with TLS was read, be it one that came before; the handshake is
    // lent until `ended`. May be NULL. `seen` may be of an earlier frame: of which it was not known
    // whose it is, or that TLS would follow.
    void (*heard)(void *user, PcHandshake *handshake, const PcSeen *seen);
} PcEapOwner;

typedef struct PcEapTalk PcEapTalk;

// pc_eap_talk_new: `owner` is lent for as long as the talk lives.
PcEapTalk *pc_eap_talk_new(const PcEapOwner *owner, PcTransport transport, const PcEndpoint *peer,
                           const PcEndpoint *authenticator);
void pc_eap_talk_free(PcEapTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcEapTalk, pc_eap_talk_free)

// pc_eap_talk_begins_anew says that this packet belongs to a later conversation of the same two:
// the caller ends this one and gives the packet to a new one.
bool pc_eap_talk_begins_anew(const PcEapTalk *talk, const PcEapPacket *packet);

// pc_eap_talk_packet takes a packet of either direction; seen->direction is not looked at. Over
// EAPOL the other direction may come late: identifiers tell whose turn it is.
void pc_eap_talk_packet(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet);

// pc_eap_talk_held gives how many bytes are kept for it; pc_eap_talk_give_up says that it had to
// make room, before pc_eap_talk_end.
size_t pc_eap_talk_held(const PcEapTalk *talk);
void pc_eap_talk_give_up(PcEapTalk *talk);

enum {
    PC_EAP_MAX_QUEUED = 64, // packets of a direction that wait for the other
};

// pc_eap_talk_result takes the end of the conversation where it is told outside EAP (Access-Accept
// and Access-Reject without EAP-Message). Success and Failure packets come here by themselves.
void pc_eap_talk_result(PcEapTalk *talk, const PcSeen *seen, bool success);

// pc_eap_talk_medium takes over what the phone came, where that is told outside EAP.
void pc_eap_talk_medium(PcEapTalk *talk, PcMedium medium);

// pc_eap_talk_unanswered says, before pc_eap_talk_end, what was sent again in vain, or although it
// had been answered.
void pc_eap_talk_unanswered(PcEapTalk *talk, const PcEapSilence *silence);

// pc_eap_talk_over says whether the result was told.
bool pc_eap_talk_over(const PcEapTalk *talk);

// pc_eap_talk_last_id gives the identifier of the last Request or Response that came of a
// direction, -1 for none.
int pc_eap_talk_last_id(const PcEapTalk *talk, unsigned direction);

// pc_eap_talk_end ends the reading: where there was TLS, the owner is given its handshake. The talk
// can only be freed then.
void pc_eap_talk_end(PcEapTalk *talk);

#endif
