// SPDX-License-Identifier: GPL-2.0-or-later
// A finding becomes the frame that decides it: the certificate's where the verdict does, the one
// that ended the handshake where somebody refused, and the one of what was said or left unsaid
// behind it. It stays the same when more of the capture is read, so that it is counted once.
#include "core/diagnosis/case.h"

typedef enum {
    BY_REFUSAL, // the frame that ended the handshake; ordinarily
    BY_CERTIFICATE,
    BY_SERVER_CERTIFICATE,
    BY_WORDS,  // what was said inside
    BY_HANGUP, // the server's, after the handshake
} Evidence;

static const struct {
    PcFindingId id;
    Evidence by;
} rows[] = {
    {PC_FINDING_SECURITY_MISMATCH_403, BY_WORDS},
    {PC_FINDING_OAUTH_PORT_MISMATCH, BY_WORDS},
    {PC_FINDING_REGISTRATION_REFUSED, BY_WORDS},
    {PC_FINDING_NAME_DIFFERS, BY_WORDS},
    {PC_FINDING_TVS_REFUSED, BY_WORDS},
    {PC_FINDING_CAPF_INVALID_LSC, BY_WORDS},
    {PC_FINDING_CAPF_AUTH_FAILED, BY_WORDS},
    {PC_FINDING_LSC_INSTALLED, BY_WORDS},
    {PC_FINDING_LSC_DELETED, BY_WORDS},
    {PC_FINDING_NAME_MISMATCH, BY_HANGUP},
    {PC_FINDING_CAPF_ENDED_EARLY, BY_HANGUP},
    {PC_FINDING_SERVER_CERTIFICATE_EXPIRED, BY_SERVER_CERTIFICATE},
    {PC_FINDING_SERVER_CERTIFICATE_NOT_IN_TRUST_LIST, BY_SERVER_CERTIFICATE},
    {PC_FINDING_LSC_EXPIRES_SOON, BY_CERTIFICATE},
    {PC_FINDING_MIC_EXPIRES_SOON, BY_CERTIFICATE},
    {PC_FINDING_MIC_ENDS_2029, BY_CERTIFICATE},
    {PC_FINDING_WEAK_KEY, BY_CERTIFICATE},
    {PC_FINDING_WEAK_SIGNATURE, BY_CERTIFICATE},
    {PC_FINDING_ISSUER_NOT_ANNOUNCED, BY_CERTIFICATE},
    {PC_FINDING_SELF_SIGNED_TEMPORARY, BY_CERTIFICATE},
    {PC_FINDING_CA_CLIENT_AUTH_MISSING, BY_CERTIFICATE},
    {PC_FINDING_CERT_HASH_DIFFERS, BY_CERTIFICATE},
    {PC_FINDING_LSC_NOT_RECORDED, BY_CERTIFICATE},
    {PC_FINDING_LSC_NOT_SHOWN, BY_CERTIFICATE},
};

static Evidence evidence_of(PcFindingId id)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].id == id) {
            return rows[i].by;
        }
    }
    return BY_REFUSAL;
}

// The first of these that was seen.
static uint64_t first_seen(const uint64_t *frames, size_t n_frames)
{
    size_t i = 0;
    while (i + 1 < n_frames && frames[i] == 0) {
        i += 1;
    }
    return frames[i];
}

uint64_t pc_case_evidence(const PcCase *this, PcFindingId id, bool by_verdict)
{
    const PcHandshakeFrames *frames = &this->handshake->frames;
    const bool is_judged = by_verdict && this->judgement->trust.verdict != PC_VERDICT_UNCHECKED;
    const Evidence by = evidence_of(id);
    const uint64_t chosen[] = {
        [BY_REFUSAL] = is_judged ? frames->client_certificate : frames->outcome,
        [BY_CERTIFICATE] = frames->client_certificate,
        [BY_SERVER_CERTIFICATE] = frames->server_certificate,
        [BY_WORDS] = this->handshake->said.frame,
        [BY_HANGUP] = frames->closed,
    };
    const uint64_t in_turn[] = {chosen[by], frames->outcome, frames->client_certificate,
                                frames->first};
    return first_seen(in_turn, G_N_ELEMENTS(in_turn));
}
