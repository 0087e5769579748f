// SPDX-License-Identifier: GPL-2.0-or-later
// PcAccount is what a scan keeps in memory of its input: one row for each that keeps something, in
// bytes with the nodes and strings around them, and of the whole the share that it may take. Who
// keeps more makes room in his own row, so nobody's flood takes another's place.
#ifndef PHONECERT_CORE_ACCOUNT_H
#define PHONECERT_CORE_ACCOUNT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PC_HOLD_CONNECTIONS,    // that are followed, and what was read of them so far
    PC_HOLD_TABLE,          // in which connections are found, and those of which no more is wanted
    PC_HOLD_SEGMENTS,       // of TCP, behind holes or before their turn
    PC_HOLD_FRAGMENTS,      // of IP
    PC_HOLD_EAPOL,          // conversations of 802.1X
    PC_HOLD_RADIUS,         // the same
    PC_HOLD_RESUMPTION,     // sessions that may be resumed
    PC_HOLD_KEYS,           // secrets of key logs
    PC_HOLD_LISTS,          // trust lists that phones fetched
    PC_HOLD_CONFIGURATIONS, // the same of configurations
    PC_HOLD_NAMES,          // by which addresses are known, and what was done there
    PC_HOLD_WINDOWS,        // of decompressors: what they take, the others have less
    PC_HOLD_ESTATE,         // devices in the summary of the report
    PC_HOLD_FRAMES,         // sessions whose frames are written again
    PC_HOLDS,
} PcHold;

// PC_ACCOUNT_DEFAULT is what one scan may keep where nobody says otherwise; less than
// PC_ACCOUNT_LEAST is of no use.
#define PC_ACCOUNT_DEFAULT ((size_t)256 * 1024 * 1024)
#define PC_ACCOUNT_LEAST ((size_t)16 * 1024 * 1024)

// The last two are the run's, not a capture's: they share as much again, once,
// however many captures are read at a time.
static inline bool pc_account_is_of_run(PcHold what)
{
    return what >= PC_HOLD_ESTATE;
}

// PcAccount may be copied. Different rows may be written by different threads.
typedef struct {
    size_t limit;            // of all rows
    size_t shares[PC_HOLDS]; // of each, now; read by pc_account_limit
    size_t held[PC_HOLDS], most[PC_HOLDS];
    uint64_t n_over[PC_HOLDS]; // how often something made room, or was left out
} PcAccount;

void pc_account_init(PcAccount *account, size_t limit);

// pc_account_name gives words for what is kept ("connections"); static.
const char *pc_account_name(PcHold what);

// pc_account_limit gives the bytes that a row may take. Decompressors may have half of all, and
// what they have is not there for the others: the sum of a capture's rows is never more than the
// account's limit, and that of the run's rows neither.
static inline size_t pc_account_limit(const PcAccount *account, PcHold what)
{
    return __atomic_load_n(&account->shares[what], __ATOMIC_RELAXED); // of both compilers
}
size_t pc_account_windows(size_t limit); // of an account of that limit

// pc_account_window says what decompressors take; other threads may ask for limits meanwhile.
void pc_account_window(PcAccount *account, size_t held);

// pc_account_fits says whether a row may take so many bytes more. pc_account_over counts one that
// had to make room, or was left out because it would not have fitted.
static inline bool pc_account_fits(const PcAccount *account, PcHold what, size_t more)
{
    size_t limit = pc_account_limit(account, what);
    return more <= limit && account->held[what] <= limit - more;
}
void pc_account_over(PcAccount *account, PcHold what);

// pc_account_set says how many bytes a row has; pc_account_change what it has more, or less.
static inline void pc_account_set(PcAccount *account, PcHold what, size_t held)
{
    account->held[what] = held;
    account->most[what] = MAX(account->most[what], held);
}

static inline void pc_account_change(PcAccount *account, PcHold what, size_t more, size_t less)
{
    pc_account_set(account, what, account->held[what] + more - less);
}

// pc_account_held sums the rows up.
size_t pc_account_held(const PcAccount *account);

// pc_account_add counts another scan's hits and peaks in.
void pc_account_add(PcAccount *sum, const PcAccount *part);

// pc_account_say gives a sentence of which bounds were hit, how often, and that `option` gives
// more; NULL: none was. The caller frees it.
char *pc_account_say(const PcAccount *account, const char *option);

// pc_account_block gives what the allocator takes for a block of `size` bytes, and
// pc_account_array for one that grew to it in powers of two, as GLib's arrays do; 0 for 0. No
// allocator is asked: the figures are those of glibc's (16 bytes of granularity, 8 before each).
static inline size_t pc_account_block(size_t size)
{
    const size_t head = 8, step = 16, least = 32;
    return size == 0 ? 0 : MAX((size + head + step - 1) / step * step, least);
}

static inline size_t pc_account_array(size_t size)
{
    const size_t least = 16;
    size_t grown = size <= least ? least : (size_t)1 << g_bit_storage(size - 1);
    return size == 0 ? 0 : pc_account_block(grown);
}

// What GLib takes for these besides their content.
enum {
    PC_ACCOUNT_BYTES = 48,      // a GBytes
    PC_ACCOUNT_ARRAY = 48,      // a GByteArray, GArray or GPtrArray
    PC_ACCOUNT_TABLE_ROW = 40,  // a row of a GHashTable, which is half empty at times
    PC_ACCOUNT_QUEUE_LINK = 32, // of a GQueue or GList
};

#endif
