// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps the fragments of DTLS handshake messages until a message is whole, and gives the messages
// out in the order of their sequence numbers. What it holds is what came, never what a length
// claims.
#include "plugin/dtls_messages.h"

typedef struct {
    uint32_t offset;
    GBytes *bytes;
} Fragment;

typedef struct {
    uint8_t type;
    uint16_t sequence;
    uint32_t len;
    GArray *fragments; // of Fragment, by offset
} Message;

typedef struct {
    bool started;
    uint16_t next;      // sequence number that is due
    GPtrArray *waiting; // of Message, in no order
} Direction;

struct PcDtlsMessages {
    Direction direction[2];
};

static void fragment_clear(void *data)
{
    Fragment *fragment = data;
    g_bytes_unref(fragment->bytes);
}

static void message_free(void *data)
{
    Message *message = data;
    g_array_unref(message->fragments);
    g_free(message);
}

PcDtlsMessages *pc_dtls_messages_new(void)
{
    PcDtlsMessages *messages = g_new0(PcDtlsMessages, 1);
    for (size_t d = 0; d < 2; d++) {
        messages->direction[d].waiting = g_ptr_array_new_with_free_func(message_free);
    }
    return messages;
}

void pc_dtls_messages_free(PcDtlsMessages *messages)
{
    if (messages == NULL) {
        return;
    }
    for (size_t d = 0; d < 2; d++) {
        g_ptr_array_unref(messages->direction[d].waiting);
    }
    g_free(messages);
}

static Message *find_message(const Direction *direction, uint16_t sequence)
{
    for (unsigned i = 0; i < direction->waiting->len; i++) {
        Message *message = g_ptr_array_index(direction->waiting, i);
        if (message->sequence == sequence) {
            return message;
        }
    }
    return NULL;
}

static Message *add_message(Direction *direction, uint8_t type, uint32_t len, uint16_t sequence)
{
    if (direction->waiting->len >= PC_DTLS_MAX_WAITING) {
        return NULL;
    }
    Message *message = g_new0(Message, 1);
    message->type = type;
    message->len = len;
    message->sequence = sequence;
    message->fragments = g_array_new(FALSE, FALSE, sizeof(Fragment));
    g_array_set_clear_func(message->fragments, fragment_clear);
    g_ptr_array_add(direction->waiting, message);
    return message;
}

// The first that came wins; a fragment of the same place is a retransmission.
static void add_fragment(Message *message, uint32_t offset, PcBytes body)
{
    unsigned at = 0;
    for (; at < message->fragments->len; at++) {
        const Fragment *other = &g_array_index(message->fragments, Fragment, at);
        uint32_t end = other->offset + (uint32_t)g_bytes_get_size(other->bytes);
        if (other->offset <= offset && offset + body.len <= end) {
            return;
        }
        if (other->offset > offset) {
            break;
        }
    }
    Fragment fragment = {offset, pc_bytes_dup(body)};
    g_array_insert_val(message->fragments, at, fragment);
}

// Sequence numbers go round; what lies up to half the circle behind has been given out.
static bool is_past(const Direction *direction, uint16_t sequence)
{
    return direction->started && (uint16_t)(sequence - direction->next) >= 0x8000;
}

bool pc_dtls_messages_add(PcDtlsMessages *messages, unsigned direction, PcBytes fragment)
{
    Direction *way = &messages->direction[direction];
    uint8_t type = 0;
    uint32_t len = 0;
    uint32_t offset = 0;
    uint16_t sequence = 0;
    PcBytes body = {NULL, 0};
    bool ok = pc_bytes_u8(&fragment, &type) && pc_bytes_u24(&fragment, &len) &&
              pc_bytes_u16(&fragment, &sequence) && pc_bytes_u24(&fragment, &offset) &&
              pc_bytes_vector(&fragment, 3, &body);
    if (!ok || len > PC_DTLS_MAX_MESSAGE || offset + body.len > len) {
        return false;
    }
    if (is_past(way, sequence)) {
        return true;
    }
    Message *message = find_message(way, sequence);
    if (message == NULL) {
        message = add_message(way, type, len, sequence);
    }
    if (message == NULL || message->type != type || message->len != len) {
        return false;
    }
    if (!way->started) {
        way->started = true;
        way->next = sequence;
    }
    add_fragment(message, offset, body);
    return true;
}

static void append_header(GByteArray *whole, const Message *message)
{
    uint8_t len[3] = {(uint8_t)(message->len >> 16), (uint8_t)(message->len >> 8),
                      (uint8_t)message->len};
    uint8_t sequence[2] = {(uint8_t)(message->sequence >> 8), (uint8_t)message->sequence};
    uint8_t zero[3] = {0, 0, 0};
    g_byte_array_append(whole, &message->type, 1);
    g_byte_array_append(whole, len, 3);
    g_byte_array_append(whole, sequence, 2);
    g_byte_array_append(whole, zero, 3);
    g_byte_array_append(whole, len, 3);
}

// Gives the body's bytes as far as they join up from its beginning.
static uint32_t append_body(GByteArray *whole, const Message *message)
{
    uint32_t have = 0;
    for (unsigned i = 0; i < message->fragments->len; i++) {
        const Fragment *fragment = &g_array_index(message->fragments, Fragment, i);
        PcBytes bytes = pc_bytes_of(fragment->bytes);
        if (fragment->offset > have) {
            break;
        }
        if (pc_bytes_skip(&bytes, have - fragment->offset)) {
            g_byte_array_append(whole, bytes.data, (unsigned)bytes.len);
            have += (uint32_t)bytes.len;
        }
    }
    return have;
}

GBytes *pc_dtls_messages_next(PcDtlsMessages *messages, unsigned direction)
{
    Direction *way = &messages->direction[direction];
    Message *message = find_message(way, way->next);
    if (message == NULL) {
        return NULL;
    }
    g_autoptr(GByteArray) whole = g_byte_array_new();
    append_header(whole, message);
    if (append_body(whole, message) < message->len) {
        return NULL;
    }
    way->next++;
    g_ptr_array_remove_fast(way->waiting, message);
    return g_byte_array_free_to_bytes(g_steal_pointer(&whole));
}
