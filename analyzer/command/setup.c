// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the options that say what to judge by into stores, issuers, services and a moment.
#include "analyzer/command/setup.h"

#include "analyzer/command/trust_files.h"
#include <string.h>

void pc_setup_options_add(GOptionContext *context, PcSetupOptions *options)
{
    const GOptionEntry entries[] = {
        {"trust", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->trust,
         "Judge by these certificates: a file or folder of PEM, DER, PKCS#7, a CTL or an ITL; "
         "subfolders are stores",
         "[STORE=]PATH"},
        {"lsc-issuer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->lsc_issuers,
         "This CA signs LSCs too (its name, or its certificate file)", "DN|FILE"},
        {"service", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->services,
         "This server port is that service, judged by that store", "PORT=NAME[:STORE]"},
        {"policy", 0, 0, G_OPTION_ARG_STRING, &options->policy,
         "What a server may refuse: field (as phones meet it, the default) or strict[:RSA-BITS]",
         "POLICY"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &options->at,
         "Judge at this moment (ISO 8601, or now) instead of the handshake's own", "TIME"},
        {"expiry-days", 0, 0, G_OPTION_ARG_INT, &options->expiry_days,
         "Warn of certificates that end within so many days (90)", "DAYS"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_option_context_add_main_entries(context, entries, NULL);
}

void pc_setup_options_clear(PcSetupOptions *options)
{
    g_strfreev(options->trust);
    g_strfreev(options->lsc_issuers);
    g_strfreev(options->services);
    g_free(options->policy);
    g_free(options->at);
    *options = (PcSetupOptions){0};
}

void pc_setup_places(const PcSetupOptions *options, PcPlaces *places)
{
    for (size_t i = 0; options->trust != NULL && options->trust[i] != NULL; i++) {
        g_autofree char *path = NULL;
        g_autofree char *store = pc_trust_files_store(options->trust[i], &path);
        char *const paths[] = {path, NULL};
        pc_places_read_inputs(places, paths, "");
    }
    pc_places_read_all(places, options->lsc_issuers);
}

// note moves an error, if there is one, to the list.
static void note(GPtrArray *errors, GError *error)
{
    if (error != NULL) {
        g_ptr_array_add(errors, g_strdup(error->message));
        g_error_free(error);
    }
}

static void bad_argument(GError **error, const char *option, const char *text, const char *wanted)
{
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s %s: %s", option, text,
                wanted);
}

bool pc_parse_moment(const char *text, int64_t *seconds, GError **error)
{
    enum { DAY_LEN = 10 };
    if (strcmp(text, "now") == 0) {
        *seconds = g_get_real_time() / G_USEC_PER_SEC;
        return true;
    }
    g_autofree char *whole =
        strlen(text) == DAY_LEN ? g_strconcat(text, "T00:00:00Z", NULL) : g_strdup(text);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(whole, utc);
    if (moment == NULL) {
        bad_argument(error, "at", text, "is no time such as 2026-11-23T03:10:00Z, and not \"now\"");
        return false;
    }
    *seconds = g_date_time_to_unix(moment);
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

static void load_policy(PcSetup *setup, const char *text, GPtrArray *errors)
{
    PcTrustPolicy policy;
    GError *error = NULL;
    if (parse_policy(text, &policy, &error)) {
        pc_trust_set_policy(setup->trust, policy);
    }
    note(errors, error);
}

static void load_services(PcSetup *setup, char **rows, GPtrArray *errors)
{
    for (size_t i = 0; rows != NULL && rows[i] != NULL; i++) {
        GError *error = NULL;
        if (!pc_services_add(setup->services, rows[i], &error)) {
            g_prefix_error(&error, "--service ");
        }
        note(errors, error);
    }
}

static void load_issuers(PcSetup *setup, char **issuers, GPtrArray *errors)
{
    for (size_t i = 0; issuers != NULL && issuers[i] != NULL; i++) {
        GError *error = NULL;
        pc_trust_files_issuer(setup->issuers, issuers[i], &error);
        note(errors, error);
    }
}

static void load_moment(PcSetup *setup, const PcSetupOptions *options, GPtrArray *errors)
{
    GError *error = NULL;
    setup->judge.near_expiry_days = options->expiry_days;
    if (options->at != NULL) {
        setup->judge.has_time = pc_parse_moment(options->at, &setup->judge.time, &error);
    }
    note(errors, error);
}

void pc_setup_load(PcSetup *setup, const PcSetupOptions *options, GPtrArray *errors)
{
    *setup = (PcSetup){
        .trust = pc_trust_new(),
        .issuers = pc_issuers_new(),
        .services = pc_services_new(),
        .has_trust = options->trust != NULL,
    };
    load_policy(setup, options->policy, errors);
    load_services(setup, options->services, errors);
    load_issuers(setup, options->lsc_issuers, errors);
    load_moment(setup, options, errors);
    for (size_t i = 0; options->trust != NULL && options->trust[i] != NULL; i++) {
        pc_trust_files_load(setup->trust, options->trust[i], errors);
    }
}

void pc_setup_clear(PcSetup *setup)
{
    g_clear_pointer(&setup->services, pc_services_free);
    g_clear_pointer(&setup->issuers, pc_issuers_free);
    g_clear_pointer(&setup->trust, pc_trust_free);
}

PcJudge *pc_setup_judge(const PcSetup *setup)
{
    return pc_judge_new(setup->trust, setup->issuers, setup->services, &setup->judge);
}
