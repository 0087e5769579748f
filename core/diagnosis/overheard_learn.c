// SPDX-License-Identifier: GPL-2.0-or-later
// The servers that a phone's configuration names become services: each element that holds a port or
// an address tells a role (CUCM Security Guide; docs/field.md names the elements).
#include "core/diagnosis/overheard_work.h"

static void learn_call_managers(PcServices *learnt, const PcConfigFile *config)
{
    for (guint i = 0; i < config->call_managers->len; i++) {
        const PcConfigServer *server = g_ptr_array_index(config->call_managers, i);
        const char *host = *server->address != '\0' ? server->address : NULL;
        pc_services_learn(learnt, PC_SERVICE_SIP, host, server->secured_sip_port);
        pc_services_learn(learnt, PC_SERVICE_SIP_OAUTH, host, server->sip_oauth_port);
        pc_services_learn(learnt, PC_SERVICE_SIP_MRA, host, server->sip_mra_oauth_port);
    }
}

static void learn_servers(PcServices *learnt, PcServiceId id, const GPtrArray *servers)
{
    for (guint i = 0; i < servers->len; i++) {
        const PcConfigServer *server = g_ptr_array_index(servers, i);
        pc_services_learn(learnt, id, *server->address != '\0' ? server->address : NULL,
                          server->port);
    }
}

static void learn_urls(PcServices *learnt, PcServiceId id, const GPtrArray *urls)
{
    for (guint i = 0; i < urls->len; i++) {
        const PcConfigUrl *url = g_ptr_array_index(urls, i);
        pc_services_learn(learnt, id, url->host, url->port);
    }
}

// The port of secure SRST stands in no element that is known: a router that the file calls secure
// is one at the port of secure SIP and of secure SCCP.
static void learn_routers(PcServices *learnt, const PcConfigFile *config)
{
    const int ports[] = {pc_port_default(PC_SERVICE_SIP, PC_PORT_TLS),
                         pc_port_default(PC_SERVICE_SCCP, PC_PORT_TLS)};
    for (guint i = 0; i < config->srst_routers->len; i++) {
        const PcConfigServer *router = g_ptr_array_index(config->srst_routers, i);
        for (size_t k = 0; k < G_N_ELEMENTS(ports); k++) {
            pc_services_learn(learnt, PC_SERVICE_SRST, router->address, ports[k]);
        }
    }
}

void pc_overheard_learn(PcOverheard *overheard, const PcConfigFile *config)
{
    PcServices *learnt = overheard->hearsay.learnt;
    learn_call_managers(learnt, config);
    learn_servers(learnt, PC_SERVICE_CAPF, config->capf_servers);
    learn_servers(learnt, PC_SERVICE_TVS, config->tvs_servers);
    learn_urls(learnt, PC_SERVICE_VPN, config->vpn_gateways);
    learn_urls(learnt, PC_SERVICE_DIRECTORY, config->web_services);
    learn_routers(learnt, config);
}
