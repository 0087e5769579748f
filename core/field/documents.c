// SPDX-License-Identifier: GPL-2.0-or-later
// A document's number becomes its title and date.
#include "core/field/documents.h"

#include <glib.h>

static const struct {
    const char *title, *date;
} documents[PC_N_DOCUMENTS] = {
    [PC_DOCUMENT_FAQ] = {"Cisco 200860 (IP Phone Certificates, questions and answers)",
                         "read 2026-11-23"},
    [PC_DOCUMENT_PA12] = {"Preferred Architecture for Cisco Collaboration 12.x On-Premises (CVD)",
                          "2019-02-19"},
    [PC_DOCUMENT_SG14_CERT] = {"CUCM Security Guide 14 and SUs, Certificates", "2026-04-08"},
    [PC_DOCUMENT_SG14_OAUTH] = {"CUCM Security Guide 14 and SUs, SIP OAuth Mode", "2026-04-08"},
    [PC_DOCUMENT_SG15_TLS] = {"CUCM Security Guide 15 and SUs, TLS 1.3 Setup", "2026-04-06"},
    [PC_DOCUMENT_SG_TLS_SETUP] = {"CUCM Security Guide 15 and SUs, TLS Setup",
                                  "excerpt read 2026-11-30"},
    [PC_DOCUMENT_SG125_CAPF] =
        {"CUCM Security Guide 12.5(1)SU4, Certificate Authority Proxy Function", "2024-03-22"},
    [PC_DOCUMENT_SG125_ENC] =
        {"CUCM Security Guide 12.5(1), Encrypted Phone Configuration File Setup", "2025-02-24"},
    [PC_DOCUMENT_SG125_SRST] = {"CUCM Security Guide 12.5(1)SU2, Secure SRST Reference",
                                "2024-03-22"},
    [PC_DOCUMENT_SG125_VPN] = {"CUCM Security Guide 12.5(1)SU1, VPN Client", "2024-03-22"},
    [PC_DOCUMENT_SG_CIPHER] = {"CUCM Security Guide, Cipher Management", "read 2026-11-23"},
    [PC_DOCUMENT_TAC214231] =
        {"Cisco 214231 (Regenerate Certificates In Unified CM, 15.0 and later)", "2026-07-20"},
    [PC_DOCUMENT_TAC215572] = {"Cisco 215572 (Cisco Jabber and SIP OAuth Mode)", "2021-02-26"},
    [PC_DOCUMENT_TAC115785] =
        {"Cisco 115785 (AnyConnect VPN Phone with Certificate Authentication on an ASA)",
         "2015-01-15"},
    [PC_DOCUMENT_TAC212138] = {"Cisco 212138 (Configure VG224 SCCP Secure Encrypted)",
                               "2017-09-19"},
    [PC_DOCUMENT_TAC213407] = {"Cisco 213407 (Migrate Phones Between Secure Clusters)",
                               "read 2026-11-23"},
    [PC_DOCUMENT_TAC213295] = {"Cisco 213295 (Security by Default and ITL)", "read 2026-11-23"},
    [PC_DOCUMENT_TAC118699] = {"Cisco 118699 (Corporate Directory, certificate not in TVS)",
                               "read 2026-11-23"},
    [PC_DOCUMENT_TAC118892] = {"Cisco 118892 (CTL files)", "read 2026-11-23"},
    [PC_DOCUMENT_TAC225476] = {"Cisco 225476 (MRA certificate requirements on CUCM)",
                               "excerpt read 2026-11-30"},
    [PC_DOCUMENT_TAC_MRA] = {"Cisco, troubleshooting TelePresence endpoints over MRA",
                             "read 2026-11-23"},
    [PC_DOCUMENT_AG88] = {"IP Phone 8800 Administration Guide for CUCM", "2025-11-06"},
    [PC_DOCUMENT_AG8821] = {"Wireless IP Phone 8821 Administration Guide", "2016-06-28"},
    [PC_DOCUMENT_RN840] = {"Webex Wireless Phone 840 and 860 Release Notes 1.5(0)", "2022-04-20"},
    [PC_DOCUMENT_MRA127] = {"Expressway MRA Deployment Guide X12.7, Onboarding", "2020-12-11"},
    [PC_DOCUMENT_FN72302] = {"Cisco Field Notice FN72302 (new manufacturing CA)",
                             "read 2026-11-23"},
    [PC_DOCUMENT_FN72593] = {"Cisco Field Notice FN72593 (expiry of MICs)",
                             "excerpt read 2026-11-30"},
    [PC_DOCUMENT_FN74345] =
        {"Cisco Field Notice FN74345 rev. 1.2 (client authentication in public certificates)",
         "2026-03-25"},
    [PC_DOCUMENT_FN74362] = {"Cisco Field Notice FN74362 rev. 1.2 (the same for Expressway)",
                             "2026-06-01"},
    [PC_DOCUMENT_ATA_PROV] = {"ATA 191 and 192 Multiplatform Provisioning Guide", "2026-01-30"},
    [PC_DOCUMENT_MPP_SEC] = {"Multiplatform phone security chapter", "excerpt read 2026-11-30"},
    [PC_DOCUMENT_ISE_MESSAGES] = {"Cisco ISE message catalog", "read 2026-11-23"},
    [PC_DOCUMENT_CISCO_PKI] = {"Cisco public CA certificates (cisco.com/security/pki)",
                               "read 2026-11-23"},
    [PC_DOCUMENT_CCM_MIB] = {"CISCO-CCM-MIB", "read 2026-11-23"},
    [PC_DOCUMENT_RFC3261] = {"RFC 3261 (SIP)", "2002-06"},
    [PC_DOCUMENT_RFC2865] = {"RFC 2865 (RADIUS)", "2000-06"},
    [PC_DOCUMENT_RFC3579] = {"RFC 3579 (RADIUS for EAP)", "2003-09"},
    [PC_DOCUMENT_RFC3748] = {"RFC 3748 (EAP)", "2004-06"},
    [PC_DOCUMENT_RFC5246] = {"RFC 5246 (TLS 1.2)", "2008-08"},
    [PC_DOCUMENT_RFC5280] = {"RFC 5280 (X.509 certificates and CRLs)", "2008-05"},
    [PC_DOCUMENT_RFC5746] = {"RFC 5746 (TLS renegotiation)", "2010-02"},
    [PC_DOCUMENT_RFC8446] = {"RFC 8446 (TLS 1.3)", "2018-08"},
    [PC_DOCUMENT_RFC9155] = {"RFC 9155 (MD5 and SHA-1 in TLS 1.2)", "2021-12"},
    [PC_DOCUMENT_RFC9293] = {"RFC 9293 (TCP)", "2022-08"},
    [PC_DOCUMENT_SP800_131A] = {"NIST SP 800-131A Rev. 2", "2019-03"},
    [PC_DOCUMENT_OPENSSL] = {"OpenSSL 3.0 manual, SSL_CTX_set_security_level(3)",
                             "read 2026-11-30"},
    [PC_DOCUMENT_MEASURED] = {"Handshakes measured with OpenSSL 3.0.19 (docs/field.md)",
                              "2026-11-30"},
    [PC_DOCUMENT_SEEN] = {"Certificates seen on TelePresence devices", "read 2026-11-23"},
    [PC_DOCUMENT_PROJECT] = {"phonecert's own manual (docs/phonecert.1)", "2026-11-30"},
};

const char *pc_document_title(PcDocument document)
{
    return documents[document].title;
}

const char *pc_document_date(PcDocument document)
{
    return documents[document].date;
}

char *pc_citation_text(const PcCitation *source)
{
    return g_strdup_printf("%s, %s (%s)", documents[source->document].title, source->section,
                           documents[source->document].date);
}

char *pc_citations_text(const PcCitation *sources)
{
    GString *out = g_string_new(NULL);
    for (const PcCitation *at = sources; at->document != PC_DOCUMENT_NONE; at++) {
        g_autofree char *one = pc_citation_text(at);
        g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "", one);
    }
    return g_string_free(out, FALSE);
}
