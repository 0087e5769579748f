// SPDX-License-Identifier: GPL-2.0-or-later
// Alters scripts (script.h) as an adversary would: steps come, go, swap and repeat, fields change,
// DER inside a payload is altered with the lengths around it mended. The bytes inside are left to
// libFuzzer.
#ifndef PHONECERT_TESTS_FUZZ_MUTATE_H
#define PHONECERT_TESTS_FUZZ_MUTATE_H

#include "tests/fuzz/script.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size); // libFuzzer's

typedef struct {
    GArray *steps;   // of PcScriptStep
    GPtrArray *made; // payloads that are not the input's; GBytes
    uint32_t random;
} PcMutation;

static inline uint32_t pc_mutate_random(PcMutation *mutation, uint32_t below)
{
    mutation->random = mutation->random * 1664525U + 1013904223U;
    return below > 0 ? (mutation->random >> 8) % below : 0;
}

static inline PcScriptStep *pc_mutate_step(const PcMutation *mutation, size_t n)
{
    return &g_array_index(mutation->steps, PcScriptStep, n);
}

static inline PcScriptStep *pc_mutate_any(PcMutation *mutation)
{
    return pc_mutate_step(mutation, pc_mutate_random(mutation, mutation->steps->len));
}

static inline void pc_mutate_give(PcMutation *mutation, PcScriptStep *step,
                                  const GByteArray *payload)
{
    GBytes *bytes = g_bytes_new(payload->data, MIN(payload->len, 60000U));
    g_ptr_array_add(mutation->made, bytes);
    step->payload = pc_bytes_of(bytes);
}

// ---- payloads ----------------------------------------------------------------------------------

static inline void pc_mutate_bytes(PcMutation *mutation, PcScriptStep *step)
{
    enum { MORE = 32 };
    size_t len = MIN(step->payload.len, 60000U);
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_byte_array_append(payload, step->payload.data, (guint)len);
    g_byte_array_set_size(payload, (guint)len + MORE);
    g_byte_array_set_size(payload, (guint)LLVMFuzzerMutate(payload->data, len, len + MORE));
    pc_mutate_give(mutation, step, payload);
}

// Cut short, or as long as a limit and one more.
static inline void pc_mutate_resize(PcMutation *mutation, PcScriptStep *step)
{
    static const uint16_t lens[] = {0, 1, 2, 255, 256, 1400, 16383, 16384, 16385, 32768, 60000};
    g_autoptr(GByteArray) payload = g_byte_array_new();
    size_t len = pc_mutate_random(mutation, 2) == 0
                     ? lens[pc_mutate_random(mutation, G_N_ELEMENTS(lens))]
                     : pc_mutate_random(mutation, (uint32_t)step->payload.len + 16);
    PcBytes kept = pc_bytes_first(step->payload, len);
    g_byte_array_append(payload, kept.data, (guint)kept.len);
    g_byte_array_set_size(payload, (guint)len);
    for (size_t i = kept.len; i < len; i++) {
        payload->data[i] = (uint8_t)i;
    }
    pc_mutate_give(mutation, step, payload);
}

typedef struct {
    uint8_t tag;
    PcBytes content, whole;
} PcDerPart;

static inline bool pc_der_take(PcBytes *rest, PcDerPart *part)
{
    PcBytes at = *rest;
    uint8_t first, byte;
    size_t len;
    if (!pc_bytes_u8(&at, &part->tag) || !pc_bytes_u8(&at, &first)) {
        return false;
    }
    len = first & 0x7fU;
    if (first >= 0x80) {
        unsigned n = first & 0x7fU;
        len = 0;
        for (unsigned i = 0; i < n && i < 4; i++) {
            if (!pc_bytes_u8(&at, &byte)) {
                return false;
            }
            len = len << 8 | byte;
        }
    }
    if (!pc_bytes_take(&at, len, &part->content)) {
        return false;
    }
    part->whole = pc_bytes_first(*rest, rest->len - at.len);
    *rest = at;
    return true;
}

static inline void pc_der_put(GByteArray *out, uint8_t tag, PcBytes content)
{
    const uint8_t len[] = {tag, 0x82, (uint8_t)(content.len >> 8), (uint8_t)content.len};
    const uint8_t short_len[] = {tag, (uint8_t)content.len},
                  byte_len[] = {tag, 0x81, (uint8_t)content.len};
    if (content.len < 128) {
        g_byte_array_append(out, short_len, sizeof short_len);
    } else if (content.len < 256) {
        g_byte_array_append(out, byte_len, sizeof byte_len);
    } else {
        g_byte_array_append(out, len, sizeof len);
    }
    g_byte_array_append(out, content.data, (guint)content.len);
}

