// SPDX-License-Identifier: GPL-2.0-or-later
// Follows both directions of an HTTP connection. The requests' names wait in a queue, because a
// client may ask several times before the first answer comes; a response whose request was not
// seen is kept only where its content says its own name, as a trust list does.
#include "core/observe/http_talk.h"

#include "core/bytes/cutter.h"
#include "core/bytes/lexer.h"
#include "core/files/download.h"
#include "core/files/trust_list.h"
#include "core/observe/inflate.h"

typedef enum {
    PHASE_HEAD,
    PHASE_BODY,       // `left` bytes
    PHASE_CHUNK_SIZE, // a line with the size of a chunk
    PHASE_CHUNK,      // `left` bytes of a chunk, then an empty line
    PHASE_CHUNK_END,
    PHASE_TRAILER,   // lines up to an empty one
    PHASE_UNTIL_END, // up to the end of the connection
} Phase;

typedef enum { KIND_UNKNOWN, KIND_REQUESTS, KIND_RESPONSES } Kind;

typedef struct {
    char *name; // NULL where the request was not seen
    bool is_wanted;
    bool has_no_body; // an answer to HEAD
} Request;

// One direction.
typedef struct {
    PcCutter cutter;
    Kind kind;
    Phase phase;
    size_t left;
} Lane;

struct PcHttpTalk {
    PcHttpFile file;
    void *user;
    Lane lanes[2];
    GQueue waiting; // of Request
    Request *now;   // whose response is being read; NULL between responses
    GByteArray *body;
    bool is_compressed;
    unsigned n_in_vain;
    bool names_lost; // a hole in the requests: what comes cannot be paired with names
    bool is_over;
};

static void request_free(Request *request)
{
    if (request != NULL) {
        g_free(request->name);
        g_free(request);
    }
}

PcHttpTalk *pc_http_talk_new(PcHttpFile file, void *user)
{
    PcHttpTalk *talk = g_new0(PcHttpTalk, 1);
    talk->file = file;
    talk->user = user;
    g_queue_init(&talk->waiting);
    talk->lanes[0].cutter.max_len = PC_HTTP_MAX_HEAD;
    talk->lanes[1].cutter.max_len = PC_HTTP_MAX_HEAD;
    return talk;
}

static void drop_body(PcHttpTalk *talk)
{
    g_clear_pointer(&talk->body, g_byte_array_unref);
}

static void drop_now(PcHttpTalk *talk)
{
    g_clear_pointer(&talk->now, request_free);
    drop_body(talk);
}

static void drop_waiting(PcHttpTalk *talk)
{
    Request *request;
    while ((request = g_queue_pop_head(&talk->waiting)) != NULL) {
        request_free(request);
    }
}

void pc_http_talk_free(PcHttpTalk *talk)
{
    if (talk == NULL) {
        return;
    }
    drop_now(talk);
    drop_waiting(talk);
    pc_cutter_clear(&talk->lanes[0].cutter);
    pc_cutter_clear(&talk->lanes[1].cutter);
    g_free(talk);
}

size_t pc_http_talk_held(const PcHttpTalk *talk)
{
    enum { OF_A_REQUEST = 128 }; // with its name and its place in the queue
    size_t body = talk->body != NULL ? talk->body->len : 0;
    return sizeof *talk + body + talk->waiting.length * OF_A_REQUEST +
           pc_cutter_held(&talk->lanes[0].cutter) + pc_cutter_held(&talk->lanes[1].cutter);
}

bool pc_http_talk_done(const PcHttpTalk *talk)
{
    return talk->is_over || talk->n_in_vain >= PC_HTTP_MAX_IN_VAIN ||
           (talk->lanes[0].cutter.stopped && talk->lanes[1].cutter.stopped);
}

static const char *const methods[] = {"GET ", "HEAD ", "POST ", "PUT ", "OPTIONS ", "DELETE "};

static bool is_request(PcBytes bytes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (pc_bytes_starts(bytes, methods[i], strlen(methods[i]))) {
            return true;
        }
    }
    return false;
}

bool pc_http_looks_like(PcBytes first)
{
    return pc_bytes_starts(first, "GET ", 4) || pc_bytes_starts(first, "HEAD ", 5) ||
           pc_bytes_starts(first, "HTTP/1.", 7);
}

// ---- heads ----------------------------------------------------------------------------------

typedef struct {
    PcBytes start; // the first line
    size_t len;    // Content-Length
    bool has_len, is_chunked, is_compressed;
} Head;

