// SPDX-License-Identifier: GPL-2.0-or-later
// Gathers the certificates that logs hold as PEM (RFC 7468), whatever stands before the lines of a
// block: a trace of CAPF or TVS, a debug of a gateway, what was pasted into a note. Each becomes an
// entry of its own, by which the log is joined with the phone that showed this certificate.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";

// The last word of a line: of base64 there is only one.
static PcBytes last_word(PcBytes line)
{
    size_t n = line.len;
    uint8_t byte;
    while (n > 0 && pc_bytes_at(line, n - 1, &byte) && byte != ' ' && byte != '\t') {
        n--;
    }
    pc_bytes_skip(&line, n);
    return line;
}

static void append(GString *pem, PcBytes text)
{
    enum { MAX_PEM = 96 * 1024 }; // a certificate of 64 KiB
    if (pem->len + text.len > MAX_PEM) {
        g_string_truncate(pem, 0);
        return;
    }
    g_string_append_len(pem, (const char *)text.data, (gssize)text.len);
    g_string_append_c(pem, '\n');
}

static void settle(PcPhoneLog *log)
{
    g_autoptr(GPtrArray) found =
        pc_certificate_list_from_bytes(pc_bytes(log->pem->str, log->pem->len), NULL);
    PcCertificate *first = found->len > 0 ? g_ptr_array_index(found, 0) : NULL;
    log->shown = first != NULL && !first->malformed ? pc_certificate_ref(first) : NULL;
    g_string_truncate(log->pem, 0);
}

void pc_log_pem_line(PcPhoneLog *log, PcBytes line)
{
    PcBytes after, text = pc_lex_trim(line);
    uint8_t last = 0;
    g_clear_pointer(&log->shown, pc_certificate_unref);
    const bool may_be_mark = text.len > 0 && pc_bytes_at(text, text.len - 1, &last) && last == '-';
    if (log->over_limit || (log->pem->len == 0 && !may_be_mark)) {
        return;
    }
    if (may_be_mark && pc_lex_after(text, begin, &after)) {
        g_string_assign(log->pem, begin);
        g_string_append_c(log->pem, '\n');
        log->pem_line = log->n_lines;
        text = after;
    }
    if (log->pem->len > 0 && text.len > 0) {
        const bool is_end = may_be_mark && pc_lex_after(text, end, &after);
        const size_t len = is_end ? text.len - after.len - strlen(end) : text.len;
        append(log->pem, last_word(pc_bytes_first(text, len)));
        if (is_end && log->pem->len > 0) {
            g_string_append(log->pem, end);
            settle(log);
        }
    }
}

void pc_log_pem_tell(PcPhoneLog *log)
{
    const PcCertificate *shown = log->shown;
    if (shown == NULL || log->n_understood == 0) {
        return;
    }
    PcLogEntry *entry =
        pc_log_told(log->form, PC_LOG_CERTIFICATE_SHOWN, pc_bytes(begin, sizeof begin - 1));
    const PcBytes issuer = pc_bytes(shown->issuer, strlen(shown->issuer));
    pc_log_names(entry, pc_bytes(shown->subject, strlen(shown->subject)), issuer);
    entry->serial = g_strdup(shown->serial);
    entry->sha256 = g_strdup(shown->sha256);
    entry->line = log->pem_line;
    entry->time = log->time;
    pc_log_add(log, entry);
}
