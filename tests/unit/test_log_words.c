// SPDX-License-Identifier: GPL-2.0-or-later
// Many words looked for at once are found where looking for each finds it, at a text's very
// beginning and end, cut short, and one within another.
#include "core/bytes/lexer.h"
#include "core/log/work.h"

static const char *const long_words[] = {"%UC_", "CISE_", "-trust/", "rust/x",
                                         "aaaa", "aaab",  "abab"};
static const char *const short_words[] = {"ab", "ba", "bab", "a:b:", "::"};

static uint64_t one_by_one(const char *const *words, size_t n_words, PcBytes text)
{
    uint64_t found = 0;
    PcBytes after;
    for (size_t i = 0; i < n_words; i++) {
        found |= pc_lex_after(text, words[i], &after) ? 1ULL << i : 0;
    }
    return found;
}

static void compare(const char *const *list, size_t n_words)
{
    static const char alphabet[] = "ab:aab/-trust/x%UC_CISE_";
    g_autofree PcLogWords *words = pc_log_words_new();
    for (size_t i = 0; i < n_words; i++) {
        pc_log_words_add(words, list[i]);
    }
    for (unsigned round = 0; round < 20000; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int k = g_test_rand_int_range(0, 6); k > 0; k--) {
            const char *word = list[g_test_rand_int_range(0, (int)n_words)];
            g_string_append_len(text, word, g_test_rand_int_range(0, (int)strlen(word) + 1));
            g_string_append_c(text, alphabet[g_test_rand_int_range(0, (int)sizeof alphabet - 1)]);
        }
        const PcBytes look = pc_bytes(text->str, text->len);
        g_assert_cmphex(pc_log_words_find(words, look), ==, one_by_one(list, n_words, look));
    }
}

static void test_words(void)
{
    compare(long_words, G_N_ELEMENTS(long_words));
    compare(short_words, G_N_ELEMENTS(short_words));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-words/as-one-by-one", test_words);
    return g_test_run();
}
