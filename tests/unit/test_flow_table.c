// SPDX-License-Identifier: GPL-2.0-or-later
// The flow table finds what was put in, after any removals; what is idle longest goes first; and
// its clock believes no single frame.
#include "core/packet/flow_table.h"
#include "tests/unit/unit.h"

#define SECOND INT64_C(1000000000)

typedef struct {
    PcFlowTable *table;
    GArray *evicted; // of guint32: the ports of slots, in order
} Bench;

static void note_eviction(void *user, PcFlowSlot *slot, bool for_room)
{
    (void)for_room;
    Bench *bench = user;
    guint32 ports = slot->ports;
    g_array_append_val(bench->evicted, ports);
}

static void bench_init(Bench *bench)
{
    bench->table = pc_flow_table_new(note_eviction, bench);
    bench->evicted = g_array_new(FALSE, FALSE, sizeof(guint32));
}

static void bench_clear(Bench *bench)
{
    pc_flow_table_free(bench->table);
    g_array_free(bench->evicted, TRUE);
}

static PcFlowKey key_of(uint32_t n)
{
    return (PcFlowKey){
        .low = {.low = n / 60000}, .high = {.low = 1 << 20}, .ports = n, .protocol = 6};
}

static PcFlowSlot *insert(Bench *bench, uint32_t n, PcSlotState state)
{
    PcFlowKey key = key_of(n);
    PcFlowSlot *slot = pc_flow_table_insert(bench->table, &key);
    pc_flow_table_set_state(bench->table, slot, state);
    return slot;
}

static PcFlowSlot *find(Bench *bench, uint32_t n)
{
    PcFlowKey key = key_of(n);
    return pc_flow_table_find(bench->table, &key);
}

static void test_both_directions_have_one_key(void)
{
    PcDecode there = {.source = {1, 2}, .destination = {1, 3}, .protocol = 6};
    PcDecode back = {.source = {1, 3}, .destination = {1, 2}, .protocol = 6};
    PcFlowKey a, b;
    bool high_there = pc_flow_key(&there, 40000, 443, &a);
    bool high_back = pc_flow_key(&back, 443, 40000, &b);
    g_assert_true(high_there != high_back);
    g_assert_true(a.low.low == b.low.low && a.high.low == b.high.low && a.ports == b.ports);
    PcDecode self = {.source = {0, 1}, .destination = {0, 1}, .protocol = 6};
    high_there = pc_flow_key(&self, 40000, 443, &a);
    high_back = pc_flow_key(&self, 443, 40000, &b);
    g_assert_true(high_there != high_back && a.ports == b.ports);
}

static void test_finds_after_growth(void)
{
    enum { N = 50000 };
    Bench bench;
    bench_init(&bench);
    for (uint32_t n = 0; n < N; n++) {
        insert(&bench, n, PC_SLOT_DONE);
    }
    for (uint32_t n = 0; n < N; n++) {
        g_assert_cmpuint(find(&bench, n)->ports, ==, n);
    }
    g_assert_null(find(&bench, N));
    g_assert_cmpuint(bench.evicted->len, ==, 0);
    g_assert_cmpuint(pc_flow_table_count(bench.table, PC_SLOT_DONE), ==, N);
    bench_clear(&bench);
}

// Keys as real hosts make them: ports in a row, addresses in a row, both, IPv6 that differs in its
// last or first bits. A weak hash would have clusters, and connections be evicted without need.
static PcFlowKey neighbour(unsigned shape, uint32_t n)
{
    PcFlowKey key = {
        .low = {.low = 0xffff0a2c0000}, .high = {.low = 0xffff0a2cff01}, .protocol = 6};
    key.ports = 40000U << 16 | 5061;
    switch (shape) {
    case 0:
        key.ports = n << 16 | 5061;
        break;
    case 1:
        key.low.low += n;
        break;
    case 2:
        key.low.low += n % 256;
        key.ports += (n / 256) << 16;
        break;
    case 3:
        key.low = (PcAddress){0x20010db800000000, n};
        break;
    default:
        key.low = (PcAddress){0x20010db800000000 + n, 1};
        break;
    }
    return key;
}

static void test_neighbours_do_not_cluster(void)
{
    enum { N = 30000, SHAPES = 5 };
    for (unsigned shape = 0; shape < SHAPES; shape++) {
        Bench bench;
        bench_init(&bench);
        for (uint32_t n = 0; n < N; n++) {
            PcFlowKey key = neighbour(shape, n);
            PcFlowSlot *slot = pc_flow_table_insert(bench.table, &key);
            pc_flow_table_set_state(bench.table, slot, PC_SLOT_LIVE);
        }
        g_assert_cmpuint(bench.evicted->len, ==, 0);
        g_assert_cmpuint(pc_flow_table_count(bench.table, PC_SLOT_LIVE), ==, N);
        bench_clear(&bench);
    }
}

