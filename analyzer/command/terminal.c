// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the environment into the looks of the text report.
#include "analyzer/command/terminal.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PLAIN_COLUMNS = 100, MIN_COLUMNS = 40, MAX_COLUMNS = 1000, DECIMAL = 10 };

size_t pc_terminal_columns(int descriptor)
{
    guint64 columns = 0;
    struct winsize size = {0};
    const char *wanted = g_getenv("COLUMNS");
    if (wanted != NULL &&
        g_ascii_string_to_unsigned(wanted, DECIMAL, MIN_COLUMNS, MAX_COLUMNS, &columns, NULL)) {
        return (size_t)columns;
    }
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= MIN_COLUMNS) {
        return size.ws_col;
    }
    return PLAIN_COLUMNS;
}

static size_t rows_of(int descriptor)
{
    struct winsize size = {0};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

PcReportOptions pc_terminal_style(void)
{
    PcReportOptions options = {.columns = PLAIN_COLUMNS};
    if (isatty(STDOUT_FILENO) == 0) {
        return options;
    }
    const char *no_colour = g_getenv("NO_COLOR");
    const char *terminal = g_getenv("TERM");
    bool is_dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    options.columns = pc_terminal_columns(STDOUT_FILENO);
    options.rows = rows_of(STDOUT_FILENO);
    options.colour = !is_dumb && (no_colour == NULL || no_colour[0] == '\0');
    options.ascii = !g_get_charset(NULL);
    options.settle = true;
    return options;
}
