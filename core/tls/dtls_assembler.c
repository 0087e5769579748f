// SPDX-License-Identifier: GPL-2.0-or-later
// A message that comes whole and in turn is given on as it stands. The others wait in parts: a body
// of the announced length grows as fragments come, with a list of the ranges that are there.
#include "core/tls/dtls_assembler.h"

enum { HEADER_LEN = 12, MAX_RANGES = 64 };

typedef struct {
    uint32_t from, to; // bytes of the body, `to` excluded
} Range;

typedef struct {
    uint8_t type;
    uint16_t sequence;
    uint32_t body_len;
    GByteArray *raw;          // header and body; as long as the furthest byte that came
    Range ranges[MAX_RANGES]; // sorted, apart from each other
    size_t n_ranges;
    PcSeen seen; // of the latest fragment
} Part;

bool pc_dtls_fragment(PcBytes *content, PcDtlsFragment *fragment)
{
    PcBytes rest = *content;
    PcDtlsFragment read = {0};
    if (!pc_bytes_u8(&rest, &read.type) || !pc_bytes_u24(&rest, &read.body_len) ||
        !pc_bytes_u16(&rest, &read.sequence) || !pc_bytes_u24(&rest, &read.offset) ||
        !pc_bytes_u24(&rest, &read.data_len) || read.offset > read.body_len ||
        read.data_len > read.body_len - read.offset) {
        return false;
    }
    read.data = pc_bytes_first(rest, read.data_len);
    read.raw = pc_bytes_first(*content, HEADER_LEN + read.data.len);
    pc_bytes_skip(content, read.raw.len);
    *fragment = read;
    return true;
}

static void part_free(void *data)
{
    Part *part = data;
    g_byte_array_unref(part->raw);
    g_free(part);
}

void pc_dtls_assembler_clear(PcDtlsAssembler *assembler)
{
    g_clear_pointer(&assembler->parts, g_ptr_array_unref);
    assembler->parts_len = 0;
}

size_t pc_dtls_assembler_held(const PcDtlsAssembler *assembler)
{
    if (assembler->parts == NULL) {
        return 0;
    }
    size_t held = PC_ACCOUNT_ARRAY + pc_account_array(assembler->parts->len * sizeof(gpointer));
    for (guint i = 0; i < assembler->parts->len; i++) {
        const Part *part = g_ptr_array_index(assembler->parts, i);
        held +=
            pc_account_block(sizeof *part) + PC_ACCOUNT_ARRAY + pc_account_array(part->raw->len);
    }
    return held;
}

void pc_dtls_assembler_restart(PcDtlsAssembler *assembler, uint16_t next)
{
    assembler->started = true;
    assembler->next = next;
}

// ---- parts ----------------------------------------------------------------------------------

static Part *find_part(const PcDtlsAssembler *assembler, uint16_t sequence)
{
    for (guint i = 0; assembler->parts != NULL && i < assembler->parts->len; i++) {
        Part *part = g_ptr_array_index(assembler->parts, i);
        if (part->sequence == sequence) {
            return part;
        }
    }
    return NULL;
}

static void drop_part(PcDtlsAssembler *assembler, Part *part)
{
    assembler->parts_len -= part->raw->len;
    g_ptr_array_remove_fast(assembler->parts, part);
}

// The header of a message in one fragment (RFC 6347, 4.2.6).
static void put_header(GByteArray *raw, const PcDtlsFragment *fragment)
{
    uint32_t len = fragment->body_len;
    const uint8_t header[HEADER_LEN] = {
        fragment->type,
        (uint8_t)(len >> 16),
        (uint8_t)(len >> 8),
        (uint8_t)len,
        (uint8_t)(fragment->sequence >> 8),
        (uint8_t)fragment->sequence,
        0,
        0,
        0,
        (uint8_t)(len >> 16),
        (uint8_t)(len >> 8),
        (uint8_t)len,
    };
    g_byte_array_append(raw, header, sizeof header);
}

static Part *new_part(PcDtlsAssembler *assembler, const PcDtlsFragment *fragment)
{
    if (assembler->parts == NULL) {
        assembler->parts = g_ptr_array_new_with_free_func(part_free);
    }
    if (assembler->parts->len >= PC_DTLS_MAX_WAITING) {
        return NULL;
    }
    Part *part = g_new0(Part, 1);
    part->type = fragment->type;
    part->sequence = fragment->sequence;
    part->body_len = fragment->body_len;
    part->raw = g_byte_array_new();
    put_header(part->raw, fragment);
    assembler->parts_len += part->raw->len;
    g_ptr_array_add(assembler->parts, part);
    return part;
}

// Adds a range and joins it with those that it touches.
static bool add_range(Part *part, Range range)
{
    size_t kept = 0;
    for (size_t i = 0; i < part->n_ranges; i++) {
        Range other = part->ranges[i];
        if (other.to < range.from || other.from > range.to) {
            part->ranges[kept++] = other;
        } else {
            range.from = MIN(range.from, other.from);
            range.to = MAX(range.to, other.to);
        }
    }
    part->n_ranges = kept;
    if (kept >= MAX_RANGES) {
        return false;
    }
    size_t at = 0;
    while (at < kept && part->ranges[at].from < range.from) {
        at++;
    }
    for (size_t i = kept; i > at; i--) {
        part->ranges[i] = part->ranges[i - 1];
    }
    part->ranges[at] = range;
    part->n_ranges = kept + 1;
    return true;
}

