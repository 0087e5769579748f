// SPDX-License-Identifier: GPL-2.0-or-later
// Linux tells a process's processors by an extension of the C library, which CMake asks for
// (_GNU_SOURCE). Where there is none (macOS) GLib counts those of the machine.
#include "analyzer/command/processors.h"

#include <glib.h>
#include <sched.h>

unsigned pc_processors(void)
{
#ifdef CPU_COUNT
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return (unsigned)CPU_COUNT(&set);
    }
#endif
    return g_get_num_processors();
}
