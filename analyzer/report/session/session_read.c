// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a line of JSON into a session. The strings stay in jansson's tree, which the session keeps.
#include "analyzer/report/session/session_read.h"

#include "analyzer/report/conditions.h"
#include "analyzer/report/session/session_fields.h"
#include "analyzer/report/session/session_json.h"
#include <jansson.h>
#include <string.h>

enum { MAX_PORT = 65535 };

static void release(void *tree)
{
    json_decref(tree);
}

// text gives the string under a key; NULL for null, for a missing key and for another type.
static const char *text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *text_or_empty(const json_t *object, const char *key)
{
    const char *value = text(object, key);
    return value != NULL ? value : "";
}

static uint64_t number(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

static bool moment(const json_t *object, const char *key, int64_t *seconds)
{
    const char *value = text(object, key);
    return value != NULL && pc_moment_parse_second(value, seconds);
}

static void read_end(PcSessionEnd *end, const json_t *object)
{
    const json_t *port = json_object_get(object, "port");
    json_int_t value = json_integer_value(port);
    end->address = text_or_empty(object, "address");
    end->port = json_is_integer(port) && value >= 0 && value <= MAX_PORT ? (int)value : -1;
}

static void read_tls(PcSession *session, const json_t *object)
{
    const json_t *resumed = json_object_get(object, "resumed");
    const json_t *names = json_object_get(object, "announced_cas");
    session->version = text(object, "version");
    session->cipher = text(object, "cipher");
    session->server_name = text(object, "server_name");
    session->client_random = text(object, "client_random");
    if (json_is_boolean(resumed)) {
        session->resumed = json_is_true(resumed) ? PC_TRUE : PC_FALSE;
    }
    if (json_is_array(names)) {
        size_t i = 0;
        const json_t *name = NULL;
        session->announced_cas = g_ptr_array_new_with_free_func(g_free);
        json_array_foreach(names, i, name)
        {
            g_ptr_array_add(session->announced_cas, g_strdup(json_string_value(name)));
        }
    }
}

static void read_certificates(GArray *certificates, const json_t *array)
{
    size_t i = 0;
    const json_t *object = NULL;
    json_array_foreach(array, i, object)
    {
        PcSessionCertificate certificate = {
            .sha256 = text_or_empty(object, "sha256"),
            .sha1 = text_or_empty(object, "sha1"),
            .subject = text_or_empty(object, "subject"),
            .issuer = text_or_empty(object, "issuer"),
            .serial = text_or_empty(object, "serial"),
            .key = text_or_empty(object, "key"),
            .signature = text_or_empty(object, "signature"),
        };
        certificate.has_validity = moment(object, "not_before", &certificate.not_before) &&
                                   moment(object, "not_after", &certificate.not_after);
        g_array_append_val(certificates, certificate);
    }
}

static void read_findings(GArray *findings, const json_t *array)
{
    size_t i = 0;
    const json_t *object = NULL;
    json_array_foreach(array, i, object)
    {
        PcSessionFinding finding = {
            .id = text_or_empty(object, "id"),
            .message = text_or_empty(object, "message"),
            .remedy = text_or_empty(object, "remedy"),
            .source = text_or_empty(object, "source"),
            .severity = pc_severity_of(text(object, "severity")),
            .frame = number(object, "frame"),
        };
        g_array_append_val(findings, finding);
    }
}

static void read_table(PcSession *session, const PcSessionField *fields, size_t n_fields,
                       const json_t *object)
{
    for (size_t i = 0; i < n_fields; i++) {
        G_STRUCT_MEMBER(const char *, session, fields[i].offset) = text(object, fields[i].name);
    }
}

static void read_sip(PcSession *session, const json_t *object)
{
    session->sip.device = text(object, "device");
    session->sip.warning = text(object, "warning");
    session->sip.status = (int)MIN(number(object, "status"), G_MAXINT);
}

static void read_tvs(PcSession *session, const json_t *array)
{
    size_t n_fields = 0, i = 0;
    const PcSessionField *fields = pc_session_tvs_fields(&n_fields);
    const json_t *object = NULL;
    json_array_foreach(array, i, object)
    {
        PcSessionTvs *one = pc_session_add_tvs(session);
        for (size_t j = 0; j < n_fields; j++) {
            G_STRUCT_MEMBER(const char *, one, fields[j].offset) = text(object, fields[j].name);
        }
    }
}

static void read_fields(PcSession *session, const json_t *object)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    read_table(session, fields, n_fields, object);
    size_t n_tables = 0;
    const PcSessionTable *tables = pc_session_tables(&n_tables);
    for (size_t i = 0; i < n_tables; i++) {
        read_table(session, tables[i].fields, tables[i].n_fields,
                   json_object_get(object, tables[i].name));
    }
    read_sip(session, json_object_get(object, "sip"));
    read_tvs(session, json_object_get(object, "tvs"));
    session->kind = text(object, "kind");
}

