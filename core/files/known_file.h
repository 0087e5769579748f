// SPDX-License-Identifier: GPL-2.0-or-later
// Files of a customer's case that some verb cannot use: what they are, and what reads them.
#ifndef PHONECERT_CORE_FILES_KNOWN_FILE_H
#define PHONECERT_CORE_FILES_KNOWN_FILE_H

#include "core/bytes/bytes.h"

typedef enum {
    PC_FILE_OTHER,
    PC_FILE_ENCRYPTED_CONFIG, // SEP....cnf.xml.enc.sgn
    PC_FILE_SIGNED_CONFIG,    // SEP....cnf.xml.sgn
    PC_FILE_TRUST_LIST,       // CTL, ITL
    PC_FILE_PKCS12,
} PcFileKind;

enum { PC_KNOWN_FILE_LEN = 4096 }; // bytes of a file's beginning that tell

// pc_known_file tells a kind by a file's first bytes.
PcFileKind pc_known_file(PcBytes start);

// pc_known_file_text says what a kind is and what to do with it, to stand behind "PATH: "; NULL for
// OTHER.
const char *pc_known_file_text(PcFileKind kind);

#endif
