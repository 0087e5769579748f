// SPDX-License-Identifier: GPL-2.0-or-later
// ISE: syslog messages, whose segments are joined before they are judged, and reports, where a code
// and its text stand on a line by themselves. Category and class decide; a step is no failure.
#include "core/log/work.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/lexer.h"
#include "core/wire/tls_names.h"

enum { MAX_MESSAGE = 64 * 1024, MAX_WAITING = 64, ID_DIGITS = 10, MAX_SEGMENTS = 32 };

// What ISE's codes mean: who refused and why; `alert` where the code means that very one.
typedef struct {
    uint64_t code;
    const char *alert;
    PcSide by;
    PcLogReason reason;
} Code;

static const Code codes[] = {
    {12309, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12321, NULL, PC_SIDE_CLIENT, PC_LOG_REASON_UNKNOWN_CA},
    {12507, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12508, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12514, "unknown_ca", PC_SIDE_SERVER, PC_LOG_REASON_UNKNOWN_CA},
    {12515, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12516, "certificate_expired", PC_SIDE_SERVER, PC_LOG_REASON_EXPIRED},
    {12517, "certificate_revoked", PC_SIDE_SERVER, PC_LOG_REASON_REVOKED},
    {12518, "bad_certificate", PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12519, "unsupported_certificate", PC_SIDE_SERVER, PC_LOG_REASON_PURPOSE},
    {12520, NULL, PC_SIDE_CLIENT, PC_LOG_REASON_UNKNOWN_CA},
    {12521, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12530, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12857, NULL, PC_SIDE_SERVER, PC_LOG_REASON_OTHER},
    {12935, NULL, PC_SIDE_CLIENT, PC_LOG_REASON_SILENT},
    {12986, "protocol_version", PC_SIDE_SERVER, PC_LOG_REASON_VERSION},
};

static const Code *code_of(uint64_t number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (codes[i].code == number) {
            return &codes[i];
        }
    }
    return NULL;
}

// One message whose segments come one by one.
typedef struct {
    GString *text;
    unsigned n_segments, n_seen;
    unsigned line; // of the first
} Message;

typedef struct {
    GHashTable *waiting; // of Message, by host and id; NULL: none yet
    char *device, *mac;  // the report's, told before its failure
    uint64_t last_code;  // told of them
} State;

static void message_free(void *data)
{
    Message *message = data;
    g_string_free(message->text, TRUE);
    g_free(message);
}

// ---- the attributes of a message ----------------------------------------------------------------

// Takes "name=value" off the front: attributes end at ", " that has no backslash before it.
static PcBytes take_attribute(PcBytes *rest)
{
    PcBytes whole = *rest;
    uint8_t byte, before = 0;
    for (size_t n = 0; pc_bytes_at(whole, n, &byte); n++) {
        if (byte == ',' && before != '\\') {
            PcBytes attribute;
            pc_bytes_take(rest, n, &attribute);
            pc_bytes_skip(rest, 1);
            return pc_lex_trim(attribute);
        }
        before = byte;
    }
    pc_bytes_skip(rest, rest->len);
    return pc_lex_trim(whole);
}

typedef struct {
    PcBytes failure, mac, end_point, user, nas, device_ip, nas_port, subject, issuer, common_name,
        issuer_name, serial, method, openssl;
    bool took_certificate, tls_done; // steps 12811; 12816
} Attributes;

static void take_into(PcBytes *slot, PcBytes value)
{
    if (slot->len == 0) {
        *slot = value; // an empty one may come first
    }
}

static void take_named(Attributes *found, PcBytes name, PcBytes value)
{
    const struct {
        const char *name;
        PcBytes *slot;
    } wanted[] = {
        {"FailureReason", &found->failure},
        {"Calling-Station-ID", &found->mac},
        {"EndPointMACAddress", &found->end_point},
        {"UserName", &found->user},
        {"NAS-IP-Address", &found->nas},
        {"Device IP Address", &found->device_ip},
        {"NAS-Port-Id", &found->nas_port},
        {"Subject", &found->subject},
        {"Issuer", &found->issuer},
        {"Subject - Common Name", &found->common_name},
        {"Issuer - Common Name", &found->issuer_name},
        {"Serial Number", &found->serial},
        {"EapAuthentication", &found->method},
        {"OpenSSLErrorMessage", &found->openssl},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        if (pc_lex_is(name, wanted[i].name)) {
            take_into(wanted[i].slot, value);
            return;
        }
    }
    if (pc_lex_is(name, "Step")) {
        found->took_certificate |= pc_lex_is(value, "12811");
        found->tls_done |= pc_lex_is(value, "12816");
    }
}

