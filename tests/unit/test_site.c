// SPDX-License-Identifier: GPL-2.0-or-later
// A site's file and a capture's configurations say what a server is: in which order they count, and
// what a damaged file leaves standing.
#include "core/judge/site.h"
#include "core/judge/site_draft.h"

static PcHandshake *handshake_to(const char *address, int port)
{
    char *client = g_strdup("10.0.0.1"), *server = g_strdup(address);
    const PcEndpoint from = {client, 40000}, to = {server, port};
    PcHandshake *handshake = pc_handshake_new(PC_TRANSPORT_TCP, &from, &to);
    pc_handshake_hint_client(handshake, 0, false);
    g_free(client);
    g_free(server);
    return handshake;
}

static void expect(const PcServiceSources *sources, const char *address, int port,
                   const char *wanted)
{
    g_autoptr(PcHandshake) handshake = handshake_to(address, port);
    const PcService service = pc_services_find(sources, handshake);
    g_autofree char *came =
        g_strdup_printf("%s %s %s", service.name, service.store != NULL ? service.store : "-",
                        pc_service_basis_name(service.basis));
    g_assert_cmpstr(came, ==, wanted);
}

static PcServices *apply(const char *text, PcRelease *release, GPtrArray *problems)
{
    PcServices *services = pc_services_new();
    (void)pc_site_apply(pc_bytes(text, strlen(text)), "site.ini", services, release, problems);
    return services;
}

static void test_servers(void)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    PcRelease release = PC_RELEASE_ANY;
    g_autoptr(PcServices) services = apply("# comment\n"
                                           "[phonecert]\nrelease = 14SU3\n"
                                           "[server 10.99.1.1:5061]\nservice = SRST\n"
                                           "[server 10.2.1.1:5061]\nservice = SIP\n"
                                           "store = CallManager-trust@10.2.1.1\n"
                                           "[server 2001:db8::1 5071]\nservice=SIP\nstore=\n"
                                           "[phone SEP0A1B2C3D4E5F]\nmode = encrypted\n",
                                           &release, problems);
    const PcServiceSources sources = {services, NULL};
    g_assert_cmpuint(problems->len, ==, 0);
    g_assert_cmpint(release, ==, PC_RELEASE_14SU1);
    expect(&sources, "10.99.1.1", 5061, "SRST SRST user");
    expect(&sources, "10.2.1.1", 5061, "SIP CallManager-trust@10.2.1.1 user");
    expect(&sources, "2001:db8::1", 5071, "SIP CallManager-trust user");
    expect(&sources, "10.99.1.2", 5061, "SIP CallManager-trust port");
}

