// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts a log into lines and lines into entries: an entry begins at its head (a number, a severity,
// a time) wherever in the line that stands, because copied text glues entries together. What a
// message means is decided in phone_log_events.c.
#include "core/log/phone_log.h"

#include "core/bytes/lexer.h"
#include "core/log/work.h"

PcPhoneLog *pc_phone_log_new(const char *name)
{
    PcPhoneLog *log = g_new0(PcPhoneLog, 1);
    log->entries = g_ptr_array_new_with_free_func(pc_log_entry_free);
    log->connections = g_ptr_array_new_with_free_func(g_free);
    log->stream.max_len = PC_PHONE_LOG_MAX_LINE;
    if (name != NULL) {
        log->device = pc_lex_device(pc_bytes(name, strlen(name)));
    }
    return log;
}

void pc_phone_log_free(PcPhoneLog *log)
{
    if (log == NULL) {
        return;
    }
    pc_cutter_clear(&log->stream);
    g_ptr_array_unref(log->connections);
    g_ptr_array_unref(log->entries);
    g_free(log->device);
    g_free(log);
}

// ---- heads ----------------------------------------------------------------------------------

// HH:MM:SS and a fraction of `digits` digits, as microseconds since midnight.
static bool read_clock(PcBytes *from, unsigned digits, int64_t *out)
{
    PcBytes rest = *from;
    uint64_t hour, minute, second, fraction;
    if (!pc_lex_number(&rest, 2, 2, &hour) || !pc_lex_literal(&rest, ":") ||
        !pc_lex_number(&rest, 2, 2, &minute) || !pc_lex_literal(&rest, ":") ||
        !pc_lex_number(&rest, 2, 2, &second) || !pc_lex_literal(&rest, ".") ||
        !pc_lex_number(&rest, digits, digits, &fraction) || hour > 23 || minute > 59 ||
        second > 60) {
        return false;
    }
    uint64_t micro = digits == 3 ? fraction * 1000 : fraction;
    *out = (int64_t)(((hour * 60 + minute) * 60 + second) * G_USEC_PER_SEC + micro);
    *from = rest;
    return true;
}

static bool read_day(PcBytes *from, PcLogTime *time)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    PcBytes rest = *from;
    uint64_t day;
    int month = 0;
    for (int i = 0; i < 12 && month == 0; i++) {
        month = pc_lex_literal(&rest, months[i]) ? i + 1 : 0;
    }
    if (month == 0 || !pc_lex_spaces(&rest) || !pc_lex_number(&rest, 1, 2, &day) || day < 1 ||
        day > 31 || !pc_lex_spaces(&rest)) {
        return false;
    }
    time->month = month;
    time->day = (int)day;
    *from = rest;
    return true;
}

static bool read_severity(PcBytes *from, PcBytes *severity)
{
    static const char *const severities[] = {"DEB", "INF", "NOT", "WRN", "ERR"};
    for (size_t i = 0; i < G_N_ELEMENTS(severities); i++) {
        if (pc_bytes_starts(*from, severities[i], 3)) {
            return pc_bytes_take(from, 3, severity);
        }
    }
    return false;
}

// "(pid:tid) ", where it is given.
static void read_pid(PcBytes *from, PcBytes *pid)
{
    PcBytes rest = *from, inner;
    if (pc_lex_literal(&rest, "(") && pc_lex_while(&rest, ":", &inner) &&
        pc_lex_literal(&rest, ")") && pc_lex_spaces(&rest)) {
        *pid = inner;
        *from = rest;
    }
}

// SECUREAPP-message, or dgetfile(870)-message.
static bool read_new_process(PcBytes *from, PcLogHead *head)
{
    PcBytes rest = *from, inner;
    read_pid(&rest, &head->pid);
    if (!pc_lex_while(&rest, "_", &head->process)) {
        return false;
    }
    if (pc_lex_literal(&rest, "(") &&
        (!pc_lex_while(&rest, "", &inner) || !pc_lex_literal(&rest, ")"))) {
        return false;
    }
    if (!pc_lex_literal(&rest, "-")) {
        return false;
    }
    *from = rest;
    return true;
}

// SECD: message, with or without a dash.
static bool read_old_process(PcBytes *from, PcLogHead *head)
{
    PcBytes rest = *from;
    if (!pc_lex_while(&rest, "_", &head->process) ||
        (!pc_lex_literal(&rest, ":") && !pc_lex_literal(&rest, "-"))) {
        return false;
    }
    pc_lex_skip_spaces(&rest);
    pc_lex_literal(&rest, "-");
    *from = rest;
    return true;
}

static bool read_phone_head(PcBytes *from, PcLogHead *out)
{
    PcLogHead head = {.time.time_of_day = -1};
    PcBytes rest = *from;
    if (!pc_lex_number(&rest, 1, 10, &head.sequence)) {
        return false;
    }
    pc_lex_literal(&rest, ":");
    if (!pc_lex_spaces(&rest) || !read_severity(&rest, &head.severity) || !pc_lex_spaces(&rest)) {
        return false;
    }
    bool has_day = read_day(&rest, &head.time);
    if (!read_clock(&rest, 6, &head.time.time_of_day) || !pc_lex_spaces(&rest) ||
        !(has_day ? read_new_process(&rest, &head) : read_old_process(&rest, &head))) {
        return false;
    }
    head.form = has_day ? PC_LOG_FORM_SECUREAPP : PC_LOG_FORM_SECD;
    *from = rest;
    *out = head;
    return true;
}

