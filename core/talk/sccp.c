// SPDX-License-Identifier: GPL-2.0-or-later
// Reads SCCP's framing (length, version and message number, least significant byte first) and the
// name at the head of a station register message.
#include "core/talk/sccp.h"

#include "core/bytes/text.h"

enum {
    STATION_REGISTER = 1,
    NAME_LEN = 16,
    MAX_VERSION = 0x40, // real ones are 0 and 0x0a to 0x16
    MAX_ID = 0xffff,
};

PcSccpStep pc_sccp_read(PcBytes *from, PcSccpMessage *message)
{
    PcBytes rest = *from;
    PcSccpMessage read;
    uint32_t len, version;
    if (!pc_bytes_le32(&rest, &len) || !pc_bytes_le32(&rest, &version)) {
        return PC_SCCP_MORE;
    }
    if (len < 4 || len > PC_SCCP_MAX_MESSAGE || version > MAX_VERSION) {
        return PC_SCCP_NO;
    }
    if (!pc_bytes_le32(&rest, &read.id) || !pc_bytes_take(&rest, len - 4, &read.body)) {
        return PC_SCCP_MORE;
    }
    if (read.id > MAX_ID) {
        return PC_SCCP_NO;
    }
    *from = rest;
    *message = read;
    return PC_SCCP_TAKEN;
}

char *pc_sccp_register_device(const PcSccpMessage *message)
{
    uint8_t byte;
    size_t len = 0;
    if (message->id != STATION_REGISTER || message->body.len < NAME_LEN) {
        return NULL;
    }
    while (len < NAME_LEN && pc_bytes_at(message->body, len, &byte) && byte != 0) {
        len++;
    }
    return len > 0 ? pc_text_clean(pc_bytes_first(message->body, len), NAME_LEN) : NULL;
}
