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

static void check(const MetaSample *sample, const GPtrArray *frames, const char *how,
                  char *(*differs)(const MetaReport *now, const MetaReport *whole))
{
    g_autoptr(MetaReport) now = meta_report(sample, frames);
    g_autofree char *difference = differs(now, sample->whole);
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
    check(sample, frames, said, meta_says_other);
}

void meta_expect_less(const MetaSample *sample, const GPtrArray *frames, const char *how, ...)
{
    va_list arguments;
    va_start(arguments, how);
    g_autofree char *said = g_strdup_vprintf(how, arguments);
    va_end(arguments);
    check(sample, frames, said, meta_says_else);
}

void meta_expect_file_less(const MetaSample *sample, GBytes *content, const char *how)
{
    g_autoptr(MetaReport) now = meta_report_bytes(sample, content);
    g_autofree char *difference = meta_says_else(now, sample->whole);
    n_checked += 1;
    if (difference != NULL) {
        meta_tell(sample, how, difference);
    }
}

guint meta_n_checked(void)
{
    return n_checked;
}
