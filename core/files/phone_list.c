// SPDX-License-Identifier: GPL-2.0-or-later
// A list of phones becomes names, with what the list knows of each. A table's columns are found by
// their headings and, where none is one that is known, names by the cell that looks like a device
// of CUCM's.
#include "core/files/phone_list.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/text.h"
#include "core/field/devices.h"
#include "core/files/phone_list_work.h"
#include <string.h>

static void clear_node(void *data)
{
    PcSilentNode *node = data;
    g_free(node->name);
    g_free(node->code);
}

void pc_phone_list_free(PcPhoneList *list)
{
    if (list != NULL) {
        g_ptr_array_unref(list->phones);
        g_hash_table_unref(list->rows);
        g_hash_table_unref(list->names);
        g_array_unref(list->silent);
        g_free(list);
    }
}

// ---- names --------------------------------------------------------------------------------------

// "0a:1b:2c:3d:4e:5f", "0a1b.2c3d.4e5f", "0A1B2C3D4E5F": the phone SEP0A1B2C3D4E5F. Caller frees.
static char *name_of_mac(const char *cell)
{
    g_autoptr(GString) digits = g_string_new(PC_SEP);
    for (const char *at = cell; *at != '\0'; at++) {
        if (g_ascii_isxdigit(*at)) {
            g_string_append_c(digits, g_ascii_toupper(*at));
        } else if (strchr(":.-", *at) == NULL) {
            return NULL;
        }
    }
    return digits->len == PC_SEP_LEN ? g_strdup(digits->str) : NULL;
}

// is_device says whether a cell can be nothing but a device: its form is one of CUCM's.
static bool is_device(const char *cell)
{
    return pc_device_is_sep(cell) || pc_device_ata_mac(cell) != NULL ||
           pc_device_is_jabber_name(cell);
}

static bool is_name(const char *cell)
{
    return strlen(cell) <= PC_PHONE_NAME_MAX_LEN && pc_text_is_word(cell);
}

PcListedPhone *pc_phone_list_name(PcPhoneList *list, const char *cell)
{
    g_autofree char *upper = g_ascii_strup(cell, -1);
    g_autofree char *of_mac = name_of_mac(upper);
    char *name = of_mac != NULL ? g_steal_pointer(&of_mac) : g_steal_pointer(&upper);
    if (!is_name(name) || g_hash_table_size(list->names) >= PC_PHONE_LIST_MAX_NAMES) {
        g_free(name);
        return NULL;
    }
    PcListedPhone *phone = g_hash_table_lookup(list->rows, name);
    if (phone != NULL) {
        g_free(name);
        return phone;
    }
    phone = g_new0(PcListedPhone, 1);
    phone->name = name;
    g_hash_table_add(list->names, name);
    g_hash_table_insert(list->rows, name, phone);
    g_ptr_array_add(list->phones, phone);
    return phone;
}

static void phone_free(void *data)
{
    PcListedPhone *phone = data;
    g_free(phone->model);
    g_free(phone->pool);
    g_free(phone->profile);
    g_free(phone->lsc_status);
    g_free(phone->lsc_issuer);
    g_free(phone->lsc_ends);
    g_free(phone->status);
    g_free(phone);
}

// ---- what is known of a phone -------------------------------------------------------------------

// The headings, in the order of slot_of.
static const char *const fields[] = {
    "model",         "device type",   "device model",
    "device pool",   "devicepool",    "device security profile",
    "lsc status",    "lsc issued by", "lsc expires",
    "lscvaliduntil", "status",
};

