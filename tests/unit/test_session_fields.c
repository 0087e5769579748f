// SPDX-License-Identifier: GPL-2.0-or-later
// Every door tells every field: a session in which each text of the tables says its own name goes
// through ndjson, the reader, csv, sqlite and --where, and the documents name each of them.
#include "analyzer/report/report.h"
#include "analyzer/report/session/session_fields.h"
#include "analyzer/report/session/session_json.h"
#include "analyzer/report/session/session_read.h"
#include "analyzer/report/session/where.h"
#include "tests/unit/unit.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static void nothing(void *source)
{
    (void)source;
}

static void set_text(PcSession *session, const PcSessionField *field, GStringChunk *texts,
                     const char *table)
{
    g_autofree char *value = g_strdup_printf("v-%s%s", table, field->name);
    char *member = (char *)session + field->offset;
    *(const char **)(void *)member = g_string_chunk_insert(texts, value);
}

// full_session gives a session of which every text is known.
static PcSession *full_session(GStringChunk *texts)
{
    PcSession *session = pc_session_blank("v-file", NULL, nothing);
    size_t n_columns = 0, n_tables = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    const PcSessionTable *tables = pc_session_tables(&n_tables);
    for (size_t i = 0; i < n_columns; i++) {
        if (columns[i].kind == PC_FIELD_FRAME) {
            *(uint64_t *)(void *)((char *)session + columns[i].offset) = 1000 + i;
        } else if (columns[i].kind <= PC_FIELD_ADDRESS && strcmp(columns[i].name, "file") != 0) {
            set_text(session, &columns[i], texts, "");
        }
    }
    for (size_t i = 0; i < n_tables; i++) {
        g_autofree char *prefix = g_strconcat(tables[i].name, "-", NULL);
        for (size_t k = 0; k < tables[i].n_fields; k++) {
            set_text(session, &tables[i].fields[k], texts, prefix);
        }
    }
    session->client.port = 40001;
    session->server.port = 40002;
    session->resumed = PC_TRUE;
    session->concerns_phone = true;
    return session;
}

static char *json_of(const PcSession *session)
{
    GString *out = g_string_new(NULL);
    PcJson json = PC_JSON(out);
    pc_session_write(&json, session);
    return g_string_free(out, FALSE);
}

static void assert_says(const char *text, const char *what, const char *door)
{
    if (strstr(text, what) == NULL) {
        g_error("%s does not tell %s", door, what);
    }
}

static void test_json_and_back(void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
    g_autoptr(PcSession) session = full_session(texts);
    g_autoptr(PcSession) read = NULL;
    g_autofree char *line = json_of(session);
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        g_autofree char *pair = g_strdup_printf("\"%s\":\"v-%s\"", fields[i].name, fields[i].name);
        assert_says(line, pair, "ndjson");
    }
    g_assert_cmpint(pc_session_read(line, strlen(line), &read, NULL), ==, PC_READ_SESSION);
    g_autofree char *again = json_of(read);
    g_assert_cmpstr(again, ==, line);
    const PcSessionField *columns = pc_session_columns(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        PcMoment one, other;
        g_assert_cmpstr(pc_session_value(read, &columns[i], &one), ==,
                        pc_session_value(session, &columns[i], &other));
    }
}

// write_as gives the path of what a format writes of the session.
static char *write_as(const char *folder, const char *format, PcSession *session)
{
    const PcReportOptions options = {.columns = 0};
    const PcWriter *writer = pc_report_writer(format);
    g_autoptr(GError) error = NULL;
    g_autoptr(PcReport) report = pc_report_new();
    char *path = g_build_filename(folder, format, NULL);
    PcOutput *output = (writer->needs_file ? pc_output_open_kept : pc_output_open)(path, &error);
    g_assert_true(pc_report_add(report, writer, output, &options, &error));
    pc_report_session(report, session);
    g_autoptr(GPtrArray) errors = pc_report_finish(report);
    g_assert_cmpuint(errors->len, ==, 0);
    return path;
}

static void test_csv(void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
    g_autoptr(PcSession) session = full_session(texts);
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_autofree char *path = write_as(folder, "csv", session);
    g_autofree char *content = NULL;
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    for (size_t i = 0; i < n_columns; i++) {
        PcMoment room;
        const char *value = pc_session_value(session, &columns[i], &room);
        assert_says(content, columns[i].name, "csv");
        assert_says(content, value != NULL ? value : "", "csv");
    }
    (void)g_unlink(path);
    (void)g_rmdir(folder);
}

static void test_sqlite(void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
    g_autoptr(PcSession) session = full_session(texts);
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_autofree char *path = write_as(folder, "sqlite", session);
    sqlite3 *base = NULL;
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    g_assert_cmpint(sqlite3_open(path, &base), ==, SQLITE_OK);
    for (size_t i = 0; i < n_fields; i++) {
        const char *name = fields[i].name;
        const char *table = fields[i].part == PC_PART_PHONE ? "phone" : "session";
        g_autofree char *sql = g_strdup_printf("SELECT %s FROM %s", name, table);
        g_autofree char *wanted = g_strdup_printf("v-%s", name);
        sqlite3_stmt *statement = NULL;
        g_assert_cmpint(sqlite3_prepare_v2(base, sql, -1, &statement, NULL), ==, SQLITE_OK);
        g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
        g_assert_cmpstr((const char *)sqlite3_column_text(statement, 0), ==, wanted);
        (void)sqlite3_finalize(statement);
    }
    (void)sqlite3_close(base);
    (void)g_unlink(path);
    (void)g_rmdir(folder);
}

static void test_where(void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
    g_autoptr(PcSession) session = full_session(texts);
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        PcMoment room;
        const char *value = pc_session_value(session, &columns[i], &room);
        g_autofree char *text =
            g_strdup_printf("%s~\"%s\"", columns[i].name, value != NULL ? value : "");
        g_autoptr(GError) error = NULL;
        g_autoptr(PcWhere) where = pc_where_new(text, NULL, &error);
        g_assert_no_error(error);
        g_assert_true(value == NULL || pc_where_chooses(where, session));
    }
}

static void test_documents(void)
{
    g_autofree char *schema = NULL, *document = NULL;
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    g_assert_true(g_file_get_contents("docs/session.schema.json", &schema, NULL, NULL));
    g_assert_true(g_file_get_contents("docs/json.md", &document, NULL, NULL));
    for (size_t i = 0; i < n_fields; i++) {
        g_autofree char *key = g_strdup_printf("\"%s\": {", fields[i].name);
        g_autofree char *word = g_strdup_printf("`%s`", fields[i].name);
        assert_says(schema, key, "docs/session.schema.json");
        assert_says(document, word, "docs/json.md");
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/session-fields/json-and-back", test_json_and_back);
    g_test_add_func("/session-fields/csv", test_csv);
    g_test_add_func("/session-fields/sqlite", test_sqlite);
    g_test_add_func("/session-fields/where", test_where);
    g_test_add_func("/session-fields/documents", test_documents);
    return g_test_run();
}
