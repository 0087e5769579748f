// SPDX-License-Identifier: GPL-2.0-or-later
// A party of a talk becomes an SSL_CTX: its certificate, what it trusts and at which moment, its
// limits. Private to endpoint.c.
#ifndef PHONECERT_CAPTURES_MAKE_TLS_CONTEXT_H
#define PHONECERT_CAPTURES_MAKE_TLS_CONTEXT_H

#include "captures/make/endpoint.h"
#include <openssl/types.h>

// mk_context_new makes the context of one side. The caller frees it.
SSL_CTX *mk_context_new(const MkTalk *talk, MkSide side);

// mk_context_verify_mode gives OpenSSL's flags for what this side wants of its peer.
int mk_context_verify_mode(const MkTalk *talk, MkSide side);

#endif
