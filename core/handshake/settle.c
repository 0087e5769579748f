// SPDX-License-Identifier: GPL-2.0-or-later
// What the events of a handshake add up to: client_certificate, possession, outcome and coverage.
// Nothing here is kept: settling again after more events gives the answer anew.
#include "core/certificate/memory.h"
#include "core/handshake/work.h"

static const PcSpeaker *speaker_of(const PcHandshake *handshake, PcSide side)
{
    return &handshake->work->speaker[pc_handshake_end_of(handshake, side)];
}

static PcMark later(PcMark a, PcMark b)
{
    return a.order > b.order ? a : b;
}

// The earlier of two that happened; the one that did where only one has.
static PcMark earlier(PcMark a, PcMark b)
{
    if (a.order == 0 || b.order == 0) {
        return later(a, b);
    }
    return a.order < b.order ? a : b;
}

static PcMark both(PcMark a, PcMark b)
{
    return a.order != 0 && b.order != 0 ? later(a, b) : (PcMark){0};
}

// In a full handshake the server's Finished is the last word and comes after it has looked at the
// certificate; in an abbreviated one, and in TLS 1.3, it comes first and takes the client's to be
// complete (RFC 5246, 7.3; RFC 8446, 2). A TLS 1.3 server that asked for a certificate has judged
// it only when it says something after the client's Finished.
static PcMark finished(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    const PcSpeaker *server = speaker_of(handshake, PC_SIDE_SERVER);
    if (pc_version_is_tls13(handshake->version)) {
        bool asked =
            handshake->certificate_requested || client->gap.order != 0 || server->gap.order != 0;
        return asked ? (PcMark){0} : both(client->finished, server->finished);
    }
    bool full = work->server_hello_done || work->client_key_exchange.order != 0 ||
                client->certificate.order != 0;
    return full && !handshake->resumed ? server->finished
                                       : both(client->finished, server->finished);
}

PcMark pc_handshake_accepted(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    PcMark data = speaker_of(handshake, PC_SIDE_SERVER)->data;
    if (work->eap_result.order != 0) {
        return handshake->eap_success ? work->eap_result : (PcMark){0};
    }
    return earlier(finished(handshake), data);
}

// A fatal alert refuses, even right after Finished: some servers look at the certificate only then.
// Once the server has sent data it no longer speaks of the handshake.
static PcMark rejected(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    PcMark data = speaker_of(handshake, PC_SIDE_SERVER)->data;
    if (work->eap_result.order != 0) {
        return handshake->eap_failure ? work->eap_result : (PcMark){0};
    }
    bool too_late = data.order != 0 && data.order < work->alert.order;
    return too_late || handshake->alert.answers_end ? (PcMark){0} : work->alert;
}

// A direction of which nothing at all was captured, although the other shows that it spoke.
static bool one_is_mute(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    const PcSpeaker *server = speaker_of(handshake, PC_SIDE_SERVER);
    bool answered = client->certificate.order != 0 || work->client_key_exchange.order != 0 ||
                    client->change_cipher_spec.order != 0 ||
                    (handshake->alert.from == PC_SIDE_CLIENT && !handshake->alert.answers_end);
    return (client->first.order == 0 && work->server_hello) ||
           (server->first.order == 0 && answered);
}

// An end of the connection is an end of the handshake only where both were heard up to it: a hole
// may hide a Finished or an alert, and a capture that began late may have missed it.
static bool both_were_heard(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    const PcSpeaker *server = speaker_of(handshake, PC_SIDE_SERVER);
    bool in_handshake = work->begun_with_hello || work->server_hello || work->server_hello_done ||
                        client->certificate.order != 0 || work->client_key_exchange.order != 0;
    return in_handshake && client->gap.order == 0 && server->gap.order == 0 &&
           !one_is_mute(handshake);
}

static PcOutcome decide(const PcHandshake *handshake, PcMark *mark)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *speaker = work->speaker;
    *mark = rejected(handshake);
    if (mark->order != 0) {
        return PC_OUTCOME_REJECTED;
    }
    *mark = pc_handshake_accepted(handshake);
    if (mark->order != 0) {
        return PC_OUTCOME_ACCEPTED;
    }
    PcMark reset = earlier(speaker[0].reset, speaker[1].reset);
    PcMark closing = earlier(speaker[0].closing, speaker[1].closing);
    if (closing.order == 0 || !both_were_heard(handshake)) {
        return PC_OUTCOME_INCOMPLETE;
    }
    *mark = closing;
    return reset.order == closing.order ? PC_OUTCOME_RESET : PC_OUTCOME_CLOSED;
}

