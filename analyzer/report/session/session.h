// SPDX-License-Identifier: GPL-2.0-or-later
// PcSession is one judged handshake in the words of the reports: what one ndjson line says. It is
// made from a judgement or read back from such a line, so that every writer and the estate treat a
// capture of now and a report of yesterday alike.
#ifndef PHONECERT_ANALYZER_REPORT_SESSION_H
#define PHONECERT_ANALYZER_REPORT_SESSION_H

#include "core/diagnosis/overheard.h"

typedef struct {
    const char *sha256, *subject, *issuer, *serial, *key, *signature; // never NULL; "" unknown
    bool has_validity;
    int64_t not_before, not_after; // seconds since 1970 UTC
    GBytes *der;                   // lent; NULL where the session was read from a report
    const char *sha1;              // never NULL; "" where a report did not tell it
} PcSessionCertificate;

typedef struct {
    const char *id, *message, *remedy, *source; // never NULL
    PcSeverity severity;
    uint64_t frame; // that decides it; 0: none
} PcSessionFinding;

typedef struct {
    const char *address;
    int port; // -1 where there is none
} PcSessionEnd;

// PcSessionCapf is what a CAPF conversation said, where it could be read; all NULL where not.
typedef struct {
    const char *operation, *authentication, *device, *certificate_type, *result;
} PcSessionCapf;

// PcSessionSip is how the registration inside went, where it could be read; all NULL where not.
typedef struct {
    const char *device, *warning;
    int status; // of the last answer to a REGISTER; 0 where none was seen
} PcSessionSip;

// PcSessionTvs is one question to TVS and its answer, where they could be read.
typedef struct {
    const char *device, *question, *subject; // "CertVerifyReq"; NULL where unknown
    const char *answer;                      // "good", "status 1"; NULL where none was seen
} PcSessionTvs;

// PcSessionConfiguration is the configuration that the phone fetched in this capture before; all
// NULL where there is none.
typedef struct {
    const char *file, *device, *device_security, *transport, *capf_authentication, *lsc, *signature;
} PcSessionConfiguration;

// PcSessionTrustList is the trust list that an event is about: who is in it, by role.
typedef struct {
    const char *file, *device, *made, *signer, *signature, *capf, *call_managers, *tvs;
} PcSessionTrustList;

typedef enum { PC_UNKNOWN = -1, PC_FALSE = 0, PC_TRUE = 1 } PcTriState;

// The frames of a session, in the order in which they are reported.
typedef enum {
    PC_FRAME_CLIENT_HELLO,
    PC_FRAME_SERVER_HELLO,
    PC_FRAME_SERVER_CERTIFICATE,
    PC_FRAME_CERTIFICATE_REQUEST,
    PC_FRAME_CLIENT_CERTIFICATE,
    PC_FRAME_CLIENT_KEY_EXCHANGE,
    PC_FRAME_CERTIFICATE_VERIFY,
    PC_FRAME_ALERT,
    PC_FRAME_FIRST,
    PC_FRAME_OUTCOME,
    PC_N_FRAMES,
} PcFrameOf;
// The kind of an event that says what a log and a capture together show of a phone.
#define PC_KIND_LOG_CONTRADICTION "log-contradiction"
// pc_frame_name gives the key of a frame: "client_hello", ...
const char *pc_frame_name(PcFrameOf frame);

#define PC_OFFSET_UNKNOWN INT64_MIN

