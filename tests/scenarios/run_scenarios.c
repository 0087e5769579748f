// SPDX-License-Identifier: GPL-2.0-or-later
// Makes each scenario of the table (certificates, stores, what happened on the wire as a
// PcHandshake), judges it, and compares with what the table expects; then asks `openssl verify`
// where it answers the same question.
#include "core/certificate/openssl_auto.h"
#include "core/diagnosis/diagnosis.h"
#include "core/judge/judge.h"
#include "core/talk/capf.h"
#include "core/talk/tvs.h"
#include "tests/scenarios/field.h"
#include "tests/scenarios/hearsay.h"
#include "tests/scenarios/openssl_verify.h"
#include "tests/scenarios/trust_list_file.h"
#include "tests/unit/unit.h"

#define NOW "2026-11-23T03:10:00Z"
#define NANOSECONDS INT64_C(1000000000)

// What a row's test needs.
typedef struct {
    const Table *table;
    Field *field;
    const char *group;
} Row;

// Scene is one scenario, set up.
typedef struct {
    PcTrust *trust;
    PcIssuers *issuers;
    PcServices *services;
    PcJudge *judge;
    PcHandshake *handshake;
    MkCredential *leaf;
    PcTrustPolicy policy;
} Scene;

static char *value(const Row *row, const char *key, const char *otherwise)
{
    char *text = table_text(row->table, row->group, key);
    return text != NULL ? text : g_strdup(otherwise);
}

static GBytes *der_of(X509 *x509)
{
    unsigned char *der = NULL;
    const int len = i2d_X509(x509, &der);
    g_assert_cmpint(len, >, 0);
    GBytes *bytes = g_bytes_new(der, (gsize)len);
    OPENSSL_free(der);
    return bytes;
}

static void add_to_store(PcTrust *trust, const char *store, GBytes *content)
{
    GError *error = NULL;
    pc_trust_add(trust, store, "made", pc_bytes_of(content), &error);
    g_assert_no_error(error);
}

static void fill_stores(const Row *row, Scene *scene)
{
    g_auto(GStrv) stores = table_stores(row->table, row->group);
    for (char **store = stores; *store != NULL; store++) {
        g_autofree char *key = g_strconcat("store ", *store, NULL);
        g_auto(GStrv) names = table_words(row->table, row->group, key);
        for (char **name = names; *name != NULL; name++) {
            const bool own = g_str_equal(*name, "leaf");
            g_autoptr(GBytes) der =
                der_of(own ? scene->leaf->certificate : field_ca(row->field, *name)->certificate);
            add_to_store(scene->trust, *store, der);
        }
    }
}

// "revoked = STORE by CA on DAY": a CRL in that store.
static void add_crl(const Row *row, Scene *scene)
{
    g_auto(GStrv) words = table_words(row->table, row->group, "revoked");
    if (words[0] == NULL) {
        return;
    }
    g_assert_cmpuint(g_strv_length(words), ==, 5);
    g_autoptr(GBytes) crl =
        field_crl(field_ca(row->field, words[2]), scene->leaf->certificate, words[4]);
    add_to_store(scene->trust, words[0], crl);
}

static void add_trust_list(const Row *row, Scene *scene)
{
    g_auto(GStrv) entries = table_words(row->table, row->group, "trust list");
    if (entries[0] != NULL) {
        g_autoptr(GBytes) file = trust_list_file(row->field, entries);
        g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(file));
        g_assert_nonnull(list);
        g_assert_cmpuint(list->records->len, ==, g_strv_length(entries) + 1); // and its signer
        pc_trust_add_list(scene->trust, list);
    }
}

// "strict", or "strict 3072".
static void set_policy(const Row *row, Scene *scene)
{
    g_auto(GStrv) words = table_words(row->table, row->group, "policy");
    if (words[0] != NULL) {
        g_assert_cmpstr(words[0], ==, "strict");
        scene->policy.strict = true;
        scene->policy.min_rsa_bits =
            words[1] != NULL ? (int)g_ascii_strtoll(words[1], NULL, 10) : 0;
        pc_trust_set_policy(scene->trust, scene->policy);
    }
}

