// SPDX-License-Identifier: GPL-2.0-or-later
// Loads the samples, and turns lists of frames into judged sessions.
#include "tests/metamorphic/sample.h"

#include "analyzer/command/trust_files.h"
#include "analyzer/read/capture.h"
#include "analyzer/report/session/session_json.h"
#include "core/diagnosis/diagnosis.h"
#include "core/observe/observe.h"
#include <string.h>

typedef struct {
    PcObserve *observe;
    PcPackets *packets;
    MetaReport *report;
} Run;

MetaFrame *meta_frame_like(const MetaFrame *frame)
{
    MetaFrame *made = g_rc_box_new(MetaFrame);
    *made = *frame;
    made->bytes = g_byte_array_new();
    return made;
}

MetaFrame *meta_frame_ref(const MetaFrame *frame)
{
    return g_rc_box_acquire((gpointer)(guintptr)frame);
}

static void frame_clear(void *data)
{
    MetaFrame *frame = data;
    g_byte_array_unref(frame->bytes);
}

void meta_frame_unref(void *frame)
{
    g_rc_box_release_full(frame, frame_clear);
}

GPtrArray *meta_frames_new(void)
{
    return g_ptr_array_new_with_free_func(meta_frame_unref);
}

const MetaFrame *meta_frame_at(const GPtrArray *frames, guint i)
{
    return g_ptr_array_index(frames, i);
}

GPtrArray *meta_frames_copy(const GPtrArray *frames)
{
    GPtrArray *copy = meta_frames_new();
    for (guint i = 0; i < frames->len; i++) {
        g_ptr_array_add(copy, meta_frame_ref(meta_frame_at(frames, i)));
    }
    return copy;
}

void meta_report_free(MetaReport *report)
{
    if (report != NULL) {
        g_ptr_array_unref(report->sessions);
        g_ptr_array_unref(report->lines);
        g_free(report);
    }
}

// One judge for all: what it remembers is by fingerprint, and changes no answer.
static PcJudge *the_judge(void)
{
    static PcJudge *judge;
    if (judge == NULL) {
        const PcJudgeOptions options = {.near_expiry_days = 90};
        g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
        PcTrust *trust = pc_trust_new();
        pc_trust_files_load(trust, "captures/trust", errors, errors);
        g_assert_cmpuint(errors->len, ==, 0);
        judge = pc_judge_new(trust, pc_issuers_new(), pc_services_new(), &options);
    }
    return judge;
}

static void on_handshake(void *user, PcHandshake *handshake)
{
    Run *run = user;
    PcJudgement *judgement = pc_judge(the_judge(), handshake);
    g_ptr_array_add(run->report->sessions, pc_session_new("sample", handshake, judgement));
}

enum { MAX_TUNNELS = 8 };

static uint16_t tunnel_ports[MAX_TUNNELS];
static const char *tunnel_kinds[MAX_TUNNELS];
static guint n_tunnels;

void meta_tunnel(uint16_t port, const char *kind)
{
    g_assert_cmpuint(n_tunnels, <, MAX_TUNNELS);
    tunnel_ports[n_tunnels] = port;
    tunnel_kinds[n_tunnels++] = kind;
}

