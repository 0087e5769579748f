// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the security fields out of a phone's configuration with GLib's XML reader, which knows no
// entities of its own and opens nothing. Each field is one row: the element it stands in, its own
// name, and where it goes.
#include "core/files/config_file.h"

#include "core/bytes/text.h"
#include "core/files/trust_list.h"

const char *pc_config_security_mode_name(int mode)
{
    static const char *const names[] = {NULL, "non-secure", "authenticated", "encrypted"};
    return mode >= 0 && (size_t)mode < G_N_ELEMENTS(names) ? names[mode] : NULL;
}

static void server_free(void *data)
{
    PcConfigServer *server = data;
    g_free(server->address);
    g_free(server);
}

static void url_free(void *data)
{
    PcConfigUrl *url = data;
    g_free(url->host);
    g_free(url);
}

static void config_clear(void *data)
{
    PcConfigFile *config = data;
    g_free(config->cert_hash);
    g_ptr_array_unref(config->vpn_hashes);
    g_ptr_array_unref(config->vpn_gateways);
    g_ptr_array_unref(config->web_services);
    g_ptr_array_unref(config->srst_routers);
    g_ptr_array_unref(config->call_managers);
    g_ptr_array_unref(config->capf_servers);
    g_ptr_array_unref(config->tvs_servers);
}

PcConfigFile *pc_config_file_ref(PcConfigFile *config)
{
    return g_atomic_rc_box_acquire(config);
}

void pc_config_file_free(PcConfigFile *config)
{
    if (config != NULL) {
        g_atomic_rc_box_release_full(config, config_clear);
    }
}

enum { MAX_SRST = 3, ADDRESS_LEN = 46 };

typedef struct {
    PcConfigFile *config;
    char srst_address[MAX_SRST][ADDRESS_LEN]; // as the file numbers them from 1
    int srst_port[MAX_SRST];
    GPtrArray *servers;     // that the element we are in belongs to; NULL outside of them
    PcConfigServer *server; // the one that is being read; NULL
    bool has_device;        // the outermost element is <device>
    unsigned depth;
} Reading;

// ---- fields ---------------------------------------------------------------------------------

static int number_of(const char *text)
{
    char *end;
    guint64 number = g_ascii_strtoull(text, &end, 10);
    return end > text && *end == '\0' && number <= 65535 ? (int)number : -1;
}

static void take_security_mode(Reading *reading, const char *text)
{
    reading->config->device_security_mode = number_of(text);
}

static void take_transport(Reading *reading, const char *text)
{
    reading->config->transport_layer_protocol = number_of(text);
}

static void take_auth_mode(Reading *reading, const char *text)
{
    reading->config->capf_auth_mode = number_of(text);
}

static void take_cert_hash(Reading *reading, const char *text)
{
    g_free(reading->config->cert_hash);
    reading->config->cert_hash = g_strdup(text);
}

static void take_address(Reading *reading, const char *text)
{
    if (reading->server != NULL) {
        g_free(reading->server->address);
        reading->server->address = g_strdup(text);
    }
}

static void take_port(Reading *reading, const char *text)
{
    int port = number_of(text);
    if (reading->server != NULL && port > 0) {
        reading->server->port = port;
    }
}

static void take_secured_port(Reading *reading, const char *text)
{
    int port = number_of(text);
    if (reading->server != NULL && port > 0) {
        reading->server->secured_sip_port = port;
    }
}

static void take_oauth_port(Reading *reading, const char *text)
{
    int port = number_of(text);
    if (reading->server != NULL && port > 0) {
        reading->server->sip_oauth_port = port;
    }
}

static void take_mra_oauth_port(Reading *reading, const char *text)
{
    int port = number_of(text);
    if (reading->server != NULL && port > 0) {
        reading->server->sip_mra_oauth_port = port;
    }
}

static void take_name(Reading *reading, const char *text)
{
    if (reading->server != NULL && *reading->server->address == '\0') {
        take_address(reading, text);
    }
}

static int truth_of(const char *text)
{
    const bool is_true = g_ascii_strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0;
    const bool is_false = g_ascii_strcasecmp(text, "false") == 0 || strcmp(text, "0") == 0;
    return is_true ? 1 : is_false ? 0 : -1;
}

