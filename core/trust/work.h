// SPDX-License-Identifier: GPL-2.0-or-later
// What the stores (trust.c), OpenSSL's path validation (path.c), its short way (shortcut.c), trust
// lists (lists.c), moments.c and the sentences (words.c) share. Private to core/trust/.
#ifndef PHONECERT_CORE_TRUST_WORK_H
#define PHONECERT_CORE_TRUST_WORK_H

#include "core/trust/trust.h"
#include <openssl/x509.h>

// PcStore is one trust store. `openssl`, `moments` and `ways` are made at the first questions after
// a change.
typedef struct {
    char *name;
    GPtrArray *certificates; // of PcCertificate, each once
    GPtrArray *crls;         // of PcCrl, each once
    GHashTable *known;       // the fingerprints of the certificates, lent by them
    GHashTable *known_crls;  // the DER of the CRLs (GBytes, lent by them)
    size_t crls_len;         // of the CRLs, in bytes
    bool is_list;            // the anchors of trust lists: they need no root above them
    X509_STORE *openssl;     // NULL: not made yet, nor what stands below
    X509_STORE_CTX_check_crl_fn check_crl; // OpenSSL's own
    GHashTable *by_name;                   // named.c's
    GHashTable *crls_by_name;              // the same
    GArray *moments; // of int64_t, sorted: when something here begins or ends to be valid
    GArray *ways;    // shortcut.c's; NULL: none
} PcStore;

typedef struct PcKnownLists PcKnownLists; // lists.c

struct PcTrust {
    OSSL_LIB_CTX *library;
    PcTrustPolicy policy;
    GHashTable *stores; // name -> PcStore
    GPtrArray *names;   // of the stores, sorted; lent by the table
    PcKnownLists *lists;
    PcStore *from_lists;    // CAPF entries of the lists that were given
    GHashTable *of_fetched; // pc_trust_lists_key -> PcStore: those of what a device fetched, too
    unsigned n_changes;
};

// Certificates of one name whose keys are tried; a CA that was made anew each year has fewer in its
// lifetime.
enum { PC_PATH_MAX_CANDIDATES = 32 };

// CRLs of one issuer that a path is held against: the newest. OpenSSL takes the best of them.
enum { PC_PATH_MAX_CRLS = 64 };

// PcDefect is one thing that is wrong with a path: which certificate, how far above the leaf, and
// OpenSSL's number for it (0 where the check is ours).
typedef struct {
    PcReason why;
    X509 *at;  // lent by the path; NULL: the leaf
    int depth; // 0 is the leaf
    int code;  // X509_V_ERR_*
} PcDefect;

// PcPath is what one validation found. `chain` is owned; everything in `worst` is lent by it or by
// the caller's chain.
typedef struct {
    STACK_OF(X509) * chain; // as OpenSSL built it, leaf first
    PcDefect worst;         // why PC_REASON_TRUSTED: nothing is wrong
    X509_NAME *missing;     // the name that the store lacks, lent; NULL: none
    int64_t revoked_at;     // seconds since 1970 UTC
} PcPath;

PcKnownLists *pc_known_lists_new(void);
void pc_known_lists_free(PcKnownLists *known);
// pc_known_lists_add takes a reference where the list is new; false where its content is known.
// pc_known_lists_add_fetched takes one that a phone asked for by a name, if the account has room.
bool pc_known_lists_add(PcKnownLists *known, PcTrustList *list);
void pc_known_lists_add_fetched(PcKnownLists *known, PcTrustList *list, const char *fetched_as,
                                PcAccount *account);
// pc_known_lists_none_fetched says that no phone's list is known: a quick answer.
bool pc_known_lists_none_fetched(const PcKnownLists *known);
// pc_known_lists_fetched adds the lists that this device, or any, fetched (PcTrustList, lent).
void pc_known_lists_fetched(const PcKnownLists *known, const char *device, GPtrArray *lists);
// pc_known_lists_copy fills an empty one.
void pc_known_lists_copy(const PcKnownLists *from, PcKnownLists *to);

// pc_path_openssl_store makes the object that OpenSSL validates by; the store owns it.
X509_STORE *pc_path_openssl_store(const PcTrust *trust, PcStore *store);

// pc_path_validate validates `chain` by `store` (whose `openssl` is made) at `time`.
void pc_path_validate(const PcTrust *trust, const PcStore *store, const GPtrArray *chain,
                      int64_t time, PcPath *out);
void pc_path_clear(PcPath *path);

// pc_path_may_be_client says whether a leaf's extended key usage, where it has one, names
// clientAuth or any (RFC 5280, 4.2.1.12): a server asks it of its client.
bool pc_path_may_be_client(const PcCertificate *leaf);

// pc_store_make_names lets the others here find what bears a name: certificates (PcCertificate) in
// the store's order, and an issuer's CRLs (PcCrl), lent; NULL: none.
void pc_store_make_names(PcStore *store);
const GPtrArray *pc_store_named(const PcStore *store, const X509_NAME *name);
const GPtrArray *pc_store_crls_of(const PcStore *store, const X509_NAME *name);

// What a path is built by: whether a CA may have issued `child` going by names and key identifiers,
// and has the key that signed it.
bool pc_path_may_have_issued(X509 *ca, X509 *child);
bool pc_path_signed_by(X509 *child, X509 *ca);

// pc_shortcut_take says in `out` what pc_path_validate would say of a leaf that is trusted, where
// pc_shortcut_learn was told of a path through its CA; false: validate.
bool pc_shortcut_take(const PcTrust *trust, const PcStore *store, const PcCertificate *leaf,
                      int64_t time, PcPath *out);
void pc_shortcut_learn(const PcTrust *trust, PcStore *store, int64_t time, const PcPath *path);

// pc_store_span narrows `span`, [from, until), to where nothing in the store begins or ends to be
// valid around `time`.
void pc_store_span(PcStore *store, int64_t time, int64_t span[2]);
// pc_span_narrow leaves of a span around `time` what lies on its side of `moment`.
void pc_span_narrow(int64_t moment, int64_t time, int64_t span[2]);

// pc_store_holds says whether this very certificate is in the store.
bool pc_store_holds(const PcStore *store, const X509 *x509);

// pc_trust_words puts the path's sentence into the answer.
void pc_trust_words(const PcStore *store, const PcCertificate *leaf, const PcPath *path,
                    PcTrustAnswer *answer);

#endif
