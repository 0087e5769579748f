// SPDX-License-Identifier: GPL-2.0-or-later
// Turns arguments into files. Only archives are looked into, for what they hold.
#include "analyzer/command/inputs.h"

#include "analyzer/command/files.h"
#include "analyzer/read/members.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>

enum { MAX_FOLDER_DEPTH = 64 };

static void input_free(void *data)
{
    PcInput *input = data;
    g_free(input->path);
    g_free(input->root);
    g_free(input);
}

static void add_input(GPtrArray *inputs, const char *path, const char *root, bool from_folder)
{
    PcInput *input = g_new(PcInput, 1);
    *input = (PcInput){g_strdup(path), g_strdup(root), from_folder};
    g_ptr_array_add(inputs, input);
}

static int compare_names(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

static GPtrArray *names_in(const char *folder, GError **error)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        pc_set_file_error(error, folder, errno);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const struct dirent *entry = NULL;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            g_ptr_array_add(names, g_build_filename(folder, entry->d_name, NULL));
        }
    }
    (void)closedir(dir);
    g_ptr_array_sort(names, compare_names);
    return names;
}

// walk adds the files under `folder` to `files`.
static bool walk(const char *folder, unsigned depth, GPtrArray *files, GPtrArray *errors,
                 GError **error)
{
    g_autoptr(GPtrArray) names = names_in(folder, error);
    if (names == NULL) {
        return false;
    }
    for (guint i = 0; i < names->len; i++) {
        const char *path = g_ptr_array_index(names, i);
        bool is_link = g_file_test(path, G_FILE_TEST_IS_SYMLINK);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            g_ptr_array_add(files, g_strdup(path));
        } else if (!is_link && g_file_test(path, G_FILE_TEST_IS_DIR) && depth > 0) {
            g_autoptr(GError) below = NULL;
            if (!walk(path, depth - 1, files, errors, &below)) {
                g_ptr_array_add(errors, g_strdup(below->message));
            }
        }
    }
    return true;
}

GPtrArray *pc_folder_files(const char *folder, GPtrArray *errors, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    if (!walk(folder, MAX_FOLDER_DEPTH, files, errors, error)) {
        return NULL;
    }
    return g_steal_pointer(&files);
}

// add_archive adds what an archive holds.
static void add_archive(GPtrArray *inputs, const char *path, const char *root, GPtrArray *errors)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) members = pc_archive_members(path, errors, &error);
    for (guint i = 0; members != NULL && i < members->len; i++) {
        add_input(inputs, g_ptr_array_index(members, i), root, true);
    }
    if (members == NULL || members->len == 0) {
        g_ptr_array_add(errors, members == NULL ? g_strdup(error->message)
                                                : g_strdup_printf("%s: holds no file", path));
    }
}

static void add_folder(GPtrArray *inputs, const char *path, GPtrArray *errors)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) files = pc_folder_files(path, errors, &error);
    if (files == NULL) {
        g_ptr_array_add(errors, g_strdup(error->message));
        return;
    }
    for (guint i = 0; i < files->len; i++) {
        add_input(inputs, g_ptr_array_index(files, i), path, true);
    }
}

GPtrArray *pc_inputs_on_disk(char *const *arguments, GPtrArray *errors)
{
    GPtrArray *inputs = g_ptr_array_new_with_free_func(input_free);
    for (size_t i = 0; arguments[i] != NULL; i++) {
        if (g_file_test(arguments[i], G_FILE_TEST_IS_DIR)) {
            add_folder(inputs, arguments[i], errors);
        } else {
            add_input(inputs, arguments[i], arguments[i], false);
        }
    }
    return inputs;
}

GPtrArray *pc_inputs_new(char *const *arguments, GPtrArray *errors)
{
    g_autoptr(GPtrArray) files = pc_inputs_on_disk(arguments, errors);
    GPtrArray *inputs = g_ptr_array_new_with_free_func(input_free);
    for (guint i = 0; i < files->len; i++) {
        const PcInput *file = g_ptr_array_index(files, i);
        if (pc_archive_is(file->path)) {
            add_archive(inputs, file->path, file->root, errors);
        } else {
            add_input(inputs, file->path, file->root, file->from_folder);
        }
    }
    return inputs;
}

GPtrArray *pc_place_files(const char *path, GPtrArray *errors, GError **error)
{
    return pc_archive_is(path) ? pc_archive_members(path, errors, error)
                               : pc_folder_files(path, errors, error);
}

bool pc_input_should_be_capture(const char *path)
{
    static const char *const endings[] = {
        ".pcap",    ".pcapng",    ".cap",    ".ntar",     ".snoop",      ".erf",
        ".ncf",     ".ncfx",      ".pkt",    ".apc",      ".tpc",        ".wpz",
        ".pcap.gz", ".pcapng.gz", ".cap.gz", ".pcap.zst", ".pcap.lz4",   ".pcapng.zst",
        ".pcap.xz", ".pcapng.xz", ".cap.xz", ".pcap.bz2", ".pcapng.bz2", ".cap.bz2",
    };
    g_autofree char *name = g_ascii_strdown(path, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        if (g_str_has_suffix(name, endings[i])) {
            return true;
        }
    }
    return false;
}

bool pc_input_is_stray(const PcInput *input)
{
    return input->from_folder && !pc_input_should_be_capture(input->path);
}