static void take_encrypted(Reading *reading, const char *text)
{
    reading->config->encrypted_config = truth_of(text);
}

static void take_oauth_mode(Reading *reading, const char *text)
{
    reading->config->sip_oauth_mode = truth_of(text);
}

static void take_full_config(Reading *reading, const char *text)
{
    reading->config->full_config = truth_of(text);
}

static void take_wired_dot1x(Reading *reading, const char *text)
{
    reading->config->wired_dot1x = number_of(text);
}

static void take_vpn_method(Reading *reading, const char *text)
{
    reading->config->vpn_auth_method = number_of(text);
}

static void take_srst_secure(Reading *reading, const char *text)
{
    reading->config->srst_is_secure = truth_of(text);
}

// "https://vpn.example.com:8443/phone": only an https URL is a place where certificates count.
static PcConfigUrl *read_url(const char *text)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_PARSE_RELAXED, NULL);
    if (uri == NULL || g_strcmp0(g_uri_get_scheme(uri), "https") != 0 ||
        g_uri_get_host(uri) == NULL) {
        return NULL;
    }
    enum { HTTPS_PORT = 443 };
    const int port = g_uri_get_port(uri);
    PcConfigUrl *url = g_new(PcConfigUrl, 1);
    *url = (PcConfigUrl){g_strdup(g_uri_get_host(uri)), port > 0 ? port : HTTPS_PORT};
    return url;
}

static void add_url(GPtrArray *urls, const char *text)
{
    PcConfigUrl *url = urls->len < PC_CONFIG_MAX_SERVERS ? read_url(text) : NULL;
    if (url != NULL) {
        g_ptr_array_add(urls, url);
    }
}

static void take_vpn_url(Reading *reading, const char *text)
{
    add_url(reading->config->vpn_gateways, text);
}

static void take_web_url(Reading *reading, const char *text)
{
    add_url(reading->config->web_services, text);
}

static void take_vpn_hash(Reading *reading, const char *text)
{
    GPtrArray *hashes = reading->config->vpn_hashes;
    if (*text != '\0' && hashes->len < PC_CONFIG_MAX_SERVERS) {
        g_ptr_array_add(hashes, g_strdup(text));
    }
}

// Rows of these have a number after the element's name: "sipIpAddr1".
static void take_srst_address(Reading *reading, const char *text, unsigned index)
{
    g_strlcpy(reading->srst_address[index], text, ADDRESS_LEN);
}

static void take_srst_port(Reading *reading, const char *text, unsigned index)
{
    reading->srst_port[index] = number_of(text);
}

static const struct {
    const char *parent, *name;
    void (*take)(Reading *reading, const char *text);
} fields[] = {
    {"device", "deviceSecurityMode", take_security_mode},
    {"device", "transportLayerProtocol", take_transport},
    {"device", "capfAuthMode", take_auth_mode},
    {"device", "certHash", take_cert_hash},
    {"device", "encrConfig", take_encrypted},
    {"device", "sipOAuthMode", take_oauth_mode},
    {"device", "fullConfig", take_full_config},
    {"vendorConfig", "eapAuthentication", take_wired_dot1x},
    {"callManager", "processNodeName", take_address},
    {"callManager", "name", take_name},
    {"ports", "sipPort", take_port},
    {"ports", "securedSipPort", take_secured_port},
    {"ports", "sipOAuthPort", take_oauth_port},
    {"ports", "sipMRAOAuthPort", take_mra_oauth_port},
    {"capf", "processNodeName", take_address},
    {"capf", "phonePort", take_port},
    {"member", "address", take_address},
    {"member", "port", take_port},
    {"srstInfo", "isSecure", take_srst_secure},
    {"vpnGroup", "authMethod", take_vpn_method},
    {"device", "secureDirectoryURL", take_web_url},
    {"device", "secureServicesURL", take_web_url},
    {"device", "secureAuthenticationURL", take_web_url},
    {"device", "secureMessagesURL", take_web_url},
    {"device", "secureInformationURL", take_web_url},
    {"device", "secureIdleURL", take_web_url},
    {"phoneService", "url", take_web_url},
};

