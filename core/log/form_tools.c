// SPDX-License-Identifier: GPL-2.0-or-later
// Clients and tools: wpa_supplicant and hostapd, which speak for the client and for the server, and
// openssl s_client, whose list of acceptable CA names is evidence of what the server's store holds.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

// ---- wpa_supplicant, hostapd --------------------------------------------------------------------

static void take_error(PcLogEntry *entry, PcBytes line)
{
    PcLogReason reason = PC_LOG_REASON_OTHER;
    PcBytes error = pc_log_after_key(line, "err='", "'");
    entry->subject = pc_log_text_of(line, "subject='", "'");
    entry->detail = pc_log_value(error);
    pc_log_reason_of_openssl(error, &reason);
    pc_log_refuse(entry, PC_SIDE_CLIENT, reason);
}

static void take_local_alert(PcLogEntry *entry, PcBytes line)
{
    entry->alert = pc_log_alert(pc_log_after_key(line, "(param=", ")"));
    entry->alert_fatal = true;
    pc_log_refuse(entry, PC_SIDE_CLIENT, pc_log_reason_of_alert(entry->alert));
}

static void take_remote_alert(PcLogEntry *entry, PcBytes line)
{
    entry->alert = pc_log_alert(pc_log_after_key(line, "(param=", ")"));
    entry->alert_fatal = true;
    entry->alert_read = true;
    pc_log_refuse(entry, PC_SIDE_SERVER, pc_log_reason_of_alert(entry->alert));
}

static void take_server_certificate(PcLogEntry *entry, PcBytes line)
{
    entry->subject = pc_log_text_of(line, "subject='", "'");
}

static void take_success(PcLogEntry *entry, PcBytes line)
{
    (void)line;
    entry->verdict = PC_LOG_GOOD;
}

static const struct {
    const char *words;
    PcLogEvent event;
    void (*take)(PcLogEntry *entry, PcBytes line);
} supplicant[] = {
    {"CTRL-EVENT-EAP-TLS-CERT-ERROR", PC_LOG_REFUSED, take_error},
    {"local TLS alert (param=", PC_LOG_ALERT, take_local_alert},
    {"remote TLS alert (param=", PC_LOG_ALERT, take_remote_alert},
    {"CTRL-EVENT-EAP-PEER-CERT", PC_LOG_SUBJECT, take_server_certificate},
    {"CTRL-EVENT-EAP-SUCCESS", PC_LOG_ACCEPTED, take_success},
};

static PcLogTaken read_supplicant(PcPhoneLog *log, void *state, PcBytes line)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(supplicant); i++) {
        if (pc_log_has(line, supplicant[i].words)) {
            PcLogEntry *entry = pc_log_told(PC_LOG_FORM_SUPPLICANT, supplicant[i].event, line);
            pc_log_find_time(line, &entry->time);
            pc_log_service(entry, PC_SERVICE_DOT1X);
            supplicant[i].take(entry, line);
            pc_log_add(log, entry);
            break;
        }
    }
    return PC_LOG_TAKEN;
}

static const char *const supplicant_marks[] = {"CTRL-EVENT-EAP-",
                                               "EAP: Status notification: ", NULL};
const PcLogFormRow pc_log_form_supplicant = {
    .title = "wpa_supplicant and hostapd",
    .keys = PC_LOG_KEY_TIME,
    .marks = supplicant_marks,
    .read = read_supplicant,
};

// ---- openssl s_client ---------------------------------------------------------------------------

typedef struct {
    bool in_names; // of acceptable CAs
    bool in_pem;
    char *server; // that it was told to ask, or says that it asks; NULL
    int port;
} Client;

static void clear_client(void *data)
{
    Client *client = data;
    g_free(client->server);
}

// "openssl s_client -connect 10.44.0.1:5061", "Connecting to 10.44.0.1". True: s_client wrote the
// line; the command that starts it may stand in any note.
static bool take_server(Client *client, PcBytes line)
{
    PcBytes rest, command;
    uint64_t port = 0;
    const bool is_command =
        pc_lex_after(line, "s_client", &command) && pc_lex_after(command, "-connect ", &rest);
    if (!is_command && !(pc_bytes_starts(line, "Connecting to ", strlen("Connecting to ")) &&
                         pc_lex_after(line, "Connecting to ", &rest))) {
        return false;
    }
    PcBytes word = pc_lex_until(&rest, " \t");
    PcBytes host = pc_lex_until(&word, ":");
    g_autofree char *address = pc_log_value(host);
    if (address == NULL || (!is_command && !g_hostname_is_ip_address(address))) {
        return false;
    }
    if (is_command || g_strcmp0(address, client->server) != 0) {
        g_free(client->server);
        client->server = g_hostname_is_ip_address(address) ? g_steal_pointer(&address) : NULL;
        client->port = is_command ? 0 : client->port;
    }
    if (pc_lex_literal(&word, ":") && pc_lex_number(&word, 1, 5, &port) && port <= UINT16_MAX) {
        client->port = (int)port;
    }
    return !is_command;
}

