// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a growing file into a pipe. A thread copies what is there, then looks again every little
// while; the reader of captures need not know.
#include "analyzer/command/scan/follow.h"

#include "analyzer/command/files.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

enum { BLOCK_LEN = 64 * 1024, MILLISECONDS_BETWEEN = 100 };

struct PcFollow {
    int file;
    int pipe; // the end that is written to
    int *stop;
    GThread *thread;
};

// pass_on writes a whole block; false if the reader has gone.
static bool pass_on(int pipe, const uint8_t *block, size_t len)
{
    size_t done = 0;
    while (done < len) {
        ssize_t written = write(pipe, block + done, len - done);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}

static void *copy(void *data)
{
    PcFollow *follow = data;
    uint8_t block[BLOCK_LEN];
    while (g_atomic_int_get(follow->stop) == 0) {
        ssize_t n_read = read(follow->file, block, sizeof block);
        if (n_read < 0 && errno != EINTR) {
            break;
        }
        if (n_read > 0 && !pass_on(follow->pipe, block, (size_t)n_read)) {
            break;
        }
        if (n_read == 0) {
            g_usleep((gulong)MILLISECONDS_BETWEEN * G_TIME_SPAN_MILLISECOND);
        }
    }
    (void)close(follow->pipe);
    return NULL;
}

// take_stdin puts the reading end of a new pipe in the place of standard input.
static bool take_stdin(int *writing_end)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    bool is_taken = dup2(ends[0], STDIN_FILENO) >= 0;
    (void)close(ends[0]);
    *writing_end = ends[1];
    return is_taken;
}

PcFollow *pc_follow_start(const char *path, int *stop, GError **error)
{
    PcFollow *follow = g_new0(PcFollow, 1);
    follow->stop = stop;
    follow->file = g_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (follow->file < 0 || !take_stdin(&follow->pipe)) {
        pc_set_file_error(error, path, errno);
        g_free(follow);
        return NULL;
    }
    follow->thread = g_thread_new("follow", copy, follow);
    return follow;
}

void pc_follow_end(PcFollow *follow)
{
    if (follow != NULL) {
        (void)close(STDIN_FILENO);
        (void)g_thread_join(follow->thread);
        (void)close(follow->file);
        g_free(follow);
    }
}