// What happens to one element that was chosen.
static inline void pc_der_alter(PcMutation *mutation, GByteArray *out, const PcDerPart *part)
{
    uint8_t buffer[256];
    size_t len = MIN(part->content.len, 200U);
    switch (pc_mutate_random(mutation, 6)) {
    case 0: // gone
        return;
    case 1: // twice
        g_byte_array_append(out, part->whole.data, (guint)part->whole.len);
        g_byte_array_append(out, part->whole.data, (guint)part->whole.len);
        return;
    case 2: // another type
        pc_der_put(out, (uint8_t)pc_mutate_random(mutation, 256), part->content);
        return;
    case 3: // a length that lies
        g_byte_array_append(out, part->whole.data, (guint)part->whole.len);
        out->data[out->len - part->whole.len + 1] += (uint8_t)(1 + pc_mutate_random(mutation, 3));
        return;
    case 4: // as many times as fit
        for (unsigned n = 0; n < 64 && out->len + part->whole.len < 30000; n++) {
            g_byte_array_append(out, part->whole.data, (guint)part->whole.len);
        }
        return;
    default:
        for (size_t i = 0; i < len; i++) {
            buffer[i] = part->content.data[i];
        }
        len = LLVMFuzzerMutate(buffer, len, sizeof buffer);
        pc_der_put(out, part->tag, pc_bytes(buffer, len));
    }
}

// DER with one element altered, `depth` levels down at most, and the lengths above it mended.
static inline void pc_der_mutate(PcMutation *mutation, GByteArray *out, PcBytes der, unsigned depth)
{
    PcBytes rest = der;
    PcDerPart part;
    uint32_t n_parts = 0, n = 0;
    while (pc_der_take(&rest, &part)) {
        n_parts += 1;
    }
    uint32_t chosen = pc_mutate_random(mutation, n_parts);
    for (rest = der; pc_der_take(&rest, &part); n++) {
        bool goes_in = (part.tag & 0x20) != 0 && depth > 0 && pc_mutate_random(mutation, 8) != 0;
        g_autoptr(GByteArray) inner = g_byte_array_new();
        if (n != chosen) {
            g_byte_array_append(out, part.whole.data, (guint)part.whole.len);
        } else if (goes_in) {
            pc_der_mutate(mutation, inner, part.content, depth - 1);
            pc_der_put(out, part.tag, pc_bytes(inner->data, inner->len));
        } else {
            pc_der_alter(mutation, out, &part);
        }
    }
    g_byte_array_append(out, rest.data, (guint)rest.len);
}

static inline void pc_mutate_der(PcMutation *mutation, PcScriptStep *step)
{
    enum { DEPTH = 8 };
    g_autoptr(GByteArray) payload = g_byte_array_new();
    pc_der_mutate(mutation, payload, step->payload, DEPTH);
    pc_mutate_give(mutation, step, payload);
}

static inline void pc_mutate_payload(PcMutation *mutation, PcScriptStep *step)
{
    bool is_der = step->payload.len > 0 && step->payload.data[0] == 0x30;
    if (is_der && pc_mutate_random(mutation, 3) != 0) {
        pc_mutate_der(mutation, step);
    } else if (pc_mutate_random(mutation, 3) == 0) {
        pc_mutate_resize(mutation, step);
    } else {
        pc_mutate_bytes(mutation, step);
    }
}

// ---- steps -------------------------------------------------------------------------------------

static inline void pc_mutate_field(PcMutation *mutation, PcScriptStep *step)
{
    static const uint8_t values[] = {0,  1,  2,  3,  4,  8,  11,  13,  16,
                                     20, 21, 22, 23, 32, 64, 127, 128, 255};
    uint8_t *const fields[] = {&step->kind, &step->a, &step->b, &step->c};
    uint8_t *field = fields[pc_mutate_random(mutation, G_N_ELEMENTS(fields))];
    switch (pc_mutate_random(mutation, 4)) {
    case 0:
        *field = values[pc_mutate_random(mutation, G_N_ELEMENTS(values))];
        return;
    case 1:
        *field = (uint8_t)(*field + 1);
        return;
    case 2:
        *field = (uint8_t)(*field - 1);
        return;
    default:
        *field ^= (uint8_t)(1U << pc_mutate_random(mutation, 8));
    }
}

