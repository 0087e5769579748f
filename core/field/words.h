// SPDX-License-Identifier: GPL-2.0-or-later
// An enum and the words that users see for it come from one list, so neither can lack a row. A list
// is a macro that calls `row(MEMBER, "word")` for each; a word of NULL is a value that is not told.
#ifndef PHONECERT_CORE_FIELD_WORDS_H
#define PHONECERT_CORE_FIELD_WORDS_H

#include <stddef.h>

// PC_WORD_MEMBER makes the members of the enum: typedef enum { LIST(PC_WORD_MEMBER) } Name;
#define PC_WORD_MEMBER(member, word) member

#define PC_WORD_TEXT(member, word) [member] = (word)

// PC_WORDS defines the function that gives a value's word; NULL for a number that is no member.
#define PC_WORDS(function, Type, LIST)                                                             \
    const char *function(Type value)                                                               \
    {                                                                                              \
        static const char *const words[] = {LIST(PC_WORD_TEXT)};                                   \
        return (size_t)value < sizeof words / sizeof *words ? words[value] : NULL;                 \
    }

#endif
