// SPDX-License-Identifier: GPL-2.0-or-later
// The estate: phones out of sessions, what several sessions tell together, and that order does not
// matter. Sessions are made from the words of the reports.
#include "analyzer/report/estate/estate.h"
#include "analyzer/report/session/session_read.h"
#include "tests/unit/unit.h"

#include <string.h>

// A session in short: what a row does not say is as in `usual`.
typedef struct {
    const char *file, *start, *address, *service, *type, *issuer, *device, *mac, *sha256;
    const char *outcome, *random, *finding;
} Row;

#define OR(value, usual) ((value) != NULL ? (value) : (usual))

static PcSession *session_of(const Row *row)
{
    g_autoptr(GError) error = NULL;
    PcSession *session = NULL;
    bool has_certificate = row->type != NULL;
    g_autofree char *device =
        row->device != NULL ? g_strdup_printf("\"%s\"", row->device) : g_strdup("null");
    g_autofree char *certificates =
        has_certificate
            ? g_strdup_printf("[{\"sha256\":\"%s\",\"subject\":\"CN=x\",\"issuer\":\"CN=y\","
                              "\"serial\":\"1\",\"not_before\":\"2026-01-01T00:00:00Z\","
                              "\"not_after\":\"2027-01-01T00:00:00Z\",\"key\":\"RSA 2048\","
                              "\"signature\":\"sha256WithRSAEncryption\"}]",
                              OR(row->sha256, "aa"))
            : g_strdup("[]");
    g_autofree char *findings =
        row->finding != NULL
            ? g_strdup_printf("[{\"id\":\"%s\",\"severity\":\"error\",\"message\":\"m\","
                              "\"remedy\":\"1. r\",\"source\":\"s\"}]",
                              row->finding)
            : g_strdup("[]");
    g_autofree char *random =
        row->random != NULL ? g_strdup_printf("\"%s\"", row->random) : g_strdup("null");
    g_autofree char *type =
        has_certificate ? g_strdup_printf("\"%s\"", row->type) : g_strdup("null");
    g_autofree char *mac =
        row->mac != NULL ? g_strdup_printf("\"%s\"", row->mac) : g_strdup("null");
    g_autofree char *line = g_strdup_printf(
        "{\"schema\":\"phonecert.session/1\",\"file\":\"%s\",\"transport\":\"tcp\","
        "\"start\":\"2026-11-23T%sZ\",\"client\":{\"address\":\"%s\",\"port\":40000},"
        "\"server\":{\"address\":\"10.0.0.1\",\"port\":5061},\"service\":\"%s\","
        "\"tls\":{\"client_random\":%s},\"type\":%s,\"issuer\":\"%s\",\"device\":%s,"
        "\"device_kind\":\"phone\",\"mac\":%s,\"certificates\":{\"client\":%s},"
        "\"outcome\":\"%s\",\"frames\":{\"client_hello\":4,\"first\":4},\"findings\":%s,"
        "\"concerns_phone\":true}",
        OR(row->file, "a.pcap"), OR(row->start, "03:00:00"), OR(row->address, "10.0.0.9"),
        OR(row->service, "SIP"), random, type, OR(row->issuer, "CAPF-00000001"), device, mac,
        certificates, OR(row->outcome, "accepted"), findings);
    g_assert_cmpint(pc_session_read(line, strlen(line), &session, &error), ==, PC_READ_SESSION);
    g_assert_no_error(error);
    return session;
}

// estate_of gathers rows, forwards or backwards.
static PcEstate *estate_of(const Row *rows, size_t n_rows, bool backwards)
{
    PcEstate *estate = pc_estate_new();
    for (size_t i = 0; i < n_rows; i++) {
        g_autoptr(PcSession) session = session_of(&rows[backwards ? n_rows - 1 - i : i]);
        (void)pc_estate_session(estate, session);
    }
    pc_estate_settle(estate);
    return estate;
}

static const PcEstatePhone *phone_at(const PcEstate *estate, guint i)
{
    return g_ptr_array_index(pc_estate_phones(estate), i);
}

static bool phone_has(const PcEstatePhone *phone, const char *id)
{
    for (guint i = 0; i < phone->findings->len; i++) {
        if (strcmp(g_array_index(phone->findings, PcEstateFinding, i).id, id) == 0) {
            return true;
        }
    }
    return false;
}

#define SEP1 "SEP020000000001"
#define MAC1 "02:00:00:00:00:01"

