// SPDX-License-Identifier: GPL-2.0-or-later
// Claims TCP ports for TLS and gives them back as they were.
#include "plugin/ports.h"
#include "plugin/ws_compat.h"

typedef struct {
    uint32_t port;
    bool claimed;
    dissector_handle_t before; // NULL where the port was nobody's
} Port;

static Port ports[] = {
    {2443, false, NULL}, // SCCP over TLS
    {2445, false, NULL}, // TVS
    {3804, false, NULL}, // CAPF; HiQnet's in Wireshark
    {5061, false, NULL}, // SIP over TLS
    {9444, false, NULL}, // headset inventory
};

static void take(Port *port, dissector_handle_t tls)
{
    port->before = dissector_get_uint_handle(find_dissector_table("tcp.port"), port->port);
    if (port->before != tls) {
        dissector_add_uint("tcp.port", port->port, tls);
        port->claimed = true;
    }
}

static void give_back(Port *port, dissector_handle_t tls)
{
    dissector_delete_uint("tcp.port", port->port, tls);
    if (port->before != NULL) {
        dissector_add_uint("tcp.port", port->port, port->before);
    }
    port->claimed = false;
}

void pc_ports_claim(bool claim)
{
    dissector_handle_t tls = find_dissector("tls");
    for (size_t i = 0; tls != NULL && i < G_N_ELEMENTS(ports); i++) {
        if (claim && !ports[i].claimed) {
            take(&ports[i], tls);
        } else if (!claim && ports[i].claimed) {
            give_back(&ports[i], tls);
        }
    }
}
