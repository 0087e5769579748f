// SPDX-License-Identifier: GPL-2.0-or-later
// Reads pcapng (draft-ietf-opsawg-pcapng): any number of sections in either byte order, each with
// its own interfaces, their link types, clocks and offsets. Blocks that hold no packet, no
// interface and no secrets are stepped over.
#include "analyzer/read/reading.h"

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_OLD_PACKET = 2,
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_ENHANCED_PACKET = 6,
    BLOCK_SECRETS = 10,

    BLOCK_HEADER_LEN = 8,                                // type and total length
    BLOCK_OVERHEAD_LEN = 12,                             // and the total length again at the end
    SECTION_START_LEN = 16,                              // up to and with the version
    MAX_BLOCK_LEN = PC_READING_MAX_PACKET + 1024 * 1024, // of a block that is kept in one piece
    MAX_INTERFACES = 65536,                              // in a section; a sentence names it

    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_NAME = 2,
    OPTION_DESCRIPTION = 3,
    OPTION_TIME_RESOLUTION = 9,
    OPTION_FILTER = 11,
    OPTION_SYSTEM = 12,
    OPTION_TIME_OFFSET = 14,
    OPTION_HARDWARE = 15,
    MAX_TEXT = 1024,        // of these texts
    MAX_COMMENTS = 64,      // of a frame
    DEFAULT_RESOLUTION = 6, // microseconds
    RESOLUTION_BINARY = 0x80,
    NANO_DIGITS = 9,
    NANOSECONDS = 1000000000,
};

// Blocks that are no packets, but which Wireshark shows as frames: they take a number.
static const uint32_t numbered_blocks[] = {
    0xbad, 0x40000bad,                             // custom blocks
    9,                                             // systemd's journal
    0x204, 0x208,      0x216, 0x217, 0x221, 0x222, // system calls of sysdig
};

static const uint32_t byte_order_magic = 0x1a2b3c4d;
static const uint32_t secrets_tls_key_log = 0x544c534b;

typedef struct {
    uint32_t link_type;
    uint32_t snap_len; // 0: none
    uint8_t resolution;
    int64_t offset; // seconds
} Interface;

typedef struct {
    bool big_endian;
    bool in_section;
    GArray *interfaces; // of Interface: those of this section
    bool has_too_many;  // and more were to come
} Pcapng;

PC_BYTES_INLINE bool read_u16(const Pcapng *ng, PcBytes *from, uint16_t *out)
{
    return ng->big_endian ? pc_bytes_u16(from, out) : pc_bytes_le16(from, out);
}

PC_BYTES_INLINE bool read_u32(const Pcapng *ng, PcBytes *from, uint32_t *out)
{
    return ng->big_endian ? pc_bytes_u32(from, out) : pc_bytes_le32(from, out);
}

static bool read_u64(const Pcapng *ng, PcBytes *from, uint64_t *out)
{
    return ng->big_endian ? pc_bytes_u64(from, out) : pc_bytes_le64(from, out);
}

static bool pcapng_recognises(PcBytes start)
{
    uint32_t type;
    return pc_bytes_u32(&start, &type) && type == BLOCK_SECTION;
}

static void *pcapng_open(PcReading *reading, char **cause)
{
    PcBytes start;
    if (!pc_window_peek(&reading->window, SECTION_START_LEN, &start)) {
        *cause = g_strdup("is cut short in the header of the file");
        return NULL;
    }
    Pcapng *ng = g_new0(Pcapng, 1);
    ng->interfaces = g_array_new(FALSE, FALSE, sizeof(Interface));
    return ng;
}

static void pcapng_close(void *self)
{
    Pcapng *ng = self;
    g_array_free(ng->interfaces, TRUE);
    g_free(ng);
}

// The section's header says in which byte order it and its length stand.
static bool begin_section(Pcapng *ng, PcReading *reading)
{
    PcBytes start;
    uint32_t magic;
    uint16_t major, minor;
    if (!pc_window_peek(&reading->window, SECTION_START_LEN, &start) ||
        !pc_bytes_skip(&start, BLOCK_HEADER_LEN)) {
        return false;
    }
    PcBytes order = start;
    bool read = pc_bytes_u32(&order, &magic);
    g_assert(read);
    ng->big_endian = magic == byte_order_magic;
    if (!ng->big_endian && magic != GUINT32_SWAP_LE_BE(byte_order_magic)) {
        return false;
    }
    ng->in_section = true;
    g_array_set_size(ng->interfaces, 0);
    pc_reading_new_section(reading);
    // Minor version 2 was written by mistake and means 0 (draft, 4.1).
    return pc_bytes_skip(&start, 4) && read_u16(ng, &start, &major) &&
           read_u16(ng, &start, &minor) && major == 1 && (minor == 0 || minor == 2);
}

