// SPDX-License-Identifier: GPL-2.0-or-later
// pc_judge beside the table of scenarios: the one-line texts, resumed and cut-off sessions, whose
// session concerns a phone, the CA list in other encodings, and that nothing is remembered wrongly.
#include "core/diagnosis/diagnosis.h"
#include "core/judge/judge.h"
#include "core/talk/capf.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"

#define NOW "2026-11-23T03:10:00Z"
#define NANOSECONDS INT64_C(1000000000)

typedef struct {
    PcTrust *trust;
    PcIssuers *issuers;
    PcServices *services;
    PcJudge *judge;
} Bench;

static MkPki *pki;
static MkKeyPool *keys;

static void set_up(Bench *bench, gconstpointer data)
{
    bench->trust = pc_trust_new();
    bench->issuers = pc_issuers_new();
    bench->services = pc_services_new();
    bench->judge = pc_judge_new(bench->trust, bench->issuers, bench->services, data);
}

static void tear_down(Bench *bench, gconstpointer data)
{
    (void)data;
    pc_judge_free(bench->judge);
    pc_services_free(bench->services);
    pc_issuers_free(bench->issuers);
    pc_trust_free(bench->trust);
}

static PcHandshake *handshake_on(int port)
{
    char client_address[] = "10.1.1.1", server_address[] = "10.1.1.2";
    const PcEndpoint client = {client_address, 50000}, server = {server_address, port};
    PcHandshake *handshake = pc_handshake_new(PC_TRANSPORT_TCP, &client, &server);
    handshake->client_direction = 0;
    handshake->certificate_requested = true;
    handshake->start = mk_time(NOW) * NANOSECONDS + 5;
    return handshake;
}

static MkCredential *lsc(MkCaId issuer)
{
    MkPhone phone;
    mk_phone(7, "CP-8861", &phone);
    const MkLscSpec spec = {.issuer = issuer, .key = mk_key_pool_get(keys, 0)};
    return mk_phone_lsc(pki, &phone, &spec);
}

static PcHandshake *showing(const MkCredential *who, int port)
{
    PcHandshake *handshake = handshake_on(port);
    g_ptr_array_add(handshake->client_chain, made_der(who->certificate));
    handshake->client_certificate = PC_CLIENT_CERTIFICATE_PRESENTED;
    handshake->outcome = PC_OUTCOME_ACCEPTED;
    return handshake;
}

static void refuse(PcHandshake *handshake, uint8_t description)
{
    handshake->outcome = PC_OUTCOME_REJECTED;
    handshake->alert =
        (PcAlert){.seen = true, .level = 2, .description = description, .from = PC_SIDE_SERVER};
}

static void expect_texts(Bench *bench, PcHandshake *handshake, const char *label,
                         const char *summary)
{
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    g_autofree char *got_label = pc_judgement_label(judgement, false);
    g_autofree char *got_summary = pc_judgement_summary(judgement, false);
    g_assert_cmpstr(got_label, ==, label);
    g_assert_cmpstr(got_summary, ==, summary);
}

#define DOT " \302\267 "

static void test_texts(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) ours = lsc(MK_CA_CAPF), theirs = lsc(MK_CA_CAPF_FOREIGN);
    g_autoptr(PcHandshake) unchecked = showing(ours, 5061);
    expect_texts(bench, unchecked, "LSC CAPF-0992727f unchecked accepted",
                 "LSC" DOT "CAPF-0992727f" DOT "unchecked" DOT "accepted");
    made_trust(bench->trust, "CallManager-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    expect_texts(bench, unchecked, "LSC CAPF-0992727f trusted accepted",
                 "LSC" DOT "CAPF-0992727f" DOT "trusted: by CallManager-trust" DOT "accepted");
    g_autoptr(PcHandshake) refused = showing(theirs, 5061);
    refuse(refused, 48);
    expect_texts(bench, refused, "LSC CAPF-e41b9c22 untrusted unknown_ca",
                 "LSC" DOT "CAPF-e41b9c22" DOT "untrusted: not in CallManager-trust" DOT
                 "server answered unknown_ca");
    g_autoptr(PcHandshake) nothing = handshake_on(5061);
    nothing->client_certificate = PC_CLIENT_CERTIFICATE_EMPTY;
    refuse(nothing, 40);
    expect_texts(bench, nothing, "none handshake_failure",
                 "no certificate" DOT "server answered handshake_failure");
    g_autoptr(PcHandshake) dark = handshake_on(5061);
    dark->client_certificate = PC_CLIENT_CERTIFICATE_ENCRYPTED;
    dark->coverage = PC_COVERAGE_ENCRYPTED;
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, dark);
    g_autofree char *open_label = pc_judgement_label(judgement, true);
    g_autofree char *open_summary = pc_judgement_summary(judgement, true);
    g_assert_cmpstr(open_label, ==, "encrypted");
    g_assert_cmpstr(open_summary, ==, "encrypted certificate");
    expect_texts(bench, dark, "encrypted incomplete",
                 "encrypted certificate" DOT "incomplete (encrypted)");
}

