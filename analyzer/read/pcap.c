// SPDX-License-Identifier: GPL-2.0-or-later
// Reads pcap: both byte orders, micro- and nanoseconds, and the variants that only make the header
// of each packet longer (Alexey Kuznetzov's patch of 1999 as several systems shipped it, Nokia's
// firewalls). Which variant it is, only the packet headers themselves can tell.
#include "analyzer/read/reading.h"

enum {
    FILE_HEADER_LEN = 24,
    RECORD_HEADER_LEN = 16, // seconds, fraction, captured length, original length
    MAX_EXTRA_LEN = 12,
    N_TRIAL_RECORDS = 8,    // how many packet headers are tried to tell the variants apart
    VERSION_MAJOR = 2,      // all there ever was
    VERSION_MINOR_AIX = 2,  // AIX's own pcap: other link types, other times
    VERSION_MINOR_SURE = 4, // before it some programs wrote the two lengths the other way round
    NANOSECONDS = 1000000000,
};

typedef struct {
    uint32_t magic;
    uint32_t to_nanoseconds; // what one unit of the fraction is
    uint8_t extra_len[3];    // what may follow the usual packet header, most likely first
    uint8_t n_extra;
} Variant;

static const Variant variants[] = {
    {0xa1b2c3d4, 1000, {0, 8, 4}, 3}, // standard; patched without a magic of its own; Nokia
    {0xa1b23c4d, 1, {0}, 1},
    {0xa1b2cd34,
     1000,
     {8, 12},
     2}, // patched: interface, protocol, packet type (and two CPU numbers)
};

typedef struct {
    bool big_endian;
    bool may_swap_lengths;
    uint8_t extra_len;
    uint32_t to_nanoseconds;
    uint32_t link_type;
} Pcap;

typedef struct {
    uint32_t seconds, fraction, captured_len, original_len;
} Record;

static bool read_u32(bool big_endian, PcBytes *from, uint32_t *out)
{
    return big_endian ? pc_bytes_u32(from, out) : pc_bytes_le32(from, out);
}

static bool read_u16(bool big_endian, PcBytes *from, uint16_t *out)
{
    return big_endian ? pc_bytes_u16(from, out) : pc_bytes_le16(from, out);
}

static inline bool read_record(const Pcap *pcap, PcBytes header, Record *out)
{
    if (!pc_bytes_le32(&header, &out->seconds) || !pc_bytes_le32(&header, &out->fraction) ||
        !pc_bytes_le32(&header, &out->captured_len) ||
        !pc_bytes_le32(&header, &out->original_len)) {
        return false;
    }
    if (pcap->big_endian) {
        out->seconds = GUINT32_SWAP_LE_BE(out->seconds);
        out->fraction = GUINT32_SWAP_LE_BE(out->fraction);
        out->captured_len = GUINT32_SWAP_LE_BE(out->captured_len);
        out->original_len = GUINT32_SWAP_LE_BE(out->original_len);
    }
    if (pcap->may_swap_lengths && out->captured_len > out->original_len) {
        uint32_t original_len = out->captured_len;
        out->captured_len = out->original_len;
        out->original_len = original_len;
    }
    return true;
}

static const Variant *variant_of(PcBytes start, bool *big_endian)
{
    PcBytes rest = start;
    uint32_t magic;
    if (!pc_bytes_u32(&rest, &magic)) {
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(variants); i++) {
        *big_endian = variants[i].magic == magic;
        if (*big_endian || variants[i].magic == GUINT32_SWAP_LE_BE(magic)) {
            return &variants[i];
        }
    }
    return NULL;
}

static bool pcap_recognises(PcBytes start)
{
    bool big_endian;
    return variant_of(start, &big_endian) != NULL;
}

static bool is_plausible(const Pcap *pcap, const Record *record)
{
    return record->captured_len <= PC_READING_MAX_PACKET &&
           record->original_len <= PC_READING_MAX_PACKET &&
           record->captured_len <= record->original_len &&
           record->fraction < NANOSECONDS / pcap->to_nanoseconds;
}

typedef enum { TRIAL_GOOD, TRIAL_CUT, TRIAL_BAD } Trial;

// Fewer bytes than a packet header has: nothing, or the time that one begins with.
static bool begins_header(const Pcap *pcap, PcBytes rest, uint32_t last_seconds)
{
    enum { DAY = 24 * 60 * 60 };
    uint32_t seconds;
    return rest.len == 0 ||
           (read_u32(pcap->big_endian, &rest, &seconds) && seconds - last_seconds < DAY);
}

// Reads the next packet header and moves past its packet. CUT: the bytes end before it does.
static Trial try_record(const Pcap *pcap, PcBytes *packets, uint32_t *last_seconds)
{
    PcBytes header;
    Record record;
    size_t header_len = RECORD_HEADER_LEN + (size_t)pcap->extra_len;
    if (packets->len < header_len) {
        return begins_header(pcap, *packets, *last_seconds) ? TRIAL_CUT : TRIAL_BAD;
    }
    // A header read at the wrong place often looks like an empty packet long before the last.
    if (!pc_bytes_take(packets, header_len, &header) || !read_record(pcap, header, &record) ||
        !is_plausible(pcap, &record) || record.original_len == 0 ||
        record.seconds < *last_seconds / 2) {
        return TRIAL_BAD;
    }
    *last_seconds = record.seconds;
    return pc_bytes_skip(packets, record.captured_len) ? TRIAL_GOOD : TRIAL_CUT;
}

