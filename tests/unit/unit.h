// SPDX-License-Identifier: GPL-2.0-or-later
// What every unit test begins with: an assertion that fails says what came and what was wanted, and
// the test goes on to the other rows of its table; the row is named before it.
#ifndef PHONECERT_TESTS_UNIT_UNIT_H
#define PHONECERT_TESTS_UNIT_UNIT_H

#include <glib.h>

#define UNIT_INIT(argc, argv)                                                                      \
    do {                                                                                           \
        g_test_init(&(argc), &(argv), NULL);                                                       \
        g_test_set_nonfatal_assertions();                                                          \
    } while (0)

// UNIT_ROW names the row of a table that is tried next.
#define UNIT_ROW(rows, i) g_test_message("%s: row %zu of " #rows, G_STRFUNC, (size_t)(i))

#endif