// What several sessions of one phone tell; NULL: nothing.
static const struct {
    const char *name;
    Row rows[3];
    size_t n_rows;
    const char *finding;
} stories[] = {
    {"lsc-installed",
     {{.type = "MIC", .device = SEP1, .mac = MAC1, .sha256 = "01", .start = "03:00:00"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .sha256 = "02", .start = "04:00:00"}},
     2,
     "lsc-installed"},
    {"lsc-deleted",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .sha256 = "02", .start = "03:00:00"},
      {.type = "MIC", .device = SEP1, .mac = MAC1, .sha256 = "01", .start = "04:00:00"}},
     2,
     "lsc-deleted"},
    {"mixed",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .sha256 = "02", .start = "03:00:00"},
      {.type = "MIC", .device = SEP1, .mac = MAC1, .sha256 = "01", .start = "04:00:00"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .sha256 = "02", .start = "05:00:00"}},
     3,
     "mic-lsc-mixed"},
    {"two-at-once",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.9", .start = "03:00:00"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.8", .start = "04:00:00"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.9", .start = "05:00:00"}},
     3,
     "same-certificate-two-phones"},
    {"a-phone-that-moved",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.9", .start = "03:00:00"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.8", .start = "04:00:00"}},
     2,
     NULL},
    {"translated-address-between-two-captures",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .file = "a", .random = "11"},
      {.type = "LSC",
       .device = SEP1,
       .mac = MAC1,
       .file = "b",
       .random = "11",
       .address = "9.9.9.9"}},
     2,
     NULL},
    {"translated-address-within-one-capture",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .random = "11"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .random = "11", .address = "9.9.9.9"}},
     2,
     NULL},
    {"three-captures-of-two-translations",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .file = "a", .random = "11"},
      {.type = "LSC",
       .device = SEP1,
       .mac = MAC1,
       .file = "b",
       .random = "11",
       .address = "9.9.9.9"},
      {.type = "LSC",
       .device = SEP1,
       .mac = MAC1,
       .file = "c",
       .random = "11",
       .address = "8.8.8.8"}},
     3,
     NULL},
    {"changed-on-path",
     {{.type = "LSC", .device = SEP1, .mac = MAC1, .file = "a", .random = "11", .sha256 = "01"},
      {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "b", .random = "11", .sha256 = "02"}},
     2,
     "certificate-changed-on-path"},
};

static void test_stories(void)
{
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(stories); i++) {
        size_t at = i / 2;
        g_autoptr(PcEstate) estate = estate_of(stories[at].rows, stories[at].n_rows, i % 2 == 1);
        g_test_message("%s", stories[at].name);
        g_assert_cmpuint(pc_estate_phones(estate)->len, ==, 1);
        const PcEstatePhone *phone = phone_at(estate, 0);
        if (stories[at].finding == NULL) {
            g_assert_cmpuint(phone->findings->len, ==, 0);
        } else {
            g_assert_cmpuint(phone->findings->len, ==, 1);
            g_assert_true(phone_has(phone, stories[at].finding));
        }
    }
}

static void test_twins_count_once(void)
{
    static const Row rows[] = {
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "a", .random = "11"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "b", .random = "11"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "b", .random = "22"},
    };
    g_autoptr(PcEstate) estate = estate_of(rows, G_N_ELEMENTS(rows), false);
    g_assert_cmpuint(pc_estate_totals(estate)->n_sessions, ==, 2);
    g_assert_cmpuint(pc_estate_totals(estate)->n_twins, ==, 1);
    g_assert_cmpuint(phone_at(estate, 0)->files->len, ==, 2);
}

// The other side of a conversation may show what the first capture lacks: that is to be told.
static void test_twin_that_says_more(void)
{
    static const Row rows[] = {
        {.device = SEP1, .mac = MAC1, .file = "a", .random = "11", .outcome = "incomplete"},
        {.device = SEP1, .mac = MAC1, .file = "b", .random = "11", .finding = "lsc-expired"},
        {.device = SEP1, .mac = MAC1, .file = "c", .random = "11", .finding = "lsc-expired"},
    };
    static const char *const twins[] = {NULL, "a", "b"};
    g_autoptr(PcEstate) estate = pc_estate_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcSession) session = session_of(&rows[i]);
        PcEstateTwin twin = pc_estate_session(estate, session);
        g_assert_cmpstr(twin.file, ==, twins[i]);
        g_assert_true(twin.says_the_same == (i == 2));
    }
}