static bool is_text(uint16_t code)
{
    static const uint16_t texts[] = {OPTION_NAME, OPTION_DESCRIPTION, OPTION_FILTER, OPTION_SYSTEM,
                                     OPTION_HARDWARE};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (texts[i] == code) {
            return true;
        }
    }
    return false;
}

static void take_interface_option(const Pcapng *ng, uint16_t code, PcBytes value, Interface *out)
{
    uint64_t offset;
    if (code == OPTION_TIME_RESOLUTION) {
        pc_bytes_u8(&value, &out->resolution);
    } else if (code == OPTION_TIME_OFFSET && read_u64(ng, &value, &offset)) {
        out->offset = (int64_t)offset;
    }
}

static bool add_interface(Pcapng *ng, PcReading *reading, PcBytes body)
{
    Interface interface = {.resolution = DEFAULT_RESOLUTION};
    uint16_t link_type, reserved, code, len;
    PcBytes value;
    if (!read_u16(ng, &body, &link_type) || !read_u16(ng, &body, &reserved) ||
        !read_u32(ng, &body, &interface.snap_len)) {
        return false;
    }
    if (ng->interfaces->len >= MAX_INTERFACES) {
        ng->has_too_many = true;
        return false;
    }
    interface.link_type = link_type;
    pc_reading_add_interface(reading, link_type, interface.snap_len);
    while (read_u16(ng, &body, &code) && code != OPTION_END && read_u16(ng, &body, &len) &&
           pc_bytes_take(&body, len, &value)) {
        take_interface_option(ng, code, value, &interface);
        if (is_text(code) && value.len <= MAX_TEXT) {
            pc_reading_add_text(reading, code, value);
        }
        pc_bytes_skip(&body, (4u - len % 4u) % 4u);
    }
    g_array_append_val(ng->interfaces, interface);
    return true;
}

// The part of a second that `ticks` units of 2^-bits make, in nanoseconds.
static uint64_t binary_fraction(uint64_t ticks, unsigned bits)
{
    enum { SAFE_BITS = 34 }; // times 10^9 still fits
    if (bits > SAFE_BITS) {
        ticks >>= bits - SAFE_BITS;
        bits = SAFE_BITS;
    }
    return ticks * NANOSECONDS >> bits;
}

// Splits a time stamp into seconds and nanoseconds by if_tsresol (draft, 4.2).
static void split_time(uint8_t resolution, uint64_t stamp, uint64_t *seconds, uint64_t *nanoseconds)
{
    unsigned exponent = resolution & (RESOLUTION_BINARY - 1u);
    if ((resolution & RESOLUTION_BINARY) != 0) {
        *seconds = exponent < 64 ? stamp >> exponent : 0;
        uint64_t ticks = exponent < 64 ? stamp - (*seconds << exponent) : stamp;
        *nanoseconds = binary_fraction(ticks, MIN(exponent, 63));
        return;
    }
    uint64_t unit = 1;
    for (unsigned i = 0; i < exponent && unit <= UINT64_MAX / 10; i++) {
        unit *= 10;
    }
    *seconds = stamp / unit;
    uint64_t ticks = stamp % unit;
    *nanoseconds = unit > NANOSECONDS ? ticks / (unit / NANOSECONDS) : ticks * (NANOSECONDS / unit);
}

// Nanoseconds since 1970; 0 where the stamp is beyond what they can say.
static int64_t to_time(const Interface *interface, uint64_t stamp)
{
    uint64_t seconds, nanoseconds;
    int64_t sum;
    if (G_LIKELY(interface->resolution == DEFAULT_RESOLUTION)) {
        seconds = stamp / 1000000;
        nanoseconds = stamp % 1000000 * 1000;
    } else {
        split_time(interface->resolution, stamp, &seconds, &nanoseconds);
    }
    if (seconds > INT64_MAX || __builtin_add_overflow((int64_t)seconds, interface->offset, &sum) ||
        __builtin_mul_overflow(sum, (int64_t)NANOSECONDS, &sum) ||
        __builtin_add_overflow(sum, (int64_t)nanoseconds, &sum)) {
        return 0;
    }
    return sum;
}

