// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's alarms as syslog has them. Parameters are read by name; what a reason's number means
// depends on the alarm, so each alarm has a table of its own.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

// A reason that concerns certificates, with what it may be; N: nothing more.
#define N PC_N_FINDINGS
typedef struct {
    uint64_t reason;
    const char *name;
    PcFindingId findings[2];
} Reason;

// System error messages of CUCM 14, ConnectionFailure.
static const Reason connection_failure[] = {
    {1,
     "AuthenticationError: the device's security mode is not authenticated or encrypted",
     {PC_FINDING_SECURE_PROFILE_NOT_USED, N}},
    {2, "InvalidX509NameInCertificate", {PC_FINDING_NAME_MISMATCH, N}},
    {3, "InvalidTLSCipher", {PC_FINDING_CIPHER_REFUSED, N}},
    {0, NULL, {N, N}},
};

// The same, registration that was not completed; 28 from CISCO-CCM-MIB.
static const Reason transient[] = {
    {10, "AuthenticationError: TLS or SIP digest", {PC_FINDING_SERVER_REFUSED, N}},
    {11, "InvalidX509NameInCertificate", {PC_FINDING_NAME_MISMATCH, N}},
    {12, "InvalidTLSCipher", {PC_FINDING_CIPHER_REFUSED, N}},
    {28, "SecurityMismatch", {PC_FINDING_SECURITY_MISMATCH_403, N}},
    {35, "AuthorizationError: OAuth or user", {N, N}},
    {0, NULL, {N, N}},
};

static const Reason unregistered[] = {
    {10, "DeviceUnregistered", {N, N}},
    {11, "MalformedRegisterMsg", {N, N}},
    {12, "SCCPDeviceThrottling", {N, N}},
    {13, "KeepAliveTimeout", {N, N}},
    {0, NULL, {N, N}},
};

static const Reason line_error[] = {
    {7, "TransportProtocolMismatch", {PC_FINDING_SECURE_PROFILE_NOT_USED, N}},
    {0, NULL, {N, N}},
};
#undef N

static const struct {
    const char *name;
    PcLogEvent event;
    const Reason *reasons;
} alarms[] = {
    {"ConnectionFailure", PC_LOG_CONNECTION_FAILURE, connection_failure},
    {"EndPointTransientConnection", PC_LOG_REGISTRATION_FAILED, transient},
    {"DeviceTransientConnection", PC_LOG_REGISTRATION_FAILED, transient},
    {"EndPointUnregistered", PC_LOG_UNREGISTERED, unregistered},
    {"DeviceUnregistered", PC_LOG_UNREGISTERED, unregistered},
    {"SIPLineRegistrationError", PC_LOG_REGISTRATION_FAILED, line_error},
};

static void take_reason(PcLogEntry *entry, const Reason *row)
{
    entry->detail = g_strdup(row->name);
    for (size_t i = 0; i < G_N_ELEMENTS(row->findings); i++) {
        if (row->findings[i] != PC_N_FINDINGS) {
            pc_log_finding(entry, row->findings[i]);
        }
    }
}

static void find_reason(PcLogEntry *entry, const Reason *rows, uint64_t number)
{
    for (const Reason *row = rows; row->name != NULL; row++) {
        if (row->reason == number) {
            take_reason(entry, row);
            return;
        }
    }
}

bool pc_log_alarm_reason(PcLogEntry *entry, PcBytes alarm, uint64_t number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(alarms); i++) {
        if (pc_lex_is(alarm, alarms[i].name)) {
            entry->event = alarms[i].event;
            entry->number = (int)number;
            entry->verdict =
                alarms[i].event == PC_LOG_UNREGISTERED ? PC_LOG_VERDICT_NONE : PC_LOG_BAD;
            find_reason(entry, alarms[i].reasons, number);
            return true;
        }
    }
    return false;
}

// The value of "[Name=value]": it ends where another parameter or the sentence begins, because it
// may hold a bracket itself.
static PcBytes parameter(PcBytes line, const char *name)
{
    g_autofree char *key = g_strdup_printf("[%s=", name);
    PcBytes value;
    uint8_t byte, next;
    if (!pc_lex_after(line, key, &value)) {
        return (PcBytes){0};
    }
    for (size_t n = 0; pc_bytes_at(value, n, &byte); n++) {
        bool is_end =
            byte == ']' && (!pc_bytes_at(value, n + 1, &next) || next == '[' || next == ':');
        if (is_end) {
            return pc_bytes_first(value, n);
        }
    }
    return value;
}