static void run_begin(Run *run, const MetaSample *sample)
{
    const PcObserveEvents events = {.handshake = on_handshake};
    run->report = g_new0(MetaReport, 1);
    run->report->sessions = g_ptr_array_new_with_free_func((GDestroyNotify)pc_session_free);
    run->report->lines = g_ptr_array_new_with_free_func(g_free);
    run->observe = pc_observe_new(&events, run);
    pc_observe_keys(run->observe, pc_bytes(sample->keys->str, sample->keys->len));
    run->packets = pc_packets_new(pc_observe_sink(), run->observe);
    for (guint i = 0; i < n_tunnels; i++) {
        g_assert_true(pc_packets_tunnel(run->packets, tunnel_ports[i], tunnel_kinds[i]));
    }
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// Which frames said it, when each came and over what link is what an alteration may change.
static void forget_places(PcSession *session)
{
    memset(session->frames, 0, sizeof session->frames);
    for (size_t i = 0; i < PC_N_FRAMES; i++) {
        session->offsets[i] = PC_OFFSET_UNKNOWN;
    }
    for (guint i = 0; i < session->findings->len; i++) {
        g_array_index(session->findings, PcSessionFinding, i).frame = 0;
    }
    session->medium = NULL;
}

static MetaReport *run_end(Run *run)
{
    pc_packets_finish(run->packets);
    pc_observe_end_of_capture(run->observe);
    pc_packets_free(run->packets);
    pc_observe_free(run->observe);
    for (guint i = 0; i < run->report->sessions->len; i++) {
        PcSession *session = g_ptr_array_index(run->report->sessions, i);
        GString *line = g_string_new(NULL);
        PcJson json = PC_JSON(line);
        forget_places(session);
        pc_session_write(&json, session);
        g_ptr_array_add(run->report->lines, g_string_free(line, FALSE));
    }
    g_ptr_array_sort(run->report->lines, compare_lines);
    return run->report;
}

MetaReport *meta_report(const MetaSample *sample, const GPtrArray *frames)
{
    Run run;
    run_begin(&run, sample);
    for (guint i = 0; i < frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(frames, i);
        // A copy of its own, so that one byte too far is seen.
        g_autofree uint8_t *copy = g_memdup2(frame->bytes->data, frame->bytes->len);
        const PcFrame given = {
            .number = frame->number,
            .time = frame->time,
            .interface_id = frame->interface_id,
            .link_type = frame->link_type,
            .original_len = frame->bytes->len + frame->missing,
            .bytes = pc_bytes(copy, frame->bytes->len),
        };
        pc_packets_frame(run.packets, &given);
    }
    return run_end(&run);
}

MetaReport *meta_report_bytes(const MetaSample *sample, GBytes *content)
{
    Run run;
    PcFrame frame;
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("sample", content, NULL);
    run_begin(&run, sample);
    while (capture != NULL && pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME) {
        pc_packets_frame(run.packets, &frame);
    }
    return run_end(&run);
}

static void on_secrets(PcBytes key_log, void *user)
{
    GString *keys = user;
    g_string_append_len(keys, (const char *)key_log.data, (gssize)key_log.len);
}

static void load_frames(MetaSample *sample)
{
    PcFrame frame;
    g_autoptr(PcCapture) capture = pc_capture_open_bytes(sample->name, sample->content, NULL);
    g_assert_nonnull(capture);
    pc_capture_on_secrets(capture, on_secrets, sample->keys);
    while (pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME) {
        const MetaFrame kept = {
            .number = frame.number,
            .time = frame.time,
            .interface_id = frame.interface_id,
            .link_type = frame.link_type,
            .missing = frame.original_len - (uint32_t)frame.bytes.len,
        };
        MetaFrame *made = meta_frame_like(&kept);
        g_byte_array_append(made->bytes, frame.bytes.data, (guint)frame.bytes.len);
        g_ptr_array_add(sample->frames, made);
    }
}

// A connection that asks for the certificate only in a renegotiation, or after the handshake of TLS
// 1.3, tells of a handshake that asked for none until then.
static bool tells_of_earlier(const MetaReport *report)
{
    const PcSession *session =
        report->sessions->len == 1 ? g_ptr_array_index(report->sessions, 0) : NULL;
    return session != NULL && g_strcmp0(session->client_certificate, "not-requested") == 0;
}

// Where the second hello is cut, nothing shows that its certificate is not the first one's.
static void add_blended(MetaSample *sample)
{
    const MetaReport *first = g_ptr_array_index(sample->parts, 0);
    MetaReport *report = meta_report(sample, sample->frames);
    PcSession *blended = g_ptr_array_index(report->sessions, 0);
    const PcSession *part = g_ptr_array_index(first->sessions, 0);
    blended->client_random = part->client_random;
    g_ptr_array_add(sample->parts, report);
}

static void add_parts(MetaSample *sample)
{
    bool asks_late = g_str_has_prefix(sample->name, "renegotiated-") ||
                     g_str_has_prefix(sample->name, "tls13-post-handshake");
    sample->parts = g_ptr_array_new_with_free_func((GDestroyNotify)meta_report_free);
    for (guint n = 1; asks_late && n < sample->frames->len; n++) {
        g_autoptr(GPtrArray) frames = meta_frames_copy(sample->frames);
        g_ptr_array_set_size(frames, (gint)n);
        MetaReport *report = meta_report(sample, frames);
        if (tells_of_earlier(report)) {
            // What is spoken later can be read where the later handshake is lost.
            PcSession *part = g_ptr_array_index(report->sessions, 0);
            const PcSession *whole = g_ptr_array_index(sample->whole->sessions, 0);
            part->service_basis = whole->service_basis;
            g_ptr_array_add(sample->parts, report);
        } else {
            meta_report_free(report);
        }
    }
    if (sample->parts->len > 0) {
        add_blended(sample);
    }
}

static MetaSample *load(const char *name)
{
    MetaSample *sample = g_new0(MetaSample, 1);
    g_autofree char *path = g_build_filename("captures", name, NULL);
    g_autofree char *stem = g_strndup(path, (gsize)(strrchr(path, '.') - path));
    g_autofree char *keys_path = g_strconcat(stem, ".keys", NULL);
    g_autofree char *keys = NULL;
    char *content = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    (void)g_file_get_contents(keys_path, &keys, NULL, NULL);
    sample->name = g_strdup(name);
    sample->content = g_bytes_new_take(content, len);
    sample->keys = g_string_new(keys);
    sample->frames = meta_frames_new();
    load_frames(sample);
    sample->whole = meta_report(sample, sample->frames);
    add_parts(sample);
    return sample;
}

static int compare_samples(gconstpointer a, gconstpointer b)
{
    return strcmp((*(MetaSample *const *)a)->name, (*(MetaSample *const *)b)->name);
}

const GPtrArray *meta_samples(void)
{
    static GPtrArray *samples;
    const char *name;
    if (samples != NULL) {
        return samples;
    }
    g_autoptr(GDir) dir = g_dir_open("captures", 0, NULL);
    g_assert_nonnull(dir);
    samples = g_ptr_array_new();
    while ((name = g_dir_read_name(dir)) != NULL) {
        if (g_str_has_suffix(name, ".pcap") || g_str_has_suffix(name, ".pcapng")) {
            g_ptr_array_add(samples, load(name));
        }
    }
    g_assert_cmpuint(samples->len, >, 0);
    g_ptr_array_sort(samples, compare_samples);
    return samples;
}

const MetaSample *meta_sample(const char *name)
{
    const GPtrArray *samples = meta_samples();
    for (guint i = 0; i < samples->len; i++) {
        const MetaSample *sample = g_ptr_array_index(samples, i);
        if (strcmp(sample->name, name) == 0) {
            return sample;
        }
    }
    g_error("there is no sample %s", name);
}

guint meta_stride(guint stride)
{
    return g_getenv("PHONECERT_SLOW") != NULL ? 1 : stride;
}
