// SPDX-License-Identifier: GPL-2.0-or-later
// ASA and FTD, whose words on a certificate hold no address and belong to the handshake that is
// open.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

enum { MAX_OPEN = 64 };

// One handshake with a client that has begun and not ended.
typedef struct {
    char *client, *server;
    int client_port, server_port;
} Open;

typedef struct {
    GArray *open;      // of Open; NULL: none yet
    bool is_explained; // something said why since the last handshake ended
    PcLogReason reason;
    bool has_reason;
    PcSide by;
} AsaState;

static void clear_open(void *data)
{
    Open *open = data;
    g_free(open->client);
    g_free(open->server);
}

// "outside:203.0.113.7/49152 to 198.51.100.2/443 for TLSv1.2 session": each address may be missing.
static void take_end(PcBytes from, char **address, int *port)
{
    PcBytes word = pc_lex_trim(pc_lex_until(&from, " ")), rest = word, host = word;
    uint64_t number;
    // The interface stands before the first colon, where an address without one follows.
    if (pc_lex_after(host, ":", &rest) && !pc_log_has(rest, ":")) {
        host = rest;
    }
    PcBytes name = pc_lex_until(&host, "/");
    if (pc_lex_literal(&host, "/") && pc_lex_number(&host, 1, 5, &number) && number <= UINT16_MAX) {
        *address = pc_log_value(name);
        *port = (int)number;
    }
}

static void take_flow(PcLogEntry *entry, PcBytes text)
{
    PcBytes after;
    if (pc_lex_after(text, "client ", &after)) {
        take_end(after, &entry->address, &entry->port);
        if (pc_lex_after(after, " to ", &after)) {
            take_end(after, &entry->server, &entry->server_port);
        }
    }
    if (pc_lex_after(text, " for ", &after)) {
        entry->version = pc_log_value(pc_lex_until(&after, " "));
    }
}

static guint find_open(const AsaState *state, const PcLogEntry *entry)
{
    for (guint i = 0; state->open != NULL && i < state->open->len; i++) {
        const Open *open = &g_array_index(state->open, Open, i);
        if (g_strcmp0(open->client, entry->address) == 0 && open->client_port == entry->port) {
            return i;
        }
    }
    return G_MAXUINT;
}

static void add_open(AsaState *state, const PcLogEntry *entry)
{
    if (state->open == NULL) {
        state->open = g_array_new(FALSE, TRUE, sizeof(Open));
        g_array_set_clear_func(state->open, clear_open);
    }
    if (state->open->len >= MAX_OPEN) {
        g_array_remove_index(state->open, 0);
    }
    Open open = {g_strdup(entry->address), g_strdup(entry->server), entry->port,
                 entry->server_port};
    g_array_append_val(state->open, open);
}

static void close_open(AsaState *state, PcLogEntry *entry)
{
    guint i = find_open(state, entry);
    if (i == G_MAXUINT) {
        return;
    }
    const Open *open = &g_array_index(state->open, Open, i);
    if (entry->server == NULL) {
        entry->server = g_strdup(open->server);
        entry->server_port = open->server_port;
    }
    g_array_remove_index(state->open, i);
}

// What says nothing of its connection belongs to the one that is open, where only one is.
static void attach(const AsaState *state, PcLogEntry *entry)
{
    if (state->open != NULL && state->open->len == 1) {
        const Open *open = &g_array_index(state->open, Open, 0);
        entry->address = g_strdup(open->client);
        entry->port = open->client_port;
        entry->server = g_strdup(open->server);
        entry->server_port = open->server_port;
    } else if (state->open != NULL && state->open->len > 1) {
        entry->nas = g_strdup_printf("one of the %u handshakes that were open", state->open->len);
    }
}

static PcBytes name_value(PcBytes text, const char *key, const char *next)
{
    PcBytes after;
    size_t end;
    if (!pc_lex_after(text, key, &after)) {
        return (PcBytes){0};
    }
    if (next != NULL && pc_bytes_find(after, next, strlen(next), &end)) {
        after = pc_bytes_first(after, end);
    }
    after = pc_lex_trim(after);
    uint8_t last;
    while (after.len > 0 && pc_bytes_at(after, after.len - 1, &last) &&
           strchr(" .,", last) != NULL) {
        after = pc_bytes_first(after, after.len - 1);
    }
    return after;
}

static void take_asa_names(PcLogEntry *entry, PcBytes text)
{
    entry->serial = pc_log_text_of(text, "serial number: ", ",");
    pc_log_names(entry, name_value(text, "subject name: ", ", issuer name:"),
                 name_value(text, "issuer name: ", NULL));
}

static bool on_start(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    take_flow(entry, text);
    add_open(state, entry);
    state->is_explained = state->has_reason = false;
    return true;
}

static bool on_done(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    take_flow(entry, text);
    close_open(state, entry);
    entry->verdict = PC_LOG_GOOD;
    return true;
}

// 725006 gives no reason; 725014 before it may.
static bool on_failed(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    take_flow(entry, text);
    close_open(state, entry);
    entry->verdict = PC_LOG_BAD;
    if (state->has_reason) {
        pc_log_refuse(entry, state->by, state->reason);
    } else if (!state->is_explained) {
        entry->detail = g_strdup("no reason is logged at this level: log message 725014 (level 7)");
        pc_log_finding(entry, PC_FINDING_SERVER_REFUSED);
        pc_log_finding(entry, PC_FINDING_PHONE_ENDED_HANDSHAKE);
    }
    state->is_explained = state->has_reason = false;
    return true;
}