static int64_t moment(const char *text)
{
    g_autofree char *whole =
        strchr(text, 'T') == NULL ? g_strconcat(text, "T00:00:00Z", NULL) : NULL;
    return mk_time(whole != NULL ? whole : text);
}

// The port that stands for each service.
static const struct {
    const char *service;
    PcTransport transport;
    int port;
} places[] = {
    {"SIP", PC_TRANSPORT_TCP, 5061},     {"SCCP", PC_TRANSPORT_TCP, 2443},
    {"CAPF", PC_TRANSPORT_TCP, 3804},    {"TVS", PC_TRANSPORT_TCP, 2445},
    {"HEADSET", PC_TRANSPORT_TCP, 9444}, {"VPN", PC_TRANSPORT_TCP, 443},
    {"VPN-DTLS", PC_TRANSPORT_UDP, 443}, {"802.1X", PC_TRANSPORT_RADIUS, -1},
    {"HTTPS", PC_TRANSPORT_TCP, 8443},   {"TLS", PC_TRANSPORT_TCP, 4433},
};

static PcHandshake *new_handshake(const Row *row)
{
    g_autofree char *service = value(row, "service", "SIP");
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        UNIT_ROW(places, i);
        if (g_str_equal(places[i].service, service)) {
            char client_address[] = "10.44.0.10", server_address[] = "10.44.255.1";
            const PcEndpoint client = {client_address, 40000};
            const PcEndpoint server = {server_address, places[i].port};
            PcHandshake *handshake = pc_handshake_new(places[i].transport, &client, &server);
            handshake->client_direction = 0;
            return handshake;
        }
    }
    g_error("[%s]: there is no service \"%s\"", row->group, service);
}

static void add_chain(GPtrArray *chain, const MkCredential *credential)
{
    g_ptr_array_add(chain, der_of(credential->certificate));
    for (guint i = 0; i < credential->chain->len; i++) {
        g_ptr_array_add(chain, der_of(g_ptr_array_index(credential->chain, i)));
    }
}

// "damaged = yes": one byte of the leaf's outermost length is wrong.
static void damage(GPtrArray *chain)
{
    g_autoptr(GByteArray) bytes = g_bytes_unref_to_array(g_ptr_array_steal_index(chain, 0));
    g_byte_array_set_size(bytes, bytes->len - 7);
    g_ptr_array_insert(chain, 0, g_bytes_new(bytes->data, bytes->len));
}

static void set_client(const Row *row, const Scene *scene, PcHandshake *handshake)
{
    g_autofree char *shows = value(row, "shows", "");
    g_autofree char *damaged = value(row, "damaged", "no");
    handshake->certificate_requested = true;
    if (scene->leaf != NULL) {
        add_chain(handshake->client_chain, scene->leaf);
        handshake->client_certificate = PC_CLIENT_CERTIFICATE_PRESENTED;
        if (g_str_equal(damaged, "yes")) {
            damage(handshake->client_chain);
        }
        return;
    }
    handshake->client_certificate_empty = g_str_equal(shows, "nothing");
    handshake->client_certificate =
        g_str_equal(shows, "nothing, is silent")          ? PC_CLIENT_CERTIFICATE_NOT_SEEN
        : g_str_equal(shows, "nothing, is not asked")     ? PC_CLIENT_CERTIFICATE_NOT_REQUESTED
        : g_str_equal(shows, "nothing, resumes")          ? PC_CLIENT_CERTIFICATE_RESUMED
        : g_str_equal(shows, "nothing, TLS 1.3 hides it") ? PC_CLIENT_CERTIFICATE_ENCRYPTED
        : g_str_equal(shows, "nothing, refuses first")    ? PC_CLIENT_CERTIFICATE_NOT_SEEN
                                                          : PC_CLIENT_CERTIFICATE_EMPTY;
    handshake->certificate_requested = !g_str_equal(shows, "nothing, is not asked");
}

