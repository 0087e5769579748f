// SPDX-License-Identifier: GPL-2.0-or-later
// Phone and server logs: every form of words with its values, text as it is copied (glued, cut,
// CRLF, NUL, long), and the join with a capture under a clock that nobody knows.
#include "core/log/phone_log.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"
#include <openssl/pem.h>

static PcPhoneLog *read_log(const char *text)
{
    PcPhoneLog *log = pc_phone_log_new(NULL);
    pc_phone_log_read(log, pc_bytes(text, strlen(text)));
    pc_phone_log_finish(log);
    return log;
}

static const PcLogEntry *entry_at(const PcPhoneLog *log, unsigned index)
{
    g_assert_cmpuint(index, <, log->entries->len);
    return g_ptr_array_index(log->entries, index);
}

static const PcLogConnection *connection_at(const PcPhoneLog *log, unsigned index)
{
    g_assert_cmpuint(index, <, log->connections->len);
    return g_ptr_array_index(log->connections, index);
}

// ---- one line, one event ----------------------------------------------------------------------

static const struct {
    const char *line;
    const char *event, *service, *alert, *address;
    PcType certificate;
    int number, port;
} rows[] = {
    {"410 NOT 00:02:11.104001 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [LSC], cipher "
     "[AES256-SHA:AES128-SHA]",
     "certificate", "SCCP", NULL, NULL, PC_TYPE_LSC, -1, 0},
    {"411 ERR 00:02:11.204001 SECD: -STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[unknown CA",
     "alert", NULL, "unknown_ca", NULL, PC_TYPE_ABSENT, -1, 0},
    {"411 ERR 00:02:11.204001 SECD: -STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[unknown CA]",
     "alert", NULL, "unknown_ca", NULL, PC_TYPE_ABSENT, -1, 0},
    {"77 WRN 14:00:34.000001 SECD: -PXY_NO_LSC: No LSC for [SCCP], tries MIC.", "no-lsc", "SCCP",
     NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"77 WRN 14:00:34.000001 SECD: -PXY_NO_LSC: No LSC for [SCCP], will try MIC", "no-lsc", "SCCP",
     NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"89 ERR 11:00:15.000001  SECD: -HTTPS cert not in CTL, <10.44.9.1:8443>",
     "server-certificate-not-in-trust-list", NULL, NULL, "10.44.9.1", PC_TYPE_ABSENT, -1, 8443},
    {"95 NOT 11:00:15.100001  SECD: -TVS Certificate Authentication request", "tvs-question", NULL,
     NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"96 NOT 11:00:15.200001  SECD: -Authentication Response received, status : 0", "tvs-answer",
     NULL, NULL, NULL, PC_TYPE_ABSENT, 0, 0},
    {"507: NOT 10:00:10.000001 SECD: clpSetupSsl: Trying to connect to IPV4, IP: 10.44.9.1, Port "
     ": 2445",
     "connect", "TVS", NULL, "10.44.9.1", PC_TYPE_ABSENT, -1, 2445},
    {"511: ERR 10:00:10.100001 SECD: EROR:clpState: SSL3 alert read:fatal:handshake "
     "failure:<10.44.9.1>",
     "alert", NULL, "handshake_failure", "10.44.9.1", PC_TYPE_ABSENT, -1, 0},
    {"512: ERR 10:00:10.100002 SECD: EROR:clpState: SSL_connect:failed in SSLv3 read server hello "
     "A:<10.44.9.1>",
     "handshake-failed", NULL, NULL, "10.44.9.1", PC_TYPE_ABSENT, -1, 0},
    {"514: ERR 10:00:10.100003 SECD: EROR:clpSetupSsl: SSL/TLS handshake failed, <10.44.9.1> c:14 "
     "s:15",
     "handshake-failed", NULL, NULL, "10.44.9.1", PC_TYPE_ABSENT, -1, 0},
    {"91 INF Nov 23 06:33:59.396231 SECUREAPP-Sec SSL Connection - TVS.", "connect", "TVS", NULL,
     NULL, PC_TYPE_ABSENT, -1, 0},
    {"92 INF Nov  3 22:06:36.106210 (711:853) JAVA-Sec SSL Connection - HTTPS_TLS.", "connect",
     "HTTPS", NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"95 DEB Nov 23 06:33:59.396464 SECUREAPP-SSL session setup - cert len=785, type=LSC",
     "certificate", NULL, NULL, NULL, PC_TYPE_LSC, -1, 0},
    {"97 DEB Nov 23 06:33:59.396917 SECUREAPP-SSL session setup - Certificate issuer name = "
     "/C=BE/O=Acme/OU=Voice/CN=CAPF-0992727f/ST=Brabant",
     "issuer", NULL, NULL, NULL, PC_TYPE_LSC, -1, 0},
    {"98 DEB Nov 23 06:33:59.396917 JAVA-SSL session setup - Certificate issuer name = "
     "/O=Cisco/CN=Cisco Manufacturing CA SHA2",
     "issuer", NULL, NULL, NULL, PC_TYPE_MIC, -1, 0},
    {"3 DEB Nov 23 06:33:59.4 SECUREAPP-x\n107 DEB Nov 23 06:33:59.500000 SECUREAPP-SSL session "
     "setup Cert Verification - Role is = 21",
     "server-certificate-role", NULL, NULL, NULL, PC_TYPE_ABSENT, 21, 0},
    {"110 INF Nov 23 06:33:59.500001 SECUREAPP-SSL session setup Cert Verification - Certificate "
     "is valid.",
     "server-certificate-accepted", NULL, NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"115 NOT Nov 23 06:33:59.600001 SECUREAPP-Sec SSL Connection - Handshake successful.",
     "handshake-done", NULL, NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"796 ERR Nov 23 20:37:19.380225 (298:300) JAVA-Sec SSL Connection - Handshake failed.",
     "handshake-failed", NULL, NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"788 ERR Nov 23 20:37:18.587580 (366:32531) SECUREAPP-No match found in trust list against "
     "the item",
     "server-certificate-not-in-trust-list", NULL, NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"333 NOT Nov 23 06:34:00.000001 SECUREAPP-Hashes match... authentication successful.",
     "trust-list-verified", NULL, NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"10:20:30.123 |-->   debug MsgType : TVS_MSG_QUERY_CERT_REQ", "tvs-question", "TVS", NULL,
     NULL, PC_TYPE_ABSENT, -1, 0},
    {"10:20:30.123 |   debug CertificateDBCache::getCertificateInformation - Found entry "
     "{rolecount : 2}",
     "tvs-answer", "TVS", NULL, NULL, PC_TYPE_ABSENT, 0, 0},
    {"10:20:30.124 |   debug ERROR:CertificateCTLCache::getCertificateInformation - Cannot find "
     "the certificate in the cache",
     "tvs-answer", "TVS", NULL, NULL, PC_TYPE_ABSENT, 1, 0},
    {"08080021.043 |16:31:15.937 |AppInfo  |SIPStationD(18400) - validTLSConnection:TLS "
     "InvalidX509NameInCertificate, Rcvd=lab.example, Expected=SEP0A1B2C3D4E5F. Will check SAN "
     "the next",
     "name-mismatch", "SIP", NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"08080022.001 |16:31:16.000 |AppInfo  |ConnectionFailure - Unified CM failed to open a TLS "
     "connection for the indicated device Device Name:SEP0A1B2C3D4E5F IP Address:10.44.0.9 "
     "Device type:584 Reason code:2",
     "connection-failure", NULL, NULL, "10.44.0.9", PC_TYPE_ABSENT, 2, 0},
    {"FailureReason=12514 EAP-TLS failed, UserName=CP-8861-SEP0a1b2c3d4e5f", "eap-failure",
     "802.1X", "unknown_ca", NULL, PC_TYPE_ABSENT, 12514, 0},
    {"CTL File not found.", "trust-list-missing", NULL, NULL, NULL, PC_TYPE_ABSENT, -1, 0},
    {"The CTL file was verified successfully.", "trust-list-verified", NULL, NULL, NULL,
     PC_TYPE_ABSENT, -1, 0},
};

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcPhoneLog) log = read_log(rows[i].line);
        g_test_message("%s", rows[i].line);
        g_assert_cmpuint(log->entries->len, ==, 1);
        const PcLogEntry *entry = entry_at(log, 0);
        g_assert_cmpstr(pc_log_event_name(entry->event), ==, rows[i].event);
        g_assert_cmpstr(entry->service, ==, rows[i].service);
        g_assert_cmpstr(entry->alert, ==, rows[i].alert);
        g_assert_cmpstr(entry->address, ==, rows[i].address);
        g_assert_cmpuint(entry->certificate, ==, rows[i].certificate);
        g_assert_cmpint(entry->number, ==, rows[i].number);
        g_assert_cmpint(entry->port, ==, rows[i].port);
    }
}

