// SPDX-License-Identifier: GPL-2.0-or-later
// Cells become a row: quoted where they must be, and never a formula.
#include "analyzer/report/csv_row.h"

#include "analyzer/report/display.h"
#include <string.h>

// What parts cells in some locale: a reader that takes another one than was written sees a cell
// begin after it.
static const char separators[] = ",;\t|";

// is_formula_sign tells what begins a formula: ASCII, and the full-width forms that some
// spreadsheets take for the same.
static bool is_formula_sign(const char *at)
{
    static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_prefix(at, signs[i])) {
            return true;
        }
    }
    return false;
}

// disarmed puts an apostrophe before whatever would begin a formula, at the beginning of the text
// and behind anything that parts cells. Caller frees.
static char *disarmed(const char *text)
{
    GString *out = g_string_new(NULL);
    bool begins = true; // a cell, for some reader
    for (const char *at = text; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
        if (begins && is_formula_sign(at)) {
            g_string_append_c(out, '\'');
        }
        g_string_append_len(out, at, g_utf8_find_next_char(at, NULL) - at);
        begins = strchr(separators, *at) != NULL || (begins && (*at == ' ' || *at == '"'));
    }
    return g_string_free(out, FALSE);
}

static void begin_cell(PcCsvRow *row)
{
    if (row->has_cell) {
        g_string_append_c(row->out, row->separator);
    }
    row->has_cell = true;
}

void pc_csv_add(PcCsvRow *row, const char *text)
{
    begin_cell(row);
    if (text == NULL || text[0] == '\0') {
        return;
    }
    // A tab at the beginning would be gone once the text is made safe.
    bool is_sign = is_formula_sign(text);
    g_autofree char *shown = pc_display_text(text);
    g_autofree char *safe = disarmed(shown);
    bool is_disarmed = is_sign || strcmp(safe, shown) != 0;
    if (!is_disarmed && strpbrk(safe, "\"") == NULL && strpbrk(safe, separators) == NULL) {
        g_string_append(row->out, safe);
        return;
    }
    g_string_append(row->out, is_sign && safe[0] != '\'' ? "\"'" : "\"");
    for (const char *at = safe; *at != '\0'; at++) {
        if (*at == '"') {
            g_string_append_c(row->out, '"');
        }
        g_string_append_c(row->out, *at);
    }
    g_string_append_c(row->out, '"');
}

void pc_csv_end(PcCsvRow *row)
{
    g_string_append(row->out, "\r\n");
    row->has_cell = false;
}
