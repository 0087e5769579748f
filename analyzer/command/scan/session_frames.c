// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the frames of a session again: by the addresses and ports of its conversation, from its
// beginning to its end. What else the report of a session rests on comes along: the other sessions
// of its phone in that capture (the full handshake before a resumption, CAPF, the registration),
// files that the phone fetched, and the secrets that the capture holds.
#include "analyzer/command/scan/session_frames.h"

#include "analyzer/command/scan/comments.h"
#include "analyzer/command/scan/frame_file.h"
#include "analyzer/read/capture.h"
#include "core/bytes/address.h"
#include "core/bytes/keyed_hash.h"
#include "core/packet/decode.h"
#include <inttypes.h>
#include <string.h>

enum { MAX_WAITING = 256 }; // fragments that may wait for the rest of their datagram

struct PcSessionFrames {
    PcFrameFile *file;
    bool continuous;
    GPtrArray *known;   // of Known: all sessions and events, chosen or not
    GHashTable *chosen; // "FILE\nphone" and "FILE\naddress" of those that were chosen
    GHashTable *wanted; // "FILE\nconversation" -> Span
    PcFrameComments *comments;
    bool all;           // every frame, not only those of sessions
    PcAccount *account; // NULL: nobody counts
};

// A session or event, as far as its frames are concerned.
typedef struct {
    char *file, *phone; // its key
    char *client, *server;
    int client_port, server_port;
    bool is_eapol, is_radius, is_file;
    uint64_t first, last;
    int64_t start;
} Known;

// From which moment and up to which frame a conversation is wanted.
typedef struct {
    int64_t since;
    uint64_t last;
} Span;

// A fragment whose datagram is not whole yet.
typedef struct {
    PcFrame frame;
    GBytes *bytes;
    GPtrArray *comments; // of GBytes
    PcAddress source, destination;
} Waiting;

// A pass over one capture.
typedef struct {
    PcSessionFrames *frames;
    const char *path;
    uint64_t number; // of the frame that is being looked at, as sessions count
    int64_t time;    // of it
    const PcCapture *capture;
    bool is_heard, is_wanted;
    GArray *waiting; // of Waiting
} Pass;

static void known_free(void *data)
{
    Known *known = data;
    g_free(known->file);
    g_free(known->phone);
    g_free(known->client);
    g_free(known->server);
    g_free(known);
}

PcSessionFrames *pc_session_frames_new(const char *path, bool continuous, GError **error)
{
    PcOutput *output = pc_output_open(path, error);
    if (output == NULL) {
        return NULL;
    }
    PcSessionFrames *frames = g_new(PcSessionFrames, 1);
    frames->file = pc_frame_file_new(output);
    frames->continuous = continuous;
    frames->known = g_ptr_array_new_with_free_func(known_free);
    frames->chosen = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    frames->wanted = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, g_free);
    frames->comments = pc_frame_comments_new();
    frames->all = false;
    frames->account = NULL;
    return frames;
}

void pc_session_frames_account(PcSessionFrames *frames, PcAccount *account)
{
    frames->account = account;
}

void pc_session_frames_all(PcSessionFrames *frames)
{
    frames->all = true;
}

