// SPDX-License-Identifier: GPL-2.0-or-later
// A settled PcHandshake becomes a PcJudgement: certificates parsed, identity, verdict, announced.
// What was seen before (certificates, verdicts) is remembered by fingerprint in bounded
// memory, since the same phones come back.
#include "core/judge/judge.h"
#include "core/bytes/recall.h"
#include "core/certificate/memory.h"
#include "core/certificate/openssl_auto.h"
#include <openssl/err.h>
#include <openssl/x509.h>

enum {
    MAX_IDENTITIES = 4096, // remembered
    MAX_VERDICTS = 4096,
    MAX_NAMES = 1024,
    MAX_PATH = 8, // CAs above a leaf that are looked for in the CA list
};

#define NANOSECONDS INT64_C(1000000000)

struct PcJudge {
    PcTrust *trust;
    const PcIssuers *issuers;
    const PcServices *services;
    PcJudgeOptions options;
    PcCertificateMemory *certificates;
    PcRecall *identities; // sha256 of the leaf -> PcIdentity
    PcRecall *verdicts;   // store and fingerprints of the chain -> PcAnswered
    PcRecall *names;      // DER in hex -> X509_NAME, of CA lists
    guint changes;        // of the stores, when the verdicts were given
};

// PcAnswered is a verdict and the span of time for which it holds.
typedef struct {
    PcTrustAnswer answer;
    int64_t span[2]; // [from, until)
} PcAnswered;

static void free_identity(gpointer data)
{
    pc_identity_free(data);
}

static void free_name(gpointer data)
{
    X509_NAME_free(data);
}

static void free_answered(gpointer data)
{
    PcAnswered *answered = data;
    pc_trust_answer_clear(&answered->answer);
    g_free(answered);
}

PC_WORDS(pc_announced_name, PcAnnounced, PC_ANNOUNCEDS)

PcJudge *pc_judge_new(PcTrust *trust, const PcIssuers *issuers, const PcServices *services,
                      const PcJudgeOptions *options)
{
    PcJudge *judge = g_new0(PcJudge, 1);
    judge->trust = trust;
    judge->issuers = issuers;
    judge->services = services;
    judge->options = options != NULL ? *options : (PcJudgeOptions){0};
    judge->certificates = pc_certificate_memory_new();
    judge->identities = pc_recall_new(MAX_IDENTITIES, free_identity);
    judge->verdicts = pc_recall_new(MAX_VERDICTS, free_answered);
    judge->names = pc_recall_new(MAX_NAMES, free_name);
    return judge;
}

void pc_judge_free(PcJudge *judge)
{
    if (judge != NULL) {
        pc_certificate_memory_free(judge->certificates);
        pc_recall_free(judge->identities);
        pc_recall_free(judge->verdicts);
        pc_recall_free(judge->names);
        g_free(judge);
    }
}

void pc_judge_forget(PcJudge *judge)
{
    pc_recall_clear(judge->identities);
    pc_recall_clear(judge->verdicts);
}

PcJudge *pc_judge_apart(const PcJudge *judge, PcTrust *trust)
{
    return pc_judge_new(trust, judge->issuers, judge->services, &judge->options);
}

PcTrust *pc_judge_trust(PcJudge *judge)
{
    return judge->trust;
}

const PcJudgeOptions *pc_judge_options(const PcJudge *judge)
{
    return &judge->options;
}

const PcServices *pc_judge_services(const PcJudge *judge)
{
    return judge->services;
}

PcRelease pc_judge_release(const PcJudge *judge)
{
    return judge->options.release;
}

static PcHolder holder_of(const PcJudgement *judgement)
{
    const PcIdentity *identity = judgement->identity;
    return identity != NULL ? pc_holder(pc_device_kind_name(identity->device_kind),
                                        identity->type == PC_TYPE_LSC)
                            : pc_holder(NULL, judgement->concerns_phone);
}

PcStepsFor pc_judgement_whom(const PcJudgement *judgement)
{
    const char *model = judgement->identity != NULL ? judgement->identity->model : NULL;
    return (PcStepsFor){judgement->release, pc_device_family(model), holder_of(judgement)};
}

PcCertificate *pc_judge_certificate(PcJudge *judge, GBytes *der)
{
    return pc_certificate_memory_get(judge->certificates, der);
}

static GPtrArray *read_chain(PcJudge *judge, const GPtrArray *ders)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref);
    for (guint i = 0; ders != NULL && i < ders->len; i++) {
        g_ptr_array_add(chain, pc_judge_certificate(judge, g_ptr_array_index(ders, i)));
    }
    return chain;
}

static PcIdentity *identify(PcJudge *judge, const PcCertificate *leaf)
{
    PcIdentity *identity = pc_recall_get(judge->identities, leaf->sha256);
    if (identity == NULL) {
        identity = pc_identity_new(leaf, judge->issuers);
        pc_recall_put(judge->identities, leaf->sha256, identity);
    }
    return pc_identity_ref(identity);
}