// Counts the packet headers that make sense one after another, with the extra length that `pcap`
// has. That they do up to the end of the file (`is_all`) counts for more than any header.
static unsigned count_plausible(const Pcap *pcap, PcBytes packets, bool is_all)
{
    unsigned n = 0;
    uint32_t last_seconds = 0;
    Trial trial = TRIAL_GOOD;
    while (n < N_TRIAL_RECORDS &&
           (trial = try_record(pcap, &packets, &last_seconds)) == TRIAL_GOOD) {
        n += 1;
    }
    return is_all && n > 0 && trial == TRIAL_CUT ? N_TRIAL_RECORDS + 1 : n;
}

static void choose_extra_len(Pcap *pcap, const Variant *variant, PcBytes packets, bool is_all)
{
    unsigned best = 0;
    pcap->extra_len = variant->extra_len[0];
    for (unsigned i = 0; i < variant->n_extra; i++) {
        Pcap trial = *pcap;
        trial.extra_len = variant->extra_len[i];
        unsigned n = count_plausible(&trial, packets, is_all);
        if (n > best) {
            best = n;
            *pcap = trial;
        }
    }
}

static bool read_file_header(Pcap *pcap, PcBytes header, char **cause)
{
    uint16_t major, minor;
    uint32_t zone, accuracy, snap_len, network;
    bool be = pcap->big_endian;
    bool whole = pc_bytes_skip(&header, 4) && read_u16(be, &header, &major) &&
                 read_u16(be, &header, &minor) && read_u32(be, &header, &zone) &&
                 read_u32(be, &header, &accuracy) && read_u32(be, &header, &snap_len) &&
                 read_u32(be, &header, &network);
    g_assert(whole);
    if (major != VERSION_MAJOR || minor == VERSION_MINOR_AIX) {
        *cause = g_strdup_printf("pcap version %u.%u is not read", major, minor);
        return false;
    }
    pcap->may_swap_lengths = minor < VERSION_MINOR_SURE;
    pcap->link_type = network & 0xffff; // above it: whether and how long a frame check sequence is
    return true;
}

static void *pcap_open(PcReading *reading, char **cause)
{
    Pcap pcap = {0};
    PcBytes header;
    if (!pc_window_peek(&reading->window, FILE_HEADER_LEN, &header)) {
        *cause = g_strdup("is cut short in the header of the file");
        return NULL;
    }
    const Variant *variant = variant_of(header, &pcap.big_endian);
    g_assert(variant != NULL);
    pcap.to_nanoseconds = variant->to_nanoseconds;
    if (!read_file_header(&pcap, header, cause)) {
        return NULL;
    }
    PcBytes ahead = header;
    // As far as there is; a pipe may be slow, and is told by what it has given so far.
    bool is_file = pc_source_size(reading->window.source) > 0;
    bool is_all = is_file && !pc_window_fill(&reading->window, PC_SOURCE_BLOCK / 2);
    ahead = reading->window.unread;
    bool skipped =
        pc_bytes_skip(&ahead, FILE_HEADER_LEN) && pc_window_skip(&reading->window, FILE_HEADER_LEN);
    g_assert(skipped);
    choose_extra_len(&pcap, variant, ahead, is_all);
    return g_memdup2(&pcap, sizeof pcap);
}

static PcCaptureResult pcap_next(void *self, PcReading *reading, PcFrame *frame)
{
    const Pcap *pcap = self;
    PcBytes header;
    Record record;
    size_t header_len = RECORD_HEADER_LEN + (size_t)pcap->extra_len;
    if (!pc_window_peek(&reading->window, header_len, &header)) {
        return pc_reading_end(reading);
    }
    bool read = read_record(pcap, header, &record);
    g_assert(read);
    if (record.captured_len > PC_READING_MAX_PACKET) {
        return pc_reading_cut(reading, "damaged (a packet of more than 16 MiB)");
    }
    if (!pc_window_take(&reading->window, header_len + record.captured_len, &frame->bytes)) {
        return pc_reading_cut(reading, "cut short");
    }
    pc_bytes_skip(&frame->bytes, header_len);
    reading->n_frames += 1;
    frame->number = reading->n_frames;
    frame->time = (int64_t)record.seconds * NANOSECONDS +
                  (int64_t)((uint64_t)record.fraction * pcap->to_nanoseconds);
    frame->interface_id = 0;
    frame->link_type = pcap->link_type;
    frame->original_len = MAX(record.original_len, record.captured_len);
    return PC_CAPTURE_FRAME;
}

const PcFormat pc_format_pcap = {pcap_recognises, pcap_open, pcap_next, g_free};
