// SPDX-License-Identifier: GPL-2.0-or-later
// Reads elements, whatever they mean.
#include "core/talk/tlv.h"

bool pc_tlv_read(PcBytes *elements, PcTlv *element)
{
    PcBytes rest = *elements;
    PcTlv read;
    if (!pc_bytes_u8(&rest, &read.tag) || !pc_bytes_vector(&rest, 2, &read.value)) {
        return false;
    }
    *elements = rest;
    *element = read;
    return true;
}

PcBytes pc_tlv_until_nul(PcBytes value)
{
    size_t len = 0;
    uint8_t byte;
    while (pc_bytes_at(value, len, &byte) && byte != 0) {
        len++;
    }
    return pc_bytes_first(value, len);
}

PcCutterStep pc_tlv_begins(PcBytes from, uint8_t letter, bool *damaged)
{
    uint8_t first;
    const bool is_other = pc_bytes_at(from, 0, &first) && first != letter;
    *damaged |= is_other;
    return is_other ? PC_CUTTER_STOP : PC_CUTTER_TAKEN;
}
