// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the frames of a session again: by the addresses and ports of its conversation, up to the
// last frame of its handshake. What begins a TCP connection comes along; what follows the handshake
// does not.
#include "analyzer/command/scan/session_frames.h"

#include "analyzer/command/scan/frame_file.h"
#include "analyzer/read/capture.h"
#include "core/bytes/address.h"
#include "core/packet/decode.h"
#include <string.h>

enum { MAX_WAITING = 256 }; // fragments that may wait for the rest of their datagram

struct PcSessionFrames {
    PcFrameFile *file;
    bool continuous;
    GHashTable *wanted; // "FILE\nconversation" -> Span
};

// Up to which frame a conversation is wanted.
typedef struct {
    uint64_t first, last;
    bool from_first; // nothing before `first`: a wire that many share
} Span;

// A fragment whose datagram is not whole yet.
typedef struct {
    PcFrame frame;
    GBytes *bytes;
    PcAddress source, destination;
} Waiting;

// A pass over one capture.
typedef struct {
    PcSessionFrames *frames;
    const char *path;
    uint64_t number; // of the frame that is being looked at, as sessions count
    bool is_heard, is_wanted;
    GArray *waiting; // of Waiting
} Pass;

PcSessionFrames *pc_session_frames_new(const char *path, bool continuous, GError **error)
{
    PcOutput *output = pc_output_open(path, error);
    if (output == NULL) {
        return NULL;
    }
    PcSessionFrames *frames = g_new(PcSessionFrames, 1);
    frames->file = pc_frame_file_new(output);
    frames->continuous = continuous;
    frames->wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return frames;
}

void pc_session_frames_free(PcSessionFrames *frames)
{
    if (frames != NULL) {
        pc_frame_file_discard(frames->file);
        g_hash_table_unref(frames->wanted);
        g_free(frames);
    }
}

// conversation_key names two ends in one way, whoever speaks. Ports of -1 are none.
static char *conversation_key(const char *file, const PcSessionEnd *one, const PcSessionEnd *other)
{
    int order = strcmp(one->address, other->address);
    bool is_swapped = order > 0 || (order == 0 && one->port > other->port);
    const PcSessionEnd *low = is_swapped ? other : one;
    const PcSessionEnd *high = is_swapped ? one : other;
    return g_strdup_printf("%s\n%s %d %s %d", file, low->address, low->port, high->address,
                           high->port);
}

static bool is_shared_wire(const PcSession *session)
{
    return g_strcmp0(session->transport, "eapol") == 0 ||
           g_strcmp0(session->transport, "radius") == 0;
}

// want remembers a conversation, or a single end of a wire that many share.
static void want(PcSessionFrames *frames, char *key, const Span *span)
{
    Span *known = g_hash_table_lookup(frames->wanted, key);
    if (known != NULL) {
        known->first = MIN(known->first, span->first);
        known->last = MAX(known->last, span->last);
        g_free(key);
    } else {
        g_hash_table_insert(frames->wanted, key, g_memdup2(span, sizeof *span));
    }
}

void pc_session_frames_add(PcSessionFrames *frames, const PcSession *session)
{
    const char *file = frames->continuous ? "" : session->file;
    const PcSessionEnd nobody = {"", -1};
    const PcSessionEnd client = {session->client.address, -1};
    const PcSessionEnd server = {session->server.address, -1};
    Span span = {session->frames[PC_FRAME_FIRST], 0, is_shared_wire(session)};
    for (int i = 0; i < PC_N_FRAMES; i++) {
        span.last = MAX(span.last, session->frames[i]);
    }
    if (!span.from_first) {
        want(frames, conversation_key(file, &session->client, &session->server), &span);
        return;
    }
    // Both ends of EAPOL may speak to the group address; of RADIUS only the server's is known.
    want(frames, conversation_key(file, &server, &nobody), &span);
    if (g_strcmp0(session->transport, "eapol") == 0) {
        want(frames, conversation_key(file, &client, &nobody), &span);
    }
}

static void look_up(Pass *pass, const PcSessionEnd *one, const PcSessionEnd *other)
{
    g_autofree char *key = conversation_key(pass->path, one, other);
    const Span *span = g_hash_table_lookup(pass->frames->wanted, key);
    if (span != NULL && pass->number <= span->last &&
        (!span->from_first || pass->number >= span->first)) {
        pass->is_wanted = true;
    }
}

// address_text puts one of the decoder's addresses into the words of the sessions.
static char *address_text(PcAddress address, uint8_t len)
{
    enum { BYTES_OF_WORD = 8, BITS_OF_BYTE = 8 };
    uint8_t bytes[BYTES_OF_WORD * 2];
    for (size_t i = 0; i < BYTES_OF_WORD; i++) {
        unsigned shift = (unsigned)(BYTES_OF_WORD - 1 - i) * BITS_OF_BYTE;
        bytes[i] = (uint8_t)(address.high >> shift);
        bytes[BYTES_OF_WORD + i] = (uint8_t)(address.low >> shift);
    }
    return pc_address_text(pc_bytes(bytes + sizeof bytes - len, len));
}

