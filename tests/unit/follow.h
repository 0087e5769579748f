// SPDX-License-Identifier: GPL-2.0-or-later
// Gives tests the plaintext of the first TLS stream of a capture, decrypted by tshark with the keys
// that the capture brings: an independent reading to feed our own parsers with.
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <string.h>

// FollowPiece is one piece of plaintext; direction 1 is what tshark indents (the server).
typedef struct {
    unsigned direction;
    GBytes *bytes;
} FollowPiece;

static inline void follow_piece_free(void *data)
{
    FollowPiece *piece = data;
    g_bytes_unref(piece->bytes);
    g_free(piece);
}

static inline GBytes *follow_unhex(const char *hex)
{
    GByteArray *bytes = g_byte_array_new();
    for (; g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]); hex += 2) {
        guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
        g_byte_array_append(bytes, &byte, 1);
    }
    return g_byte_array_free_to_bytes(bytes);
}

// follow_tls gives a GPtrArray of FollowPiece; NULL where the capture or tshark is not here.
static inline GPtrArray *follow_tls(const char *path, const char *decode_as)
{
    g_autoptr(GPtrArray) command = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *line_of_command =
        g_strdup_printf("tshark -d %s -q -z follow,tls,raw,0 -r", decode_as);
    g_auto(GStrv) words = g_strsplit(line_of_command, " ", -1);
    for (unsigned i = 0; words[i] != NULL; i++) {
        g_ptr_array_add(command, g_strdup(words[i]));
    }
    g_ptr_array_add(command, g_strdup(path));
    g_ptr_array_add(command, NULL);
    g_autofree char *output = NULL;
    if (!g_file_test(path, G_FILE_TEST_EXISTS) ||
        !g_spawn_sync(NULL, (char **)command->pdata, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                      NULL, NULL)) {
        return NULL;
    }
    GPtrArray *pieces = g_ptr_array_new_with_free_func(follow_piece_free);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (unsigned i = 0; lines[i] != NULL; i++) {
        const char *line = lines[i];
        bool is_server = line[0] == '\t';
        line += is_server;
        if (line[0] == '\0' || strspn(line, "0123456789abcdef") != strlen(line)) {
            continue;
        }
        FollowPiece *piece = g_new0(FollowPiece, 1);
        piece->direction = is_server;
        piece->bytes = follow_unhex(line);
        g_ptr_array_add(pieces, piece);
    }
    return pieces;
}
