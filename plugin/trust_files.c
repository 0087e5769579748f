// SPDX-License-Identifier: GPL-2.0-or-later
// Files and folders of certificates, read with GLib and handed to the core as bytes.
#include "plugin/trust_files.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

enum {
    MAX_FILE = 16 * 1024 * 1024, // bytes; no export of a trust store comes near it
    MAX_ENTRIES = 10000,         // of one folder
};

static void tell(PcTrustFilesReport report, const char *path, const char *cause)
{
    g_autofree char *sentence = g_strdup_printf("%s: %s", path, cause);
    report(sentence);
}

static int by_name(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

// The folder's entries by name, without hidden ones; NULL, after a report, if it cannot be read.
static GPtrArray *entries_of(const char *folder, PcTrustFilesReport report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) open = g_dir_open(folder, 0, &error);
    if (open == NULL) {
        if (report != NULL) {
            tell(report, folder, error->message);
        }
        return NULL;
    }
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    const char *name = g_dir_read_name(open);
    for (; name != NULL && paths->len < MAX_ENTRIES; name = g_dir_read_name(open)) {
        if (name[0] != '.') {
            g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
        }
    }
    g_ptr_array_sort(paths, by_name);
    return paths;
}

static GBytes *content_of(const char *path, PcTrustFilesReport report)
{
    g_autoptr(GError) error = NULL;
    GStatBuf status;
    char *content = NULL;
    size_t len = 0;
    if (g_stat(path, &status) == 0 && status.st_size > MAX_FILE) {
        tell(report, path, "too large for a certificate file");
        return NULL;
    }
    if (!g_file_get_contents(path, &content, &len, &error)) {
        report(error->message);
        return NULL;
    }
    return g_bytes_new_take(content, len);
}

static void add_content(PcTrust *trust, const char *store, const char *path, PcBytes content,
                        PcTrustFilesReport report)
{
    g_autoptr(GError) error = NULL;
    if (pc_trust_add(trust, store, path, content, &error) == 0) {
        if (error != NULL) {
            report(error->message);
        } else {
            tell(report, path, "holds no certificate");
        }
    }
}

static void add_file(PcTrust *trust, const char *store, const char *path, PcTrustFilesReport report)
{
    g_autoptr(GBytes) content = content_of(path, report);
    if (content != NULL) {
        add_content(trust, store, path, pc_bytes_of(content), report);
    }
}

void pc_trust_files_add(PcTrust *trust, const char *store, const char *path,
                        PcTrustFilesReport report)
{
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        add_file(trust, store, path, report);
        return;
    }
    g_autoptr(GPtrArray) paths = entries_of(path, report);
    for (unsigned i = 0; paths != NULL && i < paths->len; i++) {
        const char *file = g_ptr_array_index(paths, i);
        if (g_file_test(file, G_FILE_TEST_IS_REGULAR)) {
            add_file(trust, store, file, report);
        }
    }
}

static void add_trust_list(PcTrust *trust, const char *path, PcTrustFilesReport report)
{
    g_autoptr(GBytes) content = content_of(path, report);
    // The folder may hold anything; only its subfolders must be stores.
    if (content != NULL && pc_trust_list_looks_like(pc_bytes_of(content))) {
        add_content(trust, NULL, path, pc_bytes_of(content), report);
    }
}

void pc_trust_files_add_root(PcTrust *trust, const char *path, PcTrustFilesReport report)
{
    g_autoptr(GPtrArray) paths = entries_of(path, report);
    for (unsigned i = 0; paths != NULL && i < paths->len; i++) {
        const char *entry = g_ptr_array_index(paths, i);
        if (g_file_test(entry, G_FILE_TEST_IS_DIR)) {
            g_autofree char *store = g_path_get_basename(entry);
            pc_trust_files_add(trust, store, entry, report);
        } else if (g_file_test(entry, G_FILE_TEST_IS_REGULAR)) {
            add_trust_list(trust, entry, report);
        }
    }
}

// FNV-1a: only has to differ when something differs.
static uint64_t mix(uint64_t sum, const void *data, size_t len)
{
    PcBytes bytes = pc_bytes(data, len);
    uint8_t byte = 0;
    while (pc_bytes_u8(&bytes, &byte)) {
        sum = (sum ^ byte) * G_GUINT64_CONSTANT(0x100000001b3);
    }
    return sum;
}

uint64_t pc_trust_files_stamp(const char *path, unsigned depth)
{
    uint64_t sum = mix(G_GUINT64_CONSTANT(0xcbf29ce484222325), path, strlen(path));
    GStatBuf status;
    if (g_stat(path, &status) != 0) {
        return sum;
    }
    sum = mix(sum, &status.st_mtim, sizeof status.st_mtim);
    sum = mix(sum, &status.st_size, sizeof status.st_size);
    if (depth == 0 || !S_ISDIR(status.st_mode)) {
        return sum;
    }
    g_autoptr(GPtrArray) paths = entries_of(path, NULL);
    for (unsigned i = 0; paths != NULL && i < paths->len; i++) {
        uint64_t below = pc_trust_files_stamp(g_ptr_array_index(paths, i), depth - 1);
        sum = mix(sum, &below, sizeof below);
    }
    return sum;
}
