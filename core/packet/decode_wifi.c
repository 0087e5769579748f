// SPDX-License-Identifier: GPL-2.0-or-later
// Takes 802.11 and the headers that capturing drivers put before it off: what wireless phones send.
// Encrypted frames end here; frames that are decrypted but still marked as encrypted do not.
#include "core/packet/decode.h"

enum {
    MAC_LEN = 6,
    TYPE_MASK = 0x0f, // version and type of the first byte
    TYPE_DATA = 0x08,
    SUBTYPE_NO_DATA = 0x40,
    SUBTYPE_QOS = 0x80,
    TO_DS = 0x01,
    FROM_DS = 0x02,
    PROTECTED = 0x40,
    HAS_HT_CONTROL = 0x80,
    QOS_AMSDU = 0x80,
};

// SNAP (RFC 1042) as it stands before every EtherType here.
static const uint8_t snap[] = {0xaa, 0xaa, 0x03};

// Moves to the SNAP header. Drivers may leave two bytes of padding before it, or the initialisation
// vector (WEP 4, TKIP and CCMP 8 bytes) of a frame that they decrypted.
static bool find_snap(PcDecode *packet)
{
    static const uint8_t offsets[] = {0, 2, 4, 8};
    for (size_t i = 0; i < G_N_ELEMENTS(offsets); i++) {
        PcBytes body = packet->bytes;
        if (pc_bytes_skip(&body, offsets[i]) && pc_bytes_starts(body, snap, sizeof snap)) {
            packet->bytes = body;
            return true;
        }
    }
    return false;
}

// An aggregate of frames: each has addresses, a length and LLC, and is padded to four bytes.
static PcLayer decode_aggregate(PcDecode *packet)
{
    bool taken = false;
    PcBytes body;
    PcDecode inner = *packet;
    uint16_t len;
    while (pc_bytes_take(&packet->bytes, MAC_LEN, &inner.destination_mac) &&
           pc_bytes_take(&packet->bytes, MAC_LEN, &inner.source_mac) &&
           pc_bytes_u16(&packet->bytes, &len)) {
        inner.bytes = packet->bytes;
        inner.missing = packet->missing;
        inner.depth = packet->depth; // each frame has its own headers
        pc_decode_limit(&inner, len);
        taken = pc_decode_try(&inner, PC_LAYER_LLC) || taken;
        if (!pc_bytes_take(&packet->bytes, ((size_t)len + 2 + 3) / 4 * 4 - 2, &body)) {
            break;
        }
    }
    return taken ? PC_LAYER_TAKEN : PC_LAYER_UNKNOWN;
}

// Which of the addresses are source and destination (IEEE 802.11, 9.3.2.1).
static bool take_addresses(PcDecode *packet, unsigned ds)
{
    PcBytes first, second, third, fourth;
    if (!pc_bytes_take(&packet->bytes, MAC_LEN, &first) ||
        !pc_bytes_take(&packet->bytes, MAC_LEN, &second) ||
        !pc_bytes_take(&packet->bytes, MAC_LEN, &third) || !pc_bytes_skip(&packet->bytes, 2)) {
        return false;
    }
    packet->is_wireless = true;
    packet->destination_mac = (ds & TO_DS) != 0 ? third : first;
    packet->source_mac = (ds & FROM_DS) != 0 ? third : second;
    if (ds == (TO_DS | FROM_DS)) {
        if (!pc_bytes_take(&packet->bytes, MAC_LEN, &fourth)) {
            return false;
        }
        packet->source_mac = fourth;
    }
    return true;
}

