// SPDX-License-Identifier: GPL-2.0-or-later
// Names and port numbers become services and stores. The rows are Cisco's own port usage (Cisco
// 200860; CUCM security guide); docs/field.md tells each with its source.
#include "core/field/services.h"

#include <ctype.h>
#include <string.h>

static const char *const stores[] = {
    PC_STORE_CALLMANAGER, PC_STORE_CAPF, PC_STORE_DOT1X,        PC_STORE_VPN,
    PC_STORE_TOMCAT,      PC_STORE_SRST, PC_STORE_PROVISIONING,
};

// clang-format off
static const PcServiceRow services[PC_N_SERVICES] = {
//                            name            store                  phone  cluster signalling
[PC_SERVICE_TLS]          = {"TLS",          NULL,                  false, false, false},
[PC_SERVICE_SCCP]         = {"SCCP",         PC_STORE_CALLMANAGER,  true,  true,  true},
[PC_SERVICE_SIP]          = {"SIP",          PC_STORE_CALLMANAGER,  true,  true,  true},
[PC_SERVICE_CAPF]         = {"CAPF",         PC_STORE_CAPF,         true,  true,  false},
[PC_SERVICE_TVS]          = {"TVS",          NULL,                  true,  true,  false},
[PC_SERVICE_HEADSET]      = {"HEADSET",      PC_STORE_CALLMANAGER,  true,  false, false},
[PC_SERVICE_DOT1X]        = {"802.1X",       PC_STORE_DOT1X,        true,  false, false},
[PC_SERVICE_VPN]          = {"VPN",          PC_STORE_VPN,          false, false, false},
[PC_SERVICE_HTTPS]        = {"HTTPS",        NULL,                  false, false, false},
// Tomcat's certificate on the CallManager's port; the phone shows a token, no certificate.
[PC_SERVICE_SIP_OAUTH]    = {"SIP-OAUTH",    PC_STORE_TOMCAT,       true,  false, true},
// The same over MRA: the client is Expressway-C, and it must show its certificate.
[PC_SERVICE_SIP_MRA]      = {"SIP-MRA",      PC_STORE_TOMCAT,       true,  false, true},
// The router's own trustpoints judge.
[PC_SERVICE_SRST]         = {"SRST",         PC_STORE_SRST,         true,  false, true},
[PC_SERVICE_CUBE]         = {"CUBE",         "CUBE",                true,  false, true},
[PC_SERVICE_PROVISIONING] = {"PROVISIONING", PC_STORE_PROVISIONING, true,  false, false},
[PC_SERVICE_DIRECTORY]    = {"DIRECTORY",    NULL,                  false, false, false},
};

enum {
    TCP = PC_OVER_TCP, UDP = PC_OVER_UDP, EAP = PC_OVER_EAPOL | PC_OVER_RADIUS,
    TLS = PC_PORT_TLS, CLEAR = PC_PORT_CLEAR, MUTUAL = PC_PORT_MUTUAL,
    KNOCK = PC_PORT_KNOCK, CLAIM = PC_PORT_CLAIM, PHONE = PC_PORT_PHONE,
};

// The first row that fits counts. DTLS on 443 is the VPN's second half even where, resumed, it asks
// for no certificate again. VPN head-ends are not knocked at: every browser knocks at 443.
static const PcPortRow ports[] = {
    {EAP,         -1, TLS,                 PC_SERVICE_DOT1X},
    {TCP,       2443, TLS | KNOCK | CLAIM, PC_SERVICE_SCCP},
    {TCP,       5061, TLS | KNOCK | CLAIM, PC_SERVICE_SIP},
    {TCP,       5090, TLS | KNOCK | CLAIM, PC_SERVICE_SIP_OAUTH},
    {TCP,       5091, TLS | KNOCK | CLAIM, PC_SERVICE_SIP_MRA},
    {TCP,       3804, TLS | KNOCK | CLAIM, PC_SERVICE_CAPF}, // HiQnet's in Wireshark
    {TCP,       2445, TLS | KNOCK | CLAIM, PC_SERVICE_TVS},
    {TCP,       9444, TLS | KNOCK | CLAIM, PC_SERVICE_HEADSET},
    {UDP,        443, TLS,                 PC_SERVICE_VPN},
    {TCP,        443, TLS | MUTUAL,        PC_SERVICE_VPN},
    {TCP,        443, TLS,                 PC_SERVICE_HTTPS},
    {TCP,       6971, TLS | KNOCK | PHONE, PC_SERVICE_HTTPS},
    {TCP,       6972, TLS | KNOCK | PHONE, PC_SERVICE_HTTPS},
    {TCP,       8443, TLS | KNOCK,         PC_SERVICE_DIRECTORY},
    {TCP,       9443, TLS | KNOCK | PHONE, PC_SERVICE_DIRECTORY}, // contact search
    {TCP,       2000, CLEAR | KNOCK,       PC_SERVICE_SCCP},
    {TCP | UDP, PC_PORT_SIP, CLEAR | KNOCK, PC_SERVICE_SIP},
    {TCP,       6970, CLEAR | KNOCK,       PC_SERVICE_TLS}, // files by HTTP
};
// clang-format on