static Attributes read_attributes(PcBytes message)
{
    Attributes found = {0};
    while (message.len > 0) {
        PcBytes value = take_attribute(&message);
        PcBytes name = pc_lex_trim(pc_lex_until(&value, "="));
        if (pc_lex_literal(&value, "=")) {
            take_named(&found, name, pc_lex_trim(value));
        }
    }
    return found;
}

// "SSL alert: code=0x246=582 ; source=local ; ...": the low byte of the code is the alert.
static void take_openssl(PcLogEntry *entry, PcBytes text)
{
    PcBytes after;
    uint64_t number;
    if (!pc_lex_after(text, "code=0x", &after)) {
        return;
    }
    pc_lex_until(&after, "=");
    if (!pc_lex_literal(&after, "=") || !pc_lex_number(&after, 1, 5, &number)) {
        return;
    }
    entry->alert = pc_alert_name((uint8_t)(number & UINT8_MAX));
    entry->alert_fatal = number >> 8 == 2;
    if (pc_log_has(text, "source=remote")) {
        entry->alert_read = true;
        entry->by = PC_SIDE_CLIENT;
    } else if (pc_log_has(text, "source=local")) {
        entry->by = PC_SIDE_SERVER;
    }
}

static void fill(PcLogEntry *entry, const Attributes *found)
{
    pc_log_client(entry, found->user);
    pc_log_client(entry, found->mac);
    pc_log_client(entry, found->end_point);
    PcBytes subject = found->subject.len > 0 ? found->subject : found->common_name;
    PcBytes issuer = found->issuer.len > 0 ? found->issuer : found->issuer_name;
    pc_log_names(entry, subject, issuer);
    entry->serial = pc_log_value(found->serial);
    g_autofree char *nas = pc_log_value(found->nas.len > 0 ? found->nas : found->device_ip);
    g_autofree char *port = pc_log_value(found->nas_port);
    if (nas != NULL && port != NULL) {
        entry->nas = g_strdup_printf("%s %s", nas, port);
    } else {
        entry->nas = nas != NULL ? g_steal_pointer(&nas) : g_steal_pointer(&port);
    }
    entry->detail = pc_log_value(found->failure);
}

// ---- judging ------------------------------------------------------------------------------------

static void judge_failure(PcLogEntry *entry, const Attributes *found)
{
    PcBytes reason = found->failure;
    uint64_t number = 0;
    take_openssl(entry, found->openssl);
    const Code *code = pc_lex_number(&reason, 5, 5, &number) && number > 0 ? code_of(number) : NULL;
    entry->number = number > 0 ? (int)number : entry->number;
    if (entry->alert == NULL && code != NULL) {
        entry->alert = code->alert;
    }
    // The alert says more than a code that only says that it failed.
    PcLogReason why = code != NULL ? code->reason : PC_LOG_REASON_OTHER;
    if (why == PC_LOG_REASON_OTHER && entry->alert != NULL) {
        why = pc_log_reason_of_alert(entry->alert);
    }
    PcSide by = entry->by != PC_SIDE_UNKNOWN ? entry->by
                : code != NULL               ? code->by
                                             : PC_SIDE_UNKNOWN;
    entry->verdict = PC_LOG_BAD;
    if (code != NULL || entry->alert != NULL) {
        pc_log_refuse(entry, by, why);
    }
}

// The class: 5200 passed, 5400 failed, ...; 0 where none is told.
static uint64_t class_of(PcBytes message)
{
    PcBytes rest = message, before;
    uint64_t number;
    if (!pc_lex_after(message, " NOTICE ", &rest)) {
        return 0;
    }
    before = pc_bytes_first(message, (size_t)(rest.data - message.data) - strlen(" NOTICE "));
    enum { CLASS_LEN = 4 };
    if (before.len < CLASS_LEN) {
        return 0;
    }
    pc_bytes_skip(&before, before.len - CLASS_LEN);
    return pc_lex_number(&before, CLASS_LEN, CLASS_LEN, &number) ? number : 0;
}

static bool is_passed(PcBytes message, uint64_t class)
{
    return class == 5200 || pc_log_has(message, "CISE_Passed_Authentications");
}

static bool is_failed(PcBytes message, uint64_t class)
{
    static const uint64_t failed[] = {5400, 5405, 5411, 5435, 5440};
    for (size_t i = 0; i < G_N_ELEMENTS(failed); i++) {
        if (failed[i] == class) {
            return true;
        }
    }
    return pc_log_has(message, "CISE_Failed_Attempts");
}