static void copy_answer(const PcTrustAnswer *from, PcTrustAnswer *to)
{
    *to = *from;
    to->reason = g_strdup(from->reason);
    to->missing = g_strdup(from->missing);
}

// Stores may change between two questions (a trust list was seen); then no answer holds any more.
static void follow_changes(PcJudge *judge)
{
    const guint changes = pc_trust_changes(judge->trust);
    if (changes != judge->changes) {
        pc_recall_clear(judge->verdicts);
        judge->changes = changes;
    }
}

// The lists that the chain's device fetched are part of the question.
static char *verdict_key(const PcJudge *judge, const PcTrustQuestion *question)
{
    g_autofree char *lists = pc_trust_lists_key(judge->trust, question->device);
    GString *key = g_string_new(question->store);
    g_string_append_c(key, ' ');
    g_string_append(key, lists != NULL ? lists : "");
    for (guint i = 0; i < question->chain->len; i++) {
        const PcCertificate *certificate = g_ptr_array_index(question->chain, i);
        g_string_append_c(key, ' ');
        g_string_append(key, certificate->sha256);
    }
    return g_string_free(key, FALSE);
}

static const PcTrustAnswer *ask(PcJudge *judge, const PcTrustQuestion *question)
{
    follow_changes(judge);
    g_autofree char *key = verdict_key(judge, question);
    PcAnswered *answered = pc_recall_get(judge->verdicts, key);
    if (answered == NULL || question->time < answered->span[0] ||
        question->time >= answered->span[1]) {
        answered = g_new0(PcAnswered, 1);
        pc_trust_ask(judge->trust, question, &answered->answer);
        pc_trust_horizon(judge->trust, question, answered->span);
        pc_recall_put(judge->verdicts, key, answered);
    }
    return &answered->answer;
}

PcVerdict pc_judge_verdict(PcJudge *judge, const char *store, const PcJudgement *judgement)
{
    g_autoptr(GPtrArray) leaf_only = g_ptr_array_new();
    g_ptr_array_add(leaf_only, judgement->leaf);
    const PcTrustQuestion question = {
        .store = store,
        .device = judgement->identity->device,
        .chain = judgement->client->len > 0 ? judgement->client : leaf_only,
        .time = judgement->judged_at,
    };
    return ask(judge, &question)->verdict;
}

void pc_opinion_clear(PcOpinion *opinion)
{
    pc_identity_free(opinion->identity);
    pc_trust_answer_clear(&opinion->answer);
}

void pc_judge_opinion(PcJudge *judge, GBytes *der, const char *store, int64_t time,
                      PcOpinion *opinion)
{
    g_autoptr(PcCertificate) certificate = pc_judge_certificate(judge, der);
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    g_ptr_array_add(chain, certificate);
    opinion->identity = identify(judge, certificate);
    const PcTrustQuestion question = {store, opinion->identity->device, chain, time};
    copy_answer(ask(judge, &question), &opinion->answer);
}

// A Name of a CA list, parsed. Servers send the same list to every phone, so it is remembered.
static const X509_NAME *read_name(PcJudge *judge, GBytes *der)
{
    const PcBytes bytes = pc_bytes_of(der);
    g_autofree char *key = pc_bytes_hex(bytes);
    X509_NAME *name = pc_recall_get(judge->names, key);
    if (name == NULL) {
        const unsigned char *at = bytes.data;
        ERR_set_mark();
        name = d2i_X509_NAME(NULL, &at, (long)bytes.len);
        ERR_pop_to_mark();
        if (name != NULL) {
            pc_recall_put(judge->names, key, name);
        }
    }
    return name;
}

// Names are compared byte by byte and, where that finds none, as RFC 5280 7.1 compares them: a list
// may spell a name in another string type or case.
static bool is_listed(PcJudge *judge, const GPtrArray *authorities, const PcCertificate *below)
{
    for (guint i = 0; i < authorities->len; i++) {
        if (g_bytes_equal(g_ptr_array_index(authorities, i), below->issuer_der)) {
            return true;
        }
    }
    g_autoptr(X509_NAME) issuer = X509_NAME_dup(read_name(judge, below->issuer_der));
    for (guint i = 0; i < authorities->len; i++) {
        const X509_NAME *name = read_name(judge, g_ptr_array_index(authorities, i));
        if (name != NULL && issuer != NULL && X509_NAME_cmp(name, issuer) == 0) {
            return true;
        }
    }
    return false;
}

