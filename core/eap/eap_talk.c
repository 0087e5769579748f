// SPDX-License-Identifier: GPL-2.0-or-later
// EAP is in lockstep: every Request is answered by a Response of the same identifier before the
// next. So retransmissions show by their identifier, and lost packets by a break in it. A message's
// fragments are collected and given on in the frame of the last one, as Wireshark shows them.
#include "core/eap/eap_talk.h"

#include "core/wire/tls_look.h"

enum {
    TYPE_IDENTITY = 1,
    FLAG_LENGTH = 0x80,
    FLAG_MORE = 0x40,
    FLAG_START = 0x20,
    FLAG_OUTER_TLVS = 0x10, // TEAP only (RFC 7170, 4.1)
    MAX_MESSAGE = PC_HANDSHAKE_MAX_MESSAGE,
    MOST_EARLIER = 8, // Identity, a method that is refused, and each sent again
};

// The methods whose packets carry TLS (IANA; flags as in RFC 5216, 3.1).
static const struct {
    uint8_t type;
    const char *name;
    bool outer_tlvs;
} methods[] = {
    {13, "TLS", false},  {21, "TTLS", false}, {25, "PEAP", false},
    {43, "FAST", false}, {55, "TEAP", true},
};

// Parts is a message of one direction while its fragments come in.
typedef struct {
    GByteArray *kept; // NULL between messages
    size_t total;     // of the message; 0: not told
    size_t first_len; // of the first fragment
    size_t n_holes;
    size_t hole_at;
    PcGapCause cause;
    bool more;     // the last packet said that more fragments follow
    PcSeen newest; // its frame
} Parts;

// Queued is a packet that was captured before its turn: two taps may put a switch's packets before
// those that they answer.
typedef struct {
    PcSeen seen;
    uint8_t code, id;
    size_t missing;
    GBytes *content;
} Queued;

struct PcEapTalk {
    const PcEapOwner *owner;
    PcTlsStream *stream;
    Parts parts[2];
    int last_id[2];
    int last_come[2]; // the same of what came, in its turn or not
    bool reorders;    // no carrier says what answers what
    GQueue queue[2];  // of Queued
    size_t queued_len;
    unsigned n_steps; // requests that were numbered one after the other
    bool jumps;       // requests are numbered otherwise, and nothing was lost
    unsigned n_sent;  // times that the last Request came, without an answer
    PcSeen sent;      // the first of these
    size_t sent_len;
    bool was_answered;
    PcSeen first;                 // of all packets
    PcSeen earlier[MOST_EARLIER]; // packets before TLS, which the owner is told of once it comes
    unsigned n_earlier;
    bool is_silent; // the owner has said so
    bool begun;     // TLS came
    bool started;   // and is next
    bool over;
};

bool pc_eap_packet(PcBytes bytes, PcEapPacket *packet)
{
    enum { HEADER = 4 };
    uint16_t len;
    PcEapPacket read = {0};
    if (!pc_bytes_u8(&bytes, &read.code) || !pc_bytes_u8(&bytes, &read.id) ||
        !pc_bytes_u16(&bytes, &len) || len < HEADER || read.code < PC_EAP_REQUEST ||
        read.code > PC_EAP_FAILURE) {
        return false;
    }
    read.content = pc_bytes_first(bytes, len - (size_t)HEADER);
    read.missing = len - (size_t)HEADER - read.content.len;
    *packet = read;
    return true;
}

PcEapTalk *pc_eap_talk_new(const PcEapOwner *owner, PcTransport transport, const PcEndpoint *peer,
                           const PcEndpoint *authenticator)
{
    PcEapTalk *talk = g_new0(PcEapTalk, 1);
    talk->owner = owner;
    talk->stream = pc_tls_stream_new(owner->memory, transport, peer, authenticator);
    pc_handshake_hint_client(pc_tls_stream_handshake(talk->stream), PC_EAP_PEER, false);
    talk->last_id[0] = talk->last_id[1] = -1;
    talk->last_come[0] = talk->last_come[1] = -1;
    talk->reorders = transport == PC_TRANSPORT_EAPOL;
    return talk;
}

