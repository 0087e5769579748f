// SPDX-License-Identifier: GPL-2.0-or-later
// Which service a handshake belongs to and which trust store judges its client certificate, from
// transport and server port (core/field/services.h), and from rows that the user adds.
#ifndef PHONECERT_CORE_SERVICE_H
#define PHONECERT_CORE_SERVICE_H

#include "core/field/services.h"
#include "core/handshake/handshake.h"

// PcService lends static or table-owned strings. `store` is NULL where no store judges.
typedef struct {
    const char *name;  // as in core/field/services.c, or the user's
    const char *store; // the same; NULL
    bool phone;        // a service that Cisco phones use: shown without --all
} PcService;

typedef struct PcServices PcServices;
PcServices *pc_services_new(void);
void pc_services_free(PcServices *services);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcServices, pc_services_free)

// pc_services_add takes "PORT=SERVICE[:STORE]" (e.g. "5091=SIP-MRA:CallManager-trust"). False with
// `error` on bad syntax.
bool pc_services_add(PcServices *services, const char *row,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_services_of gives the service of a handshake, pc_services_at that which a client asks for at a
// server's port; valid as long as `services`.
PcService pc_services_of(const PcServices *services, const PcHandshake *handshake);
PcService pc_services_at(const PcServices *services, PcTransport transport,
                         const PcEndpoint *client, const PcEndpoint *server);

#endif
