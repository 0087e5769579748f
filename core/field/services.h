// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of services (name, the store that judges its client certificates) and the one of
// ports (transport, number, service, what a port is good for). Nobody else lists a port or names a
// store; tests/lint holds that.
#ifndef PHONECERT_CORE_FIELD_SERVICES_H
#define PHONECERT_CORE_FIELD_SERVICES_H

#include <stdbool.h>
#include <stddef.h>

// The stores by name, as CUCM and phonecert's users write them.
#define PC_STORE_CALLMANAGER "CallManager-trust"
#define PC_STORE_CAPF "CAPF-trust"
#define PC_STORE_DOT1X "dot1x"
#define PC_STORE_VPN "vpn"
#define PC_STORE_TOMCAT "Tomcat-trust"
#define PC_STORE_SRST "SRST"
#define PC_STORE_PROVISIONING "provisioning"
// pc_store_name gives them one by one, NULL after the last: a certificate that is given without a
// store counts for all of these.
const char *pc_store_name(size_t index);
bool pc_store_is_known(const char *name);
// pc_store_of_name gives the store of that name without regard to case and to what parts words
// ("callmanager_trust"); NULL where there is none.
const char *pc_store_of_name(const char *name);
// pc_store_of_spelling gives the store that a common way to write its name means
// ("callmanager_trust", "CAPF", "802.1X"), where nothing but a store can be meant; NULL where none
// is meant.
const char *pc_store_of_spelling(const char *name);

typedef enum {
    PC_SERVICE_TLS, // none of the others
    PC_SERVICE_SCCP,
    PC_SERVICE_SIP,
    PC_SERVICE_CAPF,
    PC_SERVICE_TVS,
    PC_SERVICE_HEADSET,
    PC_SERVICE_DOT1X,
    PC_SERVICE_VPN,
    PC_SERVICE_HTTPS,
    PC_SERVICE_SIP_OAUTH,
    PC_SERVICE_SIP_MRA,
    PC_SERVICE_SRST,
    PC_SERVICE_CUBE,
    PC_SERVICE_PROVISIONING,
    PC_SERVICE_DIRECTORY,
    PC_N_SERVICES,
} PcServiceId;

// PcServiceRow: strings are static.
typedef struct {
    const char *name;
    const char *store;  // NULL: none judges
    bool phone;         // one that Cisco phones use: shown without --all
    bool of_cluster;    // one of the phone's own cluster, whose servers its trust list holds
    bool is_signalling; // the phone registers there
} PcServiceRow;

const PcServiceRow *pc_service_row(PcServiceId id);
// pc_service_by_name finds one by its name; PC_N_SERVICES if there is none.
PcServiceId pc_service_by_name(const char *name);

// pc_service_is_signalling and _is_of_cluster say so of a service by its name; false for unknown
// ones.
bool pc_service_is_signalling(const char *name);
bool pc_service_is_of_cluster(const char *name);

// Which transports, as bits.
enum { PC_OVER_TCP = 1, PC_OVER_UDP = 2, PC_OVER_EAPOL = 4, PC_OVER_RADIUS = 8 };

// What a port is good for, as bits.
enum {
    PC_PORT_TLS = 1,    // the service speaks TLS there
    PC_PORT_CLEAR = 2,  // the service speaks in clear there
    PC_PORT_MUTUAL = 4, // and only where the server asks for a client certificate
    PC_PORT_KNOCK = 8,  // a connection there that came to nothing is worth telling
    PC_PORT_CLAIM = 16, // Wireshark does not know that TLS is spoken there
    PC_PORT_PHONE = 32, // nobody but phones goes there, whoever else uses the service
};

// The one number that other tables of constants need.
enum { PC_PORT_SIP = 5060 };

// PcPortRow: `port` -1 is any.
typedef struct {
    unsigned over;
    int port;
    unsigned use;
    PcServiceId service;
} PcPortRow;

// pc_port_row gives the rows in their order, the first that fits counts; NULL after the last.
const PcPortRow *pc_port_row(size_t index);
// pc_port_is says whether a port, over one of these transports, has all of these uses.
bool pc_port_is(unsigned over, int port, unsigned use);
// pc_port_default gives the first port of a service with all of these uses; -1 if there is none.
int pc_port_default(PcServiceId service, unsigned use);
// pc_port_service gives the service at a TCP port without knowing more; PC_SERVICE_TLS: none.
PcServiceId pc_port_service(int port);

#endif
