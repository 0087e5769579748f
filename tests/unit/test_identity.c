// SPDX-License-Identifier: GPL-2.0-or-later
// PcIdentity, PcIssuers and the table of manufacturing CAs: names of the field in, LSC or MIC,
// device and kind out. The names are those of real certificates.
#include "core/certificate/identity.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"

static MkCredential *root;
static EVP_PKEY *key;

// A certificate of these names; the issuer needs no certificate of its own to be named.
static PcCertificate *named(const char *subject, const char *issuer, const char *aki)
{
    g_autoptr(X509_NAME) subject_name = mk_name(subject);
    g_autoptr(X509_NAME) issuer_name = mk_name(issuer);
    MkCertificateSpec spec = {
        .subject = issuer_name,
        .key = key,
        .not_before = 0,
        .not_after = 1,
        .key_id = aki,
    };
    g_autoptr(MkCredential) ca = mk_credential(mk_certificate(&spec), key);
    spec.subject = subject_name;
    spec.issuer = strcmp(subject, issuer) == 0 ? NULL : ca;
    spec.key_id = NULL;
    g_autoptr(X509) leaf = mk_certificate(&spec);
    return made_certificate(leaf);
}

#define CMCA "O=Cisco Systems|CN=Cisco Manufacturing CA"
#define CMCA2 "O=Cisco|CN=Cisco Manufacturing CA SHA2"
#define CMCA3 "O=Cisco|CN=Cisco Manufacturing CA III"
#define ACT2 "O=Cisco|CN=ACT2 SUDI CA"
#define HASUDI "CN=High Assurance SUDI CA|O=Cisco"
#define CAPF "C=MX|O=Cisco|OU=Voice|CN=CAPF-0992727f|ST=Mexico City|L=Mexico City"

typedef struct {
    const char *subject, *issuer;
    const char *expected; // type tag kind device model mac serial
} Row;

