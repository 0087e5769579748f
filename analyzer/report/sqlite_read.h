// SPDX-License-Identifier: GPL-2.0-or-later
// Reads sessions back from a database that the SQLite report made. It may be anybody's: only tables
// are read, nothing in it is run, and what is not there is unknown.
#ifndef PHONECERT_ANALYZER_REPORT_SQLITE_READ_H
#define PHONECERT_ANALYZER_REPORT_SQLITE_READ_H

#include "analyzer/report/session/session.h"

// pc_sqlite_is says whether the file at `path` begins as an SQLite database does (file format 1.3).
bool pc_sqlite_is(const char *path);

typedef struct {
    void (*session)(void *user, PcSession *session); // the session is the callee's
    void (*run)(void *user, const char *conditions); // what a run into it was made with, lent
    void *user;
} PcSqliteReader;

// pc_sqlite_read gives every session and every run of the database at `path`. False with `error`
// (message starts with the path) where it cannot be read to its end; what came before was given.
bool pc_sqlite_read(const char *path, const PcSqliteReader *reader, GError **error);

#endif
