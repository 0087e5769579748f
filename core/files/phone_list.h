// SPDX-License-Identifier: GPL-2.0-or-later
// Devices out of what CUCM gives of its phones, with what it knows of each: the CSV of its bulk
// export or of Find and List, the table that `run sql` prints, answers of AXL (executeSQLQuery) and
// of RIS (selectCmDevice), or one name a line.
#ifndef PHONECERT_CORE_FILES_PHONE_LIST_H
#define PHONECERT_CORE_FILES_PHONE_LIST_H

#include "core/bytes/bytes.h"
#include <glib.h>

enum {
    PC_PHONE_LIST_MAX_LEN = 256 * 1024 * 1024, // bytes of a file
    PC_PHONE_LIST_MAX_NAMES = 2 * 1024 * 1024,
    PC_PHONE_NAME_MAX_LEN = 128, // CUCM's own limit
};

// PcListedPhone is one of them: texts as they stand in the list, NULL where it does not say.
typedef struct {
    const char *name; // lent by `names`
    char *model, *pool, *profile, *lsc_status, *lsc_issuer, *lsc_ends, *status;
    bool has_lsc_end;
    int64_t lsc_end;      // seconds since 1970 UTC, of `lsc_ends` where it can be read; 0: no LSC
    uint64_t status_time; // seconds since 1970 UTC of `status`; 0: not told
} PcListedPhone;

// PcSilentNode is a node of which RIS has no answer: its name, and RIS's own word (ReturnCode).
typedef struct {
    char *name, *code;
} PcSilentNode;

// PcPhoneList: strings are owned.
typedef struct {
    GHashTable *names;  // of char *, upper case
    GPtrArray *phones;  // of PcListedPhone, in order
    GHashTable *rows;   // name to PcListedPhone
    GArray *silent;     // of PcSilentNode
    unsigned n_unknown; // lines or items that name no device
    int broken_line; // of an answer of RIS or AXL: where it ends too early or is no XML; 0: nowhere
} PcPhoneList;

// pc_phone_list_looks_like says of a file's beginning whether it is a list of CUCM's: a heading
// names the devices and another of what is known of them, or it is an answer of RIS, or of AXL with
// devices in its rows. One name a line it does not take for one.
bool pc_phone_list_looks_like(PcBytes start);

// pc_phone_list_new reads a file's content, UTF-8 or UTF-16; never NULL. Names count once.
PcPhoneList *pc_phone_list_new(PcBytes content);
// pc_phone_list_add reads another file into the same list: what the first says of a phone stays,
// but of two statuses of RIS the newer one counts.
void pc_phone_list_add(PcPhoneList *list, PcBytes content);

// pc_phone_list_silence says in a sentence what is missing in it: which nodes RIS had no answer of,
// that an answer is not whole, and what that means. NULL: nothing. Caller frees.
char *pc_phone_list_silence(const PcPhoneList *list);

void pc_phone_list_free(PcPhoneList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcPhoneList, pc_phone_list_free)

#endif