static const Row rows[] = {
    {"serialNumber=PID:CP-8861 SN:FCH2133E8B9|O=Cisco Systems Inc.|OU=CTG|"
     "CN=CP-8861-SEP2C3124C9F8E1",
     CMCA2, "MIC Manufacturing phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 FCH2133E8B9"},
    {"serialNumber=PID:CP-8861 SN:FCH2133E8B9|C=MX|O=Cisco|OU=Voice|CN=CP-8861-SEP2C3124C9F8E1",
     CAPF, "LSC CAPF phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 FCH2133E8B9"},
    {"serialNumber=PID:CP-8861 SN:FCH18198CNQ|C=AU|O=stormin|OU=IST|CN=CP-8861-SEPB000B4BA0AEE",
     "C=AU|O=stormin|OU=IST|CN=CAPF-a7fb32bf|ST=NSQ|L=Sydney",
     "LSC CAPF phone SEPB000B4BA0AEE CP-8861 b0:00:b4:ba:0a:ee FCH18198CNQ"},
    {"serialNumber=PID:CP-9951 SN:FCH15200000|CN=CP-9951-SEP64D989000000|OU=VTG|O=Cisco Systems "
     "Inc.",
     CMCA, "MIC Manufacturing phone SEP64D989000000 CP-9951 64:d9:89:00:00:00 FCH15200000"},
    {"CN=CP-7970G-SEP000E83E53398", CMCA,
     "MIC Manufacturing phone SEP000E83E53398 CP-7970G 00:0e:83:e5:33:98 -"},
    {"CN=CP-6941-SEP34dbfde534ab", CMCA,
     "MIC Manufacturing phone SEP34DBFDE534AB CP-6941 34:db:fd:e5:34:ab -"},
    {"CN=CP-7970G-SEP000E83E53398", "O=Cisco Systems Inc|CN=CAP-RTP-002",
     "MIC Manufacturing phone SEP000E83E53398 CP-7970G 00:0e:83:e5:33:98 -"},
    {"OU=CP-8841-3PCC|L=88012BA01234|ST=000e08abcdef", CMCA3,
     "MIC Manufacturing phone SEP000E08ABCDEF CP-8841-3PCC 00:0e:08:ab:cd:ef 88012BA01234"},
    {"OU=CP-8841-3PCC|L=88012BA01234|ST=000e08abcdef", "CN=Some Provisioning CA",
     "other Unknown phone SEP000E08ABCDEF CP-8841-3PCC 00:0e:08:ab:cd:ef 88012BA01234"},
    {"CN=SEP58971ECC97C1|O=Example|C=NL", "CN=CAPF-2076a1a2|O=Example|C=NL",
     "LSC CAPF phone SEP58971ECC97C1 - 58:97:1e:cc:97:c1 -"},
    {"CN=CP-8861-SEP2C3124C9F8E1", "O=Example|CN=Example Device CA",
     "LSC External phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 -"},
    {"CN=CSFJDOE", "CN=CAPF-2076a1a2", "LSC CAPF phone CSFJDOE - - -"},
    {"CN=BOTJDOE", "CN=CAPF-2076a1a2", "LSC CAPF phone BOTJDOE - - -"},
    {"CN=TCTJDOE", "CN=Example Device CA", "LSC External phone TCTJDOE - - -"},
    {"CN=TABJDOE", "CN=Example Device CA", "LSC External phone TABJDOE - - -"},
    {"OU=ATA191-MPP|L=88012BA01234|ST=000e08abcdef", CMCA3,
     "MIC Manufacturing phone SEP000E08ABCDEF ATA191-MPP 00:0e:08:ab:cd:ef 88012BA01234"},
    {"serialNumber=PID:CP-860 SN:FCH2633A1B2|CN=CP-860-SEP2C3124C9F8E1", CMCA3,
     "MIC Manufacturing phone SEP2C3124C9F8E1 CP-860 2c:31:24:c9:f8:e1 FCH2633A1B2"},
    {"serialNumber=PID:DP-9851NR SN:FCH2633A1B2|CN=DP-9851NR-SEP2C3124C9F8E1", CMCA3,
     "MIC Manufacturing phone SEP2C3124C9F8E1 DP-9851NR 2c:31:24:c9:f8:e1 FCH2633A1B2"},
    {"CN=SEP2C3124C9F8E1|OU=Rooms|O=Example", "CN=CAPF-2076a1a2",
     "LSC CAPF phone SEP2C3124C9F8E1 - 2c:31:24:c9:f8:e1 -"}, // a room device's LSC
    {"serialNumber=PID:VG310 SN:FGL1234ABCD|CN=VG310", ACT2,
     "MIC Manufacturing switch-or-router VG310 VG310 - FGL1234ABCD"},
    {"CN=CSFJDOE", "CN=Example Device CA", "LSC External phone CSFJDOE - - -"},
    {"CN=TABLE-4711.example.com", "CN=Example Device CA",
     "other Unknown other TABLE-4711.example.com - - -"},
    {"serialNumber=PID:DP-9851 SN:FCH2633A1B2|CN=DP-9851-SEP2C3124C9F8E1", "CN=Example Device CA",
     "LSC External phone SEP2C3124C9F8E1 DP-9851 2c:31:24:c9:f8:e1 FCH2633A1B2"},
    {"CN=WP-9871-SEP2C3124C9F8E1", "CN=CAPF-2076a1a2",
     "LSC CAPF phone SEP2C3124C9F8E1 WP-9871 2c:31:24:c9:f8:e1 -"},
    {"CN=ATA2C3124C9F8E1", "CN=Example Device CA",
     "LSC External phone ATA2C3124C9F8E1 - 2c:31:24:c9:f8:e1 -"},
    {"CN=1A:E2:85:7B:E2", "CN=1A:E2:85:7B:E2",
     "other Unknown switch-or-router 1A:E2:85:7B:E2 - - -"},
    {"serialNumber=PID:CP-8861 SN:FCH2633A1B2|O=Cisco Systems Inc.|OU=CTG|CN=CP-8861-"
     "SEP2C3124C9F8E1",
     "O=Cisco|CN=Cisco Manufacturing CA IV",
     "MIC Unknown phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 FCH2633A1B2"},
    {"O=Example|CN=CP-8861-SEP2C3124C9F8E1", "O=Cisco|CN=Cisco Manufacturing CA IV",
     "LSC External phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 -"},
    {"C=US|ST=California|L=San Jose|O=Cisco Systems|CN=AP3G2-b83861f305ac|"
     "emailAddress=support@cisco.com",
     CMCA, "MIC Manufacturing access-point AP3G2-b83861f305ac AP3G2 b8:38:61:f3:05:ac -"},
    {"C=US|O=Cisco Systems|CN=AIR-CT2504-K9-24e9b347ae20", CMCA,
     "MIC Manufacturing other AIR-CT2504-K9-24e9b347ae20 AIR-CT2504-K9 24:e9:b3:47:ae:20 -"},
    {"CN=0050569C622D", CMCA, "MIC Manufacturing other 0050569C622D - 00:50:56:9c:62:2d -"},
    {"serialNumber=PID:ISR4321/K9 SN:FDO184619XU|O=Cisco|OU=ACT-2 Lite SUDI|CN=ISR4321/K9", ACT2,
     "MIC Manufacturing switch-or-router ISR4321/K9 ISR4321/K9 - FDO184619XU"},
    {"serialNumber=PID:C9300-48UXM SN:FOC8704M57A|CN=C9300-48UXM-4401E4B45B26", CMCA2,
     "MIC Manufacturing switch-or-router C9300-48UXM-4401E4B45B26 C9300-48UXM 44:01:e4:b4:5b:26 "
     "FOC8704M57A"},
    {"serialNumber=PID:WS-C3850-24P SN:FCW1947C0GF|CN=WS-C3850-24P-0057D21BC800", HASUDI,
     "MIC Manufacturing switch-or-router WS-C3850-24P-0057D21BC800 WS-C3850-24P "
     "00:57:d2:1b:c8:00 FCW1947C0GF"},
    {"CN=SAST-ADN0054f509        |OU=IPCBU|O=Cisco Systems", CMCA,
     "MIC Manufacturing token SAST-ADN0054f509 - - -"},
    {"O=TemporaryDefaultCertificate|CN=SEP1C6A7AE57121",
     "O=TemporaryDefaultCertificate|CN=SEP1C6A7AE57121",
     "other Unknown phone SEP1C6A7AE57121 - 1c:6a:7a:e5:71:21 -"},
    {CAPF, CAPF, "other CAPF other CAPF-0992727f - - -"},
    {"CN=www.example", "CN=Example Web CA", "other Unknown other www.example - - -"},
    // Names that only look like a phone's.
    {"CN=SEP2C3124C9F8E1.evil.example", CAPF, "LSC CAPF other SEP2C3124C9F8E1.evil.example - - -"},
    {"CN=CP-8861-SEP2C3124C9F8EG", CAPF, "LSC CAPF phone CP-8861-SEP2C3124C9F8EG - - -"},
    {"CN=xx-SEP2C3124C9F8E1", CMCA2, "MIC Manufacturing other xx-SEP2C3124C9F8E1 - - -"},
    {"CN=CP-8861-SEP2C3124C9F8E1x", "CN=Example Device CA",
     "other Unknown phone CP-8861-SEP2C3124C9F8E1x - - -"},
    {"serialNumber=PID: SN:|CN=x", CAPF, "LSC CAPF other x - - -"},
    // O= of Cisco decides nothing.
    {"O=Cisco Systems Inc.|OU=CTG|CN=CP-8861-SEP2C3124C9F8E1", CAPF,
     "LSC CAPF phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 -"},
    // Names of roots and half names are no issuers of devices.
    {"CN=CP-8861-SEP2C3124C9F8E1", "O=Example|CN=Cisco Manufacturing CA",
     "LSC External phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 -"},
    {"CN=CP-8861-SEP2C3124C9F8E1", "CN=CAPF-0992727",
     "LSC External phone SEP2C3124C9F8E1 CP-8861 2c:31:24:c9:f8:e1 -"},
    {"CN=x", "O=Cisco|CN=Cisco Root CA M2", "other Unknown other x - - -"},
};

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static char *describe(const PcIdentity *identity)
{
    return g_strjoin(" ", or_dash(pc_type_name(identity->type)),
                     or_dash(pc_issuer_tag_name(identity->issuer_tag)),
                     or_dash(pc_device_kind_name(identity->device_kind)), or_dash(identity->device),
                     or_dash(identity->model), or_dash(identity->mac),
                     or_dash(identity->product_serial), NULL);
}

