// SPDX-License-Identifier: GPL-2.0-or-later
// Traces of CUCM's services become entries: each question to TVS with its certificate and its one
// answer, CAPF's results, what CallManager and TFTP say in SDL. Lines of one connection are known
// by its number, which stands before them until it is used again.
#include "core/log/work.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/lexer.h"

enum { MAX_DUMP = 64, MAX_CONNECTIONS = 1024 };

struct PcLogTraces {
    GHashTable *addresses; // of char *: a connection's number, to the phone's address
    char *connection;      // the last that was named
    PcLogEntry *question;  // the question to TVS that is read; NULL: none
    PcLogEntry *answer;    // the last look-up for it
    uint8_t dump[MAX_DUMP];
    size_t n_dump;
    char *tftp_address; // who asked last
    char *tftp_file;    // and for what
    PcLogWords *words;  // that messages are known by
    bool saw_tvs;       // some line can be of TVS only
    char *failure;      // "device reason", of the connection failure that was told last
};

static void drop(PcLogEntry **entry)
{
    if (*entry != NULL) {
        pc_log_entry_free(g_steal_pointer(entry));
    }
}

void pc_log_traces_free(PcLogTraces *traces)
{
    if (traces == NULL) {
        return;
    }
    drop(&traces->question);
    drop(&traces->answer);
    g_hash_table_unref(traces->addresses);
    g_free(traces->words);
    g_free(traces->connection);
    g_free(traces->tftp_address);
    g_free(traces->tftp_file);
    g_free(traces->failure);
    g_free(traces);
}

// One message, with what is kept of those before.
typedef struct {
    PcPhoneLog *log;
    PcLogTraces *traces;
    const PcLogHead *head;
    PcBytes message;
} Message;

static PcLogEntry *entry_of(const Message *this, PcLogEvent event)
{
    PcLogEntry *entry = pc_log_entry_base(this->head, this->message);
    entry->event = event;
    entry->line = this->log->n_lines;
    return entry;
}

// ---- connections of TVS and CAPF ----------------------------------------------------------------

static void replace(char **slot, char *value)
{
    g_free(*slot);
    *slot = value;
}

// "8:UNKNOWN:Got a new ph conn 10.44.0.21 on 8, ...": later lines say 8.
static bool take_new_connection(const Message *this)
{
    PcBytes after, number;
    if (!pc_lex_after(this->message, "Got a new ph conn ", &after)) {
        return false;
    }
    char *address = pc_log_value(pc_lex_until(&after, " "));
    if (!pc_lex_literal(&after, " on ") || !pc_lex_while(&after, "", &number) || address == NULL) {
        g_free(address);
        return true;
    }
    if (g_hash_table_size(this->traces->addresses) >= MAX_CONNECTIONS) {
        g_hash_table_remove_all(this->traces->addresses);
    }
    replace(&this->traces->connection, pc_log_value(number));
    g_hash_table_insert(this->traces->addresses, g_strdup(this->traces->connection), address);
    return true;
}

// "8:UNKNOWN:..." or "2:SEP0A1B2C3D4E5F:..." before the message names the connection.
static void note_connection(const Message *this)
{
    PcBytes rest = this->message, digits;
    uint64_t number;
    PcBytes look = rest;
    if (!pc_lex_while(&rest, "", &digits) || !pc_lex_literal(&rest, ":") ||
        !pc_lex_number(&look, 1, 5, &number)) {
        return;
    }
    replace(&this->traces->connection, pc_log_value(digits));
}

static void take_address(const Message *this, PcLogEntry *entry)
{
    const char *connection = this->traces->connection;
    if (connection != NULL && entry->address == NULL) {
        entry->address = g_strdup(g_hash_table_lookup(this->traces->addresses, connection));
    }
}

// ---- TVS ----------------------------------------------------------------------------------------

