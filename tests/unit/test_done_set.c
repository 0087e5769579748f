// SPDX-License-Identifier: GPL-2.0-or-later
// A connection that is done is found again, after any growth and any removals, until it was idle
// for long or too many came; and one that never was is not found.
#include "core/packet/done_set.h"
#include "tests/unit/unit.h"

enum { NEVER = INT32_MAX };

static uint64_t name_of(const PcDoneSet *set, uint64_t n)
{
    const uint64_t key[6] = {n, 1 << 20, n / 7, 0, 40000, 6};
    return pc_done_set_name(set, key);
}

static void add(PcDoneSet *set, uint32_t n, uint32_t seen, uint32_t max_idle)
{
    const PcDone done = {
        .name = name_of(set, n), .isn = n, .has_syn = n % 2, .seen = seen & INT32_MAX};
    pc_done_set_add(set, &done, max_idle);
}

static void finds_and_removes(void)
{
    enum { N = 200000 };
    g_autoptr(PcDoneSet) set = pc_done_set_new();
    for (uint32_t n = 0; n < N; n++) {
        add(set, n, 0, NEVER);
    }
    g_assert_cmpuint(pc_done_set_count(set), ==, N);
    for (uint32_t n = 0; n < N; n += 3) {
        pc_done_set_remove(set, pc_done_set_find(set, name_of(set, n)));
    }
    for (uint32_t n = 0; n < 2 * N; n++) {
        const PcDone *done = pc_done_set_find(set, name_of(set, n));
        g_assert_true((done != NULL) == (n < N && n % 3 != 0));
        g_assert_true(done == NULL || (done->isn == n && done->has_syn == n % 2));
    }
    pc_done_set_clear(set);
    g_assert_cmpuint(pc_done_set_count(set), ==, 0);
    g_assert_null(pc_done_set_find(set, name_of(set, 1)));
}

static void idle_ones_go(void)
{
    enum { N = 10000, MAX_IDLE = 600 };
    g_autoptr(PcDoneSet) set = pc_done_set_new();
    for (uint32_t n = 0; n < 2 * N; n++) {
        add(set, n, n < N ? 0 : MAX_IDLE, MAX_IDLE);
    }
    for (uint32_t n = 2 * N; n < 5 * N; n++) {
        add(set, n, MAX_IDLE + 1, MAX_IDLE);
    }
    for (uint32_t n = 0; n < 5 * N; n++) {
        g_assert_true((pc_done_set_find(set, name_of(set, n)) != NULL) == (n >= N));
    }
}

static void is_bounded(void)
{
    enum { N = 2000000, MOST = 64 * 24 * 1024 };
    g_autoptr(PcDoneSet) set = pc_done_set_new();
    for (uint32_t n = 0; n < N; n++) {
        add(set, n, n / 1000, NEVER);
    }
    g_assert_cmpuint(pc_done_set_count(set), <=, MOST);
    g_assert_cmpuint(pc_done_set_count(set), >, MOST / 10 * 9);
    g_assert_nonnull(pc_done_set_find(set, name_of(set, N - 1)));
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/done-set/find-and-remove", finds_and_removes);
    g_test_add_func("/done-set/idle", idle_ones_go);
    g_test_add_func("/done-set/bound", is_bounded);
    return g_test_run();
}
