// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a session into its JSON object, key by key in the order that docs/json.md gives.
#include "analyzer/report/session/session_json.h"

#include "analyzer/report/session/session_fields.h"
#include "analyzer/report/steps.h"

static void write_end(PcJson *json, const char *key, const PcSessionEnd *end)
{
    pc_json_open_object(json, key);
    pc_json_string(json, "address", end->address);
    pc_json_known_integer(json, "port", end->port, end->port >= 0);
    pc_json_close_object(json);
}

static void write_tri_state(PcJson *json, const char *key, PcTriState value)
{
    if (value == PC_UNKNOWN) {
        pc_json_null(json, key);
    } else {
        pc_json_bool(json, key, value == PC_TRUE);
    }
}

static void write_names(PcJson *json, const char *key, const GPtrArray *names)
{
    if (names == NULL) {
        pc_json_null(json, key);
        return;
    }
    pc_json_open_array(json, key);
    for (guint i = 0; i < names->len; i++) {
        pc_json_string(json, NULL, g_ptr_array_index(names, i));
    }
    pc_json_close_array(json);
}

static void write_tls(PcJson *json, const PcSession *session)
{
    pc_json_open_object(json, "tls");
    pc_json_string(json, "version", session->version);
    pc_json_string(json, "cipher", session->cipher);
    write_tri_state(json, "resumed", session->resumed);
    pc_json_string(json, "server_name", session->server_name);
    write_names(json, "announced_cas", session->announced_cas);
    pc_json_string(json, "client_random", session->client_random);
    pc_json_close_object(json);
}

static void write_validity(PcJson *json, const PcSessionCertificate *certificate)
{
    bool known = certificate->has_validity;
    PcMoment from = pc_moment_second(certificate->not_before);
    PcMoment until = pc_moment_second(certificate->not_after);
    pc_json_string(json, "not_before", known ? from.text : NULL);
    pc_json_string(json, "not_after", known ? until.text : NULL);
}

// write_known writes null for a text that a damaged certificate does not tell.
static void write_known(PcJson *json, const char *key, const char *text)
{
    pc_json_string(json, key, text[0] != '\0' ? text : NULL);
}

