// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert impact`: judges each phone's latest certificate by the stores as they are, and again
// without one CA, and tells who would be turned away, and in which order to go about it.
#include "analyzer/command/command.h"

#include "analyzer/command/files.h"
#include "analyzer/command/impact/report.h"
#include "analyzer/command/impact/steps.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/list.h"
#include "analyzer/command/scan/jobs.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    PcSetupOptions options;
    PcSetup setup;
    char *remove; // certificate file, sha256 or common name
    char *from;   // store; NULL: every store
    char *list;   // of phones; NULL
    char *format;
    char **inputs;
    PcTrust *without; // the stores without the CA
    PcImpactPhones *phones;
    PcCertificate *removed; // the first one that left a store; NULL: none did
    GPtrArray *left;        // of const char *: the stores that it left, lent by the stores
    guint n_listed;
    bool does_harm;
    bool in_trouble;
    PcScanCounts counts;
    int stop;
} Impact;

static void complain(Impact *impact, const char *sentence)
{
    pc_complain("%s", sentence);
    impact->in_trouble = true;
}

static void on_session(void *user, PcSession *taken)
{
    const Impact *impact = user;
    g_autoptr(PcSession) session = taken;
    pc_impact_phones_session(impact->phones, session);
}

static void on_file(void *user, guint index, const PcScanEnd *end)
{
    Impact *impact = user;
    (void)index;
    if (end->error != NULL || end->warning != NULL) {
        complain(impact, end->error != NULL ? end->error->message : end->warning);
    }
}

// is_meant says whether a certificate of a store is the one that --remove names.
static bool is_meant(const Impact *impact, const GPtrArray *named, const PcCertificate *candidate)
{
    for (guint i = 0; i < named->len; i++) {
        const PcCertificate *one = g_ptr_array_index(named, i);
        if (strcmp(one->sha256, candidate->sha256) == 0) {
            return true;
        }
    }
    return named->len == 0 && (g_ascii_strcasecmp(impact->remove, candidate->sha256) == 0 ||
                               (candidate->subject_cn != NULL &&
                                g_ascii_strcasecmp(impact->remove, candidate->subject_cn) == 0));
}

// is_from says whether a store is one that --from names, in any case and by any of its spellings. A
// store that is bound to a server is named with it, or with its kind.
static bool is_from(const char *from, const char *store)
{
    const char *at = strchr(store, '@');
    g_autofree char *kind = at != NULL ? g_strndup(store, (size_t)(at - store)) : g_strdup(store);
    const char *meant = pc_store_of_spelling(from);
    return g_ascii_strcasecmp(from, store) == 0 || g_ascii_strcasecmp(from, kind) == 0 ||
           (meant != NULL && strcmp(meant, kind) == 0);
}

static void remove_from(Impact *impact, char *store, const GPtrArray *named)
{
    const GPtrArray *certificates = pc_trust_certificates(impact->setup.trust, store);
    for (guint i = 0; certificates != NULL && i < certificates->len; i++) {
        PcCertificate *candidate = g_ptr_array_index(certificates, i);
        if (!is_meant(impact, named, candidate) ||
            !pc_trust_remove(impact->without, store, candidate->sha256)) {
            continue;
        }
        if (impact->removed == NULL) {
            impact->removed = pc_certificate_ref(candidate);
        }
        if (!g_ptr_array_find(impact->left, store, NULL)) {
            g_ptr_array_add(impact->left, store);
        }
    }
}

// named_certificates reads the file that --remove names; empty where it is no file.
static GPtrArray *named_certificates(Impact *impact)
{
    g_autoptr(GError) error = NULL;
    if (!pc_file_is_there(impact->remove)) {
        return g_ptr_array_new();
    }
    g_autoptr(GBytes) content = pc_read_file(impact->remove, &error);
    if (content == NULL) {
        complain(impact, error->message);
        return g_ptr_array_new();
    }
    return pc_certificate_list_from_bytes(pc_bytes_of(content), NULL);
}

static bool take_away(Impact *impact)
{
    g_autoptr(GPtrArray) named = named_certificates(impact);
    const GPtrArray *stores = pc_trust_stores(impact->setup.trust);
    impact->without = pc_trust_copy(impact->setup.trust);
    for (guint i = 0; i < stores->len; i++) {
        char *store = g_ptr_array_index(stores, i);
        if (impact->from == NULL || is_from(impact->from, store)) {
            remove_from(impact, store, named);
        }
    }
    if (impact->removed == NULL) {
        g_autofree char *sentence =
            g_strdup_printf("%s: is not in %s", impact->remove,
                            impact->from != NULL ? impact->from : "any store that was given");
        complain(impact, sentence);
    }
    return impact->removed != NULL;
}

static void scan(Impact *impact)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(impact->inputs, errors);
    g_autoptr(GArray) files = pc_jobs_of(inputs);
    for (guint i = 0; i < errors->len; i++) {
        complain(impact, g_ptr_array_index(errors, i));
    }
    const PcJobs jobs = {
        .setup = &impact->setup,
        .all = true,
        .n_workers = 1,
        .stop = &impact->stop,
        .counts = &impact->counts,
        .session = on_session,
        .file = on_file,
        .user = impact,
    };
    pc_jobs_run(&jobs, files);
}

