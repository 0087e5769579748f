// SPDX-License-Identifier: GPL-2.0-or-later
// A server becomes a service and the store that judges its client certificates: by the user's word,
// by what configurations told, by what was said inside, and else by transport and port, with the
// table of core/field/services.h.
#include "core/judge/service.h"
#include "core/bytes/text.h"

// PcAddedRow is one that the user gave, or that was learnt of a configuration.
typedef struct {
    const char *host; // address or name; NULL: any
    int port;
    PcService service;
} PcAddedRow;

struct PcServices {
    GArray *added;  // of PcAddedRow, newest last
    GPtrArray *own; // the strings of `added`
};

enum { MAX_LEARNT = 4096 }; // rows kept of what a capture's configurations tell

const char *pc_service_basis_name(PcServiceBasis basis)
{
    static const char *const names[] = {
        [PC_SERVICE_BY_PORT] = "port",
        [PC_SERVICE_BY_CERTIFICATE] = "certificate",
        [PC_SERVICE_BY_SPOKEN] = "spoken",
        [PC_SERVICE_BY_TRUST_LIST] = "trust-list",
        [PC_SERVICE_BY_CONFIGURATION] = "configuration",
        [PC_SERVICE_BY_USER] = "user",
    };
    return names[basis];
}

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

// A store may be bound to a server: "CallManager-trust@10.1.1.1".
static bool is_store(const char *text)
{
    const char *at = strchr(text, '@');
    g_autofree char *name = at != NULL ? g_strndup(text, (size_t)(at - text)) : g_strdup(text);
    g_auto(GStrv) parts = g_strsplit(at != NULL ? &at[1] : "x", ":", -1); // IPv6 has colons
    g_autofree char *server = g_strjoinv(".", parts);
    return pc_text_is_word(name) && pc_text_is_word(server);
}

static const char *keep(PcServices *services, const char *text)
{
    char *copy = g_strdup(text);
    g_ptr_array_add(services->own, copy);
    return copy;
}

// "10.1.1.1:5061", "[2001:db8::1]:5061" or "5061".
static bool read_place(const char *text, char **host, int *port)
{
    const char *colon = strrchr(text, ':');
    const char *digits = colon != NULL ? &colon[1] : text;
    const bool bracketed = *text == '[' && colon != NULL && colon > text && colon[-1] == ']';
    const char *start = bracketed ? &text[1] : text;
    const size_t len = colon != NULL ? (size_t)(colon - start) - (bracketed ? 1 : 0) : 0;
    g_autofree char *name = g_strndup(start, len);
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(digits, 10, 1, 65535, &number, NULL) ||
        (colon != NULL && *name == '\0') || strpbrk(name, " =[]") != NULL ||
        (!bracketed && strchr(name, ':') != NULL)) {
        return false;
    }
    *port = (int)number;
    *host = *name != '\0' ? g_steal_pointer(&name) : NULL;
    return true;
}

static PcService built_in(PcServiceId id, PcServiceBasis basis)
{
    const PcServiceRow *row = pc_service_row(id);
    return (PcService){row->name, row->store, row->phone, basis};
}

bool pc_services_add(PcServices *services, const char *row, GError **error)
{
    g_auto(GStrv) sides = g_strsplit(row, "=", 2);
    g_auto(GStrv) words = g_strsplit(sides[0] != NULL && sides[1] != NULL ? sides[1] : "", ":", 2);
    const char *name = words[0], *store = name != NULL ? words[1] : NULL;
    g_autofree char *host = NULL;
    int port = 0;
    const bool ok = sides[0] != NULL && read_place(sides[0], &host, &port) && name != NULL &&
                    pc_text_is_word(name) && (store == NULL || is_store(store));
    if (!ok) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "\"%s\": not [ADDRESS:]PORT=SERVICE[:STORE] such as 5091=SIP-MRA:%s or "
                    "10.1.1.1:%d=SRST",
                    row, pc_service_row(PC_SERVICE_SIP_MRA)->store,
                    pc_port_default(PC_SERVICE_SIP, PC_PORT_TLS));
        return false;
    }
    const PcServiceId known = pc_service_by_name(name);
    const char *usual = known < PC_N_SERVICES ? pc_service_row(known)->store : NULL;
    const PcAddedRow added = {
        .host = host != NULL ? keep(services, host) : NULL,
        .port = port,
        .service = {.name = keep(services, name),
                    .store = store != NULL ? keep(services, store) : usual,
                    .phone = true,
                    .basis = PC_SERVICE_BY_USER},
    };
    g_array_append_val(services->added, added);
    return true;
}

static const PcAddedRow *find_row(const PcServices *services, const char *host, int port)
{
    for (guint i = 0; i < services->added->len; i++) {
        const PcAddedRow *row = &g_array_index(services->added, PcAddedRow, i);
        if (row->port == port && g_strcmp0(row->host, host) == 0) {
            return row;
        }
    }
    return NULL;
}

void pc_services_learn(PcServices *services, PcServiceId id, const char *host, int port)
{
    if (port <= 0 || services->added->len >= MAX_LEARNT || find_row(services, host, port) != NULL) {
        return;
    }
    const PcAddedRow added = {host != NULL ? keep(services, host) : NULL, port,
                              built_in(id, PC_SERVICE_BY_CONFIGURATION)};
    g_array_append_val(services->added, added);
}

