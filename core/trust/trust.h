// SPDX-License-Identifier: GPL-2.0-or-later
// PcTrust holds trust stores by name and says whether a chain is trusted by one of them at a
// moment. Chain building and path validation are OpenSSL's, in the process's library context
// (core/certificate/openssl_library.h); the words are ours (design: verdict, reason, basis). It has
// no clock and opens no file.
#ifndef PHONECERT_CORE_TRUST_H
#define PHONECERT_CORE_TRUST_H

#include "core/bytes/account.h"
#include "core/certificate/certificate.h"
#include "core/field/words.h"
#include "core/files/trust_list.h"

#define PC_VERDICTS(row)                                                                           \
    row(PC_VERDICT_ABSENT, NULL), /* no certificate to judge */                                    \
        row(PC_VERDICT_TRUSTED, "trusted"), row(PC_VERDICT_UNTRUSTED, "untrusted"),                \
        row(PC_VERDICT_EXPIRED, "expired"), row(PC_VERDICT_NOT_YET_VALID, "not-yet-valid"),        \
        row(PC_VERDICT_BAD_SIGNATURE, "bad-signature"), row(PC_VERDICT_REVOKED, "revoked"),        \
        row(PC_VERDICT_MALFORMED, "malformed"), row(PC_VERDICT_UNCHECKED, "unchecked")
typedef enum { PC_VERDICTS(PC_WORD_MEMBER) } PcVerdict;

// Why, finer than the verdict, so that findings need not read sentences.
typedef enum {
    PC_REASON_NONE,
    PC_REASON_TRUSTED,
    PC_REASON_NO_STORE,            // unchecked: nothing was given for this service
    PC_REASON_ISSUER_MISSING,      // the leaf's issuer is not in the store
    PC_REASON_ROOT_MISSING,        // an intermediate is there, its root is not
    PC_REASON_SELF_SIGNED,         // the leaf is its own issuer and not in the store
    PC_REASON_SAME_NAME_OTHER_KEY, // bad-signature: a CA of that name did not sign it
    PC_REASON_LEAF_EXPIRED,
    PC_REASON_CA_EXPIRED, // a CA above a valid leaf has expired
    PC_REASON_LEAF_NOT_YET_VALID,
    PC_REASON_CA_NOT_YET_VALID,
    PC_REASON_CA_CONSTRAINTS, // no CA:TRUE, path length, or no keyCertSign
    PC_REASON_KEY_USAGE,      // leaf lacks digitalSignature/keyEncipherment
    PC_REASON_WEAK,           // --policy: signature or key too weak
    PC_REASON_REVOKED,
    PC_REASON_MALFORMED,
    PC_REASON_NOT_ALL_TRIED, // the store has more CAs of one name than are tried
    PC_REASON_OTHER,         // OpenSSL's own words are in the sentence
} PcReason;

#define PC_BASISES(row)                                                                            \
    row(PC_BASIS_ABSENT, NULL), row(PC_BASIS_STORE, "store"), row(PC_BASIS_TRUST_LIST, "trust-list")
typedef enum { PC_BASISES(PC_WORD_MEMBER) } PcBasis;

// pc_reason_name gives a reason's stable word: "issuer-missing", ...; NULL for PC_REASON_NONE.
const char *pc_reason_name(PcReason why);
const char *pc_verdict_name(PcVerdict verdict); // "trusted", ..., NULL
const char *pc_basis_name(PcBasis basis);       // "store", "trust-list", NULL

// PcTrustAnswer: `reason` is a sentence (owned); `missing` names the DN that the store lacks
// (owned, may be NULL).
typedef struct {
    PcVerdict verdict;
    PcReason why;
    PcBasis basis;
    char *reason;
    char *missing;
} PcTrustAnswer;
void pc_trust_answer_clear(PcTrustAnswer *answer);

// PcTrustPolicy: what the servers of the field do is all zero. `strict` is --policy.
typedef struct {
    bool strict;      // OpenSSL security level 2, no SHA-1, minimum RSA size
    int min_rsa_bits; // 0: 2048 when strict
} PcTrustPolicy;

typedef struct PcTrust PcTrust;
PcTrust *pc_trust_new(void);
void pc_trust_free(PcTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTrust, pc_trust_free)
void pc_trust_set_policy(PcTrust *trust, PcTrustPolicy policy);

// pc_trust_add reads one file's content (PEM, DER, PKCS#7, PKCS#12, CRL, CTL or ITL) into `store`.
// A CTL or ITL is a basis of its own: `store` is not looked at then, and may be NULL. `origin` is
// named in errors and reasons. Gives how many certificates and CRLs it added; 0 with `error` if it
// holds none, or CRLs that are more than a store's (its certificates count then).
enum { PC_TRUST_MAX_CRLS = 16 * 1024 * 1024 }; // bytes, some 700,000 revoked certificates
unsigned pc_trust_add(PcTrust *trust, const char *store, const char *origin, PcBytes content,
                      GError **error);

