// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of servers, gateways and tools are joined to the sessions of a capture by what they name:
// both ends, else the certificate itself or its serial number and issuer, else device or MAC
// address, else the client's address; then by time, under the one offset between the two clocks
// that most of them agree on. Time alone joins nothing.
#include "core/log/work.h"

#include "core/bytes/keyed_hash.h"
#include "core/certificate/serial.h"
#include "core/field/services.h"

enum { MAX_PAIRS = 50000, MAX_OF_ONE_KEY = 256 };

// Sessions by their keys: "address port", a device, a MAC address, an address.
typedef struct {
    GHashTable *sessions; // of GArray of size_t
} Index;

static void array_unref(void *array)
{
    g_array_unref(array);
}

static void add_key(Index *index, char *key, size_t session)
{
    GArray *of_key = g_hash_table_lookup(index->sessions, key);
    if (of_key == NULL) {
        of_key = g_array_new(FALSE, FALSE, sizeof(size_t));
        g_hash_table_insert(index->sessions, g_strdup(key), of_key);
    }
    if (of_key->len < MAX_OF_ONE_KEY) {
        g_array_append_val(of_key, session);
    }
    g_free(key);
}

static char *flow_key(const char *address, int port)
{
    return g_strdup_printf("%s %d", address, port);
}

static char *mac_key(const char *mac)
{
    return g_strdup_printf("mac %s", mac);
}

static char *serial_key(const char *serial)
{
    g_autofree char *digits = pc_serial_digits(serial);
    return digits != NULL ? g_strdup_printf("serial %s", digits) : NULL;
}

static char *upper_mac(const char *mac)
{
    return g_ascii_strup(mac, -1);
}

static void index_sessions(Index *index, const PcLogSession *sessions, size_t n_sessions)
{
    for (size_t i = 0; i < n_sessions; i++) {
        const PcLogSession *session = &sessions[i];
        if (session->client != NULL) {
            add_key(index, flow_key(session->client, session->client_port), i);
            add_key(index, g_strdup(session->client), i);
        }
        if (session->device != NULL) {
            add_key(index, g_strdup(session->device), i);
        }
        char *serial = session->serial != NULL ? serial_key(session->serial) : NULL;
        if (serial != NULL) {
            add_key(index, serial, i);
        }
        if (session->mac != NULL) {
            g_autofree char *mac = upper_mac(session->mac);
            add_key(index, mac_key(mac), i);
        }
    }
}

static const GArray *sessions_of(const Index *index, char *key)
{
    const GArray *found = g_hash_table_lookup(index->sessions, key);
    g_free(key);
    return found;
}

// same_issuer says whether the certificate of a line may be a session's, as far as the issuer's CN
// goes: a serial number alone is anybody's.
static bool same_issuer(const PcLogEntry *entry, const PcLogSession *session)
{
    g_autofree char *of_line = pc_log_common_name(entry->issuer);
    return of_line == NULL || g_strcmp0(of_line, session->issuer) == 0;
}

// same_certificate says so as far as both tell: where a log holds the certificate itself, it must
// be that very one.
static bool same_certificate(const PcLogEntry *entry, const PcLogSession *session)
{
    const bool have_both = entry->sha256 != NULL && session->sha256 != NULL;
    return have_both ? strcmp(entry->sha256, session->sha256) == 0 : same_issuer(entry, session);
}

// is_one_certificate says whether all sessions of a serial number have one issuer, so that a line
// which tells none can mean only that.
static bool is_one_certificate(const GArray *found, const PcLogSession *sessions)
{
    const char *first = sessions[g_array_index(found, size_t, 0)].issuer;
    for (guint i = 1; i < found->len; i++) {
        if (g_strcmp0(sessions[g_array_index(found, size_t, i)].issuer, first) != 0) {
            return false;
        }
    }
    return true;
}

// The serial number that a TVS trace names is the server's; a certificate in it may be anybody's.
static bool has_serial(const PcLogEntry *entry)
{
    return entry->serial != NULL && (entry->form != PC_LOG_FORM_TVS || entry->sha256 != NULL);
}

// by_certificate gives the sessions of the certificate that a line names; NULL: none.
static const GArray *by_certificate(const Index *index, const PcLogEntry *entry,
                                    const PcLogSession *sessions)
{
    char *key = has_serial(entry) ? serial_key(entry->serial) : NULL;
    const GArray *found = key != NULL ? sessions_of(index, key) : NULL;
    if (found == NULL || (entry->issuer == NULL && !is_one_certificate(found, sessions))) {
        return NULL;
    }
    for (guint i = 0; i < found->len; i++) {
        if (same_certificate(entry, &sessions[g_array_index(found, size_t, i)])) {
            return found;
        }
    }
    return NULL;
}

