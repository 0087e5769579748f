// SPDX-License-Identifier: GPL-2.0-or-later
// Compares the latest frame's time with the clock, for a live capture; and for how long a file has
// been read. Only Wireshark's window shows frames of a file before it has read all, and not before
// it has read for a while.
#include "plugin/growing.h"

#include "core/wiretap/record.h"

enum {
    LIVE_US = 10 * G_USEC_PER_SEC,
    FIRST_SHOWN_US = G_USEC_PER_SEC / 10, // Wireshark lets 150 ms pass
    SETTLED_US = 2 * G_USEC_PER_SEC,      // without another frame: the load is over
    NS_PER_US = 1000,
};

static bool in_window;            // the others dissect a frame again when they have read all
static nstime_t newest;           // of the frames' times
static int64_t first_us, last_us; // when frames were read, by a clock that never jumps; 0: none was

void pc_growing_begin_file(void)
{
    in_window = g_strcmp0(g_get_prgname(), "wireshark") == 0;
    first_us = last_us = 0;
}

void pc_growing_note(const nstime_t *time)
{
    if (in_window) {
        newest = *time;
        last_us = g_get_monotonic_time();
        first_us = first_us != 0 ? first_us : last_us;
    }
}

PcGrowing pc_growing(void)
{
    if (!in_window) {
        return PC_GROWING_NOT;
    }
    int64_t age = g_get_real_time() - pc_record_time(&newest) / NS_PER_US;
    if (age >= 0 && age < LIVE_US) {
        return PC_GROWING_LIVE;
    }
    bool may_load =
        last_us - first_us > FIRST_SHOWN_US && g_get_monotonic_time() - last_us < SETTLED_US;
    return may_load ? PC_GROWING_PERHAPS : PC_GROWING_NOT;
}
