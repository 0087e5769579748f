// SPDX-License-Identifier: GPL-2.0-or-later
// PcEstate gathers the sessions of a run by phone: which certificates it showed, to which services,
// how it went the last time, what is to be done. The order in which sessions come does not change
// what it says. It holds memory for phones, not for sessions, and for so many of them.
#ifndef PHONECERT_ANALYZER_REPORT_ESTATE_H
#define PHONECERT_ANALYZER_REPORT_ESTATE_H

#include "analyzer/report/session/session.h"
#include "core/bytes/account.h"
#include "core/field/finding_id.h"
#include "core/files/phone_list.h"

enum {
    PC_ESTATE_MAX_PHONES = 128 * 1024,  // devices that are told apart
    PC_ESTATE_MAX_NAMELESS = 16 * 1024, // of these, addresses that showed no certificate
};

// PcEstateFinding is a finding of a phone's latest session with a service. Strings are the
// estate's.
typedef struct {
    const char *id, *message, *remedy, *source;
    PcSeverity severity;
} PcEstateFinding;

// PcEstateService is one service of one phone: how its latest session went.
typedef struct {
    const char *service, *store;
    const char *type, *issuer, *verdict, *reason, *outcome, *alert_description;
    const char *coverage, *service_basis;
    int64_t last; // nanoseconds since 1970 UTC
    const char *file;
    uint64_t frame;
    GArray *findings; // of PcEstateFinding
} PcEstateService;

// PcEstateCertificate is one certificate that a phone showed.
typedef struct {
    const char *sha256, *type, *issuer_tag, *issuer, *subject, *serial, *key;
    bool has_validity;
    int64_t not_before, not_after; // seconds since 1970 UTC
    int64_t first, last;           // when it was shown, nanoseconds since 1970 UTC
    bool was_the_phones_choice;    // shown where it had one to show, not over Wi-Fi, where one is
                                   // chosen
    GArray *places;                // from where (estate_work.h)
} PcEstateCertificate;

// PcEstateIssuer is a CA and the devices whose latest certificate it signed.
typedef struct {
    const char *issuer, *issuer_tag;
    uint64_t n_phones, n_lsc, n_mic, n_failing;
    bool has_end;
    int64_t first_end, last_end; // when the first and the last of them expire, seconds
} PcEstateIssuer;

// PcEstatePhone: a device that showed a certificate, or an address that speaks a phone's services
// and never showed one (`device` is NULL then, and `address` names it).
typedef struct {
    const char *key; // pc_session_phone_key of its sessions
    const char *device, *model, *mac, *product_serial, *device_kind;
    GPtrArray *addresses; // of const char *, sorted
    int64_t first, last;
    GPtrArray *services;     // of PcEstateService, by name
    GPtrArray *certificates; // of PcEstateCertificate, latest first
    GPtrArray *files;        // of const char *, sorted
    GArray *findings;        // of PcEstateFinding: what only several sessions together show
    const char *type;        // of the certificate that it showed last: "LSC", "MIC"; NULL unknown
    int worst;               // severity of the worst finding of any service's latest session; -1
    size_t held;             // bytes, but for texts
} PcEstatePhone;

// PcEstateCause is a finding and the phones that have it now.
typedef struct {
    const char *id, *title, *remedy, *source;
    PcSeverity severity;
    GPtrArray *phones; // of PcEstatePhone
    PcStepsFor whom;   // the release, and the family where all of the phones are of one
} PcEstateCause;

typedef struct {
    uint64_t n_files, n_frames, n_sessions;
    uint64_t n_twins;         // sessions that a second capture holds too, not in n_sessions
    uint64_t n_events;        // connections and answers that are no handshake
    uint64_t n_phones;        // devices that are phones by their certificate
    uint64_t n_lsc, n_mic;    // of these, by the latest certificate that they showed
    uint64_t n_other_devices; // access points, switches, servers with a manufacturing certificate
    uint64_t n_unnamed;       // addresses that speak as phones do and showed no certificate
    uint64_t n_to_fix;        // of all these, those whose worst finding now is an error
    uint64_t n_certificates;  // different ones that all these showed
    uint64_t n_left_out;      // sessions of devices beyond the limits, which are in no other count
    uint64_t n_unchecked;     // sessions, twins too, whose verdict is "unchecked"
    int64_t first, last;      // 0 where there are no sessions
} PcEstateTotals;

typedef struct PcEstate PcEstate;
PcEstate *pc_estate_new(void);
void pc_estate_free(PcEstate *estate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcEstate, pc_estate_free)

// pc_estate_account has the estate counted in an account, which outlives it; else it has one of its
// own. Where its row is full nothing more is kept of phones: their sessions are `n_left_out`.
void pc_estate_account(PcEstate *estate, PcAccount *account);

// PcEstateTwin names the other capture of the same conversation (the same client random) that came
// first; `file` is NULL where there is none.
typedef struct {
    const char *file;
    uint64_t frame;
    bool says_the_same; // came to the same outcome and findings
} PcEstateTwin;

// pc_estate_forgo_phones has no phones remembered: only conversations are known again.
void pc_estate_forgo_phones(PcEstate *estate);

// pc_estate_session gathers a session. A conversation that is in two captures counts once; the
// second time its twin is given.
PcEstateTwin pc_estate_session(PcEstate *estate, const PcSession *session);
// pc_estate_file counts a capture that was read.
void pc_estate_file(PcEstate *estate, uint64_t n_frames);

// pc_estate_list lends a list of phones, for as long as the estate lives: where it knows another
// LSC of a phone than the phone showed, that is a finding.
void pc_estate_list(PcEstate *estate, const PcPhoneList *list);
// pc_estate_listed_difference says in a sentence how the certificate that a phone showed last
// differs from what the list knows, and which finding that is; NULL where they agree or nothing can
// be told. Caller frees.
char *pc_estate_listed_difference(const PcListedPhone *listed, const PcEstateCertificate *shown,
                                  PcFindingId *finding);

// pc_estate_settle sorts and sums up what has been gathered; the getters below speak of that.
void pc_estate_settle(PcEstate *estate);
const PcEstateTotals *pc_estate_totals(const PcEstate *estate);
const GPtrArray *pc_estate_phones(const PcEstate *estate); // of PcEstatePhone, by name
const GPtrArray *pc_estate_causes(const PcEstate *estate); // of PcEstateCause, worst and most first

const GPtrArray *pc_estate_issuers(const PcEstate *estate); // of PcEstateIssuer, by name
// pc_estate_worst gives the worst severity among the findings that only several sessions together
// show; -1 for none.
int pc_estate_worst(const PcEstate *estate);

// pc_estate_phone_name gives the device, or its address where it has no name.
const char *pc_estate_phone_name(const PcEstatePhone *phone);

#endif
