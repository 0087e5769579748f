// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the bytes of a network address into the text that people and reports use. It knows lengths
// only: 4 bytes are IPv4, 6 a MAC address, 16 IPv6.
#ifndef PHONECERT_CORE_ADDRESS_H
#define PHONECERT_CORE_ADDRESS_H

#include "core/bytes/bytes.h"

// pc_address_text gives "10.44.0.1", "0a:1b:2c:3d:4e:5f" or "2001:db8::1" (RFC 5952); NULL for any
// other length. Caller frees.
char *pc_address_text(PcBytes address);

#endif
