// SPDX-License-Identifier: GPL-2.0-or-later
// What is kept in memory: shares, room, what is told of bounds that were hit, and the bounds of key
// logs.
#include "core/bytes/account.h"
#include "core/judge/phones.h"
#include "core/tls/key_log.h"
#include "tests/unit/unit.h"

static void shares(void)
{
    PcAccount account;
    size_t sum = 0, of_run = 0;
    pc_account_init(&account, PC_ACCOUNT_DEFAULT);
    for (PcHold what = 0; what < PC_HOLDS; what++) {
        g_assert_nonnull(pc_account_name(what));
        g_assert_cmpuint(pc_account_limit(&account, what), >, 0);
        size_t limit = what != PC_HOLD_WINDOWS ? pc_account_limit(&account, what) : 0;
        *(pc_account_is_of_run(what) ? &of_run : &sum) += limit;
    }
    g_assert_cmpuint(of_run, ==, account.limit);
    g_assert_cmpuint(sum, <=, account.limit);
    g_assert_cmpuint(sum, >, account.limit / 10 * 9);
}

// What decompressors take is there for nobody else, up to half of all.
static void windows(void)
{
    PcAccount account;
    pc_account_init(&account, PC_ACCOUNT_DEFAULT);
    size_t half = pc_account_limit(&account, PC_HOLD_WINDOWS);
    size_t before = pc_account_limit(&account, PC_HOLD_CONNECTIONS);
    g_assert_cmpuint(half, ==, PC_ACCOUNT_DEFAULT / 2);
    pc_account_window(&account, half);
    g_assert_cmpuint(pc_account_limit(&account, PC_HOLD_CONNECTIONS), ==, before / 2);
    g_assert_cmpuint(pc_account_limit(&account, PC_HOLD_WINDOWS), ==, half);
    pc_account_window(&account, account.limit + 1);
    g_assert_cmpuint(pc_account_limit(&account, PC_HOLD_CONNECTIONS), ==, 0);
    pc_account_window(&account, 0);
    g_assert_cmpuint(pc_account_limit(&account, PC_HOLD_CONNECTIONS), ==, before);
    g_assert_cmpuint(account.most[PC_HOLD_WINDOWS], ==, PC_ACCOUNT_DEFAULT + 1);
}

static void room(void)
{
    PcAccount account;
    pc_account_init(&account, PC_ACCOUNT_LEAST);
    size_t limit = pc_account_limit(&account, PC_HOLD_RADIUS);
    g_assert_true(pc_account_fits(&account, PC_HOLD_RADIUS, limit));
    g_assert_false(pc_account_fits(&account, PC_HOLD_RADIUS, limit + 1));
    g_assert_false(pc_account_fits(&account, PC_HOLD_RADIUS, SIZE_MAX));
    pc_account_change(&account, PC_HOLD_RADIUS, limit, 0);
    g_assert_true(pc_account_fits(&account, PC_HOLD_RADIUS, 0));
    g_assert_false(pc_account_fits(&account, PC_HOLD_RADIUS, 1));
    g_assert_true(pc_account_fits(&account, PC_HOLD_EAPOL, 1)); // has a share of its own
    pc_account_change(&account, PC_HOLD_RADIUS, 0, limit);
    g_assert_cmpuint(pc_account_held(&account), ==, 0);
    g_assert_cmpuint(account.most[PC_HOLD_RADIUS], ==, limit);
}

static void what_is_said(void)
{
    PcAccount account, other;
    pc_account_init(&account, PC_ACCOUNT_DEFAULT);
    pc_account_init(&other, PC_ACCOUNT_DEFAULT);
    g_assert_null(pc_account_say(&account, "--max-memory"));
    pc_account_over(&other, PC_HOLD_KEYS);
    pc_account_over(&other, PC_HOLD_CONNECTIONS);
    pc_account_over(&other, PC_HOLD_CONNECTIONS);
    pc_account_add(&account, &other);
    g_autofree char *said = pc_account_say(&account, "--max-memory");
    g_assert_cmpstr(said, ==,
                    "memory was limited to 256 MiB, so something made room or was left out: "
                    "connections 2 times (64.0 MiB), secrets of key logs 1 time (28.0 MiB); "
                    "--max-memory gives more");
}

static void blocks(void)
{
    static const struct {
        size_t size, block, array;
    } rows[] = {{0, 0, 0},    {1, 32, 32},        {24, 32, 48},      {25, 48, 48},
                {40, 48, 80}, {1000, 1008, 1040}, {1025, 1040, 2064}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_assert_cmpuint(pc_account_block(rows[i].size), ==, rows[i].block);
        g_assert_cmpuint(pc_account_array(rows[i].size), ==, rows[i].array);
    }
}