static void read_header(PcBytes line, Head *head)
{
    uint64_t number;
    PcBytes after;
    PcBytes name = pc_lex_trim(pc_lex_until(&line, ":"));
    pc_bytes_skip(&line, 1);
    PcBytes value = pc_lex_trim(line);
    if (pc_lex_is_nocase(name, "Content-Length")) {
        head->has_len = pc_lex_number(&value, 1, 18, &number) && value.len == 0;
        head->len = head->has_len ? (size_t)number : 0;
    } else if (pc_lex_is_nocase(name, "Transfer-Encoding")) {
        head->is_chunked = pc_lex_after(value, "hunked", &after);
    } else if (pc_lex_is_nocase(name, "Content-Encoding")) {
        head->is_compressed = !pc_lex_is_nocase(value, "identity");
    }
}

// Takes a head up to its empty line; false where it is not whole yet.
static bool read_head(PcBytes *from, Head *head)
{
    PcBytes rest = *from, line;
    Head read = {0};
    if (!pc_lex_line(&rest, &read.start)) {
        return false;
    }
    while (pc_lex_line(&rest, &line)) {
        if (line.len == 0) {
            *from = rest;
            *head = read;
            return true;
        }
        read_header(line, &read);
    }
    return false;
}

// ---- requests -------------------------------------------------------------------------------

static void on_request(PcHttpTalk *talk, Lane *lane, const Head *head)
{
    PcBytes line = head->start;
    PcBytes method = pc_lex_until(&line, " ");
    pc_lex_skip_spaces(&line);
    Request *request = g_new0(Request, 1);
    request->name = pc_download_name(pc_lex_until(&line, " "));
    request->is_wanted = pc_lex_is(method, "GET") && pc_download_is_wanted(request->name);
    request->has_no_body = pc_lex_is(method, "HEAD");
    g_queue_push_tail(&talk->waiting, request);
    talk->is_over |= talk->waiting.length > PC_HTTP_MAX_WAITING;
    lane->left = head->is_chunked ? 0 : head->len;
    lane->phase = head->is_chunked ? PHASE_CHUNK_SIZE : lane->left > 0 ? PHASE_BODY : PHASE_HEAD;
}

// ---- responses ------------------------------------------------------------------------------

// The name that the content gives itself; NULL where it gives none. Caller frees.
static char *name_in_content(GBytes *content)
{
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(content));
    if (list == NULL || list->file_name == NULL) {
        return NULL;
    }
    return pc_download_name(pc_bytes(list->file_name, strlen(list->file_name)));
}

static void give_file(PcHttpTalk *talk, const PcSeen *seen)
{
    g_autoptr(GBytes) raw = g_byte_array_free_to_bytes(g_steal_pointer(&talk->body));
    g_autoptr(GBytes) content =
        talk->is_compressed ? pc_inflate(pc_bytes_of(raw), PC_DOWNLOAD_MAX_LEN) : g_bytes_ref(raw);
    if (content == NULL) {
        return;
    }
    g_autofree char *own_name = talk->now->name == NULL ? name_in_content(content) : NULL;
    const char *name = talk->now->name != NULL ? talk->now->name : own_name;
    if (name != NULL && pc_download_is_wanted(name)) {
        talk->n_in_vain = 0;
        talk->file(talk->user, name, content, seen);
    }
}

static void end_response(PcHttpTalk *talk, Lane *lane, const PcSeen *seen)
{
    talk->n_in_vain++;
    if (talk->body != NULL) {
        give_file(talk, seen);
    }
    drop_now(talk);
    lane->phase = PHASE_HEAD;
}

static Request *next_request(PcHttpTalk *talk)
{
    Request *request = talk->names_lost ? NULL : g_queue_pop_head(&talk->waiting);
    if (request == NULL) {
        request = g_new0(Request, 1);
        request->is_wanted = true; // until its content says what it is
    }
    return request;
}