static void set_server(const Row *row, PcHandshake *handshake)
{
    g_autofree char *server = table_text(row->table, row->group, "server");
    if (server != NULL) {
        add_chain(handshake->server_chain, field_ca(row->field, server));
    }
    g_auto(GStrv) announces = table_words(row->table, row->group, "announces");
    handshake->has_authorities = announces[0] != NULL;
    for (char **name = announces; *name != NULL && !g_str_equal(*name, "nobody"); name++) {
        const X509_NAME *ca = X509_get_subject_name(field_ca(row->field, *name)->certificate);
        const unsigned char *der = NULL;
        size_t len = 0;
        X509_NAME_get0_der(ca, &der, &len);
        g_ptr_array_add(handshake->authorities, g_bytes_new(der, len));
    }
}

static bool find_alert(const char *name, uint8_t *description)
{
    for (unsigned i = 0; i < 256; i++) {
        if (g_strcmp0(pc_alert_name((uint8_t)i), name) == 0) {
            *description = (uint8_t)i;
            return true;
        }
    }
    return false;
}

// "happens": accepted, reset or closed (by the server; "... by the phone"), incomplete, hung-up
// (after the handshake), EAP-Failure, ALERT (from the server), or ALERT by the phone.
static void set_outcome(const Row *row, PcHandshake *handshake)
{
    g_auto(GStrv) words = table_words(row->table, row->group, "happens");
    const char *what = words[0] != NULL ? words[0] : "accepted";
    for (PcOutcome outcome = PC_OUTCOME_INCOMPLETE; outcome <= PC_OUTCOME_CLOSED; outcome++) {
        if (g_strcmp0(pc_outcome_name(outcome), what) == 0) {
            handshake->outcome = outcome;
            handshake->ended_by = words[1] != NULL ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
            return;
        }
    }
    if (g_str_equal(what, "hung-up")) {
        handshake->outcome = PC_OUTCOME_ACCEPTED;
        handshake->closed_after_handshake = true;
        return;
    }
    handshake->outcome = PC_OUTCOME_REJECTED;
    handshake->eap_failure = g_str_equal(what, "EAP-Failure");
    handshake->alert.seen = find_alert(what, &handshake->alert.description);
    handshake->alert.level = 2;
    handshake->alert.from = words[1] != NULL ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
    if (!handshake->alert.seen && !handshake->eap_failure) {
        g_error("[%s]: what is \"%s\"?", row->group, what);
    }
}

// set_inside gives what was said inside TLS, as if it could be read.
static void set_inside(const Row *row, PcHandshake *handshake)
{
    g_autofree char *answered = table_text(row->table, row->group, "REGISTER answered");
    g_autofree char *status = table_text(row->table, row->group, "TVS answers");
    handshake->said.sip_device = table_text(row->table, row->group, "registers as");
    if (answered != NULL) {
        char *rest = NULL;
        handshake->said.sip_status = (int)g_ascii_strtoll(answered, &rest, 10);
        handshake->said.sip_warning = *g_strchug(rest) != '\0' ? g_strdup(rest) : NULL;
    }
    if (status != NULL) {
        enum { SERVER = 1 };
        const guint8 message[] = {PC_TVS_PROTOCOL,
                                  PC_TVS_VERSION,
                                  PC_TVS_VERIFY_RESPONSE,
                                  0,
                                  0,
                                  0,
                                  3,
                                  0xe9,
                                  0,
                                  4,
                                  PC_TVS_TAG_STATUS,
                                  0,
                                  1,
                                  (guint8)g_ascii_strtoll(status, NULL, 10)};
        const PcSeen seen = {.frame = 9, .time = handshake->start, .direction = SERVER};
        handshake->said.tvs = pc_tvs_session_new();
        pc_tvs_session_bytes(handshake->said.tvs, &seen, pc_bytes(message, sizeof message));
    }
}

