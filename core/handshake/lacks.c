// SPDX-License-Identifier: GPL-2.0-or-later
// What the capture lacks, and what can then no longer be proved: the first hole is the record's
// coverage, and a transcript with a hole checks no CertificateVerify.
#include "core/handshake/work.h"

void pc_handshake_note_lack(PcHandshake *handshake, PcCoverage what, bool before)
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
        bool syn = work->basis == PC_TOLD_BY_SYN && handshake->transport == PC_TRANSPORT_TCP;
        work->unbegun = syn ? PC_COVERAGE_GAP : PC_COVERAGE_LATE_START;
        work->unbegun_first = work->missing == PC_COVERAGE_WHOLE;
    }
    if (pc_handshake_side(handshake, seen->direction) != PC_SIDE_SERVER) {
        pc_handshake_forget_transcript(handshake);
    }
    return now;
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
    pc_said_gap(&handshake->said, direction);
    handshake = pc_handshake_current(handshake);
    PcMark now = {++handshake->work->order, 0};
    g_assert(what != PC_COVERAGE_WHOLE);
    pc_mark_once(&handshake->work->speaker[direction].gap, now);
    pc_handshake_note_lack(handshake, what, !has_finished(handshake, direction));
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
    pc_handshake_note_lack(handshake, what, true);
}

void pc_handshake_missing(PcHandshake *handshake, PcCoverage what)
{
    if (what == PC_COVERAGE_GAP || what == PC_COVERAGE_SNAPLEN) {
        pc_handshake_hole(handshake, 0, what);
        pc_handshake_hole(handshake, 1, what);
    } else {
        g_assert(what != PC_COVERAGE_WHOLE);
        pc_handshake_note_lack(pc_handshake_current(handshake), what, false);
    }
}

void pc_handshake_forget_claim(struct PcHandshakeWork *work, PcPossession possession)
{
    g_clear_pointer(&work->claim, pc_claim_free);
    work->verified = possession;
}

// A CertificateVerify can be checked once the whole server flight before it is there.
void pc_handshake_take_verify(PcHandshake *handshake)
{
    struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = &work->speaker[pc_handshake_end_of(handshake, PC_SIDE_CLIENT)];
    bool complete = pc_version_is_tls13(handshake->version) || work->server_hello_done;
    if (work->verify == NULL || (work->transcript != NULL && !complete)) {
        return;
    }
    pc_handshake_forget_claim(work, PC_POSSESSION_NOT_CHECKABLE);
    if (work->transcript != NULL && work->begun_with_hello && client->chain->len > 0) {
        const PcProof proof = {
            .transcript = work->transcript,
            .leaf = g_ptr_array_index(client->chain, 0),
            .version = handshake->version,
            .master_secret = pc_bytes_of(work->master),
        };
        work->claim = pc_claim_new(&proof, pc_bytes_of(work->verify));
    }
    g_clear_pointer(&work->verify, g_bytes_unref);
    if (!pc_version_is_tls13(handshake->version)) {
        g_clear_pointer(&work->transcript, pc_transcript_free); // TLS 1.3 may ask again later
    }
}

void pc_handshake_forget_transcript(PcHandshake *handshake)
{
    g_clear_pointer(&handshake->work->transcript, pc_transcript_free);
    pc_handshake_take_verify(handshake);
}
