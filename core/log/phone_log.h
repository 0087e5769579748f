// SPDX-License-Identifier: GPL-2.0-or-later
// PcPhoneLog reads what phones and servers wrote about certificates: phone consoles, CUCM's traces,
// alarms and commands, RADIUS servers, gateways and tools (PC_LOG_FORMS). Lines become entries,
// entries become connections, and connections can be joined to the sessions of a capture. Most of
// these clocks have no year and no zone, some no date, so times are kept as they were written.
#ifndef PHONECERT_CORE_PHONE_LOG_H
#define PHONECERT_CORE_PHONE_LOG_H

#include "core/bytes/cutter.h"
#include "core/certificate/certificate.h"
#include "core/certificate/identity.h"
#include "core/field/finding_id.h"
#include "core/field/words.h"
#include "core/wire/seen.h"

enum {
    PC_PHONE_LOG_MAX_LINE = 4 * 1024 * 1024,  // a longer line is read as several
    PC_PHONE_LOG_MAX_TEXT = 4096,             // bytes kept of an entry's text
    PC_PHONE_LOG_MAX_ENTRIES = 250000,        // kept; the log says `over_limit` past them
    PC_PHONE_LOG_MAX_KEPT = 24 * 1024 * 1024, // bytes of them, likewise
};

#define PC_LOG_FORMS(row)                                                                          \
    row(PC_LOG_FORM_SECD, "phone-old"), /* old phones: "3469 NOT 00:01:31.935298 SECD: -..." */    \
        row(PC_LOG_FORM_SECUREAPP,                                                                 \
            "phone"), /* newer phones: "3291 INF Nov 29 06:33:59.396231 SECUREAPP-..." */          \
        row(PC_LOG_FORM_TVS, "tvs"),                /* TVS trace of a server */                    \
        row(PC_LOG_FORM_SDL, "sdl"),                /* CallManager and TFTP: SDL trace */          \
        row(PC_LOG_FORM_ISE, "ise"),                /* ISE: syslog, reports */                     \
        row(PC_LOG_FORM_TRUST_LIST, "trust-list"),  /* `show ctl`, `show itl` */                   \
        row(PC_LOG_FORM_CAPF, "capf"),              /* CAPF trace of a server */                   \
        row(PC_LOG_FORM_ALARM, "alarm"),            /* CUCM's alarms, as syslog has them */        \
        row(PC_LOG_FORM_FREERADIUS, "freeradius"),  /* radius.log, radiusd -X */                   \
        row(PC_LOG_FORM_NPS, "nps"),                /* Windows events of NPS and Schannel */       \
        row(PC_LOG_FORM_CLEARPASS, "clearpass"),    /* ClearPass: CPPM_Alert */                    \
        row(PC_LOG_FORM_ASA, "asa"),                /* ASA and FTD: 725..., 717... */              \
        row(PC_LOG_FORM_EXPRESSWAY, "expressway"),  /* Expressway's event log */                   \
        row(PC_LOG_FORM_IOS, "ios"),                /* IOS: %PKI-..., CRYPTO_OPSSL */              \
        row(PC_LOG_FORM_SUPPLICANT, "supplicant"),  /* wpa_supplicant, hostapd */                  \
        row(PC_LOG_FORM_S_CLIENT, "s_client"),      /* openssl s_client */                         \
        row(PC_LOG_FORM_SHOW_CERT, "show-cert"),    /* `show cert list|own|trust` */               \
        row(PC_LOG_FORM_8945, "phone-8945"),        /* the shell form of 8945 and relatives */     \
        row(PC_LOG_FORM_STATUS, "status-messages"), /* of a phone: page or text */                 \
        row(PC_LOG_FORM_OPENSSL, "openssl"), /* OpenSSL's error lines, whoever wrote them */       \
        row(PC_LOG_FORM_JABBER, "jabber")    /* csf-unified.log */
typedef enum { PC_LOG_FORMS(PC_WORD_MEMBER), PC_LOG_N_FORMS } PcLogForm;
const char *pc_log_form_name(PcLogForm form); // "phone-old", "phone", "tvs", ...