static void test_names(void)
{
    g_autoptr(PcPhoneLog) log =
        read_log("96 DEB Nov 23 06:33:59.396854 SECUREAPP-Certificate subject name = "
                 "/serialNumber=PID:CP-8861 SN:FCH1801ACAF/C=BE/O=Acme/CN=CP-8861-SEP0a1b2c3d4e5f\n"
                 "97 NOT Nov 23 06:34:00.000001 dgetfile(870)-GETXXTP "
                 "[GT870][src=CTLSEP0A1B2C3D4E5F.tlv][dest=/tmp/CTLFile.tlv][serv=]\n");
    g_assert_cmpstr(entry_at(log, 0)->device, ==, "SEP0A1B2C3D4E5F");
    g_assert_cmpstr(log->device, ==, "SEP0A1B2C3D4E5F");
    g_assert_cmpstr(entry_at(log, 1)->subject, ==, "CTLSEP0A1B2C3D4E5F.tlv");
    g_assert_cmpint(entry_at(log, 1)->time.month, ==, 11);
    g_assert_cmpint(entry_at(log, 1)->time.day, ==, 23);
    g_assert_cmpint(entry_at(log, 1)->time.time_of_day, ==, ((6 * 60 + 34) * 60) * 1000000LL + 1);
    g_autoptr(PcPhoneLog) named = pc_phone_log_new("console-SEP0A1B2C3D4E5F.log");
    g_assert_cmpstr(named->device, ==, "SEP0A1B2C3D4E5F");
    g_autoptr(PcPhoneLog) unnamed = pc_phone_log_new("SEP0A1B2C3D4E5F6.log"); // 13 digits
    g_assert_null(unnamed->device);
}

