// SPDX-License-Identifier: GPL-2.0-or-later
// PcDoneSet remembers connections of which no more is wanted, in 16 bytes each: not their addresses
// and ports but a hash of them under a key that nobody knows, so nobody can make two connections
// that have the same, and chance does not (two of a million in 2^64).
#ifndef PHONECERT_CORE_PACKET_DONE_SET_H
#define PHONECERT_CORE_PACKET_DONE_SET_H

#include "core/bytes/account.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// PcDone is one of them; its members are for reading.
typedef struct {
    uint64_t name; // the hash; 0: none
    uint32_t isn;  // of its SYN, where `has_syn`; of DTLS a piece of the hello's random
    uint32_t has_syn : 1;
    uint32_t seen : 31; // when, in seconds
} PcDone;

typedef struct PcDoneSet PcDoneSet;

PcDoneSet *pc_done_set_new(void);
// pc_done_set_account has the set counted in an account, which outlives it: it grows no further
// than it has room there.
void pc_done_set_account(PcDoneSet *set, PcAccount *account);
void pc_done_set_free(PcDoneSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcDoneSet, pc_done_set_free)

// pc_done_set_name gives the hash of what tells connections apart; key[4] and key[5] are of 32
// bits.
uint64_t pc_done_set_name(const PcDoneSet *set, const uint64_t key[6]);

// pc_done_set_find gives the connection of a name, NULL where it is not known. It is lent until the
// next call of add or remove.
PcDone *pc_done_set_find(PcDoneSet *set, uint64_t name);

// pc_done_set_add takes one that is not known yet. Others that were not seen for `max_idle` seconds
// go, and where there is no room the one that was not seen longest of a few.
void pc_done_set_add(PcDoneSet *set, const PcDone *done, uint32_t max_idle);
void pc_done_set_remove(PcDoneSet *set, PcDone *done);
void pc_done_set_clear(PcDoneSet *set);

size_t pc_done_set_count(const PcDoneSet *set);

#endif