// field_of gives the index of a heading's field; -1: none.
static int field_of(const char *heading)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (g_ascii_strcasecmp(heading, fields[i]) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static char **slot_of(PcListedPhone *phone, size_t field)
{
    char **const slots[] = {&phone->model,      &phone->model,      &phone->model,
                            &phone->pool,       &phone->pool,       &phone->profile,
                            &phone->lsc_status, &phone->lsc_issuer, &phone->lsc_ends,
                            &phone->lsc_ends,   &phone->status};
    G_STATIC_ASSERT(G_N_ELEMENTS(slots) == G_N_ELEMENTS(fields));
    return slots[field];
}

// A moment as the lists have it: seconds since 1970, or a day (ISO 8601).
static void read_end(PcListedPhone *phone)
{
    enum { SECONDS_DIGITS = 9, DAY_LEN = 10 };
    char *end;
    const guint64 seconds = g_ascii_strtoull(phone->lsc_ends, &end, 10);
    if (*end == '\0' && end > phone->lsc_ends &&
        (seconds == 0 || end - phone->lsc_ends >= SECONDS_DIGITS) && seconds <= G_MAXINT32 * 4ULL) {
        phone->has_lsc_end = true;
        phone->lsc_end = (int64_t)seconds;
        return;
    }
    if (strlen(phone->lsc_ends) < DAY_LEN) {
        return;
    }
    g_autofree char *day = g_strndup(phone->lsc_ends, DAY_LEN);
    g_autofree char *iso = g_strconcat(day, "T00:00:00Z", NULL);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(iso, NULL);
    if (time != NULL) {
        phone->has_lsc_end = true;
        phone->lsc_end = g_date_time_to_unix(time);
    }
}

static void take_field(PcListedPhone *phone, int field, const char *cell)
{
    char **slot = slot_of(phone, (size_t)field);
    if (*slot != NULL || *cell == '\0') {
        return;
    }
    *slot = pc_text_clean(pc_bytes(cell, strlen(cell)), PC_PHONE_NAME_MAX_LEN);
    if (slot == &phone->lsc_ends) {
        read_end(phone);
    }
}

// ---- tables and lines ---------------------------------------------------------------------------

// cells_of cuts a line at its separator, with quotes as RFC 4180 has them (a cell within a line).
static GPtrArray *cells_of(const char *line, char separator)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) cell = g_string_new(NULL);
    bool is_quoted = false;
    for (const char *at = line; *at != '\0'; at++) {
        if (*at == '"' && is_quoted && at[1] == '"') {
            g_string_append_c(cell, *at++);
        } else if (*at == '"') {
            is_quoted = !is_quoted;
        } else if (*at == separator && !is_quoted) {
            g_ptr_array_add(cells, g_strstrip(g_strdup(cell->str)));
            g_string_truncate(cell, 0);
        } else {
            g_string_append_c(cell, *at);
        }
    }
    g_ptr_array_add(cells, g_strstrip(g_strdup(cell->str)));
    return cells;
}

static char separator_of(const char *line)
{
    static const char separators[] = ",;\t";
    for (size_t i = 0; separators[i] != '\0'; i++) {
        if (strchr(line, separators[i]) != NULL) {
            return separators[i];
        }
    }
    return separators[0];
}

int pc_phone_list_column(const GPtrArray *cells)
{
    static const char *const headings[] = {"device name", "device name(line)", "devicename", "name",
                                           "phone name"};
    for (guint i = 0; i < cells->len; i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(headings); k++) {
            if (g_ascii_strcasecmp(g_ptr_array_index(cells, i), headings[k]) == 0) {
                return (int)i;
            }
        }
    }
    return -1;
}

typedef struct {
    PcPhoneList *list;
    char separator;
    int column; // of names; -1: no heading tells
    bool is_first;
    GPtrArray *headings; // of the columns; where none were told, the first line's cells
    GArray *starts;      // of the columns, as `run sql` prints them; NULL: cells are separated
    char *last;          // the line before; NULL: none
} Table;

// named gives the phone of a row: where the heading says, else of a cell that is a device.
static PcListedPhone *named(PcPhoneList *list, int column, const GPtrArray *cells)
{
    if (column >= 0) {
        return (guint)column < cells->len
                   ? pc_phone_list_name(list, g_ptr_array_index(cells, (guint)column))
                   : NULL;
    }
    for (guint i = 0; i < cells->len; i++) {
        if (is_device(g_ptr_array_index(cells, i))) {
            return pc_phone_list_name(list, g_ptr_array_index(cells, i));
        }
    }
    return NULL;
}

PcListedPhone *pc_phone_list_row(PcPhoneList *list, const GPtrArray *headings, int column,
                                 const GPtrArray *cells)
{
    PcListedPhone *phone = named(list, column, cells);
    for (guint i = 0; phone != NULL && i < cells->len && i < headings->len; i++) {
        int field = field_of(g_ptr_array_index(headings, i));
        if (field >= 0) {
            take_field(phone, field, g_ptr_array_index(cells, i));
        }
    }
    return phone;
}