// take_list reads the names of --phones.
static bool take_list(Impact *impact)
{
    if (impact->list == NULL) {
        return true;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(PcPhoneList) list = pc_list_read((char *[]){impact->list, NULL}, &error);
    if (list == NULL) {
        complain(impact, error->message);
        return false;
    }
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, list->names);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        pc_impact_phones_listed(impact->phones, name);
    }
    impact->n_listed = g_hash_table_size(list->names);
    if (list->n_unknown > 0) {
        pc_complain("%s: names %u phones; %u of its lines name none", impact->list,
                    impact->n_listed, list->n_unknown);
    }
    g_autofree char *silence = pc_phone_list_silence(list);
    if (silence != NULL) {
        pc_complain("%s: %s", impact->list, silence);
    }
    return true;
}

typedef void (*Writer)(const PcImpactReport *report, GString *out);
static const struct {
    const char *name;
    Writer write;
} formats[] = {
    {"text", pc_impact_text},
    {"ndjson", pc_impact_ndjson},
    {"csv", pc_impact_csv},
    {"html", pc_impact_html},
};

static Writer writer_of(const char *format)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(formats[i].name, format != NULL ? format : formats[0].name) == 0) {
            return formats[i].write;
        }
    }
    return NULL;
}

// conditions_of says what the report was made with. Caller frees.
static PcConditions *conditions_of(const Impact *impact)
{
    PcConditions *conditions = pc_conditions_new();
    conditions->verb = "impact";
    for (size_t i = 0; impact->inputs[i] != NULL; i++) {
        g_ptr_array_add(conditions->inputs, g_strdup(impact->inputs[i]));
    }
    pc_setup_tell(&impact->setup, &impact->options, conditions);
    pc_conditions_give(conditions, "remove", impact->remove);
    pc_conditions_give(conditions, "from", impact->from);
    pc_conditions_give(conditions, "phones", impact->list);
    if (impact->in_trouble) {
        conditions->ending =
            g_strdup("some input could not be read whole; standard error told which");
    }
    return conditions;
}

static void tell(Impact *impact)
{
    g_autoptr(PcConditions) conditions = conditions_of(impact);
    const PcImpactStores stores = {impact->setup.trust, impact->without, &impact->setup.judge};
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GPtrArray) fates = pc_impact_phones_fates(impact->phones, &stores);
    g_autoptr(GArray) steps = pc_impact_steps(impact->removed, impact->left);
    const PcImpactReport report = {
        .remove = impact->remove,
        .from = impact->from,
        .list = impact->list,
        .n_listed = impact->n_listed,
        .fates = fates,
        .roles = pc_impact_roles(fates),
        .steps = &g_array_index(steps, PcStepId, 0),
        .whom = {impact->setup.judge.release, NULL, PC_HOLDER_PHONE},
        .conditions = conditions,
    };
    impact->does_harm = pc_impact_does_harm(&report.roles);
    writer_of(impact->format)(&report, out);
    (void)fwrite(out->str, 1, out->len, stdout);
}

static void run(Impact *impact)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) wrong = NULL;
    if (!pc_setup_load(&impact->setup, &impact->options, errors, &wrong)) {
        complain(impact, wrong->message);
        pc_setup_clear(&impact->setup);
        return;
    }
    for (guint i = 0; i < errors->len; i++) {
        complain(impact, g_ptr_array_index(errors, i));
    }
    impact->phones = pc_impact_phones_new();
    impact->left = g_ptr_array_new();
    if (take_away(impact) && take_list(impact)) {
        scan(impact);
        tell(impact);
    }
    pc_impact_phones_free(impact->phones);
    pc_certificate_unref(impact->removed);
    g_ptr_array_unref(impact->left);
    pc_trust_free(impact->without);
    pc_setup_clear(&impact->setup);
}

static const char *missing_argument(const Impact *impact)
{
    if (impact->inputs == NULL) {
        return "impact: give it captures, or folders of them";
    }
    if (impact->remove == NULL || impact->options.trust == NULL) {
        return "impact: say which CA leaves (--remove) which stores (--trust)";
    }
    if (writer_of(impact->format) == NULL) {
        return "--format: is none of text, ndjson, csv and html";
    }
    return NULL;
}

PcExit pc_command_impact(int argc, char **argv)
{
    Impact impact = {0};
    static const char *const without[] = {"expiry-days", NULL};
    const GOptionEntry entries[] = {
        {"remove", 0, 0, G_OPTION_ARG_FILENAME, &impact.remove,
         "The CA that leaves: its file, its sha256 or its common name", "CERT"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &impact.from,
         "The store that it leaves, in any spelling (every store without this)", "STORE"},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &impact.format,
         "text (the default), ndjson, csv or html", "FORMAT"},
        {"phones", 0, 0, G_OPTION_ARG_FILENAME, &impact.list,
         "The phones that there are: CUCM's bulk export or Find and List (CSV), run sql, AXL, "
         "RIS, or a name a line; those that no capture shows are told as not seen",
         "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &impact.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|ARCHIVE ...");
    g_option_context_set_summary(context, "Tells which phones, by the latest certificate that they "
                                          "showed, stop connecting\nwhen a CA leaves a store.");
    g_option_context_add_main_entries(context, entries, NULL);
    pc_setup_options_add(context, &impact.options, without);
    const char *missing = NULL;
    if (!pc_parse_options(context, &argc, &argv)) {
        impact.in_trouble = true;
    } else if ((missing = missing_argument(&impact)) != NULL) {
        complain(&impact, missing);
    } else {
        run(&impact);
    }
    pc_setup_options_clear(&impact.options);
    g_strfreev(impact.inputs);
    g_free(impact.remove);
    g_free(impact.from);
    g_free(impact.list);
    g_free(impact.format);
    if (impact.in_trouble) {
        return PC_EXIT_TROUBLE;
    }
    return impact.does_harm ? PC_EXIT_FINDINGS : PC_EXIT_CLEAN;
}
