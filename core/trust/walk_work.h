// SPDX-License-Identifier: GPL-2.0-or-later
// PcWalk is one run of OpenSSL's path validation, which path.c makes and in which revocation.c
// checks CRLs. Private to core/trust/.
#ifndef PHONECERT_CORE_TRUST_WALK_WORK_H
#define PHONECERT_CORE_TRUST_WALK_WORK_H

#include "core/trust/work.h"

typedef struct {
    PcPath *path;
    int64_t time;
    int broken_crl_depth; // the CRL for this depth cannot be believed; -1 none
    X509_CRL *crl;        // the one that OpenSSL spoke of last, lent by it
    X509_CRL *checked;    // instead of which OpenSSL checks a shorter one now; NULL: none
} PcWalk;

// pc_walk_of gives the run that a context belongs to; NULL: OpenSSL made the context itself, for
// the path of who signed a CRL. pc_walk_store gives the store of both.
PcWalk *pc_walk_of(const X509_STORE_CTX *context);
const PcStore *pc_walk_store(const X509_STORE_CTX *context);

// pc_revocation_add has `openssl` look into the CRLs of a store, whose signatures it remembers.
void pc_revocation_add(X509_STORE *openssl, PcStore *store);

#endif
