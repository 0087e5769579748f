// SPDX-License-Identifier: GPL-2.0-or-later
// PcCsvRow writes rows of a table (RFC 4180) for spreadsheets.
#ifndef PHONECERT_ANALYZER_REPORT_CSV_ROW_H
#define PHONECERT_ANALYZER_REPORT_CSV_ROW_H

#include <glib.h>
#include <stdbool.h>

// PcCsvRow is a row as it grows.
typedef struct {
    GString *out;
    char separator;
    bool has_cell;
} PcCsvRow;

// pc_csv_add adds a cell; one that a spreadsheet would take for a formula is disarmed by an
// apostrophe in front. NULL is an empty one.
void pc_csv_add(PcCsvRow *row, const char *text);
void pc_csv_end(PcCsvRow *row);

#endif
