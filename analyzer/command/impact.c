// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert impact`: judges each phone's latest certificate by the stores as they are, and again
// without one CA, and tells who would be turned away.
#include "analyzer/command/command.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/scan_jobs.h"
#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/json.h"
#include "analyzer/report/layout.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_COLUMN = 2, SERVICE_COLUMN = 20, PIECE_COLUMN = 30 };

typedef struct {
    PcSetupOptions options;
    PcSetup setup;
    char *remove; // certificate file, sha256 or common name
    char *from;   // store; NULL: every store
    char *format;
    char **inputs;
    PcTrust *without;   // the stores without the CA
    GHashTable *latest; // "device service" -> Shown
    guint n_removed;
    guint n_stopped;
    bool in_trouble;
    PcScanCounts counts;
    int stop;
} Impact;

// The latest certificate that a device showed to a service.
typedef struct {
    char *device, *service, *store;
    const char *type; // static
    char *issuer;
    int64_t time;     // nanoseconds since 1970 UTC
    char *file;       // and where: of two at one time the choice may not depend on order
    GPtrArray *chain; // of PcCertificate
} Shown;

static void shown_free(void *data)
{
    Shown *shown = data;
    g_free(shown->device);
    g_free(shown->service);
    g_free(shown->store);
    g_free(shown->issuer);
    g_free(shown->file);
    g_ptr_array_unref(shown->chain);
    g_free(shown);
}

static void complain(Impact *impact, const char *sentence)
{
    pc_complain("%s", sentence);
    impact->in_trouble = true;
}

static GPtrArray *chain_of(const PcHandshake *handshake)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)pc_certificate_unref);
    for (guint i = 0; i < handshake->client_chain->len; i++) {
        g_ptr_array_add(chain, pc_certificate_new(g_ptr_array_index(handshake->client_chain, i)));
    }
    return chain;
}

static bool is_later(const PcSession *session, const Shown *shown)
{
    return session->start != shown->time ? session->start > shown->time
                                         : strcmp(session->file, shown->file) > 0;
}

static void on_session(void *user, PcSession *taken)
{
    Impact *impact = user;
    g_autoptr(PcSession) session = taken;
    if (session->store == NULL || session->handshake->client_chain->len == 0) {
        return;
    }
    const char *device = session->device != NULL ? session->device : session->client.address;
    g_autofree char *key = g_strdup_printf("%s %s", device, session->service);
    Shown *shown = g_hash_table_lookup(impact->latest, key);
    if (shown != NULL && !is_later(session, shown)) {
        return;
    }
    shown = g_new(Shown, 1);
    *shown = (Shown){
        .device = g_strdup(device),
        .service = g_strdup(session->service),
        .store = g_strdup(session->store),
        .type = session->type,
        .issuer = g_strdup(session->issuer),
        .time = session->start,
        .file = g_strdup(session->file),
        .chain = chain_of(session->handshake),
    };
    g_hash_table_insert(impact->latest, g_steal_pointer(&key), shown);
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
                               g_strcmp0(impact->remove, candidate->subject_cn) == 0);
}

static void remove_from(Impact *impact, const char *store, const GPtrArray *named)
{
    const GPtrArray *certificates = pc_trust_certificates(impact->setup.trust, store);
    for (guint i = 0; certificates != NULL && i < certificates->len; i++) {
        const PcCertificate *candidate = g_ptr_array_index(certificates, i);
        if (is_meant(impact, named, candidate) &&
            pc_trust_remove(impact->without, store, candidate->sha256)) {
            impact->n_removed++;
        }
    }
}

// named_certificates reads the file that --remove names; empty where it is no file.
static GPtrArray *named_certificates(Impact *impact)
{
    g_autoptr(GError) error = NULL;
    if (!g_file_test(impact->remove, G_FILE_TEST_EXISTS)) {
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
        const char *store = g_ptr_array_index(stores, i);
        if (impact->from == NULL || strcmp(impact->from, store) == 0) {
            remove_from(impact, store, named);
        }
    }
    if (impact->n_removed == 0) {
        g_autofree char *sentence =
            g_strdup_printf("%s: is not in %s", impact->remove,
                            impact->from != NULL ? impact->from : "any store that was given");
        complain(impact, sentence);
    }
    return impact->n_removed > 0;
}

