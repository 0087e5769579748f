// SPDX-License-Identifier: GPL-2.0-or-later
// A phone calls a service of the sample cluster: the one-line description of a session (which
// phone, which certificate, which service, which trust folder) becomes packets. The samples, the
// benchmark and the scenario tests all start here.
#include "captures/make/call.h"
#include "captures/make/openssl_auto.h"
#include "captures/make/trust_folder.h"

#include <string.h>

#define FIRST_CLIENT_PORT 40000
#define N_CLIENT_PORTS 20000
#define SEQUENCE_STEP 2654435761U

// A skinny message: length, version, id; KeepAlive and its answer.
static const MkLine sccp_lines[] = {{MK_CLIENT, "\4\0\0\0\0\0\0\0\0\0\0\0", 12},
                                    {MK_SERVER, "\4\0\0\0\0\0\0\0\0\1\0\0", 12}};
static const MkLine http_lines[] = {
    {MK_CLIENT, "GET /cucm-uds/users HTTP/1.1\r\nHost: cucm-pub\r\n\r\n", 0},
    {MK_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0}};
static const MkLine capf_lines[] = {{MK_SERVER, "U\1\0\0\0\7\0\4\7\0\1\3", 12}};

typedef struct ServiceRow {
    uint16_t port;
    MkServerId server;
    const char *ip;
    uint8_t mac_end;
    const char *store; // NULL: does not ask
    const MkLine *lines;
    size_t n_lines;
} ServiceRow;

#define CUCM_IP "10.44.255.1"
#define LINES(array) array, G_N_ELEMENTS(array)

static const ServiceRow services[MK_N_SERVICES] = {
    [MK_SERVICE_SCCP] = {2443, MK_SERVER_CALLMANAGER, CUCM_IP, 1, "CallManager-trust",
                         LINES(sccp_lines)},
    [MK_SERVICE_SIP] = {5061, MK_SERVER_CALLMANAGER, CUCM_IP, 1, "CallManager-trust", NULL, 0},
    [MK_SERVICE_CAPF] = {3804, MK_SERVER_CAPF, CUCM_IP, 1, NULL, LINES(capf_lines)},
    [MK_SERVICE_HTTPS] = {8443, MK_SERVER_TOMCAT, CUCM_IP, 1, NULL, LINES(http_lines)},
    [MK_SERVICE_HEADSET] = {9444, MK_SERVER_TOMCAT, CUCM_IP, 1, "CallManager-trust",
                            LINES(http_lines)},
    [MK_SERVICE_VPN] = {443, MK_SERVER_VPN, "10.44.255.4", 4, "vpn", LINES(http_lines)},
    [MK_SERVICE_DOT1X] = {1812, MK_SERVER_RADIUS, "10.44.255.5", 5, "dot1x", NULL, 0},
};

typedef struct ShownRow {
    bool mic;
    MkCaId issuer;
    const char *from; // NULL: the ordinary dates
    const char *until;
} ShownRow;

static const ShownRow shown_rows[MK_N_SHOWN] = {
    [MK_SHOWN_LSC] = {false, MK_CA_CAPF, NULL, NULL},
    [MK_SHOWN_LSC_OLD] = {false, MK_CA_CAPF_OLD, "2023-11-20T08:00:00Z", "2027-11-19T08:00:00Z"},
    [MK_SHOWN_LSC_FOREIGN] = {false, MK_CA_CAPF_FOREIGN, NULL, NULL},
    [MK_SHOWN_LSC_EXPIRED] = {false, MK_CA_CAPF, "2024-03-01T08:00:00Z", "2026-10-01T08:00:00Z"},
    [MK_SHOWN_LSC_FUTURE] = {false, MK_CA_CAPF, "2026-11-25T08:00:00Z", "2029-01-31T08:00:00Z"},
    [MK_SHOWN_LSC_EXTERNAL] = {false, MK_CA_ENTERPRISE_ISSUING, NULL, NULL},
    [MK_SHOWN_MIC] = {true, MK_CA_MANUFACTURING, "2019-08-13T19:17:57Z", NULL},
    [MK_SHOWN_MIC_SHA2] = {true, MK_CA_MANUFACTURING_SHA2, "2019-08-13T19:17:57Z", NULL},
    [MK_SHOWN_MIC_EXPIRED] = {true, MK_CA_MANUFACTURING_SHA2, "2014-05-20T11:02:30Z", NULL},
    [MK_SHOWN_MIC_FORGED] = {true, MK_CA_FORGED_SHA2, "2019-08-13T19:17:57Z", NULL},
    [MK_SHOWN_MIC_HIGH_ASSURANCE] = {true, MK_CA_HIGH_ASSURANCE, "2022-06-14T19:17:57Z", NULL},
    [MK_SHOWN_MIC_III] = {true, MK_CA_MANUFACTURING_III, "2022-06-14T19:17:57Z", NULL},
};

