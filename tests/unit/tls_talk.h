// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of the observers: real OpenSSL endpoints talk, and their flights are fed to a
// PcTlsStream in pieces of any size, with any of them left out.
#ifndef PHONECERT_TESTS_TLS_TALK_H
#define PHONECERT_TESTS_TLS_TALK_H

#include "captures/make/endpoint.h"
#include "captures/make/phone.h"
#include "core/tls/stream.h"
#include <openssl/ssl.h>

// Cast is who takes part in the talks of one test program.
typedef struct {
    MkPki *pki;
    MkCredential *phone;   // an LSC of the cluster's CAPF
    MkCredential *foreign; // an LSC of another one
    EVP_PKEY *key;
    GPtrArray *trusted; // the cluster's CAPF
} Cast;

// take_proven takes what was read, with possession proven as a judge has it.
static inline PcHandshake *take_proven(PcTlsStream *stream)
{
    PcHandshake *handshake = pc_tls_stream_take(stream, true);
    if (handshake != NULL) {
        pc_handshake_prove(handshake, NULL);
    }
    return handshake;
}

static inline MkCredential *cast_lsc(Cast *cast, MkCaId issuer, EVP_PKEY *key)
{
    MkPhone phone;
    mk_phone(7, "CP-8861", &phone);
    MkLscSpec spec = {.issuer = issuer, .key = key};
    return mk_phone_lsc(cast->pki, &phone, &spec);
}

static inline void cast_begin(Cast *cast)
{
    cast->pki = mk_pki_new();
    cast->key = mk_key_new("RSA", 2048);
    cast->phone = cast_lsc(cast, MK_CA_CAPF, cast->key);
    cast->foreign = cast_lsc(cast, MK_CA_CAPF_FOREIGN, cast->key);
    cast->trusted = g_ptr_array_new();
    g_ptr_array_add(cast->trusted, mk_pki_ca(cast->pki, MK_CA_CAPF)->certificate);
}

static inline void cast_end(Cast *cast)
{
    mk_credential_free(cast->phone);
    mk_credential_free(cast->foreign);
    EVP_PKEY_free(cast->key);
    g_ptr_array_unref(cast->trusted);
    mk_pki_free(cast->pki);
}

// cast_talk gives the ordinary talk: a phone with its LSC, a CallManager that asks for it.
static inline MkTalk cast_talk(const Cast *cast, int version)
{
    static const MkLine lines[] = {{MK_CLIENT, "REGISTER", 0}, {MK_SERVER, "200 OK", 0}};
    return (MkTalk){
        .client = {.credential = cast->phone, .min_version = version, .max_version = version},
        .server = {.credential = mk_pki_server(cast->pki, MK_SERVER_CALLMANAGER),
                   .trusted = cast->trusted,
                   .min_version = version,
                   .max_version = version},
        .at_ns = mk_time("2026-11-23T03:10:00Z") * 1000000000,
        .lines = lines,
        .n_lines = G_N_ELEMENTS(lines),
        .ending = MK_END_CLIENT_CLOSES,
    };
}

// talk_memory is what all streams of a test share; tests fill it in.
static PcTlsMemory talk_memory;

static inline PcTlsStream *talk_stream(void)
{
    char client[] = "10.44.0.2", server[] = "10.44.255.1";
    PcEndpoint from = {client, 40000}, to = {server, 5061};
    return pc_tls_stream_new(&talk_memory, PC_TRANSPORT_TCP, &from, &to);
}

// feed_flight gives one flight to the stream in pieces of `piece_len` bytes (0: whole), each in a
// frame of its own.
static inline void feed_flight(PcTlsStream *stream, const MkFlight *flight, size_t piece_len,
                               uint64_t *frame)
{
    PcSeen seen = {.time = flight->at_ns, .direction = flight->from == MK_CLIENT ? 0 : 1};
    if (flight->kind == MK_FLIGHT_FIN || flight->kind == MK_FLIGHT_RST) {
        seen.frame = ++*frame;
        (flight->kind == MK_FLIGHT_FIN ? pc_handshake_fin : pc_handshake_reset)(
            pc_tls_stream_handshake(stream), &seen);
        return;
    }
    for (guint i = 0; i < flight->datagrams->len; i++) {
        PcBytes rest = pc_bytes_of(g_ptr_array_index(flight->datagrams, i));
        while (rest.len > 0) {
            PcBytes piece = pc_bytes_first(rest, piece_len > 0 ? piece_len : rest.len);
            pc_bytes_skip(&rest, piece.len);
            seen.frame = ++*frame;
            pc_tls_stream_bytes(stream, &seen, piece);
        }
    }
}

// observe_talk feeds a whole conversation and gives the settled handshake, NULL if there was none.
static inline PcHandshake *observe_talk(const MkConversation *talk, size_t piece_len)
{
    g_autoptr(PcTlsStream) stream = talk_stream();
    uint64_t frame = 0;
    for (guint i = 0; i < talk->flights->len; i++) {
        feed_flight(stream, g_ptr_array_index(talk->flights, i), piece_len, &frame);
    }
    return take_proven(stream);
}

#define assert_word(is, expected) g_assert_cmpstr((is), ==, (expected))

// assert_told checks the four words that settle derives.
static inline void assert_told(const PcHandshake *handshake, const char *client_certificate,
                               const char *possession, const char *outcome, const char *coverage)
{
    g_assert_nonnull(handshake);
    assert_word(pc_client_certificate_name(handshake->client_certificate), client_certificate);
    assert_word(pc_possession_name(handshake->possession), possession);
    assert_word(pc_outcome_name(handshake->outcome), outcome);
    assert_word(pc_coverage_name(handshake->coverage), coverage);
}

#endif
