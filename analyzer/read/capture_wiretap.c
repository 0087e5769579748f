// SPDX-License-Identifier: GPL-2.0-or-later
// Reads by libwiretap what is neither pcap nor pcapng: snoop, Network Monitor, Sniffer, ERF and
// some forty others. The library's API differs between Wireshark 4.4 and 4.6; nothing else here
// knows.
#include "analyzer/read/capture_wiretap.h"

#include <wiretap/wtap.h>
#include <ws_version.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>

#define WIRESHARK_API (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

enum {
    LINKTYPE_UNKNOWN = 147, // reserved for private use: no decoder takes it for anything
    NANOSECONDS = 1000000000,
};

typedef struct {
    wtap *file;
    wtap_rec record;
#if WIRESHARK_API < 406
    Buffer buffer;
#endif
} Wiretap;

// What libwiretap calls a link type, and what the tcpdump.org list does. Encapsulations whose bytes
// differ from those of the LINKTYPE are not here.
static const struct {
    int encapsulation;
    uint32_t link_type;
} link_types[] = {
    {WTAP_ENCAP_ETHERNET, 1},
    {WTAP_ENCAP_NETTL_ETHERNET, 1},
    {WTAP_ENCAP_IEEE_802_11, 105},
    {WTAP_ENCAP_IEEE_802_11_WITH_RADIO, 105},
    {WTAP_ENCAP_IEEE_802_11_RADIOTAP, 127},
    {WTAP_ENCAP_IEEE_802_11_PRISM, 119},
    {WTAP_ENCAP_IEEE_802_11_AVS, 163},
    {WTAP_ENCAP_PPI, 192},
    {WTAP_ENCAP_RAW_IP, 101},
    {WTAP_ENCAP_NETTL_RAW_IP, 101},
    {WTAP_ENCAP_RAW_IP4, 228},
    {WTAP_ENCAP_RAW_IP6, 229},
    {WTAP_ENCAP_NULL, 0},
    {WTAP_ENCAP_LOOP, 108},
    {WTAP_ENCAP_SLL, 113},
    {WTAP_ENCAP_SLL2, 276},
    {WTAP_ENCAP_PPP, 9},
    {WTAP_ENCAP_PPP_WITH_PHDR, 9},
    {WTAP_ENCAP_PPP_ETHER, 51},
    {WTAP_ENCAP_CHDLC, 104},
    {WTAP_ENCAP_CHDLC_WITH_PHDR, 104},
    {WTAP_ENCAP_TOKEN_RING, 6},
    {WTAP_ENCAP_NETTL_TOKEN_RING, 6},
    {WTAP_ENCAP_FDDI, 10},
    {WTAP_ENCAP_FDDI_BITSWAPPED, 10},
    {WTAP_ENCAP_NETTL_FDDI, 10},
    {WTAP_ENCAP_ATM_RFC1483, 100},
    {WTAP_ENCAP_FRELAY, 107},
    {WTAP_ENCAP_FRELAY_WITH_PHDR, 107},
    {WTAP_ENCAP_TZSP, 128},
    {WTAP_ENCAP_NFLOG, 239},
    {WTAP_ENCAP_ENC, 109},
    {WTAP_ENCAP_PFLOG, 117},
};

// Endace's records name their link type themselves. The library takes their own headers off.
static const struct {
    uint8_t erf_type;
    uint32_t link_type;
} erf_types[] = {
    {2, 1},    // Ethernet
    {11, 1},   // with colour
    {16, 1},   // with DSM colour
    {20, 1},   // with hash and colour
    {1, 50},   // HDLC
    {10, 50},  // with colour
    {15, 50},  // with DSM colour
    {17, 50},  // with hash and colour
    {22, 228}, // IPv4
    {23, 229}, // IPv6
};

static uint32_t erf_link_type(uint8_t erf_type)
{
    enum { TYPE_MASK = 0x7f };
    for (size_t i = 0; i < G_N_ELEMENTS(erf_types); i++) {
        if (erf_types[i].erf_type == (erf_type & TYPE_MASK)) {
            return erf_types[i].link_type;
        }
    }
    return LINKTYPE_UNKNOWN;
}

static uint32_t link_type_of(const wtap_packet_header *packet)
{
    int encapsulation = packet->pkt_encap;
    if (encapsulation == WTAP_ENCAP_ERF) {
        return erf_link_type(packet->pseudo_header.erf.phdr.type);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(link_types); i++) {
        if (link_types[i].encapsulation == encapsulation) {
            return link_types[i].link_type;
        }
    }
    return LINKTYPE_UNKNOWN;
}

