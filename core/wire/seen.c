// SPDX-License-Identifier: GPL-2.0-or-later
// The words for what every wire has.
#include "core/wire/seen.h"

const char *pc_transport_name(PcTransport transport)
{
    static const char *const names[] = {"tcp", "udp", "eapol", "radius"};
    return (unsigned)transport < G_N_ELEMENTS(names) ? names[transport] : NULL;
}

const char *pc_side_name(PcSide side)
{
    static const char *const names[] = {NULL, "client", "server"};
    return (unsigned)side < G_N_ELEMENTS(names) ? names[side] : NULL;
}
