// SPDX-License-Identifier: GPL-2.0-or-later
// What a log message tells: one row a form of words that was seen in real logs, each with the
// function that takes its values. A message without a row tells nothing of certificates.
#include "core/log/phone_log.h"

#include "core/bytes/lexer.h"
#include "core/field/services.h"
#include "core/handshake/handshake.h"
#include "core/log/work.h"

PC_WORDS(pc_log_form_name, PcLogForm, PC_LOG_FORMS)

PC_WORDS(pc_log_verdict_name, PcLogVerdict, PC_LOG_VERDICTS)

PC_WORDS(pc_log_event_name, PcLogEvent, PC_LOG_EVENTS)

void pc_log_entry_free(void *data)
{
    PcLogEntry *entry = data;
    g_free(entry->process);
    g_free(entry->service);
    g_free(entry->subject);
    g_free(entry->issuer);
    g_free(entry->device);
    g_free(entry->version);
    g_free(entry->role);
    g_free(entry->address);
    g_free(entry->text);
    g_free(entry->mac);
    g_free(entry->serial);
    g_free(entry->store);
    g_free(entry->nas);
    g_free(entry->server);
    g_free(entry->detail);
    g_free(entry->sha256);
    g_free(entry);
}

// ---- values ---------------------------------------------------------------------------------

// "[SCCP]" gives SCCP; a missing closing bracket ends with the entry.
static PcBytes bracketed(PcBytes *from)
{
    PcBytes inner = {0};
    if (pc_lex_after(*from, "[", from)) {
        inner = pc_lex_until(from, "]");
    }
    return inner;
}

static char *service_of_word(PcBytes word)
{
    PcBytes after;
    for (PcServiceId id = PC_SERVICE_TLS + 1; id < PC_N_SERVICES; id++) {
        const char *name = pc_service_row(id)->name;
        if (pc_lex_after(word, name, &after)) {
            return g_strdup(name);
        }
    }
    return pc_log_value(word);
}

static char *service_of_port(uint64_t port)
{
    const PcServiceId service = pc_port_service((int)port);
    return service != PC_SERVICE_TLS ? g_strdup(pc_service_row(service)->name) : NULL;
}

static PcType type_of_word(PcBytes word)
{
    PcBytes trimmed = pc_lex_trim(word);
    if (pc_lex_literal(&trimmed, "LSC")) {
        return PC_TYPE_LSC;
    }
    return pc_lex_literal(&trimmed, "MIC") ? PC_TYPE_MIC : PC_TYPE_ABSENT;
}

// "<10.44.0.1>" or "<10.44.0.1:8443>"
static void take_address(PcLogEntry *entry, PcBytes after)
{
    uint64_t port;
    if (!pc_lex_after(after, "<", &after)) {
        return;
    }
    PcBytes inner = pc_lex_until(&after, ">");
    PcBytes rest = inner;
    PcBytes host = pc_lex_until(&rest, ":");
    if (pc_lex_literal(&rest, ":") && pc_lex_number(&rest, 1, 5, &port) && rest.len == 0) {
        entry->port = (int)port;
        inner = host;
    }
    entry->address = pc_log_value(inner);
}

// ---- phones ---------------------------------------------------------------------------------

// "[SCCP], [TLSv1], cert [LSC], cipher [AES256-SHA:AES128-SHA]"
static bool take_cert_cipher(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_CERTIFICATE;
    entry->service = service_of_word(bracketed(&after));
    entry->version = pc_log_value(bracketed(&after));
    if (pc_lex_after(after, "cert", &after)) {
        entry->certificate = type_of_word(bracketed(&after));
    }
    return true;
}

// "No LSC for [SCCP], tries MIC."
static bool take_no_lsc(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_NO_LSC;
    entry->service = service_of_word(bracketed(&after));
    return true;
}

