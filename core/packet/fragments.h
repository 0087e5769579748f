// SPDX-License-Identifier: GPL-2.0-or-later
// PcFragments puts fragments (of IPv4, IPv6, CAPWAP) together in whatever order they come. Where
// two overlap, the bytes that came first stay. What is kept is bounded in number, bytes and time;
// the oldest goes first.
#ifndef PHONECERT_CORE_PACKET_FRAGMENTS_H
#define PHONECERT_CORE_PACKET_FRAGMENTS_H

#include "core/bytes/account.h"
#include "core/bytes/bytes.h"

enum {
    PC_FRAGMENTS_MAX_DATAGRAMS = 1024,
    PC_FRAGMENTS_MAX_SECONDS = 30, // of capture time between first and last fragment
};

enum { PC_FRAGMENT_CAPWAP = 1 }; // a PcFragmentKey's kind beside the address lengths 4 and 16

// PcFragmentKey says which fragments belong together.
typedef struct {
    uint64_t address[4];
    uint32_t id;
    uint8_t protocol;
    uint8_t kind;
} PcFragmentKey;

typedef struct {
    PcBytes bytes;   // captured
    size_t missing;  // bytes behind them that were not
    uint32_t offset; // in bytes, a multiple of 8
    bool more;       // further fragments follow
    int64_t time;    // ns
    uint64_t frame;
} PcFragment;

// PcLostDatagram is one that is given up; all is lent.
typedef struct {
    const PcFragmentKey *key;
    PcBytes beginning; // as far as it came without a hole
    unsigned n_times;  // that its first fragment came
    uint64_t frame;    // in which it began
    int64_t time;
} PcLostDatagram;

typedef void (*PcFragmentsLost)(void *user, const PcLostDatagram *lost);

typedef struct PcFragments PcFragments;

PcFragments *pc_fragments_new(void);

// pc_fragments_account says in whose account it keeps what it has, before the first fragment.
void pc_fragments_account(PcFragments *fragments, PcAccount *account);

void pc_fragments_free(PcFragments *fragments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcFragments, pc_fragments_free)

// pc_fragments_add takes one fragment. True if it completes its datagram: `bytes` is then lent
// until pc_fragments_release, and `missing` counts what the capture lacks behind them.
bool pc_fragments_add(PcFragments *fragments, const PcFragmentKey *key, const PcFragment *fragment,
                      PcBytes *bytes, size_t *missing);

// pc_fragments_on_lost says who is told.
void pc_fragments_on_lost(PcFragments *fragments, PcFragmentsLost lost, void *user);

// pc_fragments_release frees the datagrams that were lent. Call it between frames.
void pc_fragments_release(PcFragments *fragments);

// pc_fragments_clear forgets every datagram that is not complete; pc_fragments_dropped counts the
// fragments that were given up since the beginning.
void pc_fragments_clear(PcFragments *fragments);
uint64_t pc_fragments_dropped(const PcFragments *fragments);

#endif