// What a form's lines can be joined by, strongest first.
enum {
    PC_LOG_KEY_FLOW = 1,        // both addresses and both ports
    PC_LOG_KEY_CERTIFICATE = 2, // serial number or names
    PC_LOG_KEY_DEVICE = 4,      // device name or MAC address
    PC_LOG_KEY_ADDRESS = 8,
    PC_LOG_KEY_FILE = 16, // CTLSEP....tlv
    PC_LOG_KEY_TIME = 32,
};

// pc_log_form_title says what a form is, for people: "ISE syslog and reports"; pc_log_form_keys
// which keys its lines hold.
const char *pc_log_form_title(PcLogForm form);
unsigned pc_log_form_keys(PcLogForm form);

// PcLogEvent is what an entry tells. Which fields it fills stands beside it.
#define PC_LOG_EVENTS(row)                                                                         \
    row(PC_LOG_CONNECT, "connect"), /* a connection begins: service, maybe address and port */     \
        row(PC_LOG_CERTIFICATE,                                                                    \
            "certificate"), /* the phone chose its certificate: certificate, service, version */   \
        row(PC_LOG_NO_LSC, "no-lsc"),   /* no LSC, so the MIC: service */                          \
        row(PC_LOG_SUBJECT, "subject"), /* of the phone's certificate: subject, device */          \
        row(PC_LOG_ISSUER, "issuer"),   /* of the phone's certificate: issuer */                   \
        row(PC_LOG_ALERT, "alert"),     /* alert, alert_read, alert_fatal, maybe address */        \
        row(PC_LOG_HANDSHAKE_DONE, "handshake-done"),                                              \
        row(PC_LOG_HANDSHAKE_FAILED, "handshake-failed"), /* maybe address */                      \
        row(PC_LOG_PEER_VALID,                                                                     \
            "server-certificate-accepted"), /* the phone accepted the server's certificate */      \
        row(PC_LOG_PEER_ROLE,                                                                      \
            "server-certificate-role"), /* and the role it has in the trust list: number */        \
        row(PC_LOG_PEER_UNKNOWN,                                                                   \
            "server-certificate-not-in-trust-list"), /* the server's certificate is not in the     \
                                                        trust list: maybe address */               \
        row(PC_LOG_TVS_QUESTION, "tvs-question"),    /* issuer where the trace names it */         \
        row(PC_LOG_TVS_ANSWER, "tvs-answer"),        /* number: 0 good */                          \
        row(PC_LOG_FILE, "file"), /* a file was fetched: subject is its name, device */            \
        row(PC_LOG_TRUST_LIST_VERIFIED, "trust-list-verified"),                                    \
        row(PC_LOG_TRUST_LIST_MISSING, "trust-list-missing"),                                      \
        row(PC_LOG_TRUST_LIST_RECORD, "trust-list-record"), /* subject, issuer, role as text */    \
        row(PC_LOG_NAME_MISMATCH, "name-mismatch"), /* subject as received, device as expected */  \
        row(PC_LOG_CONNECTION_FAILURE,                                                             \
            "connection-failure"),              /* device, number: the reason code */              \
        row(PC_LOG_EAP_FAILURE, "eap-failure"), /* number: the server's code; alert where the code \
                                                   means one; device */                            \
        row(PC_LOG_ACCEPTED, "accepted"),       /* a server let the client in; device, issuer */   \
        row(PC_LOG_REFUSED, "refused"), /* a certificate was refused: by, subject, serial */       \
        row(PC_LOG_HANDSHAKE_START, "handshake-start"),                                            \
        row(PC_LOG_UNREGISTERED, "unregistered"),               /* number: the reason; device */   \
        row(PC_LOG_REGISTRATION_FAILED, "registration-failed"), /* number: the reason; device */   \
        row(PC_LOG_CERTIFICATE_ENDS, "certificate-ends"),       /* on a server: subject, store */  \
        row(PC_LOG_IN_STORE, "in-store"),     /* subject, issuer, serial, store */                 \
        row(PC_LOG_CA_OFFERED, "ca-offered"), /* subject; none: no name was sent */                \
        row(PC_LOG_TRUST_LIST_UNVERIFIED, "trust-list-unverified"),                                \
        row(PC_LOG_FILE_MISSING, "file-missing"), /* as PC_LOG_FILE */                             \
        row(PC_LOG_CAPF_RESULT, "capf-result"),   /* number: CAPF's code; device */                \
        row(PC_LOG_STATUS, "status"),             /* role: the message as the phone has it */      \
        row(PC_LOG_CERTIFICATE_SHOWN,                                                              \
            "certificate-shown") /* whole, as PEM: subject, issuer, serial, sha256, certificate */
