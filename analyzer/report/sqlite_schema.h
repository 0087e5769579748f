// SPDX-License-Identifier: GPL-2.0-or-later
// The tables and views of the SQLite report (docs/json.md tells what the words mean).
#ifndef PHONECERT_ANALYZER_REPORT_SQLITE_SCHEMA_H
#define PHONECERT_ANALYZER_REPORT_SQLITE_SCHEMA_H

#define PC_SQLITE_VERSION 3
// A new column of the table of fields is a new version: older programs leave such a database alone.
// pc_sqlite_schema makes what is not there yet, in PC_SQLITE_VERSION. pc_sqlite_from_version_1
// comes before it on a file of version 1, in which an event could stand in the place of a
// handshake.
extern const char *const pc_sqlite_schema;
extern const char *const pc_sqlite_from_version_1;

#endif
