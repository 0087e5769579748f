// SPDX-License-Identifier: GPL-2.0-or-later
// Why something was refused becomes the findings that this may be: by who refused, by service, and
// by the certificate's type as far as the line tells it.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

void pc_log_service(PcLogEntry *entry, PcServiceId service)
{
    if (entry->service == NULL) {
        entry->service = g_strdup(pc_service_row(service)->name);
    }
}

void pc_log_finding(PcLogEntry *entry, PcFindingId id)
{
    for (unsigned i = 0; i < entry->n_findings; i++) {
        if (entry->findings[i] == id) {
            return;
        }
    }
    if (entry->n_findings < PC_LOG_MAX_FINDINGS) {
        entry->findings[entry->n_findings++] = id;
    }
}

// A refusal for a reason that means the same at every service; the first two columns are tried, N
// is none. Of a type that is not known both of LSC and MIC are told.
#define N PC_N_FINDINGS
static const struct {
    PcFindingId of_server[2], of_client[2]; // the server refused; the client did
} everywhere[] = {
    [PC_LOG_REASON_OTHER] = {{PC_FINDING_SERVER_REFUSED, N}, {PC_FINDING_PHONE_ENDED_HANDSHAKE, N}},
    [PC_LOG_REASON_UNKNOWN_CA] = {{PC_FINDING_UNTRUSTED_ISSUER, N},
                                  {PC_FINDING_SERVER_CERTIFICATE_NOT_IN_TRUST_LIST,
                                   PC_FINDING_TRUST_LIST_FOREIGN}},
    [PC_LOG_REASON_EXPIRED] = {{PC_FINDING_LSC_EXPIRED, PC_FINDING_MIC_EXPIRED},
                               {PC_FINDING_SERVER_CERTIFICATE_EXPIRED,
                                PC_FINDING_PHONE_CLOCK_SUSPECT}},
    [PC_LOG_REASON_NOT_YET_VALID] = {{PC_FINDING_NOT_YET_VALID, N},
                                     {PC_FINDING_PHONE_CLOCK_SUSPECT, N}},
    [PC_LOG_REASON_REVOKED] = {{PC_FINDING_CERTIFICATE_REVOKED, N},
                               {PC_FINDING_CERTIFICATE_REVOKED, N}},
    [PC_LOG_REASON_BAD_SIGNATURE] = {{PC_FINDING_BAD_SIGNATURE, N},
                                     {PC_FINDING_PHONE_ENDED_HANDSHAKE, N}},
    [PC_LOG_REASON_PURPOSE] = {{PC_FINDING_CLIENT_AUTH_MISSING, PC_FINDING_LSC_KEY_USAGE},
                               {PC_FINDING_PHONE_ENDED_HANDSHAKE, N}},
    [PC_LOG_REASON_WEAK] = {{PC_FINDING_WEAK_SIGNATURE_POLICY, N},
                            {PC_FINDING_PHONE_ENDED_HANDSHAKE, N}},
    [PC_LOG_REASON_NO_CERTIFICATE] = {{PC_FINDING_NO_CERTIFICATE, N},
                                      {PC_FINDING_PHONE_ENDED_HANDSHAKE, N}},
    [PC_LOG_REASON_VERSION] = {{PC_FINDING_TLS_VERSION_REFUSED, N},
                               {PC_FINDING_TLS_VERSION_REFUSED, N}},
    [PC_LOG_REASON_CIPHER] = {{PC_FINDING_CIPHER_REFUSED, N}, {PC_FINDING_CIPHER_REFUSED, N}},
    [PC_LOG_REASON_NAME] = {{PC_FINDING_NAME_MISMATCH, N}, {PC_FINDING_PHONE_ENDED_HANDSHAKE, N}},
    [PC_LOG_REASON_SILENT] = {{PC_FINDING_TIMEOUT_AT_CERTIFICATE_REQUEST, N},
                              {PC_FINDING_TIMEOUT_AT_CERTIFICATE_REQUEST, N}},
};

// Where nobody knows the CA, the service says what to do about it.
static const struct {
    PcServiceId service;
    PcFindingId of_server, of_client;
} unknown_ca[] = {
    {PC_SERVICE_DOT1X, PC_FINDING_DOT1X_UNTRUSTED, PC_FINDING_DOT1X_SERVER_REFUSED},
    {PC_SERVICE_VPN, PC_FINDING_VPN_UNTRUSTED, PC_FINDING_VPN_GATEWAY_REFUSED},
    {PC_SERVICE_SRST, PC_FINDING_SRST_UNTRUSTED, PC_FINDING_SRST_ROUTER_REFUSED},
    {PC_SERVICE_PROVISIONING, PC_FINDING_PROVISIONING_UNTRUSTED,
     PC_FINDING_PROVISIONING_SERVER_REFUSED},
    {PC_SERVICE_HTTPS, PC_FINDING_UNTRUSTED_ISSUER, PC_FINDING_WEB_SERVER_REFUSED},
};

static bool by_service(PcLogEntry *entry, PcSide by)
{
    for (size_t i = 0; i < G_N_ELEMENTS(unknown_ca); i++) {
        if (g_strcmp0(entry->service, pc_service_row(unknown_ca[i].service)->name) == 0) {
            pc_log_finding(entry, by == PC_SIDE_CLIENT ? unknown_ca[i].of_client
                                                       : unknown_ca[i].of_server);
            return true;
        }
    }
    if (by != PC_SIDE_CLIENT && entry->certificate == PC_TYPE_LSC) {
        pc_log_finding(entry, PC_FINDING_LSC_FOREIGN_CLUSTER);
        pc_log_finding(entry, PC_FINDING_LSC_PREVIOUS_CAPF);
        return true;
    }
    return false;
}

