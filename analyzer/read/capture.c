// SPDX-License-Identifier: GPL-2.0-or-later
// Chooses who reads a capture: pcap and pcapng are read here, every other format by libwiretap
// where it was built in. It looks at the first bytes only.
#include "analyzer/read/capture_wiretap.h"
#include "analyzer/read/members.h"
#include "analyzer/read/reading.h"
#include "analyzer/read/signature.h"
#include "core/files/known_file.h"

enum { START_LEN = 4 }; // what a format is recognised by

struct PcCapture {
    PcReading reading;
    const PcFormat *format;
    void *self;
    PcCaptureResult last; // once it is not FRAME it stays
    size_t held;          // what decompressing takes where libwiretap does it
};

static const PcFormat *const formats[] = {&pc_format_pcap, &pc_format_pcapng};

static const PcFormat *format_of(PcBytes start)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i]->recognises(start)) {
            return formats[i];
        }
    }
    return NULL;
}

// A file that is no capture may be another that people send.
static const char *what_it_is(PcCapture *capture)
{
    PcBytes start;
    if (!pc_window_peek(&capture->reading.window, PC_KNOWN_FILE_LEN, &start)) {
        start = capture->reading.window.unread;
    }
    const char *text = pc_known_file_text(pc_known_file(start));
    return text != NULL ? text : "is not a capture of a known format";
}

// Opens with one of our own readers. False with `cause` set where the file is another's.
static bool open_own(PcCapture *capture, char **cause)
{
    PcBytes start;
    if (!pc_window_peek(&capture->reading.window, START_LEN, &start)) {
        start = capture->reading.window.unread;
    }
    capture->format = format_of(start);
    if (capture->format == NULL) {
        *cause = g_strdup(what_it_is(capture));
        return false;
    }
    capture->self = capture->format->open(&capture->reading, cause);
    return capture->self != NULL;
}

// Where a file comes from, and so what may be made of it.
typedef enum {
    ORIGIN_NAMED, // by the user
    ORIGIN_STRAY, // found
    ORIGIN_BYTES, // a stream, memory or a member, which libwiretap cannot be given
} Origin;

bool pc_capture_begins(PcBytes start)
{
    return format_of(start) != NULL || pc_signature_is_known(start);
}

static bool begins_like_capture(PcCapture *capture)
{
    PcBytes start;
    if (!pc_window_peek(&capture->reading.window, PC_SIGNATURE_LEN, &start)) {
        start = capture->reading.window.unread;
    }
    return pc_signature_is_known(start);
}

static bool open_foreign(PcCapture *capture, const char *own_cause, GError **error)
{
    const char *path = capture->reading.path;
#ifdef PHONECERT_HAVE_WIRETAP
    capture->held = pc_source_held(capture->reading.window.source);
    pc_window_clear(&capture->reading.window);
    capture->format = &pc_format_wiretap;
    capture->self = pc_wiretap_open(path, own_cause, error);
    return capture->self != NULL;
#else
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                "%s: %s (this build reads pcap and pcapng only)", path, own_cause);
    return false;
#endif
}

// Takes over `source`.
static PcCapture *open_source(const char *path, PcSource *source, Origin origin, GError **error)
{
    g_autoptr(PcCapture) capture = g_new0(PcCapture, 1);
    g_autofree char *cause = NULL;
    capture->reading.path = g_strdup(path);
    pc_window_init(&capture->reading.window, source);
    if (open_own(capture, &cause)) {
        return g_steal_pointer(&capture);
    }
    if (pc_source_refused(source)) { // libwiretap would take what it asks for
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOMEM, "%s: %s", path,
                    pc_source_broken(source));
        return NULL;
    }
    if (origin == ORIGIN_BYTES) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: %s (%s read as pcap and pcapng only)", path, cause,
                    strcmp(path, "-") == 0 ? "standard input is" : "what lies in an archive is");
        return NULL;
    }
    if (origin == ORIGIN_STRAY && !begins_like_capture(capture)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: %s", path, cause);
        return NULL;
    }
    return open_foreign(capture, cause, error) ? g_steal_pointer(&capture) : NULL;
}

