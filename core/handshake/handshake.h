// SPDX-License-Identifier: GPL-2.0-or-later
// PcHandshake is what was seen of one TLS or DTLS connection's handshake, from any source: TCP, UDP
// and EAP fill it through the same functions. It holds facts and their frames; it judges nothing.
//
// How it is filled: pc_handshake_new, then the events below in the order of the stream, then
// pc_handshake_settle (any number of times: the plugin shows it in the middle) before the facts
// that it derives are read.
#ifndef PHONECERT_CORE_HANDSHAKE_H
#define PHONECERT_CORE_HANDSHAKE_H

#include "core/bytes/account.h"
#include "core/field/words.h"
#include "core/talk/said.h"
#include "core/wire/seen.h"
#include "core/wire/tls_names.h"
#include "core/wire/tls_wire.h"

// Over what a phone comes to 802.1X.
#define PC_MEDIA(row)                                                                              \
    row(PC_MEDIUM_UNKNOWN, NULL), row(PC_MEDIUM_WIRED, "wired"), row(PC_MEDIUM_WIRELESS, "wireless")
typedef enum { PC_MEDIA(PC_WORD_MEMBER) } PcMedium;
const char *pc_medium_name(PcMedium medium); // "wired", "wireless", NULL

#define PC_CLIENT_CERTIFICATES(row)                                                                \
    row(PC_CLIENT_CERTIFICATE_NOT_SEEN, "not-seen"),                                               \
        row(PC_CLIENT_CERTIFICATE_PRESENTED, "presented"),                                         \
        row(PC_CLIENT_CERTIFICATE_EMPTY, "empty"),                                                 \
        row(PC_CLIENT_CERTIFICATE_NOT_REQUESTED, "not-requested"),                                 \
        row(PC_CLIENT_CERTIFICATE_RESUMED, "resumed"),                                             \
        row(PC_CLIENT_CERTIFICATE_ENCRYPTED, "encrypted"),                                         \
        row(PC_CLIENT_CERTIFICATE_TRUNCATED, "truncated")
typedef enum { PC_CLIENT_CERTIFICATES(PC_WORD_MEMBER) } PcClientCertificate;

#define PC_OUTCOMES(row)                                                                           \
    row(PC_OUTCOME_INCOMPLETE, "incomplete"), row(PC_OUTCOME_ACCEPTED, "accepted"),                \
        row(PC_OUTCOME_REJECTED, "rejected"), row(PC_OUTCOME_RESET, "reset"),                      \
        row(PC_OUTCOME_CLOSED, "closed")
typedef enum { PC_OUTCOMES(PC_WORD_MEMBER) } PcOutcome;

#define PC_COVERAGES(row)                                                                          \
    row(PC_COVERAGE_WHOLE, "whole"), row(PC_COVERAGE_SNAPLEN, "snaplen"),                          \
        row(PC_COVERAGE_GAP, "gap"), row(PC_COVERAGE_LATE_START, "late-start"),                    \
        row(PC_COVERAGE_EARLY_END, "early-end"), row(PC_COVERAGE_ENCRYPTED, "encrypted"),          \
        row(PC_COVERAGE_OVER_LIMIT, "over-limit")
typedef enum { PC_COVERAGES(PC_WORD_MEMBER) } PcCoverage;

#define PC_POSSESSIONS(row)                                                                        \
    row(PC_POSSESSION_ABSENT, NULL), /* no client certificate, so nothing to possess */            \
        row(PC_POSSESSION_VERIFIED, "verified"), row(PC_POSSESSION_FAILED, "failed"),              \
        row(PC_POSSESSION_NOT_SEEN, "not-seen"), row(PC_POSSESSION_NOT_CHECKABLE, "not-checkable")
typedef enum { PC_POSSESSIONS(PC_WORD_MEMBER) } PcPossession;

// The words of the design for each value; NULL where the value means "absent". Static strings.
const char *pc_client_certificate_name(PcClientCertificate seen);
const char *pc_outcome_name(PcOutcome outcome);
const char *pc_coverage_name(PcCoverage coverage);
const char *pc_possession_name(PcPossession possession);

enum {
    PC_HANDSHAKE_MAX_CERTIFICATE = 64 * 1024,
    PC_HANDSHAKE_MAX_CERTIFICATES = 32, // in one message
};

