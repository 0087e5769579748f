// SPDX-License-Identifier: GPL-2.0-or-later
// Windows events as text: NPS granted or denied access (6272, 6273, 6278), and Schannel got an
// alert (36887). An event is a block of labels with their values on the same line.
#include "core/log/work.h"

#include "core/bytes/lexer.h"
#include "core/wire/tls_names.h"

enum { GRANTED = 6272, GRANTED_QUARANTINE = 6278, DENIED = 6273, ALERT_RECEIVED = 36887 };

typedef struct {
    PcLogEntry *entry; // of the event that is read; NULL: none
    PcLogTime time;    // told before the event's number
    bool has_time;
} State;

// What NPS's reason codes mean (Network Policy Server reason codes, as far as they were read).
static const struct {
    int code;
    const char *name;
} reasons[] = {
    {7, "no such domain"},
    {8, "no such user"},
    {16, "credentials mismatch: usual for a phone's certificate that no account in the directory "
         "stands for"},
    {22, "the EAP type cannot be processed"},
    {23, "unexpected error: the configuration of server or client"},
    {48, "no network policy fits"},
    {258, "the revocation list cannot be reached"},
    {259, "the CA's revocation list is not available"},
    {260, "the message was altered"},
    {262, "the message was discarded"},
};

static void finish(PcPhoneLog *log, void *data)
{
    State *state = data;
    PcLogEntry *entry = g_steal_pointer(&state->entry);
    if (entry == NULL) {
        return;
    }
    if (entry->event == PC_LOG_EAP_FAILURE) {
        for (size_t i = 0; i < G_N_ELEMENTS(reasons) && entry->detail == NULL; i++) {
            entry->detail = reasons[i].code == entry->number ? g_strdup(reasons[i].name) : NULL;
        }
        pc_log_refuse(entry, PC_SIDE_SERVER, PC_LOG_REASON_OTHER);
    }
    pc_log_add(log, entry);
}

static void start(PcPhoneLog *log, State *state, uint64_t number, PcBytes line)
{
    static const struct {
        uint64_t number;
        PcLogEvent event;
        PcLogVerdict verdict;
    } events[] = {
        {GRANTED, PC_LOG_ACCEPTED, PC_LOG_GOOD},
        {GRANTED_QUARANTINE, PC_LOG_ACCEPTED, PC_LOG_GOOD},
        {DENIED, PC_LOG_EAP_FAILURE, PC_LOG_BAD},
        {ALERT_RECEIVED, PC_LOG_ALERT, PC_LOG_BAD},
    };
    finish(log, state);
    for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
        if (events[i].number != number) {
            continue;
        }
        state->entry = pc_log_told(PC_LOG_FORM_NPS, events[i].event, line);
        state->entry->verdict = events[i].verdict;
        state->entry->line = log->n_lines;
        if (number != ALERT_RECEIVED) {
            pc_log_service(state->entry, PC_SERVICE_DOT1X);
        }
        if (state->has_time) {
            state->entry->time = state->time;
        }
    }
}

// "3/9/2026 12:55:51 PM": the server's locale; which of the first two numbers is the month it does
// not tell, so the day is left out.
static void take_date(State *state, PcBytes value)
{
    PcLogTime time = {.time_of_day = -1};
    enum { HALF_DAY = 12 };
    pc_lex_until(&value, " ");
    pc_lex_skip_spaces(&value);
    PcBytes digits = value;
    uint64_t hour;
    if (!pc_lex_number(&digits, 1, 2, &hour) || !pc_log_clock(&value, &time)) {
        return;
    }
    pc_lex_skip_spaces(&value);
    const int64_t half = (int64_t)HALF_DAY * 3600 * G_USEC_PER_SEC;
    if (pc_lex_literal(&value, "PM") && hour < HALF_DAY) {
        time.time_of_day += half;
    } else if (pc_lex_literal(&value, "AM") && hour == HALF_DAY) {
        time.time_of_day -= half;
    }
    state->time = time;
    state->has_time = true;
}

static void take_number(PcLogEntry *entry, PcBytes value)
{
    uint64_t number;
    if (pc_lex_number(&value, 1, 5, &number)) {
        entry->number = (int)number;
    }
}

static void take_label(PcLogEntry *entry, PcBytes label, PcBytes value)
{
    if (pc_lex_is(label, "Account Name") || pc_lex_is(label, "Calling Station Identifier")) {
        pc_log_client(entry, value);
    } else if (pc_lex_is(label, "NAS IPv4 Address") && entry->nas == NULL) {
        entry->nas = pc_log_value(value);
    } else if (pc_lex_is(label, "NAS Port") && entry->nas != NULL) {
        g_autofree char *address = entry->nas;
        g_autofree char *port = pc_log_value(value);
        entry->nas = g_strdup_printf("%s port %s", address, port);
    } else if (pc_lex_is(label, "Reason Code")) {
        take_number(entry, value);
    } else if (pc_lex_is(label, "Reason") && entry->detail == NULL) {
        entry->detail = pc_log_value(value);
    }
}

static void take_alert(PcLogEntry *entry, PcBytes line)
{
    PcBytes after;
    uint64_t number;
    if (pc_lex_after(line, "fatal alert code is ", &after) &&
        pc_lex_number(&after, 1, 3, &number) && number <= UINT8_MAX) {
        entry->alert = pc_alert_name((uint8_t)number);
        entry->alert_read = true;
        entry->alert_fatal = true;
        entry->n_findings = 0;
        pc_log_refuse(entry, PC_SIDE_CLIENT, pc_log_reason_of_alert(entry->alert));
    }
}

static PcLogTaken read_nps(PcPhoneLog *log, void *data, PcBytes line)
{
    State *state = data;
    PcBytes rest = pc_lex_trim(line), number;
    uint64_t id;
    PcBytes label = pc_lex_until(&rest, ":");
    bool has_label = pc_lex_literal(&rest, ":");
    PcBytes value = pc_lex_trim(rest);
    number = value;
    if (has_label && pc_lex_is(label, "Log Name")) {
        finish(log, state); // the next event begins
        state->has_time = false;
    } else if (has_label && pc_lex_is(label, "Date")) {
        take_date(state, value);
    } else if (has_label && pc_lex_is(label, "Event ID") && pc_lex_number(&number, 1, 5, &id)) {
        start(log, state, id, line);
    } else if (state->entry == NULL && pc_log_has(line, "Network Policy Server denied access")) {
        start(log, state, DENIED, line);
    } else if (state->entry == NULL && pc_log_has(line, "Network Policy Server granted access")) {
        start(log, state, GRANTED, line);
    } else if (state->entry != NULL && has_label) {
        take_label(state->entry, pc_lex_trim(label), value);
    } else if (state->entry != NULL) {
        take_alert(state->entry, line);
    }
    return PC_LOG_TAKEN_OPEN;
}

static void clear(void *data)
{
    State *state = data;
    if (state->entry != NULL) {
        pc_log_entry_free(state->entry);
    }
}

static const char *const marks[] = {"Log Name: ", "Event ID:", "Network Policy Server ", NULL};
const PcLogFormRow pc_log_form_nps = {
    .title = "NPS and Schannel events (text)",
    .keys = PC_LOG_KEY_DEVICE | PC_LOG_KEY_TIME,
    .marks = marks,
    .read = read_nps,
    .state_size = sizeof(State),
    .finish = finish,
    .clear = clear,
};