// Nor under any key that chance brings: ports in a row, in many tables.
static void test_no_key_clusters(void)
{
    enum { N = 600, TABLES = 500 };
    for (unsigned table = 0; table < TABLES; table++) {
        Bench bench;
        bench_init(&bench);
        for (uint32_t n = 0; n < N; n++) {
            insert(&bench, n, PC_SLOT_LIVE);
        }
        g_assert_cmpuint(bench.evicted->len, ==, 0);
        bench_clear(&bench);
    }
}

// The idle go at each insert; those that stay are found, wherever the removals moved them.
static void test_idle_ones_go(void)
{
    enum { N = 600 };
    Bench bench;
    bench_init(&bench);
    pc_flow_table_tick(bench.table, SECOND);
    for (uint32_t n = 0; n < N; n++) {
        insert(&bench, n, n % 2 == 0 ? PC_SLOT_HALF_OPEN : PC_SLOT_LIVE);
    }
    for (int minute = 1; minute <= 4; minute++) {
        pc_flow_table_tick(bench.table, (1 + 60 * minute) * SECOND);
    }
    for (uint32_t n = N; n < 2 * N; n++) {
        insert(&bench, n, PC_SLOT_DONE);
    }
    g_assert_cmpuint(bench.evicted->len, ==, N / 2);
    for (uint32_t n = 0; n < 2 * N; n++) {
        g_assert_true((find(&bench, n) == NULL) == (n < N && n % 2 == 0));
    }
    bench_clear(&bench);
}

// One frame from the year 2200 makes nothing old.
static void test_one_wrong_time_ends_nothing(void)
{
    Bench bench;
    bench_init(&bench);
    pc_flow_table_tick(bench.table, SECOND);
    insert(&bench, 1, PC_SLOT_HALF_OPEN);
    pc_flow_table_tick(bench.table, 7258118400 * SECOND);
    pc_flow_table_tick(bench.table, 2 * SECOND);
    pc_flow_table_tick(bench.table, INT64_MIN);
    for (uint32_t n = 2; n < 600; n++) {
        insert(&bench, n, PC_SLOT_HALF_OPEN);
    }
    g_assert_nonnull(find(&bench, 1));
    bench_clear(&bench);
}

static void test_half_open_are_bounded(void)
{
    Bench bench;
    bench_init(&bench);
    insert(&bench, 0, PC_SLOT_LIVE);
    for (uint32_t n = 1; n <= 2 * PC_FLOW_TABLE_MAX_HALF_OPEN; n++) {
        insert(&bench, n, PC_SLOT_HALF_OPEN);
        g_assert_cmpuint(pc_flow_table_count(bench.table, PC_SLOT_HALF_OPEN), <=,
                         PC_FLOW_TABLE_MAX_HALF_OPEN);
    }
    g_assert_nonnull(find(&bench, 0)); // a flood of SYNs pushes nobody else out
    bench_clear(&bench);
}

static gint by_ports(gconstpointer a, gconstpointer b)
{
    const PcFlowSlot *const *x = a;
    const PcFlowSlot *const *y = b;
    return (*x)->ports < (*y)->ports ? -1 : 1;
}

static void test_clear_goes_in_order(void)
{
    Bench bench;
    bench_init(&bench);
    for (uint32_t n = 0; n < 300; n++) {
        insert(&bench, n * 7919 % 1000, n % 3 == 0 ? PC_SLOT_DONE : PC_SLOT_LIVE);
    }
    pc_flow_table_clear(bench.table, by_ports);
    g_assert_cmpuint(bench.evicted->len, ==, 200);
    for (guint i = 1; i < bench.evicted->len; i++) {
        g_assert_cmpuint(g_array_index(bench.evicted, guint32, i - 1), <,
                         g_array_index(bench.evicted, guint32, i));
    }
    g_assert_null(find(&bench, 1 * 7919 % 1000));
    g_assert_cmpuint(pc_flow_table_count(bench.table, PC_SLOT_LIVE), ==, 0);
    bench_clear(&bench);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/flow-table/one-key", test_both_directions_have_one_key);
    g_test_add_func("/flow-table/growth", test_finds_after_growth);
    g_test_add_func("/flow-table/neighbours", test_neighbours_do_not_cluster);
    g_test_add_func("/flow-table/any-key", test_no_key_clusters);
    g_test_add_func("/flow-table/idle", test_idle_ones_go);
    g_test_add_func("/flow-table/wrong-time", test_one_wrong_time_ends_nothing);
    g_test_add_func("/flow-table/half-open", test_half_open_are_bounded);
    g_test_add_func("/flow-table/clear", test_clear_goes_in_order);
    return g_test_run();
}
