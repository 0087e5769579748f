// SPDX-License-Identifier: GPL-2.0-or-later
// What the dissectors of CAPF and TVS share: a PDU's bytes with the places of its parts, and
// certificates described as the post-dissector describes a phone's.
#ifndef PHONECERT_PLUGIN_ELEMENTS_H
#define PHONECERT_PLUGIN_ELEMENTS_H

#include "core/bytes/bytes.h"
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

#endif
