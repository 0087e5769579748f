// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the user's files and folders into the contents of trust stores.
#include "analyzer/command/trust_files.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/read/members.h"
#include "core/field/services.h"
#include "core/trust/folder.h"
#include "core/trust/shown.h"
#include <string.h>

static void note(GPtrArray *errors, GError *error)
{
    if (error != NULL) {
        g_ptr_array_add(errors, g_strdup(error->message));
        g_error_free(error);
    }
}

// What is loaded, and what is said of it.
typedef struct {
    PcTrust *trust;
    PcTrustPlace place;
    GPtrArray *errors, *notes; // of char *
    guint n_everywhere;        // files that name no store
    guint n_without_store;     // files in an archive that do, and so are not used
} Load;

// say_once adds a note unless it is there; it takes it.
static void say_once(GPtrArray *notes, char *sentence)
{
    if (g_ptr_array_find_with_equal_func(notes, sentence, g_str_equal, NULL)) {
        g_free(sentence);
    } else {
        g_ptr_array_add(notes, sentence);
    }
}

// meant gives the store that a name is taken for, and says so where it is spelled otherwise.
static const char *meant(const Load *load, const char *name)
{
    const char *store = pc_store_of_spelling(name);
    if (store != NULL && strcmp(store, name) != 0) {
        say_once(load->notes, g_strdup_printf("the store %s is taken for %s", name, store));
    }
    return store != NULL ? store : name;
}

// tell_shown says which stores a text pasted from `show cert` names; false: it is none. What it
// shows may be all of a store or one certificate of many.
static bool tell_shown(const Load *load, const char *path, PcBytes content)
{
    g_autoptr(GPtrArray) all = pc_shown_in(content);
    g_autoptr(GPtrArray) stores = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        const PcShown *shown = g_ptr_array_index(all, i);
        if (!shown->is_own &&
            !g_ptr_array_find_with_equal_func(stores, shown->store, g_str_equal, NULL)) {
            g_ptr_array_add(stores, shown->store);
        }
    }
    for (guint i = 0; i < stores->len; i++) {
        say_once(load->notes,
                 g_strdup_printf("%s: what it shows below `show cert trust %s/...` counts as that "
                                 "store; whether the store holds more it does not say",
                                 path, (const char *)g_ptr_array_index(stores, i)));
    }
    return all->len > 0;
}

// look_at says of a file what people may not know of it. False: there is nothing else in it.
static bool look_at(Load *load, const char *path, PcBytes content)
{
    static const char certificate[] = "CERTIFICATE";
    static const char mark[] = "PRIVATE KEY-----";
    const PcTrustPlace *place = &load->place;
    g_autofree char *folder = g_path_get_dirname(path);
    g_auto(GStrv) names = g_strsplit(folder, "/", -1);
    g_autofree char *store = pc_trust_place_store(place, path);
    for (size_t i = 0; place->store == NULL && names[i] != NULL; i++) {
        if (g_strcmp0(store, pc_store_of_spelling(names[i])) == 0) {
            (void)meant(load, names[i]);
        }
    }
    bool is_pasted = place->store == NULL && tell_shown(load, path, content);
    load->n_everywhere += store == NULL && !is_pasted && !pc_trust_list_looks_like(content);
    if (g_strstr_len((const char *)content.data, (gssize)content.len, mark) == NULL) {
        return true;
    }
    bool has_more =
        g_strstr_len((const char *)content.data, (gssize)content.len, certificate) != NULL;
    say_once(load->notes,
             g_strdup_printf("%s: holds a private key%s, which a trust store does not need", path,
                             has_more ? "" : " and no certificate"));
    return has_more;
}

static void load_file(Load *load, const char *path)
{
    GError *error = NULL;
    g_autoptr(GBytes) content = pc_read_file_up_to(path, PC_TRUST_MAX_FILE, &error);
    if (content != NULL && pc_file_is_locked(content)) {
        g_ptr_array_add(load->errors, g_strdup_printf("%s: %s", path, pc_file_locked_text()));
        return;
    }
    if (content != NULL && !pc_trust_place_is_remark(&load->place, path, pc_bytes_of(content))) {
        if (look_at(load, path, pc_bytes_of(content))) {
            (void)pc_trust_place_take(&load->place, load->trust, path, pc_bytes_of(content),
                                      &error);
        }
    }
    note(load->errors, error);
}

static bool shows_a_store(PcBytes content)
{
    g_autoptr(GPtrArray) all = pc_shown_in(content);
    return all->len > 0;
}

