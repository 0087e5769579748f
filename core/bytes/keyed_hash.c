// SPDX-License-Identifier: GPL-2.0-or-later
// Four words of state, two rounds a word of input and four at the end, as published. The key is the
// one thing in core/ that is made at random.
#include "core/bytes/keyed_hash.h"

typedef struct {
    uint64_t v0, v1, v2, v3;
} State;

static inline uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static inline void rounds(State *state, unsigned n_rounds)
{
    State s = *state;
    for (unsigned n = 0; n < n_rounds; n++) {
        s.v0 += s.v1;
        s.v1 = rotate(s.v1, 13) ^ s.v0;
        s.v0 = rotate(s.v0, 32);
        s.v2 += s.v3;
        s.v3 = rotate(s.v3, 16) ^ s.v2;
        s.v0 += s.v3;
        s.v3 = rotate(s.v3, 21) ^ s.v0;
        s.v2 += s.v1;
        s.v1 = rotate(s.v1, 17) ^ s.v2;
        s.v2 = rotate(s.v2, 32);
    }
    *state = s;
}

static inline void take(State *state, uint64_t word)
{
    enum { ROUNDS = 2 };
    state->v3 ^= word;
    rounds(state, ROUNDS);
    state->v0 ^= word;
}

uint64_t pc_siphash(const uint64_t key[2], PcBytes bytes)
{
    enum { LAST_ROUNDS = 4, LEN_SHIFT = 56, END_MARK = 0xff };
    State state = {
        .v0 = key[0] ^ UINT64_C(0x736f6d6570736575),
        .v1 = key[1] ^ UINT64_C(0x646f72616e646f6d),
        .v2 = key[0] ^ UINT64_C(0x6c7967656e657261),
        .v3 = key[1] ^ UINT64_C(0x7465646279746573),
    };
    uint64_t word, last = (uint64_t)bytes.len << LEN_SHIFT;
    uint8_t byte;
    while (pc_bytes_le64(&bytes, &word)) {
        take(&state, word);
    }
    for (unsigned shift = 0; pc_bytes_u8(&bytes, &byte); shift += 8) {
        last |= (uint64_t)byte << shift;
    }
    take(&state, last);
    state.v2 ^= END_MARK;
    rounds(&state, LAST_ROUNDS);
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

// Made by whoever asks first; threads wait for it.
static const uint64_t *process_key(void)
{
    static uint64_t key[2];
    static gsize is_made;
    if (g_once_init_enter(&is_made)) {
        for (size_t i = 0; i < G_N_ELEMENTS(key); i++) {
            key[i] = (uint64_t)g_random_int() << 32 | g_random_int();
        }
        g_once_init_leave(&is_made, 1);
    }
    return key;
}

guint pc_hash_of(PcBytes bytes)
{
    return (guint)pc_siphash(process_key(), bytes);
}

guint pc_hash_text(gconstpointer text)
{
    return pc_hash_of(pc_bytes(text, strlen(text)));
}

guint pc_hash_bytes(gconstpointer bytes)
{
    GBytes *content = GSIZE_TO_POINTER(GPOINTER_TO_SIZE(bytes)); // which reading does not change
    return pc_hash_of(pc_bytes_of(content));
}
