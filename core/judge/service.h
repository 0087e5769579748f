// SPDX-License-Identifier: GPL-2.0-or-later
// Which service a handshake belongs to and which trust store judges its client certificate: from
// what the user says, from what configurations told, from what was said inside, and from transport
// and server port (core/field/services.h).
#ifndef PHONECERT_CORE_SERVICE_H
#define PHONECERT_CORE_SERVICE_H

#include "core/field/services.h"
#include "core/handshake/handshake.h"

// Where a role is from; a greater one goes before a smaller one.
typedef enum {
    PC_SERVICE_BY_PORT,
    PC_SERVICE_BY_CERTIFICATE, // the client shows one that only phones of one kind bear
    PC_SERVICE_BY_SPOKEN,      // inside TLS, where it could be read
    PC_SERVICE_BY_TRUST_LIST,  // the record that holds the server's certificate
    PC_SERVICE_BY_CONFIGURATION,
    PC_SERVICE_BY_USER,
} PcServiceBasis;
const char *pc_service_basis_name(PcServiceBasis basis); // "port", "configuration", ...

// PcService lends static or table-owned strings. `store` is NULL where no store judges.
typedef struct {
    const char *name;  // as in core/field/services.c, or the user's
    const char *store; // the same; NULL
    bool phone;        // a service that Cisco phones use: shown without --all
    PcServiceBasis basis;
} PcService;

typedef struct PcServices PcServices;
PcServices *pc_services_new(void);
void pc_services_free(PcServices *services);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcServices, pc_services_free)

// pc_services_add takes "[ADDRESS:]PORT=SERVICE[:STORE]" (e.g. "5091=SIP-MRA:Tomcat-trust"). False
// with `error` on bad syntax.
bool pc_services_add(PcServices *services, const char *row,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
// pc_services_learn takes what a configuration tells: a server (an address, a name, NULL: any) and
// its port. What is known already stays.
void pc_services_learn(PcServices *services, PcServiceId id, const char *host, int port);

// PcServicePlace is one row of what was added or learnt; lent.
typedef struct {
    const char *host; // NULL: any
    int port;
    PcService service;
} PcServicePlace;
// pc_services_has_port says whether a row is about this port, at whatever server.
bool pc_services_has_port(const PcServices *services, int port);
bool pc_services_row(const PcServices *services, guint index, PcServicePlace *out);

// PcServiceSources is by what a service is found; each may be NULL.
typedef struct {
    const PcServices *user;
    const PcServices *learnt; // of the capture's configurations
} PcServiceSources;

// pc_services_find gives the service of a handshake, pc_services_at that which a client asks for at
// a server's port; valid as long as the sources. pc_services_of is by the user's rows only.
PcService pc_services_find(const PcServiceSources *sources, const PcHandshake *handshake);
PcService pc_services_at(const PcServiceSources *sources, PcTransport transport,
                         const PcEndpoint *client, const PcEndpoint *server);
PcService pc_services_of(const PcServices *services, const PcHandshake *handshake);
// pc_service_of_id gives a built-in one.
PcService pc_service_of_id(PcServiceId id, PcServiceBasis basis);

#endif
