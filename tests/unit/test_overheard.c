// SPDX-License-Identifier: GPL-2.0-or-later
// What a phone fetches in the capture is what its own certificate, shown later, is judged by where
// no store was given; what another phone fetched, or what was altered on the way, is not.
#include "analyzer/command/scan/file.h"
#include "analyzer/report/session/session_fields.h"
#include "captures/make/capture_file.h"
#include "captures/make/octets.h"
#include "captures/make/packets.h"
#include "captures/make/trust_list.h"
#include "core/diagnosis/overheard.h"
#include "core/files/download.h"
#include "tests/unit/listen.h"
#include "tests/unit/made.h"
#include "tests/unit/tls_talk.h"
#include "tests/unit/unit.h"
#include <glib/gstdio.h>

static Cast cast;

typedef struct {
    PcOverheard *overheard;
    GString *text; // what was judged and found
} Desk;

static void note(Desk *desk, const GPtrArray *findings)
{
    for (guint i = 0; findings != NULL && i < findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(findings, i);
        g_string_append_printf(desk->text, "%s;", finding->row->id);
        g_test_message("%s", finding->message);
    }
}

static void on_download(void *user, const PcDownload *download)
{
    Desk *desk = user;
    const PcOverheardFile file = {.name = download->name,
                                  .content = pc_bytes_of(download->content),
                                  .phone = download->phone.address,
                                  .server = download->server.address,
                                  .frame = download->frame,
                                  .time = download->time};
    g_autoptr(PcFetched) fetched = pc_overheard_file(desk->overheard, &file);
    g_assert_nonnull(fetched);
    note(desk, fetched->findings);
}

static void on_named(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                     const char *device, const PcSeen *seen)
{
    Desk *desk = user;
    const PcOverheardName name = {device, phone->address, server->address, server->port,
                                  seen->time};
    g_autoptr(GPtrArray) findings = pc_overheard_registers(desk->overheard, &name);
    note(desk, findings);
}

static void on_silence(void *user, const PcFetched *configured, const PcFinding *finding)
{
    Desk *desk = user;
    g_assert_nonnull(strstr(finding->message, configured->device));
    g_string_append_printf(desk->text, "silent %s;", finding->row->id);
}

static void on_attempt(void *user, const PcEndpoint *from, const PcEndpoint *to, bool refused,
                       const PcSeen *seen)
{
    Desk *desk = user;
    const PcOverheardAttempt attempt = {from, to, refused, seen->time};
    g_autoptr(GPtrArray) findings = pc_overheard_attempt(desk->overheard, &attempt);
    if (findings != NULL) {
        const PcFinding *finding = g_ptr_array_index(findings, 0);
        const char *asked = strstr(finding->message, "asked for ");
        g_assert_cmpstr(finding->row->id, ==, "tcp-no-answer");
        g_assert_nonnull(asked);
        g_string_append_printf(desk->text, "%s;", asked);
    }
}

static void on_handshake(void *user, PcHandshake *handshake)
{
    Desk *desk = user;
    {
        g_autoptr(PcJudgement) judgement = pc_overheard_judge(desk->overheard, handshake);
        g_string_append_printf(desk->text, "%s %s %s;", judgement->service.name,
                               pc_verdict_name(judgement->trust.verdict),
                               pc_basis_name(judgement->trust.basis));
        note(desk, judgement->findings);
    }
    pc_handshake_free(handshake);
}

static MkFlight *flight_new(MkSide from, int64_t at_ns, GBytes *bytes)
{
    MkFlight *flight = g_new0(MkFlight, 1);
    flight->from = from;
    flight->at_ns = at_ns;
    flight->datagrams = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(flight->datagrams, bytes);
    return flight;
}

static void flight_free(void *data)
{
    MkFlight *flight = data;
    g_ptr_array_unref(flight->datagrams);
    g_free(flight);
}

// A phone, its names and what it does in a capture, step by step.
typedef struct {
    enum {
        END,
        FETCH_LIST,
        FETCH_ALTERED_LIST,
        FETCH_CONFIG,
        REGISTER,
        SCCP_REGISTER,
        TLS,
        KNOCK,
        WAIT
    } what;
    const char *text; // file name, configuration, device, cipher list, port
    const MkCredential *shown;
} Step;

