// SPDX-License-Identifier: GPL-2.0-or-later
// Expressway's event log: both ends with their ports, and the TLS library's own word for what went
// wrong; an alert in it came from the other side.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

static void take_port(PcBytes value, int *port)
{
    uint64_t number;
    value = pc_lex_trim(value);
    if (pc_lex_number(&value, 1, 5, &number) && number <= UINT16_MAX) {
        *port = (int)number;
    }
}

// An alert in the detail was received from the other side.
static PcLogTaken read_expressway(PcPhoneLog *log, void *state, PcBytes line)
{
    (void)state;
    PcBytes event = pc_log_after_key(line, "Event=\"", "\"");
    PcBytes detail = pc_log_after_key(line, "Detail=\"", "\"");
    if (!pc_log_has(event, "TLS Negotiation Error")) {
        return PC_LOG_TAKEN;
    }
    bool is_inbound = pc_log_has(event, "Inbound");
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_EXPRESSWAY, PC_LOG_HANDSHAKE_FAILED, line);
    pc_log_find_time(line, &entry->time);
    PcBytes utc = pc_log_after_key(line, "UTCTime=\"", "\"");
    if (pc_log_iso_time(&utc, &entry->time)) {
        entry->time.has_zone = true;
    }
    entry->address = pc_log_text_of(line, "Src-ip=\"", "\"");
    entry->server = pc_log_text_of(line, "Dst-ip=\"", "\"");
    take_port(pc_log_after_key(line, "Src-port=\"", "\""), &entry->port);
    take_port(pc_log_after_key(line, "Dst-port=\"", "\""), &entry->server_port);
    if (pc_log_has(line, "Service=\"SIP\"")) {
        pc_log_service(entry, PC_SERVICE_SIP_MRA);
    }
    entry->detail = pc_log_value(detail);
    PcLogReason reason = PC_LOG_REASON_OTHER;
    PcSide by = is_inbound ? PC_SIDE_SERVER : PC_SIDE_CLIENT; // Expressway itself
    if (pc_log_has(detail, "alert ")) {
        entry->alert = pc_log_alert(detail);
        entry->alert_read = is_inbound;
        by = is_inbound ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
        reason = pc_log_reason_of_alert(entry->alert);
        // A client that says only this speaks of the server's certificate.
        if (by == PC_SIDE_CLIENT && g_strcmp0(entry->alert, "certificate_unknown") == 0) {
            reason = PC_LOG_REASON_UNKNOWN_CA;
        }
    } else {
        pc_log_reason_of_openssl(detail, &reason);
    }
    pc_log_refuse(entry, by, reason);
    pc_log_add(log, entry);
    return PC_LOG_TAKEN;
}

static const char *const expressway_marks[] = {"tvcs: ", "TLS Negotiation Error", NULL};
const PcLogFormRow pc_log_form_expressway = {
    .title = "Expressway event log",
    .keys = PC_LOG_KEY_FLOW | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_TIME,
    .marks = expressway_marks,
    .read = read_expressway,
};
