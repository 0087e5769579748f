// SPDX-License-Identifier: GPL-2.0-or-later
// Turns sessions into phones. A phone is known by its MAC, else by serial, device name or address;
// whatever is kept of several sessions is chosen by time and place, never by order of arrival.
#include "analyzer/report/estate/work.h"
#include "core/bytes/keyed_hash.h"

#include <string.h>

static void service_free(void *data)
{
    PcEstateService *service = data;
    g_array_unref(service->findings);
    g_free(service);
}

static void phone_free(void *data)
{
    PcEstatePhone *phone = data;
    g_ptr_array_unref(phone->services);
    g_ptr_array_unref(phone->certificates);
    g_ptr_array_unref(phone->addresses);
    g_ptr_array_unref(phone->files);
    g_array_unref(phone->findings);
    g_free(phone);
}

static void cause_free(void *data)
{
    PcEstateCause *cause = data;
    g_ptr_array_unref(cause->phones);
    g_free(cause);
}

static void certificate_free(void *data)
{
    PcEstateCertificate *certificate = data;
    g_array_unref(certificate->places);
    g_free(certificate);
}

PcEstate *pc_estate_new(void)
{
    PcEstate *estate = g_new0(PcEstate, 1);
    estate->texts = pc_texts_new();
    estate->by_key = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, phone_free);
    estate->phones = g_ptr_array_new();
    estate->causes = g_ptr_array_new_with_free_func(cause_free);
    estate->issuers = g_ptr_array_new_with_free_func(g_free);
    estate->seen = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, pc_estate_seen_free);
    estate->aliases = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    estate->worst = -1;
    pc_account_init(&estate->own_account, PC_ACCOUNT_DEFAULT);
    estate->account = &estate->own_account;
    return estate;
}

void pc_estate_account(PcEstate *estate, PcAccount *account)
{
    estate->account = account;
}

void pc_estate_free(PcEstate *estate)
{
    if (estate == NULL) {
        return;
    }
    g_hash_table_unref(estate->aliases);
    g_hash_table_unref(estate->seen);
    g_ptr_array_unref(estate->issuers);
    g_ptr_array_unref(estate->causes);
    g_ptr_array_unref(estate->phones);
    g_hash_table_unref(estate->by_key);
    pc_texts_free(estate->texts);
    g_free(estate);
}

char *pc_estate_keep(PcEstate *estate, const char *text)
{
    return pc_texts_keep(estate->texts, text);
}

// has_room says whether one more phone can be told apart. Addresses cost an attacker nothing, so
// they do not take the room of devices that showed who they are.
static bool has_room(PcEstate *estate, const PcSession *session)
{
    bool nameless = pc_session_device(session) == NULL && pc_session_leaf(session) == NULL;
    if (g_hash_table_size(estate->by_key) >= PC_ESTATE_MAX_PHONES ||
        (nameless && estate->n_nameless >= PC_ESTATE_MAX_NAMELESS)) {
        estate->totals.n_left_out++;
        return false;
    }
    estate->n_nameless += nameless;
    return true;
}

static size_t size_of_array(guint len, size_t size)
{
    return PC_ACCOUNT_ARRAY + pc_account_array(len * size);
}

static size_t size_of_list(const GPtrArray *list)
{
    return size_of_array(list->len, sizeof(gpointer));
}

// weigh counts what a phone takes besides its texts, now that a session came to it.
static void weigh(PcEstate *estate, PcEstatePhone *phone)
{
    size_t held = pc_account_block(sizeof *phone) + PC_ACCOUNT_TABLE_ROW +
                  size_of_array(phone->findings->len, sizeof(PcEstateFinding)) +
                  size_of_list(phone->services) + size_of_list(phone->certificates) +
                  size_of_list(phone->addresses) + size_of_list(phone->files);
    for (guint i = 0; i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        held += pc_account_block(sizeof *service) +
                size_of_array(service->findings->len, sizeof(PcEstateFinding));
    }
    for (guint i = 0; i < phone->certificates->len; i++) {
        const PcEstateCertificate *certificate = g_ptr_array_index(phone->certificates, i);
        held += pc_account_block(sizeof *certificate) +
                size_of_array(certificate->places->len, sizeof(PcEstatePlace));
    }
    estate->held += held - phone->held;
    phone->held = held;
}

