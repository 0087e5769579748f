// SPDX-License-Identifier: GPL-2.0-or-later
// A list of phones becomes names. A table's column is found by its heading and, where no heading is
// one that is known, by the cell that looks like a device of CUCM's.
#include "core/files/phone_list.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/text.h"
#include "core/field/devices.h"
#include <string.h>

void pc_phone_list_free(PcPhoneList *list)
{
    if (list != NULL) {
        g_hash_table_unref(list->names);
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

static bool add_name(PcPhoneList *list, const char *cell)
{
    g_autofree char *upper = g_ascii_strup(cell, -1);
    g_autofree char *of_mac = name_of_mac(upper);
    char *name = of_mac != NULL ? g_steal_pointer(&of_mac) : g_steal_pointer(&upper);
    if (!is_name(name) || g_hash_table_size(list->names) >= PC_PHONE_LIST_MAX_NAMES) {
        g_free(name);
        return false;
    }
    g_hash_table_add(list->names, name);
    return true;
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

// column_of gives the column whose heading says that it holds names; -1: none says so.
static int column_of(const GPtrArray *cells)
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
    int column; // -1: no heading told
    bool is_first;
} Table;

// take_cells looks where the heading says, else for a cell that is a device, else takes a line of
// one cell for a name.
static bool take_cells(const Table *table, const GPtrArray *cells)
{
    if (table->column >= 0) {
        return (guint)table->column < cells->len &&
               add_name(table->list, g_ptr_array_index(cells, (guint)table->column));
    }
    for (guint i = 0; i < cells->len; i++) {
        if (is_device(g_ptr_array_index(cells, i))) {
            return add_name(table->list, g_ptr_array_index(cells, i));
        }
    }
    return cells->len == 1 && add_name(table->list, g_ptr_array_index(cells, 0));
}

static void take_line(Table *table, const char *line)
{
    if (table->is_first) {
        table->is_first = false;
        table->separator = separator_of(line);
        g_autoptr(GPtrArray) headings = cells_of(line, table->separator);
        table->column = column_of(headings);
        if (table->column >= 0) {
            return;
        }
    }
    g_autoptr(GPtrArray) cells = cells_of(line, table->separator);
    if (!take_cells(table, cells)) {
        table->list->n_unknown++;
    }
}

static void read_lines(PcPhoneList *list, const char *text)
{
    Table table = {list, ',', -1, true};
    while (*text != '\0') {
        const size_t len = strcspn(text, "\r\n");
        g_autofree char *line = g_strstrip(g_strndup(text, len));
        if (*line != '\0' && *line != '#') {
            take_line(&table, line);
        }
        text += len + (text[len] != '\0');
    }
}

// ---- RIS ----------------------------------------------------------------------------------------

typedef struct {
    PcPhoneList *list;
    unsigned devices; // how deep in elements of devices; nodes have names, too
    bool is_name;
    GString *text;
} Ris;

static const char *local_name(const char *element)
{
    const char *colon = strchr(element, ':');
    return colon != NULL ? &colon[1] : element;
}

static bool is_devices(const char *element)
{
    return g_ascii_strcasecmp(local_name(element), "CmDevices") == 0;
}

static void on_start(GMarkupParseContext *context, const char *element, const char **names,
                     const char **values, void *user, GError **error)
{
    Ris *ris = user;
    (void)context, (void)names, (void)values, (void)error;
    ris->devices += is_devices(element);
    ris->is_name = ris->devices > 0 && strcmp(local_name(element), "Name") == 0;
    g_string_truncate(ris->text, 0);
}

static void on_end(GMarkupParseContext *context, const char *element, void *user, GError **error)
{
    Ris *ris = user;
    (void)context, (void)error;
    if (ris->is_name && !add_name(ris->list, g_strstrip(ris->text->str))) {
        ris->list->n_unknown++;
    }
    ris->is_name = false;
    ris->devices -= is_devices(element) && ris->devices > 0;
}

static void on_text(GMarkupParseContext *context, const char *text, gsize len, void *user,
                    GError **error)
{
    const Ris *ris = user;
    (void)context, (void)error;
    if (ris->is_name && ris->text->len + len <= PC_PHONE_NAME_MAX_LEN) {
        g_string_append_len(ris->text, text, (gssize)len);
    }
}

static void read_ris(PcPhoneList *list, const char *text)
{
    static const GMarkupParser parser = {
        .start_element = on_start, .end_element = on_end, .text = on_text};
    Ris ris = {.list = list, .text = g_string_new(NULL)};
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &ris, NULL);
    if (!g_markup_parse_context_parse(context, text, (gssize)strlen(text), NULL)) {
        list->n_unknown++; // what stood before the fault counts
    }
    g_markup_parse_context_free(context);
    g_string_free(ris.text, TRUE);
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
    return g_utf8_make_valid((const char *)content.data, (gssize)content.len);
}

PcPhoneList *pc_phone_list_new(PcBytes content)
{
    PcPhoneList *list = g_new0(PcPhoneList, 1);
    list->names = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    if (content.len == 0 || content.len > PC_PHONE_LIST_MAX_LEN) {
        return list;
    }
    g_autofree char *text = text_of(content);
    const char *first = &text[strspn(text, " \t\r\n")];
    if (*first == '<') {
        read_ris(list, first);
    } else {
        read_lines(list, text);
    }
    return list;
}
