// SPDX-License-Identifier: GPL-2.0-or-later
// Transport and server port become the service and the store that judges its client certificates,
// by the table of core/field/services.h; the user's rows come first.
#include "core/judge/service.h"

// PcAddedRow is one that the user gave.
typedef struct {
    int port;
    PcService service;
} PcAddedRow;

struct PcServices {
    GArray *added;  // of PcAddedRow, newest last
    GPtrArray *own; // the strings of `added`
};

PcServices *pc_services_new(void)
{
    PcServices *services = g_new0(PcServices, 1);
    services->added = g_array_new(FALSE, TRUE, sizeof(PcAddedRow));
    services->own = g_ptr_array_new_with_free_func(g_free);
    return services;
}

void pc_services_free(PcServices *services)
{
    if (services != NULL) {
        g_array_unref(services->added);
        g_ptr_array_unref(services->own);
        g_free(services);
    }
}

static bool is_word(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._-";
    return *text != '\0' && text[strspn(text, allowed)] == '\0';
}

static const char *keep(PcServices *services, const char *text)
{
    char *copy = g_strdup(text);
    g_ptr_array_add(services->own, copy);
    return copy;
}

bool pc_services_add(PcServices *services, const char *row, GError **error)
{
    g_auto(GStrv) sides = g_strsplit(row, "=", 2);
    g_auto(GStrv) words = g_strsplit(sides[0] != NULL && sides[1] != NULL ? sides[1] : "", ":", 2);
    const char *name = words[0], *store = name != NULL ? words[1] : NULL;
    guint64 port = 0;
    const bool ok = sides[0] != NULL &&
                    g_ascii_string_to_unsigned(sides[0], 10, 1, 65535, &port, NULL) &&
                    name != NULL && is_word(name) && (store == NULL || is_word(store));
    if (!ok) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "\"%s\": not PORT=SERVICE[:STORE] such as 5091=SIP-MRA:CallManager-trust", row);
        return false;
    }
    const PcServiceId known = pc_service_by_name(name);
    const char *usual = known < PC_N_SERVICES ? pc_service_row(known)->store : NULL;
    const PcAddedRow added = {
        .port = (int)port,
        .service = {.name = keep(services, name),
                    .store = store != NULL ? keep(services, store) : usual,
                    .phone = true},
    };
    g_array_append_val(services->added, added);
    return true;
}

static bool involves_client_certificate(const PcHandshake *handshake)
{
    return handshake->certificate_requested || handshake->client_certificate_empty ||
           handshake->client_chain->len > 0 || handshake->client_partial != NULL ||
           handshake->original_chain != NULL;
}

static unsigned over(PcTransport transport)
{
    static const unsigned bits[] = {
        [PC_TRANSPORT_TCP] = PC_OVER_TCP,
        [PC_TRANSPORT_UDP] = PC_OVER_UDP,
        [PC_TRANSPORT_EAPOL] = PC_OVER_EAPOL,
        [PC_TRANSPORT_RADIUS] = PC_OVER_RADIUS,
    };
    return bits[transport];
}

static bool fits(const PcPortRow *row, const PcHandshake *handshake, int port)
{
    return (row->use & PC_PORT_TLS) != 0 && (row->over & over(handshake->transport)) != 0 &&
           (row->port == -1 || row->port == port) &&
           ((row->use & PC_PORT_MUTUAL) == 0 || involves_client_certificate(handshake));
}

static PcService built_in(PcServiceId id)
{
    const PcServiceRow *row = pc_service_row(id);
    return (PcService){row->name, row->store, row->phone};
}

static bool find(const PcServices *services, const PcHandshake *handshake, int port, PcService *out)
{
    const bool has_ports = (over(handshake->transport) & (PC_OVER_TCP | PC_OVER_UDP)) != 0;
    for (guint i = services->added->len; i > 0 && has_ports; i--) {
        const PcAddedRow *row = &g_array_index(services->added, PcAddedRow, i - 1);
        if (row->port == port) {
            *out = row->service;
            return true;
        }
    }
    const PcPortRow *row;
    for (size_t i = 0; (row = pc_port_row(i)) != NULL; i++) {
        if (fits(row, handshake, port)) {
            *out = built_in(row->service);
            out->phone = out->phone || (row->use & PC_PORT_PHONE) != 0;
            return true;
        }
    }
    return false;
}

// While nothing tells which end is the server, a known port on either end does.
PcService pc_services_of(const PcServices *services, const PcHandshake *handshake)
{
    PcService found = built_in(PC_SERVICE_TLS);
    if (handshake->client_direction >= 0) {
        const PcEndpoint *server = &handshake->end[handshake->client_direction == 0 ? 1 : 0];
        (void)find(services, handshake, server->port, &found);
    } else if (!find(services, handshake, handshake->end[1].port, &found)) {
        (void)find(services, handshake, handshake->end[0].port, &found);
    }
    return found;
}

PcService pc_services_at(const PcServices *services, PcTransport transport,
                         const PcEndpoint *client, const PcEndpoint *server)
{
    g_autoptr(PcHandshake) attempt = pc_handshake_new(transport, client, server);
    pc_handshake_hint_client(attempt, 0, false);
    return pc_services_of(services, attempt);
}