// The same secret again takes no more; what does not fit is left out, and what fitted stays.
static void keys(void)
{
    PcAccount account;
    g_autoptr(PcKeyLog) log = pc_key_log_new();
    pc_account_init(&account, PC_ACCOUNT_LEAST);
    pc_key_log_account(log, &account);
    enum { N_LINES = 20000 };
    for (unsigned n = 0; n < 2 * N_LINES; n++) {
        g_autofree char *line = g_strdup_printf("CLIENT_RANDOM %064x %096x\n", n % N_LINES, 1U);
        (void)pc_key_log_add(log, pc_bytes(line, strlen(line)));
    }
    uint8_t random[32] = {0};
    g_assert_cmpuint(account.n_over[PC_HOLD_KEYS], >, 0);
    g_assert_cmpuint(account.held[PC_HOLD_KEYS], <=, pc_account_limit(&account, PC_HOLD_KEYS));
    g_assert_cmpuint(account.held[PC_HOLD_KEYS], >, pc_account_limit(&account, PC_HOLD_KEYS) / 2);
    PcBytes found = pc_key_log_find(log, PC_SECRET_MASTER, pc_bytes(random, sizeof random));
    g_assert_cmpuint(found.len, ==, 48);
}

// Two logs look into one that both share; each has what it was given itself first, and counts both.
static void shared_keys(void)
{
    static const char given[] = "CLIENT_RANDOM "
                                "0000000000000000000000000000000000000000000000000000000000000000 "
                                "aa\n";
    static const char own[] = "CLIENT_RANDOM "
                              "0000000000000000000000000000000000000000000000000000000000000000 "
                              "bbbb\n";
    const uint8_t random[32] = {0};
    const PcBytes whose = pc_bytes(random, sizeof random);
    g_autoptr(PcKeyLog) all = pc_key_log_new();
    g_autoptr(PcKeyLog) one = pc_key_log_new();
    g_autoptr(PcKeyLog) other = pc_key_log_new();
    PcAccount account;
    pc_account_init(&account, PC_ACCOUNT_DEFAULT);
    pc_key_log_account(one, &account);
    g_assert_cmpuint(pc_key_log_add(all, pc_bytes(given, strlen(given))), ==, 1);
    g_assert_true(pc_key_log_is_empty(one));
    pc_key_log_share(one, all);
    pc_key_log_share(other, all);
    g_assert_false(pc_key_log_is_empty(one));
    const size_t held = account.held[PC_HOLD_KEYS];
    g_assert_cmpuint(held, >, 0);
    g_assert_cmpuint(pc_key_log_find(one, PC_SECRET_MASTER, whose).len, ==, 1);
    g_assert_cmpuint(pc_key_log_add(one, pc_bytes(own, strlen(own))), ==, 1);
    g_assert_cmpuint(pc_key_log_find(one, PC_SECRET_MASTER, whose).len, ==, 2);
    g_assert_cmpuint(pc_key_log_find(other, PC_SECRET_MASTER, whose).len, ==, 1);
    g_assert_cmpuint(account.held[PC_HOLD_KEYS], ==, 2 * held);
}

// Addresses and names take room until their share is full; where a name had to be left out, the one
// that is there is not told as the only one.
static void names_at_addresses(void)
{
    PcAccount account;
    pc_account_init(&account, PC_ACCOUNT_LEAST);
    PcPhones *phones = pc_phones_new(&account);
    size_t limit = pc_account_limit(&account, PC_HOLD_NAMES);
    pc_phones_name(phones, "10.0.0.1", PC_NAME_REGISTERED, "SEP0A1B2C3D4E5F");
    const size_t of_one = account.held[PC_HOLD_NAMES];
    g_assert_cmpuint(of_one, >, 0);
    pc_phones_name(phones, "10.0.0.1", PC_NAME_REGISTERED, "sep0a1b2c3d4e5f");
    g_assert_cmpuint(account.held[PC_HOLD_NAMES], ==, of_one);
    g_assert_cmpstr(pc_phones_only(phones, "10.0.0.1", PC_NAME_REGISTERED), ==, "SEP0A1B2C3D4E5F");
    // 16 bytes of name are a block of 32: the first does not fit by a byte, the second exactly.
    account.held[PC_HOLD_NAMES] = limit - 31;
    pc_phones_name(phones, "10.0.0.1", PC_NAME_REGISTERED, "SEP0A1B2C3D4E60");
    g_assert_null(pc_phones_only(phones, "10.0.0.1", PC_NAME_REGISTERED));
    g_assert_cmpuint(account.n_over[PC_HOLD_NAMES], ==, 1);
    account.held[PC_HOLD_NAMES] = limit - 32;
    pc_phones_name(phones, "10.0.0.1", PC_NAME_FETCHED, "SEP0A1B2C3D4E5F");
    g_assert_cmpstr(pc_phones_only(phones, "10.0.0.1", PC_NAME_FETCHED), ==, "SEP0A1B2C3D4E5F");
    pc_phones_name(phones, "10.0.0.2", PC_NAME_FETCHED, "SEP0A1B2C3D4E61");
    g_assert_null(pc_phones_only(phones, "10.0.0.2", PC_NAME_FETCHED));
    g_assert_cmpuint(account.n_over[PC_HOLD_NAMES], ==, 2);
    pc_phones_free(phones);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/account/shares", shares);
    g_test_add_func("/account/windows", windows);
    g_test_add_func("/account/room", room);
    g_test_add_func("/account/said", what_is_said);
    g_test_add_func("/account/blocks", blocks);
    g_test_add_func("/account/names-at-addresses", names_at_addresses);
    g_test_add_func("/account/keys", keys);
    g_test_add_func("/account/shared-keys", shared_keys);
    return g_test_run();
}
