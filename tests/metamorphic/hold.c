// SPDX-License-Identifier: GPL-2.0-or-later
// hold LIST: holds captures that other programs have altered to the samples that they were. Each
// line of LIST is RULE, SAMPLE, PATH, with tabs between; the rules are same, less and twice.
#include "tests/metamorphic/tell.h"

#include <string.h>

static MetaRule rule_of(const char *name)
{
    static const char *const names[] = {"same", "less", "twice"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i], name) == 0) {
            return (MetaRule)i;
        }
    }
    g_error("there is no rule %s", name);
}

static void hold_one(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, "\t", -1);
    g_autofree char *content = NULL;
    gsize len = 0;
    g_assert_cmpuint(g_strv_length(words), ==, 3);
    const MetaSample *sample = meta_sample(words[1]);
    g_assert_true(g_file_get_contents(words[2], &content, &len, NULL));
    g_autoptr(GBytes) bytes = g_bytes_new(content, len);
    g_autoptr(MetaReport) now = meta_report_bytes(sample, bytes);
    const MetaExpected expected = {.rule = rule_of(words[0])};
    g_autofree char *name = g_path_get_basename(words[2]);
    meta_expect_report(sample, now, &expected, name);
}

static void test_hold(gconstpointer path)
{
    g_autofree char *list = NULL;
    g_assert_true(g_file_get_contents(path, &list, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(list), "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        hold_one(lines[i]);
    }
    g_test_message("%u reports compared", meta_n_checked());
    g_assert_cmpuint(meta_n_checked(), >, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    if (argc != 2) {
        g_printerr("usage: hold LIST\n");
        return 1;
    }
    g_test_add_data_func("/hold", argv[1], test_hold);
    return g_test_run();
}
