// SPDX-License-Identifier: GPL-2.0-or-later
// Plays a script (script.h): its steps become packets that a capture might hold, given to a run.
#ifndef PHONECERT_TESTS_FUZZ_PLAY_H
#define PHONECERT_TESTS_FUZZ_PLAY_H

#include "tests/fuzz/pieces.h"
#include "tests/fuzz/script.h"

enum { PLAY_PHONES = 4, PLAY_MAX_PACKETS = 1500, PLAY_MAX_BYTES = 400000 };

typedef struct {
    PcFuzzRun *run;
    GByteArray *chain, *body, *messages, *elements, *records; // what is being built
    GByteArray *ready;                                        // to be sent
    bool back;                                                // the server speaks
    unsigned phone, port;
    uint32_t sent[PLAY_PHONES][2];
    uint16_t dtls_record, dtls_message;
    uint8_t eap_identifier, radius_identifier;
    unsigned n_packets;
    size_t n_bytes;
} PcPlay;

// A length, and by how much it lies.
static inline size_t pc_play_lie(size_t len, uint8_t lie)
{
    return lie < 128 ? len + lie : len - MIN(len, (size_t)256 - lie);
}

static inline void pc_put_u24(GByteArray *out, size_t value)
{
    const uint8_t high = (uint8_t)(value >> 16);
    g_byte_array_append(out, &high, 1);
    pc_put_u16(out, value & 0xffff);
}

static inline void pc_put_u8(GByteArray *out, unsigned value)
{
    const uint8_t byte = (uint8_t)value;
    g_byte_array_append(out, &byte, 1);
}

static inline void pc_put_bytes(GByteArray *out, PcBytes bytes)
{
    g_byte_array_append(out, bytes.data, (guint)bytes.len);
}

static inline PcBytes pc_play_built(const GByteArray *built)
{
    return pc_bytes(built->data, built->len);
}

static inline void pc_play_move(GByteArray *out, GByteArray *from)
{
    pc_put_bytes(out, pc_play_built(from));
    g_byte_array_set_size(from, 0);
}

// ---- handshake ---------------------------------------------------------------------------------

static inline void pc_play_certificate(PcPlay *play, const PcScriptStep *step)
{
    for (unsigned n = 0; n <= step->b % 40U; n++) {
        pc_put_u24(play->chain, pc_play_lie(step->payload.len, step->a));
        pc_put_bytes(play->chain, step->payload);
        if ((step->c & 1) != 0) {
            pc_put_u16(play->chain, step->c >> 1); // extensions, of no bytes unless told otherwise
        }
    }
}

static inline void pc_play_chain(PcPlay *play, const PcScriptStep *step)
{
    if ((step->c & 1) != 0) {
        pc_put_u8(play->body, step->c >> 1); // context
    }
    pc_put_u24(play->body, pc_play_lie(play->chain->len, step->a));
    pc_play_move(play->body, play->chain);
}

static inline void pc_play_message(PcPlay *play, const PcScriptStep *step)
{
    pc_put_bytes(play->body, step->payload);
    pc_put_u8(play->messages, step->a);
    pc_put_u24(play->messages, pc_play_lie(play->body->len, step->b));
    pc_play_move(play->messages, play->body);
}

static inline unsigned pc_play_version(uint8_t index)
{
    static const uint16_t versions[] = {0x0303, 0x0301, 0x0300, 0x0302,
                                        0x0304, 0xfefd, 0xfeff, 0x0002};
    return versions[index % G_N_ELEMENTS(versions)];
}

// A record, or as many as c says, of which the last one's length may lie.
static inline void pc_play_record(PcPlay *play, const PcScriptStep *step)
{
    pc_put_bytes(play->messages, step->payload);
    PcBytes rest = pc_play_built(play->messages), part = rest;
    size_t size = MIN(rest.len / (1U + (step->c & 7U)) + 1, 16384U);
    do {
        // Cannot fail: it takes no more than there is.
        (void)pc_bytes_take(&rest, MIN(size, rest.len), &part);
        pc_put_u8(play->ready, step->a);
        pc_put_u16(play->ready, pc_play_version(step->b));
        pc_put_u16(play->ready,
                   (unsigned)pc_play_lie(part.len, rest.len > 0 ? 0 : step->c >> 3) & 0xffff);
        pc_put_bytes(play->ready, part);
    } while (rest.len > 0);
    g_byte_array_set_size(play->messages, 0);
}

