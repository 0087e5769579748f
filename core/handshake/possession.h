// SPDX-License-Identifier: GPL-2.0-or-later
// PcTranscript keeps the handshake messages of one handshake for as long as a CertificateVerify may
// still come; PcClaim is that signature, to be checked with the key of the certificate that was
// shown: did the client possess it?
#ifndef PHONECERT_CORE_POSSESSION_H
#define PHONECERT_CORE_POSSESSION_H

#include "core/bytes/account.h"
#include "core/handshake/handshake.h"

enum { PC_TRANSCRIPT_MAX = 512 * 1024 };

// pc_transcript_new gives an empty transcript; free with pc_transcript_free (NULL is fine).
PcTranscript *pc_transcript_new(void);
void pc_transcript_free(PcTranscript *transcript);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTranscript, pc_transcript_free)

// PcTranscriptPart says where a message stands. Up to TLS 1.2 the parts follow each other whatever
// order the capture has them in: one direction of a handshake may have been captured late.
typedef enum {
    PC_TRANSCRIPT_HELLO,  // the ClientHello
    PC_TRANSCRIPT_SERVER, // the server's flight
    PC_TRANSCRIPT_CLIENT, // the client's second flight
    PC_TRANSCRIPT_PARTS,
} PcTranscriptPart;

// pc_transcript_add takes the next message of a part, header and body. False, and from then on
// useless, once more than PC_TRANSCRIPT_MAX bytes would have to be kept.
bool pc_transcript_add(PcTranscript *transcript, PcTranscriptPart part, PcBytes raw);

// pc_transcript_len gives how many bytes of messages are kept.
size_t pc_transcript_len(const PcTranscript *transcript);

// pc_transcript_held gives the bytes of memory that it takes.
size_t pc_transcript_held(const PcTranscript *transcript);

// pc_transcript_restart forgets everything: DTLS leaves the ClientHello without cookie and the
// HelloVerifyRequest out (RFC 6347, 4.2.1).
void pc_transcript_restart(PcTranscript *transcript);

// pc_transcript_fold begins a TLS 1.3 transcript: from here on only a running hash of the cipher
// suite is kept, and messages count in the order in which they are added. With `retry` what was
// kept so far, the first ClientHello, is replaced by its hash (RFC 8446, 4.4.1). False where the
// suite's hash is not known.
bool pc_transcript_fold(PcTranscript *transcript, uint16_t cipher, bool retry);

// pc_transcript_mark remembers a folded transcript as it is now, once, and pc_transcript_rewind
// goes back there: each authentication after the handshake signs the handshake and itself, not the
// others (RFC 8446, 4.4). Without a mark rewinding does nothing.
void pc_transcript_mark(PcTranscript *transcript);
void pc_transcript_rewind(PcTranscript *transcript);

// pc_transcript_hash puts the hash of all messages so far into `out` (EVP_MAX_MD_SIZE bytes); it
// works on a folded transcript. Gives its length, 0 on failure.
size_t pc_transcript_hash(const PcTranscript *transcript, uint8_t *out);

// PcProof is what a CertificateVerify is to be checked with; all is lent.
typedef struct {
    const PcTranscript *transcript; // all messages before the CertificateVerify
    GBytes *leaf;                   // the signer's certificate, DER
    uint16_t version;               // negotiated wire value
    PcBytes master_secret;          // SSL 3.0 needs it (RFC 6101, 5.6.8); else empty
    bool by_server;                 // TLS 1.3 signs for each side differently (RFC 8446, 4.4.3)
} PcProof;

// PcClaim is a CertificateVerify with the hash that it signs, taken from the transcript while that
// is at hand. To check it costs as much as all the rest of a handshake, so it is checked where the
// handshake is judged, perhaps in another thread.
typedef struct PcClaim PcClaim;

// pc_claim_new reads the body of a CertificateVerify. Free with pc_claim_free (NULL is fine).
PcClaim *pc_claim_new(const PcProof *proof, PcBytes verify);
void pc_claim_free(PcClaim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcClaim, pc_claim_free)

size_t pc_claim_held(const PcClaim *claim); // bytes, with what lies around them

// pc_claim_check says whether the key of the certificate made the signature: VERIFIED, FAILED, or
// NOT_CHECKABLE where the version, the key or the algorithm cannot be checked here. `certificates`
// remembers what was parsed; NULL: nothing does.
PcPossession pc_claim_check(const PcClaim *claim, struct PcCertificateMemory *certificates);

#endif
