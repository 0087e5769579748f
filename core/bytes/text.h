// SPDX-License-Identifier: GPL-2.0-or-later
// Text that may be shown on a terminal or in a report, out of bytes that anybody may have chosen.
#ifndef PHONECERT_CORE_BYTES_TEXT_H
#define PHONECERT_CORE_BYTES_TEXT_H

#include "core/bytes/bytes.h"

// pc_text_clean gives a copy that is valid UTF-8 without control characters (C0, DEL, C1, bidi
// overrides; each becomes U+FFFD), cut to `max` bytes. Caller frees.
char *pc_text_clean(PcBytes text, size_t max);

// pc_text_n_plain counts the bytes at the front that are printable ASCII.
size_t pc_text_n_plain(PcBytes text);

// pc_text_is_word says whether a text is made of nothing but ASCII letters, digits and ".", "_",
// "-".
bool pc_text_is_word(const char *text);

// pc_text_is_one says of a file's first bytes whether people write such: there is no zero byte in
// them, or they begin with the mark of UTF-16 (RFC 2781, 3.2).
bool pc_text_is_one(PcBytes start);

// pc_text_from_utf16 gives the ASCII of a text in UTF-16, with its mark or known by the zero byte
// of nearly every character at its beginning; any other character becomes "?". NULL: it is none.
// Caller unrefs.
GBytes *pc_text_from_utf16(PcBytes content);

// pc_text_skip_mark steps over the byte order mark of UTF-8 (RFC 3629, 6), where there is one.
void pc_text_skip_mark(PcBytes *text);

// pc_text_compare orders two elements of an array of texts (const char *), for g_ptr_array_sort;
// NULL comes first.
int pc_text_compare(const void *a, const void *b);

// pc_time_text gives seconds since 1970 UTC as "2029-05-14T20:25:42Z"; caller frees. Years outside
// 1 to 9999 are written as a plain number of seconds.
char *pc_time_text(int64_t time);

#endif