// ---- DTLS --------------------------------------------------------------------------------------

static const uint16_t pc_play_sizes[] = {1400, 600, 200, 60, 13, 1, 255, 1024};

static inline void pc_play_dtls_record(PcPlay *play, const PcScriptStep *step, PcBytes head,
                                       PcBytes content)
{
    pc_put_u8(play->ready, 22);
    pc_put_u16(play->ready, pc_play_version((uint8_t)(5 + step->b % 4)));
    pc_put_u16(play->ready, step->b >> 6); // epoch
    pc_put_u32(play->ready, 0);
    pc_put_u16(play->ready, play->dtls_record++);
    pc_put_u16(play->ready, (unsigned)(head.len + content.len) & 0xffff);
    pc_put_bytes(play->ready, head);
    pc_put_bytes(play->ready, content);
}

// One message, in fragments.
static inline void pc_play_dtls_message(PcPlay *play, const PcScriptStep *step, uint8_t type,
                                        PcBytes body)
{
    size_t size = pc_play_sizes[step->a & 7], at = 0, len = body.len;
    PcBytes part;
    size = MAX(size, len / 64 + 1);
    do {
        g_autoptr(GByteArray) head = g_byte_array_new();
        // Cannot fail: it takes no more than there is.
        (void)pc_bytes_take(&body, MIN(size, body.len), &part);
        pc_put_u8(head, type);
        pc_put_u24(head, len);
        pc_put_u16(head, play->dtls_message);
        pc_put_u24(head, pc_play_lie(at, body.len > 0 ? 0 : step->c));
        pc_put_u24(head, part.len);
        pc_play_dtls_record(play, step, pc_play_built(head), part);
        at += part.len;
    } while (body.len > 0);
    play->dtls_message += 1;
}

static inline void pc_play_dtls(PcPlay *play, const PcScriptStep *step)
{
    PcBytes rest = pc_play_built(play->messages), body;
    uint8_t type;
    uint32_t len;
    while (pc_bytes_u8(&rest, &type) && pc_bytes_u24(&rest, &len) &&
           pc_bytes_take(&rest, MIN(len, rest.len), &body)) {
        pc_play_dtls_message(play, step, type, body);
    }
    g_byte_array_set_size(play->messages, 0);
}

// ---- packets -----------------------------------------------------------------------------------

static inline unsigned pc_play_port(const PcPlay *play)
{
    static const uint16_t ports[] = {5061, 443, 2443, 3804, 6970, 5060,
                                     2000, 69,  1194, 80,   2445, 8443};
    return ports[play->port % G_N_ELEMENTS(ports)];
}

static inline bool pc_play_may(PcPlay *play, size_t len)
{
    play->n_packets += 1;
    play->n_bytes += len;
    return play->n_packets <= PLAY_MAX_PACKETS && play->n_bytes <= PLAY_MAX_BYTES;
}

static inline void pc_play_ip(const PcPlay *play, GByteArray *out, uint8_t protocol, size_t len)
{
    uint32_t phone = 0x0a2c0001 + play->phone, server = 0x0a2cff01;
    pc_put_u16(out, 0x4500);
    pc_put_u16(out, (unsigned)(20 + len) & 0xffff);
    pc_put_u32(out, 0);
    pc_put_u16(out, 0x4000U | protocol);
    pc_put_u16(out, 0);
    pc_put_u32(out, play->back ? server : phone);
    pc_put_u32(out, play->back ? phone : server);
}

static inline void pc_play_put_ports(const PcPlay *play, GByteArray *out, unsigned server)
{
    unsigned phone = 40000 + play->port;
    pc_put_u16(out, play->back ? server : phone);
    pc_put_u16(out, play->back ? phone : server);
}

