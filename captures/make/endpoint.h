// SPDX-License-Identifier: GPL-2.0-or-later
// Two real OpenSSL endpoints talk to each other over memory, and what each sends becomes a list of
// flights: who, when, which bytes. Nothing of a handshake is written by hand; alerts are those that
// OpenSSL sends when it verifies the peer at the moment of the capture.
#ifndef PHONECERT_CAPTURES_MAKE_ENDPOINT_H
#define PHONECERT_CAPTURES_MAKE_ENDPOINT_H

#include "captures/make/certificate.h"

typedef enum MkSide { MK_CLIENT, MK_SERVER } MkSide;

// MkFlightKind tells bytes from the events of the connection below.
typedef enum MkFlightKind { MK_FLIGHT_BYTES, MK_FLIGHT_FIN, MK_FLIGHT_RST } MkFlightKind;

// MkFlight is what one side sends before it listens again. `datagrams` holds GBytes: for TLS one
// with all bytes, for DTLS one each.
typedef struct MkFlight {
    MkSide from;
    MkFlightKind kind;
    int64_t at_ns; // since the epoch
    GPtrArray *datagrams;
} MkFlight;

// MkConversation is the outcome of a talk.
typedef struct MkConversation {
    GPtrArray *flights; // of MkFlight
    GString *key_log;   // lines of an NSS key log: the secrets of this connection
    bool client_done;   // the client finished its (last) handshake
    bool server_done;   // the server did
    bool resumed;       // the handshake was an abbreviated one
} MkConversation;

// MkParty is one side of a talk. Pointers are borrowed; zero and NULL have the meanings given here.
typedef struct MkParty {
    const MkCredential *credential; // what it shows; NULL: nothing
    const GPtrArray *trusted; // of X509: a server asks for a certificate and verifies it, a client
                              // verifies the server's; NULL: it does not
    bool optional;            // a server that asks but goes on without a certificate
    bool lenient;             // a server that goes on whatever the verification says
    const GPtrArray *announced; // of X509: names for the server's CertificateRequest; NULL: none
    int min_version;            // TLS1_VERSION ...; 0: the lowest
    int max_version;            // 0: TLS 1.2
    const char *ciphers;   // OpenSSL cipher list for TLS 1.2 and below; NULL: all, NULL ciphers too
    const char *groups;    // OpenSSL group list; NULL: OpenSSL's own
    unsigned max_fragment; // bytes of a record's payload, 512 to 16384; 0: 16384
    bool no_tickets;       // a server without session tickets
} MkParty;

// MkLine is one message of application data after the handshake.
typedef struct MkLine {
    MkSide from;
    const char *text;
    size_t len; // 0: strlen(text)
} MkLine;

// MkAct is something that a side does after the handshake, before the lines.
typedef enum MkAct {
    MK_ACT_NONE,
    MK_ACT_RENEGOTIATE, // TLS <= 1.2: the server asks, now for a certificate, and both shake hands
                        // again
    MK_ACT_POST_HANDSHAKE_AUTH, // TLS 1.3: the server asks for a certificate
    MK_ACT_KEY_UPDATE,          // TLS 1.3: both sides change keys
} MkAct;

// MkEnding says who ends the connection after the last line.
typedef enum MkEnding {
    MK_END_OPEN,          // nobody: it stays up
    MK_END_CLIENT_CLOSES, // close_notify and FIN
    MK_END_SERVER_CLOSES, // close_notify and FIN
    MK_END_SERVER_FIN,    // FIN without a word of TLS
    MK_END_SERVER_RST,
} MkEnding;

// MkTalk describes a conversation. A talk whose handshake fails ends with the alert and a FIN of
// who sent it.
typedef struct MkTalk {
    MkParty client;
    MkParty server;
    int64_t at_ns;           // when the client speaks; certificates are judged at this moment
    const char *server_name; // SNI; NULL: none
    const MkLine *prelude;   // said without TLS before it: STARTTLS, a proxy's CONNECT
    size_t n_prelude;
    const MkLine *lines;
    size_t n_lines;
    MkAct act;
    MkEnding ending;
    unsigned dtls_mtu;      // > 0: DTLS in datagrams of at most so many bytes
    bool dtls_cookie;       // the server answers the first hello with HelloVerifyRequest
    unsigned lost_datagram; // DTLS: number (from 1) of the datagram that never arrives; 0: none
} MkTalk;

// MkMemory keeps what a server remembers between talks (session cache, ticket keys) and what its
// client remembers (the last session), so that a second talk resumes the first. The server's party
// of the first talk stays.
typedef struct MkMemory MkMemory;

// mk_talk runs the talk and gives all flights in order. `memory` NULL: both sides forget. The
// caller frees the conversation.
MkConversation *mk_talk(const MkTalk *talk, MkMemory *memory);

// mk_memory_new and mk_memory_free make and free a memory; NULL is fine for the latter.
MkMemory *mk_memory_new(void);
void mk_memory_free(MkMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkMemory, mk_memory_free)

// mk_conversation_free frees a conversation; NULL is fine.
void mk_conversation_free(MkConversation *conversation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkConversation, mk_conversation_free)

// mk_conversation_stop drops every flight after the first `n_flights` and lets `by` send RST
// instead.
void mk_conversation_stop(MkConversation *conversation, unsigned n_flights, MkSide by);

#endif