static void clear_parts(Parts *parts)
{
    g_clear_pointer(&parts->kept, g_byte_array_unref);
    *parts = (Parts){.more = parts->more, .newest = parts->newest};
}

static void queued_free(void *data)
{
    Queued *queued = data;
    g_bytes_unref(queued->content);
    g_free(queued);
}

void pc_eap_talk_free(PcEapTalk *talk)
{
    if (talk == NULL) {
        return;
    }
    g_queue_clear_full(&talk->queue[0], queued_free);
    g_queue_clear_full(&talk->queue[1], queued_free);
    clear_parts(&talk->parts[0]);
    clear_parts(&talk->parts[1]);
    pc_tls_stream_free(talk->stream);
    g_free(talk);
}

int pc_eap_talk_last_id(const PcEapTalk *talk, unsigned direction)
{
    return talk->last_come[direction];
}

void pc_eap_talk_medium(PcEapTalk *talk, PcMedium medium)
{
    pc_tls_stream_handshake(talk->stream)->medium = medium;
}

void pc_eap_talk_unanswered(PcEapTalk *talk, const PcEapSilence *silence)
{
    PcHandshake *handshake = pc_tls_stream_handshake(talk->stream);
    if (talk->over ||
        (silence->n_unanswered == 0 && silence->n_fragments == 0 && silence->n_ignored == 0)) {
        return;
    }
    if (handshake->frames.first == 0) { // nothing of TLS came
        handshake->frames.first = talk->first.frame;
        handshake->start = talk->first.time;
        handshake->interface_id = talk->first.interface_id;
    }
    handshake->eap_silence = *silence;
    handshake->eap_silence.in_tls = talk->begun;
    talk->is_silent = true;
}

bool pc_eap_talk_over(const PcEapTalk *talk)
{
    return talk->over;
}

static bool is_repeated(const PcEapTalk *talk, unsigned direction, const PcEapPacket *packet)
{
    return talk->last_id[direction] == packet->id;
}

size_t pc_eap_talk_held(const PcEapTalk *talk)
{
    const size_t of_queued =
        pc_account_block(sizeof(Queued)) + PC_ACCOUNT_BYTES + PC_ACCOUNT_QUEUE_LINK;
    size_t len = pc_account_block(sizeof *talk) + pc_tls_stream_held(talk->stream) +
                 talk->queued_len + (talk->queue[0].length + talk->queue[1].length) * of_queued;
    for (size_t d = 0; d < 2; d++) {
        const GByteArray *kept = talk->parts[d].kept;
        len += kept != NULL ? PC_ACCOUNT_ARRAY + pc_account_array(kept->len) : 0;
    }
    return len;
}

void pc_eap_talk_give_up(PcEapTalk *talk)
{
    pc_handshake_missing(pc_tls_stream_handshake(talk->stream), PC_COVERAGE_OVER_LIMIT);
}

bool pc_eap_talk_begins_anew(const PcEapTalk *talk, const PcEapPacket *packet)
{
    PcBytes content = packet->content;
    uint8_t type, flags = 0;
    if (talk->over) {
        return true;
    }
    if (!talk->begun || packet->code != PC_EAP_REQUEST || !pc_bytes_u8(&content, &type)) {
        return false;
    }
    pc_bytes_u8(&content, &flags);
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (methods[i].type == type) {
            return (flags & FLAG_START) != 0 && !is_repeated(talk, PC_EAP_AUTHENTICATOR, packet);
        }
    }
    return type == TYPE_IDENTITY;
}

// ---- fragments ------------------------------------------------------------------------------

