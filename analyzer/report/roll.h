// SPDX-License-Identifier: GPL-2.0-or-later
// PcRoll sets a list of all phones beside what the captures show of them: seen and fine, seen and
// failing, not seen; by model, by device pool, by what CUCM knows of the LSC and by how RIS says
// that they are registered.
#ifndef PHONECERT_ANALYZER_REPORT_ROLL_H
#define PHONECERT_ANALYZER_REPORT_ROLL_H

#include "analyzer/report/csv_row.h"
#include "analyzer/report/estate/estate.h"
#include "analyzer/report/json.h"
#include "analyzer/report/text/layout.h"
#include "core/files/phone_list.h"

// pc_roll_text sets it; _html appends it as a chapter, _json as an object, _csv as rows, one a
// phone of the list. `list` NULL: nothing (a null).
void pc_roll_text(PcLayout *layout, const PcPhoneList *list, const PcEstate *estate);
void pc_roll_html(GString *out, const PcPhoneList *list, const PcEstate *estate);
void pc_roll_json(PcJson *json, const char *key, const PcPhoneList *list, const PcEstate *estate);
void pc_roll_csv(PcCsvRow *row, const PcPhoneList *list, const PcEstate *estate);

#endif