static const struct {
    const char *parent, *name;
    unsigned max; // numbers go from 1 to this
    void (*take)(Reading *reading, const char *text);
    void (*take_at)(Reading *reading, const char *text, unsigned index);
} numbered[] = {
    {"addresses", "url", 3, take_vpn_url, NULL},
    {"credentials", "certHash", 10, take_vpn_hash, NULL},
    {"srstInfo", "sipIpAddr", MAX_SRST, NULL, take_srst_address},
    {"srstInfo", "sipPort", MAX_SRST, NULL, take_srst_port},
};

// ---- elements -------------------------------------------------------------------------------

// The elements inside which servers are listed, and the one that is a server in them.
static GPtrArray *servers_of(Reading *reading, const char *name)
{
    if (strcmp(name, "callManagerGroup") == 0) {
        return reading->config->call_managers;
    }
    if (strcmp(name, "capfList") == 0) {
        return reading->config->capf_servers;
    }
    return strcmp(name, "TVS") == 0 ? reading->config->tvs_servers : NULL;
}

static bool is_server(const Reading *reading, const char *name)
{
    const PcConfigFile *config = reading->config;
    return (reading->servers == config->call_managers && strcmp(name, "callManager") == 0) ||
           (reading->servers == config->capf_servers && strcmp(name, "capf") == 0) ||
           (reading->servers == config->tvs_servers && strcmp(name, "member") == 0);
}

static void on_start(GMarkupParseContext *context, const char *name, const char **attributes,
                     const char **values, void *user, GError **error)
{
    Reading *reading = user;
    (void)context, (void)attributes, (void)values;
    if (reading->depth == PC_CONFIG_MAX_DEPTH) {
        g_set_error_literal(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too deep");
        return;
    }
    reading->depth++;
    if (reading->depth == 1) {
        reading->has_device = strcmp(name, "device") == 0;
    }
    GPtrArray *servers = servers_of(reading, name);
    reading->servers = servers != NULL ? servers : reading->servers;
    if (reading->servers != NULL && is_server(reading, name) &&
        reading->servers->len < PC_CONFIG_MAX_SERVERS) {
        reading->server = g_new0(PcConfigServer, 1);
        reading->server->address = g_strdup("");
        g_ptr_array_add(reading->servers, reading->server);
    }
}

static void take_value(Reading *reading, const char *parent, const char *name, const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (strcmp(fields[i].parent, parent) == 0 && strcmp(fields[i].name, name) == 0) {
            fields[i].take(reading, text);
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(numbered); i++) {
        const size_t len = strlen(numbered[i].name);
        guint64 number = 0;
        if (strcmp(numbered[i].parent, parent) != 0 || strncmp(numbered[i].name, name, len) != 0 ||
            !g_ascii_string_to_unsigned(&name[len], 10, 1, numbered[i].max, &number, NULL)) {
            continue;
        }
        if (numbered[i].take_at != NULL) {
            numbered[i].take_at(reading, text, (unsigned)number - 1);
        } else {
            numbered[i].take(reading, text);
        }
    }
}

static void take_routers(Reading *reading)
{
    for (size_t i = 0; i < MAX_SRST; i++) {
        if (reading->srst_address[i][0] != '\0') {
            PcConfigServer *router = g_new0(PcConfigServer, 1);
            router->address = g_strdup(reading->srst_address[i]);
            router->port = MAX(reading->srst_port[i], 0);
            g_ptr_array_add(reading->config->srst_routers, router);
        }
    }
}

static void on_text(GMarkupParseContext *context, const char *text, gsize len, void *user,
                    GError **error)
{
    const GSList *stack = g_markup_parse_context_get_element_stack(context);
    (void)error;
    if (stack == NULL || stack->next == NULL) {
        return;
    }
    g_autofree char *value = pc_text_clean(pc_bytes(text, len), PC_CONFIG_MAX_VALUE);
    g_strstrip(value);
    take_value(user, stack->next->data, stack->data, value);
}

static void on_end(GMarkupParseContext *context, const char *name, void *user, GError **error)
{
    Reading *reading = user;
    (void)context, (void)error;
    reading->depth--;
    if (reading->servers != NULL && is_server(reading, name)) {
        reading->server = NULL;
    }
    if (servers_of(reading, name) != NULL) {
        reading->servers = NULL;
    }
}

// An element that is closed at once has no text: an empty certHash says that there is no LSC.
static void on_start_or_empty(GMarkupParseContext *context, const char *name,
                              const char **attributes, const char **values, void *user,
                              GError **error)
{
    const Reading *reading = user;
    on_start(context, name, attributes, values, user, error);
    if (strcmp(name, "certHash") == 0 && reading->depth == 2 &&
        reading->config->cert_hash == NULL) {
        reading->config->cert_hash = g_strdup("");
    }
}

static void parse(Reading *reading, PcBytes xml)
{
    static const GMarkupParser parser = {
        .start_element = on_start_or_empty, .end_element = on_end, .text = on_text};
    g_autoptr(GError) error = NULL;
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reading, NULL);
    if (!g_markup_parse_context_parse(context, (const char *)xml.data, (gssize)xml.len, &error) ||
        !g_markup_parse_context_end_parse(context, &error)) {
        reading->config->defect = "the XML is damaged, cut or too deep";
    }
    g_markup_parse_context_free(context);
}

