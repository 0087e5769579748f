// SPDX-License-Identifier: GPL-2.0-or-later
// Certificates in text pasted from a terminal: below a line `show cert trust STORE/FILE` stands a
// certificate of that store, below `show cert own NAME` one of the node itself.
#ifndef PHONECERT_CORE_TRUST_SHOWN_H
#define PHONECERT_CORE_TRUST_SHOWN_H

#include "core/certificate/certificate.h"

// PcShown is one certificate that a command printed.
typedef struct {
    char *store; // "CallManager-trust"; of the node's own the unit: "CAPF"
    bool is_own; // `show cert own`
    PcCertificate *certificate;
} PcShown;

// pc_shown_in finds them in a text, in UTF-16 too: GPtrArray of PcShown, the caller's. A command
// stands alone on its line, behind a prompt at most; only the first PEM block below it is its own,
// and none where another command stands between, or the serial number that is printed above it is
// another's. At most PC_LIST_MAX_CERTIFICATES.
GPtrArray *pc_shown_in(PcBytes content);

// pc_shown_is_capf: it is the node's own certificate of CAPF, which signs LSCs.
bool pc_shown_is_capf(const PcShown *shown);

#endif
