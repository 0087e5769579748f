// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert trust`: shows what a store folder, a CTL or an ITL file holds, what each CA is there
// for, and whether a trust list's own signature stands; and what a phone's configuration says of
// security, signed by one of the lists or not.
#include "analyzer/command/command.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/setup.h"
#include "analyzer/command/trust/view.h"
#include "analyzer/read/members.h"
#include "core/files/known_file.h"
#include "core/trust/folder.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    char *format;
    char *at;
    char **inputs;
    int64_t now; // seconds since 1970 UTC
    bool is_json;
    PcExit status;
    GPtrArray *lists; // of GivenList: configurations are signed by one of them
} TrustRun;

typedef struct {
    char *path;
    PcTrustList *list;
} GivenList;

static void given_list_free(void *data)
{
    GivenList *given = data;
    g_free(given->path);
    pc_trust_list_unref(given->list);
    g_free(given);
}

// One folder whose certificates are shown together.
typedef struct {
    char *path;
    GPtrArray *shown; // of PcTrustShown
    unsigned n_crls;
} Folder;

static void folder_free(void *data)
{
    Folder *folder = data;
    g_free(folder->path);
    g_ptr_array_unref(folder->shown);
    g_free(folder);
}

// What a file lies in: a folder, or an archive without a folder.
static char *place_of(const char *path)
{
    g_autofree char *archive = pc_archive_of(path);
    const char *mark = strrchr(path, '!');
    bool is_bare = archive != NULL && strchr(mark, '/') == NULL;
    return is_bare ? g_strndup(path, (size_t)(mark - path)) : g_path_get_dirname(path);
}

static Folder *folder_of(GPtrArray *folders, const char *path)
{
    g_autofree char *name = place_of(path);
    for (unsigned i = 0; i < folders->len; i++) {
        Folder *folder = g_ptr_array_index(folders, i);
        if (strcmp(folder->path, name) == 0) {
            return folder;
        }
    }
    Folder *folder = g_new0(Folder, 1);
    folder->path = g_steal_pointer(&name);
    folder->shown = g_ptr_array_new_with_free_func(pc_trust_shown_free);
    g_ptr_array_add(folders, folder);
    return folder;
}

static void write_out(GString *out)
{
    (void)fwrite(out->str, 1, out->len, stdout);
    g_string_free(out, TRUE);
}

static void trouble(TrustRun *run, const char *sentence)
{
    pc_complain("%s", sentence);
    run->status = PC_EXIT_TROUBLE;
}

static void worsen(TrustRun *run, PcExit status)
{
    run->status = MAX(run->status, status);
}

static void show_list(TrustRun *run, const char *path, PcTrustList *list)
{
    GString *out = g_string_new(NULL);
    GivenList *given = g_new0(GivenList, 1);
    given->path = g_strdup(path);
    given->list = pc_trust_list_ref(list);
    g_ptr_array_add(run->lists, given);
    if (run->is_json) {
        pc_trust_json_list(out, path, list);
    } else {
        pc_trust_text_list(out, path, list, run->now);
    }
    write_out(out);
    if (list->signature == PC_LIST_SIGNATURE_FAILED || list->defect != NULL) {
        worsen(run, PC_EXIT_FINDINGS);
    }
}

// A list under which it verifies counts more than one that bears the signer and does not.
static void check_signature(const TrustRun *run, PcBytes content, PcTrustConfig *shown)
{
    for (unsigned i = 0; i < run->lists->len; i++) {
        const GivenList *given = g_ptr_array_index(run->lists, i);
        unsigned record;
        PcListSignature signature = pc_trust_list_check(given->list, content, &record);
        if (signature == PC_LIST_SIGNATURE_VERIFIED ||
            (signature == PC_LIST_SIGNATURE_FAILED && shown->record == 0)) {
            shown->signature = signature;
            shown->record = record;
            shown->list = given->path;
        }
        if (signature == PC_LIST_SIGNATURE_VERIFIED) {
            return;
        }
    }
}

static void show_config(TrustRun *run, const char *path, const PcConfigFile *config,
                        PcBytes content)
{
    PcTrustConfig shown = {.path = path, .config = config};
    GString *out = g_string_new(NULL);
    if (config->is_signed) {
        check_signature(run, content, &shown);
    }
    (run->is_json ? pc_trust_json_config : pc_trust_text_config)(out, &shown);
    write_out(out);
    if (shown.signature == PC_LIST_SIGNATURE_FAILED || config->defect != NULL) {
        worsen(run, PC_EXIT_FINDINGS);
    }
}

