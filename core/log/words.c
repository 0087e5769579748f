// SPDX-License-Identifier: GPL-2.0-or-later
// Looks for many words in a line at once: one pass over its pairs of bytes, which asks further only
// where a word can begin.
#include "core/log/work.h"

enum { N_PAIRS = 65536, N_FIRST = 256, NONE = 255 };

struct PcLogWords {
    const char *words[PC_LOG_MAX_WORDS];
    size_t lens[PC_LOG_MAX_WORDS];
    uint8_t next[PC_LOG_MAX_WORDS]; // the next word with that first byte
    uint8_t first[N_FIRST];         // the first one
    uint8_t pairs[N_PAIRS / 8];     // bits: some word begins so
    size_t n_words;
};

PcLogWords *pc_log_words_new(void)
{
    PcLogWords *words = g_new0(PcLogWords, 1);
    for (size_t i = 0; i < N_FIRST; i++) {
        words->first[i] = NONE;
    }
    return words;
}

static unsigned first_byte(const char *word)
{
    return (uint8_t)word[0];
}

void pc_log_words_add(PcLogWords *words, const char *word)
{
    g_assert(words->n_words < PC_LOG_MAX_WORDS && strlen(word) >= 2);
    size_t n = words->n_words++;
    unsigned pair = first_byte(word) << 8 | (uint8_t)word[1];
    words->words[n] = word;
    words->lens[n] = strlen(word);
    words->next[n] = words->first[first_byte(word)];
    words->first[first_byte(word)] = (uint8_t)n;
    words->pairs[pair / 8] |= (uint8_t)(1U << pair % 8);
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
    for (size_t i = 0; pc_bytes_u16_at(text, i, &pair); i++) {
        if ((words->pairs[pair / 8] & 1U << pair % 8) != 0) {
            found = words_at(words, text, i, found);
        }
    }
    return found;
}