static PcAnnounced look_up_announced(PcJudge *judge, const PcJudgement *judgement)
{
    const PcHandshake *handshake = judgement->handshake;
    if (!handshake->certificate_requested || judgement->leaf == NULL ||
        judgement->leaf->malformed) {
        return PC_ANNOUNCED_ABSENT;
    }
    if (!handshake->has_authorities || handshake->authorities->len == 0) {
        return PC_ANNOUNCED_NO_LIST;
    }
    const PcCertificate *at = judgement->leaf;
    for (int height = 0; at != NULL && height < MAX_PATH; height++) {
        if (is_listed(judge, handshake->authorities, at)) {
            return PC_ANNOUNCED_YES;
        }
        at = pc_trust_ca_above(judge->trust, judgement->client, at);
    }
    return PC_ANNOUNCED_NO;
}

// Rounds down, also before 1970.
static int64_t seconds(int64_t nanoseconds)
{
    return nanoseconds / NANOSECONDS - (nanoseconds % NANOSECONDS < 0 ? 1 : 0);
}

static int64_t moment_of(const PcJudge *judge, const PcHandshake *handshake)
{
    if (judge->options.has_time) {
        return judge->options.time;
    }
    return seconds(handshake->certificate_time != 0 ? handshake->certificate_time
                                                    : handshake->start);
}

static bool concerns_phone(const PcJudgement *judgement)
{
    const PcIdentity *identity = judgement->identity;
    if (identity != NULL &&
        (identity->device_kind == PC_DEVICE_KIND_PHONE || identity->type == PC_TYPE_LSC)) {
        return true;
    }
    const bool anybody = pc_service_by_name(judgement->service.name) == PC_SERVICE_DOT1X;
    return judgement->service.phone && (identity == NULL || !anybody);
}

// A CA certificate that came along is compared with Cisco's, too. The remembered identity is the
// leaf's alone, so such a chain gets one of its own.
static PcIdentity *identify_chain(PcJudge *judge, const GPtrArray *chain)
{
    const PcCertificate *leaf = g_ptr_array_index(chain, 0);
    if (pc_issuers_forged_ca(chain) == NULL) {
        return identify(judge, leaf);
    }
    PcIdentity *identity = pc_identity_new(leaf, judge->issuers);
    identity->genuine = PC_GENUINE_NO;
    return identity;
}

// Of a certificate that the capture cut off the beginning may still tell who it is.
static void identify_partial(const PcJudge *judge, PcJudgement *judgement)
{
    if (judgement->handshake->client_partial == NULL) {
        return;
    }
    g_autoptr(PcCertificate) start =
        pc_certificate_new_partial(judgement->handshake->client_partial);
    if (start->partial) {
        judgement->identity = pc_identity_new(start, judge->issuers);
        judgement->type = judgement->identity->type;
    }
}

// The CA certificate that the store lacks may be among those that the capture cut off.
static bool rests_on_what_is_cut(const PcHandshake *handshake, const PcTrustAnswer *answer)
{
    return handshake->client_certificate == PC_CLIENT_CERTIFICATE_TRUNCATED &&
           (answer->why == PC_REASON_ISSUER_MISSING || answer->why == PC_REASON_ROOT_MISSING);
}

// A store that is given for this server goes before the one that is given for its role.
static char *bound_store(const PcJudge *judge, const PcJudgement *judgement)
{
    const char *store = judgement->service.store;
    const char *address = pc_handshake_server(judgement->handshake)->address;
    g_autofree char *bound =
        store != NULL && address != NULL ? g_strdup_printf("%s@%s", store, address) : NULL;
    return bound != NULL && pc_trust_has_store(judge->trust, bound) ? g_steal_pointer(&bound)
                                                                    : g_strdup(store);
}

static void judge_leaf(PcJudge *judge, PcJudgement *judgement)
{
    const bool original = judgement->client->len == 0;
    g_autoptr(GPtrArray) earlier =
        original ? read_chain(judge, judgement->handshake->original_chain) : NULL;
    const GPtrArray *chain = original ? earlier : judgement->client;
    if (chain->len == 0) {
        identify_partial(judge, judgement);
        return;
    }
    judgement->leaf = pc_certificate_ref(g_ptr_array_index(chain, 0));
    judgement->identity = identify_chain(judge, chain);
    judgement->type = judgement->identity->type;
    g_autofree char *store = bound_store(judge, judgement);
    const PcTrustQuestion question = {store, judgement->identity->device, chain,
                                      judgement->judged_at};
    const PcTrustAnswer *answer = ask(judge, &question);
    if (!rests_on_what_is_cut(judgement->handshake, answer)) {
        copy_answer(answer, &judgement->trust);
    }
}

void pc_judge_prove(PcJudge *judge, PcHandshake *handshake)
{
    pc_handshake_prove(handshake, judge->certificates);
}

static const char *device_of(const PcJudgement *judgement)
{
    return judgement->identity != NULL ? judgement->identity->device : NULL;
}