typedef enum { PC_LOG_EVENTS(PC_WORD_MEMBER), PC_LOG_N_EVENTS } PcLogEvent;
const char *pc_log_event_name(PcLogEvent event); // "connect", "certificate", "alert", ...

// PcLogTime is a moment as the log wrote it; 0 or -1 is "not said".
typedef struct {
    int year;            // 0
    int month, day;      // from 1; 0
    int64_t time_of_day; // microseconds since midnight of the log's own clock; -1
    bool has_zone;       // and it says how far its clock is ahead of UTC:
    int zone;            // seconds
} PcLogTime;

// PcLogVerdict is what an entry says of a certificate, handshake or file: nothing, good, bad.
#define PC_LOG_VERDICTS(row)                                                                       \
    row(PC_LOG_VERDICT_NONE, NULL), row(PC_LOG_GOOD, "good"), row(PC_LOG_BAD, "bad")
typedef enum { PC_LOG_VERDICTS(PC_WORD_MEMBER) } PcLogVerdict;
const char *pc_log_verdict_name(PcLogVerdict verdict);

enum { PC_LOG_MAX_FINDINGS = 3 }; // that one entry may mean

// PcLogEntry: strings are owned, sanitised, NULL where the entry says nothing of the kind.
typedef struct {
    PcLogForm form;
    PcLogEvent event;
    unsigned line;     // from 1
    uint64_t sequence; // the log's own number; 0 none
    char severity[4];  // "ERR"; "" none
    PcLogTime time;
    char *process;      // "SECD", "SECUREAPP", "JAVA", with "(pid:tid)" where it is given
    char *service;      // our word where it is known ("SCCP", "TVS", ...), else the log's own
    PcType certificate; // LSC or MIC
    char *subject, *issuer, *device, *version, *role;
    const char *alert; // RFC name, static; NULL
    bool alert_read, alert_fatal;
    char *address;
    int port;   // 0 none
    int number; // -1 none
    char *text; // the message
    char *mac;  // of the client: "0A:1B:2C:3D:4E:5F"
    char *serial, *store;
    char *sha256; // of a certificate that the log holds whole; lower-case hex
    char *nas;    // switch or gateway that asked, with its port
    char *server; // the server's address, where `address` is the client's
    int server_port;
    char *detail; // the log's own word for the cause: "unable to get local issuer certificate"
    PcSide by;    // who refused
    PcLogVerdict verdict;
    PcFindingId findings[PC_LOG_MAX_FINDINGS]; // one of these it is, as far as the line tells
    unsigned n_findings;
} PcLogEntry;

#define PC_LOG_OUTCOMES(row)                                                                       \
    row(PC_LOG_OUTCOME_UNKNOWN, NULL), row(PC_LOG_OUTCOME_DONE, "done"),                           \
        row(PC_LOG_OUTCOME_FAILED, "failed")
typedef enum { PC_LOG_OUTCOMES(PC_WORD_MEMBER) } PcLogOutcome;
const char *pc_log_outcome_name(PcLogOutcome outcome); // "done", "failed"; NULL

// PcLogConnection is what consecutive entries of one process say of one connection. Strings are
// lent by the log's entries.
typedef struct {
    PcLogTime time;
    unsigned first_line, last_line;
    PcLogForm form;
    const char *process, *service, *device, *subject, *issuer, *version, *address;
    int port;
    PcType certificate;
    const char *alert; // first fatal one
    bool alert_read;
    bool no_lsc, peer_unknown;
    PcLogOutcome outcome;
    PcFindingId findings[PC_LOG_MAX_FINDINGS]; // one of these it is, where it failed
    unsigned n_findings;
} PcLogConnection;

// PcLogEncoding is what is known of a file's encoding, and what waits of a character.
typedef struct {
    unsigned n_seen; // bytes of the mark that were looked at
    uint8_t first;   // of them
    enum { PC_LOG_BYTES, PC_LOG_UTF16_LITTLE, PC_LOG_UTF16_BIG } kind;
    uint8_t half;
    bool has_half;
    unsigned high; // surrogate; 0 none
} PcLogEncoding;