// What only looks like one of the forms.
static void test_not_a_log(void)
{
    static const char *const lines[] = {
        "",
        "hello",
        "12514",
        "order 12514 shipped",
        "step 12516 in an EAP-TLS handshake",
        "1125140 EAP-TLS",
        "code 12514.5 EAP-TLS",
        "3469 NOT 25:01:31.935298 SECD: -PXY_NO_LSC: [SCCP]",
        "3469 XXX 00:01:31.935298 SECD: -x",
        "3469 NOT 00:01:31.93 SECD: -PXY_NO_LSC: [SCCP]",
        "The CTL file could not be verified",
        "91 INF Nov 32 06:33:59.396231 SECUREAPP-Sec SSL Connection - TVS.",
        "91 INF Nov 23 06:33:59.396231 SECUREAPP-Sec SSL Connection - ciphers:[AES]",
        "91 INF Nov 23 06:33:59.396231 SECUREAPP-AUTH: hdr ver 1.2 (knows only upto 1.1)"};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        UNIT_ROW(lines, i);
        g_autoptr(PcPhoneLog) log = read_log(lines[i]);
        g_assert_cmpuint(log->entries->len, ==, 0);
    }
}

// ---- text as it comes -------------------------------------------------------------------------

static const char story[] =
    "410 NOT 00:02:11.104001 SECD: -PXY_NO_LSC: No LSC for [SCCP], tries MIC.@"
    "411 NOT 00:02:11.104002 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [MIC], cipher [AES]@"
    "412 ERR 00:02:11.204001 SECD: -STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[unknown CA@"
    "413 NOT 00:02:41.104002 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [LSC], cipher [AES]@";

static char *story_with(const char *separator)
{
    g_auto(GStrv) lines = g_strsplit(story, "@", -1);
    return g_strjoinv(separator, lines);
}

static void check_story(const PcPhoneLog *log)
{
    g_assert_cmpuint(log->entries->len, ==, 4);
    g_assert_cmpuint(log->connections->len, ==, 2);
    const PcLogConnection *first = connection_at(log, 0), *second = connection_at(log, 1);
    g_assert_true(first->no_lsc);
    g_assert_cmpuint(first->certificate, ==, PC_TYPE_MIC);
    g_assert_cmpstr(first->alert, ==, "unknown_ca");
    g_assert_true(first->alert_read);
    g_assert_cmpuint(first->outcome, ==, PC_LOG_OUTCOME_FAILED);
    g_assert_cmpstr(first->version, ==, "TLSv1");
    g_assert_cmpuint(second->certificate, ==, PC_TYPE_LSC);
    g_assert_cmpuint(second->outcome, ==, PC_LOG_OUTCOME_UNKNOWN);
}

static void test_separators(void)
{
    static const char *const separators[] = {"\n", "\r\n", " ", "", "\n\n", "\t", "\nnoise\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
        UNIT_ROW(separators, i);
        g_autofree char *text = story_with(separators[i]);
        g_autoptr(PcPhoneLog) log = read_log(text);
        g_test_message("separator %zu", i);
        check_story(log);
    }
}

static void test_chunks(void)
{
    g_autofree char *text = story_with("\r\n");
    for (size_t chunk = 1; chunk < 40; chunk++) {
        g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
        PcBytes rest = pc_bytes(text, strlen(text)), part;
        while (rest.len > 0 && pc_bytes_take(&rest, MIN(chunk, rest.len), &part)) {
            pc_phone_log_read(log, part);
        }
        pc_phone_log_finish(log);
        check_story(log);
    }
}

static void test_nul_and_control(void)
{
    static const char text[] = "\0\0 412 ERR 00:02:11.204001 SECD: -STATE_SSL3_ALERT: SSL3 alert "
                               "[read]:[fatal]:[bad certificate]\0\033[2J\n";
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    pc_phone_log_read(log, pc_bytes(text, sizeof text - 1));
    pc_phone_log_finish(log);
    g_assert_cmpuint(log->entries->len, ==, 1);
    g_assert_cmpstr(entry_at(log, 0)->alert, ==, "bad_certificate");
    g_assert_null(strchr(entry_at(log, 0)->text, '\033'));
}

// Long lines cost what they are long: of digits, of heads' beginnings, of nothing at all.
static void test_long_lines(void)
{
    static const char *const pieces[] = {"1", "1 ", "1 NOT ", "x", "12514 ", "SEP", "[", " "};
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        UNIT_ROW(pieces, i);
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 5 * 1024 * 1024) {
            g_string_append(text, pieces[i]);
        }
        g_string_append_c(text, '\n');
        g_string_append(text, "412 ERR 00:02:11.204001 SECD: -PXY_NO_LSC: No LSC for [SCCP]\n");
        g_autoptr(PcPhoneLog) log = read_log(text->str);
        g_assert_cmpuint(log->entries->len, ==, 1);
    }
}

