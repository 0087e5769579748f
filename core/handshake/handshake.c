// SPDX-License-Identifier: GPL-2.0-or-later
// PcHandshake: its life, and every event but the handshake messages themselves. Events are noted by
// direction; who is client and who is server is laid over them as soon as it is known.
#include "core/handshake/work.h"
#include "core/talk/capf.h"
#include "core/talk/tvs.h"

PcHandshake *pc_handshake_new(PcTransport transport, const PcEndpoint *from, const PcEndpoint *to)
{
    PcHandshake *handshake = g_new0(PcHandshake, 1);
    struct PcHandshakeWork *work = g_new0(struct PcHandshakeWork, 1);
    handshake->transport = transport;
    handshake->end[0] = (PcEndpoint){g_strdup(from->address), from->port};
    handshake->end[1] = (PcEndpoint){g_strdup(to->address), to->port};
    handshake->client_direction = -1;
    handshake->authorities = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (size_t d = 0; d < 2; d++) {
        work->speaker[d].chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    }
    work->nothing = g_ptr_array_new();
    work->offered = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    work->issued = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    work->verified = PC_POSSESSION_NOT_SEEN;
    work->transcript = pc_transcript_new();
    handshake->work = work;
    pc_handshake_publish(handshake);
    return handshake;
}

static void free_work(struct PcHandshakeWork *work)
{
    for (size_t d = 0; d < 2; d++) {
        g_ptr_array_unref(work->speaker[d].chain);
        g_bytes_unref(work->speaker[d].partial);
    }
    pc_transcript_free(work->transcript);
    g_bytes_unref(work->master);
    g_bytes_unref(work->verify);
    pc_claim_free(work->claim);
    g_bytes_unref(work->session_id);
    g_ptr_array_unref(work->nothing);
    g_ptr_array_unref(work->offered);
    g_ptr_array_unref(work->issued);
    pc_handshake_free(work->again);
    pc_inside_free(work->inside);
    g_free(work);
}

void pc_handshake_free(PcHandshake *handshake)
{
    if (handshake == NULL) {
        return;
    }
    free_work(handshake->work);
    pc_handshake_free(handshake->earlier);
    g_free(handshake->end[0].address);
    g_free(handshake->end[1].address);
    g_free(handshake->server_name);
    g_ptr_array_unref(handshake->client_chain);
    g_ptr_array_unref(handshake->server_chain);
    g_bytes_unref(handshake->client_partial);
    g_ptr_array_unref(handshake->authorities);
    g_clear_pointer(&handshake->original_chain, g_ptr_array_unref);
    g_free(handshake->eap_method);
    g_free(handshake->sip_device);
    g_free(handshake->sccp_device);
    g_free(handshake->sip_warning);
    pc_capf_session_free(handshake->capf);
    pc_tvs_session_free(handshake->tvs);
    g_free(handshake);
}

unsigned pc_handshake_end_of(const PcHandshake *handshake, PcSide side)
{
    unsigned client = handshake->client_direction == 1 ? 1 : 0;
    return side == PC_SIDE_SERVER ? 1 - client : client;
}

PcSide pc_handshake_side(const PcHandshake *handshake, unsigned direction)
{
    if (handshake->client_direction < 0) {
        return PC_SIDE_UNKNOWN;
    }
    return handshake->client_direction == (int)direction ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
}

const PcEndpoint *pc_handshake_client(const PcHandshake *handshake)
{
    return &handshake->end[pc_handshake_end_of(handshake, PC_SIDE_CLIENT)];
}

const PcEndpoint *pc_handshake_server(const PcHandshake *handshake)
{
    return &handshake->end[pc_handshake_end_of(handshake, PC_SIDE_SERVER)];
}

static void share_chain(GPtrArray **slot, GPtrArray *chain)
{
    if (*slot != chain) {
        g_clear_pointer(slot, g_ptr_array_unref);
        *slot = g_ptr_array_ref(chain);
    }
}

