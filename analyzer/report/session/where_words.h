// SPDX-License-Identifier: GPL-2.0-or-later
// The words that a field can have, where they can be counted.
#ifndef PHONECERT_ANALYZER_REPORT_WHERE_WORDS_H
#define PHONECERT_ANALYZER_REPORT_WHERE_WORDS_H

#include <glib.h>

// pc_where_words gives the words of a field (GPtrArray of char *, as they are written in reports);
// NULL where it can be any text.
GPtrArray *pc_where_words(const char *field);

#endif
