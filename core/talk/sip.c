// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the heads of SIP messages: the start line, CSeq, Warning, the length of what follows, and
// the phone's name wherever a REGISTER says it. Challenges (401, 407) are no final word.
#include "core/talk/sip.h"

#include "core/bytes/lexer.h"
#include "core/bytes/text.h"

// What one head says.
typedef struct {
    int status; // 0 for a request
    bool is_register;
    PcBytes warning;
    size_t body_len;
    PcBytes head;
} Head;

void pc_sip_talk_clear(PcSipTalk *talk)
{
    pc_cutter_clear(&talk->streams[0]);
    pc_cutter_clear(&talk->streams[1]);
    g_clear_pointer(&talk->device, g_free);
}

static bool is_method(PcBytes word)
{
    static const char *const methods[] = {"REGISTER", "INVITE",  "ACK",       "BYE",   "CANCEL",
                                          "OPTIONS",  "NOTIFY",  "SUBSCRIBE", "REFER", "INFO",
                                          "UPDATE",   "PUBLISH", "MESSAGE",   "PRACK"};
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (pc_lex_is(word, methods[i])) {
            return true;
        }
    }
    return false;
}

bool pc_sip_looks_like(PcBytes bytes)
{
    PcBytes word;
    if (pc_bytes_starts(bytes, "SIP/2.0 ", 8)) {
        return true;
    }
    return pc_lex_while(&bytes, "", &word) && is_method(word) && pc_lex_literal(&bytes, " sip");
}

// "SIP/2.0 403 Forbidden", or "REGISTER sip:... SIP/2.0".
static bool read_start(PcBytes line, Head *head)
{
    uint64_t status;
    PcBytes method;
    if (pc_lex_literal(&line, "SIP/2.0 ")) {
        if (!pc_lex_number(&line, 3, 3, &status)) {
            return false;
        }
        head->status = (int)status;
        return true;
    }
    if (!pc_lex_while(&line, "", &method) || !is_method(method)) {
        return false;
    }
    head->is_register = pc_lex_is(method, "REGISTER");
    return true;
}

// "Warning: 399 CUCM-PUB "Device security mismatch"" gives what follows the code.
static PcBytes warning_text(PcBytes value)
{
    uint64_t code;
    if (pc_lex_number(&value, 3, 3, &code)) {
        pc_lex_skip_spaces(&value);
    }
    return pc_lex_trim(value);
}

static void read_header(PcBytes line, Head *head)
{
    PcBytes name = pc_lex_trim(pc_lex_until(&line, ":"));
    uint64_t number;
    PcBytes after;
    if (!pc_lex_literal(&line, ":")) {
        return;
    }
    PcBytes value = pc_lex_trim(line);
    if (pc_lex_is_nocase(name, "Content-Length") || pc_lex_is_nocase(name, "l")) {
        head->body_len = pc_lex_number(&value, 1, 9, &number) ? (size_t)number : 0;
    } else if (pc_lex_is_nocase(name, "CSeq") && head->status != 0) {
        head->is_register = pc_lex_after(value, "REGISTER", &after);
    } else if (pc_lex_is_nocase(name, "Warning") && head->warning.len == 0) {
        head->warning = warning_text(value);
    }
}

// Takes a head up to its empty line.
static bool read_head(PcBytes *from, Head *head)
{
    PcBytes rest = *from, line;
    Head read = {0};
    if (!pc_lex_line(&rest, &line) || !read_start(line, &read)) {
        return false;
    }
    while (pc_lex_line(&rest, &line)) {
        if (line.len == 0) {
            read.head = pc_bytes_first(*from, from->len - rest.len);
            *head = read;
            *from = rest;
            return true;
        }
        read_header(line, &read);
    }
    return false;
}

static void on_register(PcSipTalk *talk, unsigned direction, PcBytes head)
{
    char *device = pc_lex_device(head);
    if (device == NULL) {
        return;
    }
    g_free(talk->device);
    talk->device = device;
    if (talk->registers != NULL) {
        talk->registers(talk->user, direction, device);
    }
}

static void on_answer(PcSipTalk *talk, unsigned direction, const Head *head)
{
    bool is_final = head->status >= 200 && head->status != 401 && head->status != 407;
    if (!is_final || talk->answers == NULL) {
        return;
    }
    g_autofree char *warning =
        head->warning.len > 0 ? pc_text_clean(head->warning, PC_SIP_MAX_TEXT) : NULL;
    const PcSipAnswer answer = {talk->device, head->status, warning, direction};
    talk->answers(talk->user, &answer);
}

static void on_head(PcSipTalk *talk, unsigned direction, const Head *head)
{
    talk->is_sip = true;
    if (head->is_register && head->status == 0) {
        on_register(talk, direction, head->head);
    } else if (head->is_register) {
        on_answer(talk, direction, head);
    }
}

void pc_sip_talk_datagram(PcSipTalk *talk, unsigned direction, PcBytes datagram)
{
    Head head;
    if (read_head(&datagram, &head)) {
        on_head(talk, direction, &head);
    }
}

typedef struct {
    PcSipTalk *talk;
    unsigned direction;
} Feed;

// Empty lines between messages keep the connection alive (RFC 5626, 3.5.1).
static bool skip_empty_line(PcBytes *from)
{
    return pc_lex_literal(from, "\r\n") || pc_lex_literal(from, "\n");
}

static PcCutterStep take_message(void *user, PcBytes *from)
{
    const Feed *feed = user;
    size_t *body_left = &feed->talk->body_left[feed->direction];
    PcBytes line, skipped = {0};
    Head head;
    if (*body_left > 0) {
        pc_bytes_take(from, MIN(*body_left, from->len), &skipped);
        *body_left -= skipped.len;
        return PC_CUTTER_TAKEN;
    }
    if (skip_empty_line(from)) {
        return PC_CUTTER_TAKEN;
    }
    PcBytes look = *from;
    PcCutterHead came = pc_cutter_head(&feed->talk->streams[feed->direction], *from);
    if (came == PC_CUTTER_LINE || came == PC_CUTTER_HEAD_ENDS) {
        head = (Head){0};
        if (pc_lex_line(&look, &line) && !read_start(line, &head)) {
            return PC_CUTTER_STOP;
        }
    }
    if (came != PC_CUTTER_HEAD_ENDS || !read_head(from, &head)) {
        return PC_CUTTER_MORE;
    }
    *body_left = head.body_len;
    on_head(feed->talk, feed->direction, &head);
    return PC_CUTTER_TAKEN;
}

void pc_sip_talk_bytes(PcSipTalk *talk, unsigned direction, PcBytes bytes)
{
    Feed feed = {talk, direction & 1};
    talk->streams[direction & 1].max_len = PC_SIP_MAX_HEAD;
    pc_cutter_feed(&talk->streams[direction & 1], bytes, take_message, &feed);
}

void pc_sip_talk_gap(PcSipTalk *talk, unsigned direction)
{
    pc_cutter_stop(&talk->streams[direction & 1]);
}

bool pc_sip_talk_done(const PcSipTalk *talk)
{
    return talk->streams[0].stopped && talk->streams[1].stopped;
}

size_t pc_sip_talk_held(const PcSipTalk *talk)
{
    return pc_cutter_held(&talk->streams[0]) + pc_cutter_held(&talk->streams[1]);
}
