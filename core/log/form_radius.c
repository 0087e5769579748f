// SPDX-License-Identifier: GPL-2.0-or-later
// FreeRADIUS, whose lines of one request share a number and of which only the last names the
// client, and ClearPass, whose records share a session.
#include "core/log/work.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/lexer.h"

enum { MAX_WAITING = 1024 };

// ---- what is known of one request ---------------------------------------------------------------

typedef struct {
    // Of PcLogEntry, owned, by the request's number or the session; NULL: none yet.
    GHashTable *requests;
} State;

static int compare_entries(const void *a, const void *b)
{
    const PcLogEntry *one = a, *other = b;
    return (one->line > other->line) - (one->line < other->line);
}

// take_all gives every entry that waits, in the order of their lines, and the caller owns them.
static GList *take_all(State *state)
{
    if (state->requests == NULL) {
        return NULL;
    }
    GList *entries = g_hash_table_get_values(state->requests);
    g_hash_table_remove_all(state->requests);
    return g_list_sort(entries, compare_entries);
}

// tell_rest adds what no line ended and yet says something.
static void tell_rest(PcPhoneLog *log, void *data)
{
    g_autoptr(GList) entries = take_all(data);
    for (const GList *at = entries; at != NULL; at = at->next) {
        PcLogEntry *entry = at->data;
        if (entry->alert == NULL && entry->n_findings == 0) {
            pc_log_entry_free(entry);
            continue;
        }
        if (entry->n_findings == 0) {
            pc_log_refuse(entry, entry->by, pc_log_reason_of_alert(entry->alert));
        }
        pc_log_add(log, entry);
    }
}

static void clear(void *data)
{
    State *state = data;
    g_list_free_full(take_all(state), pc_log_entry_free);
    g_clear_pointer(&state->requests, g_hash_table_unref);
}

static PcLogEntry *request_of(PcPhoneLog *log, State *state, PcLogForm form, PcBytes key)
{
    if (state->requests == NULL) {
        state->requests = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    }
    g_autofree char *name = pc_log_value(key);
    PcLogEntry *entry = name != NULL ? g_hash_table_lookup(state->requests, name) : NULL;
    if (entry == NULL && name != NULL) {
        if (g_hash_table_size(state->requests) >= MAX_WAITING) {
            tell_rest(log, state);
        }
        entry = pc_log_told(form, PC_LOG_EAP_FAILURE, (PcBytes){0});
        entry->line = log->n_lines;
        pc_log_service(entry, PC_SERVICE_DOT1X);
        g_hash_table_insert(state->requests, g_steal_pointer(&name), entry);
    }
    return entry;
}

// tell_request adds what was gathered of a request, with the line that ends it.
static void tell_request(PcPhoneLog *log, State *state, PcBytes key, PcBytes line)
{
    g_autofree char *name = pc_log_value(key);
    void *kept_name, *kept;
    if (name == NULL || !g_hash_table_steal_extended(state->requests, name, &kept_name, &kept)) {
        return;
    }
    g_free(kept_name);
    PcLogEntry *entry = kept;
    g_free(entry->text);
    entry->text = pc_text_clean(pc_lex_trim(line), PC_PHONE_LOG_MAX_TEXT);
    if (entry->event == PC_LOG_EAP_FAILURE && entry->n_findings == 0) {
        pc_log_refuse(entry, entry->by, pc_log_reason_of_alert(entry->alert));
    }
    pc_log_add(log, entry);
}

// ---- FreeRADIUS ---------------------------------------------------------------------------------

// "TLS Alert write:fatal:unknown CA", "Alert read:fatal:...", "recv TLS 1.2 Alert, fatal x"
static void take_radius_alert(PcLogEntry *entry, PcBytes line)
{
    static const struct {
        const char *words;
        PcSide by;
    } directions[] = {
        {"Alert write:", PC_SIDE_SERVER},
        {"Alert read:", PC_SIDE_CLIENT},
    };
    PcBytes after;
    for (size_t i = 0; i < G_N_ELEMENTS(directions); i++) {
        if (pc_lex_after(line, directions[i].words, &after)) {
            entry->alert = pc_log_alert(after);
            entry->alert_read = directions[i].by == PC_SIDE_CLIENT;
            entry->alert_fatal = pc_log_has(after, "fatal");
            entry->by = directions[i].by;
            return;
        }
    }
    if (pc_log_has(line, "Alert, fatal ")) {
        bool is_received = pc_log_has(line, "recv TLS");
        entry->alert = pc_log_alert(pc_log_after_key(line, "Alert, fatal ", "):"));
        entry->alert_read = is_received;
        entry->alert_fatal = true;
        entry->by = is_received ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
    }
}