static void write_certificates(PcJson *json, const char *key, const GArray *certificates)
{
    pc_json_open_array(json, key);
    for (guint i = 0; i < certificates->len; i++) {
        const PcSessionCertificate *one = &g_array_index(certificates, PcSessionCertificate, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "sha256", one->sha256);
        write_known(json, "subject", one->subject);
        write_known(json, "issuer", one->issuer);
        write_known(json, "serial", one->serial);
        write_validity(json, one);
        write_known(json, "key", one->key);
        write_known(json, "signature", one->signature);
        write_known(json, "sha1", one->sha1);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

static void write_alert(PcJson *json, const PcSession *session)
{
    if (session->alert_description == NULL) {
        pc_json_null(json, "alert");
        return;
    }
    pc_json_open_object(json, "alert");
    pc_json_string(json, "level", session->alert_level);
    pc_json_string(json, "description", session->alert_description);
    pc_json_string(json, "from", session->alert_from);
    pc_json_close_object(json);
}

// A frame that was not seen is not known.
static void write_frame(PcJson *json, const char *key, uint64_t frame)
{
    pc_json_known_integer(json, key, (int64_t)frame, frame != 0);
}

static void write_frames(PcJson *json, const PcSession *session)
{
    pc_json_open_object(json, "frames");
    for (int i = 0; i < PC_N_FRAMES; i++) {
        write_frame(json, pc_frame_name((PcFrameOf)i), session->frames[i]);
    }
    pc_json_close_object(json);
}

static void write_offsets(PcJson *json, const PcSession *session)
{
    pc_json_open_object(json, "offsets");
    for (int i = 0; i < PC_N_FRAMES; i++) {
        pc_json_known_integer(json, pc_frame_name((PcFrameOf)i), session->offsets[i],
                              session->offsets[i] != PC_OFFSET_UNKNOWN);
    }
    pc_json_close_object(json);
}

// The steps of a finding that this version does not know are not known either.
static void write_steps(PcJson *json, const PcSession *session, const char *id)
{
    const PcFindingRow *row = pc_finding_by_name(id);
    const PcStepsFor whom = pc_session_whom(session);
    if (row == NULL) {
        pc_json_null(json, "steps");
        return;
    }
    pc_steps_json(json, row->steps, &whom);
}

static void write_findings(PcJson *json, const PcSession *session)
{
    pc_json_open_array(json, "findings");
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(session->findings, PcSessionFinding, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "id", one->id);
        pc_json_string(json, "severity", pc_severity_name(one->severity));
        pc_json_string(json, "message", one->message);
        pc_json_string(json, "remedy", one->remedy);
        pc_json_string(json, "source", one->source);
        write_frame(json, "frame", one->frame);
        write_steps(json, session, one->id);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

// write_part writes the plain texts that stand together.
static void write_part(PcJson *json, const PcSession *session, PcFieldPart part)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        if (fields[i].part == part) {
            pc_json_string(json, fields[i].name, pc_session_text(session, &fields[i]));
        }
    }
}

static void write_opening(PcJson *json, const PcSession *session)
{
    PcMoment start = pc_moment_micro(session->start);
    pc_json_string(json, "schema", session->kind == NULL ? PC_SESSION_SCHEMA : PC_EVENT_SCHEMA);
    pc_json_string(json, "file", session->file);
    pc_json_integer(json, "interface", session->interface_id);
    write_part(json, session, PC_PART_CONNECTION);
    pc_json_string(json, "start", start.text);
    write_end(json, "client", &session->client);
    write_end(json, "server", &session->server);
    write_part(json, session, PC_PART_SERVICE);
    write_tls(json, session);
}

static void write_identity(PcJson *json, const PcSession *session)
{
    write_part(json, session, PC_PART_CERTIFICATE);
    write_part(json, session, PC_PART_PHONE);
    pc_json_open_object(json, "certificates");
    write_certificates(json, "client", session->client_certificates);
    write_certificates(json, "server", session->server_certificates);
    pc_json_close_object(json);
}

static void write_judgement(PcJson *json, const PcSession *session)
{
    write_part(json, session, PC_PART_JUDGEMENT);
    write_alert(json, session);
    write_part(json, session, PC_PART_COVERAGE);
    write_frames(json, session);
    write_offsets(json, session);
    write_findings(json, session);
}

// A table of which nothing is known is null.
static void write_table(PcJson *json, const PcSession *session, const PcSessionTable *table)
{
    bool is_known = false;
    for (size_t i = 0; i < table->n_fields; i++) {
        is_known = is_known || pc_session_text(session, &table->fields[i]) != NULL;
    }
    if (!is_known) {
        pc_json_null(json, table->name);
        return;
    }
    pc_json_open_object(json, table->name);
    for (size_t i = 0; i < table->n_fields; i++) {
        const PcSessionField *field = &table->fields[i];
        pc_json_string(json, field->name, pc_session_text(session, field));
    }
    pc_json_close_object(json);
}

static void write_sip(PcJson *json, const PcSession *session)
{
    const PcSessionSip *sip = &session->sip;
    if (sip->device == NULL && sip->status == 0) {
        pc_json_null(json, "sip");
        return;
    }
    pc_json_open_object(json, "sip");
    pc_json_string(json, "device", sip->device);
    pc_json_known_integer(json, "status", sip->status, sip->status != 0);
    pc_json_string(json, "warning", sip->warning);
    pc_json_close_object(json);
}

static void write_tvs(PcJson *json, const PcSession *session)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_tvs_fields(&n_fields);
    if (session->tvs == NULL) {
        pc_json_null(json, "tvs");
        return;
    }
    pc_json_open_array(json, "tvs");
    for (guint i = 0; i < session->tvs->len; i++) {
        PcSessionTvs *one = &g_array_index(session->tvs, PcSessionTvs, i);
        pc_json_open_object(json, NULL);
        for (size_t j = 0; j < n_fields; j++) {
            const void *member = (const char *)one + fields[j].offset;
            pc_json_string(json, fields[j].name, *(const char *const *)member);
        }
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

// write_closing adds what came after the first version of the schema.
static void write_closing(PcJson *json, const PcSession *session)
{
    PcMoment judged_at = pc_moment_second(session->judged_at);
    write_part(json, session, PC_PART_LATER);
    pc_json_string(json, "judged_at", session->has_judged_at ? judged_at.text : NULL);
    pc_json_bool(json, "concerns_phone", session->concerns_phone);
    size_t n_tables = 0;
    const PcSessionTable *tables = pc_session_tables(&n_tables);
    for (size_t i = 0; i < n_tables; i++) {
        write_table(json, session, &tables[i]);
    }
    write_sip(json, session);
    write_tvs(json, session);
    if (session->kind != NULL) {
        pc_json_string(json, "kind", session->kind);
    }
}

void pc_session_write_as(PcJson *json, const char *key, const PcSession *session)
{
    pc_json_open_object(json, key);
    write_opening(json, session);
    write_identity(json, session);
    write_judgement(json, session);
    write_closing(json, session);
    pc_json_close_object(json);
}

void pc_session_write(PcJson *json, const PcSession *session)
{
    pc_session_write_as(json, NULL, session);
}
