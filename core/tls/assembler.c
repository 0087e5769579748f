// SPDX-License-Identifier: GPL-2.0-or-later
// Handshake messages out of pieces. A message that lies whole in one piece is lent as it stands;
// only one that is split is copied, and only up to the limit of its length.
#include "core/tls/assembler.h"

void pc_assembler_reset(PcAssembler *assembler)
{
    g_clear_pointer(&assembler->kept, g_byte_array_unref);
    *assembler = (PcAssembler){0};
}

// The message of the last call, if it was one, is done with.
static void begin_message(PcAssembler *assembler)
{
    assembler->header_len = 0;
    assembler->unwanted = false;
    g_clear_pointer(&assembler->kept, g_byte_array_unref);
}

static bool message_from(PcBytes raw, PcMessage *message)
{
    PcBytes body = raw;
    message->raw = raw;
    return pc_bytes_u8(&body, &message->type) && pc_bytes_vector(&body, 3, &message->body);
}

// The common case: the whole message lies in these bytes.
static bool take_whole(PcBytes *bytes, PcMessage *message)
{
    PcBytes rest = *bytes, body, raw;
    uint8_t type;
    if (!pc_bytes_u8(&rest, &type) || !pc_bytes_vector(&rest, 3, &body) ||
        body.len > PC_HANDSHAKE_MAX_MESSAGE) {
        return false;
    }
    return pc_bytes_take(bytes, PC_MESSAGE_HEADER + body.len, &raw) && message_from(raw, message);
}

// Completes the header; true when it is there.
static bool take_header(PcAssembler *assembler, PcBytes *bytes)
{
    uint8_t byte;
    while (assembler->header_len < PC_MESSAGE_HEADER && pc_bytes_u8(bytes, &byte)) {
        assembler->header[assembler->header_len++] = byte;
    }
    return assembler->header_len == PC_MESSAGE_HEADER;
}

static PcAssembled begin_body(PcAssembler *assembler)
{
    PcBytes length = pc_bytes(&assembler->header[1], PC_MESSAGE_HEADER - 1);
    uint32_t body_len = 0;
    pc_bytes_u24(&length, &body_len);
    assembler->body_left = body_len;
    assembler->unwanted = body_len > PC_HANDSHAKE_MAX_MESSAGE;
    if (assembler->unwanted) {
        return PC_ASSEMBLER_TOO_LARGE;
    }
    assembler->kept = g_byte_array_new();
    g_byte_array_append(assembler->kept, assembler->header, PC_MESSAGE_HEADER);
    return PC_ASSEMBLER_NEED_MORE;
}

static bool in_body(const PcAssembler *assembler)
{
    return assembler->header_len == PC_MESSAGE_HEADER &&
           (assembler->kept != NULL || assembler->unwanted);
}

bool pc_assembler_at_start(const PcAssembler *assembler)
{
    return assembler->header_len == 0 || (in_body(assembler) && assembler->body_left == 0);
}

PcAssembled pc_assembler_next(PcAssembler *assembler, PcBytes *bytes, PcMessage *message)
{
    if (pc_assembler_at_start(assembler)) {
        begin_message(assembler);
        if (take_whole(bytes, message)) {
            return PC_ASSEMBLER_MESSAGE;
        }
    }
    if (!in_body(assembler)) {
        if (!take_header(assembler, bytes)) {
            return PC_ASSEMBLER_NEED_MORE;
        }
        if (begin_body(assembler) == PC_ASSEMBLER_TOO_LARGE) {
            return PC_ASSEMBLER_TOO_LARGE;
        }
    }
    PcBytes piece = pc_bytes_first(*bytes, assembler->body_left);
    pc_bytes_skip(bytes, piece.len);
    assembler->body_left -= piece.len;
    if (!assembler->unwanted) {
        g_byte_array_append(assembler->kept, piece.data, (guint)piece.len);
    }
    if (assembler->body_left > 0) {
        return PC_ASSEMBLER_NEED_MORE;
    }
    if (assembler->unwanted) {
        return bytes->len > 0 ? pc_assembler_next(assembler, bytes, message)
                              : PC_ASSEMBLER_NEED_MORE;
    }
    message_from(pc_bytes(assembler->kept->data, assembler->kept->len), message);
    return PC_ASSEMBLER_MESSAGE;
}

bool pc_assembler_hole(PcAssembler *assembler, size_t len)
{
    if (in_body(assembler) && len <= assembler->body_left) {
        assembler->unwanted = true;
        assembler->body_left -= len;
        g_clear_pointer(&assembler->kept, g_byte_array_unref);
        return true;
    }
    pc_assembler_reset(assembler);
    return false;
}

bool pc_assembler_begun(const PcAssembler *assembler, uint8_t *type, PcBytes *body)
{
    if (pc_assembler_at_start(assembler) || assembler->unwanted) {
        return false;
    }
    PcBytes kept = {0};
    if (assembler->kept != NULL) {
        kept = pc_bytes(assembler->kept->data, assembler->kept->len);
        pc_bytes_skip(&kept, PC_MESSAGE_HEADER);
    }
    *type = assembler->header[0];
    *body = kept;
    return true;
}
