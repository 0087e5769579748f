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

#define TABLE "tcp.port"

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

// users_choice is what the user has the port decoded as; NULL where that is left to Wireshark.
static dissector_handle_t users_choice(uint32_t port)
{
    dissector_handle_t now = dissector_get_uint_handle(find_dissector_table(TABLE), port);
    return now != dissector_get_default_uint_handle(TABLE, port) ? now : NULL;
}

static void take(Port *port, dissector_handle_t tls)
{
    dissector_handle_t chosen = users_choice(port->port);
    port->before = dissector_get_default_uint_handle(TABLE, port->port);
    if (port->before != tls) {
        dissector_add_uint(TABLE, port->port, tls);
        port->claimed = true;
    }
    if (chosen != NULL) {
        dissector_change_uint(TABLE, port->port, chosen);
    }
}

static void give_back(Port *port, dissector_handle_t tls)
{
    dissector_handle_t chosen = users_choice(port->port);
    dissector_delete_uint(TABLE, port->port, tls);
    if (port->before != NULL) {
        dissector_add_uint(TABLE, port->port, port->before);
    }
    if (chosen != NULL) {
        dissector_change_uint(TABLE, port->port, chosen);
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
