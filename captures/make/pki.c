// SPDX-License-Identifier: GPL-2.0-or-later
// The certificate authorities of a Cisco telephony estate, by name, with keys of our own: the
// look-alike Cisco CAs wear the real names, serials, dates and key identifiers (public facts), so
// tools take them for genuine. The keys are public; nothing signed here is trusted by anything
// real.
#include "captures/make/pki.h"
#include "captures/make/openssl_auto.h"

#define CA_KEY_BITS 2048
#define SELF MK_N_CAS

struct MkPki {
    MkCredential *cas[MK_N_CAS];
    MkCredential *servers[MK_N_SERVERS];
};

typedef struct CaRow {
    const char *name;
    MkCaId issuer; // SELF: a root
    const char *serial;
    const char *not_before;
    const char *not_after;
    const char *digest;
    const char *key_id; // the genuine one; NULL: our own key's
} CaRow;

// Rows stand before those that they sign. Names, serials, dates and key identifiers of the first
// seven are those of the real certificates; of Basic Assurance and Manufacturing III the key
// identifiers are not public.
static const CaRow ca_rows[MK_N_CAS] = {
    [MK_CA_ROOT_2048] = {"O=Cisco Systems|CN=Cisco Root CA 2048", SELF,
                         "5FF87B282B54DC8D42A315B568C9ADFF", "2004-05-14T20:17:12Z",
                         "2029-05-14T20:25:42Z", "SHA1",
                         "27F3C8151E6E9A020916AD2BA089605FDA7B2FAA"},
    [MK_CA_MANUFACTURING] = {"O=Cisco Systems|CN=Cisco Manufacturing CA", MK_CA_ROOT_2048,
                             "6A6967B3000000000003", "2005-06-10T22:16:01Z", "2029-05-14T20:25:42Z",
                             "SHA1", "D0C52226AB4F4660ECAE0591C7DC5AD1B047F76C"},
    [MK_CA_ACT2_SUDI] = {"O=Cisco|CN=ACT2 SUDI CA", MK_CA_ROOT_2048, "61096E7D00000000000C",
                         "2011-06-30T17:56:57Z", "2029-05-14T20:25:42Z", "SHA1",
                         "48D8F1F1C270D55BBB7C730993AFB8B83003F87F"},
    [MK_CA_ROOT_M2] = {"O=Cisco|CN=Cisco Root CA M2", SELF, "01", "2012-11-12T13:00:18Z",
                       "2037-11-12T13:00:18Z", "SHA256",
                       "C900F91F8A1FC266BDA5D26D650E222E34C305A0"},
    [MK_CA_MANUFACTURING_SHA2] = {"O=Cisco|CN=Cisco Manufacturing CA SHA2", MK_CA_ROOT_M2, "02",
                                  "2012-11-12T13:50:58Z", "2037-11-12T13:00:17Z", "SHA256",
                                  "7AD77995CABB482BB85514FDA3C00FBCA70F9619"},
    [MK_CA_ROOT_2099] = {"O=Cisco|CN=Cisco Root CA 2099", SELF, "019A335878CE16C1C1",
                         "2016-08-09T20:58:28Z", "2099-08-09T20:58:28Z", "SHA256",
                         "3895570F34234EF3A12620BA1491C741881DA35B"},
    [MK_CA_HIGH_ASSURANCE] = {"CN=High Assurance SUDI CA|O=Cisco", MK_CA_ROOT_2099,
                              "0A6475524CD8617C62", "2016-08-11T20:28:08Z", "2099-08-09T20:58:27Z",
                              "SHA256", "EA6BA3B9C113977E1BFB3A8D686007395F8748FA"},
    [MK_CA_BASIC_ASSURANCE] = {"O=Cisco|CN=Cisco Basic Assurance Root CA 2099", SELF,
                               "01A65AF15EE994EBE1", "2017-05-26T19:19:29Z", "2099-05-26T19:19:29Z",
                               "SHA256", NULL},
    [MK_CA_MANUFACTURING_III] = {"O=Cisco|CN=Cisco Manufacturing CA III", MK_CA_BASIC_ASSURANCE,
                                 "04302A0B364CE2DA93", "2017-07-05T19:28:06Z",
                                 "2099-05-26T19:19:28Z", "SHA256", NULL},
    [MK_CA_FORGED_SHA2] = {"O=Cisco|CN=Cisco Manufacturing CA SHA2", SELF, "02",
                           "2012-11-12T13:50:58Z", "2037-11-12T13:00:17Z", "SHA256", NULL},
    [MK_CA_CAPF] = {"C=NL|O=Example Telecom|OU=Voice|CN=CAPF-0992727f|ST=Utrecht|L=Utrecht", SELF,
                    NULL, "2024-02-06T09:14:20Z", "2029-02-04T09:14:19Z", "SHA256", NULL},
    [MK_CA_CAPF_OLD] = {"C=NL|O=Example Telecom|OU=Voice|CN=CAPF-5d1c03a7|ST=Utrecht|L=Utrecht",
                        SELF, NULL, "2023-05-17T13:40:02Z", "2028-05-15T13:40:01Z", "SHA256", NULL},
    [MK_CA_CAPF_FOREIGN] =
        {"C=BE|O=Sample Logistics|OU=IT|CN=CAPF-e41b9c22|ST=Antwerpen|L=Antwerpen", SELF, NULL,
         "2023-10-02T07:55:41Z", "2028-09-30T07:55:40Z", "SHA256", NULL},
    [MK_CA_ENTERPRISE_ROOT] = {"C=NL|O=Example Telecom|CN=Example Telecom Root CA", SELF, NULL,
                               "2018-01-15T10:00:00Z", "2038-01-15T10:00:00Z", "SHA256", NULL},
    [MK_CA_ENTERPRISE_ISSUING] = {"C=NL|O=Example Telecom|CN=Example Telecom Device CA 2",
                                  MK_CA_ENTERPRISE_ROOT, NULL, "2020-03-02T10:00:00Z",
                                  "2035-03-02T10:00:00Z", "SHA256", NULL},
};