bool pc_services_has_port(const PcServices *services, int port)
{
    for (guint i = 0; services != NULL && i < services->added->len; i++) {
        if (g_array_index(services->added, PcAddedRow, i).port == port) {
            return true;
        }
    }
    return false;
}

bool pc_services_row(const PcServices *services, guint index, PcServicePlace *out)
{
    if (index >= services->added->len) {
        return false;
    }
    const PcAddedRow *row = &g_array_index(services->added, PcAddedRow, index);
    *out = (PcServicePlace){row->host, row->port, row->service};
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

static bool is_host(const PcAddedRow *row, const PcHandshake *handshake, const PcEndpoint *server)
{
    return g_strcmp0(row->host, server->address) == 0 ||
           (handshake->server_name != NULL &&
            g_ascii_strcasecmp(row->host, handshake->server_name) == 0);
}

// A row that names this server goes before one that names its port only; of equals the newest. Of a
// server that a row names by a name which the capture does not tell, the port has to do, unless
// that is a port of anybody's.
static const PcService *find_added(const PcServices *services, const PcHandshake *handshake,
                                   const PcEndpoint *server)
{
    enum { HTTPS_PORT = 443 };
    const PcService *by_port = NULL;
    for (guint i = services->added->len; i > 0; i--) {
        const PcAddedRow *row = &g_array_index(services->added, PcAddedRow, i - 1);
        if (row->port != server->port) {
            continue;
        }
        if (row->host != NULL && is_host(row, handshake, server)) {
            return &row->service;
        }
        const bool is_loose =
            row->host == NULL || (!g_hostname_is_ip_address(row->host) && row->port != HTTPS_PORT &&
                                  row->service.basis == PC_SERVICE_BY_CONFIGURATION);
        by_port = by_port == NULL && is_loose ? &row->service : by_port;
    }
    return by_port;
}

static bool find(const PcServiceSources *sources, const PcHandshake *handshake,
                 const PcEndpoint *server, PcService *out)
{
    const bool has_ports = (over(handshake->transport) & (PC_OVER_TCP | PC_OVER_UDP)) != 0;
    const PcServices *const tables[] = {sources->user, sources->learnt};
    for (size_t i = 0; i < G_N_ELEMENTS(tables) && has_ports; i++) {
        const PcService *added =
            tables[i] != NULL ? find_added(tables[i], handshake, server) : NULL;
        if (added != NULL) {
            *out = *added;
            return true;
        }
    }
    const PcPortRow *row;
    for (size_t i = 0; (row = pc_port_row(i)) != NULL; i++) {
        if (fits(row, handshake, server->port)) {
            *out = built_in(row->service, PC_SERVICE_BY_PORT);
            out->phone = out->phone || (row->use & PC_PORT_PHONE) != 0;
            return true;
        }
    }
    return false;
}

// What was said inside, where it could be read; PC_SERVICE_TLS: nothing.
static PcServiceId spoken(const PcHandshake *handshake)
{
    if (handshake->said.sip_device != NULL || handshake->said.sip_status != 0) {
        return PC_SERVICE_SIP;
    }
    if (handshake->said.sccp_device != NULL) {
        return PC_SERVICE_SCCP;
    }
    if (handshake->said.capf != NULL) {
        return PC_SERVICE_CAPF;
    }
    return handshake->said.tvs != NULL ? PC_SERVICE_TVS : PC_SERVICE_TLS;
}

// A port's service stands where it is one that speaks so.
static void hear(const PcHandshake *handshake, PcService *service)
{
    const PcServiceId said = spoken(handshake), now = pc_service_by_name(service->name);
    const bool both_signal = pc_service_is_signalling(service->name) &&
                             pc_service_row(said)->is_signalling && now != PC_SERVICE_SCCP;
    if (said == PC_SERVICE_TLS || service->basis > PC_SERVICE_BY_SPOKEN) {
        return;
    }
    if (now == said || (both_signal && said != PC_SERVICE_SCCP)) {
        service->basis = PC_SERVICE_BY_SPOKEN;
    } else {
        *service = built_in(said, PC_SERVICE_BY_SPOKEN);
    }
}

// While nothing tells which end is the server, a known port on either end does.
PcService pc_services_find(const PcServiceSources *sources, const PcHandshake *handshake)
{
    PcService found = built_in(PC_SERVICE_TLS, PC_SERVICE_BY_PORT);
    if (handshake->client_direction >= 0) {
        (void)find(sources, handshake, &handshake->end[handshake->client_direction == 0 ? 1 : 0],
                   &found);
    } else if (!find(sources, handshake, &handshake->end[1], &found)) {
        (void)find(sources, handshake, &handshake->end[0], &found);
    }
    hear(handshake, &found);
    return found;
}

PcService pc_service_of_id(PcServiceId id, PcServiceBasis basis)
{
    return built_in(id, basis);
}

PcService pc_services_of(const PcServices *services, const PcHandshake *handshake)
{
    const PcServiceSources sources = {services, NULL};
    return pc_services_find(&sources, handshake);
}

PcService pc_services_at(const PcServiceSources *sources, PcTransport transport,
                         const PcEndpoint *client, const PcEndpoint *server)
{
    g_autoptr(PcHandshake) attempt = pc_handshake_new(transport, client, server);
    pc_handshake_hint_client(attempt, 0, false);
    return pc_services_find(sources, attempt);
}
