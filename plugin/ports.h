// SPDX-License-Identifier: GPL-2.0-or-later
// The ports of the phone services, given to TLS: CAPF's 3804 belongs to HiQnet in Wireshark, and a
// CAPF handshake there is never taken for TLS.
#ifndef PHONECERT_PLUGIN_PORTS_H
#define PHONECERT_PLUGIN_PORTS_H

#include <stdbool.h>

// pc_ports_claim gives the ports to TLS, or back to whoever had them. The user's "Decode As" goes
// before both.
void pc_ports_claim(bool claim);

#endif