static void look_at_ip(Pass *pass, const PcDecode *packet, int source_port, int destination_port)
{
    g_autofree char *source = address_text(packet->source, packet->address_len);
    g_autofree char *destination = address_text(packet->destination, packet->address_len);
    const PcSessionEnd nobody = {"", -1};
    const PcSessionEnd from = {source, source_port};
    const PcSessionEnd to = {destination, destination_port};
    const PcSessionEnd ends[] = {{source, -1}, {destination, -1}};
    pass->is_heard = true;
    look_up(pass, &from, &to);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        look_up(pass, &ends[i], &nobody);
    }
}

static void on_tcp(void *user, PcDecode *packet)
{
    PcBytes header = packet->bytes;
    uint16_t source = 0;
    uint16_t destination = 0;
    if (pc_bytes_u16(&header, &source) && pc_bytes_u16(&header, &destination)) {
        look_at_ip(user, packet, source, destination);
    }
}

static void on_udp(void *user, PcDecode *packet, uint16_t source, uint16_t destination)
{
    look_at_ip(user, packet, source, destination);
}

static void on_eapol(void *user, PcDecode *packet)
{
    Pass *pass = user;
    g_autofree char *source = pc_address_text(packet->source_mac);
    g_autofree char *destination = pc_address_text(packet->destination_mac);
    const PcSessionEnd nobody = {"", -1};
    const PcSessionEnd ends[] = {{source, -1}, {destination, -1}};
    pass->is_heard = true;
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (ends[i].address != NULL) {
            look_up(pass, &ends[i], &nobody);
        }
    }
}

static void clear_waiting(void *data)
{
    Waiting *waiting = data;
    g_bytes_unref(waiting->bytes);
}

static bool is_same_address(PcAddress one, PcAddress other)
{
    return one.high == other.high && one.low == other.low;
}

// write_waiting writes the fragments before this one, now that their datagram is whole.
static void write_waiting(Pass *pass, const PcDecode *packet)
{
    for (guint i = 0; i < pass->waiting->len;) {
        const Waiting *waiting = &g_array_index(pass->waiting, Waiting, i);
        if (is_same_address(waiting->source, packet->source) &&
            is_same_address(waiting->destination, packet->destination)) {
            if (pass->is_wanted) {
                pc_frame_file_add(pass->frames->file, &waiting->frame);
            }
            g_array_remove_index(pass->waiting, i);
        } else {
            i++;
        }
    }
}

static void let_wait(Pass *pass, const PcFrame *frame, const PcDecode *packet)
{
    Waiting waiting = {
        .frame = *frame,
        .bytes = pc_bytes_dup(frame->bytes),
        .source = packet->source,
        .destination = packet->destination,
    };
    waiting.frame.bytes = pc_bytes_of(waiting.bytes);
    if (pass->waiting->len >= MAX_WAITING) {
        g_array_remove_index(pass->waiting, 0);
    }
    g_array_append_val(pass->waiting, waiting);
}

static void look_at_frame(Pass *pass, const PcFrame *frame, PcFragments *fragments)
{
    static const PcLowest lowest = {on_tcp, on_udp, on_eapol};
    PcDecode packet = {
        .bytes = frame->bytes,
        .missing = frame->original_len - MIN(frame->original_len, frame->bytes.len),
        .stamp = {frame->number, frame->time, frame->interface_id},
        .fragments = fragments,
        .lowest = &lowest,
        .lowest_user = pass,
    };
    PcLayer layer = pc_decode_link_layer(frame->link_type);
    pass->is_heard = false;
    pass->is_wanted = false;
    bool is_taken = layer != PC_LAYER_UNKNOWN && pc_decode(&packet, layer);
    if (is_taken && !pass->is_heard) {
        let_wait(pass, frame, &packet);
    } else if (pass->is_heard) {
        write_waiting(pass, &packet);
    }
    if (pass->is_wanted) {
        pc_frame_file_add(pass->frames->file, frame);
    }
    pc_fragments_release(fragments);
}

// pass_over gives how many frames the capture had.
static uint64_t pass_over(PcSessionFrames *frames, const char *path, uint64_t before)
{
    g_autoptr(PcCapture) capture = pc_capture_open(path, NULL);
    g_autoptr(PcFragments) fragments = pc_fragments_new();
    Pass pass = {.frames = frames, .path = frames->continuous ? "" : path};
    PcFrame frame;
    uint64_t n_frames = 0;
    pass.waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    g_array_set_clear_func(pass.waiting, clear_waiting);
    while (capture != NULL && pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME) {
        n_frames++;
        pass.number = before + frame.number;
        look_at_frame(&pass, &frame, fragments);
    }
    g_array_unref(pass.waiting);
    return n_frames;
}

// holds_any says whether a session was reported of a capture: others need no second reading.
static bool holds_any(const PcSessionFrames *frames, const char *path)
{
    GHashTableIter iter;
    void *key = NULL;
    g_autofree char *prefix = g_strconcat(path, "\n", NULL);
    g_hash_table_iter_init(&iter, frames->wanted);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        if (g_str_has_prefix(key, prefix)) {
            return true;
        }
    }
    return false;
}

bool pc_session_frames_write(PcSessionFrames *frames, const GPtrArray *paths, GError **error)
{
    uint64_t before = 0;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (frames->continuous || holds_any(frames, path)) {
            uint64_t n_frames = pass_over(frames, path, before);
            before += frames->continuous ? n_frames : 0;
        }
    }
    return pc_frame_file_close(g_steal_pointer(&frames->file), error);
}
