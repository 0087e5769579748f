// SPDX-License-Identifier: GPL-2.0-or-later
// PcPhoneLog reads what phones and servers wrote about certificates: phone consoles (the old SECD
// form and the newer SECUREAPP/JAVA form), TVS and CUCM SDL traces, ISE failure lines and what
// `show ctl` and `show itl` print. Lines become entries, entries become connections, and
// connections can be joined to the sessions of a capture. Most of these clocks have no year and no
// zone, some no date, so times are kept as they were written.
#ifndef PHONECERT_CORE_PHONE_LOG_H
#define PHONECERT_CORE_PHONE_LOG_H

#include "core/bytes/cutter.h"
#include "core/certificate/identity.h"
#include "core/field/words.h"

enum {
    PC_PHONE_LOG_MAX_LINE = 4 * 1024 * 1024, // a longer line is read as several
    PC_PHONE_LOG_MAX_TEXT = 4096,            // bytes kept of an entry's text
    PC_PHONE_LOG_MAX_ENTRIES = 250000,       // kept; the log says `over_limit` past them
};

#define PC_LOG_FORMS(row)                                                                          \
    row(PC_LOG_FORM_SECD, "phone-old"), /* old phones: "3469 NOT 00:01:31.935298 SECD: -..." */    \
        row(PC_LOG_FORM_SECUREAPP,                                                                 \
            "phone"), /* newer phones: "3291 INF Nov 29 06:33:59.396231 SECUREAPP-..." */          \
        row(PC_LOG_FORM_TVS, "tvs"), /* TVS trace of a server */                                   \
        row(PC_LOG_FORM_SDL, "sdl"), /* CallManager SDL trace */                                   \
        row(PC_LOG_FORM_ISE, "ise"), /* a line with one of ISE's EAP-TLS failure codes */          \
        row(PC_LOG_FORM_TRUST_LIST, "trust-list") /* `show ctl`, `show itl` */
typedef enum { PC_LOG_FORMS(PC_WORD_MEMBER) } PcLogForm;
const char *pc_log_form_name(PcLogForm form); // "phone-old", "phone", "tvs", ...

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
            "connection-failure"), /* device, number: the reason code */                           \
        row(PC_LOG_EAP_FAILURE,                                                                    \
            "eap-failure") /* number: ISE's code; alert where the code means one; device */
typedef enum { PC_LOG_EVENTS(PC_WORD_MEMBER) } PcLogEvent;
const char *pc_log_event_name(PcLogEvent event); // "connect", "certificate", "alert", ...

// PcLogTime is a moment as the log wrote it; 0 or -1 is "not said".
typedef struct {
    int year;            // 0
    int month, day;      // from 1; 0
    int64_t time_of_day; // microseconds since midnight of the log's own clock; -1
} PcLogTime;

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
} PcLogConnection;

typedef struct PcPhoneLog {
    GPtrArray *entries;     // of PcLogEntry, in order
    GPtrArray *connections; // of PcLogConnection, in order; filled by pc_phone_log_finish
    char *device;           // whose log it is, as the log (or its name) says; NULL
    unsigned n_lines;       // read
    unsigned n_understood;  // lines in which a known form was found
    bool over_limit;
    PcCutter stream;
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
    bool tls13; // the phone may call its handshake done before the server judges it

    const PcLogConnection *connection; // out; lent by the log; NULL where none is the same
    int64_t clock_offset;              // out: log's clock less the capture's, seconds
} PcLogSession;

// pc_phone_log_join finds the connections that are these sessions: same device, same service, same
// time under one clock offset for the whole log, which is a whole number of quarter hours (a time
// zone) or is borne out by at least two sessions. No more is said where that cannot be told.
void pc_phone_log_join(const PcPhoneLog *log, PcLogSession *sessions, size_t n_sessions);

// pc_phone_log_contradiction says in a sentence where a joined session's log and capture cannot
// both be right; NULL where they can. Caller frees.
char *pc_phone_log_contradiction(const PcLogSession *session);

#endif
