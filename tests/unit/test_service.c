// SPDX-License-Identifier: GPL-2.0-or-later
// PcService: every built-in port, what makes 443 a VPN, the user's rows and what is wrong with
// some.
#include "core/judge/service.h"
#include "tests/unit/unit.h"

static PcHandshake *handshake_at(PcTransport transport, int port)
{
    char client_address[] = "10.1.1.1", server_address[] = "10.1.1.2";
    const PcEndpoint client = {client_address, 50000}, server = {server_address, port};
    PcHandshake *handshake = pc_handshake_new(transport, &client, &server);
    handshake->client_direction = 0;
    return handshake;
}

static void expect(const PcServices *services, const PcHandshake *handshake, const char *name,
                   const char *store)
{
    const PcService service = pc_services_of(services, handshake);
    g_assert_cmpstr(service.name, ==, name);
    g_assert_cmpstr(service.store, ==, store);
}

static void test_built_in(void)
{
    static const struct {
        PcTransport transport;
        int port;
        const char *name, *store;
        bool phone;
    } rows[] = {
        {PC_TRANSPORT_TCP, 2443, "SCCP", "CallManager-trust", true},
        {PC_TRANSPORT_TCP, 5061, "SIP", "CallManager-trust", true},
        {PC_TRANSPORT_TCP, 3804, "CAPF", "CAPF-trust", true},
        {PC_TRANSPORT_TCP, 2445, "TVS", NULL, true},
        {PC_TRANSPORT_TCP, 9444, "HEADSET", "CallManager-trust", true},
        {PC_TRANSPORT_TCP, 443, "HTTPS", NULL, false},
        {PC_TRANSPORT_UDP, 443, "VPN", "vpn", false},
        {PC_TRANSPORT_TCP, 6971, "HTTPS", NULL, true},
        {PC_TRANSPORT_TCP, 6972, "HTTPS", NULL, true},
        {PC_TRANSPORT_TCP, 8443, "DIRECTORY", NULL, false},
        {PC_TRANSPORT_TCP, 5090, "SIP-OAUTH", "Tomcat-trust", true},
        {PC_TRANSPORT_TCP, 5091, "SIP-MRA", "Tomcat-trust", true},
        {PC_TRANSPORT_TCP, 8080, "TLS", NULL, false},
        {PC_TRANSPORT_UDP, 5061, "TLS", NULL, false},
        {PC_TRANSPORT_EAPOL, -1, "802.1X", "dot1x", true},
        {PC_TRANSPORT_RADIUS, 1812, "802.1X", "dot1x", true},
    };
    g_autoptr(PcServices) services = pc_services_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcHandshake) handshake = handshake_at(rows[i].transport, rows[i].port);
        expect(services, handshake, rows[i].name, rows[i].store);
        g_assert_true(pc_services_of(services, handshake).phone == rows[i].phone);
    }
}

static void test_vpn(void)
{
    g_autoptr(PcServices) services = pc_services_new();
    g_autoptr(PcHandshake) asked = handshake_at(PC_TRANSPORT_TCP, 443);
    asked->certificate_requested = true;
    expect(services, asked, "VPN", "vpn");
    g_autoptr(PcHandshake) shown = handshake_at(PC_TRANSPORT_TCP, 443);
    g_ptr_array_add(shown->client_chain, g_bytes_new_static("x", 1));
    expect(services, shown, "VPN", "vpn");
    g_autoptr(PcHandshake) empty = handshake_at(PC_TRANSPORT_TCP, 443);
    empty->client_certificate_empty = true;
    expect(services, empty, "VPN", "vpn");
}

// Not knowing who the server is, a port that is known tells.
static void test_unknown_side(void)
{
    g_autoptr(PcServices) services = pc_services_new();
    char one[] = "10.1.1.1", two[] = "10.1.1.2";
    const PcEndpoint a = {one, 5061}, b = {two, 50000};
    g_autoptr(PcHandshake) handshake = pc_handshake_new(PC_TRANSPORT_TCP, &a, &b);
    handshake->client_direction = -1;
    expect(services, handshake, "SIP", "CallManager-trust");
    handshake->client_direction = 1;
    expect(services, handshake, "SIP", "CallManager-trust");
    handshake->client_direction = 0;
    expect(services, handshake, "TLS", NULL);
}

static void add(PcServices *services, const char *row)
{
    GError *error = NULL;
    g_assert_true(pc_services_add(services, row, &error));
    g_assert_no_error(error);
}

static void test_added(void)
{
    g_autoptr(PcServices) services = pc_services_new();
    add(services, "5091=SIP-MRA:Tomcat-trust");
    add(services, "5063=SIP");
    add(services, "7443=portal");
    add(services, "2443=SCCP:my-store");
    add(services, "2443=SCCP:newer-store");
    g_autoptr(PcHandshake) mra = handshake_at(PC_TRANSPORT_TCP, 5091);
    expect(services, mra, "SIP-MRA", "Tomcat-trust");
    g_autoptr(PcHandshake) known = handshake_at(PC_TRANSPORT_UDP, 5063);
    expect(services, known, "SIP", "CallManager-trust");
    g_autoptr(PcHandshake) portal = handshake_at(PC_TRANSPORT_TCP, 7443);
    expect(services, portal, "portal", NULL);
    g_autoptr(PcHandshake) replaced = handshake_at(PC_TRANSPORT_TCP, 2443);
    expect(services, replaced, "SCCP", "newer-store");
}

static void test_refused(void)
{
    static const char *const bad[] = {
        "",       "5061",   "5061=",     "=SIP",     "0=SIP",        "x=SIP",    "65536=SIP",
        "-1=SIP", "5061=:", "5061=SIP:", "5061=a b", "5061=SIP:a:b", " 5061=SIP"};
    g_autoptr(PcServices) services = pc_services_new();
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        UNIT_ROW(bad, i);
        GError *error = NULL;
        g_assert_false(pc_services_add(services, bad[i], &error));
        g_assert_nonnull(strstr(error->message, "PORT=SERVICE[:STORE]"));
        g_clear_error(&error);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/service/built-in", test_built_in);
    g_test_add_func("/service/vpn", test_vpn);
    g_test_add_func("/service/unknown-side", test_unknown_side);
    g_test_add_func("/service/added", test_added);
    g_test_add_func("/service/refused", test_refused);
    return g_test_run();
}
