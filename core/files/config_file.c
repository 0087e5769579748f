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

static void config_clear(void *data)
{
    PcConfigFile *config = data;
    g_free(config->cert_hash);
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

typedef struct {
    PcConfigFile *config;
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

static void take_encrypted(Reading *reading, const char *text)
{
    bool is_true = g_ascii_strcasecmp(text, "true") == 0;
    bool is_false = g_ascii_strcasecmp(text, "false") == 0;
    reading->config->encrypted_config = is_true ? 1 : is_false ? 0 : -1;
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

static const struct {
    const char *parent, *name;
    void (*take)(Reading *reading, const char *text);
} fields[] = {
    {"device", "deviceSecurityMode", take_security_mode},
    {"device", "transportLayerProtocol", take_transport},
    {"device", "capfAuthMode", take_auth_mode},
    {"device", "certHash", take_cert_hash},
    {"device", "encrConfig", take_encrypted},
    {"callManager", "processNodeName", take_address},
    {"ports", "sipPort", take_port},
    {"ports", "securedSipPort", take_secured_port},
    {"capf", "processNodeName", take_address},
    {"capf", "phonePort", take_port},
    {"member", "address", take_address},
    {"member", "port", take_port},
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
    config->call_managers = g_ptr_array_new_with_free_func(server_free);
    config->capf_servers = g_ptr_array_new_with_free_func(server_free);
    config->tvs_servers = g_ptr_array_new_with_free_func(server_free);
    return config;
}

PcConfigFile *pc_config_file_new(PcBytes content)
{
    static const uint8_t byte_order_mark[] = {0xef, 0xbb, 0xbf};
    PcBytes xml = content;
    bool is_signed = pc_signed_file_payload(content, &xml);
    if (pc_bytes_starts(xml, byte_order_mark, sizeof byte_order_mark)) {
        pc_bytes_skip(&xml, sizeof byte_order_mark);
    }
    if (xml.len == 0 || xml.len > PC_CONFIG_MAX_LEN) {
        return NULL;
    }
    g_autoptr(PcConfigFile) config = config_new();
    Reading reading = {.config = config};
    config->is_signed = is_signed;
    parse(&reading, xml);
    return reading.has_device ? g_steal_pointer(&config) : NULL;
}
