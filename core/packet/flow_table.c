// SPDX-License-Identifier: GPL-2.0-or-later
// Linear probing with backward shift: a look-up ends at the first empty slot, and nothing is left
// behind by a removal. When the table is full or a kind of slot too numerous, a hand that goes
// round finds what has been idle longest among the next few.
#include "core/packet/flow_table.h"

enum {
    SWEEP_PER_INSERT = 4, // slots looked at for idle ones whenever one is added
    CANDIDATES = 16,      // among which the longest idle one is evicted
    MAX_PROBES = 256,     // slots that a look-up tries; no chance makes such a cluster, only malice
    MAX_TICK_SECONDS = 60, // by which one frame can move the clock
    NANOSECONDS = 1000000000,
};

static const uint32_t idle_seconds[PC_SLOT_STATES] = {
    [PC_SLOT_HALF_OPEN] = PC_FLOW_HALF_OPEN_SECONDS,
    [PC_SLOT_LIVE] = PC_FLOW_LIVE_SECONDS,
    [PC_SLOT_DONE] = PC_FLOW_DONE_SECONDS,
};

struct PcFlowTable {
    PcFlowSlot *slots;
    void *memory;   // of which `slots` is the part that begins at a cache line
    size_t n_slots; // a power of two
    size_t mask;
    size_t n_used;
    size_t count[PC_SLOT_STATES];
    size_t hand;
    uint32_t now;   // seconds, the table's own
    int64_t latest; // time of the latest frame, in seconds
    bool has_time;
    PcDoneSet *done;
    PcAccount *account; // NULL: nobody counts
    PcFlowEvict evict;
    void *user;
};

G_STATIC_ASSERT(sizeof(PcFlowSlot) == 64);

static size_t size_of(size_t n_slots)
{
    return n_slots > 0 ? pc_account_block((n_slots + 1) * sizeof(PcFlowSlot)) : 0;
}

static void count(PcFlowTable *table, size_t n_now, size_t n_before)
{
    if (table->account != NULL) {
        pc_account_change(table->account, PC_HOLD_TABLE, size_of(n_now), size_of(n_before));
    }
}

static void allocate(PcFlowTable *table, size_t n_slots)
{
    enum { CACHE_LINE = 64 };
    table->memory = g_malloc0((n_slots + 1) * sizeof(PcFlowSlot));
    size_t off = (uintptr_t)table->memory % CACHE_LINE;
    uint8_t *aligned = (uint8_t *)table->memory + (off == 0 ? 0 : CACHE_LINE - off);
    table->slots = (PcFlowSlot *)(void *)aligned;
    table->n_slots = n_slots;
    table->mask = n_slots - 1;
}

PcFlowTable *pc_flow_table_new(PcFlowEvict evict, void *user)
{
    PcFlowTable *table = g_new0(PcFlowTable, 1);
    table->evict = evict;
    table->user = user;
    table->done = pc_done_set_new();
    allocate(table, PC_FLOW_TABLE_MIN_SLOTS);
    return table;
}

void pc_flow_table_account(PcFlowTable *table, PcAccount *account)
{
    table->account = account;
    count(table, table->n_slots, 0);
    pc_done_set_account(table->done, account);
}

void pc_flow_table_free(PcFlowTable *table)
{
    if (table != NULL) {
        count(table, 0, table->n_slots);
        g_free(table->memory);
        pc_done_set_free(table->done);
        g_free(table);
    }
}

static bool is_before(PcAddress a, PcAddress b)
{
    return a.high != b.high ? a.high < b.high : a.low < b.low;
}

static bool is_same(PcAddress a, PcAddress b)
{
    return a.high == b.high && a.low == b.low;
}