// Who refuses in this line.
static PcSide radius_side(PcBytes line)
{
    PcLogEntry seen = {0};
    take_radius_alert(&seen, line);
    return pc_log_has(line, "SSL says error ") ? PC_SIDE_SERVER : seen.by;
}

// "SSL says error 20 : words", "OpenSSL says error 20 : words"
static void take_verify_error(PcLogEntry *entry, PcBytes line)
{
    PcBytes after;
    uint64_t code;
    if (pc_lex_after(line, "SSL says error ", &after) && pc_lex_number(&after, 1, 3, &code)) {
        pc_lex_literal(&after, " : ");
        g_free(entry->detail);
        entry->detail = pc_log_value(after);
        pc_log_refuse(entry, PC_SIDE_SERVER, pc_log_reason_of_verify((unsigned)code));
    }
}

static void take_radius_names(PcLogEntry *entry, PcBytes line)
{
    static const struct {
        const char *subject, *issuer;
    } spellings[] = {{"subject = ", "issuer  = "},
                     {"TLS-Client-Cert-Subject := \"", "TLS-Client-Cert-Issuer := \""},
                     {"TLS-Client-Cert-Subject = \"", "TLS-Client-Cert-Issuer = \""}};
    for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++) {
        pc_log_names(entry, pc_log_after_key(line, spellings[i].subject, "\""),
                     pc_log_after_key(line, spellings[i].issuer, "\""));
    }
    if (entry->serial == NULL) {
        entry->serial = pc_log_text_of(line, "TLS-Client-Cert-Serial := \"", "\"");
    }
    pc_log_client(entry, pc_log_after_key(line, "User-Name = ", "\n"));
}

// "Login incorrect (...): [user/<via ...>] (from client sw-7 port 50107 cli 0A-1B-...)"
static bool take_login(PcLogEntry *entry, PcBytes line)
{
    bool is_good = pc_log_has(line, "Login OK:");
    if (!is_good && !pc_log_has(line, "Login incorrect")) {
        return false;
    }
    entry->event = is_good ? PC_LOG_ACCEPTED : PC_LOG_EAP_FAILURE;
    entry->verdict = is_good ? PC_LOG_GOOD : PC_LOG_BAD;
    entry->n_findings = is_good ? 0 : entry->n_findings;
    pc_log_client(entry, pc_log_after_key(line, ": [", "]"));
    pc_log_client(entry, pc_log_after_key(line, " cli ", " )"));
    g_autofree char *nas = pc_log_text_of(line, "from client ", " )");
    g_autofree char *port = pc_log_text_of(line, " port ", " )");
    if (nas != NULL) {
        g_free(entry->nas);
        entry->nas = port != NULL ? g_strdup_printf("%s port %s", nas, port) : g_strdup(nas);
    }
    if (entry->detail == NULL && !is_good) {
        entry->detail = pc_log_text_of(line, "Login incorrect (", ")");
    }
    return true;
}

// The request's number: "(12)" before the module or the sentence.
static PcBytes request_number(PcBytes line)
{
    PcBytes rest = line, digits;
    while (pc_lex_after(rest, "(", &rest)) {
        PcBytes look = rest;
        if (pc_lex_while(&look, "", &digits) && pc_lex_literal(&look, ")") &&
            g_ascii_isdigit(*digits.data)) {
            return digits;
        }
    }
    return (PcBytes){0};
}