static void begin_body(PcHttpTalk *talk, Lane *lane, const Head *head, unsigned status)
{
    bool has_body = !talk->now->has_no_body && status != 204 && status != 304;
    bool is_wanted = has_body && status == 200 && talk->now->is_wanted;
    talk->is_compressed = head->is_compressed;
    talk->body = is_wanted ? g_byte_array_new() : NULL;
    lane->left = has_body ? head->len : 0;
    if (has_body && head->is_chunked) {
        lane->phase = PHASE_CHUNK_SIZE;
    } else if (has_body && !head->has_len) {
        lane->phase = PHASE_UNTIL_END;
    } else {
        lane->phase = PHASE_BODY;
    }
    bool is_long = lane->phase == PHASE_UNTIL_END || lane->left > PC_HTTP_MAX_UNWANTED;
    talk->is_over |= is_long && !is_wanted;
    talk->is_over |= lane->left > PC_DOWNLOAD_MAX_LEN;
}

static bool on_response(PcHttpTalk *talk, Lane *lane, const Head *head, const PcSeen *seen)
{
    PcBytes line = head->start;
    uint64_t status;
    pc_lex_until(&line, " ");
    pc_lex_skip_spaces(&line);
    if (!pc_lex_number(&line, 3, 3, &status) || status == 101) {
        return false;
    }
    if (status < 200) {
        return true; // the real answer follows
    }
    talk->now = next_request(talk);
    begin_body(talk, lane, head, (unsigned)status);
    if (lane->phase == PHASE_BODY && lane->left == 0) {
        end_response(talk, lane, seen);
    }
    return true;
}

// ---- lanes ----------------------------------------------------------------------------------

typedef struct {
    PcHttpTalk *talk;
    Lane *lane;
    const PcSeen *seen;
} Feed;

// A response whose request was not seen is kept as long as it may be a trust list.
static bool may_be_kept(const PcHttpTalk *talk)
{
    static const uint8_t signed_header[] = {1, 0, 2};
    PcBytes body = pc_bytes(talk->body->data, talk->body->len);
    if (talk->now->name != NULL) {
        return body.len <= PC_DOWNLOAD_MAX_LEN;
    }
    bool is_list = body.len < sizeof signed_header || talk->is_compressed ||
                   pc_bytes_starts(body, signed_header, sizeof signed_header);
    return is_list && body.len <= PC_HTTP_MAX_UNWANTED;
}

static void keep_body(Feed *feed, PcBytes part)
{
    PcHttpTalk *talk = feed->talk;
    if (feed->lane->kind != KIND_RESPONSES || talk->body == NULL) {
        return;
    }
    g_byte_array_append(talk->body, part.data, (guint)part.len);
    if (!may_be_kept(talk)) {
        drop_body(talk);
    }
}

static void end_message(Feed *feed)
{
    if (feed->lane->kind == KIND_RESPONSES) {
        end_response(feed->talk, feed->lane, feed->seen);
    }
    feed->lane->phase = PHASE_HEAD;
}

// Which way requests go is told by the first bytes that go there.
static bool find_kind(Lane *lane, PcBytes from)
{
    enum { ENOUGH = 8 }; // longer than every method, and than "HTTP/1."
    if (lane->kind == KIND_UNKNOWN && from.len >= ENOUGH) {
        bool is_response = pc_bytes_starts(from, "HTTP/1.", 7);
        lane->kind = is_response ? KIND_RESPONSES : KIND_REQUESTS;
    }
    return lane->kind != KIND_UNKNOWN && from.len >= ENOUGH;
}

// One side asks and the other answers: where both answer, this is not HTTP.
static bool other_answers(const PcHttpTalk *talk, const Lane *lane)
{
    return talk->lanes[lane == &talk->lanes[0]].kind == KIND_RESPONSES;
}

static PcCutterStep take_head(Feed *feed, PcBytes *from)
{
    Lane *lane = feed->lane;
    Head head;
    if (pc_lex_literal(from, "\r\n") || pc_lex_literal(from, "\n")) {
        return PC_CUTTER_TAKEN; // an empty line before a head means nothing (RFC 9112, 2.2)
    }
    if (!find_kind(lane, *from)) {
        return PC_CUTTER_MORE;
    }
    bool is_right = lane->kind == KIND_REQUESTS
                        ? is_request(*from)
                        : pc_bytes_starts(*from, "HTTP/1.", 7) && !other_answers(feed->talk, lane);
    if (!is_right) {
        return PC_CUTTER_STOP;
    }
    if (pc_cutter_head(&lane->cutter, *from) != PC_CUTTER_HEAD_ENDS || !read_head(from, &head)) {
        return PC_CUTTER_MORE;
    }
    if (lane->kind == KIND_REQUESTS) {
        on_request(feed->talk, lane, &head);
    } else if (!on_response(feed->talk, lane, &head, feed->seen)) {
        return PC_CUTTER_STOP;
    }
    return PC_CUTTER_TAKEN;
}

