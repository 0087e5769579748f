// SPDX-License-Identifier: GPL-2.0-or-later
// What the readers of a list of phones share: rows become phones of a PcPhoneList.
#ifndef PHONECERT_CORE_FILES_PHONE_LIST_WORK_H
#define PHONECERT_CORE_FILES_PHONE_LIST_WORK_H

#include "core/files/phone_list.h"

enum { PC_PHONE_LIST_MAX_NODES = 64 }; // that are told as silent

// pc_phone_list_name gives the phone of that name, which is added; NULL where it is no name.
PcListedPhone *pc_phone_list_name(PcPhoneList *list, const char *cell);

// pc_phone_list_column gives the column whose heading says that it holds names; -1: none says so.
int pc_phone_list_column(const GPtrArray *headings);

// pc_phone_list_row takes a row under its headings (of char *), with the column of names among them
// (-1: a cell that is a device): its phone, NULL where it has none.
PcListedPhone *pc_phone_list_row(PcPhoneList *list, const GPtrArray *headings, int column,
                                 const GPtrArray *cells);

// pc_phone_list_xml reads an answer of RIS or of AXL, which begins with "<".
void pc_phone_list_xml(PcPhoneList *list, const char *text);

#endif