MkCredential *mk_call_credential(const MkStudio *studio, const MkCall *call, const MkPhone *phone)
{
    const ShownRow *row = &shown_rows[call->shown];
    EVP_PKEY *key = mk_key_pool_get(studio->keys, call->phone);
    if (call->shown == MK_SHOWN_NOTHING) {
        return NULL;
    }
    if (row->mic) {
        const MkMicSpec mic = {.issuer = row->issuer, .key = key, .made = row->from};
        return mk_phone_mic(studio->pki, phone, &mic);
    }
    const MkLscSpec lsc = {
        .issuer = row->issuer, .key = key, .not_before = row->from, .not_after = row->until};
    return mk_phone_lsc(studio->pki, phone, &lsc);
}

static void set_path(MkScene *scene, const MkCall *call, const ServiceRow *service)
{
    MkPath *path = &scene->path;
    scene->ip = g_strdup_printf("10.44.%u.%u", call->phone / 250 % 250, 1 + call->phone % 250);
    memcpy(path->client.mac, scene->phone.mac, MK_MAC_LEN);
    path->client.ip = scene->ip;
    path->client.port = (uint16_t)(FIRST_CLIENT_PORT + call->phone % N_CLIENT_PORTS);
    const uint8_t server_mac[MK_MAC_LEN] = {0x00, 0x50, 0x56, 0x00, 0x01, service->mac_end};
    memcpy(path->server.mac, server_mac, MK_MAC_LEN);
    path->server.ip = service->ip;
    path->server.port = service->port;
    path->client_isn = (call->phone + 1) * SEQUENCE_STEP;
    path->server_isn = ~path->client_isn;
}

// Over EAPOL the phone speaks to a port of its switch, over RADIUS the switch to the RADIUS server.
static void set_switch(MkScene *scene, const MkCall *call)
{
    MkPath *path = &scene->path;
    const uint8_t switch_mac[MK_MAC_LEN] = {
        0x00, 0x1b, 0x54, 0x0a, (uint8_t)(call->phone >> 8), (uint8_t)call->phone};
    scene->common_name = mk_phone_common_name(&scene->phone);
    scene->nas_port_id = g_strdup_printf("GigabitEthernet1/0/%u", 1 + call->phone % 48);
    scene->eap = (MkEapOptions){.identity = scene->common_name, .first_id = (uint8_t)call->phone};
    scene->radius = (MkRadius){.user_name = scene->common_name,
                               .nas_port_id = scene->nas_port_id,
                               .nas_port = 50101 + call->phone % 48,
                               .first_id = (uint8_t)(call->phone * 7)};
    memcpy(scene->radius.phone_mac, scene->phone.mac, MK_MAC_LEN);
    if (call->carrier == MK_CARRIER_RADIUS) {
        memcpy(path->client.mac, switch_mac, MK_MAC_LEN);
        path->client.ip = "10.44.254.1";
        path->client.port = 1645;
    } else {
        memcpy(path->server.mac, switch_mac, MK_MAC_LEN);
    }
}

static const char *default_ciphers(int version)
{
    const bool old = version != 0 && version < TLS1_2_VERSION;
    return old ? "AES256-SHA" : "ECDHE-RSA-AES256-GCM-SHA384";
}

#define SIP_HEADERS                                                                                \
    "Via: SIP/2.0/TLS %s:5061;branch=z9hG4bK5f1c\r\n"                                              \
    "From: <sip:2001@CUCM-PUB>;tag=2c3124\r\nTo: <sip:2001@CUCM-PUB>%s\r\n"                        \
    "Call-ID: 2c3124-1@%s\r\nCSeq: 101 REGISTER\r\n"