static void test_interleaved_processes(void)
{
    g_autoptr(PcPhoneLog) log = read_log(
        "1 INF Nov 23 06:00:00.000001 (1:1) JAVA-Sec SSL Connection - HTTPS_TLS.\n"
        "2 INF Nov 23 06:00:00.000002 (2:2) SECUREAPP-Sec SSL Connection - TVS.\n"
        "3 DEB Nov 23 06:00:00.000003 (1:1) JAVA-SSL session setup - cert len=9, type=MIC\n"
        "4 DEB Nov 23 06:00:00.000004 (2:2) SECUREAPP-SSL session setup - cert len=9, type=LSC\n"
        "5 NOT Nov 23 06:00:00.000005 (2:2) SECUREAPP-Sec SSL Connection - Handshake successful.\n"
        "6 ERR Nov 23 06:00:00.000006 (1:1) JAVA-Sec SSL Connection - Handshake failed.\n");
    g_assert_cmpuint(log->connections->len, ==, 2);
    g_assert_cmpuint(connection_at(log, 0)->certificate, ==, PC_TYPE_MIC);
    g_assert_cmpuint(connection_at(log, 0)->outcome, ==, PC_LOG_OUTCOME_FAILED);
    g_assert_cmpuint(connection_at(log, 1)->certificate, ==, PC_TYPE_LSC);
    g_assert_cmpuint(connection_at(log, 1)->outcome, ==, PC_LOG_OUTCOME_DONE);
}

static void test_show_ctl(void)
{
    g_autoptr(PcPhoneLog) log = read_log("Length of CTL file: 4947\n"
                                         "5\tSIGNERNAME\t56\tcn=\"SAST-ADN0\";ou=IPCBU\n"
                                         "CTL Record #:1\n"
                                         "BYTEPOS TAG LENGTH VALUE\n"
                                         "1\tRECORDLENGTH\t2\t1147\n"
                                         "3\tSUBJECTNAME\t62\tCN=CAPF-0992727f;OU=Voice;O=Acme\n"
                                         "4\tFUNCTION\t2\tCAPF\n"
                                         "5\tISSUERNAME\t62\tCN=CAPF-0992727f;OU=Voice;O=Acme\n"
                                         "CTL Record #:2\n"
                                         "4\tFUNCTION\t2\tTVS\n"
                                         "The CTL file was verified successfully.\n");
    g_assert_cmpuint(log->entries->len, ==, 3);
    g_assert_cmpstr(entry_at(log, 0)->subject, ==, "CN=CAPF-0992727f;OU=Voice;O=Acme");
    g_assert_cmpstr(entry_at(log, 0)->issuer, ==, "CN=CAPF-0992727f;OU=Voice;O=Acme");
    g_assert_cmpstr(entry_at(log, 0)->role, ==, "CAPF");
    g_assert_cmpint(entry_at(log, 1)->number, ==, 2);
    g_assert_cmpstr(entry_at(log, 1)->role, ==, "TVS");
    g_assert_cmpuint(entry_at(log, 2)->event, ==, PC_LOG_TRUST_LIST_VERIFIED);
}

// ---- joining ----------------------------------------------------------------------------------

static const char device[] = "SEP0A1B2C3D4E5F";

static int64_t at(const char *iso8601)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(iso8601, NULL);
    return g_date_time_to_unix(time) * 1000000000 + 300000000;
}

static PcPhoneLog *console(const char *first_clock, const char *second_clock)
{
    g_autofree char *text = g_strdup_printf(
        "1 INF %s SECUREAPP-Sec SSL Connection - SIP.\n"
        "2 DEB %s SECUREAPP-SSL session setup - cert len=9, type=LSC\n"
        "3 ERR %s SECUREAPP-STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[unknown CA]\n"
        "4 INF %s SECUREAPP-Sec SSL Connection - SIP.\n"
        "5 DEB %s SECUREAPP-SSL session setup - cert len=9, type=LSC\n"
        "6 NOT %s SECUREAPP-Sec SSL Connection - Handshake successful.\n",
        first_clock, first_clock, first_clock, second_clock, second_clock, second_clock);
    PcPhoneLog *log = pc_phone_log_new("SEP0A1B2C3D4E5F.log");
    pc_phone_log_read(log, pc_bytes(text, strlen(text)));
    pc_phone_log_finish(log);
    g_assert_cmpuint(log->connections->len, ==, 2);
    return log;
}