// PcHandshakeFrames are the frames that complete each message; 0 is "not seen".
typedef struct {
    uint64_t first; // first frame of anything that belongs to this handshake
    uint64_t client_hello;
    uint64_t server_hello;
    uint64_t server_certificate;
    uint64_t certificate_request;
    uint64_t server_hello_done;
    uint64_t client_certificate;
    uint64_t client_key_exchange;
    uint64_t certificate_verify;
    uint64_t client_finished; // ChangeCipherSpec and what follows it, or TLS 1.3 Finished
    uint64_t server_finished;
    uint64_t alert;
    uint64_t outcome; // the frame that decided the outcome
    uint64_t closed;  // in which the server hung up after it: `closed_after_handshake`; else 0
} PcHandshakeFrames;

typedef struct {
    bool seen;
    uint8_t level;       // 1 warning, 2 fatal
    uint8_t description; // RFC 8446, 6
    PcSide from;
    bool answers_end; // the other end had hung up before: a complaint of that, and no refusal
} PcAlert;

// PcEapSilence is what an 802.1X conversation ended in, if in nothing: packets of one end that were
// sent again and to which no answer came.
typedef struct {
    unsigned
        n_unanswered; // times that the last packet was sent, where it was more than once; else 0
    unsigned n_fragments; // first IP fragments whose others never came
    unsigned n_ignored;   // times that the last packet was sent again after its answer
    PcSide silent;        // CLIENT: the phone; SERVER: the RADIUS server
    bool was_answered;    // an earlier packet was
    bool in_tls;          // the phone had begun TLS
    size_t len;           // bytes of the packet
    uint64_t frame;       // of its first time
} PcEapSilence;

// PcHandshakeMarks is kept for an owner that shows the handshake frame by frame (marks.h).
typedef struct {
    uint32_t number; // among those of its capture, as they begin; 0: not marked
    uint64_t told;   // the frame in which it became known that no certificate will be seen; 0
    uint64_t last;   // that brought anything; 0
    GArray *lasting; // of PcMarkedFrame: where a client's message was complete; NULL
    GArray *heard;   // of PcMarkedFrame without roles: the frames of an EAP conversation; NULL
} PcHandshakeMarks;

// PcHandshake: the fields are for reading; only core/handshake/ writes them, and of `said`
// core/talk/.
typedef struct PcHandshake PcHandshake;
typedef struct PcTranscript PcTranscript; // core/handshake/possession.h
struct PcCertificateMemory;               // core/certificate/memory.h

struct PcHandshake {
    PcTransport transport;
    uint32_t interface_id;    // of the first frame, as the capture numbers it
    PcEndpoint end[2];        // by direction: end[d] is the sender of direction d
    int client_direction;     // 0 or 1; -1 while nothing told which end is the client
    bool client_is_guess;     // told only by the ports
    int64_t start;            // time of the first frame, ns since 1970 UTC
    int64_t certificate_time; // time of the client's Certificate message; 0 if none
    PcHandshakeFrames frames;

    // What the hellos said.
    uint16_t version;        // negotiated wire value (0x0303, 0xfefd, 0x0304); 0 unknown
    uint16_t client_version; // highest that the client offered; 0 unknown
    uint16_t cipher;         // 0 unknown (has_server_hello tells)
    bool has_client_random;
    uint8_t client_random[32];
    uint8_t server_random[32]; // once the version is known
    bool encrypt_then_mac;     // negotiated (RFC 7366)
    char *server_name;         // SNI, sanitised; NULL
    bool resumed;
    bool renegotiated; // facts below come from a later handshake on the connection
    bool hello_retry;
    bool early_data; // the client offered it (RFC 8446, 4.2.10)

    // Certificates, leaf first, as DER. Never NULL; empty where none came.
    GPtrArray *client_chain; // of GBytes
    GPtrArray *server_chain; // of GBytes; only of a message that is whole
    GBytes *client_partial;  // the beginning of a certificate whose end the capture lacks; NULL
    bool certificate_requested;
    bool has_authorities;   // the request (or extension 47) carried a CA list, even an empty one
    GPtrArray *authorities; // of GBytes: DER Names (RFC 5246 7.4.4, RFC 8446 4.2.4)
    bool client_certificate_empty;