// A dump line is "57 01 03 00": whole bytes in hexadecimal. What it holds may name the device.
static bool take_dump(const Message *this)
{
    PcBytes rest = this->message, word;
    uint8_t bytes[8];
    size_t n = 0;
    while (n < sizeof bytes && pc_lex_while(&rest, "", &word) && word.len == 2 &&
           g_ascii_isxdigit(word.data[0]) && g_ascii_isxdigit(word.data[1])) {
        bytes[n++] = (uint8_t)(g_ascii_xdigit_value((char)word.data[0]) * 16 +
                               g_ascii_xdigit_value((char)word.data[1]));
        pc_lex_skip_spaces(&rest);
    }
    if (n == 0 || pc_lex_trim(rest).len > 0) {
        return false;
    }
    PcLogTraces *traces = this->traces;
    for (size_t i = 0; i < n && traces->n_dump < MAX_DUMP; i++) {
        traces->dump[traces->n_dump++] = bytes[i];
    }
    return true;
}

static void tell_question(const Message *this)
{
    PcLogTraces *traces = this->traces;
    if (traces->question != NULL) {
        pc_log_add(this->log, g_steal_pointer(&traces->question));
    }
    if (traces->answer != NULL) {
        PcLogEntry *answer = g_steal_pointer(&traces->answer);
        if (answer->number != 0) {
            pc_log_finding(answer, PC_FINDING_TVS_REFUSED);
        }
        answer->verdict = answer->number == 0 ? PC_LOG_GOOD : PC_LOG_BAD;
        pc_log_add(this->log, answer);
    }
}

// The question that is read, begun where none is.
static PcLogEntry *question_of(const Message *this)
{
    PcLogTraces *traces = this->traces;
    if (traces->answer != NULL) {
        tell_question(this);
    }
    if (traces->question == NULL) {
        traces->question = entry_of(this, PC_LOG_TVS_QUESTION);
        pc_log_service(traces->question, PC_SERVICE_TVS);
        take_address(this, traces->question);
        traces->question->device = pc_lex_device(pc_bytes(traces->dump, traces->n_dump));
        traces->n_dump = 0;
    }
    return traces->question;
}

static void take_kind(const Message *this, PcBytes after)
{
    pc_lex_skip_spaces(&after);
    if (!pc_lex_literal(&after, ":")) {
        return;
    }
    pc_lex_skip_spaces(&after);
    if (!pc_lex_literal(&after, "TVS_MSG_")) {
        return;
    }
    if (pc_log_has(after, "_RES")) {
        tell_question(this);
    } else {
        tell_question(this);
        question_of(this);
    }
}

static void set_once(char **slot, PcBytes value)
{
    if (*slot == NULL) {
        *slot = pc_log_value(value);
    }
}

static void take_subject(const Message *this, PcBytes after)
{
    PcLogEntry *question = question_of(this);
    if (question->subject != NULL) {
        tell_question(this);
        question = question_of(this);
    }
    set_once(&question->subject, after);
}

static void take_issuer(const Message *this, PcBytes after)
{
    set_once(&question_of(this)->issuer, after);
}

static void take_serial(const Message *this, PcBytes after)
{
    set_once(&question_of(this)->serial, after);
}

// "issuerName : DN and Length: 43"
static void take_verified_issuer(const Message *this, PcBytes after)
{
    size_t end;
    if (pc_bytes_find(after, " and Length", strlen(" and Length"), &end)) {
        after = pc_bytes_first(after, end);
    }
    set_once(&question_of(this)->issuer, after);
}

static void take_verified_serial(const Message *this, PcBytes after)
{
    set_once(&question_of(this)->serial, pc_lex_until(&after, " "));
}

// A look-up in one cache is not an answer yet: the last before the response counts.
static void look_up(const Message *this, int number)
{
    PcLogTraces *traces = this->traces;
    drop(&traces->answer);
    traces->answer = entry_of(this, PC_LOG_TVS_ANSWER);
    traces->answer->number = number;
    pc_log_service(traces->answer, PC_SERVICE_TVS);
    take_address(this, traces->answer);
    if (traces->question != NULL) {
        traces->answer->device = g_strdup(traces->question->device);
        traces->answer->subject = g_strdup(traces->question->subject);
        traces->answer->issuer = g_strdup(traces->question->issuer);
        traces->answer->serial = g_strdup(traces->question->serial);
    }
}

