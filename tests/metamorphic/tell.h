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

// meta_expect_file_less wants the same of a file's bytes.
void meta_expect_file_less(const MetaSample *sample, GBytes *content, const char *how);

// meta_tell fails the test with a sentence, unless enough was told already.
void meta_tell(const MetaSample *sample, const char *how, const char *difference);

// meta_n_checked gives how many reports were compared, for the closing words of a test.
guint meta_n_checked(void);

#endif
