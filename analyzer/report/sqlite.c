// SPDX-License-Identifier: GPL-2.0-or-later
// Writes sessions into an SQLite database, in one transaction on the file itself: other programs
// may have it open, in whatever journal mode they keep it, and a run that is killed has changed
// nothing. What an earlier run put there stays; what it said of the same sessions is replaced.
#include "analyzer/report/report.h"

#include "analyzer/report/estate/numbers.h"
#include "analyzer/report/session/session_fields.h"
#include "analyzer/report/sqlite_schema.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

typedef enum {
    ADD_FILE,
    ADD_PHONE,
    FIND_PHONE,
    ADD_CERTIFICATE,
    DROP_SESSION,
    ADD_SESSION,
    ADD_FINDING,
    ADD_RUN,
    ADD_LISTED,
    N_STATEMENTS,
} Statement;

#define GREATER(column)                                                                            \
    " " column " = max(ifnull(" column ", excluded." column "), ifnull(excluded." column           \
    ", " column ")),"

static const char *const statements[N_STATEMENTS] = {
    [ADD_FILE] = "INSERT OR IGNORE INTO file (path) VALUES (?1)",
    [ADD_PHONE] =
        "INSERT INTO phone (key, device, device_kind, model, mac, product_serial, first_seen,"
        " last_seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (key) DO UPDATE SET"
    // The greater of two, as the estate does: it does not matter which came first.
    GREATER("device") GREATER("device_kind") GREATER("model") GREATER("mac")
        GREATER("product_serial") " first_seen = min(first_seen, excluded.first_seen),"
                                  " last_seen = max(last_seen, excluded.last_seen)",
    [FIND_PHONE] = "SELECT id FROM phone WHERE key = ?1",
    [ADD_CERTIFICATE] = "INSERT OR IGNORE INTO certificate VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [DROP_SESSION] =
        "DELETE FROM session WHERE file_id = (SELECT id FROM file WHERE path = ?1) AND start = ?2"
        " AND client = ?3 AND ifnull(client_port, -1) = ?4 AND server = ?5"
        " AND ifnull(server_port, -1) = ?6 AND ifnull(first_frame, -1) = ?7"
        " AND ifnull(kind, '') = ?8",
    [ADD_RUN] =
        "INSERT OR REPLACE INTO run (version, conditions, whole, numbers) VALUES (?1, ?2, ?3, ?4)",
    [ADD_LISTED] = "INSERT OR REPLACE INTO listed VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [ADD_FINDING] = "INSERT OR IGNORE INTO finding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};

enum {
    FIRST_FRAME_PLACE = 15,
    INTERFACE_PLACE = 18,
    FIRST_WORD_PLACE = 19
}; // of ADD_SESSION's parameters
enum {
    BUSY_MILLISECONDS = 10 * 1000, // that another writer is waited for before anything is read
    COMMIT_MILLISECONDS = 2 * 60 * 1000, // that readers are waited for when everything is
};

typedef struct {
    PcOutput *output;
    char *path; // absolute, so that no name (":memory:", "file:...") means anything but a file
    bool is_new;
    sqlite3 *database;
    sqlite3_stmt *prepared[N_STATEMENTS];
} Database;

// fail says what SQLite says, in our words where it would leave people wondering.
static void fail(Database *base, int code)
{
    static const struct {
        int code;
        const char *cause;
    } causes[] = {
        {SQLITE_BUSY, "another program is writing to this database; nothing was changed in it, try "
                      "again when it has done"},
        {SQLITE_NOTADB, "is no SQLite database; it was left as it is"},
        {SQLITE_FULL, "there is no room for it on the disk; the database is as it was before"},
    };
    const char *cause = sqlite3_errmsg(base->database);
    for (size_t i = 0; i < G_N_ELEMENTS(causes); i++) {
        cause = (code & 0xff) == causes[i].code ? causes[i].cause : cause;
    }
    pc_output_fail(base->output, cause);
}

// check remembers the first error; everything after it is left alone.
static bool check(Database *base, int code)
{
    bool is_fine = code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW;
    if (!is_fine && !pc_output_has_failed(base->output)) {
        fail(base, code);
    }
    return is_fine && !pc_output_has_failed(base->output);
}

static bool execute(Database *base, const char *sql)
{
    return check(base, sqlite3_exec(base->database, sql, NULL, NULL, NULL));
}

