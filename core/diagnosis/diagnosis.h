// SPDX-License-Identifier: GPL-2.0-or-later
// Diagnosis: a judgement becomes findings. Rules are rows of tables: a finding and the function
// that says its sentence where it applies. Causes exclude each other (the first row that applies is
// the cause), observations do not.
#ifndef PHONECERT_CORE_DIAGNOSIS_H
#define PHONECERT_CORE_DIAGNOSIS_H

#include "core/diagnosis/overheard.h"

// PcCase is one judgement as the rules see it.
typedef struct {
    PcJudge *judge; // for further questions
    const PcTrust *trust;
    const PcOverheard *overheard; // NULL: nothing is known
    const PcJudgement *judgement;
    const PcHandshake *handshake;
    int64_t near_expiry; // seconds
    char *who;           // "SEP2C3124C9F8E1", or "the phone at 10.1.2.3"; owned
    const char *ca;      // the leaf's issuer; "" without a leaf
    const char *store;   // "CallManager-trust", or "the server's store"
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
extern const PcRules pc_explanations;       // warnings that explain a failure, each by itself
extern const PcRules pc_observations;       // what else is worth knowing, each by itself
extern const PcRules pc_capf_observations;  // what CAPF did
extern const PcRules pc_talk_observations;  // what SIP and TVS said inside
extern const PcRules pc_configured_observations; // what does not fit the phone's configuration
extern const PcRules pc_last_resorts;            // where a failure was not explained

// PcDesk is what lies before the one who diagnoses. Everything is lent.
typedef struct {
    PcJudge *judge;
    const PcTrust *trust;
    const PcJudgeOptions *options;
    const PcOverheard *overheard; // NULL: nothing
} PcDesk;

// pc_diagnose adds the findings of a judgement to its list, worst first.
void pc_diagnose(const PcDesk *desk, PcJudgement *judgement);

// pc_judge_with judges a handshake with what its capture said in clear (NULL: nothing).
PcJudgement *pc_judge_with(PcJudge *judge, PcHandshake *handshake, const PcOverheard *overheard);

// pc_judge_verdict asks what another store would say of the judgement's chain at the same moment.
PcVerdict pc_judge_verdict(PcJudge *judge, const char *store, const PcJudgement *judgement);

// PcOpinion is what the judge thinks of one certificate by itself.
typedef struct {
    PcIdentity *identity; // owned
    PcTrustAnswer answer;
} PcOpinion;
void pc_opinion_clear(PcOpinion *opinion);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PcOpinion, pc_opinion_clear)

// pc_judge_opinion gives it, by `store` (NULL: none) at `time`.
void pc_judge_opinion(PcJudge *judge, GBytes *der, const char *store, int64_t time,
                      PcOpinion *opinion);

// What several rules ask.
bool pc_case_is(const PcCase *this, PcType type, PcIssuerTag tag);
bool pc_case_has_store(const PcCase *this, const char *store);
// A fatal alert of this number; `from` PC_SIDE_UNKNOWN: of either side.
bool pc_case_alert(const PcCase *this, PcSide from, int description);
bool pc_case_refused_by_server(const PcCase *this);
// The server holds no path to the issuer: the store says so or, where none was given, unknown_ca.
bool pc_case_issuer_missing(const PcCase *this);
// What the phone's configuration says of CAPF, to be added to a sentence: "" where it is not known.
// Caller frees.
char *pc_case_capf_mode(const PcCase *this);
// The service is this one.
bool pc_case_at(const PcCase *this, PcServiceId service);
// The service is one of the phone's own cluster (SIP, SCCP, CAPF, TVS).
bool pc_case_of_cluster(const PcCase *this);

#endif