static void test_names(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcCertificate) leaf = named(rows[i].subject, rows[i].issuer, NULL);
        g_autoptr(PcIdentity) identity = pc_identity_new(leaf, NULL);
        g_autofree char *got = describe(identity);
        g_assert_cmpstr(got, ==, rows[i].expected);
    }
}

static void expect_genuine(const char *issuer, const char *aki, const char *expected)
{
    g_autoptr(PcCertificate) leaf = named("CN=CP-8861-SEP2C3124C9F8E1", issuer, aki);
    g_autoptr(PcIdentity) identity = pc_identity_new(leaf, NULL);
    g_assert_cmpstr(pc_genuine_name(identity->genuine), ==, expected);
}

static void test_genuine(void)
{
    expect_genuine(CMCA, "D0C52226AB4F4660ECAE0591C7DC5AD1B047F76C", "yes");
    expect_genuine(CMCA, "D0C52226AB4F4660ECAE0591C7DC5AD1B047F76D", "no");
    expect_genuine(CMCA2, "7AD77995CABB482BB85514FDA3C00FBCA70F9619", "yes");
    expect_genuine(CMCA2, NULL, "no"); // the key's own identifier
    expect_genuine(HASUDI, "EA6BA3B9C113977E1BFB3A8D686007395F8748FA", "yes");
    expect_genuine(CMCA3, NULL, NULL); // whose identifier is not public
    expect_genuine(CAPF, NULL, NULL);
}

