// SPDX-License-Identifier: GPL-2.0-or-later
// Phone configurations: the security fields, plain and signed, and XML that means harm.
#include "captures/make/octets.h"
#include "core/files/config_file.h"
#include "tests/unit/unit.h"

static const char whole[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<device>\n"
    " <devicePool><callManagerGroup><members>\n"
    "  <member priority=\"0\"><callManager><ports><ethernetPhonePort>2000</ethernetPhonePort>"
    "<sipPort>5060</sipPort><securedSipPort>5061</securedSipPort></ports>"
    "<processNodeName>cucm-a.acme.example</processNodeName></callManager></member>\n"
    "  <member priority=\"1\"><callManager><processNodeName>10.44.9.2</processNodeName>"
    "</callManager></member>\n"
    " </members></callManagerGroup></devicePool>\n"
    " <TVS><members><member priority=\"0\"><port>2445</port><address>10.44.9.1</address></member>"
    "</members></TVS>\n"
    " <deviceSecurityMode>3</deviceSecurityMode>\n"
    " <transportLayerProtocol>3</transportLayerProtocol>\n"
    " <capfAuthMode>2</capfAuthMode>\n"
    " <capfList><capf><phonePort>3804</phonePort><processNodeName>10.44.9.1</processNodeName>"
    "</capf></capfList>\n"
    " <certHash>0a1b2c</certHash>\n"
    " <encrConfig>false</encrConfig>\n"
    "</device>\n";

static PcConfigFile *parse(const char *text)
{
    return pc_config_file_new(pc_bytes(text, strlen(text)));
}

static void check_whole(const PcConfigFile *config)
{
    g_assert_nonnull(config);
    g_assert_null(config->defect);
    g_assert_cmpint(config->device_security_mode, ==, 3);
    g_assert_cmpstr(pc_config_security_mode_name(config->device_security_mode), ==, "encrypted");
    g_assert_cmpint(config->transport_layer_protocol, ==, 3);
    g_assert_cmpint(config->capf_auth_mode, ==, 2);
    g_assert_cmpint(config->encrypted_config, ==, 0);
    g_assert_cmpstr(config->cert_hash, ==, "0a1b2c");
    g_assert_cmpuint(config->call_managers->len, ==, 2);
    const PcConfigServer *first = g_ptr_array_index(config->call_managers, 0);
    const PcConfigServer *second = g_ptr_array_index(config->call_managers, 1);
    g_assert_cmpstr(first->address, ==, "cucm-a.acme.example");
    g_assert_cmpint(first->port, ==, 5060);
    g_assert_cmpint(first->secured_sip_port, ==, 5061);
    g_assert_cmpstr(second->address, ==, "10.44.9.2");
    g_assert_cmpint(second->port, ==, 0);
    g_assert_cmpuint(config->capf_servers->len, ==, 1);
    const PcConfigServer *capf = g_ptr_array_index(config->capf_servers, 0);
    g_assert_cmpstr(capf->address, ==, "10.44.9.1");
    g_assert_cmpint(capf->port, ==, 3804);
    g_assert_cmpuint(config->tvs_servers->len, ==, 1);
    const PcConfigServer *tvs = g_ptr_array_index(config->tvs_servers, 0);
    g_assert_cmpstr(tvs->address, ==, "10.44.9.1");
    g_assert_cmpint(tvs->port, ==, 2445);
}

static void test_plain(void)
{
    g_autoptr(PcConfigFile) config = parse(whole);
    check_whole(config);
    g_assert_false(config->is_signed);
    g_autofree char *marked = g_strconcat("\xef\xbb\xbf", whole, NULL);
    g_autoptr(PcConfigFile) with_mark = parse(marked);
    check_whole(with_mark);
}

static void test_signed(void)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    mk_put_bytes(file, "\1\0\2\1\0\2\0\2\0\20", 10);
    mk_put_bytes(file, "\10\0\1\2\15\15", 6); // a digest, two bytes of padding
    mk_put_text(file, whole);
    g_autoptr(PcConfigFile) config = pc_config_file_new(pc_bytes(file->data, file->len));
    check_whole(config);
    g_assert_true(config->is_signed);
}

