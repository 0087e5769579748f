// SPDX-License-Identifier: GPL-2.0-or-later
// Steps of remedies become JSON and HTML.
#include "analyzer/report/steps.h"

#include "analyzer/report/html/html.h"
#include <string.h>

static void write_json(PcJson *json, const PcStep *step)
{
    g_autofree char *release = pc_step_release_text(step);
    g_autofree char *source = pc_citations_text(step->sources);
    pc_json_open_object(json, NULL);
    pc_json_string(json, "text", step->text);
    pc_json_string(json, "release", release);
    pc_json_string(json, "family", step->family);
    pc_json_string(json, "node", step->node);
    pc_json_string(json, "outage", step->outage);
    pc_json_string(json, "source", source);
    pc_json_close_object(json);
}

void pc_steps_json(PcJson *json, const PcStepId *steps, const PcStepsFor *whom)
{
    pc_json_open_array(json, "steps");
    g_autoptr(GArray) fit = pc_steps_for(steps, whom);
    for (guint i = 0; i < fit->len; i++) {
        write_json(json, pc_step(g_array_index(fit, PcStepId, i)));
    }
    pc_json_close_array(json);
}

static void write_piece(GString *out, const char *tag, const char *before, const char *text)
{
    if (text != NULL) {
        g_string_append_printf(out, "<%s>%s", tag, before);
        pc_html_text(out, text);
        g_string_append_printf(out, "</%.*s> ", (int)strcspn(tag, " "), tag);
    }
}

static void write_html(GString *out, const PcStep *step)
{
    g_autofree char *release = pc_step_release_text(step);
    g_autofree char *source = pc_citations_text(step->sources);
    g_string_append(out, "<li>");
    write_piece(out, "span class=\"release\"", "CUCM ", release);
    write_piece(out, "span class=\"node\"", "", step->node);
    write_piece(out, "strong class=\"outage\"", "Interrupts: ", step->outage);
    pc_html_text(out, step->text);
    g_string_append_c(out, ' ');
    write_piece(out, "cite", "", source);
    g_string_append(out, "</li>");
}

void pc_steps_html(GString *out, const PcStepId *steps, const PcStepsFor *whom)
{
    g_string_append(out, "<ol class=\"steps\">");
    g_autoptr(GArray) fit = pc_steps_for(steps, whom);
    for (guint i = 0; i < fit->len; i++) {
        write_html(out, pc_step(g_array_index(fit, PcStepId, i)));
    }
    g_string_append(out, "</ol>");
}
