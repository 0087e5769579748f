// SPDX-License-Identifier: GPL-2.0-or-later
// Entries of one process become connections, and connections are joined to the sessions of a
// capture under one offset between the two clocks. Where the offset cannot be told nothing is
// joined: a contradiction that is none would be worse than silence.
#include "core/log/phone_log.h"

#include "core/bytes/keyed_hash.h"
#include "core/field/services.h"
#include "core/log/work.h"

enum {
    MAX_PAIRS = 50000, // compared of one log and one capture
    LINE_TEXT_LEN = 32,
};

PC_WORDS(pc_log_outcome_name, PcLogOutcome, PC_LOG_OUTCOMES)

// ---- entries to connections -----------------------------------------------------------------

static PcLogConnection *open_connection(PcPhoneLog *log, GHashTable *open, const PcLogEntry *entry)
{
    PcLogConnection *connection = g_new0(PcLogConnection, 1);
    connection->time = entry->time;
    connection->first_line = entry->line;
    connection->form = entry->form;
    connection->process = entry->process;
    g_ptr_array_add(log->connections, connection);
    g_hash_table_insert(open, g_strdup(entry->process), connection);
    return connection;
}

// The entries with which a connection begins; others belong to the one that is open. The old form
// says "No LSC" first and names the certificate after it.
static bool begins(const PcLogEntry *entry, const PcLogConnection *current)
{
    if (current == NULL) {
        return true;
    }
    bool has_ended = current->outcome != PC_LOG_OUTCOME_UNKNOWN;
    switch (entry->event) {
    case PC_LOG_CONNECT:
        return true;
    case PC_LOG_NO_LSC:
        return has_ended || current->no_lsc || current->certificate != PC_TYPE_ABSENT;
    case PC_LOG_CERTIFICATE:
        return has_ended || (entry->service != NULL && current->certificate != PC_TYPE_ABSENT);
    case PC_LOG_SUBJECT:
    case PC_LOG_ISSUER:
    case PC_LOG_ALERT:
    case PC_LOG_HANDSHAKE_DONE:
    case PC_LOG_HANDSHAKE_FAILED:
    case PC_LOG_PEER_VALID:
    case PC_LOG_PEER_ROLE:
    case PC_LOG_PEER_UNKNOWN:
    case PC_LOG_TVS_QUESTION:
    case PC_LOG_TVS_ANSWER:
    case PC_LOG_FILE:
    case PC_LOG_TRUST_LIST_VERIFIED:
    case PC_LOG_TRUST_LIST_MISSING:
    case PC_LOG_TRUST_LIST_RECORD:
    case PC_LOG_NAME_MISMATCH:
    case PC_LOG_CONNECTION_FAILURE:
    case PC_LOG_EAP_FAILURE:
    case PC_LOG_ACCEPTED:
    case PC_LOG_REFUSED:
    case PC_LOG_HANDSHAKE_START:
    case PC_LOG_UNREGISTERED:
    case PC_LOG_REGISTRATION_FAILED:
    case PC_LOG_CERTIFICATE_ENDS:
    case PC_LOG_IN_STORE:
    case PC_LOG_CA_OFFERED:
    case PC_LOG_TRUST_LIST_UNVERIFIED:
    case PC_LOG_FILE_MISSING:
    case PC_LOG_CAPF_RESULT:
    case PC_LOG_STATUS:
    case PC_LOG_CERTIFICATE_SHOWN:
    case PC_LOG_N_EVENTS:
        return false;
    }
    return false;
}

// Two connections of one process may be open at once: a line that names an address is of the one
// with that address. Caller frees.
static char *key_with_address(const PcLogEntry *entry)
{
    return g_strdup_printf("%s <%s>", entry->process, entry->address);
}

static PcLogConnection *connection_of(PcPhoneLog *log, GHashTable *open, const PcLogEntry *entry)
{
    PcLogConnection *current = g_hash_table_lookup(open, entry->process);
    g_autofree char *key = entry->address != NULL ? key_with_address(entry) : NULL;
    if (key != NULL && entry->event != PC_LOG_CONNECT) {
        PcLogConnection *of_address = g_hash_table_lookup(open, key);
        current = of_address != NULL ? of_address : current;
    }
    bool is_elsewhere = current != NULL && entry->address != NULL && current->address != NULL &&
                        strcmp(current->address, entry->address) != 0;
    if (begins(entry, current) || is_elsewhere) {
        current = open_connection(log, open, entry);
    }
    if (key != NULL) {
        g_hash_table_insert(open, g_steal_pointer(&key), current);
    }
    return current;
}

static bool concerns_connection(const PcLogEntry *entry)
{
    bool is_phone = entry->form == PC_LOG_FORM_SECD || entry->form == PC_LOG_FORM_SECUREAPP;
    return is_phone && entry->event <= PC_LOG_TVS_ANSWER;
}