// An alert behind a hole may answer what was asked for in it.
static bool refuses_behind_hole(const PcHandshake *handshake)
{
    PcMark gap = speaker_of(handshake, PC_SIDE_SERVER)->gap;
    PcMark alert = handshake->work->alert;
    return gap.order != 0 && alert.order > gap.order;
}

// That nobody asked is certain only when the whole server flight was read.
static bool not_requested(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *server = speaker_of(handshake, PC_SIDE_SERVER);
    bool flight_over = pc_version_is_tls13(handshake->version)
                           ? server->finished.order != 0 && !work->dark
                           : work->server_hello_done;
    bool heard = server->gap.order == 0 ||
                 (server->finished.order != 0 && server->finished.order < server->gap.order &&
                  !refuses_behind_hole(handshake));
    return work->server_hello && flight_over && !handshake->certificate_requested && heard;
}

static PcClientCertificate client_certificate(const PcHandshake *handshake)
{
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    if (client->cut) {
        return PC_CLIENT_CERTIFICATE_TRUNCATED;
    }
    if (client->chain->len > 0) {
        return PC_CLIENT_CERTIFICATE_PRESENTED;
    }
    if (handshake->client_certificate_empty) {
        return PC_CLIENT_CERTIFICATE_EMPTY;
    }
    if (handshake->resumed) {
        return PC_CLIENT_CERTIFICATE_RESUMED;
    }
    if (handshake->work->dark) {
        return PC_CLIENT_CERTIFICATE_ENCRYPTED;
    }
    return not_requested(handshake) ? PC_CLIENT_CERTIFICATE_NOT_REQUESTED
                                    : PC_CLIENT_CERTIFICATE_NOT_SEEN;
}

static PcPossession possession(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    if (handshake->client_chain->len == 0) {
        return PC_POSSESSION_ABSENT;
    }
    return work->verify != NULL || work->claim != NULL ? PC_POSSESSION_NOT_CHECKABLE
                                                       : work->verified;
}

void pc_handshake_prove(PcHandshake *handshake, PcCertificateMemory *certificates)
{
    struct PcHandshakeWork *work = handshake->work;
    if (work->claim != NULL && handshake->client_chain->len > 0) {
        work->verified = pc_claim_check(work->claim, certificates);
        g_clear_pointer(&work->claim, pc_claim_free);
        handshake->possession = possession(handshake);
    }
}

// Datagrams leave no trace where a whole flight is lost; the server's answer to it does. Up to TLS
// 1.2 nobody accepts before the client's Finished, and who has asked for a certificate and refuses
// has had an answer.
static bool lacks_client_flight(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    bool is_counted = handshake->transport == PC_TRANSPORT_TCP;
    if (is_counted || pc_version_is_tls13(handshake->version) || !work->server_hello) {
        return false;
    }
    bool spoke = client->certificate.order != 0 || work->client_key_exchange.order != 0 ||
                 client->change_cipher_spec.order != 0 || client->finished.order != 0;
    bool refused = handshake->outcome == PC_OUTCOME_REJECTED && work->server_hello_done &&
                   handshake->certificate_requested && handshake->alert.from == PC_SIDE_SERVER;
    return (handshake->outcome == PC_OUTCOME_ACCEPTED && client->finished.order == 0) ||
           (refused && !spoke);
}

// What cannot have been said without something else that was not seen: the beginning of a direction
// may be lost without a trace.
static bool lacks_premise(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    bool answers = client->certificate.order != 0 || work->client_key_exchange.order != 0 ||
                   client->finished.order != 0 || handshake->outcome == PC_OUTCOME_ACCEPTED;
    bool old_style = !pc_version_is_tls13(handshake->version);
    return (answers && !work->server_hello) || lacks_client_flight(handshake) ||
           (old_style && work->client_key_exchange.order != 0 && !work->server_hello_done);
}

