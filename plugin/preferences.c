// SPDX-License-Identifier: GPL-2.0-or-later
// Holds the preferences and builds the judge from them, once, and anew when they or the files that
// they name have changed.
#include "plugin/preferences.h"
#include "core/bytes/keyed_hash.h"
#include "core/trust/folder.h"

#include "core/bytes/account.h"
#include "core/judge/site.h"
#include "plugin/ports.h"
#include "plugin/tables.h"
#include "plugin/trust_files.h"
#include "plugin/ws_compat.h"
#include <epan/prefs-int.h>
#include <wsutil/report_message.h>

enum { TIME_OF_CAPTURE = 0, TIME_NOW = 1, DEFAULT_NEAR_EXPIRY = 90, MIB = 1024 * 1024 };

static const char *trust_dir = "";
static WscBool claim_ports = true;
static WscBool info_note = false;
static WscBool own_tree = false;
static int verdict_time = TIME_OF_CAPTURE;
static unsigned max_memory = PC_ACCOUNT_DEFAULT / MIB;
static const char *verdict_date = "";
static const char *release_text = "";
static unsigned near_expiry_days = DEFAULT_NEAR_EXPIRY;

static const enum_val_t times[] = {
    {"capture", "When the handshake was captured", TIME_OF_CAPTURE},
    {"now", "Now", TIME_NOW},
    {NULL, NULL, 0},
};

static bool fresh;          // the judge is this file's
static bool changed;        // a preference, since the judge was built
static uint64_t stamp;      // of the files that the judge was built from
static GHashTable *reports; // sentences that the user has read already
static PcTrust *trust;
static PcIssuers *issuers;
static PcServices *services;
static PcJudge *judge;

static void report(const char *sentence)
{
    if (reports == NULL) {
        reports = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    }
    if (g_hash_table_add(reports, g_strdup(sentence))) {
        report_failure("phonecert: %s", sentence);
    }
}

static void check_trust_dir(void)
{
    if (trust_dir[0] != '\0' && !g_file_test(trust_dir, G_FILE_TEST_IS_DIR)) {
        bool exists = g_file_test(trust_dir, G_FILE_TEST_EXISTS);
        g_autofree char *sentence = g_strdup_printf("%s: the trust folder %s", trust_dir,
                                                    exists ? "is not a folder" : "does not exist");
        report(sentence);
    }
}

// A folder that somebody has just chosen is read at once, so that the dialog in which it was chosen
// says what is wrong with it. At the start nothing is read: there may be no handshake.
static void check_new_trust_dir(void)
{
    static char *known; // of the last time
    bool is_new = known != NULL && strcmp(known, trust_dir) != 0;
    check_trust_dir();
    if (is_new && g_file_test(trust_dir, G_FILE_TEST_IS_DIR)) {
        g_autoptr(PcTrust) trial = pc_trust_new();
        pc_trust_files_add(trial, NULL, trust_dir, report);
    }
    g_free(known);
    known = g_strdup(trust_dir);
}

static void report_text(const char *preference, const char *text, const char *fault)
{
    g_autofree char *sentence = g_strdup_printf("%s: \"%s\" is %s", preference, text, fault);
    report(sentence);
}

// A day is its beginning, and without a zone UTC is meant, as for phonecert --at. False: none is
// given.
static bool date_of_verdict(int64_t *seconds)
{
    enum { DAY_LEN = 10 }; // "2026-12-05"
    if (verdict_date[0] == '\0') {
        return false;
    }
    const char *rest = strlen(verdict_date) == DAY_LEN ? "T00:00:00" : "";
    g_autofree char *text = g_strconcat(verdict_date, rest, NULL);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(text, utc);
    if (date == NULL) {
        report_text("verdict_date", verdict_date,
                    "no date such as 2026-12-05 or 2026-12-05T10:00:00Z");
        return false;
    }
    *seconds = g_date_time_to_unix(date);
    return true;
}

static bool release_told(PcRelease *release)
{
    if (release_text[0] == '\0') {
        return false;
    }
    if (!pc_release_parse(release_text, release)) {
        report_text("release", release_text,
                    "no release of CUCM such as 12.5(1)SU4, 14SU3 or 15SU2");
        return false;
    }
    return true;
}

static void table_changed(void)
{
    changed = true;
}

static void apply(void)
{
    int64_t seconds;
    PcRelease release;
    changed = true;
    g_clear_pointer(&reports, g_hash_table_unref);
    pc_ports_claim(claim_ports);
    check_new_trust_dir();
    (void)date_of_verdict(&seconds);
    (void)release_told(&release);
}

