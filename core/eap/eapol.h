// SPDX-License-Identifier: GPL-2.0-or-later
// PcEapol follows the 802.1X conversations on a wire (IEEE 802.1X, EAPOL). Each phone has its own,
// by its MAC address, however many talk at once and whether the switch answers to a phone's own
// address or to the group address that every 802.1X port listens to.
#ifndef PHONECERT_CORE_EAPOL_H
#define PHONECERT_CORE_EAPOL_H

#include "core/eap/eap_talk.h"

typedef struct PcEapol PcEapol;

// pc_eapol_new: handshakes are given to `owner`, which is copied.
PcEapol *pc_eapol_new(const PcEapOwner *owner);
void pc_eapol_free(PcEapol *eapol);

// pc_eapol_frame takes an EAPOL frame from its version byte on, as far as it was captured. A
// `destination` without an address is not known, as in a cooked capture: it may as well be the
// group of port access entities (IEEE 802.1X, 11.1.1), and which phone is meant has to be told
// otherwise.
void pc_eapol_frame(PcEapol *eapol, const PcPeer *source, const PcPeer *destination, PcBytes bytes,
                    const PcSeen *seen);

// pc_eapol_end ends every conversation: the capture is over.
void pc_eapol_end(PcEapol *eapol);

#endif
