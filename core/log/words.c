// SPDX-License-Identifier: GPL-2.0-or-later
// Looks for many words in a line at once, by pairs of bytes: where a pair can end no word's
// beginning, the search goes on behind it (Wu and Manber, "A fast algorithm for multi-pattern
// searching", 1994).
#include "core/log/work.h"

enum { N_PAIRS = 4096, N_FIRST = 256, NONE = 255 };

struct PcLogWords {
    const char *words[PC_LOG_MAX_WORDS];
    size_t lens[PC_LOG_MAX_WORDS];
    uint8_t next[PC_LOG_MAX_WORDS]; // the next word with that first byte
    uint8_t first[N_FIRST];         // the first one
    uint8_t steps[N_PAIRS]; // by a pair, how far the next beginning that it can be of is off
    size_t n_words;
    size_t shortest; // beginnings of that many bytes are compared
};

PcLogWords *pc_log_words_new(void)
{
    PcLogWords *words = g_new0(PcLogWords, 1);
    words->shortest = UINT8_MAX;
    for (size_t i = 0; i < N_FIRST; i++) {
        words->first[i] = NONE;
    }
    return words;
}

static unsigned first_byte(const char *word)
{
    return (uint8_t)word[0];
}

// Pairs that share a number only make the search go slower.
static size_t pair_number(unsigned first, unsigned second)
{
    return (first << 4 ^ second) % N_PAIRS;
}

static void set_steps(PcLogWords *words)
{
    for (size_t i = 0; i < N_PAIRS; i++) {
        words->steps[i] = (uint8_t)(words->shortest - 1);
    }
    for (size_t n = 0; n < words->n_words; n++) {
        for (size_t i = 0; i + 1 < words->shortest; i++) {
            const char *at = &words->words[n][i];
            uint8_t *step = &words->steps[pair_number(first_byte(at), first_byte(at + 1))];
            *step = MIN(*step, (uint8_t)(words->shortest - 2 - i));
        }
    }
}

void pc_log_words_add(PcLogWords *words, const char *word)
{
    g_assert(words->n_words < PC_LOG_MAX_WORDS && strlen(word) >= 2);
    size_t n = words->n_words++;
    words->words[n] = word;
    words->lens[n] = strlen(word);
    words->shortest = MIN(words->shortest, words->lens[n]);
    words->next[n] = words->first[first_byte(word)];
    words->first[first_byte(word)] = (uint8_t)n;
    set_steps(words);
}

static uint64_t words_at(const PcLogWords *words, PcBytes text, size_t at, uint64_t found)
{
    uint8_t byte = 0, second = 0, third = 0;
    pc_bytes_at(text, at, &byte);
    pc_bytes_at(text, at + 1, &second);
    pc_bytes_at(text, at + 2, &third);
    for (uint8_t n = words->first[byte]; n != NONE; n = words->next[n]) {
        PcBytes rest = text;
        const char *word = words->words[n];
        bool may_be = (uint8_t)word[1] == second && (word[2] == 0 || (uint8_t)word[2] == third);
        if (may_be && (found & 1ULL << n) == 0 && pc_bytes_skip(&rest, at) &&
            pc_bytes_starts(rest, words->words[n], words->lens[n])) {
            found |= 1ULL << n;
        }
    }
    return found;
}

uint64_t pc_log_words_find(const PcLogWords *words, PcBytes text)
{
    uint64_t found = 0;
    uint16_t pair;
    const size_t behind = words->shortest - 2; // of a beginning, where its last pair stands
    for (size_t i = behind; pc_bytes_u16_at(text, i, &pair);) {
        const size_t step = words->steps[pair_number(pair >> 8, pair & 0xff)];
        if (step == 0) {
            found = words_at(words, text, i - behind, found);
        }
        i += MAX(step, 1);
    }
    return found;
}