// Of three captures the third shows another certificate: both pairs are told, and a replay within
// one capture is a session of its own, whichever is gathered first.
static void test_every_view_counts(void)
{
    static const Row rows[] = {
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "a", .random = "11", .sha256 = "01"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "b", .random = "11", .sha256 = "01"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "b", .random = "11", .sha256 = "01"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .file = "c", .random = "11", .sha256 = "02"},
    };
    for (int backwards = 0; backwards < 2; backwards++) {
        g_autoptr(PcEstate) estate = estate_of(rows, G_N_ELEMENTS(rows), backwards == 1);
        const GArray *findings = phone_at(estate, 0)->findings;
        g_assert_cmpuint(pc_estate_totals(estate)->n_sessions, ==, 2);
        g_assert_cmpuint(pc_estate_totals(estate)->n_twins, ==, 2);
        g_assert_cmpuint(findings->len, ==, 2);
        for (guint i = 0; i < findings->len; i++) {
            const PcEstateFinding *finding = &g_array_index(findings, PcEstateFinding, i);
            g_assert_cmpstr(finding->id, ==, "certificate-changed-on-path");
            g_assert_nonnull(strstr(finding->message, i == 0 ? "of a and" : "of b and"));
        }
    }
}

// A phone that failed and works now is not to be fixed any more.
static void test_latest_counts(void)
{
    static const Row rows[] = {
        {.type = "LSC",
         .device = SEP1,
         .mac = MAC1,
         .start = "03:00:00",
         .outcome = "rejected",
         .finding = "lsc-expired"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .start = "04:00:00", .sha256 = "02"},
        {.type = "LSC",
         .device = "SEP020000000002",
         .mac = "02:00:00:00:00:02",
         .sha256 = "03",
         .outcome = "rejected",
         .finding = "lsc-expired"},
    };
    for (int backwards = 0; backwards < 2; backwards++) {
        g_autoptr(PcEstate) estate = estate_of(rows, G_N_ELEMENTS(rows), backwards == 1);
        g_assert_cmpuint(pc_estate_totals(estate)->n_phones, ==, 2);
        g_assert_cmpuint(pc_estate_totals(estate)->n_to_fix, ==, 1);
        g_assert_cmpuint(pc_estate_totals(estate)->n_lsc, ==, 2);
        const PcEstateCause *cause = g_ptr_array_index(pc_estate_causes(estate), 0);
        g_assert_cmpstr(cause->id, ==, "lsc-expired");
        g_assert_cmpuint(cause->phones->len, ==, 1);
        const PcEstateIssuer *issuer = g_ptr_array_index(pc_estate_issuers(estate), 0);
        g_assert_cmpuint(issuer->n_phones, ==, 2);
        g_assert_cmpuint(issuer->n_failing, ==, 1);
    }
}

