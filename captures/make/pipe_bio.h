// SPDX-License-Identifier: GPL-2.0-or-later
// A BIO that carries what one endpoint writes to where another reads it, and keeps datagrams whole,
// which OpenSSL's own memory BIO does not.
#ifndef PHONECERT_CAPTURES_MAKE_PIPE_BIO_H
#define PHONECERT_CAPTURES_MAKE_PIPE_BIO_H

#include <glib.h>
#include <openssl/bio.h>

// MkPipe is one endpoint's end: what it wrote and nobody took yet, what waits for it to read.
typedef struct MkPipe {
    GPtrArray *written; // of GBytes, one a write
    GQueue inbox;       // of GBytes
    unsigned mtu;       // > 0: datagrams
} MkPipe;

// mk_pipe_new makes a pipe; `mtu` 0 makes it a byte stream. mk_pipe_free frees it; NULL is fine.
MkPipe *mk_pipe_new(unsigned mtu);
void mk_pipe_free(MkPipe *pipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkPipe, mk_pipe_free)

// mk_pipe_bio makes a BIO on the pipe, which must outlive it. SSL_set_bio takes it over.
BIO *mk_pipe_bio(MkPipe *pipe);

// mk_pipe_take takes all that was written: an array of GBytes, one a write, for the caller to
// unref.
GPtrArray *mk_pipe_take(MkPipe *pipe);

// mk_pipe_give puts bytes where the endpoint reads; it takes a reference.
void mk_pipe_give(MkPipe *pipe, GBytes *bytes);

#endif
