// SPDX-License-Identifier: GPL-2.0-or-later
// PcHttpTalk follows one HTTP/1.x connection (RFC 9112) and gives the wanted files that went over
// it whole: by length, in chunks or up to the end, compressed or not, several requests ahead. A
// file with a hole in it is not given.
#ifndef PHONECERT_CORE_OBSERVE_HTTP_TALK_H
#define PHONECERT_CORE_OBSERVE_HTTP_TALK_H

#include "core/handshake/handshake.h"

enum {
    PC_HTTP_MAX_HEAD = 16 * 1024,     // a longer head ends the talk
    PC_HTTP_MAX_WAITING = 64,         // requests without their response
    PC_HTTP_MAX_IN_VAIN = 64,         // responses that were not wanted, in a row
    PC_HTTP_MAX_UNWANTED = 256 * 1024 // bytes: a longer unwanted response ends the talk
};

// PcHttpFile is told of every wanted file; `content` is lent, `client` the direction of requests.
typedef void (*PcHttpFile)(void *user, const char *name, GBytes *content, const PcSeen *seen);

typedef struct PcHttpTalk PcHttpTalk;
PcHttpTalk *pc_http_talk_new(PcHttpFile file, void *user);
void pc_http_talk_free(PcHttpTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcHttpTalk, pc_http_talk_free)

// pc_http_looks_like says whether bytes begin a request that fetches, or a response.
bool pc_http_looks_like(PcBytes first);

// The events of the connection, in stream order; `seen->direction` tells which way bytes went.
void pc_http_talk_bytes(PcHttpTalk *talk, const PcSeen *seen, PcBytes bytes);
void pc_http_talk_gap(PcHttpTalk *talk, unsigned direction, size_t len);
void pc_http_talk_fin(PcHttpTalk *talk, const PcSeen *seen);
// pc_http_talk_held gives how many bytes are kept of a file and of heads that are not whole.
size_t pc_http_talk_held(const PcHttpTalk *talk);

// pc_http_talk_done says that nothing wanted can come any more.
bool pc_http_talk_done(const PcHttpTalk *talk);

#endif
