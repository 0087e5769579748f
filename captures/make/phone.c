// SPDX-License-Identifier: GPL-2.0-or-later
// A number becomes a phone (model, MAC address, product serial), and a phone gets its certificates:
// the LSC that CAPF or an enterprise CA signs and the MIC that the factory signs, with the names
// and extensions of the field. Phones of different numbers differ in everything.
#include "captures/make/phone.h"
#include "captures/make/openssl_auto.h"

#define SECONDS_A_DAY (24 * 60 * 60)
#define LSC_DAYS (3 * 365)
#define MIC_YEARS 10
#define MIC_EXTRA_SECONDS (10 * 60)

static const char *const models[] = {"CP-8861", "CP-7841", "CP-8845",
                                     "CP-8811", "CP-8865", "CP-7821"};

void mk_phone(unsigned number, const char *model, MkPhone *phone)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const unsigned base = (unsigned)(sizeof digits - 1);
    *phone = (MkPhone){.model = model != NULL ? model : models[number % G_N_ELEMENTS(models)],
                       .mac = {0x2c, 0x31, 0x24, (uint8_t)(0xc0 + number / 65536),
                               (uint8_t)(number / 256), (uint8_t)number}};
    g_snprintf(phone->serial, sizeof phone->serial, "FCH%02u%02u%c%c%c%c", 23 + number / 30000 % 5,
               1 + number % 52, digits[number / (base * base * base) % base],
               digits[number / (base * base) % base], digits[number / base % base],
               digits[number % base]);
}

char *mk_phone_device(const MkPhone *phone)
{
    const uint8_t *m = phone->mac;
    return g_strdup_printf("SEP%02X%02X%02X%02X%02X%02X", m[0], m[1], m[2], m[3], m[4], m[5]);
}

char *mk_phone_common_name(const MkPhone *phone)
{
    g_autofree char *device = mk_phone_device(phone);
    return g_strconcat(phone->model, "-", device, NULL);
}

// CAPF copies C, O and OU of its own certificate into the LSC, not ST and L.
static void copy_attribute(X509_NAME *to, const X509_NAME *from, int nid)
{
    const int at = X509_NAME_get_index_by_NID(from, nid, -1);
    if (at >= 0) {
        X509_NAME_add_entry(to, X509_NAME_get_entry(from, at), -1, 0);
    }
}

static X509_NAME *serial_number_name(const MkPhone *phone)
{
    g_autofree char *text =
        g_strdup_printf("serialNumber=PID:%s SN:%s", phone->model, phone->serial);
    return mk_name(text);
}

static void add_common_name(X509_NAME *name, const MkPhone *phone)
{
    g_autofree char *text = mk_phone_common_name(phone);
    X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, (const unsigned char *)text, -1,
                               -1, 0);
}

static const MkExtension lsc_extensions[] = {
    {"keyUsage", "critical,digitalSignature,keyEncipherment"},
    {"extendedKeyUsage", "serverAuth,clientAuth,ipsecEndSystem"},
    {NULL, NULL},
};

MkCredential *mk_phone_lsc(const MkPki *pki, const MkPhone *phone, const MkLscSpec *spec)
{
    const MkCredential *issuer = mk_pki_ca(pki, spec->issuer);
    const X509_NAME *issuer_name = X509_get_subject_name(issuer->certificate);
    g_autoptr(X509_NAME) name = serial_number_name(phone);
    copy_attribute(name, issuer_name, NID_countryName);
    copy_attribute(name, issuer_name, NID_organizationName);
    copy_attribute(name, issuer_name, NID_organizationalUnitName);
    add_common_name(name, phone);

    const int64_t start =
        mk_time(spec->not_before != NULL ? spec->not_before : "2025-09-01T08:00:00Z");
    const MkCertificateSpec certificate = {
        .subject = spec->subject != NULL ? spec->subject : name,
        .key = spec->key,
        .issuer = issuer,
        .not_before = start,
        .not_after = spec->not_after != NULL ? mk_time(spec->not_after)
                                             : start + (int64_t)LSC_DAYS * SECONDS_A_DAY,
        .digest = "SHA256",
        .pss = spec->pss,
        .extensions = spec->extensions != NULL ? spec->extensions : lsc_extensions,
    };
    return mk_credential(mk_certificate(&certificate), spec->key);
}