void pc_handshake_publish(PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = &work->speaker[pc_handshake_end_of(handshake, PC_SIDE_CLIENT)];
    const PcSpeaker *server = &work->speaker[pc_handshake_end_of(handshake, PC_SIDE_SERVER)];
    PcHandshakeFrames *frames = &handshake->frames;
    share_chain(&handshake->client_chain, client->chain);
    // A phone's certificate is told even if only its beginning is there, a server's not.
    share_chain(&handshake->server_chain, server->cut ? work->nothing : server->chain);
    if (handshake->client_partial != client->partial) {
        g_bytes_unref(handshake->client_partial);
        handshake->client_partial = client->partial != NULL ? g_bytes_ref(client->partial) : NULL;
    }
    handshake->certificate_time = client->certificate_time;
    frames->client_certificate = client->certificate.frame;
    frames->server_certificate = server->cut ? 0 : server->certificate.frame;
    frames->client_finished = client->finished.frame;
    frames->server_finished = server->finished.frame;
    handshake->client_application_data = client->data.order != 0;
    handshake->server_application_data = server->data.order != 0;
    handshake->client_is_guess = work->basis == PC_BASIS_PORT;
    handshake->alert.from = handshake->alert.seen
                                ? pc_handshake_side(handshake, work->alert_direction)
                                : PC_SIDE_UNKNOWN;
    handshake->encrypted_alert_from =
        handshake->encrypted_alert ? pc_handshake_side(handshake, work->encrypted_alert_direction)
                                   : PC_SIDE_UNKNOWN;
}

void pc_handshake_tell_side(PcHandshake *handshake, PcSide side, unsigned direction,
                            PcSideBasis basis)
{
    if (basis <= handshake->work->basis) {
        return; // the first of equals stands
    }
    handshake->work->basis = basis;
    handshake->client_direction = (int)(side == PC_SIDE_CLIENT ? direction : 1 - direction);
    pc_handshake_publish(handshake);
}

void pc_handshake_hint_client(PcHandshake *handshake, unsigned direction, bool guess)
{
    pc_handshake_tell_side(handshake, PC_SIDE_CLIENT, direction,
                           guess ? PC_BASIS_PORT : PC_BASIS_SYN);
}

void pc_handshake_hint_ports(PcHandshake *handshake)
{
    int port[2] = {handshake->end[0].port, handshake->end[1].port};
    if (port[0] != port[1]) {
        pc_handshake_hint_client(handshake, port[0] > port[1] ? 0 : 1, true);
    }
}

PcMark pc_handshake_step(PcHandshake *handshake, const PcSeen *seen)
{
    PcMark now = {++handshake->work->order, seen->frame};
    if (handshake->frames.first == 0) {
        handshake->frames.first = seen->frame;
        handshake->start = seen->time;
        handshake->interface_id = seen->interface_id;
    }
    pc_mark_once(&handshake->work->speaker[seen->direction].first, now);
    return now;
}

static void note_missing(PcHandshake *handshake, PcCoverage what, bool before)
{
    struct PcHandshakeWork *work = handshake->work;
    pc_handshake_forget_transcript(handshake);
    if (!before && pc_handshake_accepted(handshake).order != 0) {
        work->after = work->after == PC_COVERAGE_WHOLE ? what : work->after;
        return;
    }
    if (work->missing == PC_COVERAGE_WHOLE) {
        work->missing = what;
    }
}