enum { N_STORES = sizeof stores / sizeof *stores, N_PORTS = sizeof ports / sizeof *ports };

const char *pc_store_name(size_t index)
{
    return index < N_STORES ? stores[index] : NULL;
}

bool pc_store_is_known(const char *name)
{
    for (size_t i = 0; i < N_STORES; i++) {
        if (name != NULL && strcmp(stores[i], name) == 0) {
            return true;
        }
    }
    return false;
}

// Other names that a store goes by, as same_name compares them.
static const struct {
    const char *name, *store;
} spellings[] = {
    {"callmanager", PC_STORE_CALLMANAGER}, {"ccm-trust", PC_STORE_CALLMANAGER},
    {"cucm-trust", PC_STORE_CALLMANAGER},  {"capf", PC_STORE_CAPF},
    {"dot1x-trust", PC_STORE_DOT1X},       {"802.1x", PC_STORE_DOT1X},
    {"802.1x-trust", PC_STORE_DOT1X},      {"ise", PC_STORE_DOT1X},
    {"vpn-trust", PC_STORE_VPN},           {"phone-vpn-trust", PC_STORE_VPN},
};

static bool is_mark(char character)
{
    return character == '-' || character == '_' || character == '.' || character == ' ';
}

// same_name compares without regard to case and to what parts words.
static bool same_name(const char *one, const char *other)
{
    while (*one != '\0' || *other != '\0') {
        if (is_mark(*one)) {
            one++;
        } else if (is_mark(*other)) {
            other++;
        } else if (tolower((unsigned char)*one++) != tolower((unsigned char)*other++)) {
            return false;
        }
    }
    return true;
}

const char *pc_store_of_name(const char *name)
{
    for (size_t i = 0; i < N_STORES; i++) {
        if (same_name(stores[i], name)) {
            return stores[i];
        }
    }
    return NULL;
}

const char *pc_store_of_spelling(const char *name)
{
    const char *store = pc_store_of_name(name);
    if (store != NULL) {
        return store;
    }
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (same_name(spellings[i].name, name)) {
            return spellings[i].store;
        }
    }
    return NULL;
}

const PcServiceRow *pc_service_row(PcServiceId id)
{
    return &services[id];
}

PcServiceId pc_service_by_name(const char *name)
{
    PcServiceId id = PC_SERVICE_TLS;
    while (id < PC_N_SERVICES && (name == NULL || strcmp(services[id].name, name) != 0)) {
        id++;
    }
    return id;
}

bool pc_service_is_signalling(const char *name)
{
    const PcServiceId id = pc_service_by_name(name);
    return id < PC_N_SERVICES && services[id].is_signalling;
}

bool pc_service_is_of_cluster(const char *name)
{
    const PcServiceId id = pc_service_by_name(name);
    return id < PC_N_SERVICES && services[id].of_cluster;
}

const PcPortRow *pc_port_row(size_t index)
{
    return index < N_PORTS ? &ports[index] : NULL;
}

bool pc_port_is(unsigned over, int port, unsigned use)
{
    for (size_t i = 0; i < N_PORTS; i++) {
        if ((ports[i].over & over) != 0 && ports[i].port == port && (ports[i].use & use) == use) {
            return true;
        }
    }
    return false;
}

int pc_port_default(PcServiceId service, unsigned use)
{
    for (size_t i = 0; i < N_PORTS; i++) {
        if (ports[i].service == service && ports[i].port > 0 && (ports[i].use & use) == use) {
            return ports[i].port;
        }
    }
    return -1;
}

PcServiceId pc_port_service(int port)
{
    for (size_t i = 0; i < N_PORTS; i++) {
        const unsigned use = ports[i].use & (PC_PORT_TLS | PC_PORT_MUTUAL);
        if ((ports[i].over & PC_OVER_TCP) != 0 && ports[i].port == port && use == PC_PORT_TLS) {
            return ports[i].service;
        }
    }
    return PC_SERVICE_TLS;
}
