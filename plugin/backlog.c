// SPDX-License-Identifier: GPL-2.0-or-later
// One block of memory for the frames' bytes, which never moves: it is filled, and then read to its
// end.
#include "plugin/backlog.h"

typedef struct {
    PcFrame frame;
    PcOpenedLists lists;
} Waiting;

struct PcBacklog {
    uint8_t *bytes; // NULL before the first frame
    size_t bytes_len;
    GArray *waiting; // of Waiting
    guint n_taken;
};

PcBacklog *pc_backlog_new(void)
{
    PcBacklog *backlog = g_new0(PcBacklog, 1);
    backlog->waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    return backlog;
}

void pc_backlog_free(PcBacklog *backlog)
{
    if (backlog != NULL) {
        g_array_unref(backlog->waiting);
        g_free(backlog->bytes);
        g_free(backlog);
    }
}

bool pc_backlog_add(PcBacklog *backlog, const PcFrame *frame, const PcOpenedLists *lists)
{
    size_t room = PC_BACKLOG_BYTES - backlog->bytes_len;
    if (backlog->waiting->len >= PC_BACKLOG_FRAMES || frame->bytes.len > room) {
        return false;
    }
    if (backlog->bytes == NULL) {
        backlog->bytes = g_malloc(PC_BACKLOG_BYTES);
    }
    Waiting waiting = {*frame, *lists};
    uint8_t *copy = &backlog->bytes[backlog->bytes_len];
    backlog->bytes_len += pc_bytes_copy_out(frame->bytes, copy, room);
    waiting.frame.bytes = pc_bytes(copy, frame->bytes.len);
    g_array_append_val(backlog->waiting, waiting);
    return true;
}

bool pc_backlog_take(PcBacklog *backlog, PcFrame *frame, PcOpenedLists *lists)
{
    if (backlog->n_taken == backlog->waiting->len) {
        g_array_set_size(backlog->waiting, 0);
        backlog->n_taken = 0;
        backlog->bytes_len = 0;
        return false;
    }
    const Waiting *first = &g_array_index(backlog->waiting, Waiting, backlog->n_taken++);
    *frame = first->frame;
    *lists = first->lists;
    return true;
}
