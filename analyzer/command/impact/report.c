// SPDX-License-Identifier: GPL-2.0-or-later
// Turns fates and steps into text for people and into JSON lines.
#include "analyzer/command/impact/report.h"

#include "analyzer/command/impact/steps.h"
#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/json.h"
#include "analyzer/report/text/layout.h"
#include <string.h>

enum { NAME_COLUMN = 2, SERVICE_COLUMN = 20, PIECE_COLUMN = 30 };

static const struct {
    const char *heading;
    PcStyle style;
    bool has_reason;
} chapters[PC_N_FATES] = {
    [PC_FATE_STOPS] = {"Stops", PC_STYLE_RED, true},
    [PC_FATE_WOULD] = {"Would stop where it was not seen", PC_STYLE_YELLOW, true},
    [PC_FATE_UNKNOWN] = {"Not known", PC_STYLE_YELLOW, true},
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
    pc_layout_piece(layout, PC_STYLE_PLAIN, "", fate->service);
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

static void write_steps(PcLayout *layout, const GPtrArray *steps)
{
    enum { STEP_COLUMN = 2 };
    pc_layout_end(layout);
    pc_layout_start(layout, 0, 0);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", "In this order");
    pc_layout_end(layout);
    for (guint i = 0; i < steps->len; i++) {
        g_autofree char *step =
            g_strdup_printf("%u. %s", i + 1, (const char *)g_ptr_array_index(steps, i));
        pc_layout_start(layout, STEP_COLUMN, STEP_COLUMN + 3);
        pc_layout_words(layout, PC_STYLE_PLAIN, step);
        pc_layout_end(layout);
    }
    pc_layout_start(layout, STEP_COLUMN, STEP_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, "Source: " PC_IMPACT_STEPS_SOURCE);
    pc_layout_end(layout);
}

static guint count(const PcImpactReport *report, PcFateKind kind)
{
    guint n = 0;
    for (guint i = 0; i < report->fates->len; i++) {
        const PcFate *fate = g_ptr_array_index(report->fates, i);
        n += fate->kind == kind;
    }
    return n;
}

void pc_impact_text(const PcImpactReport *report, GString *out)
{
    PcReportOptions style = pc_terminal_style();
    PcLayout layout = {.out = out, .width = style.columns, .colour = style.colour};
    layout.ascii = style.ascii;
    int chapter = -1;
    for (guint i = 0; i < report->fates->len; i++) {
        const PcFate *fate = g_ptr_array_index(report->fates, i);
        if ((int)fate->kind != chapter) {
            chapter = (int)fate->kind;
            write_heading(&layout, fate->kind);
        }
        if (fate->kind == PC_FATE_WOULD) {
            i = write_would(&layout, report->fates, i);
        } else {
            write_fate(&layout, fate);
        }
    }
    const guint n_stops = count(report, PC_FATE_STOPS), n_unknown = count(report, PC_FATE_UNKNOWN);
    const guint n_seen = report->fates->len - count(report, PC_FATE_WOULD);
    g_string_append_printf(out,
                           "%s%u of %u connections (a phone and a service) stop when %s leaves %s",
                           report->fates->len > 0 ? "\n" : "", n_stops, n_seen, report->remove,
                           report->from != NULL ? report->from : "every store");
    g_string_append_printf(out, n_unknown > 0 ? "; of %u nothing is known\n" : "\n", n_unknown);
    g_string_append(out, "Phones that no capture shows are not in here.\n");
    if (report->steps->len > 0) {
        write_steps(&layout, report->steps);
    }
}

static void write_object(const PcFate *fate, GString *out)
{
    PcMoment seen = pc_moment_micro(fate->time);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.impact/1");
    pc_json_string(&json, "device", fate->phone);
    pc_json_string(&json, "service", fate->service);
    pc_json_string(&json, "store", fate->store);
    pc_json_string(&json, "type", fate->type);
    pc_json_string(&json, "issuer", fate->issuer);
    pc_json_string(&json, "last_seen", fate->file != NULL ? seen.text : NULL);
    pc_json_string(&json, "file", fate->file);
    pc_json_string(&json, "fate", pc_fate_name(fate->kind));
    pc_json_string(&json, "before", fate->before);
    pc_json_string(&json, "after", fate->after);
    pc_json_string(&json, "reason", fate->reason);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

void pc_impact_ndjson(const PcImpactReport *report, GString *out)
{
    for (guint i = 0; i < report->fates->len; i++) {
        write_object(g_ptr_array_index(report->fates, i), out);
    }
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.impact-steps/1");
    pc_json_string(&json, "remove", report->remove);
    pc_json_string(&json, "from", report->from);
    pc_json_open_array(&json, "steps");
    for (guint i = 0; i < report->steps->len; i++) {
        pc_json_string(&json, NULL, g_ptr_array_index(report->steps, i));
    }
    pc_json_close_array(&json);
    pc_json_string(&json, "source", PC_IMPACT_STEPS_SOURCE);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}
