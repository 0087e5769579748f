// SPDX-License-Identifier: GPL-2.0-or-later
// Paths below a trust folder become stores by their names, whatever door lists them.
#include "core/trust/folder.h"
#include "tests/unit/unit.h"

typedef struct {
    const char *place, *path;
    bool is_folder;
    const char *store; // expected
    bool wanted;       // expected
} Row;

static const Row rows[] = {
    {"t", "t/CallManager-trust/a.pem", true, "CallManager-trust", true},
    {"t/", "t/CallManager-trust/a.pem", true, "CallManager-trust", true},
    {"t", "t/node1/CAPF-trust/x/a.pem", true, "CAPF-trust", true},
    {"t", "t/CAPF-trust/CallManager-trust/a.pem", true, "CallManager-trust", true},
    {"t", "t/lab/a.pem", true, "lab", true},
    {"t", "t/lab/deeper/a.pem", true, "lab", true},
    {"t", "t/a.pem", true, NULL, true},
    {"CallManager-trust", "CallManager-trust/a.pem", true, "CallManager-trust", true},
    {"x/CallManager-trust/", "x/CallManager-trust/a.pem", true, "CallManager-trust", true},
    {"t", "t/CAPF-trust_CAPF-0992727f.pem", true, "CAPF-trust", true},
    {"t", "t/CAPF-trust.pem", true, "CAPF-trust", true},
    {"t", "t/CAPF-trusted.pem", true, NULL, true},
    {"t", "t/lab/CAPF-trust.pem", true, "CAPF-trust", true},
    {"CAPF-trust.pem", "CAPF-trust.pem", false, "CAPF-trust", true},
    {"a.pem", "a.pem", false, NULL, true},
    {"CallManager-trust/a.pem", "CallManager-trust/a.pem", false, NULL, true},
    {"t", "t/callmanager_trust/a.pem", true, "CallManager-trust", true},
    {"t", "t/802.1X/a.pem", true, "dot1x", true},
    {"t", "t/CAPF/a.pem", true, "CAPF-trust", true},
    {"t", "t/callmanager_trust_a.pem", true, "CallManager-trust", true},
    {"t", "t/CAPF.pem", true, NULL, true}, // a CA's name as well as a store's
    {"t", "t/README.md", true, NULL, false},
    {"t", "t/CallManager-trust/notes.txt", true, "CallManager-trust", true}, // its content tells
    {"t", "t/.git/config", true, ".git", false},
    {"t", "t/CallManager-trust/.hidden.pem", true, "CallManager-trust", false},
    {".", "./CallManager-trust/a.pem", true, "CallManager-trust", true},
    {".cluster", ".cluster/CallManager-trust/a.pem", true, "CallManager-trust", true},
    {"notes.txt", "notes.txt", false, NULL, true},
};

static void test_names(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        const Row *row = &rows[i];
        const PcTrustPlace place = {.path = row->place, .is_folder = row->is_folder};
        g_autofree char *store = pc_trust_place_store(&place, row->path);
        g_test_message("%s in %s", row->path, row->place);
        g_assert_cmpstr(store, ==, row->store);
        g_assert_cmpint(pc_trust_place_wants(&place, row->path), ==, row->wanted);
    }
}

static void test_the_users_word_counts(void)
{
    const PcTrustPlace place = {.path = "t", .is_folder = true, .store = "mine"};
    g_autofree char *store = pc_trust_place_store(&place, "t/CallManager-trust/a.pem");
    g_assert_cmpstr(store, ==, "mine");
}

static void test_an_empty_folder_is_told(void)
{
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(GError) error = NULL;
    PcTrustPlace place = {.path = "t", .is_folder = true};
    g_autofree char *before = pc_trust_place_complaint(&place);
    g_assert_cmpstr(before, ==, "t: there is no certificate in it");
    g_assert_true(pc_trust_place_take(&place, trust, "t/notes.txt", pc_bytes("a note", 6), &error));
    g_autofree char *after = pc_trust_place_complaint(&place);
    g_assert_cmpstr(after, ==, "t: there is no certificate in it");
    g_assert_false(pc_trust_place_take(&place, trust, "t/a.pem", pc_bytes("x", 1), &error));
    g_assert_true(g_str_has_prefix(error->message, "t/a.pem: "));
    g_assert_null(pc_trust_place_complaint(&place));
    const PcTrustPlace file = {.path = "a.pem"};
    g_assert_null(pc_trust_place_complaint(&file));
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/trust-folder/names", test_names);
    g_test_add_func("/trust-folder/users-word", test_the_users_word_counts);
    g_test_add_func("/trust-folder/empty", test_an_empty_folder_is_told);
    return g_test_run();
}