static const MkExtension root_extensions[] = {
    {"basicConstraints", "critical,CA:TRUE"},
    {"keyUsage", "critical,keyCertSign,cRLSign"},
    {NULL, NULL},
};
static const MkExtension issuing_extensions[] = {
    {"basicConstraints", "critical,CA:TRUE,pathlen:0"},
    {"keyUsage", "critical,digitalSignature,keyCertSign,cRLSign"},
    {NULL, NULL},
};
// A CAPF certificate must be a CA with path length 0 that may sign data and certificates; the
// phone's TLS server on 3804 shows the same certificate.
static const MkExtension capf_extensions[] = {
    {"basicConstraints", "critical,CA:TRUE,pathlen:0"},
    {"keyUsage", "critical,digitalSignature,keyCertSign"},
    {NULL, NULL},
};

typedef struct ServerRow {
    const char *name;
    const char *alt_names;
} ServerRow;

static const ServerRow server_rows[MK_N_SERVERS] = {
    [MK_SERVER_CALLMANAGER] = {"C=NL|O=Example Telecom|OU=Voice|CN=CUCM-PUB|ST=Utrecht|L=Utrecht",
                               "DNS:cucm-pub.voice.example"},
    [MK_SERVER_TOMCAT] = {"C=NL|O=Example Telecom|OU=Voice|CN=cucm-pub.voice.example|ST=Utrecht|"
                          "L=Utrecht",
                          "DNS:cucm-pub.voice.example"},
    [MK_SERVER_VPN] = {"C=NL|O=Example Telecom|CN=vpn.example", "DNS:vpn.example"},
    [MK_SERVER_RADIUS] = {"C=NL|O=Example Telecom|CN=ise-1.example", "DNS:ise-1.example"},
    [MK_SERVER_CAPF] = {NULL, NULL},
};