// find gives the sessions of the strongest key that finds any.
static const GArray *find(const Index *index, const PcLogEntry *entry, const PcLogSession *sessions,
                          unsigned *key)
{
    const GArray *found = NULL;
    const bool has_flow = entry->address != NULL && entry->port != 0;
    *key = PC_LOG_KEY_FLOW;
    if (has_flow && (found = sessions_of(index, flow_key(entry->address, entry->port))) != NULL) {
        return found;
    }
    // NAT between log and capture leaves the certificate.
    *key = PC_LOG_KEY_CERTIFICATE;
    if ((found = by_certificate(index, entry, sessions)) != NULL) {
        return found;
    }
    // What names other ends, or another certificate, is not brought together by less: an LSC and a
    // MIC of one phone have one name.
    if (has_flow || entry->event == PC_LOG_CERTIFICATE_SHOWN) {
        return NULL;
    }
    *key = PC_LOG_KEY_DEVICE;
    if (entry->device != NULL && (found = sessions_of(index, g_strdup(entry->device))) != NULL) {
        return found;
    }
    if (entry->mac != NULL && (found = sessions_of(index, mac_key(entry->mac))) != NULL) {
        return found;
    }
    if (entry->address != NULL && entry->device == NULL) {
        *key = PC_LOG_KEY_ADDRESS;
        return sessions_of(index, g_strdup(entry->address));
    }
    return NULL;
}

// Both name a service, or a server, and mean another.
static bool is_other(const PcLogEntry *entry, const PcLogSession *session)
{
    bool is_known = entry->service != NULL && pc_service_by_name(entry->service) != PC_N_SERVICES;
    if (is_known && session->service != NULL && strcmp(entry->service, session->service) != 0) {
        return true;
    }
    // A node's name is no address, and cannot be compared with one.
    bool is_address = entry->server != NULL && g_hostname_is_ip_address(entry->server);
    return is_address && session->server != NULL && strcmp(entry->server, session->server) != 0;
}

static bool can_match(const PcLogEntry *entry)
{
    bool is_phones = entry->form == PC_LOG_FORM_SECD || entry->form == PC_LOG_FORM_SECUREAPP;
    if (entry->event == PC_LOG_CERTIFICATE_SHOWN) {
        return true;
    }
    return !is_phones && (entry->verdict != PC_LOG_VERDICT_NONE || entry->alert != NULL) &&
           entry->event != PC_LOG_IN_STORE && entry->event != PC_LOG_CERTIFICATE_ENDS;
}

static GArray *collect(const PcPhoneLog *log, const PcLogSession *sessions, size_t n_sessions)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(PcLogPair));
    Index index = {g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, array_unref)};
    index_sessions(&index, sessions, n_sessions);
    for (guint i = 0; i < log->entries->len && pairs->len < MAX_PAIRS; i++) {
        const PcLogEntry *entry = g_ptr_array_index(log->entries, i);
        unsigned key = 0;
        const GArray *found = can_match(entry) && entry->time.time_of_day >= 0
                                  ? find(&index, entry, sessions, &key)
                                  : NULL;
        for (guint k = 0; found != NULL && k < found->len; k++) {
            size_t session = g_array_index(found, size_t, k);
            bool is_its =
                key != PC_LOG_KEY_CERTIFICATE || same_certificate(entry, &sessions[session]);
            if (is_its && !is_other(entry, &sessions[session])) {
                int64_t when = sessions[session].time / 1000000000;
                PcLogPair pair = {pc_log_difference(&entry->time, when), session, i, key,
                                  key == PC_LOG_KEY_FLOW};
                g_array_append_val(pairs, pair);
            }
        }
    }
    g_hash_table_unref(index.sessions);
    return pairs;
}

GArray *pc_phone_log_match(const PcPhoneLog *log, const PcLogSession *sessions, size_t n_sessions)
{
    int64_t apart;
    GArray *matches = g_array_new(FALSE, FALSE, sizeof(PcLogMatch));
    g_autoptr(GArray) pairs = collect(log, sessions, n_sessions);
    if (!pc_log_find_offset(pairs, n_sessions, &apart)) {
        return matches;
    }
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < pairs->len; i++) {
        const PcLogPair *pair = &g_array_index(pairs, PcLogPair, i);
        PcLogEntry *entry = g_ptr_array_index(log->entries, pair->item);
        bool in_window = pair->apart >= apart && pair->apart <= apart + 2 * PC_LOG_TOLERANCE;
        if (in_window && g_hash_table_add(taken, entry)) {
            PcLogMatch match = {entry, pair->session, pair->key, pair->apart};
            g_array_append_val(matches, match);
        }
    }
    return matches;
}

char *pc_log_match_contradiction(const PcLogMatch *match, const PcLogSession *session)
{
    const PcLogEntry *entry = match->entry;
    bool lets_in = entry->event == PC_LOG_ACCEPTED || entry->event == PC_LOG_HANDSHAKE_DONE;
    if (lets_in && session->rejected) {
        return g_strdup_printf("line %u of the log lets it in, and in the capture it is rejected",
                               entry->line);
    }
    bool refuses = entry->verdict == PC_LOG_BAD && entry->by == PC_SIDE_SERVER;
    if (refuses && session->accepted) {
        return g_strdup_printf("line %u of the log says that the server refused it%s%s, and in the "
                               "capture the server accepts",
                               entry->line, entry->alert != NULL ? " with " : "",
                               entry->alert != NULL ? entry->alert : "");
    }
    if (entry->alert != NULL && session->alert != NULL &&
        strcmp(entry->alert, session->alert) != 0) {
        return g_strdup_printf("line %u of the log has the alert %s, and the capture shows %s",
                               entry->line, entry->alert, session->alert);
    }
    return NULL;
}