// Everything but a ClientHello that comes first tells that the capture began too late for it, or,
// if it has the SYN, that packets are missing; unless the client's direction comes late.
PcMark pc_handshake_step_inside(PcHandshake *handshake, const PcSeen *seen)
{
    PcMark now = pc_handshake_step(handshake, seen);
    struct PcHandshakeWork *work = handshake->work;
    if (work->begun_with_hello) {
        return now;
    }
    if (work->unbegun == PC_COVERAGE_WHOLE) {
        bool syn = work->basis == PC_BASIS_SYN && handshake->transport == PC_TRANSPORT_TCP;
        work->unbegun = syn ? PC_COVERAGE_GAP : PC_COVERAGE_LATE_START;
        work->unbegun_first = work->missing == PC_COVERAGE_WHOLE;
    }
    if (pc_handshake_side(handshake, seen->direction) != PC_SIDE_SERVER) {
        pc_handshake_forget_transcript(handshake);
    }
    return now;
}

PcCoverage pc_handshake_lacks(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    bool by_hello = !work->begun_with_hello && work->unbegun != PC_COVERAGE_WHOLE &&
                    (work->unbegun_first || work->missing == PC_COVERAGE_WHOLE);
    return by_hello ? work->unbegun : work->missing;
}

void pc_handshake_change_cipher_spec(PcHandshake *handshake, const PcSeen *seen)
{
    handshake = pc_handshake_at(handshake, seen);
    if (handshake == NULL) {
        return;
    }
    struct PcHandshakeWork *work = handshake->work;
    PcSpeaker *speaker = &work->speaker[seen->direction];
    pc_mark_once(&speaker->change_cipher_spec, pc_handshake_step_inside(handshake, seen));
    bool from_client = pc_handshake_side(handshake, seen->direction) == PC_SIDE_CLIENT;
    if (handshake->version == 0 || pc_version_is_tls13(handshake->version)) {
        return; // in TLS 1.3 it means nothing (RFC 8446, D.4)
    }
    if (from_client && handshake->transport != PC_TRANSPORT_UDP) {
        pc_handshake_forget_transcript(handshake); // no CertificateVerify comes after it
    } else if (work->server_hello && !work->server_hello_done && speaker->gap.order == 0 &&
               speaker->certificate.order == 0) {
        work->resumed_by_silence = !handshake->resumed;
        handshake->resumed = true; // straight from ServerHello to Finished (RFC 5246, 7.3)
    }
}

// A handshake record after both sides' Finished. A client may have sent two in its own flight (old
// ones named the next protocol before Finished), so it must have sent data since.
static bool is_another_handshake(const PcHandshake *handshake, unsigned direction)
{
    const PcSpeaker *speaker = handshake->work->speaker;
    bool over = speaker[0].finished.order != 0 && speaker[1].finished.order != 0;
    bool client = pc_handshake_side(handshake, direction) == PC_SIDE_CLIENT;
    return over && (!client || speaker[direction].data.order != 0);
}

void pc_handshake_encrypted(PcHandshake *handshake, const PcSeen *seen, size_t len)
{
    handshake = pc_handshake_at(handshake, seen);
    if (handshake == NULL) {
        return;
    }
    (void)len;
    PcSpeaker *speaker = &handshake->work->speaker[seen->direction];
    PcMark now = pc_handshake_step_inside(handshake, seen);
    handshake->work->old_style = true;
    if (is_another_handshake(handshake, seen->direction)) {
        note_missing(handshake, PC_COVERAGE_ENCRYPTED, true); // what it brings cannot be read
    }
    if (speaker->change_cipher_spec.order != 0) {
        pc_mark_once(&speaker->finished, now);
        pc_handshake_publish(handshake);
    }
}

// SSL 3.0 says "no certificate" by a warning (RFC 6101, 5.4.2); TLS by an empty list.
static bool is_no_certificate(const PcHandshake *handshake, const PcSeen *seen, uint8_t description)
{
    enum { NO_CERTIFICATE = 41 };
    return description == NO_CERTIFICATE && handshake->version == PC_VERSION_SSL3 &&
           pc_handshake_side(handshake, seen->direction) == PC_SIDE_CLIENT;
}