typedef struct MicRow {
    MkCaId issuer;
    const char *digest;
    const char *crl;
} MicRow;

static const MicRow mic_rows[] = {
    {MK_CA_MANUFACTURING, "SHA1", "URI:http://www.cisco.com/security/pki/crl/cmca.crl"},
    {MK_CA_ACT2_SUDI, "SHA1", "URI:http://www.cisco.com/security/pki/crl/crca2048.crl"},
    {MK_CA_MANUFACTURING_SHA2, "SHA256", "URI:http://www.cisco.com/security/pki/crl/cmca2.crl"},
    {MK_CA_FORGED_SHA2, "SHA256", "URI:http://www.cisco.com/security/pki/crl/cmca2.crl"},
    {MK_CA_HIGH_ASSURANCE, "SHA256", "URI:http://www.cisco.com/security/pki/crl/hasudi.crl"},
    {MK_CA_MANUFACTURING_III, "SHA256", "URI:http://www.cisco.com/security/pki/crl/cbarc2099.crl"},
};

static const MicRow *mic_row(MkCaId issuer)
{
    for (size_t i = 0; i < G_N_ELEMENTS(mic_rows); i++) {
        if (mic_rows[i].issuer == issuer) {
            return &mic_rows[i];
        }
    }
    g_assert_not_reached();
}

static int64_t certificate_end(X509 *certificate)
{
    struct tm end;
    const int ok = ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end);
    g_assert(ok == 1);
    return timegm(&end);
}

static int64_t mic_end(int64_t made, X509 *issuer)
{
    g_autoptr(GDateTime) start = g_date_time_new_from_unix_utc(made);
    g_autoptr(GDateTime) end = g_date_time_add_years(start, MIC_YEARS);
    return MIN(g_date_time_to_unix(end) + MIC_EXTRA_SECONDS, certificate_end(issuer));
}

// The factory's CA writes serials of ten bytes: a request number, zeros, a counter.
static char *mic_serial(const MkPhone *phone)
{
    const uint8_t *m = phone->mac;
    return g_strdup_printf("1E%02X%02X%02X000000%02X%02X%02X", m[5], m[4], m[3], m[3], m[4], m[5]);
}

MkCredential *mk_phone_mic(const MkPki *pki, const MkPhone *phone, const MkMicSpec *spec)
{
    const MicRow *row = mic_row(spec->issuer);
    const MkCredential *issuer = mk_pki_ca(pki, spec->issuer);
    const MkExtension extensions[] = {
        {"keyUsage", "critical,digitalSignature,keyEncipherment"},
        {"crlDistributionPoints", row->crl},
        {"1.3.6.1.4.1.311.20.2", "ASN1:BMP:IPSECIntermediateOffline"},
        {NULL, NULL},
    };
    g_autoptr(X509_NAME) name = serial_number_name(phone);
    X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8,
                               (const unsigned char *)"Cisco Systems Inc.", -1, -1, 0);
    X509_NAME_add_entry_by_NID(name, NID_organizationalUnitName, MBSTRING_UTF8,
                               (const unsigned char *)"CTG", -1, -1, 0);
    add_common_name(name, phone);
    g_autofree char *serial = mic_serial(phone);
    const int64_t made = mk_time(spec->made);
    const MkCertificateSpec certificate = {
        .subject = name,
        .key = spec->key,
        .issuer = issuer,
        .serial = serial,
        .not_before = made,
        .not_after = mic_end(made, issuer->certificate),
        .digest = row->digest,
        .extensions = extensions,
    };
    return mk_credential(mk_certificate(&certificate), spec->key);
}