static void test_join_in_another_zone(void)
{
    g_autoptr(PcPhoneLog) log = console("Nov 23 08:40:01.000000", "Nov 23 08:41:37.000000");
    PcLogSession sessions[] = {
        {.device = device,
         .service = "SIP",
         .time = at("2026-11-23T03:10:00Z"),
         .type = PC_TYPE_LSC,
         .alert = "unknown_ca",
         .rejected = true},
        {.device = device,
         .service = "SIP",
         .time = at("2026-11-23T03:11:36Z"),
         .type = PC_TYPE_LSC,
         .accepted = true},
        {.device = "SEPFFFFFFFFFFFF", .service = "SIP", .time = at("2026-11-23T03:10:00Z")},
        {.device = device, .service = "TVS", .time = at("2026-11-23T03:10:00Z")},
    };
    pc_phone_log_join(log, sessions, G_N_ELEMENTS(sessions));
    g_assert_true(sessions[0].connection == connection_at(log, 0));
    g_assert_true(sessions[1].connection == connection_at(log, 1));
    g_assert_cmpint(sessions[0].clock_offset, ==, 5 * 3600 + 30 * 60 + 1);
    g_assert_null(sessions[2].connection);
    g_assert_null(sessions[3].connection);
    g_assert_null(pc_phone_log_contradiction(&sessions[0]));
    g_assert_null(pc_phone_log_contradiction(&sessions[1]));
    g_assert_null(pc_phone_log_contradiction(&sessions[2]));
}

// A clock that is off by no zone is believed only where two sessions bear it out.
static void test_join_wrong_clock(void)
{
    g_autoptr(PcPhoneLog) log = console("Jan  2 00:03:20.000000", "Jan  2 00:04:56.000000");
    PcLogSession sessions[] = {
        {.device = device, .service = "SIP", .time = at("2026-11-23T03:10:00Z")},
        {.device = device, .service = "SIP", .time = at("2026-11-23T03:11:36Z")},
    };
    pc_phone_log_join(log, sessions, 2);
    g_assert_nonnull(sessions[0].connection);
    g_assert_nonnull(sessions[1].connection);
    PcLogSession alone = {.device = device, .service = "SIP", .time = at("2026-11-23T03:10:00Z")};
    pc_phone_log_join(log, &alone, 1);
    g_assert_null(alone.connection);
}

// Over New Year the log's year is the one that fits; 29 February exists where it does.
static void test_join_new_year(void)
{
    static const struct {
        const char *clock, *capture;
    } years[] = {{"Dec 31 23:59:59.000000", "2027-01-01T00:00:01Z"},
                 {"Jan  1 00:00:01.000000", "2026-12-31T23:59:59Z"},
                 {"Feb 29 12:00:00.000000", "2028-02-29T12:00:00Z"}};
    for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
        UNIT_ROW(years, i);
        g_autoptr(PcPhoneLog) log = console(years[i].clock, "Jun 15 12:00:00.000000");
        PcLogSession session = {.device = device, .service = "SIP", .time = at(years[i].capture)};
        pc_phone_log_join(log, &session, 1);
        g_assert_true(session.connection == connection_at(log, 0));
    }
}

// Old phones write no date, and no name: it is the capture's only phone.
static void test_join_time_of_day(void)
{
    g_autoptr(PcPhoneLog) log = read_log("411 NOT 03:10:01.104002 SECD: -PXY_CERT_CIPHER: [SCCP], "
                                         "[TLSv1], cert [MIC], cipher [A]\n");
    PcLogSession sessions[] = {
        {.device = device, .service = "SCCP", .time = at("2026-11-23T03:10:00Z")},
        {.service = "SCCP", .time = at("2026-11-23T03:10:00Z")},
    };
    pc_phone_log_join(log, sessions, 2);
    g_assert_nonnull(sessions[0].connection);
    g_assert_null(sessions[1].connection);
    PcLogSession two[] = {sessions[0], sessions[0]};
    two[0].connection = two[1].connection = NULL;
    two[1].device = "SEPFFFFFFFFFFFF";
    pc_phone_log_join(log, two, 2);
    g_assert_null(two[0].connection);
}

// ---- lines of servers -------------------------------------------------------------------------

#define ISE(time, code, mac)                                                                       \
    "<181>Nov 23 00:00:00 psn CISE_Failed_Attempts 0000075131 1 0 2026-11-23 " time " +01:00 "     \
    "0000075131 5400 NOTICE Failed-Attempt: x, FailureReason=" code                                \
    " EAP-TLS failed, Calling-Station-ID=" mac ",\n"

static PcLogSession ise_session(const char *mac, const char *time)
{
    return (PcLogSession){.mac = mac, .service = "802.1X", .time = at(time), .rejected = true};
}

static void test_match_by_mac(void)
{
    // The server's clock is an hour and a half ahead, whatever its zone says.
    g_autoptr(PcPhoneLog) log = read_log(ISE("11:30:01.000", "12514", "2C-31-24-C0-00-65")
                                             ISE("11:40:02.000", "12514", "2C-31-24-C0-00-67")
                                                 ISE("11:50:02.000", "12514", "2C-31-24-C0-00-68"));
    PcLogSession sessions[] = {
        ise_session("2c:31:24:c0:00:65", "2026-11-23T09:00:00Z"),
        ise_session("2c:31:24:c0:00:67", "2026-11-23T09:10:00Z"),
        ise_session("2c:31:24:c0:00:99", "2026-11-23T09:20:00Z"), // time alone joins nothing
    };
    g_autoptr(GArray) matches = pc_phone_log_match(log, sessions, G_N_ELEMENTS(sessions));
    g_assert_cmpuint(matches->len, ==, 2);
    for (guint i = 0; i < matches->len; i++) {
        const PcLogMatch *match = &g_array_index(matches, PcLogMatch, i);
        g_assert_cmpuint(match->session, ==, i);
        g_assert_cmpuint(match->key, ==, PC_LOG_KEY_DEVICE);
        g_assert_cmpint(match->clock_offset, >=, 5400);
        g_assert_cmpint(match->clock_offset, <=, 5402);
        g_assert_null(pc_log_match_contradiction(match, &sessions[i]));
    }
    sessions[0].rejected = false;
    sessions[0].accepted = true;
    g_autofree char *sentence =
        pc_log_match_contradiction(&g_array_index(matches, PcLogMatch, 0), &sessions[0]);
    g_assert_nonnull(strstr(sentence, "line 1"));
}

