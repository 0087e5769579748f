// SPDX-License-Identifier: GPL-2.0-or-later
// The table of what a session says, and how each value of it is put into text. csv, ndjson, sqlite,
// --where and the reader of reports go by it: a new column is a row here, and a key in docs/json.md
// and docs/session.schema.json (tests/unit/test_session_fields.c asks every door for it).
#include "analyzer/report/session/session_fields.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#define ROW(name, member, kind, part)                                                              \
    {                                                                                              \
        name, offsetof(PcSession, member), kind, part                                              \
    }
#define PLAIN(member, part) ROW(#member, member, PC_FIELD_TEXT, part)
#define TEXT(name, member) ROW(name, member, PC_FIELD_TEXT, PC_PART_NONE)
#define LEAF(member, kind)                                                                         \
    {                                                                                              \
#member, offsetof(PcSessionCertificate, member), kind, PC_PART_NONE                        \
    }
#define FRAME(name, of)                                                                            \
    {                                                                                              \
        "frame_" name, offsetof(PcSession, frames) + sizeof(uint64_t) * (of), PC_FIELD_FRAME,      \
            PC_PART_NONE                                                                           \
    }

// In the order of csv. The rows that have a part are the plain ones and stand together.
static const PcSessionField columns[] = {
    TEXT("file", file),
    ROW("start", start, PC_FIELD_MOMENT, PC_PART_NONE),
    ROW("client", client.address, PC_FIELD_ADDRESS, PC_PART_NONE),
    ROW("client_port", client.port, PC_FIELD_PORT, PC_PART_NONE),
    ROW("server", server.address, PC_FIELD_ADDRESS, PC_PART_NONE),
    ROW("server_port", server.port, PC_FIELD_PORT, PC_PART_NONE),
    TEXT("tls_version", version),
    TEXT("cipher", cipher),
    ROW("resumed", resumed, PC_FIELD_YES_NO, PC_PART_NONE),
    TEXT("server_name", server_name),
    PLAIN(transport, PC_PART_CONNECTION),
    PLAIN(service, PC_PART_SERVICE),
    PLAIN(store, PC_PART_SERVICE),
    PLAIN(client_certificate, PC_PART_CERTIFICATE),
    PLAIN(type, PC_PART_CERTIFICATE),
    PLAIN(issuer_tag, PC_PART_CERTIFICATE),
    PLAIN(issuer, PC_PART_CERTIFICATE),
    PLAIN(device, PC_PART_PHONE),
    PLAIN(device_kind, PC_PART_PHONE),
    PLAIN(model, PC_PART_PHONE),
    PLAIN(mac, PC_PART_PHONE),
    PLAIN(product_serial, PC_PART_PHONE),
    PLAIN(verdict, PC_PART_JUDGEMENT),
    PLAIN(reason, PC_PART_JUDGEMENT),
    PLAIN(basis, PC_PART_JUDGEMENT),
    PLAIN(announced, PC_PART_JUDGEMENT),
    PLAIN(genuine, PC_PART_JUDGEMENT),
    PLAIN(possession, PC_PART_JUDGEMENT),
    PLAIN(outcome, PC_PART_JUDGEMENT),
    PLAIN(coverage, PC_PART_COVERAGE),
    PLAIN(eap_method, PC_PART_LATER),
    PLAIN(service_basis, PC_PART_LATER),
    PLAIN(basis_signature, PC_PART_LATER),
    PLAIN(medium, PC_PART_LATER),
    PLAIN(release, PC_PART_LATER),
    LEAF(sha256, PC_FIELD_LEAF_TEXT),
    LEAF(subject, PC_FIELD_LEAF_TEXT),
    LEAF(serial, PC_FIELD_LEAF_TEXT),
    LEAF(not_before, PC_FIELD_LEAF_MOMENT),
    LEAF(not_after, PC_FIELD_LEAF_MOMENT),
    LEAF(key, PC_FIELD_LEAF_TEXT),
    LEAF(signature, PC_FIELD_LEAF_TEXT),
    TEXT("alert_level", alert_level),
    TEXT("alert", alert_description),
    TEXT("alert_from", alert_from),
    FRAME("client_hello", PC_FRAME_CLIENT_HELLO),
    FRAME("server_hello", PC_FRAME_SERVER_HELLO),
    FRAME("server_certificate", PC_FRAME_SERVER_CERTIFICATE),
    FRAME("certificate_request", PC_FRAME_CERTIFICATE_REQUEST),
    FRAME("client_certificate", PC_FRAME_CLIENT_CERTIFICATE),
    FRAME("client_key_exchange", PC_FRAME_CLIENT_KEY_EXCHANGE),
    FRAME("certificate_verify", PC_FRAME_CERTIFICATE_VERIFY),
    FRAME("alert", PC_FRAME_ALERT),
    FRAME("first", PC_FRAME_FIRST),
    FRAME("outcome", PC_FRAME_OUTCOME),
    ROW("severity", findings, PC_FIELD_SEVERITY, PC_PART_NONE),
    ROW("findings", findings, PC_FIELD_FINDINGS, PC_PART_NONE),
    TEXT("kind", kind),
};

