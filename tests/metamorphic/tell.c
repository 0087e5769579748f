// SPDX-License-Identifier: GPL-2.0-or-later
// Compares, counts and tells. A fault shows itself in hundreds of places: each sample tells of a
// few.
#include "tests/metamorphic/tell.h"

static guint n_checked;

void meta_tell(const MetaSample *sample, const char *how, const char *difference)
{
    enum { MAX_TOLD = 3 };
    static const MetaSample *told;
    static guint n_told;
    n_told = told == sample ? n_told + 1 : 1;
    told = sample;
    if (n_told <= MAX_TOLD) {
        g_test_message("%s, %s: %s", sample->name, how, difference);
    }
    g_test_fail();
}

static char *other(const MetaSample *sample, const MetaReport *now)
{
    return meta_says_other(now, sample->whole);
}

// More than the whole report says, and than one of the parts does.
static char *more(const MetaSample *sample, const MetaReport *now, const MetaAllowed *allowed)
{
    char *difference = meta_says_else(now, sample->whole, allowed);
    for (guint i = 0; i < sample->parts->len && difference != NULL; i++) {
        g_autofree char *part = meta_says_else(now, g_ptr_array_index(sample->parts, i), allowed);
        if (part == NULL) {
            g_clear_pointer(&difference, g_free);
        }
    }
    return difference;
}

static const MetaAllowed nothing_else = {.times = 1};

static char *more_at_all(const MetaSample *sample, const MetaReport *now)
{
    return more(sample, now, &nothing_else);
}

static void check(const MetaSample *sample, const GPtrArray *frames, const char *how,
                  char *(*differs)(const MetaSample *sample, const MetaReport *now))
{
    g_autoptr(MetaReport) now = meta_report(sample, frames);
    g_autofree char *difference = differs(sample, now);
    n_checked += 1;
    if (difference != NULL) {
        meta_tell(sample, how, difference);
    }
}

void meta_expect_same(const MetaSample *sample, const GPtrArray *frames, const char *how, ...)
{
    va_list arguments;
    va_start(arguments, how);
    g_autofree char *said = g_strdup_vprintf(how, arguments);
    va_end(arguments);
    check(sample, frames, said, other);
}

void meta_expect_less(const MetaSample *sample, const GPtrArray *frames, const char *how, ...)
{
    va_list arguments;
    va_start(arguments, how);
    g_autofree char *said = g_strdup_vprintf(how, arguments);
    va_end(arguments);
    check(sample, frames, said, more_at_all);
}

static bool has_finding(const MetaReport *report, const char *finding)
{
    for (guint i = 0; finding != NULL && i < report->sessions->len; i++) {
        const PcSession *session = g_ptr_array_index(report->sessions, i);
        for (guint k = 0; k < session->findings->len; k++) {
            if (g_strcmp0(g_array_index(session->findings, PcSessionFinding, k).id, finding) == 0) {
                return true;
            }
        }
    }
    return false;
}

// Where neither SYN nor ClientHello is there, nothing shows that another connection begins.
static bool has_beginning(const MetaSample *sample)
{
    for (guint i = 0; i < sample->whole->sessions->len; i++) {
        const PcSession *session = g_ptr_array_index(sample->whole->sessions, i);
        if (g_strcmp0(session->coverage, "late-start") == 0) {
            return false;
        }
    }
    return true;
}

static char *lacks_twin(const MetaSample *sample, const MetaReport *now)
{
    guint wanted = 2 * sample->whole->sessions->len, told = now->sessions->len;
    return told != wanted ? g_strdup_printf("%u sessions and not %u", told, wanted) : NULL;
}

bool meta_expect(const MetaSample *sample, const GPtrArray *frames, const MetaExpected *expected,
                 const char *how)
{
    g_autoptr(MetaReport) now = meta_report(sample, frames);
    return meta_expect_report(sample, now, expected, how);
}

bool meta_expect_report(const MetaSample *sample, const MetaReport *now,
                        const MetaExpected *expected, const char *how)
{
    g_autofree char *difference = NULL;
    n_checked += 1;
    if (expected->rule == META_RULE_SAME) {
        difference = other(sample, now);
    } else {
        bool twice = expected->rule == META_RULE_TWICE || expected->rule == META_RULE_BOTH;
        const MetaAllowed allowed = {twice ? 2 : 1, expected->findings};
        difference = more(sample, now, &allowed);
        if (difference == NULL && expected->rule == META_RULE_BOTH && has_beginning(sample)) {
            difference = lacks_twin(sample, now);
        }
    }
    if (difference != NULL) {
        meta_tell(sample, how, difference);
    }
    return expected->findings != NULL && has_finding(now, expected->findings[0]);
}

void meta_expect_file_less(const MetaSample *sample, GBytes *content, const char *how)
{
    g_autoptr(MetaReport) now = meta_report_bytes(sample, content);
    g_autofree char *difference = more(sample, now, &nothing_else);
    n_checked += 1;
    if (difference != NULL) {
        meta_tell(sample, how, difference);
    }
}

guint meta_n_checked(void)
{
    return n_checked;
}
