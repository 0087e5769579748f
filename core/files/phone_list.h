// SPDX-License-Identifier: GPL-2.0-or-later
// Names of devices out of what CUCM gives of its phones: the CSV of its bulk export or of Find and
// List, an answer of RIS (XML), or one name a line.
#ifndef PHONECERT_CORE_FILES_PHONE_LIST_H
#define PHONECERT_CORE_FILES_PHONE_LIST_H

#include "core/bytes/bytes.h"
#include <glib.h>

enum {
    PC_PHONE_LIST_MAX_LEN = 256 * 1024 * 1024, // bytes of a file
    PC_PHONE_LIST_MAX_NAMES = 2 * 1024 * 1024,
    PC_PHONE_NAME_MAX_LEN = 128, // CUCM's own limit
};

// PcPhoneList: strings are owned.
typedef struct {
    GHashTable *names;  // of char *, upper case
    unsigned n_unknown; // lines or items that name no device
} PcPhoneList;

// pc_phone_list_new reads a file's content, UTF-8 or UTF-16; never NULL. Names count once.
PcPhoneList *pc_phone_list_new(PcBytes content);
void pc_phone_list_free(PcPhoneList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcPhoneList, pc_phone_list_free)

#endif