static void test_cert_hash(void)
{
    static const struct {
        const char *xml, *cert_hash;
    } rows[] = {
        {"<device><certHash></certHash></device>", ""},
        {"<device><certHash/></device>", ""},
        {"<device><certHash>ab</certHash></device>", "ab"},
        {"<device><certHash> ab </certHash></device>", "ab"},
        {"<device></device>", NULL},
        {"<device><vpn><certHash>no</certHash></vpn></device>", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcConfigFile) config = parse(rows[i].xml);
        g_assert_nonnull(config);
        g_assert_cmpstr(config->cert_hash, ==, rows[i].cert_hash);
        g_assert_cmpint(config->device_security_mode, ==, -1);
    }
}

static void test_not_a_configuration(void)
{
    static const char *const texts[] = {"", "x", "<html/>", "<?xml version=\"1.0\"?>",
                                        "<a><device/>"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        UNIT_ROW(texts, i);
        g_assert_null(parse(texts[i]));
    }
}

static void test_numbers(void)
{
    static const char *const bad[] = {"-1", "x", "3x", "99999999999999999999", "70000", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        UNIT_ROW(bad, i);
        g_autofree char *xml =
            g_strdup_printf("<device><deviceSecurityMode>%s</deviceSecurityMode></device>", bad[i]);
        g_autoptr(PcConfigFile) config = parse(xml);
        g_assert_cmpint(config->device_security_mode, ==, -1);
        g_assert_null(pc_config_security_mode_name(config->device_security_mode));
    }
}

// Entities are not expanded, depth and numbers of servers are bounded, a cut keeps what was read.
static void test_hostile(void)
{
    g_autoptr(PcConfigFile) bomb =
        parse("<!DOCTYPE d [<!ENTITY a \"aaaa\">]><device><certHash>&a;</certHash></device>");
    g_assert_true(bomb == NULL || bomb->defect != NULL);
    g_autoptr(GString) deep = g_string_new("<device><deviceSecurityMode>1</deviceSecurityMode>");
    for (unsigned i = 0; i < 10000; i++) {
        g_string_append(deep, "<a>");
    }
    g_autoptr(PcConfigFile) config = parse(deep->str);
    g_assert_nonnull(config->defect);
    g_assert_cmpint(config->device_security_mode, ==, 1);
    g_autoptr(GString) many = g_string_new("<device><capfList>");
    for (unsigned i = 0; i < 1000; i++) {
        g_string_append(many, "<capf><phonePort>3804</phonePort></capf>");
    }
    g_autoptr(PcConfigFile) list = parse(many->str);
    g_assert_cmpuint(list->capf_servers->len, ==, PC_CONFIG_MAX_SERVERS);
    g_autoptr(PcConfigFile) binary =
        parse("<device><deviceSecurityMode>2</deviceSecurityMode>\xff\xfe</device>");
    g_assert_nonnull(binary->defect);
    g_assert_cmpint(binary->device_security_mode, ==, 2);
}

static void test_every_cut(void)
{
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        g_autofree char *cut = g_memdup2(whole, len + 1);
        g_autoptr(PcConfigFile) config = pc_config_file_new(pc_bytes(cut, len));
        g_assert_true(config == NULL || config->defect != NULL || len >= sizeof whole - 2);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/config-file/plain", test_plain);
    g_test_add_func("/config-file/signed", test_signed);
    g_test_add_func("/config-file/cert-hash", test_cert_hash);
    g_test_add_func("/config-file/not-a-configuration", test_not_a_configuration);
    g_test_add_func("/config-file/numbers", test_numbers);
    g_test_add_func("/config-file/hostile", test_hostile);
    g_test_add_func("/config-file/every-cut", test_every_cut);
    return g_test_run();
}