void pc_preferences_register(int proto)
{
    module_t *module = prefs_register_protocol(proto, apply);
    prefs_register_directory_preference(
        module, "trust_dir", "Trust folder",
        "A folder whose subfolders are the trust stores of the servers, by name: "
        "CallManager-trust, CAPF-trust, dot1x, vpn. Each holds certificates as PEM, DER or PKCS#7.",
        &trust_dir);
    pc_tables_register(module, table_changed);
    prefs_register_enum_preference(module, "verdict_time", "Judge certificates by the time",
                                   "The moment at which a certificate must be valid to be trusted",
                                   &verdict_time, times, false);
    prefs_register_string_preference(module, "verdict_date", "Judge certificates as on this date",
                                     "A date such as 2026-12-05, or 2026-12-05T10:00:00Z: what "
                                     "would be said then, whenever it was "
                                     "captured",
                                     &verdict_date);
    prefs_register_string_preference(module, "release", "Release of CUCM",
                                     "Remedies are told for this release: 12.5(1)SU4, 14SU3, "
                                     "15SU2. Without it the trust folder's "
                                     "site.ini tells one, or each remedy tells its releases.",
                                     &release_text);
    prefs_register_uint_preference(
        module, "near_expiry_days", "Warn this many days before a certificate expires",
        "Certificates whose validity ends within so many days get a finding", 10,
        &near_expiry_days);
    prefs_register_bool_preference(
        module, "claim_ports", "Take the ports of the phone services for TLS",
        "The TCP ports of secure SCCP, TVS, CAPF, secure SIP (with SIP OAuth) and headsets are "
        "dissected as TLS. "
        "CAPF's is taken from HiQnet, which Wireshark expects there; without this no CAPF "
        "handshake is seen. \"Decode As\" goes before it.",
        &claim_ports);
    prefs_register_bool_preference(
        module, "info_column", "Note the label in the Info column",
        "Adds type, issuer, verdict and alert to the Info column of the frames that tell them",
        &info_note);
    prefs_register_bool_preference(
        module, "own_tree", "Show the fields in a tree of their own",
        "All fields stand under \"Phone certificate\" instead of beside the TLS message that they "
        "speak of, which bears one line then: for tshark -O phonecert, -j phonecert and -T ek",
        &own_tree);
    prefs_register_uint_preference(
        module, "max_memory", "Memory for what is read, in MiB",
        "What is kept of connections, trust lists and configurations takes no more, and where that "
        "is not enough the frame says so; at least 16",
        10, &max_memory);
}

size_t pc_preferences_memory(void)
{
    return MAX((size_t)max_memory * MIB, PC_ACCOUNT_LEAST);
}

// What cannot be read Wireshark itself complains of.
GBytes *pc_preferences_key_log(void)
{
    module_t *module = prefs_find_module("tls");
    pref_t *path = module != NULL ? prefs_find_preference(module, "keylog_file") : NULL;
    const char *name = path != NULL ? prefs_get_string_value(path, pref_current) : NULL;
    char *content = NULL;
    size_t len = 0;
    bool any = name != NULL && name[0] != '\0' && g_file_get_contents(name, &content, &len, NULL);
    return any ? g_bytes_new_take(content, len) : NULL;
}

bool pc_preferences_info_note(void)
{
    return info_note;
}

bool pc_preferences_own_tree(void)
{
    return own_tree;
}

// ---- the judge ----------------------------------------------------------------------------

static uint64_t stamp_of_files(void)
{
    unsigned n_rows = 0;
    const PcTableRow *rows = pc_table_rows(PC_TABLE_STORES, &n_rows);
    uint64_t sum = trust_dir[0] != '\0' ? pc_trust_files_stamp(trust_dir, PC_TRUST_MAX_DEPTH) : 0;
    for (unsigned i = 0; i < n_rows; i++) {
        sum = sum * 31 + pc_trust_files_stamp(rows[i].cell[1], PC_TRUST_MAX_DEPTH);
    }
    rows = pc_table_rows(PC_TABLE_LSC_ISSUERS, &n_rows);
    for (unsigned i = 0; i < n_rows; i++) {
        sum = sum * 31 + pc_trust_files_stamp(rows[i].cell[0], 0);
    }
    return sum;
}