static PcBytes alert_part(PcBytes *from)
{
    PcBytes skipped = *from;
    pc_lex_until(&skipped, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ<");
    *from = skipped;
    return pc_lex_trim(pc_lex_until(from, ":]<"));
}

// "[read]:[fatal]:[unknown CA" or "read:fatal:handshake failure:<10.44.0.1>"
static bool take_alert(PcLogEntry *entry, PcBytes after)
{
    take_address(entry, after);
    PcBytes direction = alert_part(&after), level = alert_part(&after);
    entry->event = PC_LOG_ALERT;
    entry->alert_read = pc_lex_is(direction, "read");
    entry->alert_fatal = pc_lex_is(level, "fatal");
    entry->alert = pc_log_alert(alert_part(&after));
    return true;
}

static bool take_peer_unknown(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_PEER_UNKNOWN;
    take_address(entry, after);
    return true;
}

static bool take_tvs_question(PcLogEntry *entry, PcBytes after)
{
    (void)after;
    entry->event = PC_LOG_TVS_QUESTION;
    return true;
}

bool pc_log_take_number(PcLogEntry *entry, PcBytes after)
{
    uint64_t number;
    pc_lex_skip_spaces(&after);
    if (!pc_lex_number(&after, 1, 9, &number)) {
        return false;
    }
    entry->number = (int)number;
    return true;
}

static bool take_tvs_answer(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_TVS_ANSWER;
    return pc_log_take_number(entry, after);
}

// "IPV4, IP: 10.44.0.1, Port : 2445"
static bool take_connect(PcLogEntry *entry, PcBytes after)
{
    PcBytes address, port;
    uint64_t number;
    if (!pc_lex_after(after, "IP: ", &address) || !pc_lex_after(after, "Port : ", &port) ||
        !pc_lex_number(&port, 1, 5, &number)) {
        return false;
    }
    entry->event = PC_LOG_CONNECT;
    entry->address = pc_log_value(pc_lex_until(&address, ", "));
    entry->port = (int)number;
    entry->service = service_of_port(number);
    return true;
}

static bool take_failed(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_HANDSHAKE_FAILED;
    take_address(entry, after);
    return true;
}

// "Sec SSL Connection - " and then "TVS.", "Handshake successful.", "ciphers:[...]"
static bool take_sec_connection(PcLogEntry *entry, PcBytes after)
{
    PcBytes word = pc_lex_until(&after, ".");
    PcBytes look = word;
    if (pc_lex_literal(&look, "Handshake successful")) {
        entry->event = PC_LOG_HANDSHAKE_DONE;
        return true;
    }
    if (pc_lex_literal(&look, "Handshake failed")) {
        entry->event = PC_LOG_HANDSHAKE_FAILED;
        return true;
    }
    // A service is one word; sentences are something else.
    PcBytes name;
    if (!pc_lex_while(&look, "_-", &name) || look.len != 0) {
        return false;
    }
    entry->event = PC_LOG_CONNECT;
    entry->service = service_of_word(name);
    return true;
}

// "785, type=LSC"
static bool take_cert_type(PcLogEntry *entry, PcBytes after)
{
    if (!pc_lex_after(after, "type=", &after)) {
        return false;
    }
    entry->event = PC_LOG_CERTIFICATE;
    entry->certificate = type_of_word(after);
    return entry->certificate != PC_TYPE_ABSENT;
}

static bool take_subject(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_SUBJECT;
    entry->subject = pc_log_value(after);
    entry->device = pc_lex_device(after);
    return entry->subject != NULL;
}

static bool take_issuer(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_ISSUER;
    entry->issuer = pc_log_value(after);
    entry->certificate = pc_log_type_of_issuer(pc_lex_trim(after));
    return entry->issuer != NULL;
}

static bool take_role(PcLogEntry *entry, PcBytes after)
{
    entry->event = PC_LOG_PEER_ROLE;
    return pc_log_take_number(entry, after);
}

static bool take_peer_valid(PcLogEntry *entry, PcBytes after)
{
    (void)after;
    entry->event = PC_LOG_PEER_VALID;
    return true;
}

static bool take_list_verified(PcLogEntry *entry, PcBytes after)
{
    (void)after;
    entry->event = PC_LOG_TRUST_LIST_VERIFIED;
    entry->verdict = PC_LOG_GOOD;
    return true;
}

// "[src=CTLSEP0A1B2C3D4E5F.tlv][dest=...]"
static bool take_file(PcLogEntry *entry, PcBytes after)
{
    PcBytes name = pc_lex_until(&after, "]");
    entry->event = PC_LOG_FILE;
    entry->subject = pc_log_value(name);
    entry->device = pc_lex_device(name);
    return entry->subject != NULL;
}

static bool take_no_list(PcLogEntry *entry, PcBytes after)
{
    (void)after;
    entry->event = PC_LOG_TRUST_LIST_MISSING;
    return true;
}

// "[28]:Requesting SEP0A1B2C3D4E5F.cnf.xml from 10.44.0.5 with size limit of 550001"
static bool take_request(PcLogEntry *entry, PcBytes after)
{
    PcBytes name = pc_lex_until(&after, " ");
    entry->event = PC_LOG_FILE;
    entry->subject = pc_log_value(name);
    entry->device = pc_lex_device(name);
    if (pc_lex_literal(&after, " from ")) {
        entry->server = pc_log_value(pc_lex_until(&after, " "));
    }
    return entry->subject != NULL;
}

// ---- the table ------------------------------------------------------------------------------

// The first row whose words stand in the message, and whose function takes it, decides.
static const struct {
    const char *words;
    bool (*take)(PcLogEntry *entry, PcBytes after);
} rows[] = {
    {"PXY_CERT_CIPHER:", take_cert_cipher},
    {"PXY_NO_LSC:", take_no_lsc},
    {"SSL3 alert ", take_alert},
    {"cert not in CTL", take_peer_unknown},
    {"no CTL, assume TFTP NONSECURE", take_no_list},
    {"No match found in trust list", take_peer_unknown},
    {"TVS Certificate Authentication request", take_tvs_question},
    {"Authentication Response received, status :", take_tvs_answer},
    {"Trying to connect to ", take_connect},
    {"SSL/TLS handshake failed", take_failed},
    {"SSL_connect:failed", take_failed},
    {"Sec SSL Connection - ", take_sec_connection},
    {"SSL session setup - cert len=", take_cert_type},
    {"Cert Verification - Role is = ", take_role},
    {"Cert Verification - Certificate is valid", take_peer_valid},
    {"Certificate subject name = ", take_subject},
    {"Certificate issuer name = ", take_issuer},
    {"Hashes match... authentication successful", take_list_verified},
    {"[src=", take_file},
    {"]:Requesting ", take_request},
    {"TL file verified successfully", take_list_verified},
};

PcLogEntry *pc_log_told(PcLogForm form, PcLogEvent event, PcBytes line)
{
    const PcLogHead head = {.form = form, .time.time_of_day = -1};
    PcLogEntry *entry = pc_log_entry_base(&head, line);
    entry->event = event;
    return entry;
}

PcLogEntry *pc_log_entry_base(const PcLogHead *head, PcBytes message)
{
    PcLogEntry *entry = g_new0(PcLogEntry, 1);
    entry->form = head->form;
    entry->sequence = head->sequence;
    entry->time = head->time;
    entry->number = -1;
    entry->text = pc_text_clean(pc_lex_trim(message), PC_PHONE_LOG_MAX_TEXT);
    pc_bytes_copy_out(head->severity, (uint8_t *)entry->severity, sizeof entry->severity - 1);
    if (head->pid.len > 0) {
        g_autofree char *process = pc_log_value(head->process);
        g_autofree char *pid = pc_log_value(head->pid);
        entry->process = g_strdup_printf("%s(%s)", process, pid);
    } else if (head->process.len > 0) {
        entry->process = pc_log_value(head->process);
    }
    return entry;
}

PcLogWords *pc_log_entry_words(void)
{
    PcLogWords *words = pc_log_words_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        pc_log_words_add(words, rows[i].words);
    }
    return words;
}

PcLogEntry *pc_log_entry_new(const PcLogWords *words, const PcLogHead *head, PcBytes message)
{
    PcBytes after;
    const uint64_t found = pc_log_words_find(words, message);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if ((found & 1ULL << i) != 0 && pc_lex_after(message, rows[i].words, &after)) {
            PcLogEntry *entry = pc_log_entry_base(head, message);
            if (rows[i].take(entry, after)) {
                return entry;
            }
            pc_log_entry_free(entry);
        }
    }
    return NULL;
}