// PcSession: strings are lent by what the session owns or static, NULL where unknown. The words are
// those of docs/json.md. Arrays are never NULL unless said so.
typedef struct {
    char *file; // path as the user gave it; owned
    int64_t interface_id;
    const char *transport;
    int64_t start; // nanoseconds since 1970 UTC
    PcSessionEnd client, server;
    const char *service, *store, *service_basis;
    const char *medium;  // of 802.1X: "wired", "wireless"
    const char *release; // of CUCM, for which remedies are told; as the user wrote it
    const char *version, *cipher, *server_name, *client_random;
    PcTriState resumed;
    GPtrArray *announced_cas; // of char *; NULL where no request was seen
    const char *client_certificate, *type, *issuer_tag, *issuer;
    const char *device, *device_kind, *model, *mac, *product_serial;
    GArray *client_certificates, *server_certificates; // of PcSessionCertificate
    const char *verdict, *reason, *basis, *basis_signature, *announced, *genuine, *possession;
    const char *outcome, *alert_level, *alert_description, *alert_from, *coverage;
    uint64_t frames[PC_N_FRAMES]; // 0 where not seen
    int64_t offsets[PC_N_FRAMES]; // when they came: microseconds from `start`; PC_OFFSET_UNKNOWN
    GArray *findings;             // of PcSessionFinding, worst first
    const char *eap_method;
    PcSessionCapf capf;
    PcSessionSip sip;
    GArray *tvs; // of PcSessionTvs; NULL where none was read
    PcSessionConfiguration configuration;
    PcSessionTrustList trust_list;
    const char
        *kind; // of an event that is no handshake: "connection-refused", ...; NULL ordinarily
    bool concerns_phone; // a phone's certificate, or a service that phones use
    bool has_judged_at;
    int64_t judged_at; // seconds since 1970 UTC

    const char *twin_file; // the capture that held the same conversation before; NULL ordinarily
    uint64_t twin_frame;
    bool twin_says_the_same; // its outcome and findings are this session's

    const char *line;             // of an event: what its frame shows; NULL
    const PcHandshake *handshake; // lent; NULL where the session was read from a report
    const PcJudgement *judgement; // likewise
    void *source;                 // what lends the strings, freed with `free_source`
    GDestroyNotify free_source;
} PcSession;

// pc_session_new words a judgement; it takes `handshake` and `judgement` and copies `file`.
PcSession *pc_session_new(const char *file, PcHandshake *handshake, PcJudgement *judgement);
// pc_session_blank gives a session of which nothing is known yet; it takes `source`.
PcSession *pc_session_blank(const char *file, void *source, GDestroyNotify free_source);
void pc_session_free(PcSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcSession, pc_session_free)

// How the value of a field is stored.
typedef enum {
    PC_FIELD_TEXT,        // const char *
    PC_FIELD_ADDRESS,     // the same, an address
    PC_FIELD_MOMENT,      // int64_t, nanoseconds
    PC_FIELD_PORT,        // int; -1 unknown
    PC_FIELD_FRAME,       // uint64_t; 0 unknown
    PC_FIELD_YES_NO,      // PcTriState
    PC_FIELD_LEAF_TEXT,   // in the client's first certificate
    PC_FIELD_LEAF_MOMENT, // seconds, in the same
    PC_FIELD_SEVERITY,    // the worst of its findings
    PC_FIELD_FINDINGS,    // their ids
} PcFieldKind;

// Where a plain text stands in JSON, in this order.
typedef enum {
    PC_PART_NONE, // not under this name, or not in the outermost object
    PC_PART_CONNECTION,
    PC_PART_SERVICE,
    PC_PART_CERTIFICATE,
    PC_PART_PHONE, // a database has it with the phone
    PC_PART_JUDGEMENT,
    PC_PART_COVERAGE,
    PC_PART_LATER, // what came after the first version of the schema
} PcFieldPart;

// PcSessionField is a field and the name by which every format calls it (session_fields.h).
typedef struct {
    const char *name;
    size_t offset; // in PcSession, unless the kind says otherwise
    PcFieldKind kind;
    PcFieldPart part;
} PcSessionField;

// pc_session_add_tvs adds a question, all of it unknown, and lends it until the next one.
PcSessionTvs *pc_session_add_tvs(PcSession *session);

// pc_session_word_fetched puts a configuration or a trust list into words; strings that had to be
// made go to `texts` (of char *).
void pc_session_word_fetched(PcSession *session, const PcFetched *fetched, GPtrArray *texts);

// pc_session_device gives the best name of the client: its certificate's, else what it told CAPF or
// SIP; NULL where there is none.
const char *pc_session_device(const PcSession *session);
// pc_session_phone_key names the phone of a session: "mac ...", "serial ...", "device ..." or
// "address ...". The MAC before the serial before the name: an LSC and a MIC of one phone agree in
// the MAC even where one of them lacks the serial. Caller frees.
char *pc_session_phone_key(const PcSession *session);
// pc_session_whom says for whom the remedies of its findings are told.
PcStepsFor pc_session_whom(const PcSession *session);
// pc_session_add_finding adds a finding of the table, with the remedy for that, which the first
// frame decides; `message` is lent.
void pc_session_add_finding(PcSession *session, PcFindingId id, const char *message);

// pc_session_leaf gives the client's first certificate, or NULL.
const PcSessionCertificate *pc_session_leaf(const PcSession *session);
// pc_session_worst gives the worst severity of its findings, -1 where it has none.
int pc_session_worst(const PcSession *session);

#endif