// A line of one cell, under no heading, is a name, whatever its form.
static bool take_cells(const Table *table, const GPtrArray *cells)
{
    return pc_phone_list_row(table->list, table->headings, table->column, cells) != NULL ||
           (table->column < 0 && cells->len == 1 &&
            pc_phone_list_name(table->list, g_ptr_array_index(cells, 0)) != NULL);
}

// "==== ===" under the names of columns: where each begins.
static GArray *column_starts(const char *line)
{
    if (line[strspn(line, "= ")] != '\0' || strstr(line, "===") == NULL) {
        return NULL;
    }
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (size_t i = 0; line[i] != '\0'; i++) {
        if (line[i] == '=' && (i == 0 || line[i - 1] == ' ')) {
            g_array_append_val(starts, i);
        }
    }
    return starts;
}

static GPtrArray *cells_at(const char *line, const GArray *starts)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    const size_t len = strlen(line);
    for (guint i = 0; i < starts->len; i++) {
        const size_t from = MIN(g_array_index(starts, size_t, i), len);
        const size_t to =
            i + 1 < starts->len ? MIN(g_array_index(starts, size_t, i + 1), len) : len;
        g_autofree char *cell = g_strndup(&line[from], to - from);
        char *valid = g_utf8_make_valid(cell, -1);
        g_ptr_array_add(cells, g_strstrip(valid));
    }
    return cells;
}

static void set_headings(Table *table, GPtrArray *headings)
{
    g_clear_pointer(&table->headings, g_ptr_array_unref);
    table->headings = headings;
    table->column = pc_phone_list_column(headings);
}

// take_rule takes the rule under the headings of `run sql`, whose echo was no part of the table.
static bool take_rule(Table *table, const char *line)
{
    GArray *starts = table->last != NULL ? column_starts(line) : NULL;
    if (starts == NULL) {
        return false;
    }
    g_clear_pointer(&table->starts, g_array_unref);
    table->starts = starts;
    set_headings(table, cells_at(table->last, starts));
    table->list->n_unknown = 0;
    return true;
}

static void take_line(Table *table, const char *line)
{
    if (take_rule(table, line)) {
        return;
    }
    if (table->is_first) {
        table->is_first = false;
        table->separator = separator_of(line);
        set_headings(table, cells_of(line, table->separator));
        if (table->column >= 0) {
            return;
        }
    }
    g_autoptr(GPtrArray) cells =
        table->starts != NULL ? cells_at(line, table->starts) : cells_of(line, table->separator);
    if (!take_cells(table, cells)) {
        table->list->n_unknown++;
    }
}

static void read_lines(PcPhoneList *list, const char *text)
{
    Table table = {list, ',', -1, true, NULL, NULL, NULL};
    while (*text != '\0') {
        const size_t len = strcspn(text, "\r\n");
        char *line = g_strchomp(g_strndup(text, len));
        if (line[strspn(line, " \t")] != '\0' && *line != '#') {
            take_line(&table, line);
        }
        g_free(table.last);
        table.last = line;
        text += len + (text[len] != '\0');
    }
    g_free(table.last);
    g_clear_pointer(&table.headings, g_ptr_array_unref);
    g_clear_pointer(&table.starts, g_array_unref);
}

// ---- the file -----------------------------------------------------------------------------------

// text_of gives UTF-8 of UTF-8 or UTF-16 with a byte order mark; what is neither is made valid.
static char *text_of(PcBytes content)
{
    static const uint8_t little[] = {0xff, 0xfe}, big[] = {0xfe, 0xff};
    if (pc_bytes_starts(content, little, sizeof little) ||
        pc_bytes_starts(content, big, sizeof big)) {
        char *text = g_convert((const char *)content.data, (gssize)content.len, "UTF-8", "UTF-16",
                               NULL, NULL, NULL);
        if (text == NULL) {
            text = g_strdup("");
        }
        return text;
    }
    pc_text_skip_mark(&content);
    if (content.len == 0) {
        return g_strdup(""); // its data may be NULL
    }
    return g_utf8_make_valid((const char *)content.data, (gssize)content.len);
}

