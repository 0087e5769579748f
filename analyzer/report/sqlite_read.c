// SPDX-License-Identifier: GPL-2.0-or-later
// Turns rows into sessions: a column that bears the name of a field is that field.
#include "analyzer/report/sqlite_read.h"

#include "analyzer/report/session/session_fields.h"
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { MAX_VALUE_LEN = 16 * 1024 * 1024, MAX_PORT = 65535, CHUNK_LEN = 1024 };

static const char sessions_sql[] =
    "SELECT session.*, session.id AS session_id, file.path AS path, phone.device, "
    "phone.device_kind, phone.model, phone.mac, phone.product_serial, certificate.sha256, "
    "certificate.subject, certificate.issuer AS leaf_issuer, certificate.serial, "
    "certificate.not_before, certificate.not_after, certificate.key, certificate.signature, "
    "first_frame AS frame_first, certificate_frame AS frame_client_certificate, "
    "alert_frame AS frame_alert FROM session JOIN file ON file.id = session.file_id "
    "LEFT JOIN phone ON phone.id = session.phone_id "
    "LEFT JOIN certificate ON certificate.sha256 = session.certificate_sha256 ORDER BY session.id";
static const char findings_sql[] = "SELECT id, severity, message, remedy, source FROM finding "
                                   "WHERE session_id = ?1 ORDER BY rowid";
static const char runs_sql[] = "SELECT conditions FROM run ORDER BY id";

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *sessions, *findings, *runs;
    const PcSqliteReader *reader;
} Base;

bool pc_sqlite_is(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char head[sizeof magic] = "";
    // Of a pipe the first bytes would be gone.
    FILE *file = g_file_test(path, G_FILE_TEST_IS_REGULAR) ? fopen(path, "rbe") : NULL;
    bool is_one = file != NULL && fread(head, 1, sizeof head, file) == sizeof head &&
                  memcmp(head, magic, sizeof head) == 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return is_one;
}

static const char *text_of(sqlite3_stmt *row, int column)
{
    return (const char *)sqlite3_column_text(row, column);
}

// keep gives a copy that the session owns; NULL for NULL.
static const char *keep(const PcSession *session, const char *text)
{
    return text != NULL ? g_string_chunk_insert(session->source, text) : NULL;
}

static const char *keep_or_empty(const PcSession *session, const char *text)
{
    return text != NULL ? keep(session, text) : "";
}

static const PcSessionField *field_of(const char *name)
{
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        if (strcmp(columns[i].name, name) == 0) {
            return &columns[i];
        }
    }
    return NULL;
}

static PcSessionCertificate *leaf_of(const PcSession *session)
{
    return session->client_certificates->len > 0
               ? &g_array_index(session->client_certificates, PcSessionCertificate, 0)
               : NULL;
}

static void set_leaf(PcSession *session, const PcSessionField *field, const char *text)
{
    PcSessionCertificate *leaf = leaf_of(session);
    if (leaf != NULL && text != NULL && field->kind == PC_FIELD_LEAF_TEXT) {
        G_STRUCT_MEMBER(const char *, leaf, field->offset) = keep(session, text);
    } else if (leaf != NULL && text != NULL) {
        leaf->has_validity =
            pc_moment_parse_second(text, &G_STRUCT_MEMBER(int64_t, leaf, field->offset)) &&
            leaf->has_validity;
    }
}

static void set_field(PcSession *session, const PcSessionField *field, sqlite3_stmt *row,
                      int column)
{
    const char *text = text_of(row, column);
    int64_t number = sqlite3_column_int64(row, column);
    switch (field->kind) {
    case PC_FIELD_TEXT:
        if (strcmp(field->name, "file") != 0) {
            G_STRUCT_MEMBER(const char *, session, field->offset) = keep(session, text);
        }
        break;
    case PC_FIELD_ADDRESS:
        G_STRUCT_MEMBER(const char *, session, field->offset) = keep_or_empty(session, text);
        break;
    case PC_FIELD_PORT:
        G_STRUCT_MEMBER(int, session, field->offset) =
            text != NULL && number >= 0 && number <= MAX_PORT ? (int)number : -1;
        break;
    case PC_FIELD_FRAME:
        G_STRUCT_MEMBER(uint64_t, session, field->offset) = number > 0 ? (uint64_t)number : 0;
        break;
    case PC_FIELD_LEAF_TEXT:
    case PC_FIELD_LEAF_MOMENT:
        set_leaf(session, field, text);
        break;
    case PC_FIELD_MOMENT:
    case PC_FIELD_YES_NO:
    case PC_FIELD_SEVERITY:
    case PC_FIELD_FINDINGS:
        break; // no column, or read by itself
    }
}

