// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a buffer that writers fill into a file that is either the whole old one or the whole new
// one.
#include "analyzer/report/output.h"

#include "analyzer/report/new_file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH_LEN = 64 * 1024 };

struct PcOutput {
    GString *buffer;
    char *path;      // as the user gave it; "standard output" for that
    PcNewFile *file; // NULL where it is written in place
    int descriptor;  // -1 where a writer opens the file itself
    int failure;     // errno of the first write that failed; 0
    char *cause;     // why a writer failed; NULL
};

static void set_error(GError **error, const char *path, int code)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "%s: %s", path,
                g_strerror(code));
}

static bool open_new(PcOutput *output, const char *target)
{
    output->file = pc_new_file_open(target);
    output->descriptor = output->file != NULL ? pc_new_file_descriptor(output->file) : -1;
    return output->file != NULL;
}

char *pc_output_target(const char *path)
{
    enum { MAX_LINKS = 40 }; // as Linux follows
    char *at = g_strdup(path);
    for (int i = 0; i < MAX_LINKS; i++) {
        g_autofree char *link = g_file_read_link(at, NULL);
        if (link == NULL) {
            return at;
        }
        g_autofree char *folder = g_path_get_dirname(at);
        g_free(at);
        at = g_path_is_absolute(link) ? g_strdup(link) : g_build_filename(folder, link, NULL);
    }
    g_free(at);
    errno = ELOOP;
    return NULL;
}

// open_output lets the target of a link be replaced, not the link.
static bool open_output(PcOutput *output)
{
    struct stat there;
    bool exists = stat(output->path, &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (exists && !S_ISREG(there.st_mode)) {
        output->descriptor = g_open(output->path, O_WRONLY | O_CLOEXEC, 0);
        return output->descriptor >= 0;
    }
    g_autofree char *target = pc_output_target(output->path);
    return target != NULL && open_new(output, target);
}

static PcOutput *output_new(const char *path)
{
    PcOutput *output = g_new0(PcOutput, 1);
    output->buffer = g_string_sized_new(FLUSH_LEN + FLUSH_LEN / 4);
    output->path = g_strdup(path);
    output->descriptor = -1;
    return output;
}

bool pc_output_path_is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

PcOutput *pc_output_open(const char *path, GError **error)
{
    bool is_stdout = pc_output_path_is_stdout(path);
    PcOutput *output = output_new(is_stdout ? "standard output" : path);
    if (is_stdout) {
        output->descriptor = STDOUT_FILENO;
    } else if (!open_output(output)) {
        set_error(error, path, errno);
        g_clear_pointer(&output, pc_output_discard);
    }
    return output;
}

PcOutput *pc_output_open_over(const char *path, GError **error)
{
    PcOutput *output = output_new(path);
    if (!open_new(output, path)) {
        set_error(error, path, errno);
        g_clear_pointer(&output, pc_output_discard);
    }
    return output;
}

PcOutput *pc_output_open_kept(const char *path, GError **error)
{
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        set_error(error, path, S_ISDIR(there.st_mode) ? EISDIR : EINVAL);
        return NULL;
    }
    return output_new(path);
}

bool pc_output_is_stdout(const PcOutput *output)
{
    return output->descriptor == STDOUT_FILENO;
}

const char *pc_output_path(const PcOutput *output)
{
    return output->path;
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

void pc_output_fail(PcOutput *output, const char *cause)
{
    if (output->failure == 0) {
        output->failure = EIO;
        output->cause = g_strdup(cause);
    }
}

const char *pc_output_cause(const PcOutput *output)
{
    if (output->failure == 0) {
        return NULL;
    }
    return output->cause != NULL ? output->cause : g_strerror(output->failure);
}

static void free_output(PcOutput *output)
{
    g_string_free(output->buffer, TRUE);
    g_free(output->cause);
    g_free(output->path);
    g_free(output);
}

bool pc_output_close(PcOutput *output, GError **error)
{
    write_out(output);
    if (output->file != NULL && output->failure == 0) {
        output->failure = pc_new_file_put(g_steal_pointer(&output->file));
    } else if (output->file == NULL && output->descriptor > STDOUT_FILENO &&
               close(output->descriptor) != 0 && output->failure == 0) {
        output->failure = errno;
    }
    pc_new_file_drop(output->file);
    int failure = output->failure;
    if (failure != 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(failure), "%s: %s",
                    output->path, pc_output_cause(output));
    }
    free_output(output);
    return failure == 0;
}

void pc_output_discard(PcOutput *output)
{
    if (output->file == NULL && output->descriptor > STDOUT_FILENO) {
        (void)close(output->descriptor);
    }
    pc_new_file_drop(output->file);
    free_output(output);
}