// The origin of a file; `otherwise` is that of a file on disk.
static Origin origin_of(const char *path, Origin otherwise)
{
    g_autofree char *archive = pc_archive_of(path);
    return strcmp(path, "-") == 0 || archive != NULL ? ORIGIN_BYTES : otherwise;
}

PcCapture *pc_capture_open(const char *path, GError **error)
{
    PcSource *source = pc_source_open(path, error);
    return source != NULL ? open_source(path, source, origin_of(path, ORIGIN_NAMED), error) : NULL;
}

PcCapture *pc_capture_open_stray(const char *path, GError **error)
{
    PcSource *source = pc_source_open(path, error);
    return source != NULL ? open_source(path, source, origin_of(path, ORIGIN_STRAY), error) : NULL;
}

PcCapture *pc_capture_open_within(const char *path, const PcCaptureTerms *terms, GError **error)
{
    PcSource *source = pc_source_open_within(path, terms->limit, terms->option, error);
    Origin origin = origin_of(path, terms->is_stray ? ORIGIN_STRAY : ORIGIN_NAMED);
    return source != NULL ? open_source(path, source, origin, error) : NULL;
}

size_t pc_capture_held(const PcCapture *capture)
{
    const PcSource *source = capture->reading.window.source;
    return source != NULL ? pc_source_held(source) : capture->held;
}

PcCapture *pc_capture_open_bytes(const char *name, GBytes *content, GError **error)
{
    PcSource *source = pc_source_of_bytes(name, content, error);
    return source != NULL ? open_source(name, source, ORIGIN_BYTES, error) : NULL;
}

void pc_capture_close(PcCapture *capture)
{
    if (capture == NULL) {
        return;
    }
    if (capture->self != NULL) {
        capture->format->close(capture->self);
    }
    pc_window_clear(&capture->reading.window);
    g_clear_pointer(&capture->reading.interfaces, g_array_unref);
    g_clear_pointer(&capture->reading.comments, g_ptr_array_unref);
    g_free(capture->reading.path);
    g_free(capture->reading.warning);
    g_free(capture);
}

PcCaptureResult pc_capture_next(PcCapture *capture, PcFrame *frame)
{
    if (G_LIKELY(capture->last == PC_CAPTURE_FRAME)) {
        capture->last = capture->format->next(capture->self, &capture->reading, frame);
    }
    return capture->last;
}

const char *pc_capture_warning(const PcCapture *capture)
{
    return capture->reading.warning;
}

uint64_t pc_capture_offset(const PcCapture *capture)
{
    const PcSource *source = capture->reading.window.source;
    return source != NULL ? pc_source_offset(source) : 0;
}

uint64_t pc_capture_size(const PcCapture *capture)
{
    const PcSource *source = capture->reading.window.source;
    return source != NULL ? pc_source_size(source) : 0;
}

const PcCaptureInterface *pc_capture_interface(const PcCapture *capture, uint32_t id)
{
    const GArray *interfaces = capture->reading.interfaces;
    return interfaces != NULL && id < interfaces->len
               ? &g_array_index(interfaces, PcCaptureInterface, id)
               : NULL;
}

uint64_t pc_capture_section(const PcCapture *capture)
{
    return capture->reading.n_sections;
}

void pc_capture_keep_comments(PcCapture *capture)
{
    if (capture->reading.comments == NULL) {
        capture->reading.comments = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    }
}

const GPtrArray *pc_capture_comments(const PcCapture *capture)
{
    return capture->reading.comments;
}

void pc_capture_on_secrets(PcCapture *capture, PcSecretsFunc func, void *user)
{
    capture->reading.on_secrets = func;
    capture->reading.secrets_user = user;
}