void pc_session_frames_free(PcSessionFrames *frames)
{
    if (frames != NULL) {
        pc_frame_file_discard(frames->file);
        g_ptr_array_unref(frames->known);
        g_hash_table_unref(frames->chosen);
        g_hash_table_unref(frames->wanted);
        pc_frame_comments_free(frames->comments);
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

// want remembers a conversation, or a single end of a wire that many share.
static void want(PcSessionFrames *frames, char *key, const Span *span)
{
    Span *known = g_hash_table_lookup(frames->wanted, key);
    if (known != NULL) {
        known->since = MIN(known->since, span->since);
        known->last = MAX(known->last, span->last);
        g_free(key);
    } else {
        g_hash_table_insert(frames->wanted, key, g_memdup2(span, sizeof *span));
    }
}

static char *key_of(const char *file, const char *name)
{
    return g_strdup_printf("%s\n%s", file, name);
}

static size_t size_of_text(const char *text)
{
    return text != NULL ? pc_account_block(strlen(text) + 1) : 0;
}

// size_of says what a session takes: now, by what it is chosen by, and as a conversation that is
// wanted, once the captures are read again.
static size_t size_of(const Known *known)
{
    const size_t file = strlen(known->file), client = size_of_text(known->client);
    const size_t names = size_of_text(known->phone) + client + size_of_text(known->server);
    const size_t wanted = pc_account_block(sizeof(Span)) + names + file + PC_ACCOUNT_TABLE_ROW;
    return pc_account_block(sizeof *known) + 2 * sizeof(void *) + size_of_text(known->file) +
           names + 2 * (client + file + PC_ACCOUNT_TABLE_ROW) + wanted;
}

// keeps says whether there is room for a session, and takes it.
static bool keeps(PcSessionFrames *frames, Known *known, size_t of_comments)
{
    const size_t size = size_of(known) + of_comments;
    if (frames->account != NULL && !pc_account_fits(frames->account, PC_HOLD_FRAMES, size)) {
        pc_account_over(frames->account, PC_HOLD_FRAMES);
        known_free(known);
        return false;
    }
    if (frames->account != NULL) {
        pc_account_change(frames->account, PC_HOLD_FRAMES, size, 0);
    }
    g_ptr_array_add(frames->known, known);
    return true;
}

void pc_session_frames_add(PcSessionFrames *frames, const PcSession *session, bool is_chosen)
{
    const char *file = frames->continuous ? "" : session->file;
    Known *known = g_new0(Known, 1);
    *known = (Known){
        .file = g_strdup(file),
        .phone = pc_session_phone_key(session),
        .client = g_strdup(session->client.address),
        .server = g_strdup(session->server.address),
        .client_port = session->client.port,
        .server_port = session->server.port,
        .is_eapol = g_strcmp0(session->transport, "eapol") == 0,
        .is_radius = g_strcmp0(session->transport, "radius") == 0,
        .is_file = session->kind != NULL && g_str_has_suffix(session->kind, "-fetched"),
        .first = session->frames[PC_FRAME_FIRST],
        .start = session->start,
    };
    for (int i = 0; i < PC_N_FRAMES; i++) {
        known->last = MAX(known->last, session->frames[i]);
    }
    const size_t of_comments = is_chosen ? pc_frame_comments_size(file, session) : 0;
    if (keeps(frames, known, of_comments) && is_chosen) {
        g_hash_table_add(frames->chosen, key_of(file, known->phone));
        g_hash_table_add(frames->chosen, key_of(file, known->client));
        pc_frame_comments_add(frames->comments, file, session);
    }
}

static bool is_related(const PcSessionFrames *frames, const Known *known)
{
    g_autofree char *phone = key_of(known->file, known->phone);
    g_autofree char *client = key_of(known->file, known->client);
    return g_hash_table_contains(frames->chosen, phone) ||
           g_hash_table_contains(frames->chosen, client);
}

// The group address that both ends of EAPOL may speak to (IEEE 802.1X-2020, 11.1.1).
static const char eapol_group[] = "01:80:c2:00:00:03";

static void want_known(PcSessionFrames *frames, const Known *known)
{
    const int64_t before = (int64_t)10 * 1000 * 1000 * 1000; // EAP's beginning, the identity
    const PcSessionEnd nobody = {"", -1}, group = {eapol_group, -1};
    const PcSessionEnd bare_client = {known->client, -1}, bare_server = {known->server, -1};
    const PcSessionEnd client = {known->client, known->client_port};
    const PcSessionEnd server = {known->server, known->server_port};
    const Span whole = {INT64_MIN, UINT64_MAX};
    const Span shared = {known->start - before, known->last};
    if (known->is_radius) { // of its client only the name is known
        want(frames, conversation_key(known->file, &bare_server, &nobody), &shared);
    } else if (known->is_eapol) {
        want(frames, conversation_key(known->file, &bare_client, &bare_server), &shared);
        want(frames, conversation_key(known->file, &bare_client, &group), &shared);
        want(frames, conversation_key(known->file, &bare_server, &group), &shared);
    } else if (known->is_file) { // TFTP answers from another port
        want(frames, conversation_key(known->file, &bare_client, &bare_server), &whole);
    } else {
        want(frames, conversation_key(known->file, &client, &server), &whole);
    }
}

static void look_up(Pass *pass, const PcSessionEnd *one, const PcSessionEnd *other)
{
    g_autofree char *key = conversation_key(pass->path, one, other);
    const Span *span = g_hash_table_lookup(pass->frames->wanted, key);
    if (span != NULL && pass->number <= span->last && pass->time >= span->since) {
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
    look_up(pass, &ends[0], &ends[1]);
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
    const PcSessionEnd ends[] = {{source, -1}, {destination, -1}};
    pass->is_heard = true;
    if (source != NULL && destination != NULL) {
        look_up(pass, &ends[0], &ends[1]);
    }
}

static void clear_waiting(void *data)
{
    Waiting *waiting = data;
    g_bytes_unref(waiting->bytes);
    g_clear_pointer(&waiting->comments, g_ptr_array_unref);
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
                pc_frame_file_add(pass->frames->file, pass->capture, &waiting->frame,
                                  waiting->comments, NULL);
            }
            g_array_remove_index(pass->waiting, i);
        } else {
            i++;
        }
    }
}

