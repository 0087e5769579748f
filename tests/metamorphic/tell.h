// SPDX-License-Identifier: GPL-2.0-or-later
// Every test here is: rewrite a sample's frames, read them, hold the report against the sample's
// own. This does the last two steps and tells what differs.
#ifndef PHONECERT_TESTS_METAMORPHIC_TELL_H
#define PHONECERT_TESTS_METAMORPHIC_TELL_H

#include "tests/metamorphic/less.h"

// meta_expect_same wants the very report of the sample; meta_expect_less wants it or one that says
// less. `how` is a format that says what was done to the sample.
void meta_expect_same(const MetaSample *sample, const GPtrArray *frames, const char *how, ...)
    G_GNUC_PRINTF(3, 4);
void meta_expect_less(const MetaSample *sample, const GPtrArray *frames, const char *how, ...)
    G_GNUC_PRINTF(3, 4);

// MetaRule is what must come of an alteration.
typedef enum {
    META_RULE_SAME,  // the very report
    META_RULE_LESS,  // it, or less with the coverage that names why
    META_RULE_TWICE, // every session up to twice, or less of it
    META_RULE_BOTH,  // every session twice, or less of it, where its beginning was captured
} MetaRule;

typedef struct {
    MetaRule rule;
    const char *const *findings; // META_MAX_FINDINGS that the alteration may bring with it
} MetaExpected;

// meta_expect wants what a rule says; true where the report has the first of the findings.
bool meta_expect(const MetaSample *sample, const GPtrArray *frames, const MetaExpected *expected,
                 const char *how);
bool meta_expect_report(const MetaSample *sample, const MetaReport *now,
                        const MetaExpected *expected, const char *how);

// meta_expect_file_less wants the same of a file's bytes.
void meta_expect_file_less(const MetaSample *sample, GBytes *content, const char *how);

// meta_tell fails the test with a sentence, unless enough was told already.
void meta_tell(const MetaSample *sample, const char *how, const char *difference);

// meta_n_checked gives how many reports were compared, for the closing words of a test.
guint meta_n_checked(void);

#endif