static inline void pc_play_give(PcPlay *play, const GByteArray *packet, uint32_t link, size_t cut)
{
    if (pc_play_may(play, packet->len)) {
        cut = MIN(cut, packet->len);
        play->run->frame.link_type = link;
        pc_fuzz_packet(play->run, pc_bytes(packet->data, packet->len - cut), cut);
    }
}

// Bits of a TCP step's a (its lowest three are a row of the sizes) and b.
enum {
    PLAY_REVERSED = 8,
    PLAY_SWAPPED = 16,
    PLAY_TWICE = 32,
    PLAY_FIRST_LOST = 64,
    PLAY_CUT = 128,
    PLAY_FIN = 1,
    PLAY_SYN = 2,
    PLAY_RESET = 4,
    PLAY_NO_ACK = 16,
    PLAY_KEEP = 32, // the numbers do not count on: what comes next lies over this
    PLAY_OTHER_BYTES = 64,
};

static inline void pc_play_segment(PcPlay *play, const PcScriptStep *step, size_t at, PcBytes part)
{
    const uint32_t *sent = play->sent[play->phone];
    g_autoptr(GByteArray) packet = g_byte_array_new();
    unsigned flags = (step->b & (PLAY_FIN | PLAY_SYN | PLAY_RESET)) |
                     ((step->b & PLAY_NO_ACK) != 0 ? 0U : 0x10U);
    uint32_t lie = (uint32_t)(int32_t)(int8_t)step->c;
    pc_play_ip(play, packet, 6, 20 + part.len);
    pc_play_put_ports(play, packet, pc_play_port(play));
    pc_put_u32(packet, UINT32_MAX - 3000 + sent[play->back] + (uint32_t)at + lie);
    pc_put_u32(packet, UINT32_MAX - 3000 + sent[!play->back]);
    pc_put_u16(packet, 0x5000U | flags);
    pc_put_u16(packet, 0xffff);
    pc_put_u32(packet, 0);
    pc_put_bytes(packet, part);
    if ((step->b & PLAY_OTHER_BYTES) != 0 && part.len > 0) {
        packet->data[packet->len - 1] ^= 0x55;
    }
    pc_play_give(play, packet, LINKTYPE_IPV4, (step->a & PLAY_CUT) != 0 ? 20 : 0);
}

// In which place the n-th segment is sent.
static inline size_t pc_play_order(const PcScriptStep *step, size_t n, size_t n_segments)
{
    size_t place = (step->a & PLAY_REVERSED) != 0 ? n_segments - 1 - n : n;
    bool has_twin = (place ^ 1U) < n_segments;
    return (step->a & PLAY_SWAPPED) != 0 && has_twin ? place ^ 1U : place;
}

static inline void pc_play_tcp(PcPlay *play, const PcScriptStep *step)
{
    PcBytes all = pc_play_built(play->ready);
    size_t size = MAX(pc_play_sizes[step->a & 7], all.len / 100 + 1);
    size_t n_segments = all.len == 0 ? 1 : (all.len + size - 1) / size;
    unsigned copies = (step->a & PLAY_TWICE) != 0 ? 2 : 1;
    for (size_t n = 0; n < n_segments * copies; n++) {
        size_t place = pc_play_order(step, n % n_segments, n_segments), at = place * size;
        if (place == 0 && (step->a & PLAY_FIRST_LOST) != 0) {
            continue;
        }
        PcBytes part = all;
        // Cannot fail: at is in it.
        (void)pc_bytes_skip(&part, at);
        pc_play_segment(play, step, at, pc_bytes_first(part, size));
    }
    if ((step->b & PLAY_KEEP) == 0) {
        play->sent[play->phone][play->back] +=
            (uint32_t)all.len + ((step->b & (PLAY_SYN | PLAY_FIN)) != 0);
    }
    g_byte_array_set_size(play->ready, 0);
}

