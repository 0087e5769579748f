// SPDX-License-Identifier: GPL-2.0-or-later
// Turns fates and steps into text for people.
#include "analyzer/command/impact/report.h"

#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/text/layout.h"
#include <string.h>

enum { NAME_COLUMN = 2, SERVICE_COLUMN = 20, PIECE_COLUMN = 30 };
enum { FIRST_NUMBER = 16, NUMBER_WIDTH = 12 };

static const struct {
    const char *heading;
    PcStyle style;
    bool has_reason;
} chapters[PC_N_FATES] = {
    [PC_FATE_STOPS] = {"Stops", PC_STYLE_RED, true},
    [PC_FATE_WOULD] = {"Would stop where it was not seen", PC_STYLE_YELLOW, true},
    [PC_FATE_UNKNOWN] = {"Not known", PC_STYLE_YELLOW, true},
    [PC_FATE_NOT_SEEN] = {"Not seen: listed, and in no capture", PC_STYLE_YELLOW, false},
    [PC_FATE_REFUSED] = {"Refused already", PC_STYLE_DIM, true},
    [PC_FATE_SAFE] = {"Goes on", PC_STYLE_GREEN, false},
};

static void write_heading(PcLayout *layout, PcFateKind kind)
{
    pc_layout_start(layout, 0, 0);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", chapters[kind].heading);
    pc_layout_end(layout);
}