static PcConfigFile *config_new(void)
{
    PcConfigFile *config = g_atomic_rc_box_new0(PcConfigFile);
    config->device_security_mode = -1;
    config->transport_layer_protocol = -1;
    config->capf_auth_mode = -1;
    config->encrypted_config = -1;
    config->sip_oauth_mode = -1;
    config->full_config = -1;
    config->wired_dot1x = -1;
    config->vpn_auth_method = -1;
    config->srst_is_secure = -1;
    config->vpn_hashes = g_ptr_array_new_with_free_func(g_free);
    config->vpn_gateways = g_ptr_array_new_with_free_func(url_free);
    config->web_services = g_ptr_array_new_with_free_func(url_free);
    config->srst_routers = g_ptr_array_new_with_free_func(server_free);
    config->call_managers = g_ptr_array_new_with_free_func(server_free);
    config->capf_servers = g_ptr_array_new_with_free_func(server_free);
    config->tvs_servers = g_ptr_array_new_with_free_func(server_free);
    return config;
}

PcConfigFile *pc_config_file_new(PcBytes content)
{
    PcBytes xml = content;
    bool is_signed = pc_signed_file_payload(content, &xml);
    pc_text_skip_mark(&xml);
    if (xml.len == 0 || xml.len > PC_CONFIG_MAX_LEN) {
        return NULL;
    }
    g_autoptr(PcConfigFile) config = config_new();
    Reading reading = {.config = config};
    config->is_signed = is_signed;
    parse(&reading, xml);
    take_routers(&reading);
    return reading.has_device ? g_steal_pointer(&config) : NULL;
}

enum { AROUND = 64 }; // what an allocator and an array take for each thing in it

static size_t held_in_urls(const GPtrArray *urls)
{
    size_t held = 0;
    for (guint i = 0; i < urls->len; i++) {
        const PcConfigUrl *url = g_ptr_array_index(urls, i);
        held += sizeof *url + AROUND + (url->host != NULL ? strlen(url->host) : 0);
    }
    return held;
}

static size_t held_in_servers(const GPtrArray *servers)
{
    size_t held = 0;
    for (guint i = 0; i < servers->len; i++) {
        const PcConfigServer *server = g_ptr_array_index(servers, i);
        held += sizeof *server + AROUND + (server->address != NULL ? strlen(server->address) : 0);
    }
    return held;
}

size_t pc_config_file_held(const PcConfigFile *config)
{
    return sizeof *config + config->vpn_hashes->len * (size_t)(2 * AROUND) +
           held_in_urls(config->vpn_gateways) + held_in_urls(config->web_services) +
           held_in_servers(config->srst_routers) + held_in_servers(config->call_managers) +
           held_in_servers(config->capf_servers) + held_in_servers(config->tvs_servers);
}