bool pc_flow_key(const PcDecode *packet, uint16_t source_port, uint16_t destination_port,
                 PcFlowKey *key)
{
    bool same = is_same(packet->source, packet->destination);
    bool from_high =
        same ? source_port > destination_port : is_before(packet->destination, packet->source);
    key->low = from_high ? packet->destination : packet->source;
    key->high = from_high ? packet->source : packet->destination;
    key->ports = from_high ? (uint32_t)destination_port << 16 | source_port
                           : (uint32_t)source_port << 16 | destination_port;
    key->protocol = packet->protocol;
    return from_high;
}

static uint64_t name_of(const PcFlowTable *table, PcAddress low, PcAddress high, uint32_t ports,
                        uint8_t protocol)
{
    const uint64_t key[] = {low.low, high.low, low.high, high.high, ports, protocol};
    return pc_done_set_name(table->done, key);
}

// Under a key that nobody knows: else addresses and ports could be chosen that all come to lie
// together.
static size_t home_of(const PcFlowTable *table, PcAddress low, PcAddress high, uint32_t ports)
{
    return (size_t)name_of(table, low, high, ports, 0) & table->mask;
}

PcFlowSlot *pc_flow_table_find(PcFlowTable *table, const PcFlowKey *key)
{
    size_t i = home_of(table, key->low, key->high, key->ports);
    for (unsigned probes = 0; probes < MAX_PROBES; probes++, i = (i + 1) & table->mask) {
        PcFlowSlot *slot = &table->slots[i];
        if (slot->state == PC_SLOT_EMPTY) {
            break;
        }
        if (slot->ports == key->ports && slot->low.low == key->low.low &&
            slot->high.low == key->high.low && slot->low.high == key->low.high &&
            slot->high.high == key->high.high && slot->protocol == key->protocol) {
            return slot;
        }
    }
    return NULL;
}

// The slot that a key is to have; NULL where a cluster is in the way.
static PcFlowSlot *first_empty(PcFlowTable *table, PcAddress low, PcAddress high, uint32_t ports)
{
    size_t i = home_of(table, low, high, ports);
    for (unsigned probes = 0; probes < MAX_PROBES; probes++, i = (i + 1) & table->mask) {
        if (table->slots[i].state == PC_SLOT_EMPTY) {
            return &table->slots[i];
        }
    }
    return NULL;
}

static void grow(PcFlowTable *table)
{
    PcFlowSlot *old = table->slots;
    size_t n_old = table->n_slots;
    void *old_memory = table->memory;
    allocate(table, n_old * 2);
    count(table, table->n_slots, n_old);
    for (size_t i = 0; i < n_old; i++) {
        if (old[i].state == PC_SLOT_EMPTY) {
            continue;
        }
        PcFlowSlot *slot = first_empty(table, old[i].low, old[i].high, old[i].ports);
        if (slot != NULL) {
            *slot = old[i];
        } else {
            table->evict(table->user, &old[i], true);
            table->count[old[i].state] -= 1;
            table->n_used -= 1;
        }
    }
    g_free(old_memory);
}

// Empties the slot at `i` and moves those behind it that would not be found any more.
static void remove_at(PcFlowTable *table, size_t i)
{
    table->count[table->slots[i].state] -= 1;
    table->n_used -= 1;
    size_t hole = i;
    for (;;) {
        table->slots[hole].state = PC_SLOT_EMPTY;
        size_t next = hole;
        const PcFlowSlot *slot;
        size_t home;
        do {
            next = (next + 1) & table->mask;
            slot = &table->slots[next];
            if (slot->state == PC_SLOT_EMPTY) {
                return;
            }
            home = home_of(table, slot->low, slot->high, slot->ports);
        } while (((next - home) & table->mask) < ((next - hole) & table->mask));
        table->slots[hole] = *slot;
        hole = next;
    }
}

static void evict_at(PcFlowTable *table, size_t i, bool for_room)
{
    table->evict(table->user, &table->slots[i], for_room);
    remove_at(table, i);
}

void pc_flow_table_evict(PcFlowTable *table, PcFlowSlot *slot)
{
    evict_at(table, (size_t)(slot - table->slots), true);
}

