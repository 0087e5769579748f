// SPDX-License-Identifier: GPL-2.0-or-later
// What every verb needs: complaints, and its options out of its arguments.
#include "analyzer/command/command.h"

#include "analyzer/report/display.h"
#include <stdarg.h>
#include <stdio.h>

void pc_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = pc_display_text(sentence);
    (void)fprintf(stderr, "phonecert: %s\n", safe);
}

bool pc_parse_options(GOptionContext *context, int *argc, char ***argv)
{
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, argc, argv, &error)) {
        pc_complain("%s", error->message);
        return false;
    }
    return true;
}