static const char *first_of(const char *kept, const char *now)
{
    return kept != NULL ? kept : now;
}

// The phone found the server's certificate good after all: by its list, or because TVS said so.
static bool vouches(const PcLogEntry *entry)
{
    return entry->event == PC_LOG_PEER_VALID ||
           (entry->event == PC_LOG_TVS_ANSWER && entry->number == 0);
}

// Another process of the phone may have looked into the list in vain just before.
static void vouch_for_last(const PcPhoneLog *log, const PcLogEntry *entry)
{
    enum { LOOK_BACK = 8 };
    guint n = log->connections->len;
    for (guint i = n; i > 0 && i + LOOK_BACK > n; i--) {
        PcLogConnection *connection = g_ptr_array_index(log->connections, i - 1);
        if (connection->peer_unknown && connection->outcome == PC_LOG_OUTCOME_UNKNOWN) {
            connection->peer_unknown = false;
            connection->last_line = entry->line;
            return;
        }
    }
}

static void add_to(PcLogConnection *connection, const PcLogEntry *entry)
{
    connection->last_line = entry->line;
    connection->service = first_of(connection->service, entry->service);
    connection->device = first_of(connection->device, entry->device);
    connection->subject = first_of(connection->subject, entry->subject);
    connection->issuer = first_of(connection->issuer, entry->issuer);
    connection->version = first_of(connection->version, entry->version);
    connection->address = first_of(connection->address, entry->address);
    connection->port = connection->port != 0 ? connection->port : entry->port;
    if (connection->certificate == PC_TYPE_ABSENT) {
        connection->certificate = entry->certificate;
    }
    connection->no_lsc |= entry->event == PC_LOG_NO_LSC;
    connection->peer_unknown |= entry->event == PC_LOG_PEER_UNKNOWN;
    bool is_fatal = entry->event == PC_LOG_ALERT && entry->alert_fatal;
    if (is_fatal && connection->alert == NULL) {
        connection->alert = entry->alert;
        connection->alert_read = entry->alert_read;
    }
    connection->peer_unknown &= !vouches(entry);
    if (is_fatal || entry->event == PC_LOG_HANDSHAKE_FAILED) {
        connection->outcome = PC_LOG_OUTCOME_FAILED;
    } else if (entry->event == PC_LOG_HANDSHAKE_DONE &&
               connection->outcome == PC_LOG_OUTCOME_UNKNOWN) {
        connection->outcome = PC_LOG_OUTCOME_DONE;
    }
}

// judge names what a connection that failed may be.
static void judge(PcLogConnection *connection)
{
    PcLogEntry entry = {.certificate = connection->certificate};
    g_autofree char *service = g_strdup(connection->service);
    entry.service = service;
    if (connection->alert != NULL) {
        pc_log_refuse(&entry, connection->alert_read ? PC_SIDE_SERVER : PC_SIDE_CLIENT,
                      pc_log_reason_of_alert(connection->alert));
    } else if (connection->peer_unknown) {
        pc_log_refuse(&entry, PC_SIDE_CLIENT, PC_LOG_REASON_UNKNOWN_CA);
    }
    connection->n_findings = entry.n_findings;
    for (unsigned i = 0; i < entry.n_findings; i++) {
        connection->findings[i] = entry.findings[i];
    }
}

void pc_log_connect(PcPhoneLog *log)
{
    g_autoptr(GHashTable) open = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < log->entries->len; i++) {
        const PcLogEntry *entry = g_ptr_array_index(log->entries, i);
        if (!concerns_connection(entry) || entry->process == NULL) {
            continue;
        }
        if (vouches(entry)) {
            vouch_for_last(log, entry);
        }
        if (entry->event <= PC_LOG_PEER_UNKNOWN) {
            add_to(connection_of(log, open, entry), entry);
        }
    }
    for (unsigned i = 0; i < log->connections->len; i++) {
        judge(g_ptr_array_index(log->connections, i));
    }
}

// ---- joining --------------------------------------------------------------------------------

static bool same_service(const char *of_log, const char *of_capture)
{
    if (of_log == NULL || of_capture == NULL || strcmp(of_log, of_capture) == 0) {
        return of_capture != NULL;
    }
    const PcServiceId log = pc_service_by_name(of_log);
    // a word of the log's own cannot be compared; a phone's headset connection is HTTPS to it
    return log == PC_N_SERVICES ||
           (log == PC_SERVICE_HTTPS && pc_service_by_name(of_capture) == PC_SERVICE_HEADSET);
}