// has_memory says whether anything may still be kept of a session, and of its phone (`is_kept`).
static bool has_memory(PcEstate *estate, bool is_kept)
{
    pc_account_set(estate->account, PC_HOLD_ESTATE, estate->held + pc_texts_held(estate->texts));
    if (pc_account_fits(estate->account, PC_HOLD_ESTATE, 0)) {
        return true;
    }
    estate->totals.n_left_out += is_kept;
    pc_account_over(estate->account, PC_HOLD_ESTATE);
    return false;
}

// phone_of gives NULL beyond the limits.
static PcEstatePhone *phone_of(PcEstate *estate, const PcSession *session)
{
    g_autofree char *key = pc_session_phone_key(session);
    PcEstatePhone *phone = g_hash_table_lookup(estate->by_key, key);
    if (phone == NULL && has_room(estate, session)) {
        phone = g_new0(PcEstatePhone, 1);
        phone->key = pc_estate_keep(estate, key);
        phone->services = g_ptr_array_new_with_free_func(service_free);
        phone->certificates = g_ptr_array_new_with_free_func(certificate_free);
        phone->addresses = g_ptr_array_new();
        phone->files = g_ptr_array_new();
        phone->findings = g_array_new(FALSE, TRUE, sizeof(PcEstateFinding));
        phone->first = session->start;
        phone->last = session->start;
        phone->worst = -1;
        g_hash_table_insert(estate->by_key, (void *)(uintptr_t)phone->key, phone);
    }
    return phone;
}

// prefer keeps the greater of two values: any rule will do that does not ask which came first.
static void prefer(PcEstate *estate, const char **kept, const char *value)
{
    if (value != NULL && (*kept == NULL || strcmp(value, *kept) > 0)) {
        *kept = pc_estate_keep(estate, value);
    }
}