// A resumed session is judged by the certificate of the handshake that it resumes.
static void test_resumed(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) ours = lsc(MK_CA_CAPF);
    made_trust(bench->trust, "CallManager-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autoptr(PcHandshake) handshake = handshake_on(5061);
    handshake->client_certificate = PC_CLIENT_CERTIFICATE_RESUMED;
    handshake->outcome = PC_OUTCOME_ACCEPTED;
    handshake->original_chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(handshake->original_chain, made_der(ours->certificate));
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    g_assert_cmpint(judgement->type, ==, PC_TYPE_LSC);
    g_assert_nonnull(judgement->leaf);
    g_assert_cmpuint(judgement->client->len, ==, 0);
    g_assert_cmpint(judgement->trust.verdict, ==, PC_VERDICT_TRUSTED);
    g_assert_cmpuint(judgement->findings->len, ==, 0);
}

// However much of the certificate is cut off: less is said, never something else.
static void test_cut(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) theirs = lsc(MK_CA_CAPF_FOREIGN);
    made_trust(bench->trust, "CallManager-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autoptr(GBytes) whole = made_der(theirs->certificate);
    for (gsize len = 0; len < g_bytes_get_size(whole); len += 7) {
        g_autoptr(PcHandshake) handshake = handshake_on(5061);
        handshake->client_certificate = PC_CLIENT_CERTIFICATE_TRUNCATED;
        handshake->coverage = PC_COVERAGE_SNAPLEN;
        handshake->client_partial = g_bytes_new_from_bytes(whole, 0, len);
        g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
        g_assert_true(judgement->type == PC_TYPE_LSC || judgement->type == PC_TYPE_ABSENT);
        g_assert_null(judgement->leaf);
        g_assert_cmpint(judgement->trust.verdict, ==, PC_VERDICT_ABSENT);
        g_assert_cmpuint(judgement->findings->len, ==, 0);
        const char *device = judgement->identity != NULL ? judgement->identity->device : NULL;
        g_assert_true(device == NULL || g_str_equal(device, "SEP2C3124C00007"));
        handshake->client_partial = (g_bytes_unref(handshake->client_partial), NULL);
    }
}

// The rest of the chain is cut off: it may hold the CA that is missing.
static void test_cut_chain(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) theirs = lsc(MK_CA_CAPF_FOREIGN);
    made_trust(bench->trust, "CallManager-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autoptr(PcHandshake) handshake = showing(theirs, 5061);
    handshake->client_certificate = PC_CLIENT_CERTIFICATE_TRUNCATED;
    handshake->coverage = PC_COVERAGE_SNAPLEN;
    handshake->outcome = PC_OUTCOME_INCOMPLETE;
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    g_assert_cmpint(judgement->type, ==, PC_TYPE_LSC);
    g_assert_cmpint(judgement->trust.verdict, ==, PC_VERDICT_ABSENT);
    g_assert_cmpuint(judgement->findings->len, ==, 0);
}

// A CA list may spell a name in another string type than the certificate does.
static void test_announced_encoding(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) ours = lsc(MK_CA_CAPF);
    g_autoptr(PcHandshake) handshake = showing(ours, 5061);
    handshake->has_authorities = true;
    X509_NAME *name = X509_NAME_new();
    static const struct {
        const char *type, *value;
    } attributes[] = {{"C", "NL"},       {"O", "Example Telecom"},
                      {"OU", "Voice"},   {"CN", "capf-0992727F"},
                      {"ST", "Utrecht"}, {"L", "Utrecht"}};
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        UNIT_ROW(attributes, i);
        X509_NAME_add_entry_by_txt(name, attributes[i].type, V_ASN1_PRINTABLESTRING,
                                   (const unsigned char *)attributes[i].value, -1, -1, 0);
    }
    const unsigned char *der = NULL;
    size_t len = 0;
    X509_NAME_get0_der(name, &der, &len);
    g_ptr_array_add(handshake->authorities, g_bytes_new(der, len));
    X509_NAME_free(name);
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    g_assert_cmpstr(pc_announced_name(judgement->announced), ==, "yes");
}

