// SPDX-License-Identifier: GPL-2.0-or-later
// Reads scenarios.ini and refuses what would be passed over in silence: groups that stand twice and
// keys that are misspelt.
#include "tests/scenarios/table.h"
#include <string.h>

#define CA_PREFIX "CA "
#define STORE_PREFIX "store "

static const char *const ca_keys[] = {"name",        "signed by", "from", "until",
                                      "constraints", "usage",     "key",  "same key as",
                                      "hash",        "key id",    NULL};
static const char *const scenario_keys[] = {"question",
                                            "shows",
                                            "subject",
                                            "serial",
                                            "from",
                                            "until",
                                            "usage",
                                            "key",
                                            "hash",
                                            "sends",
                                            "damaged",
                                            "port",
                                            "service",
                                            "revoked",
                                            "trust list",
                                            "announces",
                                            "server",
                                            "happens",
                                            "coverage",
                                            "phone offers",
                                            "time",
                                            "judge at",
                                            "policy",
                                            "type",
                                            "device",
                                            "verdict",
                                            "basis",
                                            "genuine",
                                            "announced",
                                            "possession",
                                            "reason",
                                            "findings",
                                            "openssl",
                                            "registers as",
                                            "REGISTER answered",
                                            "TVS answers",
                                            "cipher",
                                            "configured",
                                            "phone fetches",
                                            "other phone fetches",
                                            "registers in clear as",
                                            "CAPF",
                                            "CAPF issues",
                                            "extended usage",
                                            NULL};

static bool is_known(const char *group, const char *key)
{
    const char *name;
    if (table_is_ca(group, &name)) {
        return g_strv_contains(ca_keys, key);
    }
    return g_str_has_prefix(key, STORE_PREFIX) || g_strv_contains(scenario_keys, key);
}

static void check_keys(const Table *table)
{
    for (char **group = table->groups; *group != NULL; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(table->file, *group, NULL, NULL);
        for (char **key = keys; *key != NULL; key++) {
            if (!is_known(*group, *key)) {
                g_error("[%s]: there is no key \"%s\"", *group, *key);
            }
        }
    }
}

// GKeyFile would merge two groups of one name.
static void check_groups(const char *content)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '[' && !g_hash_table_add(seen, g_strdup(*line))) {
            g_error("%s stands twice", *line);
        }
    }
}

void table_load(const char *path, Table *table)
{
    GError *error = NULL;
    g_autofree char *content = NULL;
    gsize len = 0;
    table->file = g_key_file_new();
    if (!g_file_get_contents(path, &content, &len, &error) ||
        !g_key_file_load_from_data(table->file, content, len, G_KEY_FILE_NONE, &error)) {
        g_error("%s: %s", path, error->message);
    }
    check_groups(content);
    table->groups = g_key_file_get_groups(table->file, NULL);
    check_keys(table);
}

void table_clear(Table *table)
{
    g_key_file_free(table->file);
    g_strfreev(table->groups);
}

bool table_is_ca(const char *group, const char **name)
{
    *name = g_str_has_prefix(group, CA_PREFIX) ? group + strlen(CA_PREFIX) : NULL;
    return *name != NULL;
}

char *table_text(const Table *table, const char *group, const char *key)
{
    return g_key_file_get_string(table->file, group, key, NULL);
}

char **table_words(const Table *table, const char *group, const char *key)
{
    g_autofree char *text = table_text(table, group, key);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) pieces = g_strsplit(text != NULL ? text : "", " ", -1);
    for (char **piece = pieces; *piece != NULL; piece++) {
        if (**piece != '\0') {
            g_ptr_array_add(words, g_strdup(*piece));
        }
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

char **table_stores(const Table *table, const char *group)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) keys = g_key_file_get_keys(table->file, group, NULL, NULL);
    for (char **key = keys; *key != NULL; key++) {
        if (g_str_has_prefix(*key, STORE_PREFIX)) {
            g_ptr_array_add(names, g_strdup(*key + strlen(STORE_PREFIX)));
        }
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