    // For a resumed session whose full handshake was seen: its chain and its frame (0 if none).
    GPtrArray *original_chain; // of GBytes; NULL unless known
    uint64_t original_frame;

    // How it went on.
    PcAlert alert;        // the first fatal one, or one that closes; design.md "outcome"
    bool encrypted_alert; // an alert record that could not be read
    PcSide encrypted_alert_from;
    bool server_application_data;
    bool client_application_data;
    bool closed_after_handshake; // server closed after the handshake without application data
    bool eap_failure;
    bool eap_success;
    PcMedium medium;  // of 802.1X, where the access server or the link tells
    char *eap_method; // "TLS", "PEAP", "TTLS", "FAST", "TEAP"; NULL outside EAP
    PcEapSilence eap_silence;

    // What pc_handshake_settle derives.
    PcClientCertificate client_certificate;
    PcPossession possession; // not-checkable where pc_handshake_prove has not checked it yet
    PcOutcome outcome;
    PcCoverage coverage;
    PcSide ended_by; // who was the first to reset or close; UNKNOWN: nobody was seen to

    PcSaid said; // inside, by the application, where it could be read

    // An earlier handshake on the same connection that presented another client certificate: a
    // record of its own. Owned; take it with pc_handshake_take_earlier. NULL ordinarily.
    PcHandshake *earlier;

    PcHandshakeMarks marks;

    struct PcHandshakeWork *work; // private to core/handshake/
};

// pc_handshake_new starts a record. `from` is the sender of direction 0, `to` of direction 1; both
// are copied. Free with pc_handshake_free (NULL is fine).
PcHandshake *pc_handshake_new(PcTransport transport, const PcEndpoint *from, const PcEndpoint *to);
void pc_handshake_free(PcHandshake *handshake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcHandshake, pc_handshake_free)

// pc_handshake_client and _server lend the ends once the side is known (or guessed).
const PcEndpoint *pc_handshake_client(const PcHandshake *handshake);
const PcEndpoint *pc_handshake_server(const PcHandshake *handshake);

// ---- events, in stream order --------------------------------------------------------------

// pc_handshake_message takes one whole handshake message. `type` and `body` are the message's
// (RFC 8446, 4); `raw` is the message as it enters the transcript: header and body (12-byte header
// with fragment offset 0 for DTLS). In TLS 1.3 it is given decrypted. Handshake messages that
// cannot be read (encrypted) go to pc_handshake_encrypted instead.
void pc_handshake_message(PcHandshake *handshake, const PcSeen *seen, uint8_t type, PcBytes body,
                          PcBytes raw);

// pc_handshake_sslv2_hello takes an SSLv2-compatible ClientHello (RFC 5246, E.2), without its
// two-byte record length.
void pc_handshake_sslv2_hello(PcHandshake *handshake, const PcSeen *seen, PcBytes message);

// pc_handshake_change_cipher_spec and pc_handshake_encrypted take what follows in records: the
// ChangeCipherSpec, and a handshake record that cannot be read (normally Finished). `len` is the
// record's length in bytes.
void pc_handshake_change_cipher_spec(PcHandshake *handshake, const PcSeen *seen);
void pc_handshake_encrypted(PcHandshake *handshake, const PcSeen *seen, size_t len);

// pc_handshake_alert takes a readable alert; pc_handshake_alert_encrypted one that is not.
void pc_handshake_alert(PcHandshake *handshake, const PcSeen *seen, uint8_t level,
                        uint8_t description);
void pc_handshake_alert_encrypted(PcHandshake *handshake, const PcSeen *seen);

// pc_handshake_application_data takes an application data record. In TLS 1.3 without keys that is
// every record after ServerHello, so `len` is given too.
void pc_handshake_application_data(PcHandshake *handshake, const PcSeen *seen, size_t len);

// pc_handshake_data takes the content of application data that could be read (a NULL cipher, keys),
// besides pc_handshake_application_data. What SIP, CAPF or TVS says in it goes into the record.
void pc_handshake_data(PcHandshake *handshake, const PcSeen *seen, PcBytes content);

// pc_handshake_dark says that what follows in TLS 1.3 is encrypted and no keys are at hand.
void pc_handshake_dark(PcHandshake *handshake);

