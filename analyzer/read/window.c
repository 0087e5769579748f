// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps the unread end of a block in memory, moved to the front when more is read behind it, so
// that a packet that two blocks share lies in one piece. The buffer grows only for a packet larger
// than it, up to a limit.
#include "analyzer/read/window.h"

void pc_window_init(PcWindow *window, PcSource *source)
{
    *window = (PcWindow){.source = source, .size = PC_SOURCE_BLOCK};
    window->buffer = g_malloc(window->size);
}

void pc_window_clear(PcWindow *window)
{
    pc_source_close(window->source);
    g_free(window->buffer);
    *window = (PcWindow){.source = NULL};
}

static void move_to_front(PcWindow *window)
{
    size_t kept = pc_bytes_copy_out(window->unread, window->buffer, window->size);
    window->unread = pc_bytes(window->buffer, kept);
}

static void grow(PcWindow *window, size_t n)
{
    g_assert(n <= PC_WINDOW_MAX);
    while (window->size < n) {
        window->size *= 2;
    }
    window->buffer = g_realloc(window->buffer, window->size);
    window->unread = pc_bytes(window->buffer, window->unread.len);
}

bool pc_window_fill(PcWindow *window, size_t n)
{
    move_to_front(window);
    if (n > window->size) {
        grow(window, n);
    }
    while (window->unread.len < n) {
        size_t have = window->unread.len;
        size_t got = pc_source_read(window->source, window->buffer + have, window->size - have);
        if (got == 0) {
            return false;
        }
        window->unread.len += got;
    }
    return true;
}

bool pc_window_skip(PcWindow *window, uint64_t n)
{
    while (n > 0) {
        if (window->unread.len == 0 && !pc_window_fill(window, 1)) {
            return false;
        }
        size_t step = n < window->unread.len ? (size_t)n : window->unread.len;
        bool skipped = pc_bytes_skip(&window->unread, step);
        g_assert(skipped);
        window->taken += step;
        n -= step;
    }
    return true;
}
