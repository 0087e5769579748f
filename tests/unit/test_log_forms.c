// SPDX-License-Identifier: GPL-2.0-or-later
// Every form of log: lines that it has and what they come to, and lines that only look like it.
#include "core/field/finding.h"
#include "core/log/phone_log.h"
#include "tests/unit/unit.h"

// What the n-th entry of a text is: "event client by alert number finding,finding"; "-" is none.
static char *entry_text(const PcLogEntry *entry)
{
    GString *text = g_string_new(pc_log_event_name(entry->event));
    const char *client = entry->device != NULL ? entry->device : entry->mac;
    const char *by = pc_side_name(entry->by);
    g_string_append_printf(text, " %s %s %s %d ", client != NULL ? client : "-",
                           by != NULL ? by : "-", entry->alert != NULL ? entry->alert : "-",
                           entry->number);
    for (unsigned i = 0; i < entry->n_findings; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? "," : "",
                               pc_finding_row(entry->findings[i])->id);
    }
    g_string_append(text, entry->n_findings == 0 ? "-" : "");
    if (entry->verdict == PC_LOG_GOOD) {
        g_string_append(text, " good");
    }
    return g_string_free(text, FALSE);
}

static char *log_text(const char *text)
{
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    GString *out = g_string_new(NULL);
    pc_phone_log_read(log, pc_bytes(text, strlen(text)));
    pc_phone_log_finish(log);
    for (guint i = 0; i < log->entries->len; i++) {
        g_autofree char *entry = entry_text(g_ptr_array_index(log->entries, i));
        g_string_append_printf(out, "%s%s", i > 0 ? "\n" : "", entry);
    }
    return g_string_free(out, FALSE);
}

#define MAC " Calling-Station-ID=0A-1B-2C-3D-4E-5F,"
#define ISE_HEAD "<181>Mar  9 09:04:59 ise-psn1 "
#define FAILED ISE_HEAD "CISE_Failed_Attempts 0000075131 "
#define CLASS(n) "2026-03-09 08:04:59.136 +00:00 0000075131 " n " NOTICE Failed-Attempt: x,"
#define PHONE "SEP0A1B2C3D4E5F"

