// SPDX-License-Identifier: GPL-2.0-or-later
// PcIdentity says whose certificate a leaf is: LSC, MIC or other, which device, which kind. It is
// decided by the issuer and the names, never by O= (Cisco 200860: an LSC and the MIC of one
// phone bear the same CN and serialNumber).
#ifndef PHONECERT_CORE_IDENTITY_H
#define PHONECERT_CORE_IDENTITY_H

#include "core/certificate/issuer.h"
#include "core/field/devices.h"
#include "core/field/words.h"

#define PC_TYPES(row)                                                                              \
    row(PC_TYPE_ABSENT, NULL), row(PC_TYPE_LSC, "LSC"), row(PC_TYPE_MIC, "MIC"),                   \
        row(PC_TYPE_OTHER, "other"), row(PC_TYPE_NONE, "none")
typedef enum { PC_TYPES(PC_WORD_MEMBER) } PcType;

const char *pc_type_name(PcType type); // "LSC", "MIC", "other", "none", NULL

// PcIdentity: strings owned, NULL where unknown.
typedef struct {
    PcType type;
    PcIssuerTag issuer_tag;
    PcGenuine genuine;
    PcDeviceKind device_kind;
    char *device;         // "SEP2C3124C9F8E1", or the CN as it stands
    char *model;          // "CP-8861"
    char *mac;            // "2c:31:24:c9:f8:e1"
    char *product_serial; // "FCH2133E8B9"
    char *issuer;         // short: the issuer's CN, else its whole name
} PcIdentity;

// pc_identity_new classifies a leaf; of a partial one it says what its beginning tells. `issuers`
// may be NULL (only the built-in table and patterns).
PcIdentity *pc_identity_new(const PcCertificate *leaf, const PcIssuers *issuers);
// pc_identity_ref takes a reference, pc_identity_free gives one back (NULL is fine).
PcIdentity *pc_identity_ref(PcIdentity *identity);
void pc_identity_free(PcIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcIdentity, pc_identity_free)

#endif
