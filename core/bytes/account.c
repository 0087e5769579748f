// SPDX-License-Identifier: GPL-2.0-or-later
// One table of shares, and the sentence that tells which of them were too small.
#include "core/bytes/account.h"

enum { PARTS = 256 }; // of which each row has a share, when the windows have theirs

#define ROWS(row)                                                                                  \
    row(PC_HOLD_CONNECTIONS, "connections", 64), row(PC_HOLD_TABLE, "table of connections", 40),   \
        row(PC_HOLD_SEGMENTS, "TCP segments", 16), row(PC_HOLD_FRAGMENTS, "IP fragments", 8),      \
        row(PC_HOLD_EAPOL, "802.1X conversations", 18),                                            \
        row(PC_HOLD_RADIUS, "RADIUS conversations", 18),                                           \
        row(PC_HOLD_RESUMPTION, "sessions to resume", 6),                                          \
        row(PC_HOLD_KEYS, "secrets of key logs", 28), row(PC_HOLD_LISTS, "trust lists", 28),       \
        row(PC_HOLD_CONFIGURATIONS, "configurations", 16),                                         \
        row(PC_HOLD_NAMES, "names at addresses", 14),                                              \
        row(PC_HOLD_ESTATE, "devices of the report", 192),                                         \
        row(PC_HOLD_FRAMES, "sessions to be written", 64)
#define NAME_AND_SHARE(what, name, share) [what] = {name, share}
#define DEFAULT_SHARE(what, name, share) [what] = (PC_ACCOUNT_DEFAULT / PARTS * (share))

static const struct {
    const char *name;
    unsigned share;
} rows[PC_HOLDS] = {ROWS(NAME_AND_SHARE), [PC_HOLD_WINDOWS] = {"decompressors", 0}};

// Copied where nobody says otherwise: each scan has several.
static const PcAccount by_default = {
    .limit = PC_ACCOUNT_DEFAULT,
    .shares = {ROWS(DEFAULT_SHARE), [PC_HOLD_WINDOWS] = PC_ACCOUNT_DEFAULT / 2},
};

// What decompressors take is shared out no more.
static void share_out(PcAccount *account, size_t windows)
{
    for (PcHold what = 0; what < PC_HOLDS; what++) {
        size_t share = what == PC_HOLD_WINDOWS ? pc_account_windows(account->limit)
                                               : (account->limit - MIN(windows, account->limit)) /
                                                     PARTS * rows[what].share;
        __atomic_store_n(&account->shares[what], share, __ATOMIC_RELAXED);
    }
}

void pc_account_init(PcAccount *account, size_t limit)
{
    *account = by_default;
    if (limit != PC_ACCOUNT_DEFAULT) {
        account->limit = limit;
        share_out(account, 0);
    }
}

const char *pc_account_name(PcHold what)
{
    return rows[what].name;
}

size_t pc_account_windows(size_t limit)
{
    return limit / 2;
}

void pc_account_window(PcAccount *account, size_t held)
{
    if (account->held[PC_HOLD_WINDOWS] != held) {
        pc_account_set(account, PC_HOLD_WINDOWS, held);
        share_out(account, held);
    }
}

void pc_account_over(PcAccount *account, PcHold what)
{
    account->n_over[what] += 1;
}

size_t pc_account_held(const PcAccount *account)
{
    size_t held = 0;
    for (size_t i = 0; i < PC_HOLDS; i++) {
        held += account->held[i];
    }
    return held;
}

void pc_account_add(PcAccount *sum, const PcAccount *part)
{
    for (size_t i = 0; i < PC_HOLDS; i++) {
        sum->most[i] = MAX(sum->most[i], part->most[i]);
        sum->n_over[i] += part->n_over[i];
    }
}

char *pc_account_say(const PcAccount *account, const char *option)
{
    enum { MIB = 1024 * 1024 };
    g_autoptr(GString) said = g_string_new(NULL);
    for (PcHold what = 0; what < PC_HOLDS; what++) {
        if (account->n_over[what] > 0) {
            g_string_append_printf(said, "%s%s %" G_GUINT64_FORMAT " %s (%.1f MiB)",
                                   said->len > 0 ? ", " : "", rows[what].name,
                                   account->n_over[what],
                                   account->n_over[what] == 1 ? "time" : "times",
                                   (double)pc_account_limit(account, what) / MIB);
        }
    }
    return said->len > 0
               ? g_strdup_printf("memory was limited to %" G_GSIZE_FORMAT
                                 " MiB, so something made room or was left out: %s; %s gives more",
                                 account->limit / MIB, said->str, option)
               : NULL;
}