uint32_t pc_flow_table_idle(const PcFlowTable *table, const PcFlowSlot *slot)
{
    return table->now - slot->last_seen;
}

uint32_t pc_flow_table_idle_done(const PcFlowTable *table, const PcDone *done)
{
    return (table->now - done->seen) & INT32_MAX;
}

static void sweep_a_little(PcFlowTable *table)
{
    for (unsigned n = 0; n < SWEEP_PER_INSERT; n++) {
        const PcFlowSlot *slot = &table->slots[table->hand];
        if (slot->state != PC_SLOT_EMPTY &&
            pc_flow_table_idle(table, slot) > idle_seconds[slot->state]) {
            evict_at(table, table->hand, false); // what moved into its place is looked at next
        } else {
            table->hand = (table->hand + 1) & table->mask;
        }
    }
}

// Evicts one slot in `state` (PC_SLOT_EMPTY: in any), the longest idle of the next few.
static void evict_one(PcFlowTable *table, PcSlotState state)
{
    size_t best = table->hand;
    uint32_t best_idle = 0;
    unsigned n_seen = 0;
    for (size_t n = 0; n < table->n_slots && n_seen < CANDIDATES; n++) {
        const PcFlowSlot *slot = &table->slots[table->hand];
        if (slot->state != PC_SLOT_EMPTY && (state == PC_SLOT_EMPTY || slot->state == state)) {
            if (n_seen == 0 || pc_flow_table_idle(table, slot) > best_idle) {
                best = table->hand;
                best_idle = pc_flow_table_idle(table, slot);
            }
            n_seen += 1;
        }
        table->hand = (table->hand + 1) & table->mask;
    }
    g_assert(n_seen > 0);
    evict_at(table, best, true);
}

bool pc_flow_table_evict_live(PcFlowTable *table)
{
    if (table->count[PC_SLOT_LIVE] == 0) {
        return false;
    }
    evict_one(table, PC_SLOT_LIVE);
    return true;
}

void pc_flow_table_bound_live(PcFlowTable *table)
{
    if (table->count[PC_SLOT_LIVE] > PC_FLOW_TABLE_MAX_LIVE) {
        evict_one(table, PC_SLOT_LIVE);
    }
}

static bool may_grow(const PcFlowTable *table)
{
    return table->n_slots < PC_FLOW_TABLE_MAX_SLOTS &&
           (table->account == NULL ||
            pc_account_fits(table->account, PC_HOLD_TABLE, size_of(table->n_slots)));
}

static void make_room(PcFlowTable *table)
{
    sweep_a_little(table);
    if (table->count[PC_SLOT_HALF_OPEN] >= PC_FLOW_TABLE_MAX_HALF_OPEN) {
        evict_one(table, PC_SLOT_HALF_OPEN);
    }
    if (table->count[PC_SLOT_LIVE] >= PC_FLOW_TABLE_MAX_LIVE) {
        evict_one(table, PC_SLOT_LIVE);
    }
    if (table->n_used < table->n_slots / 8 * 5) {
        return;
    }
    if (may_grow(table)) {
        grow(table);
    } else {
        evict_one(table, PC_SLOT_EMPTY);
    }
}

// Breaks a cluster up: the longest idle of its slots goes.
static void thin_out(PcFlowTable *table, size_t home)
{
    size_t best = home;
    for (size_t n = 0; n < MAX_PROBES; n++) {
        size_t i = (home + n) & table->mask;
        if (pc_flow_table_idle(table, &table->slots[i]) >
            pc_flow_table_idle(table, &table->slots[best])) {
            best = i;
        }
    }
    evict_at(table, best, true);
}

PcFlowSlot *pc_flow_table_insert(PcFlowTable *table, const PcFlowKey *key)
{
    make_room(table);
    PcFlowSlot *slot;
    while ((slot = first_empty(table, key->low, key->high, key->ports)) == NULL) {
        thin_out(table, home_of(table, key->low, key->high, key->ports));
    }
    *slot = (PcFlowSlot){
        .low = key->low,
        .high = key->high,
        .ports = key->ports,
        .protocol = key->protocol,
        .state = PC_SLOT_HALF_OPEN,
        .last_seen = table->now,
    };
    table->n_used += 1;
    table->count[PC_SLOT_HALF_OPEN] += 1;
    return slot;
}