static const struct {
    const char *text, *entries;
} rows[] = {
    // ISE
    {FAILED "2 1 FailureReason=12514 EAP-TLS failed, Step=12514,\n" FAILED "2 0 " CLASS("5400") MAC
     "\n",
     "eap-failure 0A:1B:2C:3D:4E:5F server unknown_ca 12514 dot1x-untrusted"},
    {FAILED "1 0 " CLASS(
         "5400") " UserName=CP-8841-" PHONE ", FailureReason=12520 x,"
                 " OpenSSLErrorMessage=SSL alert: code=0x230=560 ; source=remote ; type=fatal,",
     "eap-failure " PHONE " client unknown_ca 12520 dot1x-server-refused"},
    {FAILED "1 0 " CLASS(
         "5400") " FailureReason=12507 EAP-TLS failed,"
                 " OpenSSLErrorMessage=SSL alert: code=0x246=582 ; source=local ; type=fatal,",
     "eap-failure - server protocol_version 12507 tls-version-refused"},
    {FAILED "1 0 " CLASS("5411") MAC " FailureReason=12935 Supplicant stopped, Step=12935,",
     "eap-failure 0A:1B:2C:3D:4E:5F client - 12935 timeout-at-certificate-request"},
    {FAILED "1 0 " CLASS("5400") " FailureReason=22056 Subject not found,",
     "eap-failure - - - 22056 -"},
    {FAILED "1 0 " CLASS("5400") " FailureReason=12516 x, Issuer=CN=CAPF-0992727f\\,O=Acme,",
     "eap-failure - server certificate_expired 12516 lsc-expired"},
    {ISE_HEAD "CISE_Passed_Authentications 0000012514 1 0 2026-03-09 08:04:59.136 +00:00 0000012514"
              " 5200 NOTICE Passed-Authentication: x, Step=22056, Device Port=12514,"
              " UserName=CP-8841-" PHONE ",",
     "accepted " PHONE " - - -1 - good"},
    {ISE_HEAD "CISE_Administrative_and_Operational_Audit 0000012514 1 0 2026-03-09 08:04:59.136 "
              "+00:00 0000012514 51001 NOTICE Administrator-Login: EAP-TLS 12514,",
     ""},
    {"Endpoint Id\t0A:1B:2C:3D:4E:5F\nFailure Reason\t12514 EAP-TLS failed\n \t12514\tEAP-TLS "
     "failed\n \t12507\tEAP-TLS authentication failed\n",
     "eap-failure 0A:1B:2C:3D:4E:5F server unknown_ca 12514 dot1x-untrusted"},
    // what merely speaks of a code or a form is no line of it
    {"f06_ise.txt\tISE segments\t12514 without device, EAP-TLS\n"
     "we see 12514 and 12520 in ISE, EAP-TLS\nsee FailureReason= 12514 or 12516, EAP-TLS\n"
     "f09_clearpass.txt\tCPPM_Alert\n",
     ""},
    {"\"2026-03-02 09:04:59.136\",\"Fail\",\"CP-8841-" PHONE
     "\",\"12514 EAP-TLS failed SSL/TLS x\"",
     "eap-failure " PHONE " server unknown_ca 12514 dot1x-untrusted"},
    // alarms: the same number means another thing in another alarm
    {"%UC_CALLMANAGER-3-EndPointUnregistered: %[DeviceName=" PHONE "][Reason=12]: x",
     "unregistered " PHONE " - - 12 -"},
    {"%UC_CALLMANAGER-4-EndPointTransientConnection: %[Reason=12][DeviceName=" PHONE "]: x",
     "registration-failed " PHONE " - - 12 cipher-refused"},
    {"%UC_CALLMANAGER-3-ConnectionFailure: %[Description=a [b]][DeviceName=" PHONE "][Reason=2]: x",
     "connection-failure " PHONE " - - 2 name-mismatch"},
    {"%UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. Certificate name:a.der"
     " Unit:CallManager Type:own-cert Expiration:x][AppID=y]: z",
     "certificate-ends - - - -1 server-certificate-expired"},
    {"%UC_CALLMANAGER-3-SomethingElse: %[Reason=10]: x", ""},
    // SDL: a step is no verdict, and one failure is told twice
    {"08080021.043 |16:31:15.937 |AppInfo  |validTLSConnection:TLS InvalidX509NameInCertificate, "
     "Rcvd=x , Expected=" PHONE ". Will check SAN the next\n",
     "name-mismatch " PHONE " - - -1 -"},
    {"08080021.045 |16:31:15.937 |AppInfo  |ConnectionFailure - Unified CM failed to open a TLS "
     "connection for the indicated device Device Name:" PHONE
     " IP Address:10.44.0.9 Reason code:2\n"
     "08080021.046 |16:31:15.938 |AlarmErr |AlarmClass: CallManager, AlarmName: ConnectionFailure, "
     "AlarmParameters: DeviceName:" PHONE ", IPAddress:10.44.0.9, Reason:2, AppID:x\n",
     "connection-failure " PHONE " - - 2 name-mismatch"},
    {"00004376.003 |07:28:32.110 |AppInfo  |Printing the HTTPRequest -: GET /CTL" PHONE
     ".tlv HTTP/1.1\n00004378.011 |07:28:32.110 |AppInfo  |File Not Found - 404 - Failure\n",
     "file " PHONE " - - -1 -\nfile-missing " PHONE " - - -1 -"},
    {"00004392.000 |07:28:32.738 |AppInfo  |TFTPEngine::isReadRequest[0xf~5~10.44.0.21~51909], "
     "[CTL" PHONE ".tlv] opcode(1)\n",
     "file " PHONE " - - -1 -"},
    // TVS: one question, one answer, whatever was looked up
    {"10:00:00.001 |   debug 8:UNKNOWN:Got a new ph conn 10.44.0.21 on 8, Total\n"
     "10:00:00.001 |   debug 2d 53 45 50 30 41 31 42\n10:00:00.001 |   debug 32 43 33 44 34 45 35 "
     "46\n"
     "10:00:00.002 |   debug MsgType     : TVS_MSG_QUERY_CERT_REQ\n"
     "10:00:00.002 |   debug tvsHandleQueryCertReq : Issuer Name is: CN=x\n"
     "10:00:00.002 |   debug ERROR:CertificateDBCache::getCertificateInformation - Cannot find the "
     "certificate in the cache\n"
     "10:00:00.002 |   debug CertificateCTLCache::getCertificateInformation - Found entry\n"
     "10:00:00.002 |   debug 8:UNKNOWN:Sending QUERY_CERT_RES msg\n",
     "tvs-question " PHONE " - - -1 -\ntvs-answer " PHONE " - - 0 - good"},
    {"10:00:00.002 |   debug tvsHandleQueryCertReq : Issuer Name is: CN=x\n"
     "10:00:00.002 |   debug ERROR:CertificateCTLCache::getCertificateInformation - Cannot find "
     "the "
     "certificate in the cache\n",
     "tvs-question - - - -1 -\ntvs-answer - - - 1 tvs-refused"},
    // CAPF
    {"10:20:30.140 |   debug 2:" PHONE ":CAPF_OP_FAIL_INVALID_LSC\n",
     "capf-result " PHONE " - - 4 capf-invalid-lsc"},
    {"10:20:30.140 |   debug 2:" PHONE ":CAPF_OP_SUCCESS\n", "capf-result " PHONE " - - 0 - good"},
    {"10:20:30.140 |   debug 2:" PHONE ":CAPF CORE: Rcvd Event: x\n", ""},
    // FreeRADIUS: lines of one request, and who refused
    {"(12) eap_tls: ERROR: (TLS) OpenSSL says error 20 : unable to get local issuer certificate\n"
     "(13) eap_tls: ERROR: TLS Alert write:fatal:unknown CA\n"
     "Auth: (12) Login incorrect (eap_tls: x): [y] (from client sw-7 port 5 cli 0a1b.2c3d.4e5f)\n",
     "eap-failure 0A:1B:2C:3D:4E:5F server - -1 dot1x-untrusted\n"
     "eap-failure - server unknown_ca -1 dot1x-untrusted"},
    {"(3) eap_tls: (TLS) recv TLS 1.2 Alert, fatal certificate_expired\n",
     "eap-failure - client certificate_expired -1 server-certificate-expired,phone-clock-suspect"},
    {"Wed Mar  4 10:00:01 2026 : Auth: (4) Login OK: [CP-8841-" PHONE "] (from client a port 1)\n",
     "accepted " PHONE " - - -1 - good"},
    // NPS and Schannel
    {"Event ID:      6273\nAccount Name:\t\tCP-8841-" PHONE "\nReason Code:\t\t16\n",
     "eap-failure " PHONE " server - 16 server-refused"},
    {"Event ID:      6272\nAccount Name:\t\t" PHONE "\n", "accepted " PHONE " - - -1 - good"},
    {"Event ID:      4624\nAccount Name:\t\t" PHONE "\n", ""},
    {"Event ID:      36887\nA fatal alert was received from the remote endpoint. The TLS protocol "
     "defined fatal alert code is 46.\n",
     "alert - client certificate_unknown -1 phone-ended-handshake"},
    // ClearPass
    {"<135>2026-03-09 12:00:01,000 10.44.9.6 CPPM_Alert 1 1 0 session_id=R2,service_name=x,"
     "alert=EAP-TLS: fatal alert by server - unknown_ca\\nTLS failed,timestamp=2026-03-09 "
     "12:00:01.27-05\n<135>2026-03-09 12:00:01,000 10.44.9.6 CPPM_Session_Detail 1 1 0 "
     "session_id=R2,mac=0a1b2c3d4e5f",
     "eap-failure 0A:1B:2C:3D:4E:5F server unknown_ca -1 dot1x-untrusted"},
    // ASA and FTD
    {"%ASA-6-725001: Starting SSL handshake with client outside:203.0.113.7/5 to 198.51.100.2/443 "
     "for TLSv1.2 session\n%FTD-3-717009: Certificate validation failed. No suitable trustpoints "
     "found to validate certificate serial number: 2B5A8C, subject name: cn=CP-8841-" PHONE ", "
     "issuer name: cn=Cisco Manufacturing CA SHA2,o=Cisco .\n"
     "%ASA-6-725006: Device failed SSL handshake with client outside:203.0.113.7/5\n",
     "handshake-start - - - 725001 -\nrefused " PHONE " server - 717009 vpn-untrusted\n"
     "handshake-failed - - - 725006 -"},
    {"%ASA-6-725002: Device completed SSL handshake with client outside:203.0.113.7/5 to "
     "198.51.100.2/443 for TLSv1.2 session",
     "handshake-done - - - 725002 - good"},
    {"%ASA-7-725017: No certificates received during the handshake with client outside:1.2.3.4/5",
     "refused - server - 725017 no-certificate"},
    {"%ASA-6-302013: Built inbound TCP connection", ""},
    // Expressway
    {"2026-03-09T08:18:08.455-04:00 e tvcs: Event=\"Inbound TLS Negotiation Error\" "
     "Service=\"SIP\" "
     "Src-ip=\"203.0.113.7\" Src-port=\"59720\" Detail=\"sslv3 alert certificate expired\"",
     "handshake-failed - client certificate_expired -1 "
     "server-certificate-expired,phone-clock-suspect"},
    {"2026-03-09T08:18:08.455-04:00 e tvcs: Event=\"Call Connected\"", ""},
    // IOS, OpenSSL
    {"%PKI-3-CERTIFICATE_INVALID_EXPIRED: The certificate (SN: 2B) has expired. Validity period "
     "ended on x",
     "refused - server - -1 lsc-expired,mic-expired"},
    {"error:140890C7:SSL routines:f:peer did not return a certificate",
     "handshake-failed - server - -1 no-certificate"},
    {"error:00:SSL routines:f:something else", ""},
    // supplicants: the client speaks
    {"CTRL-EVENT-EAP-TLS-CERT-ERROR reason=1 depth=1 subject='/CN=x' err='self-signed certificate "
     "in certificate chain'",
     "refused - client - -1 dot1x-server-refused"},
    {"EAP: Status notification: remote TLS alert (param=unknown CA)",
     "alert - server unknown_ca -1 dot1x-untrusted"},
    {"wlan0: CTRL-EVENT-EAP-SUCCESS EAP authentication completed", "accepted - - - -1 - good"},
    // openssl s_client: what the server offers
    {"CONNECTED(00000003)\n---\nAcceptable client certificate CA names\nO = Acme, CN = "
     "CAPF-0992727f\n"
     "Requested Signature Algorithms: x\n    Master-Key: 00\n",
     "ca-offered - - - -1 -"},
    {"CONNECTED(00000003)\n---\nNo client certificate CA names sent\n", "ca-offered - - - -1 -"},
    // show cert, show itl
    {"CallManager-trust/CAPF-0992727f.pem: Trust Certificate\nx-trust/y: z\n",
     "in-store - - - -1 -"},
    {"The checksum value of the ITL file:\nITL Record #:1\n3 SUBJECTNAME 62 CN=a;\n   C=b\n",
     "trust-list-record - - - 1 -\ntrust-list-unverified - - - -1 signed-file-altered"},
    {"The checksum value of the ITL file:\nThe ITL file was verified successfully.\n",
     "trust-list-verified - - - -1 - good"},
    // phones
    {"fail16:04:06, 03/07/2026 : CTL" PHONE ".tlv not found in 10.44.0.5",
     "file-missing " PHONE " - - -1 -"},
    {"<td>10:20:30a No Trust List Installed</td><td>Trust List Update Failed</td>",
     "trust-list-missing - - - -1 -\n"
     "trust-list-unverified - - - -1 trust-list-foreign,signed-file-altered"},
    {"4131: WRN 21:55:54.131163 SECD: WARN:lookupCTL: ** no CTL, assume TFTP NONSECURE",
     "trust-list-missing - - - -1 -"},
    // Jabber: the grammar is known, its words are not
    {"2026-03-09 14:21:49,631 WARN  [0x0000264c] [c.cpp(218)] [csf.cert] [f] - Certificate bad",
     ""},
};

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *entries = log_text(rows[i].text);
        g_test_message("%s", rows[i].text);
        g_assert_cmpstr(entries, ==, rows[i].entries);
    }
}

