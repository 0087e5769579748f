// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts a stream into messages. Bytes that make whole messages are never copied; only the rest
// waits.
#include "core/stream.h"

void pc_stream_clear(PcStream *stream)
{
    g_clear_pointer(&stream->pending, g_byte_array_unref);
}

void pc_stream_stop(PcStream *stream)
{
    stream->stopped = true;
    pc_stream_clear(stream);
}

static PcStreamStep take_all(PcBytes *from, PcStreamTake take, void *user)
{
    PcStreamStep step = PC_STREAM_MORE;
    while (from->len > 0) {
        size_t before = from->len;
        step = take(user, from);
        if (step != PC_STREAM_TAKEN) {
            break;
        }
        g_assert(from->len < before);
    }
    return step;
}

// Keeps the last `rest_len` of what waited, or of `bytes` where nothing did.
static void keep_rest(PcStream *stream, PcBytes bytes, size_t rest_len)
{
    if (stream->pending == NULL && rest_len > 0) {
        stream->pending = g_byte_array_new();
        pc_bytes_skip(&bytes, bytes.len - rest_len);
        g_byte_array_append(stream->pending, bytes.data, (guint)rest_len);
    } else if (stream->pending != NULL && rest_len == 0) {
        pc_stream_clear(stream);
    } else if (stream->pending != NULL && rest_len < stream->pending->len) {
        g_byte_array_remove_range(stream->pending, 0, stream->pending->len - (guint)rest_len);
    }
}

void pc_stream_feed(PcStream *stream, PcBytes bytes, PcStreamTake take, void *user)
{
    // A piece of more than this is fed in parts, so that lengths fit GLib's.
    enum { PIECE = 1 << 24 };
    PcBytes piece;
    while (!stream->stopped && pc_bytes_take(&bytes, MIN(bytes.len, PIECE), &piece) &&
           piece.len > 0) {
        PcBytes from = piece;
        if (stream->pending != NULL) {
            g_byte_array_append(stream->pending, piece.data, (guint)piece.len);
            from = pc_bytes(stream->pending->data, stream->pending->len);
        }
        if (take_all(&from, take, user) == PC_STREAM_STOP) {
            pc_stream_stop(stream);
            return;
        }
        keep_rest(stream, piece, from.len);
        if (from.len > stream->max_len) {
            stream->over_limit = true;
            pc_stream_stop(stream);
        }
    }
}
