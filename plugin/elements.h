// SPDX-License-Identifier: GPL-2.0-or-later
// What the dissectors of CAPF and TVS share: a PDU's bytes with the places of its parts, and
// certificates described as the post-dissector describes a phone's.
#ifndef PHONECERT_PLUGIN_ELEMENTS_H
#define PHONECERT_PLUGIN_ELEMENTS_H

#include "core/talk/tlv.h"
#include "plugin/ws_compat.h"

// PcPdu is one message while it is drawn.
typedef struct {
    tvbuff_t *tvb;
    packet_info *pinfo;
    PcBytes bytes; // all of it
} PcPdu;

// pc_pdu_of lends what was captured of a message.
PcPdu pc_pdu_of(tvbuff_t *tvb, packet_info *pinfo);

// PcCertificateView is what is said of a certificate inside a message: texts live as long as the
// packet; NULL where there is nothing to say.
typedef struct {
    const char *subject;
    const char *issuer;
    const char *type;
    const char *device;
    const char *verdict;
    const char *reason;
    bool refused; // the store would not accept it
} PcCertificateView;

// pc_elements_certificate describes a DER certificate by the trust store of that name; `store` may
// be NULL.
PcCertificateView pc_elements_certificate(packet_info *pinfo, PcBytes der, const char *store);

// PcElement is one element while it is drawn: where its value lies and where its items go.
typedef struct {
    const PcPdu *pdu;
    PcTlv element;
    unsigned command; // of the message
    int start;        // of its value
    int len;
    proto_tree *tree;
    proto_item *item;
} PcElement;

// PcElementsProtocol is what the two protocols differ in. Fields and subtrees are given by address,
// since they are registered later.
typedef struct {
    const char *name; // for the column
    uint8_t letter;   // first byte of a message
    int header_len;
    int length_at; // where the header has the length of the elements
    const int *element, *tag, *ett_element;
    expert_field *malformed;
    const char *(*tag_name)(unsigned tag);
    void (*draw_value)(const PcElement *at);
    dissector_t message; // draws one message
} PcElementsProtocol;

// pc_elements_draw draws the elements behind a message's header.
void pc_elements_draw(const PcElementsProtocol *protocol, const PcPdu *pdu, unsigned command,
                      PcBytes elements, proto_tree *tree);

// pc_elements_dissect cuts a stream into messages, and has each drawn; 0: it is not the protocol.
int pc_elements_dissect(const PcElementsProtocol *protocol, tvbuff_t *tvb, packet_info *pinfo,
                        proto_tree *tree);

#endif