// A CAPF or a TVS is one by the record that holds its certificate. A CallManager's certificate may
// serve elsewhere too (it is Tomcat's from 14 on, where they share one), so it counts only where
// the port tells nothing.
static void ask_lists(const PcJudge *judge, const PcJudgement *judgement, PcService *service)
{
    const PcCertificate *leaf =
        judgement->server->len > 0 ? g_ptr_array_index(judgement->server, 0) : NULL;
    const unsigned role = leaf != NULL ? pc_trust_role(judge->trust, leaf) : 0;
    const PcServiceId now = pc_service_by_name(service->name);
    PcServiceId told = PC_N_SERVICES;
    if (service->basis >= PC_SERVICE_BY_TRUST_LIST || role == 0) {
        return;
    }
    if (role == PC_ROLE_CAPF) {
        told = PC_SERVICE_CAPF;
    } else if (role == PC_ROLE_TVS) {
        told = PC_SERVICE_TVS;
    } else if (role == PC_ROLE_CCM || role == PC_ROLE_CCM_TFTP) {
        told = now == PC_SERVICE_SIP || now == PC_SERVICE_SCCP ? now
               : now == PC_SERVICE_TLS                         ? PC_SERVICE_SIP
                                                               : PC_N_SERVICES;
    }
    if (told < PC_N_SERVICES) {
        *service = pc_service_of_id(told, PC_SERVICE_BY_TRUST_LIST);
    }
}

// A multiplatform phone on 443 is being provisioned: its certificate is for nothing else.
static void look_at_client(const PcJudgement *judgement, PcService *service)
{
    const PcCertificate *leaf =
        judgement->client->len > 0 ? g_ptr_array_index(judgement->client, 0) : NULL;
    if (leaf != NULL && service->basis == PC_SERVICE_BY_PORT &&
        judgement->handshake->transport == PC_TRANSPORT_TCP &&
        pc_service_by_name(service->name) == PC_SERVICE_VPN &&
        pc_device_is_multiplatform(leaf->organisational_unit)) {
        *service = pc_service_of_id(PC_SERVICE_PROVISIONING, PC_SERVICE_BY_CERTIFICATE);
    }
}

static PcService service_of(const PcJudge *judge, const PcJudgement *judgement,
                            const PcHearsay *hearsay)
{
    const PcServiceSources sources = {judge->services, hearsay != NULL ? hearsay->learnt : NULL};
    PcService service = pc_services_find(&sources, judgement->handshake);
    ask_lists(judge, judgement, &service);
    look_at_client(judgement, &service);
    return service;
}

// A phone that knows Wi-Fi only tells where it was heard, if nothing else does.
static PcMedium medium_of(const PcJudgement *judgement)
{
    const PcMedium told = judgement->handshake->medium;
    if (pc_service_by_name(judgement->service.name) != PC_SERVICE_DOT1X) {
        return PC_MEDIUM_UNKNOWN;
    }
    const char *model = judgement->identity != NULL ? judgement->identity->model : NULL;
    return told == PC_MEDIUM_UNKNOWN && pc_device_is_wireless_model(model) ? PC_MEDIUM_WIRELESS
                                                                           : told;
}

PcJudgement *pc_judge_weigh(PcJudge *judge, PcHandshake *handshake, const PcHearsay *hearsay)
{
    PcJudgement *judgement = g_new0(PcJudgement, 1);
    pc_judge_prove(judge, handshake);
    judgement->handshake = handshake;
    judgement->client = read_chain(judge, handshake->client_chain);
    judgement->server = read_chain(judge, handshake->server_chain);
    judgement->service = service_of(judge, judgement, hearsay);
    judgement->findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    judgement->judged_at = moment_of(judge, handshake);
    judgement->is_hypothetical = judge->options.has_time;
    judgement->release = judge->options.release;
    if (handshake->client_certificate == PC_CLIENT_CERTIFICATE_EMPTY) {
        judgement->type = PC_TYPE_NONE;
    }
    judge_leaf(judge, judgement);
    judgement->announced = look_up_announced(judge, judgement);
    judgement->medium = medium_of(judgement);
    judgement->concerns_phone = concerns_phone(judgement);
    judgement->configured = pc_hearsay_configured(hearsay, device_of(judgement),
                                                  pc_handshake_client(handshake)->address);
    return judgement;
}

void pc_judgement_free(PcJudgement *judgement)
{
    if (judgement == NULL) {
        return;
    }
    g_ptr_array_unref(judgement->client);
    g_ptr_array_unref(judgement->server);
    g_ptr_array_unref(judgement->findings);
    pc_certificate_unref(judgement->leaf);
    pc_identity_free(judgement->identity);
    pc_trust_answer_clear(&judgement->trust);
    pc_fetched_unref(judgement->configured);
    g_free(judgement);
}