static GBytes *list_file(const char *name, bool altered)
{
    const MkListRecord capf = {MK_ROLE_CAPF, mk_pki_ca(cast.pki, MK_CA_CAPF)->certificate, "cucm"};
    const MkTrustList list = {.file_name = name,
                              .signer = mk_pki_server(cast.pki, MK_SERVER_CALLMANAGER),
                              .digest = 1,
                              .made_at = 1795403000,
                              .records = &capf,
                              .n_records = 1};
    GByteArray *bytes = g_bytes_unref_to_array(mk_trust_list(&list));
    bytes->data[bytes->len - 1] ^= altered ? 1 : 0;
    return g_byte_array_free_to_bytes(bytes);
}

static GBytes *config_file(const char *fields)
{
    g_autofree char *xml = g_strdup_printf("<device>%s</device>", fields);
    const MkTrustList signer = {.file_name = "SEP.cnf.xml.sgn",
                                .signer = mk_pki_server(cast.pki, MK_SERVER_CALLMANAGER),
                                .digest = 1,
                                .made_at = 1795403000};
    return mk_signed_file(&signer, xml);
}

static GBytes *response_of(GBytes *file)
{
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", g_bytes_get_size(file));
    GByteArray *response = g_byte_array_new();
    mk_put_text(response, head);
    mk_put_gbytes(response, file);
    return g_byte_array_free_to_bytes(response);
}

