// SPDX-License-Identifier: GPL-2.0-or-later
// What is remembered of a handshake while its events come in: per direction, because which end is
// the client may be told late. Private to core/handshake/.
#ifndef PHONECERT_CORE_HANDSHAKE_WORK_H
#define PHONECERT_CORE_HANDSHAKE_WORK_H

#include "core/handshake/possession.h"

// PcMark says when something happened: `order` counts the record's events from 1; 0 is never.
typedef struct {
    uint32_t order;
    uint64_t frame;
} PcMark;

// PcSpeaker is what came from one direction.
typedef struct {
    PcMark first;              // of anything
    PcMark certificate;        // its Certificate message, even if empty or cut
    PcMark change_cipher_spec; // up to TLS 1.2
    PcMark finished;           // Finished, readable or not
    PcMark flight;             // TLS 1.3 in the dark: a record that can hold a Finished
    PcMark data;               // application data that shows the handshake to be over
    PcMark unread;             // application data while the version was not known
    PcMark closing; // close_notify, an unreadable alert, FIN or RST, whichever came first
    PcMark fin;
    PcMark reset;
    PcMark gap;
    GPtrArray *chain; // of GBytes, never NULL
    GBytes *partial;  // the beginning of a leaf
    bool cut;         // the Certificate message was held only in part
    int64_t certificate_time;
} PcSpeaker;

// By what the side was told; a later, stronger basis overrules.
typedef enum {
    PC_TOLD_BY_NONE,
    PC_TOLD_BY_PORT,
    PC_TOLD_BY_SYN,
    PC_TOLD_BY_MESSAGE,
} PcSideBasis;

enum { PC_HANDSHAKE_MAX_TIMES = 20 };

// PcFrameTimes remembers when frames came, counted from the first of them.
typedef struct {
    uint64_t first;
    int64_t time; // of the first
    unsigned n;
    struct {
        uint32_t frame;
        int32_t microseconds;
    } after[PC_HANDSHAKE_MAX_TIMES];
} PcFrameTimes;

struct PcHandshakeWork {
    PcSpeaker speaker[2]; // by direction
    uint32_t order;       // of the last event
    PcSideBasis basis;
    GPtrArray *nothing;       // an empty chain
    PcTranscript *transcript; // NULL once no CertificateVerify can be checked with it
    GBytes *master;           // master secret, for SSL 3.0; NULL
    GBytes *verify;           // a CertificateVerify that waits for the rest of the server's flight
    PcClaim *claim;           // a CertificateVerify that was not checked yet; NULL
    PcPossession verified;    // where there is none: NOT_SEEN until a CertificateVerify came
    PcCoverage missing;       // the first thing that was; WHOLE while nothing is
    PcCoverage unbegun;       // the same, where that is the hello; it may still come
    bool unbegun_first;       // and nothing was missing before
    PcMark alert;
    unsigned alert_direction;
    unsigned encrypted_alert_direction;
    PcMark client_key_exchange;
    PcMark eap_result;
    bool retried; // a ClientHello came after HelloRetryRequest
    bool begun_with_hello;
    bool only_cookies; // nothing but HelloVerifyRequests so far
    bool server_hello;
    bool server_hello_done;
    bool old_style;          // something only TLS 1.2 and older send in clear
    bool dark;               // TLS 1.3 without keys
    bool resumed_by_silence; // told only by what the server did not send
    PcCoverage after;        // what was missing after the handshake; WHOLE while nothing is
    bool owes_late_answer;   // asked after the handshake of TLS 1.3, and not answered to the end
    size_t shortest;         // record of the server's flight in the dark; 0 none
    bool ended;              // no more will come
    GBytes *session_id;      // that the ClientHello offered; NULL if none
    GPtrArray *offered;      // of GBytes: tickets and PSK identities of the ClientHello, in order
    uint16_t identity;       // of those, which the server took (TLS 1.3)
    GPtrArray *issued;       // of GBytes: session identifier and tickets from the server
    guint n_noted;           // of those, that resumption.c has learnt
    PcFrameTimes times;      // of the first frames that brought something
    uint64_t since;          // the frame in which it began, if it is a renegotiation; else 0
    PcHandshake *again;      // a renegotiation that has not yet brought a client certificate
};

// pc_handshake_step begins an event: counts it, and takes note of the first frame.
// pc_handshake_step_inside is for everything but a ClientHello: what comes before one tells that
// the capture began late.
PcMark pc_handshake_step(PcHandshake *handshake, const PcSeen *seen);
PcMark pc_handshake_step_inside(PcHandshake *handshake, const PcSeen *seen);

// pc_handshake_side tells whose direction it is, pc_handshake_end_of the direction of a side (0
// for client and 1 for server while nothing is known).
PcSide pc_handshake_side(const PcHandshake *handshake, unsigned direction);
unsigned pc_handshake_end_of(const PcHandshake *handshake, PcSide side);

// pc_handshake_tell_side says that `side` speaks in `direction`.
void pc_handshake_tell_side(PcHandshake *handshake, PcSide side, unsigned direction,
                            PcSideBasis basis);

// pc_handshake_publish makes the public fields follow the directions again.
void pc_handshake_publish(PcHandshake *handshake);

// pc_handshake_renegotiate begins one if a message of `type` comes from a direction in which the
// last handshake is over; pc_handshake_promote makes it the record once it has brought a client
// certificate.
void pc_handshake_renegotiate(PcHandshake *handshake, const PcSeen *seen, uint8_t type);
void pc_handshake_promote(PcHandshake *handshake);

// pc_handshake_lacks notes the first thing that is missing in the handshake, or after it; `before`:
// it lies in the handshake whatever was accepted since.
void pc_handshake_note_lack(PcHandshake *handshake, PcCoverage what, bool before);

// pc_handshake_take_verify turns a CertificateVerify that waits into a claim, once what it signs is
// there; pc_handshake_forget_claim drops it and says what is to be told instead.
void pc_handshake_take_verify(PcHandshake *handshake);
void pc_handshake_forget_claim(struct PcHandshakeWork *work, PcPossession possession);

// pc_handshake_forget_transcript says that no CertificateVerify can be checked any more.
void pc_handshake_forget_transcript(PcHandshake *handshake);

// pc_handshake_accepted gives the mark at which the server had accepted; order 0 if it has not.
PcMark pc_handshake_accepted(const PcHandshake *handshake);

// pc_handshake_lacks gives the first thing that was missing.
PcCoverage pc_handshake_lacks(const PcHandshake *handshake);

// pc_mark_once keeps the first of its kind.
static inline void pc_mark_once(PcMark *mark, PcMark now)
{
    if (mark->order == 0) {
        *mark = now;
    }
}

static inline bool pc_version_is_tls13(uint16_t version)
{
    return version == PC_VERSION_TLS13;
}

#endif