static void take_certificates(TrustRun *run, GPtrArray *folders, const char *path, GBytes *bytes,
                              bool is_stray)
{
    const PcBytes content = pc_bytes_of(bytes);
    g_autoptr(GPtrArray) crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(content, crls);
    const bool is_nothing = found->len == 0 && crls->len == 0;
    const bool is_locked = is_nothing && pc_file_is_locked(bytes);
    if (is_nothing && is_stray && !is_locked) {
        return;
    }
    if (is_nothing) {
        const char *known = pc_known_file_text(pc_known_file(content));
        g_autofree char *sentence = g_strdup_printf(
            "%s: %s", path,
            is_locked ? pc_file_locked_text()
            : known != NULL
                ? known
                : "holds no certificate, revocation list, CTL, ITL or phone configuration");
        trouble(run, sentence);
        return;
    }
    Folder *folder = folder_of(folders, path);
    folder->n_crls += crls->len;
    for (unsigned i = 0; i < found->len; i++) {
        PcCertificate *certificate = g_ptr_array_index(found, i);
        if (certificate->malformed) {
            worsen(run, PC_EXIT_FINDINGS);
        }
        g_ptr_array_add(folder->shown, pc_trust_shown_new(path, certificate, run->now));
    }
}

// take_file shows what is in a file. A stray one may be anything, and is then passed over.
static void take_file(TrustRun *run, GPtrArray *folders, const char *path, bool is_stray)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        is_stray ? pc_read_file_up_to(path, PC_TRUST_MAX_FILE, NULL) : pc_read_file(path, &error);
    if (bytes == NULL) {
        if (!is_stray) {
            trouble(run, error->message);
        }
        return;
    }
    PcBytes content = pc_bytes_of(bytes);
    g_autoptr(PcTrustList) list = pc_trust_list_new(content);
    g_autoptr(PcConfigFile) config = list == NULL ? pc_config_file_new(content) : NULL;
    if (list != NULL) {
        show_list(run, path, list);
    } else if (config != NULL) {
        show_config(run, path, config, content);
    } else {
        take_certificates(run, folders, path, bytes, is_stray);
    }
}

static void take_folder(TrustRun *run, GPtrArray *folders, const char *path)
{
    const PcTrustPlace place = {.path = path, .is_folder = true};
    GError *error = NULL;
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    bool is_archive = pc_archive_is(path);
    g_autoptr(GPtrArray) files = pc_place_files(path, errors, &error);
    for (unsigned i = 0; i < errors->len; i++) {
        trouble(run, g_ptr_array_index(errors, i));
    }
    if (files == NULL) {
        trouble(run, error->message);
        g_error_free(error);
        return;
    }
    for (unsigned i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        if (pc_trust_place_wants(&place, file)) {
            const bool may_be_remark = g_str_has_suffix(file, ".txt");
            take_file(run, folders, file, is_archive || may_be_remark);
        }
    }
}

static void show_folders(const TrustRun *run, const GPtrArray *folders)
{
    for (unsigned i = 0; i < folders->len; i++) {
        Folder *folder = g_ptr_array_index(folders, i);
        GString *out = g_string_new(NULL);
        pc_trust_shown_complete(folder->shown);
        if (run->is_json) {
            pc_trust_json_folder(out, folder->shown);
        } else {
            pc_trust_text_folder(out, folder->path, folder->shown, folder->n_crls);
        }
        write_out(out);
    }
}

static void show_inputs(TrustRun *run)
{
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(folder_free);
    run->lists = g_ptr_array_new_with_free_func(given_list_free);
    for (size_t i = 0; run->inputs[i] != NULL; i++) {
        const char *path = run->inputs[i];
        if (g_file_test(path, G_FILE_TEST_IS_DIR) || pc_archive_is(path)) {
            take_folder(run, folders, path);
        } else {
            take_file(run, folders, path, false);
        }
    }
    show_folders(run, folders);
    g_ptr_array_unref(run->lists);
}

static bool take_options(TrustRun *run)
{
    g_autoptr(GError) error = NULL;
    if (run->inputs == NULL) {
        pc_complain("trust: give it store folders, certificate files, CTL or ITL files");
        return false;
    }
    if (run->format != NULL && strcmp(run->format, "text") != 0 &&
        strcmp(run->format, "ndjson") != 0) {
        pc_complain("--format: is neither text nor ndjson");
        return false;
    }
    if (!pc_parse_moment(run->at != NULL ? run->at : "now", NULL, &run->now, &error)) {
        pc_complain("%s", error->message);
        return false;
    }
    run->is_json = g_strcmp0(run->format, "ndjson") == 0;
    return true;
}

PcExit pc_command_trust(int argc, char **argv)
{
    TrustRun run = {0};
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &run.format, "text (the default) or ndjson",
         "FORMAT"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &run.at, "what is expired at this moment (default: now)",
         "TIME"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("PATH ...");
    g_option_context_set_summary(
        context,
        "Shows what store folders, CTL and ITL files hold, checks a trust list's own "
        "signature, and\nshows what a phone's configuration (.cnf.xml, .cnf.xml.sgn) "
        "says of security; its signature\nis checked under the trust lists given before it.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!pc_parse_options(context, &argc, &argv) || !take_options(&run)) {
        run.status = PC_EXIT_TROUBLE;
    } else {
        show_inputs(&run);
    }
    g_strfreev(run.inputs);
    g_free(run.format);
    g_free(run.at);
    return run.status;
}
