// SPDX-License-Identifier: GPL-2.0-or-later
// Fragments in any order give the datagram; overlaps keep what came first; what is kept is bounded.
#include "core/packet/fragments.h"
#include "tests/unit/unit.h"

#define SECOND INT64_C(1000000000)

static const PcFragmentKey key = {.address = {0, 1, 0, 2}, .id = 7, .protocol = 17, .kind = 4};

typedef struct {
    PcFragments *fragments;
    PcBytes bytes;
    size_t missing;
    int64_t time;
} Bench;

static bool add_to(Bench *bench, const PcFragmentKey *to, uint32_t offset, const char *text,
                   bool more)
{
    g_autofree char *copy = g_strdup(text);
    PcFragment fragment = {
        .bytes = pc_bytes(copy, strlen(copy)), .offset = offset, .more = more, .time = bench->time};
    return pc_fragments_add(bench->fragments, to, &fragment, &bench->bytes, &bench->missing);
}

static bool add(Bench *bench, uint32_t offset, const char *text, bool more)
{
    return add_to(bench, &key, offset, text, more);
}

static void assert_text(const Bench *bench, const char *text)
{
    g_assert_true(pc_bytes_equal(bench->bytes, pc_bytes(text, strlen(text))));
}

static void test_any_order(void)
{
    static const char *const pieces[] = {"aaaaaaaa", "bbbbbbbb", "cccccccc", "ddd"};
    enum { N = G_N_ELEMENTS(pieces) };
    for (unsigned code = 0; code < N * N * N * N; code++) {
        unsigned order[N] = {code % N, code / N % N, code / (N * N) % N, code / (N * N * N)};
        unsigned seen = 1U << order[0] | 1U << order[1] | 1U << order[2] | 1U << order[3];
        if (seen != (1U << N) - 1) {
            continue; // no permutation
        }
        Bench bench = {.fragments = pc_fragments_new()};
        for (unsigned i = 0; i < N; i++) {
            bool whole = add(&bench, order[i] * 8, pieces[order[i]], order[i] + 1 < N);
            g_assert_cmpint(whole, ==, i + 1 == N);
        }
        assert_text(&bench, "aaaaaaaabbbbbbbbccccccccddd");
        g_assert_cmpuint(bench.missing, ==, 0);
        pc_fragments_free(bench.fragments);
    }
}

static void test_first_bytes_win(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    g_assert_false(add(&bench, 0, "aaaaaaaabbbbbbbb", true));
    g_assert_false(add(&bench, 8, "XXXXXXXXcccccccc", true));
    g_assert_false(add(&bench, 0, "YYYYYYYY", true));
    g_assert_true(add(&bench, 24, "d", false));
    assert_text(&bench, "aaaaaaaabbbbbbbbccccccccd");
    pc_fragments_free(bench.fragments);
}

// A second end does not move the first; blocks behind the end do not count.
static void test_first_end_wins(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    g_assert_false(add(&bench, 8, "end", false));
    g_assert_false(add(&bench, 40, "far end", false));
    g_assert_true(add(&bench, 0, "aaaaaaaa", true));
    assert_text(&bench, "aaaaaaaaend");
    pc_fragments_free(bench.fragments);
}

static void test_repeated(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    for (unsigned i = 0; i < 5; i++) {
        g_assert_false(add(&bench, 0, "aaaaaaaa", true));
    }
    g_assert_true(add(&bench, 8, "b", false));
    assert_text(&bench, "aaaaaaaab");
    pc_fragments_free(bench.fragments);
}

// Every part of the key keeps datagrams apart.
static void test_keys_are_kept_apart(void)
{
    PcFragmentKey others[] = {key, key, key, key};
    others[0].id += 1;
    others[1].protocol += 1;
    others[2].kind = 16;
    others[3].address[3] += 1;
    Bench bench = {.fragments = pc_fragments_new()};
    g_assert_false(add(&bench, 0, "aaaaaaaa", true));
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        UNIT_ROW(others, i);
        g_assert_false(add_to(&bench, &others[i], 8, "b", false));
    }
    g_assert_true(add(&bench, 8, "c", false));
    assert_text(&bench, "aaaaaaaac");
    pc_fragments_free(bench.fragments);
}