// "CAPF = install done password": what a CAPF conversation that could be read came to, and
// "CAPF issues": whose certificate it stored.
static void set_capf(const Row *row, PcHandshake *handshake)
{
    g_auto(GStrv) words = table_words(row->table, row->group, "CAPF");
    g_autofree char *issuer = table_text(row->table, row->group, "CAPF issues");
    if (words[0] == NULL) {
        return;
    }
    PcCapfSession *capf = pc_capf_session_new();
    handshake->said.capf = capf;
    capf->n_messages = 4;
    capf->end_frame = 12;
    for (int i = PC_CAPF_OPERATION_UNKNOWN; i <= PC_CAPF_OPERATION_TROUBLESHOOT; i++) {
        capf->operation = g_strcmp0(pc_capf_operation_name((PcCapfOperation)i), words[0]) == 0
                              ? (PcCapfOperation)i
                              : capf->operation;
    }
    for (int i = PC_CAPF_RESULT_INCOMPLETE; i <= PC_CAPF_RESULT_ABORTED; i++) {
        capf->result = g_strcmp0(pc_capf_result_name((PcCapfResult)i), words[1]) == 0
                           ? (PcCapfResult)i
                           : capf->result;
    }
    for (int i = PC_CAPF_AUTHENTICATION_UNKNOWN; i <= PC_CAPF_AUTHENTICATION_CERTIFICATE; i++) {
        const char *way = pc_capf_authentication_name((PcCapfAuthentication)i);
        capf->authentication =
            g_strcmp0(way, words[2]) == 0 ? (PcCapfAuthentication)i : capf->authentication;
    }
    if (issuer != NULL) {
        PcCapfCertificate *issued = g_new0(PcCapfCertificate, 1);
        issued->use = PC_CAPF_CERTIFICATE_ISSUED;
        issued->der = der_of(field_ca(row->field, issuer)->certificate);
        issued->frame = 11;
        g_ptr_array_add(capf->certificates, issued);
    }
}

static void set_rest(const Row *row, PcHandshake *handshake)
{
    set_capf(row, handshake);
    g_autofree char *time = value(row, "time", NOW);
    g_autofree char *offers = value(row, "phone offers", "TLS 1.2");
    g_autofree char *coverage = value(row, "coverage", "whole");
    g_autofree char *possession = value(row, "possession", NULL);
    handshake->start = moment(time) * NANOSECONDS;
    handshake->certificate_time = handshake->start;
    set_inside(row, handshake);
    for (unsigned v = 0x0300; v <= 0x0304; v++) {
        if (g_strcmp0(pc_tls_version_name((uint16_t)v), offers) == 0) {
            handshake->client_version = (uint16_t)v;
        }
    }
    g_autofree char *cipher = value(row, "cipher", NULL);
    for (unsigned suite = 1; cipher != NULL && suite <= 0xffff; suite++) {
        if (g_strcmp0(pc_cipher_suite_name((uint16_t)suite), cipher) == 0) {
            handshake->cipher = (uint16_t)suite;
        }
    }
    for (PcCoverage c = PC_COVERAGE_WHOLE; c <= PC_COVERAGE_OVER_LIMIT; c++) {
        if (g_strcmp0(pc_coverage_name(c), coverage) == 0) {
            handshake->coverage = c;
        }
    }
    for (PcPossession p = PC_POSSESSION_ABSENT;
         possession != NULL && p <= PC_POSSESSION_NOT_CHECKABLE; p++) {
        if (g_strcmp0(pc_possession_name(p), possession) == 0) {
            handshake->possession = p;
        }
    }
    g_autofree char *shows = value(row, "shows", "");
    const bool early = g_str_equal(shows, "nothing, refuses first");
    handshake->frames.client_hello = 4;
    handshake->frames.server_hello = early ? 0 : 5;
    handshake->frames.server_hello_done = early ? 0 : 6;
}

