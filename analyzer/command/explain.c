// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert explain`: the table of findings for people, on the terminal or as Markdown.
#include "analyzer/command/command.h"

#include "analyzer/command/terminal.h"
#include "analyzer/report/text/phrase.h"
#include "core/field/finding.h"
#include <stdio.h>
#include <string.h>

enum { INDENT = 2, ID_COLUMN = 12, TITLE_COLUMN = 46, STEP_INDENT = 3 };

static PcLayout layout_on(GString *out)
{
    PcReportOptions style = pc_terminal_style();
    return (PcLayout){
        .out = out,
        .width = style.columns,
        .colour = style.colour,
        .ascii = style.ascii,
    };
}

static void paragraph(PcLayout *layout, PcStyle style, const char *text)
{
    pc_layout_start(layout, INDENT, INDENT);
    pc_layout_words(layout, style, text);
    pc_layout_end(layout);
}

static void heading(PcLayout *layout, const char *text)
{
    pc_layout_end(layout);
    pc_layout_start(layout, 0, 0);
    pc_layout_words(layout, PC_STYLE_BOLD, text);
    pc_layout_end(layout);
}

static void explain_row(PcLayout *layout, const PcFindingRow *row, const PcStepsFor *whom)
{
    pc_layout_start(layout, 0, 0);
    pc_layout_words(layout, PC_STYLE_BOLD, row->id);
    pc_layout_piece(layout, pc_phrase_severity_style(row->severity), " · ",
                    pc_severity_name(row->severity));
    pc_layout_piece(layout, PC_STYLE_PLAIN, " · ", row->title);
    pc_layout_end(layout);
    heading(layout, "What it is");
    paragraph(layout, PC_STYLE_PLAIN, row->story);
    heading(layout, "What to do");
    pc_layout_steps(layout, pc_finding_remedy(row, whom), INDENT);
    heading(layout, "Source");
    paragraph(layout, PC_STYLE_PLAIN, pc_finding_source(row));
}

static void list_rows(PcLayout *layout)
{
    for (int severity = PC_SEVERITY_ERROR; severity >= PC_SEVERITY_NOTE; severity--) {
        for (int id = 0; id < PC_N_FINDINGS; id++) {
            const PcFindingRow *row = pc_finding_row((PcFindingId)id);
            if ((int)row->severity == severity) {
                pc_layout_start(layout, INDENT, TITLE_COLUMN);
                pc_layout_words(layout, pc_phrase_severity_style(row->severity),
                                pc_severity_name(row->severity));
                pc_layout_pad(layout, ID_COLUMN);
                pc_layout_words(layout, PC_STYLE_BOLD, row->id);
                pc_layout_pad(layout, TITLE_COLUMN);
                pc_layout_words(layout, PC_STYLE_PLAIN, row->title);
                pc_layout_end(layout);
            }
        }
    }
}

static bool explain_one(PcLayout *layout, const char *id, const PcStepsFor *whom)
{
    const PcFindingRow *row = pc_finding_by_name(id);
    if (row == NULL) {
        pc_complain("%s: there is no such finding; phonecert explain lists them", id);
        return false;
    }
    explain_row(layout, row, whom);
    return true;
}

static PcExit explain(char **ids, const PcStepsFor *whom)
{
    GString *out = g_string_new(NULL);
    PcLayout layout = layout_on(out);
    PcExit status = PC_EXIT_CLEAN;
    if (ids == NULL) {
        list_rows(&layout);
    }
    for (size_t i = 0; ids != NULL && ids[i] != NULL; i++) {
        if (i > 0) {
            pc_layout_end(&layout);
        }
        if (!explain_one(&layout, ids[i], whom)) {
            status = PC_EXIT_TROUBLE;
        }
    }
    (void)fwrite(out->str, 1, out->len, stdout);
    g_string_free(out, TRUE);
    return status;
}

PcExit pc_command_explain(int argc, char **argv)
{
    g_auto(GStrv) ids = NULL;
    g_autofree char *release = NULL;
    g_autofree char *family = NULL;
    PcStepsFor whom = {PC_RELEASE_ANY, NULL, PC_HOLDER_ANY};
    const GOptionEntry entries[] = {
        {"release", 0, 0, G_OPTION_ARG_STRING, &release,
         "Only the steps for this release of CUCM (14SU3, 15SU2); all variants without", "RELEASE"},
        {"family", 0, 0, G_OPTION_ARG_STRING, &family,
         "Only the menus of these phones (7900, 8800, 8821, 9800, MPP)", "FAMILY"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[ID ...]");
    g_option_context_set_summary(context, "Tells the story, the remedy and the source of a "
                                          "finding; without ID, lists them.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!pc_parse_options(context, &argc, &argv)) {
        return PC_EXIT_TROUBLE;
    }
    if (release != NULL && !pc_release_parse(release, &whom.release)) {
        pc_complain("--release %s: is no release of CUCM such as 12.5(1)SU4, 14SU3 or 15SU2",
                    release);
        return PC_EXIT_TROUBLE;
    }
    whom.family = family;
    return explain(ids, &whom);
}
