// SPDX-License-Identifier: GPL-2.0-or-later
// A crowd of phones: thousands of real handshakes, made once by two OpenSSL endpoints each, kept as
// a capture, and read back as conversations that other captures are built from.
#ifndef PHONECERT_TESTS_BENCH_CROWD_H
#define PHONECERT_TESTS_BENCH_CROWD_H

#include "tests/bench/capture_out.h"

// CrowdSpec: `n_phones` phones of which each calls `n_calls` times, with the same certificate.
typedef struct CrowdSpec {
    unsigned n_phones;
    unsigned n_calls;
} CrowdSpec;

// crowd_write makes DIR/NAME (pcap) and, if `trust` is set, the trust folders under DIR/TRUST. Each
// run has CAs of its own.
bool crowd_write(const CrowdSpec *spec, const char *capture, const char *trust, GError **error);

// CrowdFrame is one frame of a conversation; the bytes are lent by the crowd.
typedef struct CrowdFrame {
    const uint8_t *bytes;
    size_t len;
} CrowdFrame;

// CrowdConversation is one connection, from its SYN on.
typedef struct CrowdConversation {
    const CrowdFrame *frames;
    size_t n_frames;
} CrowdConversation;

typedef struct Crowd Crowd;

// crowd_open reads what crowd_write wrote.
Crowd *crowd_open(const char *path, GError **error);
void crowd_free(Crowd *crowd);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crowd, crowd_free)

unsigned crowd_n_conversations(const Crowd *crowd);

// crowd_conversation lends one conversation; numbers past the end begin again.
CrowdConversation crowd_conversation(const Crowd *crowd, uint64_t number);

#endif