static const PcSessionField capf_fields[] = {
    TEXT("operation", capf.operation), TEXT("authentication", capf.authentication),
    TEXT("device", capf.device),       TEXT("certificate_type", capf.certificate_type),
    TEXT("result", capf.result),
};

static const PcSessionField configuration_fields[] = {
    TEXT("file", configuration.file),
    TEXT("device", configuration.device),
    TEXT("device_security", configuration.device_security),
    TEXT("transport", configuration.transport),
    TEXT("capf_authentication", configuration.capf_authentication),
    TEXT("lsc", configuration.lsc),
    TEXT("signature", configuration.signature),
};

static const PcSessionField trust_list_fields[] = {
    TEXT("file", trust_list.file),
    TEXT("device", trust_list.device),
    TEXT("made", trust_list.made),
    TEXT("signer", trust_list.signer),
    TEXT("signature", trust_list.signature),
    TEXT("capf", trust_list.capf),
    TEXT("call_managers", trust_list.call_managers),
    TEXT("tvs", trust_list.tvs),
};

static const PcSessionTable tables[] = {
    {"capf", capf_fields, G_N_ELEMENTS(capf_fields)},
    {"configuration", configuration_fields, G_N_ELEMENTS(configuration_fields)},
    {"trust_list", trust_list_fields, G_N_ELEMENTS(trust_list_fields)},
};

#define TVS(member)                                                                                \
    {                                                                                              \
#member, offsetof(PcSessionTvs, member), PC_FIELD_TEXT, PC_PART_NONE                       \
    }
static const PcSessionField tvs_fields[] = {
    TVS(device),
    TVS(question),
    TVS(subject),
    TVS(answer),
};

const PcSessionField *pc_session_columns(size_t *n_columns)
{
    *n_columns = G_N_ELEMENTS(columns);
    return columns;
}

const PcSessionField *pc_session_fields(size_t *n_fields)
{
    size_t first = 0;
    while (columns[first].part == PC_PART_NONE) {
        first++;
    }
    *n_fields = 0;
    while (columns[first + *n_fields].part != PC_PART_NONE) {
        (*n_fields)++;
    }
    return &columns[first];
}

const PcSessionField *pc_session_capf_fields(size_t *n_fields)
{
    *n_fields = G_N_ELEMENTS(capf_fields);
    return capf_fields;
}

const PcSessionField *pc_session_tvs_fields(size_t *n_fields)
{
    *n_fields = G_N_ELEMENTS(tvs_fields);
    return tvs_fields;
}

const PcSessionTable *pc_session_tables(size_t *n_tables)
{
    *n_tables = G_N_ELEMENTS(tables);
    return tables;
}

// ---- values -----------------------------------------------------------------------------------

static const void *member_of(const void *structure, const PcSessionField *field)
{
    return (const char *)structure + field->offset;
}

const char *pc_session_text(const PcSession *session, const PcSessionField *field)
{
    return *(const char *const *)member_of(session, field);
}

static const char *severity_of(const PcSession *session)
{
    int worst = pc_session_worst(session);
    return worst < 0 ? NULL : pc_severity_name((PcSeverity)worst);
}

static const char *leaf_value(const PcSession *session, const PcSessionField *field, PcMoment *room)
{
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    if (leaf == NULL) {
        return NULL;
    }
    if (field->kind == PC_FIELD_LEAF_TEXT) {
        const char *text = *(const char *const *)member_of(leaf, field);
        return text[0] != '\0' ? text : NULL;
    }
    *room = pc_moment_second(*(const int64_t *)member_of(leaf, field));
    return leaf->has_validity ? room->text : NULL;
}

static const char *number(PcMoment *room, uint64_t value)
{
    (void)g_snprintf(room->text, sizeof room->text, "%" PRIu64, value);
    return room->text;
}

const char *pc_session_value(const PcSession *session, const PcSessionField *field, PcMoment *room)
{
    static const char *const answers[] = {"no", "yes"};
    const void *member = member_of(session, field);
    PcTriState answer = PC_UNKNOWN;
    switch (field->kind) {
    case PC_FIELD_TEXT:
    case PC_FIELD_ADDRESS:
        return *(const char *const *)member;
    case PC_FIELD_MOMENT:
        *room = pc_moment_micro(*(const int64_t *)member);
        return room->text;
    case PC_FIELD_PORT:
        return *(const int *)member < 0 ? NULL : number(room, (uint64_t) * (const int *)member);
    case PC_FIELD_FRAME:
        return *(const uint64_t *)member == 0 ? NULL : number(room, *(const uint64_t *)member);
    case PC_FIELD_YES_NO:
        answer = *(const PcTriState *)member;
        return answer == PC_UNKNOWN ? NULL : answers[answer];
    case PC_FIELD_LEAF_TEXT:
    case PC_FIELD_LEAF_MOMENT:
        return leaf_value(session, field, room);
    case PC_FIELD_SEVERITY:
        return severity_of(session);
    case PC_FIELD_FINDINGS:
        return NULL; // several
    }
    return NULL;
}
