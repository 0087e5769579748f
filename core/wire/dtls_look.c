// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the heads of DTLS records, and no more of them.
#include "core/wire/dtls_look.h"
#include "core/wire/tls_wire.h"

static bool is_version(uint16_t version)
{
    return version == 0xfeff || version == 0xfefd || version == 0x0100;
}

bool pc_dtls_next_record(PcBytes *from, PcDtlsRecord *record)
{
    PcBytes rest = *from;
    uint16_t len, high;
    uint32_t low;
    if (!pc_bytes_u8(&rest, &record->type) || !pc_bytes_u16(&rest, &record->version) ||
        !pc_bytes_u16(&rest, &record->epoch) || !pc_bytes_u16(&rest, &high) ||
        !pc_bytes_u32(&rest, &low) || !pc_bytes_u16(&rest, &len) || len > PC_TLS_MAX_RECORD ||
        record->type < PC_TLS_CHANGE_CIPHER_SPEC || record->type > PC_TLS_HEARTBEAT ||
        !is_version(record->version)) {
        return false;
    }
    record->number = (uint64_t)high << 32 | low;
    record->len = len;
    record->content = pc_bytes_first(rest, len);
    pc_bytes_skip(&rest, record->content.len);
    *from = rest;
    return true;
}

PcBytes pc_dtls_without_preamble(PcBytes bytes)
{
    static const uint8_t preamble[] = {1, 0, 0, 0};
    if (pc_bytes_starts(bytes, preamble, sizeof preamble)) {
        pc_bytes_skip(&bytes, sizeof preamble);
    }
    return bytes;
}

bool pc_dtls_looks(PcBytes datagram)
{
    PcDtlsRecord record;
    datagram = pc_dtls_without_preamble(datagram);
    return pc_dtls_next_record(&datagram, &record);
}

bool pc_dtls_begins_anew(PcBytes datagram, uint32_t *random)
{
    enum { MESSAGE_HEADER = 12, VERSION_LEN = 2 };
    PcDtlsRecord record;
    uint8_t message;
    datagram = pc_dtls_without_preamble(datagram);
    *random = 0;
    if (!pc_dtls_next_record(&datagram, &record) || record.type != PC_TLS_HANDSHAKE ||
        record.epoch != 0 || !pc_bytes_at(record.content, 0, &message) ||
        message != PC_HANDSHAKE_CLIENT_HELLO) {
        return false;
    }
    PcBytes body = record.content;
    if (pc_bytes_skip(&body, MESSAGE_HEADER + VERSION_LEN)) {
        pc_bytes_u32(&body, random);
    }
    return true;
}