// Requests that no line ends are told in the order of their lines, however many wait at once.
static void test_waiting(void)
{
    enum { N_REQUESTS = 1024 + 2 };
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < N_REQUESTS; i++) {
        g_string_append_printf(text, "(%u) eap_tls: ERROR: TLS Alert write:fatal:unknown CA\n", i);
    }
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    pc_phone_log_read(log, pc_bytes(text->str, text->len));
    pc_phone_log_finish(log);
    g_assert_cmpuint(log->entries->len, ==, N_REQUESTS);
    for (guint i = 0; i < log->entries->len; i++) {
        const PcLogEntry *entry = g_ptr_array_index(log->entries, i);
        g_assert_cmpuint(entry->line, ==, i + 1);
    }
}

// Lines cut at every byte come to no crash and to no more than the whole does.
static void test_cut(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        for (size_t len = 0; len < strlen(rows[i].text); len++) {
            g_autofree char *text = g_strndup(rows[i].text, len);
            g_autofree char *entries = log_text(text);
            g_assert_true(g_utf8_validate(entries, -1, NULL));
        }
    }
}

// Every form has a title and keys, and a name of its own.
static void test_forms(void)
{
    for (int form = 0; form < PC_LOG_N_FORMS; form++) {
        g_assert_nonnull(pc_log_form_title((PcLogForm)form));
        g_assert_nonnull(pc_log_form_name((PcLogForm)form));
        g_assert_cmpuint(pc_log_form_keys((PcLogForm)form), !=, 0);
    }
}