static void take_found(const Message *this, PcBytes after)
{
    (void)after;
    look_up(this, 0);
}

static void take_not_found(const Message *this, PcBytes after)
{
    (void)after;
    look_up(this, 1);
}

static void take_sending(const Message *this, PcBytes after)
{
    if (pc_log_has(after, "_RES")) {
        tell_question(this);
    }
}

// ---- CAPF ---------------------------------------------------------------------------------------

// CAPF's codes (CUCM troubleshooting guide, "CAPF Error Codes"). N: no finding of its own.
#define N PC_N_FINDINGS
static const struct {
    const char *name;
    int code;
    PcLogVerdict verdict;
    PcFindingId finding;
} capf_codes[] = {
    {"CAPF_OP_FAIL_INVALID_AUTH_STR", 3, PC_LOG_BAD, PC_FINDING_CAPF_AUTH_FAILED},
    {"CAPF_OP_FAIL_INVALID_LSC", 4, PC_LOG_BAD, PC_FINDING_CAPF_INVALID_LSC},
    {"CAPF_OP_FAIL_INVALID_MIC", 5, PC_LOG_BAD, PC_FINDING_CAPF_AUTH_FAILED},
    {"CAPF_OP_FAIL_INVALID_CRENDENTIALS", 6, PC_LOG_BAD, PC_FINDING_CAPF_AUTH_FAILED},
    {"CAPF_OP_FAIL_PHONE_COMM_ERROR", 7, PC_LOG_BAD, PC_FINDING_CAPF_ENDED_EARLY},
    {"CAPF_OP_FAIL_OP_TIMED_OUT", 8, PC_LOG_BAD, N},
    {"CAPF_OP_FAIL_LATE_REQUEST", 11, PC_LOG_BAD, N},
    {"CAPF_OP_FAIL", 2, PC_LOG_BAD, PC_FINDING_CAPF_AUTH_FAILED},
    {"CAPF_FETCH_SUCCESS_BUT_NO_CERT", 1, PC_LOG_VERDICT_NONE, N},
    {"CAPF_OP_SUCCESS", 0, PC_LOG_GOOD, N},
};
#undef N

static void take_capf(const Message *this)
{
    for (size_t i = 0; i < G_N_ELEMENTS(capf_codes); i++) {
        if (!pc_log_has(this->message, capf_codes[i].name)) {
            continue;
        }
        PcLogEntry *entry = entry_of(this, PC_LOG_CAPF_RESULT);
        entry->number = capf_codes[i].code;
        entry->verdict = capf_codes[i].verdict;
        entry->detail = g_strdup(capf_codes[i].name);
        entry->device = pc_lex_device(this->message);
        pc_log_service(entry, PC_SERVICE_CAPF);
        take_address(this, entry);
        if (capf_codes[i].finding != PC_N_FINDINGS) {
            pc_log_finding(entry, capf_codes[i].finding);
        }
        pc_log_add(this->log, entry);
        return;
    }
}

// ---- SDL ----------------------------------------------------------------------------------------

// "Rcvd=CP-8861-SEP..., Expected=SEP0A1B2C3D4E5F": where the SAN is still to be looked at it is no
// verdict.
static void take_mismatch(const Message *this, PcBytes after)
{
    PcBytes received, expected;
    if (!pc_lex_after(after, "Rcvd=", &received) || !pc_lex_after(after, "Expected=", &expected)) {
        return;
    }
    PcLogEntry *entry = entry_of(this, PC_LOG_NAME_MISMATCH);
    entry->subject = pc_log_value(pc_lex_until(&received, ","));
    entry->device = pc_lex_device(expected);
    if (entry->device == NULL) {
        entry->device = pc_log_value(pc_lex_until(&expected, ", "));
    }
    pc_log_service(entry, PC_SERVICE_SIP);
    if (pc_log_has(this->message, "matching SAN")) {
        entry->verdict = PC_LOG_BAD;
        pc_log_finding(entry, PC_FINDING_NAME_MISMATCH);
    }
    pc_log_add(this->log, entry);
}