// "Certificate expiration Notification. Certificate name:F Unit:U Type:T Expiration:E"
static bool take_certificate(PcLogEntry *entry, PcBytes alarm, PcBytes line)
{
    PcBytes message = parameter(line, "Message");
    if (!pc_log_has(message, "Certificate name:")) {
        return false;
    }
    entry->event = PC_LOG_CERTIFICATE_ENDS;
    entry->subject = pc_log_text_of(message, "Certificate name:", " ");
    entry->store = pc_log_text_of(message, "Unit:", " ");
    entry->role = pc_log_text_of(message, "Type:", " ");
    entry->detail = pc_log_text_of(message, "Expiration:", "]");
    entry->verdict = PC_LOG_BAD;
    if (pc_lex_is(alarm, "CertExpired") && g_strcmp0(entry->role, "own-cert") == 0) {
        pc_log_finding(entry, PC_FINDING_SERVER_CERTIFICATE_EXPIRED);
    }
    return true;
}

static bool take_device(PcLogEntry *entry, PcBytes alarm, PcBytes line)
{
    PcBytes reason = parameter(line, "Reason");
    uint64_t number = 0;
    pc_lex_number(&reason, 1, 4, &number);
    if (!pc_log_alarm_reason(entry, alarm, number)) {
        return false;
    }
    entry->device = pc_log_value(parameter(line, "DeviceName"));
    entry->address = pc_log_value(parameter(line, "IPAddress"));
    entry->server = pc_log_value(parameter(line, "NodeID"));
    g_autofree char *protocol = pc_log_value(parameter(line, "Protocol"));
    if (protocol != NULL && pc_service_by_name(protocol) != PC_N_SERVICES) {
        entry->service = g_steal_pointer(&protocol);
    }
    return true;
}

// "Mar  9 12:00:02 ucm1 local7 0 : 44: ucm1.example.org:": some relays break an alarm after its
// node.
static bool is_first_half(PcBytes line)
{
    PcBytes rest, local, node;
    uint64_t number;
    return pc_lex_after(line, " local", &rest) && pc_lex_while(&rest, "", &local) &&
           pc_lex_spaces(&rest) && pc_lex_number(&rest, 1, 1, &number) && pc_lex_spaces(&rest) &&
           pc_lex_literal(&rest, ":") && pc_lex_spaces(&rest) &&
           pc_lex_number(&rest, 1, 10, &number) && pc_lex_literal(&rest, ":") &&
           pc_lex_spaces(&rest) && pc_lex_while(&rest, "-_.", &node) && pc_lex_is(rest, ":");
}

// The second half begins with the node's own stamp.
static bool is_second_half(PcBytes line)
{
    PcLogTime time;
    PcBytes rest = line;
    return pc_log_month_time(&rest, &time) && time.has_zone && pc_lex_spaces(&rest) &&
           pc_lex_literal(&rest, ":");
}

// "%UC_CALLMANAGER-3-ConnectionFailure: %[...]: sentence"
static PcLogTaken read_alarm(PcPhoneLog *log, void *state, PcBytes line)
{
    PcBytes rest, facility, alarm;
    uint64_t severity;
    (void)state;
    if (!pc_lex_after(line, "%UC_", &rest) || !pc_lex_while(&rest, "_", &facility) ||
        !pc_lex_literal(&rest, "-") || !pc_lex_number(&rest, 1, 1, &severity) ||
        !pc_lex_literal(&rest, "-") || !pc_lex_while(&rest, "_", &alarm)) {
        return PC_LOG_NOT_MINE;
    }
    if (is_second_half(line) &&
        is_first_half(pc_bytes(log->unread_half->str, log->unread_half->len))) {
        log->n_understood++;
        log->n_of_form[PC_LOG_FORM_ALARM]++;
    }
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_ALARM, PC_LOG_CONNECTION_FAILURE, line);
    pc_log_find_time(line, &entry->time);
    if (take_device(entry, alarm, rest) || take_certificate(entry, alarm, rest)) {
        pc_log_add(log, entry);
    } else {
        pc_log_entry_free(entry);
    }
    return PC_LOG_TAKEN;
}

static const char *const marks[] = {"%UC_", NULL};
const PcLogFormRow pc_log_form_alarm = {
    .title = "CUCM alarms (syslog, event viewer)",
    .keys = PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_TIME,
    .marks = marks,
    .read = read_alarm,
};
