// SPDX-License-Identifier: GPL-2.0-or-later
// A long text becomes lines: the field's own item, and below it items without a field.
#include "plugin/draw_text.h"

#include <string.h>

enum { MAX_PIECE = 200 }; // ITEM_LABEL_LENGTH is 240, with the field's name or an expert's severity

static int ett_text = -1; // of an item that nothing hangs on

void pc_draw_text_register(void)
{
    static int *subtrees[] = {&ett_text};
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
}

// No character is parted.
size_t pc_text_piece(const char *text)
{
    const size_t len = strlen(text);
    if (len <= MAX_PIECE) {
        return len;
    }
    const char *space = g_strrstr_len(text, MAX_PIECE + 1, " ");
    const char *end =
        space != NULL && space != text ? space : g_utf8_find_prev_char(text, &text[MAX_PIECE + 1]);
    return end != NULL && end != text ? (size_t)(end - text) : MAX_PIECE;
}

static proto_item *generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

static void draw_rest(const PcPlace *at, const char *text)
{
    while (*text != '\0') {
        const size_t len = pc_text_piece(text);
        proto_item *line = NULL;
        (void)proto_tree_add_subtree_format(at->tree, at->tvb, at->start, at->len, ett_text, &line,
                                            "%.*s", (int)len, text);
        (void)generated(line);
        text += len;
        text += strspn(text, " ");
    }
}

proto_item *pc_draw_text(const PcPlace *at, int field, const char *text)
{
    if (text == NULL) {
        return NULL;
    }
    proto_item *item =
        generated(proto_tree_add_string(at->tree, field, at->tvb, at->start, at->len, text));
    const size_t len = pc_text_piece(text);
    if (text[len] != '\0') {
        proto_item_set_text(item, "%s: %.*s", proto_registrar_get_name(field), (int)len, text);
        draw_rest(at, &text[len + strspn(&text[len], " ")]);
    }
    return item;
}

const char *pc_text_brief(wmem_allocator_t *pool, const char *text)
{
    const size_t len = pc_text_piece(text);
    return text[len] == '\0' ? text : wmem_strdup_printf(pool, "%.*s ...", (int)len, text);
}
