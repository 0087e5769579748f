// SPDX-License-Identifier: GPL-2.0-or-later
// PcImpactPhones gathers, of a run's sessions, each phone's latest certificate and where it showed
// one, and tells each phone's fate at each store when a CA leaves. A phone that is only listed has
// the fate that it was not seen.
#ifndef PHONECERT_ANALYZER_COMMAND_IMPACT_PHONES_H
#define PHONECERT_ANALYZER_COMMAND_IMPACT_PHONES_H

#include "analyzer/report/session/session.h"

typedef enum {
    PC_FATE_STOPS,    // trusted with the CA and not without it
    PC_FATE_WOULD,    // the same, at a service where the phone was not seen
    PC_FATE_UNKNOWN,  // it was there, and its certificate or the store that judges it is not known
    PC_FATE_NOT_SEEN, // it is listed, and the captures do not show it
    PC_FATE_REFUSED,  // not trusted as it is, so nothing changes
    PC_FATE_SAFE,     // trusted either way
    PC_N_FATES,
} PcFateKind;

const char *pc_fate_name(PcFateKind fate); // "stops", "would-stop", "unknown", ...

// PcFate is what happens to one phone at one service. Strings live as long as the phones and the
// answers that were asked.
typedef struct {
    PcFateKind kind;
    const char *phone;           // device name, or address where there is none
    const char *service, *store; // NULL: not known
    const char *type, *issuer;   // of its latest certificate; NULL where that is unknown
    const char *file;            // where that was shown last
    int64_t time;                // when, nanoseconds since 1970 UTC
    const char *before, *after;  // verdicts; NULL unknown
    char *reason;                // why it stops, or why nothing is known; owned
} PcFate;

typedef struct PcImpactPhones PcImpactPhones;
PcImpactPhones *pc_impact_phones_new(void);
void pc_impact_phones_free(PcImpactPhones *phones);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcImpactPhones, pc_impact_phones_free)

// pc_impact_phones_session takes a session; it stays the caller's.
void pc_impact_phones_session(PcImpactPhones *phones, const PcSession *session);
// pc_impact_phones_listed takes the name of a phone that there is.
void pc_impact_phones_listed(PcImpactPhones *phones, const char *name);

// PcImpactStores are the stores as they are and without the CA. A fixed moment is in `judge`.
typedef struct {
    PcTrust *with, *without;
    const PcJudgeOptions *judge;
} PcImpactStores;

// pc_impact_phones_fates gives all fates (GPtrArray of PcFate, the caller's), by fate, then phone,
// then service.
GPtrArray *pc_impact_phones_fates(PcImpactPhones *phones, const PcImpactStores *stores);

#endif