// A CAPF session shows no certificate; its address says whose it is, unless two had that address.
static void test_nameless_sessions(void)
{
    static const Row rows[] = {
        {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.9"},
        {.service = "CAPF", .address = "10.0.0.9"},
        {.service = "CAPF", .address = "10.0.0.7"},
    };
    g_autoptr(PcEstate) estate = estate_of(rows, G_N_ELEMENTS(rows), false);
    g_assert_cmpuint(pc_estate_phones(estate)->len, ==, 2);
    g_assert_cmpuint(phone_at(estate, 0)->services->len, ==, 2);
    g_assert_cmpstr(pc_estate_phone_name(phone_at(estate, 1)), ==, "10.0.0.7");
    g_assert_cmpuint(pc_estate_totals(estate)->n_unnamed, ==, 1);
}

// One phone had two addresses, and a CAPF session came from each: which of them stands for CAPF
// does not hang on their order.
static void test_two_nameless_sessions(void)
{
    static const Row rows[] = {
        {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.9", .start = "03:00:00"},
        {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.0.0.8", .start = "04:00:00"},
        {.service = "CAPF", .address = "10.0.0.9", .file = "b.pcap", .outcome = "reset"},
        {.service = "CAPF", .address = "10.0.0.8", .file = "c.pcap"},
    };
    for (int backwards = 0; backwards < 2; backwards++) {
        g_autoptr(PcEstate) estate = estate_of(rows, G_N_ELEMENTS(rows), backwards == 1);
        const PcEstateService *capf = g_ptr_array_index(phone_at(estate, 0)->services, 0);
        g_assert_cmpuint(pc_estate_phones(estate)->len, ==, 1);
        g_assert_cmpstr(capf->service, ==, "CAPF");
        g_assert_cmpstr(capf->file, ==, "c.pcap");
    }
}

static void test_remarks(void)
{
    static const Row row = {.type = "LSC", .device = SEP1, .mac = MAC1};
    g_autoptr(PcEstate) estate = pc_estate_new();
    g_autoptr(PcSession) session = session_of(&row);
    (void)pc_estate_session(estate, session);
    g_autoptr(PcSession) event = session_of(&row);
    event->kind = PC_KIND_LOG_CONTRADICTION;
    pc_session_add_finding(event, PC_FINDING_LOG_CONTRADICTS, "the log says MIC");
    (void)pc_estate_session(estate, event);
    (void)pc_estate_session(estate, event);
    pc_estate_settle(estate);
    g_assert_cmpuint(pc_estate_phones(estate)->len, ==, 1);
    g_assert_cmpuint(pc_estate_totals(estate)->n_sessions, ==, 1);
    g_assert_cmpuint(phone_at(estate, 0)->findings->len, ==, 1);
    g_assert_cmpint(pc_estate_worst(estate), ==, PC_SEVERITY_WARNING);
}

// What does not fit is left out, of logs too, and counted; what fitted stays.
static void test_memory(void)
{
    enum { N_PHONES = 200, SHARE = 64 * 1024 };
    PcAccount account;
    g_autoptr(PcEstate) estate = pc_estate_new();
    pc_account_init(&account, PC_ACCOUNT_DEFAULT);
    account.shares[PC_HOLD_ESTATE] = SHARE;
    pc_estate_account(estate, &account);
    for (unsigned i = 0; i < N_PHONES; i++) {
        g_autofree char *device = g_strdup_printf("SEP0200000%05X", i);
        g_autofree char *sha256 = g_strdup_printf("%064x", i);
        const Row row = {.type = "LSC", .device = device, .sha256 = sha256};
        g_autoptr(PcSession) session = session_of(&row);
        (void)pc_estate_session(estate, session);
        session->kind = PC_KIND_LOG_CONTRADICTION;
        pc_session_add_finding(session, PC_FINDING_LOG_CONTRADICTS, "the log says MIC");
        (void)pc_estate_session(estate, session);
    }
    pc_estate_settle(estate);
    g_assert_cmpuint(account.n_over[PC_HOLD_ESTATE], >, N_PHONES / 2);
    g_assert_cmpuint(account.held[PC_HOLD_ESTATE], <, SHARE + SHARE / 8);
    g_assert_cmpuint(pc_estate_phones(estate)->len, >, N_PHONES / 10);
    g_assert_cmpuint(pc_estate_totals(estate)->n_left_out, ==, account.n_over[PC_HOLD_ESTATE]);
}

// More addresses than are told apart: they are counted, and leave room for a phone with a name.
static void test_limit(void)
{
    enum { N_OVER = 5 };
    g_autoptr(PcEstate) estate = pc_estate_new();
    for (unsigned i = 0; i < PC_ESTATE_MAX_NAMELESS + N_OVER; i++) {
        g_autofree char *address = g_strdup_printf("10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
        const Row row = {.address = address};
        g_autoptr(PcSession) session = session_of(&row);
        (void)pc_estate_session(estate, session);
    }
    const Row named = {.type = "LSC", .device = SEP1, .mac = MAC1, .address = "10.9.0.1"};
    g_autoptr(PcSession) session = session_of(&named);
    (void)pc_estate_session(estate, session);
    pc_estate_settle(estate);
    const PcEstateTotals *totals = pc_estate_totals(estate);
    g_assert_cmpuint(totals->n_unnamed, ==, PC_ESTATE_MAX_NAMELESS);
    g_assert_cmpuint(totals->n_left_out, ==, N_OVER);
    g_assert_cmpuint(totals->n_phones, ==, 1);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/estate/stories", test_stories);
    g_test_add_func("/estate/twins-count-once", test_twins_count_once);
    g_test_add_func("/estate/twin-that-says-more", test_twin_that_says_more);
    g_test_add_func("/estate/every-view-counts", test_every_view_counts);
    g_test_add_func("/estate/latest-counts", test_latest_counts);
    g_test_add_func("/estate/nameless-sessions", test_nameless_sessions);
    g_test_add_func("/estate/two-nameless-sessions", test_two_nameless_sessions);
    g_test_add_func("/estate/remarks", test_remarks);
    g_test_add_func("/estate/limit", test_limit);
    g_test_add_func("/estate/memory", test_memory);
    return g_test_run();
}
