// SPDX-License-Identifier: GPL-2.0-or-later
// Each thing that may be missing is a row: which sessions lack it, and the sentence that says what
// to fetch and where from. A thing is told once, with those that lack it.
#include "analyzer/command/scan/missing.h"

#include "core/bytes/keyed_hash.h"
#include "core/field/services.h"
#include <string.h>

enum { MAX_NAMED = 3, MAX_KEPT = 4096 };

// What somebody lacks: of whom it would be, and of which phones' sessions.
typedef struct {
    GHashTable *holders; // of char *: servers, where the thing is theirs
    GPtrArray *phones;   // of char *, each once
    GHashTable *known;   // of them
} Lack;

static bool has_finding(const PcSession *session, const char *id)
{
    for (guint i = 0; i < session->findings->len; i++) {
        if (strcmp(g_array_index(session->findings, PcSessionFinding, i).id, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_rejected(const PcSession *session)
{
    return g_strcmp0(session->outcome, "rejected") == 0;
}

static bool is_at(const PcSession *session, PcServiceId service)
{
    return g_strcmp0(session->service, pc_service_row(service)->name) == 0;
}

static bool lacks_store(const PcSession *session, const char *store)
{
    return g_strcmp0(session->verdict, "unchecked") == 0 && g_strcmp0(session->store, store) == 0;
}

static bool lacks_callmanager(const PcSession *session)
{
    return lacks_store(session, PC_STORE_CALLMANAGER);
}

static bool lacks_capf(const PcSession *session)
{
    return lacks_store(session, PC_STORE_CAPF);
}

static bool lacks_dot1x(const PcSession *session)
{
    return lacks_store(session, PC_STORE_DOT1X);
}

static bool lacks_vpn(const PcSession *session)
{
    return lacks_store(session, PC_STORE_VPN);
}

static bool lacks_other_store(const PcSession *session)
{
    return g_strcmp0(session->verdict, "unchecked") == 0 && session->store != NULL &&
           !lacks_callmanager(session) && !lacks_capf(session) && !lacks_dot1x(session) &&
           !lacks_vpn(session);
}

// The server said no, and what it said leaves several causes.
static bool is_unexplained(const PcSession *session)
{
    return is_rejected(session) && (has_finding(session, "server-refused") ||
                                    has_finding(session, "store-disagrees-refused"));
}

static bool lacks_cucm_log(const PcSession *session)
{
    return is_unexplained(session) && pc_service_is_of_cluster(session->service) &&
           !is_at(session, PC_SERVICE_CAPF);
}

static bool lacks_capf_log(const PcSession *session)
{
    return is_at(session, PC_SERVICE_CAPF) &&
           (is_unexplained(session) || has_finding(session, "capf-auth-failed") ||
            has_finding(session, "capf-ended-early"));
}

static bool lacks_radius_log(const PcSession *session)
{
    return is_at(session, PC_SERVICE_DOT1X) && is_rejected(session) &&
           g_strcmp0(session->alert_from, "client") != 0;
}

static bool lacks_gateway_log(const PcSession *session)
{
    return is_at(session, PC_SERVICE_VPN) && is_rejected(session);
}

static bool lacks_phone_log(const PcSession *session)
{
    return is_rejected(session) && g_strcmp0(session->alert_from, "client") == 0;
}

static bool lacks_keys(const PcSession *session)
{
    return has_finding(session, "tls13-dark") ||
           (g_strcmp0(session->coverage, "encrypted") == 0 && session->type == NULL);
}

static bool lacks_bytes(const PcSession *session)
{
    return g_strcmp0(session->coverage, "gap") == 0 || g_strcmp0(session->coverage, "snaplen") == 0;
}

static bool lacks_beginning(const PcSession *session)
{
    return g_strcmp0(session->coverage, "late-start") == 0;
}

static bool lacks_end(const PcSession *session)
{
    return g_strcmp0(session->coverage, "early-end") == 0;
}

enum {
    CUCM_LOGS = 1U << PC_LOG_FORM_SDL | 1U << PC_LOG_FORM_ALARM,
    RADIUS_LOGS = 1U << PC_LOG_FORM_ISE | 1U << PC_LOG_FORM_FREERADIUS | 1U << PC_LOG_FORM_NPS |
                  1U << PC_LOG_FORM_CLEARPASS,
    GATEWAY_LOGS = 1U << PC_LOG_FORM_ASA | 1U << PC_LOG_FORM_IOS,
    PHONE_LOGS = 1U << PC_LOG_FORM_SECD | 1U << PC_LOG_FORM_SECUREAPP,
    CAPF_LOGS = 1U << PC_LOG_FORM_CAPF,
};
static const struct {
    bool (*lacks)(const PcSession *session);
    unsigned logs;           // a log of one of these forms would be it; 0: no log would
    const char *of;          // whose it is, before the server's address; NULL: the phone's
    const char *what, *lack; // what is missing
    const char *how;         // and how to get it
} rows[] = {
    {lacks_callmanager, 0, " of node ", PC_STORE_CALLMANAGER, "is not in the case",
     "export it from that node (OS Administration > Security > Certificate Management)"},
    {lacks_capf, 0, " of node ", PC_STORE_CAPF, "is not in the case",
     "export it from that node (OS Administration > Security > Certificate Management)"},
    {lacks_dot1x, 0, " of the RADIUS server ", "the trusted certificates", "are not in the case",
     "export them there, into a folder or archive named dot1x"},
    {lacks_vpn, 0, " of the VPN gateway ", "the trustpoints", "are not in the case",
     "export them there, into a folder or archive named vpn"},
    {lacks_other_store, 0, " of ", "the store", "is not in the case",
     "give its certificates with --trust STORE=PATH"},
    {lacks_cucm_log, CUCM_LOGS, " of node ", "the log of the side that decided",
     "is not in the case",
     "collect the Cisco CallManager traces (SDL) and the event viewer of that node, for that time"},
    {lacks_capf_log, CAPF_LOGS, " of node ", "the trace of CAPF", "is not in the case",
     "collect the Cisco Certificate Authority Proxy Function trace of the publisher"},
    {lacks_radius_log, RADIUS_LOGS, " of the RADIUS server ", "the log", "is not in the case",
     "export its failed attempts for that time; the server, not the phone, decided"},
    {lacks_gateway_log, GATEWAY_LOGS, " of the gateway ", "the log", "is not in the case",
     "collect its syslog at level 7 (725014 tells the reason)"},
    {lacks_phone_log, PHONE_LOGS, NULL, "the console log of the phone that refused",
     "is not in the case", "its web page has it (Console Logs), and so has a problem report"},
    {lacks_keys, 0, " with ", "a key log for the encrypted certificates", "is not in the case",
     "one (NSS format) of either end, for these connections, opens them: --keys"},
    {lacks_bytes, 0, NULL, "bytes of the handshake", "are not in the capture",
     "capture whole packets, both directions, at one place: docs/collecting.md"},
    {lacks_beginning, 0, NULL, "the beginning of the handshake", "is not in the capture",
     "start it before the phone connects; restarting the phone interrupts its calls"},
    {lacks_end, 0, NULL, "the end of the handshake", "is not in the capture",
     "let it run until the phone has given up"},
};

struct PcScanMissing {
    Lack lacks[G_N_ELEMENTS(rows)];
};

PcScanMissing *pc_scan_missing_new(void)
{
    PcScanMissing *missing = g_new0(PcScanMissing, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Lack *lack = &missing->lacks[i];
        lack->holders = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
        lack->phones = g_ptr_array_new_with_free_func(g_free);
        lack->known = g_hash_table_new(pc_hash_text, g_str_equal);
    }
    return missing;
}

void pc_scan_missing_free(PcScanMissing *missing)
{
    if (missing == NULL) {
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_hash_table_unref(missing->lacks[i].holders);
        g_hash_table_unref(missing->lacks[i].known);
        g_ptr_array_unref(missing->lacks[i].phones);
    }
    g_free(missing);
}

static void note(Lack *lack, const PcSession *session)
{
    const char *phone = session->device != NULL ? session->device : session->client.address;
    if (session->server.address != NULL && g_hash_table_size(lack->holders) < MAX_KEPT) {
        g_hash_table_add(lack->holders, g_strdup(session->server.address));
    }
    if (phone != NULL && lack->phones->len < MAX_KEPT &&
        !g_hash_table_contains(lack->known, phone)) {
        char *kept = g_strdup(phone);
        g_ptr_array_add(lack->phones, kept);
        g_hash_table_add(lack->known, kept);
    }
}

void pc_scan_missing_session(PcScanMissing *missing, const PcSession *session)
{
    if (session->kind != NULL || !session->concerns_phone || session->twin_file != NULL) {
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].lacks(session)) {
            note(&missing->lacks[i], session);
        }
    }
}

// Of the first few, and how many more.
static char *some_of(GPtrArray *names)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < names->len && i < MAX_NAMED; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(names, i));
    }
    if (names->len > MAX_NAMED) {
        g_string_append_printf(text, " and %u more", names->len - MAX_NAMED);
    }
    return g_string_free(text, FALSE);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *holders_text(const Lack *lack)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GHashTableIter iter;
    void *name;
    g_hash_table_iter_init(&iter, lack->holders);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_ptr_array_add(names, name);
    }
    g_ptr_array_sort(names, compare_names);
    return names->len > 0 ? some_of(names) : NULL;
}

