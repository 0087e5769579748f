// SPDX-License-Identifier: GPL-2.0-or-later
// Turns keys and values into JSON text, one value after the other, with no tree in between.
#include "analyzer/report/json.h"

#include "analyzer/report/display.h"
#include <inttypes.h>
#include <string.h>

// Short escapes of RFC 8259, 7.
static const char short_escape[128] = {
    ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

// plain_len counts the leading bytes that stand in JSON as they are.
static size_t plain_len(const char *text)
{
    size_t len = 0;
    while (text[len] >= 0x20 && text[len] < 0x7f && text[len] != '"' && text[len] != '\\') {
        len++;
    }
    return len;
}

static void escape_character(GString *out, gunichar character)
{
    if (character < 128 && short_escape[character] != 0) {
        g_string_append_c(out, '\\');
        g_string_append_c(out, short_escape[character]);
    } else if (pc_display_is_unsafe(character) && character <= 0xffff) {
        g_string_append_printf(out, "\\u%04x", character);
    } else {
        g_string_append_unichar(out, character);
    }
}

static void append_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    while (*text != '\0') {
        size_t plain = plain_len(text);
        if (plain > 0) {
            g_string_append_len(out, text, (gssize)plain);
            text += plain;
            continue;
        }
        gunichar character = g_utf8_get_char_validated(text, -1);
        bool is_valid = character != (gunichar)-1 && character != (gunichar)-2;
        escape_character(out, is_valid ? character : PC_DISPLAY_REPLACEMENT);
        text = is_valid ? g_utf8_find_next_char(text, NULL) : text + 1;
    }
    g_string_append_c(out, '"');
}

static void begin_value(PcJson *json, const char *key)
{
    if (json->comma) {
        g_string_append_c(json->out, ',');
    }
    if (key != NULL) {
        g_string_append_c(json->out, '"');
        g_string_append(json->out, key);
        g_string_append_len(json->out, "\":", 2);
    }
    json->comma = true;
}

void pc_json_open_object(PcJson *json, const char *key)
{
    begin_value(json, key);
    g_string_append_c(json->out, '{');
    json->comma = false;
}

void pc_json_close_object(PcJson *json)
{
    g_string_append_c(json->out, '}');
    json->comma = true;
}

void pc_json_open_array(PcJson *json, const char *key)
{
    begin_value(json, key);
    g_string_append_c(json->out, '[');
    json->comma = false;
}

void pc_json_close_array(PcJson *json)
{
    g_string_append_c(json->out, ']');
    json->comma = true;
}

void pc_json_string(PcJson *json, const char *key, const char *value)
{
    if (value == NULL) {
        pc_json_null(json, key);
        return;
    }
    begin_value(json, key);
    append_quoted(json->out, value);
}

// g_string_append_printf is the slowest thing in a line, so numbers are written by hand.
void pc_json_integer(PcJson *json, const char *key, int64_t value)
{
    enum { MAX_DIGITS = 20 };
    char digits[MAX_DIGITS];
    size_t n_digits = 0;
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[n_digits++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    begin_value(json, key);
    if (value < 0) {
        g_string_append_c(json->out, '-');
    }
    while (n_digits > 0) {
        g_string_append_c(json->out, digits[--n_digits]);
    }
}

void pc_json_bool(PcJson *json, const char *key, bool value)
{
    begin_value(json, key);
    g_string_append(json->out, value ? "true" : "false");
}

void pc_json_known_integer(PcJson *json, const char *key, int64_t value, bool is_known)
{
    if (is_known) {
        pc_json_integer(json, key, value);
    } else {
        pc_json_null(json, key);
    }
}

void pc_json_null(PcJson *json, const char *key)
{
    begin_value(json, key);
    g_string_append_len(json->out, "null", 4);
}
