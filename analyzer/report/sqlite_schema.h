// SPDX-License-Identifier: GPL-2.0-or-later
// The tables and views of the SQLite report (docs/json.md tells what the words mean).
#ifndef PHONECERT_ANALYZER_REPORT_SQLITE_SCHEMA_H
#define PHONECERT_ANALYZER_REPORT_SQLITE_SCHEMA_H

extern const char *const pc_sqlite_schema;

#endif