// "SSL lib error. Function: F Reason: R"
static bool on_ssl_error(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    PcBytes words;
    if (!pc_lex_after(text, "Reason: ", &words)) {
        return false;
    }
    attach(state, entry);
    entry->detail = pc_log_value(words);
    entry->verdict = PC_LOG_BAD;
    bool is_alert = pc_log_has(words, " alert ");
    PcLogReason reason = PC_LOG_REASON_OTHER;
    if (is_alert) {
        entry->alert = pc_log_alert(words);
        entry->alert_read = true;
        reason = pc_log_reason_of_alert(entry->alert);
    }
    bool is_known = is_alert || pc_log_reason_of_openssl(words, &reason);
    // What a 717 message said before is the cause of "certificate verify failed".
    if (is_known || !state->is_explained) {
        state->has_reason = is_known;
        state->reason = reason;
        state->by = is_alert ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
    }
    entry->by = is_alert ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
    return true;
}

static bool on_no_certificate(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    take_flow(entry, text);
    attach(state, entry);
    state->is_explained = true;
    pc_log_refuse(entry, PC_SIDE_SERVER, PC_LOG_REASON_NO_CERTIFICATE);
    return true;
}

static const struct {
    const char *words;
    PcLogReason reason;
} asa_words[] = {
    {"suitable trustpoint", PC_LOG_REASON_UNKNOWN_CA},
    {"expired", PC_LOG_REASON_EXPIRED},
    {"revoked", PC_LOG_REASON_REVOKED},
    {"not yet valid", PC_LOG_REASON_NOT_YET_VALID},
};

static bool on_not_valid(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    PcLogReason reason = PC_LOG_REASON_OTHER;
    attach(state, entry);
    take_asa_names(entry, text);
    for (size_t i = 0; i < G_N_ELEMENTS(asa_words); i++) {
        if (pc_log_has_nocase(text, asa_words[i].words)) {
            reason = asa_words[i].reason;
            break;
        }
    }
    PcBytes words = text;
    if (pc_lex_after(words, "failed. ", &words) ||
        pc_lex_after(words, "failed validation. ", &words)) {
        size_t end;
        if (pc_bytes_find(words, " certificate serial", strlen(" certificate serial"), &end)) {
            words = pc_bytes_first(words, end);
        }
        entry->detail = pc_log_value(words);
    }
    state->is_explained = true;
    pc_log_refuse(entry, PC_SIDE_SERVER, reason);
    return true;
}

static bool on_no_issuer(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    attach(state, entry);
    pc_log_names(entry, (PcBytes){0}, name_value(text, "issuer: ", " Reason:"));
    state->is_explained = true;
    pc_log_refuse(entry, PC_SIDE_SERVER, PC_LOG_REASON_UNKNOWN_CA);
    return true;
}

static bool on_valid(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    attach(state, entry);
    take_asa_names(entry, text);
    entry->verdict = PC_LOG_GOOD;
    return true;
}

static bool on_client(AsaState *state, PcLogEntry *entry, PcBytes text)
{
    attach(state, entry);
    take_asa_names(entry, text);
    return true;
}

// The ASA syslog guide's messages.
static const struct {
    uint64_t id;
    PcLogEvent event;
    bool (*take)(AsaState *state, PcLogEntry *entry, PcBytes text);
} asa_messages[] = {
    {725001, PC_LOG_HANDSHAKE_START, on_start},   {725002, PC_LOG_HANDSHAKE_DONE, on_done},
    {725006, PC_LOG_HANDSHAKE_FAILED, on_failed}, {725014, PC_LOG_HANDSHAKE_FAILED, on_ssl_error},
    {725017, PC_LOG_REFUSED, on_no_certificate},  {717009, PC_LOG_REFUSED, on_not_valid},
    {717022, PC_LOG_ACCEPTED, on_valid},          {717027, PC_LOG_REFUSED, on_not_valid},
    {717028, PC_LOG_ACCEPTED, on_valid},          {717029, PC_LOG_SUBJECT, on_client},
    {717031, PC_LOG_REFUSED, on_no_issuer},
};

static PcLogTaken read_asa(PcPhoneLog *log, void *data, PcBytes line)
{
    PcBytes rest;
    uint64_t level, id;
    if ((!pc_lex_after(line, "%ASA-", &rest) && !pc_lex_after(line, "%FTD-", &rest)) ||
        !pc_lex_number(&rest, 1, 1, &level) || !pc_lex_literal(&rest, "-") ||
        !pc_lex_number(&rest, 6, 6, &id) || !pc_lex_literal(&rest, ":")) {
        return PC_LOG_NOT_MINE;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(asa_messages); i++) {
        if (asa_messages[i].id != id) {
            continue;
        }
        PcLogEntry *entry = pc_log_told(PC_LOG_FORM_ASA, asa_messages[i].event, line);
        pc_log_find_time(line, &entry->time);
        pc_log_service(entry, PC_SERVICE_VPN);
        entry->number = (int)id;
        if (asa_messages[i].take(data, entry, pc_lex_trim(rest))) {
            pc_log_add(log, entry);
        } else {
            pc_log_entry_free(entry);
        }
    }
    return PC_LOG_TAKEN;
}

static void clear_asa(void *data)
{
    AsaState *state = data;
    g_clear_pointer(&state->open, g_array_unref);
}

static const char *const asa_marks[] = {"%ASA-", "%FTD-", NULL};
const PcLogFormRow pc_log_form_asa = {
    .title = "ASA and FTD syslog (phone VPN)",
    .keys = PC_LOG_KEY_FLOW | PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_TIME,
    .marks = asa_marks,
    .read = read_asa,
    .state_size = sizeof(AsaState),
    .clear = clear_asa,
};
