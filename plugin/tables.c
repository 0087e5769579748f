// SPDX-License-Identifier: GPL-2.0-or-later
// Registers the tables and checks each row when it is entered, so that a wrong one is refused with
// a sentence in the dialog, and on tshark's standard error.
#include "plugin/tables.h"

#include "core/certificate/issuer.h"
#include "core/judge/service.h"

typedef struct {
    PcTableRow *rows;
    unsigned n_rows;
} Table;

static Table tables[PC_N_TABLES];

// ---- cells: one function for all, told by its data which one --------------------------------

static unsigned cell_index(const void *data)
{
    return GPOINTER_TO_UINT(data);
}

static void set_cell(void *record, const char *text, unsigned len, const void *data,
                     const void *unused)
{
    PcTableRow *row = record;
    char **cell = &row->cell[cell_index(data)];
    (void)unused;
    g_free(*cell);
    *cell = g_strndup(text != NULL ? text : "", len);
    g_strstrip(*cell);
}

static void show_cell(void *record, char **text, unsigned *len, const void *data,
                      const void *unused)
{
    const PcTableRow *row = record;
    const char *cell = row->cell[cell_index(data)];
    (void)unused;
    *text = g_strdup(cell != NULL ? cell : "");
    *len = (unsigned)strlen(*text);
}

static void *copy_row(void *to, const void *from, size_t len)
{
    PcTableRow *copy = to;
    const PcTableRow *row = from;
    (void)len;
    for (size_t i = 0; i < PC_TABLE_CELLS; i++) {
        copy->cell[i] = g_strdup(row->cell[i] != NULL ? row->cell[i] : "");
    }
    return to;
}

static void free_row(void *record)
{
    PcTableRow *row = record;
    for (size_t i = 0; i < PC_TABLE_CELLS; i++) {
        g_clear_pointer(&row->cell[i], g_free);
    }
}

// ---- checks -------------------------------------------------------------------------------

static bool is_empty(const PcTableRow *row, size_t cell)
{
    return row->cell[cell] == NULL || row->cell[cell][0] == '\0';
}

static WscBool check_store(void *record, char **error)
{
    const PcTableRow *row = record;
    if (is_empty(row, 0)) {
        *error = g_strdup("A trust store needs a name, such as CallManager-trust.");
    } else if (is_empty(row, 1) || !g_file_test(row->cell[1], G_FILE_TEST_EXISTS)) {
        *error = g_strdup_printf("%s: no such file or folder for trust store %s.",
                                 is_empty(row, 1) ? "(empty)" : row->cell[1], row->cell[0]);
    }
    return *error == NULL;
}

static WscBool check_issuer(void *record, char **error)
{
    const PcTableRow *row = record;
    if (is_empty(row, 0)) {
        *error = g_strdup("An LSC issuer is a name (CN=...) or the path of a certificate.");
        return false;
    }
    if (!is_empty(row, 1) && strcmp(row->cell[1], "CAPF") != 0 &&
        strcmp(row->cell[1], "External") != 0) {
        *error = g_strdup_printf("%s: an LSC issuer is of kind CAPF or External.", row->cell[1]);
        return false;
    }
    if (g_path_is_absolute(row->cell[0])) {
        if (!g_file_test(row->cell[0], G_FILE_TEST_IS_REGULAR)) {
            *error = g_strdup_printf("%s: no such certificate file.", row->cell[0]);
        }
        return *error == NULL;
    }
    g_autoptr(PcIssuers) trial = pc_issuers_new();
    g_autoptr(GError) wrong = NULL;
    if (!pc_issuers_declare_name(trial, row->cell[0], PC_ISSUER_TAG_EXTERNAL, &wrong)) {
        *error = g_strdup(wrong->message);
    }
    return *error == NULL;
}

char *pc_table_service_text(const PcTableRow *row)
{
    bool store = !is_empty(row, 2);
    return g_strdup_printf("%s=%s%s%s", is_empty(row, 0) ? "" : row->cell[0],
                           is_empty(row, 1) ? "" : row->cell[1], store ? ":" : "",
                           store ? row->cell[2] : "");
}

static WscBool check_service(void *record, char **error)
{
    g_autoptr(PcServices) trial = pc_services_new();
    g_autoptr(GError) wrong = NULL;
    g_autofree char *text = pc_table_service_text(record);
    if (!pc_services_add(trial, text, &wrong)) {
        *error = g_strdup(wrong->message);
    }
    return *error == NULL;
}

// ---- registration -------------------------------------------------------------------------

// Which of its three data a callback is given differs between the dialog, the file and the command
// line, so all of them are the cell's index.
#define CELL(index, name, title, mode, help)                                                       \
    {                                                                                              \
        name, title, mode, {NULL, set_cell, show_cell},                                            \
            {GUINT_TO_POINTER(index), GUINT_TO_POINTER(index), GUINT_TO_POINTER(index)},           \
            GUINT_TO_POINTER(index), help, NULL                                                    \
    }

static uat_field_t store_cells[] = {
    CELL(0, "name", "Trust store", PT_TXTMOD_STRING,
         "CallManager-trust, CAPF-trust, dot1x, vpn, or the store of a service of yours"),
    CELL(1, "path", "File or folder", PT_TXTMOD_DIRECTORYNAME,
         "A certificate file, a CTL or ITL file, or a folder of such files"),
    UAT_END_FIELDS,
};

static uat_field_t issuer_cells[] = {
    CELL(0, "issuer", "Issuer", PT_TXTMOD_STRING,
         "Name of a CA that signs LSCs (CN=...), or the path of its certificate"),
    CELL(1, "kind", "Kind", PT_TXTMOD_STRING, "CAPF or External"),
    UAT_END_FIELDS,
};

static uat_field_t service_cells[] = {
    CELL(0, "port", "Port", PT_TXTMOD_STRING, "Port of the server"),
    CELL(1, "service", "Service", PT_TXTMOD_STRING, "Name of the service"),
    CELL(2, "store", "Trust store", PT_TXTMOD_STRING,
         "Name of the store that judges the phone's certificate; may be empty"),
    UAT_END_FIELDS,
};

static const struct {
    const char *name; // of the preference
    const char *title;
    const char *file; // in the profile
    const char *help;
    uat_field_t *cells;
    uat_update_cb_t check;
} rows[PC_N_TABLES] = {
    [PC_TABLE_STORES] = {"stores", "Trust stores", "phonecert_stores",
                         "Trust stores that do not lie below the trust folder, or add to it",
                         store_cells, check_store},
    [PC_TABLE_LSC_ISSUERS] = {"lsc_issuers", "LSC issuers", "phonecert_lsc_issuers",
                              "CAs that sign LSCs besides the cluster's CAPF", issuer_cells,
                              check_issuer},
    [PC_TABLE_SERVICES] = {"services", "Services", "phonecert_services",
                           "Ports of phone services that are not the usual ones", service_cells,
                           check_service},
};

void pc_tables_register(module_t *module, void (*changed)(void))
{
    for (size_t i = 0; i < PC_N_TABLES; i++) {
        uat_t *uat = uat_new(rows[i].title, sizeof(PcTableRow), rows[i].file, true, &tables[i].rows,
                             &tables[i].n_rows, UAT_AFFECTS_DISSECTION, NULL, copy_row,
                             rows[i].check, free_row, changed, NULL, rows[i].cells);
        prefs_register_uat_preference(module, rows[i].name, rows[i].title, rows[i].help, uat);
    }
}

const PcTableRow *pc_table_rows(PcTableId id, unsigned *n_rows)
{
    *n_rows = tables[id].n_rows;
    return tables[id].rows;
}
