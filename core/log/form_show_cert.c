// SPDX-License-Identifier: GPL-2.0-or-later
// What `show cert list` and `show cert own|trust` print: which certificates which store of a node
// holds, by the name of the file and, where one is shown whole, by its fields.
#include "core/log/work.h"

#include "core/bytes/lexer.h"
#include "core/certificate/serial.h"

typedef struct {
    PcLogEntry *shown;  // the certificate whose fields are read; NULL: none
    char *store, *file; // out of the command that shows it
    bool in_list, in_pem;
} State;

static void tell_shown(PcPhoneLog *log, State *state)
{
    if (state->shown != NULL) {
        pc_log_add(log, g_steal_pointer(&state->shown));
    }
}

// "CallManager-trust/CAPF-0992727f.pem": store and file.
static bool read_path(PcBytes *from, PcBytes *store, PcBytes *file)
{
    PcBytes rest = *from;
    return pc_lex_while(&rest, "_-", store) && pc_lex_literal(&rest, "/") &&
           pc_lex_while(&rest, "_-.()+", file) && (*from = rest, true);
}

// "STORE/FILE.pem: comment"
static bool take_row(PcPhoneLog *log, PcBytes line)
{
    PcBytes rest = line, store, file;
    if (!read_path(&rest, &store, &file) || !pc_lex_literal(&rest, ":") ||
        !pc_log_has(file, ".pem")) {
        return false;
    }
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_SHOW_CERT, PC_LOG_IN_STORE, line);
    entry->store = pc_log_value(store);
    entry->subject = pc_log_value(pc_bytes_first(file, file.len - strlen(".pem")));
    entry->detail = pc_log_value(rest);
    pc_log_add(log, entry);
    return true;
}

// "admin:show cert own CAPF/CAPF.pem"
static bool take_command(PcPhoneLog *log, State *state, PcBytes line)
{
    PcBytes rest, store, file;
    if (!pc_lex_after(line, "show cert ", &rest)) {
        return false;
    }
    tell_shown(log, state);
    state->in_list = pc_lex_literal(&rest, "list");
    if (!state->in_list && (pc_lex_literal(&rest, "own ") || pc_lex_literal(&rest, "trust ")) &&
        read_path(&rest, &store, &file)) {
        g_free(state->store);
        g_free(state->file);
        state->store = pc_log_value(store);
        state->file = pc_log_value(file);
    }
    return true;
}

static bool take_field(PcPhoneLog *log, State *state, PcBytes line)
{
    PcBytes trimmed = pc_lex_trim(line);
    if (pc_bytes_starts(trimmed, "Serial Number:", strlen("Serial Number:"))) {
        tell_shown(log, state);
        state->shown = pc_log_told(PC_LOG_FORM_SHOW_CERT, PC_LOG_IN_STORE, line);
        state->shown->line = log->n_lines;
        state->shown->store = g_steal_pointer(&state->store);
        state->shown->serial = pc_log_text_of(line, "Serial Number:", "\n");
        return true;
    }
    if (state->shown == NULL) {
        return false;
    }
    PcBytes issuer = pc_log_after_key(trimmed, "Issuer Name:", "\n");
    PcBytes subject = pc_log_after_key(trimmed, "Subject Name:", "\n");
    pc_log_names(state->shown, subject, issuer);
    if (state->shown->detail == NULL && pc_bytes_starts(trimmed, "To:", 3)) {
        state->shown->detail = pc_log_text_of(trimmed, "To:", "\n");
    }
    if (subject.len > 0) {
        // A CA is shown: its issuer's name says nothing of a phone's certificate.
        state->shown->certificate = PC_TYPE_ABSENT;
    }
    return true;
}

static bool is_printed(const PcLogEntry *printed, const PcCertificate *pasted)
{
    g_autofree char *above = printed->serial != NULL ? pc_serial_digits(printed->serial) : NULL;
    g_autofree char *below = pc_serial_digits(pasted->serial);
    g_autofree char *issuer = pc_log_common_name(printed->issuer);
    const bool is_other_issuer = issuer != NULL && g_strcmp0(issuer, pasted->issuer_cn) != 0;
    return above == NULL || (g_strcmp0(above, below) == 0 && !is_other_issuer);
}

// The block below the fields is to be the certificate whose fields they are.
static void end_pem(PcPhoneLog *log, State *state)
{
    PcLogEntry *printed = state->shown;
    if (printed == NULL || log->shown == NULL) {
        return;
    }
    g_autoptr(PcCertificate) pasted = g_steal_pointer(&log->shown);
    if (is_printed(printed, pasted)) {
        printed->sha256 = g_strdup(pasted->sha256);
    } else {
        printed->verdict = PC_LOG_BAD;
        pc_log_finding(printed, PC_FINDING_PASTED_CERTIFICATE_DIFFERS);
        g_free(printed->detail);
        printed->detail = g_strdup_printf(
            "printed above is serial number %s; the block in line %u is %s, serial number %s",
            printed->serial, log->pem_line, pasted->subject, pasted->serial);
    }
    tell_shown(log, state);
}

static PcLogTaken read_show_cert(PcPhoneLog *log, void *data, PcBytes line)
{
    State *state = data;
    if (state->in_pem || pc_log_has(line, "-----BEGIN ")) {
        state->in_pem = !pc_log_has(line, "-----END ");
        if (!state->in_pem) {
            end_pem(log, state);
        }
        return PC_LOG_TAKEN_OPEN;
    }
    if (take_command(log, state, line)) {
        return PC_LOG_TAKEN_OPEN;
    }
    bool is_row = take_row(log, line);
    if (!is_row && !take_field(log, state, line)) {
        bool is_blank = pc_lex_trim(line).len <= 1; // or a bracket
        return is_blank || state->store != NULL ? PC_LOG_TAKEN_OPEN : PC_LOG_NOT_MINE;
    }
    return PC_LOG_TAKEN_OPEN;
}

static void finish(PcPhoneLog *log, void *data)
{
    tell_shown(log, data);
}

static void clear(void *data)
{
    State *state = data;
    if (state->shown != NULL) {
        pc_log_entry_free(state->shown);
    }
    g_free(state->store);
    g_free(state->file);
}

static const char *const marks[] = {"show cert ", "-trust/", ".pem: ", NULL};
const PcLogFormRow pc_log_form_show_cert = {
    .title = "output of show cert list, own and trust",
    .keys = PC_LOG_KEY_CERTIFICATE,
    .marks = marks,
    .read = read_show_cert,
    .state_size = sizeof(State),
    .finish = finish,
    .clear = clear,
};