static void test_moment(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(PcHandshake) early = handshake_on(5061);
    early->start = -1;
    g_autoptr(PcJudgement) before = pc_judge(bench->judge, early);
    g_assert_cmpint(before->judged_at, ==, -1);
    early->certificate_time = 1 * NANOSECONDS + 1;
    g_autoptr(PcJudgement) after = pc_judge(bench->judge, early);
    g_assert_cmpint(after->judged_at, ==, 1);
    const PcJudgeOptions options = {.has_time = true, .time = 77};
    PcJudge *fixed = pc_judge_new(bench->trust, bench->issuers, bench->services, &options);
    g_autoptr(PcJudgement) at = pc_judge(fixed, early);
    g_assert_cmpint(at->judged_at, ==, 77);
    pc_judge_free(fixed);
}

// The same certificate before, in and after its time, in any order, and by changing stores.
static void test_memory(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) ours = lsc(MK_CA_CAPF);
    static const struct {
        const char *when;
        PcVerdict verdict;
    } rows[] = {
        {"2026-01-01T00:00:00Z", PC_VERDICT_TRUSTED},
        {"2025-01-01T00:00:00Z", PC_VERDICT_NOT_YET_VALID},
        {"2028-12-01T00:00:00Z", PC_VERDICT_EXPIRED},
        {"2026-01-01T00:00:00Z", PC_VERDICT_TRUSTED},
        {"2025-09-01T07:59:59Z", PC_VERDICT_NOT_YET_VALID},
        {"2025-09-01T08:00:00Z", PC_VERDICT_TRUSTED},
    };
    made_trust(bench->trust, "CallManager-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(PcHandshake) handshake = showing(ours, 5061);
        handshake->certificate_time = mk_time(rows[i].when) * NANOSECONDS;
        g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
        g_assert_cmpint(judgement->trust.verdict, ==, rows[i].verdict);
    }
    g_autoptr(PcCertificate) capf = made_certificate(mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_assert_true(pc_trust_remove(bench->trust, "CallManager-trust", capf->sha256));
    g_autoptr(PcHandshake) handshake = showing(ours, 5061);
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    g_assert_cmpint(judgement->trust.verdict, ==, PC_VERDICT_UNTRUSTED);
}

static void expect_concern(Bench *bench, PcHandshake *handshake, bool expected)
{
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    g_assert_true(judgement->concerns_phone == expected);
}

static void test_concern(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) ours = lsc(MK_CA_CAPF);
    g_autoptr(PcHandshake) phone_anywhere = showing(ours, 4433);
    expect_concern(bench, phone_anywhere, true);
    g_autoptr(PcHandshake) web = handshake_on(443);
    web->certificate_requested = false;
    expect_concern(bench, web, false);
    g_autoptr(PcHandshake) capf = handshake_on(3804);
    expect_concern(bench, capf, true);
    g_autoptr(PcHandshake) gateway = showing(mk_pki_server(pki, MK_SERVER_VPN), 4433);
    expect_concern(bench, gateway, false);
}

