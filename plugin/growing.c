// SPDX-License-Identifier: GPL-2.0-or-later
// Only Wireshark's window shows frames before it has read all, and it answers plugins that ask for
// its capture file.
#include "plugin/growing.h"

#include <cfile.h>
#include <epan/plugin_if.h>

static bool is_being_read(const capture_file *file)
{
    return file->redissecting || (file->state != FILE_CLOSED && file->state != FILE_READ_ABORTED &&
                                  file->state != FILE_READ_DONE);
}

// The answer is the file, if that is so.
static void *if_growing(capture_file *file, void *unused)
{
    (void)unused;
    return is_being_read(file) ? file : NULL;
}

bool pc_in_window(void)
{
    return g_strcmp0(g_get_prgname(), "wireshark") == 0;
}

bool pc_growing(void)
{
    return pc_in_window() && plugin_if_get_capture_file(if_growing, NULL) != NULL;
}