static inline void pc_play_udp(PcPlay *play, unsigned port, PcBytes payload)
{
    g_autoptr(GByteArray) packet = g_byte_array_new();
    pc_play_ip(play, packet, 17, 8 + payload.len);
    pc_play_put_ports(play, packet, port);
    pc_put_u16(packet, (unsigned)(8 + payload.len) & 0xffff);
    pc_put_u16(packet, 0);
    pc_put_bytes(packet, payload);
    pc_play_give(play, packet, LINKTYPE_IPV4, 0);
}

static inline void pc_play_datagram(PcPlay *play, const PcScriptStep *step)
{
    PcBytes all = pc_bytes_first(pc_play_built(play->ready), 60000);
    for (unsigned n = 0; n <= step->a % 3U; n++) {
        pc_play_udp(play, pc_play_port(play), all);
    }
    g_byte_array_set_size(play->ready, 0);
}

// ---- 802.1X ------------------------------------------------------------------------------------

static inline void pc_play_eapol(PcPlay *play, PcBytes eap)
{
    const uint8_t phone[] = {0x2c, 0x31, 0x24, 0, 0, (uint8_t)play->phone};
    const uint8_t port[] = {0x00, 0x1b, 0x54, 0, 0, (uint8_t)play->phone};
    g_autoptr(GByteArray) frame = g_byte_array_new();
    g_byte_array_append(frame, play->back ? phone : port, sizeof phone);
    g_byte_array_append(frame, play->back ? port : phone, sizeof phone);
    pc_put_u16(frame, 0x888e);
    pc_put_u16(frame, 0x0200);
    pc_put_u16(frame, (unsigned)eap.len & 0xffff);
    pc_put_bytes(frame, eap);
    pc_play_give(play, frame, LINKTYPE_ETHERNET, 0);
}

static inline void pc_play_attribute(GByteArray *out, unsigned type, PcBytes value)
{
    pc_put_u8(out, type);
    pc_put_u8(out, (unsigned)value.len + 2);
    pc_put_bytes(out, value);
}

static inline void pc_play_radius(PcPlay *play, PcBytes eap)
{
    static const uint8_t nothing[16];
    uint8_t code = 0;
    const bool is_end = pc_bytes_at(eap, 0, &code) && (code == 3 || code == 4);
    g_autoptr(GByteArray) packet = g_byte_array_new(), attributes = g_byte_array_new();
    const char state[] = {'s', (char)('0' + play->phone)};
    g_autofree char *caller = g_strdup_printf("2C-31-24-00-00-%02X", play->phone);
    PcBytes part;
    play->radius_identifier = (uint8_t)(play->radius_identifier + (play->back ? 0 : 1));
    pc_play_attribute(attributes, 24, pc_bytes(state, sizeof state));
    pc_play_attribute(attributes, 31, pc_bytes(caller, strlen(caller)));
    while (eap.len > 0 && pc_bytes_take(&eap, MIN(eap.len, 253U), &part)) {
        pc_play_attribute(attributes, 79, part);
    }
    pc_put_u8(packet, !play->back ? 1U : is_end ? code - 1U : 11U);
    pc_put_u8(packet, play->radius_identifier);
    pc_put_u16(packet, (unsigned)(20 + attributes->len) & 0xffff);
    g_byte_array_append(packet, nothing, sizeof nothing);
    pc_put_bytes(packet, pc_play_built(attributes));
    pc_play_udp(play, 1812, pc_play_built(packet));
}

// One EAP packet; the server's asks anew, the phone's answers what was asked.
static inline void pc_play_eap_packet(PcPlay *play, unsigned code, PcBytes content, bool in_radius)
{
    g_autoptr(GByteArray) packet = g_byte_array_new();
    play->eap_identifier = (uint8_t)(play->eap_identifier + (code == 1 ? 1 : 0));
    pc_put_u8(packet, code);
    pc_put_u8(packet, play->eap_identifier);
    pc_put_u16(packet, (unsigned)(4 + content.len) & 0xffff);
    pc_put_bytes(packet, content);
    if (in_radius) {
        pc_play_radius(play, pc_play_built(packet));
    } else {
        pc_play_eapol(play, pc_play_built(packet));
    }
}