// The list in docs/collecting.md is the table of forms: every form, and nothing else.
static void test_documented(void)
{
    g_autofree char *page = NULL;
    g_assert_true(g_file_get_contents("docs/collecting.md", &page, NULL, NULL));
    const char *section = strstr(page, "## Texts and logs");
    g_assert_nonnull(section);
    g_auto(GStrv) lines = g_strsplit(section, "\n", -1);
    unsigned n_rows = 0;
    for (size_t i = 1; lines[i] != NULL && !g_str_has_prefix(lines[i], "## "); i++) {
        n_rows += g_str_has_prefix(lines[i], "| `") ? 1 : 0;
    }
    g_assert_cmpuint(n_rows, ==, PC_LOG_N_FORMS);
    for (int form = 0; form < PC_LOG_N_FORMS; form++) {
        g_autofree char *row = g_strdup_printf("\n| `%s` | %s |", pc_log_form_name((PcLogForm)form),
                                               pc_log_form_title((PcLogForm)form));
        g_test_message("%s", row);
        g_assert_nonnull(strstr(section, row));
    }
}

// What fuzzing begins with reaches every form's reader.
static void test_corpus(void)
{
    static const char folder[] = "tests/fuzz/corpus/phone_log";
    unsigned n_of_form[PC_LOG_N_FORMS] = {0};
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *content = NULL;
        gsize len;
        g_assert_true(g_file_get_contents(path, &content, &len, NULL));
        g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
        pc_phone_log_read(log, pc_bytes(content, len));
        pc_phone_log_finish(log);
        for (int form = 0; form < PC_LOG_N_FORMS; form++) {
            n_of_form[form] += log->n_of_form[form];
        }
    }
    for (int form = 0; form < PC_LOG_N_FORMS; form++) {
        g_test_message("%s", pc_log_form_name((PcLogForm)form));
        g_assert_cmpuint(n_of_form[form], >, 0);
    }
}

