// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps the unread end of a block in memory, moved to the front when more is read behind it, so
// that a packet that two blocks share lies in one piece. The buffer grows only for a packet larger
// than it, up to a limit. A file that turns out to be large is read ahead, in blocks that have room
// for that unread end before them; then the buffer is for packets that no block holds.
#include "analyzer/read/window.h"

enum { AHEAD_FROM = 1024 * 1024 }; // bytes taken before a thread is worth its start

void pc_window_init(PcWindow *window, PcSource *source)
{
    *window = (PcWindow){.source = source, .size = PC_SOURCE_BLOCK};
    window->buffer = g_malloc(window->size);
}

void pc_window_clear(PcWindow *window)
{
    pc_ahead_stop(window->ahead);
    g_free(window->block);
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

static void return_block(PcWindow *window)
{
    pc_ahead_return(window->ahead, window->block);
    window->block = NULL;
}

// Makes `unread` lie in the buffer, with room for `n` bytes.
static void use_buffer(PcWindow *window, size_t n)
{
    move_to_front(window);
    return_block(window);
    if (n > window->size) {
        grow(window, n);
    }
}

static bool fill_buffer(PcWindow *window, size_t n)
{
    use_buffer(window, n);
    while (window->unread.len < n) {
        size_t have = window->unread.len;
        size_t got = pc_source_read(window->source, window->buffer + have, window->size - have);
        window->broken = pc_source_broken(window->source);
        if (got == 0) {
            return false;
        }
        window->unread.len += got;
    }
    return true;
}

// Puts what is unread before the next block. False at the end.
static bool move_to_next_block(PcWindow *window)
{
    PcAheadBlock *next = pc_ahead_take(window->ahead);
    if (next == NULL) {
        return false;
    }
    window->broken = next->broken;
    size_t kept = window->unread.len;
    uint8_t *front = &next->bytes[PC_AHEAD_HEADROOM - kept];
    pc_bytes_copy_out(window->unread, front, kept);
    window->unread = pc_bytes(front, kept + next->len);
    return_block(window);
    window->block = next;
    return next->len > 0;
}

// Collects a packet that no block holds.
static bool collect_blocks(PcWindow *window, size_t n)
{
    use_buffer(window, n + PC_SOURCE_BLOCK);
    PcAheadBlock *next = NULL;
    while (window->unread.len < n && (next = pc_ahead_take(window->ahead)) != NULL) {
        size_t have = window->unread.len;
        PcBytes more = pc_bytes(&next->bytes[PC_AHEAD_HEADROOM], next->len);
        have += pc_bytes_copy_out(more, window->buffer + have, window->size - have);
        window->unread = pc_bytes(window->buffer, have);
        window->broken = next->broken;
        pc_ahead_return(window->ahead, next);
    }
    return window->unread.len >= n;
}

static bool fill_ahead(PcWindow *window, size_t n)
{
    while (window->unread.len < n) {
        if (window->unread.len > PC_AHEAD_HEADROOM) {
            return collect_blocks(window, n);
        }
        if (!move_to_next_block(window)) {
            return false;
        }
    }
    return true;
}

static bool is_worth_a_thread(const PcWindow *window)
{
    return window->taken >= AHEAD_FROM && pc_source_size(window->source) > 0 &&
           g_get_num_processors() > 1;
}

bool pc_window_fill(PcWindow *window, size_t n)
{
    if (window->ahead == NULL && is_worth_a_thread(window)) {
        window->ahead = pc_ahead_start(window->source);
    }
    return window->ahead != NULL ? fill_ahead(window, n) : fill_buffer(window, n);
}

const char *pc_window_broken(const PcWindow *window)
{
    return window->broken;
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