// The length that was announced overrules what the identifiers seemed to say, and where they said
// nothing it tells of a hole: at the end if the last fragment did not come, else somewhere behind
// the first one.
static void settle_holes(PcEapTalk *talk, Parts *parts)
{
    size_t len = parts->kept->len;
    if (parts->total == len && parts->n_holes > 0 && parts->cause == PC_GAP_LOST) {
        parts->n_holes = 0;
        talk->jumps = true;
    }
    if (parts->total > len && parts->n_holes == 0) {
        parts->n_holes = parts->more ? 1 : 2;
        parts->hole_at = parts->more ? len : parts->first_len;
    }
}

// A message begins with a record (RFC 5216, 2.1.5); where it does not, its first fragment was lost.
static bool lacks_beginning(PcBytes message)
{
    return message.len >= PC_TLS_LOOK_LEN &&
           pc_tls_look(pc_bytes_first(message, PC_TLS_LOOK_LEN), true) == PC_TLS_LOOK_NO;
}

// Gives on what was collected. The length that was announced tells how large a single hole is.
static void give_message(PcEapTalk *talk, unsigned direction)
{
    Parts *parts = &talk->parts[direction];
    const PcSeen *seen = &parts->newest;
    settle_holes(talk, parts);
    PcBytes kept = pc_bytes(parts->kept->data, parts->kept->len);
    size_t absent = parts->total > kept.len ? parts->total - kept.len : 0;
    if (lacks_beginning(kept)) {
        pc_tls_stream_gap(talk->stream, seen, PC_GAP_LOST, 0);
    }
    if (parts->n_holes > 0) {
        PcBytes head = pc_bytes_first(kept, parts->hole_at);
        pc_bytes_skip(&kept, head.len);
        pc_tls_stream_bytes(talk->stream, seen, head);
        pc_tls_stream_gap(talk->stream, seen, parts->cause, parts->n_holes == 1 ? absent : 0);
    }
    if (parts->n_holes <= 1) {
        pc_tls_stream_bytes(talk->stream, seen, kept);
    }
    clear_parts(parts);
}

static void note_hole(PcEapTalk *talk, const PcSeen *seen, PcGapCause cause)
{
    Parts *parts = &talk->parts[seen->direction];
    if (parts->kept == NULL) {
        pc_tls_stream_gap(talk->stream, seen, cause, 0);
        return;
    }
    if (parts->n_holes++ == 0) {
        parts->hole_at = parts->kept->len;
        parts->cause = cause;
    }
}

static void take_fragment(PcEapTalk *talk, const PcSeen *seen, PcBytes data, size_t missing)
{
    Parts *parts = &talk->parts[seen->direction];
    parts->newest = *seen;
    if (parts->kept == NULL) {
        parts->kept = g_byte_array_new();
        parts->cause = PC_GAP_LOST;
    }
    if (data.len > MAX_MESSAGE - parts->kept->len) {
        give_message(talk, seen->direction);
        pc_tls_stream_gap(talk->stream, seen, PC_GAP_LIMIT, 0);
        return;
    }
    g_byte_array_append(parts->kept, data.data, (guint)data.len);
    parts->first_len = parts->first_len == 0 ? data.len : parts->first_len;
    if (missing > 0) {
        note_hole(talk, seen, PC_GAP_SNAPLEN);
    }
    if (!parts->more) {
        give_message(talk, seen->direction);
    }
}

// What lies between the method's flags and its TLS: lengths (RFC 5216, 3.1; RFC 7170, 4.1).
static bool open_data(const PcEapPacket *packet, uint8_t flags, bool outer_tlvs, size_t *total,
                      PcBytes *data)
{
    uint32_t length = 0, tlvs_len = 0;
    PcBytes rest = packet->content;
    if (!pc_bytes_skip(&rest, 2) || ((flags & FLAG_LENGTH) != 0 && !pc_bytes_u32(&rest, &length)) ||
        (outer_tlvs && (flags & FLAG_OUTER_TLVS) != 0 && !pc_bytes_u32(&rest, &tlvs_len))) {
        return false;
    }
    size_t trailer = tlvs_len < rest.len ? tlvs_len : rest.len;
    *data = pc_bytes_first(rest, rest.len - trailer);
    *total = length <= MAX_MESSAGE && tlvs_len <= length ? length - tlvs_len : 0;
    return true;
}

