// SPDX-License-Identifier: GPL-2.0-or-later
// Counts sessions from the tap's rows: certificates where their whole story stands, outcomes where
// they are told.
#include "plugin/statistics.h"

#include "plugin/taps.h"

// ---- the tree -----------------------------------------------------------------------------

typedef enum { NODE_TYPE, NODE_ISSUER, NODE_SERVICE, NODE_VERDICT, NODE_OUTCOME, N_NODES } Node;

static const char *const titles[N_NODES] = {
    [NODE_TYPE] = "Client certificates", [NODE_ISSUER] = "Issuers",   [NODE_SERVICE] = "Services",
    [NODE_VERDICT] = "Verdicts",         [NODE_OUTCOME] = "Outcomes",
};
static int nodes[N_NODES];

static void begin_tree(stats_tree *tree)
{
    for (size_t i = 0; i < N_NODES; i++) {
        nodes[i] = stats_tree_create_node(tree, titles[i], 0, STAT_DT_INT, true);
    }
}

static void tick(stats_tree *tree, Node node, const char *text)
{
    if (text != NULL) {
        tick_stat_node(tree, titles[node], 0, true);
        tick_stat_node(tree, text, nodes[node], false);
    }
}

static const char *type_text(const PcWatched *session)
{
    const char *type = pc_type_name(session->judgement->type);
    return type != NULL ? type : pc_client_certificate_name(session->handshake->client_certificate);
}

static tap_packet_status count_in_tree(stats_tree *tree, packet_info *pinfo, epan_dissect_t *edt,
                                       const void *data, tap_flags_t flags)
{
    const PcTapRow *row = data;
    const PcJudgement *judgement = row->session->judgement;
    (void)pinfo;
    (void)edt;
    (void)flags;
    if (row->whole) {
        tick(tree, NODE_TYPE, type_text(row->session));
        tick(tree, NODE_ISSUER, judgement->identity != NULL ? judgement->identity->issuer : NULL);
        tick(tree, NODE_SERVICE, judgement->service.name);
        tick(tree, NODE_VERDICT, pc_verdict_name(judgement->trust.verdict));
    }
    if (row->end) {
        tick(tree, NODE_OUTCOME, pc_outcome_name(row->session->handshake->outcome));
    }
    return TAP_PACKET_REDRAW;
}

void pc_statistics_register_tree(void)
{
    stats_tree_register_plugin("phonecert", "phonecert", "Phone certificates", 0, count_in_tree,
                               begin_tree, NULL);
}

// ---- the table ----------------------------------------------------------------------------

enum { COLUMN_ISSUER, COLUMN_TYPE, COLUMN_ALL, COLUMN_TRUSTED, COLUMN_NOT, N_COLUMNS };

static stat_tap_table_item columns[N_COLUMNS] = {
    [COLUMN_ISSUER] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Issuer", "%-40s"},
    [COLUMN_TYPE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Type", "%-6s"},
    [COLUMN_ALL] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Sessions", "%u"},
    [COLUMN_TRUSTED] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Trusted", "%u"},
    [COLUMN_NOT] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Not trusted", "%u"},
};

static void begin_table(stat_tap_table_ui *ui)
{
    static const char title[] = "Phone certificates by issuer";
    stat_tap_table *table = stat_tap_find_table(ui, title);
    if (table != NULL) {
        if (ui->stat_tap_reset_table_cb != NULL) {
            ui->stat_tap_reset_table_cb(table);
        }
        return;
    }
    stat_tap_add_table(ui, stat_tap_init_table(title, N_COLUMNS, 0, NULL));
}

static bool has_text(const stat_tap_table *table, unsigned row, unsigned column, const char *text)
{
    return strcmp(stat_tap_get_field_data(table, row, column)->value.string_value, text) == 0;
}

static unsigned row_of(stat_tap_table *table, const char *issuer, const char *type)
{
    for (unsigned i = 0; i < table->num_elements; i++) {
        if (has_text(table, i, COLUMN_ISSUER, issuer) && has_text(table, i, COLUMN_TYPE, type)) {
            return i;
        }
    }
    stat_tap_table_item_type items[N_COLUMNS] = {0};
    unsigned row = table->num_elements;
    for (size_t i = 0; i < N_COLUMNS; i++) {
        items[i].type = columns[i].type;
    }
    items[COLUMN_ISSUER].user_data.ptr_value = g_strdup(issuer);
    items[COLUMN_TYPE].user_data.ptr_value = g_strdup(type);
    items[COLUMN_ISSUER].value.string_value = items[COLUMN_ISSUER].user_data.ptr_value;
    items[COLUMN_TYPE].value.string_value = items[COLUMN_TYPE].user_data.ptr_value;
    stat_tap_init_table_row(table, row, N_COLUMNS, items);
    return row;
}

static void add_one(stat_tap_table *table, unsigned row, unsigned column)
{
    stat_tap_table_item_type *item = stat_tap_get_field_data(table, row, column);
    item->value.uint_value++;
    stat_tap_set_field_data(table, row, column, item);
}

static tap_packet_status count_in_table(void *data, packet_info *pinfo, epan_dissect_t *edt,
                                        const void *told, tap_flags_t flags)
{
    const stat_data_t *stat = data;
    const PcTapRow *told_row = told;
    const PcJudgement *judgement = told_row->session->judgement;
    (void)pinfo;
    (void)edt;
    (void)flags;
    if (!told_row->whole || judgement->identity == NULL || judgement->identity->issuer == NULL) {
        return TAP_PACKET_DONT_REDRAW;
    }
    stat_tap_table *table = g_array_index(stat->stat_tap_data->tables, stat_tap_table *, 0);
    PcVerdict verdict = judgement->trust.verdict;
    unsigned row = row_of(table, judgement->identity->issuer, type_text(told_row->session));
    add_one(table, row, COLUMN_ALL);
    if (verdict == PC_VERDICT_TRUSTED) {
        add_one(table, row, COLUMN_TRUSTED);
    } else if (verdict != PC_VERDICT_UNCHECKED && verdict != PC_VERDICT_ABSENT) {
        add_one(table, row, COLUMN_NOT);
    }
    return TAP_PACKET_REDRAW;
}

static void reset_table(stat_tap_table *table)
{
    for (unsigned row = 0; row < table->num_elements; row++) {
        for (unsigned column = COLUMN_ALL; column < N_COLUMNS; column++) {
            stat_tap_table_item_type *item = stat_tap_get_field_data(table, row, column);
            item->value.uint_value = 0;
            stat_tap_set_field_data(table, row, column, item);
        }
    }
}

static void free_item(stat_tap_table *table, unsigned row, unsigned column,
                      stat_tap_table_item_type *item)
{
    (void)table;
    (void)row;
    if (column == COLUMN_ISSUER || column == COLUMN_TYPE) {
        item->value.string_value = NULL;
        g_clear_pointer(&item->user_data.ptr_value, g_free);
    }
}

void pc_statistics_register_table(void)
{
    static stat_tap_table_ui ui = {
        .group = WSC_STAT_GROUP,
        .title = "Phone certificates by issuer",
        .tap_name = "phonecert",
        .cli_string = "phonecert,stat",
        .stat_tap_init_cb = begin_table,
        .packet_func = count_in_table,
        .stat_tap_reset_table_cb = reset_table,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = N_COLUMNS,
        .fields = columns,
    };
    register_stat_tap_table_ui(&ui);
}
