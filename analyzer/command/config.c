// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a key file into options that were not given. A key that nobody knows is an error: it was
// meant to do something.
#include "analyzer/command/config.h"

#include <string.h>

#define GROUP "phonecert"

// take_text fills an option that was not given; true if it did.
static bool take_text(GKeyFile *file, const char *key, char **option)
{
    if (*option == NULL) {
        *option = g_key_file_get_string(file, GROUP, key, NULL);
        return *option != NULL;
    }
    return false;
}

static bool take_list(GKeyFile *file, const char *key, char ***option)
{
    if (*option == NULL) {
        *option = g_key_file_get_string_list(file, GROUP, key, NULL, NULL);
        return *option != NULL;
    }
    return false;
}

// take_paths reads "[STORE=]PATH" relative to the folder of the file.
static bool take_paths(GKeyFile *file, const char *folder, const char *key, char ***option)
{
    if (!take_list(file, key, option)) {
        return false;
    }
    for (char **at = *option; *at != NULL; at++) {
        const char *equals = strchr(*at, '=');
        const char *path = equals != NULL ? equals + 1 : *at;
        g_autofree char *store =
            equals != NULL ? g_strndup(*at, (size_t)(path - *at)) : g_strdup("");
        g_autofree char *absolute = g_canonicalize_filename(path, folder);
        char *whole = g_strconcat(store, absolute, NULL);
        g_free(*at);
        *at = whole;
    }
    return true;
}

static bool check_keys(GKeyFile *file, const char *path, GError **error)
{
    static const char *const known[] = {"trust", "lsc-issuer", "service", "tz", "color", NULL};
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    g_auto(GStrv) keys = g_key_file_get_keys(file, GROUP, NULL, NULL);
    const char *stranger = NULL;
    for (size_t i = 0; groups[i] != NULL; i++) {
        stranger = strcmp(groups[i], GROUP) != 0 ? groups[i] : stranger;
    }
    for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
        stranger = g_strv_contains(known, keys[i]) ? stranger : keys[i];
    }
    if (stranger != NULL) {
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
                    "%s: %s is not known; the group [" GROUP "] has the keys trust, lsc-issuer, "
                    "service, tz and color",
                    path, stranger);
    }
    return stranger == NULL;
}

bool pc_config_apply(PcSetupOptions *setup, PcSinkOptions *sink, char **path, GError **error)
{
    g_autofree char *place = g_build_filename(g_get_user_config_dir(), "phonecert.conf", NULL);
    g_autofree char *folder = g_path_get_dirname(place);
    g_autoptr(GKeyFile) file = g_key_file_new();
    *path = NULL;
    if (!g_file_test(place, G_FILE_TEST_IS_REGULAR)) {
        return true;
    }
    if (!g_key_file_load_from_file(file, place, G_KEY_FILE_NONE, error)) {
        g_prefix_error(error, "%s: ", place);
        return false;
    }
    if (!check_keys(file, place, error)) {
        return false;
    }
    bool is_used = take_text(file, "tz", &sink->tz);
    is_used = take_text(file, "color", &sink->colour) || is_used;
    if (setup != NULL) {
        is_used = take_paths(file, folder, "trust", &setup->trust) || is_used;
        is_used = take_list(file, "lsc-issuer", &setup->lsc_issuers) || is_used;
        is_used = take_list(file, "service", &setup->services) || is_used;
    }
    *path = is_used ? g_steal_pointer(&place) : NULL;
    return true;
}