// Behind the two bytes of frame control: type and subtype, and the flags.
static PcLayer decode_data_frame(PcDecode *packet, uint8_t control, uint8_t flags)
{
    uint8_t qos = 0;
    if ((control & TYPE_MASK) != TYPE_DATA || (control & SUBTYPE_NO_DATA) != 0 ||
        !pc_bytes_skip(&packet->bytes, 2) || !take_addresses(packet, flags & (TO_DS | FROM_DS))) {
        return PC_LAYER_UNKNOWN;
    }
    if ((control & SUBTYPE_QOS) != 0) {
        size_t ht_control_len = (flags & HAS_HT_CONTROL) != 0 ? 4 : 0;
        if (!pc_bytes_u8(&packet->bytes, &qos) ||
            !pc_bytes_skip(&packet->bytes, 1 + ht_control_len)) {
            return PC_LAYER_UNKNOWN;
        }
    }
    if ((qos & QOS_AMSDU) != 0 && (flags & PROTECTED) == 0 && !find_snap(packet)) {
        return decode_aggregate(packet);
    }
    packet->encrypted = (flags & PROTECTED) != 0;
    if (!find_snap(packet)) {
        return PC_LAYER_UNKNOWN;
    }
    packet->encrypted = false;
    return PC_LAYER_LLC;
}

PcLayer pc_decode_wifi(PcDecode *packet)
{
    uint8_t control, flags;
    bool read = pc_bytes_u8(&packet->bytes, &control) && pc_bytes_u8(&packet->bytes, &flags);
    return read ? decode_data_frame(packet, control, flags) : PC_LAYER_UNKNOWN;
}

// Cisco's access points swap the two bytes of frame control inside CAPWAP.
PcLayer pc_decode_wifi_in_capwap(PcDecode *packet)
{
    uint8_t first, second;
    if (!pc_bytes_u8(&packet->bytes, &first) || !pc_bytes_u8(&packet->bytes, &second)) {
        return PC_LAYER_UNKNOWN;
    }
    bool is_swapped = (first & TYPE_MASK) != TYPE_DATA && (second & TYPE_MASK) == TYPE_DATA;
    return is_swapped ? decode_data_frame(packet, second, first)
                      : decode_data_frame(packet, first, second);
}

PcLayer pc_decode_radiotap(PcDecode *packet)
{
    enum { LEN_OFFSET = 2 };
    PcBytes header = packet->bytes;
    uint16_t len;
    bool skipped = pc_bytes_skip(&header, LEN_OFFSET) && pc_bytes_le16(&header, &len) &&
                   len >= LEN_OFFSET + 2 && pc_bytes_skip(&packet->bytes, len);
    return skipped ? PC_LAYER_WIFI : PC_LAYER_UNKNOWN;
}

// AVS: a magic number with the version in its last digits, and the header's length.
PcLayer pc_decode_avs(PcDecode *packet)
{
    enum { MIN_LEN = 8 };
    PcBytes header = packet->bytes;
    uint32_t magic, len;
    bool skipped = pc_bytes_u32(&header, &magic) && pc_bytes_u32(&header, &len) && len >= MIN_LEN &&
                   pc_bytes_skip(&packet->bytes, len);
    return skipped ? PC_LAYER_WIFI : PC_LAYER_UNKNOWN;
}

// Prism: a message code and its length in the byte order of the machine; some drivers say Prism and
// write AVS.
PcLayer pc_decode_prism(PcDecode *packet)
{
    enum { AVS_MAGIC = 0x80211, MIN_LEN = 8, MAX_LEN = 1024 };
    PcBytes header = packet->bytes;
    uint32_t code, len;
    if (!pc_bytes_u32(&header, &code) || !pc_bytes_le32(&header, &len)) {
        return PC_LAYER_UNKNOWN;
    }
    if (code >> 12 == AVS_MAGIC) {
        return PC_LAYER_AVS;
    }
    if (len > MAX_LEN) {
        len = GUINT32_SWAP_LE_BE(len);
    }
    bool skipped = len >= MIN_LEN && len <= MAX_LEN && pc_bytes_skip(&packet->bytes, len);
    return skipped ? PC_LAYER_WIFI : PC_LAYER_UNKNOWN;
}

// PPI: version, flags, length and the link type of what follows.
PcLayer pc_decode_ppi(PcDecode *packet)
{
    enum { HEADER_LEN = 8 };
    PcBytes header = packet->bytes;
    uint16_t len;
    uint32_t link_type;
    bool skipped = pc_bytes_skip(&header, 2) && pc_bytes_le16(&header, &len) &&
                   pc_bytes_le32(&header, &link_type) && len >= HEADER_LEN &&
                   pc_bytes_skip(&packet->bytes, len);
    return skipped ? pc_decode_link_layer(link_type) : PC_LAYER_UNKNOWN;
}