// add_once adds an interned text to a short list. Equal texts are one pointer.
static void add_once(GPtrArray *texts, char *text)
{
    if (text != NULL && texts->len < PC_ESTATE_MAX_LISTED && !g_ptr_array_find(texts, text, NULL)) {
        g_ptr_array_add(texts, text);
    }
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static PcEstateService *service_of(PcEstatePhone *phone, const char *name)
{
    for (guint i = 0; i < phone->services->len; i++) {
        PcEstateService *service = g_ptr_array_index(phone->services, i);
        if (g_strcmp0(service->service, name) == 0) {
            return service;
        }
    }
    PcEstateService *service = g_new0(PcEstateService, 1);
    service->findings = g_array_new(FALSE, TRUE, sizeof(PcEstateFinding));
    g_ptr_array_add(phone->services, service);
    return service;
}

// is_later orders sessions by time; where that is the same, by what they tell (a capture before a
// cut copy of it), by file and frame. A database does the same (sqlite_views.sql).
static bool is_later(const PcEstateService *service, const PcSession *session)
{
    int order = compare_numbers(session->start, service->last);
    if (order == 0) {
        order = g_strcmp0(session->coverage, service->coverage);
    }
    if (order == 0) {
        order = g_strcmp0(session->service_basis, service->service_basis);
    }
    if (order == 0) {
        order = g_strcmp0(session->file, service->file);
    }
    if (order == 0) {
        order = compare_numbers((int64_t)session->frames[PC_FRAME_FIRST], (int64_t)service->frame);
    }
    return order > 0;
}

static void keep_findings(PcEstate *estate, GArray *kept, const GArray *findings)
{
    g_array_set_size(kept, 0);
    for (guint i = 0; i < findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(findings, PcSessionFinding, i);
        PcEstateFinding finding = {
            .id = pc_estate_keep(estate, one->id),
            .message = pc_estate_keep(estate, one->message),
            .remedy = pc_estate_keep(estate, one->remedy),
            .source = pc_estate_keep(estate, one->source),
            .severity = one->severity,
        };
        g_array_append_val(kept, finding);
    }
}

static void keep_latest(PcEstate *estate, PcEstateService *service, const PcSession *session)
{
    service->service = pc_estate_keep(estate, session->service);
    service->store = pc_estate_keep(estate, session->store);
    service->type = pc_estate_keep(estate, session->type);
    service->issuer = pc_estate_keep(estate, session->issuer);
    service->verdict = pc_estate_keep(estate, session->verdict);
    service->reason = pc_estate_keep(estate, session->reason);
    service->outcome = pc_estate_keep(estate, session->outcome);
    service->alert_description = pc_estate_keep(estate, session->alert_description);
    service->coverage = pc_estate_keep(estate, session->coverage);
    service->service_basis = pc_estate_keep(estate, session->service_basis);
    service->last = session->start;
    service->file = pc_estate_keep(estate, session->file);
    service->frame = session->frames[PC_FRAME_FIRST];
    keep_findings(estate, service->findings, session->findings);
}

static void add_service(PcEstate *estate, PcEstatePhone *phone, const PcSession *session)
{
    PcEstateService *service = service_of(phone, session->service);
    if (service->file == NULL || is_later(service, session)) {
        keep_latest(estate, service, session);
    }
}

static PcEstateCertificate *certificate_of(PcEstatePhone *phone, const char *sha256)
{
    for (guint i = 0; i < phone->certificates->len; i++) {
        PcEstateCertificate *certificate = g_ptr_array_index(phone->certificates, i);
        if (strcmp(certificate->sha256, sha256) == 0) {
            return certificate;
        }
    }
    return NULL;
}

// add_place remembers from which address, in which capture, a certificate came.
static void add_place(PcEstate *estate, PcEstateCertificate *certificate, const PcSession *session)
{
    GArray *places = certificate->places;
    const char *address = pc_estate_keep(estate, session->client.address);
    const char *file = pc_estate_keep(estate, session->file);
    for (guint i = 0; i < places->len; i++) {
        PcEstatePlace *place = &g_array_index(places, PcEstatePlace, i);
        if (place->address == address && place->file == file) {
            place->first = MIN(place->first, session->start);
            place->last = MAX(place->last, session->start);
            return;
        }
    }
    if (places->len < PC_ESTATE_MAX_PLACES) {
        PcEstatePlace place = {address, file, session->start, session->start};
        g_array_append_val(places, place);
    }
}

static void add_certificate(PcEstate *estate, PcEstatePhone *phone, const PcSession *session)
{
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    if (leaf == NULL) {
        return;
    }
    PcEstateCertificate *known = certificate_of(phone, leaf->sha256);
    if (known == NULL && phone->certificates->len >= PC_ESTATE_MAX_LISTED) {
        return;
    }
    if (known == NULL) {
        known = g_new(PcEstateCertificate, 1);
        *known = (PcEstateCertificate){
            .sha256 = pc_estate_keep(estate, leaf->sha256),
            .type = pc_estate_keep(estate, session->type),
            .issuer_tag = pc_estate_keep(estate, session->issuer_tag),
            .issuer = pc_estate_keep(estate, session->issuer),
            .subject = pc_estate_keep(estate, leaf->subject),
            .serial = pc_estate_keep(estate, leaf->serial),
            .key = pc_estate_keep(estate, leaf->key),
            .has_validity = leaf->has_validity,
            .not_before = leaf->not_before,
            .not_after = leaf->not_after,
            .first = session->start,
            .last = session->start,
            .places = g_array_new(FALSE, FALSE, sizeof(PcEstatePlace)),
        };
        g_ptr_array_add(phone->certificates, known);
    }
    known->first = MIN(known->first, session->start);
    // Over Wi-Fi the certificate is chosen on the phone, and an LSC is never used (docs/field.md).
    known->was_the_phones_choice =
        known->was_the_phones_choice || g_strcmp0(session->medium, "wireless") != 0;
    known->last = MAX(known->last, session->start);
    add_place(estate, known, session);
}

static void add_to_totals(PcEstateTotals *totals, const PcSession *session, bool is_twin)
{
    bool is_first = totals->n_sessions + totals->n_twins + totals->n_events == 0;
    totals->n_sessions += !is_twin && session->kind == NULL;
    totals->n_events += session->kind != NULL;
    totals->n_twins += is_twin;
    totals->n_unchecked += g_strcmp0(session->verdict, "unchecked") == 0;
    totals->first = is_first ? session->start : MIN(totals->first, session->start);
    totals->last = is_first ? session->start : MAX(totals->last, session->start);
}

static void add_identity(PcEstate *estate, PcEstatePhone *phone, const PcSession *session)
{
    prefer(estate, &phone->device, pc_session_device(session));
    prefer(estate, &phone->model, session->model);
    prefer(estate, &phone->mac, session->mac);
    prefer(estate, &phone->product_serial, session->product_serial);
    prefer(estate, &phone->device_kind, session->device_kind);
    add_once(phone->addresses, pc_estate_keep(estate, session->client.address));
    add_once(phone->files, pc_estate_keep(estate, session->file));
    phone->first = MIN(phone->first, session->start);
    phone->last = MAX(phone->last, session->start);
}

// remark takes what log and capture together show: it is about the phone, no session of it.
static void remark(PcEstate *estate, const PcSession *event)
{
    PcEstatePhone *phone = has_memory(estate, true) ? phone_of(estate, event) : NULL;
    if (phone == NULL) {
        return;
    }
    add_identity(estate, phone, event);
    for (guint i = 0; i < event->findings->len; i++) {
        const PcSessionFinding *finding = &g_array_index(event->findings, PcSessionFinding, i);
        pc_estate_add_finding(estate, phone, finding->id, finding->message);
    }
    weigh(estate, phone);
}

void pc_estate_forgo_phones(PcEstate *estate)
{
    estate->forgoes_phones = true;
}

PcEstateTwin pc_estate_session(PcEstate *estate, const PcSession *session)
{
    if (session->release != NULL) {
        (void)pc_release_parse(session->release, &estate->release);
    }
    if (g_strcmp0(session->kind, PC_KIND_LOG_CONTRADICTION) == 0) {
        if (!estate->forgoes_phones) {
            remark(estate, session);
        }
        return (PcEstateTwin){0};
    }
    PcEstateTwin twin = {0};
    bool is_kept = session->concerns_phone && !estate->forgoes_phones;
    const bool fits = has_memory(estate, is_kept);
    PcEstatePhone *phone = is_kept && fits ? phone_of(estate, session) : NULL;
    const PcEstateView *told = fits ? pc_estate_see(estate, session, phone) : NULL;
    if (told != NULL) {
        twin = (PcEstateTwin){told->file, told->frame, pc_estate_says_the_same(told, session)};
    }
    add_to_totals(&estate->totals, session, told != NULL);
    if (phone != NULL) {
        add_identity(estate, phone, session);
        add_service(estate, phone, session);
        add_certificate(estate, phone, session);
        weigh(estate, phone);
    }
    return twin;
}

void pc_estate_add_finding(PcEstate *estate, PcEstatePhone *phone, const char *id,
                           const char *message)
{
    const PcFindingRow *row = pc_finding_by_name(id);
    const PcStepsFor whom = {estate->release, pc_device_family(phone->model), PC_HOLDER_PHONE};
    for (guint i = 0; i < phone->findings->len; i++) {
        const PcEstateFinding *has = &g_array_index(phone->findings, PcEstateFinding, i);
        if (strcmp(has->id, id) == 0 && strcmp(has->message, message) == 0) {
            return;
        }
    }
    if (row != NULL) {
        PcEstateFinding finding = {
            .id = row->id,
            .message = pc_estate_keep(estate, message),
            .remedy = pc_finding_remedy(row, &whom),
            .source = pc_finding_source(row),
            .severity = row->severity,
        };
        g_array_append_val(phone->findings, finding);
        estate->worst = MAX(estate->worst, (int)row->severity);
    }
}

void pc_estate_file(PcEstate *estate, uint64_t n_frames)
{
    estate->totals.n_files++;
    estate->totals.n_frames += n_frames;
}

const char *pc_estate_phone_name(const PcEstatePhone *phone)
{
    if (phone->device != NULL) {
        return phone->device;
    }
    return phone->addresses->len > 0 ? g_ptr_array_index(phone->addresses, 0) : "unknown";
}

const PcEstateTotals *pc_estate_totals(const PcEstate *estate)
{
    return &estate->totals;
}

const GPtrArray *pc_estate_phones(const PcEstate *estate)
{
    return estate->phones;
}

const GPtrArray *pc_estate_issuers(const PcEstate *estate)
{
    return estate->issuers;
}

int pc_estate_worst(const PcEstate *estate)
{
    return estate->worst;
}

const GPtrArray *pc_estate_causes(const PcEstate *estate)
{
    return estate->causes;
}

void pc_estate_list(PcEstate *estate, const PcPhoneList *list)
{
    estate->list = list;
}
