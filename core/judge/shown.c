// SPDX-License-Identifier: GPL-2.0-or-later
// Names the fields that Wireshark's filters know, and puts a judgement into their texts.
#include "core/judge/shown.h"

#include "core/handshake/marks.h"

enum { DAY = 24 * 60 * 60 };

static const char *const names[PC_N_FIELDS] = {
    [PC_FIELD_SUMMARY] = "phonecert.summary",
    [PC_FIELD_SESSION] = "phonecert.session",
    [PC_FIELD_LABEL] = "phonecert.label",
    [PC_FIELD_CERTIFICATE] = "phonecert.certificate",
    [PC_FIELD_KEY_EXCHANGE] = "phonecert.client_key_exchange",
    [PC_FIELD_OUTCOME_NOTE] = "phonecert.end",
    [PC_FIELD_TYPE] = "phonecert.type",
    [PC_FIELD_TYPE_ID] = "phonecert.type_id",
    [PC_FIELD_ISSUER_TAG] = "phonecert.issuer_tag",
    [PC_FIELD_ISSUER] = "phonecert.issuer",
    [PC_FIELD_ISSUER_DN] = "phonecert.issuer.dn",
    [PC_FIELD_SUBJECT_DN] = "phonecert.subject.dn",
    [PC_FIELD_SERIAL] = "phonecert.serial",
    [PC_FIELD_SERIAL_BYTES] = "phonecert.serial.bytes",
    [PC_FIELD_DEVICE] = "phonecert.device",
    [PC_FIELD_DEVICE_KIND] = "phonecert.device_kind",
    [PC_FIELD_MODEL] = "phonecert.model",
    [PC_FIELD_MAC] = "phonecert.mac",
    [PC_FIELD_PRODUCT_SERIAL] = "phonecert.product_serial",
    [PC_FIELD_NOT_BEFORE] = "phonecert.not_before",
    [PC_FIELD_NOT_AFTER] = "phonecert.not_after",
    [PC_FIELD_DAYS_LEFT] = "phonecert.days_left",
    [PC_FIELD_KEY] = "phonecert.key",
    [PC_FIELD_SIGNATURE] = "phonecert.signature",
    [PC_FIELD_SHA256] = "phonecert.sha256",
    [PC_FIELD_SHA256_BYTES] = "phonecert.sha256.bytes",
    [PC_FIELD_SERVICE] = "phonecert.service",
    [PC_FIELD_SERVICE_BASIS] = "phonecert.service_basis",
    [PC_FIELD_STORE] = "phonecert.store",
    [PC_FIELD_MEDIUM] = "phonecert.medium",
    [PC_FIELD_CLIENT_CERTIFICATE] = "phonecert.client_certificate",
    [PC_FIELD_VERDICT] = "phonecert.verdict",
    [PC_FIELD_REASON] = "phonecert.reason",
    [PC_FIELD_BASIS] = "phonecert.basis",
    [PC_FIELD_BASIS_SIGNATURE] = "phonecert.basis_signature",
    [PC_FIELD_ANNOUNCED] = "phonecert.announced",
    [PC_FIELD_GENUINE] = "phonecert.genuine",
    [PC_FIELD_POSSESSION] = "phonecert.possession",
    [PC_FIELD_OUTCOME] = "phonecert.outcome",
    [PC_FIELD_ALERT] = "phonecert.alert",
    [PC_FIELD_ALERT_LEVEL] = "phonecert.alert.level",
    [PC_FIELD_ALERT_FROM] = "phonecert.alert.from",
    [PC_FIELD_CLIENT] = "phonecert.client",
    [PC_FIELD_SERVER] = "phonecert.server",
    [PC_FIELD_SERVER_PORT] = "phonecert.server.port",
    [PC_FIELD_SERVER_SUBJECT] = "phonecert.server.subject",
    [PC_FIELD_SERVER_ISSUER] = "phonecert.server.issuer",
    [PC_FIELD_SERVER_SHA256] = "phonecert.server.sha256",
    [PC_FIELD_ANNOUNCED_CA] = "phonecert.announced_ca",
    [PC_FIELD_COVERAGE] = "phonecert.coverage",
    [PC_FIELD_FINDING] = "phonecert.finding",
    [PC_FIELD_FINDING_TEXT] = "phonecert.finding.text",
    [PC_FIELD_FINDING_SEVERITY] = "phonecert.finding.severity",
    [PC_FIELD_FINDING_SOURCE] = "phonecert.finding.source",
    [PC_FIELD_FINDING_FRAME] = "phonecert.finding.frame",
    [PC_FIELD_REMEDY] = "phonecert.remedy",
    [PC_FIELD_REMEDY_STEP] = "phonecert.remedy.step",
    [PC_FIELD_CERTIFICATE_FRAME] = "phonecert.certificate_frame",
    [PC_FIELD_KEY_EXCHANGE_FRAME] = "phonecert.client_key_exchange_frame",
    [PC_FIELD_OUTCOME_FRAME] = "phonecert.outcome_frame",
    [PC_FIELD_FULL_HANDSHAKE_FRAME] = "phonecert.full_handshake_frame",
};