// "10:20:30.123 |-->  debug message"
static bool read_tvs_head(PcBytes *from, PcLogHead *out)
{
    PcLogHead head = {.form = PC_LOG_FORM_TVS};
    PcBytes rest = *from;
    if (!read_clock(&rest, 3, &head.time.time_of_day) || !pc_lex_spaces(&rest) ||
        !pc_lex_literal(&rest, "|")) {
        return false;
    }
    pc_lex_literal(&rest, "-->");
    pc_lex_literal(&rest, "<--");
    pc_lex_skip_spaces(&rest);
    if (!pc_lex_literal(&rest, "debug")) {
        return false;
    }
    pc_lex_skip_spaces(&rest);
    *from = rest;
    *out = head;
    return true;
}

// "08080021.043 |16:31:15.937 |AppInfo  |message"
static bool read_sdl_head(PcBytes *from, PcLogHead *out)
{
    PcLogHead head = {.form = PC_LOG_FORM_SDL};
    PcBytes rest = *from;
    uint64_t part;
    if (!pc_lex_number(&rest, 8, 8, &head.sequence) || !pc_lex_literal(&rest, ".") ||
        !pc_lex_number(&rest, 3, 3, &part) || !pc_lex_spaces(&rest) ||
        !pc_lex_literal(&rest, "|") || !read_clock(&rest, 3, &head.time.time_of_day)) {
        return false;
    }
    pc_lex_skip_spaces(&rest);
    if (!pc_lex_literal(&rest, "|")) {
        return false;
    }
    *from = rest;
    *out = head;
    return true;
}

bool pc_log_read_head(PcBytes *from, PcLogHead *head)
{
    return read_phone_head(from, head) || read_tvs_head(from, head) || read_sdl_head(from, head);
}

// ---- lines ----------------------------------------------------------------------------------

// Moves `rest` to the next place where digits begin: no head begins elsewhere.
static bool find_digits(PcBytes *rest)
{
    uint8_t byte;
    while (pc_bytes_at(*rest, 0, &byte) && g_ascii_isdigit(byte)) {
        pc_bytes_skip(rest, 1);
    }
    while (pc_bytes_at(*rest, 0, &byte) && !g_ascii_isdigit(byte)) {
        pc_bytes_skip(rest, 1);
    }
    return rest->len > 0;
}

// Finds the first head in `line`: what stands before it, and what follows it.
static bool find_head(PcBytes line, PcBytes *before, PcLogHead *head, PcBytes *after)
{
    PcBytes rest = line;
    uint8_t byte;
    if (pc_bytes_at(rest, 0, &byte) && !g_ascii_isdigit(byte) && !find_digits(&rest)) {
        return false;
    }
    while (rest.len > 0) {
        PcBytes at = rest;
        if (pc_log_read_head(&at, head)) {
            *before = pc_bytes_first(line, line.len - rest.len);
            *after = at;
            return true;
        }
        if (!find_digits(&rest)) {
            return false;
        }
    }
    return false;
}

static bool take_over(char **from, char **to)
{
    if (*from == NULL || *to != NULL) {
        return false;
    }
    *to = g_steal_pointer(from);
    return true;
}

// The rows of one record of a trust list come one by one; "Record #" begins the next.
static bool is_row_of_last(PcPhoneLog *log, PcLogEntry *entry)
{
    if (entry->event != PC_LOG_TRUST_LIST_RECORD || entry->number >= 0 || log->entries->len == 0) {
        return false;
    }
    PcLogEntry *last = g_ptr_array_index(log->entries, log->entries->len - 1);
    return last->event == PC_LOG_TRUST_LIST_RECORD &&
           (take_over(&entry->subject, &last->subject) ||
            take_over(&entry->issuer, &last->issuer) || take_over(&entry->role, &last->role));
}

static void add_entry(PcPhoneLog *log, PcLogEntry *entry)
{
    if (entry == NULL) {
        return;
    }
    if (is_row_of_last(log, entry)) {
        pc_log_entry_free(entry);
        return;
    }
    if (log->entries->len == PC_PHONE_LOG_MAX_ENTRIES) {
        log->over_limit = true;
        pc_log_entry_free(entry);
        return;
    }
    entry->line = log->n_lines;
    if (log->device == NULL && entry->device != NULL && entry->form <= PC_LOG_FORM_SECUREAPP) {
        log->device = g_strdup(entry->device);
    }
    g_ptr_array_add(log->entries, entry);
}

static void on_line(PcPhoneLog *log, PcBytes line)
{
    PcLogHead head, next;
    PcBytes before, message, after;
    log->n_lines++;
    if (!find_head(line, &before, &head, &message)) {
        PcLogEntry *entry = pc_log_bare_entry_new(line);
        log->n_understood += entry != NULL;
        add_entry(log, entry);
        return;
    }
    log->n_understood++;
    while (find_head(message, &before, &next, &after)) {
        add_entry(log, pc_log_entry_new(&head, before));
        head = next;
        message = after;
    }
    add_entry(log, pc_log_entry_new(&head, message));
}

static PcCutterStep take_line(void *user, PcBytes *from)
{
    PcPhoneLog *log = user;
    PcBytes line;
    if (!pc_cutter_has_line(&log->stream, *from) || !pc_lex_line(from, &line)) {
        if (from->len < PC_PHONE_LOG_MAX_LINE) {
            return PC_CUTTER_MORE;
        }
        pc_bytes_take(from, PC_PHONE_LOG_MAX_LINE, &line);
    }
    on_line(log, line);
    return PC_CUTTER_TAKEN;
}

void pc_phone_log_read(PcPhoneLog *log, PcBytes bytes)
{
    pc_cutter_feed(&log->stream, bytes, take_line, log);
}

void pc_phone_log_finish(PcPhoneLog *log)
{
    if (log->stream.pending != NULL) {
        on_line(log, pc_lex_trim(pc_bytes(log->stream.pending->data, log->stream.pending->len)));
    }
    pc_cutter_stop(&log->stream);
    pc_log_connect(log);
}