// The phone registers in its own name; the server answers.
static void set_sip(MkScene *scene, const char *status)
{
    g_autofree char *device = mk_phone_device(&scene->phone);
    scene->sip_request = g_strdup_printf(
        "REGISTER sip:CUCM-PUB SIP/2.0\r\n" SIP_HEADERS
        "Contact: <sip:2001@%s:5061;transport=tls>;+u.sip!devicename.ccm.cisco.com=\"%s\"\r\n"
        "Expires: 3600\r\nContent-Length: 0\r\n\r\n",
        scene->ip, "", scene->ip, scene->ip, device);
    scene->sip_answer = g_strdup_printf("SIP/2.0 %s\r\n" SIP_HEADERS "Content-Length: 0\r\n\r\n",
                                        status, scene->ip, ";tag=9f3a", scene->ip);
    scene->sip_lines[0] = (MkLine){MK_CLIENT, scene->sip_request, 0};
    scene->sip_lines[1] = (MkLine){MK_SERVER, scene->sip_answer, 0};
    scene->talk.lines = scene->sip_lines;
    scene->talk.n_lines = G_N_ELEMENTS(scene->sip_lines);
}

// Phones of the 79xx family speak TLS 1.0 and nothing newer.
static const char *model_of(const MkCall *call)
{
    static const char *const old_models[] = {"CP-7975G", "CP-7965G", "CP-7945G"};
    const bool old = call->version != 0 && call->version < TLS1_2_VERSION;
    if (call->model == NULL && old) {
        return old_models[call->phone % G_N_ELEMENTS(old_models)];
    }
    return call->model;
}

void mk_scene_begin(MkScene *scene, const MkStudio *studio, const MkCall *call)
{
    const ServiceRow *service = &services[call->service];
    *scene = (MkScene){0};
    mk_phone(call->phone, model_of(call), &scene->phone);
    scene->credential = mk_call_credential(studio, call, &scene->phone);
    if (service->store != NULL) {
        const char *folder = call->trust != NULL ? call->trust : "trust";
        scene->store = mk_trust_store(studio->pki, folder, service->store);
    }
    scene->talk = (MkTalk){
        .client = {.credential = scene->credential,
                   .max_version = call->version,
                   .ciphers =
                       call->ciphers != NULL ? call->ciphers : default_ciphers(call->version)},
        .server = {.credential = mk_pki_server(studio->pki, service->server),
                   .trusted = scene->store,
                   .announced = call->announces ? scene->store : NULL,
                   .min_version = call->server_min_version,
                   .max_version = call->version > TLS1_2_VERSION && call->carrier != MK_CARRIER_UDP
                                      ? call->version
                                      : 0},
        .at_ns = call->at_ns,
        .lines = service->lines,
        .n_lines = call->silent ? 0 : service->n_lines,
        .ending = call->ending,
    };
    set_path(scene, call, service);
    if (call->service == MK_SERVICE_DOT1X) {
        set_switch(scene, call);
    }
    if (call->service == MK_SERVICE_SIP && !call->silent) {
        set_sip(scene, call->sip_status != NULL ? call->sip_status : "200 OK");
    }
    scene->carrier = call->carrier;
}

void mk_scene_show(MkScene *scene, MkCredential *credential)
{
    mk_credential_free(scene->credential);
    scene->credential = credential;
    scene->talk.client.credential = credential;
}

void mk_scene_run(MkScene *scene, MkMemory *memory)
{
    scene->conversation = mk_talk(&scene->talk, memory);
}

GPtrArray *mk_scene_packets(const MkScene *scene)
{
    GPtrArray *packets = mk_packets_new();
    g_autoptr(GPtrArray) eap = NULL;
    switch (scene->carrier) {
    case MK_CARRIER_TCP:
        mk_wire_tcp(packets, scene->conversation, &scene->path);
        break;
    case MK_CARRIER_UDP:
        mk_wire_udp(packets, scene->conversation, &scene->path);
        break;
    case MK_CARRIER_EAPOL:
    case MK_CARRIER_EAPOL_GROUP:
        eap = mk_eap_packets(scene->conversation, &scene->eap);
        mk_wire_eapol(packets, eap, &scene->path, scene->carrier == MK_CARRIER_EAPOL_GROUP);
        break;
    case MK_CARRIER_RADIUS:
        eap = mk_eap_packets(scene->conversation, &scene->eap);
        mk_wire_radius(packets, eap, &scene->path, &scene->radius);
        break;
    }
    return packets;
}

void mk_scene_clear(MkScene *scene)
{
    mk_credential_free(scene->credential);
    g_clear_pointer(&scene->store, g_ptr_array_unref);
    g_free(scene->ip);
    g_free(scene->common_name);
    g_free(scene->sip_request);
    g_free(scene->sip_answer);
    g_free(scene->nas_port_id);
    mk_conversation_free(scene->conversation);
    *scene = (MkScene){0};
}

GPtrArray *mk_call(const MkStudio *studio, const MkCall *call)
{
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, call);
    mk_scene_run(&scene, NULL);
    return mk_scene_packets(&scene);
}