static const Interface *interface_at(const Pcapng *ng, uint32_t id)
{
    return id < ng->interfaces->len ? &g_array_index(ng->interfaces, Interface, id) : NULL;
}

static bool fill_frame(const Pcapng *ng, uint32_t interface_id, uint64_t stamp, PcFrame *frame)
{
    const Interface *interface = interface_at(ng, interface_id);
    if (interface == NULL) {
        return false;
    }
    frame->interface_id = interface_id;
    frame->link_type = interface->link_type;
    frame->time = to_time(interface, stamp);
    return true;
}

// Options stand behind the packet, which is padded to 4 bytes.
static void keep_comments(const Pcapng *ng, PcReading *reading, PcBytes options, size_t packet_len)
{
    uint16_t code, len;
    PcBytes value;
    g_ptr_array_set_size(reading->comments, 0);
    pc_bytes_skip(&options, (4u - packet_len % 4u) % 4u);
    while (read_u16(ng, &options, &code) && code != OPTION_END && read_u16(ng, &options, &len) &&
           pc_bytes_take(&options, len, &value)) {
        if (code == OPTION_COMMENT && reading->comments->len < MAX_COMMENTS) {
            g_ptr_array_add(reading->comments, pc_bytes_dup(value));
        }
        pc_bytes_skip(&options, (4u - len % 4u) % 4u);
    }
}

// Enhanced Packet Block (draft, 4.3) and the obsolete Packet Block (draft, appendix A), which
// differ in the width of the interface's number. Their fixed part is taken in one piece: it is
// checked once.
static bool read_packet(const Pcapng *ng, PcReading *reading, uint32_t type, PcBytes body,
                        PcFrame *frame)
{
    enum { FIXED_LEN = 20 };
    PcBytes fixed;
    uint32_t interface_id, high, low, captured_len, original_len;
    uint16_t narrow_id, drops;
    if (!pc_bytes_take(&body, FIXED_LEN, &fixed)) {
        return false;
    }
    if (type == BLOCK_OLD_PACKET) {
        if (!read_u16(ng, &fixed, &narrow_id) || !read_u16(ng, &fixed, &drops)) {
            return false;
        }
        interface_id = narrow_id;
    } else if (!read_u32(ng, &fixed, &interface_id)) {
        return false;
    }
    if (!read_u32(ng, &fixed, &high) || !read_u32(ng, &fixed, &low) ||
        !read_u32(ng, &fixed, &captured_len) || !read_u32(ng, &fixed, &original_len) ||
        !pc_bytes_take(&body, captured_len, &frame->bytes)) {
        return false;
    }
    if (reading->comments != NULL) {
        keep_comments(ng, reading, body, captured_len);
    }
    frame->original_len = MAX(original_len, captured_len);
    return fill_frame(ng, interface_id, (uint64_t)high << 32 | low, frame);
}

// Simple Packet Block (draft, 4.4): no time, no options, the first interface, padded to 4 bytes.
static bool read_simple_packet(const Pcapng *ng, PcReading *reading, PcBytes body, PcFrame *frame)
{
    uint32_t original_len;
    const Interface *interface = interface_at(ng, 0);
    if (interface == NULL || !read_u32(ng, &body, &original_len)) {
        return false;
    }
    if (reading->comments != NULL) {
        g_ptr_array_set_size(reading->comments, 0);
    }
    uint32_t snap_len = interface->snap_len != 0 ? interface->snap_len : UINT32_MAX;
    size_t captured_len = MIN(original_len, snap_len);
    bool filled = fill_frame(ng, 0, 0, frame);
    g_assert(filled);
    frame->time = 0;
    frame->original_len = original_len;
    return pc_bytes_take(&body, captured_len, &frame->bytes);
}

static bool tell_secrets(const Pcapng *ng, PcReading *reading, PcBytes body)
{
    uint32_t type, len;
    PcBytes secrets;
    if (!read_u32(ng, &body, &type) || !read_u32(ng, &body, &len) ||
        !pc_bytes_take(&body, len, &secrets)) {
        return false;
    }
    if (type == secrets_tls_key_log && reading->on_secrets != NULL) {
        reading->on_secrets(secrets, reading->secrets_user);
    }
    return true;
}

