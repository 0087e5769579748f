// SPDX-License-Identifier: GPL-2.0-or-later
// The table of findings: every row is whole, every id unique and the one its enum name says, every
// scenario of the 22 has a finding.
#include "core/field/finding.h"
#include "tests/unit/unit.h"
#include <string.h>

static void test_rows(void)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const PcFindingRow *row = pc_finding_row(id);
        g_assert_nonnull(row->id);
        g_test_message("%s", row->id);
        g_assert_true(g_hash_table_add(ids, (gpointer)(guintptr)row->id));
        g_assert_true(pc_finding_by_name(row->id) == row);
        g_assert_cmpuint(strspn(row->id, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==,
                         strlen(row->id));
        g_assert_cmpuint(strlen(row->title), >, 10);
        g_assert_true(row->title[strlen(row->title) - 1] != '.');
        g_assert_cmpuint(strlen(row->story), >, 60);
        g_assert_true(g_str_has_suffix(row->story, "."));
        g_assert_true(g_str_has_prefix(row->remedy, "1. "));
        g_assert_nonnull(strchr(".?", row->remedy[strlen(row->remedy) - 1]));
        g_assert_cmpuint(strlen(row->source), >, 5);
        g_assert_nonnull(row->scenario);
        g_assert_nonnull(pc_severity_name(row->severity));
    }
}

// Steps are numbered without a gap.
static void test_steps(void)
{
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const char *remedy = pc_finding_row(id)->remedy;
        unsigned expected = 1;
        for (const char *at = remedy; *at != '\0'; at++) {
            const bool begins = at == remedy || at[-1] == ' ';
            if (begins && g_ascii_isdigit(at[0]) && at[1] == '.' && at[2] == ' ') {
                g_assert_cmpuint((unsigned)(at[0] - '0'), ==, expected);
                expected++;
            }
        }
        g_assert_cmpuint(expected, >, 1);
    }
}

static void test_scenarios(void)
{
    bool told[23] = {false};
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        g_auto(GStrv) numbers = g_strsplit(pc_finding_row(id)->scenario, ", ", -1);
        for (char **number = numbers; *number != NULL; number++) {
            guint64 n = 0;
            g_assert_true(g_ascii_string_to_unsigned(*number, 10, 1, 22, &n, NULL));
            told[n] = true;
        }
    }
    for (int n = 1; n <= 22; n++) {
        g_assert_true(told[n]);
    }
}

static void test_values(void)
{
    PcFinding *finding = pc_finding_new(PC_FINDING_LSC_EXPIRED, "%s of %s", "LSC", "SEP0");
    g_assert_cmpstr(finding->row->id, ==, "lsc-expired");
    g_assert_cmpstr(finding->message, ==, "LSC of SEP0");
    pc_finding_free(finding);
    pc_finding_free(NULL);
    PcFinding *taken = pc_finding_take(PC_FINDING_TLS13_DARK, g_strdup("dark"));
    g_assert_cmpstr(taken->message, ==, "dark");
    pc_finding_free(taken);
    g_assert_null(pc_finding_by_name("no-such-finding"));
    g_assert_null(pc_finding_by_name(NULL));
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/finding/rows", test_rows);
    g_test_add_func("/finding/steps", test_steps);
    g_test_add_func("/finding/scenarios", test_scenarios);
    g_test_add_func("/finding/values", test_values);
    return g_test_run();
}