static bool contradicts_type(const PcLogEntry *entry, PcFindingId id)
{
    return (id == PC_FINDING_MIC_EXPIRED && entry->certificate == PC_TYPE_LSC) ||
           (id == PC_FINDING_LSC_EXPIRED && entry->certificate == PC_TYPE_MIC);
}

void pc_log_refuse(PcLogEntry *entry, PcSide by, PcLogReason reason)
{
    entry->by = by;
    entry->verdict = PC_LOG_BAD;
    if (reason == PC_LOG_REASON_UNKNOWN_CA && by_service(entry, by)) {
        return;
    }
    const PcFindingId *findings =
        by == PC_SIDE_CLIENT ? everywhere[reason].of_client : everywhere[reason].of_server;
    for (size_t i = 0; i < G_N_ELEMENTS(everywhere[reason].of_client); i++) {
        if (findings[i] != N && !contradicts_type(entry, findings[i])) {
            pc_log_finding(entry, findings[i]);
        }
    }
}
#undef N

static const struct {
    const char *alert;
    PcLogReason reason;
} alert_reasons[] = {
    {"unknown_ca", PC_LOG_REASON_UNKNOWN_CA},
    {"certificate_expired", PC_LOG_REASON_EXPIRED},
    {"certificate_revoked", PC_LOG_REASON_REVOKED},
    {"unsupported_certificate", PC_LOG_REASON_PURPOSE},
    {"certificate_required", PC_LOG_REASON_NO_CERTIFICATE},
    {"no_certificate", PC_LOG_REASON_NO_CERTIFICATE},
    {"protocol_version", PC_LOG_REASON_VERSION},
    {"insufficient_security", PC_LOG_REASON_CIPHER},
};

PcLogReason pc_log_reason_of_alert(const char *alert)
{
    for (size_t i = 0; i < G_N_ELEMENTS(alert_reasons); i++) {
        if (g_strcmp0(alert, alert_reasons[i].alert) == 0) {
            return alert_reasons[i].reason;
        }
    }
    return PC_LOG_REASON_OTHER;
}

// OpenSSL's words: what X509_verify_cert_error_string and the error queue print. In the order in
// which they are asked.
static const struct {
    const char *words;
    PcLogReason reason;
} openssl_words[] = {
    {"unable to get local issuer certificate", PC_LOG_REASON_UNKNOWN_CA},
    {"unable to get issuer certificate", PC_LOG_REASON_UNKNOWN_CA},
    {"unable to verify the first certificate", PC_LOG_REASON_UNKNOWN_CA},
    {"self signed certificate", PC_LOG_REASON_UNKNOWN_CA},
    {"self-signed certificate", PC_LOG_REASON_UNKNOWN_CA},
    {"certificate has expired", PC_LOG_REASON_EXPIRED},
    {"certificate is not yet valid", PC_LOG_REASON_NOT_YET_VALID},
    {"certificate revoked", PC_LOG_REASON_REVOKED},
    {"certificate signature failure", PC_LOG_REASON_BAD_SIGNATURE},
    {"unsupported certificate purpose", PC_LOG_REASON_PURPOSE},
    {"unsuitable certificate purpose", PC_LOG_REASON_PURPOSE},
    {"md too weak", PC_LOG_REASON_WEAK},
    {"key too small", PC_LOG_REASON_WEAK},
    {"did not return a certificate", PC_LOG_REASON_NO_CERTIFICATE},
    {"no shared cipher", PC_LOG_REASON_CIPHER},
    {"unsupported protocol", PC_LOG_REASON_VERSION},
    {"wrong version number", PC_LOG_REASON_VERSION},
};

bool pc_log_reason_of_openssl(PcBytes text, PcLogReason *reason)
{
    for (size_t i = 0; i < G_N_ELEMENTS(openssl_words); i++) {
        if (pc_log_has_nocase(text, openssl_words[i].words)) {
            *reason = openssl_words[i].reason;
            return true;
        }
    }
    return false;
}

// Numbers of OpenSSL's <openssl/x509_vfy.h>.
static const struct {
    unsigned code;
    PcLogReason reason;
} verify_codes[] = {
    {2, PC_LOG_REASON_UNKNOWN_CA},    {7, PC_LOG_REASON_BAD_SIGNATURE},
    {9, PC_LOG_REASON_NOT_YET_VALID}, {10, PC_LOG_REASON_EXPIRED},
    {18, PC_LOG_REASON_UNKNOWN_CA},   {19, PC_LOG_REASON_UNKNOWN_CA},
    {20, PC_LOG_REASON_UNKNOWN_CA},   {21, PC_LOG_REASON_UNKNOWN_CA},
    {23, PC_LOG_REASON_REVOKED},      {26, PC_LOG_REASON_PURPOSE},
    {66, PC_LOG_REASON_WEAK},         {67, PC_LOG_REASON_WEAK},
    {68, PC_LOG_REASON_WEAK},
};

PcLogReason pc_log_reason_of_verify(unsigned code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(verify_codes); i++) {
        if (verify_codes[i].code == code) {
            return verify_codes[i].reason;
        }
    }
    return PC_LOG_REASON_OTHER;
}
