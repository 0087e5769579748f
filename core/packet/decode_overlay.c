// SPDX-License-Identifier: GPL-2.0-or-later
// Takes the headers off that bridges and overlays put before a frame: 802.1BR, FabricPath, MACsec
// that only protects, provider backbones, TRILL, NSH, L2TP, ESP without encryption, TURN channels,
// access points that sniff.
#include "core/packet/checksum.h"
#include "core/packet/decode.h"

// ---- bridges ------------------------------------------------------------------------------------

// IEEE 802.1BR: priority and channel numbers, and then an EtherType.
PcLayer pc_decode_etag(PcDecode *packet)
{
    enum { TAG_LEN = 6 };
    return pc_bytes_skip(&packet->bytes, TAG_LEN) ? PC_LAYER_TYPE_OR_LENGTH : PC_LAYER_UNKNOWN;
}

// A path and a sequence number for frames that are sent twice: IEC 62439-3 (HSR), IEEE 802.1CB.
PcLayer pc_decode_redundancy(PcDecode *packet)
{
    enum { TAG_LEN = 4 };
    return pc_bytes_skip(&packet->bytes, TAG_LEN) ? PC_LAYER_TYPE_OR_LENGTH : PC_LAYER_UNKNOWN;
}

// Cisco FabricPath: a tree and a hop count, and then the frame.
PcLayer pc_decode_fabricpath(PcDecode *packet)
{
    enum { TAG_LEN = 2 };
    return pc_bytes_skip(&packet->bytes, TAG_LEN) ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

// IEEE 802.1ah: the customer's frame behind a service number.
PcLayer pc_decode_backbone(PcDecode *packet)
{
    enum { TAG_LEN = 4 };
    return pc_bytes_skip(&packet->bytes, TAG_LEN) ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

// RFC 6325, 3: options are counted in words.
PcLayer pc_decode_trill(PcDecode *packet)
{
    enum { OPTIONS_SHIFT = 6, OPTIONS_MASK = 0x1f, NICKNAMES_LEN = 4 };
    uint16_t flags;
    bool skipped =
        pc_bytes_u16(&packet->bytes, &flags) &&
        pc_bytes_skip(&packet->bytes,
                      NICKNAMES_LEN + (flags >> OPTIONS_SHIFT & OPTIONS_MASK) * (size_t)4);
    return skipped ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

// IEEE 802.1AE, 9: what is encrypted or changed ends here. Behind what is only protected stands a
// check value.
PcLayer pc_decode_macsec(PcDecode *packet)
{
    enum { VERSION = 0x80, HAS_SCI = 0x20, ENCRYPTED = 0x08, CHANGED = 0x04 };
    enum { NUMBER_LEN = 4, SCI_LEN = 8, CHECK_LEN = 16, SHORT_MASK = 0x3f };
    uint8_t control, short_len;
    bool read = pc_bytes_u8(&packet->bytes, &control);
    packet->encrypted = read && (control & (ENCRYPTED | CHANGED)) != 0;
    if (!read || packet->encrypted || (control & VERSION) != 0 ||
        !pc_bytes_u8(&packet->bytes, &short_len) ||
        !pc_bytes_skip(&packet->bytes, NUMBER_LEN + ((control & HAS_SCI) != 0 ? SCI_LEN : 0))) {
        return PC_LAYER_UNKNOWN;
    }
    size_t len = packet->bytes.len + packet->missing;
    if (len < CHECK_LEN) {
        return PC_LAYER_UNKNOWN;
    }
    size_t told = short_len & SHORT_MASK;
    pc_decode_limit(packet, told != 0 ? MIN(told, len - CHECK_LEN) : len - CHECK_LEN);
    return PC_LAYER_TYPE_OR_LENGTH;
}

// ---- overlays -----------------------------------------------------------------------------------

// RFC 8300, 2.2: the length counts words, of this header too. VXLAN-GPE has the same numbers.
PcLayer pc_decode_next_protocol(uint8_t next)
{
    static const uint8_t layers[] = {PC_LAYER_UNKNOWN,  PC_LAYER_IPV4, PC_LAYER_IPV6,
                                     PC_LAYER_ETHERNET, PC_LAYER_NSH,  PC_LAYER_MPLS};
    return next < G_N_ELEMENTS(layers) ? (PcLayer)layers[next] : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_nsh(PcDecode *packet)
{
    enum { VERSION_MASK = 0xc000, WORDS_MASK = 0x3f, READ_LEN = 4, MIN_WORDS = 2 };
    uint16_t flags;
    uint8_t metadata, next;
    if (!pc_bytes_u16(&packet->bytes, &flags) || (flags & VERSION_MASK) != 0 ||
        !pc_bytes_u8(&packet->bytes, &metadata) || !pc_bytes_u8(&packet->bytes, &next)) {
        return PC_LAYER_UNKNOWN;
    }
    size_t n_words = flags & WORDS_MASK;
    bool skipped =
        n_words >= MIN_WORDS && pc_bytes_skip(&packet->bytes, n_words * 4 - (size_t)READ_LEN);
    return skipped ? pc_decode_next_protocol(next) : PC_LAYER_UNKNOWN;
}

// RFC 3378: a version and zeros.
PcLayer pc_decode_etherip(PcDecode *packet)
{
    enum { VERSION_3 = 0x3000 };
    uint16_t version;
    bool right = pc_bytes_u16(&packet->bytes, &version) && version == VERSION_3;
    return right ? PC_LAYER_ETHERNET : PC_LAYER_UNKNOWN;
}

PcLayer pc_decode_lisp(PcDecode *packet)
{
    enum { HEADER_LEN = 8 };
    return pc_bytes_skip(&packet->bytes, HEADER_LEN) ? PC_LAYER_IP : PC_LAYER_UNKNOWN;
}

// RFC 3931, 4.1: a session number, a cookie of up to eight bytes and a word of the payload's kind:
// only the ends of the tunnel know which of them. What follows has to make sense.
PcLayer pc_decode_l2tp3(PcDecode *packet)
{
    static const PcLayer kinds[] = {PC_LAYER_ETHERNET, PC_LAYER_CHDLC, PC_LAYER_PPP};
    enum { MAX_WORDS = 3 };
    uint32_t session;
    if (!pc_bytes_u32(&packet->bytes, &session) || session == 0) {
        return PC_LAYER_UNKNOWN; // 0: control messages
    }
    for (unsigned n = 0; n <= MAX_WORDS; n++) {
        for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
            if (pc_decode_try(packet, kinds[i])) {
                return PC_LAYER_TAKEN;
            }
        }
        if (!pc_bytes_skip(&packet->bytes, 4)) {
            break;
        }
    }
    return PC_LAYER_UNKNOWN;
}

// RFC 2661, 3.1, and version 3 over UDP (RFC 3931, 4.1.2.1).
PcLayer pc_decode_l2tp(PcDecode *packet)
{
    enum {
        IS_CONTROL = 0x8000,
        HAS_LENGTH = 0x4000,
        HAS_NUMBERS = 0x0800,
        HAS_OFFSET = 0x0200,
        VERSION_MASK = 0x0f,
        NUMBERS_LEN = 4,
        IDS_LEN = 4,
    };
    uint16_t flags, offset = 0;
    if (!pc_bytes_u16(&packet->bytes, &flags) || (flags & IS_CONTROL) != 0) {
        return PC_LAYER_UNKNOWN;
    }
    if ((flags & VERSION_MASK) == 3) {
        return pc_bytes_skip(&packet->bytes, 2) ? PC_LAYER_L2TP3 : PC_LAYER_UNKNOWN;
    }
    size_t skipped = ((flags & HAS_LENGTH) != 0 ? 2u : 0u) + IDS_LEN +
                     ((flags & HAS_NUMBERS) != 0 ? (size_t)NUMBERS_LEN : 0);
    bool whole = (flags & VERSION_MASK) == 2 && pc_bytes_skip(&packet->bytes, skipped) &&
                 ((flags & HAS_OFFSET) == 0 ||
                  (pc_bytes_u16(&packet->bytes, &offset) && pc_bytes_skip(&packet->bytes, offset)));
    return whole ? PC_LAYER_PPP : PC_LAYER_UNKNOWN;
}

// RFC 8656, 12.4: a channel number and a length before each datagram.
PcLayer pc_decode_turn(PcDecode *packet)
{
    enum { FIRST_CHANNEL = 0x4000, LAST_CHANNEL = 0x4fff };
    uint16_t channel, len;
    if (!pc_bytes_u16(&packet->bytes, &channel) || channel < FIRST_CHANNEL ||
        channel > LAST_CHANNEL || !pc_bytes_u16(&packet->bytes, &len) ||
        len > packet->bytes.len + packet->missing) {
        return PC_LAYER_UNKNOWN;
    }
    pc_decode_limit(packet, len);
    packet->lowest->udp(packet->lowest_user, packet, packet->source_port, packet->destination_port);
    return PC_LAYER_TAKEN;
}

// What Cisco's and other access points send as sniffers: either 20 bytes of signal, time and
// channel, or a header that begins with a number and tells its length. 802.11 with its checksum.
PcLayer pc_decode_peekremote(PcDecode *packet)
{
    enum { MAGIC = 0x00ffabcd, OLD_LEN = 20, READ_LEN = 9, MAX_LEN = 256, CHECK_LEN = 4 };
    PcBytes header = packet->bytes;
    uint32_t magic, len;
    uint8_t version;
    if (!pc_bytes_u32(&header, &magic)) {
        return PC_LAYER_UNKNOWN;
    }
    size_t skipped = OLD_LEN;
    if (magic == MAGIC) {
        if (!pc_bytes_u8(&header, &version) || !pc_bytes_u32(&header, &len) || len < READ_LEN ||
            len > MAX_LEN) {
            return PC_LAYER_UNKNOWN;
        }
        skipped = len;
    }
    if (!pc_bytes_skip(&packet->bytes, skipped)) {
        return PC_LAYER_UNKNOWN;
    }
    size_t rest = packet->bytes.len + packet->missing;
    pc_decode_limit(packet, rest - MIN(rest, CHECK_LEN));
    return PC_LAYER_WIFI_IN_CAPWAP; // with the bytes of frame control in either order
}

// ---- ESP without encryption ---------------------------------------------------------------------

// RFC 4303, 2.4: padding counts from 1.
static bool is_padding(PcBytes padding)
{
    uint8_t byte;
    for (unsigned wanted = 1; pc_bytes_u8(&padding, &byte); wanted++) {
        if (byte != wanted) {
            return false;
        }
    }
    return true;
}

// Whether the protocol makes sense: with encryption one of 2^8 looks like it, of 2^16 goes on.
static bool makes_sense(const PcDecode *inner)
{
    enum { IPV4 = 4, TCP = 6, UDP = 17, IPV6 = 41, UDP_HEADER = 8, LEN_OFFSET = 4 };
    uint8_t first;
    uint16_t len;
    if (!pc_bytes_at(inner->bytes, 0, &first)) {
        return false;
    }
    switch (inner->protocol) {
    case TCP:
        return pc_checksum_tcp_fits(inner);
    case UDP:
        return pc_bytes_u16_at(inner->bytes, LEN_OFFSET, &len) && len == inner->bytes.len &&
               len >= UDP_HEADER;
    case IPV4:
        return first >> 4 == 4 && pc_bytes_u16_at(inner->bytes, 2, &len) && len == inner->bytes.len;
    case IPV6:
        return first >> 4 == 6;
    default:
        return false;
    }
}

static bool try_esp(PcDecode *packet, size_t check_len)
{
    enum { TRAILER_LEN = 2 };
    PcDecode inner = *packet;
    uint8_t padding_len;
    if (packet->bytes.len < check_len + TRAILER_LEN) {
        return false;
    }
    size_t end = packet->bytes.len - check_len - TRAILER_LEN;
    if (!pc_bytes_at(packet->bytes, end, &padding_len) ||
        !pc_bytes_at(packet->bytes, end + 1, &inner.protocol) || padding_len > end) {
        return false;
    }
    PcBytes padding = pc_bytes_first(packet->bytes, end);
    pc_bytes_skip(&padding, end - padding_len);
    inner.bytes = pc_bytes_first(packet->bytes, end - padding_len);
    bool taken = is_padding(padding) && makes_sense(&inner) &&
                 packet->walk(&inner, pc_decode_ip_protocol(inner.protocol));
    packet->depth = inner.depth;
    return taken;
}

// RFC 2410: encryption that does nothing. How long the check value is, only the ends know.
PcLayer pc_decode_esp(PcDecode *packet)
{
    static const uint8_t check_lens[] = {12, 16, 0, 8, 24, 32};
    uint32_t parameters, number;
    if (packet->missing > 0 || !pc_bytes_u32(&packet->bytes, &parameters) || parameters == 0 ||
        !pc_bytes_u32(&packet->bytes, &number)) {
        return PC_LAYER_UNKNOWN; // in UDP, 0 is IKE
    }
    for (size_t i = 0; i < G_N_ELEMENTS(check_lens); i++) {
        if (try_esp(packet, check_lens[i])) {
            return PC_LAYER_TAKEN;
        }
    }
    packet->encrypted = true;
    return PC_LAYER_UNKNOWN;
}
