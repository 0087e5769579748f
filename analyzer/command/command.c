// SPDX-License-Identifier: GPL-2.0-or-later
// What every verb needs: complaints, and its options out of its arguments.
#include "analyzer/command/command.h"

#include "analyzer/command/files.h"
#include "analyzer/read/members.h"
#include "analyzer/report/display.h"
#include "core/bytes/bytes.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void pc_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = pc_display_text(sentence);
    (void)fprintf(stderr, "phonecert: %s\n", safe);
}

// take_passwords reads one a line; what they are is told nowhere.
static bool take_passwords(const char *path, GError **error)
{
    enum { MAX_LEN = 64 * 1024 };
    g_autoptr(GBytes) content = pc_read_file_up_to(path, MAX_LEN, error);
    if (content == NULL) {
        g_prefix_error(error, "--password-file ");
        return false;
    }
    const PcBytes bytes = pc_bytes_of(content);
    g_autofree char *text = g_strndup((const char *)bytes.data, bytes.len);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GPtrArray) given = g_ptr_array_new();
    for (size_t i = 0; lines[i] != NULL; i++) {
        lines[i][strcspn(lines[i], "\r")] = '\0';
        if (lines[i][0] != '\0') {
            g_ptr_array_add(given, lines[i]);
        }
    }
    g_ptr_array_add(given, NULL);
    pc_archive_passwords((char **)given->pdata);
    return true;
}

bool pc_parse_options(GOptionContext *context, int *argc, char ***argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *passwords = NULL;
    const GOptionEntry entries[] = {
        {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &passwords,
         "Try these passwords, one a line, on archives and PKCS#12 files that are locked", "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, &error) ||
        (passwords != NULL && !take_passwords(passwords, &error))) {
        pc_complain("%s", error->message);
        return false;
    }
    return true;
}