static void scan(Impact *impact)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(impact->inputs, errors);
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(PcJob));
    for (guint i = 0; i < errors->len; i++) {
        complain(impact, g_ptr_array_index(errors, i));
    }
    for (guint i = 0; i < inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        PcJob job = {input->path, input->path};
        if (!input->from_folder || pc_input_should_be_capture(input->path)) {
            g_array_append_val(files, job);
        }
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

static void write_line(const Impact *impact, GString *out, const Shown *shown,
                       const PcTrustAnswer *after)
{
    PcReportOptions style = pc_terminal_style();
    PcLayout layout = {.out = out, .width = style.columns, .colour = style.colour};
    layout.ascii = style.ascii;
    if (g_strcmp0(impact->format, "ndjson") == 0) {
        PcMoment seen = pc_moment_micro(shown->time);
        PcJson json = PC_JSON(out);
        pc_json_open_object(&json, NULL);
        pc_json_string(&json, "schema", "phonecert.impact/1");
        pc_json_string(&json, "device", shown->device);
        pc_json_string(&json, "service", shown->service);
        pc_json_string(&json, "store", shown->store);
        pc_json_string(&json, "type", shown->type);
        pc_json_string(&json, "issuer", shown->issuer);
        pc_json_string(&json, "last_seen", seen.text);
        pc_json_string(&json, "file", shown->file);
        pc_json_string(&json, "before", "trusted");
        pc_json_string(&json, "after", pc_verdict_name(after->verdict));
        pc_json_string(&json, "reason", after->reason);
        pc_json_close_object(&json);
        g_string_append_c(out, '\n');
        return;
    }
    pc_layout_start(&layout, NAME_COLUMN, PIECE_COLUMN);
    pc_layout_piece(&layout, PC_STYLE_BOLD, "", shown->device);
    pc_layout_pad(&layout, SERVICE_COLUMN);
    pc_layout_piece(&layout, PC_STYLE_PLAIN, "", shown->service);
    pc_layout_pad(&layout, PIECE_COLUMN);
    pc_layout_piece(&layout, PC_STYLE_PLAIN, " · ", shown->type != NULL ? shown->type : "other");
    pc_layout_piece(&layout, PC_STYLE_PLAIN, " · ", shown->issuer);
    pc_layout_piece(&layout, PC_STYLE_RED, " · ", pc_verdict_name(after->verdict));
    pc_layout_piece(&layout, PC_STYLE_PLAIN, ": ", after->reason);
    pc_layout_end(&layout);
}

// tell_one tells of a phone that was trusted and would not be.
static void tell_one(Impact *impact, GString *out, const Shown *shown)
{
    const int64_t nano = 1000000000;
    const PcJudgeOptions *judge = &impact->setup.judge;
    int64_t time = judge->has_time ? judge->time : shown->time / nano;
    PcTrustAnswer before = {0};
    PcTrustAnswer after = {0};
    pc_trust_judge(impact->setup.trust, shown->store, shown->chain, time, &before);
    pc_trust_judge(impact->without, shown->store, shown->chain, time, &after);
    if (before.verdict == PC_VERDICT_TRUSTED && after.verdict != PC_VERDICT_TRUSTED) {
        impact->n_stopped++;
        write_line(impact, out, shown, &after);
    }
    pc_trust_answer_clear(&before);
    pc_trust_answer_clear(&after);
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void tell(Impact *impact)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(impact->latest), compare_keys);
    for (const GList *at = keys; at != NULL; at = at->next) {
        tell_one(impact, out, g_hash_table_lookup(impact->latest, at->data));
    }
    if (g_strcmp0(impact->format, "ndjson") != 0) {
        g_string_append_printf(out,
                               "%s%u of %u connections (a phone and a service) stop when %s leaves "
                               "%s\n",
                               impact->n_stopped > 0 ? "\n" : "", impact->n_stopped,
                               g_hash_table_size(impact->latest), impact->remove,
                               impact->from != NULL ? impact->from : "every store");
    }
    (void)fwrite(out->str, 1, out->len, stdout);
}

static void run(Impact *impact)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    pc_setup_load(&impact->setup, &impact->options, errors);
    for (guint i = 0; i < errors->len; i++) {
        complain(impact, g_ptr_array_index(errors, i));
    }
    impact->latest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, shown_free);
    if (take_away(impact)) {
        scan(impact);
        tell(impact);
    }
    g_hash_table_unref(impact->latest);
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
    if (impact->format != NULL && strcmp(impact->format, "text") != 0 &&
        strcmp(impact->format, "ndjson") != 0) {
        return "--format: is neither text nor ndjson";
    }
    return NULL;
}

PcExit pc_command_impact(int argc, char **argv)
{
    Impact impact = {0};
    const GOptionEntry entries[] = {
        {"remove", 0, 0, G_OPTION_ARG_FILENAME, &impact.remove,
         "The CA that leaves: its file, its sha256 or its common name", "CERT"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &impact.from,
         "The store that it leaves (every store without this)", "STORE"},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &impact.format, "text (the default) or ndjson",
         "FORMAT"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &impact.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER ...");
    g_option_context_set_summary(context, "Tells which phones, by the latest certificate that they "
                                          "showed, stop connecting\nwhen a CA leaves a store.");
    g_option_context_add_main_entries(context, entries, NULL);
    pc_setup_options_add(context, &impact.options);
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
    g_free(impact.format);
    if (impact.in_trouble) {
        return PC_EXIT_TROUBLE;
    }
    return impact.n_stopped > 0 ? PC_EXIT_FINDINGS : PC_EXIT_CLEAN;
}