enum { EAP_IN_RADIUS = 1, EAP_ALL_LENGTHS = 2, EAP_NO_ANSWER = 4, EAP_NO_LENGTH = 8 };

// EAP-TLS (RFC 5216, 3.1) in fragments, each of which the other side acknowledges.
static inline void pc_play_eap(PcPlay *play, const PcScriptStep *step)
{
    static const uint8_t types[] = {13, 13, 25, 21, 43, 55};
    const uint8_t type = types[(step->b >> 4) % G_N_ELEMENTS(types)], acknowledged[] = {type, 0};
    PcBytes rest = pc_play_built(play->ready), part = {0};
    size_t len = rest.len, size = MAX(pc_play_sizes[step->a & 7], len / 40 + 1);
    bool in_radius = (step->b & EAP_IN_RADIUS) != 0, is_first = true;
    do {
        g_autoptr(GByteArray) content = g_byte_array_new();
        bool has_length =
            (step->b & EAP_NO_LENGTH) == 0 && (is_first || (step->b & EAP_ALL_LENGTHS) != 0);
        // Cannot fail: it takes no more than there is.
        (void)pc_bytes_take(&rest, MIN(size, rest.len), &part);
        pc_put_u8(content, type);
        pc_put_u8(content,
                  (has_length ? 0x80U : 0U) | (rest.len > 0 ? 0x40U : 0U) | (step->a >> 6));
        if (has_length) {
            pc_put_u32(content, (uint32_t)pc_play_lie(len, step->c));
        }
        pc_put_bytes(content, part);
        pc_play_eap_packet(play, play->back ? 1 : 2, pc_play_built(content), in_radius);
        if (rest.len > 0 && (step->b & EAP_NO_ANSWER) == 0) {
            play->back = !play->back;
            pc_play_eap_packet(play, play->back ? 1 : 2, pc_bytes(acknowledged, 2), in_radius);
            play->back = !play->back;
        }
        is_first = false;
    } while (rest.len > 0);
    g_byte_array_set_size(play->ready, 0);
}

static inline void pc_play_eap_other(PcPlay *play, const PcScriptStep *step)
{
    g_autoptr(GByteArray) content = g_byte_array_new();
    if (step->b != 0) {
        pc_put_u8(content, step->b);
    }
    pc_put_bytes(content, step->payload);
    pc_play_eap_packet(play, step->a, pc_play_built(content), (step->c & 1) != 0);
}

// ---- trust lists and what is said in clear
// --------------------------------------------------------

static inline void pc_play_element(PcPlay *play, const PcScriptStep *step)
{
    pc_put_u8(play->elements, step->a);
    pc_put_u16(play->elements, (unsigned)pc_play_lie(step->payload.len, step->b) & 0xffff);
    pc_put_bytes(play->elements, step->payload);
}

static inline void pc_play_list_record(PcPlay *play, const PcScriptStep *step)
{
    pc_put_u8(play->records, 1);
    pc_put_u16(play->records, 2);
    pc_put_u16(play->records, (unsigned)pc_play_lie(5 + play->elements->len, step->a) & 0xffff);
    pc_play_move(play->records, play->elements);
}

// A list is its version, the length of its header, and what else stands there; then the records.
static inline void pc_play_list(PcPlay *play, const PcScriptStep *step)
{
    static const uint8_t version[] = {1, 0, 2, 1, 2, 2, 0, 2};
    g_byte_array_append(play->ready, version, sizeof version);
    pc_put_u16(play->ready, (unsigned)pc_play_lie(10 + step->payload.len, step->a) & 0xffff);
    pc_put_bytes(play->ready, step->payload);
    pc_play_move(play->ready, play->records);
}