static void expect_declared(const char *dn, const char *issuer, const char *expected)
{
    g_autoptr(PcIssuers) issuers = pc_issuers_new();
    GError *error = NULL;
    pc_issuers_declare_name(issuers, dn, PC_ISSUER_TAG_EXTERNAL, &error);
    g_assert_no_error(error);
    g_autoptr(PcCertificate) leaf = named("CN=device-7", issuer, NULL);
    g_autoptr(PcIdentity) identity = pc_identity_new(leaf, issuers);
    g_assert_cmpstr(pc_type_name(identity->type), ==, expected);
}

static void test_declared(void)
{
    const char *issuer = "C=NL|O=Example, Inc.|CN=Example Device CA";
    expect_declared("CN=Example Device CA", issuer, "LSC");
    expect_declared("Example Device CA", issuer, "LSC");
    expect_declared("cn=example device ca, o=Example\\, Inc.", issuer, "LSC");
    expect_declared("/C=NL/CN=Example Device CA", issuer, "LSC");
    expect_declared("CN=Example Device CA;C=NL", issuer, "LSC");
    expect_declared("CN=Example Device CA, O=Somebody", issuer, "other");
    expect_declared("CN=Example Device", issuer, "other");
    GError *error = NULL;
    g_autoptr(PcIssuers) issuers = pc_issuers_new();
    static const char *const bad[] = {"/none/at/all", "", "=", "CN=", "CN=x,,=y", "x=y,z"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        UNIT_ROW(bad, i);
        g_assert_false(pc_issuers_declare_name(issuers, bad[i], PC_ISSUER_TAG_EXTERNAL, &error));
        g_assert_nonnull(strstr(error->message, "not a distinguished name"));
        g_clear_error(&error);
    }
}

static void test_declared_certificate(void)
{
    g_autoptr(PcIssuers) issuers = pc_issuers_new();
    g_autoptr(PcCertificate) ca = made_certificate(root->certificate);
    pc_issuers_declare_certificate(issuers, ca, PC_ISSUER_TAG_EXTERNAL);
    g_autoptr(PcCertificate) ours = named("CN=device-7", "O=Example|CN=Example Root", NULL);
    g_autoptr(PcCertificate) theirs = named("CN=device-7", "O=Example|CN=Other Root", NULL);
    g_assert_cmpint(pc_issuers_tag(issuers, ours), ==, PC_ISSUER_TAG_EXTERNAL);
    g_assert_cmpint(pc_issuers_tag(issuers, theirs), ==, PC_ISSUER_TAG_UNKNOWN);
}