// The trace tells one failure as a sentence and once more as an alarm: it counts once.
static void tell_failure(const Message *this, PcLogEntry *entry)
{
    char *failure = g_strdup_printf("%s %d %" G_GINT64_FORMAT, entry->device, entry->number,
                                    entry->time.time_of_day / G_USEC_PER_SEC);
    bool is_same = g_strcmp0(failure, this->traces->failure) == 0;
    replace(&this->traces->failure, failure);
    if (is_same) {
        pc_log_entry_free(entry);
    } else {
        pc_log_add(this->log, entry);
    }
}

static uint64_t number_after(PcBytes text, const char *key)
{
    PcBytes after;
    uint64_t number = 0;
    if (pc_lex_after(text, key, &after)) {
        pc_lex_skip_spaces(&after);
        pc_lex_number(&after, 1, 4, &number);
    }
    return number;
}

static void take_connection_failure(const Message *this, PcBytes after)
{
    static const char alarm[] = "ConnectionFailure";
    if (!pc_log_has(after, "Device Name:")) {
        return;
    }
    PcLogEntry *entry = entry_of(this, PC_LOG_CONNECTION_FAILURE);
    entry->device = pc_log_text_of(after, "Device Name:", " ");
    entry->address = pc_log_text_of(after, "IP Address:", " ");
    pc_log_alarm_reason(entry, pc_bytes(alarm, sizeof alarm - 1),
                        number_after(after, "Reason code:"));
    tell_failure(this, entry);
}

// "AlarmName: X, ... AlarmParameters: DeviceName:.., IPAddress:.., Reason:2, ..."
static void take_alarm(const Message *this, PcBytes after)
{
    PcBytes name = pc_lex_until(&after, ","), parameters;
    if (!pc_lex_after(after, "AlarmParameters:", &parameters)) {
        return;
    }
    PcLogEntry *entry = entry_of(this, PC_LOG_CONNECTION_FAILURE);
    entry->device = pc_log_text_of(parameters, "DeviceName:", ",");
    entry->address = pc_log_text_of(parameters, "IPAddress:", ",");
    if (pc_log_alarm_reason(entry, pc_lex_trim(name), number_after(parameters, " Reason:"))) {
        tell_failure(this, entry);
    } else {
        pc_log_entry_free(entry);
    }
}

// ---- TFTP, application 600 of SDL ---------------------------------------------------------------

static void take_asker(const Message *this, PcBytes after)
{
    replace(&this->traces->tftp_address, pc_log_value(pc_lex_until(&after, " ,]")));
}

static void tell_file(const Message *this, PcLogEvent event, PcBytes name)
{
    PcLogEntry *entry = entry_of(this, event);
    entry->subject = pc_log_value(name);
    entry->device = pc_lex_device(name);
    entry->address = g_strdup(this->traces->tftp_address);
    if (entry->subject == NULL) {
        pc_log_entry_free(entry);
        return;
    }
    pc_log_add(this->log, entry);
}

// "GET /CTLSEP0A1B2C3D4E5F.tlv HTTP/1.1"
static void take_http(const Message *this, PcBytes after)
{
    PcBytes name = pc_lex_until(&after, " \r\n");
    replace(&this->traces->tftp_file, pc_log_value(name));
    tell_file(this, PC_LOG_FILE, name);
}