static PcCoverage coverage(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    PcCoverage missing = pc_handshake_lacks(handshake);
    bool only_late = missing == PC_COVERAGE_LATE_START || missing == PC_COVERAGE_WHOLE;
    if (only_late && one_is_mute(handshake)) {
        return PC_COVERAGE_GAP;
    }
    if (missing == PC_COVERAGE_WHOLE && lacks_premise(handshake)) {
        return PC_COVERAGE_GAP;
    }
    if (missing == PC_COVERAGE_WHOLE && refuses_behind_hole(handshake)) {
        return work->after;
    }
    if (missing == PC_COVERAGE_WHOLE && work->ended &&
        (handshake->outcome == PC_OUTCOME_INCOMPLETE || work->owes_late_answer)) {
        return PC_COVERAGE_EARLY_END;
    }
    return missing;
}

// A renegotiation that did not come to the client's certificate is part of the record all the same:
// where it may have brought one, what it lacks is lacking here.
static void settle_again(PcHandshake *handshake)
{
    PcHandshake *again = handshake->work->again;
    if (again == NULL) {
        return;
    }
    pc_handshake_settle(again);
    if (handshake->coverage == PC_COVERAGE_WHOLE &&
        again->client_certificate == PC_CLIENT_CERTIFICATE_NOT_SEEN) {
        handshake->coverage = again->coverage;
    }
}

// The server let the handshake end well and then was the first to hang up, without a word: so ends
// a phone whose certificate is fine and whose name is not the expected one.
static bool closed_after_handshake(const PcHandshake *handshake)
{
    PcMark client = speaker_of(handshake, PC_SIDE_CLIENT)->closing;
    PcMark server = speaker_of(handshake, PC_SIDE_SERVER)->closing;
    return handshake->outcome == PC_OUTCOME_ACCEPTED && !handshake->server_application_data &&
           handshake->work->after == PC_COVERAGE_WHOLE && server.order != 0 &&
           (client.order == 0 || server.order < client.order);
}

static PcSide ended_by(const PcHandshake *handshake)
{
    if (handshake->client_direction < 0) {
        return PC_SIDE_UNKNOWN;
    }
    PcMark client = speaker_of(handshake, PC_SIDE_CLIENT)->closing;
    PcMark server = speaker_of(handshake, PC_SIDE_SERVER)->closing;
    PcMark first = earlier(client, server);
    if (first.order == 0) {
        return PC_SIDE_UNKNOWN;
    }
    return first.order == server.order ? PC_SIDE_SERVER : PC_SIDE_CLIENT;
}

void pc_handshake_settle(PcHandshake *handshake)
{
    PcMark mark;
    pc_handshake_publish(handshake);
    handshake->outcome = decide(handshake, &mark);
    handshake->frames.outcome = mark.frame;
    handshake->client_certificate = client_certificate(handshake);
    handshake->possession = possession(handshake);
    handshake->coverage = coverage(handshake);
    handshake->closed_after_handshake = closed_after_handshake(handshake);
    handshake->frames.closed = handshake->closed_after_handshake
                                   ? speaker_of(handshake, PC_SIDE_SERVER)->closing.frame
                                   : 0;
    handshake->ended_by = ended_by(handshake);
    settle_again(handshake);
}

static bool is_eap(const PcHandshake *handshake)
{
    return handshake->transport == PC_TRANSPORT_EAPOL ||
           handshake->transport == PC_TRANSPORT_RADIUS;
}

bool pc_handshake_ended(const PcHandshake *handshake)
{
    // The end is told to the handshake that was the last.
    const struct PcHandshakeWork *work = handshake->work;
    work = work->again != NULL ? work->again->work : work;
    const PcSpeaker *speaker = work->speaker;
    return work->ended || work->eap_result.order != 0 ||
           (speaker[0].fin.order != 0 && speaker[1].fin.order != 0);
}

// The server's last word may be read while the client's flight still waits for a lost segment: only
// with that, or the hole, is the client told right.
static bool client_is_heard(const PcHandshake *handshake)
{
    const PcSpeaker *client = speaker_of(handshake, PC_SIDE_CLIENT);
    bool in_handshake = handshake->work->server_hello_done || handshake->certificate_requested;
    return !in_handshake || client->first.order == 0 || client->gap.order != 0 ||
           client->finished.order != 0 || client->flight.order != 0 || client->data.order != 0 ||
           client->closing.order != 0;
}

bool pc_handshake_decided(const PcHandshake *handshake)
{
    if (pc_handshake_ended(handshake) || is_eap(handshake)) {
        return pc_handshake_ended(handshake);
    }
    const PcSpeaker *server = speaker_of(handshake, PC_SIDE_SERVER);
    return (rejected(handshake).order != 0 || server->data.order != 0) &&
           client_is_heard(handshake);
}
