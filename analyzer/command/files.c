// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a path into bytes, or into a sentence that says why not.
#include "analyzer/command/files.h"

#include "analyzer/read/members.h"
#include "core/certificate/certificate.h"
#include "core/files/known_file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_LEN = 64 * 1024, MAX_FILE_LEN = 1 << 30 };

void pc_set_file_error(GError **error, const char *path, int code)
{
    const char *why = code == ENODEV ? "is a device; a file is wanted here" : g_strerror(code);
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "%s: %s", path, why);
}

// A device never ends, or waits for somebody; the empty one is a file without content.
static bool is_endless(int descriptor, ssize_t n_read)
{
    struct stat what;
    return n_read > 0 && fstat(descriptor, &what) == 0 &&
           (S_ISCHR(what.st_mode) || S_ISBLK(what.st_mode));
}

// read_all gives 0, or the errno of what went wrong.
static int read_all(int descriptor, size_t max_len, GByteArray *content)
{
    uint8_t block[BLOCK_LEN];
    for (;;) {
        ssize_t n_read = read(descriptor, block, sizeof block);
        if (n_read == 0) {
            return 0;
        }
        if (content->len == 0 && descriptor != STDIN_FILENO && is_endless(descriptor, n_read)) {
            return ENODEV;
        }
        if (n_read < 0 && errno != EINTR) {
            return errno;
        }
        if (n_read > 0) {
            g_byte_array_append(content, block, (guint)n_read);
        }
        if (content->len > max_len) {
            return EFBIG;
        }
    }
}

bool pc_file_is_there(const char *path)
{
    g_autofree char *archive = pc_archive_of(path);
    return archive != NULL || g_file_test(path, G_FILE_TEST_EXISTS);
}

static GBytes *read_member(const char *path, size_t max_len, GError **error)
{
    g_autoptr(PcArchiveMember) member = pc_archive_open(path, error);
    if (member == NULL) {
        return NULL;
    }
    g_autofree uint8_t *block = g_malloc(BLOCK_LEN);
    g_autoptr(GByteArray) content = g_byte_array_new();
    size_t n_read = 0;
    while (content->len <= max_len && (n_read = pc_archive_read(member, block, BLOCK_LEN)) > 0) {
        g_byte_array_append(content, block, (guint)n_read);
    }
    if (content->len > max_len) {
        pc_set_file_error(error, path, EFBIG);
        return NULL;
    }
    if (pc_archive_broken(member) != NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s: %s", path,
                    pc_archive_broken(member));
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&content));
}

bool pc_file_is_locked(GBytes *content)
{
    const PcBytes bytes = pc_bytes_of(content);
    if (pc_known_file(bytes) != PC_FILE_PKCS12) {
        return false;
    }
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(bytes, NULL);
    return found->len == 0;
}

const char *pc_file_locked_text(void)
{
    return pc_archive_given_passwords() == NULL
               ? "is a PKCS#12 file that a password locks; --password-file FILE names it"
               : "is a PKCS#12 file, and no password in --password-file opens it";
}

// unlocked gives the certificates of a PKCS#12 file that one of the user's passwords opens, as DER
// back to back; any other file as it is. It takes `content` over.
static GBytes *unlocked(GBytes *content)
{
    char *const *passwords = pc_archive_given_passwords();
    if (content == NULL || passwords == NULL || !pc_file_is_locked(content)) {
        return content;
    }
    g_autoptr(GByteArray) open = g_byte_array_new();
    for (size_t i = 0; passwords[i] != NULL && open->len == 0; i++) {
        g_autoptr(GPtrArray) found = pc_certificate_list_unlock(pc_bytes_of(content), passwords[i]);
        for (guint k = 0; k < found->len; k++) {
            const PcCertificate *certificate = g_ptr_array_index(found, k);
            const PcBytes der = pc_bytes_of(certificate->der);
            g_byte_array_append(open, der.data, (guint)der.len);
        }
    }
    if (open->len == 0) {
        return content;
    }
    g_bytes_unref(content);
    return g_byte_array_free_to_bytes(g_steal_pointer(&open));
}

static GBytes *read_up_to(const char *path, size_t max_len, GError **error)
{
    g_autofree char *archive = pc_archive_of(path);
    if (archive != NULL) {
        return read_member(path, max_len, error);
    }
    bool is_stdin = strcmp(path, "-") == 0;
    int descriptor = is_stdin ? STDIN_FILENO : g_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (descriptor < 0) {
        pc_set_file_error(error, path, errno);
        return NULL;
    }
    g_autoptr(GByteArray) content = g_byte_array_new();
    int failure = read_all(descriptor, max_len, content);
    if (!is_stdin) {
        (void)close(descriptor);
    }
    if (failure != 0) {
        pc_set_file_error(error, path, failure);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&content));
}

GBytes *pc_read_file_up_to(const char *path, size_t max_len, GError **error)
{
    return unlocked(read_up_to(path, max_len, error));
}

GBytes *pc_read_file(const char *path, GError **error)
{
    return pc_read_file_up_to(path, MAX_FILE_LEN, error);
}
