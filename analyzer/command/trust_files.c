// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the user's files and folders into the contents of trust stores.
#include "analyzer/command/trust_files.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "core/trust/folder.h"
#include <string.h>

static void note(GPtrArray *errors, GError *error)
{
    if (error != NULL) {
        g_ptr_array_add(errors, g_strdup(error->message));
        g_error_free(error);
    }
}

static void load_file(PcTrust *trust, PcTrustPlace *place, const char *path, GPtrArray *errors)
{
    GError *error = NULL;
    g_autoptr(GBytes) content = pc_read_file_up_to(path, PC_TRUST_MAX_FILE, &error);
    if (content != NULL) {
        (void)pc_trust_place_take(place, trust, path, pc_bytes_of(content), &error);
    }
    note(errors, error);
}

static void load_folder(PcTrust *trust, PcTrustPlace *place, GPtrArray *errors)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) files = pc_folder_files(place->path, errors, &error);
    note(errors, error);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = g_ptr_array_index(files, i);
        if (pc_trust_place_wants(place, path)) {
            load_file(trust, place, path, errors);
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
    bool is_named =
        equals != NULL && equals > argument && !g_file_test(argument, G_FILE_TEST_EXISTS);
    *path = g_strdup(is_named ? equals + 1 : argument);
    return is_named ? g_strndup(argument, (size_t)(equals - argument)) : NULL;
}

void pc_trust_files_load(PcTrust *trust, const char *argument, GPtrArray *errors)
{
    g_autofree char *path = NULL;
    g_autofree char *store = pc_trust_files_store(argument, &path);
    PcTrustPlace place = {
        .path = path, .store = store, .is_folder = g_file_test(path, G_FILE_TEST_IS_DIR)};
    if (place.is_folder) {
        load_folder(trust, &place, errors);
    } else {
        load_file(trust, &place, path, errors);
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
