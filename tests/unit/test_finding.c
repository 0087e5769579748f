// SPDX-License-Identifier: GPL-2.0-or-later
// The table of findings: every row is whole, every id unique and the one its enum name says.
#include "analyzer/command/impact/steps.h"
#include "core/field/finding.h"
#include "core/field/services.h"
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
        g_assert_cmpint(row->steps[0], !=, PC_STEP_END);
        g_assert_cmpint(row->sources[0].document, !=, PC_DOCUMENT_NONE);
        g_assert_nonnull(pc_severity_name(row->severity));
    }
}

// What a step's words do to phones and nodes. Whoever reads on has done it.
static const char *const harms[] = {"restart", "reset", "delete", "erase", "reboot", "min-version"};

static bool has_word(const char *text, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    const char *at = lower;
    while ((at = strstr(at, word)) != NULL) {
        const bool begins = at == lower || !g_ascii_isalpha(at[-1]);
        at += strlen(word);
        if (begins && !g_ascii_isalpha(*at)) {
            return true;
        }
    }
    return false;
}

// A step that restarts, resets or deletes says what it interrupts, and in the text before the step.
static void test_outages(void)
{
    unsigned n_outages = 0;
    for (PcStepId id = PC_STEP_END + 1; id < PC_N_STEPS; id++) {
        const PcStep *step = pc_step(id);
        bool harms_somebody = false;
        for (size_t i = 0; i < G_N_ELEMENTS(harms); i++) {
            harms_somebody = harms_somebody || has_word(step->text, harms[i]);
        }
        g_test_message("%s", step->text);
        g_assert_true(!harms_somebody || step->outage != NULL);
        if (step->outage != NULL) {
            static const PcStepsFor all = {PC_RELEASE_ANY, NULL, PC_HOLDER_ANY};
            const PcStepId one[] = {id, PC_STEP_END};
            g_autofree char *text = pc_steps_text(one, &all);
            g_assert_true(strstr(text, step->outage) < strstr(text, step->text));
            n_outages++;
        }
    }
    g_assert_cmpuint(n_outages, >, 30);
}

static void check_source(const PcCitation *source)
{
    const char *date = pc_document_date(source->document);
    const size_t len = strlen(date);
    const char *space = strrchr(date, ' ');
    const char *year = space != NULL ? &space[1] : date;
    g_test_message("%s, %s", pc_document_title(source->document), source->section);
    g_assert_cmpuint(strlen(pc_document_title(source->document)), >, 5);
    g_assert_cmpuint(strlen(source->section), >, 0);
    g_assert_cmpuint(len, >=, strlen("2021-12"));
    g_assert_true(g_regex_match_simple("^20[0-9][0-9]-[01][0-9](-[0-3][0-9])?$", year, 0, 0));
}

// Every source names a document, a section and a date.
static void test_sources(void)
{
    for (PcStepId id = PC_STEP_END + 1; id < PC_N_STEPS; id++) {
        const PcCitation *source = pc_step(id)->sources;
        g_assert_cmpint(source->document, !=, PC_DOCUMENT_NONE);
        for (; source->document != PC_DOCUMENT_NONE; source++) {
            check_source(source);
        }
    }
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const PcCitation *source = pc_finding_row(id)->sources;
        for (; source->document != PC_DOCUMENT_NONE; source++) {
            check_source(source);
        }
    }
}

// The steps that `impact` tells of CAs of every kind that leave every store.
static void mark_impact(bool used[PC_N_STEPS])
{
    static char capf[] = "CAPF-0992727f", made[] = "Cisco Manufacturing CA III", cisco[] = "Cisco",
                other[] = "Other CA";
    const PcCertificate cas[] = {
        {.subject_cn = capf}, {.subject_cn = made, .organisation = cisco}, {.subject_cn = other}};
    g_autoptr(GPtrArray) stores = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; pc_store_name(i) != NULL; i++) {
        g_ptr_array_add(stores, g_strdup(pc_store_name(i)));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(cas); i++) {
        g_autoptr(GArray) steps = pc_impact_steps(&cas[i], stores);
        for (guint k = 0; k < steps->len; k++) {
            used[g_array_index(steps, PcStepId, k)] = true;
        }
    }
}

// Every step is somebody's, and every remedy leaves something to do in each release and family.
static void test_steps(void)
{
    bool used[PC_N_STEPS] = {false};
    static const char *const families[] = {NULL, "7900", "8800", "8821", "9800", "MPP"};
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const PcFindingRow *row = pc_finding_row(id);
        for (const PcStepId *at = row->steps; *at != PC_STEP_END; at++) {
            g_assert_cmpint(*at, <, PC_N_STEPS);
            used[*at] = true;
        }
        for (PcRelease release = PC_RELEASE_ANY; release < PC_N_RELEASES; release++) {
            for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
                const PcStepsFor whom = {release, families[i], PC_HOLDER_PHONE};
                g_test_message("%s %d", row->id, release);
                g_assert_true(g_str_has_prefix(pc_finding_remedy(row, &whom), "1. "));
            }
        }
        g_assert_cmpuint(strlen(pc_finding_source(row)), >, 10);
    }
    mark_impact(used);
    used[PC_STEP_WHAT_IS_IT] = true; // pc_steps_for puts it first
    for (PcStepId id = PC_STEP_END + 1; id < PC_N_STEPS; id++) {
        g_test_message("step %d", (int)id);
        g_assert_true(used[id]);
        g_assert_nonnull(strchr(".?", pc_step(id)->text[strlen(pc_step(id)->text) - 1]));
    }
}

