// SPDX-License-Identifier: GPL-2.0-or-later
// Compares the latest frame's time with the clock: epan does not tell a plugin of a live capture.
#include "plugin/growing.h"

#include <glib.h>

static int64_t newest; // ns since 1970 UTC

void pc_growing_note(int64_t time)
{
    newest = time;
}

bool pc_growing(void)
{
    enum { PATIENCE_US = 10 * G_USEC_PER_SEC, NS_PER_US = 1000 };
    int64_t age = g_get_real_time() - newest / NS_PER_US;
    return age >= 0 && age < PATIENCE_US;
}