// Without the first of these libwiretap logs every packet, and without the second it may crash.
static void start_library(void)
{
    static gsize started = 0;
    if (g_once_init_enter(&started)) {
#if WIRESHARK_API < 406
        ws_log_init("phonecert", NULL);
#else
        ws_log_init(NULL);
#endif
        init_process_policies();
        wtap_init(FALSE);
        g_once_init_leave(&started, 1);
    }
}

static void start_record(Wiretap *wiretap)
{
#if WIRESHARK_API < 406
    wtap_rec_init(&wiretap->record);
    ws_buffer_init(&wiretap->buffer, PC_SOURCE_BLOCK);
#else
    wtap_rec_init(&wiretap->record, PC_SOURCE_BLOCK);
#endif
}

static bool read_record(Wiretap *wiretap, int *code, char **detail)
{
    gint64 offset;
#if WIRESHARK_API < 406
    return wtap_read(wiretap->file, &wiretap->record, &wiretap->buffer, code, detail, &offset);
#else
    return wtap_read(wiretap->file, &wiretap->record, code, detail, &offset);
#endif
}

static PcBytes record_bytes(Wiretap *wiretap)
{
#if WIRESHARK_API < 406
    Buffer *buffer = &wiretap->buffer;
#else
    Buffer *buffer = &wiretap->record.data;
#endif
    // The library makes room for `caplen` bytes, but never sets the buffer's own length.
    return pc_bytes(ws_buffer_start_ptr(buffer), wiretap->record.rec_header.packet_header.caplen);
}

void *pc_wiretap_open(const char *path, const char *own_cause, GError **error)
{
    int code = 0;
    g_autofree char *detail = NULL;
    start_library();
    wtap *file = wtap_open_offline(path, WTAP_TYPE_AUTO, &code, &detail, FALSE);
    if (file == NULL) {
        bool unknown = code == WTAP_ERR_FILE_UNKNOWN_FORMAT;
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: %s%s%s", path,
                    unknown ? own_cause : wtap_strerror(code), detail != NULL ? ": " : "",
                    detail != NULL ? detail : "");
        return NULL;
    }
    Wiretap *wiretap = g_new0(Wiretap, 1);
    wiretap->file = file;
    start_record(wiretap);
    return wiretap;
}

static void wiretap_close(void *self)
{
    Wiretap *wiretap = self;
    wtap_rec_cleanup(&wiretap->record);
#if WIRESHARK_API < 406
    ws_buffer_free(&wiretap->buffer);
#endif
    wtap_close(wiretap->file);
    g_free(wiretap);
}

static void fill_frame(Wiretap *wiretap, PcFrame *frame)
{
    const wtap_rec *record = &wiretap->record;
    const wtap_packet_header *packet = &record->rec_header.packet_header;
    bool has_time = (record->presence_flags & WTAP_HAS_TS) != 0;
    bool has_interface = (record->presence_flags & WTAP_HAS_INTERFACE_ID) != 0;
    frame->time = has_time ? (int64_t)record->ts.secs * NANOSECONDS + record->ts.nsecs : 0;
    frame->interface_id = has_interface ? packet->interface_id : 0;
    frame->link_type = link_type_of(packet);
    frame->bytes = record_bytes(wiretap);
    frame->original_len = (uint32_t)MAX(packet->len, frame->bytes.len);
}

static PcCaptureResult wiretap_next(void *self, PcReading *reading, PcFrame *frame)
{
    Wiretap *wiretap = self;
    int code = 0;
    g_autofree char *detail = NULL;
    wtap_rec_reset(&wiretap->record); // frees what hangs on the last one
    while (read_record(wiretap, &code, &detail)) {
        // Records that are no packets are counted too: Wireshark gives them a number.
        reading->n_frames += 1;
        if (wiretap->record.rec_type == REC_TYPE_PACKET) {
            fill_frame(wiretap, frame);
            frame->number = reading->n_frames;
            return PC_CAPTURE_FRAME;
        }
        wtap_rec_reset(&wiretap->record);
    }
    return code == 0 ? PC_CAPTURE_END : pc_reading_cut(reading, wtap_strerror(code));
}

const PcFormat pc_format_wiretap = {NULL, NULL, wiretap_next, wiretap_close};