const char *pc_field_filter_name(PcField field)
{
    return names[field];
}

PcShown pc_shown_of(const PcJudgement *judgement, bool final)
{
    const GPtrArray *server = judgement->server;
    const PcAlert *alert = &judgement->handshake->alert;
    return (PcShown){
        .handshake = judgement->handshake,
        .judgement = judgement,
        .leaf = judgement->leaf,
        .identity = judgement->identity,
        .alert = alert->seen ? alert : NULL,
        .server = server->len > 0 ? g_ptr_array_index(server, 0) : NULL,
        .final = final,
    };
}

#define TEXT(name, value)                                                                          \
    static const char *name(const PcShown *view)                                                   \
    {                                                                                              \
        return value;                                                                              \
    }
TEXT(text_type, pc_type_name(view->judgement->type))
TEXT(text_tag, view->identity != NULL ? pc_issuer_tag_name(view->identity->issuer_tag) : NULL)
TEXT(text_issuer, view->identity != NULL ? view->identity->issuer : NULL)
TEXT(text_device, view->identity != NULL ? view->identity->device : NULL)
TEXT(text_kind, view->identity != NULL ? pc_device_kind_name(view->identity->device_kind) : NULL)
TEXT(text_model, view->identity != NULL ? view->identity->model : NULL)
TEXT(text_product, view->identity != NULL ? view->identity->product_serial : NULL)
TEXT(text_genuine, view->identity != NULL ? pc_genuine_name(view->identity->genuine) : NULL)
TEXT(text_issuer_dn, view->leaf != NULL ? view->leaf->issuer : NULL)
TEXT(text_subject_dn, view->leaf != NULL ? view->leaf->subject : NULL)
TEXT(text_serial, view->leaf != NULL ? view->leaf->serial : NULL)
TEXT(text_key, view->leaf != NULL ? view->leaf->key : NULL)
TEXT(text_signature, view->leaf != NULL ? view->leaf->signature : NULL)
TEXT(text_sha256, view->leaf != NULL ? view->leaf->sha256 : NULL)
TEXT(text_service, view->judgement->service.name)
TEXT(text_service_basis, pc_service_basis_name(view->judgement->service.basis))
TEXT(text_medium, pc_medium_name(view->judgement->medium))
TEXT(text_basis_signature, pc_judgement_basis_signature(view->judgement))
TEXT(text_store, view->judgement->service.store)
TEXT(text_client, pc_client_certificate_name(view->handshake->client_certificate))
TEXT(text_verdict, pc_verdict_name(view->judgement->trust.verdict))
TEXT(text_reason, view->judgement->trust.reason)
TEXT(text_basis, pc_basis_name(view->judgement->trust.basis))
TEXT(text_announced, pc_announced_name(view->judgement->announced))
TEXT(text_alert_level, view->alert != NULL ? pc_alert_level_name(view->alert->level) : NULL)
TEXT(text_alert_from, view->alert != NULL ? pc_side_name(view->alert->from) : NULL)
TEXT(text_alert, view->alert != NULL ? pc_alert_name(view->alert->description) : NULL)
TEXT(text_client_end, pc_handshake_client(view->handshake)->address)
TEXT(text_server_end, pc_handshake_server(view->handshake)->address)
TEXT(text_server_subject, view->server != NULL ? view->server->subject : NULL)
TEXT(text_server_issuer, view->server != NULL ? view->server->issuer : NULL)
TEXT(text_server_sha256, view->server != NULL ? view->server->sha256 : NULL)
#undef TEXT

// "Not seen" is an answer only when no more can be seen.
static const char *text_possession(const PcShown *view)
{
    PcPossession possession = view->handshake->possession;
    bool open = possession == PC_POSSESSION_NOT_SEEN && !view->final;
    return open ? NULL : pc_possession_name(possession);
}

static const char *text_outcome(const PcShown *view)
{
    PcOutcome outcome = view->handshake->outcome;
    bool open = outcome == PC_OUTCOME_INCOMPLETE && !view->final;
    return open ? NULL : pc_outcome_name(outcome);
}

// More of a capture can only show what else is missing.
static const char *text_coverage(const PcShown *view)
{
    return view->final ? pc_coverage_name(view->handshake->coverage) : NULL;
}