// A certificate is known by its serial number and its issuer, in whatever spelling; a serial number
// that two issuers gave names neither where the line tells no issuer.
static void test_match_by_certificate(void)
{
    static const struct {
        const char *serial, *issuer;
        bool has_two; // sessions with that number, of two issuers
        int session;  // -1: none
    } cases[] = {
        {"0A1B2C3D", "cn=CAPF-0992727f,o=Acme", true, 1},
        {"A1B2C3D", "cn=CAPF-5d1c03a7,o=Acme", true, 0},
        {"a1b2c3d", "cn=CAPF-e41b9c22,o=Acme", true, -1},
        {"0x0a1b2c3d", "cn=CAPF-0992727f", false, 0},
        {"0A:1B:2C:3D", "cn=CAPF-0992727f", false, 0},
        {"A1B2C3E", "cn=CAPF-0992727f,o=Acme", true, -1},
        {"none", "cn=CAPF-0992727f,o=Acme", true, -1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_ROW(cases, i);
        g_autofree char *text = g_strdup_printf(
            "Nov 23 2026 09:00:01 a : %%ASA-3-717009: Certificate validation failed. No suitable "
            "trustpoints found to validate certificate serial number: %s, subject name: cn=x, "
            "issuer name: %s .\n",
            cases[i].serial, cases[i].issuer);
        g_autoptr(PcPhoneLog) log = read_log(text);
        PcLogSession sessions[] = {
            {.serial = "0a1b2c3d", .issuer = "CAPF-5d1c03a7", .service = "VPN"},
            {.serial = "0a1b2c3d", .issuer = "CAPF-0992727f", .service = "VPN"},
        };
        sessions[0].time = sessions[1].time = at("2026-11-23T09:00:00Z");
        const PcLogSession *given = cases[i].has_two ? sessions : &sessions[1];
        g_autoptr(GArray) matches = pc_phone_log_match(log, given, cases[i].has_two ? 2 : 1);
        g_assert_cmpuint(matches->len, ==, cases[i].session >= 0 ? 1 : 0);
        if (matches->len == 1) {
            const PcLogMatch *match = &g_array_index(matches, PcLogMatch, 0);
            g_assert_cmpint((int)match->session, ==, cases[i].session);
            g_assert_cmpuint(match->key, ==, PC_LOG_KEY_CERTIFICATE);
        }
    }
}

// Of a line that names no issuer the number must be of one certificate.
static void test_match_by_serial_alone(void)
{
    g_autoptr(PcPhoneLog) log = read_log(
        "Nov 23 2026 09:00:01: %PKI-3-CERTIFICATE_INVALID_EXPIRED: Certificate chain validation "
        "has "
        "failed. The certificate (SN: 0A1B2C3D) has expired. Validity period ended on x\n");
    PcLogSession sessions[] = {{.serial = "0a1b2c3d", .issuer = "CAPF-5d1c03a7"},
                               {.serial = "0a1b2c3d", .issuer = "CAPF-0992727f"}};
    sessions[0].time = sessions[1].time = at("2026-11-23T09:00:00Z");
    g_autoptr(GArray) of_two = pc_phone_log_match(log, sessions, 2);
    g_assert_cmpuint(of_two->len, ==, 0);
    g_autoptr(GArray) of_one = pc_phone_log_match(log, sessions, 1);
    g_assert_cmpuint(of_one->len, ==, 1);
}

static char *pem_of(const X509 *certificate)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *content = NULL;
    PEM_write_bio_X509(bio, certificate);
    const long len = BIO_get_mem_data(bio, &content);
    char *pem = g_strndup(content, (gsize)len);
    BIO_free(bio);
    return pem;
}

