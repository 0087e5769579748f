// SPDX-License-Identifier: GPL-2.0-or-later
// Linear probing with backward shift, in 64 parts that grow each by itself: while one is copied the
// others need no room twice.
#include "core/packet/done_set.h"

enum {
    N_PARTS = 64,
    PART_BITS = 6,
    MIN_SLOTS = 16,
    MAX_SLOTS = 32 * 1024, // of a part: 32 MiB in all, of which three quarters are used at most
    SWEEP_PER_ADD = 4,     // slots looked at for idle ones whenever one is added
    CANDIDATES = 16,       // of which the longest idle makes room
};

typedef struct {
    PcDone *slots;
    uint32_t n_slots, n_used, hand;
} Part;

struct PcDoneSet {
    Part parts[N_PARTS];
    uint64_t secrets[6]; // odd, so that a product with one loses nothing
    PcAccount *account;  // NULL: nobody counts
};

static size_t size_of(const Part *part)
{
    return pc_account_block(part->n_slots * sizeof(PcDone));
}

static size_t size_of_all(const PcDoneSet *set)
{
    size_t size = pc_account_block(sizeof *set);
    for (size_t i = 0; i < N_PARTS; i++) {
        size += size_of(&set->parts[i]);
    }
    return size;
}

static void part_init(Part *part, uint32_t n_slots)
{
    *part = (Part){.slots = g_new0(PcDone, n_slots), .n_slots = n_slots};
}

PcDoneSet *pc_done_set_new(void)
{
    PcDoneSet *set = g_new0(PcDoneSet, 1);
    for (size_t i = 0; i < N_PARTS; i++) {
        part_init(&set->parts[i], MIN_SLOTS);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(set->secrets); i++) {
        set->secrets[i] = (uint64_t)g_random_int() << 32 | g_random_int() | 1;
    }
    return set;
}

void pc_done_set_account(PcDoneSet *set, PcAccount *account)
{
    set->account = account;
    pc_account_change(account, PC_HOLD_TABLE, size_of_all(set), 0);
}

void pc_done_set_free(PcDoneSet *set)
{
    if (set != NULL && set->account != NULL) {
        pc_account_change(set->account, PC_HOLD_TABLE, 0, size_of_all(set));
    }
    for (size_t i = 0; set != NULL && i < N_PARTS; i++) {
        g_free(set->parts[i].slots);
    }
    g_free(set);
}

void pc_done_set_clear(PcDoneSet *set)
{
    const size_t before = size_of_all(set);
    for (size_t i = 0; i < N_PARTS; i++) {
        g_free(set->parts[i].slots);
        part_init(&set->parts[i], MIN_SLOTS);
    }
    if (set->account != NULL) {
        pc_account_change(set->account, PC_HOLD_TABLE, size_of_all(set), before);
    }
}

// Both halves of a product of two secret things depend on all bits of both.
static uint64_t meet(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 Wide;
    const Wide product = (Wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t pc_done_set_name(const PcDoneSet *set, const uint64_t key[6])
{
    const uint64_t *secret = set->secrets;
    const uint64_t ends = meet(key[0] ^ secret[0], key[1] ^ secret[1]) +
                          (meet(key[2] ^ secret[2], key[3] ^ secret[3]) ^ secret[4]);
    // Ports in a row differ by one product only, whose halves may cancel out: they meet another.
    const uint64_t all = meet(ends ^ key[4] ^ key[5] << 32, secret[5]);
    const uint64_t name = meet(all ^ secret[1], secret[2]);
    return name != 0 ? name : 1;
}

static Part *part_of(PcDoneSet *set, uint64_t name)
{
    return &set->parts[name % N_PARTS];
}

static uint32_t home_in(const Part *part, uint64_t name)
{
    return (uint32_t)(name >> PART_BITS) & (part->n_slots - 1);
}

static uint32_t after(const Part *part, uint32_t i)
{
    return (i + 1) & (part->n_slots - 1);
}

// The slot that has the name, or the empty one where it ought to be.
static PcDone *look(const Part *part, uint64_t name)
{
    uint32_t i = home_in(part, name);
    while (part->slots[i].name != 0 && part->slots[i].name != name) {
        i = after(part, i);
    }
    return &part->slots[i];
}

PcDone *pc_done_set_find(PcDoneSet *set, uint64_t name)
{
    PcDone *done = look(part_of(set, name), name);
    return done->name != 0 ? done : NULL;
}

// Empties a slot and moves those behind it that would not be found any more.
static void remove_at(Part *part, uint32_t hole)
{
    part->n_used--;
    for (uint32_t next = after(part, hole); part->slots[next].name != 0; next = after(part, next)) {
        const uint32_t mask = part->n_slots - 1;
        const uint32_t home = home_in(part, part->slots[next].name);
        if (((next - home) & mask) >= ((next - hole) & mask)) {
            part->slots[hole] = part->slots[next];
            hole = next;
        }
    }
    part->slots[hole].name = 0;
}

void pc_done_set_remove(PcDoneSet *set, PcDone *done)
{
    Part *part = part_of(set, done->name);
    remove_at(part, (uint32_t)(done - part->slots));
}

// False where nothing is left to grow into.
static bool grow(Part *part, PcAccount *account)
{
    const Part old = *part;
    if (old.n_slots >= MAX_SLOTS ||
        (account != NULL && !pc_account_fits(account, PC_HOLD_TABLE, size_of(&old)))) {
        return false;
    }
    part_init(part, 2 * old.n_slots);
    for (uint32_t i = 0; i < old.n_slots; i++) {
        if (old.slots[i].name != 0) {
            *look(part, old.slots[i].name) = old.slots[i];
            part->n_used++;
        }
    }
    if (account != NULL) {
        pc_account_change(account, PC_HOLD_TABLE, size_of(part), size_of(&old));
    }
    g_free(old.slots);
    return true;
}

static void sweep_a_little(Part *part, uint32_t now, uint32_t max_idle)
{
    for (unsigned n = 0; n < SWEEP_PER_ADD; n++) {
        const PcDone *done = &part->slots[part->hand];
        if (done->name != 0 && now - done->seen > max_idle) {
            remove_at(part, part->hand); // what moved into its place is looked at next
        } else {
            part->hand = after(part, part->hand);
        }
    }
}

static void evict_one(Part *part)
{
    uint32_t best = part->hand;
    for (unsigned n_seen = 0; n_seen < CANDIDATES; part->hand = after(part, part->hand)) {
        const PcDone *done = &part->slots[part->hand];
        if (done->name != 0) {
            const bool is_first = n_seen++ == 0;
            best = is_first || done->seen < part->slots[best].seen ? part->hand : best;
        }
    }
    remove_at(part, best);
}

void pc_done_set_add(PcDoneSet *set, const PcDone *done, uint32_t max_idle)
{
    Part *part = part_of(set, done->name);
    sweep_a_little(part, done->seen, max_idle);
    if (part->n_used >= part->n_slots / 4 * 3 && !grow(part, set->account)) {
        evict_one(part);
    }
    *look(part, done->name) = *done;
    part->n_used++;
}

size_t pc_done_set_count(const PcDoneSet *set)
{
    size_t n = 0;
    for (size_t i = 0; i < N_PARTS; i++) {
        n += set->parts[i].n_used;
    }
    return n;
}
