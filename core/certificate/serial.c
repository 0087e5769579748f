// SPDX-License-Identifier: GPL-2.0-or-later
// Takes a serial number out of its spelling: "0A:1B:2C:3D", "0xa1b2c3d", "0A1B2C3D".
#include "core/certificate/serial.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

char *pc_serial_digits(const char *serial)
{
    enum { MIN_DIGITS = 4, MAX_DIGITS = 64 }; // of RFC 5280's 20 bytes, and some more
    const char *at =
        g_str_has_prefix(serial, "0x") || g_str_has_prefix(serial, "0X") ? serial + 2 : serial;
    at += strspn(at, "0:");
    GString *digits = g_string_new(NULL);
    for (; *at != '\0' && digits->len <= MAX_DIGITS; at++) {
        if (g_ascii_isxdigit(*at)) {
            g_string_append_c(digits, g_ascii_tolower(*at));
        } else if (*at != ':' && *at != ' ') {
            break;
        }
    }
    const bool is_one = *at == '\0' && digits->len >= MIN_DIGITS && digits->len <= MAX_DIGITS;
    return g_string_free(digits, !is_one);
}
