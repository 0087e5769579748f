// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a growing file into a pipe. A thread copies what is there, then looks again every little
// while; the reader of captures need not know. Each file has a pipe of its own, because each begins
// like a capture.
#include "analyzer/command/scan/follow.h"

#include "analyzer/command/files.h"
#include "analyzer/command/scan/ring.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_LEN = 64 * 1024, MILLISECONDS_BETWEEN = 100 };

// What became of the file that is read.
typedef enum { GROWS, IS_REPLACED, IS_CUT_BACK, HAS_SUCCESSOR } Change;

struct PcFollow {
    char *path; // of the file
    int file;
    int64_t offset; // so much of it was copied
    int pipe;       // the end that is written to
    int *stop;
    int change; // atomic; a Change: why the copying ended
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

static Change change_of(const PcFollow *follow)
{
    struct stat own, there;
    if (fstat(follow->file, &own) != 0 || own.st_size < follow->offset) {
        return IS_CUT_BACK;
    }
    bool is_there = stat(follow->path, &there) == 0;
    if (is_there && (own.st_dev != there.st_dev || own.st_ino != there.st_ino)) {
        return IS_REPLACED;
    }
    g_autofree char *next = pc_ring_next(follow->path);
    return next != NULL ? HAS_SUCCESSOR : GROWS;
}

// copy_some gives how many bytes were passed on; -1 where that cannot go on.
static ssize_t copy_some(PcFollow *follow, uint8_t *block)
{
    ssize_t n_read = read(follow->file, block, BLOCK_LEN);
    if (n_read < 0) {
        return errno == EINTR ? 0 : -1;
    }
    if (!pass_on(follow->pipe, block, (size_t)n_read)) {
        return -1;
    }
    follow->offset += n_read;
    return n_read;
}

static void *copy(void *data)
{
    PcFollow *follow = data;
    uint8_t block[BLOCK_LEN];
    Change change = GROWS;
    ssize_t n_copied = 0;
    while (g_atomic_int_get(follow->stop) == 0 && n_copied >= 0) {
        // What was written before the change was seen is still to come.
        n_copied = copy_some(follow, block);
        if (n_copied == 0 && change != GROWS) {
            g_atomic_int_set(&follow->change, (int)change);
            break;
        }
        if (n_copied == 0 && (change = change_of(follow)) == GROWS) {
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

static bool open_file(PcFollow *follow, const char *path)
{
    follow->file = g_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (follow->file < 0 || !take_stdin(&follow->pipe)) {
        return false;
    }
    follow->offset = 0;
    g_atomic_int_set(&follow->change, (int)GROWS);
    follow->thread = g_thread_new("follow", copy, follow);
    return true;
}

PcFollow *pc_follow_start(const char *path, int *stop, GError **error)
{
    PcFollow *follow = g_new0(PcFollow, 1);
    bool is_there = g_file_test(path, G_FILE_TEST_EXISTS);
    follow->stop = stop;
    follow->path = is_there ? g_strdup(path) : pc_ring_next(path);
    if (follow->path == NULL) {
        follow->path = g_strdup(path);
    }
    if (!open_file(follow, follow->path)) {
        pc_set_file_error(error, path, errno);
        g_free(follow->path);
        g_free(follow);
        return NULL;
    }
    return follow;
}

const char *pc_follow_file(const PcFollow *follow)
{
    return follow->path;
}

// wait_for_content waits until the file that comes next has begun. False if it was stopped before.
static bool wait_for_content(const PcFollow *follow, const char *path)
{
    struct stat about;
    while (g_atomic_int_get(follow->stop) == 0) {
        if (stat(path, &about) == 0 && about.st_size > 0) {
            return true;
        }
        g_usleep((gulong)MILLISECONDS_BETWEEN * G_TIME_SPAN_MILLISECOND);
    }
    return false;
}

bool pc_follow_next(PcFollow *follow, char **sentence)
{
    static const char *const words[] = {
        [IS_REPLACED] = "another file has come in its place; going on with that",
        [IS_CUT_BACK] = "was cut back; going on from its beginning",
        [HAS_SUCCESSOR] = "is the next file of the ring; going on with that",
    };
    Change change = (Change)g_atomic_int_get(&follow->change);
    if (change == GROWS || g_atomic_int_get(follow->stop) != 0) {
        return false;
    }
    (void)g_thread_join(follow->thread);
    (void)close(follow->file);
    follow->thread = NULL;
    follow->file = -1;
    if (change == HAS_SUCCESSOR) {
        char *next = pc_ring_next(follow->path);
        g_free(follow->path);
        follow->path = next;
    }
    *sentence = g_strdup_printf("%s: %s", follow->path, words[change]);
    return wait_for_content(follow, follow->path) && open_file(follow, follow->path);
}

void pc_follow_end(PcFollow *follow)
{
    if (follow == NULL) {
        return;
    }
    (void)close(STDIN_FILENO);
    if (follow->thread != NULL) {
        (void)g_thread_join(follow->thread);
    }
    if (follow->file >= 0) {
        (void)close(follow->file);
    }
    g_free(follow->path);
    g_free(follow);
}
