// SPDX-License-Identifier: GPL-2.0-or-later
// PcCase is one judgement as the rules see it, with what several of them ask; the tables of rules
// are named here, and run by diagnosis.c.
#ifndef PHONECERT_CORE_DIAGNOSIS_CASE_H
#define PHONECERT_CORE_DIAGNOSIS_CASE_H

#include "core/judge/hearsay.h"
#include "core/judge/judge.h"
#include "core/wire/tls_wire.h"

// PcCase is one judgement as the rules see it.
typedef struct {
    PcJudge *judge; // for further questions
    const PcTrust *trust;
    const PcHearsay *hearsay; // NULL: nothing is known
    const PcJudgement *judgement;
    const PcHandshake *handshake;
    int64_t near_expiry;  // seconds
    char *who;            // "SEP2C3124C9F8E1", or "the phone at 10.1.2.3"; owned
    const char *ca;       // the leaf's issuer; "" without a leaf
    const char *store;    // "CallManager-trust", or "the server's store"
    bool is_hypothetical; // judged at another moment than it happened: nothing is compared with it
} PcCase;

// PcRule: `say` gives the finding's sentence (owned by the caller), or NULL where it does not
// apply.
typedef struct {
    PcFindingId id;
    char *(*say)(const PcCase *this);
} PcRule;

// PcRules is a table of rules, in the order of precedence.
typedef struct {
    const PcRule *rows;
    size_t n_rows;
} PcRules;

extern const PcRules pc_certificate_causes; // from the verdict: the first that applies
extern const PcRules pc_capf_causes;        // from a CAPF conversation: where none of those
extern const PcRules pc_handshake_causes;   // from the course of the handshake: where none of those
extern const PcRules pc_refusals;           // a client that refused its server, by service
extern const PcRules pc_explanations;       // warnings that explain a failure, each by itself
extern const PcRules pc_usage_observations; // usages that somebody will refuse
extern const PcRules pc_observations;       // what else is worth knowing, each by itself
extern const PcRules pc_capf_observations;  // what CAPF did
extern const PcRules pc_talk_observations;  // what SIP and TVS said inside
extern const PcRules pc_configured_observations; // what does not fit the phone's configuration
extern const PcRules pc_client_last_resorts;     // the same where the client ended it
extern const PcRules pc_last_resorts;            // where a failure was not explained

// What several rules ask.
bool pc_case_is(const PcCase *this, PcType type, PcIssuerTag tag);
bool pc_case_has_store(const PcCase *this, const char *store);
// A fatal alert of this number; `from` PC_SIDE_UNKNOWN: of either side.
bool pc_case_alert(const PcCase *this, PcSide from, int description);
bool pc_case_refused_by_server(const PcCase *this);
// The server holds no path to the issuer: the store says so or, where none was given, unknown_ca.
bool pc_case_issuer_missing(const PcCase *this);
// What the trust lists of this phone say of the server's certificate.
PcListed pc_case_listed(const PcCase *this);
// The server's certificate; NULL where there is none, or none whose validity can be read.
const PcCertificate *pc_case_server_leaf(const PcCase *this);
// What the phone's configuration says of CAPF, to be added to a sentence: "" where it is not known.
// Caller frees.
char *pc_case_capf_mode(const PcCase *this);
// The client refused the server's certificate: one of the alerts that speak of it.
bool pc_case_client_refuses(const PcCase *this);
// The frame that decides a finding; `by_verdict`: it follows from the certificate's verdict. 0:
// none was seen.
uint64_t pc_case_evidence(const PcCase *this, PcFindingId id, bool by_verdict);
// The service is this one.
bool pc_case_at(const PcCase *this, PcServiceId service);
// The service is one of the phone's own cluster (SIP, SCCP, CAPF, TVS).
bool pc_case_of_cluster(const PcCase *this);

#endif
