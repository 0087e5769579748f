// SPDX-License-Identifier: GPL-2.0-or-later
// CTL and ITL files as CUCM makes them, signed by a key of our own: header, records, padding.
#ifndef PHONECERT_CAPTURES_MAKE_TRUST_LIST_H
#define PHONECERT_CAPTURES_MAKE_TRUST_LIST_H

#include "captures/make/certificate.h"

// MkListRole is what a record's certificate is there for.
typedef enum MkListRole {
    MK_ROLE_SAST = 0,
    MK_ROLE_CCM = 1,
    MK_ROLE_CCM_TFTP = 2,
    MK_ROLE_TFTP = 3,
    MK_ROLE_CAPF = 4,
    MK_ROLE_APP_SERVER = 7,
    MK_ROLE_TVS = 21,
} MkListRole;

// MkListRecord is one record. Pointers are borrowed.
typedef struct MkListRecord {
    MkListRole role;
    X509 *certificate;
    const char *dns_name;
} MkListRecord;

// MkTrustList says everything of a file. Pointers are borrowed; the signer's key is RSA.
typedef struct MkTrustList {
    const char *file_name;
    const MkCredential *signer; // a record of its certificate comes first, with role SAST
    unsigned digest;            // 1 SHA-1, 2 SHA-256, 3 SHA-512
    int64_t made_at;            // seconds since the epoch
    const MkListRecord *records;
    size_t n_records;
} MkTrustList;

// mk_trust_list gives the file. The caller unrefs it.
GBytes *mk_trust_list(const MkTrustList *list);

// mk_signed_file gives a .sgn file: the same header (the list's records are left out), and after it
// `content`. The caller unrefs it.
GBytes *mk_signed_file(const MkTrustList *list, const char *content);

#endif
