// SPDX-License-Identifier: GPL-2.0-or-later
// IOS and IOS-XE (%PKI-, debug ssl openssl), and the error lines of OpenSSL that they and others
// repeat: certificates by their serial number, no addresses.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

enum { MAX_OPENSSL_LINE = 1024 };

static const struct {
    const char *words;
    PcLogReason reason;
} ios_words[] = {
    {"CERTIFICATE_INVALID_EXPIRED", PC_LOG_REASON_EXPIRED},
    {"CERTIFICATE_INVALID_NOT_YET_VALID", PC_LOG_REASON_NOT_YET_VALID},
};

static PcLogTaken read_ios(PcPhoneLog *log, void *state, PcBytes line)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(ios_words); i++) {
        if (pc_log_has(line, ios_words[i].words)) {
            PcLogEntry *entry = pc_log_told(PC_LOG_FORM_IOS, PC_LOG_REFUSED, line);
            pc_log_find_time(line, &entry->time);
            entry->serial = pc_log_text_of(line, "(SN: ", ")");
            entry->detail = pc_log_text_of(line, "alidity period ", "\n");
            pc_log_refuse(entry, PC_SIDE_SERVER, ios_words[i].reason);
            pc_log_add(log, entry);
            return PC_LOG_TAKEN;
        }
    }
    PcBytes words;
    if (pc_lex_after(line, "CRYPTO_OPSSL: ", &words) && pc_log_has(words, "failed")) {
        PcLogEntry *entry = pc_log_told(PC_LOG_FORM_IOS, PC_LOG_HANDSHAKE_FAILED, line);
        pc_log_find_time(line, &entry->time);
        entry->detail = pc_log_value(words);
        entry->verdict = PC_LOG_BAD;
        pc_log_add(log, entry);
    }
    return PC_LOG_TAKEN;
}

static const char *const ios_marks[] = {"%PKI-", "CRYPTO_OPSSL: ", NULL};
const PcLogFormRow pc_log_form_ios = {
    .title = "IOS and IOS-XE (%PKI-, debug ssl openssl)",
    .keys = PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_TIME,
    .marks = ios_marks,
    .read = read_ios,
};

// ---- OpenSSL's error lines ----------------------------------------------------------------------

// "error:140890C7:SSL routines:FUNCTION:reason". Who wrote it is not told, so an alert in it is of
// the writer's peer, and that may be either side.
static PcLogTaken read_openssl(PcPhoneLog *log, void *state, PcBytes line)
{
    (void)state;
    PcBytes words = pc_bytes_first(line, MAX_OPENSSL_LINE);
    PcLogReason reason;
    if (!pc_lex_after(words, ":SSL routines:", &words)) {
        return PC_LOG_NOT_MINE;
    }
    bool is_known = pc_log_reason_of_openssl(words, &reason);
    const char *alert = pc_log_has(words, " alert ") ? pc_log_alert(words) : NULL;
    if (!is_known && alert == NULL) {
        return PC_LOG_TAKEN;
    }
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_OPENSSL, PC_LOG_HANDSHAKE_FAILED, line);
    pc_log_find_time(line, &entry->time);
    PcBytes detail = words;
    pc_lex_until(&detail, ":");
    pc_lex_literal(&detail, ":");
    entry->detail = pc_log_value(pc_lex_until(&detail, ":"));
    entry->verdict = PC_LOG_BAD;
    entry->alert = alert;
    entry->alert_read = alert != NULL;
    if (is_known) {
        pc_log_refuse(entry, PC_SIDE_SERVER, reason);
    }
    pc_log_add(log, entry);
    return PC_LOG_TAKEN;
}

static const char *const openssl_marks[] = {":SSL routines:", NULL};
const PcLogFormRow pc_log_form_openssl = {
    .title = "OpenSSL error lines",
    .keys = PC_LOG_KEY_TIME,
    .marks = openssl_marks,
    .read = read_openssl,
};
