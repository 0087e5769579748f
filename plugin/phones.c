// SPDX-License-Identifier: GPL-2.0-or-later
// A row a phone, by its name or else its address, made from the tap's rows: of its sessions it
// tells the one with the worst finding, of several the latest. Rows live as long as the table,
// because the window keeps them; they move up as they become urgent.
#include "plugin/phones.h"

#include "core/bytes/keyed_hash.h"
#include "plugin/taps.h"

enum {
    COLUMN_URGENCY,
    COLUMN_DEVICE,
    COLUMN_MODEL,
    COLUMN_TYPE,
    COLUMN_ISSUER,
    COLUMN_SERVICE,
    COLUMN_VERDICT,
    COLUMN_OUTCOME,
    COLUMN_FINDINGS,
    COLUMN_FIRST,
    COLUMN_LAST,
    N_COLUMNS
};

enum { MAX_ROWS = 16 * 1024 }; // phones that are told; who comes later is not in the table

static stat_tap_table_item columns[N_COLUMNS] = {
    [COLUMN_URGENCY] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Urgency", "%-8s"},
    [COLUMN_DEVICE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Device", "%-16s"},
    [COLUMN_MODEL] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Model", "%-10s"},
    [COLUMN_TYPE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Type", "%-6s"},
    [COLUMN_ISSUER] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Issuer", "%-28s"},
    [COLUMN_SERVICE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Service", "%-10s"},
    [COLUMN_VERDICT] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Verdict", "%-12s"},
    [COLUMN_OUTCOME] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Outcome", "%-12s"},
    [COLUMN_FINDINGS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Findings", "%-40s"},
    [COLUMN_FIRST] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "First frame", "%u"},
    [COLUMN_LAST] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Last frame", "%u"},
};

// A phone's row. It is found by its name, and knows where in the table it stands.
typedef struct {
    stat_tap_table_item_type *items; // the table's
    unsigned place;
    int worst;                // severity of the session that is told; -1: no finding
    const PcWatched *session; // that is told; NULL: none since the table was reset
} Row;

static GHashTable *rows; // name -> Row
static GPtrArray *order; // of Row, as they stand in the table

static void begin(stat_tap_table_ui *ui)
{
    static const char title[] = "Phone certificates by phone";
    stat_tap_table *table = stat_tap_find_table(ui, title);
    if (table != NULL) {
        if (ui->stat_tap_reset_table_cb != NULL) {
            ui->stat_tap_reset_table_cb(table);
        }
        return;
    }
    g_clear_pointer(&rows, g_hash_table_unref);
    g_clear_pointer(&order, g_ptr_array_unref);
    rows = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    order = g_ptr_array_new_with_free_func(g_free);
    stat_tap_add_table(ui, stat_tap_init_table(title, N_COLUMNS, 0, NULL));
}

static void set_text(const Row *row, unsigned column, const char *text)
{
    stat_tap_table_item_type *item = &row->items[column];
    g_free(item->user_data.ptr_value);
    item->user_data.ptr_value = g_strdup(text != NULL ? text : "");
    item->value.string_value = item->user_data.ptr_value;
}

// row_of gives NULL where there is no more room.
static Row *row_of(stat_tap_table *table, const char *name)
{
    Row *row = g_hash_table_lookup(rows, name);
    if (row != NULL || order->len >= MAX_ROWS) {
        return row;
    }
    stat_tap_table_item_type items[N_COLUMNS] = {0};
    for (size_t i = 0; i < N_COLUMNS; i++) {
        items[i].type = columns[i].type;
    }
    row = g_new0(Row, 1);
    row->place = table->num_elements;
    row->worst = -1;
    stat_tap_init_table_row(table, row->place, N_COLUMNS, items);
    row->items = table->elements[row->place];
    for (unsigned i = 0; i < N_COLUMNS; i++) {
        if (columns[i].type == TABLE_ITEM_STRING) {
            set_text(row, i, i == COLUMN_DEVICE ? name : "");
        }
    }
    g_hash_table_insert(rows, g_strdup(name), row);
    g_ptr_array_add(order, row);
    return row;
}

static int worst_of(const PcJudgement *judgement)
{
    int worst = -1;
    for (unsigned i = 0; i < judgement->findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(judgement->findings, i);
        worst = MAX(worst, (int)finding->row->severity);
    }
    return worst;
}

// put makes a row stand at a place.
static void put(stat_tap_table *table, Row *row, unsigned place)
{
    row->place = place;
    table->elements[place] = row->items;
    g_ptr_array_index(order, place) = row;
}

static bool is_before(const Row *one, const Row *other)
{
    if (one->worst != other->worst) {
        return one->worst > other->worst;
    }
    return one->items[COLUMN_FIRST].value.uint_value < other->items[COLUMN_FIRST].value.uint_value;
}

// settle moves a row to where it belongs among the others, which are in order.
static void settle(stat_tap_table *table, Row *row)
{
    while (row->place > 0 && is_before(row, g_ptr_array_index(order, row->place - 1))) {
        put(table, g_ptr_array_index(order, row->place - 1), row->place);
        put(table, row, row->place - 1);
    }
    while (row->place + 1 < order->len &&
           is_before(g_ptr_array_index(order, row->place + 1), row)) {
        put(table, g_ptr_array_index(order, row->place + 1), row->place);
        put(table, row, row->place + 1);
    }
}

static void tell(Row *row, const PcWatched *session)
{
    const PcJudgement *judgement = session->judgement;
    const PcIdentity *identity = judgement->identity;
    const char *type = pc_type_name(judgement->type);
    g_autoptr(GString) findings = g_string_new(NULL);
    for (unsigned i = 0; i < judgement->findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(judgement->findings, i);
        g_string_append_printf(findings, "%s%s", i > 0 ? ", " : "", finding->row->id);
    }
    set_text(row, COLUMN_URGENCY, row->worst >= 0 ? pc_severity_name((PcSeverity)row->worst) : "-");
    set_text(row, COLUMN_MODEL, identity != NULL ? identity->model : NULL);
    set_text(row, COLUMN_TYPE,
             type != NULL ? type
                          : pc_client_certificate_name(session->handshake->client_certificate));
    set_text(row, COLUMN_ISSUER, identity != NULL ? identity->issuer : NULL);
    set_text(row, COLUMN_SERVICE, judgement->service.name);
    set_text(row, COLUMN_VERDICT, pc_verdict_name(judgement->trust.verdict));
    set_text(row, COLUMN_OUTCOME, pc_outcome_name(session->handshake->outcome));
    set_text(row, COLUMN_FINDINGS, findings->str);
}

static const char *name_of(const PcWatched *session)
{
    const PcIdentity *identity = session->judgement->identity;
    return identity != NULL && identity->device != NULL
               ? identity->device
               : pc_handshake_client(session->handshake)->address;
}

static tap_packet_status count(void *data, packet_info *pinfo, epan_dissect_t *edt,
                               const void *told, tap_flags_t flags)
{
    const stat_data_t *stat = data;
    const PcTapRow *told_row = told;
    const PcWatched *session = told_row->session;
    (void)edt;
    (void)flags;
    stat_tap_table *table = g_array_index(stat->stat_tap_data->tables, stat_tap_table *, 0);
    Row *row = row_of(table, name_of(session));
    if (row == NULL) {
        return TAP_PACKET_DONT_REDRAW;
    }
    int worst = worst_of(session->judgement);
    unsigned *first = &row->items[COLUMN_FIRST].value.uint_value;
    unsigned *last = &row->items[COLUMN_LAST].value.uint_value;
    *first = *first == 0 ? pinfo->num : MIN(*first, pinfo->num);
    *last = MAX(*last, pinfo->num);
    if (row->session == NULL || row->session == session || worst >= row->worst) {
        row->session = session;
        row->worst = worst;
        tell(row, session);
    }
    settle(table, row);
    return TAP_PACKET_REDRAW;
}

// Sessions end with their file, so that a row must not remember one beyond it.
static void reset(stat_tap_table *table)
{
    (void)table;
    for (unsigned i = 0; order != NULL && i < order->len; i++) {
        Row *row = g_ptr_array_index(order, i);
        row->session = NULL;
        row->worst = -1;
        row->items[COLUMN_FIRST].value.uint_value = 0;
        row->items[COLUMN_LAST].value.uint_value = 0;
        for (unsigned column = 0; column < N_COLUMNS; column++) {
            if (columns[column].type == TABLE_ITEM_STRING && column != COLUMN_DEVICE) {
                set_text(row, column, "");
            }
        }
    }
}

static void free_item(stat_tap_table *table, unsigned row, unsigned column,
                      stat_tap_table_item_type *item)
{
    (void)table;
    (void)row;
    if (columns[column].type == TABLE_ITEM_STRING) {
        item->value.string_value = NULL;
        g_clear_pointer(&item->user_data.ptr_value, g_free);
    }
}

void pc_phones_register(void)
{
    static stat_tap_table_ui ui = {
        .group = WSC_STAT_GROUP,
        .title = "Phone certificates by phone",
        .tap_name = "phonecert",
        .cli_string = "phonecert,phones",
        .stat_tap_init_cb = begin,
        .packet_func = count,
        .stat_tap_reset_table_cb = reset,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = N_COLUMNS,
        .fields = columns,
    };
    register_stat_tap_table_ui(&ui);
}
