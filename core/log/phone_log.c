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
    log->readers = pc_log_readers_new();
    log->traces = pc_log_traces_new();
    log->words = pc_log_entry_words();
    log->unread_half = g_string_new(NULL);
    log->pem = g_string_new(NULL);
    log->time.time_of_day = -1;
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
    pc_log_readers_free(log->readers);
    pc_log_traces_free(log->traces);
    g_free(log->words);
    g_string_free(log->unread_half, TRUE);
    g_string_free(log->pem, TRUE);
    pc_certificate_unref(log->shown);
    g_ptr_array_unref(log->connections);
    g_ptr_array_unref(log->entries);
    g_free(log->device);
    g_free(log);
}

// ---- heads ----------------------------------------------------------------------------------

// A clock that is told to the millisecond at least.
static bool read_fine_clock(PcBytes *from, PcLogTime *time)
{
    enum { MIN_LEN = 12 }; // of "HH:MM:SS.mmm"
    PcBytes rest = *from;
    if (!pc_log_clock(&rest, time) || from->len - rest.len < MIN_LEN) {
        return false;
    }
    *from = rest;
    return true;
}

// "Nov 29 06:33:59.396231", "Nov 09 2026 06:33:59.3", "2026-11-09 06:33:59.3": a phone's own.
static bool read_dated_clock(PcBytes *from, PcLogTime *time)
{
    PcBytes rest = *from;
    PcLogTime found;
    if (!pc_log_iso_time(&rest, &found) && !pc_log_month_time(&rest, &found)) {
        return false;
    }
    *time = found;
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
    bool has_day = read_dated_clock(&rest, &head.time);
    if ((!has_day && !read_fine_clock(&rest, &head.time)) || !pc_lex_spaces(&rest) ||
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
    if (!read_fine_clock(&rest, &head.time) || !pc_lex_spaces(&rest) ||
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
    head.form = pc_log_has(rest, "CAPF") ? PC_LOG_FORM_CAPF : PC_LOG_FORM_TVS;
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
        !pc_lex_literal(&rest, "|") || !read_fine_clock(&rest, &head.time)) {
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

// Most digits in a log begin no head: this says so by what follows them.
static bool may_begin_head(PcBytes rest)
{
    enum { MAX_SEQUENCE = 10, MAX_HOUR = 2, SDL_DIGITS = 8 };
    uint8_t byte = 0, next = 0;
    size_t n = 0;
    while (n <= MAX_SEQUENCE && pc_bytes_at(rest, n, &byte) && g_ascii_isdigit(byte)) {
        n++;
    }
    if (byte == '.') {
        return n == SDL_DIGITS;
    }
    if (byte == ':' && pc_bytes_at(rest, n + 1, &next) && g_ascii_isdigit(next)) {
        return n <= MAX_HOUR;
    }
    n += byte == ':';
    while (pc_bytes_at(rest, n, &byte) && (byte == ' ' || byte == '\t')) {
        n++;
    }
    // of a severity
    return byte == 'D' || byte == 'I' || byte == 'N' || byte == 'W' || byte == 'E';
}

// Every head has a clock: says whether any is left.
static bool has_clock(PcBytes rest)
{
    enum { APART = 2 }; // digits between two colons
    uint8_t byte;
    while (pc_lex_after(rest, ":", &rest)) {
        if (pc_bytes_at(rest, APART, &byte) && byte == ':') {
            return true;
        }
    }
    return false;
}

// Finds the first head in `line`: what stands before it, and what follows it.
static bool find_head(PcBytes line, PcBytes *before, PcLogHead *head, PcBytes *after)
{
    PcBytes rest = line;
    uint8_t byte;
    bool has_digits = pc_bytes_at(rest, 0, &byte) && g_ascii_isdigit(byte);
    bool may_follow = true;
    while (may_follow) {
        PcBytes at = rest;
        if (has_digits && may_begin_head(rest) && pc_log_read_head(&at, head)) {
            *before = pc_bytes_first(line, line.len - rest.len);
            *after = at;
            return true;
        }
        may_follow = (rest.len < line.len || has_clock(rest)) && find_digits(&rest);
        has_digits = true;
    }
    return false;
}

// A log that has all the entries it may have only counts its lines.
static void read_message(PcPhoneLog *log, const PcLogHead *head, PcBytes message)
{
    if (log->over_limit) {
        return;
    }
    if (head->form <= PC_LOG_FORM_SECUREAPP) {
        pc_log_add(log, pc_log_entry_new(log->words, head, message));
    } else {
        pc_log_trace_message(log, head, message);
    }
}

// "|== Syslogd TNP== Sat Mar 07 21:55:54 2026"
static bool read_file_head(PcPhoneLog *log, PcBytes line)
{
    PcBytes after;
    PcLogTime time;
    if (!pc_lex_after(line, "== Syslogd TNP==", &after)) {
        return false;
    }
    if (pc_log_find_time(after, &time) && time.year != 0 &&
        g_date_valid_dmy((GDateDay)time.day, (GDateMonth)time.month, (GDateYear)time.year)) {
        log->day = time;
    }
    return true;
}

static void keep_half(PcPhoneLog *log, PcBytes line)
{
    enum { MAX_HALF = 256 };
    uint8_t last = 0;
    if (line.len > 0 && line.len <= MAX_HALF && pc_bytes_at(line, line.len - 1, &last) &&
        last == ':') {
        g_string_append_len(log->unread_half, (const char *)line.data, (gssize)line.len);
    }
}

static void on_line_without_head(PcPhoneLog *log, PcBytes line)
{
    bool is_understood = read_file_head(log, line) || pc_log_read_bare(log, line);
    log->n_understood += is_understood;
    g_string_truncate(log->unread_half, 0);
    if (!is_understood) {
        keep_half(log, line);
    }
}

static void on_text(PcPhoneLog *log, PcBytes line)
{
    PcLogHead head, next;
    PcBytes before, message, after;
    if (!find_head(line, &before, &head, &message)) {
        on_line_without_head(log, line);
        return;
    }
    g_string_truncate(log->unread_half, 0);
    log->n_understood++;
    log->n_of_form[head.form]++;
    log->form = head.form;
    log->time = head.time;
    while (find_head(message, &before, &next, &after)) {
        read_message(log, &head, before);
        head = next;
        message = after;
    }
    read_message(log, &head, message);
}

static void on_line(PcPhoneLog *log, PcBytes line)
{
    log->n_lines++;
    pc_log_pem_line(log, line);
    on_text(log, line);
    pc_log_pem_tell(log);
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

static void feed(void *user, PcBytes text)
{
    PcPhoneLog *log = user;
    pc_cutter_feed(&log->stream, text, take_line, log);
}

void pc_phone_log_read(PcPhoneLog *log, PcBytes bytes)
{
    pc_log_decode(&log->encoding, bytes, feed, log);
}

void pc_phone_log_finish(PcPhoneLog *log)
{
    if (log->stream.pending != NULL) {
        on_line(log, pc_lex_trim(pc_bytes(log->stream.pending->data, log->stream.pending->len)));
    }
    pc_cutter_stop(&log->stream);
    pc_log_traces_finish(log);
    pc_log_readers_finish(log);
    pc_log_connect(log);
}
