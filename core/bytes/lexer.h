// SPDX-License-Identifier: GPL-2.0-or-later
// Small readers for text in hostile bytes (log lines, protocol headers): the contract of
// core/bytes/bytes.h holds, so a reader succeeds or changes nothing. ASCII only, no locale.
#ifndef PHONECERT_CORE_LEXER_H
#define PHONECERT_CORE_LEXER_H

#include "core/bytes/bytes.h"

// pc_lex_line takes one line off the front, without its LF or CRLF; false where no LF is there.
bool pc_lex_line(PcBytes *from, PcBytes *line);
// pc_lex_literal takes `text` off the front. pc_lex_literal_nocase does not mind the case.
bool pc_lex_literal(PcBytes *from, const char *text);
bool pc_lex_literal_nocase(PcBytes *from, const char *text);
// pc_lex_spaces takes one or more spaces or tabs. pc_lex_skip_spaces takes any.
bool pc_lex_spaces(PcBytes *from);
void pc_lex_skip_spaces(PcBytes *from);
// pc_lex_number takes decimal digits, `min` to `max` (at most 19) of them, no digit may follow.
bool pc_lex_number(PcBytes *from, unsigned min, unsigned max, uint64_t *number);
// pc_lex_while takes one or more bytes out of A-Z, a-z, 0-9 and `others`.
bool pc_lex_while(PcBytes *from, const char *others, PcBytes *out);
// pc_lex_until takes what stands before the first byte out of `stops` (all, where none is there).
PcBytes pc_lex_until(PcBytes *from, const char *stops);
// pc_lex_after gives what follows the first place of `text`; false where it stands nowhere.
bool pc_lex_after(PcBytes from, const char *text, PcBytes *after);
// pc_lex_trim gives `text` without spaces, tabs, CR and LF at both ends.
PcBytes pc_lex_trim(PcBytes text);
// pc_lex_is says whether `from` is `text`.
bool pc_lex_is(PcBytes from, const char *text);
bool pc_lex_is_nocase(PcBytes from, const char *text);
// pc_lex_device finds the first phone's name (SEP and 12 hex digits, no more): "SEP0A1B2C3D4E5F" in
// upper case, NULL where there is none. Caller frees.
char *pc_lex_device(PcBytes from);

#endif