static void set_up(const Row *row, Scene *scene)
{
    g_autofree char *at = table_text(row->table, row->group, "judge at");
    const PcJudgeOptions options = {.has_time = at != NULL, .time = at != NULL ? moment(at) : 0};
    *scene = (Scene){.trust = pc_trust_new(),
                     .issuers = pc_issuers_new(),
                     .services = pc_services_new(),
                     .leaf = field_leaf(row->field, row->group)};
    scene->judge = pc_judge_new(scene->trust, scene->issuers, scene->services, &options);
    set_policy(row, scene);
    fill_stores(row, scene);
    add_crl(row, scene);
    add_trust_list(row, scene);
    scene->handshake = new_handshake(row);
    set_client(row, scene, scene->handshake);
    set_server(row, scene->handshake);
    set_outcome(row, scene->handshake);
    set_rest(row, scene->handshake);
}

// The phone of every scenario: the one that its certificate names or else the ordinary one.
static void listen(const Row *row, const Scene *scene, PcOverheard *overheard)
{
    g_autoptr(PcJudgement) plain = pc_judge(scene->judge, scene->handshake);
    const PcIdentity *identity = plain->identity;
    const bool is_named = identity != NULL && identity->device != NULL;
    const Hearsay hearsay = {
        .table = row->table,
        .group = row->group,
        .field = row->field,
        .device = is_named ? identity->device : "SEP2C3124C9F8E1",
        .address = pc_handshake_client(scene->handshake)->address,
        .time = scene->handshake->start / NANOSECONDS,
    };
    hearsay_tell(&hearsay, overheard);
}

static void tear_down(Scene *scene)
{
    pc_judge_free(scene->judge);
    pc_handshake_free(scene->handshake);
    pc_services_free(scene->services);
    pc_issuers_free(scene->issuers);
    pc_trust_free(scene->trust);
    mk_credential_free(scene->leaf);
}

static char *two_words(const char *first, const char *second)
{
    return second != NULL ? g_strdup_printf("%s %s", first, second)
                          : g_strdup(first != NULL ? first : "-");
}

static int compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted(char **words)
{
    qsort(words, g_strv_length(words), sizeof *words, compare_words);
    char *line = g_strjoinv(" ", words);
    return *line != '\0' ? line : (g_free(line), g_strdup("none"));
}

static char *findings_of(const PcJudgement *judgement)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < judgement->findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(judgement->findings, i);
        g_test_message("%s %s: %s", pc_severity_name(finding->row->severity), finding->row->id,
                       finding->message);
        g_ptr_array_add(ids, g_strdup(finding->row->id));
    }
    g_ptr_array_add(ids, NULL);
    g_auto(GStrv) words = (char **)g_ptr_array_free(g_steal_pointer(&ids), FALSE);
    return sorted(words);
}

// `always`: a row that does not say it expects "-" or "none".
static void expect(const Row *row, const char *key, const char *got, const char *always)
{
    g_autofree char *expected = value(row, key, always);
    if (expected != NULL) {
        g_assert_cmpstr(got, ==, expected);
    }
}

static void compare(const Row *row, const PcJudgement *judgement)
{
    const PcIdentity *identity = judgement->identity;
    g_autofree char *type =
        two_words(pc_type_name(judgement->type),
                  identity != NULL ? pc_issuer_tag_name(identity->issuer_tag) : NULL);
    g_autofree char *verdict =
        two_words(pc_verdict_name(judgement->trust.verdict), pc_reason_name(judgement->trust.why));
    g_test_message("%s: %s", verdict, judgement->trust.reason);
    g_autofree char *findings = findings_of(judgement);
    g_auto(GStrv) words = table_words(row->table, row->group, "findings");
    g_autofree char *wanted = sorted(words);
    expect(row, "type", type, "-");
    expect(row, "verdict", verdict, "-");
    g_assert_cmpstr(findings, ==, wanted);
    expect(row, "basis", pc_basis_name(judgement->trust.basis), NULL);
    expect(row, "announced", pc_announced_name(judgement->announced), NULL);
    expect(row, "genuine", identity != NULL ? pc_genuine_name(identity->genuine) : NULL, NULL);
    expect(row, "device", identity != NULL ? identity->device : NULL, NULL);
    g_autofree char *reason = table_text(row->table, row->group, "reason");
    if (reason != NULL) {
        g_assert_nonnull(strstr(judgement->trust.reason, reason));
    }
}

