// SPDX-License-Identifier: GPL-2.0-or-later
// PcJudge turns a PcHandshake into a PcJudgement: identity, verdict, evidence. Both doors
// ask it (by core/diagnosis) and nothing else, so they cannot disagree. It remembers certificates
// and verdicts by fingerprint, in bounded memory.
#ifndef PHONECERT_CORE_JUDGE_H
#define PHONECERT_CORE_JUDGE_H

#include "core/certificate/identity.h"
#include "core/field/finding.h"
#include "core/field/words.h"
#include "core/handshake/handshake.h"
#include "core/judge/hearsay.h"
#include "core/judge/service.h"
#include "core/trust/trust.h"

#define PC_ANNOUNCEDS(row)                                                                         \
    row(PC_ANNOUNCED_ABSENT, NULL), row(PC_ANNOUNCED_YES, "yes"), row(PC_ANNOUNCED_NO, "no"),      \
        row(PC_ANNOUNCED_NO_LIST, "no-list")
typedef enum { PC_ANNOUNCEDS(PC_WORD_MEMBER) } PcAnnounced;
const char *pc_announced_name(PcAnnounced announced); // "yes", "no", "no-list", NULL

// PcJudgement: what can be said of one handshake. Owns everything but `handshake`.
typedef struct {
    const PcHandshake *handshake; // lent: keep it alive as long as this
    PcService service;            // strings live as long as the judge
    GPtrArray *client;            // of PcCertificate, leaf first; never NULL
    GPtrArray *server;            // of PcCertificate; never NULL
    PcCertificate *leaf;          // client[0], or the resumed session's earlier leaf; NULL if none
    PcType type;                  // PC_TYPE_NONE for an empty Certificate message
    PcIdentity *identity;         // NULL where there is no leaf; also of the beginning of one that
                                  // the capture cut off, where `leaf` is NULL
    int64_t judged_at;            // seconds since 1970 UTC
    PcTrustAnswer trust;
    PcAnnounced announced;
    GPtrArray *findings;   // of PcFinding, worst first
    bool concerns_phone;   // shown without --all
    bool is_hypothetical;  // judged at a moment of the user's, not at its own
    PcMedium medium;       // of 802.1X; UNKNOWN else
    PcRelease release;     // of CUCM, as the user says; ANY
    PcFetched *configured; // the configuration that the phone fetched before; NULL. Owned
} PcJudgement;
void pc_judgement_free(PcJudgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcJudgement, pc_judgement_free)

// pc_judgement_basis_signature gives the state of the signature of the trust list on which the
// verdict rests ("verified": no other is a basis); NULL where it rests on none.
const char *pc_judgement_basis_signature(const PcJudgement *judgement);

// pc_judgement_label is the one-line summary for a column: "LSC CAPF-0992727f untrusted
// unknown_ca". `goes_on`: more may come, so an outcome that is not known yet is left out. Caller
// frees.
char *pc_judgement_label(const PcJudgement *judgement, bool goes_on);
// pc_judgement_summary is the sentence on top: "LSC · CAPF-0992727f · untrusted: not in
// CallManager-trust · server answered unknown_ca", with the same `goes_on`. Caller frees.
char *pc_judgement_summary(const PcJudgement *judgement, bool goes_on);

typedef struct {
    bool has_time;        // judge at `time` instead of the handshake's own
    int64_t time;         // seconds since 1970 UTC
    int near_expiry_days; // findings *-expires-soon; 0: 90
    PcRelease release;    // of CUCM, for which remedies are told; ANY: not known
} PcJudgeOptions;

typedef struct PcJudge PcJudge;
// pc_judge_new takes what it judges by; `trust`, `issuers`, `services` are lent and must outlive
// it.
PcJudge *pc_judge_new(PcTrust *trust, const PcIssuers *issuers, const PcServices *services,
                      const PcJudgeOptions *options);
// pc_judge_apart gives a judge of the same issuers, services and options with other stores. All of
// them are lent.
PcJudge *pc_judge_apart(const PcJudge *judge, PcTrust *trust);
// pc_judge_trust, _services and _options lend what it judges by; the services may be NULL.
PcTrust *pc_judge_trust(PcJudge *judge);
const PcJudgeOptions *pc_judge_options(const PcJudge *judge);
const PcServices *pc_judge_services(const PcJudge *judge);
PcRelease pc_judge_release(const PcJudge *judge);
// pc_judgement_whom says for whom its remedies are told.
PcStepsFor pc_judgement_whom(const PcJudgement *judgement);
void pc_judge_free(PcJudge *judge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcJudge, pc_judge_free)

// pc_judge_weigh judges a settled handshake, and has it prove possession first: everything but the
// findings, which core/diagnosis/diagnosis.h adds. Never NULL. `hearsay` is what its capture said
// in clear (NULL: nothing).
PcJudgement *pc_judge_weigh(PcJudge *judge, PcHandshake *handshake, const PcHearsay *hearsay);

// pc_judge_prove does only that first step. Another thread may do so while one judges.
void pc_judge_prove(PcJudge *judge, PcHandshake *handshake);

// pc_judge_forget drops what is remembered (after trust or issuers changed).
void pc_judge_forget(PcJudge *judge);

// pc_judge_certificate gives the (remembered) parsed certificate of a DER; a new reference.
PcCertificate *pc_judge_certificate(PcJudge *judge, GBytes *der);

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

#endif