static bool is_whole(const Part *part)
{
    return part->n_ranges == 1 && part->ranges[0].from == 0 && part->ranges[0].to == part->body_len;
}

static PcDtlsAssembled fill_part(PcDtlsAssembler *assembler, Part *part, const PcSeen *seen,
                                 const PcDtlsFragment *fragment)
{
    size_t end = HEADER_LEN + (size_t)fragment->offset + fragment->data.len;
    if (end > part->raw->len) {
        if (end - part->raw->len > PC_DTLS_MAX_WAITING_BYTES - assembler->parts_len) {
            return PC_DTLS_OVER_LIMIT;
        }
        assembler->parts_len += end - part->raw->len;
        g_byte_array_set_size(part->raw, (guint)end);
    }
    pc_bytes_copy_out(fragment->data, &part->raw->data[HEADER_LEN + (size_t)fragment->offset],
                      fragment->data.len);
    if (seen->frame >= part->seen.frame) {
        part->seen = *seen;
    }
    Range range = {fragment->offset, fragment->offset + (uint32_t)fragment->data.len};
    return add_range(part, range) ? PC_DTLS_ASSEMBLED : PC_DTLS_OVER_LIMIT;
}

// ---- in and out -----------------------------------------------------------------------------

static void give_due(PcDtlsAssembler *assembler)
{
    Part *part = find_part(assembler, assembler->next);
    while (part != NULL && is_whole(part)) {
        assembler->next++;
        assembler->take(assembler->user, &part->seen, part->type,
                        pc_bytes(part->raw->data, part->raw->len));
        drop_part(assembler, part);
        part = find_part(assembler, assembler->next);
    }
}

// Numbers wrap; what is less than half the circle behind has been given already.
static bool is_past(const PcDtlsAssembler *assembler, uint16_t sequence)
{
    return assembler->started && (uint16_t)(sequence - assembler->next) >= 0x8000;
}

PcDtlsAssembled pc_dtls_assembler_add(PcDtlsAssembler *assembler, const PcSeen *seen,
                                      const PcDtlsFragment *fragment, bool first)
{
    if (first && !assembler->started) {
        pc_dtls_assembler_restart(assembler, fragment->sequence);
    }
    if (fragment->body_len > PC_HANDSHAKE_MAX_MESSAGE) {
        return PC_DTLS_OVER_LIMIT;
    }
    if (is_past(assembler, fragment->sequence)) {
        return PC_DTLS_ASSEMBLED; // retransmitted
    }
    Part *part = find_part(assembler, fragment->sequence);
    bool in_turn = assembler->started && fragment->sequence == assembler->next;
    if (in_turn && part == NULL && fragment->data.len == fragment->body_len) {
        assembler->next++;
        assembler->take(assembler->user, seen, fragment->type, fragment->raw);
        give_due(assembler);
        return PC_DTLS_ASSEMBLED;
    }
    part = part != NULL ? part : new_part(assembler, fragment);
    if (part == NULL || part->body_len != fragment->body_len || part->type != fragment->type) {
        return part == NULL ? PC_DTLS_OVER_LIMIT : PC_DTLS_ASSEMBLED;
    }
    PcDtlsAssembled answer = fill_part(assembler, part, seen, fragment);
    if (assembler->started) {
        give_due(assembler);
    }
    return answer;
}

static Part *lowest_part(const PcDtlsAssembler *assembler)
{
    Part *lowest = NULL;
    for (guint i = 0; assembler->parts != NULL && i < assembler->parts->len; i++) {
        Part *part = g_ptr_array_index(assembler->parts, i);
        if (lowest == NULL || (uint16_t)(part->sequence - lowest->sequence) >= 0x8000) {
            lowest = part;
        }
    }
    return lowest;
}

bool pc_dtls_assembler_left(PcDtlsAssembler *assembler, PcDtlsLeft *left)
{
    // The one that was lent by the last call has number `next` - 1.
    Part *lent = find_part(assembler, (uint16_t)(assembler->next - 1));
    if (lent != NULL && assembler->started) {
        drop_part(assembler, lent);
    }
    Part *part = lowest_part(assembler);
    if (part == NULL) {
        return false;
    }
    bool from_start = part->n_ranges > 0 && part->ranges[0].from == 0;
    size_t held = from_start ? part->ranges[0].to : 0;
    *left = (PcDtlsLeft){
        .whole = is_whole(part),
        .after_hole = !assembler->started || part->sequence != assembler->next,
        .type = part->type,
        .seen = part->seen,
        .raw = pc_bytes_first(pc_bytes(part->raw->data, part->raw->len), HEADER_LEN + held),
    };
    pc_dtls_assembler_restart(assembler, (uint16_t)(part->sequence + 1));
    return true;
}
