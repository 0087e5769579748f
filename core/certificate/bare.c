// SPDX-License-Identifier: GPL-2.0-or-later
// Looks for what every DER SEQUENCE of a certificate's size begins with in base64, reads from it
// how many characters there must be, and takes them if they are there.
#include "core/certificate/bare.h"

// 30 82 and the high byte of a length below 16384, in base64.
static const char beginning[] = "MII";

enum { HEAD_CHARACTERS = 8, HEAD_LEN = 4 };

static bool is_base64(uint8_t c)
{
    return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '=';
}

// What may stand between two lines of base64: one line end, an indent, the mark of a quotation. A
// second line end parts two texts.
static bool skip_between(PcBytes *from)
{
    uint8_t c;
    unsigned n_ends = 0;
    while (pc_bytes_at(*from, 0, &c) && strchr("\r\n\t >|\\", c) != NULL && c != '\0') {
        uint8_t next = 0;
        pc_bytes_skip(from, 1);
        pc_bytes_at(*from, 0, &next);
        // "\n" in two characters, as JSON and some traces write it
        const bool is_escape = c == '\\' && (next == 'n' || next == 'r') && pc_bytes_skip(from, 1);
        if (c == '\\' && !is_escape) {
            return false;
        }
        n_ends += c == '\n' || (is_escape && next == 'n');
    }
    return n_ends == 1;
}

// Takes as many characters of base64 as there are, `wanted` at most; what is left of the text
// begins with what could not be taken.
static GString *take_characters(PcBytes *from, size_t wanted)
{
    GString *text = g_string_new(NULL);
    uint8_t c;
    while (text->len < wanted) {
        if (pc_bytes_at(*from, 0, &c) && is_base64(c)) {
            g_string_append_c(text, (char)c);
            pc_bytes_skip(from, 1);
        } else if (!skip_between(from)) {
            break;
        }
    }
    return text;
}

// How many characters the SEQUENCE that begins so takes.
static size_t characters_of(PcBytes from)
{
    guchar head[HEAD_LEN + 2];
    gint state = 0;
    guint save = 0;
    const gsize n =
        from.len >= HEAD_CHARACTERS
            ? g_base64_decode_step((const char *)from.data, HEAD_CHARACTERS, head, &state, &save)
            : 0;
    const size_t len = n >= HEAD_LEN ? HEAD_LEN + ((size_t)head[2] << 8 | head[3]) : 0;
    return len >= PC_BARE_MIN_DER ? (len + 2) / 3 * 4 : 0;
}

// Whether base64 may begin here: it is the first of its word.
static bool is_start(PcBytes whole, size_t offset)
{
    uint8_t before;
    return offset == 0 || (pc_bytes_at(whole, offset - 1, &before) && !is_base64(before));
}

bool pc_bare_next(PcBytes *from, GBytes **der)
{
    PcBytes rest = *from;
    size_t offset;
    while (pc_bytes_find(rest, beginning, sizeof beginning - 1, &offset)) {
        const bool may_be = is_start(rest, offset);
        pc_bytes_skip(&rest, offset);
        const size_t wanted = may_be ? characters_of(rest) : 0;
        if (wanted == 0) {
            pc_bytes_skip(&rest, sizeof beginning - 1);
            continue;
        }
        GString *text = take_characters(&rest, wanted);
        const bool is_whole = text->len == wanted;
        gsize len = 0;
        guchar *content = is_whole ? g_base64_decode(text->str, &len) : NULL;
        g_string_free(text, TRUE);
        if (is_whole) {
            *der = g_bytes_new_take(content, len);
            *from = rest;
            return true;
        }
    }
    return false;
}
