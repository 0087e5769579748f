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

GArray *pc_field_want(const char *name, GArray *wanted)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int));
    pc_field_ids(name, ids);
    g_array_append_vals(wanted, ids->data, ids->len);
    return ids;
}

const GPtrArray *pc_field_all(const proto_tree *tree, const GArray *ids)
{
    for (unsigned i = 0; i < ids->len; i++) {
        const GPtrArray *fields = proto_get_finfo_ptr_array(tree, g_array_index(ids, int, i));
        if (fields != NULL && fields->len > 0) {
            return fields;
        }
    }
    return NULL;
}

const field_info *pc_field_first(const proto_tree *tree, const GArray *ids)
{
    const GPtrArray *fields = pc_field_all(tree, ids);
    return fields != NULL ? g_ptr_array_index(fields, 0) : NULL;
}

size_t pc_field_missing(const field_info *field)
{
    if (field->ds_tvb == NULL || field->start < 0) {
        return 0;
    }
    int reported = tvb_reported_length_remaining(field->ds_tvb, field->start);
    int captured = tvb_captured_length_remaining(field->ds_tvb, field->start);
    return (size_t)MAX(reported - captured, 0);
}

bool pc_peer_of(const address *from, uint32_t port, PcPeer *peer)
{
    enum { MAC_LEN = 6, IPV4_LEN = 4, IPV6_LEN = 16 };
    if (from->len != MAC_LEN && from->len != IPV4_LEN && from->len != IPV6_LEN) {
        return false;
    }
    *peer = (PcPeer){.address_len = (uint8_t)from->len, .port = (uint16_t)port};
    (void)pc_bytes_copy_out(pc_bytes(from->data, (size_t)from->len), peer->address,
                            sizeof peer->address);
    return true;
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