// pc_handshake_partial_certificate takes the beginning of a Certificate message's body whose rest
// the capture lacks.
void pc_handshake_partial_certificate(PcHandshake *handshake, const PcSeen *seen, PcBytes body);

// pc_handshake_current lends the handshake that is being read now: a renegotiation that has not yet
// taken the record over, or the record itself. Keys are derived from its randoms.
PcHandshake *pc_handshake_current(PcHandshake *handshake);

// pc_handshake_at lends the handshake that something seen in that frame belongs to: of two
// directions one may be read late, when the other has begun a renegotiation. NULL where it belongs
// to one that the record has left behind.
PcHandshake *pc_handshake_at(PcHandshake *handshake, const PcSeen *seen);

// pc_handshake_master_secret gives the master secret where it is known: SSL 3.0 proves possession
// with it. Call before the client's CertificateVerify.
void pc_handshake_master_secret(PcHandshake *handshake, PcBytes master);

// pc_handshake_missing names a thing that the capture lacks; only the first is kept.
// PC_COVERAGE_WHOLE is not allowed. pc_handshake_hole says that bytes of one direction are
// missing: what the other direction did not say stays certain.
void pc_handshake_missing(PcHandshake *handshake, PcCoverage what);
void pc_handshake_hole(PcHandshake *handshake, unsigned direction, PcCoverage what);

// pc_handshake_hole_before is told late, of a hole that lies in the handshake even if that is over
// by now: messages of DTLS that never came.
void pc_handshake_hole_before(PcHandshake *handshake, unsigned direction, PcCoverage what);

// pc_handshake_reset and pc_handshake_fin take the end of the transport in one direction;
// pc_handshake_eap_result the end of an EAP conversation; pc_handshake_end_of_capture that there
// are no more frames (or that the observer gave up on it).
void pc_handshake_reset(PcHandshake *handshake, const PcSeen *seen);
void pc_handshake_fin(PcHandshake *handshake, const PcSeen *seen);
// pc_handshake_goes_on takes FIN and reset of a direction back: it was none, as what follows shows.
void pc_handshake_goes_on(PcHandshake *handshake, unsigned direction);
void pc_handshake_eap_result(PcHandshake *handshake, const PcSeen *seen, bool success);
void pc_handshake_end_of_capture(PcHandshake *handshake);
// pc_handshake_resume takes that back: there is more after all.
void pc_handshake_resume(PcHandshake *handshake);

// pc_handshake_hint_client says which direction opened the connection (SYN), or only looks like the
// client by its port (`guess`). A handshake message overrules both.
void pc_handshake_hint_client(PcHandshake *handshake, unsigned direction, bool guess);
// pc_handshake_hint_ports takes the end with the higher port for the client, as a guess.
void pc_handshake_hint_ports(PcHandshake *handshake);

// pc_handshake_settle derives client_certificate, possession, outcome and coverage from what has
// been seen so far. It may be called again after more events.
void pc_handshake_settle(PcHandshake *handshake);

// pc_handshake_prove checks the client's CertificateVerify, if one waits for that, and sets
// `possession` of a settled record. It is the dearest step, so it is left to whoever judges;
// `certificates` is where parsed ones are remembered, NULL: nowhere.
void pc_handshake_prove(PcHandshake *handshake, struct PcCertificateMemory *certificates);

// pc_handshake_take_earlier gives the record of the first handshake on the connection, settled, if
// a renegotiation brought a different client certificate; NULL once all are taken. The caller
// frees.
PcHandshake *pc_handshake_take_earlier(PcHandshake *handshake);

// pc_handshake_time_of tells when a frame of this handshake came, in nanoseconds since 1970 UTC, to
// the microsecond. False where that is not remembered: it is for the first twenty that brought
// something.
bool pc_handshake_time_of(const PcHandshake *handshake, uint64_t frame, int64_t *time);

// pc_handshake_held gives how many bytes of the messages the record keeps, for whoever has to keep
// house.
size_t pc_handshake_held(const PcHandshake *handshake);

// pc_handshake_ended says that the transport is over: closed by both sides, or told to be. A reset
// may be taken back.
bool pc_handshake_ended(const PcHandshake *handshake);

// pc_handshake_decided says that nothing that may follow can change the record: the observer can
// stop listening.
bool pc_handshake_decided(const PcHandshake *handshake);

#endif
