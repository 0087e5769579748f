// SPDX-License-Identifier: GPL-2.0-or-later
// What is said in clear around the handshakes: downloads, names of phones, answers to
// registrations, connections that never came to be. Private to core/observe.
#ifndef PHONECERT_CORE_OBSERVE_PLAIN_H
#define PHONECERT_CORE_OBSERVE_PLAIN_H

#include "core/observe/observer.h"
#include "core/talk/tftp.h"

extern const PcObserver pc_http_observer;    // streams
extern const PcObserver pc_sip_observer;     // streams and datagrams
extern const PcObserver pc_sccp_observer;    // streams
extern const PcObserver pc_openvpn_observer; // streams and datagrams

// pc_plain_tftp makes the TFTP follower whose files go to the owner of `observe`.
PcTftp *pc_plain_tftp(PcObserve *observe);

// pc_plain_attempt tells the owner of a connection attempt that came to nothing, whatever the port.
void pc_plain_attempt(const PcObserve *observe, const PcFlow *flow, bool refused,
                      const PcSeen *seen);

// pc_plain_download and pc_plain_device tell the owner what was found in `flow`; seen->direction is
// the one in which the file or the name went.
void pc_plain_download(const PcObserve *observe, const PcFlow *flow, const char *name,
                       GBytes *content, const PcSeen *seen);
void pc_plain_device(const PcObserve *observe, const PcFlow *flow, const char *device,
                     const PcSeen *seen);

#endif
