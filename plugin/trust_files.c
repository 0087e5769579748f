// SPDX-License-Identifier: GPL-2.0-or-later
// Files and folders of certificates, read with GLib and handed to the core as bytes.
#include "plugin/trust_files.h"
#include "core/trust/folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

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
    for (; name != NULL && paths->len < PC_TRUST_MAX_FILES; name = g_dir_read_name(open)) {
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
    if (g_stat(path, &status) == 0 && status.st_size > PC_TRUST_MAX_FILE) {
        tell(report, path, g_strerror(EFBIG));
        return NULL;
    }
    if (!g_file_get_contents(path, &content, &len, &error)) {
        report(error->message);
        return NULL;
    }
    return g_bytes_new_take(content, len);
}

static void add_file(PcTrust *trust, PcTrustPlace *place, const char *path,
                     PcTrustFilesReport report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = content_of(path, report);
    if (content != NULL && !pc_trust_place_take(place, trust, path, pc_bytes_of(content), &error)) {
        report(error->message);
    }
}

// Follows no link to a folder: it may lead back to where it lies.
static void add_below(PcTrust *trust, PcTrustPlace *place, const char *folder, unsigned depth,
                      PcTrustFilesReport report)
{
    g_autoptr(GPtrArray) paths = entries_of(folder, report);
    for (unsigned i = 0; paths != NULL && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            if (pc_trust_place_wants(place, path)) {
                add_file(trust, place, path, report);
            }
        } else if (depth > 0 && g_file_test(path, G_FILE_TEST_IS_DIR) &&
                   !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
            add_below(trust, place, path, depth - 1, report);
        }
    }
}

void pc_trust_files_add(PcTrust *trust, const char *store, const char *path,
                        PcTrustFilesReport report)
{
    PcTrustPlace place = {
        .path = path, .store = store, .is_folder = g_file_test(path, G_FILE_TEST_IS_DIR)};
    if (!place.is_folder) {
        add_file(trust, &place, path, report);
        return;
    }
    add_below(trust, &place, path, PC_TRUST_MAX_DEPTH, report);
    g_autofree char *complaint = pc_trust_place_complaint(&place);
    if (complaint != NULL) {
        report(complaint);
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
