// SPDX-License-Identifier: GPL-2.0-or-later
// The cursor's contract: a reader succeeds, or returns false and has changed nothing.
#include "core/bytes/bytes.h"
#include "tests/unit/unit.h"

static const uint8_t eight[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};

static void test_numbers(void)
{
    PcBytes bytes = pc_bytes(eight, sizeof eight);
    uint8_t one;
    uint16_t two;
    uint32_t three, four;
    g_assert_true(pc_bytes_u8(&bytes, &one));
    g_assert_true(pc_bytes_u24(&bytes, &three));
    g_assert_true(pc_bytes_u16(&bytes, &two));
    g_assert_cmphex(one, ==, 0x01);
    g_assert_cmphex(three, ==, 0x234567);
    g_assert_cmphex(two, ==, 0x89ab);
    g_assert_cmpuint(bytes.len, ==, 2);
    bytes = pc_bytes(eight, sizeof eight);
    g_assert_true(pc_bytes_u32(&bytes, &four));
    g_assert_cmphex(four, ==, 0x01234567);
}

static void test_little_endian_numbers(void)
{
    PcBytes bytes = pc_bytes(eight, sizeof eight);
    uint16_t two;
    uint32_t four;
    uint64_t all;
    g_assert_true(pc_bytes_le16(&bytes, &two));
    g_assert_true(pc_bytes_le32(&bytes, &four));
    g_assert_cmphex(two, ==, 0x2301);
    g_assert_cmphex(four, ==, 0xab896745);
    bytes = pc_bytes(eight, sizeof eight);
    g_assert_true(pc_bytes_le64(&bytes, &all));
    g_assert_cmphex(all, ==, 0xefcdab8967452301);
    bytes = pc_bytes(eight, sizeof eight);
    g_assert_true(pc_bytes_u64(&bytes, &all));
    g_assert_cmphex(all, ==, 0x0123456789abcdef);
    g_assert_cmpuint(bytes.len, ==, 0);
}

typedef bool (*ReadFunc)(PcBytes *from, void *out);

static bool read_u8(PcBytes *from, void *out)
{
    return pc_bytes_u8(from, out);
}

static bool read_u16(PcBytes *from, void *out)
{
    return pc_bytes_u16(from, out);
}

static bool read_u24(PcBytes *from, void *out)
{
    return pc_bytes_u24(from, out);
}

static bool read_u32(PcBytes *from, void *out)
{
    return pc_bytes_u32(from, out);
}

static bool read_u64(PcBytes *from, void *out)
{
    return pc_bytes_u64(from, out);
}

static bool read_le16(PcBytes *from, void *out)
{
    return pc_bytes_le16(from, out);
}

static bool read_le32(PcBytes *from, void *out)
{
    return pc_bytes_le32(from, out);
}

static bool read_le64(PcBytes *from, void *out)
{
    return pc_bytes_le64(from, out);
}

static bool read_vector8(PcBytes *from, void *out)
{
    return pc_bytes_vector(from, 1, out);
}

static bool read_vector16(PcBytes *from, void *out)
{
    return pc_bytes_vector(from, 2, out);
}

static bool read_vector24(PcBytes *from, void *out)
{
    return pc_bytes_vector(from, 3, out);
}

static bool take_five(PcBytes *from, void *out)
{
    return pc_bytes_take(from, 5, out);
}

static const struct {
    const char *name;
    ReadFunc read;
    size_t needs; // bytes of `counting`
} readers[] = {
    {"u8", read_u8, 1},
    {"u16", read_u16, 2},
    {"u24", read_u24, 3},
    {"u32", read_u32, 4},
    {"u64", read_u64, 8},
    {"le16", read_le16, 2},
    {"le32", read_le32, 4},
    {"le64", read_le64, 8},
    {"vector8", read_vector8, 1},
    {"vector16", read_vector16, 5},
    {"vector24", read_vector24, 6},
    {"take", take_five, 5},
};

// As a vector: length 0 in one byte, 0x0003 in two, 0x000003 in three.
static const uint8_t zero_vector[] = {0, 0, 3, 1, 2, 3, 4, 5};
static const uint8_t short_vector[] = {0, 3, 9, 9, 9, 9, 9, 9};

static const uint8_t *input_for(const char *name)
{
    return strcmp(name, "vector16") == 0 ? short_vector : zero_vector;
}

