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
static char *more(const MetaSample *sample, const MetaReport *now)
{
    char *difference = meta_says_else(now, sample->whole);
    for (guint i = 0; i < sample->parts->len && difference != NULL; i++) {
        g_autofree char *part = meta_says_else(now, g_ptr_array_index(sample->parts, i));
        if (part == NULL) {
            g_clear_pointer(&difference, g_free);
        }
    }
    return difference;
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
    check(sample, frames, said, more);
}

void meta_expect_file_less(const MetaSample *sample, GBytes *content, const char *how)
{
    g_autoptr(MetaReport) now = meta_report_bytes(sample, content);
    g_autofree char *difference = more(sample, now);
    n_checked += 1;
    if (difference != NULL) {
        meta_tell(sample, how, difference);
    }
}

guint meta_n_checked(void)
{
    return n_checked;
}
