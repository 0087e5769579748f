// SPDX-License-Identifier: GPL-2.0-or-later
// The second opinion: what the program `openssl verify` says of the same chain, store and moment.
#ifndef PHONECERT_TESTS_SCENARIOS_OPENSSL_VERIFY_H
#define PHONECERT_TESTS_SCENARIOS_OPENSSL_VERIFY_H

#include <glib.h>
#include <stdbool.h>

// OpensslQuestion: certificates are PcCertificate, the chain leaf first.
typedef struct {
    const GPtrArray *chain;
    const GPtrArray *store;
    gint64 time; // seconds since 1970 UTC
    bool strict;
} OpensslQuestion;

// openssl_is_there says whether the program can be found.
bool openssl_is_there(void);

// openssl_verify asks; true where it accepts. Its words go to `said` (caller frees).
bool openssl_verify(const OpensslQuestion *question, char **said);

#endif