static void judge(PcPhoneLog *log, PcBytes message, unsigned line)
{
    uint64_t class = class_of(message);
    Attributes found = read_attributes(message);
    bool passed = is_passed(message, class);
    if (!passed && !is_failed(message, class)) {
        return;
    }
    PcLogEntry *entry =
        pc_log_told(PC_LOG_FORM_ISE, passed ? PC_LOG_ACCEPTED : PC_LOG_EAP_FAILURE, message);
    pc_log_service(entry, PC_SERVICE_DOT1X);
    pc_log_find_time(message, &entry->time);
    fill(entry, &found);
    entry->line = line;
    if (passed) {
        entry->verdict = PC_LOG_GOOD;
        g_clear_pointer(&entry->detail, g_free);
    } else {
        judge_failure(entry, &found);
    }
    pc_log_add(log, entry);
}

// ---- segments -----------------------------------------------------------------------------------

typedef struct {
    PcBytes key; // host, category and id
    uint64_t total, segment;
    PcBytes body;
} Segment;

// "... host CISE_Category 0000075131 3 0 body"
static bool read_segment(PcBytes line, Segment *out)
{
    Segment segment;
    PcBytes rest, digits, category;
    if (!pc_lex_after(line, "CISE_", &rest)) {
        return false;
    }
    size_t before = (size_t)(rest.data - line.data) - strlen("CISE_");
    PcBytes host = pc_lex_trim(pc_bytes_first(line, before));
    if (!pc_lex_while(&rest, "_", &category) || !pc_lex_spaces(&rest) ||
        !pc_lex_while(&rest, "", &digits) || digits.len != ID_DIGITS || !pc_lex_spaces(&rest) ||
        !pc_lex_number(&rest, 1, 3, &segment.total) || !pc_lex_spaces(&rest) ||
        !pc_lex_number(&rest, 1, 3, &segment.segment) || !pc_lex_spaces(&rest)) {
        return false;
    }
    // The host is the last word before the category; the key goes from there to the id's end.
    while (host.len > 0 && pc_log_has(host, " ")) {
        pc_lex_after(host, " ", &host);
    }
    size_t key_len = (size_t)(digits.data - host.data) + digits.len;
    segment.key = pc_bytes(host.data, key_len);
    segment.body = rest;
    *out = segment;
    return true;
}

static int compare_messages(const void *a, const void *b)
{
    const Message *one = a, *other = b;
    return (one->line > other->line) - (one->line < other->line);
}

static void tell_waiting(PcPhoneLog *log, State *state)
{
    if (state->waiting == NULL) {
        return;
    }
    g_autoptr(GList) messages = g_hash_table_get_values(state->waiting);
    messages = g_list_sort(messages, compare_messages);
    for (const GList *at = messages; at != NULL; at = at->next) {
        const Message *message = at->data;
        judge(log, pc_bytes(message->text->str, message->text->len), message->line);
    }
    g_hash_table_remove_all(state->waiting);
}

static Message *message_of(PcPhoneLog *log, State *state, const Segment *segment)
{
    if (state->waiting == NULL) {
        state->waiting = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, message_free);
    }
    g_autofree char *key = pc_text_clean(segment->key, segment->key.len * 3);
    Message *message = g_hash_table_lookup(state->waiting, key);
    if (message == NULL) {
        if (g_hash_table_size(state->waiting) >= MAX_WAITING) {
            tell_waiting(log, state);
        }
        message = g_new0(Message, 1);
        message->text = g_string_new(NULL);
        message->line = log->n_lines;
        message->n_segments = (unsigned)segment->total;
        g_hash_table_insert(state->waiting, g_steal_pointer(&key), message);
    }
    return message;
}

static PcLogTaken read_syslog(PcPhoneLog *log, State *state, PcBytes line)
{
    Segment segment;
    if (!read_segment(line, &segment)) {
        return PC_LOG_NOT_MINE;
    }
    if (segment.total <= 1 || segment.total > MAX_SEGMENTS) {
        judge(log, line, log->n_lines);
        return PC_LOG_TAKEN;
    }
    Message *message = message_of(log, state, &segment);
    PcBytes body = segment.segment == 0 ? line : segment.body;
    if (message->text->len + body.len <= MAX_MESSAGE) {
        // Segment 0 alone holds class and time: it goes first, in whatever order they came.
        if (segment.segment == 0) {
            message->line = log->n_lines;
            g_string_prepend_len(message->text, ",", 1);
            g_string_prepend_len(message->text, (const char *)body.data, (gssize)body.len);
        } else {
            g_string_append_len(message->text, (const char *)body.data, (gssize)body.len);
            g_string_append_c(message->text, ',');
        }
    }
    if (++message->n_seen == message->n_segments) {
        g_autofree char *key = pc_text_clean(segment.key, segment.key.len * 3);
        judge(log, pc_bytes(message->text->str, message->text->len), message->line);
        g_hash_table_remove(state->waiting, key);
    }
    return PC_LOG_TAKEN;
}

