// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the options that say what to judge by into stores, issuers, services and a moment.
#include "analyzer/command/setup.h"

#include "analyzer/command/files.h"
#include "analyzer/command/trust_files.h"
#include "analyzer/report/display.h"
#include "analyzer/report/when.h"
#include "core/field/services.h"
#include "core/judge/site.h"
#include <errno.h>
#include <string.h>

void pc_setup_options_add(GOptionContext *context, PcSetupOptions *options,
                          const char *const *without)
{
    const GOptionEntry entries[] = {
        {"trust", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->trust,
         "Judge by these certificates: a file or folder of PEM, DER, PKCS#7, a CTL or an ITL; "
         "subfolders are stores",
         "[STORE[@SERVER]=]PATH"},
        {"lsc-issuer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->lsc_issuers,
         "This CA signs LSCs too (its name, or its certificate file)", "DN|FILE"},
        {"service", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->services,
         "This server port is that service, judged by that store", "[ADDRESS:]PORT=NAME[:STORE]"},
        {"policy", 0, 0, G_OPTION_ARG_STRING, &options->policy,
         "What a server may refuse: field (as phones meet it, the default) or strict[:RSA-BITS]",
         "POLICY"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &options->at,
         "Judge at this moment (2026-12-05, \"2026-12-05 10:00\", now) instead of the handshake's "
         "own",
         "TIME"},
        {"site", 0, 0, G_OPTION_ARG_FILENAME, &options->site,
         "What is known of the site: servers, services, stores, release (phonecert site writes "
         "one)",
         "FILE"},
        {"release", 0, 0, G_OPTION_ARG_STRING, &options->release,
         "Tell remedies for this release of CUCM (12.5(1)SU4, 14SU3, 15SU2); all without",
         "RELEASE"},
        {"expiry-days", 0, 0, G_OPTION_ARG_INT, &options->expiry_days,
         "Warn of certificates that end within so many days (90)", "DAYS"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    for (size_t i = 0; entries[i].long_name != NULL; i++) {
        const GOptionEntry one[] = {entries[i], entries[G_N_ELEMENTS(entries) - 1]};
        if (without == NULL || !g_strv_contains(without, entries[i].long_name)) {
            g_option_context_add_main_entries(context, one, NULL);
        }
    }
}

void pc_setup_options_clear(PcSetupOptions *options)
{
    g_strfreev(options->trust);
    g_strfreev(options->lsc_issuers);
    g_strfreev(options->services);
    g_free(options->policy);
    g_free(options->at);
    g_free(options->release);
    g_free(options->site);
    *options = (PcSetupOptions){0};
}

void pc_setup_places(const PcSetupOptions *options, PcPlaces *places)
{
    for (size_t i = 0; options->trust != NULL && options->trust[i] != NULL; i++) {
        g_autofree char *path = NULL;
        g_free(pc_trust_files_store(options->trust[i], &path)); // only the path is of interest
        char *const paths[] = {path, NULL};
        pc_places_read_inputs(places, paths, "");
    }
    pc_places_read_all(places, options->lsc_issuers);
    pc_places_read(places, options->site);
}

static void bad_argument(GError **error, const char *option, const char *text, const char *wanted)
{
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s %s: %s", option, text,
                wanted);
}

bool pc_parse_moment(const char *text, GTimeZone *zone, int64_t *seconds, GError **error)
{
    PcWhen when;
    if (!pc_when_parse(text, zone, g_get_real_time(), &when, error)) {
        g_prefix_error(error, "--at ");
        return false;
    }
    *seconds = when.from / G_USEC_PER_SEC;
    return true;
}

static bool parse_policy(const char *text, PcTrustPolicy *policy, GError **error)
{
    static const char strict_bits[] = "strict:";
    enum { MIN_BITS = 512, MAX_BITS = 16384, DECIMAL = 10 };
    *policy = (PcTrustPolicy){0};
    if (text == NULL || strcmp(text, "field") == 0) {
        return true;
    }
    policy->strict = true;
    if (strcmp(text, "strict") == 0) {
        return true;
    }
    guint64 bits = 0;
    if (!g_str_has_prefix(text, strict_bits) ||
        !g_ascii_string_to_unsigned(text + strlen(strict_bits), DECIMAL, MIN_BITS, MAX_BITS, &bits,
                                    NULL)) {
        bad_argument(error, "policy", text, "is none of field, strict and strict:RSA-BITS");
        return false;
    }
    policy->min_rsa_bits = (int)bits;
    return true;
}

static bool load_policy(PcSetup *setup, const char *text, GError **error)
{
    PcTrustPolicy policy;
    if (!parse_policy(text, &policy, error)) {
        return false;
    }
    pc_trust_set_policy(setup->trust, policy);
    return true;
}

static bool load_services(PcSetup *setup, char **rows, GError **error)
{
    for (size_t i = 0; rows != NULL && rows[i] != NULL; i++) {
        if (!pc_services_add(setup->services, rows[i], error)) {
            g_prefix_error(error, "--service ");
            return false;
        }
    }
    return true;
}

// The site's rows come before those of --service, which go before them.
static bool load_site(PcSetup *setup, const char *path, GPtrArray *errors, GError **error)
{
    if (path == NULL) {
        return true;
    }
    g_autoptr(GBytes) content = pc_read_file(path, error);
    if (content == NULL) {
        g_prefix_error(error, "--site ");
        return false;
    }
    (void)pc_site_apply(pc_bytes_of(content), path, setup->services, &setup->judge.release, errors);
    return true;
}

static bool load_issuers(PcSetup *setup, char **issuers, GError **error)
{
    for (size_t i = 0; issuers != NULL && issuers[i] != NULL; i++) {
        if (!pc_trust_files_issuer(setup->issuers, issuers[i], error)) {
            g_prefix_error(error, "--lsc-issuer ");
            return false;
        }
    }
    return true;
}

static bool load_moment(PcSetup *setup, const PcSetupOptions *options, GError **error)
{
    enum { MAX_DAYS = 36500 };
    setup->judge.near_expiry_days = options->expiry_days;
    if (options->expiry_days < 0 || options->expiry_days > MAX_DAYS) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--expiry-days %d: is no number of days from 1 to %d", options->expiry_days,
                    MAX_DAYS);
        return false;
    }
    setup->judge.has_time = options->at != NULL;
    return options->at == NULL ||
           pc_parse_moment(options->at, options->zone, &setup->judge.time, error);
}

