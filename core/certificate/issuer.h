// SPDX-License-Identifier: GPL-2.0-or-later
// Who signed a phone's certificate: one of Cisco's manufacturing CAs or a CAPF, by the tables of
// core/field/cas.h, or an issuer that a user or a trust list declares to sign LSCs.
#ifndef PHONECERT_CORE_ISSUER_H
#define PHONECERT_CORE_ISSUER_H

#include "core/certificate/certificate.h"
#include "core/field/cas.h"
#include "core/field/words.h"

#define PC_ISSUER_TAGS(row)                                                                        \
    row(PC_ISSUER_TAG_ABSENT, NULL), row(PC_ISSUER_TAG_CAPF, "CAPF"),                              \
        row(PC_ISSUER_TAG_MANUFACTURING, "Manufacturing"),                                         \
        row(PC_ISSUER_TAG_EXTERNAL, "External"), row(PC_ISSUER_TAG_UNKNOWN, "Unknown")
typedef enum { PC_ISSUER_TAGS(PC_WORD_MEMBER) } PcIssuerTag;

#define PC_GENUINES(row)                                                                           \
    row(PC_GENUINE_ABSENT, NULL), row(PC_GENUINE_YES, "yes"), row(PC_GENUINE_NO, "no")
typedef enum { PC_GENUINES(PC_WORD_MEMBER) } PcGenuine;

const char *pc_issuer_tag_name(PcIssuerTag tag); // "CAPF", ..., NULL
const char *pc_genuine_name(PcGenuine genuine);  // "yes", "no", NULL

// PcIssuers holds the issuers that were declared (thread-compatible, not safe for concurrent
// writes).
typedef struct PcIssuers PcIssuers;
PcIssuers *pc_issuers_new(void);
void pc_issuers_free(PcIssuers *issuers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcIssuers, pc_issuers_free)

// pc_issuers_declare_name adds an LSC issuer by a DN text: any order of attributes, parted by
// commas, semicolons or slashes, or a bare CN; an issuer that has all of them is meant.
// _certificate adds the subject of a CA certificate. `tag` is CAPF or EXTERNAL. False with `error`
// on a text that is no name.
bool pc_issuers_declare_name(PcIssuers *issuers, const char *dn, PcIssuerTag tag, GError **error);
void pc_issuers_declare_certificate(PcIssuers *issuers, const PcCertificate *ca, PcIssuerTag tag);

// pc_issuers_tag says whose signature a leaf (whole or partial) bears. CAPF also by the CN pattern
// CAPF-<8 hex>.
PcIssuerTag pc_issuers_tag(const PcIssuers *issuers, const PcCertificate *leaf);

// pc_issuers_genuine compares the leaf's AKI with the real Cisco CA of that name.
PcGenuine pc_issuers_genuine(const PcCertificate *leaf);

// pc_issuer_genuine_ca compares a CA certificate's own key identifier with the real Cisco CA of its
// name.
PcGenuine pc_issuer_genuine_ca(const PcCertificate *ca);

// pc_issuers_forged_ca lends the first CA certificate above the leaf of a chain (of PcCertificate,
// leaf first) that bears the name of a Cisco CA and is not it; NULL.
const PcCertificate *pc_issuers_forged_ca(const GPtrArray *chain);

#endif