static GBytes *text_bytes(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

// The packets of a conversation of two flights; it takes them.
static void add_talk(GPtrArray *packets, int64_t at_ns, uint16_t port, GBytes *asked, GBytes *told)
{
    static uint16_t client_port = 50000;
    MkConversation *conversation = g_new0(MkConversation, 1);
    conversation->flights = g_ptr_array_new_with_free_func(flight_free);
    conversation->key_log = g_string_new(NULL);
    g_ptr_array_add(conversation->flights, flight_new(MK_CLIENT, at_ns, asked));
    g_ptr_array_add(conversation->flights, flight_new(MK_SERVER, at_ns + 1000000, told));
    const MkPath path = {.client = {{2, 0, 0, 0, 0, 1}, "10.44.0.10", client_port++},
                         .server = {{2, 0, 0, 0, 0, 2}, "10.44.255.1", port}};
    mk_wire_tcp(packets, conversation, &path);
    mk_conversation_free(conversation);
}

static void add_fetch(GPtrArray *packets, int64_t at_ns, const char *name, GBytes *file)
{
    g_autoptr(GBytes) content = file;
    g_autofree char *request = g_strdup_printf("GET /%s HTTP/1.1\r\nHost: cucm\r\n\r\n", name);
    add_talk(packets, at_ns, 6970, text_bytes(request), response_of(content));
}

static void add_register(GPtrArray *packets, int64_t at_ns, const char *device)
{
    g_autofree char *request = g_strdup_printf(
        "REGISTER sip:cucm SIP/2.0\r\nFrom: <sip:100@cucm>\r\nTo: <sip:100@cucm>\r\n"
        "Contact: "
        "<sip:100@10.44.0.10:5060;transport=tcp>;+u.sip!devicename.ccm.cisco.com=\"%s\"\r\n"
        "CSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n",
        device);
    add_talk(packets, at_ns, 5060, text_bytes(request),
             text_bytes("SIP/2.0 100 Trying\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n"));
}

// The head of a station register message and the name; the rest of its 36 bytes is zero.
static GBytes *station_register(const char *device)
{
    GByteArray *message = g_byte_array_new();
    mk_put_bytes(message, "\x28\0\0\0\x12\0\0\0\1\0\0\0", 12);
    mk_put_bytes(message, device, strlen(device));
    while (message->len < 12 + 36) {
        mk_put_u8(message, 0);
    }
    return g_byte_array_free_to_bytes(message);
}

static void add_session(GPtrArray *packets, int64_t at_ns, const Step *step)
{
    g_autoptr(GBytes) inside = station_register("SEP000000000001");
    const MkLine line = {MK_CLIENT, g_bytes_get_data(inside, NULL), g_bytes_get_size(inside)};
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.client.credential = step->shown;
    talk.at_ns = at_ns;
    if (step->text != NULL) {
        talk.client.ciphers = step->text;
        talk.lines = &line;
        talk.n_lines = 1;
    }
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    const MkPath path = {.client = {{2, 0, 0, 0, 0, 1}, "10.44.0.10", 51000},
                         .server = {{2, 0, 0, 0, 0, 2}, "10.44.255.1", 5061}};
    mk_wire_tcp(packets, conversation, &path);
}

// A SYN that comes twice, and no answer.
static void add_knock(GPtrArray *packets, int64_t at_ns, const char *port)
{
    const unsigned first = packets->len;
    add_talk(packets, at_ns, (uint16_t)strtoul(port, NULL, 10), text_bytes("never"),
             text_bytes("never"));
    mk_packets_keep(packets, 0, first + 1);
    mk_packets_repeat(packets, first, first);
    ((MkPacket *)packets->pdata[first + 1])->at_ns += INT64_C(1000000000);
}

static void add_step(GPtrArray *packets, int64_t at_ns, const Step *step, const char *device)
{
    g_autofree char *config = g_strconcat(device, ".cnf.xml.sgn", NULL);
    switch (step->what) {
    case FETCH_LIST:
    case FETCH_ALTERED_LIST:
        add_fetch(packets, at_ns, step->text,
                  list_file(step->text, step->what == FETCH_ALTERED_LIST));
        break;
    case FETCH_CONFIG:
        add_fetch(packets, at_ns, config, config_file(step->text));
        break;
    case REGISTER:
        add_register(packets, at_ns, step->text);
        break;
    case SCCP_REGISTER:
        add_talk(packets, at_ns, 2000, station_register(step->text), text_bytes("\4\0\0\0"));
        break;
    case TLS:
        add_session(packets, at_ns, step);
        break;
    case KNOCK:
        add_knock(packets, at_ns, step->text);
        break;
    case END:
    case WAIT:
        break;
    }
}

static void read_packets(Desk *desk, const GPtrArray *packets)
{
    const PcObserveEvents events = {.handshake = on_handshake,
                                    .download = on_download,
                                    .device_named = on_named,
                                    .connection_failed = on_attempt};
    listen_to(packets, &events, desk);
}

static char *device_of(const MkCredential *phone)
{
    g_autoptr(PcCertificate) leaf = made_certificate(phone->certificate);
    g_autoptr(PcIdentity) identity = pc_identity_new(leaf, NULL);
    return g_strdup(identity->device);
}

// Ten seconds go by from step to step, three minutes in a WAIT.
static GPtrArray *packets_of(const Step *steps)
{
    int64_t at = mk_time("2026-11-23T03:09:00Z");
    g_autofree char *device = device_of(cast.phone);
    GPtrArray *packets = mk_packets_new();
    for (; steps->what != END; steps++) {
        add_step(packets, at * 1000000000, steps, device);
        at += steps->what == WAIT ? 180 : 10;
    }
    return packets;
}

static void check(const Step *steps, const char *expected)
{
    g_autofree char *device = device_of(cast.phone);
    g_autoptr(GPtrArray) packets = packets_of(steps);
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(PcServices) services = pc_services_new();
    const PcJudgeOptions options = {0};
    g_autoptr(PcJudge) judge = pc_judge_new(trust, NULL, services, &options);
    g_autoptr(PcOverheard) overheard = pc_overheard_new(judge);
    Desk desk = {overheard, g_string_new(NULL)};
    read_packets(&desk, packets);
    pc_overheard_end(overheard, on_silence, &desk);
    g_assert_cmpstr(desk.text->str, ==, expected);
    g_string_free(desk.text, TRUE);
    // The run's own stores have learnt nothing.
    g_autofree char *key = pc_trust_lists_key(trust, device);
    g_assert_null(key);
}

// file_of gives CTL<device>.tlv or ITL<device>.tlv of the phone that shows this.
static char *file_of(const MkCredential *phone, const char *kind)
{
    g_autofree char *device = device_of(phone);
    return g_strconcat(kind, device, ".tlv", NULL);
}

static void test_own_cluster(void)
{
    g_autofree char *own = file_of(cast.phone, "ITL");
    const Step steps[] = {{FETCH_LIST, own, NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "SIP trusted trust-list;");
}

static void test_lower_case(void)
{
    g_autofree char *own = file_of(cast.phone, "CTL");
    g_autofree char *lower = g_ascii_strdown(own, -1);
    const Step steps[] = {{FETCH_LIST, lower, NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "SIP trusted trust-list;");
}

static void test_foreign_cluster(void)
{
    g_autofree char *own = file_of(cast.foreign, "ITL");
    const Step steps[] = {{FETCH_LIST, own, NULL}, {TLS, NULL, cast.foreign}, {END, NULL, NULL}};
    check(steps, "SIP untrusted trust-list;lsc-foreign-cluster;");
}

static void test_other_phone(void)
{
    const Step steps[] = {
        {FETCH_LIST, "ITLSEP0A1B2C3D4E5F.tlv", NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "SIP unchecked (null);");
}

static void test_for_all(void)
{
    const Step steps[] = {
        {FETCH_LIST, "CTLFile.tlv", NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "SIP trusted trust-list;");
}

static void test_altered(void)
{
    const Step steps[] = {
        {FETCH_ALTERED_LIST, "CTLFile.tlv", NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "signed-file-altered;SIP unchecked (null);");
}

static void test_without_list(void)
{
    const Step steps[] = {{TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "SIP unchecked (null);");
}

#define ENCRYPTED "<deviceSecurityMode>3</deviceSecurityMode>"
#define HAS_LSC "<certHash>0a1b2c</certHash>"
#define NO_LSC "<certHash></certHash>"

// The configuration says that CUCM never installed an LSC, and the LSC is older than it.
static void test_not_recorded(void)
{
    const Step steps[] = {
        {FETCH_CONFIG, ENCRYPTED NO_LSC, NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(steps, "SIP unchecked (null);lsc-not-recorded;");
    const Step recorded[] = {
        {FETCH_CONFIG, ENCRYPTED HAS_LSC, NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(recorded, "SIP unchecked (null);");
}

static void test_in_clear(void)
{
    g_autofree char *device = device_of(cast.phone);
    const Step steps[] = {
        {FETCH_CONFIG, ENCRYPTED NO_LSC, NULL}, {REGISTER, device, NULL}, {END, NULL, NULL}};
    check(steps, "secure-profile-not-used;");
    const Step sccp[] = {
        {FETCH_CONFIG, ENCRYPTED NO_LSC, NULL}, {SCCP_REGISTER, device, NULL}, {END, NULL, NULL}};
    check(sccp, "secure-profile-not-used;");
    const Step open[] = {{FETCH_CONFIG, "<deviceSecurityMode>1</deviceSecurityMode>", NULL},
                         {REGISTER, device, NULL},
                         {END, NULL, NULL}};
    check(open, "");
}

// Silence is spoken of only where the phone was seen starting and was heard long after.
static void test_silent(void)
{
    g_autofree char *own = file_of(cast.phone, "ITL");
    const Step steps[] = {{FETCH_LIST, own, NULL},
                          {FETCH_CONFIG, ENCRYPTED, NULL},
                          {WAIT, NULL, NULL},
                          {FETCH_LIST, own, NULL},
                          {END, NULL, NULL}};
    check(steps, "silent secure-profile-not-used;");
    const Step late[] = {{FETCH_CONFIG, ENCRYPTED, NULL},
                         {WAIT, NULL, NULL},
                         {FETCH_CONFIG, ENCRYPTED, NULL},
                         {END, NULL, NULL}};
    check(late, "");
    const Step gone[] = {{FETCH_LIST, own, NULL},
                         {FETCH_CONFIG, ENCRYPTED, NULL},
                         {WAIT, NULL, NULL},
                         {END, NULL, NULL}};
    check(gone, "");
    const Step tries[] = {{FETCH_LIST, own, NULL}, {FETCH_CONFIG, ENCRYPTED, NULL},
                          {TLS, NULL, cast.phone}, {WAIT, NULL, NULL},
                          {FETCH_LIST, own, NULL}, {END, NULL, NULL}};
    check(tries, "SIP trusted trust-list;");
}

// The name in the certificate against the one in clear at the same address, in either order.
// What a port is for, the configuration says, and a phone that knocks there tries TLS.
static void test_configured_port(void)
{
    static const char fields[] =
        "<devicePool><callManagerGroup><members><member priority=\"0\"><callManager>"
        "<processNodeName>cucm</processNodeName><ports><sipPort>5070</sipPort>"
        "<securedSipPort>5071</securedSipPort></ports></callManager></member></members>"
        "</callManagerGroup></devicePool><deviceSecurityMode>3</deviceSecurityMode>";
    g_autofree char *own = file_of(cast.phone, "ITL");
    const Step steps[] = {
        {KNOCK, "4712", NULL},        {KNOCK, "4711", NULL},   {FETCH_LIST, own, NULL},
        {FETCH_CONFIG, fields, NULL}, {KNOCK, "5071", NULL},   {KNOCK, "5070", NULL},
        {KNOCK, "5060", NULL},        {KNOCK, "6970", NULL},   {KNOCK, "4711", NULL},
        {WAIT, NULL, NULL},           {FETCH_LIST, own, NULL}, {END, NULL, NULL}};
    check(steps, "asked for SIP, as configured, at 10.44.255.1 port 5071 and got no answer;"
                 "asked for SIP in clear at 10.44.255.1 port 5070 and got no answer;"
                 "asked for SIP in clear at 10.44.255.1 port 5060 and got no answer;"
                 "asked for a file at 10.44.255.1 port 6970 and got no answer;");
}

static void test_other_name(void)
{
    g_autofree char *device = device_of(cast.phone);
    const Step before[] = {
        {REGISTER, "SEP000000000001", NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(before, "SIP unchecked (null);name-differs;");
    const Step same[] = {{REGISTER, device, NULL}, {TLS, NULL, cast.phone}, {END, NULL, NULL}};
    check(same, "SIP unchecked (null);");
    const Step shared[] = {{REGISTER, "SEP000000000001", NULL},
                           {SCCP_REGISTER, "SEP000000000002", NULL},
                           {TLS, NULL, cast.phone},
                           {END, NULL, NULL}};
    check(shared, "SIP unchecked (null);");
    const Step after[] = {{FETCH_CONFIG, "", NULL},
                          {TLS, NULL, cast.phone},
                          {SCCP_REGISTER, "SEP000000000001", NULL},
                          {END, NULL, NULL}};
    check(after, "SIP unchecked (null);name-differs;");
}

// What SCCP says inside TLS without encryption.
static void test_null_cipher(void)
{
    const Step steps[] = {{FETCH_CONFIG, ENCRYPTED HAS_LSC, NULL},
                          {TLS, "NULL-SHA:@SECLEVEL=0", cast.phone},
                          {END, NULL, NULL}};
    check(steps, "SCCP unchecked (null);secure-profile-not-used;name-differs;");
}

static void on_scanned(void *user, PcSession *taken)
{
    GString *text = user;
    g_autoptr(PcSession) session = taken;
    g_string_append_printf(text, "%s %s %s", session->kind != NULL ? session->kind : "session",
                           session->service, session->outcome);
    size_t n_tables;
    const PcSessionTable *tables = pc_session_tables(&n_tables);
    for (size_t i = 0; i < n_tables; i++) {
        for (size_t k = 0; k < tables[i].n_fields; k++) {
            const PcSessionField *field = &tables[i].fields[k];
            const char *value = pc_session_text(session, field);
            if (value != NULL && strcmp(field->name, "signer") != 0) {
                g_string_append_printf(text, " %s=%s", field->name, value);
            }
        }
    }
    for (guint i = 0; i < session->findings->len; i++) {
        g_string_append_printf(text, " !%s",
                               g_array_index(session->findings, PcSessionFinding, i).id);
    }
    g_string_append_c(text, '\n');
}

// scan writes the steps as a capture and gives what `phonecert scan` tells of it.
static char *scan(const Step *steps)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "boot.pcap", NULL);
    g_autoptr(GPtrArray) packets = packets_of(steps);
    const MkFileOptions options = {0};
    g_assert_true(mk_capture_write(path, packets, &options, &error));
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(PcIssuers) issuers = pc_issuers_new();
    g_autoptr(PcServices) services = pc_services_new();
    const PcSetup setup = {.trust = trust, .issuers = issuers, .services = services};
    g_autoptr(PcJudge) judge = pc_setup_judge(&setup);
    GString *text = g_string_new(NULL);
    int stop = 0;
    PcScanCounts counts = {0};
    const PcScanner scanner = {.setup = &setup,
                               .judge = judge,
                               .memory = PC_ACCOUNT_DEFAULT,
                               .stop = &stop,
                               .counts = &counts,
                               .sink = on_scanned,
                               .user = text};
    PcScan *scan = pc_scan_new(&scanner);
    pc_scan_file(scan, path, "boot.pcap", false);
    pc_scan_finish(scan);
    pc_scan_free(scan);
    g_unlink(path);
    g_rmdir(folder);
    return g_string_free(text, FALSE);
}

// A phone starts: all that it was told stands beside what it does, whatever is told twice once.
static void test_scan(void)
{
    g_autofree char *own = file_of(cast.phone, "ITL");
    const Step steps[] = {
        {FETCH_ALTERED_LIST, "CTLFile.tlv", NULL},
        {FETCH_LIST, own, NULL},
        {FETCH_LIST, own, NULL},
        {FETCH_CONFIG, ENCRYPTED HAS_LSC "<capfAuthMode>2</capfAuthMode>", NULL},
        {TLS, NULL, cast.phone},
        {REGISTER, "SEP000000000001", NULL},
        {END, NULL, NULL},
    };
    g_autofree char *text = scan(steps);
    const char *expected =
        "trust-list-fetched TFTP rejected file=CTLFile.tlv made=2026-11-23T03:03:20Z "
        "signature=failed capf=CAPF-0992727f !signed-file-altered\n"
        "trust-list-fetched TFTP accepted file=ITLSEP2C3124C00007.tlv device=SEP2C3124C00007 "
        "made=2026-11-23T03:03:20Z signature=verified capf=CAPF-0992727f\n"
        "configuration-fetched TFTP accepted file=SEP2C3124C00007.cnf.xml.sgn "
        "device=SEP2C3124C00007 device_security=encrypted capf_authentication=null string "
        "lsc=known signature=verified\n"
        "session SIP accepted file=SEP2C3124C00007.cnf.xml.sgn device=SEP2C3124C00007 "
        "device_security=encrypted capf_authentication=null string lsc=known "
        "signature=verified\n"
        "registration SIP accepted !name-differs\n";
    g_assert_cmpstr(text, ==, expected);
}

static void test_names(void)
{
    static const struct {
        const char *file, *device;
    } rows[] = {
        {"CTLSEP0A1B2C3D4E5F.tlv", "SEP0A1B2C3D4E5F"},
        {"/ITLsep0a1b2c3d4e5f.TLV", "SEP0A1B2C3D4E5F"},
        {"SEP0A1B2C3D4E5F.cnf.xml", "SEP0A1B2C3D4E5F"},
        {"a/b/SEP0A1B2C3D4E5F.cnf.xml.sgn", "SEP0A1B2C3D4E5F"},
        {"SEP0A1B2C3D4E5F.cnf.xml.enc.sgn", "SEP0A1B2C3D4E5F"},
        {"CTLCSFjdoe.tlv", "CSFJDOE"},
        {"CTLFile.tlv", NULL},
        {"ITLFile.tlv", NULL},
        {"CTL.tlv", NULL},
        {".cnf.xml", NULL},
        {"XMLDefault.cnf.xml", NULL},
        {"Ringlist.xml", NULL},
        {"", NULL},
        {"/", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *device = pc_download_device(rows[i].file);
        g_assert_cmpstr(device, ==, rows[i].device);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/overheard/own-cluster", test_own_cluster);
    g_test_add_func("/overheard/lower-case", test_lower_case);
    g_test_add_func("/overheard/foreign-cluster", test_foreign_cluster);
    g_test_add_func("/overheard/other-phone", test_other_phone);
    g_test_add_func("/overheard/for-all", test_for_all);
    g_test_add_func("/overheard/altered", test_altered);
    g_test_add_func("/overheard/without-list", test_without_list);
    g_test_add_func("/overheard/not-recorded", test_not_recorded);
    g_test_add_func("/overheard/in-clear", test_in_clear);
    g_test_add_func("/overheard/silent", test_silent);
    g_test_add_func("/overheard/configured-port", test_configured_port);
    g_test_add_func("/overheard/other-name", test_other_name);
    g_test_add_func("/overheard/null-cipher", test_null_cipher);
    g_test_add_func("/overheard/scan", test_scan);
    g_test_add_func("/overheard/names", test_names);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