static void take_method(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet,
                        bool outer_tlvs)
{
    Parts *parts = &talk->parts[seen->direction], *others = &talk->parts[1 - seen->direction];
    uint8_t flags;
    size_t total = 0;
    PcBytes data = {0};
    if (!pc_bytes_at(packet->content, 1, &flags) ||
        !open_data(packet, flags, outer_tlvs, &total, &data)) {
        return;
    }
    if ((flags & FLAG_START) != 0) {
        talk->started = true;
        return; // what it carries is not TLS (RFC 4851, 4.1.1)
    }
    bool acknowledgement = data.len == 0 && packet->missing == 0;
    if (!acknowledgement && others->kept != NULL) {
        // The other one has gone on to listening, so its last fragment was lost.
        give_message(talk, 1 - seen->direction);
    }
    parts->more = (flags & FLAG_MORE) != 0;
    if (acknowledgement) {
        return;
    }
    talk->begun = true;
    parts->total = parts->kept == NULL || parts->total == 0 ? total : parts->total;
    take_fragment(talk, seen, data, packet->missing);
}

// ---- packets --------------------------------------------------------------------------------

// A packet that was lost carried TLS, unless it only acknowledged a fragment of the other side.
static void note_lost(PcEapTalk *talk, const PcSeen *seen, unsigned lost)
{
    if ((talk->begun || talk->started) && !talk->parts[1 - lost].more) {
        PcSeen at = *seen;
        at.direction = lost;
        note_hole(talk, &at, PC_GAP_LOST);
    }
}

// Authenticators need not number their requests one after the other, but those that have done so go
// on with it: a jump takes requests and their answers with it.
static bool is_jump(PcEapTalk *talk, uint8_t id)
{
    enum { SURE = 2 };
    bool is_next = id == ((talk->last_id[PC_EAP_AUTHENTICATOR] + 1) & 0xff);
    if (is_next) {
        talk->n_steps += 1;
    } else if (talk->n_steps < SURE) {
        talk->jumps = true;
    }
    return !is_next && !talk->jumps;
}

// A break in the identifiers tells of lost packets (RFC 3748, 4.1). At the beginning of a capture
// nothing can be told.
static void check_lockstep(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet)
{
    int request = talk->last_id[PC_EAP_AUTHENTICATOR], response = talk->last_id[PC_EAP_PEER];
    bool is_answer = packet->code == PC_EAP_RESPONSE && packet->id == request;
    if (request < 0 || is_answer) {
        return;
    }
    bool jumps = is_jump(talk, packet->id);
    if (response != request || jumps) {
        note_lost(talk, seen, PC_EAP_PEER);
    }
    if (packet->code == PC_EAP_RESPONSE || jumps) {
        note_lost(talk, seen, PC_EAP_AUTHENTICATOR);
    }
    talk->last_id[PC_EAP_AUTHENTICATOR] = packet->id;
}

static void tell_owner(PcEapTalk *talk, const PcSeen *seen)
{
    PcHandshake *handshake = talk->owner->heard != NULL ? pc_tls_stream_show(talk->stream) : NULL;
    if (handshake == NULL) {
        if (talk->n_earlier < MOST_EARLIER) {
            talk->earlier[talk->n_earlier++] = *seen;
        }
        return;
    }
    for (unsigned i = 0; i < talk->n_earlier; i++) {
        talk->owner->heard(talk->owner->user, handshake, &talk->earlier[i]);
    }
    talk->n_earlier = 0;
    talk->owner->heard(talk->owner->user, handshake, seen);
}

void pc_eap_talk_result(PcEapTalk *talk, const PcSeen *seen, bool success)
{
    PcSeen at = *seen;
    at.direction = PC_EAP_AUTHENTICATOR;
    talk->over = true;
    pc_handshake_eap_result(pc_tls_stream_handshake(talk->stream), &at, success);
    tell_owner(talk, &at);
}