typedef enum { BLOCK_IS_PACKET, BLOCK_IS_OTHER, BLOCK_IS_DAMAGED } BlockResult;

static BlockResult read_block(Pcapng *ng, PcReading *reading, uint32_t type, PcBytes body,
                              PcFrame *frame)
{
    bool good;
    switch (type) {
    case BLOCK_ENHANCED_PACKET:
    case BLOCK_OLD_PACKET:
        return read_packet(ng, reading, type, body, frame) ? BLOCK_IS_PACKET : BLOCK_IS_DAMAGED;
    case BLOCK_SIMPLE_PACKET:
        return read_simple_packet(ng, reading, body, frame) ? BLOCK_IS_PACKET : BLOCK_IS_DAMAGED;
    case BLOCK_INTERFACE:
        good = add_interface(ng, reading, body);
        break;
    case BLOCK_SECRETS:
        good = tell_secrets(ng, reading, body);
        break;
    default:
        good = true;
        break;
    }
    return good ? BLOCK_IS_OTHER : BLOCK_IS_DAMAGED;
}

static bool is_kept(uint32_t type)
{
    return type == BLOCK_ENHANCED_PACKET || type == BLOCK_OLD_PACKET ||
           type == BLOCK_SIMPLE_PACKET || type == BLOCK_INTERFACE || type == BLOCK_SECRETS;
}

static bool is_numbered(uint32_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(numbered_blocks); i++) {
        if (numbered_blocks[i] == type) {
            return true;
        }
    }
    return false;
}

// Type and length of the next block; a section's header is entered first, as it says how to read
// them.
static bool read_block_header(Pcapng *ng, PcReading *reading, PcBytes header, uint32_t *type,
                              uint32_t *total_len)
{
    if (pcapng_recognises(header) && !begin_section(ng, reading)) {
        return false;
    }
    // The header may have moved.
    bool peeked = pc_window_peek(&reading->window, BLOCK_HEADER_LEN, &header);
    g_assert(peeked);
    return ng->in_section && read_u32(ng, &header, type) && read_u32(ng, &header, total_len) &&
           *total_len >= BLOCK_OVERHEAD_LEN;
}

static PcCaptureResult pcapng_next(void *self, PcReading *reading, PcFrame *frame)
{
    Pcapng *ng = self;
    PcBytes block;
    uint32_t type, total_len;
    BlockResult result = BLOCK_IS_OTHER;
    while (result == BLOCK_IS_OTHER) {
        if (!pc_window_peek(&reading->window, BLOCK_HEADER_LEN, &block)) {
            return pc_reading_end(reading);
        }
        if (!read_block_header(ng, reading, block, &type, &total_len)) {
            return pc_reading_cut(reading, "damaged (no block of a pcapng file)");
        }
        uint64_t padded_len = ((uint64_t)total_len + 3) / 4 * 4;
        if (!is_kept(type)) {
            if (!pc_window_skip(&reading->window, padded_len)) {
                return pc_reading_cut(reading, "cut short");
            }
            reading->n_frames += is_numbered(type) ? 1 : 0;
            continue;
        }
        if (total_len > MAX_BLOCK_LEN) {
            return pc_reading_cut(reading, "damaged (a block of more than 16 MiB)");
        }
        if (!pc_window_take(&reading->window, (size_t)padded_len, &block)) {
            return pc_reading_cut(reading, "cut short");
        }
        pc_bytes_skip(&block, BLOCK_HEADER_LEN);
        PcBytes body = pc_bytes_first(block, total_len - BLOCK_OVERHEAD_LEN);
        result = read_block(ng, reading, type, body, frame);
    }
    if (result == BLOCK_IS_DAMAGED) {
        return pc_reading_cut(
            reading, ng->has_too_many ? "not read on: more than 65536 interfaces in a section"
                                      : "damaged (a block whose content does not fit its length)");
    }
    reading->n_frames += 1;
    frame->number = reading->n_frames;
    return PC_CAPTURE_FRAME;
}

const PcFormat pc_format_pcapng = {pcapng_recognises, pcapng_open, pcapng_next, pcapng_close};