static bool make_tables(Database *base)
{
    g_autofree char *refusal = NULL;
    bool is_fine = check(base, pc_sqlite_make_schema(base->database, &refusal));
    if (is_fine && refusal != NULL) {
        pc_output_fail(base->output, refusal);
    }
    return is_fine && refusal == NULL;
}

static bool open_database(Database *base)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    return check(base, sqlite3_open_v2(base->path, &base->database, flags, NULL)) &&
           check(base, sqlite3_busy_timeout(base->database, BUSY_MILLISECONDS)) &&
           execute(base, "PRAGMA foreign_keys = ON; BEGIN IMMEDIATE") && make_tables(base);
}

// is_of_session says whether a plain field is a column of `session`: the others are the phone's.
static bool is_of_session(const PcSessionField *field)
{
    return field->part != PC_PART_PHONE;
}

// insertion_of_session words how a session is added: the columns that are bound by hand, and those
// of the table of fields.
static char *insertion_of_session(void)
{
    size_t n_fields = 0;
    int place = FIRST_WORD_PLACE;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    GString *names = g_string_new(
        "INSERT INTO session (file_id, phone_id, certificate_sha256, start, client, client_port,"
        " server, server_port, tls_version, cipher, client_random, alert, alert_from, kind,"
        " first_frame, certificate_frame, alert_frame, interface");
    g_autoptr(GString) values =
        g_string_new("(SELECT id FROM file WHERE path = ?1), (SELECT id FROM phone WHERE key = ?2),"
                     " ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18");
    for (size_t i = 0; i < n_fields; i++) {
        if (is_of_session(&fields[i])) {
            g_string_append_printf(names, ", %s", fields[i].name);
            g_string_append_printf(values, ", ?%d", place++);
        }
    }
    g_string_append_printf(names, ") VALUES (%s)", values->str);
    return g_string_free(names, FALSE);
}

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    (void)options;
    Database *base = g_new0(Database, 1);
    base->output = output;
    base->path = g_canonicalize_filename(pc_output_path(output), NULL);
    base->is_new = !g_file_test(base->path, G_FILE_TEST_EXISTS);
    g_autofree char *insertion = insertion_of_session();
    bool is_open = open_database(base);
    for (int i = 0; is_open && i < N_STATEMENTS; i++) {
        const char *sql = i == ADD_SESSION ? insertion : statements[i];
        is_open =
            check(base, sqlite3_prepare_v2(base->database, sql, -1, &base->prepared[i], NULL));
    }
    return base;
}

static void bind_text(Database *base, Statement statement, int place, const char *text)
{
    // The text outlives the step that follows, but SQLite may keep its pointer: let it copy.
    (void)check(base,
                sqlite3_bind_text(base->prepared[statement], place, text, -1, SQLITE_TRANSIENT));
}

static void bind_number(Database *base, Statement statement, int place, int64_t number,
                        bool is_known)
{
    (void)check(base, is_known ? sqlite3_bind_int64(base->prepared[statement], place, number)
                               : sqlite3_bind_null(base->prepared[statement], place));
}

static void run(Database *base, Statement statement)
{
    if (check(base, sqlite3_step(base->prepared[statement]))) {
        (void)check(base, sqlite3_reset(base->prepared[statement]));
    }
}

static void add_phone(Database *base, const PcSession *session, const char *key)
{
    PcMoment start = pc_moment_micro(session->start);
    bind_text(base, ADD_PHONE, 1, key);
    bind_text(base, ADD_PHONE, 2, pc_session_device(session));
    bind_text(base, ADD_PHONE, 3, session->device_kind);
    bind_text(base, ADD_PHONE, 4, session->model);
    bind_text(base, ADD_PHONE, 5, session->mac);
    bind_text(base, ADD_PHONE, 6, session->product_serial);
    bind_text(base, ADD_PHONE, 7, start.text);
    run(base, ADD_PHONE);
}

static void add_certificates(Database *base, const GArray *certificates)
{
    for (guint i = 0; i < certificates->len; i++) {
        const PcSessionCertificate *one = &g_array_index(certificates, PcSessionCertificate, i);
        PcMoment from = pc_moment_second(one->not_before);
        PcMoment until = pc_moment_second(one->not_after);
        bind_text(base, ADD_CERTIFICATE, 1, one->sha256);
        bind_text(base, ADD_CERTIFICATE, 2, one->subject);
        bind_text(base, ADD_CERTIFICATE, 3, one->issuer);
        bind_text(base, ADD_CERTIFICATE, 4, one->serial);
        bind_text(base, ADD_CERTIFICATE, 5, one->has_validity ? from.text : NULL);
        bind_text(base, ADD_CERTIFICATE, 6, one->has_validity ? until.text : NULL);
        bind_text(base, ADD_CERTIFICATE, 7, one->key);
        bind_text(base, ADD_CERTIFICATE, 8, one->signature);
        run(base, ADD_CERTIFICATE);
    }
}

