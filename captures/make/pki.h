// SPDX-License-Identifier: GPL-2.0-or-later
// The certificate authorities of a Cisco telephony estate, by name, with keys of our own: the
// look-alike Cisco CAs wear the real names, serials, dates and key identifiers (public facts), so
// tools take them for genuine. The keys are public; nothing signed here is trusted by anything
// real.
#ifndef PHONECERT_CAPTURES_MAKE_PKI_H
#define PHONECERT_CAPTURES_MAKE_PKI_H

#include "captures/make/certificate.h"

// MkCaId names the authorities. Two of them are never genuine: the forged one has a real CA's name
// over another key identifier.
typedef enum MkCaId {
    MK_CA_ROOT_2048,
    MK_CA_MANUFACTURING,
    MK_CA_ACT2_SUDI,
    MK_CA_ROOT_M2,
    MK_CA_MANUFACTURING_SHA2,
    MK_CA_ROOT_2099,
    MK_CA_HIGH_ASSURANCE,
    MK_CA_BASIC_ASSURANCE,   // real key identifier not publicly known: it has one of our own
    MK_CA_MANUFACTURING_III, // as above
    MK_CA_FORGED_SHA2,       // "Cisco Manufacturing CA SHA2" by somebody else
    MK_CA_CAPF,              // this cluster's
    MK_CA_CAPF_OLD,          // this cluster's before it was regenerated
    MK_CA_CAPF_FOREIGN,      // another cluster's
    MK_CA_ENTERPRISE_ROOT,
    MK_CA_ENTERPRISE_ISSUING, // signs LSCs in CAPF's offline CA mode
    MK_N_CAS
} MkCaId;

// MkServerId names the servers that phones talk to.
typedef enum MkServerId {
    MK_SERVER_CALLMANAGER, // CUCM-PUB, self-signed
    MK_SERVER_TOMCAT,      // CUCM's web server, self-signed
    MK_SERVER_VPN,         // an ASA
    MK_SERVER_RADIUS,      // an ISE, self-signed
    MK_SERVER_CAPF,        // shows the CAPF certificate itself
    MK_N_SERVERS
} MkServerId;

// MkPki holds the authorities and servers of one run.
typedef struct MkPki MkPki;

// mk_pki_new makes all keys and certificates. Dates are fixed, and the keys are the stored
// ones; serials of our own CAs are random.
MkPki *mk_pki_new(void);

// mk_pki_free frees it; NULL is fine.
void mk_pki_free(MkPki *pki);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkPki, mk_pki_free)

// mk_pki_ca lends an authority's credential until the PKI is freed.
const MkCredential *mk_pki_ca(const MkPki *pki, MkCaId id);

// mk_pki_server lends a server's credential until the PKI is freed.
const MkCredential *mk_pki_server(const MkPki *pki, MkServerId id);

// mk_ca_file_name gives the file name under which CUCM would export this CA from a trust store,
// such as `Cisco_Root_CA_M2_01.pem` or `CAPF-0992727f.pem`. The caller frees it.
char *mk_ca_file_name(const MkPki *pki, MkCaId id);

#endif