// The phones whose consoles are not there, where it is theirs that is missing.
static void drop_those_with_logs(GPtrArray *phones, const PcScanLogs *logs, unsigned forms)
{
    for (guint i = phones->len; i > 0; i--) {
        if (pc_scan_logs_have(logs, forms, g_ptr_array_index(phones, i - 1))) {
            g_ptr_array_remove_index(phones, i - 1);
        }
    }
}

void pc_scan_missing_tell(const PcScanMissing *missing, const PcScanLogs *logs,
                          GPtrArray *sentences)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Lack *lack = &missing->lacks[i];
        g_autoptr(GPtrArray) phones = g_ptr_array_new();
        for (guint k = 0; k < lack->phones->len; k++) {
            g_ptr_array_add(phones, g_ptr_array_index(lack->phones, k));
        }
        bool is_of_phone = rows[i].logs == PHONE_LOGS;
        if (is_of_phone) {
            drop_those_with_logs(phones, logs, rows[i].logs);
        }
        bool is_there =
            rows[i].logs != 0 && !is_of_phone && pc_scan_logs_have(logs, rows[i].logs, NULL);
        if (phones->len == 0 || is_there) {
            continue;
        }
        g_ptr_array_sort(phones, compare_names);
        g_autofree char *whose = rows[i].of != NULL ? holders_text(lack) : NULL;
        g_autofree char *who = some_of(phones);
        g_ptr_array_add(sentences,
                        g_strdup_printf("%s%s%s %s: %s (for %s)", rows[i].what,
                                        whose != NULL ? rows[i].of : "", whose != NULL ? whose : "",
                                        rows[i].lack, rows[i].how, who));
    }
}
