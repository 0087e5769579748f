// SPDX-License-Identifier: GPL-2.0-or-later
// The published values of SipHash-2-4, and that what is written against GLib's hashes does nothing
// here.
#include "core/bytes/keyed_hash.h"
#include "tests/unit/unit.h"

// The key and the inputs are the bytes 0, 1, 2 and so on (appendix A of the paper, and the vectors
// that its authors publish with their code).
static void test_published(void)
{
    static const struct {
        size_t len;
        uint64_t hash;
    } rows[] = {
        {0, UINT64_C(0x726fdb47dd0e0e31)},  {1, UINT64_C(0x74f839c593dc67fd)},
        {7, UINT64_C(0xab0200f58b01d137)},  {8, UINT64_C(0x93f5f5799a932462)},
        {15, UINT64_C(0xa129ca6149be45e5)}, {16, UINT64_C(0x3f2acc7f57c29bdb)},
        {63, UINT64_C(0x958a324ceb064572)},
    };
    const uint64_t key[] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    uint8_t input[64];
    for (size_t i = 0; i < sizeof input; i++) {
        input[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_assert_cmphex(pc_siphash(key, pc_bytes(input, rows[i].len)), ==, rows[i].hash);
    }
}

// Texts of "b`" and "aa" have one g_str_hash, in whatever order: 33 * 'b' + '`' = 33 * 'a' + 'a' +
// 32.
static void test_collisions(void)
{
    enum { BITS = 10 };
    g_autoptr(GHashTable) hashes = g_hash_table_new(NULL, NULL);
    char text[2 * BITS + 1] = {0};
    guint first = 0;
    for (unsigned n = 0; n < 1U << BITS; n++) {
        for (unsigned bit = 0; bit < BITS; bit++) {
            text[2 * bit] = (n >> bit & 1) != 0 ? 'b' : 'a';
            text[2 * bit + 1] = (n >> bit & 1) != 0 ? 'A' : 'b';
        }
        first = n == 0 ? g_str_hash(text) : first;
        g_assert_cmpuint(g_str_hash(text), ==, first);
        g_hash_table_add(hashes, GUINT_TO_POINTER(pc_hash_text(text)));
    }
    g_assert_cmpuint(g_hash_table_size(hashes), >=, (1U << BITS) - 2);
}

static void test_same(void)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("SEP2C3124000001", 15);
    g_assert_cmpuint(pc_hash_text("SEP2C3124000001"), ==, pc_hash_bytes(bytes));
    g_assert_cmpuint(pc_hash_text(""), ==, pc_hash_of(pc_bytes(NULL, 0)));
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/keyed-hash/published", test_published);
    g_test_add_func("/keyed-hash/collisions", test_collisions);
    g_test_add_func("/keyed-hash/same", test_same);
    return g_test_run();
}
