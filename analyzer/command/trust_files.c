// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the user's files and folders into the contents of trust stores.
#include "analyzer/command/trust_files.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "core/field/services.h"
#include <string.h>

static void note(GPtrArray *errors, GError *error)
{
    if (error != NULL) {
        g_ptr_array_add(errors, g_strdup(error->message));
        g_error_free(error);
    }
}

// add_to_every_store puts a certificate file into all stores; the first complaint is enough.
static void add_to_every_store(PcTrust *trust, const char *path, PcBytes content, GPtrArray *errors)
{
    const char *store;
    for (size_t i = 0; (store = pc_store_name(i)) != NULL; i++) {
        GError *error = NULL;
        if (pc_trust_add(trust, store, path, content, &error) == 0) {
            note(errors, error);
            return;
        }
    }
}

// load_file adds one file to `store`, or, where that is NULL, to what it is made for.
static void load_file(PcTrust *trust, const char *store, const char *path, GPtrArray *errors)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = pc_read_file(path, &error);
    if (bytes == NULL) {
        note(errors, error);
        return;
    }
    PcBytes content = pc_bytes_of(bytes);
    // A trust list speaks for itself, in a store's folder or beside it.
    if (store != NULL || pc_trust_list_looks_like(content)) {
        (void)pc_trust_add(trust, store, path, content, &error);
        note(errors, error);
    } else {
        add_to_every_store(trust, path, content, errors);
    }
}

// is_remark tells files that people put beside certificates.
static bool is_remark(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    return name[0] == '.' || g_str_has_suffix(name, ".md") || g_str_has_suffix(name, ".txt");
}

// store_of names the store of a file found under `folder`: the first folder below it, else what
// the folder itself is called if that is a store, else none. Caller frees.
static char *store_of(const char *folder, const char *path)
{
    const char *below = path + strlen(folder);
    below += strspn(below, "/");
    const char *slash = strchr(below, '/');
    if (slash != NULL) {
        return g_strndup(below, (size_t)(slash - below));
    }
    g_autofree char *own = g_path_get_basename(folder);
    return pc_store_is_known(own) ? g_steal_pointer(&own) : NULL;
}

static void load_folder(PcTrust *trust, const char *store, const char *folder, GPtrArray *errors)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) files = pc_folder_files(folder, errors, &error);
    note(errors, error);
    guint n_loaded = 0;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = g_ptr_array_index(files, i);
        if (!is_remark(path)) {
            g_autofree char *found = store != NULL ? g_strdup(store) : store_of(folder, path);
            load_file(trust, found, path, errors);
            n_loaded++;
        }
    }
    if (files != NULL && n_loaded == 0) {
        g_ptr_array_add(errors, g_strdup_printf("%s: there is no certificate in it", folder));
    }
}

char *pc_trust_files_store(const char *argument, char **path)
{
    const char *equals = strchr(argument, '=');
    bool is_named =
        equals != NULL && equals > argument && !g_file_test(argument, G_FILE_TEST_EXISTS);
    *path = g_strdup(is_named ? equals + 1 : argument);
    return is_named ? g_strndup(argument, (size_t)(equals - argument)) : NULL;
}

void pc_trust_files_load(PcTrust *trust, const char *argument, GPtrArray *errors)
{
    g_autofree char *path = NULL;
    g_autofree char *store = pc_trust_files_store(argument, &path);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        load_folder(trust, store, path, errors);
    } else {
        load_file(trust, store, path, errors);
    }
}

static bool declare_file(PcIssuers *issuers, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = pc_read_file(path, error);
    if (bytes == NULL) {
        return false;
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
    if (g_file_test(name_or_path, G_FILE_TEST_EXISTS)) {
        return declare_file(issuers, name_or_path, error);
    }
    return pc_issuers_declare_name(issuers, name_or_path, PC_ISSUER_TAG_EXTERNAL, error);
}
