// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts a stream into messages. Bytes that make whole messages are never copied; only the rest
// waits.
#include "core/bytes/cutter.h"
#include "core/bytes/account.h"

void pc_cutter_clear(PcCutter *cutter)
{
    g_clear_pointer(&cutter->pending, g_byte_array_unref);
}

void pc_cutter_stop(PcCutter *cutter)
{
    cutter->stopped = true;
    pc_cutter_clear(cutter);
}

// GLib's arrays take the next power of two.
size_t pc_cutter_held(const PcCutter *cutter)
{
    return cutter->pending != NULL ? PC_ACCOUNT_ARRAY + pc_account_array(cutter->pending->len) : 0;
}

static void begin_message(PcCutter *cutter)
{
    cutter->searched = 0;
    cutter->has_line = false;
}

// Moves `searched` behind the next line feed, or to the end where there is none.
static bool next_line(PcCutter *cutter, PcBytes from)
{
    size_t offset;
    if (!pc_bytes_skip(&from, cutter->searched)) {
        return false;
    }
    bool found = pc_bytes_find(from, "\n", 1, &offset);
    cutter->searched += found ? offset + 1 : from.len;
    return found;
}

bool pc_cutter_has_line(PcCutter *cutter, PcBytes from)
{
    cutter->has_line = cutter->has_line || next_line(cutter, from);
    return cutter->has_line;
}

// What follows a line feed ends the head: LF, or CR and LF. Where that is not known yet, the search
// goes back to the line feed.
static bool is_empty_line(PcCutter *cutter, PcBytes from)
{
    if (!pc_bytes_skip(&from, cutter->searched)) {
        return false;
    }
    bool may_be = from.len == 0 || pc_bytes_starts(pc_bytes_first(from, 1), "\r", 1);
    if (from.len < 2 && may_be) {
        cutter->searched -= 1;
        return false;
    }
    return pc_bytes_starts(from, "\n", 1) || pc_bytes_starts(from, "\r\n", 2);
}

PcCutterHead pc_cutter_head(PcCutter *cutter, PcBytes from)
{
    bool had_line = cutter->has_line;
    size_t before;
    do {
        before = cutter->searched;
        if (!next_line(cutter, from)) {
            break;
        }
        cutter->has_line = true;
        if (is_empty_line(cutter, from)) {
            return PC_CUTTER_HEAD_ENDS;
        }
    } while (cutter->searched > before);
    return !cutter->has_line ? PC_CUTTER_NO_LINE : had_line ? PC_CUTTER_LINES : PC_CUTTER_LINE;
}

static PcCutterStep take_all(PcCutter *cutter, PcBytes *from, PcCutterTake take, void *user)
{
    PcCutterStep step = PC_CUTTER_MORE;
    while (from->len > 0) {
        size_t before = from->len;
        step = take(user, from);
        if (step != PC_CUTTER_TAKEN) {
            break;
        }
        g_assert(from->len < before);
        begin_message(cutter);
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
        if (take_all(cutter, &from, take, user) == PC_CUTTER_STOP) {
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