// ---- encodings --------------------------------------------------------------------------------

static void test_utf16(void)
{
    static const char text[] = "%UC_CALLMANAGER-3-ConnectionFailure: %[DeviceName=" PHONE
                               "][Reason=2]: \xc3\xa4\xf0\x9f\x93\x9e\r\n";
    static const char *const names[] = {"UTF-16LE", "UTF-16BE"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        UNIT_ROW(names, i);
        gsize len;
        g_autofree char *body = g_convert("\xef\xbb\xbf", 3, names[i], "UTF-8", NULL, &len, NULL);
        g_autoptr(GString) wide = g_string_new_len(body, (gssize)len);
        g_autofree char *rest = g_convert(text, -1, names[i], "UTF-8", NULL, &len, NULL);
        g_string_append_len(wide, rest, (gssize)len);
        for (size_t piece = 1; piece < 5; piece++) {
            g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
            PcBytes from = pc_bytes(wide->str, wide->len), part;
            while (from.len > 0 && pc_bytes_take(&from, MIN(piece, from.len), &part)) {
                pc_phone_log_read(log, part);
            }
            pc_phone_log_finish(log);
            g_assert_cmpuint(log->entries->len, ==, 1);
            const PcLogEntry *entry = g_ptr_array_index(log->entries, 0);
            g_assert_cmpstr(entry->device, ==, PHONE);
            g_assert_true(g_str_has_suffix(entry->text, "\xc3\xa4\xf0\x9f\x93\x9e"));
        }
    }
}

static void test_latin_1(void)
{
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    static const char text[] = "EAP: x CTRL-EVENT-EAP-PEER-CERT depth=0 subject='/O=M\xfcller'\n";
    pc_phone_log_read(log, pc_bytes(text, sizeof text - 1));
    pc_phone_log_finish(log);
    const PcLogEntry *entry = g_ptr_array_index(log->entries, 0);
    g_assert_cmpstr(entry->subject, ==, "/O=M\xc3\xbcller");
}

// ---- the phone's own forms ----------------------------------------------------------------------

