// SPDX-License-Identifier: GPL-2.0-or-later
// Writes IPv4, IPv6 and MAC addresses as text. IPv6 follows RFC 5952: lower case, no leading zeros,
// the longest run of two or more zero groups becomes "::".
#include "core/bytes/address.h"

enum { N_GROUPS = 8 };

typedef struct {
    unsigned start;
    unsigned n;
} ZeroRun;

static char *ipv4_text(const uint8_t *byte)
{
    return g_strdup_printf("%u.%u.%u.%u", byte[0], byte[1], byte[2], byte[3]);
}

static char *mac_text(const uint8_t *byte)
{
    return g_strdup_printf("%02x:%02x:%02x:%02x:%02x:%02x", byte[0], byte[1], byte[2], byte[3],
                           byte[4], byte[5]);
}

// The first of the longest runs (RFC 5952, 4.2.3); a single zero group is no run (4.2.2).
static ZeroRun longest_zero_run(const uint16_t groups[N_GROUPS])
{
    ZeroRun best = {.start = N_GROUPS, .n = 1};
    ZeroRun run = {0};
    for (unsigned i = 0; i < N_GROUPS; i++) {
        if (groups[i] != 0) {
            run.n = 0;
            continue;
        }
        run.start = run.n == 0 ? i : run.start;
        run.n++;
        if (run.n > best.n) {
            best = run;
        }
    }
    return best;
}

static char *ipv6_text(PcBytes address)
{
    uint16_t groups[N_GROUPS] = {0};
    for (unsigned i = 0; i < N_GROUPS && pc_bytes_u16(&address, &groups[i]); i++) {
    }
    ZeroRun zeros = longest_zero_run(groups);
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < N_GROUPS; i++) {
        if (i == zeros.start) {
            g_string_append(text, "::");
            i += zeros.n - 1;
            continue;
        }
        if (text->len > 0 && text->str[text->len - 1] != ':') {
            g_string_append_c(text, ':');
        }
        g_string_append_printf(text, "%x", groups[i]);
    }
    return g_string_free(text, FALSE);
}

char *pc_address_text(PcBytes address)
{
    switch (address.len) {
    case 4:
        return ipv4_text(address.data);
    case 6:
        return mac_text(address.data);
    case 16:
        return ipv6_text(address);
    default:
        return NULL;
    }
}
