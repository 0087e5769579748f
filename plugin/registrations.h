// SPDX-License-Identifier: GPL-2.0-or-later
// The names under which phones register with SIP and SCCP, and what they are answered: found on the
// first pass and told to what the sessions are judged by; what is wrong is kept to be drawn.
#ifndef PHONECERT_PLUGIN_REGISTRATIONS_H
#define PHONECERT_PLUGIN_REGISTRATIONS_H

#include "plugin/session.h"
#include "plugin/ws_compat.h"

// PcRegistration is a message in clear with which something is wrong; it lives as long as the
// capture file.
typedef struct {
    char *line;          // says what it is
    GPtrArray *findings; // of PcFinding
    int start, len;      // of the message in the frame; 0 where it is put together from several
} PcRegistration;

// pc_registrations_register finds epan's fields and appends their numbers to `wanted` (GArray of
// int).
void pc_registrations_register(GArray *wanted);

// pc_registrations_begin_file and pc_registrations_end_file enclose a capture file; `sessions` is
// lent.
void pc_registrations_begin_file(PcSessions *sessions);
void pc_registrations_end_file(void);

// pc_registrations_take reads a frame with SIP or SCCP in clear on its first pass, and lends what
// is to be drawn there; else NULL.
const PcRegistration *pc_registrations_take(packet_info *pinfo, const proto_tree *tree);

// pc_registrations_inside gives SIP that Wireshark has deciphered to the session of its TLS
// connection, on the first pass.
void pc_registrations_inside(packet_info *pinfo, const proto_tree *tree);

#endif