static PcLogTaken read_freeradius(PcPhoneLog *log, void *data, PcBytes line)
{
    State *state = data;
    PcBytes number = request_number(line);
    static const char alone[] = "none";
    bool is_login = pc_log_has(line, "Login ");
    PcBytes key = number.len > 0 ? number : pc_bytes(alone, sizeof alone - 1);
    PcLogEntry *entry = request_of(log, state, PC_LOG_FORM_FREERADIUS, key);
    if (entry == NULL) {
        return PC_LOG_NOT_MINE;
    }
    // Both sides may have refused, one after the other: that is two failures.
    PcSide by = radius_side(line);
    if (by != PC_SIDE_UNKNOWN && entry->by != PC_SIDE_UNKNOWN && by != entry->by) {
        tell_request(log, state, key, line);
        entry = request_of(log, state, PC_LOG_FORM_FREERADIUS, key);
    }
    if (entry->time.time_of_day < 0) {
        pc_log_find_time(line, &entry->time);
    }
    take_radius_alert(entry, line);
    take_verify_error(entry, line);
    take_radius_names(entry, line);
    if (is_login && take_login(entry, line)) {
        tell_request(log, state, key, line);
    }
    return PC_LOG_TAKEN;
}

static const char *const freeradius_marks[] = {
    "eap_tls",         "(TLS) ",           "Login incorrect", "Login OK: [", "TLS Alert ",
    "TLS-Client-Cert", "Error: tls: TLS_", "SSL says error",  NULL};
const PcLogFormRow pc_log_form_freeradius = {
    .title = "FreeRADIUS (radius.log, radiusd -X)",
    .keys = PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_DEVICE | PC_LOG_KEY_TIME,
    .marks = freeradius_marks,
    .read = read_freeradius,
    .state_size = sizeof(State),
    .finish = tell_rest,
    .clear = clear,
};

// ---- ClearPass ----------------------------------------------------------------------------------

// Every field of a record that names a client counts, whatever the field is called.
static void take_clearpass_client(PcLogEntry *entry, PcBytes line)
{
    PcBytes rest = line;
    while (rest.len > 0) {
        PcBytes value = pc_lex_until(&rest, ",");
        pc_bytes_skip(&rest, 1);
        if (pc_lex_after(value, "=", &value)) {
            pc_log_client(entry, value);
        }
    }
}

static PcLogTaken read_clearpass(PcPhoneLog *log, void *data, PcBytes line)
{
    State *state = data;
    PcBytes session = pc_log_after_key(line, "session_id=", ",");
    if (session.len == 0) {
        return PC_LOG_NOT_MINE; // it speaks of such a line
    }
    PcLogEntry *entry = request_of(log, state, PC_LOG_FORM_CLEARPASS, session);
    if (entry == NULL) {
        return PC_LOG_TAKEN;
    }
    if (entry->time.time_of_day < 0) {
        PcBytes time = pc_log_after_key(line, "timestamp=", ",");
        if (!pc_log_iso_time(&time, &entry->time)) {
            pc_log_find_time(line, &entry->time);
        }
    }
    take_clearpass_client(entry, line);
    PcBytes alert = pc_log_after_key(line, "alert=", ",");
    if (pc_log_has(alert, "fatal alert by ")) {
        bool by_client = pc_log_has(alert, "fatal alert by client");
        entry->alert = pc_log_alert(pc_log_after_key(alert, " - ", "\\"));
        entry->alert_fatal = true;
        entry->alert_read = by_client;
        entry->by = by_client ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
        g_free(entry->detail);
        entry->detail = pc_log_text_of(line, "alert=", "\\,");
        entry->line = log->n_lines;
        g_free(entry->text);
        entry->text = pc_text_clean(pc_lex_trim(line), PC_PHONE_LOG_MAX_TEXT);
    }
    return PC_LOG_TAKEN;
}

static const char *const clearpass_marks[] = {"CPPM_", NULL};
const PcLogFormRow pc_log_form_clearpass = {
    .title = "ClearPass syslog",
    .keys = PC_LOG_KEY_DEVICE | PC_LOG_KEY_TIME,
    .marks = clearpass_marks,
    .read = read_clearpass,
    .state_size = sizeof(State),
    .finish = tell_rest,
    .clear = clear,
};
