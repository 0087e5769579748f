// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses as texts: the form of RFC 5952, which is the one that others' tools print.
#include "core/bytes/address.h"

#include "tests/unit/unit.h"
#include <arpa/inet.h>

enum { IPV6_LEN = 16 };

static void test_lengths(void)
{
    static const uint8_t octets[17] = {10, 44, 0, 255, 0xab, 1};
    static const struct {
        size_t len;
        const char *text;
    } rows[] = {
        {0, NULL}, {3, NULL},  {4, "10.44.0.255"},    {5, NULL},  {6, "0a:2c:00:ff:ab:01"},
        {7, NULL}, {15, NULL}, {16, "a2c:ff:ab01::"}, {17, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *text = pc_address_text(pc_bytes(octets, rows[i].len));
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

// The longest run of zero groups is left out, the first of equal ones, and never a single group
// (RFC 5952, 4.2); what is read by glibc comes back as it was written.
static void test_zero_runs(void)
{
    static const char *const rows[] = {
        "::",
        "::1",
        "1::",
        "1::1",
        "2001:db8:0:1:1:1:1:1",
        "0:1:1:1:1:1:1:1",
        "1:1:1:1:1:1:1:0",
        "1::1:0:0:1",
        "1:0:0:1::1",
        "1:0:1:1:1::1",
        "2001:db8::1",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6::",
        "::3:4:5:6:7:8",
        "fe80::1ff:fe00:abcd",
        "0:1::",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        uint8_t octets[IPV6_LEN];
        g_assert_cmpint(inet_pton(AF_INET6, rows[i], octets), ==, 1);
        g_autofree char *text = pc_address_text(pc_bytes(octets, IPV6_LEN));
        g_assert_cmpstr(text, ==, rows[i]);
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/address/lengths", test_lengths);
    g_test_add_func("/address/zero-runs", test_zero_runs);
    return g_test_run();
}
