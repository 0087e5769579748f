// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the log reader share: the head of an entry, and the step from an entry's
// message to the event that it tells.
#ifndef PHONECERT_CORE_PHONE_LOG_WORK_H
#define PHONECERT_CORE_PHONE_LOG_WORK_H

#include "core/field/services.h"
#include "core/log/phone_log.h"

// ---- words ----------------------------------------------------------------------------------

// PcLogWords finds many words in a text in one pass. Words are lent, of two bytes at least, and at
// most so many; free with g_free.
enum { PC_LOG_MAX_WORDS = 64 };
typedef struct PcLogWords PcLogWords;
PcLogWords *pc_log_words_new(void);
void pc_log_words_add(PcLogWords *words, const char *word);
// pc_log_words_find gives which of them stand in a text: bit n is the n-th that was added.
uint64_t pc_log_words_find(const PcLogWords *words, PcBytes text);

// PcLogHead is what stands before an entry's message. Lent.
typedef struct {
    PcLogForm form;
    uint64_t sequence;
    PcBytes severity; // "ERR"; empty
    PcLogTime time;
    PcBytes process; // with "(pid:tid)" where it is given; empty
    PcBytes pid;     // "711:853"; empty
} PcLogHead;

// pc_log_read_head takes the head of an entry of any form off the front.
bool pc_log_read_head(PcBytes *from, PcLogHead *head);

// pc_log_entry_new says what a message tells; NULL where it tells nothing of certificates.
PcLogEntry *pc_log_entry_new(const PcLogWords *words, const PcLogHead *head, PcBytes message);
// pc_log_entry_words gives the words that it looks for; free with g_free.
PcLogWords *pc_log_entry_words(void);
void pc_log_entry_free(void *entry);

// pc_log_entry_base makes an entry that has its head and text, and no event yet.
PcLogEntry *pc_log_entry_base(const PcLogHead *head, PcBytes message);
// pc_log_value gives a value as it may be shown; NULL for an empty one. Caller frees.
char *pc_log_value(PcBytes value);
// pc_log_take_number reads entry->number off the front of `after`.
bool pc_log_take_number(PcLogEntry *entry, PcBytes after);

// ---- forms ----------------------------------------------------------------------------------

// PcLogTaken is what a form's reader says of a line.
typedef enum {
    PC_LOG_NOT_MINE,
    PC_LOG_TAKEN,
    PC_LOG_TAKEN_OPEN, // and it is asked first about the next lines, which need have no mark
} PcLogTaken;

// PcLogFormRow is one form: how its lines are known, who reads them, what they are joined by. A
// form without marks is known by the head of its entries (pc_log_read_head).
typedef struct {
    const char *title;
    unsigned keys;            // PC_LOG_KEY_...
    const char *const *marks; // one of them stands in its lines; NULL after the last
    PcLogTaken (*read)(PcPhoneLog *log, void *state, PcBytes line);
    size_t state_size; // of what the reader keeps, zeroed at the start; 0 none
    void (*finish)(PcPhoneLog *log, void *state); // tells what still waits; NULL: nothing does
    void (*clear)(void *state);
} PcLogFormRow;
extern const PcLogFormRow pc_log_form_ise, pc_log_form_trust_list, pc_log_form_alarm,
    pc_log_form_freeradius, pc_log_form_nps, pc_log_form_clearpass, pc_log_form_asa,
    pc_log_form_expressway, pc_log_form_ios, pc_log_form_supplicant, pc_log_form_s_client,
    pc_log_form_show_cert, pc_log_form_8945, pc_log_form_status, pc_log_form_openssl,
    pc_log_form_jabber;

// pc_log_readers_new and _free: what the readers keep. pc_log_read_bare asks the forms about a line
// without a head; false where it is of none. pc_log_readers_finish ends them.
struct PcLogReaders *pc_log_readers_new(void);
void pc_log_readers_free(struct PcLogReaders *readers);
bool pc_log_read_bare(PcPhoneLog *log, PcBytes line);
void pc_log_readers_finish(PcPhoneLog *log);

// pc_log_add takes an entry over.
void pc_log_add(PcPhoneLog *log, PcLogEntry *entry);
// pc_log_told makes an entry without a time.
PcLogEntry *pc_log_told(PcLogForm form, PcLogEvent event, PcBytes line);

// ---- values ---------------------------------------------------------------------------------

// pc_log_after_key gives what follows `key` up to a byte out of `stops`, trimmed; empty where the
// key stands nowhere. pc_log_text gives it as text that may be shown (NULL for empty).
PcBytes pc_log_after_key(PcBytes line, const char *key, const char *stops);
char *pc_log_text_of(PcBytes line, const char *key, const char *stops);
// pc_log_has says whether a word stands in a line. pc_log_has_nocase does not mind the case.
bool pc_log_has(PcBytes line, const char *word);
bool pc_log_has_nocase(PcBytes line, const char *word);
// pc_log_mac reads a MAC address in any of its spellings: "0A:1B:2C:3D:4E:5F"; NULL: it is none.
char *pc_log_mac(PcBytes value);
// pc_log_client fills device and MAC from a value that names a client in some way.
void pc_log_client(PcLogEntry *entry, PcBytes value);
// pc_log_names fills issuer and subject, and the certificate's type as far as they tell it.
void pc_log_names(PcLogEntry *entry, PcBytes subject, PcBytes issuer);
PcType pc_log_type_of_issuer(PcBytes name);
// pc_log_alert gives the RFC's name of the alert that a text speaks of, in whatever spelling.
const char *pc_log_alert(PcBytes text);

