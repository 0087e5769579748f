// SPDX-License-Identifier: GPL-2.0-or-later
// Phones whose lines have no head of the usual kind: the shell form of 8945 and its relatives,
// whose entries may be glued, and status messages as the phone's screen and web page have them.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

// ---- 8945 ---------------------------------------------------------------------------------------

static void tell_file(PcPhoneLog *log, PcLogEvent event, PcBytes name, PcBytes line)
{
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_8945, event, line);
    entry->subject = pc_log_value(name);
    entry->device = pc_lex_device(name);
    entry->server = pc_log_text_of(line, "server=", " ");
    if (entry->server == NULL) {
        entry->server = pc_log_text_of(line, "not found in ", " ");
    }
    pc_log_add(log, entry);
}

// "16:04:06, 03/07/2026 : FILE updating"
static bool read_stamp(PcBytes *from, PcLogTime *out)
{
    PcLogTime time = {0};
    PcBytes rest = *from;
    uint64_t month, day, year;
    if (!pc_log_clock(&rest, &time) || !pc_lex_literal(&rest, ", ") ||
        !pc_lex_number(&rest, 2, 2, &month) || !pc_lex_literal(&rest, "/") ||
        !pc_lex_number(&rest, 2, 2, &day) || !pc_lex_literal(&rest, "/") ||
        !pc_lex_number(&rest, 4, 4, &year) || !pc_lex_literal(&rest, " : ") || month < 1 ||
        month > 12 || day < 1 || day > 31) {
        return false;
    }
    time.year = (int)year;
    time.month = (int)month;
    time.day = (int)day;
    *from = rest;
    *out = time;
    return true;
}

static void take_8945_message(PcPhoneLog *log, const PcLogTime *time, PcBytes text)
{
    static const struct {
        const char *before, *after; // the file's name stands between; NULL: begins or ends there
        PcLogEvent event;
    } forms[] = {
        {"download ", " fail", PC_LOG_FILE_MISSING},
        {"filename=", NULL, PC_LOG_FILE},
        {NULL, " not found in ", PC_LOG_FILE_MISSING},
        {NULL, " updating", PC_LOG_FILE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        PcBytes rest = text;
        size_t end = text.len;
        if (forms[i].before != NULL && !pc_lex_after(text, forms[i].before, &rest)) {
            continue;
        }
        if (forms[i].after != NULL &&
            !pc_bytes_find(rest, forms[i].after, strlen(forms[i].after), &end)) {
            continue;
        }
        const guint before = log->entries->len;
        PcBytes name = pc_bytes_first(rest, forms[i].after != NULL ? end : rest.len);
        tell_file(log, forms[i].event, pc_lex_until(&name, " "), text);
        if (time != NULL && log->entries->len > before) {
            ((PcLogEntry *)g_ptr_array_index(log->entries, before))->time = *time;
        }
        return;
    }
}

static PcLogTaken read_8945(PcPhoneLog *log, void *state, PcBytes line)
{
    (void)state;
    PcLogTime time, next;
    bool has_time = false, is_mine = false;
    size_t start = 0;
    for (size_t i = 0; i <= line.len; i++) {
        PcBytes at = line;
        pc_bytes_skip(&at, i);
        bool is_stamp = i < line.len && g_ascii_isdigit(*at.data) && read_stamp(&at, &next);
        if (!is_stamp && i < line.len) {
            continue;
        }
        PcBytes text = line, piece;
        pc_bytes_skip(&text, start);
        piece = pc_bytes_first(text, i - start);
        is_mine |= is_stamp || has_time || pc_log_has(piece, "provision_download_file ") ||
                   pc_log_has(piece, "TFTP error : ");
        if (piece.len > 0 && is_mine) {
            take_8945_message(log, has_time ? &time : NULL, piece);
        }
        if (is_stamp) {
            time = next;
            has_time = true;
            i = line.len - at.len;
            start = i;
        }
    }
    return is_mine ? PC_LOG_TAKEN : PC_LOG_NOT_MINE;
}

static const char *const marks_8945[] = {" updating", "provision_download_file ",
                                         "TFTP error : ", " not found in ", NULL};
const PcLogFormRow pc_log_form_8945 = {
    .title = "console logs of 8945 and relatives",
    .keys = PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_FILE | PC_LOG_KEY_TIME,
    .marks = marks_8945,
    .read = read_8945,
};

// ---- status messages ----------------------------------------------------------------------------

// The administration guides' texts, longest first where one begins another. N: none.
#define N PC_N_FINDINGS
static const struct {
    const char *text;
    PcLogEvent event;
    PcLogVerdict verdict;
    PcFindingId findings[2];
} messages[] = {
    {"No Trust List Installed", PC_LOG_TRUST_LIST_MISSING, PC_LOG_VERDICT_NONE, {N, N}},
    {"Trust List Updated", PC_LOG_TRUST_LIST_VERIFIED, PC_LOG_GOOD, {N, N}},
    {"Trust List update failed",
     PC_LOG_TRUST_LIST_UNVERIFIED,
     PC_LOG_BAD,
     {PC_FINDING_TRUST_LIST_FOREIGN, PC_FINDING_SIGNED_FILE_ALTERED}},
    {"Cert key size is not FIPS compliant",
     PC_LOG_STATUS,
     PC_LOG_BAD,
     {PC_FINDING_WEAK_SIGNATURE_POLICY, N}},
    {"TFTP Timeout", PC_LOG_STATUS, PC_LOG_BAD, {N, N}},
    {"TFTP Access Error", PC_LOG_STATUS, PC_LOG_BAD, {N, N}},
    {"TFTP Error", PC_LOG_STATUS, PC_LOG_BAD, {N, N}},
    {"Invalid LSC", PC_LOG_CAPF_RESULT, PC_LOG_BAD, {PC_FINDING_CAPF_INVALID_LSC, N}},
    {"Troubleshoot Success", PC_LOG_CAPF_RESULT, PC_LOG_GOOD, {N, N}},
};
#undef N

static void tell_status(PcPhoneLog *log, size_t i, PcBytes line)
{
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_STATUS, messages[i].event, line);
    entry->verdict = messages[i].verdict;
    entry->role = g_strdup(messages[i].text);
    entry->device = log->device != NULL ? g_strdup(log->device) : pc_lex_device(line);
    for (size_t k = 0; k < G_N_ELEMENTS(messages[i].findings); k++) {
        if (messages[i].findings[k] != PC_N_FINDINGS) {
            pc_log_finding(entry, messages[i].findings[k]);
        }
    }
    pc_log_add(log, entry);
}

// A page may hold all of its messages on one line: each cell is one.
static PcLogTaken read_status(PcPhoneLog *log, void *state, PcBytes line)
{
    (void)state;
    bool is_any = false;
    while (line.len > 0) {
        PcBytes cell = pc_lex_until(&line, "<>");
        pc_bytes_skip(&line, 1);
        for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
            if (pc_log_has_nocase(cell, messages[i].text)) {
                tell_status(log, i, cell);
                is_any = true;
                break;
            }
        }
    }
    return is_any ? PC_LOG_TAKEN : PC_LOG_NOT_MINE;
}

static const char *const status_marks[] = {
    "Trust List",         "TFTP Timeout", "TFTP Access Error",    "TFTP Error",
    "not FIPS compliant", "Invalid LSC",  "Troubleshoot Success", NULL};
const PcLogFormRow pc_log_form_status = {
    .title = "status messages of a phone (page or text)",
    .keys = PC_LOG_KEY_DEVICE,
    .marks = status_marks,
    .read = read_status,
};