typedef struct PcPhoneLog {
    GPtrArray *entries;     // of PcLogEntry, in order
    GPtrArray *connections; // of PcLogConnection, in order; filled by pc_phone_log_finish
    char *device;           // whose log it is, as the log (or its name) says; NULL
    unsigned n_lines;       // read
    unsigned n_understood;  // lines in which a known form was found
    unsigned n_of_form[PC_LOG_N_FORMS]; // and in which
    bool over_limit;
    size_t n_kept; // bytes of the entries
    PcCutter stream;
    struct PcLogReaders *readers; // what the forms' readers keep
    struct PcLogTraces *traces;
    struct PcLogWords *words; // that phones' messages are known by
    PcLogTime day;            // that the head of a file of an old phone names; year 0: none
    PcLogEncoding encoding;
    PcLogForm form;       // of the last line that was understood
    PcLogTime time;       // the last that was told
    GString *pem;         // the block that is open; empty: none is
    unsigned pem_line;    // where it began
    PcCertificate *shown; // that the line ended a block of; NULL
    GString *unread_half; // the line before, where no form knew it and it ends in a colon; empty
} PcPhoneLog;

// pc_phone_log_new starts a log; `name` is its file's name, in which a device name may stand (NULL
// is fine).
PcPhoneLog *pc_phone_log_new(const char *name);
void pc_phone_log_free(PcPhoneLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcPhoneLog, pc_phone_log_free)

// pc_phone_log_read takes the next bytes of the file; pc_phone_log_finish what waits, and makes the
// connections.
void pc_phone_log_read(PcPhoneLog *log, PcBytes bytes);
void pc_phone_log_finish(PcPhoneLog *log);

// ---- joining with a capture -----------------------------------------------------------------

// PcLogSession is what a capture says of one session (lent strings, NULL where unknown), and, after
// pc_phone_log_join, which connection of the log is the same.
typedef struct {
    const char *device;  // "SEP..."; a session without one is not joined
    const char *service; // our word
    int64_t time;        // of the handshake's start, nanoseconds since 1970 UTC
    PcType type;
    const char *issuer; // as PcIdentity.issuer
    const char *alert;
    bool accepted, rejected;
    const char *client, *server, *mac;
    const char *serial; // of the client's certificate, hex
    const char *sha256; // of it, lower-case hex
    int client_port;
    bool tls13; // the phone may call its handshake done before the server judges it

    const PcLogConnection *connection; // out; lent by the log; NULL where none is the same
    int64_t clock_offset;              // out: log's clock less the capture's, seconds
} PcLogSession;

// pc_log_common_name gives a name's CN, in whatever spelling the name is; NULL. Caller frees.
char *pc_log_common_name(const char *name);

// pc_phone_log_join finds the connections that are these sessions: same device, same service, same
// time under one clock offset for the whole log, which is a whole number of quarter hours (a time
// zone) or is borne out by at least two sessions. No more is said where that cannot be told.
void pc_phone_log_join(const PcPhoneLog *log, PcLogSession *sessions, size_t n_sessions);

// PcLogMatch is a line of a server, gateway or tool and the session that it is about.
typedef struct {
    const PcLogEntry *entry; // lent by the log
    size_t session;
    unsigned key;         // the strongest by which they were brought together: PC_LOG_KEY_...
    int64_t clock_offset; // log's clock less the capture's, seconds
} PcLogMatch;

// pc_phone_log_match finds the sessions that lines are about, by what both name (both ends,
// certificate by serial number and issuer, device, MAC address, client's address), and then by time
// under one clock offset for the whole log: GArray of PcLogMatch, the caller's. Nothing where no
// offset can be told.
GArray *pc_phone_log_match(const PcPhoneLog *log, const PcLogSession *sessions, size_t n_sessions);
// pc_log_match_contradiction says in a sentence where line and session cannot both be right; NULL
// where they can. Caller frees.
char *pc_log_match_contradiction(const PcLogMatch *match, const PcLogSession *session);

// pc_phone_log_contradiction says in a sentence where a joined session's log and capture cannot
// both be right; NULL where they can. Caller frees.
char *pc_phone_log_contradiction(const PcLogSession *session);

#endif