static void read_session(PcSession *session, const json_t *object)
{
    const json_t *alert = json_object_get(object, "alert");
    const json_t *frames = json_object_get(object, "frames");
    const json_t *offsets = json_object_get(object, "offsets");
    const json_t *certificates = json_object_get(object, "certificates");
    read_fields(session, object);
    read_end(&session->client, json_object_get(object, "client"));
    read_end(&session->server, json_object_get(object, "server"));
    read_tls(session, json_object_get(object, "tls"));
    read_certificates(session->client_certificates, json_object_get(certificates, "client"));
    read_certificates(session->server_certificates, json_object_get(certificates, "server"));
    read_findings(session->findings, json_object_get(object, "findings"));
    session->interface_id = (int64_t)number(object, "interface");
    session->alert_level = text(alert, "level");
    session->alert_description = text(alert, "description");
    session->alert_from = text(alert, "from");
    for (int i = 0; i < PC_N_FRAMES; i++) {
        const json_t *offset = json_object_get(offsets, pc_frame_name((PcFrameOf)i));
        session->frames[i] = number(frames, pc_frame_name((PcFrameOf)i));
        session->offsets[i] =
            json_is_integer(offset) ? json_integer_value(offset) : PC_OFFSET_UNKNOWN;
    }
    session->concerns_phone = json_is_true(json_object_get(object, "concerns_phone"));
    session->has_judged_at = moment(object, "judged_at", &session->judged_at);
}

PcReadResult pc_session_read(const char *line, size_t len, PcSession **session, GError **error)
{
    json_error_t cause;
    json_t *tree = json_loadb(line, len, JSON_REJECT_DUPLICATES, &cause);
    if (tree == NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "is no JSON: %s", cause.text);
        return PC_READ_BAD;
    }
    const char *schema = text(tree, "schema");
    const char *start = text(tree, "start");
    int64_t when = 0;
    if (g_strcmp0(schema, PC_SESSION_SCHEMA) != 0 && g_strcmp0(schema, PC_EVENT_SCHEMA) != 0) {
        json_decref(tree);
        if (schema == NULL) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "has no schema");
        }
        return schema == NULL ? PC_READ_BAD : PC_READ_OTHER;
    }
    if (start == NULL || !pc_moment_parse(start, &when)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "has no start time");
        json_decref(tree);
        return PC_READ_BAD;
    }
    *session = pc_session_blank(text_or_empty(tree, "file"), tree, release);
    (*session)->start = when;
    read_session(*session, tree);
    return PC_READ_SESSION;
}

char *pc_session_read_run(const char *line, size_t len, bool *is_whole)
{
    json_error_t cause;
    json_t *tree = json_loadb(line, len, JSON_REJECT_DUPLICATES, &cause);
    bool is_run = tree != NULL && g_strcmp0(text(tree, "schema"), PC_RUN_SCHEMA) == 0;
    char *sentence = is_run ? g_strdup(text(tree, "text")) : NULL;
    *is_whole = !is_run || !json_is_false(json_object_get(tree, "whole"));
    json_decref(tree);
    return sentence;
}

void pc_read_silence_clear(PcReadSilence *silence)
{
    g_free(silence->path);
    g_free(silence->reason);
}

bool pc_session_read_silence(const char *line, size_t len, PcReadSilence *silence)
{
    json_error_t cause;
    json_t *tree = json_loadb(line, len, JSON_REJECT_DUPLICATES, &cause);
    bool is_silence = tree != NULL && g_strcmp0(text(tree, "schema"), PC_SILENCE_SCHEMA) == 0 &&
                      text(tree, "file") != NULL && text(tree, "reason") != NULL;
    if (is_silence) {
        *silence = (PcReadSilence){
            .path = g_strdup(text(tree, "file")),
            .reason = g_strdup(text(tree, "reason")),
            .n_frames = (uint64_t)MAX(json_integer_value(json_object_get(tree, "frames")), 0),
            .n_sessions = (uint64_t)MAX(json_integer_value(json_object_get(tree, "sessions")), 0),
        };
    }
    json_decref(tree);
    return is_silence;
}
