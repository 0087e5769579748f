// SPDX-License-Identifier: GPL-2.0-or-later
// Only Wireshark's window shows frames before it has read all, and it answers plugins that ask for
// its capture file.
#include "plugin/growing.h"

#include <cfile.h>
#include <epan/plugin_if.h>

static void *state_of(capture_file *file, void *unused)
{
    (void)unused;
    return GINT_TO_POINTER(file->state);
}

bool pc_in_window(void)
{
    return g_strcmp0(g_get_prgname(), "wireshark") == 0;
}

bool pc_growing(void)
{
    if (!pc_in_window()) {
        return false;
    }
    const int state = GPOINTER_TO_INT(plugin_if_get_capture_file(state_of, NULL));
    return state != FILE_CLOSED && state != FILE_READ_ABORTED && state != FILE_READ_DONE;
}