static bool load_release(PcSetup *setup, const char *text, GError **error)
{
    if (text != NULL && !pc_release_parse(text, &setup->judge.release)) {
        bad_argument(error, "release", text,
                     "is no release of CUCM such as 12.5(1)SU4, 14SU3 or 15SU2");
        return false;
    }
    return true;
}

// load_trust loads the stores; one that is not there at all is a slip of the pen.
static bool load_trust(PcSetup *setup, char *const *paths, GPtrArray *errors, GError **error)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
        g_autofree char *path = NULL;
        g_free(pc_trust_files_store(paths[i], &path)); // only the path is of interest
        if (!pc_file_is_there(path)) {
            pc_set_file_error(error, path, ENOENT);
            g_prefix_error(error, "--trust ");
            return false;
        }
        pc_trust_files_load(setup->trust, paths[i], errors, setup->notes);
    }
    return true;
}

// is_asked_for says whether some service is judged by a store: one of ours, or of --service. One
// that is given for a server is asked where its role's is.
static bool is_asked_for(const char *store, char *const *services)
{
    g_autofree char *role = g_strndup(store, strcspn(store, "@"));
    for (size_t i = 0; services != NULL && services[i] != NULL; i++) {
        const char *colon = strrchr(services[i], ':');
        if (colon != NULL && (strcmp(colon + 1, store) == 0 || strcmp(colon + 1, role) == 0)) {
            return true;
        }
    }
    return pc_store_is_known(role);
}

static void note_unused_stores(const PcSetup *setup, const PcSetupOptions *options)
{
    const GPtrArray *stores = pc_trust_stores(setup->trust);
    for (guint i = 0; i < stores->len; i++) {
        const char *store = g_ptr_array_index(stores, i);
        if (!is_asked_for(store, options->services)) {
            g_ptr_array_add(
                setup->notes,
                g_strdup_printf("no service asks for the store %s; SIP and SCCP are judged by %s, "
                                "CAPF by %s: did you mean one of these?",
                                store, PC_STORE_CALLMANAGER, PC_STORE_CAPF));
        }
    }
}

void pc_setup_tell(const PcSetup *setup, const PcSetupOptions *options, PcConditions *conditions)
{
    const GPtrArray *stores = pc_trust_stores(setup->trust);
    for (guint i = 0; i < stores->len; i++) {
        const char *store = g_ptr_array_index(stores, i);
        const GPtrArray *certificates = pc_trust_certificates(setup->trust, store);
        pc_conditions_add_store(conditions, store, certificates != NULL ? certificates->len : 0);
    }
    for (guint i = 0; i < setup->notes->len; i++) {
        g_ptr_array_add(conditions->notes, g_strdup(g_ptr_array_index(setup->notes, i)));
    }
    if (setup->judge.has_time) {
        PcMoment moment = pc_moment_second(setup->judge.time);
        conditions->judged_at = g_strdup(moment.text);
    }
    conditions->policy = g_strdup(options->policy);
    conditions->release = g_strdup(
        options->release != NULL ? options->release : pc_release_code(setup->judge.release));
    pc_conditions_give(conditions, "site", options->site);
    for (size_t i = 0; options->services != NULL && options->services[i] != NULL; i++) {
        pc_conditions_give(conditions, "service", options->services[i]);
    }
    for (size_t i = 0; options->lsc_issuers != NULL && options->lsc_issuers[i] != NULL; i++) {
        pc_conditions_give(conditions, "lsc-issuer", options->lsc_issuers[i]);
    }
}

bool pc_setup_load(PcSetup *setup, const PcSetupOptions *options, GPtrArray *errors, GError **error)
{
    *setup = (PcSetup){
        .trust = pc_trust_new(),
        .issuers = pc_issuers_new(),
        .services = pc_services_new(),
        .has_trust = options->trust != NULL,
        .notes = g_ptr_array_new_with_free_func(g_free),
    };
    bool is_fine = load_policy(setup, options->policy, error) &&
                   load_site(setup, options->site, errors, error) &&
                   load_release(setup, options->release, error) &&
                   load_services(setup, options->services, error) &&
                   load_issuers(setup, options->lsc_issuers, error) &&
                   load_moment(setup, options, error) &&
                   load_trust(setup, options->trust, errors, error);
    note_unused_stores(setup, options);
    return is_fine;
}

void pc_setup_clear(PcSetup *setup)
{
    g_clear_pointer(&setup->services, pc_services_free);
    g_clear_pointer(&setup->issuers, pc_issuers_free);
    g_clear_pointer(&setup->trust, pc_trust_free);
    g_clear_pointer(&setup->notes, g_ptr_array_unref);
}

PcJudge *pc_setup_judge(const PcSetup *setup)
{
    return pc_judge_new(setup->trust, setup->issuers, setup->services, &setup->judge);
}
