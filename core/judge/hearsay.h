// SPDX-License-Identifier: GPL-2.0-or-later
// PcHearsay is what a capture has said in clear of its phones so far: their names, and the trust
// lists and configurations that they fetched. Handshakes are judged by it.
#ifndef PHONECERT_CORE_JUDGE_HEARSAY_H
#define PHONECERT_CORE_JUDGE_HEARSAY_H

#include "core/field/finding.h"
#include "core/files/config_file.h"
#include "core/files/trust_list.h"
#include "core/judge/phones.h"
#include "core/judge/service.h"

// PcFetched is a file that a phone fetched, read: a trust list or a configuration. Strings are
// owned.
typedef struct PcFetched {
    char *name;           // without a path
    char *device;         // that the name bears; NULL
    char *phone, *server; // addresses; NULL
    PcTrustList *list;    // NULL: it is none
    PcConfigFile *config; // NULL: it is none
    // A list's own, else under the lists that are known for the phone; ABSENT: it is not signed.
    PcListSignature signature;
    uint64_t frame;
    int64_t time;
    GPtrArray *findings; // of PcFinding: what is wrong with it; never NULL
} PcFetched;
PcFetched *pc_fetched_ref(PcFetched *fetched);
void pc_fetched_unref(PcFetched *fetched); // NULL is fine
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcFetched, pc_fetched_unref)

// pc_fetched_new makes an empty one, with a list of findings.
PcFetched *pc_fetched_new(void);

// PcHearsay: all are owned by whoever listens (core/diagnosis/overheard.h).
typedef struct {
    PcServices *learnt; // what the configurations say of servers
    PcPhones *phones;
    GHashTable *configurations; // device -> PcFetched, the latest
} PcHearsay;

// Of a NULL `hearsay` nothing is known.

// pc_hearsay_name_at gives the name of the phone at an address by its files and registrations; NULL
// where there is none, or more than one (they share the address).
const char *pc_hearsay_name_at(const PcHearsay *hearsay, const char *address);
// pc_hearsay_registered_at gives the same by registrations in clear only.
const char *pc_hearsay_registered_at(const PcHearsay *hearsay, const char *address);
// pc_hearsay_configured gives a new reference to the latest configuration of a device or, where
// that is NULL, of the phone at an address; NULL where none is known.
PcFetched *pc_hearsay_configured(const PcHearsay *hearsay, const char *device, const char *address);

#endif
