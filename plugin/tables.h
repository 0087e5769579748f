// SPDX-License-Identifier: GPL-2.0-or-later
// The preferences that are tables (UATs): trust stores, LSC issuers and services. A row is three
// texts, whatever the table.
#ifndef PHONECERT_PLUGIN_TABLES_H
#define PHONECERT_PLUGIN_TABLES_H

#include "plugin/ws_compat.h"

enum { PC_TABLE_CELLS = 3 };

typedef enum {
    PC_TABLE_STORES,      // name, path
    PC_TABLE_LSC_ISSUERS, // name of a CA or path of its certificate, "CAPF" or "External"
    PC_TABLE_SERVICES,    // port, service, store or ""
    PC_N_TABLES,
} PcTableId;

// PcTableRow: texts are owned by the table, never NULL once checked.
typedef struct {
    char *cell[PC_TABLE_CELLS];
} PcTableRow;

// pc_tables_register adds the tables to the preferences; `changed` is called after every edit.
void pc_tables_register(module_t *module, void (*changed)(void));

// pc_table_rows lends the rows of a table until the next edit.
const PcTableRow *pc_table_rows(PcTableId id, unsigned *n_rows);

// pc_table_service_text writes a row of PC_TABLE_SERVICES as PORT=SERVICE[:STORE]; caller frees.
char *pc_table_service_text(const PcTableRow *row);

#endif