static void add_findings(Base *base, PcSession *session, int64_t id)
{
    enum { ID, SEVERITY, MESSAGE, REMEDY, SOURCE };
    sqlite3_stmt *row = base->findings;
    (void)sqlite3_reset(row);
    if (sqlite3_bind_int64(row, 1, id) != SQLITE_OK) {
        return;
    }
    while (sqlite3_step(row) == SQLITE_ROW) {
        const PcSessionFinding finding = {
            .id = keep_or_empty(session, text_of(row, ID)),
            .message = keep_or_empty(session, text_of(row, MESSAGE)),
            .remedy = keep_or_empty(session, text_of(row, REMEDY)),
            .source = keep_or_empty(session, text_of(row, SOURCE)),
            .severity = pc_severity_of(text_of(row, SEVERITY)),
        };
        g_array_append_val(session->findings, finding);
    }
}

static int column_of(sqlite3_stmt *row, const char *name)
{
    int column = sqlite3_column_count(row) - 1;
    while (column >= 0 && g_strcmp0(sqlite3_column_name(row, column), name) != 0) {
        column--;
    }
    return column;
}

static const char *named(sqlite3_stmt *row, const char *name)
{
    int column = column_of(row, name);
    return column >= 0 ? text_of(row, column) : NULL;
}

static void free_texts(void *texts)
{
    g_string_chunk_free(texts);
}

// session_of gives NULL for a row without a time.
static PcSession *session_of(Base *base)
{
    sqlite3_stmt *row = base->sessions;
    int64_t start = 0;
    const char *when = named(row, "start");
    if (when == NULL || !pc_moment_parse(when, &start)) {
        return NULL;
    }
    const char *path = named(row, "path");
    PcSession *session =
        pc_session_blank(path != NULL ? path : "", g_string_chunk_new(CHUNK_LEN), free_texts);
    session->start = start;
    session->concerns_phone = named(row, "phone_id") != NULL;
    if (named(row, "certificate_sha256") != NULL) {
        const PcSessionCertificate leaf = {"", "", "", "", "", "", true, 0, 0, NULL, ""};
        g_array_append_val(session->client_certificates, leaf);
    }
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const PcSessionField *field = field_of(sqlite3_column_name(row, i));
        if (field != NULL) {
            set_field(session, field, row, i);
        }
    }
    PcSessionCertificate *shown = leaf_of(session);
    if (shown != NULL) {
        shown->issuer = keep_or_empty(session, named(row, "leaf_issuer"));
    }
    add_findings(base, session, sqlite3_column_int64(row, column_of(row, "session_id")));
    return session;
}

// open_quietly opens the file for reading alone, with views, triggers and functions of its own off.
static int open_quietly(Base *base, const char *path)
{
    int code = sqlite3_open_v2(path, &base->database, SQLITE_OPEN_READONLY, NULL);
    if (code != SQLITE_OK) {
        return code;
    }
    (void)sqlite3_db_config(base->database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_db_config(base->database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(base->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(base->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_limit(base->database, SQLITE_LIMIT_LENGTH, MAX_VALUE_LEN);
    static const char *const texts[] = {sessions_sql, findings_sql, runs_sql};
    sqlite3_stmt **const statements[] = {&base->sessions, &base->findings, &base->runs};
    for (size_t i = 0; code == SQLITE_OK && i < G_N_ELEMENTS(texts); i++) {
        code = sqlite3_prepare_v2(base->database, texts[i], -1, statements[i], NULL);
    }
    return code;
}

static int read_all(Base *base)
{
    int code = SQLITE_OK;
    while ((code = sqlite3_step(base->runs)) == SQLITE_ROW) {
        const char *conditions = text_of(base->runs, 0);
        if (conditions != NULL) {
            base->reader->run(base->reader->user, conditions);
        }
    }
    if (code != SQLITE_DONE) {
        return code;
    }
    while ((code = sqlite3_step(base->sessions)) == SQLITE_ROW) {
        PcSession *session = session_of(base);
        if (session != NULL) {
            base->reader->session(base->reader->user, session);
        }
    }
    return code;
}

bool pc_sqlite_read(const char *path, const PcSqliteReader *reader, GError **error)
{
    Base base = {.reader = reader};
    int code = open_quietly(&base, path);
    if (code == SQLITE_OK) {
        code = read_all(&base);
    }
    bool is_fine = code == SQLITE_DONE;
    if (!is_fine) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: is no database of phonecert's that can be read: %s", path,
                    base.database != NULL ? sqlite3_errmsg(base.database) : "no memory");
    }
    (void)sqlite3_finalize(base.sessions);
    (void)sqlite3_finalize(base.findings);
    (void)sqlite3_finalize(base.runs);
    (void)sqlite3_close(base.database);
    return is_fine;
}
