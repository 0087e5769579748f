// SPDX-License-Identifier: GPL-2.0-or-later
// What "says less" means. A report of a capture that lacks something may leave things out that the
// report of the whole capture says; it may not say anything else. This is a partial order of
// values, field by field:
//
// - a field without a value says less than any value; a list says less than the list that it is the
//   beginning of; a set of findings less than one that holds it;
// - a word of the table in less.c says less than the words that stand beside it there;
// - `coverage` may name another lack, but where anything else in the session says less, it does not
//   say `whole` (unless the session only repeats what an earlier one said: `resumed`, or what is
//   left out was said after the handshake: findings, and what CAPF said);
// - one that was cut may hold the beginning of a certificate beyond the limit: its texts may be
//   others;
// - a report says less than another where each of its sessions says less than a different one of
//   that with the same ends.
//
// A record that does not know of the renegotiation, or of the late request of TLS 1.3, that the
// whole one is about is held against those that told of the handshake before it (sample.h,
// `parts`).
//
// Frame numbers and times are left out: they say where, not what.
#ifndef PHONECERT_TESTS_METAMORPHIC_LESS_H
#define PHONECERT_TESTS_METAMORPHIC_LESS_H

#include "tests/metamorphic/sample.h"

enum { META_MAX_FINDINGS = 2 };

// MetaAllowed is what a report may say beyond that.
typedef struct {
    guint times;                 // that a session may be told
    const char *const *findings; // META_MAX_FINDINGS that may be told of any; NULL: none
} MetaAllowed;

// meta_says_else gives what `now` says that `whole` does not, for people; NULL where it says the
// same or less. Caller frees.
char *meta_says_else(const MetaReport *now, const MetaReport *whole, const MetaAllowed *allowed);

// meta_says_other gives the first difference of two reports; NULL where they are equal.
char *meta_says_other(const MetaReport *now, const MetaReport *whole);

#endif
