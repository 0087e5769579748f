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

enum {
    PC_PHONE_LOG_MAX_LINE = 4 * 1024 * 1024, // a longer line is read as several
    PC_PHONE_LOG_MAX_TEXT = 4096,            // bytes kept of an entry's text
    PC_PHONE_LOG_MAX_ENTRIES = 250000,       // kept; the log says `over_limit` past them
};

typedef enum {
    PC_LOG_FORM_SECD,       // old phones: "3469 NOT 00:01:31.935298 SECD: -..."
    PC_LOG_FORM_SECUREAPP,  // newer phones: "3291 INF Nov 29 06:33:59.396231 SECUREAPP-..."
    PC_LOG_FORM_TVS,        // TVS trace of a server
    PC_LOG_FORM_SDL,        // CallManager SDL trace
    PC_LOG_FORM_ISE,        // a line with one of ISE's EAP-TLS failure codes
    PC_LOG_FORM_TRUST_LIST, // `show ctl`, `show itl`
} PcLogForm;
const char *pc_log_form_name(PcLogForm form); // "phone-old", "phone", "tvs", ...

// PcLogEvent is what an entry tells. Which fields it fills stands beside it.
typedef enum {
    PC_LOG_CONNECT,             // a connection begins: service, maybe address and port
    PC_LOG_CERTIFICATE,         // the phone chose its certificate: certificate, service, version
    PC_LOG_NO_LSC,              // no LSC, so the MIC: service
    PC_LOG_SUBJECT,             // of the phone's certificate: subject, device
    PC_LOG_ISSUER,              // of the phone's certificate: issuer
    PC_LOG_ALERT,               // alert, alert_read, alert_fatal, maybe address
    PC_LOG_HANDSHAKE_DONE,      //
    PC_LOG_HANDSHAKE_FAILED,    // maybe address
    PC_LOG_PEER_VALID,          // the phone accepted the server's certificate
    PC_LOG_PEER_ROLE,           // and the role it has in the trust list: number
    PC_LOG_PEER_UNKNOWN,        // the server's certificate is not in the trust list: maybe address
    PC_LOG_TVS_QUESTION,        // issuer where the trace names it
    PC_LOG_TVS_ANSWER,          // number: 0 good
    PC_LOG_FILE,                // a file was fetched: subject is its name, device
    PC_LOG_TRUST_LIST_VERIFIED, //
    PC_LOG_TRUST_LIST_MISSING,  //
    PC_LOG_TRUST_LIST_RECORD,   // subject, issuer, role as text
    PC_LOG_NAME_MISMATCH,       // subject as received, device as expected
    PC_LOG_CONNECTION_FAILURE,  // device, number: the reason code
    PC_LOG_EAP_FAILURE,         // number: ISE's code; alert where the code means one; device
} PcLogEvent;
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

typedef enum { PC_LOG_OUTCOME_UNKNOWN, PC_LOG_OUTCOME_DONE, PC_LOG_OUTCOME_FAILED } PcLogOutcome;
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
