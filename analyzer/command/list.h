// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a list of phones (--phones), compressed or not, also out of an archive.
#ifndef PHONECERT_ANALYZER_COMMAND_LIST_H
#define PHONECERT_ANALYZER_COMMAND_LIST_H

#include "core/files/phone_list.h"

// pc_list_read reads all of `paths` (NULL-terminated) into one list. NULL with `error` (starting
// with the path) if one cannot be read or names no phone.
PcPhoneList *pc_list_read(char *const *paths, GError **error);

#endif