// A certificate that a trace holds whole is that very one, or nobody's; `$` stands for it, and `@`
// for it with the head of a trace before each line.
static void test_match_by_pem(void)
{
    static const struct {
        const char *text;
        bool is_same; // as the session's
        int matches;
    } cases[] = {
        {"09:00:01.123 |   debug 2:SEP0A1B2C3D4E5F:CAPF CORE: x\n$", true, 1},
        {"09:00:01.123 |   debug 2:SEP0A1B2C3D4E5F:CAPF CORE: x\n@", true, 1},
        {"09:00:01.123 |   debug 2:SEP0A1B2C3D4E5F:CAPF CORE: x\n$", false, 0},
        {"a note of Monday\n$", true, 0},
    };
    MkPki *pki = mk_pki_new();
    g_autofree char *pem = pem_of(mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autoptr(GPtrArray) list = pc_certificate_list_from_bytes(pc_bytes(pem, strlen(pem)), NULL);
    const PcCertificate *certificate = g_ptr_array_index(list, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_ROW(cases, i);
        g_autoptr(GString) text = g_string_new(cases[i].text);
        g_autoptr(GString) headed = g_string_new(pem);
        g_string_replace(headed, "\n", "\n09:00:01.124 |   debug ", 0);
        g_string_prepend(headed, "09:00:01.124 |   debug ");
        g_string_replace(text, "$", pem, 0);
        g_string_replace(text, "@", headed->str, 0);
        g_autoptr(PcPhoneLog) log = read_log(text->str);
        char other[] = "00";
        PcLogSession session = {.serial = certificate->serial,
                                .issuer = certificate->issuer_cn,
                                .sha256 = cases[i].is_same ? certificate->sha256 : other};
        session.time = at("2026-11-23T09:00:00Z");
        g_autoptr(GArray) matches = pc_phone_log_match(log, &session, 1);
        g_assert_cmpint((int)matches->len, ==, cases[i].matches);
        if (matches->len > 0) {
            g_assert_cmpuint(g_array_index(matches, PcLogMatch, 0).key, ==, PC_LOG_KEY_CERTIFICATE);
        }
    }
    mk_pki_free(pki);
}

// Below the fields that show cert prints stands the certificate whose they are, or a finding.
static void test_pasted(void)
{
    static const struct {
        const char *serial, *issuer;
        unsigned n_findings;
    } cases[] = {
        {"$", "L=x, CN=CAPF-0992727f, O=Acme", 0},
        {"0x$", "CN=CAPF-0992727f", 0},
        {"62E09123B09A61D20E77BE5BF5A82CD4", "CN=CAPF-0992727f", 1},
        {"$", "CN=CAPF-5d1c03a7", 1},
    };
    MkPki *pki = mk_pki_new();
    g_autofree char *pem = pem_of(mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autoptr(GPtrArray) list = pc_certificate_list_from_bytes(pc_bytes(pem, strlen(pem)), NULL);
    const PcCertificate *certificate = g_ptr_array_index(list, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_ROW(cases, i);
        g_autoptr(GString) text = g_string_new("admin:show cert own CAPF/CAPF.pem\n[\n");
        g_string_append_printf(text, "  Serial Number: %s\n  Issuer Name: %s\n]\n", cases[i].serial,
                               cases[i].issuer);
        g_string_replace(text, "$", certificate->serial, 0);
        g_string_append(text, pem);
        g_autoptr(PcPhoneLog) log = read_log(text->str);
        g_assert_cmpuint(log->entries->len, ==, 1);
        const PcLogEntry *entry = g_ptr_array_index(log->entries, 0);
        g_assert_cmpuint(entry->n_findings, ==, cases[i].n_findings);
        g_assert_cmpuint(entry->line, ==, 3);
        g_assert_true((entry->sha256 != NULL) == (cases[i].n_findings == 0));
    }
    mk_pki_free(pki);
}

// Both ends of a connection are enough for a clock that agrees with nothing.
static void test_match_by_flow(void)
{
    g_autoptr(PcPhoneLog) log = read_log(
        "Mar 04 2026 10:00:01 a : %ASA-6-725002: Device completed SSL handshake with client "
        "outside:203.0.113.7/49152 to 198.51.100.2/443 for TLSv1.2 session\n");
    PcLogSession sessions[] = {
        {.client = "203.0.113.7", .client_port = 49153, .server = "198.51.100.2", .service = "VPN"},
        {.client = "203.0.113.7", .client_port = 49152, .server = "198.51.100.9", .service = "VPN"},
        {.client = "203.0.113.7", .client_port = 49152, .server = "198.51.100.2", .service = "VPN"},
    };
    sessions[2].time = at("2026-03-04T03:17:23Z");
    sessions[2].rejected = true;
    g_autoptr(GArray) matches = pc_phone_log_match(log, sessions, G_N_ELEMENTS(sessions));
    g_assert_cmpuint(matches->len, ==, 1);
    const PcLogMatch *match = &g_array_index(matches, PcLogMatch, 0);
    g_assert_cmpuint(match->session, ==, 2);
    g_assert_cmpuint(match->key, ==, PC_LOG_KEY_FLOW);
    g_autofree char *sentence = pc_log_match_contradiction(match, &sessions[2]);
    g_assert_nonnull(strstr(sentence, "lets it in"));
}

// Behind NAT the client's address is another one; the certificate is the same, and so is the
// server.
static void test_match_behind_nat(void)
{
    static const struct {
        const char *server, *serial;
        guint matches; // of the line that names the certificate, of those that name the ends
    } cases[] = {
        {"198.51.100.2", "0a1b2c3d", 1},
        {"198.51.100.9", "0a1b2c3d", 0},
        {"198.51.100.2", "0a1b2c3e", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_ROW(cases, i);
        g_autoptr(PcPhoneLog) log = read_log(
            "Nov 23 2026 09:00:01 a : %ASA-6-725001: Starting SSL handshake with client "
            "outside:203.0.113.7/49152 to 198.51.100.2/443 for TLSv1.2 session\n"
            "Nov 23 2026 09:00:01 a : %ASA-3-717009: Certificate validation failed. No suitable "
            "trustpoints found to validate certificate serial number: 0A1B2C3D, subject name: "
            "cn=x, "
            "issuer name: cn=CAPF-5d1c03a7 .\n"
            "Nov 23 2026 09:00:01 a : %ASA-6-725006: Device failed SSL handshake with client "
            "outside:203.0.113.7/49152 to 198.51.100.2/443\n");
        PcLogSession session = {.client = "192.168.1.9",
                                .client_port = 50000,
                                .server = cases[i].server,
                                .service = "VPN",
                                .serial = cases[i].serial,
                                .issuer = "CAPF-5d1c03a7"};
        session.time = at("2026-11-23T09:00:00Z");
        g_autoptr(GArray) matches = pc_phone_log_match(log, &session, 1);
        g_assert_cmpuint(matches->len, ==, cases[i].matches);
    }
}

// The log's peer is another node: that is no contradiction, and no join.
static void test_other_node(void)
{
    g_autoptr(PcPhoneLog) log = read_log(
        "7: NOT 03:10:20.060663 SECD: clpSetupSsl: Trying to connect to IPV4, IP: 10.44.255.2, "
        "Port : "
        "2443\n11: ERR 03:10:20.068387 SECD: SSL3 alert read:fatal:unknown CA:<10.44.255.2>\n");
    PcLogSession session = {.device = device,
                            .service = "SCCP",
                            .time = at("2026-11-23T03:10:20Z"),
                            .server = "10.44.255.1",
                            .accepted = true};
    pc_phone_log_join(log, &session, 1);
    g_assert_null(session.connection);
    session.server = "10.44.255.2";
    pc_phone_log_join(log, &session, 1);
    g_assert_nonnull(session.connection);
}

static void test_contradictions(void)
{
    g_autoptr(PcPhoneLog) log = console("Nov 23 03:10:00.000000", "Nov 23 03:11:36.000000");
    const struct {
        PcLogSession session;
        const char *words; // NULL: none
    } cases[] = {
        {{.type = PC_TYPE_MIC, .connection = connection_at(log, 0)}, "used its LSC"},
        {{.type = PC_TYPE_LSC, .accepted = true, .connection = connection_at(log, 0)},
         "the server accepts"},
        {{.type = PC_TYPE_LSC, .alert = "bad_certificate", .connection = connection_at(log, 0)},
         "shows bad_certificate"},
        {{.type = PC_TYPE_LSC, .alert = "unknown_ca", .connection = connection_at(log, 0)}, NULL},
        {{.type = PC_TYPE_LSC, .rejected = true, .connection = connection_at(log, 1)},
         "it is rejected"},
        {{.rejected = true, .tls13 = true, .connection = connection_at(log, 1)}, NULL},
        {{.type = PC_TYPE_OTHER, .accepted = true, .connection = connection_at(log, 1)}, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_ROW(cases, i);
        g_autofree char *sentence = pc_phone_log_contradiction(&cases[i].session);
        g_assert_true((sentence != NULL) == (cases[i].words != NULL));
        g_assert_true(sentence == NULL || strstr(sentence, cases[i].words) != NULL);
        g_assert_true(sentence == NULL || strstr(sentence, "(line ") != NULL);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/phone-log/rows", test_rows);
    g_test_add_func("/phone-log/names", test_names);
    g_test_add_func("/phone-log/not-a-log", test_not_a_log);
    g_test_add_func("/phone-log/separators", test_separators);
    g_test_add_func("/phone-log/chunks", test_chunks);
    g_test_add_func("/phone-log/nul-and-control", test_nul_and_control);
    g_test_add_func("/phone-log/long-lines", test_long_lines);
    g_test_add_func("/phone-log/interleaved-processes", test_interleaved_processes);
    g_test_add_func("/phone-log/show-ctl", test_show_ctl);
    g_test_add_func("/phone-log/join/another-zone", test_join_in_another_zone);
    g_test_add_func("/phone-log/join/wrong-clock", test_join_wrong_clock);
    g_test_add_func("/phone-log/join/new-year", test_join_new_year);
    g_test_add_func("/phone-log/join/time-of-day", test_join_time_of_day);
    g_test_add_func("/phone-log/match/by-mac", test_match_by_mac);
    g_test_add_func("/phone-log/match/by-certificate", test_match_by_certificate);
    g_test_add_func("/phone-log/match/by-serial-alone", test_match_by_serial_alone);
    g_test_add_func("/phone-log/match/by-pem", test_match_by_pem);
    g_test_add_func("/phone-log/match/behind-nat", test_match_behind_nat);
    g_test_add_func("/phone-log/pasted", test_pasted);
    g_test_add_func("/phone-log/match/by-flow", test_match_by_flow);
    g_test_add_func("/phone-log/join/other-node", test_other_node);
    g_test_add_func("/phone-log/contradictions", test_contradictions);
    return g_test_run();
}
