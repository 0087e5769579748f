// SPDX-License-Identifier: GPL-2.0-or-later
// Blocks go round between two queues: empty ones to the thread, full ones back.
#include "analyzer/read/ahead.h"

enum { N_BLOCKS = 4 };

struct PcAhead {
    PcSource *source;
    GThread *thread;
    GAsyncQueue *empty; // of PcAheadBlock
    GAsyncQueue *full;
    int stop;
    bool ended;
};

static gpointer read_on(gpointer user)
{
    PcAhead *ahead = user;
    PcAheadBlock *block = NULL;
    do {
        block = g_async_queue_pop(ahead->empty);
        if (g_atomic_int_get(&ahead->stop) != 0) {
            g_async_queue_push(ahead->empty, block);
            return NULL;
        }
        block->len =
            pc_source_read(ahead->source, &block->bytes[PC_AHEAD_HEADROOM], PC_SOURCE_BLOCK);
        block->broken = pc_source_broken(ahead->source);
        g_async_queue_push(ahead->full, block);
    } while (block->len > 0);
    return NULL;
}

static void free_block(gpointer block)
{
    g_free(block);
}

PcAhead *pc_ahead_start(PcSource *source)
{
    PcAhead *ahead = g_new0(PcAhead, 1);
    ahead->source = source;
    ahead->empty = g_async_queue_new_full(free_block);
    ahead->full = g_async_queue_new_full(free_block);
    for (unsigned i = 0; i < N_BLOCKS; i++) {
        g_async_queue_push(ahead->empty, g_new(PcAheadBlock, 1));
    }
    ahead->thread = g_thread_try_new("read-ahead", read_on, ahead, NULL);
    if (ahead->thread == NULL) {
        pc_ahead_stop(ahead);
        return NULL;
    }
    return ahead;
}

void pc_ahead_stop(PcAhead *ahead)
{
    if (ahead == NULL) {
        return;
    }
    g_atomic_int_set(&ahead->stop, 1);
    if (ahead->thread != NULL) {
        g_async_queue_push(ahead->empty, g_new(PcAheadBlock, 1)); // wakes a thread that waits
        g_thread_join(ahead->thread);
    }
    g_async_queue_unref(ahead->empty);
    g_async_queue_unref(ahead->full);
    g_free(ahead);
}

PcAheadBlock *pc_ahead_take(PcAhead *ahead)
{
    if (ahead->ended) {
        return NULL;
    }
    PcAheadBlock *block = g_async_queue_pop(ahead->full);
    ahead->ended = block->len == 0;
    return block;
}

void pc_ahead_return(PcAhead *ahead, PcAheadBlock *block)
{
    if (block != NULL) {
        g_async_queue_push(ahead->empty, block);
    }
}