// A log that names no phone is the phone's where the capture knows only one.
static const char *only_device(const PcLogSession *sessions, size_t n_sessions)
{
    const char *device = NULL;
    for (size_t i = 0; i < n_sessions; i++) {
        if (sessions[i].device == NULL) {
            continue;
        }
        if (device != NULL && strcmp(device, sessions[i].device) != 0) {
            return NULL;
        }
        device = sessions[i].device;
    }
    return device;
}

static bool same_device(const PcLogConnection *connection, const char *log_device,
                        const PcLogSession *session)
{
    const char *device = connection->device != NULL ? connection->device : log_device;
    return device != NULL && session->device != NULL && strcmp(device, session->device) == 0;
}

// Both name the server's address, and it is another's.
static bool is_other_server(const PcLogConnection *connection, const PcLogSession *session)
{
    return connection->address != NULL && session->server != NULL &&
           strcmp(connection->address, session->server) != 0;
}

static GArray *collect_pairs(const PcPhoneLog *log, const PcLogSession *sessions, size_t n_sessions)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(PcLogPair));
    const char *device = log->device != NULL ? log->device : only_device(sessions, n_sessions);
    for (size_t i = 0; i < n_sessions; i++) {
        for (unsigned j = 0; j < log->connections->len && pairs->len < MAX_PAIRS; j++) {
            const PcLogConnection *connection = g_ptr_array_index(log->connections, j);
            if (connection->time.time_of_day >= 0 &&
                same_device(connection, device, &sessions[i]) &&
                !is_other_server(connection, &sessions[i]) &&
                same_service(connection->service, sessions[i].service)) {
                int64_t when = sessions[i].time / 1000000000;
                PcLogPair pair = {pc_log_difference(&connection->time, when), i, j,
                                  PC_LOG_KEY_DEVICE, false};
                g_array_append_val(pairs, pair);
            }
        }
    }
    return pairs;
}

void pc_phone_log_join(const PcPhoneLog *log, PcLogSession *sessions, size_t n_sessions)
{
    int64_t apart;
    g_autoptr(GArray) pairs = collect_pairs(log, sessions, n_sessions);
    if (!pc_log_find_offset(pairs, n_sessions, &apart)) {
        return;
    }
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < pairs->len; i++) {
        const PcLogPair *pair = &g_array_index(pairs, PcLogPair, i);
        PcLogConnection *connection = g_ptr_array_index(log->connections, pair->item);
        PcLogSession *session = &sessions[pair->session];
        bool in_window = pair->apart >= apart && pair->apart <= apart + 2 * PC_LOG_TOLERANCE;
        if (in_window && session->connection == NULL && g_hash_table_add(taken, connection)) {
            session->connection = connection;
            session->clock_offset = pair->apart;
        }
    }
}

// ---- contradictions -------------------------------------------------------------------------

static bool is_lsc_or_mic(PcType type)
{
    return type == PC_TYPE_LSC || type == PC_TYPE_MIC;
}

static const char *line_of(const PcLogConnection *connection, char text[LINE_TEXT_LEN])
{
    g_snprintf(text, LINE_TEXT_LEN, "line %u", connection->first_line);
    return text;
}

char *pc_phone_log_contradiction(const PcLogSession *session)
{
    const PcLogConnection *connection = session->connection;
    char line[LINE_TEXT_LEN];
    if (connection == NULL) {
        return NULL;
    }
    line_of(connection, line);
    if (is_lsc_or_mic(connection->certificate) && is_lsc_or_mic(session->type) &&
        connection->certificate != session->type) {
        return g_strdup_printf("the phone's log (%s) says that it used its %s, and the capture "
                               "shows its %s",
                               line, pc_type_name(connection->certificate),
                               pc_type_name(session->type));
    }
    if (connection->issuer != NULL && session->issuer != NULL &&
        strstr(connection->issuer, session->issuer) == NULL) {
        return g_strdup_printf("the phone's log (%s) names the issuer %s, and the capture shows %s",
                               line, connection->issuer, session->issuer);
    }
    bool was_refused = connection->alert_read && connection->alert != NULL;
    if (was_refused && session->accepted) {
        return g_strdup_printf("the phone's log (%s) has the server's fatal alert %s, and in the "
                               "capture the server accepts",
                               line, connection->alert);
    }
    if (was_refused && session->alert != NULL && strcmp(connection->alert, session->alert) != 0) {
        return g_strdup_printf("the phone's log (%s) has the alert %s, and the capture shows %s",
                               line, connection->alert, session->alert);
    }
    if (connection->outcome == PC_LOG_OUTCOME_DONE && session->rejected && !session->tls13) {
        return g_strdup_printf("the phone's log (%s) calls the handshake successful, and in the "
                               "capture it is rejected",
                               line);
    }
    return NULL;
}