static void drop_session(Database *base, const PcSession *session)
{
    PcMoment start = pc_moment_micro(session->start);
    uint64_t frame = session->frames[PC_FRAME_FIRST];
    bind_text(base, DROP_SESSION, 1, session->file);
    bind_text(base, DROP_SESSION, 2, start.text);
    bind_text(base, DROP_SESSION, 3, session->client.address);
    bind_number(base, DROP_SESSION, 4, session->client.port, true);
    bind_text(base, DROP_SESSION, 5, session->server.address);
    bind_number(base, DROP_SESSION, 6, session->server.port, true);
    bind_number(base, DROP_SESSION, 7, frame != 0 ? (int64_t)frame : -1, true);
    bind_text(base, DROP_SESSION, 8, session->kind != NULL ? session->kind : "");
    run(base, DROP_SESSION);
}

static void bind_ends(Database *base, const PcSession *session, const char *key)
{
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    PcMoment start = pc_moment_micro(session->start);
    bind_text(base, ADD_SESSION, 1, session->file);
    bind_text(base, ADD_SESSION, 2, key);
    bind_text(base, ADD_SESSION, 3, leaf != NULL ? leaf->sha256 : NULL);
    bind_text(base, ADD_SESSION, 4, start.text);
    bind_text(base, ADD_SESSION, 5, session->client.address);
    bind_number(base, ADD_SESSION, 6, session->client.port, session->client.port >= 0);
    bind_text(base, ADD_SESSION, 7, session->server.address);
    bind_number(base, ADD_SESSION, 8, session->server.port, session->server.port >= 0);
    bind_text(base, ADD_SESSION, 9, session->version);
    bind_text(base, ADD_SESSION, 10, session->cipher);
    bind_text(base, ADD_SESSION, 11, session->client_random);
    bind_text(base, ADD_SESSION, 12, session->alert_description);
    bind_text(base, ADD_SESSION, 13, session->alert_from);
    bind_text(base, ADD_SESSION, 14, session->kind);
    bind_number(base, ADD_SESSION, INTERFACE_PLACE, session->interface_id, true);
}

static void add_session(Database *base, const PcSession *session, const char *key)
{
    static const PcFrameOf frames[] = {PC_FRAME_FIRST, PC_FRAME_CLIENT_CERTIFICATE, PC_FRAME_ALERT};
    size_t n_fields = 0;
    int place = FIRST_WORD_PLACE;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    bind_ends(base, session, key);
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        uint64_t number = session->frames[frames[i]];
        bind_number(base, ADD_SESSION, FIRST_FRAME_PLACE + (int)i, (int64_t)number, number != 0);
    }
    for (size_t i = 0; i < n_fields; i++) {
        if (is_of_session(&fields[i])) {
            bind_text(base, ADD_SESSION, place++, pc_session_text(session, &fields[i]));
        }
    }
    run(base, ADD_SESSION);
}

static void add_finding(Database *base, int64_t session_id, int64_t phone_id,
                        const PcEstateFinding *finding)
{
    bind_number(base, ADD_FINDING, 1, session_id, session_id >= 0);
    bind_number(base, ADD_FINDING, 2, phone_id, phone_id >= 0);
    bind_text(base, ADD_FINDING, 3, finding->id);
    bind_text(base, ADD_FINDING, 4, pc_severity_name(finding->severity));
    bind_text(base, ADD_FINDING, 5, finding->message);
    bind_text(base, ADD_FINDING, 6, finding->remedy);
    bind_text(base, ADD_FINDING, 7, finding->source);
    run(base, ADD_FINDING);
}

