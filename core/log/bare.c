// SPDX-License-Identifier: GPL-2.0-or-later
// What a line without an entry's head tells: ISE's failure codes of EAP-TLS, and the rows that
// `show ctl` and `show itl` print of a trust list.
#include "core/log/phone_log.h"

#include "core/bytes/lexer.h"
#include "core/field/services.h"
#include "core/log/work.h"

static const struct {
    uint64_t code;
    const char *alert; // where the code means that very alert
} ise_codes[] = {
    {12507, NULL},
    {12508, NULL},
    {12514, "unknown_ca"},
    {12515, NULL},
    {12516, "certificate_expired"},
    {12517, "certificate_revoked"},
    {12518, "bad_certificate"},
    {12519, "unsupported_certificate"},
    {12520, NULL},
    {12521, NULL},
    {12530, NULL},
    {12857, NULL},
    {12935, NULL},
    {12986, "protocol_version"},
};

// Takes the next word; the row of its code where it is a number that stands alone, or else -1.
static int next_ise_code(PcBytes *rest)
{
    PcBytes word;
    uint64_t number;
    if (!pc_lex_while(rest, ".:-_", &word)) {
        pc_bytes_skip(rest, 1);
        return -1;
    }
    if (!pc_lex_number(&word, 5, 5, &number) || word.len != 0) {
        return -1;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ise_codes); i++) {
        if (ise_codes[i].code == number) {
            return (int)i;
        }
    }
    return -1;
}

static bool speaks_of_eap_tls(PcBytes line)
{
    static const char *const words[] = {"EAP-TLS", "SSL/TLS", "FailureReason="};
    PcBytes after;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (pc_lex_after(line, words[i], &after)) {
            return true;
        }
    }
    return false;
}

static PcLogEntry *ise_entry_new(PcBytes line)
{
    PcBytes rest = line;
    int row = -1;
    if (!speaks_of_eap_tls(line)) {
        return NULL;
    }
    while (rest.len > 0 && row < 0) {
        row = next_ise_code(&rest);
    }
    if (row < 0) {
        return NULL;
    }
    PcLogHead head = {.form = PC_LOG_FORM_ISE, .time.time_of_day = -1};
    PcLogEntry *entry = pc_log_entry_base(&head, line);
    entry->event = PC_LOG_EAP_FAILURE;
    entry->number = (int)ise_codes[row].code;
    entry->alert = ise_codes[row].alert;
    entry->device = pc_lex_device(line);
    entry->service = g_strdup(pc_service_row(PC_SERVICE_DOT1X)->name);
    return entry;
}

// "5  SUBJECTNAME  60  CN=...": position, tag, length, value.
static bool read_row(PcBytes line, PcBytes *tag, PcBytes *value)
{
    uint64_t position, len;
    pc_lex_skip_spaces(&line);
    if (!pc_lex_number(&line, 1, 9, &position) || !pc_lex_spaces(&line) ||
        !pc_lex_while(&line, "", tag) || !pc_lex_spaces(&line) ||
        !pc_lex_number(&line, 1, 9, &len)) {
        return false;
    }
    *value = pc_lex_trim(line);
    return value->len > 0;
}

static bool take_list_row(PcLogEntry *entry, PcBytes line)
{
    PcBytes tag, value;
    if (!read_row(line, &tag, &value)) {
        return false;
    }
    entry->event = PC_LOG_TRUST_LIST_RECORD;
    if (pc_lex_is(tag, "SUBJECTNAME")) {
        entry->subject = pc_log_value(value);
    } else if (pc_lex_is(tag, "ISSUERNAME")) {
        entry->issuer = pc_log_value(value);
    } else if (pc_lex_is(tag, "FUNCTION")) {
        entry->role = pc_log_value(value);
    } else {
        return false;
    }
    return true;
}

static bool take_list_line(PcLogEntry *entry, PcBytes line)
{
    PcBytes after;
    if (pc_lex_after(line, " Record #:", &after)) {
        entry->event = PC_LOG_TRUST_LIST_RECORD;
        return pc_log_take_number(entry, after);
    }
    if (pc_lex_after(line, "L file was verified successfully", &after)) {
        entry->event = PC_LOG_TRUST_LIST_VERIFIED;
        return true;
    }
    if (pc_lex_after(line, "L File not found", &after)) {
        entry->event = PC_LOG_TRUST_LIST_MISSING;
        return true;
    }
    return take_list_row(entry, line);
}

PcLogEntry *pc_log_bare_entry_new(PcBytes line)
{
    PcLogEntry *entry = ise_entry_new(line);
    if (entry != NULL) {
        return entry;
    }
    PcLogHead head = {.form = PC_LOG_FORM_TRUST_LIST, .time.time_of_day = -1};
    entry = pc_log_entry_base(&head, line);
    if (take_list_line(entry, line)) {
        return entry;
    }
    pc_log_entry_free(entry);
    return NULL;
}