// Every reader, on every length: succeeds from what it needs on, and before leaves all as it was.
static void test_reader_fails_without_a_trace(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        UNIT_ROW(readers, i);
        for (size_t len = 0; len <= sizeof zero_vector; len++) {
            g_autofree uint8_t *copy = g_memdup2(input_for(readers[i].name), len);
            PcBytes bytes = pc_bytes(copy, len);
            uint8_t out[sizeof(PcBytes)];
            uint8_t untouched[sizeof(PcBytes)];
            memset(out, 0xa5, sizeof out);
            memset(untouched, 0xa5, sizeof untouched);
            bool read = readers[i].read(&bytes, out);
            g_assert_cmpint(read, ==, len >= readers[i].needs);
            if (!read) {
                g_assert_true(bytes.data == copy && bytes.len == len);
                g_assert_true(memcmp(out, untouched, sizeof out) == 0);
            } else {
                g_assert_cmpuint(bytes.len, ==, len - readers[i].needs);
            }
        }
    }
}

static void test_at_looks_without_moving(void)
{
    PcBytes bytes = pc_bytes(eight, sizeof eight);
    uint8_t one = 0;
    uint16_t two = 0;
    g_assert_true(pc_bytes_at(bytes, 7, &one));
    g_assert_cmphex(one, ==, 0xef);
    g_assert_false(pc_bytes_at(bytes, 8, &one));
    g_assert_false(pc_bytes_at(bytes, SIZE_MAX, &one));
    g_assert_true(pc_bytes_u16_at(bytes, 6, &two));
    g_assert_cmphex(two, ==, 0xcdef);
    g_assert_false(pc_bytes_u16_at(bytes, 7, &two));
    g_assert_false(pc_bytes_u16_at(bytes, SIZE_MAX, &two));
    g_assert_false(pc_bytes_u16_at(pc_bytes(eight, 1), 0, &two));
}

static void test_skip_and_first_keep_in_bounds(void)
{
    PcBytes bytes = pc_bytes(eight, sizeof eight);
    g_assert_false(pc_bytes_skip(&bytes, 9));
    g_assert_false(pc_bytes_skip(&bytes, SIZE_MAX));
    g_assert_true(pc_bytes_skip(&bytes, 8));
    g_assert_true(pc_bytes_skip(&bytes, 0));
    g_assert_cmpuint(pc_bytes_first(pc_bytes(eight, 3), 9).len, ==, 3);
    g_assert_cmpuint(pc_bytes_first(pc_bytes(eight, 3), 2).len, ==, 2);
}

static void test_empty_cursor(void)
{
    PcBytes empty = pc_bytes_of(NULL);
    PcBytes out;
    g_assert_true(pc_bytes_take(&empty, 0, &out));
    g_assert_true(pc_bytes_equal(empty, pc_bytes(NULL, 0)));
    g_assert_true(pc_bytes_starts(empty, "", 0));
    g_assert_false(pc_bytes_starts(empty, "a", 1));
    g_assert_cmpuint(pc_bytes_copy_out(empty, NULL, 0), ==, 0);
    g_autofree char *hex = pc_bytes_hex(empty);
    g_assert_cmpstr(hex, ==, "");
}

static void test_copies(void)
{
    uint8_t room[4];
    g_assert_cmpuint(pc_bytes_copy_out(pc_bytes(eight, 8), room, sizeof room), ==, 4);
    g_assert_true(memcmp(room, eight, sizeof room) == 0);
    uint8_t moving[] = {1, 2, 3, 4, 5};
    g_assert_cmpuint(pc_bytes_copy_out(pc_bytes(moving + 1, 4), moving, 5), ==, 4);
    g_assert_true(memcmp(moving, "\2\3\4\5", 4) == 0);
    g_autoptr(GBytes) owned = pc_bytes_dup(pc_bytes(eight, 3));
    g_assert_true(pc_bytes_equal(pc_bytes_of(owned), pc_bytes(eight, 3)));
    g_autofree char *hex = pc_bytes_hex(pc_bytes(eight, 8));
    g_assert_cmpstr(hex, ==, "0123456789abcdef");
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/bytes/numbers", test_numbers);
    g_test_add_func("/bytes/little-endian", test_little_endian_numbers);
    g_test_add_func("/bytes/fails-without-a-trace", test_reader_fails_without_a_trace);
    g_test_add_func("/bytes/at", test_at_looks_without_moving);
    g_test_add_func("/bytes/in-bounds", test_skip_and_first_keep_in_bounds);
    g_test_add_func("/bytes/empty", test_empty_cursor);
    g_test_add_func("/bytes/copies", test_copies);
    return g_test_run();
}