// Up to TLS 1.2 the level tells; in TLS 1.3 every alert but two is fatal (RFC 8446, 6).
static bool is_fatal(const PcHandshake *handshake, uint8_t level, uint8_t description)
{
    enum { FATAL = 2, CLOSE_NOTIFY = 0, USER_CANCELED = 90 };
    if (description == CLOSE_NOTIFY || description == USER_CANCELED) {
        return false;
    }
    return level == FATAL || pc_version_is_tls13(handshake->version);
}

// OpenSSL answers a connection that ends too early with decode_error, in the handshake and after;
// there it speaks of nothing else, even where the FIN was not captured.
static bool answers_end(const PcHandshake *handshake, const PcSeen *seen, uint8_t description)
{
    enum { DECODE_ERROR = 50 };
    const PcSpeaker *other = &handshake->work->speaker[1 - seen->direction];
    return description == DECODE_ERROR &&
           (other->fin.order != 0 || pc_handshake_accepted(handshake).order != 0);
}

void pc_handshake_alert(PcHandshake *handshake, const PcSeen *seen, uint8_t level,
                        uint8_t description)
{
    handshake = pc_handshake_at(handshake, seen);
    if (handshake == NULL) {
        return;
    }
    enum { CLOSE_NOTIFY = 0 };
    struct PcHandshakeWork *work = handshake->work;
    PcMark now = pc_handshake_step_inside(handshake, seen);
    if (is_no_certificate(handshake, seen, description)) {
        handshake->client_certificate_empty = true;
        return;
    }
    bool fatal = is_fatal(handshake, level, description);
    if (fatal || description == CLOSE_NOTIFY) {
        pc_mark_once(&work->speaker[seen->direction].closing, now);
    }
    if (fatal && !handshake->alert.seen) {
        handshake->alert = (PcAlert){.seen = true,
                                     .level = level,
                                     .description = description,
                                     .answers_end = answers_end(handshake, seen, description)};
        handshake->frames.alert = seen->frame;
        work->alert = now;
        work->alert_direction = seen->direction;
        pc_handshake_publish(handshake);
    }
}

void pc_handshake_alert_encrypted(PcHandshake *handshake, const PcSeen *seen)
{
    handshake = pc_handshake_at(handshake, seen);
    if (handshake == NULL) {
        return;
    }
    struct PcHandshakeWork *work = handshake->work;
    PcMark now = pc_handshake_step_inside(handshake, seen);
    pc_mark_once(&work->speaker[seen->direction].closing, now);
    if (!handshake->encrypted_alert) {
        handshake->encrypted_alert = true;
        work->encrypted_alert_direction = seen->direction;
        if (handshake->frames.alert == 0) {
            handshake->frames.alert = seen->frame;
        }
        pc_handshake_publish(handshake);
    }
}

enum {
    CCM_8 = 0x1305,
    CCM_8_TAG = 8,
    TAG = 16,
    INNER_TYPE = 1,
    JSSE_PADDING = 16, // zeros that Java appends to every record of TLS 1.3
    ALERT_LEN = 2,
    FINISHED_LEN = 4 + 32,
};

static size_t dark_overhead(const PcHandshake *handshake)
{
    return INNER_TYPE + (handshake->cipher == CCM_8 ? (size_t)CCM_8_TAG : TAG);
}

// A server that pads its records (RFC 8446, 5.4) makes an alert as long as the shortest of its
// flight, whose first message is a few bytes; only then is even that one longer than a Finished.
static bool may_be_alert(const PcHandshake *handshake, size_t len)
{
    size_t overhead = dark_overhead(handshake);
    size_t shortest = handshake->work->shortest;
    return len == ALERT_LEN + overhead || len == ALERT_LEN + JSSE_PADDING + overhead ||
           (len == shortest && shortest >= FINISHED_LEN + overhead);
}

static void note_shortest(struct PcHandshakeWork *work, size_t len)
{
    work->shortest = work->shortest == 0 ? len : MIN(work->shortest, len);
}