static void load_stores(void)
{
    unsigned n_rows = 0;
    const PcTableRow *rows = pc_table_rows(PC_TABLE_STORES, &n_rows);
    check_trust_dir();
    if (trust_dir[0] != '\0' && g_file_test(trust_dir, G_FILE_TEST_IS_DIR)) {
        pc_trust_files_add(trust, NULL, trust_dir, report);
    }
    for (unsigned i = 0; i < n_rows; i++) {
        pc_trust_files_add(trust, rows[i].cell[0], rows[i].cell[1], report);
    }
}

static void declare_issuer_file(const char *path, PcIssuerTag tag)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *content = NULL;
    size_t len = 0;
    if (!g_file_get_contents(path, &content, &len, &error)) {
        report(error->message);
        return;
    }
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(pc_bytes(content, len), NULL);
    for (unsigned i = 0; i < found->len; i++) {
        pc_issuers_declare_certificate(issuers, g_ptr_array_index(found, i), tag);
    }
    if (found->len == 0) {
        g_autofree char *sentence = g_strdup_printf("%s: holds no certificate", path);
        report(sentence);
    }
}

static void load_issuers(void)
{
    unsigned n_rows = 0;
    const PcTableRow *rows = pc_table_rows(PC_TABLE_LSC_ISSUERS, &n_rows);
    for (unsigned i = 0; i < n_rows; i++) {
        const char *kind = rows[i].cell[1];
        bool capf = kind != NULL && strcmp(kind, "CAPF") == 0;
        PcIssuerTag tag = capf ? PC_ISSUER_TAG_CAPF : PC_ISSUER_TAG_EXTERNAL;
        g_autoptr(GError) error = NULL;
        if (g_path_is_absolute(rows[i].cell[0])) {
            declare_issuer_file(rows[i].cell[0], tag);
        } else if (!pc_issuers_declare_name(issuers, rows[i].cell[0], tag, &error)) {
            report(error->message);
        }
    }
}

static void load_services(void)
{
    unsigned n_rows = 0;
    const PcTableRow *rows = pc_table_rows(PC_TABLE_SERVICES, &n_rows);
    for (unsigned i = 0; i < n_rows; i++) {
        g_autofree char *text = pc_table_service_text(&rows[i]);
        g_autoptr(GError) error = NULL;
        if (!pc_services_add(services, text, &error)) {
            report(error->message);
        }
    }
}

static char *site_path(void)
{
    return trust_dir[0] != '\0' ? g_build_filename(trust_dir, PC_SITE_FILE, NULL) : NULL;
}

static void load_site(PcRelease *release)
{
    g_autofree char *path = site_path();
    g_autofree char *content = NULL;
    size_t len = 0;
    if (path == NULL || !g_file_get_contents(path, &content, &len, NULL)) {
        return; // there need be none
    }
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    (void)pc_site_apply(pc_bytes(content, len), path, services, release, problems);
    for (unsigned i = 0; i < problems->len; i++) {
        report(g_ptr_array_index(problems, i));
    }
}

static void forget(void)
{
    g_clear_pointer(&judge, pc_judge_free);
    g_clear_pointer(&services, pc_services_free);
    g_clear_pointer(&issuers, pc_issuers_free);
    g_clear_pointer(&trust, pc_trust_free);
}

void pc_preferences_begin_file(void)
{
    fresh = false;
}

PcTrust *pc_preferences_trust(void)
{
    return trust;
}

const PcIssuers *pc_preferences_issuers(void)
{
    return issuers;
}

static void renew(void)
{
    uint64_t now = stamp_of_files();
    bool by_clock = verdict_time == TIME_NOW;
    if (judge != NULL && !changed && now == stamp && !by_clock) {
        return;
    }
    forget();
    trust = pc_trust_new();
    issuers = pc_issuers_new();
    services = pc_services_new();
    load_stores();
    load_issuers();
    load_services();
    PcRelease release = PC_RELEASE_ANY;
    load_site(&release);
    (void)release_told(&release);
    int64_t date = by_clock ? g_get_real_time() / G_USEC_PER_SEC : 0;
    bool by_date = date_of_verdict(&date);
    PcJudgeOptions options = {
        .release = release,
        .has_time = by_date || by_clock,
        .time = date,
        .near_expiry_days = (int)MIN(near_expiry_days, (unsigned)G_MAXINT),
    };
    judge = pc_judge_new(trust, issuers, services, &options);
    stamp = now;
    changed = false;
}

PcJudge *pc_preferences_judge(void)
{
    if (!fresh) {
        renew();
        fresh = true;
    }
    return judge;
}
