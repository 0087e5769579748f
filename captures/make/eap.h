// SPDX-License-Identifier: GPL-2.0-or-later
// The flights of a TLS conversation become the EAP packets of an 802.1X authentication (EAP-TLS,
// RFC 5216, and the tunnel methods with the same framing): identity, start, fragments with their
// acknowledgements, Success or Failure. Who carries them, EAPOL or RADIUS, is in wire_eapol.c and
// wire_radius.c.
#ifndef PHONECERT_CAPTURES_MAKE_EAP_H
#define PHONECERT_CAPTURES_MAKE_EAP_H

#include "captures/make/wire.h"

// The EAP types that carry TLS (IANA).
enum {
    MK_EAP_TLS = 13,
    MK_EAP_TTLS = 21,
    MK_EAP_PEAP = 25,
    MK_EAP_FAST = 43,
    MK_EAP_TEAP = 55,
};

// MkEapLength says which fragments bear the L flag and the total length.
typedef enum MkEapLength {
    MK_EAP_LENGTH_FIRST,
    MK_EAP_LENGTH_ALWAYS,
    MK_EAP_LENGTH_NEVER
} MkEapLength;

// MkEapOptions says how TLS is put into EAP. Zero is EAP-TLS in fragments of 1000 bytes.
typedef struct MkEapOptions {
    uint8_t type;        // 0: MK_EAP_TLS
    uint8_t version;     // the lowest bits of the flags: PEAP, TTLS, FAST, TEAP
    size_t fragment_len; // bytes of TLS in a packet; 0: 1000
    MkEapLength length;
    const char *identity; // what the phone answers to the identity request
    uint8_t first_id;     // identifier of the identity request
} MkEapOptions;

// MkEapPacket is one EAP packet.
typedef struct MkEapPacket {
    MkSide from;   // MK_CLIENT: the phone
    int64_t at_ns; // since the epoch
    GBytes *bytes; // from the EAP code on
    int flight;    // that it carries a piece of; -1: none
} MkEapPacket;

// MkEapCode is an EAP packet's first byte (RFC 3748, 4).
typedef enum MkEapCode {
    MK_EAP_REQUEST = 1,
    MK_EAP_RESPONSE = 2,
    MK_EAP_SUCCESS = 3,
    MK_EAP_FAILURE = 4,
} MkEapCode;

// mk_eap_packets gives the MkEapPackets of a conversation, from the identity request on; they end
// in Success when the server finished its handshake, else in Failure. The caller unrefs the array.
GPtrArray *mk_eap_packets(const MkConversation *conversation, const MkEapOptions *options);

// mk_wire_eapol appends the packets as EAPOL frames between the MAC addresses of the path, after an
// EAPOL-Start. `group`: everything is sent to the PAE group address, as on a port with one phone;
// else the switch answers to the phone's own address.
void mk_wire_eapol(GPtrArray *packets, const GPtrArray *eap, const MkPath *path, bool group);

// MkRadius says which network access server speaks to which RADIUS server. The path's client is the
// access server (its MAC, IP and UDP port).
typedef struct MkRadius {
    uint8_t phone_mac[MK_MAC_LEN]; // Calling-Station-Id
    const char *user_name;
    const char *nas_port_id; // "GigabitEthernet1/0/7"
    uint32_t nas_port;
    uint8_t first_id;
    uint8_t id_step;      // between requests; 0: 1
    bool without_calling; // no Calling-Station-Id: only User-Name tells the phone
} MkRadius;

// mk_wire_radius appends the packets as RADIUS requests, challenges and the final Accept or Reject.
// The switch itself asks for the identity, so the first EAP packet that appears is the phone's
// answer.
void mk_wire_radius(GPtrArray *packets, const GPtrArray *eap, const MkPath *path,
                    const MkRadius *radius);

#endif