static const char *take_by_method(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet)
{
    uint8_t type;
    for (size_t i = 0; pc_bytes_at(packet->content, 0, &type) && i < G_N_ELEMENTS(methods); i++) {
        if (methods[i].type == type) {
            take_method(talk, seen, packet, methods[i].outer_tlvs);
            return methods[i].name;
        }
    }
    return NULL;
}

static void take_packet(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet)
{
    if (packet->code == PC_EAP_SUCCESS || packet->code == PC_EAP_FAILURE) {
        pc_eap_talk_result(talk, seen, packet->code == PC_EAP_SUCCESS);
        return;
    }
    PcSeen at = *seen;
    at.direction = packet->code == PC_EAP_RESPONSE ? PC_EAP_PEER : PC_EAP_AUTHENTICATOR;
    if (is_repeated(talk, at.direction, packet)) {
        tell_owner(talk, &at);
        return;
    }
    check_lockstep(talk, &at, packet);
    talk->last_id[at.direction] = talk->last_come[at.direction] = packet->id;
    const char *method = take_by_method(talk, &at, packet);
    PcHandshake *handshake = pc_tls_stream_handshake(talk->stream);
    if (method != NULL && talk->begun && handshake->eap_method == NULL) {
        handshake->eap_method = g_strdup(method);
    }
    tell_owner(talk, &at);
}

// ---- turns --------------------------------------------------------------------------------------

static bool is_result(const Queued *queued)
{
    return queued->code == PC_EAP_SUCCESS || queued->code == PC_EAP_FAILURE;
}

// Whether a Response was given before what the authenticator has next: it is of an earlier number,
// or the result says so (RFC 3748, 4.2).
static bool is_before(const Queued *response, const Queued *next)
{
    enum { MAX_LOST = 8 };
    unsigned ahead = (uint8_t)(next->id - response->id);
    return is_result(next) ? ahead == 0 : ahead > 0 && ahead <= MAX_LOST;
}

// Whose packet is next, -1: one that may still come. Each direction is in order, so one whose next
// packet is there has lost what would have to come before it.
static int next_turn(const PcEapTalk *talk, bool flush)
{
    const Queued *response = g_queue_peek_head((GQueue *)(guintptr)&talk->queue[PC_EAP_PEER]);
    const Queued *next = g_queue_peek_head((GQueue *)(guintptr)&talk->queue[PC_EAP_AUTHENTICATOR]);
    int request = talk->last_id[PC_EAP_AUTHENTICATOR];
    bool is_asked = request >= 0 && talk->last_id[PC_EAP_PEER] != request;
    if (response != NULL && next != NULL) {
        bool answers = is_asked && response->id == request;
        bool is_due = (!is_asked || is_result(next)) && is_before(response, next);
        return answers || is_due ? PC_EAP_PEER : PC_EAP_AUTHENTICATOR;
    }
    if (response != NULL) {
        return flush || (is_asked && response->id == request) ? PC_EAP_PEER : -1;
    }
    return next != NULL && (flush || !is_asked) ? PC_EAP_AUTHENTICATOR : -1;
}

static void take_queued(PcEapTalk *talk, bool flush)
{
    int turn;
    while (!talk->over && (turn = next_turn(talk, flush)) >= 0) {
        Queued *queued = g_queue_pop_head(&talk->queue[turn]);
        const PcEapPacket packet = {.code = queued->code,
                                    .id = queued->id,
                                    .missing = queued->missing,
                                    .content = pc_bytes_of(queued->content)};
        talk->queued_len -= packet.content.len;
        take_packet(talk, &queued->seen, &packet);
        queued_free(queued);
    }
}

