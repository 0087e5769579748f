// SPDX-License-Identifier: GPL-2.0-or-later
// Turns fates and steps into one page for a browser, which needs no network: the harm first.
#include "analyzer/command/impact/report.h"

#include "analyzer/report/display.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/steps.h"

static const char *const fate_words[PC_N_FATES] = {
    [PC_FATE_STOPS] = "stop",
    [PC_FATE_WOULD] = "would stop where not seen",
    [PC_FATE_UNKNOWN] = "not known",
    [PC_FATE_NOT_SEEN] = "not seen",
    [PC_FATE_REFUSED] = "refused already",
    [PC_FATE_SAFE] = "go on",
};

static const char *const fate_classes[PC_N_FATES] = {
    [PC_FATE_STOPS] = "error",      [PC_FATE_WOULD] = "warning", [PC_FATE_UNKNOWN] = "warning",
    [PC_FATE_NOT_SEEN] = "warning", [PC_FATE_REFUSED] = "soft",  [PC_FATE_SAFE] = "good",
};

static void write_cell(GString *out, const char *tag, const char *text)
{
    g_string_append_printf(out, "<%s>", tag);
    pc_html_text(out, text);
    g_string_append_printf(out, "</%s>", tag);
}

static void write_paragraph(GString *out, const char *class, const char *text)
{
    if (text != NULL) {
        g_string_append_printf(out, "<p class=\"%s\">", class);
        pc_html_text(out, text);
        g_string_append(out, "</p>\n");
    }
}

static void write_head(GString *out, const PcImpactReport *report)
{
    g_autofree char *harm = pc_impact_headline(&report->roles);
    g_autofree char *unknown = pc_impact_open(&report->roles);
    g_autofree char *what = g_strdup_printf("when %s leaves %s", report->remove,
                                            report->from != NULL ? report->from : "every store");
    pc_html_begin(out, "Impact");
    g_string_append(out, "<header>\n");
    write_cell(out, "h1", harm);
    write_paragraph(out, "soft", what);
    write_paragraph(out, "warning", unknown);
    if (report->list == NULL) {
        write_paragraph(out, "soft", "Phones that no capture shows are not in here.");
    }
    g_string_append(out,
                    "<nav aria-label=\"Parts of this page\"><a href=\"#order\">In this order</a> "
                    "<a href=\"#phones\">Phones</a> <a href=\"#made\">How this report was "
                    "made</a></nav>\n</header>\n<main>\n");
}

static void write_roles(GString *out, const PcImpactRoles *roles)
{
    g_string_append(out, "<h2>Phones by role</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
    write_cell(out, "th", "role");
    for (int k = 0; k < PC_N_FATES; k++) {
        write_cell(out, "th", fate_words[k]);
    }
    g_string_append(out, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        g_string_append(out, "<tr>");
        write_cell(out, "th", roles->role[i].name);
        for (int k = 0; k < PC_N_FATES; k++) {
            g_string_append_printf(out, "<td>%u</td>", roles->role[i].n[k]);
        }
        g_string_append(out, "</tr>\n");
    }
    g_string_append(out, "</tbody></table></div>\n");
}

static void write_fate(GString *out, const PcFate *fate)
{
    g_string_append(out, "<tr>");
    write_cell(out, "th", fate->phone);
    write_cell(out, "td", fate->service);
    write_cell(out, "td", fate->store);
    g_string_append_printf(out, "<td class=\"%s\">%s</td>", fate_classes[fate->kind],
                           fate_words[fate->kind]);
    write_cell(out, "td", fate->type);
    write_cell(out, "td", fate->issuer);
    write_cell(out, "td", fate->reason);
    g_string_append(out, "</tr>\n");
}

static void write_fates(GString *out, const GPtrArray *fates)
{
    static const char *const headings[] = {"phone", "service", "store", "what happens",
                                           "type",  "issuer",  "reason"};
    g_string_append(out,
                    "<h2 id=\"phones\">Phones</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
    for (size_t i = 0; i < G_N_ELEMENTS(headings); i++) {
        write_cell(out, "th", headings[i]);
    }
    g_string_append(out, "</tr></thead>\n<tbody>\n");
    for (guint i = 0; i < fates->len; i++) {
        write_fate(out, g_ptr_array_index(fates, i));
    }
    g_string_append(out, "</tbody></table></div>\n");
}

void pc_impact_html(const PcImpactReport *report, GString *out)
{
    write_head(out, report);
    write_roles(out, &report->roles);
    g_string_append(out, "<h2 id=\"order\">In this order</h2>\n");
    pc_steps_html(out, report->steps, &report->whom);
    write_fates(out, report->fates);
    pc_conditions_html(out, report->conditions);
    g_string_append_printf(out,
                           "<p class=\"soft\">Written by phonecert %s.</p>\n</main>\n"
                           "</body>\n</html>\n",
                           PHONECERT_VERSION);
}