static void write_fate(PcLayout *layout, const PcFate *fate)
{
    pc_layout_start(layout, NAME_COLUMN, PIECE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", fate->phone);
    pc_layout_pad(layout, SERVICE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_PLAIN, "", fate->service != NULL ? fate->service : "-");
    pc_layout_pad(layout, PIECE_COLUMN);
    if (fate->issuer != NULL) {
        pc_layout_piece(layout, PC_STYLE_PLAIN, " · ", fate->type != NULL ? fate->type : "other");
        pc_layout_piece(layout, PC_STYLE_PLAIN, " · ", fate->issuer);
    }
    if (fate->after != NULL) {
        pc_layout_piece(layout, chapters[fate->kind].style, " · ", fate->after);
    }
    if (chapters[fate->kind].has_reason && fate->reason != NULL) {
        pc_layout_piece(layout, PC_STYLE_PLAIN, fate->after != NULL ? ": " : " · ", fate->reason);
    }
    pc_layout_end(layout);
}

// write_would tells in one line where else a phone would stop; it gives the index of the last fate
// that it told.
static guint write_would(PcLayout *layout, const GPtrArray *fates, guint first)
{
    const PcFate *fate = g_ptr_array_index(fates, first);
    g_autoptr(GString) services = g_string_new(fate->service);
    guint last = first;
    while (last + 1 < fates->len) {
        const PcFate *next = g_ptr_array_index(fates, last + 1);
        if (next->kind != PC_FATE_WOULD || strcmp(next->phone, fate->phone) != 0) {
            break;
        }
        g_string_append_printf(services, ", %s", next->service);
        last++;
    }
    pc_layout_start(layout, NAME_COLUMN, SERVICE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", fate->phone);
    pc_layout_pad(layout, SERVICE_COLUMN);
    pc_layout_words(layout, PC_STYLE_PLAIN, services->str);
    pc_layout_end(layout);
    return last;
}

// write_unseen tells the names in a row; it gives the index of the last fate that it told.
static guint write_unseen(PcLayout *layout, const GPtrArray *fates, guint first)
{
    guint last = first;
    pc_layout_start(layout, NAME_COLUMN, NAME_COLUMN);
    for (guint i = first; i < fates->len; i++) {
        const PcFate *fate = g_ptr_array_index(fates, i);
        if (fate->kind != PC_FATE_NOT_SEEN) {
            break;
        }
        pc_layout_piece(layout, PC_STYLE_PLAIN, ", ", fate->phone);
        last = i;
    }
    pc_layout_end(layout);
    return last;
}

static void write_fates(PcLayout *layout, const GPtrArray *fates)
{
    int chapter = -1;
    for (guint i = 0; i < fates->len; i++) {
        const PcFate *fate = g_ptr_array_index(fates, i);
        if ((int)fate->kind != chapter) {
            chapter = (int)fate->kind;
            pc_layout_end(layout);
            write_heading(layout, fate->kind);
        }
        if (fate->kind == PC_FATE_WOULD) {
            i = write_would(layout, fates, i);
        } else if (fate->kind == PC_FATE_NOT_SEEN) {
            i = write_unseen(layout, fates, i);
        } else {
            write_fate(layout, fate);
        }
    }
}

static void write_sentence(PcLayout *layout, PcStyle style, const char *text)
{
    pc_layout_start(layout, 0, 2);
    pc_layout_words(layout, style, text);
    pc_layout_end(layout);
}

static void write_headline(PcLayout *layout, const PcImpactReport *report)
{
    g_autofree char *harm = pc_impact_headline(&report->roles);
    g_autofree char *unknown = pc_impact_open(&report->roles);
    g_autofree char *line = g_strdup_printf("%s when %s leaves %s", harm, report->remove,
                                            report->from != NULL ? report->from : "every store");
    write_sentence(layout, pc_impact_does_harm(&report->roles) ? PC_STYLE_RED : PC_STYLE_BOLD,
                   line);
    if (unknown != NULL) {
        write_sentence(layout, PC_STYLE_YELLOW, unknown);
    }
    if (report->list == NULL) {
        write_sentence(layout, PC_STYLE_DIM,
                       "Phones that no capture shows are not in here: name them with --phones "
                       "FILE.");
    }
}

static void write_role(PcLayout *layout, const PcImpactRole *role)
{
    enum { SHOWN_LEN = 16 };
    pc_layout_start(layout, NAME_COLUMN, NAME_COLUMN);
    pc_layout_words(layout, PC_STYLE_PLAIN, role->name);
    for (size_t i = 0; i < PC_N_FATES; i++) {
        char shown[SHOWN_LEN];
        (void)g_snprintf(shown, sizeof shown, "%u", role->n[i]);
        pc_layout_pad(layout, FIRST_NUMBER + i * NUMBER_WIDTH);
        pc_layout_words(layout, role->n[i] > 0 ? chapters[i].style : PC_STYLE_DIM, shown);
    }
    pc_layout_end(layout);
}

static void write_roles(PcLayout *layout, const PcImpactRoles *roles)
{
    static const char *const headings[PC_N_FATES] = {
        [PC_FATE_STOPS] = "stop",          [PC_FATE_WOULD] = "would stop",
        [PC_FATE_UNKNOWN] = "not known",   [PC_FATE_NOT_SEEN] = "not seen",
        [PC_FATE_REFUSED] = "refused now", [PC_FATE_SAFE] = "go on",
    };
    pc_layout_end(layout);
    pc_layout_start(layout, 0, 0);
    pc_layout_words(layout, PC_STYLE_BOLD, "By role");
    for (size_t i = 0; i < PC_N_FATES; i++) {
        pc_layout_pad(layout, FIRST_NUMBER + i * NUMBER_WIDTH);
        pc_layout_piece(layout, PC_STYLE_BOLD, "", headings[i]);
    }
    pc_layout_end(layout);
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        guint n = 0;
        for (int k = 0; k < PC_N_FATES; k++) {
            n += roles->role[i].n[k];
        }
        if (n > 0) {
            write_role(layout, &roles->role[i]);
        }
    }
}

static void write_steps(PcLayout *layout, const PcImpactReport *report)
{
    enum { STEP_COLUMN = 2 };
    g_autofree char *steps = pc_steps_text(report->steps, &report->whom);
    pc_layout_end(layout);
    pc_layout_start(layout, 0, 0);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", "In this order");
    pc_layout_end(layout);
    pc_layout_steps(layout, steps, STEP_COLUMN);
    g_autofree char *sources = pc_steps_sources(report->steps, &report->whom);
    pc_layout_start(layout, STEP_COLUMN, STEP_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, "Source: ");
    pc_layout_words(layout, PC_STYLE_DIM, sources);
    pc_layout_end(layout);
}

static void write_conditions(PcLayout *layout, const PcConditions *conditions)
{
    g_autoptr(GPtrArray) rows = pc_conditions_rows(conditions);
    pc_layout_end(layout);
    pc_layout_start(layout, 0, 0);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", "Made with");
    pc_layout_end(layout);
    for (guint i = 0; i + 1 < rows->len; i += 2) {
        pc_layout_start(layout, NAME_COLUMN, FIRST_NUMBER);
        pc_layout_words(layout, PC_STYLE_DIM, g_ptr_array_index(rows, i));
        pc_layout_pad(layout, FIRST_NUMBER);
        pc_layout_words(layout, PC_STYLE_DIM, g_ptr_array_index(rows, i + 1));
        pc_layout_end(layout);
    }
}

void pc_impact_text(const PcImpactReport *report, GString *out)
{
    PcReportOptions style = pc_terminal_style();
    PcLayout layout = {.out = out, .width = style.columns, .colour = style.colour};
    layout.ascii = style.ascii;
    write_headline(&layout, report);
    write_roles(&layout, &report->roles);
    write_fates(&layout, report->fates);
    write_steps(&layout, report);
    write_conditions(&layout, report->conditions);
}