static const PcShownRow who[] = {
    {PC_FIELD_TYPE, text_type},
    {PC_FIELD_ISSUER_TAG, text_tag},
    {PC_FIELD_ISSUER, text_issuer},
    {PC_FIELD_DEVICE, text_device},
    {PC_FIELD_DEVICE_KIND, text_kind},
    {PC_FIELD_MODEL, text_model},
    {PC_FIELD_PRODUCT_SERIAL, text_product},
};

static const PcShownRow certificate_texts[] = {
    {PC_FIELD_SUBJECT_DN, text_subject_dn}, {PC_FIELD_ISSUER_DN, text_issuer_dn},
    {PC_FIELD_SERIAL, text_serial},         {PC_FIELD_KEY, text_key},
    {PC_FIELD_SIGNATURE, text_signature},   {PC_FIELD_SHA256, text_sha256},
};

static const PcShownRow judged[] = {
    {PC_FIELD_SERVICE, text_service},
    {PC_FIELD_SERVICE_BASIS, text_service_basis},
    {PC_FIELD_STORE, text_store},
    {PC_FIELD_MEDIUM, text_medium},
    {PC_FIELD_CLIENT_CERTIFICATE, text_client},
    {PC_FIELD_VERDICT, text_verdict},
    {PC_FIELD_REASON, text_reason},
    {PC_FIELD_BASIS, text_basis},
    {PC_FIELD_BASIS_SIGNATURE, text_basis_signature},
    {PC_FIELD_ANNOUNCED, text_announced},
    {PC_FIELD_GENUINE, text_genuine},
    {PC_FIELD_POSSESSION, text_possession},
};

static const PcShownRow ended[] = {
    {PC_FIELD_OUTCOME, text_outcome},
    {PC_FIELD_ALERT, text_alert},
    {PC_FIELD_ALERT_LEVEL, text_alert_level},
    {PC_FIELD_ALERT_FROM, text_alert_from},
};

static const PcShownRow coverage[] = {{PC_FIELD_COVERAGE, text_coverage}};

static const PcShownRow ends[] = {
    {PC_FIELD_CLIENT, text_client_end},
    {PC_FIELD_SERVER, text_server_end},
    {PC_FIELD_SERVER_SUBJECT, text_server_subject},
    {PC_FIELD_SERVER_ISSUER, text_server_issuer},
    {PC_FIELD_SERVER_SHA256, text_server_sha256},
};

const PcShownRow *pc_shown_rows(PcShownGroup group, size_t *n_rows)
{
    static const struct {
        const PcShownRow *rows;
        size_t n_rows;
    } groups[PC_N_SHOWN] = {
        [PC_SHOWN_WHO] = {who, G_N_ELEMENTS(who)},
        [PC_SHOWN_CERTIFICATE] = {certificate_texts, G_N_ELEMENTS(certificate_texts)},
        [PC_SHOWN_JUDGED] = {judged, G_N_ELEMENTS(judged)},
        [PC_SHOWN_ENDS] = {ends, G_N_ELEMENTS(ends)},
        [PC_SHOWN_ENDED] = {ended, G_N_ELEMENTS(ended)},
        [PC_SHOWN_COVERAGE] = {coverage, G_N_ELEMENTS(coverage)},
    };
    *n_rows = groups[group].n_rows;
    return groups[group].rows;
}

bool pc_shown_days_left(const PcShown *view, int32_t *days)
{
    const PcCertificate *leaf = view->leaf;
    if (leaf == NULL || leaf->malformed || !leaf->has_validity) {
        return false;
    }
    int64_t left = (leaf->not_after - view->judgement->judged_at) / DAY;
    *days = (int32_t)CLAMP(left, G_MININT32, G_MAXINT32);
    return true;
}

bool pc_shown_on(const PcJudgement *judgement, unsigned roles, uint64_t frame)
{
    if (roles != PC_ROLE_OF_WORDS) {
        return roles != 0;
    }
    for (guint i = 0; i < judgement->findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(judgement->findings, i);
        if (finding->frame == frame) {
            return true;
        }
    }
    return false;
}

void pc_shown_links(const PcShown *view, PcShownLink links[PC_SHOWN_LINKS])
{
    const PcHandshakeFrames *frames = &view->handshake->frames;
    links[0] = (PcShownLink){PC_FIELD_CERTIFICATE_FRAME, frames->client_certificate};
    links[1] = (PcShownLink){PC_FIELD_KEY_EXCHANGE_FRAME, frames->client_key_exchange};
    links[2] = (PcShownLink){PC_FIELD_OUTCOME_FRAME, frames->outcome};
    links[3] = (PcShownLink){PC_FIELD_FULL_HANDSHAKE_FRAME, view->handshake->original_frame};
}