// pc_trust_add_list makes a trust list known that the user gave: its CAPF entries are a basis where
// no store is given, whichever phone it was made for. It takes a reference.
void pc_trust_add_list(PcTrust *trust, PcTrustList *list);
// pc_trust_add_fetched makes a trust list known that a phone asked for by this name: that of
// CTL<device>.tlv and ITL<device>.tlv speaks of that device, any other (CTLFile.tlv) of all.
void pc_trust_add_fetched(PcTrust *trust, PcTrustList *list, const char *file_name,
                          PcAccount *account);

bool pc_trust_has_store(const PcTrust *trust, const char *store);
// pc_trust_stores gives the names, sorted; the array and strings are lent until the next add.
const GPtrArray *pc_trust_stores(const PcTrust *trust);
// pc_trust_certificates lends the certificates of a store (GPtrArray of PcCertificate); NULL if
// there is none.
const GPtrArray *pc_trust_certificates(const PcTrust *trust, const char *store);
// pc_trust_ca_above lends the CA certificate that bears the name of a certificate's issuer: in its
// `chain` (GPtrArray of PcCertificate; NULL: none), or in any store; NULL where none is known, or
// above a root.
const PcCertificate *pc_trust_ca_above(const PcTrust *trust, const GPtrArray *chain,
                                       const PcCertificate *certificate);
// pc_trust_ca_without_client lends the first of those above a certificate, one above the other,
// whose extended key usage does not allow a client (pc_usage_allows_client); NULL: none of the
// eight that are looked at.
const PcCertificate *pc_trust_ca_without_client(const PcTrust *trust, const GPtrArray *chain,
                                                const PcCertificate *certificate);
// pc_trust_remove takes a certificate (by its sha256) out of a store: for impact planning.
bool pc_trust_remove(PcTrust *trust, const char *store, const char *sha256);
PcTrust *pc_trust_copy(const PcTrust *trust);

// pc_trust_judge judges `chain` (GPtrArray of PcCertificate, leaf first; the others are only
// material for the path) by `store` (NULL: no store for the service) at `time` (seconds since 1970
// UTC).
void pc_trust_judge(PcTrust *trust, const char *store, const GPtrArray *chain, int64_t time,
                    PcTrustAnswer *answer);

// PcTrustQuestion is the same as a value, and whose chain it is: a device ("SEP...") is judged by
// the trust lists that it fetched, too; NULL: not known.
typedef struct {
    const char *store, *device;
    const GPtrArray *chain;
    int64_t time;
} PcTrustQuestion;
void pc_trust_ask(PcTrust *trust, const PcTrustQuestion *question, PcTrustAnswer *answer);

// pc_trust_lists_key names the trust lists that this device (NULL: any) fetched: where it is the
// same text, pc_trust_ask answers the same. NULL where there are none. Caller frees.
char *pc_trust_lists_key(const PcTrust *trust, const char *device);

// pc_trust_horizon gives the span of time around the question's, [from, until) in seconds since
// 1970 UTC, in which nothing of the chain or the store begins or ends to be valid: pc_trust_ask
// answers the same for all of it.
void pc_trust_horizon(PcTrust *trust, const PcTrustQuestion *question, int64_t span[2]);

// pc_trust_changes counts the changes of stores, given lists and policy: an answer that was given
// at another count may hold no more.
unsigned pc_trust_changes(const PcTrust *trust);

// PcListed says whether trust lists hold a certificate.
typedef enum {
    PC_LISTED_UNKNOWN, // no list is known for this device
    PC_LISTED_YES,
    PC_LISTED_NO, // and the list is whole
} PcListed;

// pc_trust_listed asks the lists of a device ("SEP..."; NULL: not known) and those of no device in
// particular.
PcListed pc_trust_listed(const PcTrust *trust, const char *device,
                         const PcCertificate *certificate);

// pc_trust_check_signed says whether a signed file (a .sgn configuration, a trust list whose signer
// it does not hold itself) verifies under the lists that a device's phone knows: those that were
// given and those that it fetched.
PcListSignature pc_trust_check_signed(const PcTrust *trust, const char *device, PcBytes content);

// pc_trust_role gives the role of a certificate in the trust lists whose signature verifies; 0: it
// is in none, or in several roles.
unsigned pc_trust_role(const PcTrust *trust, const PcCertificate *certificate);

// pc_trust_lists_name says whether any list holds a certificate of this subject (a DER Name).
bool pc_trust_lists_name(const PcTrust *trust, GBytes *subject);

#endif