// What the capture did not keep of a fragment is missing from there to the end.
static void test_snap_length(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    PcFragment cut = {.bytes = pc_bytes("aaaaaaaab", 9), .missing = 7, .more = true};
    g_assert_false(pc_fragments_add(bench.fragments, &key, &cut, &bench.bytes, &bench.missing));
    g_assert_true(add(&bench, 16, "cccc", false));
    assert_text(&bench, "aaaaaaaab");
    g_assert_cmpuint(bench.missing, ==, 11);
    pc_fragments_free(bench.fragments);
}

static void test_hostile_places_are_dropped(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    g_assert_false(add(&bench, 65528, "beyond 64 KiB", false));
    g_assert_false(add(&bench, 3, "odd offset", false));
    g_assert_false(add(&bench, 0, "", true));
    g_assert_false(add(&bench, 0, "short", true)); // less than a block, and not the last
    g_assert_cmpuint(pc_fragments_dropped(bench.fragments), ==, 4);
    pc_fragments_free(bench.fragments);
}

static void test_time_limit(void)
{
    Bench bench = {.fragments = pc_fragments_new(), .time = 100 * SECOND};
    g_assert_false(add(&bench, 0, "aaaaaaaa", true));
    bench.time += (PC_FRAGMENTS_MAX_SECONDS + 1) * SECOND;
    g_assert_false(add(&bench, 8, "b", false));
    g_assert_cmpuint(pc_fragments_dropped(bench.fragments), ==, 1);
    bench.time -= 50 * SECOND; // a clock that goes back ends nothing
    g_assert_true(add(&bench, 0, "cccccccc", true));
    assert_text(&bench, "ccccccccb");
    pc_fragments_free(bench.fragments);
}

static void test_number_is_bounded(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    PcFragmentKey one = key;
    for (uint32_t i = 0; i <= PC_FRAGMENTS_MAX_DATAGRAMS; i++) {
        one.id = i;
        g_assert_false(add_to(&bench, &one, 0, "aaaaaaaa", true));
    }
    g_assert_cmpuint(pc_fragments_dropped(bench.fragments), ==, 1);
    one.id = 0; // the oldest had to go
    g_assert_false(add_to(&bench, &one, 8, "b", false));
    one.id = PC_FRAGMENTS_MAX_DATAGRAMS;
    g_assert_true(add_to(&bench, &one, 8, "b", false));
    pc_fragments_free(bench.fragments);
}

static void test_bytes_are_bounded(void)
{
    enum { FAR = 65528 };
    const unsigned n = 2 * (PC_ACCOUNT_DEFAULT / 32) / FAR;
    Bench bench = {.fragments = pc_fragments_new()};
    PcFragmentKey one = key;
    for (one.id = 0; one.id < n; one.id++) {
        g_assert_false(add_to(&bench, &one, FAR, "end", false));
    }
    g_assert_cmpuint(pc_fragments_dropped(bench.fragments), >=, n / 2 - 2);
    pc_fragments_free(bench.fragments);
}

// What was lent lives until it is released, whatever is completed in between.
static void test_lent_until_released(void)
{
    Bench bench = {.fragments = pc_fragments_new()};
    g_assert_false(add(&bench, 0, "aaaaaaaa", true));
    g_assert_true(add(&bench, 8, "b", false));
    PcBytes first = bench.bytes;
    g_assert_false(add(&bench, 0, "cccccccc", true));
    g_assert_true(add(&bench, 8, "d", false));
    g_assert_true(pc_bytes_equal(first, pc_bytes("aaaaaaaab", 9)));
    assert_text(&bench, "ccccccccd");
    pc_fragments_release(bench.fragments);
    pc_fragments_free(bench.fragments);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/fragments/any-order", test_any_order);
    g_test_add_func("/fragments/first-bytes-win", test_first_bytes_win);
    g_test_add_func("/fragments/first-end-wins", test_first_end_wins);
    g_test_add_func("/fragments/repeated", test_repeated);
    g_test_add_func("/fragments/keys", test_keys_are_kept_apart);
    g_test_add_func("/fragments/snap-length", test_snap_length);
    g_test_add_func("/fragments/hostile-places", test_hostile_places_are_dropped);
    g_test_add_func("/fragments/time", test_time_limit);
    g_test_add_func("/fragments/number", test_number_is_bounded);
    g_test_add_func("/fragments/bytes", test_bytes_are_bounded);
    g_test_add_func("/fragments/lent", test_lent_until_released);
    return g_test_run();
}
