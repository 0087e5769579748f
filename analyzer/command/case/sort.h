// SPDX-License-Identifier: GPL-2.0-or-later
// PcCase turns what a customer sent into its parts: each file, by its content, is of one of a table
// of kinds, which says what a scan takes it for.
#ifndef PHONECERT_ANALYZER_COMMAND_CASE_SORT_H
#define PHONECERT_ANALYZER_COMMAND_CASE_SORT_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    PC_CASE_EMPTY,         // nothing in it, or it cannot be read
    PC_CASE_CAPTURE,       // read by scan
    PC_CASE_REPORT,        // ndjson of an earlier scan
    PC_CASE_TRUST_LIST,    // CTL or ITL: a basis of its own
    PC_CASE_STORE,         // certificates whose place or name tells a known store
    PC_CASE_CERTIFICATE,   // certificates that tell none
    PC_CASE_PRIVATE_KEY,   // and no certificate
    PC_CASE_KEYS,          // a key log (NSS format)
    PC_CASE_PHONES,        // a list of CUCM's phones
    PC_CASE_CONFIGURATION, // of a phone, as TFTP has it
    PC_CASE_ENCRYPTED,     // a phone's configuration that only the phone can read
    PC_CASE_LOCKED,        // PKCS#12 that no password opened
    PC_CASE_LOG,           // some line of it is understood
    PC_CASE_TEXT,          // no line is
    PC_CASE_OTHER,
    PC_CASE_N_KINDS,
} PcCaseKind;

typedef struct {
    char *path;
    PcCaseKind kind;
    char *store; // of PC_CASE_STORE
    // Of PC_CASE_LOG: it shows certificates below `show cert trust STORE/FILE`, below `show cert
    // own CAPF`, and below `show cert own` of another unit.
    bool shows_stores, shows_capf, shows_own;
} PcCasePart;

// pc_case_kind_name gives what a kind is called in a report: "captures".
const char *pc_case_kind_name(PcCaseKind kind);

// pc_case_sort looks into the first MiB of every file that the arguments name, in folders and
// archives too. What cannot be read is told to `errors` (char *, starting with the path). Gives a
// GPtrArray of PcCasePart in the order of the files.
GPtrArray *pc_case_sort(char *const *arguments, GPtrArray *errors);

#endif