// "isReadRequest[0xf4d26318~5~10.44.0.21~51909], [CTLSEP....tlv] opcode(1)"
static void take_read_request(const Message *this, PcBytes after)
{
    PcBytes inside = pc_lex_until(&after, "]"), name;
    pc_lex_until(&inside, "~");
    pc_bytes_skip(&inside, 1);
    pc_lex_until(&inside, "~");
    pc_bytes_skip(&inside, 1);
    replace(&this->traces->tftp_address, pc_log_value(pc_lex_until(&inside, "~")));
    if (pc_lex_after(after, "[", &name)) {
        name = pc_lex_until(&name, "]");
        replace(&this->traces->tftp_file, pc_log_value(name));
        tell_file(this, PC_LOG_FILE, name);
    }
}

static void take_missing(const Message *this, PcBytes after)
{
    const char *file = this->traces->tftp_file;
    (void)after;
    if (file != NULL) {
        tell_file(this, PC_LOG_FILE_MISSING, pc_bytes(file, strlen(file)));
    }
}

// ---- the table ----------------------------------------------------------------------------------

enum { TVS = 1 << PC_LOG_FORM_TVS, SDL = 1 << PC_LOG_FORM_SDL };

// The first row whose words stand in the message decides.
static const struct {
    unsigned forms;
    const char *words;
    void (*take)(const Message *this, PcBytes after);
} rows[] = {
    {TVS, "MsgType", take_kind},
    {TVS, "Subject Name is: ", take_subject},
    {TVS, "Issuer Name is: ", take_issuer},
    {TVS, "Serial Number is: ", take_serial},
    {TVS, "GetIssuerNameFromX509 - issuerName : ", take_verified_issuer},
    {TVS, "GetSerialNumberFromX509 - serialNumber : ", take_verified_serial},
    {TVS, "getCertificateInformation - Found entry", take_found},
    {TVS, "Cannot find the certificate in the cache", take_not_found},
    {TVS, "Sending ", take_sending},
    {SDL, "InvalidX509NameInCertificate", take_mismatch},
    {SDL, "did not find matching SAN", take_mismatch},
    {SDL, "AlarmName: ", take_alarm},
    {SDL, "failed to open a TLS connection for the indicated device", take_connection_failure},
    {SDL, "Received ReassociateIndication from ", take_asker},
    {SDL, "GET /", take_http},
    {SDL, "isReadRequest[", take_read_request},
    {SDL, "File Not Found - 404", take_missing},
};

PcLogTraces *pc_log_traces_new(void)
{
    PcLogTraces *traces = g_new0(PcLogTraces, 1);
    traces->words = pc_log_words_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        pc_log_words_add(traces->words, rows[i].words);
    }
    traces->addresses = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, g_free);
    return traces;
}

void pc_log_trace_message(PcPhoneLog *log, const PcLogHead *head, PcBytes message)
{
    const Message this = {log, log->traces, head, message};
    PcBytes after;
    if (head->form != PC_LOG_FORM_SDL) {
        if (take_new_connection(&this) || take_dump(&this)) {
            return;
        }
        note_connection(&this);
        log->traces->saw_tvs |= pc_log_has(message, "tvs") || pc_log_has(message, "TVS");
    }
    if (head->form == PC_LOG_FORM_CAPF) {
        take_capf(&this);
        return;
    }
    const uint64_t found = pc_log_words_find(log->traces->words, message);
    for (size_t i = 0; found != 0 && i < G_N_ELEMENTS(rows); i++) {
        if ((found & 1ULL << i) != 0 && (rows[i].forms & 1U << head->form) != 0 &&
            pc_lex_after(message, rows[i].words, &after)) {
            rows[i].take(&this, after);
            return;
        }
    }
}

void pc_log_traces_finish(PcPhoneLog *log)
{
    const Message this = {log, log->traces, NULL, {0}};
    tell_question(&this);
    // Both services write lines that do not name them; in a trace of CAPF they are CAPF's.
    if (!log->traces->saw_tvs && log->n_of_form[PC_LOG_FORM_CAPF] > 0) {
        log->n_of_form[PC_LOG_FORM_CAPF] += log->n_of_form[PC_LOG_FORM_TVS];
        log->n_of_form[PC_LOG_FORM_TVS] = 0;
    }
}