// In the dark of TLS 1.3 every record looks like application data (RFC 8446, 5.2). Only two things
// can be told by length: a record that is too short for a Finished belongs to no flight, and one as
// long as an alert may be one. So the server has answered with more than an alert when, after the
// client's flight, a record of another length comes.
static void dark_record(PcHandshake *handshake, const PcSeen *seen, PcMark now, size_t len)
{
    struct PcHandshakeWork *work = handshake->work;
    unsigned server = pc_handshake_end_of(handshake, PC_SIDE_SERVER);
    PcSpeaker *speaker = &work->speaker[seen->direction];
    bool answered = work->speaker[server].flight.order != 0;
    if (len >= FINISHED_LEN + dark_overhead(handshake) && (seen->direction == server || answered)) {
        pc_mark_once(&speaker->flight, now);
    }
    const PcSpeaker *client = &work->speaker[1 - server];
    bool after = client->flight.order != 0 || client->finished.order != 0;
    if (seen->direction != server) {
        return;
    }
    if (!after) {
        note_shortest(work, len);
    } else if (!may_be_alert(handshake, len) && speaker->gap.order == 0) {
        // Behind a hole the rest of the server's own flight comes late and looks like an answer.
        pc_mark_once(&speaker->data, now);
    }
}

// Where the version is not known the record may as well be a flight of TLS 1.3, and what a server
// of TLS 1.3 sends before the client's Finished says nothing of the client (RFC 8446, 4.4.4).
static bool data_tells(const PcHandshake *handshake, unsigned direction)
{
    const struct PcHandshakeWork *work = handshake->work;
    if (pc_version_is_tls13(handshake->version)) {
        return pc_handshake_side(handshake, direction) == PC_SIDE_CLIENT ||
               work->speaker[1 - direction].finished.order != 0;
    }
    return handshake->version != 0 || work->old_style;
}

void pc_handshake_application_data(PcHandshake *handshake, const PcSeen *seen, size_t len)
{
    handshake = pc_handshake_at(handshake, seen);
    if (handshake == NULL) {
        return;
    }
    struct PcHandshakeWork *work = handshake->work;
    PcSpeaker *speaker = &work->speaker[seen->direction];
    PcMark now = pc_handshake_step_inside(handshake, seen);
    if (handshake->version == 0) {
        pc_mark_once(&speaker->unread, now);
    }
    if (work->dark) {
        dark_record(handshake, seen, now, len);
    } else if (data_tells(handshake, seen->direction)) {
        pc_mark_once(&speaker->data, now);
    }
    pc_handshake_publish(handshake);
}

void pc_handshake_dark(PcHandshake *handshake)
{
    handshake = pc_handshake_current(handshake);
    handshake->work->dark = true;
    note_missing(handshake, PC_COVERAGE_ENCRYPTED, false);
}

// A hole is told when it is given up, which may be long after the other end went on. Where this end
// has not been heard to finish, the hole lies in the handshake whatever the other has said since.
static bool has_finished(const PcHandshake *handshake, unsigned direction)
{
    const PcSpeaker *speaker = &handshake->work->speaker[direction];
    bool owes = pc_handshake_side(handshake, direction) == PC_SIDE_CLIENT &&
                ((handshake->certificate_requested && speaker->certificate.order == 0) ||
                 handshake->work->owes_late_answer);
    return !owes &&
           (speaker->finished.order != 0 || speaker->flight.order != 0 || speaker->data.order != 0);
}

void pc_handshake_hole(PcHandshake *handshake, unsigned direction, PcCoverage what)
{
    pc_inside_gap(handshake, direction);
    handshake = pc_handshake_current(handshake);
    PcMark now = {++handshake->work->order, 0};
    g_assert(what != PC_COVERAGE_WHOLE);
    pc_mark_once(&handshake->work->speaker[direction].gap, now);
    note_missing(handshake, what, !has_finished(handshake, direction));
}