static void test_worst_first(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autoptr(MkCredential) theirs = lsc(MK_CA_CAPF_FOREIGN);
    made_trust(bench->trust, "CallManager-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    g_autoptr(PcHandshake) handshake = showing(theirs, 5061);
    refuse(handshake, 48);
    handshake->renegotiated = true;
    handshake->said.sip_device = g_strdup("SEP000000000000");
    g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
    PcSeverity last = PC_SEVERITY_ERROR;
    g_assert_cmpuint(judgement->findings->len, ==, 3);
    for (guint i = 0; i < judgement->findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(judgement->findings, i);
        g_assert_cmpint(finding->row->severity, <=, last);
        last = finding->row->severity;
    }
    g_assert_cmpint(last, ==, PC_SEVERITY_NOTE);
}

// A CAPF conversation as it would be read, and what is said of it.
typedef struct {
    PcCapfOperation operation;
    PcCapfResult result;
    PcCapfAuthentication authentication;
    MkCaId issuer; // of the certificate; MK_N_CAS: none
    PcCapfUse use;
    const char *expected; // finding and a part of its message; NULL: nothing is found
    const char *part;
} CapfRow;

static const CapfRow capf_rows[] = {
    {PC_CAPF_OPERATION_INSTALL, PC_CAPF_RESULT_DONE, PC_CAPF_AUTHENTICATION_PASSWORD, MK_CA_CAPF,
     PC_CAPF_CERTIFICATE_ISSUED, "lsc-installed", "SEP001122334455 got its LSC by CAPF-0992727f"},
    {PC_CAPF_OPERATION_INSTALL, PC_CAPF_RESULT_REFUSED, PC_CAPF_AUTHENTICATION_PASSWORD, MK_CA_CAPF,
     PC_CAPF_CERTIFICATE_ISSUED, "capf-auth-failed", "proved itself by password"},
    {PC_CAPF_OPERATION_DELETE, PC_CAPF_RESULT_DONE, PC_CAPF_AUTHENTICATION_LSC, MK_CA_CAPF,
     PC_CAPF_CERTIFICATE_OFFERED, "lsc-deleted", "CAPF deleted the LSC of SEP001122334455"},
    {PC_CAPF_OPERATION_NONE, PC_CAPF_RESULT_REFUSED, PC_CAPF_AUTHENTICATION_LSC, MK_CA_CAPF_FOREIGN,
     PC_CAPF_CERTIFICATE_OFFERED, "capf-invalid-lsc", "CAPF-e41b9c22 is not in CAPF-trust"},
    {PC_CAPF_OPERATION_NONE, PC_CAPF_RESULT_NO_ACTION, PC_CAPF_AUTHENTICATION_LSC,
     MK_CA_CAPF_FOREIGN, PC_CAPF_CERTIFICATE_OFFERED, "capf-invalid-lsc", "Invalid LSC"},
    {PC_CAPF_OPERATION_NONE, PC_CAPF_RESULT_NO_ACTION, PC_CAPF_AUTHENTICATION_LSC, MK_CA_CAPF,
     PC_CAPF_CERTIFICATE_OFFERED, NULL, NULL},
    {PC_CAPF_OPERATION_NONE, PC_CAPF_RESULT_NO_ACTION, PC_CAPF_AUTHENTICATION_PASSWORD, MK_N_CAS,
     PC_CAPF_CERTIFICATE_OFFERED, NULL, NULL},
    {PC_CAPF_OPERATION_NONE, PC_CAPF_RESULT_ABORTED, PC_CAPF_AUTHENTICATION_NULL_STRING, MK_N_CAS,
     PC_CAPF_CERTIFICATE_OFFERED, "capf-auth-failed", "SEP001122334455"},
};

static PcCapfSession *capf_session(const CapfRow *row)
{
    PcCapfSession *capf = pc_capf_session_new();
    capf->operation = row->operation;
    capf->result = row->result;
    capf->authentication = row->authentication;
    capf->device = g_strdup("SEP001122334455");
    capf->end_frame = 30;
    if (row->issuer != MK_N_CAS) {
        g_autoptr(MkCredential) credential = lsc(row->issuer);
        PcCapfCertificate *certificate = g_new0(PcCapfCertificate, 1);
        certificate->use = row->use;
        certificate->der = made_der(credential->certificate);
        certificate->frame = 22;
        g_ptr_array_add(capf->certificates, certificate);
    }
    return capf;
}

static void test_capf(Bench *bench, gconstpointer data)
{
    (void)data;
    made_trust(bench->trust, "CAPF-trust", mk_pki_ca(pki, MK_CA_CAPF)->certificate);
    for (size_t i = 0; i < G_N_ELEMENTS(capf_rows); i++) {
        UNIT_ROW(capf_rows, i);
        g_autoptr(PcHandshake) handshake = handshake_on(3804);
        handshake->certificate_requested = false;
        handshake->client_certificate = PC_CLIENT_CERTIFICATE_NOT_REQUESTED;
        handshake->outcome = PC_OUTCOME_ACCEPTED;
        handshake->said.capf = capf_session(&capf_rows[i]);
        g_autoptr(PcJudgement) judgement = pc_judge(bench->judge, handshake);
        const guint n_expected = capf_rows[i].expected != NULL ? 1 : 0;
        g_assert_cmpuint(judgement->findings->len, ==, n_expected);
        if (n_expected > 0) {
            const PcFinding *finding = g_ptr_array_index(judgement->findings, 0);
            g_assert_cmpstr(finding->row->id, ==, capf_rows[i].expected);
            g_assert_nonnull(strstr(finding->message, capf_rows[i].part));
        }
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(Bench *, gconstpointer);
    } tests[] = {
        {"/judge/texts", test_texts},
        {"/judge/resumed", test_resumed},
        {"/judge/cut", test_cut},
        {"/judge/cut-chain", test_cut_chain},
        {"/judge/announced-encoding", test_announced_encoding},
        {"/judge/moment", test_moment},
        {"/judge/memory", test_memory},
        {"/judge/concern", test_concern},
        {"/judge/worst-first", test_worst_first},
        {"/judge/capf", test_capf},
    };
    UNIT_INIT(argc, argv);
    pki = mk_pki_new();
    keys = mk_key_pool_new(1, 2048);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
        UNIT_ROW(tests, i);
        g_test_add(tests[i].path, Bench, NULL, set_up, tests[i].run, tear_down);
    }
    const int status = g_test_run();
    mk_key_pool_free(keys);
    mk_pki_free(pki);
    return status;
}
