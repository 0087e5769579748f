// SPDX-License-Identifier: GPL-2.0-or-later
// Text of anybody becomes HTML that is safe to show.
#include "analyzer/report/html/html.h"

#include "analyzer/report/display.h"

void pc_html_text(GString *out, const char *text)
{
    g_autofree char *safe = pc_display_text(text);
    g_autofree char *escaped = g_markup_escape_text(safe, -1);
    g_string_append(out, escaped);
}
