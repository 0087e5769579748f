// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a comparison into one page for a browser, which needs no network: who was lost first.
#include "analyzer/command/diff/report.h"

#include "analyzer/report/html/html.h"

static const char *const classes[PC_N_CHANGES] = {
    [PC_CHANGE_FAILS_NOW] = "error",   [PC_CHANGE_FAILS_NEW] = "error",
    [PC_CHANGE_FAILS_STILL] = "error", [PC_CHANGE_NOT_SEEN] = "warning",
    [PC_CHANGE_OPEN] = "warning",      [PC_CHANGE_BACK] = "good",
    [PC_CHANGE_NEW] = "soft",          [PC_CHANGE_GOES_ON] = "good",
};

static void write_cell(GString *out, const char *tag, const char *text)
{
    g_string_append_printf(out, "<%s>", tag);
    pc_html_text(out, text);
    g_string_append_printf(out, "</%s>", tag);
}

static void write_headings(GString *out, const char *const *headings, size_t n_headings)
{
    g_string_append(out, "<div class=\"scroll\"><table>\n<thead><tr>");
    for (size_t i = 0; i < n_headings; i++) {
        write_cell(out, "th", headings[i]);
    }
    g_string_append(out, "</tr></thead>\n<tbody>\n");
}

static void write_end(GString *out)
{
    g_string_append(out, "</tbody></table></div>\n");
}

static void write_part(GString *out, const char *label, const PcDiffPart *part)
{
    g_autofree char *what = pc_diff_part_text(part);
    g_autofree char *line = g_strdup_printf("%s: %s: %s", label, part->path, what);
    g_string_append(out, "<p class=\"soft\">");
    pc_html_text(out, line);
    g_string_append(out, "</p>\n");
}

static void write_head(GString *out, const PcDiffReport *report)
{
    g_autofree char *headline = pc_diff_headline(report->diff);
    pc_html_begin(out, "Before and after");
    g_string_append(out, "<header>\n");
    write_cell(out, "h1", headline);
    write_part(out, "before", &report->before);
    write_part(out, "after", &report->after);
    g_string_append(out, "<nav aria-label=\"Parts of this page\"><a href=\"#phones\">Phones</a> "
                         "<a href=\"#causes\">Causes</a> <a href=\"#made\">How this report was "
                         "made</a></nav>\n</header>\n<main>\n");
}

static void write_service(GString *out, const PcDiffPhone *phone, const PcDiffService *service)
{
    g_autoptr(GPtrArray) cells = pc_diff_cells(phone, service);
    g_string_append(out, "<tr>");
    write_cell(out, "th", pc_diff_phone_name(phone));
    g_string_append_printf(out, "<td class=\"%s\">%s</td>", classes[phone->change],
                           pc_change_name(phone->change));
    write_cell(out, "td", service->service);
    for (guint i = 0; i < cells->len; i++) {
        write_cell(out, "td", g_ptr_array_index(cells, i));
    }
    g_string_append(out, "</tr>\n");
}

static void write_phones(GString *out, const PcDiff *diff)
{
    static const char *const headings[] = {
        "phone",        "what became of it",  "service",           "before",
        "after",        "certificate before", "certificate after", "new findings",
        "gone findings"};
    g_string_append(out, "<h2 id=\"phones\">Phones</h2>\n");
    write_headings(out, headings, G_N_ELEMENTS(headings));
    for (guint i = 0; i < diff->phones->len; i++) {
        const PcDiffPhone *phone = g_ptr_array_index(diff->phones, i);
        for (guint k = 0; k < phone->services->len; k++) {
            write_service(out, phone, &g_array_index(phone->services, PcDiffService, k));
        }
    }
    write_end(out);
}

static void write_cause(GString *out, const PcDiffCause *cause)
{
    const PcEstateCause *row = cause->after != NULL ? cause->after : cause->before;
    g_autofree char *numbers = pc_diff_cause_text(cause);
    g_autofree char *heading = g_strdup_printf("%s (%s)", row->title, row->id);
    write_cell(out, "h3", heading);
    g_string_append(out, "<p class=\"soft\">");
    pc_html_text(out, numbers);
    g_string_append(out, "</p>\n");
    if (pc_diff_cause_grew(cause)) {
        pc_html_remedy(out, row);
    }
}

static void write_causes(GString *out, const PcDiff *diff)
{
    g_string_append(out, "<h2 id=\"causes\">Causes</h2>\n");
    for (guint i = 0; i < diff->causes->len; i++) {
        write_cause(out, &g_array_index(diff->causes, PcDiffCause, i));
    }
}

void pc_diff_html(const PcDiffReport *report, GString *out)
{
    write_head(out, report);
    write_phones(out, report->diff);
    write_causes(out, report->diff);
    pc_conditions_html(out, report->conditions);
    g_string_append_printf(out,
                           "<p class=\"soft\">Written by phonecert %s.</p>\n</main>\n"
                           "</body>\n</html>\n",
                           PHONECERT_VERSION);
}