// Each message names the device, and where there is a certificate, its issuer or its store.
static void check_messages(const PcJudgement *judgement)
{
    const PcIdentity *identity = judgement->identity;
    for (guint i = 0; i < judgement->findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(judgement->findings, i);
        if (identity != NULL && identity->device != NULL) {
            g_assert_nonnull(strstr(finding->message, identity->device));
        } else {
            g_assert_true(strstr(finding->message, "10.44.0.10") != NULL);
        }
    }
}

static void ask_openssl(const Row *row, const Scene *scene, const PcJudgement *judgement)
{
    g_autofree char *opinion = value(row, "openssl", "agrees");
    const GPtrArray *store = judgement->service.store != NULL
                                 ? pc_trust_certificates(scene->trust, judgement->service.store)
                                 : NULL;
    if (judgement->trust.basis != PC_BASIS_STORE || store == NULL || store->len == 0 ||
        !openssl_is_there()) {
        return;
    }
    const OpensslQuestion question = {.chain = judgement->client,
                                      .store = store,
                                      .time = judgement->judged_at,
                                      .strict = scene->policy.strict};
    g_autofree char *said = NULL;
    const bool accepted = openssl_verify(&question, &said);
    g_test_message("openssl verify: %s", said);
    const bool agrees = accepted == (judgement->trust.verdict == PC_VERDICT_TRUSTED);
    if (!g_str_has_prefix(opinion, "either")) {
        g_assert_cmpstr(agrees ? "agrees" : "differs", ==,
                        g_str_has_prefix(opinion, "differs") ? "differs" : "agrees");
    }
}

static void run_row(gconstpointer data)
{
    const Row *row = data;
    Scene scene;
    set_up(row, &scene);
    PcOverheard *overheard = pc_overheard_new(scene.judge);
    listen(row, &scene, overheard);
    PcJudgement *judgement = pc_overheard_judge(overheard, scene.handshake);
    compare(row, judgement);
    check_messages(judgement);
    ask_openssl(row, &scene, judgement);
    // The second time everything is remembered; nothing may change.
    PcJudgement *again = pc_overheard_judge(overheard, scene.handshake);
    compare(row, again);
    pc_judgement_free(judgement);
    pc_judgement_free(again);
    pc_overheard_free(overheard);
    tear_down(&scene);
}

static void add_rows(const Table *table, Field *field)
{
    unsigned n_rows = 0;
    for (char **group = table->groups; *group != NULL; group++) {
        const char *name;
        if (table_is_ca(*group, &name)) {
            continue;
        }
        Row *row = g_new(Row, 1);
        *row = (Row){table, field, *group};
        g_autofree char *question = table_text(table, *group, "question");
        g_autofree char *slug = g_strdelimit(g_strdup(*group), " /", '-');
        g_autofree char *path = question != NULL
                                    ? g_strdup_printf("/questions/%s/%s", question, slug)
                                    : g_strdup_printf("/scenarios/%s", slug);
        g_strdelimit(path, " ", '-');
        g_test_add_data_func_full(path, row, run_row, g_free);
        n_rows++;
    }
    g_assert_cmpuint(n_rows, >=, 80);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    if (argc != 2) {
        g_printerr("usage: %s scenarios.ini\n", argv[0]);
        return 2;
    }
    Table table;
    g_test_set_nonfatal_assertions(); // one run tells of every row
    table_load(argv[1], &table);
    Field *field = field_new(&table);
    if (!openssl_is_there()) {
        g_test_message("there is no openssl program here: its opinion is skipped");
    }
    add_rows(&table, field);
    const int status = g_test_run();
    field_free(field);
    table_clear(&table);
    return status;
}
