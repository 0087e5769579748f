// SPDX-License-Identifier: GPL-2.0-or-later
// PcFlowTable finds a connection by its addresses and ports: open addressing, both directions in
// one slot, a slot one cache line. A connection of which only the SYN was seen is a slot and
// nothing else, and one that nobody is interested in any more not even that (PcDoneSet).
#ifndef PHONECERT_CORE_PACKET_FLOW_TABLE_H
#define PHONECERT_CORE_PACKET_FLOW_TABLE_H

#include "core/packet/decode.h"
#include "core/packet/done_set.h"

enum {
    PC_FLOW_TABLE_MIN_SLOTS = 1024,
    PC_FLOW_TABLE_MAX_SLOTS = 128 * 1024, // 8 MiB; five of eight are used at most
    PC_FLOW_TABLE_MAX_HALF_OPEN = 32 * 1024,
    PC_FLOW_TABLE_MAX_LIVE = 32 * 1024, // unfinished handshakes at one time
    PC_FLOW_HALF_OPEN_SECONDS = 120,    // idle, of capture time
    PC_FLOW_LIVE_SECONDS = 1800,
    PC_FLOW_DONE_SECONDS = 600,
    PC_FLOW_SYN_SECONDS = 60, // of silence, after which the same SYN begins another connection
};

typedef enum {
    PC_SLOT_EMPTY,
    PC_SLOT_HALF_OPEN, // a SYN, perhaps its answer, no payload yet
    PC_SLOT_LIVE,      // somebody follows it: `flow`
    PC_SLOT_DONE,      // its packets are dropped; pc_flow_table_retire is due
    PC_SLOT_STATES,
} PcSlotState;

// PcFlowKey: the end with the smaller address and port comes first, so that both directions have
// the same.
typedef struct {
    PcAddress low, high;
    uint32_t ports;   // of low << 16 | of high
    uint8_t protocol; // of IP, in its upper bits which of several connections at a time (tcp.c)
} PcFlowKey;

typedef struct {
    PcAddress low, high;
    uint32_t ports;
    uint32_t last_seen; // seconds on the table's own clock
    union {
        PcFlow *flow; // LIVE
        struct {      // HALF_OPEN: the SYN
            uint64_t frame;
            int64_t time;
        } syn;
        struct { // HALF_OPEN, once the SYN was answered with one
            uint64_t frame;
            uint32_t isn;
        } answer;
    } of;
    uint32_t isn; // of the SYN, where has_syn; else the number before a hello's, or 0; of UDP a
                  // piece of the latest hello's random
    uint8_t protocol;
    uint8_t state; // PcSlotState
    uint8_t address_len;
    bool from_high : 1; // the first packet seen came from the high end
    bool has_syn : 1;
    bool syn_from_high : 1;
    bool answered : 1;   // anything but a reset came back, or more than SYNs went
    bool has_answer : 1; // `of.answer` holds
    bool repeated : 1;   // the client sent the SYN again, as nothing had come back
    bool refused : 1;    // HALF_OPEN: by a reset, which was not told yet
    bool shares : 1;     // there are, or were, others with these addresses and ports
} PcFlowSlot;

typedef struct PcFlowTable PcFlowTable;

// PcFlowEvict is told of a slot that goes, to make room or because its time is over; it frees what
// the slot holds.
typedef void (*PcFlowEvict)(void *user, PcFlowSlot *slot, bool for_room);

PcFlowTable *pc_flow_table_new(PcFlowEvict evict, void *user);
// pc_flow_table_account has the table counted in an account, which outlives it: it grows no further
// than it has room there.
void pc_flow_table_account(PcFlowTable *table, PcAccount *account);
void pc_flow_table_free(PcFlowTable *table); // without evicting
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcFlowTable, pc_flow_table_free)

// pc_flow_key makes the key of a packet; true if the packet comes from the high end.
bool pc_flow_key(const PcDecode *packet, uint16_t source_port, uint16_t destination_port,
                 PcFlowKey *key);

// pc_flow_table_find gives the slot, or NULL. A slot stays where it is until the next insert or
// remove.
PcFlowSlot *pc_flow_table_find(PcFlowTable *table, const PcFlowKey *key);

// pc_flow_table_insert gives a new slot (HALF_OPEN, everything else 0) for a key that is not in the
// table. It may evict others.
PcFlowSlot *pc_flow_table_insert(PcFlowTable *table, const PcFlowKey *key);

// pc_flow_table_set_state changes the state, so that the table can count.
void pc_flow_table_set_state(PcFlowTable *table, PcFlowSlot *slot, PcSlotState state);

// pc_flow_table_retire gives a DONE slot up; the connection is remembered as one that is done.
void pc_flow_table_retire(PcFlowTable *table, PcFlowSlot *slot);

// pc_flow_table_done gives such a connection, lent until the next retire or renew; NULL where there
// is none. pc_flow_table_renew forgets it: another one begins on its ports.
PcDone *pc_flow_table_done(const PcFlowTable *table, const PcFlowKey *key);
void pc_flow_table_renew(PcFlowTable *table, PcDone *done);

// pc_flow_table_tick moves the table's clock to the time of a frame; pc_flow_table_touch marks the
// slot as seen now. One frame moves the clock by a minute at most, so that one wrong time stamp
// does not end every connection.
void pc_flow_table_tick(PcFlowTable *table, int64_t time);
void pc_flow_table_touch(const PcFlowTable *table, PcFlowSlot *slot);
void pc_flow_table_touch_done(const PcFlowTable *table, PcDone *done);

// pc_flow_table_idle says for how many seconds of that clock a slot, and pc_flow_table_idle_done a
// connection that is done, was not touched.
uint32_t pc_flow_table_idle(const PcFlowTable *table, const PcFlowSlot *slot);
uint32_t pc_flow_table_idle_done(const PcFlowTable *table, const PcDone *done);

// pc_flow_table_evict_live lets one live slot make room, as the longest idle of a few; false if
// there is none. pc_flow_table_bound_live does so where there are more than may be.
bool pc_flow_table_evict_live(PcFlowTable *table);
void pc_flow_table_bound_live(PcFlowTable *table);

// PcFlowVisit is given a live or half-open slot; it may make it DONE. pc_flow_table_each_open
// visits those that were silent for at least `idle` seconds, in the order of `compare` (which gets
// pointers to PcFlowSlot pointers); `user` is that of the table.
typedef void (*PcFlowVisit)(void *user, PcFlowSlot *slot);
void pc_flow_table_each_open(PcFlowTable *table, uint32_t idle, GCompareFunc compare,
                             PcFlowVisit visit);

// pc_flow_table_clear evicts every slot that is half open or live, in the same order, and
// empties the table.
void pc_flow_table_clear(PcFlowTable *table, GCompareFunc compare);

// pc_flow_table_evict lets one slot go, to make room.
void pc_flow_table_evict(PcFlowTable *table, PcFlowSlot *slot);

size_t pc_flow_table_count(const PcFlowTable *table, PcSlotState state);

#endif