static void test_damaged(void)
{
    static const struct {
        const char *text;
        unsigned n_problems;
    } rows[] = {
        {"", 1},
        {"no group", 1},
        {"[server 10.1.1.1:5061]\n", 1},
        {"[server 10.1.1.1:5061]\nservice=a b\n[server 10.1.1.2:5061]\nservice=SIP\n", 1},
        {"[server 10.1.1.1]\nservice=SIP\n", 1},
        {"[phonecert]\nrelease=soon\n", 1},
        {"\xff\xfe", 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        PcRelease release = PC_RELEASE_ANY;
        g_autoptr(PcServices) services = apply(rows[i].text, &release, problems);
        g_test_message("%zu", i);
        g_assert_nonnull(services);
        g_assert_cmpuint(problems->len, ==, rows[i].n_problems);
        g_assert_true(g_str_has_prefix(g_ptr_array_index(problems, 0), "site.ini: "));
    }
}

// The user before the configuration, the configuration before what is spoken, that before the port.
static void test_order(void)
{
    g_autoptr(PcServices) learnt = pc_services_new(), user = pc_services_new();
    PcServiceSources sources = {NULL, learnt};
    pc_services_learn(learnt, PC_SERVICE_SIP, "10.1.1.1", 5071);
    pc_services_learn(learnt, PC_SERVICE_SIP_OAUTH, "cucm.example.com", 5095);
    pc_services_learn(learnt, PC_SERVICE_VPN, "vpn.example.com", 443);
    pc_services_learn(learnt, PC_SERVICE_SIP, "10.1.1.1", 0); // the file did not say
    expect(&sources, "10.1.1.1", 5071, "SIP CallManager-trust configuration");
    expect(&sources, "10.1.1.2", 5071, "TLS - port");
    expect(&sources, "10.1.1.2", 5095, "SIP-OAUTH Tomcat-trust configuration");
    expect(&sources, "10.9.9.9", 443, "HTTPS - port");
    g_assert_true(pc_services_add(user, "5071=CUBE", NULL));
    sources.user = user;
    expect(&sources, "10.1.1.1", 5071, "CUBE CUBE user");
    g_autoptr(PcHandshake) told = handshake_to("10.1.1.3", 7000);
    told->said.sip_device = g_strdup("SEP0A1B2C3D4E5F");
    const PcService spoken = pc_services_find(&sources, told);
    g_assert_cmpstr(spoken.name, ==, "SIP");
    g_assert_cmpstr(pc_service_basis_name(spoken.basis), ==, "spoken");
}

// What is drafted is read back as it was; what could not be stands as a comment.
static void test_draft(void)
{
    static const struct {
        const char *host;
        int port;
        const char *service, *store;
        PcServiceBasis basis;
        bool has_port;
    } rows[] = {
        {"10.1.1.1", 5061, "SIP", "CallManager-trust", PC_SERVICE_BY_PORT, true},
        {"10.1.1.1", 5061, "SRST", "SRST", PC_SERVICE_BY_CONFIGURATION, true},
        {"2001:db8::1", 5071, "SIP", "CallManager-trust@2001:db8::1", PC_SERVICE_BY_USER, true},
        {NULL, 5095, "SIP-OAUTH", "Tomcat-trust", PC_SERVICE_BY_CONFIGURATION, true},
        {"evil]\n[server 10.9.9.9:1", 443, "VPN", "vpn", PC_SERVICE_BY_CONFIGURATION, true},
        {"10.1.1.5", 1812, "802.1X", "dot1x", PC_SERVICE_BY_PORT, false},
        {"cucm-pub.acme.example", 8443, "DIRECTORY", NULL, PC_SERVICE_BY_PORT, true},
    };
    g_autoptr(PcSiteDraft) draft = pc_site_draft_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        pc_site_draft_server(draft,
                             &(PcSiteServer){
                                 .place = {rows[i].host,
                                           rows[i].port,
                                           {rows[i].service, rows[i].store, true, rows[i].basis}},
                                 .shows = "CN=a\nb",
                                 .has_port = rows[i].has_port,
                                 .is_handshake = true,
                             });
    }
    pc_site_draft_release(draft, PC_RELEASE_14SU1);
    pc_site_draft_phone(draft, &(PcSitePhone){"SEP0A1B2C3D4E5F", "encrypted", "TLS", NULL, "none"});
    char *const from[] = {"a\nb.pcap", NULL};
    g_autofree char *text = pc_site_draft_text(draft, from);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    PcRelease release = PC_RELEASE_ANY;
    g_autoptr(PcServices) services = apply(text, &release, problems);
    const PcServiceSources sources = {services, NULL};
    g_test_message("%s", text);
    g_assert_cmpuint(problems->len, ==, 0);
    g_assert_cmpint(release, ==, PC_RELEASE_14SU1);
    expect(&sources, "10.1.1.1", 5061, "SRST SRST user");
    expect(&sources, "2001:db8::1", 5071, "SIP CallManager-trust@2001:db8::1 user");
    expect(&sources, "10.7.7.7", 5095, "SIP-OAUTH Tomcat-trust user");
    PcServicePlace place;
    unsigned n = 0;
    while (pc_services_row(services, n, &place)) {
        g_assert_cmpstr(place.host, !=, "10.9.9.9");
        n++;
    }
    g_assert_cmpuint(n, ==, 4);
    g_assert_nonnull(strstr(text, "10.1.1.5: 802.1X, store dot1x"));
    g_assert_nonnull(strstr(text, "also seen as SIP"));
    g_assert_nonnull(strstr(text, "\nSEP0A1B2C3D4E5F = encrypted, transport TLS"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site/servers", test_servers);
    g_test_add_func("/site/damaged", test_damaged);
    g_test_add_func("/site/order", test_order);
    g_test_add_func("/site/draft", test_draft);
    return g_test_run();
}
