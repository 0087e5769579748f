// SPDX-License-Identifier: GPL-2.0-or-later
// Turns an empty or an older database into one with today's tables and views.
#include "analyzer/report/sqlite_schema.h"

#include "analyzer/report/session/session_fields.h"
#include <glib.h>

// Built in: sqlite_tables.sql and sqlite_views.sql.
extern const char pc_sqlite_tables[];
extern const char pc_sqlite_views[];

// In version 1 an event could stand in the place of a handshake.
static const char from_version_1[] = "DROP INDEX IF EXISTS session_place";

static const char owners[] =
    "UPDATE phone SET owner_id = id;"
    "UPDATE phone SET owner_id = ifnull((SELECT min(seen.phone_id) FROM session AS seen"
    "    JOIN phone AS named ON named.id = seen.phone_id"
    "    AND coalesce(named.device, named.mac, named.product_serial) IS NOT NULL"
    "    WHERE seen.client = substr(phone.key, length('address ') + 1)"
    "    HAVING count(DISTINCT seen.phone_id) = 1), id)"
    "  WHERE coalesce(device, mac, product_serial) IS NULL AND key LIKE 'address %'";

// What came after version 1, beside the columns of the table of fields.
static const struct {
    const char *table, *column, *type;
} added[] = {
    {"run", "numbers", "TEXT"},
    {"phone", "owner_id", "INTEGER REFERENCES phone(id)"},
    {"session", "kind", "TEXT"},
    {"session", "interface", "INTEGER"},
};

static int execute(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL);
}

// number_of finds the number that a query gives; 0 for none.
static int number_of(sqlite3 *database, const char *query, int *number)
{
    sqlite3_stmt *statement = NULL;
    *number = 0;
    int code = sqlite3_prepare_v2(database, query, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        *number = code == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
        code = code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
    }
    (void)sqlite3_finalize(statement);
    return code;
}

static int add_column(sqlite3 *database, const char *table, const char *column, const char *type)
{
    int is_there = 0;
    g_autofree char *look = g_strdup_printf(
        "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'", table, column);
    g_autofree char *add = g_strdup_printf("ALTER TABLE %s ADD COLUMN %s %s", table, column, type);
    int code = number_of(database, look, &is_there);
    return code != SQLITE_OK || is_there != 0 ? code : execute(database, add);
}

// add_columns makes what columns an older database does not have.
static int add_columns(sqlite3 *database)
{
    size_t n_fields = 0;
    int code = SQLITE_OK;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    for (size_t i = 0; code == SQLITE_OK && i < G_N_ELEMENTS(added); i++) {
        code = add_column(database, added[i].table, added[i].column, added[i].type);
    }
    for (size_t i = 0; code == SQLITE_OK && i < n_fields; i++) {
        if (fields[i].part != PC_PART_PHONE) {
            code = add_column(database, "session", fields[i].name, "TEXT");
        }
    }
    return code;
}

// refuse says why a database cannot be added to; NULL: it can. Caller frees.
static char *refuse(int version, int n_tables)
{
    if (version > PC_SQLITE_VERSION) {
        return g_strdup_printf("was written by a newer phonecert (schema %d, this one knows %d); "
                               "it was left as it is",
                               version, PC_SQLITE_VERSION);
    }
    return version == 0 && n_tables > 0
               ? g_strdup("is another program's database; it was left as it is")
               : NULL;
}

int pc_sqlite_make_schema(sqlite3 *database, char **refusal)
{
    int version = 0, n_tables = 0;
    g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", PC_SQLITE_VERSION);
    int code = number_of(database, "PRAGMA user_version", &version);
    if (code == SQLITE_OK) {
        code = number_of(database, "SELECT count(*) FROM sqlite_master WHERE type = 'table'",
                         &n_tables);
    }
    if (code != SQLITE_OK || (*refusal = refuse(version, n_tables)) != NULL) {
        return code;
    }
    const char *const steps[] = {version == 1 ? from_version_1 : "", pc_sqlite_tables};
    for (size_t i = 0; code == SQLITE_OK && i < G_N_ELEMENTS(steps); i++) {
        code = execute(database, steps[i]);
    }
    code = code == SQLITE_OK ? add_columns(database) : code;
    code = code == SQLITE_OK ? execute(database, pc_sqlite_views) : code;
    return code == SQLITE_OK ? execute(database, mark) : code;
}

int pc_sqlite_settle(sqlite3 *database)
{
    return execute(database, owners);
}