// What the field does in a release is told for that release only.
static void test_variants(void)
{
    const PcFindingRow *version = pc_finding_row(PC_FINDING_TLS_VERSION_REFUSED);
    const PcStepsFor old = {PC_RELEASE_14SU1, NULL, PC_HOLDER_ANY},
                     new = {PC_RELEASE_15SU2, NULL, PC_HOLDER_ANY};
    g_assert_nonnull(strstr(pc_finding_remedy(version, &old), "each node reboots"));
    g_assert_nonnull(strstr(pc_finding_remedy(version, &new), "on the publisher, for the cluster"));
    g_assert_null(strstr(pc_finding_remedy(version, &new), "each node reboots"));
    const PcFindingRow *expired = pc_finding_row(PC_FINDING_LSC_EXPIRED);
    g_assert_nonnull(strstr(pc_finding_remedy(expired, &new), "sources differ"));
    const PcFindingRow *foreign = pc_finding_row(PC_FINDING_TRUST_LIST_FOREIGN);
    const PcStepsFor wireless = {PC_RELEASE_ANY, "8821", PC_HOLDER_ANY},
                     desk = {PC_RELEASE_ANY, "9800", PC_HOLDER_ANY};
    g_assert_nonnull(strstr(pc_finding_remedy(foreign, &wireless), "Erase them on an 8821"));
    g_assert_null(strstr(pc_finding_remedy(foreign, &wireless), "79xx"));
    g_assert_nonnull(strstr(pc_finding_remedy(foreign, &desk), "found in no document"));
    g_assert_null(strstr(pc_finding_remedy(foreign, &desk), "8821: "));
}

static void test_releases(void)
{
    static const struct {
        const char *text;
        int release; // -1: none
    } rows[] = {
        {"8.6", PC_RELEASE_11},
        {"11.5(1)SU9", PC_RELEASE_11},
        {"12.0", PC_RELEASE_12},
        {"12.5(1)SU4", PC_RELEASE_12},
        {"14", PC_RELEASE_14},
        {"14.0.1.10000-20", PC_RELEASE_14},
        {"14SU1", PC_RELEASE_14SU1},
        {"14su3", PC_RELEASE_14SU1},
        {"15", PC_RELEASE_15},
        {"15SU1", PC_RELEASE_15},
        {"15SU2", PC_RELEASE_15SU2},
        {"15SU5", PC_RELEASE_15SU2},
        {"", -1},
        {"13", -1},
        {"16", -1},
        {"latest", -1},
        {"15; rm", -1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PcRelease release = PC_RELEASE_ANY;
        g_test_message("%s", rows[i].text);
        g_assert_true(pc_release_parse(rows[i].text, &release) == (rows[i].release >= 0));
        g_assert_true(rows[i].release < 0 || (int)release == rows[i].release);
    }
    for (PcRelease release = PC_RELEASE_11; release < PC_N_RELEASES; release++) {
        PcRelease again = PC_RELEASE_ANY;
        g_assert_true(pc_release_parse(pc_release_code(release), &again) && again == release);
        g_assert_nonnull(pc_release_name(release));
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

// Of what may be no phone the first step is to find out, and no step changes "this phone".
static void test_what_is_no_phone(void)
{
    const PcStepsFor unknown = {PC_RELEASE_ANY, NULL, PC_HOLDER_UNKNOWN},
                     device = {PC_RELEASE_ANY, NULL, PC_HOLDER_DEVICE};
    const PcFindingRow *row = pc_finding_by_name("store-disagrees-accepted");
    g_autofree char *asked = pc_steps_text(row->steps, &unknown);
    g_autofree char *told = pc_steps_text(row->steps, &device);
    g_assert_true(g_str_has_prefix(asked, "1. Find out first what this is"));
    g_assert_true(strstr(asked, "this phone") == NULL && strstr(told, "this phone") == NULL);
    g_assert_true(strstr(told, "Find out first") == NULL);
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const PcStepId *steps = pc_finding_row(id)->steps;
        g_autofree char *text = pc_steps_text(steps, &unknown);
        g_assert_true(g_str_has_prefix(text, "1. Find out") || *text == '\0');
    }
    g_assert_cmpint(pc_holder("other", true), ==, PC_HOLDER_PHONE);
    g_assert_cmpint(pc_holder("phone", false), ==, PC_HOLDER_PHONE);
    g_assert_cmpint(pc_holder("other", false), ==, PC_HOLDER_UNKNOWN);
    g_assert_cmpint(pc_holder(NULL, false), ==, PC_HOLDER_UNKNOWN);
    g_assert_cmpint(pc_holder("access-point", false), ==, PC_HOLDER_DEVICE);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/finding/rows", test_rows);
    g_test_add_func("/finding/steps", test_steps);
    g_test_add_func("/finding/outages", test_outages);
    g_test_add_func("/finding/sources", test_sources);
    g_test_add_func("/finding/variants", test_variants);
    g_test_add_func("/finding/releases", test_releases);
    g_test_add_func("/finding/values", test_values);
    g_test_add_func("/finding/what-is-no-phone", test_what_is_no_phone);
    return g_test_run();
}
