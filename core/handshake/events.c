// SPDX-License-Identifier: GPL-2.0-or-later
// What comes besides the handshake messages: records that cannot be read, alerts, data, and the end
// of the transport. Each is noted by its direction.
#include "core/handshake/work.h"

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
        pc_handshake_note_lack(handshake, PC_COVERAGE_ENCRYPTED,
                               true); // what it brings cannot be read
    }
    if (speaker->change_cipher_spec.order != 0) {
        pc_mark_once(&speaker->finished, now);
        pc_handshake_publish(handshake);
    }
}

// SSL 3.0 says "no certificate" by a warning (RFC 6101, 5.4.2); TLS by an empty list.
static bool is_no_certificate(const PcHandshake *handshake, const PcSeen *seen, uint8_t description)
{
    return description == PC_ALERT_NO_CERTIFICATE && handshake->version == PC_VERSION_SSL3 &&
           pc_handshake_side(handshake, seen->direction) == PC_SIDE_CLIENT;
}

// Up to TLS 1.2 the level tells; in TLS 1.3 every alert but two is fatal (RFC 8446, 6).
static bool is_fatal(const PcHandshake *handshake, uint8_t level, uint8_t description)
{
    if (description == PC_ALERT_CLOSE_NOTIFY || description == PC_ALERT_USER_CANCELED) {
        return false;
    }
    return level == PC_ALERT_FATAL || pc_version_is_tls13(handshake->version);
}

// OpenSSL answers a connection that ends too early with decode_error, in the handshake and after;
// there it speaks of nothing else, even where the FIN was not captured.
static bool answers_end(const PcHandshake *handshake, const PcSeen *seen, uint8_t description)
{
    const PcSpeaker *other = &handshake->work->speaker[1 - seen->direction];
    return description == PC_ALERT_DECODE_ERROR &&
           (other->fin.order != 0 || pc_handshake_accepted(handshake).order != 0);
}

void pc_handshake_alert(PcHandshake *handshake, const PcSeen *seen, uint8_t level,
                        uint8_t description)
{
    handshake = pc_handshake_at(handshake, seen);
    if (handshake == NULL) {
        return;
    }
    struct PcHandshakeWork *work = handshake->work;
    PcMark now = pc_handshake_step_inside(handshake, seen);
    if (is_no_certificate(handshake, seen, description)) {
        handshake->client_certificate_empty = true;
        return;
    }
    bool fatal = is_fatal(handshake, level, description);
    if (fatal || description == PC_ALERT_CLOSE_NOTIFY) {
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
    pc_handshake_note_lack(handshake, PC_COVERAGE_ENCRYPTED, false);
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

void pc_handshake_data(PcHandshake *handshake, const PcSeen *seen, PcBytes content)
{
    pc_said_bytes(&handshake->said, seen, content);
}