static void test_malformed(void)
{
    g_autoptr(GBytes) junk = g_bytes_new_static("junk", 4);
    g_autoptr(PcCertificate) bad = pc_certificate_new(junk);
    g_autoptr(PcIdentity) identity = pc_identity_new(bad, NULL);
    g_autofree char *got = describe(identity);
    g_assert_cmpstr(got, ==, "- - - - - - -");
}

// The table against the real certificates, where they are at hand.
static void test_table(void)
{
    static const char *const files[] = {
        "cisco-root-ca-2048",     "cisco-manufacturing-ca",
        "cisco-root-ca-m2",       "cisco-manufacturing-ca-sha2",
        "act2-sudi-ca",           "cisco-root-ca-2099",
        "high-assurance-sudi-ca", "cisco-root-ca-m1",
        "cisco-ecc-root-ca",      "act2-ecc-sudi-ca",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        UNIT_ROW(files, i);
        g_autofree char *path = g_strdup_printf("../shared/ca-certs/%s.pem", files[i]);
        g_autofree char *content = NULL;
        gsize len = 0;
        if (!g_file_get_contents(path, &content, &len, NULL)) {
            g_test_skip("../shared/ca-certs is not here");
            return;
        }
        g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(pc_bytes(content, len), NULL);
        const PcCertificate *ca = g_ptr_array_index(found, 0);
        const PcManufacturingCa *row = pc_manufacturing_ca(ca->subject_cn, ca->organisation);
        g_assert_nonnull(row);
        g_assert_cmpstr(row->root, ==, ca->issuer_cn);
        g_assert_cmpint(row->not_after, ==, ca->not_after);
        g_assert_cmpint(pc_issuer_genuine_ca(ca), ==, PC_GENUINE_YES);
        g_assert_true(row->signs_devices == !ca->self_issued);
    }
}

// Real factory certificates of devices that are no phones, where they are at hand.
static void test_real_devices(void)
{
    static const struct {
        const char *file, *expected;
    } devices[] = {
        {"AIR-CT2504-K9-24e9b347ae20",
         "MIC Manufacturing other AIR-CT2504-K9-24e9b347ae20 AIR-CT2504-K9 24:e9:b3:47:ae:20 -"},
        {"AP3G2-b83861f305ac",
         "MIC Manufacturing access-point AP3G2-b83861f305ac AP3G2 b8:38:61:f3:05:ac -"},
        {"ISR4321-FDO184619XU.act2-sudi",
         "MIC Manufacturing switch-or-router ISR4321/K9 ISR4321/K9 - FDO184619XU"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
        UNIT_ROW(devices, i);
        g_autofree char *path =
            g_strdup_printf("../shared/ca-certs/nonphone-mic/%s.pem", devices[i].file);
        g_autofree char *content = NULL;
        gsize len = 0;
        if (!g_file_get_contents(path, &content, &len, NULL)) {
            g_test_skip("../shared/ca-certs is not here");
            return;
        }
        g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(pc_bytes(content, len), NULL);
        g_autoptr(PcIdentity) identity = pc_identity_new(g_ptr_array_index(found, 0), NULL);
        g_autofree char *got = describe(identity);
        g_assert_cmpstr(got, ==, devices[i].expected);
        // The router's certificate bears no authority key identifier.
        const bool has_aki = !g_str_has_prefix(devices[i].file, "ISR");
        g_assert_cmpint(identity->genuine, ==, has_aki ? PC_GENUINE_YES : PC_GENUINE_ABSENT);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    key = mk_key_new("P-256", 0);
    g_autoptr(X509_NAME) name = mk_name("O=Example|CN=Example Root");
    const MkCertificateSpec spec = {.subject = name, .key = key, .not_after = 1};
    root = mk_credential(mk_certificate(&spec), key);
    g_test_add_func("/identity/names", test_names);
    g_test_add_func("/identity/genuine", test_genuine);
    g_test_add_func("/identity/malformed", test_malformed);
    g_test_add_func("/identity/real-devices", test_real_devices);
    g_test_add_func("/issuer/declared", test_declared);
    g_test_add_func("/issuer/declared-certificate", test_declared_certificate);
    g_test_add_func("/issuer/table", test_table);
    const int status = g_test_run();
    mk_credential_free(root);
    EVP_PKEY_free(key);
    return status;
}