static inline void pc_mutate_insert(PcMutation *mutation, PcScriptStep *step)
{
    PcScriptStep made = *step;
    made.kind = (uint8_t)pc_mutate_random(mutation, PC_STEPS);
    made.a = (uint8_t)pc_mutate_random(mutation, 256);
    made.b = pc_mutate_random(mutation, 2) == 0 ? 0 : (uint8_t)pc_mutate_random(mutation, 256);
    made.c = pc_mutate_random(mutation, 2) == 0 ? 0 : (uint8_t)pc_mutate_random(mutation, 256);
    g_array_insert_val(mutation->steps, pc_mutate_random(mutation, mutation->steps->len + 1), made);
}

static inline void pc_mutate_drop(PcMutation *mutation, PcScriptStep *step)
{
    (void)step;
    if (mutation->steps->len > 1) {
        g_array_remove_index(mutation->steps, pc_mutate_random(mutation, mutation->steps->len));
    }
}

static inline void pc_mutate_swap(PcMutation *mutation, PcScriptStep *step)
{
    PcScriptStep *other = pc_mutate_any(mutation), kept = *other;
    *other = *step;
    *step = kept;
}

// Some steps that follow each other, once more, anywhere: a flight that is repeated.
static inline void pc_mutate_repeat(PcMutation *mutation, PcScriptStep *step)
{
    enum { MOST = 12 };
    (void)step;
    g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(PcScriptStep));
    uint32_t first = pc_mutate_random(mutation, mutation->steps->len);
    uint32_t wanted = 1 + pc_mutate_random(mutation, MOST); // MIN would draw twice
    uint32_t n = MIN(wanted, mutation->steps->len - first);
    uint32_t at = pc_mutate_random(mutation, mutation->steps->len + 1);
    g_array_append_vals(some, pc_mutate_step(mutation, first), n);
    g_array_insert_vals(mutation->steps, at, some->data, n);
}

static inline PcMutation pc_mutation(PcBytes script, uint32_t seed)
{
    PcMutation mutation = {g_array_new(FALSE, FALSE, sizeof(PcScriptStep)), NULL,
                           seed * 2654435761U + 1};
    PcScriptStep step;
    mutation.made = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    while (mutation.steps->len < PC_SCRIPT_MAX && pc_script_take(&script, &step)) {
        g_array_append_val(mutation.steps, step);
    }
    return mutation;
}

// What was made is written over `data`, as many steps as fit; it has the length.
static inline size_t pc_mutation_end(PcMutation *mutation, uint8_t *data, size_t max_size)
{
    g_autoptr(GByteArray) script = g_byte_array_new();
    size_t len = 0;
    for (size_t i = 0; i < mutation->steps->len; i++) {
        pc_script_put(script, pc_mutate_step(mutation, i));
        len = script->len <= max_size ? script->len : len;
    }
    for (size_t i = 0; i < len; i++) {
        data[i] = script->data[i];
    }
    g_array_unref(mutation->steps);
    g_ptr_array_unref(mutation->made);
    return len;
}

static inline size_t pc_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static void (*const ways[])(PcMutation *, PcScriptStep *) = {
        pc_mutate_field,   pc_mutate_field,  pc_mutate_field, pc_mutate_payload, pc_mutate_payload,
        pc_mutate_payload, pc_mutate_insert, pc_mutate_drop,  pc_mutate_swap,    pc_mutate_repeat,
    };
    PcMutation mutation = pc_mutation(pc_bytes(data, size), seed);
    if (mutation.steps->len == 0) {
        g_array_append_val(mutation.steps, ((PcScriptStep){0}));
    }
    for (uint32_t n = 1 + pc_mutate_random(&mutation, 4); n > 0; n--) {
        ways[pc_mutate_random(&mutation, G_N_ELEMENTS(ways))](&mutation, pc_mutate_any(&mutation));
    }
    return pc_mutation_end(&mutation, data, max_size);
}

// Steps of `data`'s script up to anywhere, then those of the other from anywhere on.
static inline size_t pc_mutate_cross(uint8_t *data, PcBytes one, PcBytes other, size_t max_size,
                                     unsigned seed)
{
    PcMutation mutation = pc_mutation(one, seed), second = pc_mutation(other, seed);
    uint32_t kept = pc_mutate_random(&mutation, mutation.steps->len + 1);
    uint32_t from = pc_mutate_random(&mutation, second.steps->len + 1);
    g_array_set_size(mutation.steps, kept);
    if (from < second.steps->len) {
        g_array_append_vals(mutation.steps, pc_mutate_step(&second, from),
                            second.steps->len - from);
    }
    g_array_set_size(second.steps, 0);
    size_t len = pc_mutation_end(&mutation, data, max_size);
    pc_mutation_end(&second, data, 0);
    return len;
}

#endif
