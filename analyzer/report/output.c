// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a buffer that writers fill into a file that is either the whole old one or the whole new
// one.
#include "analyzer/report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH_LEN = 64 * 1024, NEW_FILE_MODE = 0666 };

struct PcOutput {
    GString *buffer;
    char *path;      // as the user gave it; "standard output" for that
    char *target;    // where the file is to stand, links followed
    char *temporary; // NULL where it is written in place
    int descriptor;
    int failure; // errno of the first write that failed; 0
    char *cause; // why a writer failed; NULL
};

static void set_error(GError **error, const char *path, int code)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "%s: %s", path,
                g_strerror(code));
}

// new_file_mode is what open() would have given a new file, or the mode of the old one.
static mode_t new_file_mode(const char *path)
{
    struct stat old;
    if (stat(path, &old) == 0) {
        return old.st_mode & 07777;
    }
    mode_t mask = umask(0);
    umask(mask);
    return NEW_FILE_MODE & ~mask;
}

static bool open_temporary(PcOutput *output)
{
    g_autofree char *folder = g_path_get_dirname(output->target);
    g_autofree char *name = g_path_get_basename(output->target);
    g_autofree char *hidden = g_strdup_printf(".%s.XXXXXX", name);
    output->temporary = g_build_filename(folder, hidden, NULL);
    output->descriptor = g_mkstemp(output->temporary);
    if (output->descriptor < 0) {
        g_clear_pointer(&output->temporary, g_free);
        return false;
    }
    return fchmod(output->descriptor, new_file_mode(output->target)) == 0;
}

// follow_link lets the target of a link be replaced, not the link.
static void follow_link(PcOutput *output)
{
    char *target = realpath(output->path, NULL);
    if (target != NULL) {
        g_free(output->target);
        output->target = g_strdup(target);
        free(target);
    }
}

static bool open_output(PcOutput *output)
{
    struct stat there;
    bool exists = stat(output->path, &there) == 0;
    follow_link(output);
    if (exists && S_ISDIR(there.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (exists && !S_ISREG(there.st_mode)) {
        output->descriptor = g_open(output->path, O_WRONLY | O_CLOEXEC, 0);
        return output->descriptor >= 0;
    }
    return open_temporary(output);
}

PcOutput *pc_output_open(const char *path, GError **error)
{
    bool is_stdout = path == NULL || strcmp(path, "-") == 0;
    PcOutput *output = g_new0(PcOutput, 1);
    output->buffer = g_string_sized_new(FLUSH_LEN + FLUSH_LEN / 4);
    output->path = g_strdup(is_stdout ? "standard output" : path);
    output->target = g_strdup(output->path);
    output->descriptor = STDOUT_FILENO;
    if (!is_stdout && !open_output(output)) {
        set_error(error, path, errno);
        pc_output_discard(output);
        return NULL;
    }
    return output;
}

GString *pc_output_buffer(PcOutput *output)
{
    return output->buffer;
}

static void write_out(PcOutput *output)
{
    const char *at = output->buffer->str;
    size_t left = output->buffer->len;
    while (left > 0 && output->failure == 0) {
        ssize_t written = write(output->descriptor, at, left);
        if (written > 0) {
            at += written;
            left -= (size_t)written;
        } else if (errno != EINTR) {
            output->failure = errno;
        }
    }
    g_string_truncate(output->buffer, 0);
}

void pc_output_settle(PcOutput *output, bool now)
{
    if (now || output->buffer->len >= FLUSH_LEN) {
        write_out(output);
    }
}

bool pc_output_has_failed(const PcOutput *output)
{
    return output->failure != 0;
}

bool pc_output_is_unread(const PcOutput *output)
{
    return output->failure == EPIPE;
}

bool pc_output_is_file(const PcOutput *output)
{
    return output->temporary != NULL;
}

const char *pc_output_copy_old(PcOutput *output)
{
    g_autofree char *content = NULL;
    gsize len = 0;
    if (g_file_get_contents(output->target, &content, &len, NULL)) {
        g_string_append_len(output->buffer, content, (gssize)len);
        write_out(output);
    }
    return output->temporary;
}

void pc_output_fail(PcOutput *output, const char *cause)
{
    if (output->failure == 0) {
        output->failure = EIO;
        output->cause = g_strdup(cause);
    }
}

static void free_output(PcOutput *output)
{
    g_string_free(output->buffer, TRUE);
    g_free(output->temporary);
    g_free(output->cause);
    g_free(output->target);
    g_free(output->path);
    g_free(output);
}

// put_in_place makes the bytes last before the name points at them.
static void put_in_place(PcOutput *output)
{
    if (output->failure == 0 && fsync(output->descriptor) != 0) {
        output->failure = errno;
    }
    if (close(output->descriptor) != 0 && output->failure == 0) {
        output->failure = errno;
    }
    if (output->failure == 0 && g_rename(output->temporary, output->target) != 0) {
        output->failure = errno;
    }
    if (output->failure != 0) {
        (void)g_unlink(output->temporary);
    }
}

bool pc_output_close(PcOutput *output, GError **error)
{
    write_out(output);
    if (output->temporary != NULL) {
        put_in_place(output);
    } else if (output->descriptor != STDOUT_FILENO && close(output->descriptor) != 0 &&
               output->failure == 0) {
        output->failure = errno;
    }
    int failure = output->failure;
    if (failure != 0 && output->cause != NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", output->path,
                    output->cause);
    } else if (failure != 0) {
        set_error(error, output->path, failure);
    }
    free_output(output);
    return failure == 0;
}

void pc_output_discard(PcOutput *output)
{
    if (output->descriptor >= 0 && output->descriptor != STDOUT_FILENO) {
        (void)close(output->descriptor);
    }
    if (output->temporary != NULL) {
        (void)g_unlink(output->temporary);
    }
    free_output(output);
}
