// SPDX-License-Identifier: GPL-2.0-or-later
// Claims TCP ports for TLS and gives them back as they were.
#include "plugin/ports.h"
#include "core/field/services.h"
#include "plugin/ws_compat.h"

typedef struct {
    uint32_t port;
    bool claimed;
    dissector_handle_t before; // NULL where the port was nobody's
} Port;

enum { MAX_PORTS = 32 };

static Port ports[MAX_PORTS];
static size_t n_ports;

static void read_table(void)
{
    const PcPortRow *row;
    for (size_t i = 0; (row = pc_port_row(i)) != NULL && n_ports < MAX_PORTS; i++) {
        if ((row->use & PC_PORT_CLAIM) != 0) {
            ports[n_ports++].port = (uint32_t)row->port;
        }
    }
}

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
    if (n_ports == 0) {
        read_table();
    }
    for (size_t i = 0; tls != NULL && i < n_ports; i++) {
        if (claim && !ports[i].claimed) {
            take(&ports[i], tls);
        } else if (!claim && ports[i].claimed) {
            give_back(&ports[i], tls);
        }
    }
}
