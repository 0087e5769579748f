// SPDX-License-Identifier: GPL-2.0-or-later
// A scenario's "trust list" words become an unsigned ITL file.
#ifndef PHONECERT_TESTS_SCENARIOS_TRUST_LIST_FILE_H
#define PHONECERT_TESTS_SCENARIOS_TRUST_LIST_FILE_H

#include "tests/scenarios/field.h"

// trust_list_file makes the file of entries such as "CAPF:capf CCM:callmanager"; caller unrefs.
GBytes *trust_list_file(Field *field, char *const *entries);

#endif
