// SPDX-License-Identifier: GPL-2.0-or-later
// A thread of its own writes one line over and over; the scan only counts.
#include "analyzer/command/scan/progress.h"

#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MILLISECONDS_BETWEEN = 250, MINUTE = 60, HOUR = 3600 };

struct PcProgress {
    PcScanCounts *counts;
    uint64_t total;
    int64_t start; // monotonic microseconds
    GMutex lock;
    GCond wake;
    bool is_over, is_hidden, is_drawn;
    GThread *thread;
};

static char *time_left(uint64_t done, uint64_t total, double seconds)
{
    if (total == 0 || done == 0 || done >= total) {
        return g_strdup("");
    }
    uint64_t left = (uint64_t)(seconds * (double)(total - done) / (double)done) + 1;
    if (left >= HOUR) {
        return g_strdup_printf(", %" PRIu64 ":%02" PRIu64 " h left", left / HOUR,
                               left % HOUR / MINUTE);
    }
    return g_strdup_printf(", %" PRIu64 ":%02" PRIu64 " left", left / MINUTE, left % MINUTE);
}

char *pc_progress_line(PcScanCounts *counts, uint64_t total, double seconds)
{
    const double megabyte = 1e6;
    const double percent = 100.0;
    uint64_t done = (uint64_t)(gsize)g_atomic_pointer_get(&counts->bytes);
    uint64_t n_sessions = (uint64_t)(gsize)g_atomic_pointer_get(&counts->n_sessions);
    uint64_t n_errors = (uint64_t)(gsize)g_atomic_pointer_get(&counts->n_errors);
    g_autofree char *left = time_left(done, total, seconds);
    g_autofree char *sessions = pc_count(n_sessions, "session", "sessions");
    g_autofree char *share =
        total > 0
            ? g_strdup_printf("%3.0f %% of ", MIN(percent, percent * (double)done / (double)total))
            : g_strdup("");
    return g_strdup_printf("%s%.0f MB, %.0f MB/s%s, %s, %" PRIu64 " failing", share,
                           (double)MAX(total, done) / megabyte,
                           seconds > 0 ? (double)done / megabyte / seconds : 0.0, left, sessions,
                           n_errors);
}

static void clear_line(PcProgress *progress)
{
    if (progress->is_drawn) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
        progress->is_drawn = false;
    }
}

// draw_line keeps to one line of the terminal, or the next one would not overwrite it.
static void draw_line(PcProgress *progress)
{
    double seconds = (double)(g_get_monotonic_time() - progress->start) / (double)G_USEC_PER_SEC;
    g_autofree char *line = pc_progress_line(progress->counts, progress->total, seconds);
    int columns = (int)MIN(pc_terminal_columns(STDERR_FILENO) - 1, strlen(line));
    (void)fprintf(stderr, "\r%.*s\033[K", columns, line);
    (void)fflush(stderr);
    progress->is_drawn = true;
}

static void *tell(void *data)
{
    PcProgress *progress = data;
    g_mutex_lock(&progress->lock);
    while (!progress->is_over) {
        int64_t until =
            g_get_monotonic_time() + (int64_t)MILLISECONDS_BETWEEN * G_TIME_SPAN_MILLISECOND;
        (void)g_cond_wait_until(&progress->wake, &progress->lock, until);
        if (!progress->is_over && !progress->is_hidden) {
            draw_line(progress);
        }
    }
    clear_line(progress);
    g_mutex_unlock(&progress->lock);
    return NULL;
}

PcProgress *pc_progress_start(PcScanCounts *counts, uint64_t total)
{
    PcProgress *progress = g_new0(PcProgress, 1);
    progress->counts = counts;
    progress->total = total;
    progress->start = g_get_monotonic_time();
    g_mutex_init(&progress->lock);
    g_cond_init(&progress->wake);
    progress->thread = g_thread_new("progress", tell, progress);
    return progress;
}

void pc_progress_hide(PcProgress *progress)
{
    if (progress != NULL) {
        g_mutex_lock(&progress->lock);
        progress->is_hidden = true;
        clear_line(progress);
        g_mutex_unlock(&progress->lock);
    }
}

void pc_progress_show(PcProgress *progress)
{
    if (progress != NULL) {
        g_mutex_lock(&progress->lock);
        progress->is_hidden = false;
        g_mutex_unlock(&progress->lock);
    }
}

void pc_progress_end(PcProgress *progress)
{
    if (progress == NULL) {
        return;
    }
    g_mutex_lock(&progress->lock);
    progress->is_over = true;
    g_cond_broadcast(&progress->wake);
    g_mutex_unlock(&progress->lock);
    (void)g_thread_join(progress->thread);
    g_mutex_clear(&progress->lock);
    g_cond_clear(&progress->wake);
    g_free(progress);
}
