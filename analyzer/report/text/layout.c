// SPDX-License-Identifier: GPL-2.0-or-later
// Turns words into lines that fit.
#include "analyzer/report/text/layout.h"

#include "analyzer/report/display.h"
#include <string.h>

static const char *const style_codes[] = {
    [PC_STYLE_PLAIN] = NULL, [PC_STYLE_BOLD] = "1",   [PC_STYLE_DIM] = "2",
    [PC_STYLE_RED] = "31",   [PC_STYLE_GREEN] = "32", [PC_STYLE_YELLOW] = "33",
    [PC_STYLE_BLUE] = "34",
};

// What a terminal without UTF-8 gets for the few other characters that we write ourselves.
static const struct {
    const char *utf8, *ascii;
} replacements[] = {
    {"·", "-"}, {"✓", "+"}, {"✗", "x"}, {"—", "-"}, {"→", ">"}, {"…", "..."},
};

static void append_ascii(GString *out, const char *text)
{
    while (*text != '\0') {
        size_t taken = 0;
        for (size_t i = 0; i < G_N_ELEMENTS(replacements) && taken == 0; i++) {
            if (g_str_has_prefix(text, replacements[i].utf8)) {
                g_string_append(out, replacements[i].ascii);
                taken = strlen(replacements[i].utf8);
            }
        }
        if (taken == 0) {
            taken = (size_t)(g_utf8_find_next_char(text, NULL) - text);
            g_string_append_c(out, taken == 1 ? *text : '?');
        }
        text += taken;
    }
}

static void append_styled(PcLayout *layout, PcStyle style, const char *text)
{
    const char *code = layout->colour ? style_codes[style] : NULL;
    if (code != NULL) {
        g_string_append_printf(layout->out, "\033[%sm", code);
    }
    if (layout->ascii) {
        append_ascii(layout->out, text);
    } else {
        g_string_append(layout->out, text);
    }
    if (code != NULL) {
        g_string_append(layout->out, "\033[0m");
    }
    layout->column += pc_display_columns(text);
    layout->is_fresh = false;
}

static void append_spaces(PcLayout *layout, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_string_append_c(layout->out, ' ');
    }
    layout->column += n;
}

void pc_layout_start(PcLayout *layout, size_t column, size_t indent)
{
    layout->column = 0;
    layout->indent = indent;
    append_spaces(layout, column);
    layout->is_fresh = true;
}

void pc_layout_pad(PcLayout *layout, size_t column)
{
    append_spaces(layout, layout->column < column ? column - layout->column : 1);
    layout->is_fresh = true;
}

void pc_layout_end(PcLayout *layout)
{
    g_string_append_c(layout->out, '\n');
    layout->column = 0;
}

static void break_line(PcLayout *layout)
{
    pc_layout_end(layout);
    append_spaces(layout, layout->indent);
    layout->is_fresh = true;
}

static bool fits(const PcLayout *layout, const char *before, const char *text)
{
    return layout->width == 0 ||
           layout->column + strlen(before) + pc_display_columns(text) <= layout->width;
}

// add_word sets one word, on a new line if this one is full. A word longer than a line stands
// over.
static void add_word(PcLayout *layout, PcStyle style, const char *word)
{
    if (!layout->is_fresh && !fits(layout, " ", word)) {
        break_line(layout);
    } else if (!layout->is_fresh) {
        append_spaces(layout, 1);
    }
    append_styled(layout, style, word);
}

void pc_layout_words(PcLayout *layout, PcStyle style, const char *text)
{
    g_autofree char *safe = pc_display_text(text);
    g_auto(GStrv) words = g_strsplit(safe, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++) {
        if (words[i][0] != '\0') {
            add_word(layout, style, words[i]);
        }
    }
}

void pc_layout_piece(PcLayout *layout, PcStyle style, const char *separator, const char *text)
{
    g_autofree char *safe = pc_display_text(text);
    if (!layout->is_fresh) {
        g_autofree char *whole = g_strconcat(separator, safe, NULL);
        if (!fits(layout, "", whole)) {
            break_line(layout);
        } else {
            append_styled(layout, PC_STYLE_DIM, separator);
            layout->is_fresh = true;
        }
    }
    if (fits(layout, "", safe)) {
        append_styled(layout, style, safe);
    } else {
        pc_layout_words(layout, style, safe);
    }
}

bool pc_layout_try(PcLayout *layout, PcStyle style, const char *separator, const char *text)
{
    static const char cut[] = " …";
    g_autofree char *safe = pc_display_text(text);
    g_autofree char *with_cut = g_strconcat(safe, cut, NULL);
    if (!layout->is_fresh && !fits(layout, separator, with_cut)) {
        append_styled(layout, PC_STYLE_DIM, cut);
        return false;
    }
    pc_layout_piece(layout, style, separator, safe);
    return true;
}

void pc_layout_whole(PcLayout *layout, PcStyle style, const char *separator, const char *text)
{
    g_autofree char *safe = pc_display_text(text);
    size_t len = pc_display_columns(safe);
    if (layout->width == 0 || layout->indent + len <= layout->width) {
        pc_layout_piece(layout, style, separator, safe);
        return;
    }
    if (!layout->is_fresh) {
        pc_layout_end(layout);
    }
    if (layout->width > len) {
        append_spaces(layout, layout->width - len);
    }
    append_styled(layout, style, safe);
}

void pc_layout_steps(PcLayout *layout, const char *steps, size_t column)
{
    enum { NUMBER_LEN = 3 };
    const char *at = steps;
    for (unsigned step = 1; *at != '\0'; step++) {
        g_autofree char *next = g_strdup_printf(" %u. ", step + 1);
        const char *end = strstr(at, next);
        size_t len = end != NULL ? (size_t)(end - at) : strlen(at);
        g_autofree char *line = g_strndup(at, len);
        pc_layout_start(layout, column, column + NUMBER_LEN);
        pc_layout_words(layout, PC_STYLE_PLAIN, line);
        pc_layout_end(layout);
        at = end != NULL ? end + 1 : at + len;
    }
}
