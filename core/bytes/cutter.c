// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts a stream into messages. Bytes that make whole messages are never copied; only the rest
// waits.
#include "core/bytes/cutter.h"

void pc_cutter_clear(PcCutter *cutter)
{
    g_clear_pointer(&cutter->pending, g_byte_array_unref);
}

void pc_cutter_stop(PcCutter *cutter)
{
    cutter->stopped = true;
    pc_cutter_clear(cutter);
}

static PcCutterStep take_all(PcBytes *from, PcCutterTake take, void *user)
{
    PcCutterStep step = PC_CUTTER_MORE;
    while (from->len > 0) {
        size_t before = from->len;
        step = take(user, from);
        if (step != PC_CUTTER_TAKEN) {
            break;
        }
        g_assert(from->len < before);
    }
    return step;
}

// Keeps the last `rest_len` of what waited, or of `bytes` where nothing did.
static void keep_rest(PcCutter *cutter, PcBytes bytes, size_t rest_len)
{
    if (cutter->pending == NULL && rest_len > 0) {
        cutter->pending = g_byte_array_new();
        pc_bytes_skip(&bytes, bytes.len - rest_len);
        g_byte_array_append(cutter->pending, bytes.data, (guint)rest_len);
    } else if (cutter->pending != NULL && rest_len == 0) {
        pc_cutter_clear(cutter);
    } else if (cutter->pending != NULL && rest_len < cutter->pending->len) {
        g_byte_array_remove_range(cutter->pending, 0, cutter->pending->len - (guint)rest_len);
    }
}

void pc_cutter_feed(PcCutter *cutter, PcBytes bytes, PcCutterTake take, void *user)
{
    // A piece of more than this is fed in parts, so that lengths fit GLib's.
    enum { PIECE = 1 << 24 };
    PcBytes piece;
    while (!cutter->stopped && pc_bytes_take(&bytes, MIN(bytes.len, PIECE), &piece) &&
           piece.len > 0) {
        PcBytes from = piece;
        if (cutter->pending != NULL) {
            g_byte_array_append(cutter->pending, piece.data, (guint)piece.len);
            from = pc_bytes(cutter->pending->data, cutter->pending->len);
        }
        if (take_all(&from, take, user) == PC_CUTTER_STOP) {
            pc_cutter_stop(cutter);
            return;
        }
        keep_rest(cutter, piece, from.len);
        if (from.len > cutter->max_len) {
            cutter->over_limit = true;
            pc_cutter_stop(cutter);
        }
    }
}