void pc_flow_table_set_state(PcFlowTable *table, PcFlowSlot *slot, PcSlotState state)
{
    table->count[slot->state] -= 1;
    table->count[state] += 1;
    slot->state = (uint8_t)state;
}

void pc_flow_table_retire(PcFlowTable *table, PcFlowSlot *slot)
{
    const PcDone done = {
        .name = name_of(table, slot->low, slot->high, slot->ports, slot->protocol),
        .isn = slot->isn,
        .has_syn = slot->has_syn,
        .seen = slot->last_seen & INT32_MAX,
    };
    pc_done_set_add(table->done, &done, PC_FLOW_DONE_SECONDS);
    remove_at(table, (size_t)(slot - table->slots));
}

PcDone *pc_flow_table_done(const PcFlowTable *table, const PcFlowKey *key)
{
    return pc_done_set_find(table->done,
                            name_of(table, key->low, key->high, key->ports, key->protocol));
}

void pc_flow_table_renew(PcFlowTable *table, PcDone *done)
{
    pc_done_set_remove(table->done, done);
}

void pc_flow_table_touch_done(const PcFlowTable *table, PcDone *done)
{
    done->seen = table->now & INT32_MAX;
}

void pc_flow_table_tick(PcFlowTable *table, int64_t time)
{
    int64_t seconds = time / NANOSECONDS;
    if (table->has_time && seconds <= table->latest) {
        return;
    }
    if (table->has_time) {
        table->now += (uint32_t)MIN(seconds - table->latest, MAX_TICK_SECONDS);
    }
    table->latest = seconds;
    table->has_time = true;
}

void pc_flow_table_touch(const PcFlowTable *table, PcFlowSlot *slot)
{
    slot->last_seen = table->now;
}

// Those that are half open or live; compare gets pointers to the pointers.
static GPtrArray *used_slots(const PcFlowTable *table, GCompareFunc compare)
{
    GPtrArray *used = g_ptr_array_sized_new((guint)table->n_used);
    for (size_t i = 0; i < table->n_slots; i++) {
        if (table->slots[i].state == PC_SLOT_HALF_OPEN || table->slots[i].state == PC_SLOT_LIVE) {
            g_ptr_array_add(used, &table->slots[i]);
        }
    }
    g_ptr_array_sort(used, compare);
    return used;
}

void pc_flow_table_each_open(PcFlowTable *table, uint32_t idle, GCompareFunc compare,
                             PcFlowVisit visit)
{
    g_autoptr(GPtrArray) used = used_slots(table, compare);
    for (guint i = 0; i < used->len; i++) {
        PcFlowSlot *slot = used->pdata[i];
        bool is_open = slot->state == PC_SLOT_LIVE || slot->state == PC_SLOT_HALF_OPEN;
        if (is_open && pc_flow_table_idle(table, slot) >= idle) {
            visit(table->user, slot);
        }
    }
}

void pc_flow_table_clear(PcFlowTable *table, GCompareFunc compare)
{
    g_autoptr(GPtrArray) used = used_slots(table, compare);
    for (guint i = 0; i < used->len; i++) {
        table->evict(table->user, used->pdata[i], false);
    }
    g_free(table->memory);
    count(table, PC_FLOW_TABLE_MIN_SLOTS, table->n_slots);
    pc_done_set_clear(table->done);
    memset(table->count, 0, sizeof table->count);
    table->n_used = 0;
    table->hand = 0;
    table->has_time = false;
    allocate(table, PC_FLOW_TABLE_MIN_SLOTS);
}

size_t pc_flow_table_count(const PcFlowTable *table, PcSlotState state)
{
    return table->count[state];
}
