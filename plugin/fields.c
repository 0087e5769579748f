// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at what other dissectors put into the tree: names to numbers, fields to bytes, and the
// walk.
#include "plugin/fields.h"

void pc_field_ids(const char *name, GArray *ids)
{
    header_field_info *field = proto_registrar_get_byname(name);
    while (field != NULL && field->same_name_prev_id != -1) {
        field = proto_registrar_get_nth((unsigned)field->same_name_prev_id);
    }
    for (; field != NULL; field = field->same_name_next) {
        g_array_append_val(ids, field->id);
    }
}

PcBytes pc_field_bytes(const field_info *field, size_t max)
{
    if (field->ds_tvb == NULL || field->start < 0) {
        return pc_bytes(NULL, 0);
    }
    int left = tvb_captured_length_remaining(field->ds_tvb, field->start);
    int len = (int)MIN((size_t)MAX(left, 0), MIN(max, (size_t)G_MAXINT));
    if (len == 0) {
        return pc_bytes(NULL, 0);
    }
    return pc_bytes(tvb_get_ptr(field->ds_tvb, field->start, len), (size_t)len);
}

proto_node *pc_tree_next(const proto_node *root, proto_node *node)
{
    if (node->first_child != NULL) {
        return node->first_child;
    }
    while (node != root && node->next == NULL) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}