static inline void pc_play_head(PcPlay *play, const PcScriptStep *step)
{
    static const char *const ends[] = {"\r\n", "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                       "%zx\r\n", ""};
    size_t len = pc_play_lie(play->ready->len, step->b);
    g_autoptr(GByteArray) whole = g_byte_array_new();
    pc_put_bytes(whole, step->payload);
    if (step->a % 6 == 5) { // SCCP: little-endian length, and a version of zeros
        pc_put_u32(whole, GUINT32_SWAP_LE_BE((uint32_t)len));
        pc_put_u32(whole, 0);
    } else if (step->a % 6 == 4) { // a block of TFTP
        pc_put_u16(whole, 3);
        pc_put_u16(whole, step->c);
    } else if (step->a % 6 == 1) {
        g_autofree char *text = g_strdup_printf(ends[1], len);
        pc_put_bytes(whole, pc_bytes(text, strlen(text)));
    } else if (step->a % 6 == 2) { // a chunk
        g_autofree char *text = g_strdup_printf("%" G_GSIZE_MODIFIER "x\r\n", len);
        pc_put_bytes(whole, pc_bytes(text, strlen(text)));
    } else if (step->a % 6 == 0) {
        pc_put_bytes(whole, pc_bytes("\r\n", 2));
    }
    pc_play_move(whole, play->ready);
    pc_play_move(play->ready, whole);
}

static inline void pc_play_side(PcPlay *play, const PcScriptStep *step)
{
    play->back = (step->a & 1) != 0;
    play->phone = step->a >> 1 & 3U;
    play->port = step->b % 12U;
}

static inline void pc_play_raw(PcPlay *play, const PcScriptStep *step)
{
    pc_put_bytes(play->ready, step->payload);
}

static inline void pc_play_keys(PcPlay *play, const PcScriptStep *step)
{
    pc_observe_keys(play->run->observe, step->payload);
}

static inline void pc_play_wait(PcPlay *play, const PcScriptStep *step)
{
    play->run->frame.time += (int64_t)1000000 << (step->a % 24U);
}

static inline void pc_play_step(PcPlay *play, const PcScriptStep *step)
{
    static void (*const kinds[PC_STEPS])(PcPlay *, const PcScriptStep *) = {
        [PC_STEP_SIDE] = pc_play_side,
        [PC_STEP_CERTIFICATE] = pc_play_certificate,
        [PC_STEP_CHAIN] = pc_play_chain,
        [PC_STEP_MESSAGE] = pc_play_message,
        [PC_STEP_RECORD] = pc_play_record,
        [PC_STEP_DTLS] = pc_play_dtls,
        [PC_STEP_RAW] = pc_play_raw,
        [PC_STEP_TCP] = pc_play_tcp,
        [PC_STEP_EAP] = pc_play_eap,
        [PC_STEP_EAP_PACKET] = pc_play_eap_other,
        [PC_STEP_DATAGRAM] = pc_play_datagram,
        [PC_STEP_ELEMENT] = pc_play_element,
        [PC_STEP_LIST_RECORD] = pc_play_list_record,
        [PC_STEP_LIST] = pc_play_list,
        [PC_STEP_HEAD] = pc_play_head,
        [PC_STEP_KEYS] = pc_play_keys,
        [PC_STEP_WAIT] = pc_play_wait,
    };
    kinds[step->kind](play, step);
}

// What is built grows by what is played, and is given up where it grows beyond reason.
static inline bool pc_play_is_small(const PcPlay *play)
{
    return play->chain->len + play->body->len + play->messages->len + play->records->len +
               play->ready->len <
           PLAY_MAX_BYTES;
}

static inline void pc_play(PcFuzzRun *run, PcBytes script)
{
    PcScriptStep step;
    PcPlay play = {.run = run};
    GByteArray **const built[] = {&play.chain,    &play.body,    &play.messages,
                                  &play.elements, &play.records, &play.ready};
    for (size_t i = 0; i < G_N_ELEMENTS(built); i++) {
        *built[i] = g_byte_array_new();
    }
    for (unsigned n = 0;
         n < PC_SCRIPT_MAX && pc_play_is_small(&play) && pc_script_take(&script, &step); n++) {
        pc_play_step(&play, &step);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(built); i++) {
        g_byte_array_unref(*built[i]);
    }
}

#endif
