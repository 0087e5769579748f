// SPDX-License-Identifier: GPL-2.0-or-later
// The tables and views of the SQLite report (docs/json.md tells what the words mean), and how an
// older database gets them.
#ifndef PHONECERT_ANALYZER_REPORT_SQLITE_SCHEMA_H
#define PHONECERT_ANALYZER_REPORT_SQLITE_SCHEMA_H

#include <sqlite3.h>

// A new column, of the table of fields too, is a new version: older programs leave such a database
// alone.
enum { PC_SQLITE_VERSION = 4 };

// pc_sqlite_make_schema makes in an open transaction what is not there yet. Gives SQLite's code;
// where the database is not one that can be added to, SQLITE_OK and the reason in `refusal`, which
// the caller frees.
int pc_sqlite_make_schema(sqlite3 *database, char **refusal);

// pc_sqlite_settle says, when all sessions are in, whose the clients without a name are.
int pc_sqlite_settle(sqlite3 *database);

#endif