static const MkExtension *extensions_of(MkCaId id)
{
    if (id >= MK_CA_CAPF && id <= MK_CA_CAPF_FOREIGN) {
        return capf_extensions;
    }
    const bool signs_devices = ca_rows[id].issuer != SELF || id == MK_CA_FORGED_SHA2;
    return signs_devices ? issuing_extensions : root_extensions;
}

static MkCredential *make_ca(const MkPki *pki, MkCaId id)
{
    const CaRow *row = &ca_rows[id];
    g_autoptr(X509_NAME) name = mk_name(row->name);
    g_autoptr(EVP_PKEY) key = mk_key_new("RSA", CA_KEY_BITS);
    const MkCertificateSpec spec = {
        .subject = name,
        .key = key,
        .issuer = row->issuer == SELF ? NULL : pki->cas[row->issuer],
        .serial = row->serial,
        .not_before = mk_time(row->not_before),
        .not_after = mk_time(row->not_after),
        .digest = row->digest,
        .key_id = row->key_id,
        .extensions = extensions_of(id),
    };
    return mk_credential(mk_certificate(&spec), key);
}

static MkCredential *make_server(const MkPki *pki, MkServerId id)
{
    if (id == MK_SERVER_CAPF) {
        const MkCredential *capf = pki->cas[MK_CA_CAPF];
        X509_up_ref(capf->certificate);
        return mk_credential(capf->certificate, capf->key);
    }
    const MkExtension extensions[] = {
        {"keyUsage", "critical,digitalSignature,keyEncipherment"},
        {"extendedKeyUsage", "serverAuth,clientAuth"},
        {"subjectAltName", server_rows[id].alt_names},
        {NULL, NULL},
    };
    g_autoptr(X509_NAME) name = mk_name(server_rows[id].name);
    g_autoptr(EVP_PKEY) key = mk_key_new("RSA", CA_KEY_BITS);
    const MkCertificateSpec spec = {
        .subject = name,
        .key = key,
        .not_before = mk_time("2024-02-06T09:10:00Z"),
        .not_after = mk_time("2029-02-04T09:09:59Z"),
        .digest = "SHA256",
        .extensions = extensions,
    };
    return mk_credential(mk_certificate(&spec), key);
}

MkPki *mk_pki_new(void)
{
    MkPki *pki = g_new0(MkPki, 1);
    for (MkCaId id = 0; id < MK_N_CAS; id++) {
        pki->cas[id] = make_ca(pki, id);
    }
    for (MkServerId id = 0; id < MK_N_SERVERS; id++) {
        pki->servers[id] = make_server(pki, id);
    }
    return pki;
}

void mk_pki_free(MkPki *pki)
{
    if (pki == NULL) {
        return;
    }
    for (MkCaId id = 0; id < MK_N_CAS; id++) {
        mk_credential_free(pki->cas[id]);
    }
    for (MkServerId id = 0; id < MK_N_SERVERS; id++) {
        mk_credential_free(pki->servers[id]);
    }
    g_free(pki);
}

const MkCredential *mk_pki_ca(const MkPki *pki, MkCaId id)
{
    return pki->cas[id];
}

const MkCredential *mk_pki_server(const MkPki *pki, MkServerId id)
{
    return pki->servers[id];
}

static char *common_name(X509 *certificate)
{
    const X509_NAME *name = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    g_assert(at >= 0);
    const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    return g_strndup((const char *)ASN1_STRING_get0_data(value), (gsize)ASN1_STRING_length(value));
}

char *mk_ca_file_name(const MkPki *pki, MkCaId id)
{
    X509 *certificate = mk_pki_ca(pki, id)->certificate;
    g_autofree char *name = g_strdelimit(common_name(certificate), " ", '_');
    if (g_str_has_prefix(name, "CAPF-")) {
        return g_strconcat(name, ".pem", NULL);
    }
    g_autoptr(BIGNUM) number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *digits = BN_bn2hex(number);
    g_autofree char *serial = g_ascii_strdown(digits, -1);
    OPENSSL_free(digits);
    return g_strconcat(name, "_", serial, ".pem", NULL);
}