static PcCutterStep take_counted(Feed *feed, PcBytes *from, Phase next)
{
    PcBytes part;
    pc_bytes_take(from, MIN(feed->lane->left, from->len), &part);
    keep_body(feed, part);
    feed->lane->left -= part.len;
    if (feed->lane->left == 0 && next == PHASE_HEAD) {
        end_message(feed);
    } else if (feed->lane->left == 0) {
        feed->lane->phase = next;
    }
    return PC_CUTTER_TAKEN;
}

// The size in hexadecimal, and maybe extensions after a semicolon (RFC 9112, 7.1).
static bool read_chunk_size(PcBytes line, size_t *size)
{
    enum { MAX_DIGITS = 8 };
    PcBytes digits;
    uint8_t byte;
    size_t value = 0;
    line = pc_lex_trim(line);
    if (!pc_lex_while(&line, "", &digits) || digits.len > MAX_DIGITS) {
        return false;
    }
    while (pc_bytes_u8(&digits, &byte)) {
        int digit = g_ascii_xdigit_value((char)byte);
        if (digit < 0) {
            return false;
        }
        value = value << 4 | (size_t)digit;
    }
    *size = value;
    return true;
}

static PcCutterStep take_line(Feed *feed, PcBytes *from)
{
    Lane *lane = feed->lane;
    PcBytes line;
    if (!pc_cutter_has_line(&lane->cutter, *from) || !pc_lex_line(from, &line)) {
        return PC_CUTTER_MORE;
    }
    if (lane->phase == PHASE_CHUNK_END) {
        lane->phase = PHASE_CHUNK_SIZE;
        return line.len == 0 ? PC_CUTTER_TAKEN : PC_CUTTER_STOP;
    }
    if (lane->phase == PHASE_TRAILER) {
        if (line.len == 0) {
            end_message(feed);
        }
        return PC_CUTTER_TAKEN;
    }
    if (!read_chunk_size(line, &lane->left)) {
        return PC_CUTTER_STOP;
    }
    lane->phase = lane->left == 0 ? PHASE_TRAILER : PHASE_CHUNK;
    return PC_CUTTER_TAKEN;
}

static PcCutterStep take_step(void *user, PcBytes *from)
{
    Feed *feed = user;
    PcBytes part;
    if (feed->talk->is_over) {
        return PC_CUTTER_STOP;
    }
    switch (feed->lane->phase) {
    case PHASE_HEAD:
        return take_head(feed, from);
    case PHASE_BODY:
        return take_counted(feed, from, PHASE_HEAD);
    case PHASE_CHUNK:
        return take_counted(feed, from, PHASE_CHUNK_END);
    case PHASE_CHUNK_SIZE:
    case PHASE_CHUNK_END:
    case PHASE_TRAILER:
        return take_line(feed, from);
    case PHASE_UNTIL_END:
        pc_bytes_take(from, from->len, &part);
        keep_body(feed, part);
        return PC_CUTTER_TAKEN;
    }
    return PC_CUTTER_STOP;
}

void pc_http_talk_bytes(PcHttpTalk *talk, const PcSeen *seen, PcBytes bytes)
{
    Lane *lane = &talk->lanes[seen->direction & 1];
    Feed feed = {talk, lane, seen};
    pc_cutter_feed(&lane->cutter, bytes, take_step, &feed);
}

void pc_http_talk_gap(PcHttpTalk *talk, unsigned direction, size_t len)
{
    Lane *lane = &talk->lanes[direction & 1];
    bool is_in_body =
        (lane->phase == PHASE_BODY || lane->phase == PHASE_CHUNK) && len > 0 && len < lane->left;
    if (lane->kind == KIND_RESPONSES) {
        drop_body(talk);
    }
    if (is_in_body) {
        lane->left -= len;
        return;
    }
    pc_cutter_stop(&lane->cutter);
    if (lane->kind != KIND_RESPONSES) {
        talk->names_lost = true;
        drop_waiting(talk);
    }
}

void pc_http_talk_fin(PcHttpTalk *talk, const PcSeen *seen)
{
    Lane *lane = &talk->lanes[seen->direction & 1];
    if (lane->kind == KIND_RESPONSES && lane->phase == PHASE_UNTIL_END && talk->now != NULL) {
        end_response(talk, lane, seen);
    }
    pc_cutter_stop(&lane->cutter);
}