// load_member takes what a member of an archive holds: a trust list, or certificates of a store
// that its name or the user tells. Most of a customer's case is neither, and a certificate that
// merely lies in it (a phone's, say) is no basis for anything.
static void load_member(Load *load, const char *path)
{
    g_autoptr(GBytes) content = pc_read_file_up_to(path, PC_TRUST_MAX_FILE, NULL);
    if (content == NULL) {
        return;
    }
    PcBytes bytes = pc_bytes_of(content);
    g_autofree char *store = pc_trust_place_store(&load->place, path);
    bool is_basis = load->place.store != NULL || pc_trust_list_looks_like(bytes) ||
                    (store != NULL && pc_store_of_spelling(store) != NULL) || shows_a_store(bytes);
    if (!is_basis) {
        g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(bytes, NULL);
        load->n_without_store += found->len > 0;
    } else if (pc_trust_place_take(&load->place, load->trust, path, bytes, NULL)) {
        (void)look_at(load, path, bytes);
    }
}

static void load_folder(Load *load)
{
    PcTrustPlace *place = &load->place;
    GPtrArray *errors = load->errors;
    GError *error = NULL;
    bool is_archive = pc_archive_is(place->path);
    g_autoptr(GPtrArray) files = pc_place_files(place->path, errors, &error);
    note(errors, error);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = g_ptr_array_index(files, i);
        if (pc_trust_place_wants(place, path)) {
            (is_archive ? load_member : load_file)(load, path);
        }
    }
    char *complaint = files != NULL ? pc_trust_place_complaint(place) : NULL;
    if (complaint != NULL) {
        g_ptr_array_add(errors, complaint);
    }
}

char *pc_trust_files_store(const char *argument, char **path)
{
    const char *equals = strchr(argument, '=');
    bool is_named = equals != NULL && equals > argument && !pc_file_is_there(argument);
    *path = g_strdup(is_named ? equals + 1 : argument);
    return is_named ? g_strndup(argument, (size_t)(equals - argument)) : NULL;
}

void pc_trust_files_load(PcTrust *trust, const char *argument, GPtrArray *errors, GPtrArray *notes)
{
    Load load = {.trust = trust, .errors = errors, .notes = notes};
    g_autofree char *path = NULL;
    g_autofree char *given = pc_trust_files_store(argument, &path);
    load.place = (PcTrustPlace){
        .path = path,
        .store = given != NULL ? meant(&load, given) : NULL,
        .is_folder = g_file_test(path, G_FILE_TEST_IS_DIR) || pc_archive_is(path),
    };
    if (load.place.is_folder) {
        load_folder(&load);
    } else {
        load_file(&load, path);
    }
    if (load.n_without_store > 0) {
        g_ptr_array_add(notes,
                        g_strdup_printf("%s: %u of the files in it hold certificates and tell no "
                                        "store; they are not used (--trust STORE='%s!NAME')",
                                        path, load.n_without_store, path));
    }
    if (load.n_everywhere > 0) {
        bool is_one = load.n_everywhere == 1;
        g_ptr_array_add(notes,
                        g_strdup_printf("%s: %u %s no store and %s for every store", path,
                                        load.n_everywhere, is_one ? "file names" : "files name",
                                        is_one ? "counts" : "count"));
    }
}

// declare_shown declares CAPF's own certificate where a text pasted from `show cert own` shows it;
// false: it is no such text. No other certificate in it signs LSCs for all that it says.
static bool declare_shown(PcIssuers *issuers, PcBytes content, unsigned *n_declared)
{
    g_autoptr(GPtrArray) all = pc_shown_in(content);
    for (guint i = 0; i < all->len; i++) {
        const PcShown *shown = g_ptr_array_index(all, i);
        if (pc_shown_is_capf(shown)) {
            pc_issuers_declare_certificate(issuers, shown->certificate, PC_ISSUER_TAG_CAPF);
            *n_declared += 1;
        }
    }
    return all->len > 0;
}

static bool declare_file(PcIssuers *issuers, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = pc_read_file(path, error);
    unsigned n_declared = 0;
    if (bytes == NULL) {
        return false;
    }
    if (declare_shown(issuers, pc_bytes_of(bytes), &n_declared)) {
        if (n_declared == 0) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "%s: shows no certificate below `show cert own CAPF`", path);
        }
        return n_declared > 0;
    }
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(pc_bytes_of(bytes), NULL);
    if (found->len == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: is no certificate", path);
        return false;
    }
    for (guint i = 0; i < found->len; i++) {
        pc_issuers_declare_certificate(issuers, g_ptr_array_index(found, i),
                                       PC_ISSUER_TAG_EXTERNAL);
    }
    return true;
}

bool pc_trust_files_issuer(PcIssuers *issuers, const char *name_or_path, GError **error)
{
    if (pc_file_is_there(name_or_path)) {
        return declare_file(issuers, name_or_path, error);
    }
    return pc_issuers_declare_name(issuers, name_or_path, PC_ISSUER_TAG_EXTERNAL, error);
}
