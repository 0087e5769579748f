// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the markers and decodes what stands between them: of each line the last word, where it is
// base64. So a trace that puts a time stamp before every line, or an indent, is no obstacle.
#include "core/certificate/pem.h"

static const char dashes[] = "-----";
static const char begin[] = "-----BEGIN ";
static const char end[] = "-----END ";

// The word that is being read of a line.
typedef struct {
    GString *text;    // base64 of the lines before, and of this one from `start` on
    gsize start;      // where this line's word begins
    bool is_bad;      // it has a character that base64 has not
    bool is_finished; // a space came after it
} Word;

static bool is_base64(char c)
{
    return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '=';
}

static void drop(Word *word)
{
    g_string_truncate(word->text, word->start);
    word->is_bad = false;
    word->is_finished = false;
}

// What is not base64.
static void take(Word *word, char c)
{
    if (c == '\n' || c == '\r') {
        if (word->is_bad) {
            drop(word);
        }
        word->start = word->text->len;
        word->is_finished = false;
        return;
    }
    if (c == ' ' || c == '\t' || c == '|') {
        word->is_finished = true;
        return;
    }
    if (word->is_finished) {
        drop(word);
    }
    word->is_bad = true;
}

// As many characters of base64 as stand at the front: nearly all that there are, and all at once.
static bool take_run(Word *word, PcBytes *from)
{
    size_t len = 0;
    uint8_t byte;
    PcBytes run;
    while (pc_bytes_at(*from, len, &byte) && is_base64((char)byte)) {
        len++;
    }
    if (len == 0 || !pc_bytes_take(from, len, &run)) {
        return false;
    }
    if (word->is_finished) {
        drop(word);
    }
    g_string_append_len(word->text, (const char *)run.data, (gssize)run.len);
    return true;
}

static GBytes *decode(PcBytes body)
{
    Word word = {.text = g_string_new(NULL)};
    uint8_t byte, after;
    while (body.len > 0) {
        if (take_run(&word, &body) || !pc_bytes_u8(&body, &byte)) {
            continue;
        }
        // "\n" in two characters, as JSON and some traces write it
        const bool is_escape = byte == '\\' && pc_bytes_at(body, 0, &after) &&
                               (after == 'n' || after == 'r') && pc_bytes_skip(&body, 1);
        take(&word, is_escape ? '\n' : (char)byte);
    }
    take(&word, '\n');
    gsize len = 0;
    guchar *content = g_base64_decode(word.text->str, &len);
    g_string_free(word.text, TRUE);
    return g_bytes_new_take(content, len);
}

// read_label takes "LABEL-----" off the front.
static bool read_label(PcBytes *from, PcBytes *label)
{
    size_t len;
    return pc_bytes_find(pc_bytes_first(*from, PC_PEM_MAX_LABEL + sizeof dashes - 1), dashes,
                         sizeof dashes - 1, &len) &&
           pc_bytes_take(from, len, label) && pc_bytes_skip(from, sizeof dashes - 1);
}

// read_block takes a block whose "-----BEGIN " is gone; false where the next marker is not its end.
static bool read_block(PcBytes *from, PcBytes *label, PcBytes *body)
{
    PcBytes rest = *from;
    size_t len;
    if (!read_label(&rest, label) || !pc_bytes_find(rest, dashes, sizeof dashes - 1, &len) ||
        !pc_bytes_take(&rest, len, body) || !pc_bytes_starts(rest, end, sizeof end - 1)) {
        return false;
    }
    pc_bytes_skip(&rest, sizeof end - 1);
    *from = rest;
    return true;
}

bool pc_pem_next(PcBytes *from, char **label, GBytes **content)
{
    PcBytes rest = *from, name, body;
    size_t offset;
    while (pc_bytes_find(rest, begin, sizeof begin - 1, &offset)) {
        pc_bytes_skip(&rest, offset + sizeof begin - 1);
        if (read_block(&rest, &name, &body)) {
            *from = rest;
            *label = g_strndup((const char *)name.data, name.len);
            *content = decode(body);
            return true;
        }
    }
    return false;
}