static bool is_in_turn(const PcEapTalk *talk, const PcEapPacket *packet)
{
    int request = talk->last_id[PC_EAP_AUTHENTICATOR];
    bool is_asked = request >= 0 && talk->last_id[PC_EAP_PEER] != request;
    bool is_idle = talk->queue[0].length == 0 && talk->queue[1].length == 0;
    return is_idle &&
           (packet->code == PC_EAP_RESPONSE ? is_asked && packet->id == request : !is_asked);
}

// Requests that are not answered are sent again (RFC 3748, 4.1).
static void note_sent(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet)
{
    const uint64_t again = UINT64_C(500) * 1000 * 1000; // sooner it is the same, captured twice
    if (packet->code == PC_EAP_RESPONSE) {
        talk->n_sent = 0;
        talk->was_answered = true;
    } else if (packet->code == PC_EAP_REQUEST &&
               talk->last_come[PC_EAP_AUTHENTICATOR] == packet->id && talk->n_sent > 0) {
        bool is_later = seen->time > talk->sent.time &&
                        (uint64_t)seen->time - (uint64_t)talk->sent.time >= again;
        talk->n_sent += is_later ? 1 : 0;
    } else if (packet->code == PC_EAP_REQUEST) {
        talk->n_sent = 1;
        talk->sent = *seen;
        talk->sent_len = packet->content.len + packet->missing;
    }
}

static void tell_phone_silent(PcEapTalk *talk)
{
    enum { AGAIN = 2 };
    if (talk->reorders && talk->n_sent >= AGAIN && !talk->is_silent) {
        const PcEapSilence silence = {.n_unanswered = talk->n_sent,
                                      .silent = PC_SIDE_CLIENT,
                                      .was_answered = talk->was_answered,
                                      .len = talk->sent_len,
                                      .frame = talk->sent.frame};
        pc_eap_talk_unanswered(talk, &silence);
    }
}

void pc_eap_talk_packet(PcEapTalk *talk, const PcSeen *seen, const PcEapPacket *packet)
{
    unsigned direction = packet->code == PC_EAP_RESPONSE ? PC_EAP_PEER : PC_EAP_AUTHENTICATOR;
    bool has_number = packet->code == PC_EAP_REQUEST || packet->code == PC_EAP_RESPONSE;
    talk->first = talk->first.frame != 0 ? talk->first : *seen;
    note_sent(talk, seen, packet);
    if (has_number && talk->last_come[direction] == packet->id) {
        return; // retransmitted
    }
    talk->last_come[direction] = has_number ? packet->id : talk->last_come[direction];
    if (!talk->reorders || is_in_turn(talk, packet)) {
        take_packet(talk, seen, packet);
        return;
    }
    Queued *queued = g_new(Queued, 1);
    *queued =
        (Queued){*seen, packet->code, packet->id, packet->missing, pc_bytes_dup(packet->content)};
    talk->queued_len += packet->content.len;
    g_queue_push_tail(&talk->queue[direction], queued);
    take_queued(talk, talk->queue[direction].length > PC_EAP_MAX_QUEUED);
}

// Where the capture ends in a message nothing is lost; where the result came, its rest is.
static void settle_end(const PcEapTalk *talk, Parts *parts)
{
    if (parts->n_holes == 0 && talk->over) {
        parts->n_holes = 1;
        parts->hole_at = parts->kept->len;
    } else if (parts->n_holes == 0) {
        parts->total = 0;
    }
}

void pc_eap_talk_end(PcEapTalk *talk)
{
    take_queued(talk, true);
    for (unsigned d = 0; d < 2; d++) {
        Parts *parts = &talk->parts[d];
        if (parts->kept != NULL) {
            settle_end(talk, parts);
            give_message(talk, d);
        }
    }
    tell_phone_silent(talk);
    if (talk->is_silent) {
        pc_tls_stream_keep(talk->stream, &talk->sent);
    }
    PcHandshake *handshake = pc_tls_stream_take(talk->stream, true);
    if (handshake != NULL) {
        talk->owner->ended(talk->owner->user, handshake);
    }
}