// body_of passes over the heads of HTTP that `curl -i` prints before an answer.
static const char *body_of(const char *text)
{
    const char *at = &text[strspn(text, " \t\r\n")];
    while (g_str_has_prefix(at, "HTTP/")) {
        const char *end = strstr(at, "\r\n\r\n");
        end = end != NULL ? end : strstr(at, "\n\n");
        at = end != NULL ? &end[strspn(end, " \t\r\n")] : "";
    }
    return at;
}

PcPhoneList *pc_phone_list_new(PcBytes content)
{
    PcPhoneList *list = g_new0(PcPhoneList, 1);
    list->names = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    list->rows = g_hash_table_new(pc_hash_text, g_str_equal);
    list->phones = g_ptr_array_new_with_free_func(phone_free);
    list->silent = g_array_new(FALSE, FALSE, sizeof(PcSilentNode));
    g_array_set_clear_func(list->silent, clear_node);
    pc_phone_list_add(list, content);
    return list;
}

void pc_phone_list_add(PcPhoneList *list, PcBytes content)
{
    if (content.len == 0 || content.len > PC_PHONE_LIST_MAX_LEN) {
        return;
    }
    g_autofree char *text = text_of(content);
    const char *first = body_of(text);
    if (*first == '<') {
        pc_phone_list_xml(list, first);
    } else {
        read_lines(list, text);
    }
}

char *pc_phone_list_silence(const PcPhoneList *list)
{
    g_autoptr(GString) nodes = g_string_new(NULL);
    for (guint i = 0; i < list->silent->len; i++) {
        const PcSilentNode *node = &g_array_index(list->silent, PcSilentNode, i);
        g_string_append_printf(nodes, "%s%s (%s)", i > 0 ? ", " : "", node->name, node->code);
    }
    GString *text = g_string_new(NULL);
    if (nodes->len > 0) {
        g_string_append_printf(text,
                               "RIS gave no answer of node %s: what the list says of phones that "
                               "register there may be old, or missing",
                               nodes->str);
    }
    if (list->broken_line > 0) {
        g_string_append_printf(text,
                               "%san answer of RIS or AXL is not whole, or no XML any more in its "
                               "line %d: phones after that are not in the list",
                               nodes->len > 0 ? "; " : "", list->broken_line);
    }
    return g_string_free(text, text->len == 0);
}

// is_row_list says of the beginning of an answer of AXL whether its rows are devices.
static bool is_row_list(const char *xml)
{
    g_autoptr(PcPhoneList) list = pc_phone_list_new(pc_bytes(xml, strlen(xml)));
    for (guint i = 0; i < list->phones->len; i++) {
        const PcListedPhone *phone = g_ptr_array_index(list->phones, i);
        if (is_device(phone->name)) {
            return true;
        }
    }
    return false;
}

// names_columns says whether a line is the heading of a table of phones.
static bool names_columns(const GPtrArray *cells)
{
    bool knows_more = false;
    for (guint i = 0; i < cells->len; i++) {
        knows_more = knows_more || field_of(g_ptr_array_index(cells, i)) >= 0;
    }
    return pc_phone_list_column(cells) >= 0 && knows_more;
}

bool pc_phone_list_looks_like(PcBytes start)
{
    enum { LOOK_LEN = 64 * 1024, MAX_LINES = 8 };
    g_autofree char *text = text_of(pc_bytes_first(start, LOOK_LEN));
    if (*body_of(text) == '<') {
        return strstr(text, "CmDevices") != NULL ||
               (strstr(text, "executeSQLQueryResponse") != NULL && is_row_list(body_of(text)));
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", MAX_LINES + 1);
    for (size_t i = 0; i < MAX_LINES && lines[i] != NULL; i++) {
        g_autofree char *line = g_strchomp(g_strdup(lines[i]));
        g_autofree char *next = g_strchomp(g_strdup(lines[i + 1] != NULL ? lines[i + 1] : ""));
        GArray *starts = column_starts(next);
        g_autoptr(GPtrArray) cells =
            starts != NULL ? cells_at(line, starts) : cells_of(line, separator_of(line));
        g_clear_pointer(&starts, g_array_unref);
        if (names_columns(cells)) {
            return true;
        }
    }
    return false;
}
