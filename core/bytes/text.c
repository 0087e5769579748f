// SPDX-License-Identifier: GPL-2.0-or-later
// Text of unknown origin becomes text that may be shown, and moments become text.
#include "core/bytes/text.h"

#define REPLACEMENT 0xfffdU
#define REPLACEMENT_TEXT "\xef\xbf\xbd"

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

// Control and format characters (bidi overrides among them) and separators would let a name change
// the text around it.
static bool may_be_shown(gunichar c)
{
    switch ((int)g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SURROGATE:
        return false;
    default:
        return true;
    }
}

// Takes one character off `text`; what is no character, or may not be shown, counts one byte or
// its length and comes back as U+FFFD.
static gunichar take_character(PcBytes *text)
{
    uint8_t first = 0;
    if (pc_bytes_at(*text, 0, &first) && first < 0x80) {
        pc_bytes_skip(text, 1);
        return is_plain(first) ? first : REPLACEMENT;
    }
    const gunichar c = g_utf8_get_char_validated((const char *)text->data, (gssize)text->len);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        pc_bytes_skip(text, 1);
        return REPLACEMENT;
    }
    pc_bytes_skip(text, (size_t)g_unichar_to_utf8(c, NULL));
    return may_be_shown(c) ? c : REPLACEMENT;
}

size_t pc_text_n_plain(PcBytes text)
{
    uint8_t byte;
    size_t n = 0;
    while (pc_bytes_at(text, n, &byte) && is_plain(byte)) {
        n++;
    }
    return n;
}

char *pc_text_clean(PcBytes text, size_t max)
{
    const PcBytes shown = pc_bytes_first(text, max);
    if (pc_text_n_plain(shown) == shown.len) {
        return g_strndup((const char *)shown.data, shown.len);
    }
    GString *out = g_string_new(NULL);
    while (text.len > 0) {
        const gunichar c = take_character(&text);
        if (out->len + (size_t)g_unichar_to_utf8(c, NULL) > max) {
            break;
        }
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

bool pc_text_is_word(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._-";
    return *text != '\0' && text[strspn(text, allowed)] == '\0';
}

bool pc_text_is_one(PcBytes start)
{
    return memchr(start.data, 0, start.len) == NULL || pc_bytes_starts(start, "\xff\xfe", 2) ||
           pc_bytes_starts(start, "\xfe\xff", 2);
}

static bool take_unit(PcBytes *from, bool is_big, uint16_t *unit)
{
    return is_big ? pc_bytes_u16(from, unit) : pc_bytes_le16(from, unit);
}

// Of the first units nearly all are ASCII.
static bool looks_like_utf16(PcBytes content, bool is_big)
{
    enum { LOOK = 64, MIN_UNITS = 8 };
    PcBytes start = pc_bytes_first(content, LOOK);
    size_t n_plain = 0, n = 0;
    if (start.len == 0 || memchr(start.data, 0, start.len) == NULL) {
        return false; // each ASCII unit has a zero byte
    }
    uint16_t unit;
    for (; take_unit(&start, is_big, &unit); n++) {
        n_plain += (unit < 0x80 && is_plain((uint8_t)unit)) || unit == '\n' || unit == '\r';
    }
    return n >= MIN_UNITS && n_plain * 4 >= n * 3;
}

GBytes *pc_text_from_utf16(PcBytes content)
{
    const bool has_big_mark = pc_bytes_starts(content, "\xfe\xff", 2);
    const bool has_mark = has_big_mark || pc_bytes_starts(content, "\xff\xfe", 2);
    const bool is_big = has_big_mark || (!has_mark && looks_like_utf16(content, true));
    if (!has_mark && !is_big && !looks_like_utf16(content, false)) {
        return NULL;
    }
    if (has_mark) {
        pc_bytes_skip(&content, 2);
    }
    GByteArray *out = g_byte_array_new();
    uint16_t unit;
    while (take_unit(&content, is_big, &unit)) {
        const uint8_t byte = unit < 0x80 ? (uint8_t)unit : '?';
        g_byte_array_append(out, &byte, 1);
    }
    return g_byte_array_free_to_bytes(out);
}

void pc_text_skip_mark(PcBytes *text)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    if (pc_bytes_starts(*text, mark, sizeof mark)) {
        pc_bytes_skip(text, sizeof mark);
    }
}

char *pc_time_text(int64_t time)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(time);
    if (moment == NULL) {
        return g_strdup_printf("%" G_GINT64_FORMAT " s", time);
    }
    return g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ");
}

int pc_text_compare(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return g_strcmp0(*left, *right);
}
