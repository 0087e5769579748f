// SPDX-License-Identifier: GPL-2.0-or-later
// Reads by libwiretap what is neither pcap nor pcapng: snoop, Network Monitor, Sniffer, ERF and
// some forty others. The library's API differs between Wireshark 4.4 and 4.6; nothing else here
// knows.
#include "analyzer/read/capture_wiretap.h"

#include "core/wiretap/record.h"
#include <wiretap/pcap-encap.h>
#include <ws_version.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>

#define WIRESHARK_API (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

typedef struct {
    wtap *file;
    wtap_rec record;
#if WIRESHARK_API < 406
    Buffer buffer;
#endif
} Wiretap;

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

// The library also opens pictures, certificates, logs and the like, as one "packet" of a kind that
// has no number among link types.
static bool is_of_a_network(wtap *file)
{
    enum { N_LINK_TYPES = 512 }; // that have numbers; the highest in use is some 300
    const int encapsulation = wtap_file_encap(file);
    bool is = encapsulation == WTAP_ENCAP_PER_PACKET || pc_record_is_decoded(encapsulation);
    for (int number = 0; number < N_LINK_TYPES && !is; number++) {
        is = wtap_pcap_encap_to_wtap_encap(number) == encapsulation;
    }
    return is;
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
    if (!is_of_a_network(file)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: %s", path, own_cause);
        wtap_close(file);
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

static PcCaptureResult wiretap_next(void *self, PcReading *reading, PcFrame *frame)
{
    Wiretap *wiretap = self;
    int code = 0;
    g_autofree char *detail = NULL;
    wtap_rec_reset(&wiretap->record); // frees what hangs on the last one
    while (read_record(wiretap, &code, &detail)) {
        // Records that are no packets are counted too: Wireshark gives them a number.
        reading->n_frames += 1;
        if (pc_record_frame(&wiretap->record, record_bytes(wiretap), frame)) {
            frame->number = reading->n_frames;
            return PC_CAPTURE_FRAME;
        }
        wtap_rec_reset(&wiretap->record);
    }
    return code == 0 ? PC_CAPTURE_END : pc_reading_cut(reading, wtap_strerror(code));
}

const PcFormat pc_format_wiretap = {NULL, NULL, wiretap_next, wiretap_close};
