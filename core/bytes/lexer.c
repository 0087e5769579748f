// SPDX-License-Identifier: GPL-2.0-or-later
// Small readers for text in hostile bytes. Each looks at every byte once.
#include "core/bytes/lexer.h"

#include "core/field/devices.h"

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

bool pc_lex_line(PcBytes *from, PcBytes *line)
{
    size_t len;
    if (!pc_bytes_find(*from, "\n", 1, &len)) {
        return false;
    }
    uint8_t last;
    PcBytes taken = pc_bytes_first(*from, len);
    if (len > 0 && pc_bytes_at(taken, len - 1, &last) && last == '\r') {
        taken = pc_bytes_first(taken, len - 1);
    }
    pc_bytes_skip(from, len + 1);
    *line = taken;
    return true;
}

bool pc_lex_literal(PcBytes *from, const char *text)
{
    size_t len = strlen(text);
    return pc_bytes_starts(*from, text, len) && pc_bytes_skip(from, len);
}

static bool starts_nocase(PcBytes from, const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        uint8_t byte;
        if (!pc_bytes_at(from, i, &byte) ||
            g_ascii_tolower((char)byte) != g_ascii_tolower(text[i])) {
            return false;
        }
    }
    return true;
}

bool pc_lex_literal_nocase(PcBytes *from, const char *text)
{
    return starts_nocase(*from, text) && pc_bytes_skip(from, strlen(text));
}

void pc_lex_skip_spaces(PcBytes *from)
{
    uint8_t byte;
    while (pc_bytes_at(*from, 0, &byte) && is_space(byte)) {
        pc_bytes_skip(from, 1);
    }
}

bool pc_lex_spaces(PcBytes *from)
{
    size_t before = from->len;
    pc_lex_skip_spaces(from);
    return from->len < before;
}

bool pc_lex_number(PcBytes *from, unsigned min, unsigned max, uint64_t *number)
{
    uint64_t value = 0;
    unsigned n = 0;
    uint8_t byte;
    while (pc_bytes_at(*from, n, &byte) && g_ascii_isdigit(byte)) {
        if (n == max) {
            return false;
        }
        value = value * 10 + (uint64_t)(byte - '0');
        n++;
    }
    if (n < min || n == 0) {
        return false;
    }
    pc_bytes_skip(from, n);
    *number = value;
    return true;
}

bool pc_lex_while(PcBytes *from, const char *others, PcBytes *out)
{
    size_t n = 0;
    uint8_t byte;
    while (pc_bytes_at(*from, n, &byte) && byte != 0 &&
           (g_ascii_isalnum(byte) || strchr(others, byte) != NULL)) {
        n++;
    }
    return n > 0 && pc_bytes_take(from, n, out);
}

PcBytes pc_lex_until(PcBytes *from, const char *stops)
{
    size_t n = 0;
    uint8_t byte;
    PcBytes taken;
    while (pc_bytes_at(*from, n, &byte) && (byte == 0 || strchr(stops, byte) == NULL)) {
        n++;
    }
    pc_bytes_take(from, n, &taken);
    return taken;
}

bool pc_lex_after(PcBytes from, const char *text, PcBytes *after)
{
    size_t len = strlen(text), offset;
    if (!pc_bytes_find(from, text, len, &offset)) {
        return false;
    }
    pc_bytes_skip(&from, offset + len);
    *after = from;
    return true;
}

static bool is_blank(uint8_t byte)
{
    return is_space(byte) || byte == '\r' || byte == '\n';
}

PcBytes pc_lex_trim(PcBytes text)
{
    uint8_t byte;
    while (pc_bytes_at(text, 0, &byte) && is_blank(byte)) {
        pc_bytes_skip(&text, 1);
    }
    while (text.len > 0 && pc_bytes_at(text, text.len - 1, &byte) && is_blank(byte)) {
        text = pc_bytes_first(text, text.len - 1);
    }
    return text;
}

bool pc_lex_is(PcBytes from, const char *text)
{
    return from.len == strlen(text) && pc_bytes_starts(from, text, from.len);
}

bool pc_lex_is_nocase(PcBytes from, const char *text)
{
    return from.len == strlen(text) && starts_nocase(from, text);
}

char *pc_lex_device(PcBytes from)
{
    PcBytes rest = from, digits;
    while (pc_lex_after(rest, PC_SEP, &rest)) {
        PcBytes name = rest;
        if (pc_lex_while(&name, "", &digits) && digits.len == PC_SEP_DIGITS) {
            char device[PC_SEP_LEN + 1] = PC_SEP;
            uint8_t *end = (uint8_t *)&device[PC_SEP_LEN - PC_SEP_DIGITS];
            if (pc_bytes_copy_out(digits, end, PC_SEP_DIGITS) && pc_device_is_sep(device)) {
                return g_ascii_strup(device, PC_SEP_LEN);
            }
        }
    }
    return NULL;
}
