// SPDX-License-Identifier: GPL-2.0-or-later
// Parts a stream of bytes at its newlines, block by block.
#include "analyzer/command/lines.h"

#include "analyzer/read/source.h"
#include <string.h>

struct PcLines {
    PcSource *source;
    char *path;
    GByteArray *held; // what was read and not given yet, from `at` on
    size_t at;
    size_t searched; // of it, bytes without a newline
    bool is_over;
};

PcLines *pc_lines_open(const char *path, GError **error)
{
    PcSource *source = pc_source_open(path, error);
    if (source == NULL) {
        return NULL;
    }
    PcLines *lines = g_new0(PcLines, 1);
    lines->source = source;
    lines->path = g_strdup(path);
    lines->held = g_byte_array_new();
    return lines;
}

void pc_lines_close(PcLines *lines)
{
    if (lines != NULL) {
        pc_source_close(lines->source);
        g_byte_array_unref(lines->held);
        g_free(lines->path);
        g_free(lines);
    }
}

// fetch reads one block behind what is held; what was given before it makes room.
static void fetch(PcLines *lines)
{
    if (lines->at > 0) {
        (void)g_byte_array_remove_range(lines->held, 0, (guint)lines->at);
        lines->at = 0;
    }
    guint old = lines->held->len;
    (void)g_byte_array_set_size(lines->held, old + PC_SOURCE_BLOCK);
    size_t n = pc_source_read(lines->source, lines->held->data + old, PC_SOURCE_BLOCK);
    (void)g_byte_array_set_size(lines->held, old + (guint)n);
    lines->is_over = n == 0;
}

// give lends `len` bytes and passes over them and what parts them from the next line.
static bool give(PcLines *lines, size_t len, size_t behind, PcBytes *line)
{
    *line = (PcBytes){lines->held->data + lines->at, len};
    lines->at += len + behind;
    lines->searched = 0;
    return true;
}

bool pc_lines_next(PcLines *lines, PcBytes *line, GError **error)
{
    for (;;) {
        size_t len = lines->held->len - lines->at;
        const uint8_t *from = lines->held->data + lines->at + lines->searched;
        const uint8_t *newline =
            len > lines->searched ? memchr(from, '\n', len - lines->searched) : NULL;
        if (newline != NULL) {
            return give(lines, lines->searched + (size_t)(newline - from), 1, line);
        }
        lines->searched = len;
        if (len > PC_LINES_MAX_LEN) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "%s: has a line of more than %d bytes", lines->path, PC_LINES_MAX_LEN);
            return false;
        }
        if (lines->is_over) {
            const char *broken = pc_source_broken(lines->source);
            if (broken != NULL) {
                g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s: %s", lines->path, broken);
            }
            return broken == NULL && len > 0 && give(lines, len, 0, line);
        }
        fetch(lines);
    }
}

bool pc_lines_begin_with(PcLines *lines, uint8_t byte)
{
    if (lines->held->len == 0) {
        fetch(lines);
    }
    return lines->held->len > 0 && lines->held->data[0] == byte;
}
