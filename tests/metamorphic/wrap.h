// SPDX-License-Identifier: GPL-2.0-or-later
// Puts a sample's packets under another link, or into a tunnel. A wrapping is one line of text that
// reads like the headers on the wire; the table of them is what the tests walk through.
#ifndef PHONECERT_TESTS_METAMORPHIC_WRAP_H
#define PHONECERT_TESTS_METAMORPHIC_WRAP_H

#include "tests/metamorphic/sample.h"

// What of the sample's Ethernet frame a wrapping carries.
typedef enum {
    META_CARRIES_FRAME,   // all of it
    META_CARRIES_PAYLOAD, // what follows its EtherType
    META_CARRIES_IP,      // its IP packet, and nothing that is not IP
} MetaCarries;

typedef struct {
    const char *name; // also of a file
    uint32_t link_type;
    MetaCarries carries;
    const char *headers; // before it; see wrap.c
} MetaWrapping;

// meta_wrappings gives the table.
const MetaWrapping *meta_wrappings(size_t *n_wrappings);

// MetaTold is a wrapping whose UDP port says nothing of itself: the user names it.
typedef struct {
    const char *name;
    uint16_t port;
    const char *kind;
} MetaTold;

// meta_told gives that of a wrapping; NULL: it needs none.
const MetaTold *meta_told(const MetaWrapping *wrapping);

// meta_wrap gives the frames wrapped, or NULL if the sample has packets that the wrapping cannot
// carry.
GPtrArray *meta_wrap(const MetaWrapping *wrapping, const GPtrArray *frames);

#endif