static void tell_ca(PcPhoneLog *log, const Client *client, PcBytes line, bool has_name)
{
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_S_CLIENT, PC_LOG_CA_OFFERED, line);
    entry->subject = has_name ? pc_log_value(line) : NULL;
    entry->certificate = has_name ? pc_log_type_of_issuer(line) : PC_TYPE_ABSENT;
    entry->server = g_strdup(client->server);
    entry->server_port = client->server != NULL ? client->port : 0;
    pc_log_add(log, entry);
}

static void tell_own_alert(PcPhoneLog *log, PcBytes line)
{
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_S_CLIENT, PC_LOG_ALERT, line);
    entry->alert = pc_log_alert(pc_log_after_key(line, " alert ", ":"));
    entry->alert_read = true;
    entry->alert_fatal = true;
    entry->by = PC_SIDE_SERVER;
    entry->verdict = PC_LOG_BAD;
    entry->detail = g_strdup("the server's answer to s_client, not to a phone");
    pc_log_add(log, entry);
}

// The end of the list of names.
static bool ends_names(PcBytes line)
{
    static const char *const ends[] = {
        "Client Certificate Types:", "Requested Signature Algorithms:", "---"};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (pc_bytes_starts(line, ends[i], strlen(ends[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_own_line(PcBytes line)
{
    static const char *const begins[] = {"CONNECTED(",
                                         "---",
                                         "Certificate chain",
                                         "Server certificate",
                                         "subject=",
                                         "issuer=",
                                         "depth=",
                                         "verify ",
                                         "Verif",
                                         "Peer ",
                                         "Server Temp Key",
                                         "SSL handshake has",
                                         "New, ",
                                         "Server public key",
                                         "Secure Renegotiation",
                                         "Compression:",
                                         "Expansion:",
                                         "No ALPN",
                                         "SSL-Session:",
                                         "    ",
                                         "Requested Signature",
                                         "Shared Requested",
                                         "Client Certificate Types",
                                         "Early data",
                                         "Can't use SSL",
                                         "Acceptable client",
                                         "No client certificate",
                                         "Post-Handshake",
                                         "read R BLOCK",
                                         "closed",
                                         "   ",
                                         " 0 ",
                                         " 1 ",
                                         " 2 ",
                                         " 3 "};
    for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
        if (pc_bytes_starts(line, begins[i], strlen(begins[i]))) {
            return true;
        }
    }
    return line.len == 0;
}

static PcLogTaken read_s_client(PcPhoneLog *log, void *data, PcBytes line)
{
    Client *client = data;
    if (client->in_pem || pc_log_has(line, "-----BEGIN ")) {
        client->in_pem = !pc_log_has(line, "-----END ");
        return PC_LOG_TAKEN_OPEN;
    }
    client->in_names = client->in_names && !ends_names(line);
    if (client->in_names) {
        tell_ca(log, client, line, true);
    } else if (pc_log_has(line, "Acceptable client certificate CA names")) {
        client->in_names = true;
    } else if (pc_log_has(line, "No client certificate CA names sent")) {
        tell_ca(log, client, line, false);
    } else if (pc_log_has(line, ":SSL alert number ")) {
        tell_own_alert(log, line);
    } else if (!take_server(client, line) && !is_own_line(line)) {
        return PC_LOG_NOT_MINE;
    }
    return PC_LOG_TAKEN_OPEN;
}

static const char *const s_client_marks[] = {"CONNECTED(",
                                             "s_client -",
                                             "Connecting to ",
                                             "Acceptable client certificate CA names",
                                             "No client certificate CA names sent",
                                             ":SSL alert number ",
                                             "verify error:num=",
                                             NULL};
const PcLogFormRow pc_log_form_s_client = {
    .title = "openssl s_client",
    .keys = PC_LOG_KEY_CERTIFICATE,
    .marks = s_client_marks,
    .read = read_s_client,
    .state_size = sizeof(Client),
    .clear = clear_client,
};

// ---- Jabber -------------------------------------------------------------------------------------

// "2026-03-09 14:21:49,631 WARN  [0x0000264c] [file(218)] [logger] [function] - text": the words
// that Jabber has for certificates are not known; OpenSSL's are, where it repeats them.
static PcLogTaken read_jabber(PcPhoneLog *log, void *state, PcBytes line)
{
    PcLogTime time;
    PcLogReason reason;
    PcBytes rest = line, text;
    (void)state;
    if (!pc_log_iso_time(&rest, &time) || !pc_lex_after(rest, "] - ", &text)) {
        return PC_LOG_NOT_MINE;
    }
    if (pc_log_reason_of_openssl(text, &reason)) {
        PcLogEntry *entry = pc_log_told(PC_LOG_FORM_JABBER, PC_LOG_REFUSED, line);
        entry->time = time;
        entry->detail = pc_log_value(text);
        pc_log_refuse(entry, PC_SIDE_CLIENT, reason);
        pc_log_add(log, entry);
    }
    return PC_LOG_TAKEN;
}

static const char *const jabber_marks[] = {" [0x", NULL};
const PcLogFormRow pc_log_form_jabber = {
    .title = "Jabber (csf-unified.log)",
    .keys = PC_LOG_KEY_TIME,
    .marks = jabber_marks,
    .read = read_jabber,
};
