// SPDX-License-Identifier: GPL-2.0-or-later
// Transport and server port become the service and the store that judges its client certificates.
// The built-in rows are Cisco's own port usage (Cisco 200860; CUCM security guide); the user's rows
// come first.
#include "core/judge/service.h"

// PcServiceRow: `port` -1 is any. `mutual` rows hold only where the server asks for a client
// certificate, or one was shown.
typedef struct {
    unsigned transports; // bits, 1 << PcTransport
    int port;
    bool mutual;
    PcService service;
} PcServiceRow;

#define OVER_TCP (1U << PC_TRANSPORT_TCP)
#define OVER_UDP (1U << PC_TRANSPORT_UDP)
#define OVER_EAP (1U << PC_TRANSPORT_EAPOL | 1U << PC_TRANSPORT_RADIUS)

#define CALLMANAGER "CallManager-trust"

// DTLS on 443 is the VPN's second half even where, resumed, it asks for no certificate again.
static const PcServiceRow rows[] = {
    {OVER_EAP, -1, false, {"802.1X", "dot1x", true}},
    {OVER_TCP, 2443, false, {"SCCP", CALLMANAGER, true}},
    {OVER_TCP, 5061, false, {"SIP", CALLMANAGER, true}},
    {OVER_TCP, 3804, false, {"CAPF", "CAPF-trust", true}},
    {OVER_TCP, 2445, false, {"TVS", NULL, true}},
    {OVER_TCP, 9444, false, {"HEADSET", CALLMANAGER, true}},
    {OVER_UDP, 443, false, {"VPN", "vpn", false}},
    {OVER_TCP, 443, true, {"VPN", "vpn", false}},
    {OVER_TCP, 443, false, {"HTTPS", NULL, false}},
    {OVER_TCP, 6971, false, {"HTTPS", NULL, true}},
    {OVER_TCP, 6972, false, {"HTTPS", NULL, true}},
    {OVER_TCP, 8443, false, {"HTTPS", NULL, false}},
};
static const PcService plain_tls = {"TLS", NULL, false};

struct PcServices {
    GArray *added;  // of PcServiceRow, newest last
    GPtrArray *own; // the strings of `added`
};

PcServices *pc_services_new(void)
{
    PcServices *services = g_new0(PcServices, 1);
    services->added = g_array_new(FALSE, TRUE, sizeof(PcServiceRow));
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

static const PcService *built_in(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_str_equal(rows[i].service.name, name)) {
            return &rows[i].service;
        }
    }
    return NULL;
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
    const PcService *known = built_in(name);
    const PcServiceRow added = {
        .transports = OVER_TCP | OVER_UDP,
        .port = (int)port,
        .service = {.name = keep(services, name),
                    .store = store != NULL   ? keep(services, store)
                             : known != NULL ? known->store
                                             : NULL,
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

static bool fits(const PcServiceRow *row, const PcHandshake *handshake, int port)
{
    return (row->transports & 1U << handshake->transport) != 0 &&
           (row->port == -1 || row->port == port) &&
           (!row->mutual || involves_client_certificate(handshake));
}

static const PcService *find(const PcServices *services, const PcHandshake *handshake, int port)
{
    for (guint i = services->added->len; i > 0; i--) {
        const PcServiceRow *row = &g_array_index(services->added, PcServiceRow, i - 1);
        if (fits(row, handshake, port)) {
            return &row->service;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (fits(&rows[i], handshake, port)) {
            return &rows[i].service;
        }
    }
    return NULL;
}

// While nothing tells which end is the server, a known port on either end does.
PcService pc_services_of(const PcServices *services, const PcHandshake *handshake)
{
    const PcService *found = NULL;
    if (handshake->client_direction >= 0) {
        const PcEndpoint *server = &handshake->end[handshake->client_direction == 0 ? 1 : 0];
        found = find(services, handshake, server->port);
    } else {
        for (int d = 1; d >= 0 && found == NULL; d--) {
            found = find(services, handshake, handshake->end[d].port);
        }
    }
    return found != NULL ? *found : plain_tls;
}

PcService pc_services_at(const PcServices *services, PcTransport transport,
                         const PcEndpoint *client, const PcEndpoint *server)
{
    g_autoptr(PcHandshake) attempt = pc_handshake_new(transport, client, server);
    pc_handshake_hint_client(attempt, 0, false);
    return pc_services_of(services, attempt);
}