static void session(void *state, const PcSession *session)
{
    Database *base = state;
    g_autofree char *key = session->concerns_phone ? pc_session_phone_key(session) : NULL;
    // What a log and a capture together show stands with the phone, in the estate.
    if (pc_output_has_failed(base->output) ||
        g_strcmp0(session->kind, PC_KIND_LOG_CONTRADICTION) == 0) {
        return;
    }
    bind_text(base, ADD_FILE, 1, session->file);
    run(base, ADD_FILE);
    if (key != NULL) {
        add_phone(base, session, key);
    }
    add_certificates(base, session->client_certificates);
    add_certificates(base, session->server_certificates);
    drop_session(base, session);
    add_session(base, session, key);
    int64_t id = sqlite3_last_insert_rowid(base->database);
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(session->findings, PcSessionFinding, i);
        const PcEstateFinding finding = {one->id, one->message, one->remedy, one->source,
                                         one->severity};
        add_finding(base, id, -1, &finding);
    }
}

// find_phone gives the id of a phone of the estate; -1 if it is not there.
static int64_t find_phone(Database *base, const PcEstatePhone *phone)
{
    int64_t id = -1;
    bind_text(base, FIND_PHONE, 1, phone->key);
    if (check(base, sqlite3_step(base->prepared[FIND_PHONE]))) {
        if (sqlite3_column_count(base->prepared[FIND_PHONE]) == 1 &&
            sqlite3_column_type(base->prepared[FIND_PHONE], 0) == SQLITE_INTEGER) {
            id = sqlite3_column_int64(base->prepared[FIND_PHONE], 0);
        }
        (void)check(base, sqlite3_reset(base->prepared[FIND_PHONE]));
    }
    return id;
}

static void add_remarks(Database *base, const PcEstate *estate)
{
    const GPtrArray *phones = pc_estate_phones(estate);
    for (guint i = 0; i < phones->len; i++) {
        const PcEstatePhone *phone = g_ptr_array_index(phones, i);
        int64_t id = phone->findings->len > 0 ? find_phone(base, phone) : -1;
        for (guint j = 0; id >= 0 && j < phone->findings->len; j++) {
            add_finding(base, -1, id, &g_array_index(phone->findings, PcEstateFinding, j));
        }
    }
}

// add_run says what the run was made with, and what it counted.
static void add_run(Database *base, const PcEstate *estate, const PcConditions *conditions)
{
    g_autofree char *text = pc_conditions_text(conditions);
    g_autoptr(GString) numbers = g_string_new(NULL);
    PcJson json = PC_JSON(numbers);
    pc_estate_write_numbers(&json, NULL, estate);
    bind_text(base, ADD_RUN, 1, PHONECERT_VERSION);
    bind_text(base, ADD_RUN, 2, text);
    bind_number(base, ADD_RUN, 3, conditions->ending == NULL, true);
    bind_text(base, ADD_RUN, 4, numbers->str);
    run(base, ADD_RUN);
}

static void add_listed(Database *base, const PcPhoneList *list)
{
    for (guint i = 0; list != NULL && i < list->phones->len; i++) {
        const PcListedPhone *phone = g_ptr_array_index(list->phones, i);
        const char *const words[] = {phone->name,     phone->model,      phone->pool,
                                     phone->profile,  phone->lsc_status, phone->lsc_issuer,
                                     phone->lsc_ends, phone->status};
        for (size_t k = 0; k < G_N_ELEMENTS(words); k++) {
            bind_text(base, ADD_LISTED, (int)k + 1, words[k]);
        }
        run(base, ADD_LISTED);
    }
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    Database *base = state;
    if (!pc_output_has_failed(base->output)) {
        add_remarks(base, estate);
        add_listed(base, conditions->phones);
        if (conditions->verb != NULL) {
            add_run(base, estate, conditions);
        }
        (void)check(base, pc_sqlite_settle(base->database));
        (void)sqlite3_busy_timeout(base->database, COMMIT_MILLISECONDS);
        (void)execute(base, "COMMIT");
    }
    for (int i = 0; i < N_STATEMENTS; i++) {
        (void)sqlite3_finalize(base->prepared[i]);
    }
    // What was begun and not committed is undone by this.
    (void)sqlite3_close(base->database);
    struct stat left;
    if (base->is_new && stat(base->path, &left) == 0 && left.st_size == 0) {
        (void)g_unlink(base->path);
    }
    g_free(base->path);
    g_free(base);
}

const PcWriter pc_writer_sqlite = {
    .name = "sqlite",
    .help = "a database of phones, certificates, sessions and findings; a later run adds to it",
    .needs_file = true,
    .tells_phones = true,
    .begin = begin,
    .session = session,
    .finish = finish,
};
