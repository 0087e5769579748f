// SPDX-License-Identifier: GPL-2.0-or-later
// Gives the EAPOL frames and RADIUS packets that epan has found to the core, which tells the phones
// apart; epan itself puts the EAP fragments of all phones on a wire into one message.
#ifndef PHONECERT_PLUGIN_EAP_FRAMES_H
#define PHONECERT_PLUGIN_EAP_FRAMES_H

#include "plugin/session.h"
#include "plugin/ws_compat.h"

// pc_eap_frames_register finds epan's fields and appends their numbers to `wanted` (GArray of int).
void pc_eap_frames_register(GArray *wanted);

// pc_eap_frames_begin_file and pc_eap_frames_end_file enclose a capture file. `sessions` is lent
// until the end, and freed after it.
void pc_eap_frames_begin_file(PcSessions *sessions);
void pc_eap_frames_end_file(void);

// PcEapHeard is a frame that brought something to a session: the present one, or an earlier one of
// which it was not known whose it is.
typedef struct {
    PcSession *session;
    uint64_t frame;
} PcEapHeard;

// pc_eap_frames_take reads a frame with EAPOL or RADIUS on its first pass, and lends what it
// brought (GArray of PcEapHeard) until the next call.
const GArray *pc_eap_frames_take(const packet_info *pinfo, const proto_tree *tree);

#endif