static void test_two_nodes(void)
{
    g_autofree char *none = log_text("");
    g_assert_cmpstr(none, ==, "");
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    static const char text[] =
        "7: NOT 10:25:10.060663 SECD: clpSetupSsl: Trying to connect to IPV4, IP: 10.44.0.1, Port "
        ": "
        "2443\n9: NOT 10:25:10.063000 SECD: clpSetupSsl: Trying to connect to IPV4, IP: 10.44.0.2, "
        "Port : 2443\n11: ERR 10:25:10.068387 SECD: EROR:clpState: SSL3 alert read:fatal:unknown "
        "CA:<10.44.0.1>\n";
    pc_phone_log_read(log, pc_bytes(text, sizeof text - 1));
    pc_phone_log_finish(log);
    g_assert_cmpuint(log->connections->len, ==, 2);
    const PcLogConnection *first = g_ptr_array_index(log->connections, 0);
    const PcLogConnection *second = g_ptr_array_index(log->connections, 1);
    g_assert_cmpstr(first->alert, ==, "unknown_ca");
    g_assert_null(second->alert);
}

static void test_day_of_head(void)
{
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    static const char text[] = "|== Syslogd TNP== Tue Dec 31 21:55:54 2030\n"
                               "1: NOT 23:59:59.9 SECD: -PXY_NO_LSC: No LSC for [SCCP]\n"
                               "1: NOT 23:59:59.938 SECD: -PXY_NO_LSC: No LSC for [SCCP]\n"
                               "2: NOT 00:00:00.038954 SECD: -PXY_NO_LSC: No LSC for [SCCP]\n";
    pc_phone_log_read(log, pc_bytes(text, sizeof text - 1));
    pc_phone_log_finish(log);
    g_assert_cmpuint(log->entries->len, ==, 2); // a clock without milliseconds is none of a phone
    const PcLogEntry *first = g_ptr_array_index(log->entries, 0);
    const PcLogEntry *second = g_ptr_array_index(log->entries, 1);
    g_assert_cmpint(first->time.year, ==, 2030);
    g_assert_cmpint(first->time.day, ==, 31);
    g_assert_cmpint(second->time.year, ==, 2031);
    g_assert_cmpint(second->time.month, ==, 1);
    g_assert_cmpint(second->time.day, ==, 1);
}

// Both lines of an alarm that a relay broke are read.
static void test_broken_alarm(void)
{
    static const struct {
        const char *first;
        unsigned n_understood;
    } halves[] = {
        {"Mar  9 12:00:02 ucm1 local99 0 : 44: ucm1.example.org:", 2},
        {"Dear all, on local 7 we see this:", 1},
        {"Mar  9 12:00:02 ucm1 local99 0 : 44: ucm1.example.org: more", 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(halves); i++) {
        UNIT_ROW(halves, i);
        g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
        g_autofree char *text =
            g_strconcat(halves[i].first,
                        "\nMar 09 2026 11:00:02.21 UTC :  %UC_CALLMANAGER-3-ConnectionFailure: "
                        "%[DeviceName=" PHONE "][Reason=2]: x\n",
                        NULL);
        pc_phone_log_read(log, pc_bytes(text, strlen(text)));
        pc_phone_log_finish(log);
        g_assert_cmpuint(log->n_understood, ==, halves[i].n_understood);
        g_assert_cmpuint(log->entries->len, ==, 1);
    }
}

// The phone looked in vain into its list, and TVS vouched for the server.
static void test_later_valid(void)
{
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    static const char text[] =
        "1 ERR 11:04:15.038637  SECD: -HTTPS cert not in CTL, <10.44.111.100:8443>\n"
        "2 NOT 11:04:15.220060  SECD: -Authentication Response received, status : 0\n";
    pc_phone_log_read(log, pc_bytes(text, sizeof text - 1));
    pc_phone_log_finish(log);
    const PcLogConnection *first = g_ptr_array_index(log->connections, 0);
    g_assert_false(first->peer_unknown);
    g_assert_cmpuint(first->n_findings, ==, 0);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/log-forms/documented", test_documented);
    g_test_add_func("/log-forms/corpus", test_corpus);
    g_test_add_func("/log-forms/rows", test_rows);
    g_test_add_func("/log-forms/waiting", test_waiting);
    g_test_add_func("/log-forms/cut", test_cut);
    g_test_add_func("/log-forms/forms", test_forms);
    g_test_add_func("/log-forms/utf-16", test_utf16);
    g_test_add_func("/log-forms/latin-1", test_latin_1);
    g_test_add_func("/log-forms/two-nodes", test_two_nodes);
    g_test_add_func("/log-forms/day-of-head", test_day_of_head);
    g_test_add_func("/log-forms/broken-alarm", test_broken_alarm);
    g_test_add_func("/log-forms/later-valid", test_later_valid);
    return g_test_run();
}