// Times as logs write them; each takes it off the front.
bool pc_log_clock(PcBytes *from, PcLogTime *time);      // HH:MM:SS[.,]fraction
bool pc_log_month_day(PcBytes *from, PcLogTime *time);  // Nov 29
bool pc_log_iso_time(PcBytes *from, PcLogTime *time);   // 2026-03-09[ T]HH:MM:SS.fff[ ]+ZZ:ZZ
bool pc_log_month_time(PcBytes *from, PcLogTime *time); // [Mon] Mar  9 [2026] HH:MM:SS [2026]
bool pc_log_find_time(PcBytes line, PcLogTime *time);   // the first of either in a line

// ---- causes ---------------------------------------------------------------------------------

// PcLogReason is why a certificate or a handshake was refused.
typedef enum {
    PC_LOG_REASON_OTHER,
    PC_LOG_REASON_UNKNOWN_CA,
    PC_LOG_REASON_EXPIRED,
    PC_LOG_REASON_NOT_YET_VALID,
    PC_LOG_REASON_REVOKED,
    PC_LOG_REASON_BAD_SIGNATURE,
    PC_LOG_REASON_PURPOSE,
    PC_LOG_REASON_WEAK,
    PC_LOG_REASON_NO_CERTIFICATE,
    PC_LOG_REASON_VERSION,
    PC_LOG_REASON_CIPHER,
    PC_LOG_REASON_NAME,
    PC_LOG_REASON_SILENT,
} PcLogReason;

// pc_log_refuse says that `by` refused, and adds the findings that this may be, going by the
// entry's service and type.
void pc_log_refuse(PcLogEntry *entry, PcSide by, PcLogReason reason);
void pc_log_finding(PcLogEntry *entry, PcFindingId id);
PcLogReason pc_log_reason_of_alert(const char *alert);
// pc_log_reason_of_openssl goes by OpenSSL's words; false where it knows none of them.
bool pc_log_reason_of_openssl(PcBytes text, PcLogReason *reason);
PcLogReason pc_log_reason_of_verify(unsigned code); // an X509_V_ERR_... number
// pc_log_service sets the entry's service.
void pc_log_service(PcLogEntry *entry, PcServiceId service);

// pc_log_alarm_reason says what the number of a reason means in an alarm of this name; false where
// the alarm is not known.
bool pc_log_alarm_reason(PcLogEntry *entry, PcBytes alarm, uint64_t number);

// ---- traces of CUCM with a head -------------------------------------------------------------

// PcLogTraces is what the readers of traces keep of the messages before.
typedef struct PcLogTraces PcLogTraces;
PcLogTraces *pc_log_traces_new(void);
void pc_log_traces_free(PcLogTraces *traces);
// pc_log_trace_message reads one message of a TVS, CAPF or SDL trace; _traces_finish tells what
// still waits.
void pc_log_trace_message(PcPhoneLog *log, const PcLogHead *head, PcBytes message);
void pc_log_traces_finish(PcPhoneLog *log);

// ---- certificates in a log ------------------------------------------------------------------

// pc_log_pem_line gathers PEM blocks: log->shown is the certificate that `line` ends, else NULL.
void pc_log_pem_line(PcPhoneLog *log, PcBytes line);
// pc_log_pem_tell makes an entry of log->shown, unless a reader took it for its own.
void pc_log_pem_tell(PcPhoneLog *log);

// ---- encodings ------------------------------------------------------------------------------

// pc_log_decode hands bytes on as text that has ASCII where ASCII is meant: of UTF-16 with its mark
// (RFC 2781, 3.2) as UTF-8, else as they are.
typedef void (*PcLogFeed)(void *user, PcBytes text);
void pc_log_decode(PcLogEncoding *encoding, PcBytes bytes, PcLogFeed feed, void *user);

// ---- clocks ---------------------------------------------------------------------------------

enum { PC_LOG_TOLERANCE = 10 }; // seconds between a log's and a capture's view of one moment

// PcLogPair is a moment of a log and a session that may be the same.
typedef struct {
    int64_t apart; // seconds
    size_t session;
    unsigned item; // connection or entry
    unsigned key;  // by which they were brought together
    bool is_sure;  // they can be nothing but the same, but for another use of the same ports
} PcLogPair;

// pc_log_difference gives the log's time less `when`, in seconds.
int64_t pc_log_difference(const PcLogTime *time, int64_t when);
// pc_log_find_offset sorts the pairs, and finds where the window opens in which most agree; false
// where no offset can be told.
bool pc_log_find_offset(GArray *pairs, size_t n_sessions, int64_t *apart);

// pc_log_connect turns the entries of a log into connections.
void pc_log_connect(PcPhoneLog *log);

#endif
