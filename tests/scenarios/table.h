// SPDX-License-Identifier: GPL-2.0-or-later
// scenarios.ini as values: the CAs that it defines and the scenarios, in the file's order.
#ifndef PHONECERT_TESTS_SCENARIOS_TABLE_H
#define PHONECERT_TESTS_SCENARIOS_TABLE_H

#include <glib.h>
#include <stdbool.h>

// Table is the file and the names of its groups.
typedef struct {
    GKeyFile *file;
    char **groups;
} Table;

// table_load reads the file; a file that cannot be read, a group that stands twice or a key that
// nobody knows ends the program with a sentence.
void table_load(const char *path, Table *table);
void table_clear(Table *table);

// table_is_ca says whether a group defines a CA ("CA name") and gives the name.
bool table_is_ca(const char *group, const char **name);

// table_text gives a value (owned by the caller), or NULL; table_words splits it at spaces.
char *table_text(const Table *table, const char *group, const char *key);
char **table_words(const Table *table, const char *group, const char *key);

// table_stores gives the names of the stores that a scenario sets up ("store NAME = ...").
char **table_stores(const Table *table, const char *group);

#endif