void pc_handshake_hole_before(PcHandshake *handshake, unsigned direction, PcCoverage what)
{
    handshake = pc_handshake_current(handshake);
    PcMark now = {++handshake->work->order, 0};
    g_assert(what != PC_COVERAGE_WHOLE);
    pc_mark_once(&handshake->work->speaker[direction].gap, now);
    if (handshake->work->resumed_by_silence) {
        handshake->resumed = handshake->work->resumed_by_silence = false;
    }
    note_missing(handshake, what, true);
}

void pc_handshake_missing(PcHandshake *handshake, PcCoverage what)
{
    if (what == PC_COVERAGE_GAP || what == PC_COVERAGE_SNAPLEN) {
        pc_handshake_hole(handshake, 0, what);
        pc_handshake_hole(handshake, 1, what);
    } else {
        g_assert(what != PC_COVERAGE_WHOLE);
        note_missing(pc_handshake_current(handshake), what, false);
    }
}

void pc_handshake_master_secret(PcHandshake *handshake, PcBytes master)
{
    struct PcHandshakeWork *work = pc_handshake_current(handshake)->work;
    g_clear_pointer(&work->master, g_bytes_unref);
    work->master = pc_bytes_dup(master);
}

void pc_handshake_reset(PcHandshake *handshake, const PcSeen *seen)
{
    handshake = pc_handshake_current(handshake);
    PcSpeaker *speaker = &handshake->work->speaker[seen->direction];
    PcMark now = {++handshake->work->order, seen->frame};
    pc_mark_once(&speaker->reset, now);
    pc_mark_once(&speaker->closing, now);
}

void pc_handshake_fin(PcHandshake *handshake, const PcSeen *seen)
{
    handshake = pc_handshake_current(handshake);
    PcSpeaker *speaker = &handshake->work->speaker[seen->direction];
    PcMark now = {++handshake->work->order, seen->frame};
    pc_mark_once(&speaker->fin, now);
    pc_mark_once(&speaker->closing, now);
}

void pc_handshake_goes_on(PcHandshake *handshake, unsigned direction)
{
    PcSpeaker *speaker = &pc_handshake_current(handshake)->work->speaker[direction];
    uint32_t closing = speaker->closing.order;
    if (closing != 0 && (closing == speaker->fin.order || closing == speaker->reset.order)) {
        speaker->closing = (PcMark){0};
    }
    speaker->fin = speaker->reset = (PcMark){0};
}

void pc_handshake_eap_result(PcHandshake *handshake, const PcSeen *seen, bool success)
{
    handshake = pc_handshake_current(handshake);
    PcMark now = pc_handshake_step(handshake, seen);
    if (handshake->work->eap_result.order == 0) {
        handshake->work->eap_result = now;
        handshake->eap_success = success;
        handshake->eap_failure = !success;
    }
}

static size_t held_in(const GPtrArray *texts)
{
    size_t len = 0;
    for (guint i = 0; i < texts->len; i++) {
        len += g_bytes_get_size(g_ptr_array_index(texts, i));
    }
    return len;
}

size_t pc_handshake_held(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    size_t len = held_in(handshake->authorities) + held_in(work->offered) + held_in(work->issued);
    for (size_t d = 0; d < 2; d++) {
        const PcSpeaker *speaker = &work->speaker[d];
        len += held_in(speaker->chain) + pc_bytes_of(speaker->partial).len;
    }
    len += work->transcript != NULL ? pc_transcript_len(work->transcript) : 0;
    len += work->again != NULL ? pc_handshake_held(work->again) : 0;
    return len + (handshake->earlier != NULL ? pc_handshake_held(handshake->earlier) : 0);
}

static void set_ended(PcHandshake *handshake, bool ended)
{
    pc_handshake_current(handshake)->work->ended = ended;
    handshake->work->ended = ended;
}

void pc_handshake_end_of_capture(PcHandshake *handshake)
{
    set_ended(handshake, true);
}

void pc_handshake_resume(PcHandshake *handshake)
{
    set_ended(handshake, false);
}