static GPtrArray *copy_comments(const GPtrArray *comments)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; comments != NULL && i < comments->len; i++) {
        g_ptr_array_add(copy, g_bytes_ref(g_ptr_array_index(comments, i)));
    }
    return copy;
}

static void let_wait(Pass *pass, const PcFrame *frame, const PcDecode *packet)
{
    Waiting waiting = {
        .frame = *frame,
        .bytes = pc_bytes_dup(frame->bytes),
        .comments = copy_comments(pc_capture_comments(pass->capture)),
        .source = packet->source,
        .destination = packet->destination,
    };
    waiting.frame.bytes = pc_bytes_of(waiting.bytes);
    if (pass->waiting->len >= MAX_WAITING) {
        g_array_remove_index(pass->waiting, 0);
    }
    g_array_append_val(pass->waiting, waiting);
}

static void write_frame(const Pass *pass, const PcFrame *frame)
{
    pc_frame_file_add(pass->frames->file, pass->capture, frame, pc_capture_comments(pass->capture),
                      pc_frame_comments_of(pass->frames->comments, pass->path, pass->number));
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
        write_frame(pass, frame);
    }
    pc_fragments_release(fragments);
}

static void on_secrets(PcBytes key_log, void *user)
{
    const Pass *pass = user;
    pc_frame_file_secrets(pass->frames->file, key_log);
}

// pass_over gives how many frames the capture had.
static uint64_t pass_over(PcSessionFrames *frames, const char *path, uint64_t before)
{
    g_autoptr(PcCapture) capture = pc_capture_open(path, NULL);
    g_autoptr(PcFragments) fragments = pc_fragments_new();
    Pass pass = {.frames = frames, .path = frames->continuous ? "" : path};
    PcFrame frame;
    uint64_t n_frames = 0;
    pass.capture = capture;
    if (capture != NULL) {
        pc_capture_on_secrets(capture, on_secrets, &pass);
        pc_capture_keep_comments(capture);
    }
    pass.waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    g_array_set_clear_func(pass.waiting, clear_waiting);
    while (capture != NULL && pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME) {
        n_frames++;
        pass.number = before + frame.number;
        pass.time = frame.time;
        if (frames->all) {
            write_frame(&pass, &frame);
        } else {
            look_at_frame(&pass, &frame, fragments);
        }
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

static void on_name(void *user, const char *address, const char *device)
{
    pc_frame_file_name(user, address, device);
}

bool pc_session_frames_write(PcSessionFrames *frames, const GPtrArray *paths, GError **error)
{
    uint64_t before = 0;
    for (guint i = 0; i < frames->known->len; i++) {
        const Known *known = g_ptr_array_index(frames->known, i);
        if (is_related(frames, known)) {
            want_known(frames, known);
        }
    }
    pc_frame_comments_names(frames->comments, on_name, frames->file);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (frames->all || frames->continuous || holds_any(frames, path)) {
            uint64_t n_frames = pass_over(frames, path, before);
            before += frames->continuous ? n_frames : 0;
        }
    }
    return pc_frame_file_close(g_steal_pointer(&frames->file), error);
}