// ---- reports --------------------------------------------------------------------------------

// Takes the next cell; its code's row where it is a code and ISE's text, which begins with a
// capital, or a code that stands alone in the list of steps. What merely speaks of a code is no
// report.
static const Code *next_code(PcBytes *rest)
{
    PcBytes cell = pc_lex_trim(pc_lex_until(rest, "\t\",="));
    uint64_t number;
    uint8_t capital;
    pc_bytes_skip(rest, 1);
    pc_lex_literal(&cell, "Failure Reason: ");
    if (!pc_lex_number(&cell, 5, 5, &number)) {
        return NULL;
    }
    bool is_alone = cell.len == 0 && pc_bytes_starts(*rest, "EAP", 3);
    bool has_text =
        pc_lex_spaces(&cell) && pc_bytes_at(cell, 0, &capital) && g_ascii_isupper(capital);
    return is_alone || has_text ? code_of(number) : NULL;
}

static void note_client(State *state, PcBytes line)
{
    PcLogEntry seen = {0};
    PcBytes rest = line;
    pc_log_client(&seen, line);
    while (rest.len > 0 && seen.mac == NULL) {
        seen.mac = pc_log_mac(pc_lex_until(&rest, " \t,\""));
        pc_bytes_skip(&rest, 1);
    }
    if (seen.device != NULL && g_strcmp0(seen.device, state->device) != 0) {
        state->last_code = 0;
        g_free(state->device);
        state->device = g_steal_pointer(&seen.device);
    }
    if (seen.mac != NULL && g_strcmp0(seen.mac, state->mac) != 0) {
        state->last_code = 0;
        g_free(state->mac);
        state->mac = g_steal_pointer(&seen.mac);
    }
    g_free(seen.device);
    g_free(seen.mac);
}

static void tell_report(PcPhoneLog *log, State *state, const Code *code, PcBytes line)
{
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_ISE, PC_LOG_EAP_FAILURE, line);
    entry->number = (int)code->code;
    entry->alert = code->alert;
    entry->device = g_strdup(state->device);
    entry->mac = g_strdup(state->mac);
    pc_log_find_time(line, &entry->time);
    pc_log_service(entry, PC_SERVICE_DOT1X);
    pc_log_refuse(entry, code->by, code->reason);
    pc_log_add(log, entry);
}

// "Username<tab>value", " <tab>12811<tab>text": lines of a detail report.
static bool is_report_line(PcBytes line)
{
    PcBytes rest = line, value;
    pc_lex_skip_spaces(&rest);
    value = rest;
    pc_lex_until(&value, "\t");
    return rest.len > 0 && value.len > 0;
}

// A report tells a failure as its reason and once more among its steps: it counts once.
static PcLogTaken read_report(PcPhoneLog *log, State *state, PcBytes line)
{
    PcBytes rest = line;
    const Code *code = NULL;
    bool is_own = is_report_line(line);
    note_client(state, line);
    while (rest.len > 0 && code == NULL) {
        code = next_code(&rest);
    }
    bool is_companion = code != NULL && code->reason == PC_LOG_REASON_OTHER && state->last_code > 0;
    if (code != NULL && code->code != state->last_code && !is_companion) {
        tell_report(log, state, code, line);
        state->last_code = code->code;
    }
    if (is_own) {
        return PC_LOG_TAKEN_OPEN;
    }
    return code != NULL ? PC_LOG_TAKEN : PC_LOG_NOT_MINE;
}

static PcLogTaken read_ise(PcPhoneLog *log, void *data, PcBytes line)
{
    State *state = data;
    if (pc_log_has(line, "CISE_")) {
        return read_syslog(log, state, line);
    }
    if (class_of(line) != 0) {
        judge(log, line, log->n_lines); // the local store's own line
        return PC_LOG_TAKEN;
    }
    return read_report(log, state, line);
}

static void finish(PcPhoneLog *log, void *data)
{
    tell_waiting(log, data);
}

static void clear(void *data)
{
    State *state = data;
    g_clear_pointer(&state->waiting, g_hash_table_unref);
    g_free(state->device);
    g_free(state->mac);
}

static const char *const marks[] = {"CISE_",
                                    " NOTICE Failed-Attempt:",
                                    " NOTICE Passed-Authentication:",
                                    "EAP-TLS",
                                    "SSL/TLS",
                                    "FailureReason=",
                                    "Endpoint Id\t",
                                    NULL};
const PcLogFormRow pc_log_form_ise = {
    .title = "ISE syslog and reports",
    .keys = PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_TIME,
    .marks = marks,
    .read = read_ise,
    .state_size = sizeof(State),
    .finish = finish,
    .clear = clear,
};
